//! Integers, strings and columns as bytes: the alphabet that every section is written in.
//!
//! Integers are unsigned LEB128 varints; signed ones are zigzag-coded first; strings are UTF-8 with their
//! length in bytes before them. Nothing depends on the machine's endianness.

use crate::{Error, Fault, Result};

/// Appends values to a growing section.
#[derive(Debug, Default)]
pub struct Encoder {
    bytes: Vec<u8>,
}

impl Encoder {
    /// An empty section.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The section's bytes.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// One byte.
    pub fn put_u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    /// An unsigned integer in 1 to 10 bytes.
    pub fn put_varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push((value as u8) | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// A length or an index.
    pub fn put_len(&mut self, value: usize) {
        self.put_varint(value as u64);
    }

    /// A signed integer, small when near zero.
    pub fn put_signed(&mut self, value: i64) {
        self.put_varint(((value << 1) ^ (value >> 63)) as u64);
    }

    /// A string with its length before it.
    pub fn put_str(&mut self, value: &str) {
        self.put_len(value.len());
        self.bytes.extend_from_slice(value.as_bytes());
    }

    /// Strings of one line each, in one text: names compress better so than as a column. `false` when one of them has
    /// several lines.
    #[must_use]
    pub fn put_lines<'a>(&mut self, values: impl Iterator<Item = &'a str> + Clone) -> bool {
        let length: usize = values.clone().map(|value| value.len() + 1).sum();
        self.put_len(length.saturating_sub(1));
        for (number, value) in values.clone().enumerate() {
            if number > 0 {
                self.bytes.push(b'\n');
            }
            self.bytes.extend_from_slice(value.as_bytes());
        }
        values.into_iter().all(|value| !value.contains('\n'))
    }

    /// A column of strings: all lengths, then all bytes, which compresses better than the two mixed.
    pub fn put_column<'a>(&mut self, values: impl Iterator<Item = &'a str> + Clone) {
        for value in values.clone() {
            self.put_len(value.len());
        }
        for value in values {
            self.bytes.extend_from_slice(value.as_bytes());
        }
    }
}

/// Takes values from a section, checking every length before it is trusted.
///
/// The first fault is kept and everything after it reads as zero or empty, in lists of the length that was asked
/// for; [`Decoder::finish`] tells it. What was read must not be used before: until then it may be anything.
#[derive(Clone, Debug)]
pub struct Decoder<'a> {
    bytes: &'a [u8],
    offset: usize,
    section: [u8; 4],
    fault: Option<(usize, Fault)>,
}

impl<'a> Decoder<'a> {
    /// Reads `bytes`, which are the whole of the section `section` (named in errors).
    #[must_use]
    pub fn new(section: [u8; 4], bytes: &'a [u8]) -> Self {
        Self { bytes, offset: 0, section, fault: None }
    }

    /// Records a fault at the current offset, after which nothing more is read.
    #[inline(never)]
    pub fn fail(&mut self, what: Fault) {
        if self.fault.is_none() {
            self.fault = Some((self.offset, what));
            self.bytes = &[];
            self.offset = 0;
        }
    }

    /// Records a fault unless `right`.
    pub fn require(&mut self, right: bool, what: Fault) {
        if !right {
            self.fail(what);
        }
    }

    /// Bytes not yet read.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.bytes.len() - self.offset
    }

    /// One byte. A fault where the section ends.
    #[inline(never)]
    pub fn u8(&mut self) -> u8 {
        let Some(byte) = self.bytes.get(self.offset) else {
            self.fail(Fault::End);
            return 0;
        };
        self.offset += 1;
        *byte
    }

    /// An unsigned integer. A fault when it does not fit 64 bits.
    pub fn varint(&mut self) -> u64 {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.u8();
            let low = u64::from(byte & 0x7f);
            if shift == 63 && low > 1 {
                break;
            }
            value |= low << shift;
            if byte & 0x80 == 0 {
                return value;
            }
        }
        self.fail(Fault::LongInteger);
        0
    }

    /// An unsigned integer of at most `most`. A fault, and 0, when it is more.
    #[inline(never)]
    fn at_most(&mut self, most: usize, what: Fault) -> usize {
        match usize::try_from(self.varint()) {
            Ok(value) if value <= most => value,
            _ => {
                self.fail(what);
                0
            }
        }
    }

    /// A number of items that follow, each of at least one byte: a fault when they are more than what remains, so
    /// that a wrong length cannot ask for gigabytes.
    pub fn count(&mut self) -> usize {
        // One less than before it was read, at least.
        self.at_most(self.remaining().saturating_sub(1), Fault::Count)
    }

    /// An index below `limit`. A fault, and 0, when it is not.
    pub fn index(&mut self, limit: usize) -> usize {
        match limit.checked_sub(1) {
            Some(most) => self.at_most(most, Fault::Index),
            None => {
                self.fail(Fault::Index);
                0
            }
        }
    }

    /// One of `items`, by its index. The default of its type when there is none.
    pub fn one_of<T: Clone + Default>(&mut self, items: &[T]) -> T {
        let index = self.index(items.len());
        items.get(index).cloned().unwrap_or_default()
    }

    /// A `u32`. A fault when the value does not fit.
    pub fn u32(&mut self) -> u32 {
        self.at_most(u32::MAX as usize, Fault::Number) as u32
    }

    /// A signed integer. A fault as in [`Decoder::varint`].
    pub fn signed(&mut self) -> i64 {
        let value = self.varint();
        ((value >> 1) as i64) ^ -((value & 1) as i64)
    }

    /// A string. A fault when it is cut or not UTF-8.
    pub fn str(&mut self) -> &'a str {
        let length = self.count();
        self.text(length)
    }

    /// The `count` lines of a text. A fault when there are more or fewer, or when it is cut or not UTF-8.
    pub fn lines(&mut self, count: usize) -> Vec<&'a str> {
        let text = self.str();
        let mut lines: Vec<&str> = text.split('\n').collect();
        // Nothing is written as one empty line is.
        if text.is_empty() {
            lines.truncate(count);
        }
        self.require(lines.len() == count, Fault::Lines);
        lines.resize(count, "");
        lines
    }

    /// The strings of a column of `count` items. A fault when one is cut or not UTF-8.
    pub fn column(&mut self, count: usize) -> Vec<&'a str> {
        let lengths: Vec<usize> = (0..count).map(|_| self.u32() as usize).collect();
        lengths.into_iter().map(|length| self.text(length)).collect()
    }

    /// Whether everything read so far was right, and the whole section has been read.
    ///
    /// # Errors
    ///
    /// Corrupt with the first fault.
    #[inline(never)]
    pub fn finish(mut self) -> Result<()> {
        self.require(self.remaining() == 0, Fault::Trailing);
        match self.fault {
            Some((offset, what)) => Err(Error::corrupt(self.section, offset, what)),
            None => Ok(()),
        }
    }

    /// The next `length` bytes, as text.
    #[inline(never)]
    pub(crate) fn text(&mut self, length: usize) -> &'a str {
        let end = self.offset.saturating_add(length);
        let text = self.bytes.get(self.offset..end).map(core::str::from_utf8);
        match text {
            Some(Ok(text)) => {
                self.offset = end;
                text
            }
            Some(Err(_)) => {
                self.fail(Fault::Utf8);
                ""
            }
            None => {
                self.fail(Fault::Text);
                ""
            }
        }
    }
}
