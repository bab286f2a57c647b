//! What the widget does between a key press and its answer, without the page: for measuring in a browser.

use engine::Engine;
use engine::gazetteer::{Resolution, Territory};
use engine::keyword::unpack;
use engine::query::{DEFAULT_RADIUS_KM, Query, Zone};
use wasm_bindgen::prelude::*;

/// A base bundle, opened.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Bench {
    engine: Engine,
}

#[wasm_bindgen]
impl Bench {
    /// Opens a base bundle.
    ///
    /// # Errors
    ///
    /// The reason, as text.
    #[wasm_bindgen(constructor)]
    pub fn new(base: &[u8]) -> Result<Bench, JsValue> {
        let engine = Engine::open(base).map_err(|error| JsValue::from_str(&error.to_string()))?;
        Ok(Self { engine })
    }

    /// Adds what is around the territory.
    ///
    /// # Errors
    ///
    /// The reason, as text.
    pub fn open_around(&mut self, around: &[u8]) -> Result<(), JsValue> {
        self.engine.open_around(around).map_err(|error| JsValue::from_str(&error.to_string()))
    }

    /// Reads the words that the keyword module found, searches, counts facets; the number of structures.
    ///
    /// # Errors
    ///
    /// When `words` is not what the keyword module gives.
    pub fn answer(&self, words: &[u32], text: &str, near: &str) -> Result<usize, JsValue> {
        let words = unpack(words).ok_or_else(|| JsValue::from_str("words of another make"))?;
        let chosen = match self.engine.gazetteer.resolve(near) {
            Resolution::Found(territory) => Some(territory),
            Resolution::Postcode(_, communes) => communes.first().copied().map(Territory::Commune),
            Resolution::Ambiguous(_) | Resolution::Unknown(_) => None,
        };
        let reading = self.engine.read(text, words, chosen.is_none());
        let zone = match chosen.or(reading.place.as_ref().map(|place| place.territory)) {
            None => Zone::Anywhere,
            Some(Territory::Commune(commune)) => {
                let center = self.engine.gazetteer.communes()[commune].point;
                Zone::Around { center, radius_m: DEFAULT_RADIUS_KM * 1000 }
            }
            Some(territory) => Zone::Within(territory),
        };
        let query = Query { zone, keyword: reading.hits, ..Query::default() };
        let facets = self.engine.facets(&query);
        core::hint::black_box(facets);
        Ok(self.engine.search(&query).hits.len())
    }

    /// What is proposed under the place field.
    #[must_use]
    pub fn suggest(&self, typed: &str) -> usize {
        self.engine.gazetteer.suggest(typed, 7).len()
    }

    /// Number of places of welcome.
    #[must_use]
    pub fn places(&self) -> usize {
        self.engine.directory.places.len()
    }
}

fn main() {}
