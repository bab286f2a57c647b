//! Opening hours in French, from the OSM `opening_hours` syntax.
//!
//! This covers what a directory writes: days and times, weeks, months, holidays, comments. Anything else is
//! shown as it was written, which is always right, rather than read halfway, which may send somebody to a
//! closed door. Whether a string is valid is not judged here (see [`crate::rules`]).

use serde::Serialize;

use crate::french;

/// One line of a timetable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Line {
    /// `Du lundi au vendredi`.
    pub(crate) days: String,
    /// `de 9 h à 12 h`.
    pub(crate) times: String,
}

/// Opening hours as one sentence; as written when they say more than we can.
#[must_use]
pub fn french(hours: &str) -> String {
    match lines(hours) {
        Some(lines) => {
            let lines: Vec<_> =
                lines.iter().map(|line| format!("{}\u{a0}: {}", line.days, line.times)).collect();
            lines.join("\u{202f}; ")
        }
        None => hours.trim().to_owned(),
    }
}

/// Opening hours line by line; `None` when they say more than we can.
#[must_use]
pub(crate) fn lines(hours: &str) -> Option<Vec<Line>> {
    if hours.trim() == "24/7" {
        return Some(vec![Line { days: EVERY_DAY.to_owned(), times: AROUND_THE_CLOCK.to_owned() }]);
    }
    let mut cursor = Cursor { rest: hours.trim() };
    let mut lines = Vec::new();
    while !cursor.rest.is_empty() {
        lines.push(rule(&mut cursor)?);
        cursor.spaces();
        // After a comma an additional rule begins; after a semicolon one that takes over. A reader sees the
        // same thing: another line.
        if !cursor.rest.is_empty() && !cursor.eat(";") && !cursor.eat(",") {
            return None;
        }
        cursor.spaces();
    }
    (!lines.is_empty()).then_some(lines)
}

const EVERY_DAY: &str = "Tous les jours";
const AROUND_THE_CLOCK: &str = "24\u{a0}h sur\u{a0}24";
const WEEKDAYS: [(&str, &str); 7] = [
    ("Mo", "lundi"),
    ("Tu", "mardi"),
    ("We", "mercredi"),
    ("Th", "jeudi"),
    ("Fr", "vendredi"),
    ("Sa", "samedi"),
    ("Su", "dimanche"),
];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// What is left to read.
struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    fn eat(&mut self, word: &str) -> bool {
        let rest = self.rest.strip_prefix(word);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// A number of at most two digits.
    fn number(&mut self) -> Option<usize> {
        let digits = self.rest.bytes().take(2).take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.rest.split_at(digits);
        self.rest = rest;
        number.parse().ok()
    }

    /// One of a list of words: its position.
    fn word(&mut self, words: impl Iterator<Item = &'a str>) -> Option<usize> {
        words.enumerate().find(|(_, word)| self.eat(word)).map(|(index, _)| index)
    }

    /// Tries to read something; nothing has moved when it is not there.
    fn maybe<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.rest;
        let found = read(self);
        if found.is_none() {
            self.rest = before;
        }
        found
    }

    /// Something one or more times, with commas between.
    fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut found = vec![read(self)?];
        while let Some(next) = self.maybe(|cursor| {
            cursor.eat(",").then_some(())?;
            cursor.spaces();
            read(cursor)
        }) {
            found.push(next);
        }
        Some(found)
    }
}

/// Months, weeks, days, then times.
fn rule(cursor: &mut Cursor<'_>) -> Option<Line> {
    let mut limits = Vec::new();
    if let Some(months) = cursor.maybe(|cursor| cursor.list(month_range)) {
        limits.push(french::list(&months));
    }
    cursor.spaces();
    if cursor.eat("week") {
        limits.push(weeks(cursor)?);
    }
    cursor.eat(":");
    cursor.spaces();
    if cursor.eat("SH ") {
        limits.push("vacances scolaires".to_owned());
    }
    let days = cursor.maybe(|cursor| cursor.list(days));
    cursor.spaces();
    let times = times(cursor)?;

    let mut line = days.map_or_else(|| EVERY_DAY.to_owned(), |days| days_text(&days));
    if !limits.is_empty() {
        line = format!("{line} ({})", limits.join(", "));
    }
    Some(Line { days: line, times })
}

/// `Sep-Jun`, `Jul`, `Dec 25`, `Jul 14-Aug 31`.
fn month_range(cursor: &mut Cursor<'_>) -> Option<String> {
    let (from, whole) = month_day(cursor)?;
    if !cursor.eat("-") {
        return Some(if whole { format!("en\u{a0}{from}") } else { format!("le\u{a0}{from}") });
    }
    let (to, whole_to) = month_day(cursor)?;
    match (whole, whole_to) {
        (true, true) => Some(format!("{} à\u{a0}{to}", of(&from))),
        (false, false) => Some(format!("du\u{a0}{from} au\u{a0}{to}")),
        _ => None,
    }
}

/// A month, with its day when there is one; whether it is the whole month.
fn month_day(cursor: &mut Cursor<'_>) -> Option<(String, bool)> {
    let month = french::month(cursor.word(MONTHS.into_iter())? + 1)?;
    let day = cursor.maybe(|cursor| {
        cursor.eat(" ").then_some(())?;
        let day = cursor.number()?;
        // `Jul 09:00`: the hour of every day of July.
        (!cursor.rest.starts_with(':')).then_some(day)
    });
    Some(match day {
        Some(day) => (format!("{}\u{a0}{month}", french::day_of_month(day)), false),
        None => (month.to_owned(), true),
    })
}

