//! What is found beside the structures: resources for professionals and pages of the site, in a bundle of their own
//! that is fetched only when somebody asks for it.
//!
//! The text index says where each word of a text is found, as it does for structures; what that means for a document
//! is decided here. A document is a name (its title), a place (what it is about: summary, themes, headings) and a
//! description (its text) of the text index.

use crate::bundle::DOCUMENTS;
use crate::codec::{Decoder, Encoder};
use crate::keyword::{Unit, WordHits};
use crate::maths::log2;
use crate::order::sort_by;
use crate::{Result, Tier};

/// What a document is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A page of the site.
    #[default]
    Page,
    /// A resource for professionals.
    Resource,
}

/// A document, as a result shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What it is.
    pub kind: Kind,
    /// Whether it is kept and not valid any more.
    pub archived: bool,
    /// Title.
    pub title: String,
    /// One sentence, or empty.
    pub summary: String,
    /// Relative to the site.
    pub address: String,
    /// What more is said of it: type, version. Or empty.
    pub label: String,
    /// Its themes, with commas between, or empty.
    pub themes: String,
}

impl Document {
    /// Kind and state: 1 for a resource, 2 when it is archived.
    #[must_use]
    pub fn flags(&self) -> u8 {
        u8::from(self.kind == Kind::Resource) | u8::from(self.archived) << 1
    }
}

/// Writes the section of a list of documents: number, kind and state of each, then a column for each text.
#[must_use]
pub fn encode(documents: &[Document]) -> Vec<u8> {
    let mut out = Encoder::new();
    out.put_len(documents.len());
    for document in documents {
        out.put_u8(document.flags());
    }
    for column in COLUMNS {
        out.put_column(documents.iter().map(|document| column(document).as_str()));
    }
    out.finish()
}

/// Reads the section.
///
/// # Errors
///
/// Corrupt when the bytes are not such a section.
pub fn decode(bytes: &[u8]) -> Result<Vec<Document>> {
    let mut input = Decoder::new(DOCUMENTS, bytes);
    let count = input.count();
    let mut documents = Vec::with_capacity(count);
    for _ in 0..count {
        let flags = input.u8();
        let kind = if flags & 1 == 0 { Kind::Page } else { Kind::Resource };
        documents.push(Document { kind, archived: flags & 2 != 0, ..Document::default() });
    }
    for column in COLUMNS_MUT {
        for (document, text) in documents.iter_mut().zip(input.column(count)) {
            text.clone_into(column(document));
        }
    }
    input.finish()?;
    Ok(documents)
}

const COLUMNS: [fn(&Document) -> &String; 5] =
    [|it| &it.title, |it| &it.summary, |it| &it.address, |it| &it.label, |it| &it.themes];

const COLUMNS_MUT: [fn(&mut Document) -> &mut String; 5] =
    [|it| &mut it.title, |it| &mut it.summary, |it| &mut it.address, |it| &mut it.label, |it| &mut it.themes];

/// What a word is worth in a title, in what the document is about, in its text.
const WORTH: [f64; 3] = [6.0, 3.0, 1.0];

/// What is left of it when the word is there as it is, in another form, as a beginning, with a typing mistake.
fn faith(tier: Tier) -> f64 {
    match tier {
        Tier::Exact => 1.0,
        Tier::Stem => 0.9,
        Tier::Prefix => 0.7,
        Tier::Typo => 0.4,
    }
}

/// What is left of a document that is not valid any more: it comes when its version is asked for.
const ARCHIVED: f64 = 0.8;

/// Documents with less than this share of the words that the best one has are noise.
const LEAST_SHARE: f64 = 0.34;

/// A word of so many letters that nothing has is unknown, not mistyped: an acronym is not corrected.
const SHORT: usize = 4;

