//! « Qui peut m’accompagner ? »: the table, the page's script that decides as it does, and people who answer.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};
use sitegen::content::Content;
use sitegen::content::orientation::{Orientation, Said, State};

use crate::environment;
use crate::node;
use crate::pages::{execute, tab_to, text, wait_for, without_scripts};
use crate::site::DATE;
use crate::widget::Visit;

/// What somebody answers, and what must and must not be told.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Situation {
    #[serde(rename = "qui", default)]
    who: String,
    #[serde(rename = "reponses")]
    answers: BTreeMap<String, String>,
    /// The lines that hold.
    #[serde(rename = "lignes", default)]
    lines: Option<Vec<String>>,
    /// Networks that are told, at least as possible.
    #[serde(rename = "veut", default)]
    wanted: Vec<String>,
    /// Networks that are not told for sure.
    #[serde(rename = "pas", default)]
    unwanted: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Situations {
    situations: Vec<Situation>,
}

fn situations(name: &str) -> Vec<Situation> {
    let path = environment::root().join(format!("tests/orientation/{name}.toml"));
    let text = std::fs::read_to_string(path).expect("a file");
    toml::from_str::<Situations>(&text).unwrap_or_else(|error| panic!("{name}: {error}")).situations
}

fn content() -> Content {
    let date = DATE.parse().expect("a day");
    let (content, diagnostics) = sitegen::check::load(&environment::root().join("content"), date);
    content.unwrap_or_else(|| panic!("{}", sitegen::diagnostics::render::plain(&diagnostics)))
}

fn indices(table: &Orientation, answers: &BTreeMap<String, String>) -> Vec<Option<usize>> {
    let known: BTreeSet<&str> = table.questions.iter().map(|question| question.id.as_str()).collect();
    assert!(answers.keys().all(|question| known.contains(question.as_str())), "{answers:?}");
    let index = |question: &sitegen::content::orientation::Question| {
        let wanted = answers.get(&question.id)?;
        let found = question.answers.iter().position(|answer| answer.id == *wanted);
        Some(found.unwrap_or_else(|| panic!("{wanted} is no answer")))
    };
    table.questions.iter().map(index).collect()
}

/// Every way to answer or to pass each question, also those that are not asked.
fn ways(table: &Orientation) -> Vec<Vec<Option<usize>>> {
    let mut ways: Vec<Vec<Option<usize>>> = vec![Vec::new()];
    for question in &table.questions {
        let choices = || [None].into_iter().chain((0..question.answers.len()).map(Some));
        let longer = |way: &Vec<Option<usize>>| {
            let way = way.clone();
            choices().map(move |choice| [way.clone(), vec![choice]].concat()).collect::<Vec<_>>()
        };
        ways = ways.iter().flat_map(longer).collect();
    }
    ways
}

#[test]
fn each_line_of_the_table_is_reached_and_says_what_it_must() {
    let content = content();
    let table = content.orientation.as_ref().expect("a table");
    let mut seen = BTreeSet::new();
    for situation in situations("lignes") {
        let said = table.say(&indices(table, &situation.answers));
        let ids: Vec<&str> = said.lines.iter().map(|&line| table.lines[line].id.as_str()).collect();
        assert_eq!(
            Some(ids.iter().map(|id| (*id).to_owned()).collect()),
            situation.lines,
            "{:?}",
            situation.answers
        );
        seen.extend(said.lines);
    }
    let missed: Vec<&str> = (0..table.lines.len())
        .filter(|line| !seen.contains(line))
        .map(|line| table.lines[line].id.as_str())
        .collect();
    assert!(missed.is_empty(), "no situation leads to {missed:?}");
}

