//! The command line: what can be asked, and which function answers. A command is a module: it turns arguments into
//! plain options, calls a function of the library, and prints what that reports. Nothing else prints.

mod args;
mod build;
mod check;
mod import_csv;
mod index;
mod journal;
mod letter;
mod search;
mod serve;
mod template;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;

pub use args::{
    BuildArgs, CheckArgs, CheckFormat, Cli, Command, ImportArgs, ImportCommand, ImportCsvArgs, IndexArgs,
    JournalArgs, LetterArgs, SearchArgs, ServeArgs, TemplateArgs,
};

use crate::diagnostics::render::{Style, render};
use crate::diagnostics::{Diagnostics, Failure};

/// Runs the program on the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    ExitCode::from(run(std::env::args_os()))
}

/// Runs the program on given arguments, the first of which is its name; gives the exit code: 0 when all is
/// well, 1 for errors in the content, 2 for a command written wrong.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(fault) => {
            // Nobody is left to tell when even this cannot be printed.
            _ = fault.print();
            return u8::try_from(fault.exit_code()).unwrap_or(2);
        }
    };
    match dispatch(cli.command) {
        Ok(()) => 0,
        Err(failure) => {
            eprint!("{}", show(&failure));
            failure.exit_code()
        }
    }
}

fn dispatch(command: Command) -> Result<(), Failure> {
    match command {
        Command::Build(args) => build::run(&args),
        Command::Index(args) => index::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Search(args) => search::run(&args),
        Command::Journal(args) => journal::run(&args),
        Command::Letter(args) => letter::run(&args),
        Command::Import(ImportArgs { command: ImportCommand::Csv(args) }) => import_csv::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Template(args) => template::run(&args),
    }
}

fn show(failure: &Failure) -> String {
    if failure.diagnostics().is_empty() {
        let message = failure.to_string();
        return if message.is_empty() { message } else { format!("erreur : {message}\n") };
    }
    render(failure.diagnostics(), Style::for_stream(&io::stderr()))
}

/// Shows what should be looked at, beside what a command prints.
fn warn(diagnostics: &Diagnostics) {
    if !diagnostics.is_empty() {
        eprint!("{}", render(diagnostics, Style::for_stream(&io::stderr())));
    }
}

/// Prints to the standard output; a reader that went away (`| head`) is no failure.
fn print(text: &str) -> Result<(), Failure> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(fault) if fault.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::other(format!("écriture sur la sortie : {fault}")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn run_words(line: &str) -> u8 {
        run(line.split(' ').map(OsString::from))
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_command_written_wrong_exits_with_2() {
        assert_eq!(run_words("sitegen construire"), 2);
        assert_eq!(run_words("sitegen check --date demain"), 2);
    }

    #[test]
    fn a_missing_folder_exits_with_1() {
        assert_eq!(run_words("sitegen check --content dossier-qui-n-existe-pas"), 1);
    }
}
