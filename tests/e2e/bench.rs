//! Queries timed in the browser, for `cargo xtask bench`; see `bench/README.md`.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use sitegen::index::read_manifest;
use sitegen::serve::spawn;

use crate::browser::Browser;
use crate::environment;
use crate::loading::network;
use crate::relevance::families;
use crate::widget::Visit;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a benchmark: cargo xtask bench"]
async fn queries_in_the_browser() {
    let page =
        PathBuf::from(std::env::var_os("AZIMUT_BENCH").expect("cargo xtask bench says where the page is"));
    let index = environment::index();
    let shard = &read_manifest(&index).expect("the manifest").shards[0];
    let copy = |from: PathBuf, name: &str| {
        std::fs::copy(&from, page.join(name)).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    };
    copy(index.join(&shard.base.path), "base.azb");
    copy(index.join(&shard.around.path), "around.azb");
    copy(index.join(&shard.text.path), "text.azb");
    for name in ["azimut-textsearch.js", "azimut-textsearch_bg.wasm"] {
        copy(environment::widget().join(name), name);
    }
    let judged: Vec<_> =
        families(&environment::root().join("tests/relevance")).into_values().flatten().collect();
    let keywords = judged.iter().filter(|it| !it.keyword.is_empty());
    let keywords: Vec<Value> = keywords
        .map(|it| json!({ "keyword": it.keyword, "near": it.near.clone().unwrap_or_default() }))
        .collect();
    let places: Vec<&str> = judged.iter().filter_map(|it| it.near.as_deref()).collect();
    let queries = json!({ "keywords": keywords, "places": places }).to_string();
    std::fs::write(page.join("queries.json"), queries).expect("the queries");

    let server = spawn(&page, ([127, 0, 0, 1], 0).into()).expect("a server");
    let browser = Browser::start(800).await;
    browser.client.goto(&server.url()).await.expect("the page opens");
    let figures = loop {
        let figures =
            browser.client.execute("return window.figures", Vec::new()).await.expect("a script runs");
        if !figures.is_null() {
            break figures;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    println!("{figures:#}");
    assert!(figures["error"].is_null());
}

/// A phone on a bad network: 512 kbit/s, 300 ms a round trip, a processor four times slower.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a benchmark: cargo xtask bench"]
async fn loading_on_a_bad_network() {
    // From the navigation: the form takes keys; a search by need and place shows its first card; a keyword too.
    let times = "const root = await until(() => document.querySelector('azimut-annuaire')?.shadowRoot);\
         const $ = (css) => root.querySelector(css); const now = () => Math.round(performance.now());\
         const put = (css, text) => { $(css).value = text; $(css).dispatchEvent(new Event('input', { bubbles: true })); };\
         await until(() => $('#place')); const form = now();\
         $('[data-do=\"need:0\"]').click(); put('#place', 'Le Puy-en-Velay');\
         await until(() => $('.card')); const first = now();\
         put('#keyword', 'jeunes'); await until(() => $('.why')); const keyword = now();\
         await until(() => $('.contacts')); return [form, first, keyword, now()]";
    for (name, bytes, delay, slower) in [
        ("512 kbit/s, 300 ms", 64_000, 300, 4),
        ("1.6 Mbit/s, 150 ms", 200_000, 150, 4),
        ("no limit", 125_000_000, 0, 1),
    ] {
        for run in 0..3 {
            let visit = Visit::prepare(&environment::dist(), 400, |src| {
                format!("<azimut-annuaire></azimut-annuaire><script async src=\"{src}\"></script>")
            })
            .await;
            network(&visit, bytes, delay).await;
            visit.browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": slower })).await;
            visit.reopen().await;
            let cold = visit.js(times).await;
            visit.browser.client.goto("about:blank").await.expect("elsewhere");
            let before = visit.requests().len();
            visit.reopen().await;
            let warm = visit.js(times).await;
            let requests = visit.requests().len() - before;
            println!(
                "{name}, run {run}: form, first card, keyword, records: cold {cold}, warm {warm} ms with {requests} requests"
            );
        }
    }
}
