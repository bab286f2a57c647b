//! Every diagnostic has a fixture in `tests/fixtures/invalid/`, found by its folder.
//!
//! A fixture is the minimal content, over which `contenu/` is laid and `actions.txt` is done (`copier A B`,
//! `lien A B`, `supprimer A`); `attendu.txt` is what `sitegen check` says of it. Refresh the latter with
//! `AZIMUT_UPDATE_GOLDENS=1` and read the difference.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use sitegen::check;
use sitegen::diagnostics::render::plain;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures")
}

#[test]
fn the_minimal_content_is_valid() {
    let (content, diagnostics) = check::load(&fixtures().join("minimal"), date(2026, 6, 1));
    assert_eq!(plain(&diagnostics), "0 erreur, 0 avertissement\n");
    let content = content.unwrap();
    assert_eq!((content.structures.len(), content.place_count(), content.members_only), (3, 5, 5));
    let ids: Vec<&str> = content.structures.iter().map(|structure| structure.id.as_str()).collect();
    assert_eq!(ids, ["cio-exemple", "mife-exemple", "mission-locale-exemple"]);
    assert!(!format!("{content:?}").contains("MOT-RESERVE-AUX-MEMBRES"), "a reserved record is not kept");
}

#[test]
fn places_have_everything_they_inherit() {
    let (content, _) = check::load(&fixtures().join("minimal"), date(2026, 6, 1));
    let content = content.unwrap();
    let structure = content.structures.iter().find(|it| it.id == "mission-locale-exemple").unwrap();
    let [main, permanence] = structure.places.as_slice() else { panic!("two places") };
    assert_eq!((main.id.as_str(), permanence.id.as_str()), ("lieu-1", "saugues"));
    assert_eq!(main.offer, structure.offer);
    assert_eq!(main.contacts, structure.contacts);
    assert_eq!(permanence.offer.needs.len(), 1);
    assert_eq!(permanence.offer.publics, structure.offer.publics);
    assert_eq!(permanence.contacts.phone.as_deref(), Some("04 65 71 00 11"));
    assert_eq!(permanence.contacts.email, structure.contacts.email);
    assert_eq!((main.verified, permanence.verified), (date(2026, 3, 2), date(2026, 4, 10)));
    let everyone = &content.structures[0].offer.publics;
    assert_eq!(everyone, &[content.taxonomies.everyone], "tous-publics is the default");
}

#[test]
fn every_invalid_content_gets_its_diagnostics() {
    let update = std::env::var_os("AZIMUT_UPDATE_GOLDENS").is_some_and(|value| value == "1");
    let mut cases: Vec<PathBuf> =
        fs::read_dir(fixtures().join("invalid")).unwrap().map(|it| it.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() > 30, "the fixtures are there");
    let mut wrong = Vec::new();
    for case in cases {
        let found = check(&case);
        let golden = case.join("attendu.txt");
        if update {
            fs::write(&golden, &found).unwrap();
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        if found != expected {
            wrong.push(format!("== {}\n-- attendu\n{expected}-- trouvé\n{found}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What `check` says of a fixture, on a fixed day.
fn check(case: &Path) -> String {
    let dir = tempfile::tempdir().unwrap();
    lay(&fixtures().join("minimal"), dir.path());
    lay(&case.join("contenu"), dir.path());
    let actions = fs::read_to_string(case.join("actions.txt")).unwrap_or_default();
    actions.lines().for_each(|line| act(line, dir.path()));
    let (content, diagnostics) = check::load(dir.path(), date(2026, 6, 1));
    assert_eq!(content.is_some(), !diagnostics.has_errors(), "{}", case.display());
    plain(&diagnostics)
}

/// Copies a folder over another; a missing one is nothing.
fn lay(from: &Path, to: &Path) {
    let Ok(entries) = fs::read_dir(from) else { return };
    for entry in entries.map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).unwrap();
            lay(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn act(line: &str, dir: &Path) {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        ["copier", from, to] => _ = fs::copy(dir.join(from), dir.join(to)).unwrap(),
        ["lien", from, to] => link(&dir.join(from), &dir.join(to)),
        ["supprimer", path] => fs::remove_file(dir.join(path)).unwrap(),
        other => panic!("unknown action: {other:?}"),
    }
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) {
    std::os::unix::fs::symlink(from, to).unwrap();
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) {
    panic!("this fixture needs symbolic links");
}
