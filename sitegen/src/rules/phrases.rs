//! `phrases.toml`: `phrase-courte`, `phrase-en-double`, `phrases-vides`, and needs that do not exist.

use std::collections::BTreeMap;

use textsearch::analysis::words;

use super::references::{KnownIds, NEED, check_ids};
use crate::diagnostics::{Diagnostic, Diagnostics, Located};
use crate::sources::phrases::Spoken;

/// Checks each entry, then all sentences together.
pub(super) fn check(spoken: &[Spoken], known: &KnownIds, d: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &Located<String>> = BTreeMap::new();
    for entry in spoken {
        check_ids(&entry.needs, &known.needs, NEED, d);
        if entry.sentences.as_ref().is_some_and(Vec::is_empty) {
            d.push(Diagnostic::error("phrases-vides", &entry.at, "cette entrée ne contient aucune phrase"));
        }
        for sentence in entry.sentences.iter().flatten() {
            let folded: Vec<String> = words(&sentence.value).into_iter().map(|word| word.folded).collect();
            if folded.len() < 2 {
                let message = format!("« {} » n’est pas une phrase", sentence.value);
                d.push(
                    Diagnostic::error("phrase-courte", &sentence.at, message)
                        .expected("au moins deux mots")
                        .hint(
                            "un mot seul se place parmi les synonymes d’un besoin, dans besoins.toml"
                                .to_owned(),
                        ),
                );
            } else if let Some(first) = seen.get(&folded.join(" ")) {
                let (line, _) = first.at.line_column();
                let message = format!("« {} » est déjà ligne {line}", sentence.value);
                d.push(
                    Diagnostic::error("phrase-en-double", &sentence.at, message)
                        .expected("chaque phrase une seule fois, avec tous les besoins dont elle parle"),
                );
            } else {
                seen.insert(folded.join(" "), sentence);
            }
        }
    }
}
