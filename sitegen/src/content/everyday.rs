//! Everyday words that are communes too: « bio », « job », « cours », « la chambre ». Among other words such a commune is
//! meant only when something says so.

use std::collections::{BTreeMap, BTreeSet};

use engine::fold::split;
use textsearch::Texts;

use super::{Content, documents};

/// A word of the language is used more often than a commune of fewer inhabitants is called by it.
const VILLAGE: u32 = 2_000;

/// So is it for one of fewer inhabitants, when the content itself uses the word, or when nobody of the directory
/// receives there.
const TOWN: u32 = 10_000;

/// The everyday words, folded and sorted: each is, with an article or without, what communes are called, all of them
/// small or outside, and a word of the language or, not as a name, of the content.
pub(crate) fn everyday(content: &Content, texts: &Texts) -> Vec<String> {
    let gazetteer = &content.gazetteer;
    let places = content.structures.iter().flat_map(|it| &it.places);
    let received: BTreeSet<&str> =
        places.map(|place| gazetteer.commune_of(place.locality).insee.as_str()).collect();
    let mut communes: BTreeMap<String, (u32, bool)> = BTreeMap::new();
    for commune in &gazetteer.communes {
        if let Some(word) = word_of(&commune.name) {
            let (population, visited) = communes.entry(word).or_default();
            *population = commune.population.max(*population);
            *visited |= received.contains(commune.insee.as_str());
        }
    }
    // A town outside is seldom meant, whatever its size: « soudeur de vannes ».
    for town in &gazetteer.towns_outside {
        if let Some(word) = word_of(&town.name) {
            communes.entry(word).or_default();
        }
    }
    let used = used(content, texts);
    communes.retain(|word, (population, visited)| {
        let limit = if *visited { VILLAGE } else { TOWN };
        *population < limit && gazetteer.common_words.contains(word)
            || *population < TOWN && used.contains(word)
    });
    communes.into_keys().collect()
}

/// The only word of a name, its article apart.
fn word_of(name: &str) -> Option<String> {
    let mut words = split(name).into_iter().map(|word| word.folded);
    let first = words.next()?;
    let word = match first.as_str() {
        "le" | "la" | "les" | "l" => words.next().unwrap_or(first),
        _ => first,
    };
    words.next().is_none().then_some(word)
}

/// The words that the content uses, in small letters, in what it says; where it stands is no such text.
fn used(content: &Content, texts: &Texts) -> BTreeSet<String> {
    let documents = documents::documents(content);
    let documents = documents.iter().flat_map(|it| [&it.texts.title, &it.texts.about, &it.texts.text]);
    let lists = [&texts.names, &texts.descriptions, &texts.needs, &texts.publics, &texts.networks];
    let mut used = BTreeSet::new();
    for text in lists.into_iter().flatten().chain(documents) {
        for word in split(text) {
            if text[word.span].starts_with(char::is_lowercase) {
                used.insert(word.folded);
            }
        }
    }
    for term in content.synonyms.terms() {
        used.extend(split(&term.value).into_iter().map(|word| word.folded));
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_word_without_its_article() {
        let check =
            |name: &str, expected: Option<&str>| assert_eq!(word_of(name).as_deref(), expected, "{name}");
        check("Cours", Some("cours"));
        check("La Chambre", Some("chambre"));
        check("L'Étrat", Some("etrat"));
        check("La Tour-du-Pin", None);
        check("Les", Some("les"));
        check("", None);
    }
}
