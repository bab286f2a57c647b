//! The CSV files of `territoire/`: rows with named columns, each fault with its place.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;

use csv::{Position, StringRecord};

use crate::diagnostics::{Diagnostic, Diagnostics, Location, SourceFile, did_you_mean};

/// A file that was read.
#[derive(Debug)]
pub(crate) struct CsvTable {
    columns: Vec<(&'static str, usize)>,
    rows: Vec<(StringRecord, Location)>,
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    columns: &'a [(&'static str, usize)],
    record: &'a StringRecord,
    at: &'a Location,
}

impl CsvTable {
    /// Reads all rows. A missing column is reported and gives no row; a malformed row is reported and left
    /// out.
    pub(crate) fn parse(file: &Arc<SourceFile>, columns: &[&'static str], d: &mut Diagnostics) -> Self {
        let mut reader = csv::ReaderBuilder::new().from_reader(file.text().as_bytes());
        let header = reader.headers().cloned().unwrap_or_default();
        let columns = positions(file, &header, columns, d);
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let at = place(file, record.position());
                    rows.push((record, at));
                }
                Err(fault) => d.push(
                    Diagnostic::error("territoire-ligne", &place(file, fault.position()), "ligne mal formée")
                        .expected(format!("{} colonnes séparées par des virgules", header.len())),
                ),
            }
        }
        match columns {
            Some(columns) => Self { columns, rows },
            None => Self { columns: Vec::new(), rows: Vec::new() },
        }
    }

    /// The rows, in the order of the file.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(record, at)| Row { columns: &self.columns, record, at })
    }
}

/// Where each wanted column stands; missing ones are reported.
fn positions(
    file: &Arc<SourceFile>,
    header: &StringRecord,
    columns: &[&'static str],
    d: &mut Diagnostics,
) -> Option<Vec<(&'static str, usize)>> {
    let mut found = Vec::new();
    for &column in columns {
        match header.iter().position(|name| name.trim() == column) {
            Some(position) => found.push((column, position)),
            None => d.push(
                Diagnostic::error(
                    "territoire-colonne",
                    &Location::start(file),
                    format!("il manque la colonne « {column} »"),
                )
                .expected(columns.join(","))
                .hint(did_you_mean(column, header.iter())),
            ),
        }
    }
    (found.len() == columns.len()).then_some(found)
}

fn place(file: &Arc<SourceFile>, position: Option<&Position>) -> Location {
    let start = position.map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
    let start = start.min(file.text().len());
    let end = file.text()[start..].find('\n').map_or(file.text().len(), |length| start + length);
    Location::new(file, start..end)
}

impl Row<'_> {
    /// Where the row stands.
    pub(crate) fn at(&self) -> &Location {
        self.at
    }

    /// A cell, blanks around it cut; empty when the row is short.
    pub(crate) fn raw(&self, column: &str) -> &str {
        let position = self.columns.iter().find(|(name, _)| *name == column).map(|(_, position)| *position);
        position.and_then(|position| self.record.get(position)).unwrap_or_default().trim()
    }

    /// A text that must not be empty.
    pub(crate) fn text(&self, column: &str, d: &mut Diagnostics) -> Option<String> {
        let text = self.raw(column);
        if text.is_empty() {
            d.push(self.fault(format!("la colonne « {column} » est vide")));
            return None;
        }
        Some(text.to_owned())
    }

    /// A number.
    pub(crate) fn number<T: FromStr>(&self, column: &str, d: &mut Diagnostics) -> Option<T> {
        let number = self.raw(column).parse().ok();
        if number.is_none() {
            d.push(
                self.fault(format!("la colonne « {column} » contient « {} »", self.raw(column)))
                    .expected("un nombre"),
            );
        }
        number
    }

    /// Words separated by spaces.
    pub(crate) fn words(&self, column: &str) -> Vec<String> {
        self.raw(column).split_whitespace().map(str::to_owned).collect()
    }

    /// The index of a code of another file.
    pub(crate) fn reference(
        &self,
        column: &str,
        known: &HashMap<String, usize>,
        d: &mut Diagnostics,
    ) -> Option<usize> {
        let code = self.raw(column);
        let index = known.get(code).copied();
        // Without any code, it is the other file that is at fault, which is reported.
        if index.is_none() && !known.is_empty() {
            let message = format!("la colonne « {column} » renvoie à « {code} », qui n’existe pas");
            d.push(Diagnostic::error("territoire-reference", self.at, message));
        }
        index
    }

    fn fault(&self, message: String) -> Diagnostic {
        Diagnostic::error("territoire-valeur", self.at, message)
    }
}