fn of(month: &str) -> String {
    if month.starts_with(['a', 'o']) { format!("d’{month}") } else { format!("de\u{a0}{month}") }
}

/// `week 01-53/2`: one week out of two.
fn weeks(cursor: &mut Cursor<'_>) -> Option<String> {
    cursor.spaces();
    let first = cursor.number()?;
    cursor.eat("-").then_some(())?;
    let last = cursor.number()?;
    cursor.eat("/2").then_some(())?;
    match (first, last) {
        (1, 51..=53) => Some("semaines impaires".to_owned()),
        (2, 52..=53) => Some("semaines paires".to_owned()),
        _ => None,
    }
}

/// An element of a list of days.
enum Days {
    /// First and last, 0 is Monday.
    Range(usize, usize),
    /// A day and its ranks in the month; a rank below 0 counts from the end.
    Nth(usize, Vec<i8>),
    /// Holidays.
    Named(&'static str),
}

fn days(cursor: &mut Cursor<'_>) -> Option<Days> {
    if cursor.eat("PH") {
        return Some(Days::Named("jours fériés"));
    }
    if cursor.eat("SH") {
        return Some(Days::Named("vacances scolaires"));
    }
    let first = weekday(cursor)?;
    if cursor.eat("-") {
        return Some(Days::Range(first, weekday(cursor)?));
    }
    if cursor.eat("[") {
        let ranks = cursor.list(|cursor| {
            let sign = if cursor.eat("-") { -1 } else { 1 };
            Some(sign * i8::try_from(cursor.number()?).ok()?)
        })?;
        cursor.eat("]").then_some(())?;
        return Some(Days::Nth(first, ranks));
    }
    Some(Days::Range(first, first))
}

fn weekday(cursor: &mut Cursor<'_>) -> Option<usize> {
    cursor.word(WEEKDAYS.iter().map(|(short, _)| *short))
}

fn days_text(days: &[Days]) -> String {
    if let [Days::Range(0, 6)] = days {
        return EVERY_DAY.to_owned();
    }
    let mut words = Vec::new();
    for day in days {
        match day {
            Days::Named(name) => words.push((*name).to_owned()),
            Days::Nth(day, ranks) => words.push(nth_text(*day, ranks)),
            Days::Range(first, last) if first == last => words.push(WEEKDAYS[*first].1.to_owned()),
            // Two days in a row are two days, not a period.
            Days::Range(first, last) if (first + 1) % 7 == *last => {
                words.extend([WEEKDAYS[*first].1.to_owned(), WEEKDAYS[*last].1.to_owned()]);
            }
            Days::Range(first, last) => {
                words.push(format!("du\u{a0}{} au\u{a0}{}", WEEKDAYS[*first].1, WEEKDAYS[*last].1));
            }
        }
    }
    french::capitalised(&french::list(&words))
}

fn nth_text(day: usize, ranks: &[i8]) -> String {
    let day = WEEKDAYS[day].1;
    let names: Vec<String> = ranks
        .iter()
        .map(|rank| match rank {
            1 => "1er".to_owned(),
            -1 => "dernier".to_owned(),
            rank if *rank < 0 => format!("{}e avant la fin", -rank),
            rank => format!("{rank}e"),
        })
        .collect();
    format!("{}\u{a0}{day}{} du mois", french::list(&names), if ranks.len() > 1 { "s" } else { "" })
}

/// Times, `off`, a comment, or times with a comment.
fn times(cursor: &mut Cursor<'_>) -> Option<String> {
    let spans = cursor.maybe(|cursor| cursor.list(span));
    cursor.spaces();
    let closed = cursor.eat("off") || cursor.eat("closed");
    if !closed {
        cursor.eat("open");
    }
    cursor.spaces();
    let comment = if cursor.eat("\"") {
        let end = cursor.rest.find('"')?;
        let (comment, rest) = cursor.rest.split_at(end);
        cursor.rest = rest.get(1..)?;
        Some(french::text(comment.trim()))
    } else {
        None
    };
    let main = match (spans, closed) {
        (None, true) => Some("fermé".to_owned()),
        (Some(_), true) => return None,
        (Some(spans), false) => Some(french::list(&spans)),
        (None, false) => None,
    };
    match (main, comment) {
        (Some(main), Some(comment)) => Some(format!("{main} ({comment})")),
        (main, comment) => main.or(comment),
    }
}

/// `09:00-12:00` or `09:00+`.
fn span(cursor: &mut Cursor<'_>) -> Option<String> {
    let from = time(cursor)?;
    if cursor.eat("+") {
        return Some(format!("à partir de\u{a0}{}", time_text(from)));
    }
    cursor.eat("-").then_some(())?;
    let to = time(cursor)?;
    if (from, to) == ((0, 0), (24, 0)) {
        return Some(AROUND_THE_CLOCK.to_owned());
    }
    // Past midnight: nothing that a public service has; shown as written.
    (from < to).then(|| format!("de\u{a0}{} à\u{a0}{}", time_text(from), time_text(to)))
}

fn time(cursor: &mut Cursor<'_>) -> Option<(usize, usize)> {
    let hour = cursor.number()?;
    cursor.eat(":").then_some(())?;
    let minute = cursor.number()?;
    (hour * 60 + minute <= 24 * 60 && minute < 60).then_some((hour, minute))
}

fn time_text((hour, minute): (usize, usize)) -> String {
    match minute {
        0 => format!("{hour}\u{a0}h"),
        minute => format!("{hour}\u{a0}h\u{a0}{minute:02}"),
    }
}

#[cfg(test)]
mod tests;
