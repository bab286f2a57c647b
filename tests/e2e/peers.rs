//! Azimut beside other search programs, in the same browser, on the same server, over the same networks: for
//! `cargo xtask bench peers`. What each of them is made from is in `bench/peers/`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use sitegen::search::Searcher;
use sitegen::serve::spawn;

use crate::browser::Browser;
use crate::environment;
use crate::relevance::{families, wanted_structures};

/// Bytes a second, milliseconds of a round trip, how many times slower the processor is.
const NETWORKS: [(&str, u32, u32, u32); 4] = [
    ("400 kbit/s, 400 ms", 50_000, 400, 1),
    ("512 kbit/s, 300 ms", 64_000, 300, 4),
    ("1.6 Mbit/s, 150 ms", 200_000, 150, 4),
    ("no limit", 125_000_000, 0, 1),
];

/// How often each is measured; the middle one counts.
const RUNS: usize = 3;

const PEERS: [&str; 8] = ["azimut", "floor", "minisearch", "orama", "flexsearch", "lunr", "fuse", "pagefind"];

fn folder() -> PathBuf {
    PathBuf::from(std::env::var_os("AZIMUT_PEERS").expect("cargo xtask bench peers says where they are"))
}

/// Writes what the peers index: a document a structure with everything that our text index has of it.
#[test]
#[ignore = "a benchmark: cargo xtask bench peers"]
fn documents() {
    let searcher = Searcher::open(&environment::index()).expect("the index");
    let (engine, lists) = (&searcher.engine, &searcher.engine.taxonomies);
    let documents = engine.directory.structures.iter().enumerate().map(|(number, structure)| {
        let places = &engine.directory.places[structure.places.clone()];
        let commune = |commune: usize| &engine.gazetteer.communes()[commune];
        let needs = places.iter().fold(structure.profile.needs, |all, place| all.union(place.profile.needs));
        let publics =
            places.iter().fold(structure.profile.publics, |all, place| all.union(place.profile.publics));
        let joined = |labels: Vec<&str>| labels.join(", ");
        let distinct = |texts: BTreeSet<String>| texts.into_iter().collect::<Vec<_>>().join(", ");
        let details = searcher.details.structure(number).expect("its details");
        json!({
            "id": structure.id,
            "name": structure.name,
            "acronym": structure.acronym,
            "networks": joined(structure.networks.iter().map(|id| lists.networks[id].entry.label.as_str()).collect()),
            "needs": joined(needs.iter().map(|id| lists.needs[id].entry.label.as_str()).collect()),
            "needIds": needs.iter().map(|id| lists.needs[id].entry.id.as_str()).collect::<Vec<_>>(),
            "publics": joined(publics.iter().map(|id| lists.publics[id].label.as_str()).collect()),
            "town": places.first().map(|place| commune(place.commune).name.as_str()).unwrap_or_default(),
            "towns": distinct(places.iter().map(|place| commune(place.commune).name.clone()).collect()),
            "postcodes": distinct(
                places.iter().flat_map(|place| &commune(place.commune).postcodes).map(|code| format!("{code:05}")).collect()
            ),
            "description": details.description,
            "places": places.iter().map(|place| json!([
                micro(place.point.latitude.degrees()),
                micro(place.point.longitude.degrees()),
                commune(place.commune).name,
            ])).collect::<Vec<_>>(),
        })
    });
    let communes = engine.gazetteer.communes().iter().map(|commune| {
        json!([
            commune.name,
            micro(commune.point.latitude.degrees()),
            micro(commune.point.longitude.degrees())
        ])
    });
    let write = |name: &str, value: Value| {
        std::fs::write(folder().join(name), value.to_string()).expect("it is written");
    };
    write("documents.json", documents.collect());
    write("communes.json", communes.collect());
}

/// Four decimals are eleven metres.
fn micro(degrees: f64) -> f64 {
    (degrees * 10_000.0).round() / 10_000.0
}

/// One page in one browser.
struct Peer<'a> {
    name: &'a str,
    browser: Browser,
    url: String,
}

