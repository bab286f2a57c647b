//! Closures: `fermeture-a-l-envers`, `fermeture-contradictoire`, `fermeture-sans-suite`,
//! `fermetures-qui-se-chevauchent`, `lieux-tous-fermes`, `renvoi-inconnu`, `renvoi-vers-soi`, `renvoi-ferme`,
//! `fermeture-longue` (warning).

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Context;
use crate::diagnostics::{Diagnostic, Diagnostics, Located, did_you_mean};
use crate::sources::closures::ClosureDraft;
use crate::sources::structures::{PlaceDraft, StructureDraft};

/// A closure of more days than these wants somewhere to go meanwhile.
const LONG: i32 = 31;

/// Checks the closures of structures and of their places, and where they send people.
pub(super) fn check(drafts: &[StructureDraft], _: &Context<'_>, d: &mut Diagnostics) {
    let known: BTreeMap<&str, &StructureDraft> =
        drafts.iter().map(|draft| (draft.id.value.as_str(), draft)).collect();
    for draft in drafts {
        check_list(&draft.closures, d);
        for place in &draft.places {
            check_list(&place.closures, d);
        }
        let closed = |place: &PlaceDraft| place.closures.iter().any(|it| it.ends_for_good().is_some());
        let for_good = draft.closures.iter().any(|it| it.ends_for_good().is_some());
        if !for_good && !draft.places.is_empty() && draft.places.iter().all(closed) {
            let message = "tous les lieux de cette structure ferment définitivement, pas elle";
            d.push(
                Diagnostic::error("lieux-tous-fermes", &draft.at, message).hint(
                    "écrivez la fermeture en tête de la fiche, avant [[lieux]] ; ou ajoutez son nouveau lieu"
                        .to_owned(),
                ),
            );
        }
        let own = draft.closures.iter().map(|closure| (closure, None));
        let places = draft.places.iter();
        let of_places =
            places.flat_map(|place| place.closures.iter().map(move |closure| (closure, Some(place))));
        for (closure, place) in own.chain(of_places) {
            for target in closure.instead.iter().flatten() {
                check_target(target, closure, (draft, place), &known, d);
            }
        }
    }
}

fn check_list(closures: &[ClosureDraft], d: &mut Diagnostics) {
    closures.iter().for_each(|closure| check_one(closure, d));
    let mut spans: Vec<(Date, Date, &ClosureDraft)> = closures.iter().filter_map(span).collect();
    spans.sort_by_key(|(from, until, _)| (*from, *until));
    for pair in spans.windows(2) {
        let [(_, until, _), (from, _, closure)] = pair else { continue };
        if from <= until {
            d.push(
                Diagnostic::error(
                    "fermetures-qui-se-chevauchent",
                    &closure.at,
                    format!("fermé deux fois le {from}"),
                )
                .expected("des fermetures l’une après l’autre")
                .hint("réunissez-les en une seule, ou corrigez leurs dates".to_owned()),
            );
        }
    }
}

/// First and last day; nothing of what is not a period.
fn span(closure: &ClosureDraft) -> Option<(Date, Date, &ClosureDraft)> {
    let from = closure.from.as_ref()?.value;
    let until = closure.until.as_ref().map_or(Date::MAX, |until| until.value);
    (from <= until).then_some((from, until, closure))
}

