//! The mapping file: which column is which of our fields, and what a spreadsheet does not say.
//!
//! ```toml
//! [colonnes]              # notre champ = « nom de la colonne »
//! nom = "name"
//! type = "type"
//!
//! [valeurs]               # pour les champs sans colonne et les cellules vides
//! source = "Export du 1er mars"
//!
//! [separateurs]           # plusieurs valeurs dans une cellule
//! telephone = ";"
//!
//! [structures]
//! regrouper_par = "siret" # les lignes de même valeur sont les lieux d'une structure
//! recopier = ["nom"]      # une cellule vide a la valeur de celle du dessus (cellules fusionnées)
//!
//! [types]                 # valeur de la colonne type = réseau
//! "ML" = "mission-locale"
//!
//! [reseaux.mission-locale]  # ce que propose chaque réseau, quand aucune colonne ne le dit
//! besoins = ["trouver-un-emploi"]
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostics::{Diagnostic, Diagnostics, Located, Location, SourceFile, did_you_mean};
use crate::french::io_reason;
use crate::sources::toml_reader::{self, Table};
use crate::sources::words::{Keyword, Level, Mode};

/// The fields that a column or a constant may fill.
pub(super) const KEYS: &[&str] = &[
    "nom",
    "sigle",
    "type",
    "reseaux",
    "besoins",
    "publics",
    "niveaux",
    "modes",
    "frais",
    "frais_precisions",
    "telephone",
    "courriel",
    "site_web",
    "verifie_le",
    "label_annee",
    "source",
    "description",
    "lieu",
    "adresse",
    "complement",
    "code_postal",
    "commune",
    "insee",
    "latitude",
    "longitude",
    "horaires",
];

/// What a network offers when no column says it.
#[derive(Clone, Debug, Default)]
pub(super) struct Defaults {
    /// Needs.
    pub(super) needs: Vec<String>,
    /// Publics.
    pub(super) publics: Vec<String>,
    /// Levels of service.
    pub(super) levels: Vec<String>,
    /// Ways of meeting.
    pub(super) modes: Vec<String>,
}

/// A mapping file.
#[derive(Debug, Default)]
pub(super) struct Mapping {
    /// Our field → column.
    pub(super) columns: BTreeMap<&'static str, Located<String>>,
    /// Our field → value.
    pub(super) constants: BTreeMap<&'static str, String>,
    /// Our field → what separates several values in a cell.
    pub(super) separators: BTreeMap<&'static str, String>,
    /// The column whose equal values make one structure of several rows.
    pub(super) group_by: Option<Located<String>>,
    /// Our fields whose empty cells take the value above: cells that were merged.
    pub(super) fill_down: Vec<String>,
    /// Value of the type column → network.
    pub(super) types: BTreeMap<String, String>,
    /// Network → what it offers.
    pub(super) networks: BTreeMap<String, Defaults>,
}

/// Reads a mapping; every problem is reported.
pub(super) fn load(path: &Path, d: &mut Diagnostics) -> Option<Mapping> {
    let shown = path.display().to_string();
    match fs::read_to_string(path) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            parse(&SourceFile::new(shown, text), d)
        }
        Err(fault) => {
            let at = Location::start(&SourceFile::unread(shown));
            d.push(Diagnostic::error(
                "fichier-illisible",
                &at,
                format!("lecture impossible : {}", io_reason(&fault)),
            ));
            None
        }
    }
}

/// Reads the text of a mapping.
pub(super) fn parse(file: &Arc<SourceFile>, d: &mut Diagnostics) -> Option<Mapping> {
    let mut root = toml_reader::parse(file, 0..file.text().len(), d)?;
    let mut mapping = Mapping { columns: texts(root.table("colonnes", d), d), ..Mapping::default() };
    mapping.constants = plain(constants(root.table("valeurs", d), d));
    mapping.separators = plain(texts(root.table("separateurs", d), d));
    if let Some(mut table) = root.table("structures", d) {
        mapping.group_by = table.string("regrouper_par", d);
        mapping.fill_down = fill_down(&mut table, d);
        table.finish(d);
    }
    let types = free_texts(root.table("types", d), d);
    mapping.networks = networks(root.table("reseaux", d), d);
    check_types(&types, &mapping.networks, d);
    mapping.types = types.into_iter().map(|(key, network)| (key, network.value)).collect();
    check_columns(&mapping, &Location::start(file), d);
    root.finish(d);
    (!d.has_errors()).then_some(mapping)
}

