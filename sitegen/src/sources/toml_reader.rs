//! A typed reader over TOML that reports every problem, each with its place.
//!
//! Deserialising stops at the first fault; an editor wants them all. So the text is parsed to a tree with
//! spans, values are taken from it one by one with the type they must have, and what is left over at the
//! end is an unknown key.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::{Date, Time};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::moment::Moment;
use super::toml_messages;
use crate::diagnostics::{Diagnostic, Diagnostics, Located, Location, SourceFile, did_you_mean};

/// A table whose values are taken out one by one. End with [`Table::finish`].
#[derive(Debug)]
pub(crate) struct Table<'i> {
    entries: BTreeMap<String, Entry<'i>>,
    known: Vec<&'static str>,
    file: Arc<SourceFile>,
    base: usize,
    at: Location,
}

#[derive(Debug)]
struct Entry<'i> {
    key: Range<usize>,
    value: Spanned<DeValue<'i>>,
}

/// Parses the bytes `part` of `file`; syntax errors are reported and give nothing.
pub(crate) fn parse<'i>(
    file: &'i Arc<SourceFile>,
    part: Range<usize>,
    d: &mut Diagnostics,
) -> Option<Table<'i>> {
    let (root, faults) = DeTable::parse_recoverable(&file.text()[part.clone()]);
    let mut last_line = 0;
    for fault in &faults {
        let span = fault.span().unwrap_or(0..0);
        let at = Location::new(file, span.start + part.start..span.end + part.start);
        let (line, _) = at.line_column();
        // One slip often upsets the rest of its line: the first fault is the one to read.
        if line != last_line {
            d.push(toml_messages::diagnostic(&at, fault.message()));
            last_line = line;
        }
    }
    let at = Location::new(file, part.start..part.start);
    faults.is_empty().then(|| Table::new(root.into_inner(), file, part.start, at))
}

impl<'i> Table<'i> {
    fn new(table: DeTable<'i>, file: &Arc<SourceFile>, base: usize, at: Location) -> Self {
        let entries = table
            .into_iter()
            .map(|(key, value)| {
                let span = key.span();
                (key.into_inner().into_owned(), Entry { key: span.start + base..span.end + base, value })
            })
            .collect();
        Self { entries, known: Vec::new(), file: Arc::clone(file), base, at }
    }

    /// Where the table begins.
    pub(crate) fn at(&self) -> &Location {
        &self.at
    }

    /// Whether a key is there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The keys not taken yet, in alphabetical order, for tables with free keys.
    pub(crate) fn remaining_keys(&self) -> Vec<String> {
        self.entries.keys().cloned().collect()
    }

