//! What a visitor downloads, in bytes: measured, compared with the snapshot in git, held to the budgets.

mod crates;
mod snapshot;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;

use self::{
    crates::Crates,
    snapshot::{Budget, Snapshot, budget_table, tables},
};
use crate::{
    compressed::{Lengths, Measured},
    project::{Project, given_or},
};

/// The list of files by role, in the built site.
const MANIFEST: &str = "azimut/manifest.json";
/// The sizes we expect, in git.
const SNAPSHOT: &str = "xtask/sizes.md";

/// The loader holds names that are hashes, and a change that is worth a look is larger; much looser, and a new
/// dependency would slip in unseen.
const TOLERANCE_PERCENT: u64 = 2;
/// Below this a percentage means nothing: a hash that compresses worse is enough.
const TOLERANCE_BYTES: u64 = 32;

/// The most that a page may weigh, in bytes with gzip: less than a second at 512 kbit/s.
const HEAVIEST_PAGE: u64 = 40_000;

/// What is fetched up to the first result, in the order of the table.
const FIRST: &[&str] = &["loader", "widget-js", "widget-wasm", "base"];
/// What comes behind it, for the keyword and the full records.
const BEHIND: &[&str] = &["around", "details", "textsearch-js", "textsearch-wasm", "text", "extras", "qr"];
/// What only professionals fetch, who search resources and pages as well.
const PROFESSIONAL: &[&str] = &["everywhere", "documents"];

/// What is fetched where a page asks « Qui peut m’accompagner ? ».
const GUIDANCE: &[&str] = &["guidance", "questions"];

/// Every role, in the order of the tables.
fn known() -> impl Iterator<Item = &'static str> {
    FIRST.iter().chain(BEHIND).chain(PROFESSIONAL).chain(GUIDANCE).copied()
}

/// `cargo xtask size`.
#[derive(Args)]
pub(crate) struct Options {
    /// Write the snapshot anew instead of comparing with it.
    #[arg(long)]
    update: bool,
    /// The built site [default: dist]
    #[arg(long, value_name = "DIR")]
    dist: Option<PathBuf>,
}

/// The files of one role, summed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sizes {
    files: u64,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

impl Sizes {
    fn add_file(&mut self, file: Lengths) {
        self.add(Self { files: 1, raw: file.raw, gzip: file.gzip, brotli: file.brotli });
    }

    fn add(&mut self, other: Self) {
        self.files += other.files;
        self.raw += other.raw;
        self.gzip += other.gzip;
        self.brotli += other.brotli;
    }
}

type ByRole = BTreeMap<String, Sizes>;

pub(crate) fn command(project: &Project, options: &Options) -> Result<()> {
    let dist = project.root.join(given_or(options.dist.as_deref(), "dist")?);
    let expected = expected(project)?;
    let sizes = measure(project, &dist)?;
    let made_by = project.made_by()?;
    let crates = crates::measure(&project.widget_module())?;
    println!("{}\n{}", budget_table(&expected.budgets, &sizes), tables(&sizes));
    println!("{}", growth(&expected, &sizes, &crates));
    if options.update {
        let path = project.root.join(SNAPSHOT);
        let text = snapshot::write(&made_by, &sizes, &crates, &expected.budgets, TOLERANCE_PERCENT);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        println!("Wrote {SNAPSHOT}.");
        return report(over_budget(&expected.budgets, &sizes));
    }
    let mut complaints = complaints(&expected, &made_by, &sizes);
    complaints.extend(heavy_pages(project, &dist)?);
    report(complaints)
}

/// Compares a built site with the snapshot and the budgets, and says what grew.
pub(crate) fn check(project: &Project, dist: &Path) -> Result<()> {
    let expected = expected(project)?;
    let sizes = measure(project, dist)?;
    let made_by = project.made_by()?;
    println!("{}", growth(&expected, &sizes, &crates::measure(&project.widget_module())?));
    if made_by != expected.made_by {
        println!(
            "  the snapshot is of {}; these modules, made by {made_by}, have budgets only",
            expected.made_by
        );
    }
    let mut complaints = complaints(&expected, &made_by, &sizes);
    complaints.extend(heavy_pages(project, dist)?);
    report(complaints)
}

