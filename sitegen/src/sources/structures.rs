//! `annuaire/`: a structure as it was written, one Markdown file each, every value with its place.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::closures::{self, ClosureDraft};
use super::toml_reader::Table;
use super::words::{Access, Fee, Level, Mode, keyword, keywords};
use super::{Record, files, front_matter};
use crate::diagnostics::{Diagnostics, Located, Location, SourceFile};

/// A text that may be absent.
pub type Text = Option<Located<String>>;

/// Ids of a taxonomy; `None` when the key is absent, which is not the same as an empty list.
pub type Ids = Option<Vec<Located<String>>>;

/// A structure as written.
#[derive(Clone, Debug)]
pub struct StructureDraft {
    /// Identifier.
    pub id: Located<String>,
    /// `nom`.
    pub name: Text,
    /// `sigle`.
    pub acronym: Text,
    /// `reseaux`.
    pub networks: Ids,
    /// Needs, publics, levels, modes, contacts and date of the structure.
    pub service: ServiceDraft,
    /// `a_distance`.
    pub remote: bool,
    /// `frais`.
    pub fee: Fee,
    /// `frais_precisions`.
    pub fee_details: Text,
    /// `label_annee`.
    pub label_year: Option<Located<i64>>,
    /// `reserve_aux_membres`.
    pub members_only: bool,
    /// `source`.
    pub source: Text,
    /// `[[fermetures]]`: when all of it is closed.
    pub closures: Vec<ClosureDraft>,
    /// Markdown.
    pub description: Located<String>,
    /// Places in the order of the source.
    pub places: Vec<PlaceDraft>,
    /// Keys that were written, those whose value could not be read included: they are not missing.
    pub keys: Vec<String>,
    /// Where the record begins: missing values are reported there.
    pub at: Location,
}

/// What a structure says once and a place may say otherwise.
#[derive(Clone, Debug, Default)]
pub struct ServiceDraft {
    /// `besoins`.
    pub needs: Ids,
    /// `publics`.
    pub publics: Ids,
    /// `niveaux`.
    pub levels: Option<Vec<Level>>,
    /// `modes`.
    pub modes: Option<Vec<Mode>>,
    /// `telephone`.
    pub phone: Text,
    /// `courriel`.
    pub email: Text,
    /// `site_web`.
    pub website: Text,
    /// `langues`.
    pub languages: Option<Vec<Located<String>>>,
    /// `accessibilite`.
    pub access: Option<Access>,
    /// `accessibilite_url`.
    pub access_url: Text,
    /// `sur_rendez_vous`.
    pub appointment: Option<Located<bool>>,
    /// `verifie_le`.
    pub verified: Option<Located<Date>>,
}

/// A place of welcome as written.
#[derive(Clone, Debug)]
pub struct PlaceDraft {
    /// Identifier, given or made from the position.
    pub id: Located<String>,
    /// `nom`.
    pub name: Text,
    /// `adresse`.
    pub address: Text,
    /// `complement`.
    pub complement: Text,
    /// `code_postal`.
    pub postcode: Text,
    /// `commune`.
    pub commune: Text,
    /// `insee`.
    pub insee: Text,
    /// `latitude`.
    pub latitude: Option<Located<f64>>,
    /// `longitude`.
    pub longitude: Option<Located<f64>>,
    /// `horaires`.
    pub hours: Text,
    /// `[[lieux.fermetures]]`: when this place is closed.
    pub closures: Vec<ClosureDraft>,
    /// What this place says otherwise than its structure.
    pub service: ServiceDraft,
    /// Keys that were written, those whose value could not be read included: they are not missing.
    pub keys: Vec<String>,
    /// Where the record begins.
    pub at: Location,
}

/// The draft of this kind.
pub type Draft = StructureDraft;

impl Record for StructureDraft {
    fn is_for_members(&self) -> bool {
        self.members_only
    }

    fn at(&self) -> &Location {
        &self.at
    }

    fn text(&self) -> &Located<String> {
        &self.description
    }
}

