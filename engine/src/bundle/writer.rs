//! Writes a bundle.

use super::{CRC_BYTES, FORMAT_VERSION, HEADER_BYTES, MAGIC, ROW_BYTES, Tag, crc::crc32};
use crate::error::CONTAINER;
use crate::{Error, Result};

/// Gathers sections, then lays them out.
#[derive(Debug)]
pub struct Writer {
    generation: u64,
    sections: Vec<(Tag, Vec<u8>)>,
}

impl Writer {
    /// A bundle of the build `generation`.
    #[must_use]
    pub fn new(generation: u64) -> Self {
        Self { generation, sections: Vec::new() }
    }

    /// Adds a section. Tags are unique in a bundle.
    #[must_use]
    pub fn section(mut self, tag: Tag, bytes: Vec<u8>) -> Self {
        self.sections.push((tag, bytes));
        self
    }

    /// The bundle's bytes.
    ///
    /// # Errors
    ///
    /// Unencodable when a tag stands twice or the bundle exceeds 4 GiB.
    pub fn finish(self) -> Result<Vec<u8>> {
        let mut tags: Vec<Tag> = self.sections.iter().map(|(tag, _)| *tag).collect();
        tags.sort_unstable();
        if tags.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Error::unencodable(CONTAINER, "section en double"));
        }
        let count = u16::try_from(tags.len()).map_err(|_| too_large())?;
        let mut out = Vec::new();
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        out.extend_from_slice(&count.to_le_bytes());
        out.extend_from_slice(&self.generation.to_le_bytes());
        let mut offset = HEADER_BYTES + ROW_BYTES * tags.len() + CRC_BYTES;
        for (tag, bytes) in &self.sections {
            out.extend_from_slice(tag);
            out.extend_from_slice(&u32::try_from(offset).map_err(|_| too_large())?.to_le_bytes());
            out.extend_from_slice(&u32::try_from(bytes.len()).map_err(|_| too_large())?.to_le_bytes());
            out.extend_from_slice(&crc32(bytes).to_le_bytes());
            offset += bytes.len();
        }
        let crc = crc32(&out);
        out.extend_from_slice(&crc.to_le_bytes());
        for (_, bytes) in &self.sections {
            out.extend_from_slice(bytes);
        }
        Ok(out)
    }
}

fn too_large() -> Error {
    Error::unencodable(CONTAINER, "plus de 4 Gio")
}
