//! What a visitor downloads, in bytes: measured, compared with the snapshot in git, held to the budgets.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;

use crate::{
    build,
    compressed::{Lengths, Measured},
    project::Project,
};

/// The list of files by role, in the built site.
const MANIFEST: &str = "azimut/manifest.json";
/// The sizes we expect, in git.
const SNAPSHOT: &str = "xtask/sizes.md";

/// Two compilers, such as rustup's and Debian's, make modules a little different from the same sources, and
/// the loader holds names that are hashes of them. Tighter would fail on one of the machines we support;
/// much looser, and a new dependency would slip in unseen.
const TOLERANCE_PERCENT: u64 = 2;
/// Below this a percentage means nothing: a hash that compresses worse is enough.
const TOLERANCE_BYTES: u64 = 32;

/// What is fetched up to the first result, in the order of the table.
const FIRST: [&str; 4] = ["loader", "widget-js", "widget-wasm", "base"];
/// What comes behind it, for the keyword and the full records.
const BEHIND: [&str; 4] = ["details", "textsearch-js", "textsearch-wasm", "text"];

/// A promise in brotli bytes.
struct Budget {
    name: &'static str,
    roles: &'static [&'static str],
    bytes: u64,
}

const BUDGETS: [Budget; 2] = [
    Budget {
        name: "code to the first result",
        roles: &["loader", "widget-js", "widget-wasm"],
        bytes: 150_000,
    },
    Budget { name: "Tantivy module", roles: &["textsearch-js", "textsearch-wasm"], bytes: 300_000 },
];

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
    let dist = project.root.join(build::given_or(options.dist.as_deref(), "dist")?);
    let sizes = measure(project, &dist)?;
    println!("{}", table(&sizes));
    if options.update {
        let path = project.root.join(SNAPSHOT);
        fs::write(&path, snapshot(&sizes)).with_context(|| format!("cannot write {}", path.display()))?;
        println!("Wrote {SNAPSHOT}.");
        return report(over_budget(&sizes));
    }
    report(complaints(project, &sizes)?)
}

/// Compares a built site with the snapshot and the budgets.
pub(crate) fn check(project: &Project, dist: &Path) -> Result<()> {
    let sizes = measure(project, dist)?;
    let complaints = complaints(project, &sizes)?;
    if !complaints.is_empty() {
        println!("{}", table(&sizes));
    }
    report(complaints)
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
    let mut measured = Measured::load(project.target.join("sizes-measured"));
    let mut by_role = ByRole::new();
    for (role, file) in listed {
        by_role.entry(role).or_default().add_file(measured.lengths(&dist.join(file))?);
    }
    measured.save()?;
    Ok(by_role)
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
    if !FIRST.contains(&role) && !BEHIND.contains(&role) {
        bail!("{path} has the role `{role}`; known are {}, {}", FIRST.join(", "), BEHIND.join(", "));
    }
    Ok((role.to_owned(), path.to_owned()))
}

/// Both steps as Markdown.
fn table(sizes: &ByRole) -> String {
    let steps = [("Up to the first result", FIRST), ("Behind it", BEHIND)];
    let mut text = String::new();
    for (title, roles) in steps {
        let _ = writeln!(text, "## {title}\n\n| role | requests | raw | gzip -9 | brotli -11 |");
        text.push_str("| --- | --: | --: | --: | --: |\n");
        let mut total = Sizes::default();
        for role in roles {
            if let Some(size) = sizes.get(role) {
                row(&mut text, role, *size);
                total.add(*size);
            }
        }
        row(&mut text, "total", total);
        text.push('\n');
    }
    text.push_str("## Budgets\n\n| what | brotli -11 | at most |\n| --- | --: | --: |\n");
    for budget in &BUDGETS {
        let _ = writeln!(text, "| {} | {} | {} |", budget.name, spent(budget, sizes), budget.bytes);
    }
    text
}

fn row(text: &mut String, name: &str, size: Sizes) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "| {name} | {} | {} | {} | {} |", size.files, size.raw, size.gzip, size.brotli);
}

