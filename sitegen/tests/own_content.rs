//! What the project's own content promises: its labels, its figures, and the tests that its values name.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use sitegen::check;
use sitegen::content::Content;
use sitegen::content::events::{Event, State};
use sitegen::diagnostics::render::plain;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn load(folder: &Path) -> (Option<Content>, String) {
    let (content, diagnostics) = check::load(folder, date(2026, 11, 23));
    (content, plain(&diagnostics))
}

#[test]
fn the_figures_of_the_service_are_there() {
    let (content, diagnostics) = load(&root().join("content"));
    let content = content.unwrap_or_else(|| panic!("{diagnostics}"));
    assert_eq!(diagnostics, "0 erreur, 0 avertissement\n");
    let year = content.service.years.iter().find(|year| year.year == 2024).unwrap();
    assert_eq!((year.people, year.structures, year.places), (Some(3_276_760), Some(544), Some(1_157)));
    assert_eq!(content.taxonomies.labels, Some((2025, 28)));
    let mut labels: Vec<i64> =
        content.taxonomies.networks.iter().filter_map(|network| network.labels).collect();
    labels.sort_unstable();
    assert_eq!(labels, [1, 1, 1, 2, 2, 3, 6, 12]);
    let steps: Vec<i16> = content.service.steps.iter().map(|step| step.date.year()).collect();
    assert_eq!(steps, [2009, 2014, 2018]);
    assert_eq!(content.service.values.len(), 11);
    let mut documents: Vec<&str> =
        content.resources.iter().filter_map(|resource| resource.document.as_deref()).collect();
    documents.dedup();
    let expected = [
        "cahier-des-charges",
        "plan-d-actions",
        "referentiel-accueil-information",
        "schema-de-developpement",
    ];
    assert_eq!(documents, expected);
    let others = content.resources.iter().filter(|resource| resource.document.is_none());
    assert!(others.count() >= 16, "resources that are no reference document");
}

#[test]
fn events_of_every_sort_are_there() {
    let (content, diagnostics) = load(&root().join("content"));
    let events = content.unwrap_or_else(|| panic!("{diagnostics}")).events;
    assert!(events.len() >= 10, "{}", events.len());
    let some = |what: &dyn Fn(&Event) -> bool| events.iter().any(what);
    assert!(some(&|it| it.dates.len() > 1 && !it.touring), "one that comes again");
    assert!(some(&|it| it.touring), "one that goes from town to town");
    assert!(some(&|it| it.cancelled.is_some()), "one that is cancelled");
    assert!(
        some(&|it| it.dates.iter().any(|date| matches!(date.state, State::Moved(_)))),
        "one that is moved"
    );
    assert!(
        some(&|it| it.online.is_some() && it.dates.iter().all(|date| date.venue.is_none())),
        "one online"
    );
    let past = date(2026, 11, 23);
    assert!(some(&|it| it.dates.iter().all(|date| date.end.day() < past)), "one that is over");
}

#[test]
fn a_label_taken_away_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    copy(&root().join("content"), dir.path());
    let folder = dir.path().join("annuaire");
    let labelled = |path: &PathBuf| fs::read_to_string(path).unwrap().contains("label_annee");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(labelled);
    paths.sort();
    assert_eq!(paths.len(), 28);
    let text = fs::read_to_string(&paths[0]).unwrap();
    let without: String =
        text.lines().filter(|line| !line.starts_with("label_annee")).map(|it| format!("{it}\n")).collect();
    fs::write(&paths[0], without).unwrap();
    let (content, diagnostics) = load(dir.path());
    assert!(content.is_none() && diagnostics.contains("erreur[labels-annuaire]"), "{diagnostics}");
    // The whole record, this time.
    fs::write(&paths[0], text).unwrap();
    fs::remove_file(&paths[27]).unwrap();
    let (content, diagnostics) = load(dir.path());
    assert!(content.is_none() && diagnostics.contains("erreur[labels-annuaire]"), "{diagnostics}");
}

#[test]
fn each_value_names_a_test_that_exists() {
    let (content, diagnostics) = load(&root().join("content"));
    let mut sources = String::new();
    for folder in ["tests/e2e", "sitegen/src", "sitegen/tests", "engine/src", "engine/tests", "widget/src"] {
        read_all(&root().join(folder), &mut sources);
    }
    for value in content.unwrap_or_else(|| panic!("{diagnostics}")).service.values {
        let proof = value.proof.unwrap_or_else(|| panic!("« {} » has no proof", value.title));
        let lines: Vec<&str> = sources.lines().collect();
        let defined = lines.iter().position(|line| line.contains(&format!("fn {proof}(")));
        let at = defined.unwrap_or_else(|| panic!("« {} »: no test is called {proof}", value.title));
        assert!(
            lines[at.saturating_sub(3)..at].iter().any(|line| line.contains("test")),
            "{proof} is no test"
        );
    }
}

/// `docs/SERVICE.md` leads from each line of the service to a test: those of more than two words are looked for.
#[test]
fn each_test_that_the_service_is_kept_by_exists() {
    let mut sources = String::new();
    for folder in ["tests/e2e", "sitegen/src", "sitegen/tests"] {
        read_all(&root().join(folder), &mut sources);
    }
    let page = fs::read_to_string(root().join("docs/SERVICE.md")).unwrap();
    let names = page.split('`').skip(1).step_by(2).filter(|name| name.matches('_').count() > 2);
    let mut count = 0;
    for name in names {
        assert!(sources.contains(&format!("fn {name}(")), "no test is called {name}");
        count += 1;
    }
    assert!(count > 15, "{count} tests are named");
}

fn read_all(folder: &Path, out: &mut String) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            read_all(&path, out);
        } else if path.extension().is_some_and(|it| it == "rs") {
            out.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
