//! The search widget: the engine behind a form that somebody else's page shows.
//!
//! The loader (`loader.js`) shows the form (`shell/`) at once and hands it over to [`app::App`] when this
//! module is there. Gestures come in as text ([`gestures`]), a plain reducer ([`state`]) applies them, the
//! form's elements are brought in line with it, and Leptos components ([`view`]) show what has no fixed
//! markup: proposals, results, the sheet. Nothing here makes a request, so nothing typed can leave.

pub mod app;
pub mod bridge;
pub mod calendar;
pub mod executor;
pub mod gestures;
pub mod link;
pub mod messages;
pub mod results;
pub mod state;
mod sync;
pub mod view;
