//! Running other programs: every failure names the command line.

use std::{
    env,
    ffi::OsString,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// Runs a command whose output the developer sees.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start `{}`", line(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a command silently and gives what it printed; on failure its output is in the error.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{}`", line(command)))?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed ({})\n{}\n{}", line(command), output.status, printed.trim(), complaint.trim());
    }
    Ok(printed)
}

/// Whether a command can be started and succeeds; nothing is shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    read(command).is_ok()
}

/// Runs a command, shows its output as it comes, and keeps back the lines that `hold` picks.
pub(crate) fn run_holding(command: &mut Command, hold: impl Fn(&str) -> bool) -> Result<Vec<String>> {
    let shown = line(command);
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start `{shown}`"))?;
    let stdout = child.stdout.take().with_context(|| format!("no output from `{shown}`"))?;
    let mut held = Vec::new();
    for text in BufReader::new(stdout).lines() {
        let text = text.with_context(|| format!("cannot read the output of `{shown}`"))?;
        if hold(&text) {
            held.push(text);
        } else {
            println!("{text}");
            std::io::stdout().flush().context("cannot write to standard output")?;
        }
    }
    let status = child.wait().with_context(|| format!("cannot wait for `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})\n{}", held.join("\n"));
    }
    Ok(held)
}

/// Where a program is on the developer's PATH.
pub(crate) fn which(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| is_executable(file))
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}

/// PATH with some folders put first.
pub(crate) fn path_starting_with(first: &[PathBuf]) -> Result<OsString> {
    let rest = env::var_os("PATH").unwrap_or_default();
    env::join_paths(first.iter().cloned().chain(env::split_paths(&rest)))
        .context("a folder of the tools has a character that PATH cannot hold")
}

/// A command as one would type it, for messages.
fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command() {
        let error = run(Command::new("no-such-program-here").arg("--now")).unwrap_err();
        assert_eq!(error.to_string(), "cannot start `no-such-program-here --now`");
    }

    #[cfg(unix)]
    #[test]
    fn held_lines_are_kept_in_order() {
        let mut printf = Command::new("printf");
        printf.arg("a\\nresult: 1\\nb\\nresult: 2\\n");
        let held = run_holding(&mut printf, |line| line.starts_with("result")).unwrap();
        assert_eq!(held, ["result: 1", "result: 2"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_program_is_found_on_path() {
        assert!(which("sh").is_some());
        assert!(which("no-such-program-here").is_none());
    }
}
