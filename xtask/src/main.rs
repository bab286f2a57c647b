//! `cargo xtask`: everything a developer or a machine does to this repository, one sub-command each.
//!
//! This crate only runs tools. What the tools do is theirs: `sitegen` makes sites, Trunk makes the
//! WebAssembly modules, Cargo runs the tests.

mod apt;
mod bench;
mod browser;
mod build;
mod compressed;
mod fresh;
mod process;
mod project;
mod quick;
mod setup;
mod size;
mod steps;
mod test;
mod toolchain;
mod tools;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::{project::Project, steps::Steps};

/// Build, test and serve Azimut.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what builds need: WebAssembly toolchain, Trunk, wasm-bindgen, wasm-opt.
    Setup {
        /// Also install the browser and its driver (`test` does it by itself).
        #[arg(long)]
        browser: bool,
    },
    /// Build the widget and the site: content/ → index-data/ → dist/.
    Build(build::Options),
    /// Check formatting and lints, run all tests: native, WebAssembly, in a browser.
    Test {
        /// Also run the browser stories in Firefox and WebKit.
        #[arg(long)]
        all_browsers: bool,
        /// Only formatting, native lints, and the unit tests of what changed since they last passed.
        #[arg(long, conflicts_with = "all_browsers")]
        quick: bool,
    },
    /// Serve a built site on this machine.
    Serve(build::ServeOptions),
    /// Print the size of each file that a visitor's browser fetches, and compare with the snapshot.
    Size(size::Options),
    /// Time queries in a real browser.
    Bench(bench::Options),
    /// Make the gazetteer in content/territoire/ again.
    Gazetteer(PassedOn),
    /// Make the demonstration directory in content/ again.
    Demo(PassedOn),
    /// Run Trunk with the right toolchain and tools, for example `cargo xtask trunk serve`.
    Trunk(PassedOn),
}

/// Arguments that another program reads.
#[derive(Args)]
struct PassedOn {
    /// Passed on as they are.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

fn main() -> ExitCode {
    match execute(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        // The chain of causes says where; a backtrace of this program would only bury it.
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn execute(cli: Cli) -> Result<()> {
    let project = Project::locate()?;
    let mut steps = Steps::new();
    match cli.command {
        Command::Setup { browser } => setup::command(&project, browser, &mut steps),
        Command::Build(options) => build::command(&project, &options, &mut steps),
        Command::Test { quick: true, .. } => quick::command(&project, &mut steps),
        Command::Test { all_browsers, .. } => test::command(&project, all_browsers, &mut steps),
        Command::Serve(options) => build::serve(&project, &options, &mut steps),
        Command::Size(options) => size::command(&project, &options),
        Command::Bench(options) => bench::command(&project, &options, &mut steps),
        Command::Gazetteer(passed) => datagen(&project, "gazetteer", &passed.args),
        Command::Demo(passed) => datagen(&project, "demo", &passed.args),
        Command::Trunk(passed) => build::trunk(&project, &passed.args, &mut steps),
    }
}

/// Generated content is datagen's matter, from its first argument on.
fn datagen(project: &Project, what: &str, args: &[String]) -> Result<()> {
    let mut cargo = project.cargo();
    cargo.args(["run", "--release", "--package", "datagen", "--", what]).args(args);
    process::run(&mut cargo)
}
