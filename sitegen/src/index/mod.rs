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

use std::convert::Infallible;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread::{self, ScopedJoinHandle};

use engine::Engine;
use engine::bundle::{self, Reader, Writer};
use engine::details::encode_closures;
use engine::directory::Directory;
use engine::geo::Point;
use sha2::{Digest, Sha256};
use textsearch::Texts;
use textsearch::ages::ANY;

pub use manifest::{File, MANIFEST, MANIFEST_FORMAT, Manifest, Shard, read_manifest};

use self::gazetteer::GazetteerMap;
use self::records::{details, directory, meta, taxonomies};
use self::synonyms::Expansion;
use crate::content::{Content, texts};
use crate::diagnostics::Failure;
use crate::french::phrases::Stems;
use crate::kept::Kept;

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
    build_after(content, &Kept::nothing())
}

/// Builds the index and writes it into `dir`, where what can serve again is kept for the next time: what was learnt of
/// sentences, text indexes, opening hours. The bytes are those of [`build`].
///
/// # Errors
///
/// As [`build`] and [`Index::write`].
pub fn rebuild(content: &Content, dir: &Path) -> Result<Index, Failure> {
    let index = build_after(content, &Kept::beside(dir))?;
    index.write(dir)?;
    Ok(index)
}

fn build_after(content: &Content, kept: &Kept) -> Result<Index, Failure> {
    thread::scope(|scope| {
        let details = scope.spawn(|| details_sections(content, kept));
        let documents = scope.spawn(|| documents::build(content, kept));
        let first = scope.spawn(|| First::of(content));
        let texts = expanded(content);
        let text = text_index(&texts, kept);
        let (details, documents) = (ended(details), ended(documents));
        assembled(Parts { first: ended(first), details, documents, text, texts })
    })
}

/// What is made of a content.
struct Parts {
    first: engine::Result<First>,
    details: engine::Result<Vec<(bundle::Tag, Vec<u8>)>>,
    documents: textsearch::Result<Vec<u8>>,
    /// The text index, of no generation.
    text: textsearch::Result<Vec<u8>>,
    texts: Texts,
}

/// What the browser opens first, and the gazetteer around it.
struct First {
    base: [(bundle::Tag, Vec<u8>); 6],
    around: [(bundle::Tag, Vec<u8>); 1],
    structures: usize,
    points: Vec<Point>,
}

impl First {
    fn of(content: &Content) -> engine::Result<Self> {
        let gazetteer = GazetteerMap::new(content);
        let directory = directory(content, &gazetteer);
        Ok(Self {
            base: base(content, &directory, &gazetteer)?,
            around: [(bundle::AROUND, gazetteer.lists.encode_around()?)],
            structures: directory.structures.len(),
            points: directory.places.iter().map(|place| place.point).collect(),
        })
    }
}

/// What a thread gave; when it panicked, so does this.
fn ended<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|cause| resume_unwind(cause))
}

/// The text index, which changes with the texts alone: it is made without a generation.
fn text_index(texts: &Texts, kept: &Kept) -> textsearch::Result<Vec<u8>> {
    let lessons = lessons(texts, kept);
    let mut parts: Vec<&[u8]> = vec![&lessons];
    for list in texts.lists().into_iter().chain([texts.everyday.as_slice()]) {
        // What does not stand in a text keeps the lists apart.
        parts.extend(list.iter().map(String::as_bytes).chain([b"\0".as_slice()]));
    }
    let ages: Vec<u8> = texts.ages.iter().flat_map(|(least, most)| [*least, *most]).collect();
    parts.push(&ages);
    kept.or_make("text", &parts, || textsearch::build_with(texts, lessons.clone(), 0))
}

/// The same bundle in another generation.
fn sealed_anew(bundle: &[u8], generation: u64) -> engine::Result<Vec<u8>> {
    let reader = Reader::open(bundle)?;
    let sections = reader.sections().map(|(tag, _)| Ok((tag, reader.section(tag)?.to_vec())));
    seal(generation, sections.collect::<engine::Result<Vec<_>>>()?)
}

