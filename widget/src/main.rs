//! The WebAssembly module of the widget: the loader calls [`start`] once it has the base bundle.

use azimut_widget::platform::{Host, Page, Refusal};
use wasm_bindgen::prelude::*;

/// Opens the base bundle and puts the widget into its shadow root.
///
/// # Errors
///
/// A sentence in French that the loader shows, when the bundle cannot be opened.
#[wasm_bindgen]
pub fn start(host: Host, root: web_sys::ShadowRoot, base: &[u8]) -> Result<(), JsValue> {
    let page = Page::open(host, root, base).map_err(Refusal::into_js)?;
    azimut_widget::view::mount(page);
    Ok(())
}

fn main() {}
