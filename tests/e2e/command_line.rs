//! The command line on the demonstration content and on bad input.

use serde_json::Value;

use crate::environment;
use crate::site::{build, build_ok, content_with_real_rows, copy, files, sitegen, sitegen_ok};

fn search(index: &std::path::Path, words: &[&str]) -> Value {
    let fixed = ["search", "--json", "--index", index.to_str().expect("a path in UTF-8")];
    let json = sitegen_ok(fixed.into_iter().chain(words.iter().copied()));
    serde_json::from_str(&json).expect("JSON")
}

#[test]
fn two_builds_in_two_folders_give_the_same_bytes() {
    let content = environment::root().join("content");
    let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    for folder in &folders {
        build_ok(&content, folder.path());
    }
    let [first, second] = folders.each_ref().map(|folder| files(folder.path()));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (name, bytes) in &first {
        assert!(bytes == &second[name], "{} differs", name.display());
    }
}

#[test]
fn results_come_in_order_of_distance() {
    let answer =
        search(&environment::index(), &["--near", "Le Puy-en-Velay", "--radius", "20", "--limit", "100"]);
    assert_eq!(answer["place"]["insee"], "43157");
    let results = answer["results"].as_array().expect("results");
    assert_eq!(results.len() as u64, answer["total"].as_u64().expect("a total"));
    let here: Vec<f64> = results
        .iter()
        .filter(|it| it["match"]["at_distance"] == false)
        .map(|it| it["distance_km"].as_f64().expect("a distance"))
        .collect();
    assert!(here.len() >= 3 && here.is_sorted() && here.iter().all(|km| *km <= 20.0), "{here:?}");
    for key in ["structure", "place", "commune", "insee", "distance_km", "match"] {
        assert!(results.iter().all(|it| !it[key].is_null()), "{key}");
    }
}

#[test]
fn places_are_understood_or_candidates_given() {
    let place = |near: &str| search(&environment::index(), &["--near", near])["place"].clone();
    assert_eq!(place("43000")["insee"], "43157");
    assert_eq!(place("st etienne")["insee"], "42218");
    assert_eq!(place("Cantal")["code"], "15");
    assert_eq!(place("lyon 3")["insee"], "69383");
    assert!(place("Mercœur")["candidates"].as_array().expect("candidates").len() > 1);
    assert_eq!(place("Atlantide")["candidates"].as_array().expect("candidates").len(), 0);
}

#[test]
fn real_rows_are_found_where_they_are() {
    let Some(rows) = environment::real_rows() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let content = content_with_real_rows(&rows, folder.path());
    build_ok(&content, folder.path());
    let index = folder.path().join("index-data");
    let communes = |near: &str, words: &[&str]| -> Vec<String> {
        let words = [&["--near", near, "--radius", "20", "--limit", "50"], words].concat();
        let answer = search(&index, &words);
        let results = answer["results"].as_array().expect("results");
        results.iter().map(|it| it["commune"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(communes("Le Puy-en-Velay", &[])[0], "Le Puy-en-Velay");
    assert_eq!(communes("Aurillac", &["mission", "locale"])[0], "Aurillac");
    assert!(communes("Saugues", &[]).len() >= 3, "the nearest three when nothing is near");
}

#[test]
fn bad_content_names_every_problem_and_leaves_the_site_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let content = folder.path().join("content");
    copy(&environment::root().join("tests/fixtures/minimal"), &content);
    build_ok(&content, folder.path());
    let before = files(&folder.path().join("dist"));
    assert!(!before.is_empty());
    let broken = "+++\nnom = \"Essai\"\nreseaux = [\"mission-local\"]\nbesoins = [\"inconnu\"]\nverifie_le = 2999-01-01\n\
        [[lieux]]\nadresse = \"1 rue\"\ncode_postal = \"43000\"\ncommune = \"Le Puy-en-Velay\"\ninsee = \"99999\"\n\
        latitude = 12.0\nlongitude = 3.9\n+++\n";
    std::fs::write(content.join("annuaire/essai-casse.md"), broken).expect("a record");
    let output = build(&content, folder.path());
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr);
    for (line, what) in [(3, "mission-local"), (4, "inconnu"), (5, "2999"), (10, "99999"), (11, "12")] {
        let place = format!("annuaire/essai-casse.md:{line}:");
        let told = told.lines().any(|it| it.contains(&place));
        assert!(told, "line {line} ({what}) is not told:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(told.contains("mission-locale"), "a hint: {told}");
    assert!(files(&folder.path().join("dist")) == before, "the previous site is untouched");
}

#[test]
fn damaged_bundles_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&environment::index(), folder.path());
    let base = files(folder.path()).into_keys().find(|name| name.to_string_lossy().starts_with("base-"));
    let base = folder.path().join(base.expect("a base bundle"));
    let bytes = std::fs::read(&base).expect("bytes");
    std::fs::write(&base, &bytes[..bytes.len() / 2]).expect("a shorter bundle");
    let index = folder.path().to_str().expect("UTF-8").to_owned();
    let output = sitegen(["search", "--index", &index, "emploi"]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("base-") && told.contains("section"), "{told}");
}

#[test]
fn what_is_unknown_is_told_and_the_rest_answered() {
    let index = environment::index();
    let notes = |words: &[&str]| {
        let answer = search(&index, words);
        assert!(answer["total"].as_u64().is_some_and(|total| total > 0), "{words:?}");
        answer["notes"].to_string()
    };
    assert!(notes(&["--need", "changer-de-metie", "cio"]).contains("changer-de-metier"));
    assert!(notes(&["--public", "jeune", "--network", "zzz", "cio"]).contains("zzz"));
    assert!(notes(&["--radius", "20", "cio"]).contains("distance"));
    assert_eq!(notes(&["--radius", "20", "--near", "Annecy", "cio"]), "[]");
}

#[test]
fn odd_keywords_are_answered() {
    let long = "reconversion ".repeat(800);
    for words in [
        "   ",
        "!!! ???",
        "le la les",
        "\u{202e}مرحبا",
        "😀 cio",
        "AND (name:* OR \"\\",
        "\u{7}\u{1b}",
        &long,
    ] {
        let answer = search(&environment::index(), &["--", words]);
        assert!(answer["total"].is_u64(), "{words:?}");
    }
}

#[test]
fn records_for_members_never_reach_the_site_nor_the_index() {
    let content = environment::root().join("tests/fixtures/minimal");
    let folder = tempfile::tempdir().expect("a folder");
    build_ok(&content, folder.path());
    let reserved: Vec<String> = files(&content.join("annuaire"))
        .into_values()
        .map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
        .filter(|record| record.contains("reserve_aux_membres = true"))
        .filter_map(|record| {
            Some(record.lines().find_map(|it| it.strip_prefix("nom = "))?.trim_matches('"').to_owned())
        })
        .collect();
    assert!(!reserved.is_empty(), "the fixture plants one");
    for (path, bytes) in files(folder.path()) {
        for name in &reserved {
            let found = bytes.windows(name.len()).any(|window| window == name.as_bytes());
            assert!(!found, "« {name} » is in {}", path.display());
        }
    }
}
