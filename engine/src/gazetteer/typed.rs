//! What was typed, taken apart: « Saint-Sauveur (38) », « saint sauveur isère » and « 38 saint sauveur » are
//! a name and what tells it from its homonyms, « agglo du Puy » is a name and a kind.

use super::keys::{ARTICLES, Kind, LINKS, Name, is_number, place_key, without_article, without_kind};
use super::spot::PREPOSITIONS;
use super::{Gazetteer, Territory};
use crate::order::{sort_by, sort_by_key};

/// Names and what tells them apart are shorter, in bytes; a longer text is not searched for both.
const LONGEST: usize = 120;

/// One way to understand what was typed.
pub(super) struct Reading {
    /// The folded name.
    pub(super) name: String,
    /// The kind that was named with it.
    pub(super) kind: Option<Kind>,
    pub(super) within: Option<Within>,
}

/// What tells a commune from its homonyms.
pub(super) enum Within {
    Departments(Vec<usize>),
    /// Sorted communes, of a postcode or of its beginning.
    Communes(Vec<usize>),
}

impl Reading {
    fn new(key: &str, within: Option<Within>) -> Self {
        // « la métropole de Lyon »
        let (kind, name) = match without_kind(key).or_else(|| without_kind(without_article(key))) {
            // « agglo du » is a kind whose name is still to come.
            Some((kind, name)) if is_link(name) => (Some(kind), ""),
            Some((kind, name)) => (Some(kind), name),
            None => (None, key),
        };
        Self { name: name.to_owned(), kind, within }
    }
}

impl Gazetteer {
    /// The ways to understand `typed`, the likeliest first.
    pub(super) fn readings(&self, typed: &str) -> Vec<Reading> {
        let key = place_key(typed);
        // « 38000 Grenoble Cedex 1 »: mail goes elsewhere, people do not.
        let key = key.split(" cedex").next().unwrap_or_default();
        let mut readings = vec![Reading::new(key, None)];
        let bare = without_introduction(key);
        if bare.len() < key.len() && bare.len() <= LONGEST {
            readings.extend(self.readings(bare));
        }
        if let Some((name, rest)) = typed.rsplit_once(['(', ',']) {
            let (name, rest) = (place_key(name), place_key(rest));
            let within = self.within(&rest);
            if within.is_some() {
                readings.clear();
                readings.push(Reading::new(&name, within));
                readings.extend(self.posted(&name, &rest));
                return readings;
            }
            let reading = Reading::new(&name, None);
            // « CA Porte de l'Isère (CAPI) ».
            if reading.kind == Some(Kind::Epci) {
                readings.push(reading);
            }
        }
        let short = key.len() <= LONGEST;
        for (space, _) in key.match_indices(' ').filter(|_| short) {
            let (first, last) = (&key[..space], &key[space + 1..]);
            if let Some(within) = self.within(last) {
                readings.push(Reading::new(without_trailing_links(first), Some(within)));
            }
            readings.extend(self.posted(without_trailing_links(first), last));
        }
        if let Some((first, last)) = key.split_once(' ')
            && first.len() > 1
            && first.starts_with(|c: char| c.is_ascii_digit())
            && let Some(within) = self.within(first)
        {
            readings.push(Reading::new(last, Some(within)));
        }
        readings
    }

    /// A department by its number, its name or a beginning of it, or a postcode or a beginning of it.
    fn within(&self, key: &str) -> Option<Within> {
        if let Some(department) = self.department_by_code(key) {
            return Some(Within::Departments(vec![department]));
        }
        if is_number(key) {
            let communes = self.with_postcodes(key);
            // A number that only large receivers of mail have tells the department.
            let of_department = || Some(Within::Departments(vec![self.department_by_code(key.get(..2)?)?]));
            return match communes.is_empty() {
                false => Some(Within::Communes(communes)),
                true => of_department().filter(|_| key.len() == 5),
            };
        }
        let department = |name: &Name| match name.territory {
            Territory::Department(index) => Some(index),
            _ => None,
        };
        let mut departments: Vec<usize> = self.keys.whole(key).filter_map(department).collect();
        if departments.is_empty() && key.len() > 2 {
            departments = self.keys.beginning(key).filter_map(department).collect();
        }
        (!departments.is_empty()).then_some(Within::Departments(departments))
    }

