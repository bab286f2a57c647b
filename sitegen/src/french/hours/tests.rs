//! Hours as directories write them, and as they are read.

use chrono::NaiveDate;
use opening_hours::{OpeningHours, RuleKind};
use proptest::prelude::*;

use super::{applied, erased, french, lines};

/// Expected text has ordinary spaces, to be readable here.
fn check(hours: &str, expected: &[(&str, &str)]) {
    let plain = |text: &str| text.replace(['\u{a0}', '\u{202f}'], " ");
    let found = lines(hours).unwrap_or_else(|| panic!("{hours} is not read"));
    let found: Vec<_> = found.iter().map(|line| (plain(&line.days), plain(&line.times))).collect();
    let found: Vec<_> = found.iter().map(|(days, times)| (days.as_str(), times.as_str())).collect();
    assert_eq!(found, expected, "{hours}");
}

#[test]
fn days_and_times() {
    check(
        "Mo-Fr 09:00-12:00,13:30-17:00; Sa 09:00-12:00; PH off",
        &[
            ("Du lundi au vendredi", "de 9 h à 12 h et de 13 h 30 à 17 h"),
            ("Samedi", "de 9 h à 12 h"),
            ("Jours fériés", "fermé"),
        ],
    );
    check("Mo,We,Fr 08:05-12:00", &[("Lundi, mercredi et vendredi", "de 8 h 05 à 12 h")]);
    check("Mo-Tu, Th-Sa 14:00-18:00", &[("Lundi, mardi et du jeudi au samedi", "de 14 h à 18 h")]);
    check("Mo 09:00-12:00, Tu 14:00-17:00", &[("Lundi", "de 9 h à 12 h"), ("Mardi", "de 14 h à 17 h")]);
    check("10:00-12:00", &[("Tous les jours", "de 10 h à 12 h")]);
    check("Mo-Su 00:00-24:00", &[("Tous les jours", "24 h sur 24")]);
    check("24/7", &[("Tous les jours", "24 h sur 24")]);
    check("We 09:00+;", &[("Mercredi", "à partir de 9 h")]);
}

#[test]
fn a_semicolon_takes_days_over_and_a_comma_adds() {
    check(
        "Mo-Fr 08:30-12:30,13:30-17:00; We 08:30-12:30",
        &[
            ("Lundi, mardi, jeudi et vendredi", "de 8 h 30 à 12 h 30 et de 13 h 30 à 17 h"),
            ("Mercredi", "de 8 h 30 à 12 h 30"),
        ],
    );
    check(
        "Mo-Fr 08:30-12:00; Tu 14:00-17:00",
        &[("Lundi et du mercredi au vendredi", "de 8 h 30 à 12 h"), ("Mardi", "de 14 h à 17 h")],
    );
    check(
        "Mo-Fr 08:30-12:00, Tu 14:00-17:00",
        &[("Du lundi au vendredi", "de 8 h 30 à 12 h"), ("Mardi", "aussi de 14 h à 17 h")],
    );
    check(
        "Mo-Fr 09:00-12:00; We off",
        &[("Lundi, mardi, jeudi et vendredi", "de 9 h à 12 h"), ("Mercredi", "fermé")],
    );
    check("Mo 09:00-12:00; Mo 14:00-16:00", &[("Lundi", "de 14 h à 16 h")]);
    check("Sa-Mo 09:00-12:00; Su off", &[("Lundi et samedi", "de 9 h à 12 h"), ("Dimanche", "fermé")]);
    check("We[1] 09:00-12:00; We 14:00-17:00", &[("Mercredi", "de 14 h à 17 h")]);
    check(
        "We 14:00-17:00; We[1] 09:00-12:00",
        &[("Mercredi", "de 14 h à 17 h"), ("1er mercredi du mois", "de 9 h à 12 h")],
    );
    check(
        "Mo-Fr 09:00-17:00; Jul-Aug Mo-Fr 09:00-12:00",
        &[
            ("Du lundi au vendredi", "de 9 h à 17 h"),
            ("Du lundi au vendredi (de juillet à août)", "de 9 h à 12 h"),
        ],
    );
    check("09:00-12:00; Su off", &[("Du lundi au samedi", "de 9 h à 12 h"), ("Dimanche", "fermé")]);
}

#[test]
fn what_is_erased_without_being_met_is_told() {
    let told = |hours: &str| {
        erased(hours)
            .map(|(rule, line)| format!("{rule} | {} | {}", line.days, line.times).replace('\u{a0}', " "))
    };
    assert_eq!(
        told("Mo-Fr 08:30-12:00; Tu 14:00-17:00").as_deref(),
        Some("Tu 14:00-17:00 | Mardi | de 8 h 30 à 12 h")
    );
    assert_eq!(
        told("Mo-Fr 08:30-12:00; Mo-Th 13:30-17:00; PH off").as_deref(),
        Some("Mo-Th 13:30-17:00 | Du lundi au jeudi | de 8 h 30 à 12 h")
    );
    for right in [
        "Mo-Fr 08:30-12:00, Tu 14:00-17:00",
        "Mo-Fr 08:30-12:30,13:30-17:00; We 08:30-12:30",
        "Mo-Fr 13:30-18:00; We 10:00-12:00,13:30-18:00",
        "Mo-Fr 08:30-12:00; We off",
        "Mo 09:00-12:00; Tu 14:00-17:00",
        "Mo-Fr 09:00-12:00; Jul-Aug Mo-Fr 14:00-17:00",
        "We 14:00-17:00; We[1] 09:00-12:00",
        "24/7",
        "Mo-Fr sunrise-sunset",
    ] {
        assert_eq!(told(right), None, "{right}");
    }
}

