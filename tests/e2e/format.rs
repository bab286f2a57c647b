//! The format and its description change together, and what was released opens for ever.

use std::path::Path;

use crate::environment;
use crate::site::{DATE, sitegen_ok};

#[test]
fn the_format_is_the_one_described() {
    let folder = tempfile::tempdir().expect("a folder");
    let content = environment::root().join("tests/fixtures/minimal");
    let paths = [content.as_path(), folder.path()].map(|path| path.to_str().expect("UTF-8"));
    sitegen_ok(["index", "--content", paths[0], "--out", paths[1], "--date", DATE]);
    let description = environment::root().join("docs/FORMAT.md");
    let description = std::fs::read_to_string(description).expect("docs/FORMAT.md");
    let mut bundles = names(folder.path());
    bundles.retain(|name| name.ends_with(".azb"));
    assert_eq!(bundles.len(), 5);
    for bundle in bundles {
        assert!(
            description.contains(&bundle),
            "the bytes have changed: describe them in docs/FORMAT.md, then note {bundle} there"
        );
    }
}

#[test]
fn bundles_of_each_version_open_for_ever() {
    let released = environment::root().join("tests/fixtures/bundles");
    for version in names(&released) {
        let index = released.join(&version);
        let index = index.to_str().expect("UTF-8");
        let found = sitegen_ok(["search", "--index", index, "--near", "Le Puy-en-Velay", "--json", "emploi"]);
        let found: serde_json::Value = serde_json::from_str(&found).expect("JSON");
        assert!(found["total"].as_u64().expect("a total") > 0, "{version}");
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.expect("an entry").file_name().to_string_lossy().into_owned()
    };
    entries.map(name).collect()
}
