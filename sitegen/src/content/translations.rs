//! Labels of the taxonomies in other languages, resolved.

use crate::sources::translations::{Labels, TranslationDraft};

/// Labels of the taxonomies in one language: identifier and label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Translation {
    /// BCP 47 tag of the language.
    pub language: String,
    /// Headings of the needs.
    pub groups: Vec<(String, String)>,
    /// Needs.
    pub needs: Vec<(String, String)>,
    /// Publics.
    pub publics: Vec<(String, String)>,
    /// Networks.
    pub networks: Vec<(String, String)>,
}

/// Resolves one draft.
pub(crate) fn resolve(draft: &TranslationDraft) -> Translation {
    let labels =
        |labels: &Labels| labels.iter().map(|(id, label)| (id.value.clone(), label.clone())).collect();
    Translation {
        language: draft.language.clone(),
        groups: labels(&draft.groups),
        needs: labels(&draft.needs),
        publics: labels(&draft.publics),
        networks: labels(&draft.networks),
    }
}