#[test]
fn weeks_months_ranks_and_holidays() {
    check("week 01-53/2 Tu 09:00-12:00", &[("Mardi (semaines impaires)", "de 9 h à 12 h")]);
    check("week 2-52/2 Tu 09:00-12:00", &[("Mardi (semaines paires)", "de 9 h à 12 h")]);
    check("Tu[1] 09:00-12:00", &[("1er mardi du mois", "de 9 h à 12 h")]);
    check("Tu[2,4] 09:00-12:00", &[("2e et 4e mardis du mois", "de 9 h à 12 h")]);
    check("Th[-1] 14:00-16:00", &[("Dernier jeudi du mois", "de 14 h à 16 h")]);
    check("Sep-Jun: Mo-Fr 09:00-12:00", &[("Du lundi au vendredi (de septembre à juin)", "de 9 h à 12 h")]);
    check("Apr-Oct Sa 09:00-12:00", &[("Samedi (d’avril à octobre)", "de 9 h à 12 h")]);
    check("Jul 14-Aug 31 off", &[("Tous les jours (du 14 juillet au 31 août)", "fermé")]);
    check("May 01 off", &[("Tous les jours (le 1er mai)", "fermé")]);
    check("Jul 09:00-12:00", &[("Tous les jours (en juillet)", "de 9 h à 12 h")]);
    check("SH Mo-Fr 10:00-12:00", &[("Du lundi au vendredi (vacances scolaires)", "de 10 h à 12 h")]);
    check("SH,PH off", &[("Vacances scolaires et jours fériés", "fermé")]);
}

#[test]
fn comments_are_kept() {
    check("Mo-Fr \"sur rendez-vous\"", &[("Du lundi au vendredi", "sur rendez-vous")]);
    check("Fr 14:00-16:00 \"l'été\"", &[("Vendredi", "de 14 h à 16 h (l’été)")]);
}

#[test]
fn the_rest_is_shown_as_written() {
    for hours in [
        "Mo-Fr sunrise-sunset",
        "Fr 22:00-02:00",
        "Mo-Fr 09:00-12:00 || \"appeler\"",
        "week 10-20 Mo 09:00-10:00",
        "easter off",
        "2026 Mo 09:00-10:00",
        "Mo-Fr 9h-12h",
        "Mo \"",
        "Mo 25:00-26:00",
        "é",
        "",
    ] {
        assert_eq!(lines(hours), None, "{hours}");
        assert_eq!(french(hours), hours);
    }
    assert_eq!(
        french("Mo 09:00-12:00; PH off"),
        "Lundi\u{a0}: de\u{a0}9\u{a0}h à\u{a0}12\u{a0}h\u{202f}; Jours fériés\u{a0}: fermé"
    );
}

/// What our rules say of each day of a week without holidays, minute by minute.
fn ours(hours: &str) -> Vec<Vec<bool>> {
    let rules = applied(hours).unwrap();
    let open = |day: usize, minute: usize| {
        let of_day = rules.iter().filter(|rule| rule.weekdays() >> day & 1 == 1);
        of_day.flat_map(|rule| &rule.spans).any(|(from, to)| (*from..*to).contains(&minute))
    };
    (0..7).map(|day| (0..24 * 60).step_by(30).map(|minute| open(day, minute)).collect()).collect()
}

/// The same by the library that the widget's hours are worked out with.
fn theirs(hours: &str) -> Vec<Vec<bool>> {
    let hours: OpeningHours = hours.parse().unwrap();
    let day = |number: usize| {
        let day = NaiveDate::from_ymd_opt(2026, 6, 8 + number as u32).unwrap();
        let mut open = vec![false; 48];
        for range in hours.schedule_at(day).into_iter().filter(|range| range.kind == RuleKind::Open) {
            let (from, to) = (range.range.start.mins_from_midnight(), range.range.end.mins_from_midnight());
            (from / 30..to / 30).for_each(|half| open[usize::from(half)] = true);
        }
        open
    };
    (0..7).map(day).collect()
}

fn rule() -> impl Strategy<Value = String> {
    let day = prop::sample::select(vec!["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]);
    let days = prop_oneof![
        day.clone().prop_map(str::to_owned),
        (day.clone(), day.clone()).prop_map(|(a, b)| format!("{a}-{b}")),
        (day.clone(), day).prop_map(|(a, b)| format!("{a},{b}")),
        Just(String::new()),
    ];
    let times = prop::sample::select(vec![
        "09:00-12:00",
        "14:00-17:30",
        "08:30-12:00,13:00-16:00",
        "off",
        "10:00-15:00",
    ]);
    (days, times).prop_map(|(days, times)| format!("{days} {times}").trim().to_owned())
}

proptest! {
    /// What is shown, what is computed and the standard agree on what replaces and what adds.
    #[test]
    fn days_are_taken_over_as_the_standard_says(
        first in rule(),
        others in prop::collection::vec((prop::bool::ANY, rule()), 0..4),
    ) {
        let mut hours = first;
        for (adds, rule) in others {
            // Closed hours are never added.
            let separator = if adds && !rule.contains("off") { ", " } else { "; " };
            hours = format!("{hours}{separator}{rule}");
        }
        prop_assert_eq!(ours(&hours), theirs(&hours), "{}", hours);
    }
}
