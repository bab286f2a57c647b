//! What the visitor has chosen so far, and what each gesture changes: `(State, Event) -> Vec<Effect>`.
//!
//! Nothing here touches the browser, so all of it is tested natively.

use engine::gazetteer::{Gazetteer, Resolution, Suggestion, Territory};
use engine::geo::Point;
use engine::keyword::Reading;
use engine::query::{DEFAULT_RADIUS_KM, IsoWeek, Query, Zone};
use engine::{Engine, IdSet};

/// How many structures are shown at first, and added by each « Voir plus », when the page does not say.
pub const PAGE: usize = 10;

/// Structures on a sheet at least, where the search finds so many: the person keeps a choice.
pub const SHEET_LEAST: usize = 3;

/// How many places are proposed at a time: more would not be read, and would cover a small screen.
const SUGGESTIONS: usize = 7;

/// Something that is loaded behind the first answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Loading {
    /// Not asked for yet.
    #[default]
    Idle,
    /// On its way.
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
    pub suggestions: Vec<Suggestion>,
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
    /// Nothing that is there surely bears the name; what is around the territory is still to come.
    Coming,
    /// Nothing bears the name, nor begins so.
    Unknown,
    /// It is one, far from the territory.
    Outside,
    /// Several territories bear it, or one or more begin so.
    Ambiguous,
    /// The visitor or the page does not let the browser say where they are.
    Refused,
    /// The device does not know where it is.
    Unavailable,
    /// It did not say so in time.
    Late,
}

/// Whether the directory is kept on the device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    /// Not, or not known yet.
    #[default]
    No,
    /// It is being written, or taken away.
    Working,
    /// It is, with so many bytes.
    Yes(u32),
    /// It could not be.
    Failed,
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
    /// Ways of meeting ticked.
    pub modes: IdSet,
    /// The place field.
    pub place: PlaceField,
    /// In kilometres.
    pub radius_km: u32,
    /// The keyword field.
    pub keyword: String,
    /// Whether a territory named in the keyword is looked for as a word.
    pub place_as_word: bool,
    /// Departments that the host page limits the search to; empty for all. Not the visitor's to change.
    pub departments: Vec<usize>,
    /// Names in a link that this directory does not have.
    pub unknown: Vec<String>,
    /// How many structures are shown.
    pub shown: usize,
    /// How many « Voir plus » adds.
    pub page: usize,
    /// Structures on the sheet, in the order in which they were chosen.
    pub sheet: Vec<usize>,
    /// Why they were chosen: a line each, the identifier of the structure, a colon and a text.
    pub sheet_reasons: String,
    /// Whether the sheet is open.
    pub sheet_open: bool,
    /// The address of the search on the sheet.
    pub sheet_link: String,
    /// Its QR code, once it is drawn: width in modules, a blank, a path.
    pub sheet_code: String,
    /// Whether the directory is kept on the device.
    pub kept: Kept,
    /// What is around the territory.
    pub around: Loading,
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
            modes: IdSet::EMPTY,
            place: PlaceField::default(),
            radius_km: DEFAULT_RADIUS_KM,
            keyword: String::new(),
            place_as_word: false,
            departments: Vec::new(),
            unknown: Vec::new(),
            shown: PAGE,
            page: PAGE,
            sheet: Vec::new(),
            sheet_reasons: String::new(),
            sheet_open: false,
            sheet_link: String::new(),
            sheet_code: String::new(),
            kept: Kept::No,
            around: Loading::Idle,
            details: Loading::Idle,
            keywords: Loading::Idle,
        }
    }
}

/// The closed lists of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// « J’ai besoin de… »
    Needs,
    /// « Je suis… »
    Publics,
    /// « Réseau »
    Networks,
    /// Ways of meeting.
    Modes,
}

/// Something that a chip takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// One entry of a list.
    Choice(List, usize),
    /// All entries of a list.
    All(List),
    /// The place, or where the visitor is.
    Place,
    /// The keyword.
    Keyword,
}

/// A gesture of the visitor, or something that arrived.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// An entry of a list was ticked or unticked.
    Set(List, usize, bool),
    /// A criterion was taken away.
    Dropped(Criterion),
    /// A need that the keyword evokes is taken instead of the keyword.
    NeedTaken(usize),
    /// The territory named in the keyword is to be looked for as a word.
    PlaceAsWordWanted,
    /// « Autour de moi ».
    LocationWanted,
    /// The browser's answer: where, or why not.
    Located(Result<Point, PlaceProblem>),
    /// The place field now holds this.
    PlaceTyped(String),
    /// A key that the list of places understands.
    PlaceKey(ListKey),
    /// The suggestion with this number was pressed.
    PlaceChosen(usize),
    /// The place field lost the focus.
    PlaceLeft,
    /// It was pressed: what was proposed is shown again.
    PlacePressed,
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
    /// Another criteria set, from a link, from the host page or by « Précédent ».
    Restored(Box<State>),
    /// A structure was put on the sheet, or taken off.
    SheetToggled(usize),
    /// Somebody wrote why structures are on the sheet: all of it.
    ReasonsGiven(String),
    /// The sheet is for somebody else: nothing of it is left.
    SheetCleared,
    /// The sheet was opened or closed.
    SheetOpened(bool),
    /// The address of the search, for the sheet.
    SheetLinked(String),
    /// Its QR code.
    SheetCoded(String),
    /// « Garder », « Retirer » or their outcome.
    Keeping(Kept),
    /// What is around the territory is wanted, is here, or could not be had.
    Around(Loading),
    /// The display records are wanted, are here, or could not be had.
    Details(Loading),
    /// The text index likewise.
    Keywords(Loading),
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
    /// Home or End, which move the cursor in the text.
    Edge,
}

