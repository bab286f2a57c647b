//! The directory in memory: what a browser needs for its first answer.
//!
//! This crate holds the byte format (writer and reader side by side), the records, the gazetteer, the
//! R-tree, the filters and the ranking. It knows nothing of files, network, clock, DOM or printing, and
//! nothing of Tantivy: the words of a keyword come in with the records that have them (see [`keyword`]).
//! It is part of the first download, so every dependency is weighed in bytes.
//!
//! The usual way in:
//!
//! 1. [`Engine::open`] over the bytes of a base bundle;
//! 2. [`gazetteer::Gazetteer::resolve`] or [`gazetteer::Gazetteer::suggest`] for what was typed as a place;
//! 3. [`Engine::read`] for what was typed as a keyword, once the text index has looked its words up;
//! 4. [`Engine::search`] and [`Engine::facets`] with a [`query::Query`].

pub mod bundle;
pub mod closures;
pub mod codec;
pub mod details;
pub mod directory;
mod distance;
pub mod documents;
mod error;
pub mod fold;
pub mod gazetteer;
pub mod geo;
pub mod hours;
mod idset;
pub mod keyword;
mod maths;
pub mod meta;
mod order;
pub mod outline;
pub mod query;
mod rank;
mod spatial;
pub mod taxonomy;
mod tier;

use directory::Directory;
use gazetteer::Gazetteer;
use keyword::{Reading, WordHits};
use meta::Meta;
use query::{Answer, Facets, Query};
use spatial::SpatialIndex;
use taxonomy::Taxonomies;

pub use error::{Error, Fault};
pub use idset::IdSet;
pub use tier::Tier;

/// Short for results whose error names a section and an offset.
pub type Result<T> = core::result::Result<T, Error>;

/// A base bundle, opened: everything that a search by need, place and distance uses.
#[derive(Debug)]
pub struct Engine {
    /// What the bundle says of itself.
    pub meta: Meta,
    /// Needs, publics and networks.
    pub taxonomies: Taxonomies,
    /// Structures and their places of welcome.
    pub directory: Directory,
    /// Communes and the territories above them.
    pub gazetteer: Gazetteer,
    spatial: SpatialIndex,
    generation: u64,
}

impl Engine {
    /// Opens the bytes of a base bundle.
    ///
    /// # Errors
    ///
    /// [`Error::is_incompatible`] for another format version, [`Error::is_corrupt`] for anything else that
    /// the writer would not have written.
    pub fn open(bytes: &[u8]) -> Result<Self> {
        let reader = bundle::Reader::open(bytes)?;
        let meta = Meta::decode(reader.section(bundle::META)?)?;
        let taxonomies = Taxonomies::decode(reader.section(bundle::TAXONOMIES)?)?;
        let gazetteer = Gazetteer::decode(reader.section(bundle::GAZETTEER)?)?;
        let directory = Directory::decode(
            reader.section(bundle::STRUCTURES)?,
            reader.section(bundle::PLACES)?,
            reader.section(bundle::TREE)?,
            &taxonomies,
            gazetteer.communes(),
        )?;
        let spatial = SpatialIndex::build(directory.places.iter().map(|place| place.point));
        Ok(Self { meta, taxonomies, directory, gazetteer, spatial, generation: reader.generation() })
    }

    /// Opens the bytes of the bundle of what is around the territory: communes to start from, EPCI, former communes.
    ///
    /// # Errors
    ///
    /// As [`Engine::open`], and corrupt when the bundle belongs to another build; the engine is then as it was.
    pub fn open_around(&mut self, bytes: &[u8]) -> Result<()> {
        let reader = bundle::Reader::open(bytes)?;
        if reader.generation() != self.generation {
            return Err(Error::corrupt(bundle::AROUND, 0, Fault::Mixed));
        }
        self.gazetteer = self.gazetteer.decode_around(reader.section(bundle::AROUND)?)?;
        Ok(())
    }

    /// The number that every bundle of one build shares: a details or text bundle with another one
    /// belongs to another build and must not be mixed in.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Answers a query. Cost: one pass over the candidate places and a sort of the matching structures.
    #[must_use]
    pub fn search(&self, query: &Query) -> Answer {
        rank::search(self, query)
    }

    /// Counts what each need, public and network would leave of the answer. Cost: one pass over the places.
    #[must_use]
    pub fn facets(&self, query: &Query) -> Facets {
        rank::facets(self, query)
    }

    /// What a keyword means: `words` is what the text index found of `text`. A territory named in it is
    /// recognised when `place_wanted`, that is when no place was chosen otherwise.
    #[must_use]
    pub fn read(&self, text: &str, words: Vec<WordHits>, place_wanted: bool) -> Reading {
        keyword::read(self, text, words, place_wanted)
    }
}

#[cfg(test)]
mod tests;
