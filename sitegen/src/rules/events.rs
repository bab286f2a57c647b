//! Events: `nom-reserve`, and what they share with trainings, in [`super::announcement`].

use super::{Context, announcement, identifiants};
use crate::diagnostics::Diagnostics;
use crate::sources::events::EventDraft;

/// The names below the agenda that no event can have.
pub(crate) const RESERVED: [&str; 5] = ["departement", "en-ligne", "passes", "pour", "type"];

/// Checks every event.
pub(super) fn check(drafts: &[EventDraft], context: &Context<'_>, d: &mut Diagnostics) {
    for draft in drafts {
        announcement::check(&draft.announcement, context, d);
        identifiants::check_reserved(&draft.announcement.slug, &RESERVED, d);
    }
}
