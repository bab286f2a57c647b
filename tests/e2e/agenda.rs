//! The agenda: its pages with and without scripts, and its calendars as another program reads them.

use std::collections::BTreeSet;
use std::path::Path;

use fantoccini::Locator;
use serde_json::{Value, json};

use crate::environment;
use crate::node;
use crate::site::{build_ok, copy, files};
use crate::widget::Visit;

/// The demonstration, built on the day of the tests: what is over does not depend on today.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    build_ok(&environment::root().join("content"), folder.path());
    folder
}

/// What another program reads in calendars.
fn read(calendars: &[String]) -> Vec<Value> {
    node::ask("calendar/reader.cjs", &json!({ "package": environment::ical(), "calendars": calendars }))
}

fn calendar(dist: &Path, path: &str) -> String {
    std::fs::read_to_string(dist.join(path)).expect("a calendar in UTF-8")
}

/// The entries of one calendar, by their beginning.
fn entries(dist: &Path, path: &str) -> Vec<Value> {
    let found = read(&[calendar(dist, path)]).remove(0);
    let mut entries = found["entries"].as_array().unwrap_or_else(|| panic!("{path}: {found}")).clone();
    entries.sort_by_key(|it| it["start"].as_str().map(str::to_owned));
    entries
}

/// Lines as RFC 5545 wants them: ended by CR LF, at most 75 octets, no character cut.
fn assert_folded(text: &str) {
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
    }
}

#[test]
fn every_calendar_is_read_by_another_program() {
    let folder = site();
    let dist = folder.path().join("dist");
    let calendars: Vec<(String, String)> = files(&dist)
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|it| it == "ics"))
        .map(|(path, bytes)| (path.display().to_string(), String::from_utf8(bytes).expect("UTF-8")))
        .collect();
    assert!(calendars.len() > 30, "{}", calendars.len());
    let texts: Vec<String> = calendars.iter().map(|(_, text)| text.clone()).collect();
    let mut whole = 0;
    for ((path, text), read) in calendars.iter().zip(read(&texts)) {
        assert_folded(text);
        assert_eq!((&read["error"], &read["version"]), (&Value::Null, &json!("2.0")), "{path}: {read}");
        let entries = read["entries"].as_array().expect("entries");
        let names: BTreeSet<&str> = entries.iter().filter_map(|it| it["uid"].as_str()).collect();
        assert_eq!(names.len(), entries.len(), "{path}: each date has a name of its own");
        for entry in entries {
            assert!(entry["start"].as_str() < entry["end"].as_str(), "{path}: {entry}");
            let url = entry["url"].as_str().expect("a page");
            let folders = ["agenda/", "coin-des-pros/formations/"];
            let ours =
                folders.iter().any(|it| url.starts_with(&format!("https://annuaire.example.org/{it}")));
            assert!(ours, "{url}");
            assert!(entry["description"].as_str().expect("words").ends_with(url), "{entry}");
        }
        if path.ends_with("agenda/agenda.ics") {
            whole = entries.len();
        }
    }
    // All of it holds what each event has by itself.
    let each: usize = calendars
        .iter()
        .filter(|(path, _)| {
            let event = path.starts_with("agenda/") && path.matches('/').count() == 2;
            (event && !path.contains("/en-ligne/")) || path.starts_with("coin-des-pros/")
        })
        .map(|(path, _)| entries(&dist, path).len())
        .sum();
    assert_eq!(whole, each);
}

#[test]
fn a_series_keeps_its_hour_over_the_changes_of_the_clock() {
    let folder = site();
    let dates = entries(&folder.path().join("dist"), "agenda/rdv-competences-sante-mentale/agenda.ics");
    let starts: Vec<&str> = dates.iter().filter_map(|it| it["start"].as_str()).collect();
    // Half past one: two hours from universal time until the end of October and from the end of March, else one.
    let expected = [
        "2026-10-06T11:30:00.000Z",
        "2026-11-03T12:30:00.000Z",
        "2026-12-01T12:30:00.000Z",
        "2027-01-05T12:30:00.000Z",
        "2027-02-02T12:30:00.000Z",
        "2027-03-02T12:30:00.000Z",
        "2027-04-06T11:30:00.000Z",
        "2027-05-11T11:30:00.000Z",
        "2027-06-01T11:30:00.000Z",
    ];
    assert_eq!(starts, expected);
    let [cancelled, moved] = [&dates[3], &dates[7]];
    // 57 days from the announcement to the last change, by threes.
    assert_eq!((&cancelled["status"], &cancelled["sequence"]), (&json!("CANCELLED"), &json!(173)));
    assert!(cancelled["summary"].as_str().expect("a summary").starts_with("Annulé"), "{cancelled}");
    assert!(cancelled["description"].as_str().expect("words").contains("encore fermées"), "{cancelled}");
    assert_eq!((&moved["status"], &moved["sequence"]), (&json!("CONFIRMED"), &json!(172)));
    // It bears the name of the date that was planned, so that a program moves it.
    assert!(moved["uid"].as_str().expect("a name").contains("-20270504T1330@"), "{moved}");
}

