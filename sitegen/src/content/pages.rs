//! Free pages, resolved.

use crate::diagnostics::Origin;
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

/// Resolves one draft. `None` when it has no title, which its reader has reported.
pub(crate) fn resolve(draft: &PageDraft) -> Option<FreePage> {
    Some(FreePage {
        slug: draft.slug.value.clone(),
        title: draft.title.as_ref()?.value.clone(),
        description: draft.description.clone(),
        rank: draft.rank,
        body: draft.body.clone(),
        origin: draft.slug.at.origin(),
    })
}
