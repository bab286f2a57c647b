//! The keyword as a visitor uses it: the widget answers as the command line does, and says what it understood.

use serde_json::json;

use crate::environment;
use crate::relevance::families;
use crate::stories::expected;
use crate::widget::Visit;

/// How many queries both answer.
const COMPARED: usize = 60;

#[tokio::test(flavor = "multi_thread")]
async fn the_widget_answers_as_the_command_line_does() {
    let index = environment::index();
    let visit = Visit::open(&environment::dist(), 360).await;
    visit.type_into("#keyword", "emploi").await;
    visit.find(".card .why").await;
    // Some of each family, in turn.
    let mut families: Vec<Vec<String>> = families(&environment::root().join("tests/relevance"))
        .into_values()
        .map(|queries| queries.into_iter().map(|it| it.keyword).filter(|it| !it.is_empty()).collect())
        .collect();
    let mut compared = 0;
    while compared < COMPARED {
        let Some(family) = families.iter_mut().filter(|it| !it.is_empty()).max_by_key(|it| it.len()) else {
            break;
        };
        let words = family.swap_remove(compared % family.len());
        compared += 1;
        visit.set_value("#keyword", &words).await;
        let expected = expected(&index, ["--", words.as_str()]);
        println!("{words:?}: {}", expected.len());
        visit.wait_for_structures(&expected).await;
    }
    assert!(compared >= 50, "{compared} queries");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_in_the_keyword_is_told_and_can_be_refused() {
    let visit = Visit::open(&environment::dist(), 360).await;
    visit.type_into("#keyword", "mission locale saint-étienne").await;
    visit.wait_for_text("« saint-étienne » est compris comme un lieu : Saint-Étienne (42)").await;
    visit.wait_for_text("à moins de 10 km").await;
    visit.wait_for_text("« mission », « locale » dans son nom ou son réseau").await;
    visit.screenshot("keyword-place-360").await;
    visit.press("Chercher plutôt ce mot").await;
    visit.wait_for_text("« étienne » dans son").await;
    visit.wait_without_text("est compris comme un lieu").await;
    // Which others may have been meant is told.
    visit.type_into("#keyword", "mission locale la tour").await;
    visit
        .wait_for_text(
            "« la tour » est compris comme un lieu : La Tour-du-Pin (38) ; ou peut-être La Tour (74)",
        )
        .await;
    // A place chosen in its field counts more.
    visit.type_into("#keyword", "mission locale annecy").await;
    visit.choose_place("le puy").await;
    visit.wait_without_text("est compris comme un lieu").await;
    visit.find(".card").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sentence_proposes_a_need_that_can_be_taken() {
    let visit = Visit::open(&environment::dist(), 360).await;
    visit.type_into("#keyword", "je veux changer de métier").await;
    visit.wait_for_text("Besoin : Changer de métier").await;
    // A card says what it answers, not which words are somewhere in it.
    visit.wait_for_text("Répond à : Changer de métier").await;
    visit.screenshot("keyword-need-360").await;
    visit.press("Besoin : Changer de métier").await;
    visit.wait_for_text("J’ai besoin de… (1)").await;
    let value = visit.find("#keyword").await.prop("value").await.expect("a property");
    assert_eq!(value.as_deref(), Some(""));
    visit.type_into("#keyword", "cidff xylophone").await;
    visit.wait_for_text("Aucune structure n’a tous ces mots").await;
    visit.wait_for_text("sans « xylophone »").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_tell_what_a_choice_would_leave() {
    let visit = Visit::open(&environment::dist(), 360).await;
    visit.choose_place("aurillac").await;
    visit.find(".card").await;
    let script = "const root = document.querySelector('azimut-annuaire').shadowRoot;\
         const box = [...root.querySelectorAll('.criteria .check')].find((it) => it.querySelector('.label').textContent === arguments[0]);\
         const count = parseInt(box.querySelector('.count').textContent.slice(1));\
         box.querySelector('input').click();\
         return count;";
    let count = visit.browser.client.execute(script, vec![json!("Mission Locale")]).await.expect("a count");
    let count = count.as_u64().expect("a number");
    assert!(count > 0);
    let heading = if count == 1 { "1 structure".to_owned() } else { format!("{count} structures") };
    visit.wait_for_text(&heading).await;
    assert_eq!(visit.cards().await.len() as u64, count.min(10));
}

#[tokio::test(flavor = "multi_thread")]
async fn around_me_asks_only_when_pressed_and_sends_nothing() {
    let visit = Visit::open(&environment::dist(), 360).await;
    let browser = &visit.browser;
    visit.find("#place").await;
    browser.devtools("Browser.grantPermissions", json!({ "permissions": ["geolocation"] })).await;
    let puy = json!({ "latitude": 45.0431, "longitude": 3.8852, "accuracy": 10 });
    browser.devtools("Emulation.setGeolocationOverride", puy).await;
    visit.press("Autour de moi").await;
    visit.wait_for_text("Elle ne quitte pas cet appareil").await;
    visit.wait_for_text("à moins de 10 km").await;
    let near = visit.structures().await;
    assert!(near.iter().any(|it| it.contains("puy-en-velay")), "{near:?}");
    let log = visit.site.as_ref().expect("the site is served").log().entries();
    assert!(log.iter().all(|request| request.query.is_none()));
    visit.type_into("#place", "Aurillac").await;
    visit.wait_for_text("à moins de 10 km").await;
    assert!(!visit.text().await.contains("Elle ne quitte pas cet appareil"));
}
