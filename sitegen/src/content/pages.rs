//! Free pages, resolved.

use super::{Known, incomplete};
use crate::diagnostics::{Diagnostics, Origin};
use crate::sources::Record as _;
use crate::sources::pages::PageDraft;

/// A page written by hand.
#[derive(Clone, Debug)]
pub struct FreePage {
    /// Name of its file: its address.
    pub slug: String,
    /// Title.
    pub title: String,
    /// One sentence.
    pub description: Option<String>,
    /// Rank in menus; pages without one come last.
    pub rank: i64,
    /// Markdown.
    pub body: String,
    /// Where it was read.
    pub origin: Origin,
}

/// The resolved records of this kind.
pub type Resolved = FreePage;

/// Resolves drafts, by rank, then by slug.
pub(super) fn resolve_all(drafts: &[&PageDraft], _: Known<'_>, d: &mut Diagnostics) -> Vec<FreePage> {
    let mut pages = Vec::with_capacity(drafts.len());
    for draft in drafts {
        match resolve(draft) {
            Some(page) => pages.push(page),
            None => incomplete(draft.at(), d),
        }
    }
    pages.sort_by(|a, b| (a.rank, &a.slug).cmp(&(b.rank, &b.slug)));
    pages
}

/// Resolves one draft. `None` when it has no title, which its reader has reported.
fn resolve(draft: &PageDraft) -> Option<FreePage> {
    Some(FreePage {
        slug: draft.slug.value.clone(),
        title: draft.title.as_ref()?.value.clone(),
        description: draft.description.clone(),
        rank: draft.rank,
        body: draft.body.value.clone(),
        origin: draft.slug.at.origin(),
    })
}