/// What the platform must do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Fetch what is around the territory.
    LoadAround,
    /// Fetch the display records.
    LoadDetails,
    /// Fetch the text index.
    LoadKeywords,
    /// Move the focus to the results.
    FocusResults,
    /// Move the focus to the place field, which needs a correction.
    FocusPlace,
    /// Move the focus to the result with this number, the first that « Voir plus » added.
    FocusCard(usize),
    /// Ask the browser where the visitor is.
    Locate,
}

impl State {
    /// Applies an event.
    pub fn apply(&mut self, event: Event, gazetteer: &Gazetteer) -> Vec<Effect> {
        let mut effects = self.change(event, gazetteer);
        // What a criterion needs is fetched when there is one, however it came. A keyword may name a place.
        if self.around == Loading::Idle
            && !gazetteer.is_whole()
            && (self.has_keyword() || !self.place.text.is_empty())
        {
            self.around = Loading::Waiting;
            effects.push(Effect::LoadAround);
        }
        if (self.asks() || self.sheet_open) && self.details == Loading::Idle {
            self.details = Loading::Waiting;
            effects.push(Effect::LoadDetails);
        }
        if self.has_keyword() && self.keywords == Loading::Idle {
            self.keywords = Loading::Waiting;
            effects.push(Effect::LoadKeywords);
        }
        effects
    }

    fn change(&mut self, event: Event, gazetteer: &Gazetteer) -> Vec<Effect> {
        let changes_results = !matches!(
            event,
            Event::MoreWanted
                | Event::Around(_)
                | Event::Details(_)
                | Event::Keywords(_)
                | Event::RetryWanted
                | Event::SheetToggled(_)
                | Event::SheetOpened(_)
                | Event::SheetLinked(_)
                | Event::SheetCoded(_)
                | Event::Keeping(_)
                | Event::PlaceLeft
                | Event::PlacePressed
        );
        if changes_results {
            self.shown = self.page;
        }
        match event {
            Event::Set(list, id, on) => set(self.list(list), id, on),
            Event::Dropped(criterion) => self.drop(criterion),
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
            Event::Located(answer) => {
                let (here, problem) = (answer.ok(), answer.err());
                self.place = PlaceField { here, problem, ..PlaceField::default() };
            }
            Event::PlaceTyped(text) => self.place.typed(text, gazetteer),
            Event::PlaceKey(key) => self.place.key(key, gazetteer),
            Event::PlaceChosen(number) => {
                if let Some(suggestion) = self.place.suggestions.get(number) {
                    let territory = suggestion.territory;
                    self.place.choose(territory, gazetteer);
                }
            }
            Event::PlaceLeft => {
                self.place.settle(gazetteer);
                // Open, it would cover what the focus went to.
                self.place.open = false;
            }
            Event::PlacePressed => self.place.open = !self.place.suggestions.is_empty(),
            Event::RadiusChosen(radius_km) => self.radius_km = radius_km,
            Event::KeywordTyped(text) => {
                self.keyword = text;
                self.place_as_word = false;
            }
            Event::MoreWanted => {
                self.shown += self.page;
                return vec![Effect::FocusCard(self.shown - self.page)];
            }
            Event::Cleared => self.restore(Self::default()),
            Event::Restored(other) => {
                let departments = other.departments.clone();
                let page = other.page;
                self.restore(*other);
                self.departments = departments;
                self.page = page;
                self.shown = page;
            }
            Event::SheetToggled(structure) => {
                let held = self.sheet.iter().position(|it| *it == structure);
                match held {
                    Some(position) => _ = self.sheet.remove(position),
                    None => self.sheet.push(structure),
                }
            }
            Event::ReasonsGiven(reasons) => self.sheet_reasons = reasons,
            Event::SheetOpened(open) => self.sheet_open = open,
            Event::SheetCleared => {
                self.sheet.clear();
                self.sheet_reasons.clear();
                self.sheet_open = false;
            }
            Event::SheetLinked(link) => (self.sheet_link, self.sheet_code) = (link, String::new()),
            Event::SheetCoded(code) => self.sheet_code = code,
            Event::Keeping(kept) => self.kept = kept,
            Event::Around(loading) => {
                if loading != Loading::Waiting {
                    self.place.again(gazetteer);
                }
                return load(&mut self.around, loading, Effect::LoadAround);
            }
            Event::Details(loading) => return load(&mut self.details, loading, Effect::LoadDetails),
            Event::Keywords(loading) => return load(&mut self.keywords, loading, Effect::LoadKeywords),
            Event::RetryWanted => return self.retry(),
            Event::Submitted => {
                self.place.settle(gazetteer);
                let found = self.place.chosen.is_some() || self.place.problem.is_none();
                return vec![if found { Effect::FocusResults } else { Effect::FocusPlace }];
            }
        }
        Vec::new()
    }

