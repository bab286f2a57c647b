//! `sigles.toml`: `sigle-invalide`, `sigle-en-double`.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, Diagnostics, Located};
use crate::sources::acronyms::AcronymDraft;

/// Checks each, then all together.
pub(super) fn check(acronyms: &[AcronymDraft], d: &mut Diagnostics) {
    let mut seen: BTreeMap<&str, &Located<String>> = BTreeMap::new();
    for AcronymDraft { short, .. } in acronyms {
        let text = short.value.as_str();
        let right = text.chars().filter(|c| c.is_uppercase() || c.is_ascii_digit()).count() >= 2
            && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '&' | '/' | '+'));
        if !right {
            d.push(
                Diagnostic::error("sigle-invalide", &short.at, format!("« {text} » n’est pas un sigle"))
                    .expected("un mot écrit avec au moins deux capitales, comme VAE"),
            );
        }
        if let Some(first) = seen.insert(text, short) {
            let (line, _) = first.at.line_column();
            d.push(
                Diagnostic::error("sigle-en-double", &short.at, format!("« {text} » est déjà ligne {line}"))
                    .expected("chaque sigle une seule fois"),
            );
        }
    }
}
