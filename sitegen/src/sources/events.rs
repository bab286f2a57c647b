//! `evenements/`: what happens, when and where, one Markdown file an event.

use std::path::Path;
use std::sync::Arc;

use super::announcement::{self, AnnouncementDraft, Stops};
use super::toml_reader::missing;
use super::words::{Audience, Gathering, keyword};
use super::{Record, files, front_matter};
use crate::diagnostics::{Diagnostics, Located, Location, SourceFile};

/// An event as written.
#[derive(Clone, Debug)]
pub struct EventDraft {
    /// What it has in common with trainings.
    pub announcement: AnnouncementDraft,
    /// `type`.
    pub form: Option<Gathering>,
    /// `pour`.
    pub audience: Audience,
}

/// The draft of this kind.
pub type Draft = EventDraft;

impl Record for EventDraft {
    fn is_for_members(&self) -> bool {
        self.announcement.members_only
    }

    fn at(&self) -> &Location {
        &self.announcement.slug.at
    }

    fn text(&self) -> &Located<String> {
        &self.announcement.body
    }
}

/// Reads every file of `evenements/`, by name. Files that cannot be read are reported and left out.
pub(crate) fn read_all(root: &Path, d: &mut Diagnostics) -> Vec<EventDraft> {
    let names = files::list(root, "evenements", "md", d);
    names.iter().filter_map(|name| read(&files::read(root, name, d)?, d)).collect()
}

fn read(file: &Arc<SourceFile>, d: &mut Diagnostics) -> Option<EventDraft> {
    let page = front_matter::parse(file, d)?;
    let mut table = page.table;
    let form = table.required("type", d);
    let audience = table.string("pour", d);
    let starts = table.has("debut");
    let announcement = announcement::read(file, &mut table, Stops::Tour, page.body, d);
    if announcement.stops.is_empty() && !starts {
        d.push(missing(table.at(), "debut"));
    }
    let draft = EventDraft {
        announcement,
        form: form.and_then(|word| keyword(&word, "type", d)),
        audience: audience.and_then(|word| keyword(&word, "pour", d)).unwrap_or_default(),
    };
    table.finish(d);
    Some(draft)
}
