//! Criteria as text: in the fragment of an address (`#annuaire&besoin=…&lieu=…`), and in the options that a
//! host page gives. A fragment never leaves the browser, so a link to a search tells a server nothing.

use engine::directory::MODES;
use engine::query::RADII_KM;
use engine::{Engine, IdSet};

use crate::state::{PlaceField, PlaceProblem, State};

/// How a fragment of ours begins.
pub const MARK: &str = "annuaire";

/// The longest keyword taken from a link, in characters: nobody searches for more.
const LONGEST: usize = 200;

/// The fragment that leads to the criteria of `state`, without `#`; empty when they are those of `start`,
/// which is where the widget begins. Where the visitor is never goes in.
#[must_use]
pub fn write(state: &State, start: &State, engine: &Engine) -> String {
    let lists = &engine.taxonomies;
    let sheet = state.sheet_open && !state.sheet.is_empty();
    let ids = |set: IdSet, id: &dyn Fn(usize) -> String| set.iter().map(id).collect::<Vec<_>>().join(",");
    let coming = |place: &PlaceField| if is_place(place) { place.text.clone() } else { String::new() };
    let lieu = coming(&state.place);
    let held = |state: &State| {
        let place = state.place.chosen.map_or_else(|| Err(coming(&state.place)), Ok);
        (
            state.needs,
            state.publics,
            state.networks,
            state.modes,
            place,
            state.radius_km,
            state.keyword.clone(),
        )
    };
    if held(state) == held(start) && !sheet {
        return String::new();
    }
    let radius = if state.radius_km == start.radius_km { String::new() } else { state.radius_km.to_string() };
    let parts = [
        ("besoin", ids(state.needs, &|id| lists.needs[id].entry.id.clone())),
        ("public", ids(state.publics, &|id| lists.publics[id].id.clone())),
        ("reseau", ids(state.networks, &|id| lists.networks[id].entry.id.clone())),
        ("rencontre", ids(state.modes, &|id| MODES[id].to_owned())),
        ("lieu", lieu),
        ("rayon", radius),
        ("mot", state.keyword.trim().to_owned()),
    ];
    let mut fragment = MARK.to_owned();
    let mut push = |key: &str, value: &str| {
        if !value.is_empty() {
            fragment.push('&');
            fragment.push_str(key);
            fragment.push('=');
            encode(value, &mut fragment);
        }
    };
    for (key, value) in &parts {
        push(key, value);
    }
    if sheet {
        let mut chosen = String::new();
        for structure in &state.sheet {
            chosen.push_str(&engine.directory.structures[*structure].id);
            chosen.push(',');
        }
        push("fiche", chosen.trim_end_matches(','));
        for line in state.sheet_reasons.split('\n') {
            push("raison", line);
        }
    }
    fragment
}

/// The reasons of what is on the sheet: what was taken off takes its own along.
#[must_use]
pub fn held_reasons(state: &State, engine: &Engine) -> String {
    let held = |id: &str| state.sheet.iter().any(|it| engine.directory.structures[*it].id == id);
    let mut reasons = String::new();
    for line in state.sheet_reasons.split('\n') {
        if line.split(':').next().is_some_and(held) {
            reasons.push_str(line);
            reasons.push('\n');
        }
    }
    reasons
}

/// Whether it is known to be a place, or may yet turn out to be one.
fn is_place(place: &PlaceField) -> bool {
    place.chosen.is_some() || place.problem == Some(PlaceProblem::Coming)
}

/// The criteria of a fragment; `None` when it is not ours. What the directory does not have is named in
/// [`State::unknown`]. `start` gives what a fragment does not tell.
#[must_use]
pub fn read(fragment: &str, start: &State, engine: &Engine) -> Option<State> {
    let rest = fragment.strip_prefix(MARK)?;
    if !rest.is_empty() && !rest.starts_with('&') {
        return None;
    }
    let start = State {
        needs: IdSet::EMPTY,
        publics: IdSet::EMPTY,
        networks: IdSet::EMPTY,
        modes: IdSet::EMPTY,
        place: PlaceField::default(),
        keyword: String::new(),
        sheet: Vec::new(),
        sheet_reasons: String::new(),
        sheet_open: false,
        ..start.clone()
    };
    // Editors of mails and sites write « & » as « &amp; ».
    let parts = rest.split('&').map(|part| part.strip_prefix("amp;").unwrap_or(part));
    let pairs = parts.filter_map(|part| part.split_once('='));
    Some(criteria(pairs.map(|(key, value)| (key, decode(value))), start, engine))
}

