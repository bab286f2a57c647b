//! `cargo xtask test`: everything that must hold, cheapest first.

use std::process::Command;

use anyhow::Result;

use crate::{
    browser::{self, Variables},
    build::{self, Site},
    process,
    project::Project,
    setup::{self, Setup},
    size,
    steps::Steps,
    toolchain::TARGET,
};

pub(crate) fn command(project: &Project, all_browsers: bool, steps: &mut Steps) -> Result<()> {
    let setup = setup::ensure(project, steps)?;
    let mut variables = browser::ensure_chromium(steps)?;
    if all_browsers {
        variables.extend(browser::ensure_others(project, steps)?);
    }
    check_style(project, &setup, steps)?;
    run_unit_tests(project, &setup, steps)?;
    let site = make_demonstration(project, &setup, steps)?;
    let dist = project.root.join(&site.dist);
    steps.run("Comparing sizes with the snapshot", || size::check(project, &dist))?;
    variables.push(("AZIMUT_DIST", dist.into()));
    variables.push(("AZIMUT_INDEX", site.index.into()));
    variables.push(("AZIMUT_WIDGET", project.widget_output().into()));
    variables.push(("AZIMUT_SITEGEN", project.sitegen().into()));
    run_end_to_end(project, variables, steps)
}

fn check_style(project: &Project, setup: &Setup, steps: &mut Steps) -> Result<()> {
    steps.run("Formatting", || process::run(project.cargo().args(["fmt", "--all", "--check"])))?;
    let native = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    steps.run("Lints, native", || process::run(project.cargo().args(native)))?;
    steps.run("Lints, WebAssembly", || {
        // Their unit tests are compiled for this target further on; property tests are native only.
        let libraries = ["--package", "azimut-engine", "--package", "azimut-textsearch", "--lib", "--bins"];
        let module = ["--features", "azimut-textsearch/module"];
        clippy_wasm(project, setup, &[&libraries[..], &module].concat())?;
        clippy_wasm(project, setup, &["--package", "azimut-widget", "--lib", "--bins"])
    })
}

fn clippy_wasm(project: &Project, setup: &Setup, selection: &[&str]) -> Result<()> {
    let mut cargo = wasm_cargo(project, setup)?;
    cargo.args(["clippy", "--target", TARGET]).args(selection).args(["--", "-D", "warnings"]);
    process::run(&mut cargo)
}

/// The Cargo that makes WebAssembly.
fn wasm_cargo(project: &Project, setup: &Setup) -> Result<Command> {
    let mut cargo = Command::new("cargo");
    setup.prepare(project, &mut cargo)?;
    cargo.current_dir(&project.root);
    Ok(cargo)
}

fn run_unit_tests(project: &Project, setup: &Setup, steps: &mut Steps) -> Result<()> {
    let native = ["test", "--workspace", "--exclude", "azimut-tests"];
    steps.run("Unit tests, native", || process::run(project.cargo().args(native)))?;
    steps.run("Unit tests, WebAssembly in Node.js", || {
        let mut cargo = wasm_cargo(project, setup)?;
        cargo.args(["test", "--target", TARGET, "--lib"]);
        cargo.args(["--package", "azimut-engine", "--package", "azimut-textsearch"]);
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &setup.tools.test_runner);
        process::run(&mut cargo)
    })
}

/// Apart from dist/, which may be something the developer wants to keep.
fn make_demonstration(project: &Project, setup: &Setup, steps: &mut Steps) -> Result<Site> {
    let folder = project.target.join("demonstration");
    let site = Site {
        content: "content".into(),
        index: folder.join("index-data"),
        dist: folder.join("dist"),
        base_url: None,
    };
    build::make(project, setup, &site, steps)?;
    Ok(site)
}

/// The durations are printed before the result line of the browser tests, which closes the run.
fn run_end_to_end(project: &Project, variables: Variables, steps: &mut Steps) -> Result<()> {
    let mut cargo = project.cargo();
    // With the whole workspace selected, Cargo takes the crates that the unit tests compiled.
    cargo.args(["test", "--workspace", "--test", "e2e"]).envs(variables);
    let is_result = |line: &str| line.starts_with("test result:");
    let results = steps.run("End-to-end tests", || process::run_holding(&mut cargo, is_result))?;
    println!("\n{}\n", steps.summary());
    for line in results {
        println!("{line}");
    }
    Ok(())
}
