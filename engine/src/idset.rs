//! A small set of taxonomy indices.

use crate::Fault;
use crate::codec::{Decoder, Encoder};

/// A set of indices below [`IdSet::CAPACITY`] into one taxonomy (needs, publics or networks).
///
/// A machine integer rather than a vector: filtering 54,000 places by needs is then an `&` each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdSet(u128);

impl IdSet {
    /// The largest number of entries in one taxonomy.
    pub const CAPACITY: usize = 128;

    /// The empty set.
    pub const EMPTY: Self = Self(0);

    /// Adds an index.
    ///
    /// # Panics
    ///
    /// When `id` is not below [`IdSet::CAPACITY`]; taxonomies are checked for it when they are loaded.
    pub fn insert(&mut self, id: usize) {
        assert!(id < Self::CAPACITY, "taxonomies hold at most {} entries", Self::CAPACITY);
        self.0 |= 1 << id;
    }

    /// Removes an index, when it is there.
    pub fn remove(&mut self, id: usize) {
        if id < Self::CAPACITY {
            self.0 &= !(1 << id);
        }
    }

    /// Whether `id` is in the set.
    #[must_use]
    pub fn contains(self, id: usize) -> bool {
        id < Self::CAPACITY && self.0 >> id & 1 == 1
    }

    /// Whether the set has no element.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Number of elements.
    #[must_use]
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The elements in both sets.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The elements in either set.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the two sets share an element.
    #[must_use]
    pub fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The elements, in increasing order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..Self::CAPACITY).filter(move |id| self.contains(*id))
    }

    pub(crate) fn encode(self, out: &mut Encoder) {
        out.put_varint(self.0 as u64);
        out.put_varint((self.0 >> 64) as u64);
    }

    /// Reads a set whose elements are all below `limit`.
    pub(crate) fn decode(input: &mut Decoder<'_>, limit: usize) -> Self {
        let set = Self(u128::from(input.varint()) | u128::from(input.varint()) << 64);
        input.require(limit >= Self::CAPACITY || set.0 >> limit == 0, Fault::UnknownEntry);
        set
    }
}

impl FromIterator<usize> for IdSet {
    fn from_iter<I: IntoIterator<Item = usize>>(ids: I) -> Self {
        let mut set = Self::EMPTY;
        for id in ids {
            set.insert(id);
        }
        set
    }
}