impl Peer<'_> {
    async fn open(&self) {
        self.browser.client.goto(&self.url).await.expect("the page opens");
    }

    async fn network(&self, (_, bytes, delay_ms, slower): (&str, u32, u32, u32)) {
        self.browser.devtools("Network.enable", json!({})).await;
        let conditions = json!({
            "offline": bytes == 0, "latency": delay_ms, "downloadThroughput": bytes, "uploadThroughput": bytes,
        });
        self.browser.devtools("Network.emulateNetworkConditions", conditions).await;
        self.browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": slower })).await;
    }

    /// Runs a script that knows how to type into this page and to read its results.
    async fn js(&self, script: &str, given: Value) -> Value {
        let script = format!(
            "const given = arguments[0], done = arguments[arguments.length - 1];\
             const ours = {ours};\
             const wait = (ms) => new Promise((go) => setTimeout(go, ms));\
             const until = async (what, ms = 120000) => {{ const end = performance.now() + ms;\
               while (performance.now() < end) {{ const it = what(); if (it) return it; await wait(5); }} return undefined; }};\
             const asked = () => performance.getEntriesByType('resource').find((it) => it.initiatorType === 'script').startTime;\
             const now = () => Math.round(performance.now() - asked());\
             const arrived = () => performance.getEntriesByType('resource').filter((it) => it.responseEnd).map((it) => new URL(it.name).pathname);\
             const root = () => ours ? document.querySelector('azimut-annuaire')?.shadowRoot : document;\
             const $ = (css) => root()?.querySelector(css);\
             const put = async (css, text) => {{ const field = $(css); field.value = text;\
               field.dispatchEvent(new Event('input', {{ bubbles: true }})); if (!ours) await window.settled?.(); }};\
             const ids = () => [...root().querySelectorAll(ours ? '.card' : 'li')].map((it) =>\
               ours ? it.querySelector('a[href*=\"/annuaire/\"]').pathname.split('/').at(-2) : it.dataset.id);\
             (async () => {{ {script} }})().then(done, (error) => done('ERROR ' + error.message));",
            ours = self.name == "azimut"
        );
        let value = self.browser.client.execute_async(&script, vec![given]).await.expect("a script runs");
        assert!(!value.as_str().is_some_and(|it| it.starts_with("ERROR")), "{}: {value}", self.name);
        value
    }
}

/// The middle of some milliseconds.
fn middle(mut values: Vec<f64>) -> Value {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).map_or(Value::Null, |value| json!(value))
}

/// Bytes on the wire of a file: as it is compressed beforehand, else as it is.
fn sent(site: &Path, path: &str) -> u64 {
    let path = path.split('?').next().unwrap_or_default().trim_start_matches('/');
    let file = site.join(path);
    let size = |path: &Path| std::fs::metadata(path).map(|it| it.len()).ok();
    size(&PathBuf::from(format!("{}.br", file.display()))).or_else(|| size(&file)).unwrap_or(0)
}

/// The script that takes a page from its opening to a first result.
const KEYWORD: &str = "await until(() => $('#keyword')); const usable = now(); const typing = put('#keyword', given);\
     const shown = await until(() => $(ours ? '.why' : 'li')); const time = now(), files = arrived(); await typing; return [usable, shown ? time : null, files]";
const PLACE: &str = "await until(() => $('#place')); const usable = now();\
     if (ours) $('[data-do=\"need:0\"]').click(); else $('#need').value = given[0]; put('#place', given[1]);\
     const shown = await until(() => $(ours ? '.card' : 'li')); return [usable, shown ? now() : null, arrived()]";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a benchmark: cargo xtask bench peers"]
async fn measured() {
    let site = folder().join("site");
    let searcher = Searcher::open(&environment::index()).expect("the index");
    let built: Value =
        serde_json::from_slice(&std::fs::read(site.join("build.json")).expect("build.json")).expect("JSON");
    let mut queries: BTreeMap<String, Vec<(String, BTreeSet<String>)>> = BTreeMap::new();
    for (family, judged) in families(&environment::root().join("tests/relevance")) {
        for it in judged.iter().filter(|it| it.near.is_none() && !it.keyword.is_empty()) {
            if let Some(wanted) = wanted_structures(&searcher, it).filter(|wanted| !wanted.is_empty()) {
                queries.entry(family.clone()).or_default().push((it.keyword.clone(), wanted));
            }
        }
    }
    // A directory that is only there to see how things grow is not taken over all networks.
    let growing = std::env::var_os("AZIMUT_PEERS_GROWING").is_some();
    let networks = if growing { &NETWORKS[3..] } else { &NETWORKS[..] };
    if growing {
        queries.values_mut().for_each(|family| family.truncate(5));
    }
    let mut peers = serde_json::Map::new();
    for name in PEERS {
        let mut figures = json!({ "build_ms": built[name]["build_ms"], "networks": {} });
        for network in networks.iter().copied() {
            let scenarios: &[(&str, &str, Value)] = &[
                ("keyword", KEYWORD, json!("mission locale")),
                ("place", PLACE, json!(["decouvrir-des-metiers", "Le Puy-en-Velay"])),
            ];
            for (scenario, script, given) in scenarios {
                // The floor has no words, the others no places.
                if (*scenario == "keyword") == (name == "floor") && name != "azimut" {
                    continue;
                }
                if *scenario == "place" && !["azimut", "floor"].contains(&name) {
                    continue;
                }
                let (mut usable, mut shown, mut again) = (vec![], vec![], vec![]);
                let (mut wire, mut all) = ((0, 0), 0);
                for _ in 0..if growing { 1 } else { RUNS } {
                    let server = spawn(&site, ([127, 0, 0, 1], 0).into()).expect("a server");
                    let peer = start(name, &server.url()).await;
                    peer.network(network).await;
                    peer.open().await;
                    let first = peer.js(script, given.clone()).await;
                    usable.extend(first[0].as_f64());
                    shown.extend(first[1].as_f64());
                    let files = first[2].as_array().expect("paths").iter().filter_map(Value::as_str);
                    wire = files.fold((0, 0), |(count, sum), path| (count + 1, sum + sent(&site, path)));
                    // What follows behind comes whole.
                    peer.js(
                        "await until(() => !ours || $('.contacts'), 60000); await wait(ours ? 3000 : 0)",
                        json!(null),
                    )
                    .await;
                    let log = server.log().entries();
                    all =
                        log.iter().filter(|it| !it.path.ends_with('/')).map(|it| sent(&site, &it.path)).sum();
                    peer.browser.client.goto("about:blank").await.expect("elsewhere");
                    peer.open().await;
                    again.extend(peer.js(script, given.clone()).await[1].as_f64());
                }
                figures["networks"][network.0][*scenario] = json!({
                    "usable_ms": middle(usable), "first_ms": middle(shown), "again_ms": middle(again),
                    "requests": wire.0, "bytes": wire.1, "all_bytes": all,
                });
            }
        }
        if name != "floor" {
            answers(&site, name, &queries, &mut figures).await;
        }
        println!("{name}: {figures}");
        peers.insert(name.to_owned(), figures);
    }
    let places = searcher.engine.directory.places.len();
    let structures = searcher.engine.directory.structures.len();
    let all = json!({ "places": places, "structures": structures, "peers": peers });
    std::fs::write(folder().join("figures.json"), format!("{all:#}\n")).expect("the figures");
}

