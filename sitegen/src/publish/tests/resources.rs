//! The coin des pros, the figures, the service and its networks, in the site of the smallest content.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use atom_syndication::Feed;

use super::{attributes, build, check_links, minimal, minimal_dir, unpacked};
use crate::check;
use crate::content::documents;

/// A page without the spaces of typography.
fn plain(html: &str) -> String {
    html.replace(['\u{a0}', '\u{202f}'], " ")
}

#[test]
fn a_resource_says_what_it_is_and_what_it_weighs() {
    let built = build(&minimal());
    let page = plain(built.text("coin-des-pros/guide-exemple/index.html"));
    for expected in [
        "<a href=\"../../coin-des-pros/type/guide/\">Guide</a>",
        "<a href=\"../../coin-des-pros/fichiers/grille.csv\" download>Une grille</a> (CSV, 25 octets), accessible</li>",
        "(SVG, 97 octets), en partie accessible&nbsp;: <a href=\"mailto:contact@example.org?",
        "<a href=\"https://exemple.example.org/guide\" rel=\"noreferrer\">",
        "<time datetime=\"2026-04-10\">10 avril 2026</time>",
        "<a href=\"../../coin-des-pros/plan-2026/\">le plan d’essai</a>",
        "<a href=\"../../a-propos/\">la page</a>",
        "<a href=\"mailto:contact@example.org?subject=%C3%80%20propos%20de",
        "<a href=\"../../coin-des-pros/theme/accueil/\">Accueillir</a>",
        "<a href=\"../../coin-des-pros/reseau/mife/\">",
    ] {
        assert!(page.contains(expected), "{expected}\n{page}");
    }
    assert_eq!(built.files["coin-des-pros/fichiers/grille.csv"], "Question,Réponse\nQui ?,\n".as_bytes());
}

#[test]
fn the_version_in_force_is_led_to_from_everywhere() {
    let built = build(&minimal());
    assert!(built.text("index.html").contains("href=\"./coin-des-pros/references/\""));
    let old = built.text("coin-des-pros/plan-2025/index.html");
    assert!(old.contains("Version archivée") && old.contains("href=\"../../coin-des-pros/plan-2026/\""));
    let new = built.text("coin-des-pros/plan-2026/index.html");
    assert!(new.contains("<strong>en vigueur</strong>") && new.contains("Une action de plus."));
    assert!(new.contains("href=\"../../coin-des-pros/plan-2025/\""), "the version before is kept");
    let references = built.text("coin-des-pros/references/index.html");
    let (first, rest) = references.split_once("Lire la version en vigueur").unwrap();
    assert!(first.contains("href=\"../../coin-des-pros/plan-2026/\"") && rest.contains("plan-2025"));
    let theme = built.text("coin-des-pros/theme/formation/index.html");
    assert!(theme.contains("guide-exemple") && !theme.contains("plan-2026"));
    let references = built.text("coin-des-pros/type/reference/index.html");
    assert!(references.contains("plan-2026") && !references.contains("plan-2025"), "archives are apart");
}

#[test]
fn readers_take_the_feed() {
    let built = build(&minimal());
    let feed: Feed = built.text("coin-des-pros/nouveautes.xml").parse().unwrap();
    let entries: Vec<(&str, &str)> =
        feed.entries.iter().map(|entry| (entry.title.as_str(), entry.id.as_str())).collect();
    let base = "https://annuaire.example.org/coin-des-pros";
    let expected = [
        ("Guide d’exemple", format!("{base}/guide-exemple/")),
        ("Plan d’essai 2026", format!("{base}/plan-2026/")),
    ];
    assert_eq!(entries, expected.each_ref().map(|(title, id)| (*title, id.as_str())));
    assert_eq!(feed.updated.to_rfc3339(), "2026-04-10T00:00:00+00:00");
    assert!(feed.links.iter().any(|link| link.rel == "self" && link.href == feed.id));
    for page in ["coin-des-pros/index.html", "coin-des-pros/nouveautes/index.html"] {
        assert!(built.text(page).contains("type=\"application/atom+xml\""), "{page}");
    }
}

#[test]
fn the_pack_needs_nothing_from_the_network() {
    let built = build(&minimal());
    let pack = unpacked(&built);
    let names: Vec<&str> = pack.keys().map(String::as_str).collect();
    let expected = [
        "coin-des-pros/fichiers/grille.csv",
        "coin-des-pros/fichiers/module-exemple.md",
        "coin-des-pros/fichiers/plan.svg",
        "coin-des-pros/fichiers/webinaire-exemple.vtt",
        "coin-des-pros/formation_atelier-exemple.html",
        "coin-des-pros/formation_module-exemple.html",
        "coin-des-pros/formation_webinaire-exemple.html",
        "coin-des-pros/guide-exemple.html",
        "coin-des-pros/index.html",
        "coin-des-pros/plan-2026.html",
        "coin-des-pros/site.css",
    ];
    assert_eq!(names, expected);
    for (name, bytes) in pack.iter().filter(|(name, _)| name.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        assert!(!html.contains("<script") && attributes(html, "src").is_empty(), "{name}");
        for link in attributes(html, "href") {
            let inside = format!("coin-des-pros/{link}");
            let elsewhere = ["https://", "mailto:", "tel:", "#"].iter().any(|start| link.starts_with(start));
            assert!(elsewhere || pack.contains_key(&inside), "{name}: {link}");
        }
    }
    let guide = String::from_utf8(pack["coin-des-pros/guide-exemple.html"].clone()).unwrap();
    assert!(guide.contains("<a href=\"plan-2026.html\">le plan d’essai</a>"));
    assert!(guide.contains("<a href=\"https://annuaire.example.org/a-propos/\">la page</a>"));
    assert!(guide.contains("<a href=\"https://annuaire.example.org/annuaire/\">l’annuaire</a>"));
}

