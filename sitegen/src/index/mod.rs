//! From content to the prebuilt index: what the engine, the details and the text search read.
//!
//! One set of four bundles a shard, and one bundle of resources and pages beside them all. There is one shard today (`tout`); the manifest is a list so that a
//! territory too large for one download can be cut by department without a new format.

mod documents;
mod gazetteer;
mod manifest;
mod records;
mod synonyms;
pub(crate) mod timetables;

use std::path::Path;

use engine::Engine;
use engine::bundle::{self, Writer};
use engine::details::encode_closures;
use engine::directory::Directory;
use engine::geo::Point;
use sha2::{Digest, Sha256};
use textsearch::Texts;

pub use manifest::{File, MANIFEST, MANIFEST_FORMAT, Manifest, Shard, read_manifest};

use self::gazetteer::GazetteerMap;
use self::records::{details, directory, meta, taxonomies};
use self::synonyms::Expansion;
use crate::content::{Content, texts};
use crate::diagnostics::Failure;

/// A built index, in memory.
#[derive(Clone, Debug)]
pub struct Index {
    /// The manifest.
    pub manifest: Manifest,
    /// The bundles, by path.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Builds the index of `content`. The same content gives the same bytes.
///
/// # Errors
///
/// When the records do not fit the format (see [`engine::Error::is_unencodable`]).
pub fn build(content: &Content) -> Result<Index, Failure> {
    let gazetteer = GazetteerMap::new(content);
    let directory = directory(content, &gazetteer);
    let points: Vec<Point> = directory.places.iter().map(|place| place.point).collect();
    let base = base(content, &directory, &gazetteer).map_err(unfit)?;
    let (structure_details, place_details) = details(content);
    let (structure_details, place_details) = engine::details::encode(&structure_details, &place_details);
    let hours = timetables::of(content);
    let mut details = vec![
        (bundle::STRUCTURE_DETAILS, structure_details),
        (bundle::PLACE_DETAILS, place_details),
        (bundle::HOURS, hours.encode().map_err(unfit)?),
    ];
    if !hours.closures.list.is_empty() {
        details.push((bundle::CLOSURES, hours.closures.encode().map_err(unfit)?));
        details.push((bundle::CLOSURE_DETAILS, encode_closures(&timetables::told(content))));
    }
    if !content.outline.is_empty() {
        details.push((bundle::OUTLINE, content.outline.encode()));
    }
    let around = [(bundle::AROUND, gazetteer.lists.encode_around().map_err(unfit)?)];
    let texts = expanded(content);

    let generation = generation(base.iter().chain(&around).chain(&details), &texts);
    let base = seal(generation, base).map_err(unfit)?;
    let around = seal(generation, around).map_err(unfit)?;
    let details = seal(generation, details).map_err(unfit)?;
    let text = textsearch::build(&texts, generation)
        .map_err(|error| Failure::other(format!("index plein texte : {error}")))?;

    let mut files = Vec::new();
    let mut add = |kind: &str, bytes: Vec<u8>| {
        let file = File { path: format!("{kind}-{}.azb", hash(&bytes)), size: bytes.len() };
        files.push((file.path.clone(), bytes));
        file
    };
    let shard = Shard {
        id: "tout".to_owned(),
        bbox: bbox(&points),
        structures: directory.structures.len(),
        places: directory.places.len(),
        base: add("base", base),
        around: add("around", around),
        details: add("details", details),
        text: add("text", text),
    };
    let documents = documents::build(content)
        .map_err(|error| Failure::other(format!("index des ressources et des pages : {error}")))?;
    let documents = Some(add("documents", documents));
    let generation = format!("{generation:016x}");
    let manifest = Manifest { format: MANIFEST_FORMAT, generation, shards: vec![shard], documents };
    Ok(Index { manifest, files })
}

impl Index {
    /// Writes the index into `dir`, which is emptied of older bundles first by writing aside and swapping.
    ///
    /// # Errors
    ///
    /// With the path that could not be written.
    pub fn write(&self, dir: &Path) -> Result<(), Failure> {
        std::fs::create_dir_all(dir).map_err(|error| Failure::io("création de", dir, &error))?;
        for (name, bytes) in &self.files {
            write_whole(&dir.join(name), bytes)?;
        }
        // The manifest comes last: until then the older one and its bundles are whole.
        let manifest = dir.join(MANIFEST);
        let json = serde_json::to_string_pretty(&self.manifest)
            .map_err(|error| Failure::other(format!("{} : {error}", manifest.display())))?;
        write_whole(&manifest, format!("{json}\n").as_bytes())?;
        self.remove_stale(dir)
    }

