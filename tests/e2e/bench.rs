//! Queries timed in the browser, for `cargo xtask bench`; see `bench/README.md`.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use sitegen::index::read_manifest;
use sitegen::serve::spawn;

use crate::browser::Browser;
use crate::environment;
use crate::relevance::families;

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
