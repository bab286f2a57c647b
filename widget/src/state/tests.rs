//! Stories told to the reducer.

use engine::gazetteer::{Commune, Department, Gazetteer, Lists, Region, Territory};
use engine::geo::Point;
use engine::keyword::{NamedPlace, Reading};

use super::{Criterion, Effect, Event, List, ListKey, Loading, PAGE, PlaceProblem, State};

fn gazetteer() -> Gazetteer {
    Gazetteer::new(lists())
}

/// Before what is around the territory is there.
fn partial() -> Gazetteer {
    let lists = lists();
    Gazetteer::partial(Lists { communes: lists.communes[..lists.inside].to_vec(), ..lists })
}

fn lists() -> Lists {
    let commune = |insee: &str, name: &str, postcode, population, department| Commune {
        insee: insee.to_owned(),
        name: name.to_owned(),
        department,
        epci: None,
        city: None,
        postcodes: vec![postcode],
        population,
        point: Point::from_degrees(3.9, 45.0).unwrap(),
    };
    let department =
        |code: &str, name: &str| Department { code: code.to_owned(), name: name.to_owned(), region: Some(0) };
    Lists {
        communes: vec![
            commune("43157", "Le Puy-en-Velay", 43000, 18_000, 0),
            commune("43224", "Saint-Sauveur", 43290, 300, 0),
            commune("43234", "Saugues", 43170, 1_800, 0),
            commune("69258", "Saint-Sauveur", 69700, 900, 1),
            commune("48095", "Mende", 48000, 12_000, 2),
            commune("48168", "Le Malzieu-Ville", 48140, 700, 2),
        ],
        inside: 4,
        epcis: Vec::new(),
        departments: vec![
            department("43", "Haute-Loire"),
            department("69", "Rhône"),
            department("48", "Lozère"),
        ],
        regions: vec![Region { code: "84".to_owned(), name: "Auvergne-Rhône-Alpes".to_owned() }],
        former: Vec::new(),
    }
}

fn after(events: impl IntoIterator<Item = Event>) -> (State, Vec<Effect>) {
    let gazetteer = gazetteer();
    let mut state = State::default();
    let effects = events.into_iter().flat_map(|event| state.apply(event, &gazetteer)).collect();
    (state, effects)
}

fn typed(text: &str) -> Event {
    Event::PlaceTyped(text.to_owned())
}

#[test]
fn typing_a_place_proposes_it_and_a_whole_name_is_enough() {
    let (state, _) = after([typed("s")]);
    assert!(state.place.open && state.place.chosen.is_none());
    assert_eq!(state.place.suggestions.len(), 3);
    let (state, _) = after([typed("saugues")]);
    assert_eq!(state.place.chosen, Some(Territory::Commune(2)));
    assert_eq!(state.place.text, "saugues", "what is being typed is not rewritten under the fingers");
}

#[test]
fn arrows_and_enter_choose_in_the_list() {
    let down = Event::PlaceKey(ListKey::Down);
    let (state, _) = after([typed("saint"), down.clone(), down, Event::PlaceKey(ListKey::Enter)]);
    assert_eq!(state.place.text, "Saint-Sauveur (43)");
    assert!(!state.place.open);
    let left =
        [typed("saint"), Event::PlaceLeft, Event::PlaceKey(ListKey::Up), Event::PlaceKey(ListKey::Enter)];
    assert_eq!(after(left).0.place.text, "Saint-Sauveur (43)", "an arrow opens the list and moves in it");
    let (state, _) = after([typed("saint"), Event::PlaceKey(ListKey::Up), Event::PlaceKey(ListKey::Escape)]);
    assert!(!state.place.open && state.place.chosen.is_none());
}

#[test]
fn what_is_written_in_the_field_is_found_again() {
    let (state, _) = after([typed("Saint-Sauveur (69)"), Event::PlaceLeft]);
    assert_eq!(state.place.chosen, Some(Territory::Commune(3)));
}

#[test]
fn homonyms_and_unknown_places_are_told_when_one_leaves_the_field() {
    let (state, _) = after([typed("Saint-Sauveur"), Event::PlaceLeft]);
    assert_eq!(state.place.problem, Some(PlaceProblem::Ambiguous));
    assert!(!state.place.open, "an open list would cover what the focus went to");
    let (state, _) = after([typed("Saint-Sauveur"), Event::PlaceLeft, Event::PlacePressed]);
    assert!(state.place.open);
    let (state, effects) = after([typed("Saint-Sauveur"), Event::Submitted]);
    assert!(state.place.open && effects == [Effect::FocusPlace]);
    let (state, effects) = after([typed("Atlantide"), Event::Submitted]);
    assert_eq!(state.place.problem, Some(PlaceProblem::Unknown));
    assert_eq!(effects, [Effect::FocusPlace], "the focus goes where the problem is");
    let (state, effects) = after([typed("43000"), Event::Submitted]);
    assert_eq!(state.place.text, "Le Puy-en-Velay (43)");
    assert_eq!(effects, [Effect::LoadDetails, Effect::FocusResults]);
}