/// A table whose keys are our fields.
fn texts(table: Option<Table<'_>>, d: &mut Diagnostics) -> BTreeMap<&'static str, Located<String>> {
    let Some(mut table) = table else { return BTreeMap::new() };
    let texts = KEYS.iter().filter_map(|&key| Some((key, table.string(key, d)?))).collect();
    table.finish(d);
    texts
}

/// As [`texts`], with a date for `verifie_le`.
fn constants(table: Option<Table<'_>>, d: &mut Diagnostics) -> BTreeMap<&'static str, Located<String>> {
    let Some(mut table) = table else { return BTreeMap::new() };
    let verified = table.date("verifie_le", d).map(|day| Located::new(day.value.to_string(), day.at));
    let mut texts = texts(Some(table), d);
    texts.extend(verified.map(|day| ("verifie_le", day)));
    texts
}

fn plain(texts: BTreeMap<&'static str, Located<String>>) -> BTreeMap<&'static str, String> {
    texts.into_iter().map(|(key, text)| (key, text.value)).collect()
}

/// A table whose keys are the spreadsheet's words.
fn free_texts(table: Option<Table<'_>>, d: &mut Diagnostics) -> BTreeMap<String, Located<String>> {
    let Some(mut table) = table else { return BTreeMap::new() };
    let keys = table.remaining_keys();
    let texts = keys.into_iter().filter_map(|key| Some((table.free_string(&key, d)?, key)));
    texts.map(|(text, key)| (key, text)).collect()
}

fn networks(table: Option<Table<'_>>, d: &mut Diagnostics) -> BTreeMap<String, Defaults> {
    let Some(mut table) = table else { return BTreeMap::new() };
    let mut networks = BTreeMap::new();
    for id in table.remaining_keys() {
        if let Some(network) = table.free_table(&id, d) {
            networks.insert(id, defaults(network, d));
        }
    }
    networks
}

fn defaults(mut table: Table<'_>, d: &mut Diagnostics) -> Defaults {
    let defaults = Defaults {
        needs: list(&mut table, "besoins", d),
        publics: list(&mut table, "publics", d),
        levels: words::<Level>(&mut table, "niveaux", d),
        modes: words::<Mode>(&mut table, "modes", d),
    };
    table.finish(d);
    defaults
}

/// Fields of ours whose empty cells are filled from above.
fn fill_down(table: &mut Table<'_>, d: &mut Diagnostics) -> Vec<String> {
    let mut fields = Vec::new();
    for field in table.strings("recopier", d).unwrap_or_default() {
        if KEYS.contains(&field.value.as_str()) {
            fields.push(field.value);
        } else {
            let message = format!("champ inconnu : « {} »", field.value);
            d.push(
                Diagnostic::error("cle-inconnue", &field.at, message)
                    .expected("un champ de [colonnes]")
                    .hint(did_you_mean(&field.value, KEYS.iter().copied())),
            );
        }
    }
    fields
}

fn list(table: &mut Table<'_>, key: &'static str, d: &mut Diagnostics) -> Vec<String> {
    table.strings(key, d).unwrap_or_default().into_iter().map(|text| text.value).collect()
}

fn words<K: Keyword>(table: &mut Table<'_>, key: &'static str, d: &mut Diagnostics) -> Vec<String> {
    let words = table.strings(key, d).unwrap_or_default();
    let known = words.into_iter().filter(|word| crate::sources::words::keyword::<K>(word, key, d).is_some());
    known.map(|word| word.value).collect()
}

/// Every type must lead to a network that the mapping describes.
fn check_types(
    types: &BTreeMap<String, Located<String>>,
    networks: &BTreeMap<String, Defaults>,
    d: &mut Diagnostics,
) {
    for network in types.values().filter(|network| !networks.contains_key(&network.value)) {
        d.push(
            Diagnostic::error(
                "reseau-inconnu",
                &network.at,
                format!("réseau inconnu : « {} »", network.value),
            )
            .expected("un réseau décrit plus bas par [reseaux.…]")
            .hint(did_you_mean(&network.value, networks.keys().map(String::as_str))),
        );
    }
}

/// A field without which no row could be taken must come from somewhere.
fn check_columns(mapping: &Mapping, start: &Location, d: &mut Diagnostics) {
    let filled = |key: &str| mapping.columns.contains_key(key) || mapping.constants.contains_key(key);
    let needed = ["nom", "adresse", "code_postal", "commune", "insee", "latitude", "longitude", "verifie_le"];
    for key in needed.into_iter().filter(|key| !filled(key)) {
        d.push(
            toml_reader::missing(start, key)
                .expected("une ligne sous [colonnes], ou une valeur sous [valeurs]"),
        );
    }
    if !filled("type") && !filled("reseaux") {
        d.push(toml_reader::missing(start, "type").expected("une colonne « type » ou « reseaux »"));
    }
}
