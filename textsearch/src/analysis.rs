//! French text analysis: one definition for the index and for queries, on every target.
//!
//! A text becomes words: letters are folded by [`engine::fold`], elided words are cut off (« l’emploi »,
//! « d'insertion », with any apostrophe), dotted acronyms are joined (« M.I.F.E. »). A word's stem is the
//! Snowball French stem of its folded form; folding comes first, so that « métiers » and « metiers » have
//! the same stem.

use engine::fold::{Folded, fold_char};
use frostem::{Algorithm, Stemmer};

/// Words that are elided before an apostrophe; they carry no meaning of their own.
const ELIDED: [&str; 13] =
    ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"];

/// Words that a sentence holds without asking for anything. Only folded forms that are no acronym of the
/// field: « cap », « mission » or « bge » must stay.
const STOP_WORDS: [&str; 82] = [
    "a",
    "ai",
    "aider",
    "alors",
    "au",
    "aux",
    "avec",
    "avoir",
    "besoin",
    "bonjour",
    "ce",
    "cela",
    "ces",
    "cet",
    "cette",
    "ci",
    "comme",
    "comment",
    "cherche",
    "chez",
    "dans",
    "de",
    "des",
    "dois",
    "donc",
    "du",
    "elle",
    "en",
    "est",
    "et",
    "etre",
    "eux",
    "faire",
    "faut",
    "il",
    "ils",
    "je",
    "la",
    "le",
    "les",
    "leur",
    "lui",
    "ma",
    "mais",
    "me",
    "merci",
    "mes",
    "moi",
    "mon",
    "ne",
    "nos",
    "notre",
    "nous",
    "on",
    "ou",
    "par",
    "pas",
    "peut",
    "peux",
    "plus",
    "pour",
    "pourquoi",
    "qu",
    "quand",
    "que",
    "quel",
    "quelle",
    "qui",
    "quoi",
    "recherche",
    "sa",
    "se",
    "ses",
    "si",
    "son",
    "suis",
    "sur",
    "tres",
    "un",
    "une",
    "veux",
    "voudrais",
];

/// The words of `text`, folded, in order.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (position, c) in characters.iter().enumerate() {
        match fold_char(*c) {
            Folded::Letters(letters) => word.push_str(letters),
            Folded::Kept(c) => word.push(c),
            Folded::Nothing => {}
            Folded::Break if *c == '.' && joins_acronym(&characters, position) => {}
            Folded::Break => {
                let word = core::mem::take(&mut word);
                if !(word.is_empty() || is_apostrophe(*c) && ELIDED.contains(&word.as_str())) {
                    words.push(word);
                }
            }
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The words of a query that ask for something: without stop words, unless nothing else is left.
#[must_use]
pub fn query_words(text: &str) -> Vec<String> {
    let all = words(text);
    let kept: Vec<String> = all.iter().filter(|word| !is_stop_word(word)).cloned().collect();
    if kept.is_empty() { all } else { kept }
}

fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.contains(&word)
}

/// The stem of a folded word.
///
/// Snowball keeps the plural « s » after some vowels (« emplois », « métros »); in words of five letters
/// and more it is cut first.
#[must_use]
pub fn stem(word: &str) -> String {
    let plural = word.len() >= 5 && word.ends_with('s') && !word.ends_with("ss");
    let singular = if plural { &word[..word.len() - 1] } else { word };
    Stemmer::new(Algorithm::French).stem(singular).into_owned()
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '´' | '`' | '′' | '＇')
}

/// Whether the dot at `position` stands between single letters, as in « M.I.F.E. ».
fn joins_acronym(characters: &[char], position: usize) -> bool {
    let letter = |index: Option<usize>| {
        index.and_then(|index| characters.get(index)).is_some_and(|c| c.is_alphabetic())
    };
    let single = |index: usize, before: Option<usize>, after: Option<usize>| {
        letter(Some(index)) && !letter(before) && !letter(after)
    };
    position >= 1
        && single(position - 1, position.checked_sub(2), None)
        && single(position + 1, None, Some(position + 2))
}
