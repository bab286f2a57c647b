//! From an answer to the lines of a result: plain values, so that components only lay them out.

use engine::details::{Details, PlaceDetails};
use engine::directory::{LEVEL_INFORMATION, LEVEL_SUPPORT, MODE_ON_SITE, MODE_PHONE, MODE_VIDEO};
use engine::gazetteer::Territory;
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
    /// Needs asked for that it answers.
    pub answers: String,
    /// « et 3 autres lieux d’accueil ».
    pub others: String,
    /// Contacts, once they are there.
    pub details: Option<PlaceDetails>,
}

/// The heading above the results.
#[must_use]
pub fn heading(engine: &Engine, state: &State, answer: &Answer, messages: &Messages) -> String {
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
    match state.place.chosen {
        Some(Territory::Commune(_)) => heading += &fill(messages.within_radius, &radius),
        Some(other) => heading += &fill(messages.within_territory, engine.gazetteer.name(other)),
        None => {}
    }
    heading
}

/// The card of a hit.
#[must_use]
pub fn card(engine: &Engine, details: Option<&Details>, hit: &Hit, messages: &Messages) -> Card {
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
        badges: badges(&place.profile, messages),
        notes: notes(structure.paid, hit, messages),
        answers: if needs.is_empty() { String::new() } else { fill(messages.answers, &needs.join(", ")) },
        others: others(hit.places, messages),
        details: details.and_then(|details| details.place(hit.place)),
    }
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
        (hit.tier == Some(Tier::Typo), messages.match_approximate),
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
    use super::{french_date, kilometres};

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
}
