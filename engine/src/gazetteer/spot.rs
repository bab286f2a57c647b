//! Places that a text names among other words: « cio le puy en velay », « apprentissage lyon 7 ».
//!
//! It is purely about names: whether « cours » is the commune or the lesson is for the caller to decide.

use crate::order::sort_by_key;
use core::cmp::Reverse;
use core::ops::Range;

use super::keys::{ARTICLES, Kind, LINKS, Name, is_number, key_of, without_kind};
use super::lookup::{DOMINANT, FAMOUS};
use super::{Gazetteer, Territory};

/// A place that a text names among other words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spotted {
    /// All the words that say the place: the name and what introduces it (« pres de », « a », « dans le »).
    pub words: Range<usize>,
    /// The words of the name alone.
    pub name: Range<usize>,
    /// What may be meant, never empty: communes before the territories above them, the larger first.
    pub territories: Vec<Territory>,
    /// Whether a place preposition stands before the name. It is in `words`, not in `name`.
    pub introduced: bool,
}

/// Words in the longest name that is looked for: « communauté d'agglomération du Puy-en-Velay » has seven.
const LONGEST: usize = 7;

/// A commune called by its first words only is looked for among other words from so many inhabitants.
const KNOWN: u32 = 10_000;

/// Words that introduce a place.
pub(super) const PREPOSITIONS: [&str; 14] = [
    "proche",
    "a",
    "au",
    "aux",
    "en",
    "dans",
    "sur",
    "vers",
    "pres",
    "autour",
    "cote",
    "secteur",
    "region",
    "departement",
];

/// Words that introduce a place with « de ».
const PREPOSITIONS_OF: [&str; 7] = ["pres", "autour", "proche", "cote", "secteur", "region", "departement"];

/// Before a number, words after which it is not a department's.
const BEFORE_QUANTITIES: [&str; 9] = ["de", "des", "du", "d", "les", "ans", "a", "entre", "et"];

/// Ordinary words that are names too.
const STOP_WORDS: [&str; 11] =
    ["les", "des", "une", "son", "est", "pas", "par", "sur", "sous", "pour", "avec"];

impl Gazetteer {
    /// The places that `words`, the folded words of a text in order, name; they do not overlap. The longest
    /// names first, then the last in the text. Whole names only, but for large towns that their first words
    /// are enough for; arrondissements, departments, regions, postcodes, the number of a department at the
    /// end, EPCI with their kind; a name and the number, department or postcode beside it are one. Cost: some binary searches for each run of up to seven words.
    #[must_use]
    pub fn spot(&self, words: &[&str]) -> Vec<Spotted> {
        let mut candidates = Vec::new();
        for start in 0..words.len() {
            let introduction = introduction(words, start);
            for end in start + 1..=words.len().min(start + LONGEST) {
                let territories = self.named(words, start..end, introduction.is_some());
                if !territories.is_empty() {
                    candidates.push(Spotted {
                        words: introduction.unwrap_or(start)..end,
                        name: start..end,
                        territories,
                        introduced: introduction.is_some(),
                    });
                }
            }
        }
        sort_by_key(&mut candidates, longest_then_last);
        let mut spotted: Vec<Spotted> = Vec::new();
        for it in candidates {
            if spotted
                .iter()
                .all(|other| it.words.end <= other.words.start || other.words.end <= it.words.start)
            {
                spotted.push(it);
            }
        }
        self.join(spotted, words)
    }

    /// Makes one place of a name and of what tells it from its homonyms: « sainte croix 26 », « lyon 69003 »,
    /// « brioude en haute loire ».
    fn join(&self, mut spotted: Vec<Spotted>, words: &[&str]) -> Vec<Spotted> {
        for it in &mut spotted {
            // « j’habite Job 63 et »: before the end of a text, a number is a department's only behind a commune of it.
            if let Some([code, _]) = words.get(it.words.end..it.words.end + 2)
                && let Some(department) = self.department_by_code(code)
                && let Some(territories) = self.narrow(&it.territories, &[Territory::Department(department)])
            {
                it.words.end += 1;
                it.name.end += 1;
                it.territories = territories;
            }
        }
        sort_by_key(&mut spotted, |it| it.words.start);
        let mut joined: Vec<Spotted> = Vec::new();
        for it in spotted {
            if let Some(last) = joined.last_mut()
                && last.words.end == it.words.start
                && let Some(territories) = self.narrow(&last.territories, &it.territories)
            {
                last.words.end = it.words.end;
                last.name.end = it.name.end;
                last.territories = territories;
            } else {
                joined.push(it);
            }
        }
        sort_by_key(&mut joined, longest_then_last);
        joined
    }

    /// Of two lists, the communes of one that the other tells from their homonyms: those of a department, or
    /// those that both hold, be it as an arrondissement and its city.
    fn narrow(&self, one: &[Territory], other: &[Territory]) -> Option<Vec<Territory>> {
        let among = |names: &[Territory], by: &[Territory]| {
            let admits = |commune: &Territory| match (*commune, by) {
                (Territory::Commune(index), [department @ Territory::Department(number)]) => {
                    // « Éloise 01 »: or the department that its post comes from.
                    let code = self.departments()[*number].code.parse::<u32>();
                    let posted = |code| self.communes()[index].postcodes.iter().any(|it| it / 1000 == code);
                    self.contains(*department, index) || code.is_ok_and(posted)
                }
                (Territory::Commune(index), _) => {
                    let city = self.communes()[index].city.map(Territory::Commune);
                    by.contains(commune) || city.is_some_and(|city| by.contains(&city))
                }
                _ => false,
            };
            let narrowed: Vec<Territory> = names.iter().copied().filter(admits).collect();
            (!narrowed.is_empty()).then_some(narrowed)
        };
        among(one, other).or_else(|| among(other, one))
    }