#[test]
fn days_are_days_and_a_tour_names_its_stops() {
    let folder = site();
    let dist = folder.path().join("dist");
    let stops = entries(&dist, "agenda/caravane-de-l-alternance-2027/agenda.ics");
    let spans: Vec<(&str, &str)> = stops
        .iter()
        .map(|it| (it["start"].as_str().expect("a day"), it["end"].as_str().expect("a day")))
        .collect();
    assert_eq!(spans[0], ("2027-03-08", "2027-03-09"));
    assert_eq!(spans[3], ("2027-03-12", "2027-03-14"), "two days end on the third");
    assert_eq!(stops[3]["summary"], "La caravane de l’alternance – Saint-Étienne");
    // A territory has its own stops and nobody else's.
    let here = entries(&dist, "agenda/departement/43/agenda.ics");
    let places: BTreeSet<&str> = here.iter().filter_map(|it| it["location"].as_str()).collect();
    assert!(here.len() >= 6 && places.iter().all(|place| place.contains("43")), "{places:?}");
    let point = here.iter().find(|it| it["summary"].as_str().is_some_and(|it| it.starts_with("Matinale")));
    assert_eq!(point.expect("the meeting of Le Puy")["geo"], "45.04294,3.88462", "two numbers, not one text");
}

/// The case S4, and its like: what is folded is unfolded to the very same text.
#[test]
fn long_and_strange_titles_come_back_as_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let content = folder.path().join("content");
    copy(&environment::root().join("tests/fixtures/minimal"), &content);
    let accents = "é".repeat(60);
    // `SUMMARY:` has 8 octets.
    let space = format!("{} suite et fin de ce titre qui est plutôt long", "a".repeat(67));
    let titles = [
        accents.as_str(),
        &space,
        &format!("{} suite", "a".repeat(66)),
        "Virgule, point-virgule ; barre \\\\ et « guillemets »",
        "家".repeat(40).leak(),
        "👩‍🌾".repeat(12).leak(),
        "BEGIN:VEVENT",
        "a   b",
    ];
    for (number, title) in titles.iter().enumerate() {
        let head = format!(
            "+++\ntitre = \"{title}\"\nresume = \"Une phrase.\"\ntype = \"reunion\"\ndebut = 2026-06-{:02}\npublie_le = 2026-03-02\n\n[lieu]\ninsee = \"43157\"\n+++\n",
            number + 1
        );
        std::fs::write(content.join(format!("evenements/titre-{number}.md")), head).expect("an event");
    }
    build_ok(&content, folder.path());
    let dist = folder.path().join("dist");
    for (number, title) in titles.iter().enumerate() {
        let path = format!("agenda/titre-{number}/agenda.ics");
        assert_folded(&calendar(&dist, &path));
        let summary = entries(&dist, &path)[0]["summary"].as_str().expect("a title").to_owned();
        let plain = |text: &str| text.replace(['\u{a0}', '\u{202f}'], " ").replace("\\\\", "\\");
        assert_eq!(plain(&summary), plain(title));
    }
}

#[test]
fn feeds_and_calendars_of_a_site_in_a_folder_name_whole_addresses() {
    let folder = tempfile::tempdir().expect("a folder");
    let content = folder.path().join("content");
    copy(&environment::root().join("content"), &content);
    let file = content.join("site.toml");
    let text = std::fs::read_to_string(&file).expect("site.toml");
    let text = text.replace("https://annuaire.example.org/", "https://example.org/sous/dossier/");
    std::fs::write(&file, text).expect("site.toml is written");
    build_ok(&content, folder.path());
    let dist = folder.path().join("dist");
    let ours = |address: &str| {
        let path = address.strip_prefix("https://example.org/sous/dossier/");
        path.is_some_and(|it| it.starts_with("agenda/") || it.starts_with("coin-des-pros/formations/"))
    };
    for path in ["agenda/agenda.xml", "coin-des-pros/formations/formations.xml"] {
        let feed = calendar(&dist, path);
        let addresses: Vec<&str> =
            feed.split("href=\"").skip(1).filter_map(|it| it.split('"').next()).collect();
        assert!(addresses.len() > 10);
        for address in addresses {
            assert!(ours(address), "{path}: {address}");
        }
    }
    for entry in entries(&dist, "agenda/agenda.ics") {
        let url = entry["url"].as_str().expect("a page");
        assert!(ours(url), "{url}");
    }
    let page = calendar(&dist, "agenda/index.html");
    assert!(page.contains("href=\"webcal://example.org/sous/dossier/agenda/agenda.ics\""));
}

/// What the page says.
async fn text(visit: &Visit) -> String {
    let script = "return document.querySelector('main').innerText";
    let text = visit.browser.client.execute(script, vec![]).await.expect("a script of the driver runs");
    text.as_str().unwrap_or_default().replace(['\u{a0}', '\u{202f}'], " ")
}

