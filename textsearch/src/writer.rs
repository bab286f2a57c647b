//! Builds the text bundle.

use std::collections::HashMap;
use std::path::Path;

use engine::bundle::{AGES, EVERYDAY, FILES, LESSONS, TERMS, UNITS, Writer, file_tag};
use engine::codec::Encoder;
use tantivy::directory::{Directory, RamDirectory};
use tantivy::index::{Index, IndexSettings, SegmentComponent};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{TantivyDocument, schema::Field};

use crate::ages::{self, Ages};
use crate::analysis::{stem, words};
use crate::lessons::{Example, learn};
use crate::schema::{Fields, SEGMENT_ID, meta, schema};
use crate::terms::Terms;
use crate::{Error, Result};

/// Memory that Tantivy may use while indexing, in bytes. Less would cut a national directory into several
/// segments; documents would then lose their numbers.
const MEMORY_BYTES: usize = 500_000_000;

/// What may be found by a keyword, in the order of the directory and of the taxonomies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// Name and acronym of each structure.
    pub names: Vec<String>,
    /// Description of each structure.
    pub descriptions: Vec<String>,
    /// Commune and name of each place.
    pub places: Vec<String>,
    /// Each need, with its synonyms.
    pub needs: Vec<String>,
    /// Each public, with its synonyms; empty for « tous publics », which describes nothing.
    pub publics: Vec<String>,
    /// Each network, with its acronym and synonyms.
    pub networks: Vec<String>,
    /// Everyday words that are communes too: no documents, but what [`engine::keyword::WordHits::everyday`] tells.
    pub everyday: Vec<String>,
    /// The ages of each public, [`crate::ages::ANY`] when it has none; it may be shorter than the publics are many.
    pub ages: Vec<Ages>,
    /// Sentences from which is learnt what others ask for: no documents either.
    pub examples: Vec<Example>,
}

impl Texts {
    /// The lists in the order of the documents.
    #[must_use]
    pub fn lists(&self) -> [&[String]; 6] {
        [&self.names, &self.descriptions, &self.places, &self.needs, &self.publics, &self.networks]
    }

    /// Needs, publics and networks, in the order of their documents: a term a line.
    fn entries(&self) -> impl Iterator<Item = &str> {
        self.needs.iter().chain(&self.publics).chain(&self.networks).map(String::as_str)
    }
}

/// Indexes the texts and packs the index into a bundle of the build `generation`. Documents are numbered in
/// the order of [`Texts::lists`].
///
/// # Errors
///
/// When Tantivy fails, or when its files are not what this reader opens.
pub fn build(texts: &Texts, generation: u64) -> Result<Vec<u8>> {
    build_with(texts, learn(&texts.examples, texts.needs.len()), generation)
}

/// The same with what was learnt of the examples before.
///
/// # Errors
///
/// As [`build`].
pub fn build_with(texts: &Texts, lessons: Vec<u8>, generation: u64) -> Result<Vec<u8>> {
    build_beside(Writer::new(generation), texts, lessons)
}

/// The same, behind the sections that a bundle has already.
pub(crate) fn build_beside(bundle: Writer, texts: &Texts, lessons: Vec<u8>) -> Result<Vec<u8>> {
    let (schema, fields) = schema();
    let directory = RamDirectory::create();
    // No thread of its own for the (empty) document store: WebAssembly has none.
    let settings = IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
    let builder = Index::builder().schema(schema).settings(settings);
    let mut writer =
        builder.single_segment_index_writer::<TantivyDocument>(directory.clone(), MEMORY_BYTES)?;
    let mut units = Encoder::new();
    let mut known = HashMap::new();
    for list in texts.lists() {
        units.put_len(list.len());
        for text in list {
            writer.add_document(document(fields, text, &mut known))?;
        }
    }
    let index = writer.finalize()?;
    let terms = Terms::encode(texts.entries());
    let mut bundle = bundle.section(TERMS, terms);
    if !texts.everyday.is_empty() {
        bundle = bundle.section(EVERYDAY, Terms::encode([texts.everyday.join("\n").as_str()].into_iter()));
    }
    if let Some(ages) = ages::encode(&texts.ages) {
        bundle = bundle.section(AGES, ages);
    }
    if !lessons.is_empty() {
        bundle = bundle.section(LESSONS, lessons);
    }
    pack(&index, &directory, units.finish(), bundle)
}

