//! The one error of this crate: opaque, with predicates, naming the section and the offset.

use core::fmt;

/// What went wrong while reading or writing a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: Kind,
    section: [u8; 4],
    offset: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Corrupt(Fault),
    /// The version found, and the one that is read.
    Incompatible(u16, u16),
    Unencodable(&'static str),
}

macro_rules! faults {
    ($($name:ident $text:literal),* $(,)?) => {
        /// What a writer of this format would not have written.
        ///
        /// Numbered, so that a program which shows no details carries none of their sentences.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fault {
            $(#[doc = $text] $name),*
        }

        impl fmt::Display for Fault {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$name => $text),*
                })
            }
        }
    };
}

faults! {
    // The container.
    File "fichier tronqué",
    Magic "ce n’est pas un index Azimut",
    Table "table des sections tronquée",
    TableChecksum "somme de contrôle de la table",
    Section "section tronquée",
    SectionOrder "sections mal rangées",
    SectionChecksum "somme de contrôle",
    NoSection "section absente",
    Mixed "fichiers de deux versions mêlés",
    // Any section.
    End "fin inattendue",
    LongInteger "entier trop long",
    Count "nombre d’éléments impossible",
    Index "indice hors limites",
    Number "nombre hors limites",
    Lines "lignes en trop ou en moins",
    Text "texte tronqué",
    Utf8 "texte qui n’est pas en UTF-8",
    Trailing "octets en trop",
    Unsorted "éléments en double ou non triés",
    // One of them.
    OffGlobe "point hors du globe",
    UnknownPlace "lieu inconnu",
    NoPoint "lieu sans point",
    Places "nombre de lieux contradictoire",
    UnknownEntry "entrée de taxonomie inconnue",
    LongTaxonomy "taxonomie trop longue",
    Insee "code INSEE impossible",
    NoEpci "intercommunalité absente",
    ManyPostcodes "codes postaux en trop",
    UnknownPostcode "code postal inconnu",
    Period "période invraisemblable",
    Hours "plage horaire impossible",
    Exception "jour d’exception hors de la période",
    ManyFiles "trop de fichiers",
    ManyUnits "trop d’unités",
}

/// Stands for the container itself, which has no section tag.
pub(crate) const CONTAINER: [u8; 4] = *b"AZMT";

impl Error {
    /// The bytes are not what a writer of this format version writes.
    pub fn corrupt(section: [u8; 4], offset: usize, what: Fault) -> Self {
        Self { kind: Kind::Corrupt(what), section, offset }
    }

    pub(crate) fn incompatible(version: u16, read: u16) -> Self {
        Self { kind: Kind::Incompatible(version, read), section: CONTAINER, offset: 4 }
    }

    /// The records cannot be written in this format.
    pub fn unencodable(section: [u8; 4], what: &'static str) -> Self {
        Self { kind: Kind::Unencodable(what), section, offset: 0 }
    }

    /// True when the bytes are truncated, altered, or of another make: fetching them again may help.
    #[must_use]
    pub fn is_corrupt(&self) -> bool {
        matches!(self.kind, Kind::Corrupt(_))
    }

    /// True when the bytes are whole but of a format version that this code does not read: a newer or
    /// older program is needed.
    #[must_use]
    pub fn is_incompatible(&self) -> bool {
        matches!(self.kind, Kind::Incompatible(..))
    }

    /// True when the writer was given records that do not fit the format.
    #[must_use]
    pub fn is_unencodable(&self) -> bool {
        matches!(self.kind, Kind::Unencodable(_))
    }

    /// The section's tag (`AZMT` for the container itself).
    #[must_use]
    pub fn section(&self) -> &str {
        core::str::from_utf8(&self.section).unwrap_or("????")
    }

    /// Offset of the fault in the section (in the bundle, for the container itself), in bytes.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let section = self.section();
        match self.kind {
            Kind::Corrupt(what) => {
                write!(f, "section {section}, octet {} : {what}", self.offset)
            }
            Kind::Incompatible(version, read) => {
                write!(f, "version {version} du format, alors que ce programme lit la version {read}")
            }
            Kind::Unencodable(what) => write!(f, "section {section} : {what}"),
        }
    }
}

impl core::error::Error for Error {}
