//! What the visitor has chosen so far, and what each gesture changes: `(State, Event) -> Vec<Effect>`.
//!
//! Nothing here touches the browser, so all of it is tested natively.

use engine::gazetteer::{Gazetteer, Resolution, Territory};
use engine::query::{DEFAULT_RADIUS_KM, IsoWeek, KeywordHit, Query, Zone};
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
}

/// Everything that the visitor has chosen, and what has been loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Needs ticked.
    pub needs: IdSet,
    /// The place field.
    pub place: PlaceField,
    /// In kilometres.
    pub radius_km: u32,
    /// The keyword field.
    pub keyword: String,
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
            place: PlaceField::default(),
            radius_km: DEFAULT_RADIUS_KM,
            keyword: String::new(),
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
            Event::NeedToggled(need) if self.needs.contains(need) => self.needs.remove(need),
            Event::NeedToggled(need) => self.needs.insert(need),
            Event::PlaceTyped(text) => self.place.typed(text, gazetteer),
            Event::PlaceKey(key) => self.place.key(key, gazetteer),
            Event::PlaceChosen(territory) => self.place.choose(territory, gazetteer),
            Event::PlaceLeft => self.place.settle(gazetteer),
            Event::RadiusChosen(radius_km) => self.radius_km = radius_km,
            Event::KeywordTyped(text) => self.keyword = text,
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
        !self.needs.is_empty() || self.place.chosen.is_some() || self.has_keyword()
    }

    /// Whether there is a keyword.
    #[must_use]
    pub fn has_keyword(&self) -> bool {
        !self.keyword.trim().is_empty()
    }

    /// The query that this state stands for. `keyword` is `None` when there is none, or no index for it yet.
    #[must_use]
    pub fn query(&self, engine: &Engine, keyword: Option<Vec<KeywordHit>>, week: IsoWeek) -> Query {
        let zone = match self.place.chosen {
            None => Zone::Anywhere,
            Some(Territory::Commune(commune)) => Zone::Around {
                center: engine.gazetteer.communes()[commune].point,
                radius_m: self.radius_km * 1000,
            },
            Some(territory) => Zone::Within(territory),
        };
        Query { needs: self.needs, zone, keyword, week, ..Query::default() }
    }

    /// Whether the radius plays a part: it does not inside a department, an EPCI or a region.
    #[must_use]
    pub fn uses_radius(&self) -> bool {
        matches!(self.place.chosen, None | Some(Territory::Commune(_)))
    }
}

impl PlaceField {
    fn typed(&mut self, text: String, gazetteer: &Gazetteer) {
        let found = gazetteer.suggest(&text, SUGGESTIONS);
        self.suggestions = found.into_iter().map(|suggestion| suggestion.territory).collect();
        self.open = !self.suggestions.is_empty();
        self.active = None;
        self.problem = None;
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
        self.text = label(territory, gazetteer);
        self.chosen = Some(territory);
        self.suggestions.clear();
        self.open = false;
        self.active = None;
        self.problem = None;
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
