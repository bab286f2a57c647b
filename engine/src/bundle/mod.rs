//! The container: a versioned file of checked sections. `docs/FORMAT.md` describes the bytes.
//!
//! ```text
//! 0   4   magic "AZMT"
//! 4   2   format version, little-endian
//! 6   2   number of sections n
//! 8   8   generation: the same in every bundle of one build
//! 16  16n table: tag (4), offset (4), length (4), CRC-32 (4)
//! …   4   CRC-32 of everything before it
//! …       the sections, one after the other, in the order of the table
//! ```
//!
//! Everything is addressed by the table, so a reader borrows sections without copying or unpacking them.

mod crc;
mod reader;
mod writer;

pub use reader::Reader;
pub use writer::Writer;

/// Version of the container and of all sections together. It changes when an older reader could not read,
/// or would misread, what a newer writer writes.
pub const FORMAT_VERSION: u16 = 1;

/// Name of a section.
pub type Tag = [u8; 4];

/// Title, territory.
pub const META: Tag = *b"META";
/// Needs, publics, networks.
pub const TAXONOMIES: Tag = *b"TAXO";
/// Compact records of the structures.
pub const STRUCTURES: Tag = *b"STRU";
/// Compact records of the places of welcome.
pub const PLACES: Tag = *b"PLAC";
/// Points of the places, in the packed order of the R-tree.
pub const TREE: Tag = *b"TREE";
/// Communes of the territory and what is above them.
pub const GAZETTEER: Tag = *b"GAZT";
/// Communes around it, EPCI, former communes (bundle of what is around).
pub const AROUND: Tag = *b"RING";
/// Display records of the structures (details bundle).
pub const STRUCTURE_DETAILS: Tag = *b"DSTR";
/// Display records of the places (details bundle).
pub const PLACE_DETAILS: Tag = *b"DPLC";
/// When the places are open (details bundle).
pub const HOURS: Tag = *b"HOUR";
/// When the places are closed (details bundle; may be absent).
pub const CLOSURES: Tag = *b"CLOS";
/// Why, and where to go instead (details bundle; where the section before it is).
pub const CLOSURE_DETAILS: Tag = *b"DCLO";
/// Outlines of the departments (details bundle; may be absent).
pub const OUTLINE: Tag = *b"OUTL";
/// Numbers of structures, places, needs, publics and networks that the text index has (text bundle).
pub const UNITS: Tag = *b"UNIT";
/// Terms of needs, publics and networks, as hashes (text bundle; may be absent).
pub const TERMS: Tag = *b"TERM";
/// Everyday words that are communes too, in the form of [`TERMS`] with one entry (text bundle; may be absent).
pub const EVERYDAY: Tag = *b"EVRY";
/// What sentences ask for, as weights of hashed words and pairs of words (text bundle; may be absent).
pub const LESSONS: Tag = *b"LSNS";
/// The least and the greatest age of each public (text bundle; may be absent).
pub const AGES: Tag = *b"AGES";
/// What is found beside the structures (documents bundle).
pub const DOCUMENTS: Tag = *b"DOCS";
/// Names of the files of the text index (text bundle); the files follow as sections `F000`, `F001`…
pub const FILES: Tag = *b"FILE";

const MAGIC: [u8; 4] = *b"AZMT";
const HEADER_BYTES: usize = 16;
const ROW_BYTES: usize = 16;
const CRC_BYTES: usize = 4;

/// Tag of the `number`-th file of the text index; `None` from 1,000 on.
#[must_use]
pub fn file_tag(number: usize) -> Option<Tag> {
    let digit = |power: usize| b'0' + (number / power % 10) as u8;
    (number < 1000).then(|| [b'F', digit(100), digit(10), digit(1)])
}
