//! The site's own pages, as people go through them: without JavaScript, by keyboard, on a small screen, without a
//! network.

use std::collections::BTreeSet;
use std::path::PathBuf;

use fantoccini::Locator;
use serde_json::{Value, json};

use crate::browser::PATIENCE;
use crate::environment;
use crate::node::ask;
use crate::widget::Visit;

/// One page of each kind.
pub(crate) const KINDS: [&str; 42] = [
    "",
    "annuaire/",
    "annuaire/a-distance/",
    "annuaire/journal/",
    "annuaire/departement/43/",
    "annuaire/departement/43/communes/",
    "annuaire/intercommunalite/ca-du-puy-en-velay-200073419/",
    "annuaire/commune/saugues-43234/",
    "annuaire/niveau/accompagnement/",
    "annuaire/mife-le-puy-en-velay/",
    "besoins/",
    "besoins/changer-de-metier/",
    "integrer/",
    "donnees/",
    "a-propos/",
    "agenda/",
    "agenda/departement/43/",
    "agenda/passes/",
    "agenda/bus-de-l-orientation-haute-loire-2027/",
    "agenda/rdv-competences-sante-mentale/",
    "agenda/journee-des-partenaires-privas-2026/",
    "coin-des-pros/",
    "coin-des-pros/theme/sante/",
    "coin-des-pros/references/",
    "coin-des-pros/nouveautes/",
    "coin-des-pros/plan-d-actions-2025/",
    "coin-des-pros/fiche-d-orientation-a-trois-choix/",
    "coin-des-pros/formations/",
    "coin-des-pros/formations/competence/fragilites/",
    "coin-des-pros/formations/atelier-outils-en-ligne-emploi-insertion/",
    "coin-des-pros/formations/essentiel-de-la-vae/",
    "coin-des-pros/formations/webinaire-sante-mentale-des-jeunes/",
    "reseaux/",
    "reseaux/mife/",
    "chiffres/",
    "le-service/",
    "qui-peut-m-accompagner/",
    "annuaire/antenne-emploi-yssingeaux/",
    "annuaire/cio-le-puy-en-velay/",
    "plan-du-site/",
    "sobriete/",
    "404.html",
];

/// A window on the site in which no page may run a script.
pub(crate) async fn without_scripts(width: u32, path: &str) -> Visit {
    let visit = Visit::open_site(&environment::dist(), width, "robots.txt").await;
    visit.browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
    open(&visit, path).await;
    visit
}

async fn open(visit: &Visit, path: &str) {
    let url = format!("{}{path}", visit.site.as_ref().expect("the site is served").url());
    visit.browser.client.goto(&url).await.expect("the page opens");
}

pub(crate) async fn execute(visit: &Visit, script: &str) -> Value {
    visit.browser.client.execute(script, Vec::new()).await.expect("a script of the driver runs")
}

/// What the page says; nothing while the next one is on its way.
pub(crate) async fn text(visit: &Visit) -> String {
    let text = execute(visit, "return document.querySelector('main')?.innerText").await;
    text.as_str().unwrap_or_default().replace(['\u{a0}', '\u{202f}'], " ")
}

