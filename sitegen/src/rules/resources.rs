//! Resources: `nom-reserve`, and addresses, ids, dates and files as in [`super::identifiants`], [`super::references`],
//! [`super::site_web`], [`super::dates`] and [`super::downloads`]. What their versions say of each other is checked by
//! [`super::versions`].

use super::{Context, dates, downloads, identifiants, references, site_web, versions};
use crate::diagnostics::Diagnostics;
use crate::sources::resources::ResourceDraft;

/// The names below the folder that no resource can have.
pub(crate) const RESERVED: [&str; 9] =
    ["fichiers", "formations", "nouveautes", "public", "recherche", "references", "reseau", "theme", "type"];

/// Checks every resource.
pub(super) fn check(drafts: &[ResourceDraft], context: &Context<'_>, d: &mut Diagnostics) {
    for draft in drafts {
        identifiants::check_value(&draft.slug, d);
        identifiants::check_reserved(&draft.slug, &RESERVED, d);
        references::check_about(&draft.themes, &draft.publics, &draft.networks, context.known, d);
        if let Some(link) = &draft.link {
            site_web::check_value(link, d);
        }
        dates::check_published(draft.published.as_ref(), draft.updated.as_ref(), context, d);
        draft.files.iter().for_each(|file| downloads::check(file, d));
    }
    versions::check(drafts, d);
}
