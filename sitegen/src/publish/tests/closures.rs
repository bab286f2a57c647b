//! Structures and places that are closed, for a time or for good, and when those open next that open seldom.

use std::fs;

use jiff::civil::{Date, date};
use serde_json::Value;
use tempfile::TempDir;

use super::{Built, build, minimal_dir};
use crate::check;
use crate::content::Content;

/// The smallest content with other records beside its own, on a day.
fn content(records: &[(&str, &str)], today: Date) -> Content {
    let dir = TempDir::new().unwrap();
    let content = dir.path().join("content");
    copy(&minimal_dir(), &content);
    for (name, record) in records {
        fs::write(content.join(format!("annuaire/{name}.md")), format!("+++\n{record}+++\n")).unwrap();
    }
    let (content, diagnostics) = check::load(&content, today);
    content.unwrap_or_else(|| panic!("{diagnostics}"))
}

pub(super) fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

const HEAD: &str = "reseaux = [\"cio\"]\nbesoins = [\"changer-de-metier\"]\nverifie_le = 2026-02-01\n";

fn place(name: &str, more: &str) -> String {
    format!(
        "\n[[lieux]]\nnom = \"{name}\"\nadresse = \"3 avenue de l’Essai\"\ncode_postal = \"43000\"\n\
         commune = \"Le Puy-en-Velay\"\ninsee = \"43157\"\nlatitude = 45.0391\nlongitude = 3.8920\n{more}"
    )
}

/// A text without what markup adds to it.
fn plain(built: &Built, page: &str) -> String {
    built.text(page).replace(['\u{a0}', '\u{202f}'], " ").replace("&nbsp;", " ")
}

fn json_ld(built: &Built, page: &str) -> Value {
    let (_, json) = built.text(page).split_once("application/ld+json\">").unwrap();
    serde_json::from_str(json.split("</script>").next().unwrap()).unwrap()
}

#[test]
fn a_structure_closed_for_good_keeps_its_address_and_leads_on() {
    let record = format!(
        "nom = \"Antenne d’Exemple\"\n{HEAD}\n[[fermetures]]\ndu = 2026-09-01\ndefinitive = true\n\
         raison = \"le bail finit\"\nvers = [\"cio-exemple#lieu-2\"]\n{}",
        place("Accueil", "")
    );
    let records = [("antenne-exemple", record.as_str())];
    let page = "annuaire/antenne-exemple/index.html";

    let before = build(&content(&records, date(2026, 8, 31)));
    assert!(plain(&before, page).contains("Ferme définitivement le mardi 1er septembre 2026."));
    assert!(listed(&before));

    let content = content(&records, date(2026, 9, 1));
    assert_eq!((content.structures.len(), content.former.len()), (3, 1), "one is for members only");
    let after = build(&content);
    let html = plain(&after, page);
    assert!(html.contains("Fermé définitivement depuis le mardi 1er septembre 2026."), "{html}");
    assert!(html.contains("Le bail finit."));
    assert!(html.contains("href=\"../../annuaire/cio-exemple/#lieu-2\""), "{html}");
    assert!(html.contains("Yssingeaux"), "the commune of the place that took over");
    assert!(!listed(&after), "no list has it");
    assert!(after.text("sitemap.xml").contains("/annuaire/antenne-exemple/"));
    let index = crate::index::build(&content).unwrap();
    assert_eq!(index.manifest.shards[0].structures, 3, "nothing finds it");
}

/// Whether some list of the site has the structure.
fn listed(built: &Built) -> bool {
    let own = "annuaire/antenne-exemple/index.html";
    built.pages().any(|(page, html)| page != own && html.contains("annuaire/antenne-exemple/\""))
}

#[test]
fn a_place_closed_for_good_is_told_where_it_was() {
    let closed = "\n[[lieux.fermetures]]\ndu = 2026-09-01\ndefinitive = true\nraison = \"La salle est vendue.\"\n\
                  vers = [\"essai#lieu-1\"]\n";
    let record =
        format!("nom = \"Essai\"\n{HEAD}{}{}", place("Accueil", ""), place("Permanence du marché", closed));
    let content = content(&[("essai", &record)], date(2026, 11, 23));
    let essai = content.structures.iter().find(|it| it.id == "essai").unwrap();
    assert_eq!((essai.places.len(), essai.former_places.len()), (1, 1));
    let html = plain(&build(&content), "annuaire/essai/index.html");
    let (_, former) = html.split_once("Où l’on n’accueille plus").expect("a section of its own");
    assert!(former.contains("id=\"lieu-2\"") && former.contains("Permanence du marché"), "{former}");
    assert!(former.contains("Fermé définitivement depuis le mardi 1er septembre 2026."));
    assert!(former.contains("href=\"../../annuaire/essai/#lieu-1\""));
}

