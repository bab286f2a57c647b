//! Identifiers: `identifiant-invalide`, `identifiant-en-double`, `lieu-en-double`.

use std::collections::BTreeMap;

use super::Context;
use crate::diagnostics::{Diagnostic, Diagnostics, Located, Location};
use crate::french::slug;
use crate::sources::structures::StructureDraft;

/// Checks that ids are well formed and unique: structures among all, places in their structure.
pub fn check(drafts: &[StructureDraft], _: &Context<'_>, d: &mut Diagnostics) {
    let mut structures = BTreeMap::new();
    for draft in drafts {
        check_value(&draft.id, d);
        check_unique(&mut structures, &draft.id, "identifiant-en-double", "cet identifiant de structure", d);
        let mut places = BTreeMap::new();
        for place in &draft.places {
            check_value(&place.id, d);
            check_unique(&mut places, &place.id, "lieu-en-double", "cet identifiant de lieu", d);
        }
    }
}

/// Checks the form of one id: small letters without accents, digits, single hyphens between them.
pub(crate) fn check_value(id: &Located<String>, d: &mut Diagnostics) {
    if slug::is_slug(&id.value) {
        return;
    }
    let proposal = slug::slug(&id.value);
    d.push(
        Diagnostic::error(
            "identifiant-invalide",
            &id.at,
            format!("identifiant mal formé : « {} »", id.value),
        )
        .expected("des minuscules sans accent, des chiffres et des tirets")
        .hint((!proposal.is_empty()).then(|| format!("par exemple `{proposal}`"))),
    );
}

/// Reports an id already seen, whatever its case: some disks cannot hold `a.md` beside `A.md`.
pub(crate) fn check_unique(
    seen: &mut BTreeMap<String, Location>,
    id: &Located<String>,
    code: &'static str,
    what: &str,
    d: &mut Diagnostics,
) {
    let first = seen.entry(id.value.to_lowercase()).or_insert_with(|| id.at.clone());
    let same = first.file.path() == id.at.file.path() && first.span == id.at.span;
    if !same {
        let (line, _) = first.line_column();
        d.push(Diagnostic::error(code, &id.at, format!("{what} est déjà pris : « {} »", id.value)).hint(
            format!(
                "il est donné aussi dans {}, ligne {line} ; majuscules et minuscules comptent pour une",
                first.file.path()
            ),
        ));
    }
}
/// Refuses the name of a file that the site keeps for itself: `nom-reserve`.
pub(super) fn check_reserved(slug: &Located<String>, reserved: &[&str], d: &mut Diagnostics) {
    if reserved.contains(&slug.value.as_str()) {
        let message = format!("le site garde ce nom pour lui : « {} »", slug.value);
        d.push(Diagnostic::error("nom-reserve", &slug.at, message).hint("renommez le fichier".to_owned()));
    }
}
