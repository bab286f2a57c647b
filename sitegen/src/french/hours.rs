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
    let lines: Vec<Line> = applied(hours)?.iter().map(Rule::line).collect();
    (!lines.is_empty()).then_some(lines)
}

/// The rules of a text, without what later ones take over.
fn applied(hours: &str) -> Option<Vec<Rule>> {
    let mut rules = rules(hours)?;
    for number in 1..rules.len() {
        let (before, rest) = rules.split_at_mut(number);
        let rule = &mut rest[0];
        if rule.adds {
            let same =
                before.iter().any(|it| it.weekdays() & rule.weekdays() != 0 && it.limits == rule.limits);
            rule.also = same && !rule.closed;
        } else if rule.limits.is_empty() {
            let weekdays = rule.weekdays();
            before.iter_mut().for_each(|it| it.without(weekdays));
        }
    }
    rules.retain(|rule| !rule.is_erased());
    Some(rules)
}

/// The first rule that takes the place of other hours of the same days without sharing a minute with them: rather hours
/// that were to be added, with a comma. As it is written, with what it erases, in French.
#[must_use]
pub(crate) fn erased(hours: &str) -> Option<(String, Line)> {
    let rules = rules(hours)?;
    for (number, rule) in rules.iter().enumerate() {
        let takes_over = !rule.adds && rule.limits.is_empty() && !rule.spans.is_empty();
        for before in rules[..number].iter().filter(|_| takes_over) {
            let shared = before.weekdays() & rule.weekdays();
            let meet = before.spans.iter().any(|a| rule.spans.iter().any(|b| a.0 < b.1 && b.0 < a.1));
            if shared != 0 && !before.spans.is_empty() && !meet {
                let line = Line { days: days_text(&runs(shared)), times: before.times.clone() };
                return Some((rule.written.clone(), line));
            }
        }
    }
    None
}

/// The rules of a text. After a semicolon begins one that takes the place of what was said of its days, after a comma
/// one that adds to it.
fn rules(hours: &str) -> Option<Vec<Rule>> {
    let mut cursor = Cursor { rest: hours.trim() };
    let mut rules = Vec::new();
    let mut adds = false;
    while !cursor.rest.is_empty() {
        let before = cursor.rest;
        let rule = rule(&mut cursor)?;
        let written = before[..before.len() - cursor.rest.len()].trim().to_owned();
        rules.push(Rule { adds, written, ..rule });
        cursor.spaces();
        adds = false;
        if !cursor.rest.is_empty() && !cursor.eat(";") {
            adds = cursor.eat(",").then_some(true)?;
        }
        cursor.spaces();
    }
    Some(rules)
}

/// Times in minutes of the day.
type Spans = Vec<(usize, usize)>;

/// One rule.
#[derive(Default)]
struct Rule {
    /// As it is written.
    written: String,
    /// Months, weeks, school holidays.
    limits: Vec<String>,
    /// The days that it names; none for every day.
    days: Option<Vec<Days>>,
    /// Its times, or that it is closed then, in French.
    times: String,
    /// Its times in minutes.
    spans: Spans,
    closed: bool,
    /// Whether it adds to what was said before.
    adds: bool,
    /// Whether days that it names have other hours already.
    also: bool,
}

const ALL_WEEK: u8 = 0b111_1111;

impl Rule {
    /// The weekdays that it is about, a bit each, Monday first; without those of which only some are meant.
    fn weekdays(&self) -> u8 {
        let Some(days) = &self.days else { return ALL_WEEK };
        days.iter().fold(0, |mask, day| mask | day.weekdays())
    }

    /// Takes weekdays away, for which a later rule says something else.
    fn without(&mut self, weekdays: u8) {
        let touched = self.days.as_ref().map_or(weekdays, |days| {
            days.iter().fold(0, |mask, day| mask | weekdays & (day.weekdays() | day.nth_weekday()))
        });
        if touched == 0 {
            return;
        }
        let left = self.weekdays() & !weekdays;
        let mut days = runs(left);
        for day in self.days.take().unwrap_or_default() {
            match day {
                Days::Range(..) => {}
                Days::Nth(weekday, _) if weekdays >> weekday & 1 == 1 => {}
                other => days.push(other),
            }
        }
        self.days = Some(days);
    }

    /// Whether later rules leave nothing of it.
    fn is_erased(&self) -> bool {
        self.days.as_ref().is_some_and(Vec::is_empty)
    }

    fn line(&self) -> Line {
        let mut days = self.days.as_ref().map_or_else(|| EVERY_DAY.to_owned(), |days| days_text(days));
        if !self.limits.is_empty() {
            days = format!("{days} ({})", self.limits.join(", "));
        }
        let also = if self.also { "aussi " } else { "" };
        Line { days, times: format!("{also}{}", self.times) }
    }
}

/// Weekdays that follow each other, as ranges.
fn runs(mask: u8) -> Vec<Days> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for day in (0..7).filter(|day| mask >> day & 1 == 1) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == day => *last = day,
            _ => runs.push((day, day)),
        }
    }
    runs.into_iter().map(|(first, last)| Days::Range(first, last)).collect()
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
fn rule(cursor: &mut Cursor<'_>) -> Option<Rule> {
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
    let (times, spans, closed) = times(cursor)?;
    Some(Rule { limits, days, times, spans, closed, ..Rule::default() })
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

impl Days {
    fn weekdays(&self) -> u8 {
        match *self {
            Self::Range(first, last) => {
                let length = (last + 7 - first) % 7 + 1;
                (0..length).fold(0, |mask, day| mask | 1 << ((first + day) % 7))
            }
            Self::Nth(..) | Self::Named(_) => 0,
        }
    }

    /// The weekday of which only some are meant.
    fn nth_weekday(&self) -> u8 {
        match *self {
            Self::Nth(day, _) => 1 << day,
            Self::Range(..) | Self::Named(_) => 0,
        }
    }
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

/// Times, `off`, a comment, or times with a comment: in French, in minutes, and whether it is closed then.
fn times(cursor: &mut Cursor<'_>) -> Option<(String, Spans, bool)> {
    let spans = cursor.maybe(|cursor| cursor.list(span)).map(|spans| spans.into_iter().unzip());
    let (spans, minutes): (Option<Vec<String>>, Spans) = match spans {
        Some((spans, minutes)) => (Some(spans), minutes),
        None => (None, Vec::new()),
    };
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
    let text = match (main, comment) {
        (Some(main), Some(comment)) => format!("{main} ({comment})"),
        (main, comment) => main.or(comment)?,
    };
    Some((text, minutes, closed))
}

/// `09:00-12:00` or `09:00+`.
fn span(cursor: &mut Cursor<'_>) -> Option<(String, (usize, usize))> {
    let minutes = |(hour, minute): (usize, usize)| hour * 60 + minute;
    let from = time(cursor)?;
    if cursor.eat("+") {
        return Some((format!("à partir de\u{a0}{}", time_text(from)), (minutes(from), 24 * 60)));
    }
    cursor.eat("-").then_some(())?;
    let to = time(cursor)?;
    let text = match (from, to) {
        ((0, 0), (24, 0)) => AROUND_THE_CLOCK.to_owned(),
        // Past midnight: nothing that a public service has; shown as written.
        _ if from >= to => return None,
        _ => format!("de\u{a0}{} à\u{a0}{}", time_text(from), time_text(to)),
    };
    Some((text, (minutes(from), minutes(to))))
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
