//! Slow, broken and absent networks; what is typed before anything can search; coming back.

use serde_json::{Value, json};

use crate::environment;
use crate::proxy::Proxy;
use crate::site::{build_ok, copy};
use crate::widget::Visit;

/// Emulates a network: bytes a second and milliseconds of delay; no bytes is no network.
pub(crate) async fn network(visit: &Visit, bytes_per_second: u32, delay_ms: u32) {
    visit.browser.devtools("Network.enable", json!({})).await;
    let conditions = json!({
        "offline": bytes_per_second == 0, "latency": delay_ms,
        "downloadThroughput": bytes_per_second, "uploadThroughput": bytes_per_second,
    });
    visit.browser.devtools("Network.emulateNetworkConditions", conditions).await;
}

/// A page with our element, not opened yet, on a network so slow that one can act before the search is there.
async fn slow_visit() -> Visit {
    let visit = Visit::prepare(&environment::dist(), 400, |src| {
        format!("<azimut-annuaire></azimut-annuaire><script async src=\"{src}\"></script>")
    })
    .await;
    network(&visit, 64_000, 100).await;
    visit
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_before_the_search_is_there_counts() {
    let visit = slow_visit().await;
    visit.reopen().await;
    let early = visit
        .js("await until(() => document.querySelector('azimut-annuaire').shadowRoot?.querySelector('#place'));\
             const root = document.querySelector('azimut-annuaire').shadowRoot, $ = (css) => root.querySelector(css);\
             const place = $('#place'); const waiting = !!$('progress');\
             $('[data-do=\"need:0\"]').click(); $('#radius').value = '20'; $('#radius').dispatchEvent(new Event('change', { bubbles: true }));\
             $('details.needs').open = true; $('#keyword').value = 'jeunes'; place.focus(); place.value = 'le puy'; place.setSelectionRange(2, 4);\
             window.same = place; return [waiting, root.activeElement === place]")
        .await;
    assert_eq!(early, json!([true, true]));
    let after = visit
        .js("await until(() => $('[role=option]'));\
             return [$('#place') === window.same, root.activeElement === window.same, $('#place').value, $('#place').selectionStart, $('#place').selectionEnd,\
               $('#radius').value, $('[data-do=\"need:0\"]').checked, $('details.needs').open, $('#keyword').value]")
        .await;
    assert_eq!(after, json!([true, true, "le puy", 2, 4, "20", true, true, "jeunes"]));
    // Progress went up and never back, and is gone.
    assert_eq!(visit.js("return !!$('progress')").await, false);
    visit.js("$('#place').blur(); await until(() => $('.card .contacts') && $('.why'))").await;
    let visit = slow_visit().await;
    visit.browser.devtools("Browser.grantPermissions", json!({ "permissions": ["geolocation"] })).await;
    let puy = json!({ "latitude": 45.0431, "longitude": 3.8852, "accuracy": 10 });
    visit.browser.devtools("Emulation.setGeolocationOverride", puy).await;
    visit.reopen().await;
    let early = visit
        .js("await until(() => document.querySelector('azimut-annuaire').shadowRoot?.querySelector('[data-do=locate]'));\
             const root = document.querySelector('azimut-annuaire').shadowRoot, $ = (css) => root.querySelector(css);\
             const waiting = !!$('progress'); $('[data-do=locate]').click(); await until(() => $('.card')); return waiting")
        .await;
    assert_eq!(early, true, "pressed while nothing could answer yet");
    visit.wait_for_text("Elle ne quitte pas cet appareil").await;
    let visit = slow_visit().await;
    visit.reopen().await;
    visit
        .js("await until(() => document.querySelector('azimut-annuaire').shadowRoot?.querySelector('#place'));\
             const root = document.querySelector('azimut-annuaire').shadowRoot, $ = (css) => root.querySelector(css);\
             $('#place').value = 'Brioude'; $('[type=submit]').click();\
             await until(() => $('.card')); await until(() => root.activeElement?.dataset.do === 'heading')")
        .await;
}

/// The same with real keys, in any browser: the module is held back until all of it was typed.
#[tokio::test(flavor = "multi_thread")]
async fn keys_pressed_before_the_module_is_there_lose_nothing() {
    let visit = Visit::prepare(&environment::dist(), 400, |_| String::new()).await;
    let proxy = Proxy::before(&visit, "<azimut-annuaire></azimut-annuaire>").await;
    proxy.hold(("/widget-", ".wasm"));
    visit.reopen().await;
    visit.find("#place").await;
    visit.tick_need("Découvrir des métiers").await;
    visit.choose_radius(20).await;
    visit.type_into("#keyword", "jeunes").await;
    visit.type_into("#place", "le puy").await;
    visit.find("#place").await.send_keys("\u{e012}\u{e012}").await.expect("two arrows to the left");
    let before = "window.same = $('#place'); return [!!$('progress'), !!$('[role=option], .card'), root.activeElement === window.same]";
    assert_eq!(visit.js(before).await, json!([true, false, true]));
    proxy.release();
    let after = visit
        .js("await until(() => $('[role=option]'));\
             return [$('#place') === window.same, root.activeElement === window.same, $('#place').value, $('#place').selectionStart,\
               $('#radius').value, $('[data-do=\"need:0\"]').checked, $('details.needs').open, $('#keyword').value, !!$('progress')]")
        .await;
    assert_eq!(after, json!([true, true, "le puy", 4, "20", true, true, "jeunes", false]));
    visit.js("$('#place').blur(); await until(() => $('.card .contacts') && $('.why'))").await;

    // Left by the Tab key before anything can answer: the place is settled all the same, and the focus stays.
    let visit = Visit::prepare(&environment::dist(), 400, |_| String::new()).await;
    let proxy = Proxy::before(&visit, "<azimut-annuaire></azimut-annuaire>").await;
    proxy.hold(("/base-", ""));
    visit.reopen().await;
    visit.type_into("#place", "brioude").await;
    visit.find("#place").await.send_keys("\u{e004}").await.expect("Tab");
    let left = "window.at = root.activeElement; return [at.id !== 'place', at.matches('button, select'), !!$('progress')]";
    assert_eq!(visit.js(left).await, json!([true, true, true]));
    proxy.release();
    let settled =
        "await until(() => $('.card')); return [$('#place').value, root.activeElement === window.at]";
    assert_eq!(visit.js(settled).await, json!(["Brioude (43)", true]));
}

/// A keyword that is typed before anything can answer is worth its module at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_keyword_typed_early_does_not_wait_for_the_rest() {
    let visit = slow_visit().await;
    visit.reopen().await;
    visit
        .js("await until(() => document.querySelector('azimut-annuaire').shadowRoot?.querySelector('#keyword'));\
             const root = document.querySelector('azimut-annuaire').shadowRoot, $ = (css) => root.querySelector(css);\
             $('#keyword').value = 'jeunes'; $('#keyword').dispatchEvent(new Event('input', { bubbles: true }));\
             await until(() => $('.why') && $('.contacts'))")
        .await;
    let requests = visit.requests();
    let position = |part: &str| requests.iter().position(|path| path.contains(part));
    for part in ["/textsearch-", "/text-"] {
        assert!(position(part) < position("/details-"), "{part}: {requests:?}");
    }
    assert_eq!(requests.iter().filter(|path| path.contains("/text-")).count(), 1);
}

