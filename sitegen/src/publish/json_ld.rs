//! Structured data for search engines: each place of welcome as a schema.org `GovernmentOffice`, each date of an event
//! as an `Event`, each training as a `Course`.

use jiff::civil::{Date, DateTime, Time};
use serde_json::{Value, json};

use super::views::events::Agenda;
use super::views::openings::Opening;
use crate::content::closures::{Closure, Until};
use crate::content::events::{Event, Occurrence, State};
use crate::content::site::Site;
use crate::content::structures::{Place, Structure};
use crate::content::trainings::Training;
use crate::french::phone;
use crate::rules::{courriel, site_web};
use crate::sources::moment::Moment;
use crate::sources::words::{Fee, Format};

/// The JSON-LD of a structure, safe inside a `<script>` element. `canonical` is the address of its page, `next` when
/// each of its places opens next, if that is seldom; closures that were over before `today` are left out.
pub(super) fn structure(
    structure: &Structure,
    canonical: &str,
    next: &[Vec<Opening>],
    today: Date,
) -> String {
    let places = structure.places.iter().zip(next);
    let places: Vec<Value> =
        places.map(|(place, next)| office(structure, place, canonical, (next, today))).collect();
    in_script(&json!({ "@context": "https://schema.org", "@graph": places }))
}

fn office(structure: &Structure, place: &Place, canonical: &str, (next, today): (&[Opening], Date)) -> Value {
    let name = match &place.name {
        Some(name) => format!("{} – {name}", structure.name),
        None => structure.name.clone(),
    };
    let street = match &place.complement {
        Some(complement) => format!("{}, {complement}", place.address),
        None => place.address.clone(),
    };
    let mut office = json!({
        "@type": "GovernmentOffice",
        "@id": format!("{canonical}#{}", place.id),
        "name": name,
        "url": canonical,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": street,
            "postalCode": place.postcode,
            "addressLocality": place.commune,
            "addressCountry": "FR",
        },
        "geo": { "@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude },
    });
    let specified = |from: Date, until: Option<Date>, opens: Time, closes: Time| {
        let mut it = json!({
            "@type": "OpeningHoursSpecification",
            "validFrom": from.to_string(),
            "opens": opens.strftime("%H:%M").to_string(),
            "closes": closes.strftime("%H:%M").to_string(),
        });
        if let Some(until) = until {
            it["validThrough"] = json!(until.to_string());
        }
        it
    };
    let dates = next.iter().filter(|opening| !opening.doubtful).flat_map(|opening| {
        let day = opening.day;
        let spans = opening.spans.iter();
        spans.map(move |(from, to)| specified(day, Some(day), from.time(), to.time()))
    });
    let dates: Vec<Value> = dates.collect();
    if !dates.is_empty() {
        office["openingHoursSpecification"] = json!(dates);
    }
    // Closed all day is written as from midnight to midnight.
    let closures = structure.closures.iter().chain(&place.closures).filter(|it| !it.is_over(today));
    let closed = closures.map(|closure: &Closure| {
        let until = match closure.until {
            Until::Day(last) => Some(last),
            Until::Notice | Until::Ever => None,
        };
        specified(closure.from, until, Time::midnight(), Time::midnight())
    });
    let closed: Vec<Value> = closed.collect();
    if !closed.is_empty() {
        office["specialOpeningHoursSpecification"] = json!(closed);
    }
    let contacts = &place.contacts;
    let email = contacts.email.as_deref().filter(|email| courriel::fault(email).is_none());
    let website = contacts.website.as_deref().filter(|website| site_web::fault(website).is_none());
    if let Some(phone) = contacts.phone.as_deref().and_then(phone::dialable) {
        office["telephone"] = json!(phone);
    }
    if let Some(email) = email {
        office["email"] = json!(email);
    }
    if let Some(website) = website {
        office["sameAs"] = json!(website);
    }
    office
}

/// The way from the home page to a page, safe inside a `<script>` element: paths of the site with what they are called,
/// then what the page itself is.
pub(super) fn crumbs(home: &str, steps: &[Vec<String>], current: &str) -> String {
    let mut items = vec![json!({ "@type": "ListItem", "position": 1, "name": "Accueil", "item": home })];
    for step in steps {
        let [path, name] = [0, 1].map(|part| step.get(part).map(String::as_str).unwrap_or_default());
        let item = format!("{home}{path}");
        items.push(json!({ "@type": "ListItem", "position": items.len() + 1, "name": name, "item": item }));
    }
    items.push(json!({ "@type": "ListItem", "position": items.len() + 1, "name": current }));
    in_script(&json!({
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": items,
    }))
}

/// A need as a service, safe inside a `<script>` element.
pub(super) fn service(name: &str, kind: &str, canonical: &str, site: &Site) -> String {
    in_script(&json!({
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": name,
        "serviceType": kind,
        "url": canonical,
        "areaServed": { "@type": "AdministrativeArea", "name": site.territory },
        "provider": { "@type": "GovernmentOrganization", "name": site.title, "email": site.email },
    }))
}

