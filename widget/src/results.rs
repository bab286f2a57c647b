//! From an answer to the lines of a result: plain values, so that components only lay them out.

use std::ops::Range;

use engine::Engine;
use engine::IdSet;
use engine::Tier;
use engine::closures::{Closure, Until};
use engine::details::{Details, PlaceDetails};
use engine::directory::{LEVEL_INFORMATION, LEVEL_SUPPORT, MODE_ON_SITE, MODE_PHONE, MODE_VIDEO};
use engine::gazetteer::Territory;
use engine::geo::Point;
use engine::hours::{Moment, Status};
use engine::keyword::{Field, Match, Reading};
use engine::query::{Answer, Hit, Scope, Zone};

use crate::calendar;
use crate::link::encode;
use crate::messages::{Messages, Text};
use crate::state::State;

/// A text in pieces, each with whether it is what the keyword matched.
pub type Pieces = Vec<(String, bool)>;

/// A structure as the visitor sees it, but for what the details bundle holds. Two equal cards look the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Index of the structure.
    pub structure: usize,
    /// Index of the place shown.
    pub place: usize,
    /// Its rank in the list, from 1: its number on the map.
    pub number: usize,
    /// Identifier, which is also the path of its record on the site.
    pub id: String,
    /// Name, with its acronym.
    pub name: Pieces,
    /// Networks that its name does not say, and whom it is for, when it is not for everyone.
    pub known: Pieces,
    /// Commune, and distance when there is one.
    pub place_line: Pieces,
    /// Price, levels of service and ways of meeting.
    pub badges: Vec<String>,
    /// What sets it apart: paid, spelling.
    pub notes: Vec<String>,
    /// Whether it is here only because it answers at a distance.
    pub at_distance: bool,
    /// Why the keyword finds it, word by word.
    pub why: String,
    /// Whether its description has words of the keyword.
    pub described: bool,
    /// Needs asked for that it answers.
    pub answers: String,
    /// « et 3 autres lieux d’accueil ».
    pub others: String,
}

/// What texts are made with: the directory, the texts, and the loader's knowledge of the language.
#[derive(Clone, Copy)]
pub struct Wording<'a> {
    /// The directory.
    pub engine: &'a Engine,
    /// The texts.
    pub messages: &'a Messages,
    /// The plural category of a number.
    pub category: &'a dyn Fn(usize) -> String,
    /// The label of an entry of a list (`needs`, `publics`, `networks`) in the language.
    pub label: &'a dyn Fn(&str, usize) -> String,
}

impl Wording<'_> {
    /// « 12 structures »
    #[must_use]
    pub fn count(&self, key: Text, count: usize) -> String {
        self.messages.plural(key, count, self.category)
    }
}

/// The heading above the results.
#[must_use]
pub fn heading(wording: Wording<'_>, state: &State, reading: &Reading, answer: &Answer) -> String {
    let messages = wording.messages;
    let count = local(answer);
    let radius = state.radius_km.to_string();
    if answer.hits.is_empty() {
        return messages.text(Text::none).to_owned();
    }
    if count == 0 {
        return wording.count(Text::remote, answer.hits.len());
    }
    if answer.scope == Scope::Widened {
        return messages.fill(Text::widened, &radius);
    }
    let mut heading = wording.count(Text::count, count);
    match state.territory(reading) {
        Some(Territory::Commune(_)) => heading += &messages.fill(Text::within_radius, &radius),
        Some(other) => {
            heading += &messages.fill(Text::within_territory, wording.engine.gazetteer.name(other));
        }
        None if state.place.here.is_some() => heading += &messages.fill(Text::within_radius, &radius),
        None => {}
    }
    heading
}

/// How many structures can be gone to: they come before those that answer at a distance only.
#[must_use]
pub fn local(answer: &Answer) -> usize {
    answer.hits.iter().take_while(|hit| !hit.at_distance).count()
}