#[test]
fn a_department_does_without_the_radius() {
    let (state, _) = after([typed("Haute-Loire")]);
    assert_eq!(state.place.chosen, Some(Territory::Department(0)));
}

#[test]
fn a_new_choice_shows_the_first_page_again() {
    let (state, _) = after([Event::MoreWanted]);
    assert_eq!(state.shown, 2 * PAGE);
    let (state, _) = after([Event::MoreWanted, Event::Set(List::Needs, 1, true)]);
    assert_eq!(state.shown, PAGE);
    let (state, _) =
        after([Event::Set(List::Needs, 1, true), Event::Dropped(Criterion::Choice(List::Needs, 1))]);
    assert!(state.needs.is_empty());
}

#[test]
fn only_what_failed_is_fetched_again() {
    let (state, effects) =
        after([Event::Details(Loading::Ready), Event::Keywords(Loading::Failed), Event::RetryWanted]);
    assert_eq!(effects, [Effect::LoadKeywords]);
    assert_eq!((state.details, state.keywords), (Loading::Ready, Loading::Waiting));
}

#[test]
fn clearing_keeps_what_was_loaded() {
    let (state, _) = after([
        Event::Keywords(Loading::Ready),
        Event::KeywordTyped("vae".to_owned()),
        typed("saugues"),
        Event::Cleared,
    ]);
    assert!(!state.asks());
    assert_eq!(state.keywords, Loading::Ready);
}

#[test]
fn a_place_in_the_keyword_counts_when_the_field_says_nothing() {
    let place = NamedPlace { span: 0..7, territory: Territory::Commune(2), others: Vec::new() };
    let reading = Reading { place: Some(place), ..Reading::default() };
    let (state, _) = after([Event::KeywordTyped("saugues".to_owned())]);
    assert_eq!(state.territory(&reading), Some(Territory::Commune(2)));
    let (state, _) = after([typed("Le Puy-en-Velay")]);
    assert_eq!(state.territory(&reading), Some(Territory::Commune(0)));
    let here = Point::from_degrees(3.9, 45.0);
    let (state, _) = after([Event::LocationWanted, Event::Located(here.ok_or(PlaceProblem::Unavailable))]);
    assert_eq!((state.territory(&reading), state.place.here), (None, here));
}

#[test]
fn a_word_is_looked_for_as_a_word_until_the_keyword_changes() {
    let keyword = |text: &str| Event::KeywordTyped(text.to_owned());
    let (state, _) = after([keyword("saugues"), Event::PlaceAsWordWanted]);
    assert!(state.place_as_word);
    let (state, _) = after([keyword("saugues"), Event::PlaceAsWordWanted, keyword("saugue")]);
    assert!(!state.place_as_word);
}

#[test]
fn a_need_that_is_proposed_replaces_the_keyword() {
    let (state, _) = after([Event::KeywordTyped("changer de métier".to_owned()), Event::NeedTaken(3)]);
    assert!(state.needs.contains(3) && state.keyword.is_empty());
}

#[test]
fn where_the_visitor_is_gives_way_to_what_is_typed() {
    let here = Point::from_degrees(3.9, 45.0);
    let (state, effects) = after([
        Event::LocationWanted,
        typed("Saugues"),
        Event::Located(here.ok_or(PlaceProblem::Unavailable)),
    ]);
    assert_eq!((state.place.here, state.place.chosen), (None, Some(Territory::Commune(2))));
    assert_eq!(effects, [Effect::Locate, Effect::LoadDetails]);
    let (state, _) = after([Event::LocationWanted, Event::Located(Err(PlaceProblem::Refused))]);
    assert_eq!(state.place.problem, Some(PlaceProblem::Refused));
    assert!(!state.asks());
    let (state, _) =
        after([Event::LocationWanted, Event::Located(here.ok_or(PlaceProblem::Unavailable)), typed("")]);
    assert_eq!(state.place.here, None);
}

#[test]
fn what_a_criterion_needs_is_fetched_once_and_only_then() {
    let (state, effects) = after([Event::SheetOpened(false), typed("atl")]);
    assert_eq!((state.details, effects.len()), (Loading::Idle, 0), "nothing is asked yet");
    let keyword = |text: &str| Event::KeywordTyped(text.to_owned());
    let (_, effects) = after([Event::Set(List::Needs, 0, true), keyword("v"), keyword("va")]);
    assert_eq!(effects, [Effect::LoadDetails, Effect::LoadKeywords]);
    let (_, effects) = after([Event::Details(Loading::Waiting), Event::Set(List::Needs, 0, true)]);
    assert_eq!(effects, [Effect::LoadDetails], "what was fetched ahead is not fetched again");
}

