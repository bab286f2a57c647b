//! From an answer to the lines of a result: plain values, so that components only lay them out.

use std::ops::Range;

use engine::details::{Details, PlaceDetails};
use engine::directory::{LEVEL_INFORMATION, LEVEL_SUPPORT, MODE_ON_SITE, MODE_PHONE, MODE_VIDEO};
use engine::gazetteer::Territory;
use engine::keyword::{Field, Match, Reading};
use engine::query::{Answer, Hit, Scope, Zone};
use engine::{Engine, Tier};

use crate::locales::{Messages, fill};
use crate::state::State;

/// A structure as the visitor sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Identifier, which is also the path of its sheet.
    pub id: String,
    /// Name, with its acronym.
    pub name: String,
    /// Networks.
    pub networks: String,
    /// Commune, and distance when there is one.
    pub place: String,
    /// Levels of service and ways of meeting.
    pub badges: Vec<&'static str>,
    /// What sets it apart: paid, at a distance, spelling.
    pub notes: Vec<&'static str>,
    /// Why the keyword finds it, word by word.
    pub why: String,
    /// The part of its description that holds a word of the keyword.
    pub excerpt: String,
    /// Needs asked for that it answers.
    pub answers: String,
    /// « et 3 autres lieux d’accueil ».
    pub others: String,
    /// Contacts, once they are there.
    pub details: Option<PlaceDetails>,
}

/// The heading above the results.
#[must_use]
pub fn heading(
    engine: &Engine,
    state: &State,
    reading: &Reading,
    answer: &Answer,
    messages: &Messages,
) -> String {
    let count = answer.hits.len();
    let radius = state.radius_km.to_string();
    if count == 0 {
        return messages.none.to_owned();
    }
    if answer.scope == Scope::Widened {
        return fill(messages.widened, &radius);
    }
    let mut heading =
        if count == 1 { messages.one.to_owned() } else { fill(messages.several, &count.to_string()) };
    match state.territory(reading) {
        Some(Territory::Commune(_)) => heading += &fill(messages.within_radius, &radius),
        Some(other) => heading += &fill(messages.within_territory, engine.gazetteer.name(other)),
        None if state.place.here.is_some() => heading += &fill(messages.within_radius, &radius),
        None => {}
    }
    heading
}

/// What finds which words of a text: byte ranges.
pub type Marks<'a> = &'a dyn Fn(&str) -> Vec<Range<usize>>;

/// The card of a hit. `keyword` is what was typed and what it was read as.
#[must_use]
pub fn card(
    engine: &Engine,
    details: Option<&Details>,
    hit: &Hit,
    keyword: (&str, &Reading),
    marks: Marks<'_>,
    messages: &Messages,
) -> Card {
    let why = keyword.1.why(engine, hit.place);
    let described = why.iter().any(|(_, found)| found.field == Field::Description);
    let description = details.filter(|_| described).and_then(|details| details.structure(hit.structure));
    let structure = &engine.directory.structures[hit.structure];
    let place = &engine.directory.places[hit.place];
    let networks = structure.networks.iter().map(|id| engine.taxonomies.networks[id].entry.label.as_str());
    let needs: Vec<&str> =
        hit.needs.iter().map(|id| engine.taxonomies.needs[id].entry.label.as_str()).collect();
    let name = if structure.acronym.is_empty() || structure.name.contains(&structure.acronym) {
        structure.name.clone()
    } else {
        format!("{} ({})", structure.name, structure.acronym)
    };
    Card {
        id: structure.id.clone(),
        name,
        networks: networks.collect::<Vec<_>>().join(" · "),
        place: place_line(engine, hit, messages),
        why: why_line(keyword.0, &why, messages),
        excerpt: description.map(|it| excerpt(&it.description, marks)).unwrap_or_default(),
        badges: badges(&place.profile, messages),
        notes: notes(structure.paid, hit, messages),
        answers: if needs.is_empty() { String::new() } else { fill(messages.answers, &needs.join(", ")) },
        others: others(hit.places, messages),
        details: details.and_then(|details| details.place(hit.place)),
    }
}

/// « vae » dans ses services · « ambert » dans son lieu
fn why_line(typed: &str, why: &[(Range<usize>, Match)], messages: &Messages) -> String {
    let fields = [
        (Field::Name, messages.match_name),
        (Field::Service, messages.match_service),
        (Field::Locality, messages.match_locality),
        (Field::Description, messages.match_description),
    ];
    let part = |(field, message): (Field, &str)| {
        let mut words: Vec<String> = why
            .iter()
            .filter(|(_, found)| found.field == field)
            .filter_map(|(span, _)| Some(format!("« {} »", typed.get(span.clone())?)))
            .collect();
        words.dedup();
        (!words.is_empty()).then(|| fill(message, &words.join(", ")))
    };
    fields.into_iter().filter_map(part).collect::<Vec<_>>().join(" · ")
}

/// Characters shown before and after the first word that matched.
const EXCERPT_MARGIN: usize = 70;

/// The surroundings of the first word of `text` that matched, cut between words.
fn excerpt(text: &str, marks: Marks<'_>) -> String {
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
        Some(distance_m) => format!("{commune}, {}", fill(messages.distance, &kilometres(distance_m))),
        None => commune.clone(),
    }
}

/// A distance in kilometres with one decimal and a French comma.
#[must_use]
pub fn kilometres(distance_m: u32) -> String {
    let hectometres = distance_m.div_ceil(100);
    format!("{},{}", hectometres / 10, hectometres % 10)
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

fn badges(profile: &engine::directory::Profile, messages: &Messages) -> Vec<&'static str> {
    let all = [
        (profile.levels.contains(LEVEL_INFORMATION), messages.level_information),
        (profile.levels.contains(LEVEL_SUPPORT), messages.level_support),
        (profile.modes.contains(MODE_ON_SITE), messages.mode_on_site),
        (profile.modes.contains(MODE_PHONE), messages.mode_phone),
        (profile.modes.contains(MODE_VIDEO), messages.mode_video),
    ];
    all.into_iter().filter(|(has, _)| *has).map(|(_, label)| label).collect()
}

fn notes(paid: bool, hit: &Hit, messages: &Messages) -> Vec<&'static str> {
    let all = [
        (hit.at_distance, messages.at_distance),
        (paid, messages.paid),
        (hit.matched.is_some_and(|found| found.tier == Tier::Typo), messages.match_approximate),
    ];
    all.into_iter().filter(|(has, _)| *has).map(|(_, label)| label).collect()
}

fn others(places: usize, messages: &Messages) -> String {
    match places {
        0 | 1 => String::new(),
        2 => messages.other_places_one.to_owned(),
        _ => fill(messages.other_places, &(places - 1).to_string()),
    }
}

/// Whether distances are shown, and so must be explained.
#[must_use]
pub fn shows_distances(zone: &Zone) -> bool {
    matches!(zone, Zone::Around { .. })
}

#[cfg(test)]
mod tests {
    use super::{excerpt, french_date, kilometres, pieces};

    #[test]
    fn distances_have_one_decimal_and_a_comma() {
        assert_eq!(kilometres(0), "0,0");
        assert_eq!(kilometres(900), "0,9");
        assert_eq!(kilometres(12_300), "12,3");
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