/// Follows a link of the page by the keyboard: to it by Tab, then Enter.
async fn follow(visit: &Visit, label: &str) {
    let link = Locator::LinkText(label);
    let element = visit.browser.client.find(link).await.unwrap_or_else(|_| panic!("no link « {label} »"));
    element.send_keys("\u{e007}").await.expect("Enter");
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_professional_finds_the_next_meeting_near_le_puy_without_scripts() {
    let folder = site();
    let dist = folder.path().join("dist");
    let visit = Visit::open_site(&dist, 320, "robots.txt").await;
    visit.browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
    let url = visit.site.as_ref().expect("the site is served").url();
    visit.browser.client.goto(&url).await.expect("the home page opens");
    follow(&visit, "Agenda").await;
    let said = text(&visit).await;
    assert!(said.contains("Novembre 2026") && !said.contains("Bourg-en-Bresse"), "{said}");
    let place = "a[href$='agenda/departement/43/']";
    let place = visit.browser.client.find(Locator::Css(place)).await.expect("the department");
    place.send_keys("\u{e007}").await.expect("Enter");
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let said = text(&visit).await;
    let [next, later] = ["jeudi 10 décembre 2026, de 9 h à 12 h 30", "lundi 18 janvier 2027, de 10 h à 17 h"]
        .map(|it| said.find(it).unwrap_or_else(|| panic!("{it}: {said}")));
    assert!(next < later);
    let subscribe =
        visit.browser.client.find(Locator::LinkText("S’abonner dans mon agenda")).await.expect("a link");
    let address = subscribe.attr("href").await.expect("an attribute");
    assert_eq!(address.as_deref(), Some("webcal://annuaire.example.org/agenda/departement/43/agenda.ics"));
    visit.screenshot("agenda-department-320").await;
    follow(&visit, "Matinale du SPRO au Puy-en-Velay").await;
    let said = text(&visit).await;
    for words in [
        "2 place de l’Exemple",
        "43000 Le Puy-en-Velay",
        "lundi 7 décembre 2026 inclus",
        "Pour les professionnels",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let register =
        visit.browser.client.find(Locator::Css("a[href='https://inscription.example.org/matinale-le-puy']"));
    assert!(register.await.expect("a link").text().await.expect("a text").starts_with("S’inscrire"));
    visit.screenshot("event-320").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_leaves_the_agenda_by_itself() {
    let folder = site();
    let visit = Visit::open_site(&folder.path().join("dist"), 1280, "robots.txt").await;
    // The afternoon of the meeting in Le Puy, in a browser whose clock says so.
    let clock = "Date.now = () => Date.parse('2026-12-10T14:00:00+01:00');";
    visit.browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": clock })).await;
    let url = visit.site.as_ref().expect("the site is served").url();
    visit.browser.client.goto(&format!("{url}agenda/")).await.expect("the agenda opens");
    let script = "const shown = (css) => [...document.querySelectorAll(css)].filter((it) => it.checkVisibility());\
         const titles = (css) => shown(css + ' [data-fin] a').map((it) => it.textContent);\
         return [titles('[data-mois]'), titles('[data-passes]'), shown('[data-mois] h2')[0].textContent, document.querySelector('[data-compte]').textContent]";
    let seen = visit.browser.client.execute(script, vec![]).await.expect("a script runs");
    let list = |value: &Value| -> Vec<String> { serde_json::from_value(value.clone()).expect("texts") };
    let (left, gone) = (list(&seen[0]), list(&seen[1]));
    let puy = "Matinale du SPRO au Puy-en-Velay".to_owned();
    assert!(!left.contains(&puy) && gone.first() == Some(&puy), "{gone:?}");
    assert!(gone.len() >= 5 && left.len() > 20, "{gone:?} {left:?}");
    assert_eq!(seen[2], "Décembre\u{a0}2026", "a month without a date is gone");
    assert!(seen[3].as_str().expect("a text").ends_with("dates à venir"), "{}", seen[3]);
    visit.browser.client.goto(&format!("{url}agenda/atelier-cv-thiers/")).await.expect("the event opens");
    let script = "return ['[data-mois]', '[data-passes]'].map((css) => [...document.querySelectorAll(css + ' li')].length)";
    let dates = visit.browser.client.execute(script, vec![]).await.expect("a script runs");
    assert_eq!(dates, json!([8, 3]), "4 and 18 November, 2 December are over");
    // Who comes after the last day cannot register any more, and reads it.
    visit
        .browser
        .client
        .goto(&format!("{url}agenda/matinale-le-puy-en-velay-decembre-2026/"))
        .await
        .expect("it opens");
    let script = "return [document.querySelector('[data-rien]').checkVisibility(), document.querySelector('[data-fini]').checkVisibility(), document.querySelector('details[data-passes]').open]";
    let told = visit.browser.client.execute(script, vec![]).await.expect("a script runs");
    assert_eq!(told, json!([true, true, true]));
}
