//! Answers a keyword with places and match tiers.

use std::sync::Arc;

use engine::Tier;
use engine::query::KeywordHit;
use tantivy::index::{Index, InvertedIndexReader, SegmentReader};
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

use crate::analysis::{query_words, stem};
use crate::directory::BundleDirectory;
use crate::fuzzy::Mistakes;
use crate::schema::{Fields, schema};
use crate::{Error, Result};

/// Words of a query that are looked up. A sentence of a hundred words is answered by its first ones; nobody
/// types more, and a pasted page must not hang the phone.
const MAX_WORDS: usize = 16;

/// A text bundle, opened.
pub struct KeywordIndex {
    words: Arc<InvertedIndexReader>,
    stems: Arc<InvertedIndexReader>,
    places: usize,
    mistakes: Mistakes,
    generation: u64,
}

impl core::fmt::Debug for KeywordIndex {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("KeywordIndex").field("places", &self.places).finish_non_exhaustive()
    }
}

impl KeywordIndex {
    /// Opens the bytes of a text bundle.
    ///
    /// # Errors
    ///
    /// [`Error::is_incompatible`] for another format version, [`Error::is_corrupt`] for anything else.
    pub fn open(bytes: Vec<u8>) -> Result<Self> {
        let (directory, generation) = BundleDirectory::open(bytes)?;
        let index = Index::open(directory)?;
        let (expected, Fields { words, stems }) = schema();
        if index.schema() != expected {
            return Err(Error::shape("index plein texte d’une autre forme"));
        }
        let segments = index.searchable_segments()?;
        let [segment] = segments.as_slice() else {
            return Err(Error::shape("l’index plein texte tient en un seul segment"));
        };
        let reader = SegmentReader::open(segment)?;
        Ok(Self {
            words: reader.inverted_index(words)?,
            stems: reader.inverted_index(stems)?,
            places: reader.max_doc() as usize,
            mistakes: Mistakes::new(),
            generation,
        })
    }

    /// The number that all bundles of one build share.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Number of places in the index.
    #[must_use]
    pub fn places(&self) -> usize {
        self.places
    }

    /// Places in which every word of `text` matches, in increasing order, each with the tier of its worst
    /// word. The last word also matches as a beginning, unless a space follows it. A text without any word
    /// matches nothing.
    ///
    /// # Errors
    ///
    /// Corrupt when the index cannot be read.
    pub fn search(&self, text: &str) -> Result<Vec<KeywordHit>> {
        let words = query_words(text);
        let unfinished = !text.ends_with(char::is_whitespace);
        let count = words.len().min(MAX_WORDS);
        let mut kept: Option<Vec<Option<Tier>>> = None;
        for (number, word) in words.iter().take(count).enumerate() {
            let found = self.word(word, unfinished && number + 1 == words.len())?;
            kept = Some(match kept {
                None => found,
                Some(kept) => kept.into_iter().zip(found).map(|(a, b)| Some(a?.max(b?))).collect(),
            });
        }
        let kept = kept.unwrap_or_default().into_iter().enumerate();
        Ok(kept.filter_map(|(place, tier)| Some(KeywordHit { place, tier: tier? })).collect())
    }

    /// The best tier of `word` in each place.
    fn word(&self, word: &str, unfinished: bool) -> Result<Vec<Option<Tier>>> {
        let mut tiers = vec![None; self.places];
        if let Some(term) = self.words.terms().get(word)? {
            mark(&mut tiers, &self.words, &term, Tier::Exact)?;
        }
        if let Some(term) = self.stems.terms().get(stem(word))? {
            mark(&mut tiers, &self.stems, &term, Tier::Stem)?;
        }
        if unfinished {
            let mut terms = self.words.terms().range().ge(word).into_stream()?;
            while terms.advance() && terms.key().starts_with(word.as_bytes()) {
                mark(&mut tiers, &self.words, &terms.value().clone(), Tier::Prefix)?;
            }
        }
        if let Some(automaton) = self.mistakes.automaton(word, unfinished) {
            let mut terms = self.words.terms().search(automaton).into_stream()?;
            while terms.advance() {
                mark(&mut tiers, &self.words, &terms.value().clone(), Tier::Typo)?;
            }
        }
        Ok(tiers)
    }
}

/// Notes `tier` for each place that holds the term, unless the place already has a better one.
fn mark(tiers: &mut [Option<Tier>], index: &InvertedIndexReader, term: &TermInfo, tier: Tier) -> Result<()> {
    let mut postings = index.read_postings_from_terminfo(term, IndexRecordOption::Basic)?;
    let mut place = postings.doc();
    while place != TERMINATED {
        if let Some(slot) = tiers.get_mut(place as usize) {
            *slot = Some(slot.map_or(tier, |held| held.min(tier)));
        }
        place = postings.advance();
    }
    Ok(())
}
