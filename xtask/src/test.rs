//! `cargo xtask test`: everything that must hold, cheapest first.

use std::process::Command;

use anyhow::Result;

use crate::{
    browser::{self, Display, Variables},
    build::{self, Site},
    process,
    project::Project,
    setup::{self, Setup},
    size,
    steps::Steps,
    toolchain::{Purpose, TARGET},
    tools,
};

/// What is told again in every browser.
const STORIES: [&str; 5] = ["embedding::", "searching::", "loading::", "keyword::", "stories::"];

/// A folder of a host that has other things too, and what is told again from there.
const FOLDER: &str = "/sous/dossier/";
const FOLDER_STORIES: [&str; 3] = ["stories::", "searching::", "pages::a_"];

/// Stories that slow the network down, record it, move the visitor or press keys through the DevTools protocol.
const CHROMIUM_ONLY: [&str; 8] = [
    "a_network_cut_anywhere_leaves_what_came_and_the_rest_resumes",
    "a_trap_in_an_event_handler_never_reaches_the_host",
    "recorded_traffic_depends_on_nothing_that_the_visitor_does",
    "around_me_asks_only_when_pressed_and_sends_nothing",
    "what_is_typed_before_the_search_is_there_counts",
    "contacts_can_be_followed_copied_and_saved",
    "screenshots_for_people_to_look_at",
    "the_same_on_real_rows",
];

/// Stories that do not pass in Firefox driven by geckodriver. The first has a Chromium-only way to forbid
/// WebAssembly; the others are defects of the test or of the widget that nobody has looked into yet.
const NOT_IN_FIREFOX: &[&str] = &[
    "a_strict_policy_is_enough_and_one_without_webassembly_leads_to_the_pages",
    "a_member_may_host_the_worker",
    "a_module_that_traps_is_told_and_can_be_started_again",
    "a_kept_directory_is_updated_behind_and_never_mixed",
    "the_directory_can_be_kept_and_works_without_network_then_be_removed",
];

/// The same for WebKit.
const NOT_IN_WEBKIT: &[&str] =
    &["coming_back_asks_for_nothing", "a_homonym_is_told_and_nothing_near_is_announced"];

/// Cargo's words for all tests that need no site and no browser.
pub(crate) const UNIT_TESTS: [&str; 4] = ["test", "--workspace", "--exclude", "azimut-tests"];

pub(crate) fn command(project: &Project, all_browsers: bool, steps: &mut Steps) -> Result<()> {
    let setup = setup::ensure(project, steps)?;
    let mut variables = browser::ensure_chromium(steps)?;
    if all_browsers {
        variables.extend(browser::ensure_others(project, steps)?);
    }
    variables.push(("AZIMUT_AXE", tools::ensure_axe(project, steps)?.into()));
    variables.push(("AZIMUT_OPENING_HOURS", tools::ensure_opening_hours(project, steps)?.into()));
    variables.push(("AZIMUT_ICAL", tools::ensure_ical(project, steps)?.into()));
    variables.push(("AZIMUT_CANIEMAIL", tools::ensure_caniemail(project, steps)?.into()));
    variables.push(("AZIMUT_HTML_VALIDATE", tools::ensure_html_validate(project, steps)?.into()));
    variables.extend(tools::ensure_judges(project, steps)?.map(|(name, path)| (name, path.into())));
    check_style(project, &setup, steps)?;
    run_unit_tests(project, &setup, steps)?;
    let site = make_demonstration(project, &setup, steps)?;
    let dist = project.root.join(&site.dist);
    steps.run("Comparing sizes with the snapshot", || size::check(project, &dist))?;
    variables.push(("AZIMUT_DIST", dist.into()));
    variables.push(("AZIMUT_INDEX", site.index.into()));
    variables.push(("AZIMUT_WIDGET", project.widget_output().into()));
    variables.push(("AZIMUT_SITEGEN", project.sitegen().into()));
    let mut results = run_end_to_end(project, &variables, steps)?;
    results.extend(run_in_a_folder(project, &variables, &setup, steps)?);
    if all_browsers {
        results.extend(run_in_others(project, &variables, steps)?);
    }
    println!("\n{}\n", steps.summary());
    for line in results {
        println!("{line}");
    }
    Ok(())
}

/// Formatting, and lints of what exists here.
pub(crate) fn check_native_style(project: &Project, steps: &mut Steps) -> Result<()> {
    steps.run("Formatting", || process::run(project.cargo().args(["fmt", "--all", "--check"])))?;
    let native = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    steps.run("Lints, native", || process::run(project.cargo().args(native)))
}

fn check_style(project: &Project, setup: &Setup, steps: &mut Steps) -> Result<()> {
    check_native_style(project, steps)?;
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
    setup.prepare(project, Purpose::Check, &mut cargo)?;
    cargo.current_dir(&project.root);
    Ok(cargo)
}

fn run_unit_tests(project: &Project, setup: &Setup, steps: &mut Steps) -> Result<()> {
    steps.run("Unit tests, native", || process::run(project.cargo().args(UNIT_TESTS)))?;
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

/// Everything, in Chromium. Gives the result lines, which close the run.
fn run_end_to_end(project: &Project, variables: &Variables, steps: &mut Steps) -> Result<Vec<String>> {
    let mut cargo = end_to_end(project, variables);
    steps.run("End-to-end tests", || process::run_holding(&mut cargo, is_result))
}

/// The stories again, from a site that stands in a folder of its host.
fn run_in_a_folder(
    project: &Project,
    variables: &Variables,
    setup: &Setup,
    steps: &mut Steps,
) -> Result<Vec<String>> {
    let folder = project.target.join("demonstration");
    let site = Site {
        content: "content".into(),
        index: folder.join("index-data"),
        dist: folder.join("dist-folder"),
        base_url: Some(format!("https://annuaire.example.org{FOLDER}")),
    };
    build::make(project, setup, &site, steps)?;
    let mut cargo = end_to_end(project, variables);
    cargo.env("AZIMUT_DIST", project.root.join(&site.dist)).env("AZIMUT_UNDER", FOLDER);
    cargo.arg("--").args(FOLDER_STORIES);
    let name = format!("Stories below {FOLDER}");
    steps.run(&name, || process::run_holding(&mut cargo, is_result))
}

/// The stories that a page can tell without the tools of Chromium, in the other browsers.
fn run_in_others(project: &Project, variables: &Variables, steps: &mut Steps) -> Result<Vec<String>> {
    let display = Display::start()?;
    let mut results = Vec::new();
    for (engine, left_out) in [("firefox", NOT_IN_FIREFOX), ("webkit", NOT_IN_WEBKIT)] {
        let mut cargo = end_to_end(project, variables);
        cargo.env("AZIMUT_ENGINE", engine).env("DISPLAY", &display.name).arg("--").args(STORIES);
        for story in CHROMIUM_ONLY.iter().chain(left_out) {
            cargo.args(["--skip", story]);
        }
        let name = format!("Stories in {engine}");
        results.extend(steps.run(&name, || process::run_holding(&mut cargo, is_result))?);
    }
    Ok(results)
}

fn end_to_end(project: &Project, variables: &Variables) -> Command {
    let mut cargo = project.cargo();
    // With the whole workspace selected, Cargo takes the crates that the unit tests compiled.
    cargo.args(["test", "--workspace", "--test", "e2e"]).envs(variables.iter().cloned());
    cargo
}

fn is_result(line: &str) -> bool {
    line.starts_with("test result:")
}