    /// Removes the bundles of earlier builds.
    fn remove_stale(&self, dir: &Path) -> Result<(), Failure> {
        let unreadable = |error: std::io::Error| Failure::io("lecture de", dir, &error);
        for entry in std::fs::read_dir(dir).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.ends_with(".azb") && !self.files.iter().any(|(file, _)| file == name) {
                std::fs::remove_file(&path).map_err(|error| Failure::io("suppression de", &path, &error))?;
            }
        }
        Ok(())
    }
}

/// What the browser opens first.
fn base(
    content: &Content,
    directory: &Directory,
    gazetteer: &GazetteerMap,
) -> engine::Result<[(bundle::Tag, Vec<u8>); 6]> {
    let (structures, places) = directory.encode()?;
    Ok([
        (bundle::META, meta(content).encode()),
        (bundle::TAXONOMIES, taxonomies(content).encode()),
        (bundle::STRUCTURES, structures),
        (bundle::PLACES, places),
        (bundle::TREE, directory.encode_points(&gazetteer.lists.communes)),
        (bundle::GAZETTEER, gazetteer.lists.encode()?),
    ])
}

/// The directory as the browser has it once it is opened: it orders structures as the widget does. Structures and
/// their places have the numbers that they have in the content.
///
/// # Errors
///
/// As [`build`].
pub fn engine(content: &Content) -> Result<Engine, Failure> {
    let gazetteer = GazetteerMap::new(content);
    let directory = directory(content, &gazetteer);
    let sections = base(content, &directory, &gazetteer).map_err(unfit)?;
    Engine::open(&seal(0, sections).map_err(unfit)?).map_err(unfit)
}

/// First 16 hexadecimal digits of the SHA-256 of `bytes`: the name that a content keeps for ever.
#[must_use]
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unfit(error: engine::Error) -> Failure {
    Failure::other(format!("ces fiches n’entrent pas dans l’index : {error}"))
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::io("écriture de", path, &error);
    let aside = path.with_extension("tmp");
    std::fs::write(&aside, bytes).map_err(failed)?;
    std::fs::rename(&aside, path).map_err(failed)
}

fn seal(
    generation: u64,
    sections: impl IntoIterator<Item = (bundle::Tag, Vec<u8>)>,
) -> engine::Result<Vec<u8>> {
    let writer = Writer::new(generation);
    sections.into_iter().fold(writer, |writer, (tag, bytes)| writer.section(tag, bytes)).finish()
}

/// A number that changes with any byte of the index.
fn generation<'a>(sections: impl Iterator<Item = &'a (bundle::Tag, Vec<u8>)>, texts: &Texts) -> u64 {
    let mut hasher = Sha256::new();
    for (tag, bytes) in sections {
        hasher.update(tag);
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    }
    for list in texts.lists() {
        hasher.update((list.len() as u64).to_le_bytes());
        for text in list {
            hasher.update((text.len() as u64).to_le_bytes());
            hasher.update(text);
        }
    }
    let examples = texts.examples.iter().map(|it| format!("{} {:?}", it.text, it.needs));
    for text in texts.everyday.iter().cloned().chain(examples) {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    }
    let digest = hasher.finalize();
    digest[..8].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn bbox(points: &[Point]) -> [f64; 4] {
    let edge = |pick: fn(f64, f64) -> f64, start: f64, of: fn(&Point) -> f64| {
        points.iter().map(of).fold(start, pick)
    };
    let longitude = |point: &Point| point.longitude.degrees();
    let latitude = |point: &Point| point.latitude.degrees();
    if points.is_empty() {
        return [0.0; 4];
    }
    [
        edge(f64::min, 180.0, longitude),
        edge(f64::min, 90.0, latitude),
        edge(f64::max, -180.0, longitude),
        edge(f64::max, -90.0, latitude),
    ]
}

/// The texts with what synonyms add. A commune is no word of the service: « Bourse » stays a place.
fn expanded(content: &Content) -> Texts {
    let expansion = Expansion::new(&content.synonyms);
    let expand = |list: Vec<String>| list.iter().map(|text| expansion.apply(text)).collect();
    let texts = texts::texts(content);
    Texts {
        names: expand(texts.names),
        descriptions: expand(texts.descriptions),
        places: texts.places,
        needs: expand(texts.needs),
        publics: expand(texts.publics),
        networks: expand(texts.networks),
        everyday: texts.everyday,
        examples: texts.examples,
    }
}
