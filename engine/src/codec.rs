//! Integers, strings and columns as bytes: the alphabet that every section is written in.
//!
//! Integers are unsigned LEB128 varints; signed ones are zigzag-coded first; strings are UTF-8 with their
//! length in bytes before them. Nothing depends on the machine's endianness.

use crate::{Error, Result};

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
#[derive(Clone, Debug)]
pub struct Decoder<'a> {
    bytes: &'a [u8],
    offset: usize,
    section: [u8; 4],
}

impl<'a> Decoder<'a> {
    /// Reads `bytes`, which are the whole of the section `section` (named in errors).
    #[must_use]
    pub fn new(section: [u8; 4], bytes: &'a [u8]) -> Self {
        Self { bytes, offset: 0, section }
    }

    /// An error at the current offset.
    #[must_use]
    pub fn fault(&self, what: &'static str) -> Error {
        Error::corrupt(self.section, self.offset, what)
    }

    /// Bytes not yet read.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.bytes.len() - self.offset
    }

    /// One byte.
    ///
    /// # Errors
    ///
    /// Corrupt when the section ends here.
    pub fn u8(&mut self) -> Result<u8> {
        let byte = *self.bytes.get(self.offset).ok_or_else(|| self.fault("fin inattendue"))?;
        self.offset += 1;
        Ok(byte)
    }

    /// An unsigned integer.
    ///
    /// # Errors
    ///
    /// Corrupt when the section ends in it or it does not fit 64 bits.
    pub fn varint(&mut self) -> Result<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.u8()?;
            let low = u64::from(byte & 0x7f);
            if shift == 63 && low > 1 {
                break;
            }
            value |= low << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(self.fault("entier trop long"))
    }

    /// A number of items that follow, each of at least one byte: never more than what remains, so that a
    /// wrong length cannot ask for gigabytes.
    ///
    /// # Errors
    ///
    /// Corrupt when more items are announced than bytes remain.
    pub fn count(&mut self) -> Result<usize> {
        let value = self.varint()?;
        match usize::try_from(value) {
            Ok(count) if count <= self.remaining() => Ok(count),
            _ => Err(self.fault("nombre d’éléments impossible")),
        }
    }

    /// An index below `limit`.
    ///
    /// # Errors
    ///
    /// Corrupt when it is not.
    pub fn index(&mut self, limit: usize) -> Result<usize> {
        match usize::try_from(self.varint()?) {
            Ok(index) if index < limit => Ok(index),
            _ => Err(self.fault("indice hors limites")),
        }
    }

    /// A `u32`.
    ///
    /// # Errors
    ///
    /// Corrupt when the value does not fit.
    pub fn u32(&mut self) -> Result<u32> {
        u32::try_from(self.varint()?).map_err(|_| self.fault("nombre hors limites"))
    }

    /// A signed integer.
    ///
    /// # Errors
    ///
    /// As [`Decoder::varint`].
    pub fn signed(&mut self) -> Result<i64> {
        let value = self.varint()?;
        Ok(((value >> 1) as i64) ^ -((value & 1) as i64))
    }

    /// A string.
    ///
    /// # Errors
    ///
    /// Corrupt when it is cut or not UTF-8.
    pub fn str(&mut self) -> Result<&'a str> {
        let length = self.count()?;
        self.text(length)
    }

    /// The `count` lines of a text.
    ///
    /// # Errors
    ///
    /// Corrupt when there are more or fewer, or when it is cut or not UTF-8.
    pub fn lines(&mut self, count: usize) -> Result<Vec<&'a str>> {
        let text = self.str()?;
        let mut lines: Vec<&str> = text.split('\n').collect();
        // Nothing is written as one empty line is.
        if text.is_empty() {
            lines.truncate(count);
        }
        if lines.len() == count { Ok(lines) } else { Err(self.fault("lignes en trop ou en moins")) }
    }

    /// The strings of a column of `count` items.
    ///
    /// # Errors
    ///
    /// Corrupt when one is cut or not UTF-8.
    pub fn column(&mut self, count: usize) -> Result<Vec<&'a str>> {
        if count > self.remaining() {
            return Err(self.fault("colonne tronquée"));
        }
        let mut lengths = Vec::with_capacity(count);
        for _ in 0..count {
            lengths.push(self.varint()?);
        }
        lengths
            .into_iter()
            .map(|length| {
                let length = usize::try_from(length).map_err(|_| self.fault("longueur impossible"))?;
                self.text(length)
            })
            .collect()
    }

    /// Fails unless the whole section has been read.
    ///
    /// # Errors
    ///
    /// Corrupt when bytes remain.
    pub fn finish(self) -> Result<()> {
        if self.remaining() == 0 { Ok(()) } else { Err(self.fault("octets en trop")) }
    }

    /// The next `length` bytes, as text.
    pub(crate) fn text(&mut self, length: usize) -> Result<&'a str> {
        let end = self.offset.checked_add(length).filter(|end| *end <= self.bytes.len());
        let end = end.ok_or_else(|| self.fault("texte tronqué"))?;
        let text = core::str::from_utf8(&self.bytes[self.offset..end]);
        let text = text.map_err(|_| self.fault("texte qui n’est pas en UTF-8"))?;
        self.offset = end;
        Ok(text)
    }
}
