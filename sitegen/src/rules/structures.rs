//! The rules on structures, each a module of its own.

use super::{
    Context, champs, code_postal, coordonnees, courriel, dates, fermetures, horaires, identifiants, insee,
    langues, references, site_web, telephone,
};
use crate::diagnostics::Diagnostics;
use crate::sources::structures::StructureDraft;

/// A rule over all structures.
type Rule = fn(&[StructureDraft], &Context<'_>, &mut Diagnostics);

/// Every rule on structures; their order does not matter, since problems are sorted when shown.
const RULES: &[Rule] = &[
    champs::check,
    code_postal::check,
    coordonnees::check,
    courriel::check,
    dates::check,
    fermetures::check,
    horaires::check,
    identifiants::check,
    insee::check,
    langues::check,
    references::check,
    site_web::check,
    telephone::check,
];

/// Runs them all.
pub(super) fn check(drafts: &[StructureDraft], context: &Context<'_>, d: &mut Diagnostics) {
    for rule in RULES {
        rule(drafts, context, d);
    }
}
