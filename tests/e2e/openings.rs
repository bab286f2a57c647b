//! When places open next and when they are closed, as people and programs read it.

use serde_json::{Value, json};

use crate::environment;
use crate::pages::{execute, tab_to, text, wait_for, without_scripts};
use crate::site::{DATE, build_ok, sitegen_ok};
use crate::widget::Visit;

/// The demonstration, built on the day of the tests.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    build_ok(&environment::root().join("content"), folder.path());
    folder
}

/// A browser whose clock stands at a moment.
async fn set_clock(visit: &Visit, moment: &str) {
    let clock = format!(
        "{{ const then = Date.parse('{moment}'); Date.now = () => then;\
            const parts = Intl.DateTimeFormat.prototype.formatToParts;\
            Intl.DateTimeFormat.prototype.formatToParts = function (date) {{ return parts.call(this, date ?? then); }}; }}"
    );
    visit.browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": clock })).await;
}

async fn open(visit: &Visit, path: &str) {
    let url = visit.site.as_ref().expect("the site is served").url();
    visit.browser.client.goto("about:blank").await.expect("nothing");
    visit.browser.client.goto(&format!("{url}{path}")).await.expect("the page opens");
}

/// What a card says, with ordinary spaces.
async fn first_card(visit: &Visit) -> String {
    let card = "await until(() => $('.card .status')); return $('.card').innerText";
    let card = visit.js(card).await;
    card.as_str().expect("a text").replace(['\u{a0}', '\u{202f}'], " ")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closure_is_told_in_the_card_and_leads_elsewhere() {
    let folder = site();
    let mut visit = Visit::open_site(&folder.path().join("dist"), 320, "robots.txt").await;
    let search = "#annuaire&reseau=cio&lieu=Le%20Puy-en-Velay&rayon=10";
    set_clock(&visit, "2026-12-07T10:00:00+01:00").await;
    open(&visit, search).await;
    let card = first_card(&visit).await;
    assert!(card.contains("Ouvert jusqu’à 12 h"), "{card}");
    assert!(
        card.contains("Sera fermé du samedi 19 décembre au dimanche 3 janvier"),
        "a closure to come: {card}"
    );

    set_clock(&visit, "2026-12-22T10:00:00+01:00").await;
    open(&visit, search).await;
    let card = first_card(&visit).await;
    assert!(card.contains("Fermé, ouvre lundi 4 janvier à 8 h 30"), "{card}");
    assert!(card.contains("Fermé jusqu’au dimanche 3 janvier · Vacances de fin d’année."), "{card}");
    assert!(card.contains("En attendant : France Travail Le Puy-en-Velay."), "{card}");
    let to = visit.js("return $('.closed a').getAttribute('href')").await;
    assert!(to.as_str().expect("an address").ends_with("/annuaire/france-travail-le-puy-en-velay/"), "{to}");
    visit.screenshot("closed-320").await;
    // The clock goes on without a network.
    visit.cut_network();
    visit.press("Tout effacer").await;
    visit.choose_place("Le Puy-en-Velay").await;
    visit.js("await until(() => root.querySelectorAll('.card').length > 3)").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_and_closures_leave_the_sheet_when_they_are_over() {
    let folder = site();
    let visit = Visit::open_site(&folder.path().join("dist"), 1280, "robots.txt").await;
    let shown = "return [...document.querySelectorAll('#lieu-2 [data-dates] li')].filter((it) => it.checkVisibility()).map((it) => it.textContent.replaceAll('\\u00a0', ' '))";
    for (moment, expected) in [
        (
            "2026-11-15T09:00:00+01:00",
            json!([
                "jeudi 19 novembre 2026",
                "jeudi 26 novembre 2026",
                "jeudi 3 décembre 2026",
                "jeudi 10 décembre 2026"
            ]),
        ),
        // The last hour of a permanence is still to come, then it is over.
        (
            "2026-11-26T16:29:00+01:00",
            json!([
                "jeudi 26 novembre 2026",
                "jeudi 3 décembre 2026",
                "jeudi 10 décembre 2026",
                "jeudi 17 décembre 2026"
            ]),
        ),
        ("2027-01-01T10:00:00+01:00", json!(["jeudi 7 janvier 2027"])),
        ("2027-02-01T10:00:00+01:00", json!([])),
    ] {
        set_clock(&visit, moment).await;
        open(&visit, "annuaire/mission-locale-le-puy-en-velay/").await;
        assert_eq!(execute(&visit, shown).await, expected, "{moment}");
    }
    let label = "return document.querySelector('#lieu-2 [data-dates]').checkVisibility()";
    assert_eq!(execute(&visit, label).await, false, "nothing is announced where nothing is known");
    let closed = "return document.querySelector('.note').checkVisibility()";
    for (moment, expected) in [("2027-01-03T23:59:00+01:00", true), ("2027-01-04T00:00:00+01:00", false)] {
        set_clock(&visit, moment).await;
        open(&visit, "annuaire/cio-le-puy-en-velay/").await;
        assert_eq!(execute(&visit, closed).await, expected, "{moment}");
    }
}

/// By keyboard and without scripts, from an old link to the place that took over.
#[tokio::test(flavor = "multi_thread")]
async fn an_old_link_to_what_has_closed_leads_on() {
    let visit = without_scripts(320, "annuaire/antenne-emploi-yssingeaux/").await;
    let said = text(&visit).await;
    assert!(said.contains("Fermé définitivement depuis le mardi 30 juin 2026."), "{said}");
    visit.screenshot("former-320").await;
    tab_to(&visit, "Mission Locale du Puy-en-Velay, Yssingeaux").await;
    wait_for(&visit, "Permanence d’Yssingeaux").await;
    assert_eq!(execute(&visit, "return location.hash").await, "#lieu-5");
}

/// A structure with sixteen permanences is found at each of them, with when that one opens.
#[test]
fn each_of_sixteen_permanences_is_found_with_when_it_opens() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let content = environment::root().join("content");
    let index = path("index");
    sitegen_ok(["index", "--content", content.to_str().expect("UTF-8"), "--out", &index, "--date", DATE]);
    let record = content.join("annuaire/mission-locale-le-puy-en-velay.md");
    let record = std::fs::read_to_string(record).expect("a record");
    let record: toml::Table = record.split("+++").nth(1).expect("its head").parse().expect("TOML");
    let places = record["lieux"].as_array().expect("places");
    assert_eq!(places.len(), 17);
    let mut dated = 0;
    for (number, place) in places.iter().enumerate() {
        let commune = place["insee"].as_str().expect("a code");
        let name = place["commune"].as_str().expect("a name");
        let near = format!("{name} ({})", &commune[..2]);
        let words = ["search", "--index", &index, "--date", DATE, "--near", &near, "--radius", "5"];
        let found = sitegen_ok(words.into_iter().chain(["--network", "mission-locale", "--json"]));
        let found: Value = serde_json::from_str(&found).expect("JSON");
        let results = found["results"].as_array().expect("results");
        let first = results.iter().find(|it| it["structure_id"] == "mission-locale-le-puy-en-velay");
        let first = first.unwrap_or_else(|| panic!("{near}: {found}"));
        assert_eq!(first["place_id"], format!("lieu-{}", number + 1), "{near}");
        if let Some(opens) = first["opens"]["from"].as_str() {
            assert!(opens.starts_with("2026-1") && opens > DATE, "{opens}");
            dated += 1;
        }
    }
    assert!(dated > 10, "{dated} of 17 say when");
}