#[test]
fn situations_written_without_the_table_are_answered_as_a_counsellor_would() {
    let content = content();
    let table = content.orientation.as_ref().expect("a table");
    let situations = situations("aveugle");
    assert!(situations.len() >= 10);
    let mut wrong = Vec::new();
    for situation in &situations {
        let Said { lines, possible } = table.say(&indices(table, &situation.answers));
        let networks = |lines: &[usize]| -> BTreeSet<&str> {
            let networks = lines.iter().flat_map(|&line| &table.lines[line].networks);
            networks.map(|&network| content.taxonomies.networks[network].id.as_str()).collect()
        };
        let (sure, maybe) = (networks(&lines), networks(&possible));
        let missing =
            situation.wanted.iter().filter(|id| !sure.contains(id.as_str()) && !maybe.contains(id.as_str()));
        wrong.extend(missing.map(|id| format!("{}: {id} is missing", situation.who)));
        let false_ones = situation.unwanted.iter().filter(|id| sure.contains(id.as_str()));
        wrong.extend(false_ones.map(|id| format!("{}: {id} is told", situation.who)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whatever is answered and whatever is passed, somebody is told with a reason, and the script says the same.
#[test]
fn every_way_to_answer_leads_somewhere_and_the_script_decides_as_the_table() {
    let content = content();
    let table = content.orientation.as_ref().expect("a table");
    let ways = ways(table);
    assert!(ways.len() > 1_000, "{}", ways.len());
    let page = environment::dist().join("qui-peut-m-accompagner/index.html");
    let page = std::fs::read_to_string(page).expect("the page");
    let (_, data) = page.split_once("data-table>").expect("the table");
    let data: Value = serde_json::from_str(data.split("</script>").next().expect("its end")).expect("JSON");
    let script = environment::root().join("widget/guidance.js");
    let question = json!({ "script": script, "table": data, "answers": ways });
    let answered: Vec<Value> = node::ask("orientation/ask.mjs", &question);
    for (way, answered) in ways.iter().zip(answered) {
        let said = table.say(way);
        assert!(!said.lines.is_empty(), "{way:?} leads nowhere");
        assert!(said.lines.iter().all(|&line| !table.lines[line].reason.is_empty()));
        let asked: Vec<u8> = (0..table.questions.len())
            .map(|question| match table.asked(question, way) {
                State::No => 0,
                State::Open => 1,
                State::Yes => 2,
            })
            .collect();
        let expected = json!({ "lines": said.lines, "possible": said.possible, "asked": asked });
        assert_eq!(answered, expected, "{way:?}");
    }
}

/// Goes with Tab to the answers of a question, and with the arrows to one of them.
async fn answer(visit: &Visit, question: &str, answer: &str) {
    let focused = format!(
        "const it = document.activeElement; return it.name === '{question}' && it.type === 'radio' ? it.value || '-' : ''"
    );
    for _ in 0..60 {
        let here = execute(visit, &focused).await;
        let element = visit.browser.client.active_element().await.expect("an element");
        match here.as_str().expect("a text") {
            it if it == answer => return,
            "" => element.send_keys("\u{e004}").await.expect("the Tab key"),
            _ => element.send_keys("\u{e015}").await.expect("the arrow down"),
        }
    }
    panic!("no answer {answer} to {question}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_young_job_seeker_is_told_two_doors_by_keyboard_and_sends_the_link() {
    let visit = Visit::open_site(&environment::dist(), 320, "").await;
    tab_to(&visit, "Qui peut m’accompagner").await;
    wait_for(&visit, "Où en êtes-vous").await;
    answer(&visit, "situation", "recherche").await;
    answer(&visit, "age", "moins-26").await;
    tab_to(&visit, "Voir les 2 réponses").await;
    wait_for(&visit, "2 réponses conviennent").await;
    let said = text(&visit).await;
    let told = said
        .split("Vers qui aller")
        .nth(1)
        .and_then(|it| it.split("Les règles").next())
        .expect("the answers");
    for words in [
        "France Travail",
        "Parce que vous cherchez un emploi.",
        "Mission Locale",
        "Parce que vous cherchez un emploi et que vous avez moins de 26 ans.",
        "Apec, selon votre réponse à : « Êtes-vous cadre",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let state = "return [location.hash, document.activeElement.id, document.documentElement.scrollWidth <= innerWidth, document.querySelector('.told [data-pres]').href.split('#')[1]]";
    let state = execute(&visit, state).await;
    assert_eq!(
        state,
        json!(["#situation=recherche&age=moins-26", "_reponse", true, "annuaire&reseau=france-travail"])
    );
    visit.screenshot("orientation-320").await;
    // The link gives the same answers to somebody else; an answer that is taken back is forgotten.
    let address = execute(&visit, "return location.href").await;
    visit.browser.client.goto("about:blank").await.expect("another page");
    visit.browser.client.goto(address.as_str().expect("an address")).await.expect("the link opens");
    wait_for(&visit, "2 réponses conviennent").await;
    execute(&visit, "document.querySelector('[name=age][value=\"\"]').click()").await;
    wait_for(&visit, "Une réponse convient").await;
    assert_eq!(execute(&visit, "return location.hash").await, "#situation=recherche");
    // From an answer to the places: the search takes the network over.
    execute(&visit, "document.querySelector('.told [data-pres]').click()").await;
    let chosen = visit.js("await until(() => $('.card')); return [...root.querySelectorAll('[data-do^=\"network\"]:checked')].length").await;
    assert_eq!(chosen, 1);
    assert_eq!(visit.browser.console_errors().await, Vec::<String>::new());
}

/// Both doors and their nearest places, the permanence of the village first with when it is open; another answer adds
/// its network and the place stays.
#[tokio::test(flavor = "multi_thread")]
async fn the_nearest_places_of_each_answer_are_below_it() {
    let mut visit = Visit::open_site(
        &environment::dist(),
        320,
        "qui-peut-m-accompagner/#situation=recherche&age=moins-26",
    )
    .await;
    wait_for(&visit, "2 réponses conviennent").await;
    execute(&visit, "document.querySelector('[data-proches]').scrollIntoView()").await;
    let made = "await until(() => document.querySelector('azimut-annuaire')?.shadowRoot?.querySelector('[data-do^=\"network:\"]:checked'))";
    visit.js(made).await;
    let ticked = "return [...root.querySelectorAll('[data-do^=\"network:\"]:checked')].map((it) => it.parentElement.querySelector('.label').textContent)";
    assert_eq!(visit.js(ticked).await, json!(["France Travail", "Mission Locale"]));
    visit.choose_place("Saugues").await;
    let first = visit.js("await until(() => $('.card')); await wait(300); return $('.card').innerText").await;
    let first = first.as_str().expect("a text").replace(['\u{a0}', '\u{202f}'], " ");
    assert!(first.contains("Mission Locale") && first.contains("Saugues"), "{first}");
    assert!(first.to_lowercase().contains("ouv"), "when it is open: {first}");
    let all = visit.js("return [...root.querySelectorAll('.card')].map((it) => it.innerText)").await;
    let all: Vec<String> = serde_json::from_value(all).expect("texts");
    assert!(all.iter().any(|card| card.contains("France Travail")), "both doors: {all:?}");
    visit.screenshot("orientation-near-320").await;
    // Typed before anything could be fetched again: all of it is on the device.
    visit.cut_network();
    execute(&visit, "document.querySelector('[name=handicap][value=oui]').click()").await;
    wait_for(&visit, "3 réponses conviennent").await;
    assert_eq!(visit.js(ticked).await, json!(["France Travail", "Mission Locale", "Cap emploi"]));
    assert_eq!(visit.js("return $('#place').value").await, "Saugues (43)");
    assert_eq!(
        execute(&visit, "return location.hash").await,
        "#situation=recherche&age=moins-26&handicap=oui"
    );
    execute(&visit, "document.querySelector('[type=reset]').click()").await;
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert_eq!(visit.js(ticked).await, json!([]));
    assert_eq!(visit.browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_servant_gets_an_honest_answer_and_nothing_is_sent() {
    let visit = Visit::open_site(&environment::dist(), 1280, "qui-peut-m-accompagner/").await;
    wait_for(&visit, "Où en êtes-vous").await;
    answer(&visit, "situation", "agent-public").await;
    wait_for(&visit, "Une réponse convient").await;
    let said = text(&visit).await;
    let told =
        said.split("Vers qui aller").nth(1).and_then(|it| it.split("Peut-être").next()).expect("the answers");
    assert!(told.contains("Votre employeur public") && !told.contains("Avenir Actifs"), "{told}");
    // What makes no sense for them is not asked.
    let asked = "return [...document.querySelectorAll('[data-question]')].filter((it) => !it.hidden).map((it) => it.querySelector('input').name)";
    assert_eq!(execute(&visit, asked).await, json!(["situation", "handicap", "but", "rencontre"]));
    assert!(visit.requests().iter().all(|it| !it.contains("agent-public")), "an answer is in no request");
    visit.screenshot("orientation-1280").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rules_are_told_in_words_without_scripts() {
    let visit = without_scripts(320, "qui-peut-m-accompagner/").await;
    let said = text(&visit).await;
    assert!(!said.contains("Où en êtes-vous"), "questions that nobody would hear are not shown");
    for words in [
        "si vous cherchez un emploi\n",
        "si vous travaillez dans le privé ou si vous cherchez un emploi, et si vous êtes cadre ou jeune diplômé à partir de bac +3",
        "et si un handicap ou un problème de santé vous gêne",
        "dans tous les autres cas, ou quand on ne sait pas",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    tab_to(&visit, "Cap emploi").await;
    wait_for(&visit, "opérateur du CEP").await;
}

/// On a member's page: an employee with a disability who changes trade, by keyboard at 320 px, then without a network.
#[tokio::test(flavor = "multi_thread")]
async fn the_questions_are_asked_on_a_members_page_and_go_on_without_a_network() {
    let body = |loader: &str| {
        format!(
            "<h1>Notre structure</h1><azimut-annuaire parcours reseaux=\"info-jeunes\" niveau-titre=\"2\"></azimut-annuaire>\
             <script src=\"{loader}\" async></script>"
        )
    };
    let mut visit = Visit::open_page(&environment::dist(), 320, body).await;
    visit.js("await until(() => $('.guidance fieldset')); await until(() => $('[data-do=heading]')); await wait(300)").await;
    let none = "return root.querySelectorAll('[data-do^=\"network:\"]:checked').length";
    assert_eq!(visit.js(none).await, 1, "no answer changes nothing: the page's own choice stays");
    visit.js("$('[data-do=clear]').click(); await until(() => !root.querySelector('[data-do^=\"network:\"]:checked'))").await;
    let focus = "const box = $(`.guidance input[name=${given.name}]`); box.focus(); return root.activeElement === box";
    let chosen = "return root.activeElement.parentElement.textContent";
    let keys = async |visit: &Visit, name: &str, wanted: &str| {
        assert_eq!(visit.js_with(focus, json!({ "name": name })).await, true);
        for _ in 0..12 {
            let field = visit.browser.client.active_element().await.expect("an element");
            field.send_keys("\u{e015}").await.expect("the arrow");
            if visit.js(chosen).await == wanted {
                return;
            }
        }
        panic!("no answer says {wanted}");
    };
    keys(&visit, "situation", "Je travaille dans le privé").await;
    keys(&visit, "handicap", "Oui").await;
    let told = "await until(() => /réponses? convien/.test($('.guidance [role=status]').textContent)); await wait(700);\
                return [[...root.querySelectorAll('.guidance .line')].map((it) => it.innerText), [...root.querySelectorAll('[data-do^=\"network:\"]:checked')].map((it) => it.parentElement.querySelector('.label').textContent)]";
    let seen = visit.js(told).await;
    let lines: Vec<String> = serde_json::from_value(seen[0].clone()).expect("texts");
    assert!(lines.iter().any(|line| line.starts_with("Cap emploi")), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("Avenir Actifs")), "{lines:?}");
    assert!(lines.iter().all(|line| line.contains("Parce qu")), "each with its reason: {lines:?}");
    let ticked: Vec<String> = serde_json::from_value(seen[1].clone()).expect("texts");
    assert!(ticked.contains(&"Cap emploi".to_owned()), "{ticked:?}");
    assert!(ticked.contains(&"Avenir Actifs".to_owned()), "{ticked:?}");
    assert!(visit.requests().iter().all(|path| !path.contains('?') && !path.contains("handicap")));
    visit.screenshot("parcours-320").await;
    // All of it goes on without a network: another answer, then a place.
    visit.cut_network();
    keys(&visit, "situation", "Je suis à mon compte").await;
    visit.js("$('.guidance > button').click(); await until(() => root.activeElement?.id === 'place')").await;
    visit.choose_place("Saugues").await;
    visit.js("await until(() => $('.card'))").await;
    // What somebody ticks by hand is theirs: answers neither tick nor untick it.
    visit.js("const own = [...root.querySelectorAll('[data-do^=\"network:\"]')].find((it) => it.parentElement.textContent.includes('Info Jeunes')); own.click(); await wait(50)").await;
    visit.js("$('.guidance [type=reset]').click(); await until(() => root.querySelectorAll('[data-do^=\"network:\"]:checked').length === 1); await until(() => /effacées/.test($('.guidance [role=status]').textContent))").await;
    assert_eq!(visit.js("return root.querySelectorAll('.guidance .line').length").await, 0);
    assert_eq!(visit.browser.console_errors().await, Vec::<String>::new());
}

/// Two more people, from the home page by keyboard at 320 px; what they answer next needs no network.
#[tokio::test(flavor = "multi_thread")]
async fn an_employee_with_a_disability_and_a_self_employed_executive_are_told_by_keyboard_then_without_a_network()
 {
    for (answers, told, then, expected) in [
        (
            [("situation", "salarie"), ("handicap", "oui"), ("but", "point")],
            ["Avenir Actifs", "Cap emploi"],
            ("cadre", "oui"),
            "3 réponses conviennent",
        ),
        (
            [("situation", "independant"), ("cotise", "oui"), ("but", "point")],
            ["Avenir Actifs", "Apec"],
            ("age", "moins-26"),
            "3 réponses conviennent",
        ),
    ] {
        let mut visit = Visit::open_site(&environment::dist(), 320, "").await;
        tab_to(&visit, "Qui peut m’accompagner").await;
        wait_for(&visit, "Où en êtes-vous").await;
        for (question, wanted) in answers {
            answer(&visit, question, wanted).await;
        }
        wait_for(&visit, "2 réponses conviennent").await;
        let headings = "return [...document.querySelectorAll('.told h3')].map((it) => it.textContent.trim())";
        assert_eq!(execute(&visit, headings).await, json!(told), "{answers:?}");
        visit.cut_network();
        let press = format!("document.querySelector('[name={}][value={}]').click()", then.0, then.1);
        execute(&visit, &press).await;
        wait_for(&visit, expected).await;
    }
}

/// Kept on the device with the directory, the page asks its questions and finds places at a visit without a network.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_kept_with_the_directory_opens_without_a_network() {
    let page = "qui-peut-m-accompagner/#situation=recherche";
    let mut visit = Visit::open_site(&environment::dist(), 400, page).await;
    wait_for(&visit, "Une réponse convient").await;
    execute(&visit, "document.querySelector('[data-proches]').scrollIntoView()").await;
    let made = "await until(() => document.querySelector('azimut-annuaire')?.shadowRoot?.querySelector('[data-do=heading]'))";
    visit.js(made).await;
    visit.js("$('[data-do=keep]').click(); await until(() => $('[data-do=forget]')); await navigator.serviceWorker.ready").await;
    visit.cut_network();
    visit.browser.client.refresh().await.expect("the page, from the device");
    wait_for(&visit, "Une réponse convient").await;
    execute(&visit, "document.querySelector('[name=age][value=moins-26]').click()").await;
    wait_for(&visit, "2 réponses conviennent").await;
    execute(&visit, "document.querySelector('[data-proches]').scrollIntoView()").await;
    visit.js(made).await;
    visit.choose_place("Saugues").await;
    visit.js("await until(() => $('.card'))").await;
}

/// How one wants to be received limits the search below the answers, and is taken back like any answer.
#[tokio::test(flavor = "multi_thread")]
async fn the_search_follows_how_one_wants_to_be_received() {
    let page = "qui-peut-m-accompagner/#situation=recherche&rencontre=visio";
    let visit = Visit::open_site(&environment::dist(), 1280, page).await;
    wait_for(&visit, "Une réponse convient").await;
    execute(&visit, "document.querySelector('[data-proches]').scrollIntoView()").await;
    let made = "await until(() => document.querySelector('azimut-annuaire')?.shadowRoot?.querySelector('[data-do=\"mode:2\"]:checked'))";
    visit.js(made).await;
    let badges = "await until(() => $('.card')); await wait(300); return [...root.querySelectorAll('.card .badges')].every((it) => it.textContent.includes('En visio'))";
    assert_eq!(visit.js(badges).await, true);
    let before = visit.js("return $('[data-do=heading]').textContent").await;
    execute(&visit, "document.querySelector('[name=rencontre][value=\"\"]').click()").await;
    visit.js("await until(() => !$('[data-do=\"mode:2\"]').checked)").await;
    assert_ne!(visit.js("return $('[data-do=heading]').textContent").await, before, "more of them answer");
    assert_eq!(execute(&visit, "return location.hash").await, "#situation=recherche");
}
