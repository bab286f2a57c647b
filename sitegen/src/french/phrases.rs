//! Phrases as they are compared: by the stems of their words.

use std::collections::{HashMap, HashSet};

use engine::fold::Word;
use textsearch::analysis::{stem, words};

/// The stems of a term, in order.
pub(crate) type Phrase = Vec<String>;

/// A term as it is compared.
pub(crate) fn phrase(term: &str) -> Phrase {
    words(term).into_iter().map(|word| stem(&word.folded)).collect()
}

/// Phrases of many texts, which share most of their words: the stem of each is worked out once.
#[derive(Debug, Default)]
pub(crate) struct Stems {
    known: HashMap<String, String>,
}

impl Stems {
    /// The same as [`phrase`].
    pub(crate) fn phrase(&mut self, text: &str) -> Phrase {
        let known =
            |word: Word| self.known.entry(word.folded).or_insert_with_key(|folded| stem(folded)).clone();
        words(text).into_iter().map(known).collect()
    }
}

/// Every run of stems, up to the length of the longest term, that is written in some texts.
#[derive(Debug, Default)]
pub(crate) struct Written {
    runs: HashSet<Phrase>,
}

impl Written {
    /// Notes which of the `terms` the texts have.
    pub(crate) fn new<'a>(texts: impl Iterator<Item = &'a str>, terms: impl Iterator<Item = Phrase>) -> Self {
        let mut wanted: HashMap<String, Vec<Phrase>> = HashMap::new();
        for term in terms {
            if let Some(first) = term.first() {
                wanted.entry(first.clone()).or_default().push(term);
            }
        }
        let (mut runs, mut known) = (HashSet::new(), Stems::default());
        for line in texts.flat_map(str::lines) {
            let stems = known.phrase(line);
            for start in 0..stems.len() {
                let here = wanted.get(&stems[start]).into_iter().flatten();
                runs.extend(here.filter(|term| stems[start..].starts_with(term)).cloned());
            }
        }
        Self { runs }
    }

    pub(crate) fn has(&self, term: &Phrase) -> bool {
        self.runs.contains(term)
    }
}