/// The pages that are heavier than any page may be.
fn heavy_pages(project: &Project, dist: &Path) -> Result<Vec<String>> {
    let mut pages = Vec::new();
    list_pages(dist, &mut pages)?;
    pages.sort();
    let mut measured = measured(project);
    let mut complaints = Vec::new();
    for page in &pages {
        let length = measured.lengths(page)?.gzip;
        if length > HEAVIEST_PAGE {
            let page = page.strip_prefix(dist).unwrap_or(page).display();
            complaints.push(format!("{page}: {length} bytes with gzip, at most {HEAVIEST_PAGE}"));
        }
    }
    measured.save()?;
    Ok(complaints)
}

/// The pages that could be too heavy once compressed.
fn list_pages(folder: &Path, pages: &mut Vec<PathBuf>) -> Result<()> {
    let fail = || format!("cannot list {}", folder.display());
    for entry in fs::read_dir(folder).with_context(fail)? {
        let entry = entry.with_context(fail)?;
        let (path, meta) = (entry.path(), entry.metadata().with_context(fail)?);
        if meta.is_dir() {
            list_pages(&path, pages)?;
        } else if path.extension().is_some_and(|it| it == "html") && meta.len() > HEAVIEST_PAGE {
            pages.push(path);
        }
    }
    Ok(())
}

fn expected(project: &Project) -> Result<Snapshot> {
    Snapshot::parse(&project.read(SNAPSHOT)?).with_context(|| format!("cannot use {SNAPSHOT}"))
}

/// Sizes of the main files, one line each; nothing when the site has no widget.
pub(crate) fn brief(project: &Project, dist: &Path) -> Result<Option<String>> {
    if !dist.join(MANIFEST).is_file() {
        return Ok(None);
    }
    let mut text = String::new();
    for (role, size) in measure(project, dist)? {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {role:<16} {:>9} bytes, {:>8} with brotli", size.raw, size.brotli);
    }
    Ok(Some(text))
}

/// How much there is in a folder.
pub(crate) fn folder(path: &Path) -> Result<String> {
    let (files, bytes) = count(path)?;
    Ok(format!("{files} files, {:.1} MB", bytes as f64 / 1e6))
}

fn count(path: &Path) -> Result<(u64, u64)> {
    let fail = || format!("cannot list {}", path.display());
    let mut total = (0, 0);
    for entry in fs::read_dir(path).with_context(fail)? {
        let entry = entry.with_context(fail)?;
        let meta = entry.metadata().with_context(fail)?;
        let (files, bytes) = if meta.is_dir() { count(&entry.path())? } else { (1, meta.len()) };
        total = (total.0 + files, total.1 + bytes);
    }
    Ok(total)
}

/// Measures each file that the site's manifest names.
fn measure(project: &Project, dist: &Path) -> Result<ByRole> {
    let path = dist.join(MANIFEST);
    let text = fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}: run `cargo xtask build` first", path.display()))?;
    let listed = listed(&text).with_context(|| format!("cannot use {}", path.display()))?;
    let mut measured = measured(project);
    let mut by_role = ByRole::new();
    for (role, file) in listed {
        by_role.entry(role).or_default().add_file(measured.lengths(&dist.join(file))?);
    }
    measured.save()?;
    Ok(by_role)
}

/// What was measured by earlier runs.
fn measured(project: &Project) -> Measured {
    Measured::load(project.target.join("sizes-measured"))
}

/// Roles and paths out of `{"files":[{"role":"base","path":"azimut/x.bin"}]}`.
fn listed(manifest: &str) -> Result<Vec<(String, String)>> {
    let manifest: Value = serde_json::from_str(manifest)?;
    let files = manifest["files"].as_array().context("it has no list `files`")?;
    files.iter().map(role_and_path).collect()
}

