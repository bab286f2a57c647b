//! Reads a bundle without copying it.

use core::ops::Range;

use super::{CRC_BYTES, FORMAT_VERSION, HEADER_BYTES, MAGIC, ROW_BYTES, Tag, crc::crc32};
use crate::error::CONTAINER;
use crate::{Error, Fault, Result};

/// A bundle whose table and checksums have been verified.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    generation: u64,
    table: Vec<(Tag, Range<usize>)>,
}

impl<'a> Reader<'a> {
    /// Verifies the header, the table and each section's checksum. Cost: one pass over the bytes.
    ///
    /// # Errors
    ///
    /// Incompatible for another format version; corrupt for truncated or altered bytes.
    pub fn open(bytes: &'a [u8]) -> Result<Self> {
        let header = bytes.get(..HEADER_BYTES).ok_or_else(|| fault(bytes.len(), Fault::File))?;
        if header[..4] != MAGIC {
            return Err(fault(0, Fault::Magic));
        }
        let version = u16::from_le_bytes([header[4], header[5]]);
        if version != FORMAT_VERSION {
            return Err(Error::incompatible(version, FORMAT_VERSION));
        }
        let count = usize::from(u16::from_le_bytes([header[6], header[7]]));
        let table_end = HEADER_BYTES + ROW_BYTES * count;
        let data_start = table_end + CRC_BYTES;
        if bytes.len() < data_start {
            return Err(fault(bytes.len(), Fault::Table));
        }
        if crc32(&bytes[..table_end]) != u32_at(bytes, table_end) {
            return Err(fault(table_end, Fault::TableChecksum));
        }
        let generation = u64::from(u32_at(bytes, 8)) | u64::from(u32_at(bytes, 12)) << 32;
        let mut table = Vec::with_capacity(count);
        let mut expected = data_start;
        for row in (HEADER_BYTES..table_end).step_by(ROW_BYTES) {
            let (tag, range) = read_row(bytes, row, expected)?;
            expected = range.end;
            table.push((tag, range));
        }
        if expected != bytes.len() {
            return Err(fault(expected, Fault::Trailing));
        }
        Ok(Self { bytes, generation, table })
    }

    /// The number that all bundles of one build share.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The bytes of a section.
    ///
    /// # Errors
    ///
    /// Corrupt when there is no such section.
    pub fn section(&self, tag: Tag) -> Result<&'a [u8]> {
        self.range(tag).map(|range| &self.bytes[range])
    }

    /// Where a section lies in the bundle.
    ///
    /// # Errors
    ///
    /// Corrupt when there is no such section.
    pub fn range(&self, tag: Tag) -> Result<Range<usize>> {
        let found = self.table.iter().find(|(name, _)| *name == tag);
        found.map(|(_, range)| range.clone()).ok_or_else(|| Error::corrupt(tag, 0, Fault::NoSection))
    }

    /// Tags and sizes in bytes, in file order.
    pub fn sections(&self) -> impl Iterator<Item = (Tag, usize)> + '_ {
        self.table.iter().map(|(tag, range)| (*tag, range.len()))
    }
}

/// Reads a row of the table and checks its section, which must begin where the previous one ended.
fn read_row(bytes: &[u8], row: usize, expected: usize) -> Result<(Tag, Range<usize>)> {
    let tag = [bytes[row], bytes[row + 1], bytes[row + 2], bytes[row + 3]];
    let start = u32_at(bytes, row + 4) as usize;
    let length = u32_at(bytes, row + 8) as usize;
    let end = start.checked_add(length).filter(|end| *end <= bytes.len());
    let end = end.ok_or_else(|| Error::corrupt(tag, 0, Fault::Section))?;
    if start != expected {
        return Err(fault(row, Fault::SectionOrder));
    }
    if crc32(&bytes[start..end]) != u32_at(bytes, row + 12) {
        return Err(Error::corrupt(tag, 0, Fault::SectionChecksum));
    }
    Ok((tag, start..end))
}

fn u32_at(bytes: &[u8], offset: usize) -> u32 {
    u32::from_le_bytes([bytes[offset], bytes[offset + 1], bytes[offset + 2], bytes[offset + 3]])
}

fn fault(offset: usize, what: Fault) -> Error {
    Error::corrupt(CONTAINER, offset, what)
}
