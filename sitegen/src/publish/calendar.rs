//! Calendars in iCalendar (RFC 5545), for one event or a cut of the agenda: a calendar program subscribes to them.
//!
//! Each date is an entry of its own, at a universal moment: no program has to know our zone or to work out a rule,
//! and nine o'clock is nine o'clock in March and in November. A date keeps its name when it is moved or cancelled, so
//! that whoever has it sees it change.

use icalendar::{Calendar, Component, Event as Entry, EventLike, EventStatus, Property};
use jiff::civil::Date;

use super::address::BaseUrl;
use super::views::events::{Agenda, Dated};
use crate::content::events::{Event, Occurrence, State, What};
use crate::french;
use crate::french::slug::slug;
use crate::sources::moment::Moment;

/// How often a program should look again: once a day.
const AGAIN: &str = "P1D";

/// A calendar named `name`, to be served at `path`.
pub(super) fn calendar<'c>(
    agenda: &Agenda<'c>,
    base: &BaseUrl,
    path: &str,
    name: &str,
    dates: impl Iterator<Item = Dated<'c>>,
) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Azimut//Azimut//FR"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-PUBLISHED-TTL", AGAIN),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    for key in ["NAME", "X-WR-CALNAME"] {
        calendar.append_property(Property::new(key, name));
    }
    let mut again = Property::new("REFRESH-INTERVAL", AGAIN);
    calendar.append_property(again.add_parameter("VALUE", "DURATION").done());
    let mut source = Property::new("SOURCE", base.of(path));
    calendar.append_property(source.add_parameter("VALUE", "URI").done());
    for dated in dates {
        calendar.push(entry(agenda, base, dated));
    }
    calendar.to_string()
}

fn entry(agenda: &Agenda<'_>, base: &BaseUrl, (event, date): Dated<'_>) -> Entry {
    let page = base.of(&event.path);
    let mut entry = Entry::new();
    entry.uid(&uid(base, event, date)).summary(&summary(event, date)).url(&page);
    entry.description(&description(event, date, &page));
    let stamp = midnight(event.day());
    entry.add_property("DTSTAMP", &stamp).add_property("LAST-MODIFIED", &stamp);
    entry.add_property("CREATED", midnight(event.published));
    bounds(agenda, date, &mut entry);
    if let Some(venue) = &date.venue {
        let town = format!("{} {}", venue.postcode, venue.commune);
        let parts = [venue.name.as_deref(), venue.address.as_deref(), Some(town.as_str())];
        entry.location(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "));
        let (latitude, longitude) = (venue.point.latitude.degrees(), venue.point.longitude.degrees());
        // A semicolon between two numbers is no text, so it is not escaped.
        entry.append_property(Property::new("GEO", format!("{latitude:.5};{longitude:.5}")));
    } else if let Some(online) = event.online.as_ref().filter(|_| date.online) {
        entry.location(online);
    }
    entry.append_property(Property::new("CATEGORIES", event.what.title()));
    let status = match date.state {
        State::Planned | State::Moved(_) => EventStatus::Confirmed,
        State::Cancelled(_) => EventStatus::Cancelled,
    };
    entry.status(status).sequence(sequence(event, date));
    entry.done()
}

/// A number that never goes down: programs leave aside an entry whose number is not higher. It grows with the day of the
/// last change, and on the day of the announcement itself with what became of the date.
fn sequence(event: &Event, date: &Occurrence) -> u32 {
    let days = u32::try_from((event.day() - event.published).get_days()).unwrap_or_default();
    let state = match date.state {
        State::Planned => 0,
        State::Moved(_) => 1,
        State::Cancelled(_) => 2,
    };
    days * 3 + state
}

/// The name of a date, the same whatever becomes of it: the event, the beginning that was planned, and for a tour the
/// stop, since two can begin together.
fn uid(base: &BaseUrl, event: &Event, date: &Occurrence) -> String {
    let planned: String = date.planned.to_string().chars().filter(char::is_ascii_alphanumeric).collect();
    let host = base.origin().rsplit('/').next().unwrap_or_default();
    let stop = date.stop.as_deref().map(|stop| format!("-{}", slug(stop))).unwrap_or_default();
    // The files of two kinds may have the same name.
    let kind = if matches!(event.what, What::Training(_)) { "formation-" } else { "" };
    format!("{kind}{}-{planned}{stop}@{host}", event.slug)
}

fn summary(event: &Event, date: &Occurrence) -> String {
    let title = french::text(&event.title);
    let stop = date.venue.as_ref().filter(|_| event.touring).map(|venue| format!(" – {}", venue.commune));
    let cancelled = if date.cancelled().is_some() { "Annulé\u{a0}: " } else { "" };
    format!("{cancelled}{title}{}", stop.unwrap_or_default())
}

fn description(event: &Event, date: &Occurrence, page: &str) -> String {
    let mut lines = Vec::new();
    match &date.state {
        State::Planned => {}
        State::Moved(reason) => lines.push(format!("Modifié\u{a0}: {}", french::text(reason))),
        State::Cancelled(reason) => lines.push(format!("Annulé\u{a0}: {}", french::text(reason))),
    }
    lines.push(french::text(&event.summary));
    if let Some(address) = &event.registration {
        lines.push(format!("Inscription\u{a0}: {address}"));
    }
    if let Some(address) = event.online.as_ref().filter(|_| date.online) {
        lines.push(format!("En ligne\u{a0}: {address}"));
    }
    lines.push(page.to_owned());
    lines.join("\n")
}

/// Hours as universal moments; days as days, the end being the day after.
fn bounds(agenda: &Agenda<'_>, date: &Occurrence, entry: &mut Entry) {
    for (key, at) in [("DTSTART", date.start.start()), ("DTEND", date.end.end())] {
        let property = match date.start {
            Moment::Time(_) => Property::new(key, compact(&agenda.instant(at))),
            Moment::Day(_) => {
                let mut day = Property::new(key, at.strftime("%Y%m%d").to_string());
                day.add_parameter("VALUE", "DATE").done()
            }
        };
        entry.append_property(property);
    }
}

/// The first moment of a day, which is all that the content knows.
fn midnight(day: Date) -> String {
    format!("{}T000000Z", day.strftime("%Y%m%d"))
}

/// `2026-12-03T08:00:00Z` as calendars write it.
fn compact(instant: &str) -> String {
    instant.chars().filter(|c| !matches!(c, '-' | ':')).collect()
}
