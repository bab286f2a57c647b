//! Any spreadsheet to our directory format, by a mapping.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use csv::{ReaderBuilder, StringRecord};
use jiff::civil::Date;

pub use super::report::{Problem, Report};

use super::cells::{garbled, header_position};
use super::decode::{Decoded, Lines, decode, named_separator, separator};
use super::mapping::{self, Mapping};
use super::output;
use super::row::Reader;
use crate::diagnostics::{Diagnostic, Diagnostics, Failure, Located, did_you_mean};

/// The header is looked for in so many rows: titles above it take a few.
const TITLES: usize = 10;

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
    if bytes.starts_with(b"PK") {
        let message = format!(
            "{name} : c’est un classeur (.xlsx ou .ods), pas un CSV : enregistrez-le en « CSV UTF-8 »"
        );
        return Err(Failure::other(message));
    }
    let Decoded { text, encoding } = decode(bytes);
    if text.trim().is_empty() {
        return Err(Failure::other(format!("{name} : le fichier est vide")));
    }
    let named = named_separator(&text);
    let body = named.map_or(text.as_str(), |(_, rest)| rest);
    let separator = named.map_or_else(|| separator(body), |(separator, _)| separator);
    let skipped = text.len() - body.len();
    let lines = Lines::of(&text);
    let mut csv = ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .has_headers(false)
        .from_reader(body.as_bytes());
    // The text is UTF-8 and rows may have any length, so that no row can fail.
    let rows: Vec<StringRecord> = csv
        .records()
        .collect::<Result<_, _>>()
        .map_err(|fault| Failure::other(format!("{name} : {fault}")))?;
    // A title may stand above the header.
    let columns: Vec<&Located<String>> = mapping.columns.values().chain(&mapping.group_by).collect();
    let has_all = |row: &StringRecord| columns.iter().all(|it| header_position(row, &it.value).is_some());
    let above = rows.iter().take(TITLES).position(has_all).unwrap_or(0);
    let header = rows.get(above).cloned().unwrap_or_default();
    check_header(&header, &columns)?;

    let mut reader = Reader { mapping, header: &header, today, above: Vec::new() };
    let mut report = Report { file: name.to_owned(), encoding, separator, ..Report::default() };
    let mut records = Vec::new();
    for row in rows.iter().skip(above + 1) {
        // Exports that were put one behind the other repeat the header.
        if row.iter().all(|cell| cell.trim().is_empty()) || !columns.is_empty() && has_all(row) {
            continue;
        }
        report.rows += 1;
        let (record, problems) = reader.read(row, lines.number(skipped + start_of(body, row)));
        report.refused += usize::from(record.is_none());
        report.problems.extend(problems);
        records.extend(record);
    }
    let files = output::files(records);
    report.structures = files.len();
    Ok((files, report))
}

/// Where a row begins: the reader's own position is before the blank lines that it skips.
fn start_of(text: &str, row: &StringRecord) -> usize {
    let start = row.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
    let skipped = text.get(start..).unwrap_or_default().bytes();
    start + skipped.take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}

/// Every column that the mapping names must be in the file.
fn check_header(header: &StringRecord, columns: &[&Located<String>]) -> Result<(), Failure> {
    let mut d = Diagnostics::new();
    let garbled = header.iter().find_map(garbled);
    for column in columns {
        let same = header.iter().filter(|name| name.trim() == column.value.trim()).count();
        if same > 1 {
            let message = format!("la colonne « {} » est {same} fois dans le fichier", column.value);
            let hint = "donnez un nom à chacune dans le tableur".to_owned();
            d.push(Diagnostic::error("colonne-double", &column.at, message).hint(hint));
            continue;
        }
        if header_position(header, &column.value).is_some() {
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
            .hint(did_you_mean(&column.value, header.iter()))
            .hint(garbled.map(|cause| format!("en-tête : {cause}"))),
        );
    }
    if d.has_errors() { Err(Failure::content(d)) } else { Ok(()) }
}
