//! The browser: the loader's functions, the shadow root, the clock, the focus.

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use engine::Engine;
use engine::details::Details;
use engine::geo::Point;
use engine::keyword::{self, WordHits};
use engine::query::IsoWeek;
use wasm_bindgen::prelude::*;
use web_sys::{CssStyleSheet, HtmlElement, ShadowRoot};

use crate::locales::{FRENCH, Messages};

const STYLE: &str = include_str!("style.css");

#[wasm_bindgen]
extern "C" {
    /// What the loader gives: fetching, and the addresses of the site. All requests of the widget are made
    /// by these functions, none of which takes an argument.
    #[derive(Clone, Debug)]
    pub type Host;

    #[wasm_bindgen(method, catch, js_name = loadDetails)]
    async fn load_details(this: &Host) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = loadKeywords)]
    async fn load_keywords(this: &Host) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method)]
    fn failed(this: &Host, message: &str);

    #[wasm_bindgen(method, getter)]
    fn site(this: &Host) -> String;

    /// The index of the keyword module, across the module boundary.
    #[derive(Clone, Debug)]
    pub type Keywords;

    #[wasm_bindgen(method, catch, js_name = lookUp)]
    fn look_up_packed(this: &Keywords, text: &str) -> Result<Vec<u32>, JsValue>;

    #[wasm_bindgen(method, catch, js_name = marks)]
    fn marks_packed(this: &Keywords, query: &str, text: &str) -> Result<Vec<u32>, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn generation(this: &Keywords) -> u64;
}

/// Why the widget cannot start, in words for the visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(String);

impl Refusal {
    /// For the loader.
    #[must_use]
    pub fn into_js(self) -> JsValue {
        JsValue::from_str(&self.0)
    }

    fn of(error: &engine::Error) -> Self {
        let cause = if error.is_incompatible() { FRENCH.error_incompatible } else { FRENCH.error_corrupt };
        Self(cause.to_owned())
    }
}

/// Something that comes behind the first answer could not be had. Why makes no difference to the visitor:
/// the way out is to ask again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unavailable;

/// Everything that one widget on a page works with.
#[derive(Clone, Debug)]
pub struct Page {
    /// The directory.
    pub engine: Arc<Engine>,
    /// Texts.
    pub messages: &'static Messages,
    host: Host,
    root: ShadowRoot,
}

impl Page {
    /// Opens the base bundle.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn open(host: Host, root: ShadowRoot, base: &[u8]) -> Result<Self, Refusal> {
        let on_panic = host.clone();
        // Whatever happens, the visitor is told and the page around us goes on.
        std::panic::set_hook(Box::new(move |_| on_panic.failed(FRENCH.error_unexpected)));
        let engine = Engine::open(base).map_err(|error| Refusal::of(&error))?;
        Ok(Self { engine: Arc::new(engine), messages: &FRENCH, host, root })
    }

    /// Address of the static site, ending with `/`.
    #[must_use]
    pub fn site(&self) -> String {
        self.host.site()
    }

    /// Replaces what the shadow root holds by an empty element with our styles, and returns it.
    #[must_use]
    pub fn clear_root(&self) -> Option<HtmlElement> {
        let document = web_sys::window()?.document()?;
        while let Some(child) = self.root.first_child() {
            self.root.remove_child(&child).ok()?;
        }
        if adopt_style(&self.root).is_err() {
            // A browser from before constructable style sheets: an element does, where the host allows it.
            let style = document.create_element("style").ok()?;
            style.set_text_content(Some(STYLE));
            self.root.append_child(&style).ok()?;
        }
        let container: HtmlElement = document.create_element("div").ok()?.dyn_into().ok()?;
        container.set_class_name("azimut");
        container.set_attribute("lang", "fr").ok()?;
        self.root.append_child(&container).ok()?;
        Some(container)
    }

    /// Fetches and opens the display records.
    ///
    /// # Errors
    ///
    /// When they cannot be had, or belong to another build.
    pub async fn details(&self) -> Result<Details, Unavailable> {
        let bytes = self.host.load_details().await.map_err(|_| Unavailable)?;
        let bytes = js_sys::Uint8Array::new(&bytes).to_vec();
        let details = Details::open(&bytes).map_err(|_| Unavailable)?;
        details.check_belongs_to(&self.engine).map_err(|_| Unavailable)?;
        Ok(details)
    }

    /// Fetches the keyword module and its index.
    ///
    /// # Errors
    ///
    /// When they cannot be had, or belong to another build.
    pub async fn keywords(&self) -> Result<Keywords, Unavailable> {
        let keywords: Keywords = self.host.load_keywords().await.map_err(|_| Unavailable)?.unchecked_into();
        if keywords.generation() == self.engine.generation() { Ok(keywords) } else { Err(Unavailable) }
    }

    /// Moves the focus to the element with this class, if it is there.
    pub fn focus(&self, class: &str) {
        let found = self.root.query_selector(&format!(".{class}")).ok().flatten();
        if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            // The element can have gone since; then there is nothing to focus.
            let _ = element.focus();
        }
    }
}

