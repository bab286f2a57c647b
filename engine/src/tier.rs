//! How well a word was matched.

/// The match tier of a keyword: the worst of its words' best matches. Smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Tier {
    /// The word itself, letters folded.
    Exact = 0,
    /// Another form of the same word (plural, feminine, conjugation).
    Stem = 1,
    /// A word that begins with what was typed.
    Prefix = 2,
    /// A word that differs by a typing mistake.
    Typo = 3,
}

impl Tier {
    /// All tiers, best first.
    pub const ALL: [Self; 4] = [Self::Exact, Self::Stem, Self::Prefix, Self::Typo];

    /// The tier with this number, if there is one.
    #[must_use]
    pub fn from_u8(value: u8) -> Option<Self> {
        Self::ALL.get(usize::from(value)).copied()
    }
}
