//! The TOML parser's messages, in French.

use crate::diagnostics::{Diagnostic, Location};

/// The parser's words for the slips that people make, and ours. Others are shown under a general message.
const MESSAGES: &[(&str, &str, &str)] = &[
    ("duplicate key", "cette clé est déjà donnée plus haut", "gardez une seule des deux lignes"),
    (
        "string values must be quoted",
        "ce texte n’est pas entre guillemets",
        "écrivez nom = \"Mission locale\"",
    ),
    (
        "invalid basic string",
        "guillemet fermant absent",
        "un texte commence et finit par un guillemet droit : \"",
    ),
    ("unclosed array", "crochet fermant absent", "une liste finit par un crochet : [\"un\", \"deux\"]"),
    (
        "missing comma between array elements",
        "virgule absente entre deux éléments",
        "écrivez [\"un\", \"deux\"]",
    ),
    ("key with no value", "clé sans valeur", "écrivez clé = \"valeur\", ou supprimez la ligne"),
    ("missing value", "valeur absente", "écrivez clé = \"valeur\", ou supprimez la ligne"),
    ("unclosed", "crochet fermant absent", "un titre de table s’écrit [table] ou [[table]]"),
    (
        "unexpected leading zero",
        "nombre qui commence par zéro",
        "un code s’écrit entre guillemets : \"01000\"",
    ),
    ("invalid unquoted key", "nom de clé incorrect", "une clé s’écrit sans accent ni espace"),
    ("invalid date", "cette date n’existe pas", "une date s’écrit sans guillemets, par exemple 2026-03-31"),
    ("missing escaped value", "barre oblique inverse incorrecte", "doublez-la : \\\\"),
    ("missing opening quote", "guillemet absent", "un texte commence et finit par un guillemet droit : \""),
];

/// A syntax error as a diagnostic.
pub(super) fn diagnostic(at: &Location, message: &str) -> Diagnostic {
    let known = MESSAGES.iter().find(|(english, ..)| message.starts_with(english));
    let (text, hint) = known.map_or(
        (
            "écriture TOML incorrecte",
            "une ligne s’écrit clé = \"valeur\", clé = 12 ou clé = [\"un\", \"deux\"]",
        ),
        |&(_, text, hint)| (text, hint),
    );
    Diagnostic::error("toml-invalide", at, text).hint(hint.to_owned())
}
