//! Walks the term dictionary with a Levenshtein automaton.

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy_fst::Automaton;

/// Shortest word in which one mistake is forgiven: in three letters, one mistake makes another acronym.
const ONE_MISTAKE_FROM: usize = 4;
/// Shortest word in which two mistakes are forgiven.
const TWO_MISTAKES_FROM: usize = 8;
/// Longest word that is looked up with mistakes; the longest French words have about 25 letters, and the
/// automaton grows with the word.
const LONGEST: usize = 40;

/// Makes automata. Its tables take some milliseconds to compute and are made once.
pub(crate) struct Mistakes {
    one: LevenshteinAutomatonBuilder,
    two: LevenshteinAutomatonBuilder,
}

impl Mistakes {
    /// A transposition counts as one mistake.
    pub(crate) fn new() -> Self {
        Self {
            one: LevenshteinAutomatonBuilder::new(1, true),
            two: LevenshteinAutomatonBuilder::new(2, true),
        }
    }

    /// Accepts the words that `word` may stand for with at most so many `mistakes` (words that begin so, when
    /// it is still being typed); `None` when so many are not forgiven in it.
    pub(crate) fn automaton(&self, word: &str, mistakes: u8, unfinished: bool) -> Option<Nearly> {
        let length = word.chars().count();
        let (builder, shortest) =
            if mistakes == 1 { (&self.one, ONE_MISTAKE_FROM) } else { (&self.two, TWO_MISTAKES_FROM) };
        if !(shortest..=LONGEST).contains(&length) || word.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let dfa = if unfinished { builder.build_prefix_dfa(word) } else { builder.build_dfa(word) };
        Some(Nearly(dfa))
    }
}

/// A Levenshtein automaton that Tantivy's dictionary can walk with.
pub(crate) struct Nearly(DFA);

impl core::fmt::Debug for Nearly {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Nearly")
    }
}

impl Automaton for &Nearly {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}
