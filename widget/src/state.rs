//! What the visitor has chosen so far, and what each gesture changes: `(State, Event) -> Vec<Effect>`.
//!
//! Nothing here touches the browser, so all of it is tested natively.

use engine::gazetteer::{Gazetteer, Resolution, Territory};
use engine::geo::Point;
use engine::keyword::Reading;
use engine::query::{DEFAULT_RADIUS_KM, IsoWeek, Query, Zone};
use engine::{Engine, IdSet};

/// How many structures are shown at first, and added by each « Voir plus ».
pub const PAGE: usize = 10;

/// How many places are proposed at a time: more would not be read, and would cover a small screen.
const SUGGESTIONS: usize = 7;

/// Something that is loaded behind the first answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Loading {
    /// On its way.
    #[default]
    Waiting,
    /// Here.
    Ready,
    /// Could not be had; the visitor may ask again.
    Failed,
}

/// The place field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlaceField {
    /// What stands in the field.
    pub text: String,
    /// What is proposed under it.
    pub suggestions: Vec<Territory>,
    /// Whether the list is open.
    pub open: bool,
    /// The suggestion under the keyboard's cursor.
    pub active: Option<usize>,
    /// The territory that the text stands for.
    pub chosen: Option<Territory>,
    /// Where the visitor is, to about a kilometre, when that was asked for instead of a territory.
    pub here: Option<Point>,
    /// Whether the browser is being asked where the visitor is.
    pub locating: bool,
    /// Why the text stands for none.
    pub problem: Option<PlaceProblem>,
}

/// Why a text is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceProblem {
    /// Nothing bears the name, nor begins so.
    Unknown,
    /// Several territories bear it, or one or more begin so.
    Ambiguous,
    /// The browser does not say where the visitor is.
    NotLocated,
}

/// Everything that the visitor has chosen, and what has been loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Needs ticked.
    pub needs: IdSet,
    /// Publics ticked.
    pub publics: IdSet,
    /// Networks ticked.
    pub networks: IdSet,
    /// The place field.
    pub place: PlaceField,
    /// In kilometres.
    pub radius_km: u32,
    /// The keyword field.
    pub keyword: String,
    /// Whether a territory named in the keyword is looked for as a word.
    pub place_as_word: bool,
    /// How many structures are shown.
    pub shown: usize,
    /// Display records.
    pub details: Loading,
    /// The text index.
    pub keywords: Loading,
}

impl Default for State {
    fn default() -> Self {
        Self {
            needs: IdSet::EMPTY,
            publics: IdSet::EMPTY,
            networks: IdSet::EMPTY,
            place: PlaceField::default(),
            radius_km: DEFAULT_RADIUS_KM,
            keyword: String::new(),
            place_as_word: false,
            shown: PAGE,
            details: Loading::Waiting,
            keywords: Loading::Waiting,
        }
    }
}

/// A gesture of the visitor, or something that arrived.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A need was ticked or unticked.
    NeedToggled(usize),
    /// A public was ticked or unticked.
    PublicToggled(usize),
    /// A network was ticked or unticked.
    NetworkToggled(usize),
    /// A need that the keyword evokes is taken instead of the keyword.
    NeedTaken(usize),
    /// The territory named in the keyword is to be looked for as a word.
    PlaceAsWordWanted,
    /// « Autour de moi ».
    LocationWanted,
    /// The browser's answer.
    Located(Option<Point>),
    /// The place field now holds this.
    PlaceTyped(String),
    /// A key that the list of places understands.
    PlaceKey(ListKey),
    /// A suggestion was pressed.
    PlaceChosen(Territory),
    /// The place field lost the focus.
    PlaceLeft,
    /// A radius was chosen.
    RadiusChosen(u32),
    /// The keyword field now holds this.
    KeywordTyped(String),
    /// The form was sent.
    Submitted,
    /// « Voir plus ».
    MoreWanted,
    /// « Tout effacer ».
    Cleared,
    /// The display records are here, or could not be had.
    DetailsLoaded(bool),
    /// The text index is here, or could not be had.
    KeywordsLoaded(bool),
    /// « Réessayer ».
    RetryWanted,
}