/// The heading above those that answer at a distance, when others stand above it.
#[must_use]
pub fn remote_heading(wording: Wording<'_>, answer: &Answer) -> Option<String> {
    let (local, all) = (local(answer), answer.hits.len());
    (local > 0 && local < all).then(|| wording.count(Text::remote, all - local))
}

/// What finds which words of a text: byte ranges.
pub type Marks<'a> = &'a dyn Fn(&str) -> Vec<Range<usize>>;

/// The card of a hit. `keyword` is what was typed and what it was read as.
#[must_use]
pub fn card(
    wording: Wording<'_>,
    hit: &Hit,
    number: usize,
    keyword: (&str, &Reading),
    marks: Marks<'_>,
) -> Card {
    let (engine, messages) = (wording.engine, wording.messages);
    let why = keyword.1.why(engine, hit.place);
    let structure = &engine.directory.structures[hit.structure];
    let place = &engine.directory.places[hit.place];
    let labels =
        |list: &str, ids: IdSet| -> Vec<String> { ids.iter().map(|id| (wording.label)(list, id)).collect() };
    let name = name(engine, hit.structure);
    let mut known = labels("networks", structure.networks);
    // « Mission Locale de Brioude » says it already.
    known.retain(|network| !name.contains(network.as_str()));
    if !place.profile.publics.contains(engine.taxonomies.everyone) {
        known.append(&mut labels("publics", place.profile.publics));
    }
    let needs = labels("needs", hit.needs);
    let evoked = keyword.1.needs.iter().filter(|need| place.profile.needs.contains(**need));
    let evoked = evoked.take(EVOKED).map(|need| (wording.label)("needs", *need)).collect();
    Card {
        structure: hit.structure,
        place: hit.place,
        number,
        id: structure.id.clone(),
        name: pieces(&name, marks),
        known: pieces(&known.join(" · "), marks),
        place_line: pieces(&place_line(engine, hit, messages), marks),
        why: why_line(keyword.0, &why, evoked, messages),
        described: why.iter().any(|(_, found)| found.field == Field::Description),
        badges: badges(&place.profile, structure.paid, messages),
        notes: notes(hit, structure.paid, messages),
        at_distance: hit.at_distance,
        answers: if needs.is_empty() {
            String::new()
        } else {
            messages.fill(Text::answers, &needs.join(", "))
        },
        others: match hit.places {
            0 | 1 => String::new(),
            places => wording.count(Text::other_places, places - 1),
        },
    }
}

/// Name of a structure, with its acronym.
#[must_use]
pub fn name(engine: &Engine, structure: usize) -> String {
    let structure = &engine.directory.structures[structure];
    if structure.acronym.is_empty() || structure.name.contains(&structure.acronym) {
        structure.name.clone()
    } else {
        format!("{} ({})", structure.name, structure.acronym)
    }
}

/// How to reach a place: what a card shows, copies, saves and prints once the details are there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// Name of the place, street, postcode and commune.
    pub address: String,
    /// As it is written.
    pub phone: String,
    /// As it is called.
    pub phone_link: String,
    /// E-mail.
    pub email: String,
    /// Hours in words.
    pub hours: String,
    /// Address of the web site.
    pub website: String,
    /// The same without what nobody reads.
    pub website_shown: String,
    /// Languages spoken, by their codes.
    pub languages: Vec<String>,
    /// How far people with a disability can come in.
    pub access: Option<Text>,
    /// Page that says so in detail.
    pub access_url: String,
    /// Whether an appointment is needed.
    pub appointment: bool,
    /// Day of the last check, as it is read.
    pub checked: String,
    /// `geo:` link, for the device's own maps.
    pub geo: String,
    /// Link to a map on the web, which the visitor may follow.
    pub map: String,
}

