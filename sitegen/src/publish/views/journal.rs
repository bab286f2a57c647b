//! What has changed in the directory, as the page tells it: by month, a structure and a day at a time.

use serde::Serialize;

use crate::content::Content;
use crate::content::journal::{Entry, What};
use crate::french::{self, spans};

/// A page longer than this is no longer read; the journal itself keeps everything.
const STRUCTURES: usize = 150;

/// What changed of one structure on one day, the newest first.
pub(in crate::publish) fn by_structure(content: &Content) -> Vec<&[Entry]> {
    content
        .journal
        .chunk_by(|one, other| (one.date, &one.structure) == (other.date, &other.structure))
        .collect()
}

/// Whether the structure has a page: it is in the directory, or closed.
pub(in crate::publish) fn has_page(content: &Content, id: &str) -> bool {
    content.structures.iter().chain(&content.former).any(|it| it.id == id)
}

/// A month of changes.
#[derive(Serialize)]
pub(in crate::publish) struct Month {
    title: String,
    changes: Vec<Change>,
}

/// What changed of one structure on one day.
#[derive(Serialize)]
struct Change {
    day: String,
    /// For machines.
    date: String,
    name: String,
    /// Its identifier, when it has a page.
    id: Option<String>,
    said: Vec<Said>,
}

/// One change.
#[derive(Serialize)]
struct Said {
    what: &'static str,
    details: Option<String>,
}

/// The months of the page, the newest first, and how many structures it leaves out.
pub(in crate::publish) fn months(content: &Content) -> (Vec<Month>, usize) {
    let all = by_structure(content);
    let mut months: Vec<Month> = Vec::new();
    for entries in all.iter().take(STRUCTURES) {
        let Some(first) = entries.first() else { continue };
        let title = french::capitalised(&spans::month_of(first.date));
        let change = Change {
            day: french::date(first.date),
            date: first.date.to_string(),
            name: french::text(&first.name),
            id: has_page(content, &first.structure).then(|| first.structure.clone()),
            said: entries.iter().map(said).collect(),
        };
        match months.last_mut() {
            Some(month) if month.title == title => month.changes.push(change),
            _ => months.push(Month { title, changes: vec![change] }),
        }
    }
    (months, all.len().saturating_sub(STRUCTURES))
}

fn said(entry: &Entry) -> Said {
    Said {
        what: entry.what.title(),
        details: entry.details.as_deref().map(|it| french::capitalised(&french::text(it))),
    }
}

/// A change as a line of text.
pub(in crate::publish) fn line(entry: &Entry) -> String {
    match &entry.details {
        Some(details) => format!("{}\u{a0}: {details}", entry.what.title()),
        None => entry.what.title().to_owned(),
    }
}

/// What a reader of feeds may choose by.
pub(in crate::publish) fn categories(entries: &[Entry]) -> Vec<What> {
    let mut found: Vec<What> = entries.iter().map(|entry| entry.what).collect();
    found.dedup();
    found
}
