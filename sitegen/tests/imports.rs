//! Broken spreadsheets as real programs write them, made by somebody who had not seen the importer: each has beside it
//! what the import says of it. Refresh that with `AZIMUT_UPDATE_GOLDENS=1` and read the difference.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use sitegen::import::csv::{Options, run};

/// What is said, and what is written: of each file the lines that have a name, a phone, a commune or a day.
fn outcome(file: &Path, out: &Path) -> String {
    let folder = file.parent().unwrap();
    let options = Options {
        file: file.to_owned(),
        mapping: folder.join("correspondance.toml"),
        out: out.to_owned(),
        force: false,
        today: date(2026, 6, 1),
    };
    let mut said = match run(&options) {
        Ok(report) => report.text(),
        Err(failure) if failure.diagnostics().is_empty() => format!("{failure}\n"),
        Err(failure) => failure.diagnostics().to_string(),
    };
    said = said.replace(&format!("{}/", folder.display()), "");
    let mut written: Vec<PathBuf> = match fs::read_dir(out) {
        Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
        Err(_) => Vec::new(),
    };
    written.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    written.sort();
    for path in written {
        said.push('\n');
        let told = [
            "nom = ",
            "telephone = ",
            "verifie_le = ",
            "commune = ",
            "code_postal = ",
            "insee = ",
            "latitude = ",
            "Autre",
        ];
        for line in fs::read_to_string(path).unwrap().lines() {
            if told.iter().any(|key| line.starts_with(key)) {
                said.push_str(line);
                said.push('\n');
            }
        }
    }
    said
}

#[test]
fn every_broken_spreadsheet_is_taken_or_refused_with_its_cause() {
    let update = std::env::var_os("AZIMUT_UPDATE_GOLDENS").is_some_and(|value| value == "1");
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/import").canonicalize().unwrap();
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    files.sort();
    assert!(files.len() > 30, "the spreadsheets are there");
    let mut wrong = Vec::new();
    for file in files {
        let dir = tempfile::tempdir().unwrap();
        let found = outcome(&file, &dir.path().join("annuaire"));
        let golden = file.with_extension("attendu.txt");
        if update {
            fs::write(&golden, &found).unwrap();
        } else if fs::read_to_string(&golden).unwrap_or_default() != found {
            wrong.push(format!("{}:\n{found}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