impl Contacts {
    /// The contacts in a details record.
    #[must_use]
    pub fn of(details: PlaceDetails, point: Point) -> Self {
        let web = |address: &str| match address.split_once("://") {
            Some(("http" | "https", _)) => address.to_owned(),
            _ => String::new(),
        };
        let website = web(&details.website);
        let shown = website.trim_start_matches("https://").trim_start_matches("http://");
        let phone_link: String = details.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        let town = format!("{} {}", details.postcode, details.city);
        let lines = [details.name, details.address, details.address_extra, town];
        let lines: Vec<String> = lines.into_iter().filter(|line| !line.trim().is_empty()).collect();
        let (latitude, longitude) = (degrees(point.latitude.degrees()), degrees(point.longitude.degrees()));
        let mut query = String::new();
        encode(&lines.join(", "), &mut query);
        Self {
            address: lines.join(", "),
            phone_link,
            phone: details.phone,
            email: details.email,
            hours: if details.hours_text.is_empty() { details.hours } else { details.hours_text },
            website_shown: shown.trim_end_matches('/').to_owned(),
            website,
            languages: details.languages.split(',').filter(|it| !it.is_empty()).map(str::to_owned).collect(),
            access: match details.access.as_str() {
                "totale" => Some(Text::access_full),
                "partielle" => Some(Text::access_partial),
                "aucune" => Some(Text::access_none),
                _ => None,
            },
            access_url: web(&details.access_url),
            appointment: details.appointment == "oui",
            checked: french_date(&details.checked),
            geo: format!("geo:{latitude},{longitude}?q={query}"),
            map: format!(
                "https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}"
            ),
        }
    }

