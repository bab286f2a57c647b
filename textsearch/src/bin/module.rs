//! The WebAssembly module: text in, words with the records that have them out.

use azimut_textsearch::{DocumentIndex, Found, KeywordIndex};
use engine::documents::Asking;
use engine::geo::Point;
use engine::keyword::pack;
use wasm_bindgen::prelude::*;

/// A text index that JavaScript holds, with the last query looked up; all widgets of a page share it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Keywords {
    index: KeywordIndex,
    query: String,
    last: Found,
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
        let index = KeywordIndex::open(bytes).map_err(reason)?;
        Ok(Self { index, query: String::new(), last: Found::default() })
    }

    /// The build that the index belongs to.
    #[wasm_bindgen(getter)]
    pub fn generation(&self) -> u64 {
        self.index.generation()
    }

    /// The words of `text` with what has them, as `engine::keyword::pack` packs them.
    ///
    /// # Errors
    ///
    /// The reason, as text.
    #[wasm_bindgen(js_name = lookUp)]
    pub fn look_up(&mut self, text: &str) -> Result<Vec<u32>, JsValue> {
        self.ask(text)?;
        Ok(pack(&self.last.words))
    }

    /// The words of `text` that `query` matches: beginnings and ends, in bytes of its UTF-8 form.
    ///
    /// # Errors
    ///
    /// The reason, as text.
    pub fn marks(&mut self, query: &str, text: &str) -> Result<Vec<u32>, JsValue> {
        self.ask(query)?;
        let spans = self.last.marks(text).into_iter();
        Ok(spans.flat_map(|span| [span.start as u32, span.end as u32]).collect())
    }

    /// Opens the bytes of a documents bundle beside this index: one instance of the module holds both.
    ///
    /// # Errors
    ///
    /// The reason, as text.
    pub fn documents(&self, bytes: Vec<u8>) -> Result<Documents, JsValue> {
        DocumentIndex::open(bytes).map(Documents).map_err(reason)
    }
}

/// What is found beside the structures, held by JavaScript.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Documents(DocumentIndex);

#[wasm_bindgen]
impl Documents {
    /// The documents that have the words of `text`, the best first, when it is `now` (minutes of the territory's clock
    /// since 1970) and one looks from a point (degrees, not a number when from nowhere): eight fields each (kind and
    /// state as a number, title, summary, address, label, themes, when and where, metres), a separator of fields
    /// behind each. Words that match stand between U+0002 and U+0003. The number is that of
    /// [`Document::flags`](engine::documents::Document::flags), and 8 when the date is over, 16 when it is cancelled.
    ///
    /// # Errors
    ///
    /// The reason, as text.
    pub fn search(&self, text: &str, now: u32, longitude: f64, latitude: f64) -> Result<String, JsValue> {
        let asking = Asking { now, near: Point::from_degrees(longitude, latitude) };
        let found = self.0.search(text, &asking).map_err(reason)?;
        let mut out = String::new();
        let mut put = |text: &str, marked: bool| {
            let mut at = 0;
            for span in if marked { found.marks(text) } else { Vec::new() } {
                out.push_str(&text[at..span.start]);
                out.push('\u{2}');
                out.push_str(&text[span.start..span.end]);
                out.push('\u{3}');
                at = span.end;
            }
            out.push_str(&text[at..]);
            out.push('\u{1f}');
        };
        for it in &found.documents {
            let document = &self.0.documents[it.document];
            let date = it.date.map(|date| &document.dates[date]);
            let cancelled = date.is_some_and(|date| date.cancelled);
            let flags = document.flags() | u8::from(it.over) << 3 | u8::from(cancelled) << 4;
            put(&decimal(flags.into()), false);
            put(&document.title, true);
            put(&document.summary, true);
            put(&document.address, false);
            put(&document.label, false);
            put(&document.themes, false);
            put(date.map_or("", |date| date.text.as_str()), false);
            put(&it.distance_m.map_or(String::new(), |far| decimal(far as u32)), false);
        }
        Ok(out)
    }
}

impl Keywords {
    /// Looks a query up, unless it is the last one.
    fn ask(&mut self, query: &str) -> Result<(), JsValue> {
        if self.query != query {
            self.last = self.index.look_up(query).map_err(reason)?;
            query.clone_into(&mut self.query);
        }
        Ok(())
    }
}

/// A number in digits, without the machinery of formatting.
fn decimal(mut number: u32) -> String {
    let mut digits = String::new();
    loop {
        digits.insert(0, char::from(b'0' + (number % 10) as u8));
        number /= 10;
        if number == 0 {
            return digits;
        }
    }
}

fn reason(error: azimut_textsearch::Error) -> JsValue {
    JsValue::from_str(&error.to_string())
}

fn main() {}
