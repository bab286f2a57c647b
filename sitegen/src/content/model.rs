//! The content, resolved: what the rest of the program works on.
//!
//! Ids have become indices, defaults and inheritance are applied, lists are sorted. An `Option` means that
//! the thing itself may be absent, never that nobody looked.

use engine::outline::Outline;
use jiff::civil::Date;

use super::gazetteer::{Gazetteer, LocalityRef};
use crate::diagnostics::{Located, Origin};

/// A whole content folder without error.
#[derive(Clone, Debug)]
pub struct Content {
    /// `site.toml`.
    pub site: Site,
    /// Needs, publics and networks.
    pub taxonomies: Taxonomies,
    /// Their labels in other languages.
    pub translations: Vec<Translation>,
    /// Words that find each other.
    pub synonyms: Synonyms,
    /// The territory.
    pub gazetteer: Gazetteer,
    /// Public structures by id.
    pub structures: Vec<Structure>,
    /// Free pages by rank, then by slug.
    pub pages: Vec<FreePage>,
    /// Outlines of its departments, or nothing.
    pub outline: Outline,
    /// The date of the build.
    pub date: Date,
    /// How many records were left out because they are reserved for members. Nothing else of them is kept.
    pub members_only: usize,
}

impl Content {
    /// How many places of welcome the public structures have together.
    #[must_use]
    pub fn place_count(&self) -> usize {
        self.structures.iter().map(|structure| structure.places.len()).sum()
    }
}

/// The site as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// Name of the site.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// Address of the site, ending with `/`.
    pub url: String,
    /// Where errors are reported.
    pub email: String,
    /// Whether the data is fictitious, which every page says.
    pub fictitious: bool,
    /// Name of the territory.
    pub territory: String,
    /// Codes of the departments served, sorted.
    pub departments: Vec<String>,
    /// Time zone of the opening hours, by its name in the IANA database.
    pub time_zone: String,
}

/// Labels of the taxonomies in one language: identifier and label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Translation {
    /// BCP 47 tag of the language.
    pub language: String,
    /// Headings of the needs.
    pub groups: Vec<(String, String)>,
    /// Needs.
    pub needs: Vec<(String, String)>,
    /// Publics.
    pub publics: Vec<(String, String)>,
    /// Networks.
    pub networks: Vec<(String, String)>,
}

/// The closed lists that records are described with, in the order of their files.
#[derive(Clone, Debug, Default)]
pub struct Taxonomies {
    /// Headings of the needs.
    pub need_groups: Vec<NeedGroup>,
    /// Needs.
    pub needs: Vec<Need>,
    /// Publics.
    pub publics: Vec<Public>,
    /// Index of `tous-publics` in [`Taxonomies::publics`].
    pub everyone: usize,
    /// Networks.
    pub networks: Vec<Network>,
}

/// Words that find each other (`synonymes.toml`).
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    /// Terms that stand for each other, an entry each.
    pub equivalents: Vec<Vec<Located<String>>>,
    /// Terms that lead to another, but not back.
    pub redirects: Vec<Redirect>,
}

impl Synonyms {
    /// Every term, those that are led to included.
    pub fn terms(&self) -> impl Iterator<Item = &Located<String>> {
        let redirected =
            self.redirects.iter().flat_map(|redirect| redirect.from.iter().chain([&redirect.to]));
        self.equivalents.iter().flatten().chain(redirected)
    }
}

/// Terms that lead to another: who types « ANPE » finds « France Travail ».
#[derive(Clone, Debug)]
pub struct Redirect {
    /// What is typed.
    pub from: Vec<Located<String>>,
    /// What is found.
    pub to: Located<String>,
}

/// A heading of needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NeedGroup {
    /// Stable identifier.
    pub id: String,
    /// What a person reads.
    pub title: String,
}

/// A need (besoin).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// Stable identifier.
    pub id: String,
    /// What a person reads; begins with a verb.
    pub title: String,
    /// Index into [`Taxonomies::need_groups`].
    pub group: usize,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Themes of the data·inclusion schema.
    pub thematiques: Vec<String>,
}

/// A public: whom a service is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Public {
    /// Stable identifier.
    pub id: String,
    /// What a person reads.
    pub title: String,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Publics of the data·inclusion schema.
    pub data_inclusion: Vec<String>,
}

/// How a network belongs to the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Membership {
    /// By law (`de-droit`).
    #[default]
    ByRight,
    /// By a label (`labellise`).
    Labelled,
}

/// A network of structures (réseau).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// Stable identifier.
    pub id: String,
    /// What a person reads.
    pub title: String,
    /// Acronym.
    pub acronym: Option<String>,
    /// Circle of the service, 1 to 3.
    pub circle: u8,
    /// By right or labelled.
    pub membership: Membership,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Networks of the data·inclusion schema.
    pub data_inclusion: Vec<String>,
    /// One sentence.
    pub description: Option<String>,
}

/// A level of service (niveau).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// `information`.
    Information,
    /// `accompagnement`.
    Guidance,
}

/// A way of meeting (mode).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// `sur-place`.
    OnSite,
    /// `telephone`.
    Phone,
    /// `visio`.
    Video,
}