    /// The contacts as text to paste.
    #[must_use]
    pub fn text(&self, name: &str, page: &str) -> String {
        let lines = [name, &self.address, &self.phone, &self.email, &self.website, &self.hours, page];
        lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// A contact card (vCard 4.0, RFC 6350).
    #[must_use]
    pub fn vcard(&self, name: &str, page: &str) -> String {
        let mut out = String::from("BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:org\r\n");
        let fields = [
            ("FN", name),
            ("ORG", name),
            ("TEL;VALUE=text", &self.phone),
            ("EMAIL", &self.email),
            ("ADR;LABEL", &self.address),
            ("URL", if self.website.is_empty() { page } else { &self.website }),
            ("NOTE", &self.hours),
            ("SOURCE", page),
        ];
        for (key, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            if key == "ADR;LABEL" {
                // A label is quoted; the structured address itself is not known.
                out.push_str(&format!("ADR;LABEL=\"{}\":;;;;;;\r\n", value.replace('"', "'")));
            } else {
                let escaped = value.replace('\\', "\\\\").replace('\n', "\\n");
                let escaped = if key == "URL" || key == "SOURCE" {
                    escaped
                } else {
                    escaped.replace(',', "\\,").replace(';', "\\;")
                };
                out.push_str(&format!("{key}:{escaped}\r\n"));
            }
        }
        out.push_str("END:VCARD\r\n");
        out
    }
}

/// Whether a place is open, in words; nothing when its hours are not known.
#[must_use]
pub fn opening(details: &Details, place: usize, now: Moment, messages: &Messages) -> Option<(bool, String)> {
    let status = details.hours().status(place, now)?;
    let text = match status {
        Status::Open(None) => messages.text(Text::open_now).to_owned(),
        Status::Open(Some(until)) => messages.fill(Text::open_until, &time(until.minute)),
        Status::Closed(None) => messages.text(Text::closed).to_owned(),
        Status::Closed(Some(next)) => {
            let hour = time(next.minute);
            match next.day - now.day {
                0 => messages.fill(Text::opens_today, &hour),
                1 => messages.fill(Text::opens_tomorrow, &hour),
                _ => messages.fill_all(Text::opens_on, &[&day_text(next.day, messages), &hour]),
            }
        }
    };
    Some((matches!(status, Status::Open(_)), text))
}

/// The place of a structure that opens next, when another one than `place` does so sooner: the index of the
/// place and when, in words.
#[must_use]
pub fn sooner(
    engine: &Engine,
    details: &Details,
    place: usize,
    now: Moment,
    messages: &Messages,
) -> Option<(usize, String)> {
    let opens = |place: usize| match details.hours().status(place, now)? {
        Status::Open(_) => Some(now),
        Status::Closed(next) => next,
    };
    let own = opens(place)?;
    let structure = engine.directory.places[place].structure;
    let places = engine.directory.structures[structure].places.clone();
    let (other, when) = places.filter_map(|other| Some((other, opens(other)?))).min_by_key(|it| it.1)?;
    if when >= own {
        return None;
    }
    let commune = &engine.gazetteer.communes()[engine.directory.places[other].commune].name;
    if when == now {
        return Some((other, format!("{commune}\u{a0}: {}", messages.text(Text::open_now))));
    }
    let day = format!("{commune}, {}", day_text(when.day, messages));
    Some((other, messages.fill_all(Text::next_visit, &[&day, &time(when.minute)])))
}

/// Days before a closure from which it is told, and before one for good.
const AHEAD: i32 = 30;
const FAR_AHEAD: i32 = 180;

/// That a place is closed or soon will be, in words; nothing when that is over or far ahead.
#[must_use]
pub fn closed(closure: Closure, today: i32, messages: &Messages) -> Option<String> {
    let from = closure.from;
    let ahead = if closure.until == Until::Ever { FAR_AHEAD } else { AHEAD };
    if closure.is_over(today) || from > today + ahead {
        return None;
    }
    let begun = from <= today;
    let (first, mut last) = (day_text(from, messages), String::new());
    let key = match closure.until {
        Until::Day(day) if day == from && !begun => Text::closed_day,
        Until::Day(day) => {
            last = day_text(day, messages);
            if begun { Text::closed_until } else { Text::closed_days }
        }
        Until::Notice if begun => Text::closed_notice,
        Until::Notice => Text::closes_notice,
        Until::Ever if begun => Text::closed_ever,
        Until::Ever => Text::closes_ever,
    };
    let days = [first.as_str(), last.as_str()];
    Some(messages.fill_all(key, if key == Text::closed_until { &days[1..] } else { &days }))
}

/// The date of a day, as it is read.
#[must_use]
pub fn day_text(day: i32, messages: &Messages) -> String {
    let (_, month, number) = calendar::date(day);
    let name = |key: Text, at: usize| messages.text(key).split(' ').nth(at).unwrap_or_default().to_owned();
    let weekday = name(Text::days, calendar::weekday(day));
    let number = if number == 1 { messages.text(Text::first).to_owned() } else { number.to_string() };
    messages.fill_all(Text::day_date, &[&weekday, &number, &name(Text::months, month - 1)])
}

/// « 9 h », « 13 h 30 »
fn time(minute: u16) -> String {
    // Midnight at the end of a day is the hour 0 of the next.
    let (hour, minute) = (minute / 60 % 24, minute % 60);
    if minute == 0 { format!("{hour}\u{a0}h") } else { format!("{hour}\u{a0}h\u{a0}{minute:02}") }
}

/// Degrees with five decimals, about a metre.
fn degrees(value: f64) -> String {
    let scaled = (value.abs() * 100_000.0).round() as u64;
    let sign = if value < 0.0 { "-" } else { "" };
    format!("{sign}{}.{:05}", scaled / 100_000, scaled % 100_000)
}

/// The part of a description that holds a word of the keyword, with what it marks.
#[must_use]
pub fn description(details: &Details, structure: usize, marks: Marks<'_>) -> Pieces {
    let text = details.structure(structure).map(|it| excerpt(&it.description, marks)).unwrap_or_default();
    pieces(&text, marks)
}

/// How many of the needs that the keyword evokes a card says that it answers.
const EVOKED: usize = 2;

/// Répond à : Faire valider son expérience · « ambert » dans son lieu
///
/// What is `evoked` says more than the words that evoke it: « ferme » in a sentence is no closed door.
fn why_line(typed: &str, why: &[(Range<usize>, Match)], evoked: Vec<String>, messages: &Messages) -> String {
    let fields = [
        (Field::Name, Text::match_name),
        (Field::Service, Text::match_service),
        (Field::Locality, Text::match_locality),
        (Field::Description, Text::match_description),
    ];
    let part = |(field, message): (Field, Text)| {
        if field == Field::Service && !evoked.is_empty() {
            return Some(messages.fill(Text::answers, &evoked.join(", ")));
        }
        let mut words: Vec<String> = why
            .iter()
            .filter(|(_, found)| found.field == field)
            .filter_map(|(span, _)| Some(format!("« {} »", typed.get(span.clone())?)))
            .collect();
        words.dedup();
        (!words.is_empty()).then(|| messages.fill(message, &words.join(", ")))
    };
    fields.into_iter().filter_map(part).collect::<Vec<_>>().join(" · ")
}

/// Characters shown before and after the first word that matched.
const EXCERPT_MARGIN: usize = 70;

/// The surroundings of the first word of `text` that matched, cut between words.
pub fn excerpt(text: &str, marks: Marks<'_>) -> String {
    let Some(mark) = marks(text).into_iter().next() else { return String::new() };
    let before = text[..mark.start].char_indices().rev().nth(EXCERPT_MARGIN).map(|(position, _)| position);
    let after = text[mark.end..].char_indices().nth(EXCERPT_MARGIN).map(|(position, _)| mark.end + position);
    let start = before.map(|cut| text[cut..].find(' ').map_or(cut, |space| cut + space + 1));
    let end = after.map(|cut| text[..cut].rfind(' ').unwrap_or(cut).max(mark.end));
    let inside = &text[start.unwrap_or(0).min(mark.start)..end.unwrap_or(text.len())];
    let ellipsis = |cut: bool| if cut { "…" } else { "" };
    format!("{}{inside}{}", ellipsis(start.is_some()), ellipsis(end.is_some()))
}

/// A text cut where it is marked: each piece with whether it is.
#[must_use]
pub fn pieces(text: &str, marks: Marks<'_>) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for mark in marks(text) {
        let (Some(before), Some(marked)) = (text.get(from..mark.start), text.get(mark.clone())) else {
            break;
        };
        pieces.extend([(before.to_owned(), false), (marked.to_owned(), true)]);
        from = mark.end;
    }
    pieces.push((text[from..].to_owned(), false));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

fn place_line(engine: &Engine, hit: &Hit, messages: &Messages) -> String {
    let commune = &engine.gazetteer.communes()[engine.directory.places[hit.place].commune].name;
    match hit.distance_m {
        Some(distance_m) => {
            let distance = kilometres(distance_m, messages.text(Text::decimal));
            format!("{commune}, {}", messages.fill(Text::distance, &distance))
        }
        None => commune.clone(),
    }
}

/// A distance in kilometres with one decimal.
#[must_use]
pub fn kilometres(distance_m: u32, decimal: &str) -> String {
    let hectometres = distance_m.div_ceil(100);
    format!("{}{decimal}{}", hectometres / 10, hectometres % 10)
}

/// A date `2026-10-05` as it is read in French.
#[must_use]
pub fn french_date(iso: &str) -> String {
    let mut parts = iso.splitn(3, '-');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), Some(day)) => format!("{day}/{month}/{year}"),
        _ => iso.to_owned(),
    }
}

