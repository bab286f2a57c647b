//! Opening hours in the OSM `opening_hours` syntax, as a seat or a permanence would have them.

use super::random::Random;

const SEAT: &[&str] = &[
    "Mo-Fr 08:30-12:00,13:30-17:00; PH off",
    "Mo-Fr 09:00-12:00,13:30-17:30; PH off",
    "Mo-Th 09:00-12:30,13:30-17:30; Fr 09:00-12:30; PH off",
    "Mo-Fr 08:30-12:30,13:30-17:00; We 08:30-12:30; PH off",
    "Mo,Tu,Th,Fr 09:00-12:00,14:00-17:00; We 14:00-17:00; PH off",
    "Mo-We,Fr 08:30-12:30,13:30-16:30; Th 08:30-12:30; PH off",
];

const YOUTH: &[&str] = &[
    "Tu-Fr 10:00-12:30,13:30-18:00; PH off",
    "Mo-Fr 13:30-18:00; We 10:00-12:00,13:30-18:00; PH off",
    "Tu,Th,Fr 14:00-18:00; We 10:00-12:00,14:00-18:00; Sa 10:00-12:00; PH off",
    "We 09:00-12:00,13:30-18:00; Tu,Th,Fr 15:30-18:00; PH off",
];

const DAYS: &[&str] = &["Mo", "Tu", "We", "Th", "Fr"];
const HALF_DAYS: &[&str] =
    &["09:00-12:00", "08:30-12:00", "09:30-12:30", "13:30-16:30", "14:00-17:00", "13:30-17:00"];

/// Hours of a seat, open on most days.
pub(crate) fn seat(random: &mut Random, is_youth: bool) -> String {
    (*random.pick(if is_youth { YOUTH } else { SEAT })).to_owned()
}

/// Hours of a permanence, open a little: every week, or only some weeks of the month. `None` for the few that
/// say nothing of their hours.
pub(crate) fn permanence(random: &mut Random) -> Option<String> {
    let day = *random.pick(DAYS);
    let half = *random.pick(HALF_DAYS);
    let text = match random.below(100) {
        0..45 => format!("{day} {half}"),
        45..60 => format!("{day} 09:00-12:00,13:30-16:30"),
        60..72 => two_days(random, half),
        72..84 => format!("{day}[{}] {half}", 1 + random.below(4)),
        84..92 => format!("{day}[{}] {half}", random.pick(&["1,3", "2,4"])),
        92..96 => format!("{day} {half} \"sur rendez-vous\""),
        _ => return None,
    };
    Some(text)
}

fn two_days(random: &mut Random, half: &str) -> String {
    let first = random.below(3);
    format!("{},{} {half}", DAYS[first], DAYS[first + 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_hours_are_valid_osm() {
        let mut random = Random::new(3);
        let permanences = (0..500).filter_map(|_| permanence(&mut random)).collect::<Vec<_>>();
        assert!(permanences.iter().any(|hours| hours.contains('[')), "some are monthly");
        let fixed = SEAT.iter().chain(YOUTH).map(|hours| (*hours).to_owned());
        for hours in fixed.chain(permanences) {
            assert!(opening_hours_syntax::parse(&hours).is_ok(), "{hours}");
        }
    }
}