/// Waits for a page by what it says.
pub(crate) async fn wait_for(visit: &Visit, words: &str) {
    let started = std::time::Instant::now();
    loop {
        let shown = text(visit).await;
        if shown.contains(words) {
            return;
        }
        assert!(started.elapsed() < PATIENCE, "« {words} » is not in: {shown}");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// Goes from link to link with the Tab key until one has these words, and follows it. Gives how many stops it took.
pub(crate) async fn tab_to(visit: &Visit, words: &str) -> usize {
    for stop in 1..200 {
        let focused = visit.browser.client.active_element().await.expect("an element");
        focused.send_keys("\u{e004}").await.expect("the Tab key");
        let focused = visit.browser.client.active_element().await.expect("an element");
        if focused.text().await.expect("its words").replace('\u{a0}', " ").contains(words) {
            focused.send_keys("\u{e007}").await.expect("the Enter key");
            return stop;
        }
    }
    panic!("no link says « {words} »");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_professional_finds_the_reference_in_force_by_keyboard_without_scripts() {
    let visit = without_scripts(320, "").await;
    let stops = tab_to(&visit, "Coin des pros").await;
    assert!(stops < 10, "the menu is near the beginning: {stops}");
    wait_for(&visit, "La boîte à outils").await;
    tab_to(&visit, "Référentiel de la fonction").await;
    wait_for(&visit, "Version 2025, en vigueur").await;
    assert!(text(&visit).await.contains("Ce qui a changé"));
    // From the version before, which an old link leads to.
    open(&visit, "coin-des-pros/referentiel-accueil-information-initial/").await;
    wait_for(&visit, "Version archivée, qui n’est plus valable").await;
    tab_to(&visit, "version rénovée").await;
    wait_for(&visit, "Version 2025, en vigueur").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_professional_chooses_a_theme_without_scripts() {
    let visit = without_scripts(320, "coin-des-pros/").await;
    tab_to(&visit, "Santé").await;
    wait_for(&visit, "par ordre alphabétique").await;
    let shown = text(&visit).await;
    assert!(
        shown.contains("Parler de santé mentale avec un jeune") && !shown.contains("Écrire simplement"),
        "{shown}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_before_leads_on_without_scripts() {
    let visit = without_scripts(320, "annuaire-des-conseillers/").await;
    wait_for(&visit, "Toutes les structures").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pack_is_downloaded_and_opens_without_a_network() {
    let mut visit = Visit::open_site(&environment::dist(), 320, "coin-des-pros/").await;
    let link = visit.browser.client.find(Locator::Css("a.button[download]")).await.expect("the pack");
    let address = link.prop("href").await.expect("a property").expect("an address");
    let name = address.rsplit_once("/coin-des-pros/").expect("its folder").1.to_owned();
    let pack =
        std::fs::read(environment::dist().join("coin-des-pros").join(name)).expect("the pack is served");
    visit.cut_network();
    let folder = tempfile::tempdir().expect("a folder");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(pack)).expect("a zip");
    zip.extract(folder.path()).expect("the files");
    let first = url::Url::from_file_path(folder.path().join("coin-des-pros/index.html")).expect("an address");
    visit.browser.client.goto(first.as_str()).await.expect("the page opens");
    wait_for(&visit, "Le coin des pros, hors ligne").await;
    tab_to(&visit, "Fiche d’orientation à trois choix").await;
    wait_for(&visit, "Ce que contient la fiche").await;
    let styled =
        execute(&visit, "return [document.styleSheets.length, document.querySelector('a[download]').href]")
            .await;
    assert_eq!(styled[0], 1);
    let file = url::Url::parse(styled[1].as_str().expect("an address")).expect("an address");
    assert!(file.to_file_path().expect("a file").is_file(), "{file}");
    visit.screenshot("pack-320").await;
    assert_eq!(visit.browser.console_errors().await, Vec::<String>::new());
}

/// Judged by a program that is not ours: one page of each kind, and every twelfth of all.
#[test]
fn pages_are_written_as_the_standard_says() {
    let dist = environment::dist();
    let all = crate::site::files(&dist);
    let all = all.keys().filter(|path| path.extension().is_some_and(|it| it == "html"));
    let mut pages: BTreeSet<PathBuf> = all.step_by(12).map(|path| dist.join(path)).collect();
    pages.extend(KINDS.map(|path| match path.ends_with(".html") {
        true => dist.join(path),
        false => dist.join(path).join("index.html"),
    }));
    assert!(pages.len() > 400, "{}", pages.len());
    let question = json!({ "package": environment::html_validate(), "files": pages });
    let faults: Vec<String> = ask("html/validate.cjs", &question);
    assert!(faults.is_empty(), "{faults:#?}");
    let broken = tempfile::tempdir().expect("a folder");
    let file = broken.path().join("broken.html");
    std::fs::write(&file, "<!doctype html><p><div id=a id=b></p>").expect("a page");
    let question = json!({ "package": environment::html_validate(), "files": [file] });
    let faults: Vec<String> = ask("html/validate.cjs", &question);
    assert!(!faults.is_empty(), "the judge judges");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_each_kind_are_clean_in_light_and_dark() {
    let axe = std::fs::read_to_string(environment::axe()).expect("axe-core's script");
    let visit = Visit::open_site(&environment::dist(), 320, "").await;
    let mut wrong = Vec::new();
    for scheme in ["light", "dark"] {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        visit.browser.devtools("Emulation.setEmulatedMedia", features).await;
        for path in KINDS {
            open(&visit, path).await;
            // The widget is judged in every state by the tests of its own.
            let script = "if (!window.axe) (0, eval)(given);\
                 const found = await axe.run({ exclude: ['azimut-annuaire'] }, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });\
                 return found.violations.flatMap((it) => it.nodes.map((node) => `${it.id}: ${node.target.flat().join(' ')} ${node.failureSummary}`));";
            let found = visit.js_with(script, Value::String(axe.clone())).await;
            let found = found.as_array().expect("a list");
            wrong.extend(found.iter().map(|it| format!("{scheme} {path}: {it}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_each_kind_fit_a_small_screen() {
    let visit = Visit::open_site(&environment::dist(), 320, "").await;
    for path in KINDS {
        open(&visit, path).await;
        let script = "const right = document.documentElement.clientWidth + 1;\
             return [...document.querySelectorAll('body *')].filter((it) => it.checkVisibility() && !it.closest('.table, .hidden, .skip, svg, azimut-annuaire') && it.getBoundingClientRect().right > right).map((it) => it.outerHTML.slice(0, 80))";
        let out = execute(&visit, script).await;
        assert_eq!(out, json!([]), "{path}");
        visit.screenshot(&format!("page-{}-320", path.trim_end_matches('/').replace('/', "-"))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chart_is_heard_as_one_sentence() {
    let visit = Visit::open_site(&environment::dist(), 1280, "chiffres/").await;
    let chart = visit.browser.client.find(Locator::Css(".chart svg")).await.expect("the chart");
    let script = "const ids = arguments[0].getAttribute('aria-labelledby').split(' ');\
         return ids.map((id) => document.getElementById(id).textContent).join(' ')";
    let chart = serde_json::to_value(chart).expect("an element");
    let name = visit.browser.client.execute(script, vec![chart]).await.expect("a script runs");
    let name = name.as_str().expect("a text").replace('\u{a0}', " ");
    assert!(name.starts_with("Labels en 2025 par réseau MIFE, 12 ; CIDFF, 6 ; "), "{name}");
    visit.screenshot("figures-1280").await;
}
