//! Any spreadsheet to our directory format, by a mapping.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use csv::{ReaderBuilder, StringRecord};
use jiff::civil::Date;

pub use super::report::{Problem, Report};

use super::decode::{Decoded, decode, separator};
use super::mapping::{self, Mapping};
use super::output;
use super::row::Reader;
use crate::diagnostics::{Diagnostic, Diagnostics, Failure, did_you_mean};

/// What an import works with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The spreadsheet.
    pub file: PathBuf,
    /// Which columns are which fields.
    pub mapping: PathBuf,
    /// The folder of records, replaced whole.
    pub out: PathBuf,
    /// Whether it is replaced even if it holds what was made or changed by hand.
    pub force: bool,
    /// The date of the import.
    pub today: Date,
}

/// Imports a spreadsheet: what cannot be taken is reported, the rest is written. Nothing is written when no row at
/// all can be taken.
///
/// # Errors
/// When the file or the mapping cannot be used, or when the output folder must not be replaced.
pub fn run(options: &Options) -> Result<Report, Failure> {
    let mut d = Diagnostics::new();
    let Some(mapping) = mapping::load(&options.mapping, &mut d) else { return Err(Failure::content(d)) };
    let bytes = fs::read(&options.file).map_err(|fault| Failure::io("lecture de", &options.file, &fault))?;
    let name = options.file.display().to_string();
    let (files, report) = import(&name, &bytes, &mapping, options.today)?;
    if report.imported() > 0 {
        output::write(&options.out, &files, options.force)?;
    }
    Ok(report)
}

/// The files to write, by name, and the report.
pub(super) fn import(
    name: &str,
    bytes: &[u8],
    mapping: &Mapping,
    today: Date,
) -> Result<(BTreeMap<String, String>, Report), Failure> {
    let Decoded { text, encoding } = decode(bytes);
    let separator = separator(&text);
    let mut csv = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let header = csv.headers().cloned().map_err(|fault| Failure::other(format!("{name} : {fault}")))?;
    check_header(&header, mapping)?;

    let reader = Reader { mapping, header: &header, today };
    let mut report = Report { file: name.to_owned(), encoding, separator, ..Report::default() };
    let mut records = Vec::new();
    for row in csv.records() {
        // The text is UTF-8 and rows may have any length, so that no row can fail.
        let row = row.map_err(|fault| Failure::other(format!("{name} : {fault}")))?;
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        report.rows += 1;
        let (record, problems) = reader.read(&row, line_of(&text, &row));
        report.refused += usize::from(record.is_none());
        report.problems.extend(problems);
        records.extend(record);
    }
    let files = output::files(records);
    report.structures = files.len();
    Ok((files, report))
}

/// The line where a row begins: the reader's own position is before the blank lines that it skips.
fn line_of(text: &str, row: &StringRecord) -> u64 {
    let Some(position) = row.position() else { return 0 };
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let skipped =
        text.get(start..).unwrap_or_default().bytes().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + skipped.filter(|byte| *byte == b'\n').count() as u64
}

/// Every column that the mapping names must be in the file.
fn check_header(header: &StringRecord, mapping: &Mapping) -> Result<(), Failure> {
    let mut d = Diagnostics::new();
    for column in mapping.columns.values().chain(&mapping.group_by) {
        if header.iter().any(|name| name.trim() == column.value.trim()) {
            continue;
        }
        let known = header.iter().collect::<Vec<_>>().join(", ");
        d.push(
            Diagnostic::error(
                "colonne-absente",
                &column.at,
                format!("la colonne « {} » n’est pas dans le fichier", column.value),
            )
            .expected(format!("une de ses colonnes : {known}"))
            .hint(did_you_mean(&column.value, header.iter())),
        );
    }
    if d.has_errors() { Err(Failure::content(d)) } else { Ok(()) }
}
