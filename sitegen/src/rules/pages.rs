//! Free pages: their addresses, as in [`super::identifiants`].

use super::{Context, identifiants};
use crate::diagnostics::Diagnostics;
use crate::sources::pages::PageDraft;

/// Checks the form of each address.
pub(super) fn check(drafts: &[PageDraft], _: &Context<'_>, d: &mut Diagnostics) {
    for draft in drafts {
        identifiants::check_value(&draft.slug, d);
    }
}
