//! The floors of `sitegen` and the modules of `engine`: who may use whom.
//!
//! `ARCHITECTURE.md` draws the house; this reads the `use` lines, and any other path, and fails on one that goes up
//! or round, naming its line.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// From the top. A module uses floors below its own; on one floor modules do not know each other.
const FLOORS: [&[&str]; 12] = [
    &["cli"],
    &["serve", "search", "import", "journal", "publish"],
    &["index"],
    &["check"],
    &["rules"],
    &["content"],
    &["sources"],
    &["swap", "kept"],
    &["diagnostics"],
    &["markdown", "templates"],
    &["french"],
    &["kinds"],
];

/// That a module names another, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Arrow {
    from: String,
    to: String,
    /// `path:line: text`
    at: String,
}

#[test]
fn sitegen_uses_only_what_stands_below() {
    let faults = upward(&arrows_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")));
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn engine_goes_round_nowhere() {
    let arrows = arrows_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/src"));
    let rings = rings(&arrows);
    assert!(rings.is_empty(), "\n{}", rings.join("\n"));
}

#[test]
fn an_arrow_up_or_across_is_named_with_its_line() {
    let source = "use crate::french;\n// use crate::cli;\nfn f() { crate::publish::site() }\nuse crate::{content, cli};\n";
    let arrows = arrows_of("index", "index/mod.rs", source);
    let faults = upward(&arrows);
    assert_eq!(
        faults,
        [
            "index uses cli, which stands above it: index/mod.rs:4: use crate::{content, cli};",
            "index uses publish, which stands above it: index/mod.rs:3: fn f() { crate::publish::site() }",
        ]
    );
    let across = arrows_of("serve", "serve.rs", "use super::search::Searcher;\n");
    assert_eq!(
        upward(&across),
        ["serve uses search, which stands beside it: serve.rs:1: use super::search::Searcher;"]
    );
    assert_eq!(upward(&arrows_of("attic", "attic.rs", "use crate::cli;\n")).len(), 1, "a module on no floor");
}

#[test]
fn a_ring_is_named_with_its_lines() {
    let source = [
        ("a", "use crate::b;\n"),
        ("b", "use crate::c::It;\n"),
        ("c", "use crate::a;\n"),
        ("d", "use crate::a;\n"),
    ];
    let arrows: Vec<Arrow> =
        source.iter().flat_map(|(module, text)| arrows_of(module, &format!("{module}.rs"), text)).collect();
    assert_eq!(
        rings(&arrows),
        [
            "a → b closes a ring: a.rs:1: use crate::b;",
            "b → c closes a ring: b.rs:1: use crate::c::It;",
            "c → a closes a ring: c.rs:1: use crate::a;",
        ]
    );
}

/// The arrows of a crate. Its root, which only lists modules, has none.
fn arrows_in(src: &Path) -> Vec<Arrow> {
    let mut arrows = Vec::new();
    for file in files(src) {
        let path = file.strip_prefix(src).unwrap().to_string_lossy().replace('\\', "/");
        let module = path.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        if !["lib", "main", "tests"].contains(&module.as_str()) {
            arrows.extend(arrows_of(&module, &path, &fs::read_to_string(&file).unwrap()));
        }
    }
    assert!(arrows.len() > 20, "{} was read", src.display());
    arrows
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn arrows_of(module: &str, path: &str, source: &str) -> Vec<Arrow> {
    // Where `super` is the crate's root.
    let at_root = !path.contains('/') || path.ends_with("/mod.rs") && path.matches('/').count() == 1;
    let mut arrows = Vec::new();
    for (number, line) in source.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        let mut named: BTreeSet<&str> = code.split("crate::").skip(1).flat_map(first_names).collect();
        if at_root && let Some(rest) = code.strip_prefix("use super::") {
            named.extend(first_names(rest));
        }
        for to in named {
            if to != module && to.starts_with(|c: char| c.is_ascii_lowercase()) {
                let at = format!("{path}:{}: {}", number + 1, line.trim());
                arrows.push(Arrow { from: module.to_owned(), to: to.to_owned(), at });
            }
        }
    }
    arrows
}

/// What a path begins with: `a` of `a::b`, `a` and `b` of `{a::c, b}`.
fn first_names(path: &str) -> Vec<&str> {
    let name = |text: &'_ str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    match path.strip_prefix('{') {
        None => vec![&path[..name(path)]],
        Some(list) => {
            let end = list.rfind('}').unwrap_or(list.len());
            let mut depth = 0;
            let parts = list[..end].split(move |c| {
                depth += i32::from(c == '{') - i32::from(c == '}');
                c == ',' && depth == 0
            });
            parts.map(str::trim).map(|part| &part[..name(part)]).filter(|part| !part.is_empty()).collect()
        }
    }
}

fn upward(arrows: &[Arrow]) -> Vec<String> {
    let floor = |module: &str| FLOORS.iter().position(|floor| floor.contains(&module));
    let mut faults = BTreeSet::new();
    for Arrow { from, to, at } in arrows {
        match (floor(from), floor(to)) {
            (None, _) => _ = faults.insert(format!("{from} stands on no floor: {at}")),
            (Some(here), Some(there)) if there < here => {
                faults.insert(format!("{from} uses {to}, which stands above it: {at}"));
            }
            (Some(here), Some(there)) if there == here => {
                faults.insert(format!("{from} uses {to}, which stands beside it: {at}"));
            }
            _ => {}
        }
    }
    faults.into_iter().collect()
}

/// The arrows from which one can come back to where they start.
fn rings(arrows: &[Arrow]) -> Vec<String> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for arrow in arrows {
        next.entry(&arrow.from).or_default().insert(&arrow.to);
    }
    let reaches = |from: &str, goal: &str| {
        let (mut seen, mut waiting) = (BTreeSet::new(), vec![from]);
        while let Some(module) = waiting.pop() {
            if module == goal {
                return true;
            }
            if seen.insert(module) {
                waiting.extend(next.get(module).into_iter().flatten());
            }
        }
        false
    };
    let ring = arrows.iter().filter(|arrow| reaches(&arrow.to, &arrow.from));
    ring.map(|arrow| format!("{} → {} closes a ring: {}", arrow.from, arrow.to, arrow.at)).collect()
}