async fn start<'a>(name: &'a str, server: &str) -> Peer<'a> {
    let browser = Browser::start(400).await;
    browser.client.update_timeouts(patient()).await.expect("a long script may run");
    // All memory of WebAssembly, wherever it is made.
    let source = "window.memories = []; for (const name of ['instantiate', 'instantiateStreaming']) { const made = WebAssembly[name];\
         WebAssembly[name] = async (...given) => { const it = await made.apply(WebAssembly, given);\
           const { memory } = (it.instance ?? it).exports; if (memory) memories.push(memory); return it; }; }";
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
    Peer { name, browser, url: format!("{server}{name}/") }
}

fn patient() -> fantoccini::wd::TimeoutConfiguration {
    let long = Some(Duration::from_secs(200));
    fantoccini::wd::TimeoutConfiguration::new(long, long, None)
}

/// What is found, how fast, in how much memory, and whether it goes on without a network.
async fn answers(
    site: &Path,
    name: &str,
    queries: &BTreeMap<String, Vec<(String, BTreeSet<String>)>>,
    figures: &mut Value,
) {
    let server = spawn(site, ([127, 0, 0, 1], 0).into()).expect("a server");
    let peer = start(name, &server.url()).await;
    peer.open().await;
    peer.js(KEYWORD, json!("mission locale")).await;
    let (mut asked, mut first, mut three) = (0, 0, 0);
    for (family, queries) in queries {
        let texts: Vec<&str> = queries.iter().map(|(text, _)| text.as_str()).collect();
        // From the key to the list in the page, three times; the middle of each.
        let found = peer
            .js(
                "const all = []; for (const text of given) { const times = []; let seen;\
                   for (let n = 0; n < 3; n++) { await put('#keyword', ''); const start = performance.now();\
                     await put('#keyword', text); times.push(performance.now() - start); seen = ids(); }\
                   all.push([times.sort((a, b) => a - b)[1], seen.slice(0, 3)]); } return all",
                json!(texts),
            )
            .await;
        let found = found.as_array().expect("a list");
        let times = found.iter().filter_map(|it| it[0].as_f64()).collect();
        figures["latency_ms"][family] = middle(times);
        for ((_, wanted), it) in queries.iter().zip(found) {
            let ids: Vec<&str> = it[1].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
            asked += 1;
            first += usize::from(ids.first().is_some_and(|id| wanted.contains(*id)));
            three += usize::from(ids.iter().any(|id| wanted.contains(*id)));
        }
    }
    figures["queries"] = json!(asked);
    figures["hit_1"] = json!(first);
    figures["hit_3"] = json!(three);
    peer.browser.devtools("HeapProfiler.collectGarbage", json!({})).await;
    peer.browser.devtools("Performance.enable", json!({})).await;
    let metrics = peer.browser.devtools("Performance.getMetrics", json!({})).await;
    let metrics = metrics["metrics"].as_array().expect("metrics");
    let heap = metrics.iter().find(|it| it["name"] == "JSHeapUsedSize").and_then(|it| it["value"].as_f64());
    let wasm =
        peer.js("return memories.reduce((sum, it) => sum + it.buffer.byteLength, 0)", json!(null)).await;
    figures["memory_bytes"] = json!(heap.unwrap_or(0.0) + wasm.as_f64().unwrap_or(0.0));
    // Words that were not typed before.
    peer.network(("offline", 0, 0, 1)).await;
    let goes_on = peer
        .js(
            "await put('#keyword', ''); try { await Promise.race([put('#keyword', 'handicap'), wait(3000)]); } catch {}\
             return !!(await until(() => $(ours ? '.why' : 'li'), 3000))",
            json!(null),
        )
        .await;
    figures["offline"] = goes_on;
}
