//! When an event happens, as planned: once, at each stop of a tour, or by a rule of RFC 5545.
//!
//! A rule is worked out by the `rrule` crate on the clock of the territory, as if it never changed: « the first
//! Thursday at nine » is at nine in winter and in summer.

use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use rrule::{Frequency, RRule, Unvalidated};

use crate::sources::announcement::AnnouncementDraft;
use crate::sources::moment::Moment;

/// More dates than one rule should give: a weekly meeting of four years.
const MOST: u16 = 208;

/// Why a rule cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is no rule of RFC 5545.
    Malformed,
    /// It is shorter than a day, or longer than a year.
    Frequency,
    /// It ends before it begins.
    Ended,
    /// Its end is in universal time.
    Universal,
    /// It never ends.
    Endless,
    /// It gives too many dates, or none.
    Count(usize),
    /// It does not begin with the beginning of the event.
    Start(Moment),
}

impl Fault {
    /// What was found.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Malformed => "cette règle de récurrence n’est pas comprise".to_owned(),
            Self::Frequency => "ce qui revient revient au plus chaque jour".to_owned(),
            Self::Ended => "cette règle de récurrence finit avant `debut`".to_owned(),
            Self::Universal => "la fin de cette règle est en temps universel (Z)".to_owned(),
            Self::Endless => "cette règle de récurrence ne finit jamais".to_owned(),
            Self::Count(0) => "cette règle de récurrence ne donne aucune date".to_owned(),
            Self::Count(_) => format!("cette règle de récurrence donne plus de {MOST} dates"),
            Self::Start(first) => format!("la première date que donne la règle est le {first}, pas `debut`"),
        }
    }

    /// How to mend it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Malformed | Self::Frequency => {
                "FREQ=WEEKLY, MONTHLY ou YEARLY, puis INTERVAL, BYDAY, COUNT ou UNTIL, avec « ; » entre eux"
                    .to_owned()
            }
            Self::Ended => "vérifiez l’année d’UNTIL".to_owned(),
            Self::Universal => "écrivez le dernier jour, par exemple UNTIL=20270331".to_owned(),
            Self::Endless => "ajoutez COUNT (combien de fois) ou UNTIL (jusqu’à quel jour)".to_owned(),
            Self::Count(_) => "vérifiez COUNT, UNTIL et le jour du début".to_owned(),
            Self::Start(_) => "faites commencer `debut` un jour que la règle donne".to_owned(),
        }
    }
}

/// The beginnings that a rule gives, the first being `start`.
///
/// # Errors
///
/// What is wrong with the rule.
pub fn expand(rule: &str, start: Moment) -> Result<Vec<Moment>, Fault> {
    // The library's own words are English, and about its insides.
    let malformed = |_: rrule::RRuleError| Fault::Malformed;
    let rule = rule.trim().trim_start_matches("RRULE:");
    // By the clock of the territory, an end is a day or an hour of it; the library wants to be told one zone for all.
    let mut parts = Vec::new();
    for part in rule.split(';') {
        match part.split_once('=') {
            Some((key, end)) if key.eq_ignore_ascii_case("UNTIL") => {
                if end.ends_with(['Z', 'z']) {
                    return Err(Fault::Universal);
                }
                let day = end.get(..8).and_then(|day| day.parse::<Date>().ok());
                if day.is_some_and(|day| day < start.day()) {
                    return Err(Fault::Ended);
                }
                parts.push(format!("UNTIL={end}{}Z", if end.len() == 8 { "T235959" } else { "" }));
            }
            _ => parts.push(part.to_owned()),
        }
    }
    let rule: RRule<Unvalidated> = RRule::from_str(&parts.join(";")).map_err(malformed)?;
    if !matches!(
        rule.get_freq(),
        Frequency::Daily | Frequency::Weekly | Frequency::Monthly | Frequency::Yearly
    ) {
        return Err(Fault::Frequency);
    }
    if rule.get_count().is_none() && rule.get_until().is_none() {
        return Err(Fault::Endless);
    }
    let clock = start.start();
    let utc = rrule::Tz::UTC;
    let first = chrono::NaiveDate::from_ymd_opt(
        i32::from(clock.year()),
        clock.month().unsigned_abs().into(),
        clock.day().unsigned_abs().into(),
    );
    let first = first.and_then(|day| {
        day.and_hms_opt(clock.hour().unsigned_abs().into(), clock.minute().unsigned_abs().into(), 0)
    });
    let first = first.ok_or(Fault::Count(0))?.and_utc().with_timezone(&utc);
    let found = rule.build(first).map_err(malformed)?.all(MOST + 1);
    if found.dates.is_empty() || found.dates.len() > usize::from(MOST) {
        return Err(Fault::Count(found.dates.len()));
    }
    let moments: Vec<Moment> = found.dates.iter().filter_map(|it| moment(it, start)).collect();
    match moments.first() {
        Some(first) if *first == start => Ok(moments),
        Some(first) => Err(Fault::Start(*first)),
        None => Err(Fault::Count(0)),
    }
}

