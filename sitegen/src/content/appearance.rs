//! What the site looks like, where it is not as we made it.

use std::sync::Arc;

use crate::diagnostics::SourceFile;
use crate::sources::appearance::{AppearanceDraft, FOLDER};

/// Templates and styles of the site's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Appearance {
    /// Templates: name and text.
    pub templates: Vec<(String, String)>,
    /// Stands for our style.
    pub style: Option<String>,
    /// Follows the style.
    pub added_style: Option<String>,
    /// Stands for our icon.
    pub icon: Option<String>,
}

impl Appearance {
    /// The path in the content of a template of the site's own.
    #[must_use]
    pub fn path_of(&self, name: &str) -> Option<String> {
        self.templates.iter().any(|(own, _)| own == name).then(|| format!("{FOLDER}/{name}"))
    }
}

/// Resolves the draft.
pub(crate) fn resolve(draft: &AppearanceDraft) -> Appearance {
    let name = |file: &SourceFile| file.path().rsplit('/').next().unwrap_or_default().to_owned();
    let text = |file: &Option<Arc<SourceFile>>| file.as_ref().map(|file| file.text().to_owned());
    Appearance {
        templates: draft.templates.iter().map(|file| (name(file), file.text().to_owned())).collect(),
        style: text(&draft.style),
        added_style: text(&draft.added_style),
        icon: text(&draft.icon),
    }
}
