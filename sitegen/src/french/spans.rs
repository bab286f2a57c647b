//! From when to when, as it is printed: « jeudi 3 décembre 2026, de 9 h à 12 h ».

use jiff::civil::{Date, DateTime, Weekday};

use super::{NBSP, date, day_of_month, month};

/// The name of a day of the week.
pub(crate) fn weekday(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "lundi",
        Weekday::Tuesday => "mardi",
        Weekday::Wednesday => "mercredi",
        Weekday::Thursday => "jeudi",
        Weekday::Friday => "vendredi",
        Weekday::Saturday => "samedi",
        Weekday::Sunday => "dimanche",
    }
}

/// `jeudi 3 décembre 2026`.
pub(crate) fn long_day(day: Date) -> String {
    format!("{} {}", weekday(day), date(day))
}

/// `décembre 2026`.
pub(crate) fn month_of(day: Date) -> String {
    let name = usize::try_from(day.month()).ok().and_then(month).unwrap_or_default();
    format!("{name}{NBSP}{}", day.year())
}

/// `9 h`, `9 h 30`.
pub(crate) fn hour(at: DateTime) -> String {
    match at.minute() {
        0 => format!("{}{NBSP}h", at.hour()),
        minute => format!("{}{NBSP}h{NBSP}{minute:02}", at.hour()),
    }
}

/// One day or several: what both ends share is said once.
pub(crate) fn days(first: Date, last: Date) -> String {
    if first == last {
        return long_day(first);
    }
    let number = |day: Date| format!("{} {}", weekday(day), day_of_month(day.day().unsigned_abs().into()));
    let begins = if first.year() != last.year() {
        long_day(first)
    } else if first.month() != last.month() {
        let name = usize::try_from(first.month()).ok().and_then(month).unwrap_or_default();
        format!("{}{NBSP}{name}", number(first))
    } else {
        number(first)
    };
    format!("du {begins} au {}", long_day(last))
}

/// `de 9 h à 12 h`, of an opening that lies in one day.
pub(crate) fn opening(from: DateTime, to: DateTime) -> String {
    if to.duration_since(from).as_hours() >= 24 {
        return "toute la journée".to_owned();
    }
    let end = if to.date() == from.date() { hour(to) } else { "minuit".to_owned() };
    format!("de{NBSP}{} à{NBSP}{end}", hour(from))
}

/// Hours of one day, or from a day to another.
pub(crate) fn hours(start: DateTime, end: DateTime) -> String {
    if start.date() == end.date() {
        let day = long_day(start.date());
        return if start == end {
            format!("{day}, à {}", hour(start))
        } else {
            format!("{day}, de {} à {}", hour(start), hour(end))
        };
    }
    format!("du {} à {} au {} à {}", long_day(start.date()), hour(start), long_day(end.date()), hour(end))
}

#[cfg(test)]
mod tests {
    use super::{days, hours, opening};

    fn plain(text: &str) -> String {
        text.replace('\u{a0}', " ")
    }

    #[test]
    fn an_opening_of_a_day_is_said_as_people_do() {
        for (from, to, printed) in [
            ("2026-12-03T13:30", "2026-12-03T16:00", "de 13 h 30 à 16 h"),
            ("2026-12-03T20:00", "2026-12-04T00:00", "de 20 h à minuit"),
            ("2026-12-03T00:00", "2026-12-04T00:00", "toute la journée"),
        ] {
            assert_eq!(plain(&opening(from.parse().unwrap(), to.parse().unwrap())), printed);
        }
    }

    #[test]
    fn what_both_ends_share_is_said_once() {
        for (first, last, printed) in [
            ("2026-12-03", "2026-12-03", "jeudi 3 décembre 2026"),
            ("2026-12-01", "2026-12-04", "du mardi 1er au vendredi 4 décembre 2026"),
            ("2026-11-30", "2026-12-01", "du lundi 30 novembre au mardi 1er décembre 2026"),
            ("2026-12-31", "2027-01-01", "du jeudi 31 décembre 2026 au vendredi 1er janvier 2027"),
        ] {
            assert_eq!(plain(&days(first.parse().unwrap(), last.parse().unwrap())), printed);
        }
        for (start, end, printed) in [
            ("2026-12-03T09:00", "2026-12-03T12:30", "jeudi 3 décembre 2026, de 9 h à 12 h 30"),
            ("2026-12-03T09:05", "2026-12-03T09:05", "jeudi 3 décembre 2026, à 9 h 05"),
            (
                "2026-12-03T18:00",
                "2026-12-04T00:00",
                "du jeudi 3 décembre 2026 à 18 h au vendredi 4 décembre 2026 à 0 h",
            ),
        ] {
            assert_eq!(plain(&hours(start.parse().unwrap(), end.parse().unwrap())), printed);
        }
    }
}