fn check_one(closure: &ClosureDraft, d: &mut Diagnostics) {
    if let (Some(from), Some(until)) = (&closure.from, &closure.until)
        && until.value < from.value
    {
        let message = format!("fermé jusqu’au {}, à partir du {}", until.value, from.value);
        d.push(
            Diagnostic::error("fermeture-a-l-envers", &until.at, message)
                .expected(format!("un jour à partir du {}", from.value)),
        );
    }
    let ever = closure.ever.as_ref().filter(|flag| flag.value);
    if let (Some(ever), true) = (ever, closure.keys.iter().any(|key| key == "au")) {
        d.push(
            Diagnostic::error(
                "fermeture-contradictoire",
                &ever.at,
                "une fermeture définitive n’a pas de fin",
            )
            .expected("`au` ou `definitive = true`, pas les deux"),
        );
    }
    let led = closure.instead.as_ref().is_some_and(|ids| !ids.is_empty())
        || closure.meanwhile.as_ref().is_some_and(|text| !text.value.trim().is_empty())
        // What could not be read is reported by itself.
        || (closure.instead.is_none() && closure.keys.iter().any(|key| key == "vers"));
    if led {
        return;
    }
    let hint =
        "dites où aller : `vers = [\"une-structure\"]`, ou `en_attendant = \"Une phrase.\"`".to_owned();
    if ever.is_some() {
        let message = "une fermeture définitive qui ne dit pas où aller à la place";
        d.push(Diagnostic::error("fermeture-sans-suite", &closure.at, message).hint(hint));
    } else if let Some((from, until, _)) = span(closure)
        && (until == Date::MAX || from.until(until).is_ok_and(|span| span.get_days() >= LONG))
    {
        let message = "une longue fermeture qui ne dit pas où aller en attendant";
        d.push(Diagnostic::warning("fermeture-longue", &closure.at, message).hint(hint));
    }
}

/// Checks where a closure of a structure, or of one of its places, sends people.
fn check_target(
    target: &Located<String>,
    closure: &ClosureDraft,
    (draft, place): (&StructureDraft, Option<&PlaceDraft>),
    known: &BTreeMap<&str, &StructureDraft>,
    d: &mut Diagnostics,
) {
    let (id, place_id) = match target.value.split_once('#') {
        Some((id, place)) => (id, Some(place)),
        None => (target.value.as_str(), None),
    };
    let expected = "une structure (`cio-le-puy`) ou l’un de ses lieux (`cio-le-puy#lieu-2`)";
    let Some(other) = known.get(id).filter(|other| !other.members_only || draft.members_only) else {
        let (message, hint) = match known.get(id) {
            Some(_) => (format!("« {id} » est réservée aux membres"), None),
            None => (format!("structure inconnue : « {id} »"), did_you_mean(id, known.keys().copied())),
        };
        d.push(Diagnostic::error("renvoi-inconnu", &target.at, message).expected(expected).hint(hint));
        return;
    };
    let other_place = place_id.map(|id| other.places.iter().find(|place| place.id.value == id));
    if let (Some(None), Some(id)) = (other_place, place_id) {
        let ids = other.places.iter().map(|place| place.id.value.as_str());
        d.push(
            Diagnostic::error(
                "renvoi-inconnu",
                &target.at,
                format!("lieu inconnu de « {} » : « {id} »", other.id.value),
            )
            .expected(expected)
            .hint(did_you_mean(id, ids).or_else(|| {
                Some(format!(
                    "ses lieux sont lieu-1 à lieu-{}, sauf ceux qui ont un `id`",
                    other.places.len()
                ))
            })),
        );
        return;
    }
    let other_place = other_place.flatten();
    let itself = other.id.value == draft.id.value
        && (place.is_none() || other_place.map(|it| &it.id.value) == place.map(|it| &it.id.value));
    if itself {
        let message = "ce qui ferme envoie vers soi-même";
        d.push(Diagnostic::error("renvoi-vers-soi", &target.at, message).expected(expected));
        return;
    }
    let theirs = other.closures.iter().chain(other_place.iter().flat_map(|place| &place.closures));
    let Some((from, until, _)) = span(closure) else { return };
    // Closed as well for all that time: nobody is helped there.
    let covers = |it: &ClosureDraft| span(it).is_some_and(|(first, last, _)| first <= from && until <= last);
    if let Some(fault) = theirs.into_iter().find(|it| covers(it)) {
        let since = fault.from.as_ref().map(|from| format!(" depuis le {}", from.value)).unwrap_or_default();
        d.push(
            Diagnostic::error(
                "renvoi-ferme",
                &target.at,
                format!("« {} » est fermé aussi{since}", target.value),
            )
            .expected("un lieu ouvert pendant cette fermeture"),
        );
    }
}
