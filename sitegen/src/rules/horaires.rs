//! Opening hours: `horaires-invalides`, `horaires-effaces` (warning).

use std::collections::HashMap;

use super::{Context, Fault};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::french::hours::erased;
use crate::sources::structures::StructureDraft;

/// Days as French people write them; with them the value was not written in the OSM syntax at all.
const FRENCH_DAYS: &[&str] = &["lu", "ma", "me", "je", "ve", "di"];

/// Checks the opening hours of every place.
pub fn check(drafts: &[StructureDraft], _: &Context<'_>, d: &mut Diagnostics) {
    // Many places open alike.
    let mut known: HashMap<&str, Option<Fault>> = HashMap::new();
    for hours in drafts.iter().flat_map(|draft| &draft.places).filter_map(|place| place.hours.as_ref()) {
        let fault = known.entry(&hours.value).or_insert_with(|| fault(&hours.value)).clone();
        if let Some(fault) = fault.filter(|_| !hours.value.trim().is_empty()) {
            d.push(fault.at(&hours.at));
        } else if let Some((rule, erased)) = erased(&hours.value) {
            let message = format!(
                "« {rule} » efface ce qui est dit avant : {}, {}",
                erased.days.to_lowercase(),
                erased.times
            );
            d.push(
                Diagnostic::warning("horaires-effaces", &hours.at, message)
                    .expected(format!("une virgule devant « {rule} » si ces heures s’ajoutent aux autres"))
                    .hint("« ; » remplace les heures des jours nommés, « , » en ajoute".to_owned()),
            );
        }
    }
}

/// OSM itself allows 255 characters; the parser's time grows faster than the text, so that a page of it would
/// hold up the whole check.
const MAX_CHARS: usize = 1000;

/// What is wrong with opening hours: they must parse as OSM `opening_hours`.
#[must_use]
pub fn fault(hours: &str) -> Option<Fault> {
    let hours = hours.trim();
    let length = hours.chars().count();
    if length <= MAX_CHARS && opening_hours_syntax::parse(hours).is_ok() {
        return None;
    }
    let (shown, cut) = (hours.chars().take(80).collect::<String>(), if length > 80 { "…" } else { "" });
    Some(Fault {
        code: "horaires-invalides",
        message: format!("horaires illisibles : « {shown}{cut} »"),
        expected: "la syntaxe opening_hours d’OpenStreetMap, par exemple Mo-Fr 09:00-12:00,14:00-17:00",
        hint: french_days(hours)
            .then(|| "les jours s’écrivent Mo, Tu, We, Th, Fr, Sa, Su (de lundi à dimanche)".to_owned()),
    })
}

fn french_days(hours: &str) -> bool {
    let words = hours.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
    words.into_iter().any(|word| FRENCH_DAYS.iter().any(|day| word.starts_with(day)))
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn the_osm_syntax_passes() {
        for right in [
            "Tu-Fr 08:30-12:00,14:00-18:30; Mo,Th 08:30-12:00,14:00-16:30",
            "Mo-Fr 08:30-12:00; We off",
            "We[1,3] 14:00-17:00",
            "\"sur rendez-vous\"",
        ] {
            assert_eq!(fault(right), None, "{right}");
        }
    }

    #[test]
    fn hostile_lengths_are_refused_at_once() {
        for wrong in ["(".repeat(100_000), "Mo 09:00-12:00;".repeat(20_000)] {
            assert!(fault(&wrong).is_some_and(|fault| fault.message.len() < 200));
        }
    }

    #[test]
    fn french_is_met_with_a_hint() {
        assert!(fault("Lu-Ve 9h-12h").unwrap().hint.unwrap().contains("Mo, Tu"));
        assert!(fault("Mo-Fr 9h-12h").unwrap().hint.is_none());
    }
}
