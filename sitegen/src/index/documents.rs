//! What is found beside the structures: resources for professionals and pages, in a bundle of their own.
//!
//! Its generation is its own: a resource that changes does not make anybody fetch the directory anew.

use engine::documents::Document;
use sha2::{Digest, Sha256};
use textsearch::{DocumentIndex, DocumentTexts};

use super::synonyms::Expansion;
use crate::content::Content;
use crate::content::documents::documents;
use crate::french::phrases::Stems;
use crate::kept::Kept;

/// The bundle of a content.
pub(super) fn build(content: &Content, kept: &Kept) -> textsearch::Result<Vec<u8>> {
    let expansion = Expansion::new(&content.synonyms);
    let mut known = Stems::default();
    let entries = documents(content).into_iter().map(|mut entry| {
        for text in [&mut entry.texts.title, &mut entry.texts.about] {
            *text = expansion.apply(text, &mut known);
        }
        (entry.document, entry.texts)
    });
    let (documents, texts): (Vec<Document>, Vec<DocumentTexts>) = entries.unzip();
    let encoded = engine::documents::encode(&documents);
    let generation = generation(&encoded, &texts);
    let mut parts: Vec<&[u8]> = vec![&encoded];
    parts.extend(texts.iter().flat_map(|it| [&it.title, &it.about, &it.text]).map(String::as_bytes));
    kept.or_make("documents", &parts, || DocumentIndex::build(&documents, texts.clone(), generation))
}

/// A number that changes with any document.
fn generation(documents: &[u8], texts: &[DocumentTexts]) -> u64 {
    let mut hasher = Sha256::new();
    hasher.update(documents);
    for text in texts.iter().flat_map(|it| [&it.title, &it.about, &it.text]) {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    }
    hasher.finalize()[..8].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}
