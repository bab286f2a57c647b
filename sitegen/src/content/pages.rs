//! `pages/`: free pages in Markdown.

use std::path::Path;
use std::sync::Arc;

use super::model::FreePage;
use super::{files, front_matter};
use crate::diagnostics::{Diagnostics, Located, Location, SourceFile};
use crate::rules::identifiants;

/// Reads every file of `pages/`, by rank then by slug. Files in error are reported and left out.
pub(super) fn load(root: &Path, d: &mut Diagnostics) -> Vec<FreePage> {
    let names = files::list(root, "pages", "md", d);
    let mut pages: Vec<FreePage> =
        names.iter().filter_map(|name| read(&files::read(root, name, d)?, d)).collect();
    pages.sort_by(|a, b| (a.rank, &a.slug).cmp(&(b.rank, &b.slug)));
    pages
}

fn read(file: &Arc<SourceFile>, d: &mut Diagnostics) -> Option<FreePage> {
    let page = front_matter::parse(file, d)?;
    let mut table = page.table;
    let slug = Located::new(files::stem(file.path()), Location::start(file));
    identifiants::check_value(&slug, d);
    let title = table.required("titre", d);
    let description = table.string("description", d).map(|text| text.value);
    let rank = table.integer("ordre", d).map_or(i64::MAX, |rank| rank.value);
    table.finish(d);
    let origin = slug.at.origin();
    Some(FreePage {
        slug: slug.value,
        title: title?.value,
        description,
        rank,
        body: page.body.to_owned(),
        origin,
    })
}
