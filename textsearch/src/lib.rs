//! French text analysis and the Tantivy index: writer and reader.
//!
//! A keyword goes in, its words come out with the records that have them ([`KeywordIndex::look_up`]); what
//! they mean together, filtering, ranking and grouping are the engine's. It is the second download, a WebAssembly module of its own, and like the
//! engine it knows no file, network, clock, DOM or printing.

pub mod ages;
pub mod analysis;
mod directory;
mod documents;
mod error;
mod fuzzy;
mod lessons;
mod phonetic;
mod schema;
mod search;
mod terms;
mod writer;

pub use documents::{DocumentIndex, DocumentTexts, FoundDocuments};
pub use error::Error;
pub use lessons::{Example, learn};
pub use search::{Found, KeywordIndex};
pub use writer::{Texts, build, build_with};

/// Short for results whose error tells a damaged index from one of another version.
pub type Result<T> = core::result::Result<T, Error>;

#[cfg(test)]
mod tests;
