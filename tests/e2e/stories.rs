//! What visitors do, in their words. The servers are two origins; the results are checked against the
//! command line, which answers from the same bundles.

use std::path::Path;

use serde_json::Value;

use crate::environment;
use crate::site::{build_ok, content_with_real_rows, copy, files, sitegen_ok};
use crate::widget::Visit;

/// The structures that `sitegen search` finds, in order.
pub(crate) fn expected<'a>(index: &'a Path, words: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let index = index.to_str().expect("a path in UTF-8");
    let fixed = ["search", "--json", "--limit", "10", "--index", index];
    let json = sitegen_ok(fixed.into_iter().chain(words));
    let answer: Value = serde_json::from_str(&json).expect("JSON");
    let results = answer["results"].as_array().expect("results");
    results.iter().map(|it| it["structure_id"].as_str().expect("an id").to_owned()).collect()
}

/// A person near Le Puy looks for a need, then for a word; the network goes; they look elsewhere.
async fn search_then_search_offline(dist: &Path, index: &Path, need: (&str, &str), keyword: &str) {
    let mut visit = Visit::open(dist, 360).await;
    visit.tick_need(need.1).await;
    visit.choose_place("le puy").await;
    visit.choose_radius(20).await;
    visit.wait_for_text("Vérifié le").await;
    let near_le_puy = expected(index, ["--need", need.0, "--near", "Le Puy-en-Velay", "--radius", "20"]);
    assert!(!near_le_puy.is_empty(), "something answers this need near Le Puy");
    assert_eq!(visit.structures().await, near_le_puy);

    visit.type_into("#keyword", keyword).await;
    let with_keyword = ["--need", need.0, "--near", "Le Puy-en-Velay", "--radius", "20", keyword];
    let with_keyword = expected(index, with_keyword);
    assert!(!with_keyword.is_empty() && with_keyword != near_le_puy, "the word narrows the results");
    visit.wait_for_structures(&with_keyword).await;

    let before = visit.site.as_ref().expect("the site is served").log().entries();
    assert!(before.iter().all(|request| request.query.is_none()), "no request carries a query: {before:?}");
    visit.cut_network();
    visit.type_into("#keyword", " ").await;
    visit.choose_place("aurillac").await;
    let elsewhere = expected(index, ["--need", need.0, "--near", "Aurillac", "--radius", "20"]);
    assert!(!elsewhere.is_empty() && elsewhere != near_le_puy);
    visit.wait_for_structures(&elsewhere).await;
    let errors = visit.browser.console_errors().await;
    assert!(errors.is_empty(), "{errors:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_finds_a_structure_on_a_members_page_then_without_network() {
    let need = ("decouvrir-des-metiers", "Découvrir des métiers");
    search_then_search_offline(&environment::dist(), &environment::index(), need, "info jeunes").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_on_real_rows() {
    let Some(rows) = environment::real_rows() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let content = content_with_real_rows(&rows, folder.path());
    build_ok(&content, folder.path());
    let (dist, index) = (folder.path().join("dist"), folder.path().join("index-data"));
    let need = ("decouvrir-des-metiers", "Découvrir des métiers");
    search_then_search_offline(&dist, &index, need, "orientation").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_asked_of_the_network_depends_on_the_visitor() {
    let dist = environment::dist();
    let visit = Visit::open(&dist, 1280).await;
    visit.wait_for_text("Choisissez un besoin").await;
    visit.choose_place("brioude").await;
    visit.type_into("#keyword", "vae").await;
    visit.wait_for_text("structure").await;
    visit.find(".card").await;
    let log = visit.site.as_ref().expect("the site is served").log().entries();
    let mut paths: Vec<&str> = log.iter().map(|request| request.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), log.len(), "each file is asked for once: {log:?}");
    assert_eq!(paths.len(), 9, "the loader with the form, two modules of two files, four bundles: {paths:?}");
    let cookies = visit.browser.client.get_all_cookies().await.expect("cookies");
    assert!(cookies.is_empty());
    let script = "return localStorage.length + sessionStorage.length";
    let stored = visit.browser.client.execute(script, Vec::new()).await.expect("a script runs");
    assert_eq!(stored, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_homonym_is_told_and_nothing_near_is_announced() {
    let visit = Visit::open(&environment::dist(), 360).await;
    visit.type_into("#place", "Mercœur").await;
    visit.type_into("#keyword", "").await;
    visit.wait_for_text("Précisez le lieu").await;
    visit.type_into("#place", "Atlantide").await;
    visit.type_into("#keyword", "").await;
    visit.wait_for_text("Ce lieu n’est pas dans notre liste").await;
}

/// Serves the demonstration site with one of its files altered.
async fn visit_with(role: &str, alter: impl Fn(&mut Vec<u8>)) -> Visit {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&environment::dist(), folder.path());
    let name = |path: &Path| path.file_name().and_then(|it| it.to_str()).unwrap_or_default().to_owned();
    let all = files(&folder.path().join("azimut"));
    let (path, bytes) = all.iter().find(|(path, _)| name(path).starts_with(role)).expect("the file");
    let mut altered = bytes.clone();
    alter(&mut altered);
    std::fs::write(folder.path().join("azimut").join(path), altered).expect("the altered file");
    let visit = Visit::open(folder.path(), 360).await;
    // The folder must outlive the visit; the operating system's temporary folder takes it.
    _ = folder.keep();
    visit
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_data_is_told_with_a_way_out() {
    let visit = visit_with("base-", |bytes| bytes.truncate(bytes.len() / 2)).await;
    visit.wait_for_text("Les données de l’annuaire sont incomplètes ou abîmées.").await;
    visit.wait_for_text("Réessayer").await;
    visit.wait_for_text("Consulter l’annuaire page par page").await;
    let visit = visit_with("base-", |bytes| bytes[4] = 99).await;
    visit.wait_for_text("sont d’une autre version").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_text_index_leaves_the_rest_working() {
    let visit = visit_with("text-", |bytes| bytes[200] ^= 0xff).await;
    visit.choose_place("le puy").await;
    visit.type_into("#keyword", "emploi").await;
    visit.wait_for_text("La recherche par mot-clé n’a pas pu être chargée").await;
    visit.wait_for_text("Réessayer").await;
    assert!(!visit.cards().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_widget_stays_where_it_is_put() {
    let body = |script: &str| {
        format!(
            "<style>p,label,input,li{{color:red!important;font-size:40px!important;display:none!important}}</style>\
             <main><azimut-annuaire></azimut-annuaire></main><script src=\"{script}\" async></script>"
        )
    };
    let visit = Visit::open_page(&environment::dist(), 320, body).await;
    visit.find("#place").await;
    let script = "const input = document.querySelector('main > azimut-annuaire').shadowRoot.querySelector('#place');\
         const style = getComputedStyle(input);\
         return [style.display, style.fontSize, document.documentElement.scrollWidth <= document.documentElement.clientWidth, document.head.querySelectorAll('style,link').length]";
    let seen = visit.browser.client.execute(script, Vec::new()).await.expect("a script runs");
    assert_eq!(seen[0], "block");
    assert_eq!(seen[1], "16px");
    assert_eq!(seen[2], true, "no horizontal scrolling at 320 px");
    assert_eq!(seen[3], 2, "the host's own icon and style, and nothing else");
}

#[tokio::test(flavor = "multi_thread")]
async fn screenshots_for_people_to_look_at() {
    for width in [320, 1280] {
        let visit = Visit::open(&environment::dist(), width).await;
        visit.wait_for_text("Choisissez un besoin").await;
        visit.screenshot(&format!("widget-empty-{width}")).await;
        visit.tick_need("Découvrir des métiers").await;
        visit.type_into("#place", "saint-e").await;
        visit.find("[role=option]").await;
        visit.screenshot(&format!("widget-suggestions-{width}")).await;
        visit.choose_place("le puy").await;
        visit.choose_radius(20).await;
        visit.type_into("#keyword", "jeunes").await;
        visit.wait_for_text("Vérifié le").await;
        visit.screenshot(&format!("widget-results-{width}")).await;
        assert!(!visit.cards().await.is_empty());
    }
    let visit = Visit::open(&environment::dist(), 760).await;
    visit.choose_place("le puy").await;
    visit.type_into("#keyword", "jeunes").await;
    visit.wait_for_text("Vérifié le").await;
    visit.screenshot_of_window("readme").await;
}
