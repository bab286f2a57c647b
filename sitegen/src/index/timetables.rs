//! Opening hours worked out day by day, for the browser to look up.
//!
//! A library that knows the whole OSM syntax says what each day of two calendar years is: the year of the build
//! and the next. The bytes then change with the year, not with every build.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::thread;

use chrono::NaiveDate;
use engine::closures::{Closure, Closures, Until};
use engine::details::ClosureDetails;
use engine::hours::{DAY, Hours, Spans, Timetable};
use jiff::civil::{Date, date};
use opening_hours::localization::Country;
use opening_hours::{Context, OpeningHours, RuleKind};

use crate::content::{Content, closures as written};
use crate::french;
use crate::kept::Kept;

/// The timetables of the places of a content, in the order of the index.
pub(crate) fn of(content: &Content, kept: &Kept) -> Hours {
    let first = date(content.date.year(), 1, 1);
    let end = date(content.date.year() + 2, 1, 1);
    let days = (since_epoch(end) - since_epoch(first)).unsigned_abs();
    let context = Context::default().with_holidays(Country::FR.holidays());
    let mut numbers: BTreeMap<Timetable, usize> = BTreeMap::new();
    let places = || content.structures.iter().flat_map(|structure| &structure.places);
    let written: BTreeSet<&str> = places().filter_map(|place| place.hours.as_deref()).collect();
    let parts: [&[u8]; 2] = [&since_epoch(first).to_le_bytes(), &days.to_le_bytes()];
    let told = kept.get(KEPT, &parts).unwrap_or_default();
    let mut known: BTreeMap<&str, Option<Timetable>> = serde_json::from_slice::<Told<'_>>(&told)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(text, days)| Some((*written.get(text.as_ref())?, days.map(timetable_of))))
        .collect();
    let new: Vec<&str> = written.iter().copied().filter(|it| !known.contains_key(it)).collect();
    if !new.is_empty() {
        let half = new.len() / 2;
        let worked_out = |written: &[&str]| -> Vec<Option<Timetable>> {
            written.iter().map(|it| timetable(it, first, days, &context)).collect()
        };
        let all = thread::scope(|scope| {
            let one = scope.spawn(|| worked_out(&new[..half]));
            let other = worked_out(&new[half..]);
            // A thread that panics panics here.
            [one.join().unwrap_or_else(|cause| resume_unwind(cause)), other].concat()
        });
        known.extend(new.into_iter().zip(all));
        let told: Told<'_> =
            known.iter().map(|(text, it)| (Cow::Borrowed(*text), it.clone().map(days_of))).collect();
        // Texts and numbers become JSON.
        kept.keep(KEPT, &parts, &serde_json::to_vec(&told).unwrap_or_default());
    }
    let of_places: Vec<Option<Timetable>> =
        places().map(|place| known.get(place.hours.as_deref()?).cloned().flatten()).collect();
    for timetable in of_places.iter().flatten() {
        let next = numbers.len();
        numbers.entry(timetable.clone()).or_insert(next);
    }
    let places = of_places.iter().map(|it| it.as_ref().map(|it| numbers[it])).collect();
    let mut timetables: Vec<(Timetable, usize)> = numbers.into_iter().collect();
    timetables.sort_by_key(|(_, number)| *number);
    Hours {
        first_day: since_epoch(first),
        days,
        timetables: timetables.into_iter().map(|(timetable, _)| timetable).collect(),
        places,
        closures: closures(content),
    }
}

/// Where the days of the texts of before are kept.
const KEPT: &str = "horaires";

/// A week, and the days that differ from it.
type Days = ([Spans; 7], Vec<(i32, Spans)>);

/// The days of each text; nothing when it does not say for sure.
type Told<'t> = BTreeMap<Cow<'t, str>, Option<Days>>;

fn days_of(Timetable { week, exceptions }: Timetable) -> Days {
    (week, exceptions)
}

fn timetable_of((week, exceptions): Days) -> Timetable {
    Timetable { week, exceptions }
}

/// The closures of the places, those of their structures included, in the order of the index.
fn closures(content: &Content) -> Closures {
    let number: BTreeMap<_, _> = distinct(content).into_iter().zip(0..).collect();
    let list = distinct(content).into_iter().map(|it| Closure {
        from: since_epoch(it.from),
        until: match it.until {
            written::Until::Day(last) => Until::Day(since_epoch(last)),
            written::Until::Notice => Until::Notice,
            written::Until::Ever => Until::Ever,
        },
    });
    let of_places = content.structures.iter().flat_map(|structure| {
        structure.places.iter().map(|place| place.closures.iter().chain(&structure.closures))
    });
    let places: BTreeSet<(usize, usize)> = of_places
        .enumerate()
        .flat_map(|(place, own)| own.map(move |closure| (place, closure)))
        .map(|(place, closure)| (place, number[closure]))
        .collect();
    Closures { list: list.collect(), places: places.into_iter().collect() }
}