impl StructureDraft {
    /// Whether nobody is received on a day: at one place, or at any of them.
    #[must_use]
    pub fn is_closed(&self, place: Option<&PlaceDraft>, day: Date) -> bool {
        let covers = |closures: &[ClosureDraft]| closures.iter().any(|closure| closure.covers(day));
        covers(&self.closures)
            || match place {
                Some(place) => covers(&place.closures),
                None => self.places.iter().all(|place| covers(&place.closures)),
            }
    }

    /// Every closure, of the structure and of its places.
    pub fn all_closures(&self) -> impl Iterator<Item = &ClosureDraft> {
        self.closures.iter().chain(self.places.iter().flat_map(|place| &place.closures))
    }

    /// The structure's own values and those of its places, for rules that hold for both.
    pub fn services(&self) -> impl Iterator<Item = &ServiceDraft> {
        std::iter::once(&self.service).chain(self.places.iter().map(|place| &place.service))
    }
}

/// Reads every file of `annuaire/`, by name. Files that cannot be read are reported and left out.
pub(crate) fn read_all(root: &Path, d: &mut Diagnostics) -> Vec<StructureDraft> {
    let names = files::list(root, "annuaire", "md", d);
    names.iter().filter_map(|name| read(&files::read(root, name, d)?, d)).collect()
}

fn read(file: &Arc<SourceFile>, d: &mut Diagnostics) -> Option<StructureDraft> {
    let page = front_matter::parse(file, d)?;
    let (mut table, description) = (page.table, page.body);
    let (at, keys) = (Location::start(file), table.remaining_keys());
    let draft = StructureDraft {
        id: Located::new(files::stem(file.path()), at.clone()),
        name: table.string("nom", d),
        acronym: table.string("sigle", d),
        networks: table.strings("reseaux", d),
        service: service(&mut table, d),
        remote: table.boolean("a_distance", d).is_some_and(|flag| flag.value),
        fee: table.string("frais", d).and_then(|word| keyword(&word, "frais", d)).unwrap_or_default(),
        fee_details: table.string("frais_precisions", d),
        label_year: table.integer("label_annee", d),
        members_only: table.boolean("reserve_aux_membres", d).is_some_and(|flag| flag.value),
        source: table.string("source", d),
        closures: closures::read(&mut table, "fermetures", d),
        description,
        places: places(&mut table, d),
        keys,
        at,
    };
    table.finish(d);
    Some(draft)
}

fn places(table: &mut Table<'_>, d: &mut Diagnostics) -> Vec<PlaceDraft> {
    table.tables("lieux", d).into_iter().enumerate().map(|(index, table)| place(table, index, d)).collect()
}

fn place(mut table: Table<'_>, index: usize, d: &mut Diagnostics) -> PlaceDraft {
    let (at, keys) = (table.at().clone(), table.remaining_keys());
    let id = table.string("id", d);
    let draft = PlaceDraft {
        id: id.unwrap_or_else(|| Located::new(format!("lieu-{}", index + 1), at.clone())),
        name: table.string("nom", d),
        address: table.string("adresse", d),
        complement: table.string("complement", d),
        postcode: table.string("code_postal", d),
        commune: table.string("commune", d),
        insee: table.string("insee", d),
        latitude: table.number("latitude", d),
        longitude: table.number("longitude", d),
        hours: table.string("horaires", d),
        closures: closures::read(&mut table, "lieux.fermetures", d),
        service: service(&mut table, d),
        keys,
        at,
    };
    table.finish(d);
    draft
}

fn service(table: &mut Table<'_>, d: &mut Diagnostics) -> ServiceDraft {
    ServiceDraft {
        needs: table.strings("besoins", d),
        publics: table.strings("publics", d),
        levels: keywords(table, "niveaux", d),
        modes: keywords(table, "modes", d),
        phone: table.string("telephone", d),
        email: table.string("courriel", d),
        website: table.string("site_web", d),
        languages: table.strings("langues", d),
        access: table.string("accessibilite", d).and_then(|word| keyword(&word, "accessibilite", d)),
        access_url: table.string("accessibilite_url", d),
        appointment: table.boolean("sur_rendez_vous", d),
        verified: table.date("verifie_le", d),
    }
}
