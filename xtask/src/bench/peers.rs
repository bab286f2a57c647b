//! `cargo xtask bench peers`: Azimut beside other search programs, in one run.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::report;
use crate::{
    browser::{self, Variables},
    build::{self, Site},
    compressed, process,
    project::{Project, given_or},
    setup::{self, Setup},
    steps::Steps,
};

/// Where the figures are kept, in git.
const RESULTS: &str = "bench/results";

/// What a page with our widget is.
const PAGE: &str = "<!doctype html>\n<html lang=\"fr\"><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width\"><title>azimut</title>\n<link rel=\"icon\" href=\"data:,\">\n\
    <azimut-annuaire></azimut-annuaire>\n<script async src=\"azimut.js\"></script>\n</html>\n";

/// How many times the demonstration directory: 1,157 places, 2,314, 19,669, 49,751.
const TIMES: [usize; 4] = [1, 2, 17, 43];

pub(super) fn command(project: &Project, steps: &mut Steps) -> Result<()> {
    let setup = setup::ensure(project, steps)?;
    let variables = browser::ensure_chromium(steps)?;
    let make = project.target.join("peers/make");
    steps.run("Installing the peers from npm", || install(project, &make))?;
    let run = Run { project, setup: &setup, variables: &variables, make: &make };
    let today = "new Date().toISOString().slice(0, 10)";
    let date = process::read(Command::new("node").args(["-p", today]))?;
    let mut sizes = Vec::new();
    for times in TIMES {
        sizes.push(run.size(times, steps)?);
        // What was measured stands even if a larger directory is not.
        let sizes = Value::Array(sizes.clone());
        report::write(&sizes, &project.root.join(RESULTS))?;
        let readme = report::with_summary(&project.read("README.md")?, &sizes[0], date.trim())?;
        fs::write(project.root.join("README.md"), readme).context("cannot write README.md")?;
    }
    println!("{RESULTS}/ and README.md are written");
    Ok(())
}

/// What all sizes share.
struct Run<'a> {
    project: &'a Project,
    setup: &'a Setup,
    variables: &'a Variables,
    make: &'a Path,
}

impl Run<'_> {
    /// The figures of a directory so many times as large as the demonstration.
    fn size(&self, times: usize, steps: &mut Steps) -> Result<Value> {
        let (project, folder) = (self.project, self.project.target.join(format!("peers/x{times}")));
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
        let pages = folder.join("site");
        let content = if times == 1 {
            given_or(None, "content")?
        } else {
            steps
                .run(&format!("Making a directory {times} times as large"), || self.content(times, &folder))?
        };
        let (index, dist) = (folder.join("index-data"), folder.join("dist"));
        let site = Site { content, index, dist, base_url: None };
        build::make(project, self.setup, &site, steps)?;
        let story = |name: &str| {
            let mut cargo = project.cargo();
            cargo.args(["test", "--workspace", "--test", "e2e", "--", "--ignored", "--nocapture"]);
            cargo.args(["--test-threads=1", "--exact", name]);
            cargo.envs(self.variables.iter().cloned()).env("AZIMUT_PEERS", &folder);
            cargo.env("AZIMUT_INDEX", &site.index).env("AZIMUT_DIST", &site.dist);
            if times > 1 {
                cargo.env("AZIMUT_PEERS_GROWING", "1");
            }
            cargo
        };
        steps.run("Writing what the peers index", || process::run(&mut story("peers::documents")))?;
        steps.run("Building the peers' indexes and pages", || {
            let mut node = Command::new("node");
            node.arg("build.mjs").arg(folder.join("documents.json")).arg(folder.join("communes.json"));
            process::run(node.arg(&pages).current_dir(self.make))?;
            our_page(&site, &pages.join("azimut"))?;
            note_our_time(project, &site, &pages.join("build.json"))
        })?;
        steps.run("Compressing all of it", || compressed::write_beside(&pages))?;
        steps.run("Measuring in Chromium", || process::run(&mut story("peers::measured")))?;
        let figures = folder.join("figures.json");
        let text =
            fs::read_to_string(&figures).with_context(|| format!("cannot read {}", figures.display()))?;
        serde_json::from_str(&text).with_context(|| format!("cannot use {}", figures.display()))
    }

    /// The content with another directory in it.
    fn content(&self, times: usize, folder: &Path) -> Result<PathBuf> {
        let content = folder.join("content");
        copy(&self.project.root.join("content"), &content)?;
        let mut cargo = self.project.cargo();
        cargo.args(["run", "--release", "--quiet", "--package", "datagen", "--", "demo", "--force"]);
        cargo.arg("--fois").arg(times.to_string()).arg("--out").arg(content.join("annuaire"));
        process::run(&mut cargo)?;
        Ok(content)
    }
}

/// A copy of `bench/peers` with its packages, of the versions in its lock file.
fn install(project: &Project, make: &Path) -> Result<()> {
    let from = project.root.join("bench/peers");
    copy(&from, make)?;
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-fund", "--no-audit", "--ignore-scripts", "--loglevel=error"]);
    process::read(npm.current_dir(make)).map(|_| ())
}

/// Our loader, code and bundles beside a page that names the loader.
fn our_page(site: &Site, into: &Path) -> Result<()> {
    copy(&site.dist.join("azimut"), &into.join("azimut"))?;
    fs::copy(site.dist.join("azimut.js"), into.join("azimut.js")).context("cannot copy the loader")?;
    fs::write(into.join("index.html"), PAGE).context("cannot write the page")
}

/// How long our index takes to build, by the program from beginning to end: reading and checking the content too.
fn note_our_time(project: &Project, site: &Site, note: &Path) -> Result<()> {
    let aside = site.index.with_extension("timed");
    let start = Instant::now();
    let mut sitegen = Command::new(project.sitegen());
    sitegen.arg("index").arg("--content").arg(&site.content).arg("--out").arg(aside);
    process::read(sitegen.current_dir(&project.root))?;
    let took = start.elapsed().as_millis();
    let text = fs::read_to_string(note).with_context(|| format!("cannot read {}", note.display()))?;
    let mut all: Value = serde_json::from_str(&text)?;
    all["azimut"] = json!({ "build_ms": took });
    fs::write(note, all.to_string()).with_context(|| format!("cannot write {}", note.display()))
}

/// Copies files and folders, but no packages.
fn copy(from: &Path, into: &Path) -> Result<()> {
    fs::create_dir_all(into).with_context(|| format!("cannot make {}", into.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let to: PathBuf = into.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            if entry.file_name() != "node_modules" {
                copy(&entry.path(), &to)?;
            }
        } else {
            fs::copy(entry.path(), &to).with_context(|| format!("cannot write {}", to.display()))?;
        }
    }
    Ok(())
}
