//! Ids of the taxonomies: `besoin-inconnu`, `public-inconnu`, `reseau-inconnu`, `groupe-inconnu`, `theme-inconnu`,
//! `competence-inconnue`.

use super::Context;
use crate::diagnostics::{Diagnostic, Diagnostics, Located, did_you_mean};
use crate::sources::structures::{Ids, StructureDraft};
use crate::sources::taxonomies::{Entry, List, TaxonomiesDraft};

/// Every id written in the taxonomies, in the order of their files: one faulty entry does not make all who use it
/// look wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownIds {
    /// Headings of needs.
    pub groups: Vec<String>,
    /// Needs.
    pub needs: Vec<String>,
    /// Publics.
    pub publics: Vec<String>,
    /// Networks.
    pub networks: Vec<String>,
    /// Themes of resources; `None` when no file lists them.
    pub themes: Option<Vec<String>>,
    /// Skills that trainings give; `None` when no file lists them.
    pub skills: Option<Vec<String>>,
}

impl KnownIds {
    /// The ids of drafts.
    #[must_use]
    pub fn of(draft: &TaxonomiesDraft) -> Self {
        fn ids<T: Entry>(list: &List<T>) -> Vec<String> {
            list.entries.iter().map(|entry| entry.id().value.clone()).collect()
        }
        Self {
            groups: ids(&draft.groups),
            needs: ids(&draft.needs),
            publics: ids(&draft.publics),
            networks: ids(&draft.networks),
            themes: draft.themes.as_ref().map(ids),
            skills: draft.skills.as_ref().map(ids),
        }
    }
}

/// What an id stands for: its code, its noun, the file that lists it.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    code: &'static str,
    noun: &'static str,
    file: &'static str,
}

/// Needs.
pub const NEED: Kind = Kind { code: "besoin-inconnu", noun: "besoin inconnu", file: "besoins.toml" };
/// Publics.
pub const PUBLIC: Kind = Kind { code: "public-inconnu", noun: "public inconnu", file: "publics.toml" };
/// Networks.
pub const NETWORK: Kind = Kind { code: "reseau-inconnu", noun: "réseau inconnu", file: "reseaux.toml" };
/// Themes of resources.
pub const THEME: Kind = Kind { code: "theme-inconnu", noun: "thème inconnu", file: "themes.toml" };
/// Skills that trainings give.
pub const SKILL: Kind =
    Kind { code: "competence-inconnue", noun: "compétence inconnue", file: "competences.toml" };
/// Groups of needs.
pub const GROUP: Kind = Kind { code: "groupe-inconnu", noun: "groupe inconnu", file: "besoins.toml" };

/// Checks every id that structures and places name.
pub fn check(drafts: &[StructureDraft], context: &Context<'_>, d: &mut Diagnostics) {
    for draft in drafts {
        check_ids(&draft.networks, &context.known.networks, NETWORK, d);
        for service in draft.services() {
            check_ids(&service.needs, &context.known.needs, NEED, d);
            check_ids(&service.publics, &context.known.publics, PUBLIC, d);
        }
    }
}

/// Checks the ids of one list.
pub(crate) fn check_ids(ids: &Ids, known: &[String], kind: Kind, d: &mut Diagnostics) {
    if known.is_empty() {
        // The taxonomy itself could not be read, which is reported.
        return;
    }
    for id in ids.iter().flatten().filter(|id| !known.contains(&id.value)) {
        d.push(unknown(id, known.iter().map(String::as_str), kind));
    }
}

/// Checks what a text of the professionals is about.
pub(super) fn check_about(
    themes: &Ids,
    publics: &Ids,
    networks: &Ids,
    known: &KnownIds,
    d: &mut Diagnostics,
) {
    check_listed(themes, known.themes.as_deref(), THEME, d);
    check_ids(publics, &known.publics, PUBLIC, d);
    check_ids(networks, &known.networks, NETWORK, d);
}

/// Checks the ids of a list that a site may do without.
pub(super) fn check_listed(ids: &Ids, known: Option<&[String]>, kind: Kind, d: &mut Diagnostics) {
    match known {
        Some(known) => check_ids(ids, known, kind, d),
        None => {
            for id in ids.iter().flatten() {
                d.push(unknown(id, std::iter::empty(), kind));
            }
        }
    }
}

/// The diagnostic for an id that nobody knows.
pub(crate) fn unknown<'a>(
    id: &Located<String>,
    known: impl Iterator<Item = &'a str>,
    kind: Kind,
) -> Diagnostic {
    let hint = did_you_mean(&id.value, known);
    Diagnostic::error(kind.code, &id.at, format!("{} : « {} »", kind.noun, id.value))
        .expected(format!("un identifiant de {}", kind.file))
        .hint(hint)
}