/// What the sentences of the content teach.
fn lessons(texts: &Texts, kept: &Kept) -> Vec<u8> {
    let count = texts.needs.len().to_le_bytes();
    let examples: String = texts.examples.iter().map(|it| format!("{:?} {}\n", it.needs, it.text)).collect();
    let learnt = || Ok::<_, Infallible>(textsearch::learn(&texts.examples, texts.needs.len()));
    match kept.or_make("lessons", &[&count, examples.as_bytes()], learnt) {
        Ok(lessons) => lessons,
    }
}

/// The sections of what is shown when a card unfolds.
fn details_sections(content: &Content, kept: &Kept) -> engine::Result<Vec<(bundle::Tag, Vec<u8>)>> {
    let (structure_details, place_details) = details(content);
    let (structure_details, place_details) = engine::details::encode(&structure_details, &place_details);
    let hours = timetables::of(content, kept);
    let mut details = vec![
        (bundle::STRUCTURE_DETAILS, structure_details),
        (bundle::PLACE_DETAILS, place_details),
        (bundle::HOURS, hours.encode()?),
    ];
    if !hours.closures.list.is_empty() {
        details.push((bundle::CLOSURES, hours.closures.encode()?));
        details.push((bundle::CLOSURE_DETAILS, encode_closures(&timetables::told(content))));
    }
    if !content.outline.is_empty() {
        details.push((bundle::OUTLINE, content.outline.encode()));
    }
    Ok(details)
}

fn assembled(parts: Parts) -> Result<Index, Failure> {
    let failed = |what: &str, error: textsearch::Error| Failure::other(format!("{what} : {error}"));
    let details = parts.details.map_err(unfit)?;
    let text = parts.text.map_err(|error| failed("index plein texte", error))?;
    let documents = parts.documents.map_err(|error| failed("index des ressources et des pages", error))?;
    let First { base, around, structures, points } = parts.first.map_err(unfit)?;

    let generation = generation(base.iter().chain(&around).chain(&details), &parts.texts);
    let base = seal(generation, base).map_err(unfit)?;
    let around = seal(generation, around).map_err(unfit)?;
    let details = seal(generation, details).map_err(unfit)?;
    let text = sealed_anew(&text, generation).map_err(unfit)?;

    let mut files = Vec::new();
    let mut add = |kind: &str, bytes: Vec<u8>| {
        let file = File { path: format!("{kind}-{}.azb", hash(&bytes)), size: bytes.len() };
        files.push((file.path.clone(), bytes));
        file
    };
    let shard = Shard {
        id: "tout".to_owned(),
        bbox: bbox(&points),
        structures,
        places: points.len(),
        base: add("base", base),
        around: add("around", around),
        details: add("details", details),
        text: add("text", text),
    };
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

/// What the browser opens first, of no generation and without names, which order nothing, to be searched by [`opened`].
/// Structures and their places have the numbers that they have in the content.
///
/// # Errors
///
/// As [`build`].
pub(crate) fn searched(content: &Content) -> Result<Vec<u8>, Failure> {
    let gazetteer = GazetteerMap::new(content);
    let mut directory = directory(content, &gazetteer);
    for structure in &mut directory.structures {
        structure.name.clear();
        structure.acronym.clear();
    }
    let sections = base(content, &directory, &gazetteer).map_err(unfit)?;
    seal(0, sections).map_err(unfit)
}

/// The directory as the browser has it: it orders structures as the widget does.
///
/// # Errors
///
/// As [`build`].
pub(crate) fn opened(searched: &[u8]) -> Result<Engine, Failure> {
    Engine::open(searched).map_err(unfit)
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
    for (number, ages) in texts.ages.iter().enumerate().filter(|(_, ages)| **ages != ANY) {
        hasher.update((number as u64).to_le_bytes());
        hasher.update([ages.0, ages.1]);
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
    let mut known = Stems::default();
    let mut expand = |list: Vec<String>| list.iter().map(|text| expansion.apply(text, &mut known)).collect();
    let texts = texts::texts(content);
    Texts {
        names: expand(texts.names),
        descriptions: expand(texts.descriptions),
        places: texts.places,
        needs: expand(texts.needs),
        publics: expand(texts.publics),
        networks: expand(texts.networks),
        everyday: texts.everyday,
        ages: texts.ages,
        examples: texts.examples,
    }
}
