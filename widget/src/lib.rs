//! The search widget: Leptos components over the engine, inside a shadow root on somebody else's page.
//!
//! Logic is in a plain reducer ([`state`]), tested natively; components ([`view`]) only show a state and
//! send events. The only module that speaks to the browser beyond what Leptos does is [`platform`]. The
//! network is the loader's (`loader.js`): nothing here makes a request, so nothing typed can leave.

pub mod locales;
pub mod platform;
pub mod results;
pub mod state;
pub mod view;