/// What the host page presets: key of a link, name of the option.
const PRESETS: [(&str, &str); 9] = [
    ("besoin", "besoins"),
    ("public", "publics"),
    ("reseau", "reseaux"),
    ("rencontre", "rencontre"),
    ("lieu", "lieu"),
    ("rayon", "rayon"),
    ("mot", "mot-cle"),
    ("territoire", "territoire"),
    ("par-page", "par-page"),
];

/// The options that preset criteria, a line each: to see whether one has changed.
#[must_use]
pub fn options(option: impl Fn(&str) -> String) -> String {
    PRESETS.iter().map(|(_, name)| option(name) + "\n").collect()
}

/// The criteria that the host page presets; `option` gives the value of one, empty when it is not there.
#[must_use]
pub fn preset(option: impl Fn(&str) -> String, engine: &Engine) -> State {
    criteria(PRESETS.into_iter().map(|(key, name)| (key, option(name))), State::default(), engine)
}

fn criteria<'a>(pairs: impl Iterator<Item = (&'a str, String)>, mut state: State, engine: &Engine) -> State {
    let lists = &engine.taxonomies;
    for (key, value) in pairs {
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        let unknown = &mut state.unknown;
        match key {
            "besoin" => state.needs = ids(value, unknown, |id| lists.need(id)),
            "public" => state.publics = ids(value, unknown, |id| lists.public(id)),
            "reseau" => state.networks = ids(value, unknown, |id| lists.network(id)),
            "rencontre" => state.modes = ids(value, unknown, |id| MODES.iter().position(|it| *it == id)),
            "lieu" => {
                let place = PlaceField::of(value, &engine.gazetteer);
                if is_place(&place) {
                    state.place = place;
                } else {
                    unknown.push(value.to_owned());
                }
            }
            // The nearest one that is proposed.
            "rayon" => {
                if let Ok(wanted) = value.parse::<u32>() {
                    let nearest = RADII_KM.into_iter().min_by_key(|radius| radius.abs_diff(wanted));
                    state.radius_km = nearest.unwrap_or(state.radius_km);
                }
            }
            "mot" => state.keyword = value.chars().take(LONGEST).collect(),
            "fiche" => {
                for id in value.split(',') {
                    match engine.directory.structures.iter().position(|it| it.id == id) {
                        Some(structure) if state.sheet.contains(&structure) => {}
                        Some(structure) => state.sheet.push(structure),
                        None => unknown.push(id.to_owned()),
                    }
                }
                state.sheet_open = !state.sheet.is_empty();
            }
            "raison" => {
                state.sheet_reasons.extend(value.chars().take(LONGEST).filter(|it| *it != '\n'));
                state.sheet_reasons.push('\n');
            }
            "territoire" => {
                for code in value.split([',', ' ']).filter(|code| !code.is_empty()) {
                    let all = engine.gazetteer.departments();
                    match all.iter().position(|department| department.code.eq_ignore_ascii_case(code)) {
                        Some(department) => state.departments.push(department),
                        None => unknown.push(code.to_owned()),
                    }
                }
            }
            "par-page" => state.page = value.parse().unwrap_or(state.page).clamp(1, 50),
            _ => {}
        }
    }
    state.shown = state.page;
    state
}

fn ids(value: &str, unknown: &mut Vec<String>, find: impl Fn(&str) -> Option<usize>) -> IdSet {
    let mut set = IdSet::EMPTY;
    for id in value.split([',', ' ']).filter(|id| !id.is_empty()) {
        match find(id) {
            Some(found) => set.insert(found),
            None => unknown.push(id.to_owned()),
        }
    }
    set
}

/// Percent-encodes what is not plain in a fragment.
pub fn encode(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.,~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// The text of a percent-encoded one; what is badly encoded is taken as it stands.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (b'+', ..) => {
                out.push(b' ');
                at += 1;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{decode, encode};

    #[test]
    fn broken_encodings_are_taken_as_they_stand() {
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz+a%C3%A9"), "%zz aé");
        assert_eq!(decode("%ff"), "\u{fffd}");
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back(text in ".*") {
            let mut encoded = String::new();
            encode(&text, &mut encoded);
            prop_assert!(encoded.is_ascii() && !encoded.contains(['&', '=', '#', ' ', '"', '<']));
            prop_assert_eq!(decode(&encoded), text);
        }
    }
}
