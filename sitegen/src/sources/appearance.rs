//! `apparence/`: templates, styles and an icon that stand for ours, or beside them.

use std::path::Path;
use std::sync::Arc;

use super::files;
use crate::diagnostics::{Diagnostic, Diagnostics, Location, SourceFile};

/// Its folder.
pub const FOLDER: &str = "apparence";

/// A style that stands for ours, one that follows it, and an icon that stands for ours.
pub const STYLE: &str = "site.css";
/// Follows the style of the site.
pub const ADDED_STYLE: &str = "ajouts.css";
/// The template of the pictures that messengers show of pages.
pub const PICTURE: &str = "partage.svg";
/// The icon of the site.
pub const ICON: &str = "icone.svg";

/// The folder as written.
#[derive(Clone, Debug, Default)]
pub struct AppearanceDraft {
    /// Templates, by name.
    pub templates: Vec<Arc<SourceFile>>,
    /// `site.css`.
    pub style: Option<Arc<SourceFile>>,
    /// `ajouts.css`.
    pub added_style: Option<Arc<SourceFile>>,
    /// `icone.svg`.
    pub icon: Option<Arc<SourceFile>>,
}

/// Reads the folder; without it, everything is ours.
pub(crate) fn read(root: &Path, d: &mut Diagnostics) -> AppearanceDraft {
    let mut draft = AppearanceDraft::default();
    for path in files::entries(root, FOLDER, d) {
        let name = path.rsplit('/').next().unwrap_or_default();
        let template = name.ends_with(".html") || name == PICTURE;
        if !template && ![STYLE, ADDED_STYLE, ICON].contains(&name) {
            let at = Location::start(&SourceFile::unread(path.as_str()));
            d.push(
                Diagnostic::warning("fichier-ignore", &at, "ce fichier n’est pas lu").expected(format!(
                    "des modèles .html, `{PICTURE}`, `{STYLE}`, `{ADDED_STYLE}` ou `{ICON}`"
                )),
            );
            continue;
        }
        let Some(file) = files::read(root, &path, d) else { continue };
        match name {
            STYLE => draft.style = Some(file),
            ADDED_STYLE => draft.added_style = Some(file),
            ICON => draft.icon = Some(file),
            _ => draft.templates.push(file),
        }
    }
    draft
}
