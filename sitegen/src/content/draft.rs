//! A structure as it was written, every value with its place: what readers produce and rules look at,
//! whatever the source (Markdown today).

use jiff::civil::Date;

use super::model::{Access, Fee, Level, Mode};
use crate::diagnostics::{Located, Location};

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
    /// Markdown.
    pub description: String,
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
    /// What this place says otherwise than its structure.
    pub service: ServiceDraft,
    /// Keys that were written, those whose value could not be read included: they are not missing.
    pub keys: Vec<String>,
    /// Where the record begins.
    pub at: Location,
}

impl StructureDraft {
    /// The structure's own values and those of its places, for rules that hold for both.
    pub fn services(&self) -> impl Iterator<Item = &ServiceDraft> {
        std::iter::once(&self.service).chain(self.places.iter().map(|place| &place.service))
    }
}