    /// What the words at `range` name, nothing more and nothing less.
    fn named(&self, words: &[&str], range: Range<usize>, introduced: bool) -> Vec<Territory> {
        let gram = &words[range.clone()];
        if let Some(territories) = self.numbered(words, &range) {
            return territories;
        }
        // A last « a » belongs to what follows, not to « arrondissement ».
        if range.len() > 1 && gram.last() == Some(&"a") {
            return Vec::new();
        }
        let is_epci = |name: &&Name| matches!(name.territory, Territory::Epci(_));
        let key = key_of(gram.iter().copied());
        if let Some((Kind::Epci, core)) = without_kind(&key) {
            return sorted(self.keys.whole(core).filter(is_epci).collect());
        }
        let single = !key.contains(' ');
        if single && !introduced && (key.len() <= 2 || STOP_WORDS.contains(&key.as_str())) {
            return Vec::new();
        }
        let mut whole: Vec<&Name> = self.keys.whole(&key).filter(|name| !is_epci(name)).collect();
        let articles = match range.start.checked_sub(1).map(|before| words[before]) {
            // « du Puy » is « de Le Puy ».
            Some("du" | "au") => &ARTICLES[..1],
            Some("des" | "aux") => &ARTICLES[2..3],
            _ if introduced || !single => &ARTICLES[..],
            _ => &[],
        };
        let mut first = Vec::new();
        for article in articles {
            let key = format!("{article} {key}");
            whole.extend(self.keys.whole(&key).filter(|name| !is_epci(name)));
            first.extend(self.keys.beginning(&format!("{key} ")));
        }
        // The first words with the article that was written, or else with any or none.
        if articles.len() != 1 || first.is_empty() {
            first.extend(self.keys.beginning(&format!("{key} ")));
        }
        if whole.iter().any(|name| name.former.is_none()) {
            whole.retain(|name| name.former.is_none());
        }
        let largest = whole.iter().map(|name| name.population).max().unwrap_or(0);
        let mut territories = sorted(whole);
        if let Some(known) = self.known(first).filter(|it| it.population > largest.saturating_mul(FAMOUS)) {
            territories.insert(0, known.territory);
        }
        territories
    }

    /// The commune that its `first` words are enough for.
    fn known<'a>(&self, first: Vec<&'a Name>) -> Option<&'a Name> {
        let of_today = |name: &&Name| match name.territory {
            Territory::Commune(index) => name.former.is_none() && self.communes()[index].city.is_none(),
            _ => false,
        };
        let mut first: Vec<&Name> = first.into_iter().filter(of_today).collect();
        sort_by_key(&mut first, |name| Reverse(name.population));
        let known = *first.first()?;
        let next = first.get(1).map_or(0, |name| name.population);
        (known.population >= KNOWN.max(next.saturating_mul(DOMINANT))).then_some(known)
    }

    /// The communes of a postcode or the department of a last number; `None` when the words are neither.
    fn numbered(&self, words: &[&str], range: &Range<usize>) -> Option<Vec<Territory>> {
        let gram = &words[range.clone()];
        if gram.iter().all(|word| is_number(word)) {
            let key = key_of(gram.iter().copied());
            if key.len() == 5 && (gram.len() == 1 || gram[0].len() == 2) {
                let communes = self.by_postcode(key.parse().ok()?);
                return Some(communes.into_iter().map(Territory::Commune).collect());
            }
        }
        let [code] = gram else { return None };
        let department = self.department_by_code(code)?;
        let before = range.start.checked_sub(1).map(|before| words[before]);
        let quantity = |word: &str| BEFORE_QUANTITIES.contains(&word) || is_number(word);
        let last = range.end == words.len() && !before.is_some_and(quantity);
        Some(if last { vec![Territory::Department(department)] } else { Vec::new() })
    }
}

fn longest_then_last(it: &Spotted) -> (Reverse<usize>, Reverse<usize>) {
    (Reverse(it.name.len()), Reverse(it.name.start))
}

/// Each territory once, communes first, then the larger.
fn sorted(mut names: Vec<&Name>) -> Vec<Territory> {
    sort_by_key(&mut names, |name| {
        (!matches!(name.territory, Territory::Commune(_)), Reverse(name.population), name.territory)
    });
    let mut territories: Vec<Territory> = names.into_iter().map(|name| name.territory).collect();
    territories.dedup();
    territories
}

/// Where what introduces the place at `start` begins: « dans le », « pres de », « a cote du », « a ».
fn introduction(words: &[&str], start: usize) -> Option<usize> {
    let is = |at: usize, list: &[&str]| at > 0 && list.contains(&words[at - 1]);
    let article = is(start, &ARTICLES);
    let at = start - usize::from(article);
    if is(at, &PREPOSITIONS) {
        let cote = words[at - 1] == "cote" && is(at - 1, &["a"]);
        return Some(at - 1 - usize::from(cote));
    }
    if is(at, &LINKS) && is(at - 1, &PREPOSITIONS_OF) {
        let cote = words[at - 2] == "cote" && is(at - 2, &["a"]);
        return Some(at - 2 - usize::from(cote));
    }
    None
}
