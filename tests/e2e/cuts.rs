//! Files that break off in the middle: what had come works, the rest comes again by itself.

use serde_json::json;

use crate::environment;
use crate::loading::network;
use crate::proxy::{File, Proxy};
use crate::widget::Visit;

/// How many points each file is cut at: `AZIMUT_CUTS`, then also over the slowest network; else three.
fn points() -> (u32, bool) {
    let asked = std::env::var("AZIMUT_CUTS").ok().and_then(|it| it.parse().ok());
    (asked.unwrap_or(3), asked.is_some())
}

/// Goes through a search while each of the files breaks off at each of the points.
async fn broken_off(files: &[File]) {
    let (points, slow) = points();
    let visit = Visit::prepare(&environment::dist(), 400, |_| String::new()).await;
    let proxy = Proxy::before(&visit, "<azimut-annuaire></azimut-annuaire>").await;
    if slow {
        network(&visit, 50_000, 400).await;
    }
    for &file in files {
        for point in 0..points {
            let share = f64::from(point) / f64::from(points) + 0.5 / f64::from(points);
            visit.browser.devtools("Network.clearBrowserCache", json!({})).await;
            proxy.cut(file, share);
            visit.reopen().await;
            // Nothing is pressed: what breaks off comes again by itself.
            let script = "await until(() => document.querySelector('azimut-annuaire').shadowRoot?.querySelector('#place'));\
                 const root = document.querySelector('azimut-annuaire').shadowRoot, $ = (css) => root.querySelector(css);\
                 const put = (css, text) => { $(css).value = text; $(css).dispatchEvent(new Event('input', { bubbles: true })); };\
                 put('#place', 'Brioude'); await until(() => $('.card')); await until(() => $('.contacts'));\
                 put('#keyword', 'emploi'); await until(() => $('.why'));\
                 put('#place', 'Langogne'); await until(() => $('[role=option]') || /48/.test($('#place').value));\
                 return !!$('.failure, [data-do=retry]')";
            let failed = visit.js(script).await;
            assert_eq!(failed, false, "{file:?} after {share}");
            assert!(!proxy.has_cut_due(), "{file:?} was asked for");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn code_that_breaks_off_comes_again() {
    broken_off(&[
        ("/widget-", ".js"),
        ("/widget-", ".wasm"),
        ("/textsearch-", ".js"),
        ("/textsearch-", ".wasm"),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn data_that_breaks_off_come_again() {
    broken_off(&[("/base-", ""), ("/around-", ""), ("/details-", ""), ("/text-", "")]).await;
}
