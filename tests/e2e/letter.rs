//! The monthly letter.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::json;

use crate::environment;
use crate::node;
use crate::site::{DATE, sitegen, sitegen_ok};

/// Composes a letter; gives its Markdown and its HTML.
fn letter(month: &str, more: &[&str]) -> (String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let content = environment::root().join("content");
    let [content, out] =
        [content.as_path(), folder.path()].map(|path| path.to_str().expect("a path in UTF-8"));
    let fixed = ["letter", "--month", month, "--content", content, "--out", out, "--date", DATE];
    let said = sitegen_ok(fixed.iter().chain(more).copied());
    assert_eq!(said.lines().count(), 2, "{said}");
    let read = |extension: &str| {
        std::fs::read_to_string(folder.path().join(format!("lettre-{month}.{extension}"))).expect("a letter")
    };
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("the folder").count(),
        2,
        "nothing half-written stays"
    );
    (read("md"), read("html"))
}

#[test]
fn a_letter_tells_what_happens_changes_and_is_new() {
    let (markdown, html) = letter("2026-12", &[]);
    let part = |title: &str| {
        let (_, rest) =
            markdown.split_once(&format!("## {title}\n")).unwrap_or_else(|| panic!("{title}: {markdown}"));
        rest.split("\n## ").next().expect("a part").replace('\u{a0}', " ")
    };
    let month = part("En décembre\u{a0}2026");
    let titles: Vec<&str> = month.lines().filter(|line| line.starts_with("### ")).collect();
    assert!(titles.len() >= 5 && titles[0].contains("santé mentale"), "by their day: {titles:?}");
    for words in [
        "- Jeudi 10 décembre 2026, de 9 h à 12 h 30 · Le Puy-en-Velay (43)",
        "- Annulé : Jeudi 3 décembre 2026, de 9 h à 16 h · Privas (07). Trop peu",
        "- Mercredi 16 décembre 2026, de 14 h à 16 h · Thiers (63)",
        "- Mardi 15 décembre 2026, de 9 h à 12 h · Clermont-Ferrand (63)",
        "- Mercredi 16 décembre 2026, de 13 h 15 à 14 h · en ligne",
    ] {
        assert!(month.contains(words), "{words}: {month}");
    }
    assert!(!month.contains("janvier 2027, de 14 h"), "other months are not in it: {month}");
    let announced = part("Annoncé, et pour plus tard");
    assert!(
        announced.contains("Matinale du SPRO à Annecy") && announced.contains("bus de l’orientation"),
        "{announced}"
    );
    assert!(!announced.contains("Langeac"), "a stop that is cancelled is not announced: {announced}");
    let changes = part("Ce qui change");
    assert!(
        changes.contains("Modifié : Jeudi 14 janvier 2027") && changes.contains("réquisitionnée"),
        "{changes}"
    );
    let modules = part("Se former quand on veut");
    for words in ["- E-learning · 45 min · À tout moment", "- Webinaire · 1 h · À réécouter et à lire"]
    {
        assert!(modules.contains(words), "{words}: {modules}");
    }
    assert!(!modules.contains("lire est difficile"), "it was there before: {modules}");
    assert!(
        part("L’annuaire")
            .contains("544 structures, 1 157 lieux d’accueil".replace("1 157", "1\u{202f}157").as_str())
    );
    assert!(markdown.contains("[S’abonner à la lettre](<https://lettre.example.org/>)"), "{markdown}");
    // Both say the same.
    for line in markdown.lines().filter_map(|line| line.strip_prefix("- ")).filter(|line| !line.contains('['))
    {
        assert!(html.contains(&format!("<strong>{line}</strong>")), "{line}");
    }
    // Spring is written with an apostrophe, and a month in which nothing happens has no such part.
    let (markdown, _) = letter("2027-10", &[]);
    assert!(markdown.starts_with("# Lettre d’octobre") && !markdown.contains("## En octobre"), "{markdown}");
}

#[test]
fn a_letter_is_the_same_each_time_and_leads_to_whole_addresses() {
    let elsewhere = ["--base-url", "https://example.org/sous/dossier/"];
    let (one, other) = (letter("2026-12", &elsewhere), letter("2026-12", &elsewhere));
    assert_eq!(one, other);
    let addresses: BTreeSet<&str> =
        one.1.split("href=\"").skip(1).filter_map(|it| it.split('"').next()).collect();
    assert!(addresses.len() > 10);
    for address in addresses {
        let ours = address.starts_with("https://example.org/sous/dossier/");
        let known = [
            "mailto:",
            "https://lettre.example.org/",
            "https://communaute.example.org/",
            "https://social.example.org/",
        ];
        assert!(ours || known.iter().any(|it| address.starts_with(it)), "{address}");
    }
    for fetched in ["<img", "<link", "<script", "url(", "@import", " src="] {
        assert!(!one.1.contains(fetched), "{fetched}");
    }
}

#[test]
fn mail_programs_show_all_of_a_letter() {
    let (_, html) = letter("2026-12", &[]);
    let question = json!({ "package": environment::caniemail(), "html": html });
    let found: Vec<(String, String, String)> = node::ask("letter/lint.mjs", &question);
    assert!(!found.is_empty(), "it knows something");
    // What is left aside takes nothing away: language and roles are for who listens, the width for large screens, the
    // body becomes a block of the program's own page, and the address of a mailbox is also its text.
    let harmless = ["lang attribute", "role attribute", "max-width", "<body> element", "mailto: links"];
    let wrong: BTreeSet<(&str, &str)> = found
        .iter()
        .filter(|(_, what, kind)| kind == "error" && !harmless.contains(&what.as_str()))
        .map(|(program, what, _)| (program.as_str(), what.as_str()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_month_written_wrong_is_told_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("lettre");
    let words = ["letter", "--month", "décembre", "--out", out.to_str().expect("a path in UTF-8")];
    let output = sitegen(words);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("un mois s’écrit AAAA-MM"), "{said}");
    assert!(!Path::new(&out).exists());
}
