//! The closed vocabularies of the content format: words that stand for values.

use super::toml_reader::Table;
use crate::diagnostics::{Diagnostic, Diagnostics, Located, did_you_mean};

/// How a network belongs to the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Membership {
    /// By law (`de-droit`).
    #[default]
    ByRight,
    /// By a label (`labellise`).
    Labelled,
}

/// A level of service (niveau).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// `information`.
    Information,
    /// `accompagnement`.
    Guidance,
}

impl Level {
    /// Both, the first one first.
    pub const ALL: [Self; 2] = [Self::Information, Self::Guidance];

    /// What a person reads, within a sentence.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Guidance => "accompagnement personnalisé",
        }
    }
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

impl Mode {
    /// What a person reads, within a sentence.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::OnSite => "sur place",
            Self::Phone => "par téléphone",
            Self::Video => "en visioconférence",
        }
    }
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
pub trait Keyword: Copy + PartialEq + 'static {
    /// Every word with its value.
    const WORDS: &'static [(&'static str, Self)];

    /// The word in content, in addresses and in bundles.
    #[must_use]
    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, value)| *value == self).map_or("", |(word, _)| word)
    }

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

/// A drawing beside a heading (pictogramme).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pictogram {
    /// `boussole`.
    Compass,
    /// `livre`.
    Book,
    /// `mallette`.
    Case,
    /// `marches`.
    Steps,
    /// `maison`.
    House,
    /// `monde`.
    Globe,
    /// `coeur`.
    Heart,
    /// `personnes`.
    People,
}

impl Keyword for Pictogram {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("boussole", Self::Compass),
        ("livre", Self::Book),
        ("mallette", Self::Case),
        ("marches", Self::Steps),
        ("maison", Self::House),
        ("monde", Self::Globe),
        ("coeur", Self::Heart),
        ("personnes", Self::People),
    ];
}

/// What a resource is (type).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// `fiche`: one page on one point.
    Sheet,
    /// `guide`: how to do something, from beginning to end.
    Guide,
    /// `outil`: something to work with.
    Tool,
    /// `modele`: something to fill in.
    Template,
    /// `reference`: a reference document of the service, in versions.
    Reference,
}

impl Form {
    /// What a person reads of several.
    #[must_use]
    pub fn titles(self) -> &'static str {
        match self {
            Self::Sheet => "Fiches",
            Self::Guide => "Guides",
            Self::Tool => "Outils",
            Self::Template => "Modèles",
            Self::Reference => "Documents de référence",
        }
    }

    /// What a person reads.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Sheet => "Fiche",
            Self::Guide => "Guide",
            Self::Tool => "Outil",
            Self::Template => "Modèle",
            Self::Reference => "Document de référence",
        }
    }
}

impl Keyword for Form {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("fiche", Self::Sheet),
        ("guide", Self::Guide),
        ("outil", Self::Tool),
        ("modele", Self::Template),
        ("reference", Self::Reference),
    ];
}

/// What an event is (type).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gathering {
    /// `matinale`: professionals of a territory meet for a morning.
    Matinale,
    /// `rdv-competences`: an exchange on one subject.
    Exchange,
    /// `tournee`: something that goes from town to town.
    Tour,
    /// `salon`: a fair or a forum.
    Fair,
    /// `portes-ouvertes`.
    OpenDay,
    /// `atelier`: for the public.
    Workshop,
    /// `reunion`: a meeting for information.
    Meeting,
}

impl Gathering {
    /// Every one, in the order of the page.
    pub const ALL: [Self; 7] = [
        Self::Matinale,
        Self::Exchange,
        Self::Tour,
        Self::Fair,
        Self::OpenDay,
        Self::Workshop,
        Self::Meeting,
    ];

    /// What a person reads.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Matinale => "Matinale",
            Self::Exchange => "RDV Compétences",
            Self::Tour => "Tournée",
            Self::Fair => "Salon ou forum",
            Self::OpenDay => "Portes ouvertes",
            Self::Workshop => "Atelier",
            Self::Meeting => "Réunion d’information",
        }
    }

    /// What a person reads of several.
    #[must_use]
    pub fn titles(self) -> &'static str {
        match self {
            Self::Matinale => "Matinales",
            Self::Exchange => "RDV Compétences",
            Self::Tour => "Tournées",
            Self::Fair => "Salons et forums",
            Self::OpenDay => "Portes ouvertes",
            Self::Workshop => "Ateliers",
            Self::Meeting => "Réunions d’information",
        }
    }
}