/// The documents that have the words, the best first. A word counts by where it stands and by how few documents have
/// it; those that have most of the words come before those that have one of them often. Words that no document has
/// are left aside.
#[must_use]
pub fn rank(words: &[WordHits], documents: &[Document]) -> Vec<usize> {
    let total = documents.len();
    let mut scores = vec![0.0; total];
    let mut shares = vec![0.0; total];
    for word in words {
        let mut worth = vec![0.0_f64; total];
        let short = word.span.len() <= SHORT;
        for (unit, tier) in &word.units {
            if short && *tier == Tier::Typo {
                continue;
            }
            let (number, field) = match *unit {
                Unit::Name(number) => (number, 0),
                Unit::Place(number) => (number, 1),
                Unit::Description(number) => (number, 2),
                _ => continue,
            };
            if let Some(worth) = worth.get_mut(number) {
                *worth += WORTH[field] * faith(*tier);
            }
        }
        let having = worth.iter().filter(|worth| **worth > 0.0).count();
        if having == 0 {
            continue;
        }
        let rarity = log2(1.0 + total as f64 / having as f64);
        for (number, worth) in worth.iter().enumerate().filter(|(_, worth)| **worth > 0.0) {
            scores[number] += rarity * worth;
            shares[number] += rarity;
        }
    }
    let most = shares.iter().copied().fold(0.0, f64::max);
    let mut found: Vec<(f64, usize)> = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        let share = shares[number] / most;
        if share >= LEAST_SHARE {
            let state = if document.archived { ARCHIVED } else { 1.0 };
            found.push((scores[number] * share * state, number));
        }
    }
    sort_by(&mut found, |(one, first), (other, second)| other.total_cmp(one).then(first.cmp(second)));
    found.into_iter().map(|(_, number)| number).collect()
}

#[cfg(test)]
mod tests {
    use super::{Document, Kind, decode, encode, rank};
    use crate::Tier;
    use crate::keyword::{Unit, WordHits};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn document(title: &str, archived: bool) -> Document {
        Document {
            kind: Kind::Resource,
            archived,
            title: title.to_owned(),
            address: format!("coin-des-pros/{title}/"),
            ..Document::default()
        }
    }

    fn word(units: &[(Unit, Tier)]) -> WordHits {
        WordHits { span: 0..8, units: units.to_vec() }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_section_is_read_as_it_was_written_and_bad_bytes_are_named() {
        let documents = [document("a", false), document("b", true), Document::default()];
        let bytes = encode(&documents);
        assert_eq!(decode(&bytes).unwrap(), documents);
        for length in 0..bytes.len() {
            assert!(decode(&bytes[..length]).is_err(), "{length}");
        }
        assert!(decode(&[255; 40]).is_err());
        assert_eq!(decode(&encode(&[])).unwrap(), []);
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_word_counts_by_where_it_stands_and_how_rare_it_is() {
        use Tier::{Exact, Typo};
        let all = [document("a", false), document("b", false), document("c", false), document("d", true)];
        let title = word(&[(Unit::Name(1), Exact), (Unit::Description(0), Exact)]);
        assert_eq!(rank(&[title], &all), [1, 0]);
        let mistaken = word(&[(Unit::Name(0), Typo), (Unit::Name(2), Exact)]);
        assert_eq!(rank(&[mistaken], &all), [2, 0]);
        // Who has both comes first, though another has one of them in its title.
        let everywhere: Vec<_> = (0..4).map(|it| (Unit::Description(it), Exact)).collect();
        let rare = word(&[(Unit::Description(2), Exact)]);
        assert_eq!(rank(&[word(&everywhere), rare], &all)[0], 2);
        let same = word(&[(Unit::Name(3), Exact), (Unit::Name(2), Exact)]);
        assert_eq!(rank(&[same], &all), [2, 3], "what is archived comes after");
        assert_eq!(rank(&[word(&[])], &all), [] as [usize; 0]);
        assert_eq!(rank(&[], &[]), [] as [usize; 0]);
        // Units that no document has are no reason to fail.
        assert_eq!(rank(&[word(&[(Unit::Name(9), Exact), (Unit::Need(0), Exact)])], &all), [] as [usize; 0]);
    }
}