fn snapshot(sizes: &ByRole) -> String {
    format!(
        "# What a browser fetches, in bytes\n\n\
         Generated by `cargo xtask size --update` from the demonstration site; read the difference before you \
         commit it.\n`cargo xtask test` compares the brotli column within {TOLERANCE_PERCENT} %, because two \
         compilers make slightly different modules.\n\n{}",
        table(sizes).trim_end()
    ) + "\n"
}

/// The brotli column of a snapshot.
fn expected(snapshot: &str) -> Result<BTreeMap<String, u64>> {
    let mut sizes = BTreeMap::new();
    for line in snapshot.lines() {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if let [role, _, _, _, brotli] = cells[..]
            && (FIRST.contains(&role) || BEHIND.contains(&role))
        {
            let brotli = brotli.parse().with_context(|| format!("not a number of bytes: `{line}`"))?;
            sizes.insert(role.to_owned(), brotli);
        }
    }
    Ok(sizes)
}

/// All that is wrong with these sizes.
fn complaints(project: &Project, sizes: &ByRole) -> Result<Vec<String>> {
    let path = project.root.join(SNAPSHOT);
    if !path.is_file() {
        bail!("there is no {SNAPSHOT} yet: run `cargo xtask size --update` and commit it");
    }
    let expected = expected(&project.read(SNAPSHOT)?).with_context(|| format!("cannot use {SNAPSHOT}"))?;
    let mut complaints = differences(&expected, sizes);
    complaints.extend(over_budget(sizes));
    Ok(complaints)
}

fn differences(expected: &BTreeMap<String, u64>, sizes: &ByRole) -> Vec<String> {
    let mut found = Vec::new();
    for role in FIRST.iter().chain(&BEHIND) {
        match (expected.get(*role), sizes.get(*role)) {
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

fn spent(budget: &Budget, sizes: &ByRole) -> u64 {
    budget.roles.iter().filter_map(|role| sizes.get(*role)).map(|size| size.brotli).sum()
}

fn over_budget(sizes: &ByRole) -> Vec<String> {
    BUDGETS
        .iter()
        .map(|budget| (budget, spent(budget, sizes)))
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

    fn sizes(list: &[(&str, u64)]) -> ByRole {
        let size = |brotli| Sizes { files: 1, raw: brotli * 3, gzip: brotli + 10, brotli };
        list.iter().map(|(role, brotli)| ((*role).to_owned(), size(*brotli))).collect()
    }

    #[test]
    fn the_table_reads_back() {
        let measured = sizes(&[("loader", 1_000), ("widget-wasm", 60_000), ("text", 70_000)]);
        let text = snapshot(&measured);
        assert!(text.contains("| loader | 1 | 3000 | 1010 | 1000 |"), "{text}");
        assert!(text.contains("| total | 2 | 183000 | 61020 | 61000 |"), "{text}");
        assert!(differences(&expected(&text).unwrap(), &measured).is_empty());
        assert_eq!(expected(&text).unwrap().len(), 3);
    }

    #[test]
    fn a_little_more_or_less_is_let_through() {
        assert!(near(100_000, 102_000) && near(100_000, 98_000));
        assert!(!near(100_000, 102_001) && !near(100_000, 97_999));
        assert!(near(1_000, 1_032) && !near(1_000, 1_033));
    }

    #[test]
    fn differences_name_the_role_and_the_way_out() {
        let before = expected(&snapshot(&sizes(&[("loader", 1_000), ("base", 50_000)]))).unwrap();
        let found = differences(&before, &sizes(&[("loader", 2_000), ("text", 5)]));
        assert_eq!(
            found,
            [
                "loader: 2000 brotli bytes, the snapshot says 1000",
                "base: in the snapshot, not in the site",
                "text: in the site, not in the snapshot",
                "if this is meant: `cargo xtask size --update`, and commit xtask/sizes.md",
            ]
        );
    }

    #[test]
    fn budgets_hold() {
        let fits = sizes(&[("loader", 5_000), ("widget-wasm", 145_000), ("textsearch-wasm", 300_000)]);
        assert!(over_budget(&fits).is_empty());
        let heavy = sizes(&[("loader", 5_001), ("widget-wasm", 145_000)]);
        assert_eq!(over_budget(&heavy), ["code to the first result: 150001 brotli bytes, at most 150000"]);
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