/// Keys of the list of places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKey {
    /// Down arrow.
    Down,
    /// Up arrow.
    Up,
    /// Enter.
    Enter,
    /// Escape.
    Escape,
}

/// What the platform must do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Fetch the display records.
    LoadDetails,
    /// Fetch the text index.
    LoadKeywords,
    /// Move the focus to the results.
    FocusResults,
    /// Ask the browser where the visitor is.
    Locate,
}

impl State {
    /// What is fetched as soon as the form is there.
    #[must_use]
    pub fn first_effects() -> Vec<Effect> {
        vec![Effect::LoadDetails, Effect::LoadKeywords]
    }

    /// Applies an event.
    pub fn apply(&mut self, event: Event, gazetteer: &Gazetteer) -> Vec<Effect> {
        let changes_results = !matches!(
            event,
            Event::MoreWanted | Event::DetailsLoaded(_) | Event::KeywordsLoaded(_) | Event::RetryWanted
        );
        if changes_results {
            self.shown = PAGE;
        }
        match event {
            Event::NeedToggled(need) => toggle(&mut self.needs, need),
            Event::PublicToggled(public) => toggle(&mut self.publics, public),
            Event::NetworkToggled(network) => toggle(&mut self.networks, network),
            Event::NeedTaken(need) => {
                self.needs.insert(need);
                self.keyword.clear();
            }
            Event::PlaceAsWordWanted => self.place_as_word = true,
            Event::LocationWanted => {
                self.place = PlaceField { locating: true, ..PlaceField::default() };
                return vec![Effect::Locate];
            }
            // Something was typed meanwhile: it counts.
            Event::Located(_) if !self.place.locating => {}
            Event::Located(here) => {
                let problem = here.is_none().then_some(PlaceProblem::NotLocated);
                self.place = PlaceField { here, problem, ..PlaceField::default() };
            }
            Event::PlaceTyped(text) => self.place.typed(text, gazetteer),
            Event::PlaceKey(key) => self.place.key(key, gazetteer),
            Event::PlaceChosen(territory) => self.place.choose(territory, gazetteer),
            Event::PlaceLeft => self.place.settle(gazetteer),
            Event::RadiusChosen(radius_km) => self.radius_km = radius_km,
            Event::KeywordTyped(text) => {
                self.keyword = text;
                self.place_as_word = false;
            }
            Event::MoreWanted => self.shown += PAGE,
            Event::Cleared => self.clear(),
            Event::DetailsLoaded(ok) => self.details = if ok { Loading::Ready } else { Loading::Failed },
            Event::KeywordsLoaded(ok) => self.keywords = if ok { Loading::Ready } else { Loading::Failed },
            Event::RetryWanted => return self.retry(),
            Event::Submitted => {
                self.place.settle(gazetteer);
                return if self.place.problem.is_none() { vec![Effect::FocusResults] } else { Vec::new() };
            }
        }
        Vec::new()
    }

    fn clear(&mut self) {
        let loaded = (self.details, self.keywords);
        *self = Self { details: loaded.0, keywords: loaded.1, ..Self::default() };
    }

    fn retry(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (part, effect) in
            [(&mut self.details, Effect::LoadDetails), (&mut self.keywords, Effect::LoadKeywords)]
        {
            if *part == Loading::Failed {
                *part = Loading::Waiting;
                effects.push(effect);
            }
        }
        effects
    }

    /// Whether anything has been asked for.
    #[must_use]
    pub fn asks(&self) -> bool {
        let chosen = [self.needs, self.publics, self.networks].iter().any(|ids| !ids.is_empty());
        chosen || self.place_is_chosen() || self.has_keyword()
    }

    /// Whether the place field says where to look.
    #[must_use]
    pub fn place_is_chosen(&self) -> bool {
        self.place.chosen.is_some() || self.place.here.is_some()
    }

    /// Whether there is a keyword.
    #[must_use]
    pub fn has_keyword(&self) -> bool {
        !self.keyword.trim().is_empty()
    }

    /// The territory where to look: the one chosen, else the one that the keyword names.
    #[must_use]
    pub fn territory(&self, reading: &Reading) -> Option<Territory> {
        let named = reading.place.as_ref().filter(|_| self.place.here.is_none());
        self.place.chosen.or(named.map(|place| place.territory))
    }

