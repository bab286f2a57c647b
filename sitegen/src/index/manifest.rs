//! `index-data/manifest.json`: the bundles of one build, by part of the territory.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::diagnostics::Failure;

/// Version of `manifest.json`.
pub const MANIFEST_FORMAT: u32 = 1;

/// Name of the file that lists the bundles.
pub const MANIFEST: &str = "manifest.json";

/// `index-data/manifest.json`.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`MANIFEST_FORMAT`].
    pub format: u32,
    /// What all bundles of one build share, in 16 hexadecimal digits.
    pub generation: String,
    /// Parts of the territory.
    pub shards: Vec<Shard>,
    /// What is found beside the structures; absent from the first indexes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<File>,
}

/// A part of the territory with its bundles.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    /// Stable identifier.
    pub id: String,
    /// West, south, east, north of its places, in degrees.
    pub bbox: [f64; 4],
    /// Number of structures.
    pub structures: usize,
    /// Number of places.
    pub places: usize,
    /// What the first answer needs.
    pub base: File,
    /// Communes around the territory, EPCI, former communes.
    pub around: File,
    /// Display records.
    pub details: File,
    /// The text index.
    pub text: File,
}

/// A bundle on disk.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Relative to the manifest; holds the hash of the content.
    pub path: String,
    /// In bytes.
    pub size: usize,
}

/// Reads the manifest of an index folder.
///
/// # Errors
///
/// When it is not there, or not of this version.
pub fn read_manifest(dir: &Path) -> Result<Manifest, Failure> {
    let path = dir.join(MANIFEST);
    let json = std::fs::read(&path).map_err(|error| Failure::io("lecture de", &path, &error))?;
    let manifest: Manifest = serde_json::from_slice(&json)
        .map_err(|error| Failure::other(format!("{} : manifeste illisible ({error})", path.display())))?;
    if manifest.format != MANIFEST_FORMAT || manifest.shards.is_empty() {
        return Err(Failure::other(format!("{} : manifeste d’une autre version", path.display())));
    }
    Ok(manifest)
}