/// A text as Tantivy gets it; texts share most of their words, and the stem of each is worked out once.
fn document(fields: Fields, text: &str, known: &mut HashMap<String, String>) -> TantivyDocument {
    let mut words: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
    words.sort_unstable();
    words.dedup();
    let mut stem = |word: &String| known.entry(word.clone()).or_insert_with_key(|word| stem(word)).clone();
    let mut stems: Vec<String> = words.iter().map(&mut stem).collect();
    stems.sort_unstable();
    stems.dedup();
    let mut document = TantivyDocument::default();
    add_tokens(&mut document, fields.words, words);
    add_tokens(&mut document, fields.stems, stems);
    document
}

fn add_tokens(document: &mut TantivyDocument, field: Field, texts: Vec<String>) {
    let token = |(position, text)| Token { position, text, ..Token::default() };
    let tokens = texts.into_iter().enumerate().map(token).collect();
    document.add_pre_tokenized_text(field, PreTokenizedString { text: String::new(), tokens });
}

/// The end of a file of Tantivy, which says who wrote it: a text, its length and a magic number in four bytes each.
fn footer(file: &[u8]) -> Result<&[u8]> {
    let fault = || Error::shape("fichier de Tantivy sans fin connue");
    let (rest, _) = file.split_last_chunk::<4>().ok_or_else(fault)?;
    let (rest, length) = rest.split_last_chunk::<4>().ok_or_else(fault)?;
    let start = rest.len().checked_sub(u32::from_le_bytes(*length) as usize).ok_or_else(fault)?;
    Ok(&file[start..])
}

/// The files that the reader asks for, under stable names. Positions, stored and fast fields hold nothing,
/// but Tantivy opens their files; of the store, which lists as many empty documents as there are, it reads the footer.
fn pack(index: &Index, directory: &RamDirectory, units: Vec<u8>, bundle: Writer) -> Result<Vec<u8>> {
    let segments = index.searchable_segments()?;
    let [segment] = segments.as_slice() else {
        return Err(Error::shape("l’index plein texte tient en un seul segment"));
    };
    let random_id = segment.id().uuid_string();
    let written = directory.atomic_read(Path::new("meta.json")).map_err(tantivy::TantivyError::from)?;
    let dashed =
        |id: &str| format!("{}-{}-{}-{}-{}", &id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]);
    let written = String::from_utf8_lossy(&written).replace(&dashed(&random_id), &dashed(SEGMENT_ID));
    if written.trim_end() != meta(segment.meta().max_doc() as usize) {
        return Err(Error::shape(
            "Tantivy décrit l’index autrement que prévu : voir textsearch/src/meta.json",
        ));
    }
    let mut files = vec![("meta.json".to_owned(), written.into_bytes())];
    for component in [
        SegmentComponent::Postings,
        SegmentComponent::Positions,
        SegmentComponent::FastFields,
        SegmentComponent::FieldNorms,
        SegmentComponent::Terms,
        SegmentComponent::Store,
    ] {
        let whole = component != SegmentComponent::Store;
        let path = segment.relative_path(component);
        if !directory.exists(&path).map_err(tantivy::TantivyError::from)? {
            continue;
        }
        // `atomic_read` gives the whole file, with the footer that Tantivy checks when it opens it.
        let mut bytes = directory.atomic_read(&path).map_err(tantivy::TantivyError::from)?;
        if !whole {
            bytes = footer(&bytes)?.to_vec();
        }
        files.push((path.to_string_lossy().replace(&random_id, SEGMENT_ID), bytes));
    }
    let mut names = Encoder::new();
    names.put_len(files.len());
    names.put_column(files.iter().map(|(name, _)| name.as_str()));
    let mut bundle = bundle.section(UNITS, units).section(FILES, names.finish());
    for (number, (_, bytes)) in files.into_iter().enumerate() {
        let tag = file_tag(number).ok_or_else(|| Error::shape("trop de fichiers dans l’index"))?;
        bundle = bundle.section(tag, bytes);
    }
    Ok(bundle.finish()?)
}
