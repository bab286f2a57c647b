//! The documents bundle: what is found beside the structures, with a text index of its own.

use core::ops::Range;

use engine::bundle::{DOCUMENTS, Reader, Writer};
use engine::documents::{self, Asking, Document, Match};
use engine::fold::fold;
use engine::keyword::without_beginnings;

use crate::search::{Found, KeywordIndex};
use crate::writer::{Texts, build_beside};
use crate::{Error, Result};

/// What a keyword finds of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentTexts {
    /// Its title, and other words for the whole of it.
    pub title: String,
    /// What it is about: summary, themes, headings.
    pub about: String,
    /// Its text.
    pub text: String,
}

/// A documents bundle, opened.
#[derive(Debug)]
pub struct DocumentIndex {
    /// The documents, in the order of the bundle.
    pub documents: Vec<Document>,
    keywords: KeywordIndex,
}

/// The documents that a text finds.
#[derive(Debug)]
pub struct FoundDocuments {
    /// The best first.
    pub documents: Vec<Match>,
    found: Found,
}

impl FoundDocuments {
    /// The words of `text` that the query matches, in bytes of `text`: what is to be highlighted.
    #[must_use]
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        self.found.marks(text)
    }
}

impl DocumentIndex {
    /// Indexes documents, each with its texts, into a bundle of the build `generation`.
    ///
    /// # Errors
    ///
    /// When Tantivy fails, or when there are not as many texts as documents.
    pub fn build(documents: &[Document], texts: Vec<DocumentTexts>, generation: u64) -> Result<Vec<u8>> {
        if documents.len() != texts.len() {
            return Err(Error::shape("un texte par document"));
        }
        let mut lists = Texts::default();
        for texts in texts {
            lists.names.push(texts.title);
            lists.places.push(texts.about);
            lists.descriptions.push(texts.text);
        }
        build_beside(
            Writer::new(generation).section(DOCUMENTS, documents::encode(documents)),
            &lists,
            Vec::new(),
        )
    }

    /// Opens the bytes of a documents bundle.
    ///
    /// # Errors
    ///
    /// [`Error::is_incompatible`] for another format version, [`Error::is_corrupt`] for anything else.
    pub fn open(bytes: Vec<u8>) -> Result<Self> {
        let documents = documents::decode(Reader::open(&bytes)?.section(DOCUMENTS)?)?;
        Ok(Self { documents, keywords: KeywordIndex::open(bytes)? })
    }

    /// The documents that have the words of `text`.
    ///
    /// # Errors
    ///
    /// Corrupt when the index cannot be read.
    pub fn search(&self, text: &str, asking: &Asking) -> Result<FoundDocuments> {
        let mut found = self.keywords.look_up_words(text, true)?;
        let mut words = core::mem::take(&mut found.words);
        // What is to come stands first anyway: the word itself stands in a text by chance.
        if words.len() > 1 {
            words.retain(|word| !text.get(word.span.clone()).is_some_and(|it| says_soon(&fold(it))));
        }
        without_beginnings(&mut words);
        Ok(FoundDocuments { documents: documents::rank(&words, &self.documents, asking), found })
    }
}

/// Whether a folded word asks for what is to come: « prochain », « prochainement »…
fn says_soon(word: &str) -> bool {
    word.starts_with("prochain") || word == "bientot"
}
