//! Synonyms, applied when the index is built: where a text has a term, the terms that lead to it are added.
//!
//! So the browser needs neither a table of synonyms nor code for it, and a synonym is found with the same
//! forgiveness as any other word.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::french::phrases::{Phrase, Stems, phrase};
use crate::sources::synonyms::Synonyms;

/// What each term adds to a text that has it.
#[derive(Debug, Default)]
pub(crate) struct Expansion {
    /// Additions by term, under the first stem of the term.
    by_first: HashMap<String, Vec<(Phrase, Vec<String>)>>,
}

impl Expansion {
    pub(crate) fn new(synonyms: &Synonyms) -> Self {
        let mut additions: BTreeMap<Phrase, Vec<String>> = BTreeMap::new();
        for terms in &synonyms.equivalents {
            for term in terms {
                let others = terms.iter().filter(|other| other.value != term.value);
                additions.entry(phrase(&term.value)).or_default().extend(others.map(|it| it.value.clone()));
            }
        }
        for redirect in &synonyms.redirects {
            let from = || redirect.from.iter().map(|term| term.value.clone());
            let to = phrase(&redirect.to.value);
            // Whatever is equivalent to the target is written where the target may be.
            let mut targets: Vec<Phrase> = synonyms
                .equivalents
                .iter()
                .filter(|terms| terms.iter().any(|term| phrase(&term.value) == to))
                .flatten()
                .map(|term| phrase(&term.value))
                .collect();
            if targets.is_empty() {
                targets.push(to);
            }
            for target in targets {
                additions.entry(target).or_default().extend(from());
            }
        }
        let mut by_first: HashMap<String, Vec<(Phrase, Vec<String>)>> = HashMap::new();
        for (phrase, added) in additions {
            if let Some(first) = phrase.first() {
                by_first.entry(first.clone()).or_default().push((phrase, added));
            }
        }
        Self { by_first }
    }

    /// The text, followed by what leads to its terms. A term is looked for within a line.
    pub(crate) fn apply(&self, text: &str, known: &mut Stems) -> String {
        let mut out = text.to_owned();
        let mut added = HashSet::new();
        for line in text.lines() {
            let stems = known.phrase(line);
            for start in 0..stems.len() {
                for (term, additions) in self.by_first.get(&stems[start]).into_iter().flatten() {
                    if stems[start..].starts_with(term) && added.insert(term) {
                        for addition in additions {
                            out.push('\n');
                            out.push_str(addition);
                        }
                    }
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::{Located, Location, SourceFile};
    use crate::sources::synonyms::Redirect;

    fn located(text: &str) -> Located<String> {
        Located::new(text.to_owned(), Location::start(&SourceFile::unread("synonymes.toml")))
    }

    fn expansion() -> Expansion {
        Expansion::new(&Synonyms {
            equivalents: vec![
                vec![located("VAE"), located("validation des acquis")],
                vec![located("France Travail"), located("service de l’emploi")],
            ],
            entries: Vec::new(),
            redirects: vec![Redirect { from: vec![located("ANPE")], to: located("France Travail") }],
        })
    }

    #[test]
    fn terms_add_what_leads_to_them() {
        let check = |text: &str, added: &str| {
            assert_eq!(expansion().apply(text, &mut Stems::default()), format!("{text}{added}"))
        };
        check("La VAE", "\nvalidation des acquis");
        check("Valider ses acquis", "");
        check("la validation des acquis, V.A.E.", "\nVAE\nvalidation des acquis");
        check("France Travail", "\nservice de l’emploi\nANPE");
        check("le service de l'emploi", "\nFrance Travail\nANPE");
        check("ANPE", "");
        check("France\nTravail", "");
    }
}