impl Keyword for Gathering {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("matinale", Self::Matinale),
        ("rdv-competences", Self::Exchange),
        ("tournee", Self::Tour),
        ("salon", Self::Fair),
        ("portes-ouvertes", Self::OpenDay),
        ("atelier", Self::Workshop),
        ("reunion", Self::Meeting),
    ];
}

/// Whom an event is for (pour).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// `tous`.
    #[default]
    Everyone,
    /// `professionnels`.
    Professionals,
}

impl Audience {
    /// Every one, in the order of the page.
    pub const ALL: [Self; 2] = [Self::Everyone, Self::Professionals];

    /// What a person reads.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Everyone => "Ouvert à tout le monde",
            Self::Professionals => "Pour les professionnels",
        }
    }
}

impl Keyword for Audience {
    const WORDS: &'static [(&'static str, Self)] =
        &[("tous", Self::Everyone), ("professionnels", Self::Professionals)];
}

/// What a training of professionals is (type).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// `formation`: a course, of a day or more.
    Course,
    /// `atelier`: one does something together.
    Workshop,
    /// `webinaire`: heard from afar, and heard again.
    Webinar,
    /// `e-learning`: alone, at any time.
    Elearning,
}

impl Format {
    /// Every one, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Course, Self::Workshop, Self::Webinar, Self::Elearning];

    /// What a person reads.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Course => "Formation",
            Self::Workshop => "Atelier de formation",
            Self::Webinar => "Webinaire",
            Self::Elearning => "E-learning",
        }
    }

    /// What a person reads of several.
    #[must_use]
    pub fn titles(self) -> &'static str {
        match self {
            Self::Course => "D’un jour ou plus",
            Self::Workshop => "Ateliers de formation",
            Self::Webinar => "Webinaires",
            Self::Elearning => "E-learning",
        }
    }
}

impl Keyword for Format {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("formation", Self::Course),
        ("atelier", Self::Workshop),
        ("webinaire", Self::Webinar),
        ("e-learning", Self::Elearning),
    ];
}

/// What one must know to follow a training (niveau).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Depth {
    /// `decouverte`: nothing.
    Discovery,
    /// `approfondissement`: the basics.
    Deepening,
    /// `expertise`: one does it every day.
    Expertise,
}

impl Depth {
    /// Every one, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Discovery, Self::Deepening, Self::Expertise];

    /// What a person reads.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Discovery => "Découverte",
            Self::Deepening => "Approfondissement",
            Self::Expertise => "Expertise",
        }
    }
}

impl Keyword for Depth {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("decouverte", Self::Discovery),
        ("approfondissement", Self::Deepening),
        ("expertise", Self::Expertise),
    ];
}

/// Whether a resource is still valid (etat).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Validity {
    /// `en-vigueur`.
    #[default]
    InForce,
    /// `archivee`: kept, and said not to be valid any more.
    Archived,
}

impl Keyword for Validity {
    const WORDS: &'static [(&'static str, Self)] =
        &[("en-vigueur", Self::InForce), ("archivee", Self::Archived)];
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

impl Keyword for Access {
    const WORDS: &'static [(&'static str, Self)] =
        &[("totale", Self::Full), ("partielle", Self::Partial), ("aucune", Self::None)];
}

/// The values of the words of a list, sorted, each once; unknown words are reported.
pub(super) fn keywords<K: Keyword + Ord>(
    table: &mut Table<'_>,
    key: &'static str,
    d: &mut Diagnostics,
) -> Option<Vec<K>> {
    let words = table.strings(key, d)?;
    let mut values: Vec<K> = words.iter().filter_map(|word| keyword(word, key, d)).collect();
    values.sort();
    values.dedup();
    Some(values)
}

/// The value of a word; an unknown word is reported.
pub(crate) fn keyword<K: Keyword>(word: &Located<String>, key: &str, d: &mut Diagnostics) -> Option<K> {
    let value = K::parse(&word.value);
    if value.is_none() {
        let message = format!("« {key} » ne connaît pas « {} »", word.value);
        d.push(
            Diagnostic::error("valeur-inconnue", &word.at, message)
                .expected(words::<K>())
                .hint(did_you_mean(&word.value, K::WORDS.iter().map(|(known, _)| *known))),
        );
    }
    value
}

/// The words of a kind, for messages: « a », « b » ou « c ».
pub(crate) fn words<K: Keyword>() -> String {
    K::WORDS.iter().map(|(word, _)| format!("\"{word}\"")).collect::<Vec<_>>().join(" ou ")
}
