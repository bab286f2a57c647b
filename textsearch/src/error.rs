//! The one error of this crate.

use core::fmt;

/// What went wrong while building or opening a text index.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Bundle(engine::Error),
    /// Tantivy failed. Its error is dropped: its formatting would weigh several kB in the module.
    Index,
    Shape(&'static str),
}

impl Error {
    pub(crate) fn shape(what: &'static str) -> Self {
        Self { kind: Kind::Shape(what) }
    }

    /// True when the bytes are truncated, altered, or of another make.
    #[must_use]
    pub fn is_corrupt(&self) -> bool {
        match &self.kind {
            Kind::Bundle(error) => error.is_corrupt(),
            Kind::Index | Kind::Shape(_) => true,
        }
    }

    /// True when the bytes are of a format version that this code does not read.
    #[must_use]
    pub fn is_incompatible(&self) -> bool {
        matches!(&self.kind, Kind::Bundle(error) if error.is_incompatible())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Bundle(error) => error.fmt(f),
            Kind::Index => f.write_str("index plein texte illisible"),
            Kind::Shape(what) => f.write_str(what),
        }
    }
}

impl core::error::Error for Error {}

impl From<engine::Error> for Error {
    fn from(error: engine::Error) -> Self {
        Self { kind: Kind::Bundle(error) }
    }
}

impl From<tantivy::TantivyError> for Error {
    fn from(_: tantivy::TantivyError) -> Self {
        Self { kind: Kind::Index }
    }
}

impl From<std::io::Error> for Error {
    fn from(_: std::io::Error) -> Self {
        Self { kind: Kind::Index }
    }
}
