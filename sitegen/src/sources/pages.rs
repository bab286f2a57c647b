//! `pages/`: free pages in Markdown, as they were written.

use std::path::Path;
use std::sync::Arc;

use super::structures::Text;
use super::{Record, files, front_matter};
use crate::diagnostics::{Diagnostics, Located, Location, SourceFile};

/// A page as written.
#[derive(Clone, Debug)]
pub struct PageDraft {
    /// Name of its file.
    pub slug: Located<String>,
    /// `titre`.
    pub title: Text,
    /// `description`.
    pub description: Option<String>,
    /// `ordre`; pages without one come last.
    pub rank: i64,
    /// `reserve_aux_membres`.
    pub members_only: bool,
    /// Markdown.
    pub body: Located<String>,
}

/// The draft of this kind.
pub type Draft = PageDraft;

impl Record for PageDraft {
    fn is_for_members(&self) -> bool {
        self.members_only
    }

    fn at(&self) -> &Location {
        &self.slug.at
    }

    fn text(&self) -> &Located<String> {
        &self.body
    }
}

/// Reads every file of `pages/`, by name. Files that cannot be read are reported and left out.
pub(crate) fn read_all(root: &Path, d: &mut Diagnostics) -> Vec<PageDraft> {
    let names = files::list(root, "pages", "md", d);
    names.iter().filter_map(|name| read(&files::read(root, name, d)?, d)).collect()
}

fn read(file: &Arc<SourceFile>, d: &mut Diagnostics) -> Option<PageDraft> {
    let page = front_matter::parse(file, d)?;
    let mut table = page.table;
    let draft = PageDraft {
        slug: Located::new(files::stem(file.path()), Location::start(file)),
        title: table.required("titre", d),
        description: table.string("description", d).map(|text| text.value),
        rank: table.integer("ordre", d).map_or(i64::MAX, |rank| rank.value),
        members_only: table.boolean("reserve_aux_membres", d).is_some_and(|flag| flag.value),
        body: page.body,
    };
    table.finish(d);
    Some(draft)
}
