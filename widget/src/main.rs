//! The WebAssembly module of the widget: the loader makes an `App` once it has the base bundle.

use azimut_widget::app;
use azimut_widget::bridge::Bridge;
use wasm_bindgen::prelude::*;

/// One widget on a page. Nothing of it may be used after a call has failed.
#[wasm_bindgen]
pub struct App(app::App);

#[wasm_bindgen]
impl App {
    /// Opens the base bundle.
    ///
    /// # Errors
    ///
    /// A sentence that the loader shows, when the bundle cannot be opened.
    #[wasm_bindgen(constructor)]
    pub fn new(bridge: Bridge, base: &[u8]) -> Result<App, JsValue> {
        app::App::open(bridge, base).map(App).map_err(|message| JsValue::from_str(&message))
    }

    /// What was typed before is in: from now on the form follows the state.
    pub fn ready(&self) {
        self.0.ready();
    }

    /// A DOM event: its type, the name of the control, its value. Whether the browser's own reaction must be
    /// held back.
    pub fn act(&self, kind: &str, name: &str, value: &str) -> bool {
        self.0.act(kind, name, value)
    }

    /// `details` (bytes) or `keywords` (an index) came, or could not be had.
    pub fn arrived(&self, part: &str, value: JsValue) {
        self.0.arrived(part, value);
    }

    /// Where the visitor is, in degrees, or the number of the fault (that of `GeolocationPositionError`).
    pub fn located(&self, longitude: Option<f64>, latitude: Option<f64>, fault: u32) {
        self.0.located(longitude.zip(latitude), fault);
    }

    /// Where is searched from, in degrees east; not a number when from nowhere.
    pub fn longitude(&self) -> f64 {
        self.0.origin()[0]
    }

    /// Where is searched from, in degrees north; not a number when from nowhere.
    pub fn latitude(&self) -> f64 {
        self.0.origin()[1]
    }

    /// The host page changed its options.
    pub fn configure(&self) {
        self.0.configure();
    }

    /// The address changed to this fragment of ours, or to none.
    pub fn moved(&self, fragment: &str) {
        self.0.moved(fragment);
    }

    /// The outcome of something in `extras.js`.
    pub fn done(&self, name: &str, outcome: &str) {
        self.0.done(name, outcome);
    }
}

fn main() {}