#[test]
fn a_closure_is_told_until_it_is_over() {
    let closures = "\n[[fermetures]]\ndu = 2026-11-02\nau = 2026-11-02\nraison = \"Pont\"\n\
                    \n[[fermetures]]\ndu = 2026-12-24\nau = 2027-01-03\nraison = \"Congés\"\nvers = [\"cio-exemple\"]\n";
    let record = format!(
        "nom = \"Essai\"\n{HEAD}{closures}{}",
        place("Accueil", "horaires = \"Mo-Fr 09:00-12:00\"\n")
    );
    let built = build(&content(&[("essai", &record)], date(2026, 11, 23)));
    let html = plain(&built, "annuaire/essai/index.html");
    assert!(html.contains("Fermé du jeudi 24 décembre 2026 au dimanche 3 janvier 2027."), "{html}");
    assert!(html.contains("data-fin=\"2027-01-03T23:00:00Z\""), "over at midnight of that night: {html}");
    assert!(html.contains("En attendant : <a href=\"../../annuaire/cio-exemple/\">"));
    assert!(!html.contains("Pont"), "what is over is not told");
    assert!(!html.contains("Prochaines dates"), "it opens every day");
    let closed =
        &json_ld(&built, "annuaire/essai/index.html")["@graph"][0]["specialOpeningHoursSpecification"];
    assert_eq!(closed[0]["validFrom"], "2026-12-24");
    assert_eq!(closed[0]["validThrough"], "2027-01-03");
    assert_eq!((closed[0]["opens"].as_str(), closed[0]["closes"].as_str()), (Some("00:00"), Some("00:00")));
}

#[test]
fn a_structure_is_led_to_where_it_receives_people_then() {
    let moved = format!(
        "nom = \"Déplacé\"\n{HEAD}{}{}",
        place(
            "Ancien siège",
            "\n[[lieux.fermetures]]\ndu = 2026-11-01\ndefinitive = true\nraison = \"Déménagement\"\nvers = [\"deplace\"]\n"
        ),
        place("Nouveau siège", "")
            .replace("Le Puy-en-Velay", "Yssingeaux")
            .replace("43157", "43268")
            .replace("43000", "43200")
            .replace("45.0391", "45.1426")
            .replace("3.8920", "4.1238"),
    );
    let closed = format!(
        "nom = \"Fermé\"\n{HEAD}\n[[fermetures]]\ndu = 2026-12-24\nau = 2026-12-28\nraison = \"iPhone en panne\"\nvers = [\"deplace\", \"deplace\"]\n{}",
        place("Accueil", "")
    );
    let content = content(&[("deplace", &moved), ("ferme", &closed)], date(2026, 11, 23));
    let built = build(&content);
    let html = plain(&built, "annuaire/ferme/index.html");
    assert_eq!(html.matches("Déplacé, Yssingeaux").count(), 1, "once, and where it is now: {html}");
    assert!(html.contains("iPhone en panne."), "a name keeps its letters");
    assert!(
        plain(&built, "annuaire/deplace/index.html")
            .contains("À la place : <a href=\"../../annuaire/deplace/\">Déplacé, Yssingeaux</a>")
    );
}

#[test]
fn a_place_that_opens_seldom_tells_its_next_dates() {
    let dates = |hours: &str, closures: &str| {
        let record = format!(
            "nom = \"Essai\"\n{HEAD}{}",
            place("Permanence", &format!("horaires = \"{hours}\"\n{closures}"))
        );
        let built = build(&content(&[("essai", &record)], date(2026, 12, 17)));
        let html = plain(&built, "annuaire/essai/index.html");
        let (_, list) = html.split_once("Prochaines dates").expect("dates");
        let list = list.split("</ul>").next().unwrap().to_owned();
        let told = list.split("<li").skip(1).filter(|it| !it.contains("data-suite"));
        let text = |it: &str| {
            let (_, text) = it.split_once("<time datetime=\"").unwrap();
            text.split_once('>').unwrap().1.split('<').next().unwrap().to_owned()
        };
        let texts: Vec<String> = told.map(text).collect();
        let json = json_ld(&built, "annuaire/essai/index.html");
        (
            texts,
            json["@graph"][0]["openingHoursSpecification"][0].clone(),
            list.matches("data-suite hidden").count(),
        )
    };
    let (texts, first, later) = dates("Th 13:30-16:30; PH off", "");
    let expected = [
        "jeudi 17 décembre 2026",
        "jeudi 24 décembre 2026",
        "jeudi 31 décembre 2026",
        "jeudi 7 janvier 2027",
    ];
    assert_eq!(texts, expected);
    assert_eq!(later, 4, "as many wait for these to be over");
    assert_eq!(first["validFrom"], "2026-12-17");
    assert_eq!((first["opens"].as_str(), first["closes"].as_str()), (Some("13:30"), Some("16:30")));

    let closed = "\n[[lieux.fermetures]]\ndu = 2026-12-24\nau = 2027-01-07\nraison = \"Congés\"\n";
    let (texts, ..) = dates("Th 13:30-16:30", closed);
    assert_eq!(texts[..2], ["jeudi 17 décembre 2026", "jeudi 14 janvier 2027"], "closures are left out");
    let (texts, first, _) = dates("Fr 09:00-12:00", "");
    assert_eq!(
        texts[1], "vendredi 25 décembre 2026 (jour férié : à vérifier)",
        "its hours say nothing of holidays"
    );
    assert_eq!(first["validFrom"], "2026-12-18");
    let (texts, ..) = dates("Fr[1] 09:00-12:00; PH off", "");
    assert_eq!(texts[0], "vendredi 5 février 2027", "the first of January is a holiday");
    let (texts, ..) = dates("Jan Sa[2] 09:00-12:00; Feb Sa[2] 14:00-17:00,17:30-19:00", "");
    assert_eq!(texts[0], "samedi 9 janvier 2027, de 9 h à 12 h", "hours that differ are said");
    assert_eq!(texts[1], "samedi 13 février 2027, de 14 h à 17 h et de 17 h 30 à 19 h");
}