/// Communes around the territory come behind the first result: one that is typed, linked or preset is waited for.
#[tokio::test(flavor = "multi_thread")]
async fn a_place_around_the_territory_is_waited_for_never_unknown() {
    let visit = slow_visit().await;
    visit.reopen().await;
    let told = visit
        .js("await until(() => document.querySelector('azimut-annuaire').shadowRoot?.querySelector('#place'));\
             const root = document.querySelector('azimut-annuaire').shadowRoot, $ = (css) => root.querySelector(css);\
             $('[data-do=\"need:0\"]').click(); $('#place').value = 'langogne'; $('#place').blur();\
             await until(() => $('[data-do=heading]')); const said = [$('[data-slot=location]').textContent, $('[data-slot=place-problem]').textContent];\
             await until(() => $('#place').value !== 'langogne'); await until(() => $('.card'));\
             return [...said, $('#place').value, $('[data-slot=location]').textContent]")
        .await;
    assert_eq!(told, json!(["Encore un instant : les communes voisines arrivent…", "", "Langogne (48)", ""]));
    let address = "return decodeURIComponent(location.hash)";
    let link = visit.js(address).await;
    assert!(text(&link).contains("lieu=Langogne (48)"), "{link}");

    // The link keeps its place while it is waited for, and so does an option of the host page.
    let visit = Visit::prepare(&environment::dist(), 400, |src| {
        format!("<azimut-annuaire lieu=\"Langogne\"></azimut-annuaire><script async src=\"{src}\"></script>")
    })
    .await;
    network(&visit, 64_000, 100).await;
    visit.reopen().await;
    let script = "const hashes = new Set(); const watch = setInterval(() => hashes.add(location.hash), 10);\
         await until(() => document.querySelector('azimut-annuaire').shadowRoot?.querySelector('.contacts')); clearInterval(watch);\
         return [document.querySelector('azimut-annuaire').shadowRoot.querySelector('#place').value, ...hashes].map(decodeURIComponent)";
    assert_eq!(visit.js(script).await, json!(["Langogne (48)", ""]));
    let link = format!("{}#annuaire&lieu=Cluny", visit.host.as_ref().expect("the host page").url());
    visit.browser.client.goto("about:blank").await.expect("elsewhere");
    visit.browser.client.goto(&link).await.expect("the link opens");
    visit.js("await until(() => document.querySelector('azimut-annuaire')?.shadowRoot?.querySelector('.contacts'))").await;
    let seen = visit.js("return [$('#place').value, decodeURIComponent(location.hash)]").await;
    assert_eq!(seen, json!(["Cluny (71)", "#annuaire&lieu=Cluny (71)"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_around_that_cannot_be_had_is_told_and_asked_for_again() {
    let dist = copied();
    let around = std::fs::read_dir(dist.join("azimut")).expect("the files");
    let around = around.map(|entry| entry.expect("a file").path());
    let around: Vec<_> = around.filter(|path| path.to_string_lossy().contains("/around-")).collect();
    let aside = |path: &std::path::Path| path.with_extension("aside");
    for path in &around {
        std::fs::rename(path, aside(path)).expect("put aside");
    }
    let visit = Visit::open(&dist, 320).await;
    visit.js("type('#place', 'Brioude'); await until(() => $('.card .contacts'))").await;
    visit.js("type('#place', 'langogne'); $('#place').focus(); $('#place').blur()").await;
    visit.wait_for_text("les communes voisines n’ont pas pu être chargées").await;
    visit.screenshot("around-failed-320").await;
    for path in &around {
        std::fs::rename(aside(path), path).expect("put back");
    }
    visit.press("Réessayer").await;
    visit.js("await until(() => $('#place').value === 'Langogne (48)')").await;
    visit.js("await until(() => $('.card .contacts'))").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn coming_back_asks_for_nothing() {
    let visit = Visit::open(&environment::dist(), 400).await;
    visit.js("await until(() => document.querySelector('azimut-annuaire')?.shadowRoot?.querySelector('#place'))").await;
    visit.js("type('#place', 'Brioude'); type('#keyword', 'emploi'); await until(() => $('.card .contacts') && $('.why'))").await;
    let before = visit.requests().len();
    visit.browser.client.goto("about:blank").await.expect("elsewhere");
    visit.reopen().await;
    visit.js("await until(() => document.querySelector('azimut-annuaire')?.shadowRoot?.querySelector('[data-do=heading]'))").await;
    visit.js("type('#place', 'Brioude'); type('#keyword', 'emploi'); await until(() => $('.card .contacts') && $('.why'))").await;
    assert_eq!(visit.requests().len(), before, "{:?}", visit.requests());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_cut_anywhere_leaves_what_came_and_the_rest_resumes() {
    for point in 0..10_u64 {
        let visit = Visit::prepare(&environment::dist(), 400, |src| {
            format!("<azimut-annuaire></azimut-annuaire><script async src=\"{src}\"></script>")
        })
        .await;
        network(&visit, 160_000, 40).await;
        visit.reopen().await;
        visit.js_with("await wait(given)", json!(point * 350)).await;
        network(&visit, 0, 0).await;
        let came = visit
            .js("const root = document.querySelector('azimut-annuaire').shadowRoot;\
                 const $ = (css) => root?.querySelector(css); await wait(300);\
                 if (!$('#place')) return 'nothing yet';\
                 $('#place').focus(); $('#place').value = 'Brioude'; $('#place').dispatchEvent(new Event('input', { bubbles: true }));\
                 await wait(200);\
                 if (!$('[data-do=heading]')) return 'the form';\
                 await until(() => $('.card')); return $('.contacts') ? 'the search and its records' : 'the search'")
            .await;
        println!("cut after {} ms: {}", point * 350, came.as_str().unwrap_or_default());
        network(&visit, 4_000_000, 0).await;
        // A loader that never came is the page's own matter: the visitor reloads.
        if came == "nothing yet"
            && visit.js("return !document.querySelector('azimut-annuaire').shadowRoot").await == true
        {
            visit.reopen().await;
        }
        let typed = visit
            .js("await until(() => document.querySelector('azimut-annuaire').shadowRoot?.querySelector('#place'));\
                 const root = document.querySelector('azimut-annuaire').shadowRoot, $ = (css) => root.querySelector(css);\
                 const again = () => [...root.querySelectorAll('button')].find((it) => it.textContent === 'Réessayer')?.click();\
                 await until(() => { again(); return $('[data-do=heading]'); });\
                 if (!$('#place').value) { $('#place').value = 'Brioude'; $('#place').dispatchEvent(new Event('input', { bubbles: true })); }\
                 await until(() => { again(); return $('.contacts'); });\
                 $('#keyword').value = 'emploi'; $('#keyword').dispatchEvent(new Event('input', { bubbles: true }));\
                 return $('#place').value")
            .await;
        assert!(typed.as_str().expect("a text").starts_with("Brioude"), "{typed}");
        // A transfer that stands still is broken off after twenty seconds only.
        let found = "for (let n = 0; n < 600; n++) { if ($('.why')) return true;\
             [...root.querySelectorAll('button')].find((it) => it.textContent === 'Réessayer')?.click(); await wait(20); } return false";
        let mut answered = false;
        for _ in 0..4 {
            answered = answered || visit.js(found).await == true;
        }
        assert!(answered, "the keyword is answered in the end");
    }
}

/// A copy of the site that may be changed while it is served.
fn copied() -> std::path::PathBuf {
    let folder = tempfile::tempdir().expect("a folder").keep();
    copy(&environment::dist(), &folder);
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loader_older_than_its_site_finds_todays_files() {
    let dist = copied();
    let loader = std::fs::read_to_string(dist.join("azimut.js")).expect("the loader");
    let start = loader.find("azimut/widget-").expect("the module's name") + "azimut/widget-".len();
    let hash = &loader[start..start + 16];
    std::fs::write(dist.join("azimut.js"), loader.replace(hash, "0123456789abcdef")).expect("the loader");
    let visit = Visit::open(&dist, 400).await;
    visit.js("await until(() => document.querySelector('azimut-annuaire')?.shadowRoot?.querySelector('[data-do=heading]'))").await;
    visit.js("type('#place', 'Brioude'); await until(() => $('.card .contacts'))").await;
    assert!(visit.requests().iter().any(|path| path == "/azimut/manifest.json"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_that_traps_is_told_and_can_be_started_again() {
    let visit = Visit::open_page(&environment::dist(), 400, |src| {
        format!(
            "<script>addEventListener('error', () => {{ window.escaped = true; }}); addEventListener('unhandledrejection', () => {{ window.escaped = true; }});</script>\
             <azimut-annuaire></azimut-annuaire><azimut-annuaire></azimut-annuaire><script async src=\"{src}\"></script>"
        )
    })
    .await;
    visit.js("await until(() => [...document.querySelectorAll('azimut-annuaire')].every((it) => it.shadowRoot?.querySelector('[data-do=heading]')))").await;
    // A clock that lies makes a number that the module cannot use.
    let seen = visit
        .js("type('#keyword', 'jeu'); const format = Intl.DateTimeFormat.prototype.formatToParts;\
             Intl.DateTimeFormat.prototype.formatToParts = function () { throw new Error('a broken browser'); };\
             type('#keyword', 'jeune'); await until(() => $('.failure'));\
             Intl.DateTimeFormat.prototype.formatToParts = format;\
             const both = [...document.querySelectorAll('azimut-annuaire')].map((it) => !!it.shadowRoot.querySelector('.failure'));\
             const words = $('#keyword').value; $('.failure button').click();\
             await until(() => !$('.failure') && $('[data-do=heading]')); await until(() => $('.card'));\
             return [both, words, $('#keyword').value, !!window.escaped]")
        .await;
    assert_eq!(seen, json!([[true, true], "jeune", "jeune", false]));
}

/// A real trap, in the handler of a key: the module's memory is overwritten under it.
#[tokio::test(flavor = "multi_thread")]
async fn a_trap_in_an_event_handler_never_reaches_the_host() {
    let visit = Visit::open_page(&environment::dist(), 320, |src| {
        format!(
            "<script>window.escaped = []; for (const kind of ['error', 'unhandledrejection']) addEventListener(kind, (it) => escaped.push(kind));\
               for (const kind of ['error', 'warn', 'info', 'log']) console[kind] = (...words) => escaped.push(kind + words);\
               addEventListener('azimut:error', (it) => {{ window.told = it.detail; }});\
               const instantiate = WebAssembly.instantiate; window.instances = [];\
               WebAssembly.instantiate = async (...given) => {{ const made = await instantiate(...given); instances.push(made.instance ?? made); return made; }};</script>\
             <azimut-annuaire></azimut-annuaire><script async src=\"{src}\"></script>"
        )
    })
    .await;
    visit.js("await until(() => document.querySelector('azimut-annuaire')?.shadowRoot?.querySelector('[data-do=heading]'))").await;
    visit.js("type('#place', 'Brioude'); await until(() => $('.card .contacts'))").await;
    let shown = visit
        .js("new Uint8Array(instances[0].exports.memory.buffer).fill(255);\
             type('#keyword', 'jeune'); await until(() => $('.failure'));\
             return [$('.failure').innerText.split('\\n').filter((it) => it.trim()), $('#place').value.slice(0, 7), $('#keyword').value, !!told.cause]")
        .await;
    let message = json!([
        "Une erreur est survenue dans l’annuaire.",
        "Réessayer",
        "Consulter l’annuaire page par page"
    ]);
    assert_eq!(shown, json!([message, "Brioude", "jeune", true]));
    visit.screenshot("trap-320").await;
    // What was the module's is not cleared away by a call into it.
    visit.browser.devtools("HeapProfiler.collectGarbage", json!({})).await;
    let after = visit
        .js("await wait(200); $('.failure button').click(); await until(() => !$('.failure') && $('.card .contacts'));\
             return [$('#place').value.slice(0, 7), $('#keyword').value, escaped]")
        .await;
    assert_eq!(after, json!(["Brioude", "jeune", []]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_can_be_kept_and_works_without_network_then_be_removed() {
    let mut visit = Visit::open_site(&environment::dist(), 400, "").await;
    let ready = "await until(() => document.querySelector('azimut-annuaire')?.shadowRoot?.querySelector('[data-do=heading]'))";
    visit.js(ready).await;
    let stores = "return [(await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length, localStorage.length]";
    assert_eq!(visit.js(stores).await, json!([0, 0, 0]), "nothing is stored unless it is asked for");
    visit.js("$('[data-do=keep]').click(); await until(() => $('[data-do=forget]'))").await;
    visit.wait_for_text("L’annuaire est sur cet appareil").await;
    visit.js("await navigator.serviceWorker.ready").await;
    visit.screenshot("kept-400").await;
    visit.cut_network();
    visit.browser.client.refresh().await.expect("the page, from the device");
    visit.js(ready).await;
    visit.js("type('#place', 'Brioude'); type('#keyword', 'emploi'); await until(() => $('.card .contacts') && $('.why'))").await;
    visit.js("await until(() => $('[data-do=forget]')); $('[data-do=forget]').click(); await until(() => $('[data-do=keep]'))").await;
    assert_eq!(visit.js(stores).await, json!([0, 0, 0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_directory_is_updated_behind_and_never_mixed() {
    let dist = copied();
    let visit = Visit::open_site(&dist, 400, "").await;
    let ready = "await until(() => document.querySelector('azimut-annuaire')?.shadowRoot?.querySelector('[data-do=heading]'))";
    visit.js(ready).await;
    visit.js("$('[data-do=keep]').click(); await until(() => $('[data-do=forget]')); await navigator.serviceWorker.ready").await;
    // The site is deployed anew: other structures, other names of files; the old ones are gone.
    let folder = tempfile::tempdir().expect("a folder");
    build_ok(&environment::root().join("tests/fixtures/minimal"), folder.path());
    std::fs::remove_dir_all(dist.join("azimut")).expect("the old files");
    copy(&folder.path().join("dist"), &dist);
    let count = "type('#place', 'Le Puy-en-Velay'); await until(() => $('.card .contacts')); return $('[data-do=heading]').textContent";
    visit.browser.client.refresh().await.expect("again");
    visit.js(ready).await;
    let before = visit.js(count).await;
    // The new version is put in place behind; a later visit has it.
    visit
        .js("const name = (await caches.keys()).find((it) => /^azimut http/.test(it) && !/previous|next/.test(it));\
             await until(async () => { const manifest = await (await caches.open(name)).match(new URL('azimut/manifest.json', location.href).href);\
               const today = await (await fetch('azimut/manifest.json', { cache: 'no-store' })).json();\
               return manifest && (await manifest.json()).generation === today.generation; })")
        .await;
    let mut after = before.clone();
    for _ in 0..3 {
        visit.browser.client.refresh().await.expect("again");
        visit.js(ready).await;
        after = visit.js(count).await;
        if after != before {
            break;
        }
    }
    assert_ne!(before, after, "the new directory is served");
    assert!(visit.browser.console_errors().await.iter().all(|it| !it.contains("mêlés")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_may_host_the_worker() {
    let dist = environment::dist();
    let mut visit = Visit::prepare(&dist, 400, |src| {
        format!("<h1>Notre structure</h1><azimut-annuaire hors-ligne=\"/azimut-worker.js\"></azimut-annuaire><script async src=\"{src}\"></script>")
    })
    .await;
    std::fs::copy(dist.join("azimut-worker.js"), visit.page.path().join("azimut-worker.js"))
        .expect("a copy of the worker");
    visit.reopen().await;
    let ready = "await until(() => document.querySelector('azimut-annuaire')?.shadowRoot?.querySelector('[data-do=heading]'))";
    visit.js(ready).await;
    visit.js("$('[data-do=keep]').click(); await until(() => $('[data-do=forget]')); await navigator.serviceWorker.ready").await;
    visit.cut_network();
    visit.browser.client.refresh().await.expect("the page, from the device");
    visit.js(ready).await;
    visit.js("type('#place', 'Brioude'); type('#keyword', 'emploi'); await until(() => $('.card .contacts') && $('.why'))").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_saves_data_gets_only_what_is_asked_for() {
    let visit = Visit::open_page(&environment::dist(), 400, |src| {
        format!(
            "<script>Object.defineProperty(navigator, 'connection', {{ value: {{ saveData: true, effectiveType: '4g' }} }})</script>\
             <azimut-annuaire></azimut-annuaire><script async src=\"{src}\"></script>"
        )
    })
    .await;
    let of = |visit: &Visit, part: &str| visit.requests().iter().filter(|path| path.contains(part)).count();
    visit.js("await until(() => document.querySelector('azimut-annuaire').shadowRoot?.querySelector('[data-do=heading]')); await wait(500)").await;
    assert_eq!((of(&visit, "/details-"), of(&visit, "/text-")), (0, 0));
    visit.js("type('#place', 'Brioude'); await until(() => $('.card .contacts'))").await;
    assert_eq!((of(&visit, "/details-"), of(&visit, "/text-")), (1, 0));
    visit.js("type('#keyword', 'emploi'); await until(() => $('.why'))").await;
    assert_eq!((of(&visit, "/details-"), of(&visit, "/text-")), (1, 1));
}

/// Everything that the browser sends, page and worker, through a whole search: recorded by the browser itself.
#[tokio::test(flavor = "multi_thread")]
async fn recorded_traffic_depends_on_nothing_that_the_visitor_does() {
    let mut recorded: Vec<Vec<String>> = Vec::new();
    for (place, keyword, need, position) in
        [("le puy", "jeunes", 0, (45.04, 3.88)), ("annecy", "création d’entreprise", 5, (45.9, 6.12))]
    {
        let visit = Visit::open(&environment::dist(), 400).await;
        let grant =
            json!({ "permissions": ["geolocation", "clipboardReadWrite", "clipboardSanitizedWrite"] });
        visit.browser.devtools("Browser.grantPermissions", grant).await;
        let at = json!({ "latitude": position.0, "longitude": position.1, "accuracy": 10 });
        visit.browser.devtools("Emulation.setGeolocationOverride", at).await;
        visit.js("await until(() => document.querySelector('azimut-annuaire')?.shadowRoot?.querySelector('[data-do=heading]'))").await;
        visit.tick_need(["Découvrir des métiers", "", "", "", "", "Trouver une formation"][need]).await;
        visit.choose_place(place).await;
        visit.type_into("#keyword", keyword).await;
        visit.js("await until(() => $('[data-do=heading]').textContent && !$('.progress'))").await;
        visit.js("$('#keyword').value = ''; $('#keyword').dispatchEvent(new Event('input', { bubbles: true })); await until(() => $('.card .contacts'))").await;
        visit.js("$('[data-do=locate]').click(); await until(() => $('[data-slot=location]').textContent.includes('appareil')); $('[data-do^=\"copy:\"]').click(); await until(() => $('.told'))").await;
        let requests = visit
            .js("return performance.getEntriesByType('resource').map((it) => it.name).concat(location.href.split('#')[0])")
            .await;
        let of_page = requests.as_array().expect("addresses").iter().map(text);
        let log = visit.site.as_ref().expect("the site is served").log().entries();
        assert!(log.iter().all(|request| request.query.is_none()), "{log:?}");
        let mut all: Vec<String> = of_page.chain(visit.requests()).map(|address| path(&address)).collect();
        all.sort();
        all.dedup();
        recorded.push(all);
        assert!(visit.browser.client.get_all_cookies().await.expect("cookies").is_empty());
        let stored = "return [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, await caches.keys(), document.cookie]";
        assert_eq!(visit.js(stored).await, json!([0, 0, 0, [], ""]));
    }
    assert_eq!(recorded[0], recorded[1], "two different searches ask for the same");
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Without the port, which differs between visits.
fn path(address: &str) -> String {
    match address.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or(String::new(), |(_, path)| format!("/{path}")),
        None => address.to_owned(),
    }
}
