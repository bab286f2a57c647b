//! From what a person types to a territory.
//!
//! A name is found by its whole, by its first words, by the beginning of it or of any of its words, with or
//! without its article; when nothing is found so, with one or two typing mistakes.

use crate::order::sort_by;
use core::cmp::Reverse;

use super::keys::{Name, OUTSIDE, is_number, place_key, without_article};
use super::typed::Reading;
use super::{Gazetteer, Territory};
use crate::distance::{Distance, Mistakes};

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
    /// The former commune whose name was typed, now part of the commune that is proposed.
    pub matched: Option<String>,
}

/// A commune called by its first words comes before those that bear the whole name, when it is so many times
/// more populous: « clermont » is Clermont-Ferrand before Clermont (Haute-Savoie), and « la tour » asks whether it is La
/// Tour-du-Pin. At 1 every village would be asked about, at 1,000 only the largest cities would be called so.
pub(super) const FAMOUS: u32 = 5;

/// First words name one commune when it is so many times more populous than the next that they could name:
/// « le puy ». At 1 the choice would be arbitrary, at 100 nearly everything would have to be asked.
pub(super) const DOMINANT: u32 = 10;

/// Until all names are there, first words name only a commune of so many inhabitants: those outside of which only the
/// name is known have more.
const KNOWN: u32 = 20_000;

/// From so many letters on a beginning may name one of several communes: « grenob », « cham ».
const LONG: usize = 4;

/// More homonyms than there are.
const MOST_HOMONYMS: usize = 64;

/// Proposals when nothing bears the name.
const NEAR: usize = 5;

/// How a name answers what was typed; smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// What [`FAMOUS`] puts before the communes of the whole name.
    Famous,
    Whole,
    /// The first words.
    Words,
    Beginning,
    /// Whole words, but not the first.
    Inside,
    /// The beginning of a later word.
    Word,
    Typo(Mistakes),
}

/// A name that answers, in the order of proposals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    rank: Rank,
    /// Communes of today, then former ones and those outside, then territories above them: those whose whole name it is
    /// first.
    class: u8,
    population: Reverse<u32>,
    territory: Territory,
    former: Option<usize>,
    /// Whether not even the article differs.
    exact: bool,
}

impl Found {
    fn new(name: &Name, rank: Rank, exact: bool) -> Self {
        let class = match (name.territory, name.former) {
            (Territory::Commune(_), None) => 0,
            (Territory::Commune(_), Some(former)) => u8::from(!exact || former != OUTSIDE),
            _ if exact => 2,
            _ => 3,
        };
        let population = Reverse(name.population);
        Self { rank, class, population, territory: name.territory, former: name.former, exact }
    }

    /// As a proposal: that first words are completed puts nothing before other beginnings but what alone is `famous`. What
    /// is exact from now on has its place.
    fn propose(&mut self, famous: bool) {
        let whole = self.rank == Rank::Whole;
        let first = if self.rank == Rank::Famous { famous } else { whole && self.exact };
        if !first && self.rank < Rank::Beginning {
            self.rank = Rank::Beginning;
        }
        self.exact = whole || first;
    }
}

impl Gazetteer {
    /// The proposals for what is being typed, best first: whole names, then beginnings of names, then beginnings of words,
    /// the most populous first in each; a postcode or its beginning proposes its communes. A city that alone is called so
    /// comes before the villages of that name. At most `limit`, beside whole names: so a commune that is proposed stays
    /// while its name is typed on.
    #[must_use]
    pub fn suggest(&self, typed: &str, limit: usize) -> Vec<Suggestion> {
        let key = place_key(typed);
        if is_number(&key) && key.len() > 1 {
            let department = self.department_by_code(&key).map(Territory::Department);
            let communes = self.by_postcode_prefix(&key).into_iter().map(Territory::Commune);
            let insee = (key.len() == 5).then(|| self.by_insee(&key)).flatten().map(Territory::Commune);
            let found = department.into_iter().chain(communes).chain(insee).take(limit);
            return found.map(|territory| self.suggestion(territory)).collect();
        }
        let former = |found: &Found| Some(self.lists.former.get(found.former?)?.name.clone());
        let suggestion =
            |found: &Found| Suggestion { matched: former(found), ..self.suggestion(found.territory) };
        let mut found = self.find(typed, usize::MAX);
        let famous = found.iter().filter(|it| it.rank == Rank::Famous).count() == 1;
        found.iter_mut().for_each(|it| it.propose(famous));
        sort_by(&mut found, Ord::cmp);
        let mut room = limit;
        let mut proposals = Vec::new();
        for it in &found {
            if it.exact || room > 0 {
                proposals.push(suggestion(it));
                room -= usize::from(!it.exact);
            }
        }
        proposals
    }

