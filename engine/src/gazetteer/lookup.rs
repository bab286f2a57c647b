//! From what a person types to a territory.
//!
//! Names are compared as folded words. A name is found by its beginning, by the beginning of what follows
//! its article (« puy » finds « Le Puy-en-Velay ») or by the beginning of any of its words (« velay »).
//! « st » and « ste » stand for « saint » and « sainte », « s/ » for « sur », in names and in queries alike.

use super::{Gazetteer, Lists, Territory};
use crate::fold::fold;

/// What was typed as a place turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// One territory.
    Found(Territory),
    /// A postcode: its communes, the most populous first.
    Postcode(u32, Vec<usize>),
    /// Several territories bear the name, the most populous first.
    Ambiguous(Vec<Territory>),
    /// Nothing bears it. The nearest suggestions, if any.
    Unknown(Vec<Territory>),
}

/// A proposal for the place field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What is proposed.
    pub territory: Territory,
    /// What tells it from others of its name: the department of a commune, the kind of a territory.
    pub context: String,
}

/// How a name answers what was typed; smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum NameMatch {
    Whole,
    Beginning,
    Word,
}

/// Folded names, made once.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    /// Territories in the order of the lists, each with its folded name.
    names: Vec<(Territory, String)>,
    /// Population of each EPCI, department, region: the sum of its communes'.
    populations: Vec<u32>,
}

impl Keys {
    pub(super) fn new(lists: &Lists) -> Self {
        let communes = lists.communes.iter().enumerate();
        let epcis = lists.epcis.iter().enumerate();
        let departments = lists.departments.iter().enumerate();
        let regions = lists.regions.iter().enumerate();
        let names = communes
            .map(|(n, commune)| (Territory::Commune(n), place_key(&commune.name)))
            .chain(epcis.map(|(n, epci)| (Territory::Epci(n), place_key(&epci.name))))
            .chain(departments.map(|(n, it)| (Territory::Department(n), place_key(&it.name))))
            .chain(regions.map(|(n, region)| (Territory::Region(n), place_key(&region.name))));
        Self { names: names.collect(), populations: populations(lists) }
    }
}

/// Inhabitants of each territory, in the order of [`Keys::names`].
fn populations(lists: &Lists) -> Vec<u32> {
    let mut epcis = vec![0_u32; lists.epcis.len()];
    let mut departments = vec![0_u32; lists.departments.len()];
    let mut regions = vec![0_u32; lists.regions.len()];
    for commune in lists.communes.iter().filter(|commune| commune.city.is_none()) {
        let region = lists.departments[commune.department].region;
        let sums = [
            commune.epci.map(|epci| &mut epcis[epci]),
            Some(&mut departments[commune.department]),
            Some(&mut regions[region]),
        ];
        for sum in sums.into_iter().flatten() {
            *sum = sum.saturating_add(commune.population);
        }
    }
    let communes = lists.communes.iter().map(|commune| commune.population);
    communes.chain(epcis).chain(departments).chain(regions).collect()
}

/// The folded words of a place name, abbreviations written out.
fn place_key(name: &str) -> String {
    let name = name.replace("s/", "sur ").replace("S/", "sur ");
    let words = fold(&name);
    let mut key = String::with_capacity(words.len());
    for word in words.split(' ') {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(match word {
            "st" => "saint",
            "ste" => "sainte",
            other => other,
        });
    }
    key
}

fn without_article(key: &str) -> &str {
    let stripped = ["le ", "la ", "les ", "l "].iter().find_map(|article| key.strip_prefix(article));
    stripped.unwrap_or(key)
}

fn match_name(key: &str, typed: &str) -> Option<NameMatch> {
    let short = without_article(key);
    if key == typed || short == typed {
        Some(NameMatch::Whole)
    } else if key.starts_with(typed) || short.starts_with(typed) {
        Some(NameMatch::Beginning)
    } else {
        let later = key.match_indices(' ').any(|(space, _)| key[space + 1..].starts_with(typed));
        later.then_some(NameMatch::Word)
    }
}

/// What was typed, taken apart: « Saint-Sauveur (38) » is a name and a department.
struct Typed {
    name: String,
    department: Option<usize>,
}

impl Gazetteer {
    /// At most `limit` proposals for what is being typed, best first: whole names, then beginnings of
    /// names, then beginnings of words; the most populous first in each; a postcode or its beginning
    /// proposes its communes.
    #[must_use]
    pub fn suggest(&self, typed: &str, limit: usize) -> Vec<Suggestion> {
        let found = match postcode_prefix(typed) {
            Some(digits) => self.by_postcode_prefix(digits),
            None => {
                self.by_name(&self.take_apart(typed)).into_iter().map(|(_, territory)| territory).collect()
            }
        };
        found.into_iter().take(limit).map(|territory| self.suggestion(territory)).collect()
    }

