//! The WebAssembly module: text in, place numbers and match tiers out.

use azimut_textsearch::KeywordIndex;
use wasm_bindgen::prelude::*;

/// A text index that JavaScript holds.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Keywords {
    index: KeywordIndex,
}

#[wasm_bindgen]
impl Keywords {
    /// Opens the bytes of a text bundle.
    ///
    /// # Errors
    ///
    /// The reason, as text.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Result<Keywords, JsValue> {
        let index = KeywordIndex::open(bytes).map_err(|error| JsValue::from_str(&error.to_string()))?;
        Ok(Self { index })
    }

    /// The build that the index belongs to.
    #[wasm_bindgen(getter)]
    pub fn generation(&self) -> u64 {
        self.index.generation()
    }

    /// Matching places, each as its number times four plus its tier.
    ///
    /// # Errors
    ///
    /// The reason, as text.
    pub fn search(&self, text: &str) -> Result<Vec<u32>, JsValue> {
        let hits = self.index.search(text).map_err(|error| JsValue::from_str(&error.to_string()))?;
        Ok(hits.into_iter().map(|hit| (hit.place as u32) << 2 | hit.tier as u32).collect())
    }
}

fn main() {}
