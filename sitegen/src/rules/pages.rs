//! Free pages: their addresses, as in [`super::identifiants`].

use super::identifiants;
use crate::diagnostics::Diagnostics;
use crate::sources::pages::PageDraft;

/// Checks the form of each address.
pub(crate) fn check(drafts: &[PageDraft], d: &mut Diagnostics) {
    for draft in drafts {
        identifiants::check_value(&draft.slug, d);
    }
}
