//! The trainings of professionals: the catalogue, what was said, the dates in the agenda.

use super::{attributes, build, minimal, unpacked};

const FOLDER: &str = "coin-des-pros/formations";

#[test]
fn a_webinar_is_read_on_its_page_and_in_the_pack() {
    let built = build(&minimal());
    let page = built.text(&format!("{FOLDER}/webinaire-exemple/index.html"));
    let pack = unpacked(&built);
    let packed = &pack["coin-des-pros/formation_webinaire-exemple.html"];
    for html in [page, std::str::from_utf8(packed).unwrap()] {
        assert!(
            html.contains(
                "<time class=\"small\" datetime=\"PT0H0M1S\">0:01</time> <strong>Une voix</strong>"
            )
        );
        assert!(html.contains("<br>Bonjour à tous, et merci.</p>"), "one passage of two subtitles: {html}");
        assert!(html.contains("datetime=\"PT1H0M7S\">1:00:07</time>") && html.contains("zinzolin"));
        assert!(
            html.contains("Payant")
                && html.contains("Expertise")
                && html.contains(">1\u{a0}h\u{a0}30</time>")
        );
    }
    let files: Vec<&str> =
        attributes(page, "href").into_iter().filter(|it| it.contains("fichiers/")).collect();
    assert_eq!(
        files,
        [
            "../../../coin-des-pros/fichiers/grille.csv",
            "../../../coin-des-pros/fichiers/webinaire-exemple.vtt"
        ]
    );
    assert!(built.files.contains_key("coin-des-pros/fichiers/webinaire-exemple.vtt"));
    // What was written as a text is below the heading of its section.
    let module = built.text(&format!("{FOLDER}/module-exemple/index.html"));
    assert!(module.contains("<h3 id=\"_dit-premiere-sequence\">Première séquence</h3>"), "{module}");
    assert!(module.contains("href=\"../../../coin-des-pros/guide-exemple/\">le guide</a>"));
}

#[test]
fn dates_of_trainings_stand_in_the_agenda_each_where_it_is() {
    let built = build(&minimal());
    let agenda = built.text("agenda/type/formation/index.html");
    assert!(agenda.contains("href=\"../../../coin-des-pros/formations/atelier-exemple/\""));
    let workshop = built.text(&format!("{FOLDER}/atelier-exemple/index.html"));
    assert!(workshop.contains("Salle d’essai") && workshop.contains("Une autre raison."));
    let calendar = built.text(&format!("{FOLDER}/atelier-exemple/agenda.ics")).replace("\r\n ", "");
    let entries: Vec<&str> = calendar.split("BEGIN:VEVENT").skip(1).collect();
    assert_eq!(entries.len(), 3);
    let one = |start: &str| *entries.iter().find(|it| it.contains(start)).unwrap();
    let (here, online, moved) = (one("20260907T07"), one("20260914T07"), one("20261214"));
    assert!(here.contains("LOCATION:Salle d’essai") && !here.contains("visio"), "{here}");
    assert!(online.contains("exemple.example.org/visio") && online.contains("STATUS:CANCELLED"), "{online}");
    // Two days stay two days when only the beginning is moved.
    assert!(moved.contains("DTEND;VALUE=DATE:20261216") && moved.contains("-20261207-"), "{moved}");
    assert!(entries.iter().all(|entry| entry.contains("UID:formation-atelier-exemple-")));
    assert!(!built.files.contains_key(&format!("{FOLDER}/module-exemple/agenda.ics")));
}

#[test]
fn each_choice_has_what_it_says() {
    let built = build(&minimal());
    for (choice, inside, outside) in [
        ("type/webinaire", vec!["webinaire"], vec!["atelier", "module"]),
        ("niveau/decouverte", vec!["module"], vec!["atelier", "webinaire"]),
        ("competence/ecouter", vec!["atelier", "webinaire"], vec!["module"]),
        ("theme/accueil", vec!["webinaire"], vec!["atelier", "module"]),
    ] {
        let page = built.text(&format!("{FOLDER}/{choice}/index.html"));
        let has = |name: &&str| page.contains(&format!("formations/{name}-exemple/\""));
        assert!(inside.iter().all(has) && !outside.iter().any(has), "{choice}");
    }
    assert!(!built.files.contains_key(&format!("{FOLDER}/type/formation/index.html")), "nothing is of it");
}

/// A site may have trainings alone: its menu leads to them, and nothing leads to a page that is not there.
#[test]
fn a_site_with_trainings_alone_is_whole() {
    let mut content = minimal();
    content.resources.clear();
    content.events.clear();
    let built = build(&content);
    assert!(built.text("index.html").contains("href=\"./coin-des-pros/formations/\""));
    let text = built.text(&format!("{FOLDER}/webinaire-exemple/index.html"));
    assert!(!text.contains("href=\"../../../coin-des-pros/\""), "no toolbox");
    assert!(built.files.contains_key("agenda/index.html"), "their dates are the agenda");
}