fn badges(profile: &engine::directory::Profile, paid: bool, messages: &Messages) -> Vec<String> {
    let all = [
        (true, if paid { Text::paid } else { Text::free }),
        (profile.levels.contains(LEVEL_INFORMATION), Text::level_information),
        (profile.levels.contains(LEVEL_SUPPORT), Text::level_support),
        (profile.modes.contains(MODE_ON_SITE), Text::mode_on_site),
        (profile.modes.contains(MODE_PHONE), Text::mode_phone),
        (profile.modes.contains(MODE_VIDEO), Text::mode_video),
    ];
    texts(&all, messages)
}

fn notes(hit: &Hit, paid: bool, messages: &Messages) -> Vec<String> {
    let all = [
        (paid, Text::paid),
        (hit.matched.is_some_and(|found| found.tier == Tier::Typo), Text::match_approximate),
    ];
    texts(&all, messages)
}

/// The texts of what is so.
fn texts(all: &[(bool, Text)], messages: &Messages) -> Vec<String> {
    all.iter().filter(|(is_so, _)| *is_so).map(|(_, key)| messages.text(*key).to_owned()).collect()
}

/// Whether distances are shown, and so must be explained.
#[must_use]
pub fn shows_distances(zone: &Zone) -> bool {
    matches!(zone, Zone::Around { .. })
}

