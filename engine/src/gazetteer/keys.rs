//! Names as they are compared: folded words with their abbreviations written out, kinds apart.
//!
//! « st » and « ste » stand for « saint » and « sainte », « s/ » for « sur », « hte » for « haute »; an
//! arrondissement is its city and a number (« lyon 3 »); an EPCI is known by what follows its kind, because
//! people write « agglo du Puy » for what the source calls « CA du Puy-en-Velay ».

use super::{Lists, Territory};
use crate::fold::fold;
use crate::order::sort_by;

/// A folded name and what bears it.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) key: String,
    pub(super) territory: Territory,
    /// Index of the former commune whose name it is; [`OUTSIDE`] for a commune outside.
    pub(super) former: Option<usize>,
    /// Inhabitants of the territory: those of its communes.
    pub(super) population: u32,
}

/// In the place of a former commune: the name is that of a commune outside.
pub(super) const OUTSIDE: usize = usize::MAX;

/// Folded names, made once, sorted by key.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    pub(super) names: Vec<Name>,
}

/// A kind of territory that stands before or after its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Epci,
    Department,
    Region,
}

impl Kind {
    pub(super) fn holds(self, territory: Territory) -> bool {
        match territory {
            Territory::Commune(_) => false,
            Territory::Epci(_) => self == Self::Epci,
            Territory::Department(_) => self == Self::Department,
            Territory::Region(_) => self == Self::Region,
        }
    }
}

/// What announces an EPCI; a longer one stands before those that it begins with.
const EPCI_KINDS: [&str; 16] = [
    "communaute de communes",
    "communaute d agglomeration",
    "communaute d agglo",
    "communaute urbaine",
    "communaute",
    "com de com",
    "com com",
    "comcom",
    "com d agglo",
    "agglomeration",
    "agglo",
    "metropole",
    "intercommunalite",
    "cc",
    "ca",
    "cu",
];

/// What ends the name of an EPCI without being part of how people call it.
const EPCI_ENDS: [&str; 4] = [" metropole", " agglomeration", " agglo", " communaute"];

const DEPARTMENT_KINDS: [&str; 4] = ["departement", "dept", "dpt", "dep"];

pub(super) const ARTICLES: [&str; 4] = ["le", "la", "les", "l"];

pub(super) const LINKS: [&str; 4] = ["de", "du", "des", "d"];

impl Keys {
    pub(super) fn new(lists: &Lists) -> Self {
        let (epcis, departments, regions) = populations(lists);
        let mut names = Vec::new();
        let mut add = |key: String, territory, former, population| {
            names.push(Name { key, territory, former, population });
        };
        for (n, commune) in lists.communes.iter().enumerate() {
            let outside = lists.is_outside(n).then_some(OUTSIDE);
            add(place_key(&commune.name), Territory::Commune(n), outside, commune.population);
        }
        for (n, former) in lists.former.iter().enumerate() {
            let population = lists.communes[former.commune].population;
            add(place_key(&former.name), Territory::Commune(former.commune), Some(n), population);
        }
        for (n, epci) in lists.epcis.iter().enumerate() {
            // « CA Loire Forez Agglomération (LFA) » is called by both, « Métropole de Lyon|(Grand Lyon » too.
            for part in epci.name.split('(') {
                add(epci_core(&place_key(part)).to_owned(), Territory::Epci(n), None, epcis[n]);
            }
        }
        for (n, department) in lists.departments.iter().enumerate() {
            add(place_key(&department.name), Territory::Department(n), None, departments[n]);
        }
        for (n, region) in lists.regions.iter().enumerate() {
            // « Auvergne-Rhône-Alpes|(AURA »
            for part in region.name.split('(') {
                add(place_key(part), Territory::Region(n), None, regions[n]);
            }
        }
        sort_by(&mut names, |a, b| (&a.key, a.territory).cmp(&(&b.key, b.territory)));
        Self { names }
    }

