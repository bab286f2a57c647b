//! Names of communes that are French words: « Cours », « Jardin », « La Chambre ».

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use engine::fold::{fold, split};
use flate2::read::GzDecoder;

const FILE: &str = "package/index.json";

/// Words of every day that the lexicon, older than they are, does not have.
const NEWER: [&str; 1] = ["bio"];

/// The folded words of the lexicon and the newer ones, from its package's archive (a gzipped tar).
pub(super) fn read(archive: &Path) -> Result<BTreeSet<String>> {
    let context = || format!("lecture de {}", archive.display());
    let mut tar = tar::Archive::new(GzDecoder::new(File::open(archive).with_context(context)?));
    for entry in tar.entries().with_context(context)? {
        let mut entry = entry.with_context(context)?;
        if entry.path().with_context(context)? == Path::new(FILE) {
            let mut text = String::new();
            entry.read_to_string(&mut text).with_context(context)?;
            let words: Vec<String> = serde_json::from_str(&text).with_context(context)?;
            return Ok(words.iter().map(|word| fold(word)).chain(NEWER.map(str::to_owned)).collect());
        }
    }
    anyhow::bail!("{} n’a pas de fichier {FILE}", archive.display())
}

/// The folded words that are each, with an article or without, the name of a commune and a word of the lexicon.
pub(super) fn common<'a>(
    names: impl Iterator<Item = &'a str>,
    lexicon: &BTreeSet<String>,
) -> BTreeSet<String> {
    let mut common = BTreeSet::new();
    for name in names {
        let words: Vec<String> = split(name).into_iter().map(|word| word.folded).collect();
        let rest = match words.as_slice() {
            [article, rest @ ..] if matches!(article.as_str(), "le" | "la" | "les" | "l") => rest,
            all => all,
        };
        if let [word] = rest
            && lexicon.contains(word)
        {
            common.insert(word.clone());
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_left_out_and_longer_names_are_no_words() {
        let lexicon = ["chambre", "cours", "la", "tour"].map(str::to_owned).into();
        let names = ["La Chambre", "Cours", "La Tour-du-Pin", "L'Étrat", "La Tour", "Lyon"];
        let found: Vec<String> = common(names.into_iter(), &lexicon).into_iter().collect();
        assert_eq!(found, ["chambre", "cours", "tour"]);
    }
}
