//! When a place opens next, and when it is closed, as templates and search engines are told.

use engine::hours::Hours;
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::Serialize;

use super::{Named, instant};
use crate::content::Content;
use crate::content::closures::{Closure, Until};
use crate::content::structures::Place;
use crate::french;
use crate::french::spans;
use crate::index::timetables;
use crate::kept::Kept;

/// Dates told of a place that opens seldom, on the day of the build; as many more take their place as they pass.
const TOLD: usize = 4;

/// A place that opens on more days of a year than weeks and public holidays together opens too often for a list of dates.
const SELDOM: usize = 65;

/// Days of a year, in whole weeks.
const YEAR: i32 = 364;

/// A day on which a place opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::publish) struct Opening {
    /// The day.
    pub(in crate::publish) day: Date,
    /// From when to when, by the clock of the territory.
    pub(in crate::publish) spans: Vec<(DateTime, DateTime)>,
    /// Whether it is a public holiday, of which its hours say nothing.
    pub(in crate::publish) doubtful: bool,
}

/// The same in words.
#[derive(Clone, Debug, Serialize)]
pub(super) struct OpeningView {
    text: String,
    start: String,
    /// The moment after which it is over, in universal time: a script compares it.
    end: String,
    /// Shown once another one is over.
    later: bool,
}

/// Days on which something is closed.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct ClosureView {
    text: String,
    reason: String,
    /// The moment after which it is over, in universal time.
    end: Option<String>,
    for_good: bool,
    meanwhile: Option<String>,
    /// The path of a structure or of one of its places, from the site.
    instead: Vec<Named>,
}

/// When the places of a content open, asked by the day of the build.
#[derive(Debug)]
pub(super) struct Openings {
    hours: Hours,
    today: Date,
    zone: TimeZone,
}

impl Openings {
    pub(super) fn new(content: &Content, kept: &Kept) -> Self {
        Self { hours: timetables::of(content, kept), today: content.date, zone: content.site.zone() }
    }

    /// The next days on which a place opens that opens seldom; nothing for another, or when its hours are not known.
    pub(super) fn next(&self, number: usize, place: &Place) -> Vec<Opening> {
        let today = timetables::since_epoch(self.today);
        let year = self.hours.opens(number, today).take_while(|(day, _)| *day < today + YEAR);
        if year.count() > SELDOM {
            return Vec::new();
        }
        let next = self.hours.opens(number, today).take(2 * TOLD);
        let silent = !place.hours.as_deref().unwrap_or_default().contains("PH");
        next.map(|(number, spans)| {
            let day = self.today + i64::from(number - today).days();
            let doubtful = silent && timetables::is_holiday(day);
            let at = |minute: u16| day.at(0, 0, 0, 0) + i64::from(minute).minutes();
            Opening { day, doubtful, spans: spans.iter().map(|(from, to)| (at(*from), at(*to))).collect() }
        })
        .collect()
    }

    /// The same in words. Hours that do not change stand with the opening hours, not at each date.
    pub(super) fn view(&self, openings: &[Opening]) -> Vec<OpeningView> {
        let told = |opening: &Opening| {
            let spans = opening.spans.iter().map(|(from, to)| spans::opening(*from, *to));
            french::list(&spans.collect::<Vec<_>>())
        };
        let usual = openings.iter().all(|opening| told(opening) == told(&openings[0]));
        let view = |(rank, opening): (usize, &Opening)| {
            let (start, end) = (opening.spans.first()?.0, opening.spans.last()?.1);
            let day = spans::long_day(opening.day);
            Some(OpeningView {
                text: format!(
                    "{day}{}{}",
                    if usual { String::new() } else { format!(", {}", told(opening)) },
                    if opening.doubtful { " (jour férié\u{a0}: à vérifier)" } else { "" }
                ),
                start: start.strftime("%Y-%m-%dT%H:%M").to_string(),
                end: instant(&self.zone, end),
                later: rank >= TOLD,
            })
        };
        openings.iter().enumerate().filter_map(view).collect()
    }

    /// The closures that are not over, in words.
    pub(super) fn closures(&self, closures: &[Closure]) -> Vec<ClosureView> {
        closures.iter().filter(|it| !it.is_over(self.today)).map(|it| self.closure(it)).collect()
    }

    /// The closure for good among some.
    pub(super) fn for_good(&self, closures: &[Closure]) -> Vec<ClosureView> {
        closures.iter().filter(|it| it.is_for_good(self.today)).map(|it| self.closure(it)).collect()
    }

    fn closure(&self, closure: &Closure) -> ClosureView {
        let begun = closure.from <= self.today;
        let first = spans::long_day(closure.from);
        let text = match closure.until {
            Until::Day(last) if last == closure.from => format!("Fermé le {first}"),
            Until::Day(last) => format!("Fermé {}", spans::days(closure.from, last)),
            Until::Notice if begun => format!("Fermé depuis le {first}, jusqu’à nouvel ordre"),
            Until::Notice => format!("Fermé à partir du {first}, jusqu’à nouvel ordre"),
            Until::Ever if begun => format!("Fermé définitivement depuis le {first}"),
            Until::Ever => format!("Ferme définitivement le {first}"),
        };
        let instead = closure.instead.iter().map(|it| Named {
            id: match &it.place {
                Some(place) => format!("annuaire/{}/#{place}", it.structure),
                None => format!("annuaire/{}/", it.structure),
            },
            title: it.title(),
        });
        ClosureView {
            text,
            reason: closure.reason.clone(),
            end: match closure.until {
                Until::Day(last) => Some(instant(&self.zone, (last + 1.day()).at(0, 0, 0, 0))),
                Until::Notice | Until::Ever => None,
            },
            for_good: closure.until == Until::Ever,
            meanwhile: closure.meanwhile.clone(),
            instead: instead.collect(),
        }
    }
}