/// What it costs (frais).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fee {
    /// `gratuit`.
    #[default]
    Free,
    /// `payant`: shown wherever the structure is.
    Paid,
}

/// A word of the content format that stands for a value.
pub trait Keyword: Copy + 'static {
    /// Every word with its value.
    const WORDS: &'static [(&'static str, Self)];

    /// The value of a word.
    fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
    }
}

impl Keyword for Level {
    const WORDS: &'static [(&'static str, Self)] =
        &[("information", Self::Information), ("accompagnement", Self::Guidance)];
}

impl Keyword for Mode {
    const WORDS: &'static [(&'static str, Self)] =
        &[("sur-place", Self::OnSite), ("telephone", Self::Phone), ("visio", Self::Video)];
}

impl Keyword for Fee {
    const WORDS: &'static [(&'static str, Self)] = &[("gratuit", Self::Free), ("payant", Self::Paid)];
}

impl Keyword for Membership {
    const WORDS: &'static [(&'static str, Self)] =
        &[("de-droit", Self::ByRight), ("labellise", Self::Labelled)];
}

/// Phone, e-mail and website.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// As written by the editor; see [`crate::rules::telephone::dialable`] for a link.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Web address, `http` or `https`.
    pub website: Option<String>,
}

/// What is offered, to whom and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Indices into [`Taxonomies::needs`], ascending, no doubles.
    pub needs: Vec<usize>,
    /// Indices into [`Taxonomies::publics`], ascending, no doubles.
    pub publics: Vec<usize>,
    /// Levels of service, ascending, no doubles.
    pub levels: Vec<Level>,
    /// Ways of meeting, ascending, no doubles.
    pub modes: Vec<Mode>,
}

/// A structure: who offers the service.
#[derive(Clone, Debug)]
pub struct Structure {
    /// Stable identifier, the name of its file.
    pub id: String,
    /// Name.
    pub name: String,
    /// Acronym.
    pub acronym: Option<String>,
    /// Indices into [`Taxonomies::networks`], ascending, no doubles.
    pub networks: Vec<usize>,
    /// Needs, publics, levels and modes of the structure as a whole.
    pub offer: Offer,
    /// Whether it serves the whole territory at a distance.
    pub remote: bool,
    /// Free or paid.
    pub fee: Fee,
    /// What is paid, and how much.
    pub fee_details: Option<String>,
    /// Contacts of the structure as a whole.
    pub contacts: Contacts,
    /// Last checked.
    pub verified: Date,
    /// Year of the label.
    pub label_year: Option<u16>,
    /// Attribution of the data.
    pub source: Option<String>,
    /// Markdown.
    pub description: String,
    /// Places of welcome in the order of the file; at least one.
    pub places: Vec<Place>,
    /// Where it was read.
    pub origin: Origin,
}

/// A place of welcome (lieu d'accueil), permanences included. Everything it inherits is filled in.
#[derive(Clone, Debug)]
pub struct Place {
    /// Identifier, unique in the structure.
    pub id: String,
    /// Its own name (« Permanence de Saugues »).
    pub name: Option<String>,
    /// Street address.
    pub address: String,
    /// Building, floor, entrance.
    pub complement: Option<String>,
    /// Five digits.
    pub postcode: String,
    /// Name of the commune as displayed.
    pub commune: String,
    /// INSEE code of the commune or municipal arrondissement.
    pub insee: String,
    /// What that code is in the gazetteer.
    pub locality: LocalityRef,
    /// Degrees north, WGS 84.
    pub latitude: f64,
    /// Degrees east, WGS 84.
    pub longitude: f64,
    /// OSM `opening_hours`, valid.
    pub hours: Option<String>,
    /// Needs, publics, levels and modes here.
    pub offer: Offer,
    /// Contacts here.
    pub contacts: Contacts,
    /// How people are received here.
    pub welcome: Welcome,
    /// Last checked.
    pub verified: Date,
    /// Where it was read.
    pub origin: Origin,
}

/// How people are received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Welcome {
    /// Languages spoken other than French, as ISO 639 codes.
    pub languages: Vec<String>,
    /// How far people with a disability can come in, when it is known.
    pub access: Option<Access>,
    /// Page that says so in detail, such as the one of Acceslibre.
    pub access_url: Option<String>,
    /// Whether an appointment is needed, when it is known.
    pub appointment: Option<bool>,
}

/// How far people with a disability can come in (accessibilite).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// `totale`.
    Full,
    /// `partielle`.
    Partial,
    /// `aucune`.
    None,
}

impl Access {
    /// The word in content and in bundles.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, value)| *value == self).map_or("", |(word, _)| word)
    }
}

impl Keyword for Access {
    const WORDS: &'static [(&'static str, Self)] =
        &[("totale", Self::Full), ("partielle", Self::Partial), ("aucune", Self::None)];
}

/// A page written by hand.
#[derive(Clone, Debug)]
pub struct FreePage {
    /// Name of its file: its address.
    pub slug: String,
    /// Title.
    pub title: String,
    /// One sentence.
    pub description: Option<String>,
    /// Rank in menus; pages without one come last.
    pub rank: i64,
    /// Markdown.
    pub body: String,
    /// Where it was read.
    pub origin: Origin,
}
