//! `redirections.toml`: `redirection-invalide`, `redirection-en-double`, `redirection-en-chaine`.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, Diagnostics, Located};
use crate::markdown::link::{self, Link};
use crate::sources::redirects::RedirectDraft;

/// What an address to leave must not hold: it is the path of a file to write.
const NOT_IN_PATHS: [char; 9] = ['?', '#', '*', ':', '"', '<', '>', '|', '\\'];

/// Checks each, then all together.
pub(super) fn check(drafts: &[RedirectDraft], d: &mut Diagnostics) {
    let mut known: BTreeMap<&str, &RedirectDraft> = BTreeMap::new();
    for draft in drafts {
        check_from(&draft.from, d);
        check_to(&draft.to, d);
        if known.insert(plain(&draft.from.value), draft).is_some() {
            let message = format!("adresse redirigée deux fois : « {} »", draft.from.value);
            d.push(Diagnostic::error("redirection-en-double", &draft.from.at, message));
        }
    }
    for draft in drafts {
        let to = draft.to.value.split(['?', '#']).next().unwrap_or_default();
        if let Some(next) = known.get(plain(to)).filter(|_| to.starts_with('/')) {
            let message = format!("redirection vers une adresse qui est elle-même redirigée : « {to} »");
            let hint = (next.to.value != draft.from.value)
                .then(|| format!("écrivez `vers = \"{}\"`", next.to.value));
            d.push(
                Diagnostic::error("redirection-en-chaine", &draft.to.at, message)
                    .expected("l’adresse où l’on arrive à la fin")
                    .hint(hint),
            );
        }
    }
}

/// A path whatever the slash at its end.
fn plain(path: &str) -> &str {
    path.trim_end_matches('/')
}

fn check_from(from: &Located<String>, d: &mut Diagnostics) {
    let path = from.value.as_str();
    let part = |part: &str| !matches!(part, "." | "..");
    let right = path.starts_with('/')
        && !path.contains("//")
        && path.len() > 1
        && !path.contains(NOT_IN_PATHS)
        && !path.contains(char::is_whitespace)
        && path.split('/').all(part);
    if !right {
        d.push(
            Diagnostic::error("redirection-invalide", &from.at, format!("adresse à quitter : « {path} »"))
                .expected(
                    "un chemin depuis la racine du site, sans « ? », « # » ni espace : `/ancienne/page/`",
                ),
        );
    }
}

fn check_to(to: &Located<String>, d: &mut Diagnostics) {
    let web = |url: &str| url.starts_with("https://") || url.starts_with("http://");
    let right = match link::read(&to.value) {
        Ok(Link::Site(_)) => true,
        Ok(Link::Out(url)) => web(&url),
        _ => false,
    };
    if !right {
        d.push(
            Diagnostic::error(
                "redirection-invalide",
                &to.at,
                format!("adresse d’arrivée : « {} »", to.value),
            )
            .expected("une adresse du site qui commence par /, ou une adresse en https:"),
        );
    }
}