    fn list(&mut self, list: List) -> &mut IdSet {
        match list {
            List::Needs => &mut self.needs,
            List::Publics => &mut self.publics,
            List::Networks => &mut self.networks,
            List::Modes => &mut self.modes,
        }
    }

    /// Takes a criterion away.
    pub fn drop(&mut self, criterion: Criterion) {
        match criterion {
            Criterion::Choice(list, id) => set(self.list(list), id, false),
            Criterion::All(list) => *self.list(list) = IdSet::EMPTY,
            Criterion::Place => self.place = PlaceField::default(),
            Criterion::Keyword => self.keyword.clear(),
        }
    }

    /// Takes the criteria of `other`, and keeps what is no criterion.
    fn restore(&mut self, other: Self) {
        let held = std::mem::replace(self, other);
        self.departments = held.departments;
        self.page = held.page;
        self.shown = held.page;
        // A link to a sheet brings its own; any other closes the one that was open, and does not forget it.
        if self.sheet.is_empty() {
            (self.sheet, self.sheet_reasons) = (held.sheet, held.sheet_reasons);
        }
        self.sheet_link = held.sheet_link;
        self.sheet_code = held.sheet_code;
        self.kept = held.kept;
        self.around = held.around;
        self.details = held.details;
        self.keywords = held.keywords;
    }

    fn retry(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (part, effect) in [
            (&mut self.around, Effect::LoadAround),
            (&mut self.details, Effect::LoadDetails),
            (&mut self.keywords, Effect::LoadKeywords),
        ] {
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
        let chosen = [self.needs, self.publics, self.networks, self.modes].iter().any(|ids| !ids.is_empty());
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
            modes: self.modes,
            zone,
            departments: self.departments.clone(),
            keyword: reading.hits.clone(),
            week,
        }
    }
}

/// Notes how far a part is, and asks for it when it is wanted for the first time.
fn load(part: &mut Loading, now: Loading, effect: Effect) -> Vec<Effect> {
    let wanted = now == Loading::Waiting && *part == Loading::Idle;
    *part = now;
    if wanted { vec![effect] } else { Vec::new() }
}

fn set(ids: &mut IdSet, id: usize, on: bool) {
    if on {
        ids.insert(id);
    } else {
        ids.remove(id);
    }
}

impl PlaceField {
    fn typed(&mut self, text: String, gazetteer: &Gazetteer) {
        self.suggestions = gazetteer.suggest(&text, SUGGESTIONS);
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
            ListKey::Escape => {
                self.open = false;
                self.active = None;
            }
            // The cursor is in the text again.
            ListKey::Edge => self.active = None,
            ListKey::Enter => match self.active.filter(|_| self.open) {
                Some(active) => self.choose(self.suggestions[active].territory, gazetteer),
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
        let problem = gazetteer.is_outside(territory).then_some(PlaceProblem::Outside);
        *self =
            Self { text: label(territory, gazetteer), chosen: Some(territory), problem, ..Self::default() };
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
        let (several, problem) = match gazetteer.resolve(&self.text) {
            Resolution::Found(territory) => return self.choose(territory, gazetteer),
            Resolution::Postcode(_, communes) => {
                return self.choose(Territory::Commune(communes[0]), gazetteer);
            }
            Resolution::Unknown(near) if !gazetteer.is_whole() => (near, PlaceProblem::Coming),
            Resolution::Unknown(near) if near.is_empty() => (near, PlaceProblem::Unknown),
            Resolution::Ambiguous(several) | Resolution::Unknown(several) => {
                (several, PlaceProblem::Ambiguous)
            }
        };
        self.suggestions = several.into_iter().map(|territory| gazetteer.suggestion(territory)).collect();
        self.problem = Some(problem);
        self.open = !self.suggestions.is_empty();
    }

    /// More places are known now: what was typed may be one of them. What was found or pressed stays.
    pub fn again(&mut self, gazetteer: &Gazetteer) {
        if self.chosen.is_some_and(|chosen| self.text == label(chosen, gazetteer)) || self.text.is_empty() {
            return;
        }
        match self.problem {
            Some(_) => {
                // Opened now, the list would cover what the focus went to.
                let open = self.open;
                self.settle(gazetteer);
                self.open &= open;
            }
            // Still being typed; a cursor in the list is not moved.
            None if self.active.is_none() => self.typed(self.text.clone(), gazetteer),
            None => {}
        }
    }

    /// The field as it is once `text` was typed and left.
    #[must_use]
    pub fn of(text: &str, gazetteer: &Gazetteer) -> Self {
        let mut field = Self { text: text.to_owned(), ..Self::default() };
        field.settle(gazetteer);
        field
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
