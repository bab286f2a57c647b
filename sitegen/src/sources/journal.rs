//! `journal.toml`: what has changed in the directory, and when. The file may be absent.

use std::path::Path;

use jiff::civil::Date;

use super::words::{Keyword, keyword};
use super::{files, toml_reader};
use crate::diagnostics::{Diagnostics, Located};

/// Its name.
pub const FILE: &str = "journal.toml";

/// What has changed of a structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// `structure-ajoutee`.
    Added,
    /// `structure-fermee`.
    Closed,
    /// `structure-retiree`.
    Removed,
    /// `nom`.
    Name,
    /// `lieu-ajoute`.
    PlaceAdded,
    /// `lieu-retire`.
    PlaceRemoved,
    /// `adresse`.
    Address,
    /// `horaires`.
    Hours,
    /// `contact`.
    Contact,
    /// `services`.
    Services,
}

impl What {
    /// What a person reads.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Added => "Nouvelle dans l’annuaire",
            Self::Closed => "Fermée définitivement",
            Self::Removed => "N’est plus dans l’annuaire",
            Self::Name => "Nouveau nom",
            Self::PlaceAdded => "Nouveau lieu d’accueil",
            Self::PlaceRemoved => "Un lieu d’accueil en moins",
            Self::Address => "Nouvelle adresse",
            Self::Hours => "Nouveaux horaires",
            Self::Contact => "Nouvelles coordonnées",
            Self::Services => "Services modifiés",
        }
    }
}

impl Keyword for What {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("structure-ajoutee", Self::Added),
        ("structure-fermee", Self::Closed),
        ("structure-retiree", Self::Removed),
        ("nom", Self::Name),
        ("lieu-ajoute", Self::PlaceAdded),
        ("lieu-retire", Self::PlaceRemoved),
        ("adresse", Self::Address),
        ("horaires", Self::Hours),
        ("contact", Self::Contact),
        ("services", Self::Services),
    ];
}

/// An entry, as written.
#[derive(Clone, Debug)]
pub struct EntryDraft {
    /// `date`: since when it is so, or the day on which it was noticed.
    pub date: Located<Date>,
    /// `structure`: its identifier.
    pub structure: Located<String>,
    /// `nom`: what it is called, needed when it is no longer in the directory.
    pub name: Option<Located<String>>,
    /// `changement`.
    pub what: What,
    /// `precision`: what is new, in words.
    pub details: Option<Located<String>>,
}

/// Reads the file; without it there are no entries.
pub(crate) fn read(root: &Path, d: &mut Diagnostics) -> Vec<EntryDraft> {
    if !files::exists(root, FILE) {
        return Vec::new();
    }
    let Some(file) = files::read(root, FILE, d) else { return Vec::new() };
    let Some(mut table) = toml_reader::parse(&file, 0..file.text().len(), d) else { return Vec::new() };
    let mut entries = Vec::new();
    for mut entry in table.tables("changements", d) {
        let (dated, at) = (entry.has("date"), entry.at().clone());
        let date = entry.date("date", d);
        if !dated {
            d.push(toml_reader::missing(&at, "date"));
        }
        let structure = entry.required("structure", d);
        let what = entry.required("changement", d).and_then(|word| keyword(&word, "changement", d));
        let (name, details) = (entry.string("nom", d), entry.string("precision", d));
        entry.finish(d);
        if let (Some(date), Some(structure), Some(what)) = (date, structure, what) {
            entries.push(EntryDraft { date, structure, name, what, details });
        }
    }
    table.finish(d);
    entries
}
