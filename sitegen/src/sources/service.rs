//! What the service says of itself: `chiffres.toml`, `histoire.toml`, `valeurs.toml`. Each may be absent.

use std::path::Path;

use jiff::civil::Date;

use super::files;
use super::structures::Text;
use super::toml_reader::{self, Table};
use crate::diagnostics::{Diagnostics, Located};

/// The three files. What must be there and is not has been reported.
#[derive(Clone, Debug, Default)]
pub struct ServiceDraft {
    /// `[[annees]]` of `chiffres.toml`.
    pub years: Vec<YearDraft>,
    /// `[[etapes]]` of `histoire.toml`.
    pub steps: Vec<StepDraft>,
    /// `[[valeurs]]` of `valeurs.toml`.
    pub values: Vec<ValueDraft>,
}

/// The figures of a year as written.
#[derive(Clone, Debug)]
pub struct YearDraft {
    /// `annee`.
    pub year: Located<i64>,
    /// `personnes`: people received.
    pub people: Option<Located<i64>>,
    /// `structures`.
    pub structures: Option<Located<i64>>,
    /// `lieux`: places of welcome.
    pub places: Option<Located<i64>>,
    /// `source`.
    pub source: Text,
}

/// A step of the history as written.
#[derive(Clone, Debug)]
pub struct StepDraft {
    /// `date`.
    pub date: Located<Date>,
    /// `titre`.
    pub title: Text,
    /// `texte`.
    pub text: Text,
}

/// A value as written.
#[derive(Clone, Debug)]
pub struct ValueDraft {
    /// `titre`.
    pub title: Located<String>,
    /// `engagement`: what the site does to keep it.
    pub commitment: Text,
    /// `verification`: what is checked at each change, in a sentence.
    pub check: Text,
    /// `preuve`: the test that does it.
    pub proof: Text,
}

/// Reads the three files.
pub(crate) fn read(root: &Path, d: &mut Diagnostics) -> ServiceDraft {
    ServiceDraft {
        years: entries(root, "chiffres.toml", "annees", d, year),
        steps: entries(root, "histoire.toml", "etapes", d, step),
        values: entries(root, "valeurs.toml", "valeurs", d, value),
    }
}

fn entries<T>(
    root: &Path,
    name: &str,
    key: &'static str,
    d: &mut Diagnostics,
    mut each: impl FnMut(&mut Table<'_>, &mut Diagnostics) -> Option<T>,
) -> Vec<T> {
    if !files::exists(root, name) {
        return Vec::new();
    }
    let Some(file) = files::read(root, name, d) else { return Vec::new() };
    let Some(mut table) = toml_reader::parse(&file, 0..file.text().len(), d) else { return Vec::new() };
    let mut found = Vec::new();
    for mut entry in table.tables(key, d) {
        found.extend(each(&mut entry, d));
        entry.finish(d);
    }
    table.finish(d);
    found
}

fn year(table: &mut Table<'_>, d: &mut Diagnostics) -> Option<YearDraft> {
    if !table.has("annee") {
        d.push(toml_reader::missing(table.at(), "annee"));
    }
    let year = table.integer("annee", d);
    let people = table.integer("personnes", d);
    let structures = table.integer("structures", d);
    let places = table.integer("lieux", d);
    let source = table.required("source", d);
    Some(YearDraft { year: year?, people, structures, places, source })
}

fn step(table: &mut Table<'_>, d: &mut Diagnostics) -> Option<StepDraft> {
    if !table.has("date") {
        d.push(toml_reader::missing(table.at(), "date"));
    }
    let date = table.date("date", d);
    let title = table.required("titre", d);
    let text = table.required("texte", d);
    Some(StepDraft { date: date?, title, text })
}

fn value(table: &mut Table<'_>, d: &mut Diagnostics) -> Option<ValueDraft> {
    let title = table.required("titre", d);
    let commitment = table.required("engagement", d);
    let check = table.string("verification", d);
    let proof = table.string("preuve", d);
    Some(ValueDraft { title: title?, commitment, check, proof })
}
