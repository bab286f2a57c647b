//! Hours as directories write them, and as they are read.

use super::{french, lines};

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
