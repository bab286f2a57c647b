//! How small bytes become. The highest qualities take seconds for a site's files, so what was measured is kept,
//! by the hash of the bytes.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// The sizes of one file, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lengths {
    pub(crate) raw: u64,
    /// gzip, level 9.
    pub(crate) gzip: u64,
    /// brotli, quality 11.
    pub(crate) brotli: u64,
}

/// What was measured before, in a file of lines `hash raw gzip brotli`.
pub(crate) struct Measured {
    file: PathBuf,
    known: BTreeMap<String, Lengths>,
}

impl Measured {
    /// A missing file, or a line that cannot be read, is just measured again.
    pub(crate) fn load(file: PathBuf) -> Self {
        let text = fs::read_to_string(&file).unwrap_or_default();
        Self { file, known: text.lines().filter_map(parse).collect() }
    }

    /// The lengths of a file of the site.
    pub(crate) fn lengths(&mut self, path: &Path) -> Result<Lengths> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let hash = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        if let Some(lengths) = self.known.get(&hash) {
            return Ok(*lengths);
        }
        let lengths = compress(&bytes).with_context(|| format!("cannot compress {}", path.display()))?;
        self.known.insert(hash, lengths);
        Ok(lengths)
    }

    /// Keeps what is known for the next run.
    pub(crate) fn save(&self) -> Result<()> {
        let line = |(hash, of): (&String, &Lengths)| format!("{hash} {} {} {}\n", of.raw, of.gzip, of.brotli);
        let text: String = self.known.iter().map(line).collect();
        fs::write(&self.file, text).with_context(|| format!("cannot write {}", self.file.display()))
    }
}

/// Bytes above which a file is compressed faster.
const LARGE: usize = 3_000_000;

/// Writes each script, module and bundle of a site compressed beside itself, as a host does that compresses
/// beforehand.
pub(crate) fn write_beside(site: &Path) -> Result<()> {
    for entry in fs::read_dir(site).with_context(|| format!("cannot read {}", site.display()))? {
        let path = entry?.path();
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            write_beside(&path)?;
        } else if [".js", ".json", ".wasm", ".azb"].iter().any(|end| name.ends_with(end)) {
            let bytes = fs::read(&path).with_context(|| format!("cannot read {name}"))?;
            // The last per cents of a large file take minutes.
            let quality = if bytes.len() > LARGE { 9 } else { 11 };
            let small = brotli(&bytes, quality).with_context(|| format!("cannot compress {name}"))?;
            fs::write(format!("{name}.br"), small).with_context(|| format!("cannot write {name}.br"))?;
        }
    }
    Ok(())
}

fn parse(line: &str) -> Option<(String, Lengths)> {
    let mut words = line.split(' ');
    let hash = words.next()?.to_owned();
    let mut number = || words.next()?.parse().ok();
    Some((hash, Lengths { raw: number()?, gzip: number()?, brotli: number()? }))
}

fn compress(bytes: &[u8]) -> io::Result<Lengths> {
    Ok(Lengths { raw: bytes.len() as u64, gzip: gzip(bytes)?, brotli: brotli(bytes, 11)?.len() as u64 })
}

fn gzip(bytes: &[u8]) -> io::Result<u64> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}

fn brotli(bytes: &[u8], quality: i32) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_run_knows_and_measures_what_changed() {
        let folder = tempfile::tempdir().unwrap();
        let (file, notes) = (folder.path().join("a.js"), folder.path().join("notes"));
        fs::write(&file, "a".repeat(1_000)).unwrap();
        let mut first = Measured::load(notes.clone());
        let lengths = first.lengths(&file).unwrap();
        assert!(lengths.raw == 1_000 && lengths.brotli < lengths.gzip);
        first.save().unwrap();

        let mut second = Measured::load(notes);
        assert_eq!(second.known, first.known);
        fs::write(&file, "b".repeat(10)).unwrap();
        assert_eq!(second.lengths(&file).unwrap().raw, 10);
    }

    #[test]
    fn a_spoilt_note_is_measured_again() {
        let folder = tempfile::tempdir().unwrap();
        let notes = folder.path().join("notes");
        fs::write(&notes, "abc 1 2 3\nabc 1 two 3\n\nabc 1\n").unwrap();
        assert_eq!(Measured::load(notes).known.len(), 1);
    }
}
