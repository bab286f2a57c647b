//! From what happened in the form to an [`Event`] of the reducer.
//!
//! The loader listens to the form for all of us and hands over the type of the DOM event, the name of the
//! control (`data-do`) and its value: `("change", "need:3", "true")`.

use crate::state::{Criterion, Event, List, ListKey, State};

/// What a gesture asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Gesture {
    /// Something that changes the state.
    Event(Event),
    /// Something about one structure.
    Structure(Deed, usize),
    /// The link to this search.
    Share,
    /// The sheet on paper.
    Print,
    /// The directory on this device.
    Keep,
    /// Not any more.
    Forget,
    /// Nothing, but the browser must not do what it usually does.
    Hold,
}

/// What can be done with one structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Copy its contacts.
    Copy,
    /// Save them as a contact card.
    Contact,
    /// Go to its card, from the map.
    Show,
    /// Open its record; the browser does that, we only tell the page.
    Open,
}

/// What a DOM event means, and whether the browser's own reaction must be held back.
#[must_use]
pub fn gesture(kind: &str, name: &str, value: &str, state: &State) -> Option<(Gesture, bool)> {
    let (head, rest) = name.split_once(':').unwrap_or((name, ""));
    let number = rest.parse::<usize>().ok();
    let event = |event: Event| Some((Gesture::Event(event), false));
    match (kind, head) {
        ("change", "need" | "public" | "network" | "mode") => {
            event(Event::Set(list(head)?, number?, value == "true"))
        }
        ("change" | "input", "radius") => event(Event::RadiusChosen(value.parse().ok()?)),
        ("input", "keyword") => event(Event::KeywordTyped(value.to_owned())),
        ("input", "place") => event(Event::PlaceTyped(value.to_owned())),
        ("input", "reasons") => event(Event::ReasonsGiven(value.to_owned())),
        ("focusout", "place") => event(Event::PlaceLeft),
        ("click", "place") => event(Event::PlacePressed),
        ("keydown", "place") => key(value, state),
        // The press must not take the focus from the field, or leaving it would close the list first.
        ("mousedown", "option") => Some((Gesture::Hold, true)),
        ("submit", "submit") => Some((Gesture::Event(Event::Submitted), true)),
        ("close", "sheet-dialog") => event(Event::SheetOpened(false)),
        ("click", _) => click(head, rest, number).map(|gesture| (gesture, false)),
        _ => None,
    }
}

fn key(key: &str, state: &State) -> Option<(Gesture, bool)> {
    let event = |key: ListKey, hold: bool| Some((Gesture::Event(Event::PlaceKey(key)), hold));
    match key {
        "ArrowDown" => event(ListKey::Down, true),
        "ArrowUp" => event(ListKey::Up, true),
        // A closed list leaves the key to the page: it may close a dialog around us.
        "Escape" if state.place.open => event(ListKey::Escape, true),
        // With no suggestion under the cursor, Enter sends the form.
        "Enter" if state.place.open && state.place.active.is_some() => event(ListKey::Enter, true),
        "Home" | "End" if state.place.active.is_some() => event(ListKey::Edge, false),
        _ => None,
    }
}

fn click(head: &str, rest: &str, number: Option<usize>) -> Option<Gesture> {
    let event = match head {
        "option" => Event::PlaceChosen(number?),
        "locate" => Event::LocationWanted,
        // « Voir les N résultats » under the list of needs.
        "done" => Event::Submitted,
        // The one in the form, and the one that vanishes with what it is proposed for.
        "clear" | "restart" => Event::Cleared,
        "more" => Event::MoreWanted,
        "retry" => Event::RetryWanted,
        "as-word" => Event::PlaceAsWordWanted,
        "take" => Event::NeedTaken(number?),
        "widen" => Event::RadiusChosen(number? as u32),
        "drop" => Event::Dropped(criterion(rest)?),
        "add" => Event::SheetToggled(number?),
        "sheet" => Event::SheetOpened(true),
        "close-sheet" => Event::SheetOpened(false),
        "new-sheet" => Event::SheetCleared,
        "copy" => return Some(Gesture::Structure(Deed::Copy, number?)),
        "vcard" => return Some(Gesture::Structure(Deed::Contact, number?)),
        "point" => return Some(Gesture::Structure(Deed::Show, number?)),
        "open" => return Some(Gesture::Structure(Deed::Open, number?)),
        "share" => return Some(Gesture::Share),
        "print" => return Some(Gesture::Print),
        "keep" => return Some(Gesture::Keep),
        "forget" => return Some(Gesture::Forget),
        _ => return None,
    };
    Some(Gesture::Event(event))
}

