//! Terms of needs, publics and networks: which words are one together, and which one alone.
//!
//! A word of « coûte trop cher » by itself says little; « cher » behind « trop » says it all. The index keeps of each
//! term of one word that word, of longer ones each two words that follow each other, and no text but a hash: in sorted
//! order two bytes each, a third of what they took as words of the index. One look in sixteen thousand finds a
//! term that is none.

use core::ops::Range;

use engine::Fault;
use engine::bundle::TERMS;
use engine::codec::{Decoder, Encoder};

use crate::Result;
use crate::analysis::{stem, term_words};

/// Bits of a hash.
const BITS: u32 = 24;

/// The terms, sorted.
#[derive(Debug)]
pub(crate) struct Terms {
    /// Hash, and number of the entry among needs, publics and networks.
    entries: Vec<(u32, usize)>,
}

impl Terms {
    /// The section of the terms of `entries`, a term a line.
    pub(crate) fn encode<'a>(entries: impl Iterator<Item = &'a str>) -> Vec<u8> {
        let mut found: Vec<(u32, usize)> = Vec::new();
        for (number, entry) in entries.enumerate() {
            for line in entry.lines() {
                found.extend(of_line(line).into_iter().map(|term| (hash(&term), number)));
            }
        }
        found.sort_unstable();
        found.dedup();
        let mut section = Encoder::new();
        section.put_len(found.len());
        let mut before = 0;
        for (hash, number) in found {
            section.put_len((hash - before) as usize);
            section.put_len(number);
            before = hash;
        }
        section.finish()
    }

    /// Reads the section; of `entries` in all.
    pub(crate) fn decode(section: &[u8], entries: usize) -> Result<Self> {
        let mut found = Vec::new();
        if !section.is_empty() {
            let mut input = Decoder::new(TERMS, section);
            let mut hash = 0_u32;
            for _ in 0..input.count() {
                hash = hash.wrapping_add(input.varint() as u32);
                found.push((hash, input.index(entries)));
            }
            input.require(hash >> BITS == 0, Fault::ManyUnits);
            input.finish()?;
        }
        Ok(Self { entries: found })
    }

    /// The entries that have a word, or two that follow each other, as a term: where it stands, and which. Of each
    /// word its own stem and those of the words that it may be misspelt, and whether it asks for something by itself.
    /// Last whether the words are spelt so.
    pub(crate) fn look_up(
        &self,
        words: &[(Range<usize>, Vec<String>, bool)],
    ) -> Vec<(Range<usize>, Vec<usize>, bool)> {
        let mut found = Vec::new();
        let mut look = |span: Range<usize>, term: &str, own: bool| {
            let hash = hash(term);
            let of = |entry: &&(u32, usize)| entry.0 == hash;
            let entries: Vec<usize> = self.entries.iter().filter(of).map(|entry| entry.1).collect();
            if !entries.is_empty() {
                found.push((span, entries, own));
            }
        };
        for (number, (span, stems, asks)) in words.iter().enumerate() {
            for (rank, stem) in stems.iter().enumerate() {
                if *asks {
                    look(span.clone(), stem, rank == 0);
                }
                if let Some((next, others, _)) = words.get(number + 1) {
                    for (other_rank, other) in others.iter().enumerate() {
                        look(span.start..next.end, &pair(stem, other), rank + other_rank == 0);
                    }
                }
            }
        }
        found
    }
}

impl Terms {
    /// Whether some entry has a word of that stem as a term.
    pub(crate) fn has(&self, stem: &str) -> bool {
        let hash = hash(stem);
        self.entries.iter().any(|entry| entry.0 == hash)
    }
}

/// The terms of a line: its word when it has one only, else each two that follow each other.
fn of_line(line: &str) -> Vec<String> {
    let stems: Vec<String> = term_words(line).into_iter().map(|(word, _)| stem(&word.folded)).collect();
    match stems.as_slice() {
        [alone] => vec![alone.clone()],
        stems => stems.windows(2).map(|two| pair(&two[0], &two[1])).collect(),
    }
}

pub(crate) fn pair(first: &str, second: &str) -> String {
    format!("{first} {second}")
}

/// FNV-1a, folded to so many bits.
pub(crate) fn hash(term: &str) -> u32 {
    let hash =
        term.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash >> BITS ^ hash) & ((1 << BITS) - 1)
}
