//! Stands in for `wasm-streams`, of which the widget uses nothing.
//!
//! Leptos brings it in through its server functions, which a static site does not have and for which Leptos has
//! no switch. The real crate exports three classes to JavaScript whether anybody uses them or not, and an export
//! keeps everything behind it in the module. This has the functions that `server_fn` 0.8 names, with the same
//! signatures; nothing calls them.
//!
//! What it saves is in the commit that added it. It can go when Leptos can be had without server functions.

use core::pin::Pin;
use core::task::{Context, Poll};

use futures_core::Stream;
use wasm_bindgen::JsValue;

/// A stream of the browser, which cannot be read here.
#[derive(Debug)]
pub struct ReadableStream {
    raw: web_sys::ReadableStream,
}

impl ReadableStream {
    /// Holds a stream of the browser.
    #[must_use]
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self { raw }
    }

    /// The stream that it holds.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.raw
    }

    /// A stream of the browser from one of Rust.
    ///
    /// # Panics
    ///
    /// Always: this stand-in cannot.
    #[must_use]
    pub fn from_stream<St>(_: St) -> Self
    where
        St: Stream<Item = Result<JsValue, JsValue>> + 'static,
    {
        panic!("wasm-streams is replaced by a stand-in, see patches/wasm-streams")
    }

    /// A stream of Rust from one of the browser: here, one that refuses.
    #[must_use]
    pub fn into_stream(self) -> IntoStream {
        IntoStream { refused: false }
    }
}

/// A stream that gives one error and ends.
#[derive(Debug)]
pub struct IntoStream {
    refused: bool,
}

impl Stream for IntoStream {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let error = (!self.refused).then(|| Err(JsValue::from_str("wasm-streams is replaced by a stand-in")));
        self.refused = true;
        Poll::Ready(error)
    }
}