#[cfg(test)]
mod tests {
    use engine::details::PlaceDetails;
    use engine::geo::Point;

    use super::{Contacts, degrees, excerpt, french_date, kilometres, pieces};

    #[test]
    fn distances_have_one_decimal() {
        assert_eq!(kilometres(0, ","), "0,0");
        assert_eq!(kilometres(900, ","), "0,9");
        assert_eq!(kilometres(12_300, "."), "12.3");
    }

    #[test]
    fn contacts_are_safe_to_follow_to_copy_and_to_save() {
        let details = PlaceDetails {
            name: "Antenne; nord".to_owned(),
            address: "1, rue \"X\"".to_owned(),
            postcode: "43000".to_owned(),
            city: "Le Puy".to_owned(),
            phone: "04 71 00 00 00".to_owned(),
            website: "javascript:alert(1)".to_owned(),
            ..PlaceDetails::default()
        };
        let contacts = Contacts::of(details, Point::from_degrees(3.885_2, -45.043).unwrap());
        assert_eq!(contacts.website, "", "only the web is followed");
        assert_eq!(contacts.phone_link, "0471000000");
        assert!(contacts.geo.starts_with("geo:-45.04300,3.88520?q=Antenne%3B%20nord"));
        let card = contacts.vcard("A; B, C", "https://example.org/a/");
        assert!(card.contains("FN:A\\; B\\, C\r\n") && card.contains("URL:https://example.org/a/\r\n"));
        assert!(card.contains("ADR;LABEL=\"Antenne; nord, 1, rue 'X', 43000 Le Puy\":;;;;;;\r\n"));
        let text = contacts.text("A", "https://example.org/a/");
        assert_eq!(text.lines().count(), 4);
        assert_eq!(degrees(0.000_004), "0.00000");
    }

    #[test]
    fn dates_are_french() {
        assert_eq!(french_date("2026-10-05"), "05/10/2026");
        assert_eq!(french_date(""), "");
    }

    #[test]
    fn excerpts_are_cut_between_words_around_what_matched() {
        let long = format!("{}vélo électrique{}", "mot ".repeat(40), " suite".repeat(40));
        let marks = |text: &str| text.find("vélo").map(|start| start..start + 5).into_iter().collect();
        let found = excerpt(&long, &marks);
        assert!(found.starts_with("…mot ") && found.contains("vélo électrique") && found.ends_with("suite…"));
        assert_eq!(excerpt("Un vélo.", &marks), "Un vélo.");
        assert_eq!(excerpt("Rien", &marks), "");
        let cut = pieces("Un vélo.", &marks);
        assert_eq!(cut, [("Un ".to_owned(), false), ("vélo".to_owned(), true), (".".to_owned(), false)]);
        assert_eq!(pieces("", &marks), []);
    }
}
