//! Versions of resources: `reference-sans-version`, `ressource-inconnue`, `remplacement-en-boucle`,
//! `etat-contradictoire`, `version-en-double`, `versions-en-vigueur`, `document-sans-version` (warning).

use std::collections::BTreeMap;

use super::identifiants;
use crate::diagnostics::{Diagnostic, Diagnostics, Located, Location, did_you_mean};
use crate::sources::Record as _;
use crate::sources::resources::ResourceDraft;
use crate::sources::words::{Form, Validity};

/// Checks what replaces what, and the versions of each document.
pub(super) fn check(drafts: &[ResourceDraft], d: &mut Diagnostics) {
    let slugs: BTreeMap<&str, &ResourceDraft> =
        drafts.iter().map(|draft| (draft.slug.value.as_str(), draft)).collect();
    for draft in drafts {
        if let Some(document) = &draft.document {
            identifiants::check_value(document, d);
        }
        if draft.form == Some(Form::Reference) && (draft.document.is_none() || draft.version.is_none()) {
            d.push(
                Diagnostic::error("reference-sans-version", draft.at(), "document de référence sans version")
                    .expected("`document`, le même pour toutes ses versions, et `version`")
                    .hint("par exemple document = \"plan-d-actions\" et version = \"2026\"".to_owned()),
            );
        }
        if let Some(other) = &draft.replaced_by {
            check_replacement(draft, other, &slugs, d);
        }
    }
    check_documents(drafts, d);
}

fn check_replacement(
    draft: &ResourceDraft,
    other: &Located<String>,
    slugs: &BTreeMap<&str, &ResourceDraft>,
    d: &mut Diagnostics,
) {
    if !slugs.contains_key(other.value.as_str()) {
        let hint = did_you_mean(&other.value, slugs.keys().copied());
        d.push(
            Diagnostic::error(
                "ressource-inconnue",
                &other.at,
                format!("ressource inconnue : « {} »", other.value),
            )
            .expected("le nom d’un fichier de `ressources/`, sans « .md »")
            .hint(hint),
        );
        return;
    }
    if draft.validity == Validity::InForce {
        d.push(
            Diagnostic::error("etat-contradictoire", &other.at, "remplacée, et pourtant en vigueur")
                .expected("etat = \"archivee\" pour ce qui est remplacé"),
        );
    }
    // Whoever stands in a ring meets itself within as many steps as there are resources.
    let next = |slug: &str| slugs.get(slug)?.replaced_by.as_ref().map(|next| next.value.as_str());
    let mut steps = std::iter::successors(Some(other.value.as_str()), |slug| next(slug)).take(slugs.len());
    if steps.any(|slug| slug == draft.slug.value) {
        d.push(
            Diagnostic::error(
                "remplacement-en-boucle",
                &other.at,
                "cette ressource finit par se remplacer elle-même",
            )
            .expected("une suite qui s’arrête à la version en vigueur"),
        );
    }
}

fn check_documents(drafts: &[ResourceDraft], d: &mut Diagnostics) {
    let mut documents: BTreeMap<&str, Vec<&ResourceDraft>> = BTreeMap::new();
    for draft in drafts {
        if let Some(document) = &draft.document {
            documents.entry(&document.value).or_default().push(draft);
        }
    }
    for (document, versions) in documents {
        let mut names: BTreeMap<&str, &Location> = BTreeMap::new();
        for version in versions.iter().filter_map(|draft| draft.version.as_ref()) {
            if let Some(first) = names.insert(&version.value, &version.at) {
                let message = format!("« {document} » a deux fois la version « {} »", version.value);
                d.push(Diagnostic::error("version-en-double", &version.at, message).hint(also(first)));
            }
        }
        let mut in_force = versions.iter().filter(|draft| draft.validity == Validity::InForce);
        let first = in_force.next();
        for second in in_force {
            let message = format!("« {document} » a deux versions en vigueur");
            let hint = first.map(|first| also(first.at()));
            d.push(
                Diagnostic::error("versions-en-vigueur", second.at(), message)
                    .expected("une seule version en vigueur ; les autres ont etat = \"archivee\"")
                    .hint(hint),
            );
        }
        if let (None, [.., last]) = (first, versions.as_slice()) {
            let message = format!("« {document} » n’a aucune version en vigueur");
            d.push(Diagnostic::warning("document-sans-version", last.at(), message));
        }
    }
}

fn also(first: &Location) -> String {
    format!("l’autre est dans {}", first.file.path())
}