    /// The query that this state stands for, with what the keyword was read as.
    #[must_use]
    pub fn query(&self, engine: &Engine, reading: &Reading, week: IsoWeek) -> Query {
        let around = |center: Point| Zone::Around { center, radius_m: self.radius_km * 1000 };
        let zone = match (self.place.here, self.territory(reading)) {
            (Some(here), _) => around(here),
            (None, None) => Zone::Anywhere,
            (None, Some(Territory::Commune(commune))) => around(engine.gazetteer.communes()[commune].point),
            (None, Some(territory)) => Zone::Within(territory),
        };
        Query {
            needs: self.needs,
            publics: self.publics,
            networks: self.networks,
            zone,
            keyword: reading.hits.clone(),
            week,
        }
    }
}

fn toggle(set: &mut IdSet, id: usize) {
    if set.contains(id) {
        set.remove(id);
    } else {
        set.insert(id);
    }
}

impl PlaceField {
    fn typed(&mut self, text: String, gazetteer: &Gazetteer) {
        let found = gazetteer.suggest(&text, SUGGESTIONS);
        self.suggestions = found.into_iter().map(|suggestion| suggestion.territory).collect();
        self.open = !self.suggestions.is_empty();
        self.active = None;
        self.problem = None;
        self.here = None;
        self.locating = false;
        // Results follow while typing as soon as the text names one place and no other.
        self.chosen = certain(&text, gazetteer);
        self.text = text;
    }

    fn key(&mut self, key: ListKey, gazetteer: &Gazetteer) {
        let count = self.suggestions.len();
        match key {
            ListKey::Escape => self.open = false,
            ListKey::Enter => match self.active.filter(|_| self.open) {
                Some(active) => self.choose(self.suggestions[active], gazetteer),
                None => self.settle(gazetteer),
            },
            ListKey::Down | ListKey::Up if count == 0 => {}
            ListKey::Down => self.move_to(self.active.map_or(0, |active| (active + 1) % count)),
            ListKey::Up => self.move_to(self.active.map_or(count - 1, |a| (a + count - 1) % count)),
        }
    }

    /// Puts the cursor on a suggestion; opens the list if need be.
    fn move_to(&mut self, suggestion: usize) {
        self.open = true;
        self.active = Some(suggestion);
    }

    fn choose(&mut self, territory: Territory, gazetteer: &Gazetteer) {
        *self = Self { text: label(territory, gazetteer), chosen: Some(territory), ..Self::default() };
    }

    /// The visitor has finished with the field: the text is a place, or the reason why not is told.
    fn settle(&mut self, gazetteer: &Gazetteer) {
        self.open = false;
        self.active = None;
        if let Some(territory) = self.chosen {
            return self.choose(territory, gazetteer);
        }
        if self.text.trim().is_empty() {
            return;
        }
        match gazetteer.resolve(&self.text) {
            Resolution::Found(territory) => self.choose(territory, gazetteer),
            Resolution::Postcode(_, communes) => self.choose(Territory::Commune(communes[0]), gazetteer),
            Resolution::Unknown(near) if near.is_empty() => {
                self.suggestions = near;
                self.problem = Some(PlaceProblem::Unknown);
            }
            Resolution::Ambiguous(several) | Resolution::Unknown(several) => {
                self.suggestions = several;
                self.problem = Some(PlaceProblem::Ambiguous);
                self.open = true;
            }
        }
    }
}

/// The territory that `text` names, when it names exactly one.
fn certain(text: &str, gazetteer: &Gazetteer) -> Option<Territory> {
    match gazetteer.resolve(text) {
        Resolution::Found(territory) => Some(territory),
        Resolution::Postcode(_, communes) => communes.first().copied().map(Territory::Commune),
        Resolution::Ambiguous(_) | Resolution::Unknown(_) => None,
    }
}

/// How a territory is written in the field, so that typing the same text again finds it.
#[must_use]
pub fn label(territory: Territory, gazetteer: &Gazetteer) -> String {
    match territory {
        Territory::Commune(commune) => {
            let record = &gazetteer.communes()[commune];
            format!("{} ({})", record.name, gazetteer.departments()[record.department].code)
        }
        other => gazetteer.name(other).to_owned(),
    }
}

#[cfg(test)]
mod tests;
