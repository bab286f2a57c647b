//! `cargo xtask test --quick`: formatting, lints, and the unit tests of what changed since they last passed.
//!
//! Cargo knows what to lint and to compile anew. What it does not know is which test programs need not run
//! again: those that Cargo has not written anew since they passed.

use std::{collections::BTreeSet, fs, path::PathBuf, process::Command, time::UNIX_EPOCH};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{process, project::Project, steps::Steps, test};

/// A compiled test program.
struct Program {
    path: PathBuf,
    /// The folder of its crate, where Cargo would run it.
    folder: PathBuf,
    /// Path, size and time: Cargo writes a program only when something changed.
    identity: String,
}

pub(crate) fn command(project: &Project, steps: &mut Steps) -> Result<()> {
    test::check_native_style(project, steps)?;
    let programs = steps.run("Compiling unit tests", || compile(project))?;
    let note = project.target.join("passed");
    let passed: BTreeSet<String> =
        fs::read_to_string(&note).unwrap_or_default().lines().map(str::to_owned).collect();
    let (known, changed): (Vec<_>, Vec<_>) = programs.iter().partition(|it| passed.contains(&it.identity));
    steps.run("Unit tests of what changed", || {
        changed
            .iter()
            .try_for_each(|program| process::run(Command::new(&program.path).current_dir(&program.folder)))
    })?;
    let all: String = programs.iter().map(|program| format!("{}\n", program.identity)).collect();
    fs::write(&note, all).with_context(|| format!("cannot write {}", note.display()))?;
    println!("\n{}\n", steps.summary());
    println!("{} test programs passed, {} had passed before as they are.", changed.len(), known.len());
    println!(
        "Not run: the modules, their tests and sizes, documentation tests, browsers. `cargo xtask test` does."
    );
    Ok(())
}

fn compile(project: &Project) -> Result<Vec<Program>> {
    let mut cargo = project.cargo();
    cargo.args(test::UNIT_TESTS).args(["--no-run", "--message-format", "json-render-diagnostics"]);
    cargo.stderr(std::process::Stdio::inherit());
    let messages = process::read(&mut cargo)?;
    messages.lines().filter_map(|line| program(line).transpose()).collect()
}

/// The test program that a message of Cargo is about.
fn program(message: &str) -> Result<Option<Program>> {
    let Ok(message) = serde_json::from_str::<Value>(message) else { return Ok(None) };
    let (Some(path), Some(manifest)) = (message["executable"].as_str(), message["manifest_path"].as_str())
    else {
        return Ok(None);
    };
    if message["profile"]["test"] != true {
        return Ok(None);
    }
    let meta = fs::metadata(path).with_context(|| format!("cannot read {path}"))?;
    let modified = meta.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
    let identity = format!("{path} {} {modified}", meta.len());
    let folder = PathBuf::from(manifest).parent().context("a manifest in no folder")?.to_owned();
    Ok(Some(Program { path: path.into(), folder, identity }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_messages_about_test_programs_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("engine-1");
        fs::write(&path, "a program").unwrap();
        let message = |test: bool, executable: Value| {
            let manifest = folder.path().join("engine/Cargo.toml");
            serde_json::json!({ "executable": executable, "manifest_path": manifest, "profile": { "test": test } })
                .to_string()
        };
        let found = program(&message(true, path.to_str().into())).unwrap().unwrap();
        assert_eq!((found.path.as_path(), found.folder), (path.as_path(), folder.path().join("engine")));
        assert!(program(&message(false, path.to_str().into())).unwrap().is_none());
        assert!(program(&message(true, Value::Null)).unwrap().is_none());
        assert!(program("   Compiling engine").unwrap().is_none());
    }
}