    /// A text that must be there and not be empty. When it is not, that is reported.
    pub(crate) fn required(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<Located<String>> {
        if !self.entries.contains_key(key) {
            self.known.push(key);
            d.push(missing(&self.at, key));
            return None;
        }
        let text = self.string(key, d)?;
        if text.value.trim().is_empty() {
            d.push(empty(&text.at, key));
            return None;
        }
        Some(text)
    }

    /// A text.
    pub(crate) fn string(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<Located<String>> {
        let (value, at) = self.take(key)?;
        match value {
            DeValue::String(text) => Some(Located::new(text.into_owned(), at)),
            other => wrong_type(key, "un texte entre guillemets", &other, &at, d),
        }
    }

    /// A list of texts.
    pub(crate) fn strings(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<Vec<Located<String>>> {
        self.known.push(key);
        self.free_strings(key, d).map(|texts| texts.value)
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<Located<bool>> {
        let (value, at) = self.take(key)?;
        match value {
            DeValue::Boolean(yes) => Some(Located::new(yes, at)),
            other => wrong_type(key, "true ou false, sans guillemets", &other, &at, d),
        }
    }

    /// A whole number.
    pub(crate) fn integer(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<Located<i64>> {
        let (value, at) = self.take(key)?;
        let number = value
            .as_integer()
            .and_then(|digits| i64::from_str_radix(&digits.as_str().replace('_', ""), digits.radix()).ok());
        match number {
            Some(number) => Some(Located::new(number, at)),
            None => wrong_type(key, "un nombre entier", &value, &at, d),
        }
    }

    /// A number, with or without decimals.
    pub(crate) fn number(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<Located<f64>> {
        let (value, at) = self.take(key)?;
        let digits = match &value {
            DeValue::Float(digits) => digits.as_str(),
            DeValue::Integer(digits) if digits.radix() == 10 => digits.as_str(),
            other => return wrong_type(key, "un nombre, par exemple 45.04321", other, &at, d),
        };
        match digits.replace('_', "").parse::<f64>() {
            Ok(number) if number.is_finite() => Some(Located::new(number, at)),
            _ => wrong_type(key, "un nombre, par exemple 45.04321", &value, &at, d),
        }
    }

    /// A day of the calendar.
    pub(crate) fn date(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<Located<Date>> {
        let (value, at) = self.take(key)?;
        let expected = "une date sans guillemets, par exemple 2026-03-31";
        let day = match &value {
            DeValue::Datetime(moment) if moment.time.is_none() => moment.date,
            other => return wrong_type(key, expected, other, &at, d),
        };
        let day = day.and_then(|day| {
            let part = |number: u8| i8::try_from(number).ok();
            Date::new(i16::try_from(day.year).ok()?, part(day.month)?, part(day.day)?).ok()
        });
        if day.is_none() {
            d.push(Diagnostic::error("date-invalide", &at, "cette date n’existe pas").expected(expected));
        }
        day.map(|day| Located::new(day, at))
    }

    /// A day, or a day with an hour, by the clock of the territory.
    pub(crate) fn moment(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<Located<Moment>> {
        let (value, at) = self.take(key)?;
        let expected =
            "un jour ou un jour et une heure, sans guillemets, par exemple 2026-12-03 ou 2026-12-03T09:00:00";
        let moment = match &value {
            DeValue::Datetime(moment) if moment.offset.is_none() && moment.date.is_some() => moment,
            DeValue::Datetime(moment) if moment.offset.is_some() => {
                let fault = Diagnostic::error("date-invalide", &at, "cette heure porte un décalage");
                d.push(
                    fault
                        .expected(expected)
                        .hint("l’heure est celle du territoire (« fuseau » de site.toml)".to_owned()),
                );
                return None;
            }
            other => return wrong_type(key, expected, other, &at, d),
        };
        let part = |number: u8| i8::try_from(number).ok();
        let day = moment
            .date
            .and_then(|day| Date::new(i16::try_from(day.year).ok()?, part(day.month)?, part(day.day)?).ok());
        let read = day.and_then(|day| match moment.time {
            None => Some(Moment::Day(day)),
            Some(time) => Time::new(part(time.hour)?, part(time.minute)?, 0, 0)
                .ok()
                .map(|time| Moment::Time(day.to_datetime(time))),
        });
        if read.is_none() {
            d.push(Diagnostic::error("date-invalide", &at, "cette date n’existe pas").expected(expected));
        }
        read.map(|moment| Located::new(moment, at))
    }

    /// A table inside this one.
    pub(crate) fn table(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<Table<'i>> {
        self.known.push(key);
        self.free_table(key, d)
    }

    /// A table whose key is not fixed.
    pub(crate) fn free_table(&mut self, key: &str, d: &mut Diagnostics) -> Option<Table<'i>> {
        let (value, at) = self.take_free(key)?;
        match value {
            DeValue::Table(table) => Some(Table::new(table, &self.file, self.base, at)),
            other => wrong_type(key, &format!("une table, sous une ligne [{key}]"), &other, &at, d),
        }
    }

    /// A text whose key is not fixed.
    pub(crate) fn free_string(&mut self, key: &str, d: &mut Diagnostics) -> Option<Located<String>> {
        let (value, at) = self.take_free(key)?;
        match value {
            DeValue::String(text) => Some(Located::new(text.into_owned(), at)),
            other => wrong_type(key, "un texte entre guillemets", &other, &at, d),
        }
    }

    /// A list of texts whose key is not fixed, with its place.
    pub(crate) fn free_strings(
        &mut self,
        key: &str,
        d: &mut Diagnostics,
    ) -> Option<Located<Vec<Located<String>>>> {
        let (value, at) = self.take_free(key)?;
        let expected = "une liste de textes, par exemple [\"un\", \"deux\"]";
        let DeValue::Array(items) = value else { return wrong_type(key, expected, &value, &at, d) };
        let mut texts = Vec::new();
        for item in items {
            let at = self.location(item.span());
            match item.into_inner() {
                DeValue::String(text) => texts.push(Located::new(text.into_owned(), at)),
                other => _ = wrong_type::<()>(key, "un texte entre guillemets", &other, &at, d),
            }
        }
        Some(Located::new(texts, at))
    }

    /// The tables written as `[[key]]`, in the order of the file.
    pub(crate) fn tables(&mut self, key: &'static str, d: &mut Diagnostics) -> Vec<Table<'i>> {
        self.tables_at(key, key, d)
    }

    /// The same where the line above each table is another one: `[[lieux.fermetures]]`.
    pub(crate) fn tables_at(&mut self, key: &'static str, path: &str, d: &mut Diagnostics) -> Vec<Table<'i>> {
        let Some((value, at)) = self.take(key) else { return Vec::new() };
        let expected = format!("des tables, chacune sous une ligne [[{path}]]");
        let DeValue::Array(items) = value else {
            _ = wrong_type::<()>(key, &expected, &value, &at, d);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items {
            let at = self.location(item.span());
            match item.into_inner() {
                DeValue::Table(table) => tables.push(Table::new(table, &self.file, self.base, at)),
                other => _ = wrong_type::<()>(key, &expected, &other, &at, d),
            }
        }
        tables
    }

    /// Reports the keys that nobody took.
    pub(crate) fn finish(self, d: &mut Diagnostics) {
        for (key, entry) in &self.entries {
            let at = Location::new(&self.file, entry.key.clone());
            let hint = did_you_mean(key, self.known.iter().copied())
                .unwrap_or_else(|| format!("clés connues ici : {}", self.known.join(", ")));
            d.push(Diagnostic::error("cle-inconnue", &at, format!("clé inconnue : « {key} »")).hint(hint));
        }
    }

    fn take(&mut self, key: &'static str) -> Option<(DeValue<'i>, Location)> {
        self.known.push(key);
        self.take_free(key)
    }

    fn take_free(&mut self, key: &str) -> Option<(DeValue<'i>, Location)> {
        let entry = self.entries.remove(key)?;
        let at = self.location(entry.value.span());
        Some((entry.value.into_inner(), at))
    }

    fn location(&self, span: Range<usize>) -> Location {
        Location::new(&self.file, span.start + self.base..span.end + self.base)
    }
}

/// A key that must be there and is not.
pub(crate) fn missing(at: &Location, key: &str) -> Diagnostic {
    Diagnostic::error("champ-manquant", at, format!("il manque « {key} »"))
}

/// A key that is there with nothing in it.
pub(crate) fn empty(at: &Location, key: &str) -> Diagnostic {
    Diagnostic::error("champ-vide", at, format!("« {key} » est vide"))
}

fn wrong_type<T>(
    key: &str,
    expected: &str,
    found: &DeValue<'_>,
    at: &Location,
    d: &mut Diagnostics,
) -> Option<T> {
    let found = match found {
        DeValue::String(_) => "un texte",
        DeValue::Integer(_) | DeValue::Float(_) => "un nombre",
        DeValue::Boolean(_) => "un oui ou non (true, false)",
        DeValue::Datetime(_) => "une date ou une heure",
        DeValue::Array(_) => "une liste",
        DeValue::Table(_) => "une table",
    };
    d.push(Diagnostic::error("type-inattendu", at, format!("« {key} » contient {found}")).expected(expected));
    None
}
