//! What has changed in the directory: what the journal says, and what differs between two states of the content.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Content;
use super::structures::{Place, Structure};
use crate::french;
use crate::french::hours;
use crate::sources::journal::EntryDraft;
pub use crate::sources::journal::What;
use crate::sources::structures::StructureDraft;
use crate::sources::words::{Fee, Keyword as _};

/// That something has changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Since when.
    pub date: Date,
    /// Identifier of the structure, which may no longer be in the directory.
    pub structure: String,
    /// What has changed.
    pub what: What,
    /// What is new, in words.
    pub details: Option<String>,
    /// Name of the structure: today's, or the one that it had.
    pub name: String,
}

/// Resolves the entries, the newest first. Nothing is said of structures that are reserved for members.
pub(super) fn resolve(drafts: &[EntryDraft], structures: &[StructureDraft]) -> Vec<Entry> {
    let known: BTreeMap<&str, &StructureDraft> =
        structures.iter().map(|draft| (draft.id.value.as_str(), draft)).collect();
    let entry = |draft: &EntryDraft| {
        let structure = known.get(draft.structure.value.as_str());
        if structure.is_some_and(|it| it.members_only) {
            return None;
        }
        let name = structure.and_then(|it| it.name.as_ref()).or(draft.name.as_ref())?;
        Some(Entry {
            date: draft.date.value,
            structure: draft.structure.value.clone(),
            what: draft.what,
            details: draft.details.as_ref().map(|it| it.value.clone()),
            name: name.value.clone(),
        })
    };
    let mut entries: Vec<Entry> = drafts.iter().filter_map(entry).collect();
    entries.sort_by(|one, other| {
        let order = |it: &Entry| (it.structure.clone(), it.what, it.details.clone());
        other.date.cmp(&one.date).then_with(|| order(one).cmp(&order(other)))
    });
    entries.dedup();
    entries
}

/// What is to be told of a directory that was `before` and is `now`, as of a day; in the order of the structures.
#[must_use]
pub fn differences(before: &Content, now: &Content, day: Date) -> Vec<Entry> {
    let (old, new) = (by_id(&before.structures), by_id(&now.structures));
    let mut found = Vec::new();
    let mut say = |structure: &Structure, what: What, details: Option<String>| {
        let (structure, name) = (structure.id.clone(), structure.name.clone());
        // A file that people write is read with plain blanks.
        let details = details.map(|text| text.replace(['\u{a0}', '\u{202f}'], " "));
        found.push(Entry { date: day, structure, what, details, name });
    };
    for (id, structure) in &old {
        if !new.contains_key(id) {
            let closed = now.former.iter().any(|it| it.id == *id);
            say(structure, if closed { What::Closed } else { What::Removed }, None);
        }
    }
    for (id, structure) in &new {
        let Some(former) = old.get(id) else {
            say(structure, What::Added, Some(communes(structure)));
            continue;
        };
        if former.name != structure.name {
            say(structure, What::Name, Some(format!("avant\u{a0}: {}", former.name)));
        }
        compare((before, former), (now, structure), &mut |what, details| say(structure, what, Some(details)));
    }
    found.sort_by(|one, other| (&one.structure, one.what).cmp(&(&other.structure, other.what)));
    found
}

fn by_id(structures: &[Structure]) -> BTreeMap<&str, &Structure> {
    structures.iter().map(|it| (it.id.as_str(), it)).collect()
}

/// Compares the places of a structure.
fn compare(
    (old, before): (&Content, &Structure),
    (new, now): (&Content, &Structure),
    say: &mut impl FnMut(What, String),
) {
    let (pairs, gone, come) = paired(&before.places, &now.places);
    let was = |place| Of { content: old, structure: before, place };
    let is = |place| Of { content: new, structure: now, place };
    for place in come {
        say(What::PlaceAdded, format!("{}, {}", label(place), address(place)));
    }
    for place in gone {
        say(What::PlaceRemoved, format!("{}, {}", label(place), address(place)));
    }
    let several = now.places.len() > 1;
    for (what, difference) in KINDS {
        let said: Vec<_> = pairs.iter().map(|(old, new)| (*new, difference(was(old), is(new)))).collect();
        match said.first() {
            // The same everywhere is said once.
            Some((_, Some(first)))
                if several && said.iter().all(|(_, text)| text.as_ref() == Some(first)) =>
            {
                say(what, first.clone());
            }
            _ => {
                for (place, text) in said {
                    let Some(text) = text else { continue };
                    say(what, if several { format!("{}\u{a0}: {text}", label(place)) } else { text });
                }
            }
        }
    }
}

/// A place and whose it is.
#[derive(Clone, Copy)]
struct Of<'a> {
    content: &'a Content,
    structure: &'a Structure,
    place: &'a Place,
}

/// What is compared of a place of before and of now, in words; nothing when it is the same.
type Difference = fn(Of<'_>, Of<'_>) -> Option<String>;

