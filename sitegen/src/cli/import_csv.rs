//! `sitegen import csv`: a spreadsheet taken over.

use super::{ImportCsvArgs, print};
use crate::diagnostics::Failure;
use crate::import::csv::{self, Options};

pub(super) fn run(args: &ImportCsvArgs) -> Result<(), Failure> {
    let report = csv::run(&Options {
        file: args.file.clone(),
        mapping: args.mapping.clone(),
        out: args.out.clone(),
        force: args.force,
        today: args.date.resolve(),
    })?;
    print(&if args.json { report.json() } else { report.text() })?;
    if report.imported() == 0 {
        return Err(Failure::other("aucune ligne n’a pu être importée : rien n’est écrit"));
    }
    Ok(())
}
