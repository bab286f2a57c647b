//! `apparence/`: `modele-mal-ecrit`, `modele-inutilise` (warning), `style-exterieur`, `fichier-refuse` for an icon that
//! acts.

use std::sync::Arc;

use super::downloads;
use crate::diagnostics::{Diagnostic, Diagnostics, Located, Location, SourceFile, did_you_mean};
use crate::sources::appearance::{AppearanceDraft, ICON};
use crate::templates;

/// What a style must not fetch: nothing is loaded from another site.
const FROM_ELSEWHERE: [&str; 5] = ["@import", "url(http", "url(\"http", "url('http", "url(//"];

/// Checks the folder.
pub(super) fn check(draft: &AppearanceDraft, d: &mut Diagnostics) {
    for file in &draft.templates {
        template(file, draft, d);
    }
    for file in draft.style.iter().chain(&draft.added_style) {
        style(file, d);
    }
    if let Some(file) = &draft.icon {
        let name = Located::new(ICON.to_owned(), Location::start(file));
        downloads::check_content(&name, Some(file.text().as_bytes()), d);
    }
}

fn template(file: &Arc<SourceFile>, draft: &AppearanceDraft, d: &mut Diagnostics) {
    let name = file.path().rsplit('/').next().unwrap_or_default();
    if let Err(error) = templates::parse(name, file.text()) {
        let at = line(file, error.line().unwrap_or(1));
        d.push(
            Diagnostic::error("modele-mal-ecrit", &at, "modèle mal écrit")
                .expected("la syntaxe de Jinja : `{{ valeur }}`, `{% if … %} … {% endif %}`")
                .hint(error.detail().map(ToOwned::to_owned)),
        );
    }
    let included = || draft.templates.iter().any(|other| other.text().contains(&format!("\"{name}\"")));
    if !templates::names().any(|known| known == name) && !included() {
        d.push(
            Diagnostic::warning("modele-inutilise", &Location::start(file), "modèle que rien n’emploie")
                .expected("le nom d’un modèle de sitegen (`sitegen template` les donne), ou d’un modèle qu’un autre inclut")
                .hint(did_you_mean(name, templates::names())),
        );
    }
}

/// A line of a file, from 1.
fn line(file: &Arc<SourceFile>, number: usize) -> Location {
    let start: usize = file.text().split_inclusive('\n').take(number.saturating_sub(1)).map(str::len).sum();
    let text = file.text()[start..].lines().next().unwrap_or_default();
    Location::new(file, start..start + text.len())
}

fn style(file: &Arc<SourceFile>, d: &mut Diagnostics) {
    let text = file.text().to_ascii_lowercase();
    for word in FROM_ELSEWHERE {
        for (start, _) in text.match_indices(word) {
            let at = Location::new(file, start..start + word.len());
            d.push(
                Diagnostic::error("style-exterieur", &at, "style qui charge quelque chose d’un autre site")
                    .expected("des règles qui se suffisent")
                    .hint("le site ne demande rien à un autre : copiez ici ce qu’il faut".to_owned()),
            );
        }
    }
}