    /// « Éloise 01 » is in Haute-Savoie: its post comes from the Ain.
    #[inline(never)]
    fn posted(&self, name: &str, digits: &str) -> Option<Reading> {
        let two = digits.len() == 2 && is_number(digits);
        two.then(|| Reading::new(name, Some(Within::Communes(self.with_postcodes(digits)))))
    }

    /// The communes whose postcodes begin so, sorted.
    fn with_postcodes(&self, digits: &str) -> Vec<usize> {
        let mut communes = self.by_postcode_prefix(digits);
        sort_by(&mut communes, Ord::cmp);
        communes
    }

    /// Whether `reading` may mean `territory`, whatever its name.
    pub(super) fn admits(&self, reading: &Reading, territory: Territory) -> bool {
        if reading.kind.is_some_and(|kind| !kind.holds(territory)) {
            return false;
        }
        match (&reading.within, territory) {
            (None, _) => true,
            (Some(Within::Departments(departments)), Territory::Commune(index)) => {
                departments.contains(&self.communes()[index].department)
            }
            (Some(Within::Departments(departments)), Territory::Department(index)) => {
                departments.contains(&index)
            }
            (Some(Within::Communes(communes)), Territory::Commune(index)) => {
                communes.binary_search(&index).is_ok()
            }
            (Some(_), _) => false,
        }
    }

    pub(super) fn department_by_code(&self, code: &str) -> Option<usize> {
        // « 69D » is the Rhône.
        let code = code.strip_suffix('d').filter(|code| code.len() == 2).unwrap_or(code);
        self.departments().iter().position(|department| department.code.eq_ignore_ascii_case(code))
    }

    /// Communes of a postcode, the most populous first. A municipal arrondissement replaces its city, which
    /// bears all the codes of its arrondissements.
    pub(super) fn by_postcode(&self, postcode: u32) -> Vec<usize> {
        let communes = self.communes();
        let mut found = self.bearing(|it| it == postcode);
        let cities: Vec<usize> = found.iter().filter_map(|index| communes[*index].city).collect();
        found.retain(|index| !cities.contains(index));
        found
    }

    /// Communes whose postcode begins with `digits`, the most populous first.
    pub(super) fn by_postcode_prefix(&self, digits: &str) -> Vec<usize> {
        let Ok(number) = digits.parse::<u32>() else { return Vec::new() };
        match 5_u32.checked_sub(digits.len() as u32) {
            None => Vec::new(),
            Some(0) => self.by_postcode(number),
            Some(missing) => {
                let span = 10_u32.pow(missing);
                self.bearing(|postcode| postcode / span == number)
            }
        }
    }

    fn bearing(&self, admits: impl Fn(u32) -> bool) -> Vec<usize> {
        let communes = self.communes();
        let bears = |index: &usize| communes[*index].postcodes.iter().any(|postcode| admits(*postcode));
        let mut found: Vec<usize> = (0..communes.len()).filter(bears).collect();
        sort_by_key(&mut found, |index| core::cmp::Reverse(communes[*index].population));
        found
    }
}

/// « dans l’Allier », « à Saugues », « près du Puy »: what introduces a place is no part of its name.
fn without_introduction(mut key: &str) -> &str {
    while let Some((first, rest)) = key.split_once(' ').filter(|(first, _)| PREPOSITIONS.contains(first)) {
        key = match rest.split_once(' ') {
            Some((link, name)) if LINKS.contains(&link) && first != "a" => name,
            _ => rest,
        };
    }
    key
}

/// « saint sauveur dans la » haute loire.
fn without_trailing_links(mut key: &str) -> &str {
    while let Some((rest, last)) = key.rsplit_once(' ') {
        if !is_link(last) {
            break;
        }
        key = rest;
    }
    key
}

fn is_link(word: &str) -> bool {
    ARTICLES.contains(&word) || LINKS.contains(&word) || ["en", "dans"].contains(&word)
}
