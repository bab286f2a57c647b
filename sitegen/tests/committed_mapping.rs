//! The mapping committed for the region's export takes rows of each of its types, and what it writes is
//! content without error.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use sitegen::check;
use sitegen::cli;

const HEADER: &str = "name,type,address,postcode,city,insee,lat,lon,phone,email,website,opening_hours,source,source_date,operator,name_raw,coord_status\n";

const TYPES: &[&str] = &[
    "agence-regionale-orientation",
    "autre-membre-spro",
    "cap-emploi",
    "cci",
    "chambre-agriculture",
    "cidff",
    "cio",
    "cite-des-metiers",
    "cma",
    "emploi-collectivite",
    "france-travail",
    "info-jeunes",
    "maison-de-l-emploi",
    "mife",
    "mission-locale",
    "orientation-enseignement-catholique",
    "scuio",
];

fn content_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../content")
}

#[test]
fn each_type_of_the_export_becomes_valid_content() {
    let dir = tempfile::tempdir().unwrap();
    let sheet = dir.path().join("export.csv");
    let row = |kind: &&str| {
        format!(
            "Structure {kind},{kind},1 rue de l'Essai,43000,Le Puy-en-Velay,43157,45.0433,3.8853,\
             04 65 71 00 10;04 65 71 00 11,accueil@example.org,https://example.org/,Mo-Fr 09:00-12:00,essai,2026-03-31,,,ok\n"
        )
    };
    fs::write(&sheet, format!("{HEADER}{}", TYPES.iter().map(row).collect::<String>())).unwrap();

    let site = dir.path().join("content");
    copy(&content_dir(), &site);
    let out = site.join("annuaire");
    let mapping = content_dir().join("imports/structures-aura.toml");
    let words = ["sitegen", "import", "csv", "--force", "--date", "2026-11-23"].map(Into::into);
    let paths = [sheet.into(), "--mapping".into(), mapping.into(), "--out".into(), out.into()];
    assert_eq!(cli::run(words.into_iter().chain(paths)), 0);

    let (content, diagnostics) = check::load(&site, date(2026, 11, 23));
    assert!(content.is_some(), "{diagnostics}");
    assert_eq!(content.unwrap().structures.len(), TYPES.len());
}

/// Copies what an import needs: everything but the directory itself.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() && entry.file_name() != "annuaire" {
            copy(&path, &target);
        } else if path.is_file() {
            fs::copy(&path, target).unwrap();
        }
    }
}