const KINDS: [(What, Difference); 4] = [
    (What::Address, |old, new| (address(old.place) != address(new.place)).then(|| address(new.place))),
    (What::Hours, |old, new| {
        let told = || new.place.hours.as_deref().map_or_else(|| "non précisés".to_owned(), hours::french);
        (old.place.hours != new.place.hours).then(told)
    }),
    (What::Contact, |old, new| {
        let (old, new) = (&old.place.contacts, &new.place.contacts);
        let said = [
            ("téléphone", &old.phone, &new.phone),
            ("courriel", &old.email, &new.email),
            ("site", &old.website, &new.website),
        ]
        .into_iter()
        .filter(|(_, old, new)| old != new)
        .map(|(what, _, new)| match new {
            Some(new) => format!("{what} {new}"),
            None => format!("plus de {what}"),
        });
        joined(said.collect())
    }),
    (What::Services, services),
];

/// What is offered, to whom, how and for how much.
fn services(was: Of<'_>, is: Of<'_>) -> Option<String> {
    let mut said = Vec::new();
    for list in OFFERED {
        said.extend(more_and_less(&list(was), &list(is)));
    }
    if was.structure.fee != is.structure.fee {
        said.push(if is.structure.fee == Fee::Paid { "payant" } else { "gratuit" }.to_owned());
    }
    if was.structure.remote != is.structure.remote {
        let text =
            if is.structure.remote { "répond aussi à distance" } else { "ne répond plus à distance" };
        said.push(text.to_owned());
    }
    joined(said)
}

/// An identifier and a title: indices mean other entries when the taxonomies have changed too.
type Offered<'a> = Vec<(&'a str, &'a str)>;

const OFFERED: [for<'a> fn(Of<'a>) -> Offered<'a>; 4] = [
    |of| {
        let needs = of.place.offer.needs.iter().map(|index| &of.content.taxonomies.needs[*index]);
        needs.map(|it| (it.id.as_str(), it.title.as_str())).collect()
    },
    |of| {
        let publics = of.place.offer.publics.iter().map(|index| &of.content.taxonomies.publics[*index]);
        publics.map(|it| (it.id.as_str(), it.title.as_str())).collect()
    },
    |of| of.place.offer.levels.iter().map(|it| (it.word(), it.title())).collect(),
    |of| of.place.offer.modes.iter().map(|it| (it.word(), it.title())).collect(),
];

/// What came to a list, and what went.
fn more_and_less(old: &Offered<'_>, new: &Offered<'_>) -> Vec<String> {
    let missing = |from: &Offered<'_>, list: &Offered<'_>| -> Vec<String> {
        let new = list.iter().filter(|(id, _)| from.iter().all(|(other, _)| other != id));
        new.map(|(_, title)| french::text(title)).collect()
    };
    let said = [("en plus", missing(old, new)), ("en moins", missing(new, old))];
    let said = said.into_iter().filter(|(_, names)| !names.is_empty());
    said.map(|(word, names)| format!("{word}\u{a0}: {}", names.join(", "))).collect()
}

fn joined(said: Vec<String>) -> Option<String> {
    (!said.is_empty()).then(|| said.join("\u{202f}; "))
}

/// Places of before with those of now, those that are no more, and those that are new. Numbers say little of which place it
/// is, since they are its rank in a file: an address does, then a number in the same commune, then being the only one left.
type Paired<'a> = (Vec<(&'a Place, &'a Place)>, Vec<&'a Place>, Vec<&'a Place>);

fn paired<'a>(before: &'a [Place], now: &'a [Place]) -> Paired<'a> {
    let mut gone: Vec<&Place> = before.iter().collect();
    let mut come: Vec<&Place> = now.iter().collect();
    let mut pairs = Vec::new();
    let same: [fn(&Place, &Place) -> bool; 3] = [
        |old, new| old.insee == new.insee && address(old) == address(new) && old.id == new.id,
        |old, new| old.insee == new.insee && address(old) == address(new),
        |old, new| old.insee == new.insee && old.id == new.id,
    ];
    for same in same {
        come.retain(|new| match gone.iter().position(|old| same(old, new)) {
            Some(index) => {
                pairs.push((gone.remove(index), *new));
                false
            }
            None => true,
        });
    }
    if let ([old], [new]) = (gone.as_slice(), come.as_slice()) {
        pairs.push((*old, *new));
        (gone, come) = (Vec::new(), Vec::new());
    }
    pairs.sort_by_key(|(_, new)| now.iter().position(|it| it.id == new.id));
    (pairs, gone, come)
}

/// What a place is called among those of its structure.
fn label(place: &Place) -> String {
    place.name.clone().unwrap_or_else(|| place.commune.clone())
}

fn address(place: &Place) -> String {
    let street = match &place.complement {
        Some(complement) => format!("{}, {complement}", place.address),
        None => place.address.clone(),
    };
    format!("{street}, {} {}", place.postcode, place.commune)
}

/// Where a structure welcomes people.
fn communes(structure: &Structure) -> String {
    let mut names: Vec<&str> = Vec::new();
    for place in &structure.places {
        if !names.contains(&place.commune.as_str()) {
            names.push(&place.commune);
        }
    }
    french::list(&names)
}