#[test]
fn the_sheet_outlives_the_search() {
    let (state, _) = after([
        Event::SheetToggled(7),
        Event::SheetToggled(2),
        Event::Cleared,
        Event::SheetToggled(5),
        Event::SheetToggled(2),
        Event::Restored(Box::default()),
    ]);
    assert_eq!(state.sheet, [7, 5]);
}

#[test]
fn criteria_are_taken_away_one_by_one() {
    let (state, _) = after([
        Event::Set(List::Needs, 1, true),
        Event::Set(List::Needs, 2, true),
        Event::Set(List::Publics, 3, true),
        Event::KeywordTyped("vae".to_owned()),
        typed("saugues"),
        Event::Dropped(Criterion::Choice(List::Needs, 1)),
        Event::Dropped(Criterion::All(List::Publics)),
        Event::Dropped(Criterion::Place),
    ]);
    assert!(state.needs.contains(2) && state.needs.len() == 1 && state.publics.is_empty());
    assert!(!state.place_is_chosen() && state.has_keyword());
}

/// What happens while only the territory is known, then what happens once everything is.
fn arriving(before: &[Event], after: &[Event]) -> (State, State, Vec<Effect>) {
    let mut state = State::default();
    let mut effects = Vec::new();
    for event in before {
        effects.extend(state.apply(event.clone(), &partial()));
    }
    let waiting = state.clone();
    for event in after {
        effects.extend(state.apply(event.clone(), &gazetteer()));
    }
    (waiting, state, effects)
}

#[test]
fn a_place_around_the_territory_is_waited_for_and_found_when_it_is_there() {
    let ready = [Event::Around(Loading::Ready)];
    for text in ["mende", "48000", "mende (48)", "mendde"] {
        let (waiting, state, effects) = arriving(&[typed(text), Event::PlaceLeft], &ready);
        assert_eq!(waiting.place.problem, Some(PlaceProblem::Coming), "{text}");
        assert_eq!(waiting.place.text, text);
        assert_eq!((state.place.text.as_str(), state.place.problem), ("Mende (48)", None), "{text}");
        assert_eq!(effects, [Effect::LoadAround, Effect::LoadDetails]);
    }
    let (_, state, _) = arriving(&[typed("atlantide"), Event::PlaceLeft], &ready);
    assert_eq!(state.place.problem, Some(PlaceProblem::Unknown));
    let failed = [typed("mende"), Event::PlaceLeft, Event::Around(Loading::Failed), Event::RetryWanted];
    let (waiting, _, effects) = arriving(&failed, &[]);
    assert_eq!((waiting.place.problem, waiting.around), (Some(PlaceProblem::Coming), Loading::Waiting));
    assert_eq!(effects, [Effect::LoadAround, Effect::LoadAround]);
}

#[test]
fn what_was_found_or_is_being_typed_stays_when_more_places_are_known() {
    let ready = [Event::Around(Loading::Ready)];
    let (waiting, state, effects) = arriving(&[typed("saugues"), Event::PlaceLeft], &ready);
    assert_eq!((waiting.place.text.as_str(), &waiting.place), ("Saugues (43)", &state.place));
    assert_eq!(effects, [Effect::LoadAround, Effect::LoadDetails]);
    let (waiting, state, _) = arriving(&[typed("le")], &ready);
    assert_eq!((waiting.place.suggestions.len(), state.place.suggestions.len()), (1, 2));
    assert_eq!((state.place.text.as_str(), state.place.open, state.place.problem), ("le", true, None));
    // A list under the cursor does not move.
    let (waiting, state, _) = arriving(&[typed("le"), Event::PlaceKey(ListKey::Down)], &ready);
    assert_eq!(waiting.place, state.place);
    let (_, state, effects) =
        arriving(&[], &[Event::Around(Loading::Waiting), Event::Around(Loading::Ready)]);
    assert_eq!((state.place, effects), (Default::default(), vec![Effect::LoadAround]));
}

#[test]
fn a_list_that_was_left_does_not_open_by_itself_when_more_places_are_known() {
    let left = [typed("saint-sauveur"), Event::PlaceLeft, Event::Around(Loading::Waiting)];
    let (waiting, state, _) = arriving(&left, &[Event::Around(Loading::Ready)]);
    for state in [waiting, state] {
        assert_eq!((state.place.problem, state.place.open), (Some(PlaceProblem::Ambiguous), false));
    }
}
