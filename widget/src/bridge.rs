//! The loader, seen from here: the form's elements, the network, the clock, the page around us.
//!
//! Every request of the widget is made by the loader. What is handed to it for that are names of files, never
//! anything that the visitor typed.

use std::ops::Range;

use engine::keyword::{self, WordHits};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The functions that the loader gives to one widget.
    #[derive(Clone, Debug)]
    pub type Bridge;

    /// Address of the static site, ending with `/`.
    #[wasm_bindgen(method, getter)]
    pub fn site(this: &Bridge) -> String;

    /// A text of the language, by its number; the forms of a plural come joined with their categories.
    #[wasm_bindgen(method)]
    pub fn text(this: &Bridge, number: usize) -> String;

    /// The label of an entry of `needs`, `publics` or `networks`, in the language.
    #[wasm_bindgen(method)]
    pub fn label(this: &Bridge, list: &str, index: usize) -> String;

    /// The plural category of a number, in the language.
    #[wasm_bindgen(method)]
    pub fn category(this: &Bridge, count: usize) -> String;

    /// The name of a language, in the language.
    #[wasm_bindgen(method)]
    pub fn language(this: &Bridge, code: &str) -> String;

    /// An option that the host page gives, or nothing.
    #[wasm_bindgen(method)]
    pub fn option(this: &Bridge, name: &str) -> String;

    /// Our part of the address, without `#`, or nothing.
    #[wasm_bindgen(method)]
    pub fn fragment(this: &Bridge) -> String;

    /// Size of the directory and its programs, in bytes.
    #[wasm_bindgen(method)]
    pub fn bytes(this: &Bridge) -> u32;

    /// An element of the form by its `data-do` or `data-slot`.
    #[wasm_bindgen(method)]
    pub fn slot(this: &Bridge, name: &str) -> Option<web_sys::Element>;

    /// Sets a property of one of its elements, unless it has that value already.
    #[wasm_bindgen(method, js_name = property)]
    pub fn set_text(this: &Bridge, name: &str, key: &str, value: &str);

    /// The same for a property that is true or false.
    #[wasm_bindgen(method, js_name = property)]
    pub fn set_flag(this: &Bridge, name: &str, key: &str, value: bool);

    /// Sets an attribute, or removes it.
    #[wasm_bindgen(method, js_name = attribute)]
    pub fn set_attribute(this: &Bridge, name: &str, key: &str, value: Option<&str>);

    /// Moves the focus.
    #[wasm_bindgen(method)]
    pub fn focus(this: &Bridge, name: &str);

    /// Opens or closes a dialog.
    #[wasm_bindgen(method)]
    pub fn dialog(this: &Bridge, name: &str, open: bool);

    /// Says a text to screen readers once it has settled; then also tells the page about the search, when
    /// there is something to tell (JSON).
    #[wasm_bindgen(method)]
    pub fn announce(this: &Bridge, text: &str, search: &str);

    /// Fetches `around`, `details` or `keywords`; the answer comes by [`crate::app::App::arrived`].
    #[wasm_bindgen(method)]
    pub fn load(this: &Bridge, part: &str);

    /// Whether the connection is good enough to fetch what may be needed.
    #[wasm_bindgen(method, js_name = warmUp)]
    pub fn warm_up(this: &Bridge) -> bool;

    /// Asks the browser where the visitor is; the answer comes by [`crate::app::App::located`].
    #[wasm_bindgen(method)]
    pub fn locate(this: &Bridge);

    /// Writes our part of the address, as a new entry of the history or in place of the current one.
    #[wasm_bindgen(method)]
    pub fn remember(this: &Bridge, fragment: &str, push: bool);

    /// The address of this page with a fragment of ours.
    #[wasm_bindgen(method)]
    pub fn link(this: &Bridge, fragment: &str) -> String;

    /// Sends an event of ours to the page (detail in JSON).
    #[wasm_bindgen(method)]
    pub fn emit(this: &Bridge, name: &str, detail: &str);

    /// Days since 1970-01-01 and minutes of the day, by the clock of the territory.
    #[wasm_bindgen(method)]
    pub fn now(this: &Bridge) -> Vec<u32>;

    /// What few visitors ask for (`extras.js`); the outcome comes by [`crate::app::App::done`].
    #[wasm_bindgen(method)]
    pub fn extra(this: &Bridge, name: &str, argument: &str);

    /// The index of the keyword module, across the module boundary.
    #[derive(Clone, Debug)]
    pub type Keywords;

    #[wasm_bindgen(method, catch, js_name = lookUp)]
    fn look_up_packed(this: &Keywords, text: &str) -> Result<Vec<u32>, JsValue>;

    #[wasm_bindgen(method, catch, js_name = marks)]
    fn marks_packed(this: &Keywords, query: &str, text: &str) -> Result<Vec<u32>, JsValue>;

    /// Which build it belongs to.
    #[wasm_bindgen(method, getter)]
    pub fn generation(this: &Keywords) -> u64;
}

/// The text index turned out to be unreadable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl Keywords {
    /// The words of `text`, with what has them.
    ///
    /// # Errors
    ///
    /// When the index turns out to be unreadable.
    pub fn look_up(&self, text: &str) -> Result<Vec<WordHits>, Unreadable> {
        let packed = self.look_up_packed(text).map_err(|_| Unreadable)?;
        keyword::unpack(&packed).ok_or(Unreadable)
    }

    /// The words of `text` that `query` matches, in bytes; none when that cannot be said.
    #[must_use]
    pub fn marks(&self, query: &str, text: &str) -> Vec<Range<usize>> {
        let packed = self.marks_packed(query, text).unwrap_or_default();
        packed.chunks_exact(2).map(|span| span[0] as usize..span[1] as usize).collect()
    }
}