/// Every closure once.
fn distinct(content: &Content) -> BTreeSet<&written::Closure> {
    let structures = content.structures.iter();
    structures
        .flat_map(|it| it.closures.iter().chain(it.places.iter().flat_map(|place| &place.closures)))
        .collect()
}

/// What is shown of the closures, in the order of [`Hours::closures`].
pub(crate) fn told(content: &Content) -> Vec<ClosureDetails> {
    let instead = |it: &written::Instead| match &it.place {
        Some(place) => format!("{}#{place}\t{}", it.structure, french::text(&it.commune)),
        None => it.structure.clone(),
    };
    let told = distinct(content).into_iter().map(|closure| ClosureDetails {
        reason: closure.reason.clone(),
        meanwhile: closure.meanwhile.clone().unwrap_or_default(),
        instead: closure.instead.iter().map(instead).collect::<Vec<_>>().join("\n"),
    });
    told.collect()
}

/// Whether a day is a public holiday in France.
pub(crate) fn is_holiday(day: Date) -> bool {
    let (month, number) = (day.month().unsigned_abs(), day.day().unsigned_abs());
    let day = NaiveDate::from_ymd_opt(i32::from(day.year()), month.into(), number.into());
    day.is_some_and(|day| Country::FR.holidays().get_public().contains(day))
}

/// Days since 1970-01-01.
pub(crate) fn since_epoch(day: Date) -> i32 {
    i32::try_from(date(1970, 1, 1).duration_until(day).as_hours() / 24).unwrap_or_default()
}

/// The days of one text; `None` when it does not say for sure when the place is open: a comment such as « sur
/// rendez-vous » in the place of a state, school holidays, which no calendar here knows, or holidays on certain
/// weekdays.
fn timetable(written: &str, first: Date, days: u32, context: &Context) -> Option<Timetable> {
    if written.contains("SH") || limits_holidays(written) {
        return None;
    }
    let hours = written.parse::<OpeningHours>().ok()?.with_context(context.clone());
    let day = NaiveDate::from_ymd_opt(i32::from(first.year()), 1, 1)?;
    let all: Vec<Spans> =
        day.iter_days().take(days as usize).map(|day| spans(&hours, day)).collect::<Option<_>>()?;
    let start = since_epoch(first);
    let weekday = |number: usize| (start + number as i32 + 3).rem_euclid(7) as usize;
    // The usual day is the most frequent one; between two as frequent, the one with more hours.
    let mut counts: [BTreeMap<&Spans, usize>; 7] = Default::default();
    for (number, spans) in all.iter().enumerate() {
        *counts[weekday(number)].entry(spans).or_default() += 1;
    }
    let usual = |counts: &BTreeMap<&Spans, usize>| {
        let most = counts.iter().max_by_key(|(spans, count)| (**count, spans.len()));
        most.map(|(spans, _)| (*spans).clone()).unwrap_or_default()
    };
    let week = counts.each_ref().map(usual);
    let exceptions = all
        .iter()
        .enumerate()
        .filter(|(number, spans)| week[weekday(*number)] != **spans)
        .map(|(number, spans)| (start + number as i32, spans.clone()))
        .collect();
    Some(Timetable { week, exceptions })
}

/// Whether a text has holidays of certain weekdays (`PH Mo-Fr`): our library takes them for holidays and those
/// weekdays (`PH,Mo-Fr`), which is something else.
fn limits_holidays(written: &str) -> bool {
    let days = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
    let after = written.split("PH ").skip(1);
    after.map(str::trim_start).any(|rest| days.iter().any(|day| rest.starts_with(day)))
}

