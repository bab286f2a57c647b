//! Synonyms: `synonyme-sans-mot`, `synonyme-seul`, `synonyme-en-double`, `renvoi-en-chaine`,
//! `synonyme-sans-effet`.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, Diagnostics, Located, Location};
use crate::french::phrases::{Phrase, phrase};
use crate::sources::synonyms::Synonyms;

/// An entry of equivalent terms has at least two.
fn check_count(terms: &[Located<String>], at: &Location, d: &mut Diagnostics) {
    if let [alone] = terms {
        d.push(
            Diagnostic::error("synonyme-seul", at, format!("« {} » est seul dans son entrée", alone.value))
                .expected("au moins deux termes équivalents"),
        );
    }
}

/// Checks the terms against each other.
pub(crate) fn check(synonyms: &Synonyms, d: &mut Diagnostics) {
    for (terms, at) in synonyms.equivalents.iter().zip(&synonyms.entries) {
        check_count(terms, at, d);
    }
    let mut seen: BTreeMap<Phrase, &Located<String>> = BTreeMap::new();
    let leading = synonyms.redirects.iter().flat_map(|redirect| &redirect.from);
    for term in synonyms.equivalents.iter().flatten().chain(leading) {
        let key = phrase(&term.value);
        if key.is_empty() {
            d.push(without_word(term));
        } else if let Some(first) = seen.get(&key) {
            let (line, _) = first.at.line_column();
            let message = format!("« {} » est déjà ligne {line}", term.value);
            d.push(
                Diagnostic::error("synonyme-en-double", &term.at, message)
                    .expected("chaque terme dans une seule entrée")
                    .hint("réunissez les deux entrées en une seule".to_owned()),
            );
        } else {
            seen.insert(key, term);
        }
    }
    let leads: BTreeMap<Phrase, &Located<String>> = synonyms
        .redirects
        .iter()
        .flat_map(|redirect| redirect.from.iter().map(move |from| (phrase(&from.value), &redirect.to)))
        .collect();
    for redirect in &synonyms.redirects {
        let to = phrase(&redirect.to.value);
        if to.is_empty() {
            d.push(without_word(&redirect.to));
        } else if let Some(next) = leads.get(&to) {
            let back = redirect.from.iter().any(|from| phrase(&from.value) == phrase(&next.value));
            let shape = if back { "tourne en rond" } else { "mène à un autre renvoi" };
            let message =
                format!("ce renvoi {shape} : « {} » renvoie à « {} »", redirect.to.value, next.value);
            d.push(
                Diagnostic::error("renvoi-en-chaine", &redirect.to.at, message)
                    .expected("un terme qui se trouve dans l’annuaire, et ne renvoie pas ailleurs")
                    .hint((!back).then(|| format!("écrivez vers = \"{}\"", next.value))),
            );
        }
    }
}

fn without_word(term: &Located<String>) -> Diagnostic {
    Diagnostic::error("synonyme-sans-mot", &term.at, format!("« {} » ne contient aucun mot", term.value))
}

/// Points out the entries that no text of the directory has: they would find nothing. `occurs` tells
/// whether a phrase is found in the directory or in the taxonomies.
pub(crate) fn check_effect(synonyms: &Synonyms, occurs: impl Fn(&Phrase) -> bool, d: &mut Diagnostics) {
    let nowhere = |term: &Located<String>| {
        Diagnostic::warning(
            "synonyme-sans-effet",
            &term.at,
            format!(
                "« {} » n’est écrit nulle part : ni annuaire, ni listes, ni ressources, ni pages",
                term.value
            ),
        )
        .hint("ce synonyme ne mène à aucun résultat".to_owned())
    };
    for terms in &synonyms.equivalents {
        if let Some(first) = terms.first().filter(|_| !terms.iter().any(|term| occurs(&phrase(&term.value))))
        {
            d.push(nowhere(first));
        }
    }
    for redirect in &synonyms.redirects {
        // Equivalent terms are added where one of them is written, so a redirection may lead to any of them.
        let equivalent = |terms: &&Vec<Located<String>>| {
            terms.iter().any(|term| phrase(&term.value) == phrase(&redirect.to.value))
        };
        let mut targets = synonyms.equivalents.iter().filter(equivalent).flatten().chain([&redirect.to]);
        if !targets.any(|term| occurs(&phrase(&term.value))) {
            d.push(nowhere(&redirect.to));
        }
    }
}
