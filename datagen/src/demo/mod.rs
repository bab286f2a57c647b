//! The demonstration directory: fictitious structures in real communes, at the real scale of the region.
//!
//! 544 structures and 1,157 places of welcome, the figures of the 2024 report. Nothing in it is true but the
//! communes: telephone numbers come from the range kept for fiction, mail and sites are under `example.org`.

mod closures;
mod directory;
mod folder;
mod front_matter;
mod hours;
mod networks;
mod random;
mod siting;
mod territory;
mod texts;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Result, ensure};

/// The seed of the committed directory.
pub(crate) const DEFAULT_SEED: u64 = 2026;

/// How large a directory to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scale {
    /// So many times 544 structures and 1,157 places in Auvergne-Rhône-Alpes: once is the demonstration directory,
    /// more is to measure how things grow.
    Region(usize),
    /// 47 times as many in the whole country, about 54,000 places, to measure how things grow.
    National,
}

impl Scale {
    /// By how much the numbers of the region are multiplied.
    fn factor(self) -> usize {
        match self {
            Self::Region(times) => times,
            Self::National => 47,
        }
    }
}

/// What to make and where.
pub(crate) struct Options {
    /// Same seed, same files.
    pub(crate) seed: u64,
    /// Region or country.
    pub(crate) scale: Scale,
    /// Folder of the directory, replaced as a whole.
    pub(crate) out: PathBuf,
    /// Folder of the gazetteer.
    pub(crate) territory: PathBuf,
    /// Replace Markdown files that were not made here.
    pub(crate) force: bool,
}

/// Makes the directory and writes one file a structure.
pub(crate) fn run(options: &Options) -> Result<()> {
    let towns = territory::read(&options.territory, options.scale)?;
    let mut structures = directory::make(&towns, options.scale, options.seed)?;
    let (count, places): (usize, usize) =
        (structures.len(), structures.iter().map(|structure| structure.lieux.len()).sum());
    closures::add(&mut structures)?;
    let mut files = BTreeMap::new();
    for structure in &structures {
        files.insert(format!("{}.md", structure.id), front_matter::to_text(structure)?);
    }
    ensure!(files.len() == structures.len(), "deux structures ont le même identifiant");
    folder::replace(&options.out, &files, options.force)?;
    println!("{} : {} structures, {places} lieux", options.out.display(), count);
    Ok(())
}