    /// What `typed` names: a commune, arrondissement, EPCI, department or region by its whole name, a
    /// department by its number, a postcode, an INSEE code. « Nom (dép.) » tells homonyms apart.
    #[must_use]
    pub fn resolve(&self, typed: &str) -> Resolution {
        if let Some(resolution) = self.resolve_code(typed.trim()) {
            return resolution;
        }
        let typed = self.take_apart(typed);
        let found = self.by_name(&typed);
        let whole = |found: &[(NameMatch, Territory)]| -> Vec<Territory> {
            found.iter().filter(|(rank, _)| *rank == NameMatch::Whole).map(|(_, it)| *it).collect()
        };
        let exact: Vec<Territory> = whole(&found)
            .into_iter()
            .filter(|territory| place_key(self.name(*territory)) == typed.name)
            .collect();
        let candidates = if exact.is_empty() { whole(&found) } else { exact };
        match prefer_communes(candidates).as_slice() {
            [] if found.len() == 1 => Resolution::Found(found[0].1),
            [] => Resolution::Unknown(found.into_iter().take(5).map(|(_, territory)| territory).collect()),
            [one] => Resolution::Found(*one),
            several => Resolution::Ambiguous(several.to_vec()),
        }
    }

    /// What tells `territory` from others of its name.
    #[must_use]
    pub fn suggestion(&self, territory: Territory) -> Suggestion {
        let context = match territory {
            Territory::Commune(index) => self.departments()[self.communes()[index].department].name.clone(),
            Territory::Epci(_) => "intercommunalité".to_owned(),
            Territory::Department(_) => "département".to_owned(),
            Territory::Region(_) => "région".to_owned(),
        };
        Suggestion { territory, context }
    }

    fn resolve_code(&self, typed: &str) -> Option<Resolution> {
        if let Some(department) = self.department_by_code(typed) {
            return Some(Resolution::Found(Territory::Department(department)));
        }
        if typed.len() != 5 || !typed.is_ascii() {
            return None;
        }
        if let Ok(postcode) = typed.parse() {
            let communes = self.by_postcode(postcode);
            if !communes.is_empty() {
                return Some(Resolution::Postcode(postcode, communes));
            }
        }
        let commune = self.by_insee(&typed.to_ascii_uppercase())?;
        Some(Resolution::Found(Territory::Commune(commune)))
    }

    fn department_by_code(&self, code: &str) -> Option<usize> {
        self.departments().iter().position(|department| department.code.eq_ignore_ascii_case(code))
    }

    /// Communes of a postcode, the most populous first. A municipal arrondissement replaces its city, which
    /// bears all the codes of its arrondissements.
    fn by_postcode(&self, postcode: u32) -> Vec<usize> {
        let communes = self.communes();
        let bears = |index: &usize| communes[*index].postcodes.contains(&postcode);
        let mut found: Vec<usize> = (0..communes.len()).filter(bears).collect();
        let cities: Vec<usize> = found.iter().filter_map(|index| communes[*index].city).collect();
        found.retain(|index| !cities.contains(index));
        found.sort_by_key(|index| core::cmp::Reverse(communes[*index].population));
        found
    }

    fn by_postcode_prefix(&self, digits: &str) -> Vec<Territory> {
        let mut found: Vec<Territory> =
            self.department_by_code(digits).map(Territory::Department).into_iter().collect();
        let Ok(number) = digits.parse::<u32>() else { return found };
        let span = 10_u32.pow(5 - digits.len() as u32);
        let first = number * span;
        let bears = |postcode: &u32| (first..first + span).contains(postcode);
        let communes = self.communes();
        let mut matching: Vec<usize> =
            (0..communes.len()).filter(|index| communes[*index].postcodes.iter().any(bears)).collect();
        if digits.len() == 5 {
            matching = self.by_postcode(number);
        }
        matching.sort_by_key(|index| core::cmp::Reverse(communes[*index].population));
        found.extend(matching.into_iter().map(Territory::Commune));
        found
    }

    fn take_apart(&self, typed: &str) -> Typed {
        let whole = || Typed { name: place_key(typed), department: None };
        let Some((name, rest)) = typed.rsplit_once(['(', ',']) else { return whole() };
        let qualifier = fold(rest);
        let named = |department: &super::Department| fold(&department.name) == qualifier;
        let department = self.department_by_code(&qualifier);
        let department = department.or_else(|| self.departments().iter().position(named));
        match department {
            Some(department) => Typed { name: place_key(name), department: Some(department) },
            None => whole(),
        }
    }

    fn by_name(&self, typed: &Typed) -> Vec<(NameMatch, Territory)> {
        if typed.name.is_empty() {
            return Vec::new();
        }
        let in_department = |territory: Territory| match (typed.department, territory) {
            (None, _) => true,
            (Some(department), Territory::Commune(index)) => self.communes()[index].department == department,
            (Some(_), _) => false,
        };
        let mut found: Vec<(NameMatch, core::cmp::Reverse<u32>, Territory)> = Vec::new();
        for ((territory, key), population) in self.keys.names.iter().zip(&self.keys.populations) {
            if let Some(rank) = match_name(key, &typed.name).filter(|_| in_department(*territory)) {
                // A territory above the commune comes after the communes that answer as well as it does.
                let population = if matches!(territory, Territory::Commune(_)) { *population } else { 0 };
                found.push((rank, core::cmp::Reverse(population), *territory));
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(rank, _, territory)| (rank, territory)).collect()
    }
}

/// A commune is meant before a territory of the same name: « Saint-Flour » before « Saint-Flour Communauté ».
fn prefer_communes(candidates: Vec<Territory>) -> Vec<Territory> {
    let communes: Vec<Territory> =
        candidates.iter().copied().filter(|it| matches!(it, Territory::Commune(_))).collect();
    if communes.is_empty() { candidates } else { communes }
}

/// Two to five digits: a postcode that is being typed.
fn postcode_prefix(typed: &str) -> Option<&str> {
    let typed = typed.trim();
    ((2..=5).contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_digit())).then_some(typed)
}