    /// Names that begin with `prefix`.
    pub(super) fn beginning(&self, prefix: &str) -> impl Iterator<Item = &Name> {
        let first = self.names.partition_point(|name| name.key.as_str() < prefix);
        self.names[first..].iter().take_while(move |name| name.key.starts_with(prefix))
    }

    /// Names that are `key`.
    pub(super) fn whole(&self, key: &str) -> impl Iterator<Item = &Name> {
        self.beginning(key).take_while(move |name| name.key.len() == key.len())
    }
}

/// Inhabitants of EPCI, departments and regions.
fn populations(lists: &Lists) -> (Vec<u32>, Vec<u32>, Vec<u32>) {
    let mut epcis = vec![0_u32; lists.epcis.len()];
    let mut departments = vec![0_u32; lists.departments.len()];
    let mut regions = vec![0_u32; lists.regions.len()];
    for commune in lists.communes.iter().filter(|commune| commune.city.is_none()) {
        let region = lists.departments[commune.department].region;
        let sums = [
            commune.epci.and_then(|epci| epcis.get_mut(epci)),
            Some(&mut departments[commune.department]),
            region.and_then(|region| regions.get_mut(region)),
        ];
        for sum in sums.into_iter().flatten() {
            *sum = sum.saturating_add(commune.population);
        }
    }
    (epcis, departments, regions)
}

/// The folded words of a place name, abbreviations written out.
pub(super) fn place_key(name: &str) -> String {
    key_of(fold(name).split(' '))
}

/// The same from words already folded.
pub(super) fn key_of<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut key = String::new();
    let mut previous = "";
    let mut words = words.peekable();
    while let Some(word) = words.next() {
        let word = match word {
            "st" => "saint",
            "ste" => "sainte",
            "fd" => "ferrand",
            "sts" => "saints",
            "stes" => "saintes",
            "ht" => "haut",
            "hte" => "haute",
            "htes" => "hautes",
            // « Romans s/ Isère »; a last « s » is a word that is being typed.
            "s" if !key.is_empty() && words.peek().is_some() => "sur",
            other => cardinal(other),
        };
        if is_number(previous) && ("arrondissement".starts_with(word) || ["arrdt", "ardt"].contains(&word)) {
            continue;
        }
        // « 43 000 ».
        let glued = previous.len() == 2 && word.len() <= 3 && is_number(previous) && is_number(word);
        if !key.is_empty() && !glued {
            key.push(' ');
        }
        key.push_str(word);
        previous = word;
    }
    key
}

pub(super) fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// « 3e », « 3ème », « 1er » are 3 and 1.
fn cardinal(word: &str) -> &str {
    let (number, ending) = word.split_at(word.bytes().take_while(u8::is_ascii_digit).count());
    let ordinal = ["e", "er", "ere", "eme", "ieme", "nd", "nde"].contains(&ending);
    if ordinal && !number.is_empty() { number } else { word }
}

/// What follows the first word of `key`, when it is one of `words`.
fn after<'a>(key: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| key.strip_prefix(word)?.strip_prefix(' '))
}

pub(super) fn without_article(key: &str) -> &str {
    after(key, &ARTICLES).unwrap_or(key)
}

/// Without « du », « de la », « d' »…
fn without_link(key: &str) -> &str {
    without_article(after(key, &LINKS).unwrap_or(key))
}

fn epci_core(key: &str) -> &str {
    let mut core = key;
    while let Some(rest) = after(core, &EPCI_KINDS) {
        core = without_link(rest);
    }
    EPCI_ENDS.iter().find_map(|end| core.strip_suffix(end)).unwrap_or(core)
}

/// The kind of territory that `key` announces, and the name without it.
pub(super) fn without_kind(key: &str) -> Option<(Kind, &str)> {
    if let Some(rest) = after(key, &DEPARTMENT_KINDS) {
        return Some((Kind::Department, without_link(rest)));
    }
    if let Some(rest) = after(key, &["region"]) {
        return Some((Kind::Region, without_link(rest)));
    }
    let core = epci_core(key);
    (core.len() < key.len()).then_some((Kind::Epci, core))
}
