//! Closures: `fermeture-a-l-envers`, `fermeture-contradictoire`, `fermeture-improbable`, `fermeture-sans-suite`,
//! `fermetures-qui-se-chevauchent`, `lieux-tous-fermes`, `renvoi-inconnu`, `renvoi-vers-soi`, `renvoi-ferme`,
//! `fermeture-de-tout` (warning), `fermeture-longue` (warning), `renvoi-bientot-ferme` (warning).

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::Context;
use crate::diagnostics::{Diagnostic, Diagnostics, Located, did_you_mean};
use crate::sources::closures::ClosureDraft;
use crate::sources::structures::{PlaceDraft, StructureDraft};

/// A closure of more days than these wants somewhere to go meanwhile.
const LONG: i32 = 31;

/// Years outside of these are mistyped.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// Checks the closures of structures and of their places, and where they send people.
pub(super) fn check(drafts: &[StructureDraft], context: &Context<'_>, d: &mut Diagnostics) {
    let known: BTreeMap<&str, &StructureDraft> =
        drafts.iter().map(|draft| (draft.id.value.as_str(), draft)).collect();
    for draft in drafts {
        check_list(&draft.closures, context.today, d);
        for place in &draft.places {
            check_list(&place.closures, context.today, d);
        }
        check_levels(draft, d);
        let own = draft.closures.iter().map(|closure| (closure, None));
        let places = draft.places.iter();
        let of_places =
            places.flat_map(|place| place.closures.iter().map(move |closure| (closure, Some(place))));
        for (closure, place) in own.chain(of_places) {
            for target in closure.instead.iter().flatten() {
                check_target(target, closure, (draft, place), (&known, context.today), d);
            }
        }
    }
}

/// Checks what is closed as a whole against what is closed in its places.
fn check_levels(draft: &StructureDraft, d: &mut Diagnostics) {
    let for_good =
        |closures: &[ClosureDraft]| closures.iter().any(|closure| closure.ends_for_good().is_some());
    let places = &draft.places;
    if !for_good(&draft.closures) && !places.is_empty() && places.iter().all(|it| for_good(&it.closures)) {
        let message = "tous les lieux de cette structure ferment définitivement, pas elle";
        d.push(
            Diagnostic::error("lieux-tous-fermes", &draft.at, message).hint(
                "écrivez la fermeture en tête de la fiche, avant [[lieux]] ; ou ajoutez son nouveau lieu"
                    .to_owned(),
            ),
        );
    }
    let Some(first) = places.first() else { return };
    for closure in draft.closures.iter().filter(|it| it.at.span.start > first.at.span.start) {
        let message = "cette fermeture est écrite sous un lieu, et vaut pour toute la structure";
        d.push(
            Diagnostic::warning("fermeture-de-tout", &closure.at, message).hint(
                "pour un seul lieu, écrivez [[lieux.fermetures]] ; pour toute la structure, avant [[lieux]]"
                    .to_owned(),
            ),
        );
    }
}

fn check_list(closures: &[ClosureDraft], today: Date, d: &mut Diagnostics) {
    closures.iter().for_each(|closure| check_one(closure, today, d));
    let mut spans: Vec<_> =
        closures.iter().filter_map(|it| it.span().map(|(from, until)| (from, until, it))).collect();
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

fn check_one(closure: &ClosureDraft, today: Date, d: &mut Diagnostics) {
    for day in closure.from.iter().chain(&closure.until).filter(|day| !YEARS.contains(&day.value.year())) {
        let message = format!("année improbable : {}", day.value);
        d.push(
            Diagnostic::error("fermeture-improbable", &day.at, message)
                .expected(format!("une année entre {} et {}", YEARS.start(), YEARS.end()))
                .hint(
                    "sans fin connue, n’écrivez pas `au` ; pour de bon, écrivez `definitive = true`"
                        .to_owned(),
                ),
        );
    }
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
    } else if let Some((from, until)) = closure.span()
        && until >= today
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
    (known, today): (&BTreeMap<&str, &StructureDraft>, Date),
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
        let ids: Vec<String> = other.places.iter().map(|place| format!("`{}`", place.id.value)).collect();
        d.push(
            Diagnostic::error(
                "renvoi-inconnu",
                &target.at,
                format!("lieu inconnu de « {} » : « {id} »", other.id.value),
            )
            .expected(expected)
            .hint(format!("ses lieux : {}", ids.join(", "))),
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
    let Some((from, until)) = closure.span().filter(|(_, until)| *until >= today) else { return };
    if first_open_day(other, other_place, from, until).is_none() {
        d.push(
            Diagnostic::error(
                "renvoi-ferme",
                &target.at,
                format!("« {} » est fermé aussi, tout ce temps", target.value),
            )
            .expected("un lieu ouvert pendant cette fermeture"),
        );
        return;
    }
    let mut closures = other.closures.iter().chain(other_place.iter().flat_map(|place| &place.closures));
    if let Some(last) = closures.find_map(ClosureDraft::ends_for_good).filter(|day| *day <= until) {
        let message = format!("« {} » ferme aussi, définitivement, le {last}", target.value);
        d.push(
            Diagnostic::warning("renvoi-bientot-ferme", &target.at, message)
                .hint("envoyez là où cette structure-là envoie".to_owned()),
        );
    }
}

/// The first day of a period on which a structure, or one of its places, is open: that of the period, or one after the
/// end of a closure of theirs.
fn first_open_day(
    structure: &StructureDraft,
    place: Option<&PlaceDraft>,
    from: Date,
    until: Date,
) -> Option<Date> {
    let after = |closure: &ClosureDraft| closure.span()?.1.checked_add(1.day()).ok();
    let ends = structure.all_closures().filter_map(after).filter(|day| from < *day && *day <= until);
    std::iter::once(from).chain(ends).find(|day| !structure.is_closed(place, *day))
}