/// The open spans of a day; `None` when one of them is neither open nor closed, or open with a remark.
fn spans(hours: &OpeningHours, day: NaiveDate) -> Option<Spans> {
    let mut spans: Spans = Vec::new();
    for range in hours.schedule_at(day) {
        match range.kind {
            RuleKind::Closed => {}
            RuleKind::Unknown => return None,
            // « sur rendez-vous »: open, but not to whoever comes by.
            RuleKind::Open if !range.comment.is_empty() => return None,
            RuleKind::Open => {
                let minutes = |time: opening_hours_syntax::ExtendedTime| time.mins_from_midnight().min(DAY);
                let (from, to) = (minutes(range.range.start), minutes(range.range.end));
                match spans.last_mut() {
                    Some((_, last)) if *last == from => *last = to,
                    _ if from < to => spans.push((from, to)),
                    _ => {}
                }
            }
        }
    }
    Some(spans)
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
    use engine::closures::Closures;
    use engine::hours::{Hours, Moment, Status};
    use jiff::civil::date;
    use opening_hours::localization::Country;
    use opening_hours::{Context, OpeningHours};
    use proptest::prelude::*;

    use super::{since_epoch, timetable};

    fn hours(written: &str) -> Option<Hours> {
        let first = date(2026, 1, 1);
        let context = Context::default().with_holidays(Country::FR.holidays());
        let timetable = timetable(written, first, 730, &context)?;
        Some(Hours {
            first_day: since_epoch(first),
            days: 730,
            timetables: vec![timetable],
            places: vec![Some(0)],
            closures: Closures::default(),
        })
    }

    fn status(written: &str, day: jiff::civil::Date, hour: u16, minute: u16) -> Status {
        let now = Moment { day: since_epoch(day), minute: hour * 60 + minute };
        hours(written).unwrap().status(0, now).unwrap()
    }

    fn at(day: jiff::civil::Date, hour: u16) -> Option<Moment> {
        Some(Moment { day: since_epoch(day), minute: hour * 60 })
    }

    #[test]
    fn holidays_months_and_every_other_week_are_known() {
        let office = "Mo-Fr 09:00-12:00; PH off";
        assert_eq!(status(office, date(2026, 11, 11), 10, 0), Status::Closed(at(date(2026, 11, 12), 9)));
        assert_eq!(
            status(office, date(2026, 4, 6), 10, 0),
            Status::Closed(at(date(2026, 4, 7), 9)),
            "Easter"
        );
        assert_eq!(
            status("We[1] 14:00-17:00", date(2026, 11, 24), 10, 0),
            Status::Closed(at(date(2026, 12, 2), 14))
        );
        assert_eq!(
            status("week 01-53/2 Mo 10:00-12:00", date(2026, 11, 17), 10, 0),
            Status::Closed(at(date(2026, 11, 30), 10)),
            "23 November is in week 48"
        );
        assert_eq!(
            status("Jul-Aug Mo 10:00-12:00", date(2026, 9, 1), 9, 0),
            Status::Closed(at(date(2027, 7, 5), 10))
        );
        assert_eq!(status("24/7", date(2026, 9, 1), 9, 0), Status::Open(None));
        assert_eq!(
            status("Fr 22:00-02:00", date(2026, 11, 28), 1, 0),
            Status::Open(at(date(2026, 11, 28), 2))
        );
        assert!(hours("Mo 10:00-12:00 \"sur rendez-vous\"").is_none());
        assert!(hours("SH off; Mo 10:00-12:00").is_none());
        assert!(hours("Mo-Fr 09:00-12:00; PH Mo off").is_none());
        assert_eq!(since_epoch(date(2026, 11, 23)), 20_780);
    }

    fn expression() -> impl Strategy<Value = String> {
        let days =
            prop::sample::select(vec!["Mo-Fr", "Mo,We", "Tu", "Sa-Su", "Th[2]", "Fr[-1]", "Mo-Su", "PH"]);
        let when = prop::sample::select(vec!["", "Jan-Mar ", "week 02-52/2 ", "Jul 14-Aug 20 ", "2026 "]);
        let times = prop::sample::select(vec![
            "09:00-12:00",
            "08:30-12:00,13:30-17:15",
            "22:00-03:00",
            "00:00-24:00",
            "off",
            "14:00-18:00",
        ]);
        let rule = (when, days, times).prop_map(|(when, days, times)| format!("{when}{days} {times}"));
        let separator = prop::sample::select(vec!["; ", ", "]);
        (rule.clone(), prop::collection::vec((separator, rule), 0..3)).prop_map(|(first, others)| {
            others.into_iter().fold(first, |text, (separator, rule)| format!("{text}{separator}{rule}"))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        /// The library itself, asked at any minute, says the same.
        #[test]
        fn what_is_looked_up_is_what_the_library_says(written in expression(), minutes in prop::collection::vec(0_i64..300 * 1440, 12)) {
            let Some(hours) = hours(&written) else { return Ok(()) };
            let context = Context::default().with_holidays(Country::FR.holidays());
            let library = written.parse::<OpeningHours>().unwrap().with_context(context);
            let start: NaiveDateTime = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
            for after in minutes {
                let now = start + TimeDelta::minutes(after);
                let moment = Moment { day: since_epoch(date(2026, 1, 1)) + (after / 1440) as i32, minute: (after % 1440) as u16 };
                let (open, until) = match hours.status(0, moment).unwrap() {
                    Status::Open(until) => (true, until),
                    Status::Closed(until) => (false, until),
                };
                prop_assert_eq!(open, library.is_open(now), "{} at {}", written, now);
                // Changes of a comment are no changes to us; a year ahead is as far as we look.
                let change = library.iter_range(now, now + TimeDelta::days(301)).find(|range| (range.kind == opening_hours::RuleKind::Open) != open);
                let next = change.map(|range| range.range.start).filter(|next| *next < now + TimeDelta::days(300));
                if let (Some(next), Some(until)) = (next, until) {
                    let ours = start
                        + TimeDelta::days(i64::from(until.day - since_epoch(date(2026, 1, 1))))
                        + TimeDelta::minutes(i64::from(until.minute));
                    prop_assert_eq!(ours, next, "{} from {}", written, now);
                } else {
                    prop_assert!(next.is_none(), "{} from {}: {:?}", written, now, next);
                }
            }
        }
    }
}