fn role_and_path(file: &Value) -> Result<(String, String)> {
    let word = |key: &str| file[key].as_str().with_context(|| format!("a file has no `{key}`: {file}"));
    let (role, path) = (word("role")?, word("path")?);
    if !known().any(|it| it == role) {
        bail!("{path} has the role `{role}`; known are {}", known().collect::<Vec<_>>().join(", "));
    }
    Ok((role.to_owned(), path.to_owned()))
}

/// What differs from the snapshot, by file, and by crate when the widget's module does.
fn growth(expected: &Snapshot, sizes: &ByRole, crates: &Crates) -> String {
    let mut text = String::new();
    let mut line = |what: &str, before: Option<&u64>, now: u64| {
        let before = before.copied().unwrap_or_default();
        if before != now {
            let change = now as i64 - before as i64;
            // Writing to a String cannot fail.
            let _ = writeln!(text, "  {what:<28} {before:>8} → {now:>8} ({change:+})");
        }
    };
    for (role, size) in sizes {
        line(role, expected.roles.get(role), size.brotli);
    }
    for name in expected.crates.keys().filter(|name| !crates.contains_key(*name)) {
        line(&format!("code of {name}"), expected.crates.get(name), 0);
    }
    for (name, size) in crates {
        line(&format!("code of {name}"), expected.crates.get(name), *size);
    }
    let title = if text.is_empty() { "nothing" } else { "brotli bytes of files, raw bytes of code" };
    format!("Changed since the snapshot: {title}\n{}", text.trim_end()).trim_end().to_owned()
}

/// All that is wrong with these sizes.
fn complaints(expected: &Snapshot, made_by: &str, sizes: &ByRole) -> Vec<String> {
    let mut complaints = over_budget(&expected.budgets, sizes);
    if made_by == expected.made_by {
        complaints.extend(differences(&expected.roles, sizes));
    }
    complaints
}

fn differences(expected: &BTreeMap<String, u64>, sizes: &ByRole) -> Vec<String> {
    let mut found = Vec::new();
    for role in known() {
        match (expected.get(role), sizes.get(role)) {
            (Some(&before), Some(now)) if !near(before, now.brotli) => {
                found.push(format!("{role}: {} brotli bytes, the snapshot says {before}", now.brotli));
            }
            (Some(_), None) => found.push(format!("{role}: in the snapshot, not in the site")),
            (None, Some(_)) => found.push(format!("{role}: in the site, not in the snapshot")),
            _ => {}
        }
    }
    if !found.is_empty() {
        found.push(format!("if this is meant: `cargo xtask size --update`, and commit {SNAPSHOT}"));
    }
    found
}

fn near(before: u64, now: u64) -> bool {
    before.abs_diff(now) <= TOLERANCE_BYTES.max(before * TOLERANCE_PERCENT / 100)
}

fn over_budget(budgets: &[Budget], sizes: &ByRole) -> Vec<String> {
    budgets
        .iter()
        .map(|budget| (budget, budget.spent(sizes)))
        .filter(|(budget, spent)| *spent > budget.bytes)
        .map(|(budget, spent)| format!("{}: {spent} brotli bytes, at most {}", budget.name, budget.bytes))
        .collect()
}

