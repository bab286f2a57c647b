//! When structures and their places are closed, resolved: where to go instead is known by name.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::structures::text;
use crate::french;
use crate::sources::closures::ClosureDraft;
use crate::sources::structures::{PlaceDraft, StructureDraft};

/// How long a closure lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Until {
    /// To the end of this day.
    Day(Date),
    /// Until further notice.
    Notice,
    /// For good.
    Ever,
}

/// Days on which a structure or a place is closed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Closure {
    /// The first day.
    pub from: Date,
    /// How long.
    pub until: Until,
    /// Why, in a sentence.
    pub reason: String,
    /// What to do instead, in a sentence.
    pub meanwhile: Option<String>,
    /// Where to go instead.
    pub instead: Vec<Instead>,
}

/// Somewhere else to go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instead {
    /// Identifier of a structure.
    pub structure: String,
    /// Identifier of one of its places.
    pub place: Option<String>,
    /// What it is called.
    pub name: String,
    /// The commune of that place, or of its first.
    pub commune: String,
}

impl Instead {
    /// Its name, and its commune where the name does not say it.
    pub(crate) fn title(&self) -> String {
        let told = self.place.is_none() && self.name.contains(&self.commune);
        french::text(&if told { self.name.clone() } else { format!("{}, {}", self.name, self.commune) })
    }
}

impl Closure {
    /// Whether it ended before a day.
    #[must_use]
    pub fn is_over(&self, day: Date) -> bool {
        matches!(self.until, Until::Day(last) if last < day)
    }

    /// Whether it closes for good on a day, or did before.
    #[must_use]
    pub fn is_for_good(&self, day: Date) -> bool {
        self.until == Until::Ever && self.from <= day
    }
}

/// The structures that a closure may lead to, by identifier.
pub(super) struct Targets<'a>(BTreeMap<&'a str, &'a StructureDraft>);

impl<'a> Targets<'a> {
    pub(super) fn of(drafts: &[&'a StructureDraft]) -> Self {
        Self(drafts.iter().map(|draft| (draft.id.value.as_str(), *draft)).collect())
    }

    /// What a closure that begins on a day leads to.
    fn find(&self, target: &str, day: Date) -> Option<Instead> {
        let (id, place_id) = match target.split_once('#') {
            Some((id, place)) => (id, Some(place)),
            None => (target, None),
        };
        let structure = self.0.get(id)?;
        let place = match place_id {
            Some(id) => structure.places.iter().find(|place| place.id.value == id)?,
            // Where somebody is received then.
            None => {
                let open = |place: &&PlaceDraft| !structure.is_closed(Some(place), day);
                structure.places.iter().find(open).or(structure.places.first())?
            }
        };
        Some(Instead {
            structure: id.to_owned(),
            place: place_id.map(str::to_owned),
            name: text(&structure.name)?,
            commune: text(&place.commune)?,
        })
    }
}

/// Resolves the closures of a structure or of a place, the first ones first; `None` when something is missing, which
/// the rules have reported.
pub(super) fn resolve(drafts: &[ClosureDraft], targets: &Targets<'_>) -> Option<Vec<Closure>> {
    let mut closures = drafts.iter().map(|draft| one(draft, targets)).collect::<Option<Vec<_>>>()?;
    closures.sort_by_key(|closure| closure.from);
    Some(closures)
}

fn one(draft: &ClosureDraft, targets: &Targets<'_>) -> Option<Closure> {
    let ever = draft.ever.as_ref().is_some_and(|flag| flag.value);
    let from = draft.from.as_ref()?.value;
    let mut instead: Vec<Instead> = Vec::new();
    for target in draft.instead.iter().flatten() {
        let found = targets.find(&target.value, from)?;
        if !instead.contains(&found) {
            instead.push(found);
        }
    }
    Some(Closure {
        from,
        until: match &draft.until {
            Some(last) => Until::Day(last.value),
            None if ever => Until::Ever,
            None => Until::Notice,
        },
        reason: french::sentence(&text(&draft.reason)?),
        meanwhile: text(&draft.meanwhile).map(|text| french::sentence(&text)),
        instead,
    })
}