fn list(name: &str) -> Option<List> {
    match name {
        "need" => Some(List::Needs),
        "public" => Some(List::Publics),
        "network" => Some(List::Networks),
        "mode" => Some(List::Modes),
        _ => None,
    }
}

fn criterion(name: &str) -> Option<Criterion> {
    match name.split_once(':') {
        Some((head, "all")) => Some(Criterion::All(list(head)?)),
        Some((head, id)) => Some(Criterion::Choice(list(head)?, id.parse().ok()?)),
        None if name == "place" => Some(Criterion::Place),
        None if name == "keyword" => Some(Criterion::Keyword),
        None => None,
    }
}

/// Whether a gesture is one decision, to which « Précédent » comes back, rather than typing.
#[must_use]
pub fn is_decision(kind: &str) -> bool {
    matches!(kind, "click" | "change" | "submit" | "keydown" | "mousedown")
}

#[cfg(test)]
mod tests {
    use super::{Deed, Gesture, gesture};
    use crate::state::{Criterion, Event, List, ListKey, PlaceField, State};

    fn event(kind: &str, name: &str, value: &str, state: &State) -> Option<Event> {
        match gesture(kind, name, value, state)? {
            (Gesture::Event(event), _) => Some(event),
            _ => None,
        }
    }

    #[test]
    fn controls_set_what_they_say() {
        let state = State::default();
        let set = |name, value| event("change", name, value, &state);
        assert_eq!(set("need:3", "true"), Some(Event::Set(List::Needs, 3, true)));
        assert_eq!(set("network:0", "false"), Some(Event::Set(List::Networks, 0, false)));
        assert_eq!(set("radius", "20"), Some(Event::RadiusChosen(20)));
        assert_eq!(set("radius", "vingt"), None);
        assert_eq!(set("need:x", "true"), None);
        let dropped = |name: &str| event("click", name, "", &state);
        assert_eq!(dropped("drop:need:2"), Some(Event::Dropped(Criterion::Choice(List::Needs, 2))));
        assert_eq!(dropped("drop:public:all"), Some(Event::Dropped(Criterion::All(List::Publics))));
        assert_eq!(dropped("drop:keyword"), Some(Event::Dropped(Criterion::Keyword)));
        assert_eq!(dropped("drop:nothing"), None);
        assert_eq!(gesture("click", "copy:4", "", &state), Some((Gesture::Structure(Deed::Copy, 4), false)));
    }

    #[test]
    fn keys_are_held_back_only_while_the_list_uses_them() {
        let closed = State::default();
        assert_eq!(gesture("keydown", "place", "Escape", &closed), None);
        assert_eq!(gesture("keydown", "place", "Enter", &closed), None, "Enter sends the form");
        assert_eq!(gesture("keydown", "place", "a", &closed), None);
        let place = PlaceField { open: true, active: Some(0), ..PlaceField::default() };
        let open = State { place, ..State::default() };
        let held = |key| gesture("keydown", "place", key, &open).map(|(_, hold)| hold);
        assert_eq!(
            [held("ArrowDown"), held("Escape"), held("Enter"), held("Home")],
            [Some(true), Some(true), Some(true), Some(false)]
        );
        assert_eq!(event("keydown", "place", "End", &open), Some(Event::PlaceKey(ListKey::Edge)));
    }
}