#[test]
fn figures_are_a_table_a_chart_and_a_csv() {
    let built = build(&minimal());
    let page = plain(built.text("chiffres/index.html"));
    assert!(page.contains("<td class=\"count\">3 276 760</td>"));
    assert!(page.contains("<desc id=\"_serie-1-texte\">2024, 3 276 760 ; 2025, 3 300 000.</desc>"), "{page}");
    assert_eq!(page.matches("class=\"chart\"").count(), 1, "one year alone has no chart");
    assert_eq!(
        built.text("chiffres/chiffres.csv"),
        "\u{feff}annee;personnes;structures;lieux;source\n2024;3276760;544;1157;Bilan d’essai\n2025;3300000;;;Bilan d’essai\n"
    );
}

#[test]
fn the_service_tells_its_history_in_order() {
    let built = build(&minimal());
    let page = built.text("le-service/index.html");
    let (before, after) = page.split_once("24\u{a0}novembre\u{a0}2009").unwrap();
    assert!(!before.contains("2014") && after.contains("5\u{a0}mars\u{a0}2014"));
    assert!(page.contains("(essai <code lang=\"en\">un_essai</code>)"));
}

#[test]
fn each_network_has_a_page_with_its_structures_and_resources() {
    let built = build(&minimal());
    let circles = built.text("reseaux/index.html");
    let pages: BTreeSet<&str> = ["cio", "mife", "mission-locale"]
        .into_iter()
        .filter(|id| circles.contains(&format!("reseaux/{id}/")))
        .collect();
    assert_eq!(pages.len(), 3);
    let mife = built.text("reseaux/mife/index.html");
    assert!(mife.contains("annuaire/mife-exemple/") && !mife.contains("annuaire/cio-exemple/"));
    assert!(mife.contains("coin-des-pros/guide-exemple/") && mife.contains("structure labellisée"));
}

#[test]
fn a_site_without_resources_events_figures_or_history_has_no_page_about_them() {
    let mut content = minimal();
    content.resources.clear();
    content.trainings.clear();
    content.events.clear();
    content.service = Default::default();
    content.orientation = None;
    content.taxonomies.labels = None;
    let built = build(&content);
    let mut empty = built.files.keys().filter(|path| {
        ["agenda/", "coin-des-pros", "chiffres", "le-service", "qui-peut"]
            .iter()
            .any(|folder| path.starts_with(folder))
    });
    assert_eq!(empty.next(), None);
    super::check_links(&built, "/");
}

#[test]
fn what_costs_is_said_wherever_the_structure_is() {
    let built = build(&minimal());
    let mut seen = 0;
    for (page, html) in built.pages() {
        for item in html.split("<li>").skip(1).filter(|item| item.contains("annuaire/mife-exemple/\"")) {
            let item = item.split("</li>").next().unwrap();
            assert!(item.contains("Payant"), "{page}");
            seen += 1;
        }
    }
    assert!(seen > 3, "{seen}");
    assert!(built.text("annuaire/mife-exemple/index.html").contains("tag warn\">Payant"));
}

#[test]
fn each_document_that_a_search_finds_is_a_page_and_nothing_reserved_is_one() {
    let mut content = minimal();
    for filled in [true, false] {
        if !filled {
            content.resources.clear();
            content.service = Default::default();
            content.taxonomies.labels = None;
        }
        let built = build(&content);
        let entries = documents::documents(&content);
        assert!(entries.len() > 8);
        for entry in entries {
            let address = &entry.document.address;
            let page = plain(built.text(&format!("{address}index.html")));
            assert!(page.contains(&plain(&entry.document.title)), "{address}: {}", entry.document.title);
            assert!(!entry.texts.text.contains("MOT-RESERVE-AUX-MEMBRES"), "{address}");
        }
    }
}

#[test]
fn what_a_text_links_to_can_be_downloaded_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    let copied = |from: &Path, to: &Path| {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap).filter(|it| it.path().is_file()) {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    };
    copied(&minimal_dir(), root);
    for entry in fs::read_dir(minimal_dir()).unwrap().map(Result::unwrap).filter(|it| it.path().is_dir()) {
        copied(&entry.path(), &root.join(entry.file_name()));
    }
    let add = |file: &str, text: &str| {
        let path = root.join(file);
        let before = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{before}\n{text}\n")).unwrap();
    };
    add("pages/a-propos.md", "[Le plan](../fichiers/plan.svg)");
    add("pages/interne-exemple.md", "[Interne](../fichiers/interne-exemple.txt)");
    let (content, diagnostics) = check::load(root, jiff::civil::date(2026, 11, 23));
    let built = build(&content.unwrap_or_else(|| panic!("{diagnostics}")));
    assert_eq!(built.files["fichiers/plan.svg"], fs::read(root.join("fichiers/plan.svg")).unwrap());
    let there = built.files.keys().filter(|path| path.starts_with("fichiers/")).count();
    assert_eq!(there, 1, "what only a reserved page links to is not given away");
    let page = built.text("a-propos/index.html");
    assert!(
        page.contains("<a href=\"../fichiers/plan.svg\" download>Le plan</a> <span class=\"small\">(SVG, "),
        "{page}"
    );
    check_links(&built, "/");
}
