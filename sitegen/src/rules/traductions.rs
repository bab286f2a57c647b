//! Translations: ids as in [`super::references`].

use super::references::{self, GROUP, Kind, KnownIds, NEED, NETWORK, PUBLIC};
use crate::diagnostics::Diagnostics;
use crate::sources::translations::{Labels, TranslationDraft};

/// Checks that every label is of an entry that exists.
pub(crate) fn check(drafts: &[TranslationDraft], known: &KnownIds, d: &mut Diagnostics) {
    let mut check = |labels: &Labels, ids: &[String], kind: Kind| {
        for (id, _) in labels.iter().filter(|(id, _)| !ids.contains(&id.value)) {
            d.push(references::unknown(id, ids.iter().map(String::as_str), kind));
        }
    };
    for draft in drafts {
        check(&draft.groups, &known.groups, GROUP);
        check(&draft.needs, &known.needs, NEED);
        check(&draft.publics, &known.publics, PUBLIC);
        check(&draft.networks, &known.networks, NETWORK);
    }
}