impl Keywords {
    /// The words of `text`, with what has them.
    ///
    /// # Errors
    ///
    /// When the index turns out to be unreadable.
    pub fn look_up(&self, text: &str) -> Result<Vec<WordHits>, Unavailable> {
        let packed = self.look_up_packed(text).map_err(|_| Unavailable)?;
        keyword::unpack(&packed).ok_or(Unavailable)
    }

    /// The words of `text` that `query` matches, in bytes; none when that cannot be said.
    #[must_use]
    pub fn marks(&self, query: &str, text: &str) -> Vec<Range<usize>> {
        let packed = self.marks_packed(query, text).unwrap_or_default();
        packed.chunks_exact(2).map(|span| span[0] as usize..span[1] as usize).collect()
    }
}

/// Asks the browser where the visitor is; the browser asks the visitor. `done` gets the point, rounded, or
/// nothing.
pub fn locate(done: impl FnOnce(Option<Point>) + 'static) {
    let geolocation = web_sys::window().and_then(|window| window.navigator().geolocation().ok());
    let Some(geolocation) = geolocation else { return done(None) };
    // Exactly one of the two is called, once.
    let done = Rc::new(Cell::new(Some(done)));
    let on_failure = done.clone();
    let found = Closure::once_into_js(move |position: web_sys::Position| {
        let coordinates = position.coords();
        let point = rounded(coordinates.longitude(), coordinates.latitude());
        if let Some(done) = done.take() {
            done(point);
        }
    });
    let failed = Closure::once_into_js(move |_: JsValue| {
        if let Some(done) = on_failure.take() {
            done(None);
        }
    });
    // A refusal comes back through `failed`; the call itself fails only where there is no geolocation.
    let _ = geolocation
        .get_current_position_with_error_callback(found.unchecked_ref(), Some(failed.unchecked_ref()));
}

/// A point to a hundredth of a degree, about a kilometre: enough to sort by distance, not to tell a house.
fn rounded(longitude: f64, latitude: f64) -> Option<Point> {
    let round = |degrees: f64| (degrees * 100.0).round() / 100.0;
    Point::from_degrees(round(longitude), round(latitude))
}

fn adopt_style(root: &ShadowRoot) -> Result<(), JsValue> {
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(STYLE)?;
    let sheets = js_sys::Array::of1(&sheet);
    js_sys::Reflect::set(root, &JsValue::from_str("adoptedStyleSheets"), &sheets)?;
    Ok(())
}

/// The current week, by the visitor's clock.
#[must_use]
pub fn current_week() -> IsoWeek {
    let now = js_sys::Date::new_0();
    let days = js_sys::Date::utc(f64::from(now.get_full_year()), f64::from(now.get_month()));
    iso_week(days / 86_400_000.0 + f64::from(now.get_date()) - 1.0)
}

/// The ISO 8601 week of a day, in days since 1970-01-01 (a Thursday).
fn iso_week(day: f64) -> IsoWeek {
    let day = day as i64;
    let thursday = day - (day + 3).rem_euclid(7) + 3;
    let mut year = 1970 + thursday.div_euclid(366);
    while first_day(year + 1) <= thursday {
        year += 1;
    }
    IsoWeek { year: year as i16, week: ((thursday - first_day(year)) / 7 + 1) as u8 }
}

/// 1 January of a year, in days since 1970-01-01.
fn first_day(year: i64) -> i64 {
    let before = year - 1;
    365 * (year - 1970) + (before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400)) - 477
}

#[cfg(test)]
mod tests {
    use super::{first_day, iso_week};

    #[test]
    fn weeks_are_those_of_the_calendar() {
        let week = |day: i64| {
            let week = iso_week(day as f64);
            (week.year, week.week)
        };
        assert_eq!(first_day(1970), 0);
        assert_eq!(first_day(2027), 20_819);
        assert_eq!(week(0), (1970, 1));
        // 1 January 2027 is a Friday, of the last week of 2026; 4 January begins week 1.
        assert_eq!(week(20_819), (2026, 53));
        assert_eq!(week(20_822), (2027, 1));
        // 23 November 2026.
        assert_eq!(week(20_780), (2026, 48));
    }
}
