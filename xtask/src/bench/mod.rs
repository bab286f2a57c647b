//! `cargo xtask bench`: queries timed in a real browser.

mod peers;
mod report;

use std::{path::PathBuf, process::Command};

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::{
    browser,
    build::{self, Site},
    compressed, process,
    project::{Project, given_or},
    setup,
    steps::Steps,
    toolchain::Purpose,
};

/// `cargo xtask bench`.
#[derive(Args)]
pub(crate) struct Options {
    /// The content whose directory is searched [default: content]
    #[arg(long, value_name = "DIR")]
    content: Option<PathBuf>,
    #[command(subcommand)]
    part: Option<Part>,
}

#[derive(Subcommand)]
enum Part {
    /// Azimut beside other search programs: bytes, times, answers. Writes `bench/results/`; takes half an hour.
    Peers,
}

pub(crate) fn command(project: &Project, options: &Options, steps: &mut Steps) -> Result<()> {
    if let Some(Part::Peers) = options.part {
        return peers::command(project, steps);
    }
    let setup = setup::ensure(project, steps)?;
    let variables = browser::ensure_chromium(steps)?;
    let folder = project.target.join("bench");
    let site = Site {
        content: given_or(options.content.as_deref(), "content")?,
        index: folder.join("index-data"),
        dist: folder.join("dist"),
        base_url: None,
    };
    build::make(project, &setup, &site, steps)?;
    steps.run("Compressing the site", || compressed::write_beside(&site.dist))?;
    let page = folder.join("page");
    steps.run("Making the measuring page with Trunk", || {
        let mut trunk = Command::new("trunk");
        trunk.args(["build", "--release", "--offline", "--skip-version-check", "--dist"]).arg(&page);
        setup.prepare(project, Purpose::Release, &mut trunk)?;
        process::run(trunk.current_dir(project.root.join("bench")))
    })?;
    let mut cargo = project.cargo();
    cargo.args([
        "test",
        "--workspace",
        "--test",
        "e2e",
        "--",
        "--ignored",
        "--nocapture",
        "--test-threads=1",
        "bench::",
    ]);
    cargo.envs(variables).env("AZIMUT_BENCH", &page).env("AZIMUT_INDEX", &site.index);
    cargo.env("AZIMUT_WIDGET", project.widget_output()).env("AZIMUT_DIST", &site.dist);
    steps.run("Measuring in Chromium", || process::run(&mut cargo))
}