    /// What `typed` names: a commune, arrondissement, EPCI, department or region by its whole name, a
    /// department by its number, a postcode, an INSEE code; a commune by its first words or the beginning of its name when
    /// no other comes near its size, or by its former name. « Nom (dép.) », « nom 43 », « 43290 nom » tell homonyms apart.
    ///
    /// Until the gazetteer [is whole](Gazetteer::is_whole), [`Resolution::Unknown`] does not mean that nothing bears
    /// the name.
    #[must_use]
    pub fn resolve(&self, typed: &str) -> Resolution {
        if let Some(resolution) = self.resolve_code(&place_key(typed)) {
            return resolution;
        }
        let found = self.find(typed, MOST_HOMONYMS);
        let territories = |found: &[Found]| found.iter().map(|it| it.territory).collect::<Vec<_>>();
        let unknown = || Resolution::Unknown(territories(&found[..found.len().min(NEAR)]));
        let Some(best) = found.first() else { return unknown() };
        match best.rank {
            Rank::Famous | Rank::Whole => match meant(&found, Rank::Whole).as_slice() {
                [one] if best.rank == Rank::Whole => Resolution::Found(one.territory),
                several => Resolution::Ambiguous(territories(several)),
            },
            Rank::Typo(Mistakes { unfinished: true, .. }) => unknown(),
            // « nantes » is no Nantes-en-Ratier, which is there before Nantes.
            _ if !self.whole && best.population.0 < KNOWN => unknown(),
            Rank::Beginning if place_key(typed).len() < LONG && found.len() > 1 => unknown(),
            Rank::Words | Rank::Beginning | Rank::Typo(_) => match meant(&found, best.rank).as_slice() {
                [one, rest @ ..] if rest.iter().chain(&found).all(|other| yields(other, one)) => {
                    Resolution::Found(one.territory)
                }
                _ => unknown(),
            },
            Rank::Inside if found.len() == 1 => Resolution::Found(best.territory),
            Rank::Inside | Rank::Word => unknown(),
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
        Suggestion { territory, context, matched: None }
    }

    fn resolve_code(&self, key: &str) -> Option<Resolution> {
        if let Some(department) = self.department_by_code(key) {
            return Some(Resolution::Found(Territory::Department(department)));
        }
        if key.len() != 5 {
            return None;
        }
        if let Ok(postcode) = key.parse() {
            let communes = self.by_postcode(postcode);
            if !communes.is_empty() {
                return Some(Resolution::Postcode(postcode, communes));
            }
        }
        if let Some(commune) = self.by_insee(&key.to_ascii_uppercase()) {
            return Some(Resolution::Found(Territory::Commune(commune)));
        }
        // « 69622 », « 44000 »: a postcode of one who receives much mail, or of elsewhere.
        let department = self.department_by_code(key.get(..2)?).filter(|_| is_number(key) && self.whole)?;
        Some(Resolution::Found(Territory::Department(department)))
    }

    /// At most `limit` territories, each once, best first. Cost: one pass over the names for each reading.
    fn find(&self, typed: &str, limit: usize) -> Vec<Found> {
        let readings = self.readings(typed);
        let mut found = readings
            .iter()
            .map(|reading| self.by_name(reading))
            .find(|found| !found.is_empty())
            .unwrap_or_else(|| readings.iter().flat_map(|reading| self.by_typo(reading)).collect());
        sort_by(&mut found, Ord::cmp);
        let mut distinct: Vec<Found> = Vec::new();
        for it in found {
            if distinct.len() == limit {
                break;
            }
            if !distinct.iter().any(|other| other.territory == it.territory) {
                distinct.push(it);
            }
        }
        distinct
    }

    fn by_name(&self, reading: &Reading) -> Vec<Found> {
        let mut found = Vec::new();
        if !reading.name.is_empty() {
            let admitted = self.keys.names.iter().filter(|name| self.admits(reading, name.territory));
            found.extend(admitted.filter_map(|name| self.match_name(name, reading)));
        }
        // A name told from its homonyms is meant to the letter.
        if reading.within.is_none() {
            promote(&mut found);
        }
        found
    }

    fn match_name(&self, name: &Name, reading: &Reading) -> Option<Found> {
        let typed = reading.name.as_str();
        let found = |rank| Some(Found::new(name, rank, name.key == typed));
        if let Territory::Commune(_) = name.territory {
            return found(match_words(&name.key, typed)?);
        }
        // « le Cantal »; but « le puy » does not begin « Puy-de-Dôme ».
        let short = without_article(typed);
        let typed = if name.key == short { short } else { typed };
        let exact = name.key == typed;
        let rank = match name.territory {
            Territory::Department(index) if self.departments()[index].code.eq_ignore_ascii_case(typed) => {
                return found(Rank::Whole);
            }
            _ => match_words(&name.key, typed),
        };
        // « thonon » is Thonon-les-Bains before Thonon Agglomération.
        let short = matches!(name.territory, Territory::Epci(_)) && reading.kind.is_none();
        let rank = rank.map(|rank| if short { rank.max(Rank::Words) } else { rank })?;
        Some(Found::new(name, rank, exact))
    }

    fn by_typo(&self, reading: &Reading) -> Vec<Found> {
        let typed = reading.name.as_bytes();
        let letters = typed.iter().filter(|byte| byte.is_ascii_lowercase()).count();
        let limit = match letters {
            // Something that is not there yet may be meant to the letter.
            _ if !self.whole => return Vec::new(),
            0..=3 => return Vec::new(),
            4..=7 => 1,
            _ => 2,
        };
        let mut distance = Distance::default();
        let mut measure = |name: &Name| {
            let whole = distance.measure(typed, name.key.as_bytes(), limit);
            let short = without_article(&name.key);
            let short =
                if short == name.key { None } else { distance.measure(typed, short.as_bytes(), limit) };
            let mistakes = whole.into_iter().chain(short).min()?;
            Some(Found::new(name, Rank::Typo(mistakes), false))
        };
        let admitted = self.keys.names.iter().filter(|name| self.admits(reading, name.territory));
        admitted.filter_map(&mut measure).collect()
    }
}

fn match_words(key: &str, typed: &str) -> Option<Rank> {
    let beginning = |name: &str| match name.strip_prefix(typed)?.as_bytes() {
        [] => Some(Rank::Whole),
        [b' ', ..] => Some(Rank::Words),
        _ => Some(Rank::Beginning),
    };
    let later = || {
        let (key, typed) = (key.as_bytes(), typed.as_bytes());
        let spaces = (0..key.len()).filter(|at| key[*at] == b' ');
        let inside = |at: usize| match key[at + 1..].strip_prefix(typed)? {
            [] | [b' ', ..] => Some(Rank::Inside),
            _ => Some(Rank::Word),
        };
        spaces.filter_map(inside).min()
    };
    let whole = beginning(key);
    let short = without_article(key);
    let short = if short.len() < key.len() { beginning(short) } else { None };
    whole.into_iter().chain(short).min().or_else(later)
}

/// Puts before the whole names what the same words mean more often: the communes that they begin, over
/// [`FAMOUS`] times as populous, or merely larger when the whole names lack their article; the department so
/// much larger than the village of its name (« Corrèze », but not « Paris »).
fn promote(found: &mut [Found]) {
    let whole = || found.iter().filter(|it| it.rank == Rank::Whole);
    let largest = |class: u8| whole().filter(|it| it.class <= class).map(|it| it.population.0).max();
    let Some(largest_of_all) = largest(u8::MAX) else { return };
    let exact = whole().any(|it| it.exact);
    let least = if exact { largest_of_all.saturating_mul(FAMOUS) } else { largest_of_all };
    let village = largest(0).map_or(u32::MAX, |largest| largest.saturating_mul(FAMOUS));
    for it in found.iter_mut() {
        let wide = matches!(it.territory, Territory::Department(_) | Territory::Region(_)) && it.exact;
        let city = it.rank == Rank::Words && it.class == 0 && it.population.0 > least;
        if city || (wide && it.population.0 > village) {
            it.rank = Rank::Famous;
        }
    }
}

/// Of what answers as well as `worst`, what is meant: exact names before those without their article,
/// communes of today before former ones and before a territory above them. The famous stay.
fn meant(found: &[Found], worst: Rank) -> Vec<Found> {
    let mut candidates: Vec<Found> = found.iter().copied().filter(|it| it.rank <= worst).collect();
    let famous = |it: &Found| it.rank == Rank::Famous;
    if worst == Rank::Whole && candidates.iter().any(|it| it.exact) {
        candidates.retain(|it| it.exact || famous(it));
    }
    let class = candidates.iter().map(|it| it.class).min();
    candidates.retain(|it| Some(it.class) == class || famous(it));
    candidates
}

/// Whether `other` does not keep `one` from being what was meant: an EPCI never does.
fn yields(other: &Found, one: &Found) -> bool {
    if other.territory == one.territory || matches!(other.territory, Territory::Epci(_)) {
        return true;
    }
    match (one.rank, other.rank) {
        // « oulins » is not surely Moulins when it may be Oullins-Pierre-Bénite.
        (Rank::Typo(ours), Rank::Typo(theirs)) if theirs.unfinished => {
            theirs.count > ours.count || other.population.0 <= one.population.0
        }
        // « bel » is not surely Bel-Air, when it may be Belleville; nor « nante » Nantes-en-Ratier.
        (ours, theirs) => {
            let like = ours == theirs && one.class == other.class;
            let near = ours == theirs || theirs == Rank::Beginning;
            !near || one.population.0 >= other.population.0.saturating_mul(if like { DOMINANT } else { 1 })
        }
    }
}