fn moment(at: &chrono::DateTime<rrule::Tz>, like: Moment) -> Option<Moment> {
    let text = at.format("%Y-%m-%dT%H:%M").to_string();
    match like {
        Moment::Day(_) => text.get(..10)?.parse::<Date>().ok().map(Moment::Day),
        Moment::Time(_) => text.parse::<DateTime>().ok().map(Moment::Time),
    }
}

/// The beginnings that were planned, in order; none of a rule that cannot be used.
#[must_use]
pub fn planned(draft: &AnnouncementDraft) -> Vec<Moment> {
    if !draft.stops.is_empty() {
        let mut stops: Vec<Moment> =
            draft.stops.iter().filter_map(|stop| stop.span.start.as_ref()).map(|start| start.value).collect();
        stops.sort();
        return stops;
    }
    let Some(start) = draft.span.start.as_ref().map(|start| start.value) else { return Vec::new() };
    match &draft.recurrence {
        Some(rule) => expand(&rule.value, start).unwrap_or_default(),
        None => vec![start],
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, expand};
    use crate::sources::moment::Moment;

    fn time(text: &str) -> Moment {
        Moment::Time(text.parse().unwrap())
    }

    fn given(rule: &str, start: Moment) -> Vec<String> {
        expand(rule, start).unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn nine_is_nine_in_winter_and_in_summer() {
        let start = time("2027-03-25T09:00");
        let expected = ["2027-03-25T09:00", "2027-04-01T09:00", "2027-04-08T09:00"];
        assert_eq!(given("FREQ=WEEKLY;COUNT=3", start), expected);
        let expected = ["2026-10-01T09:30", "2026-11-05T09:30", "2026-12-03T09:30"];
        assert_eq!(given("FREQ=MONTHLY;BYDAY=1TH;COUNT=3", time("2026-10-01T09:30")), expected);
    }

    #[test]
    fn an_end_is_a_day_of_the_territory() {
        let start = time("2026-12-01T22:00");
        let expected = ["2026-12-01T22:00", "2026-12-02T22:00", "2026-12-03T22:00"];
        assert_eq!(given("RRULE:FREQ=DAILY;UNTIL=20261203", start), expected);
        assert_eq!(given("FREQ=DAILY;UNTIL=20261203T220000", start), expected);
        let days = Moment::Day("2026-12-30".parse().unwrap());
        assert_eq!(given("FREQ=DAILY;UNTIL=20270101", days), ["2026-12-30", "2026-12-31", "2027-01-01"]);
    }

    #[test]
    fn a_rule_that_cannot_be_used_says_why() {
        let start = time("2026-12-03T09:00");
        assert_eq!(expand("FREQ=WEEKLY", start), Err(Fault::Endless));
        assert_eq!(expand("tous les jeudis", start), Err(Fault::Malformed));
        assert!(matches!(expand("FREQ=DAILY;COUNT=900", start), Err(Fault::Count(_))));
        assert_eq!(expand("FREQ=DAILY;UNTIL=20200101", start), Err(Fault::Ended));
        assert_eq!(expand("FREQ=WEEKLY;UNTIL=20270325T170000Z", start), Err(Fault::Universal));
        let first = time("2027-01-07T09:00");
        assert_eq!(
            expand("FREQ=MONTHLY;BYDAY=1TH;COUNT=2", time("2026-12-04T09:00")),
            Err(Fault::Start(first))
        );
        assert_eq!(expand("FREQ=SECONDLY;COUNT=9999999", start), Err(Fault::Frequency));
        assert_eq!(
            expand("FREQ=HOURLY;COUNT=3", Moment::Day("2026-12-03".parse().unwrap())),
            Err(Fault::Frequency)
        );
    }
}