/// The JSON-LD of an event, an entry for each date, safe inside a `<script>` element.
pub(super) fn event(event: &Event, agenda: &Agenda<'_>, canonical: &str, site: &str) -> String {
    let dates: Vec<Value> =
        event.dates.iter().map(|date| dated(event, date, agenda, canonical, site)).collect();
    in_script(&json!({ "@context": "https://schema.org", "@graph": dates }))
}

/// The JSON-LD of a training as a `Course`, an instance of it for each date, safe inside a `<script>` element.
pub(super) fn training(
    training: &Training,
    skills: &[&str],
    agenda: &Agenda<'_>,
    canonical: &str,
    site: &str,
) -> String {
    let event = &training.event;
    let instances = event.dates.iter().map(|date| {
        let mut instance = dated(event, date, agenda, canonical, site);
        instance["@type"] = json!("CourseInstance");
        let mode = match (&date.venue, date.online) {
            (Some(_), true) => "blended",
            (None, true) => "online",
            _ => "onsite",
        };
        instance["courseMode"] = json!(mode);
        instance
    });
    let mut instances: Vec<Value> = instances.collect();
    if training.format == Format::Elearning {
        instances.push(json!({
            "@type": "CourseInstance",
            "courseMode": "online",
            "courseWorkload": training.length.iso(),
        }));
    }
    let mut course = json!({
        "@context": "https://schema.org",
        "@type": "Course",
        "name": event.title,
        "description": event.summary,
        "url": canonical,
        "inLanguage": "fr",
        "timeRequired": training.length.iso(),
        "educationalLevel": training.depth.title(),
        "teaches": skills,
        "provider": { "@type": "Organization", "name": event.organiser.as_deref().unwrap_or(site) },
        "hasCourseInstance": instances,
    });
    if let Some(fee) = training.fee {
        course["isAccessibleForFree"] = json!(fee == Fee::Free);
    }
    in_script(&course)
}

fn dated(event: &Event, date: &Occurrence, agenda: &Agenda<'_>, canonical: &str, site: &str) -> Value {
    let venue = date.venue.as_ref().map(|venue| {
        let mut address = json!({
            "@type": "PostalAddress",
            "postalCode": venue.postcode,
            "addressLocality": venue.commune,
            "addressCountry": "FR",
        });
        if let Some(street) = &venue.address {
            address["streetAddress"] = json!(street);
        }
        let (latitude, longitude) = (venue.point.latitude.degrees(), venue.point.longitude.degrees());
        json!({
            "@type": "Place",
            "name": venue.name.as_deref().unwrap_or(&venue.commune),
            "address": address,
            "geo": { "@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude },
        })
    });
    let online = event
        .online
        .as_ref()
        .filter(|_| date.online)
        .map(|url| json!({ "@type": "VirtualLocation", "url": url }));
    let mode = match (&venue, &online) {
        (Some(_), Some(_)) => "MixedEventAttendanceMode",
        (None, Some(_)) => "OnlineEventAttendanceMode",
        _ => "OfflineEventAttendanceMode",
    };
    let moved = date.planned != date.start;
    let status = match date.state {
        State::Cancelled(_) => "EventCancelled",
        State::Moved(_) if moved => "EventRescheduled",
        State::Planned | State::Moved(_) => "EventScheduled",
    };
    let mut value = json!({
        "@type": "Event",
        "name": event.title,
        "description": event.summary,
        "url": canonical,
        "startDate": written(date.start, date.start.start(), agenda),
        "endDate": written(date.end, date.end.end(), agenda),
        "eventStatus": format!("https://schema.org/{status}"),
        "eventAttendanceMode": format!("https://schema.org/{mode}"),
        "location": venue.into_iter().chain(online).collect::<Vec<_>>(),
        "organizer": { "@type": "Organization", "name": event.organiser.as_deref().unwrap_or(site) },
    });
    if moved {
        value["previousStartDate"] = json!(written(date.planned, date.planned.start(), agenda));
    }
    value
}

/// A day as it is; an hour with the distance of the zone to universal time.
fn written(moment: Moment, at: DateTime, agenda: &Agenda<'_>) -> String {
    match moment {
        Moment::Day(day) => day.to_string(),
        Moment::Time(_) => {
            let zoned = at.to_zoned_datetime(agenda.zone().clone());
            zoned.map(|zoned| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()).unwrap_or_default()
        }
    }
}

/// JSON whose text cannot end the element that holds it.
pub(super) fn in_script(value: &Value) -> String {
    value.to_string().replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e")
}

#[cfg(test)]
mod tests {
    use super::in_script;

    #[test]
    fn text_cannot_end_the_script() {
        let value = serde_json::json!({ "name": "</script><script>alert(1)</script>&<!--" });
        let text = in_script(&value);
        assert!(!text.contains(['<', '>', '&']), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