fn report(complaints: Vec<String>) -> Result<()> {
    if complaints.is_empty() {
        return Ok(());
    }
    bail!("sizes are not as agreed:\n  {}", complaints.join("\n  "));
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn sizes(list: &[(&str, u64)]) -> ByRole {
        let size = |brotli| Sizes { files: 1, raw: brotli * 3, gzip: brotli + 10, brotli };
        list.iter().map(|(role, brotli)| ((*role).to_owned(), size(*brotli))).collect()
    }

    fn snapshot(list: &[(&str, u64)]) -> Snapshot {
        let budget = Budget {
            name: "code".to_owned(),
            roles: vec!["loader".to_owned(), "text".to_owned()],
            bytes: 5_000,
        };
        Snapshot {
            made_by: "rustc 1".to_owned(),
            roles: list.iter().map(|(role, size)| ((*role).to_owned(), *size)).collect(),
            crates: [("core".to_owned(), 10), ("gone".to_owned(), 5)].into(),
            budgets: vec![budget],
        }
    }

    #[test]
    fn a_little_more_or_less_is_let_through() {
        assert!(near(100_000, 102_000) && near(100_000, 98_000));
        assert!(!near(100_000, 102_001) && !near(100_000, 97_999));
        assert!(near(1_000, 1_032) && !near(1_000, 1_033));
    }

    #[test]
    fn differences_name_the_role_and_the_way_out() {
        let before = snapshot(&[("loader", 1_000), ("base", 50_000)]);
        let now = sizes(&[("loader", 2_000), ("text", 5)]);
        assert_eq!(
            complaints(&before, "rustc 1", &now),
            [
                "loader: 2000 brotli bytes, the snapshot says 1000",
                "base: in the snapshot, not in the site",
                "text: in the site, not in the snapshot",
                "if this is meant: `cargo xtask size --update`, and commit xtask/sizes.md",
            ]
        );
    }

    #[test]
    fn another_compiler_is_held_to_the_budgets_only() {
        let before = snapshot(&[("loader", 1_000)]);
        assert!(complaints(&before, "rustc 2", &sizes(&[("loader", 5_000)])).is_empty());
        let heavy = complaints(&before, "rustc 2", &sizes(&[("loader", 5_000), ("text", 1)]));
        assert_eq!(heavy, ["code: 5001 brotli bytes, at most 5000"]);
    }

    #[test]
    fn what_grew_is_told_by_file_and_by_crate() {
        let before = snapshot(&[("loader", 1_000), ("text", 7)]);
        let now = sizes(&[("loader", 1_300), ("text", 7)]);
        let told = growth(&before, &now, &[("core".to_owned(), 8)].into());
        let words: Vec<Vec<&str>> =
            told.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(
            words,
            [
                vec!["loader", "1000", "→", "1300", "(+300)"],
                vec!["code", "of", "gone", "5", "→", "0", "(-5)"],
                vec!["code", "of", "core", "10", "→", "8", "(-2)"],
            ]
        );
        let same = growth(&before, &sizes(&[("loader", 1_000), ("text", 7)]), &before.crates);
        assert_eq!(same, "Changed since the snapshot: nothing");
    }

    #[test]
    fn the_manifest_is_read_strictly() {
        let good = r#"{"files":[{"role":"base","path":"azimut/a.bin","size":3}]}"#;
        assert_eq!(listed(good).unwrap(), [("base".to_owned(), "azimut/a.bin".to_owned())]);
        let unknown = listed(r#"{"files":[{"role":"css","path":"a.css"}]}"#).unwrap_err().to_string();
        assert!(unknown.starts_with("a.css has the role `css`; known are loader"), "{unknown}");
        assert_eq!(listed("{}").unwrap_err().to_string(), "it has no list `files`");
    }

    #[test]
    fn files_are_measured_by_role() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("azimut")).unwrap();
        fs::write(folder.path().join("a.js"), "a".repeat(1_000)).unwrap();
        let manifest = r#"{"files":[{"role":"loader","path":"a.js"},{"role":"base","path":"a.js"}]}"#;
        fs::write(folder.path().join(MANIFEST), manifest).unwrap();
        let own = folder.path().to_owned();
        let project = Project { root: own.clone(), target: own.clone(), cache: own };
        let measured = measure(&project, folder.path()).unwrap();
        assert_eq!(measured["loader"].raw, 1_000);
        assert_eq!(measured["base"], measured["loader"]);
        assert_eq!(super::folder(folder.path()).unwrap(), "3 files, 0.0 MB");
    }
}
