//! What has no fixed markup: proposals of places, what was understood, results, the sheet. Each is a function
//! from the context to markup, and [`mount`] puts it into its slot of the form.
//!
//! Parts have no listeners: controls carry `data-do`, and the loader hands their events over.

mod cards;
mod map;
mod markup;
mod options;
mod sheet;
mod understood;
mod ways;

use std::rc::Rc;
use std::sync::Arc;

use engine::Engine;
use engine::details::Details;
use engine::keyword::{Reading, WordHits};
use engine::query::{Answer, Facets, Query};
use leptos::prelude::*;

use crate::bridge::{Bridge, Keywords};
use crate::calendar::iso_week;
use crate::messages::{Messages, Text};
use crate::results::{Contacts, Wording};
use crate::state::{Kept, List, State};

pub(crate) use cards::waiting;
use markup::{Content, Node, button, p};
pub(crate) use understood::{partial_line, place_line};

/// What the host page decides and the visitor does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Level of the heading of the results; those of cards come below it.
    pub(crate) level: u32,
    /// For professionals.
    pub(crate) pro: bool,
}

/// What does not change while the widget lives.
pub(crate) struct Fixed {
    engine: Arc<Engine>,
    messages: Rc<Messages>,
    bridge: Bridge,
}

/// What follows from the state.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    /// What the keyword means.
    pub(crate) reading: Reading,
    pub(crate) query: Query,
    /// `None` while nothing is asked.
    pub(crate) answer: Option<Answer>,
    /// What each choice would leave.
    pub(crate) facets: Facets,
}

/// The answer follows from the query, and what of the reading is not in it is compared by itself.
impl PartialEq for Answered {
    fn eq(&self, other: &Self) -> bool {
        self.query == other.query
            && self.answer.is_some() == other.answer.is_some()
            && self.reading.needs == other.reading.needs
            && self.reading.place == other.reading.place
            && self.reading.words.len() == other.reading.words.len()
    }
}

impl Answered {
    pub(crate) fn count(&self) -> usize {
        self.answer.as_ref().map_or(0, |answer| answer.hits.len())
    }
}

/// What components share.
#[derive(Clone, Copy)]
pub(crate) struct Context {
    fixed: StoredValue<Fixed, LocalStorage>,
    pub(crate) state: RwSignal<State>,
    pub(crate) settings: RwSignal<Settings>,
    pub(crate) details: RwSignal<Option<Rc<Details>>, LocalStorage>,
    pub(crate) keywords: StoredValue<Option<Keywords>, LocalStorage>,
    /// Whether the text index turned out to be unreadable while an answer was made.
    pub(crate) broken: StoredValue<bool>,
    /// Day and minute, by the clock of the territory.
    pub(crate) clock: RwSignal<(i32, u16)>,
    /// What the last deed came to, and of which structure it was, shown until the next gesture.
    pub(crate) told: RwSignal<Option<(Text, Option<usize>)>>,
    pub(crate) answered: Memo<Answered>,
    /// The map without points: a path and its height.
    drawn: Memo<Option<(String, f64)>>,
}

impl Context {
    pub(crate) fn new(bridge: Bridge, engine: Engine, messages: Messages, state: State) -> Self {
        let fixed = Fixed { engine: Arc::new(engine), messages: Rc::new(messages), bridge };
        let fixed = StoredValue::new_local(fixed);
        let state = RwSignal::new(state);
        let keywords = StoredValue::new_local(None);
        let broken = StoredValue::new(false);
        let clock = RwSignal::new((0, 0));
        let week = Memo::new(move |_| iso_week(clock.get().0));
        let answered = Memo::new(move |_| {
            let engine = fixed.with_value(|fixed| fixed.engine.clone());
            state.with(|state| answer(&engine, state, keywords, broken, week.get()))
        });
        let details = RwSignal::new_local(None::<Rc<Details>>);
        let drawn = Memo::new(move |_| details.with(|details| map::draw(details.as_ref()?)));
        Self {
            fixed,
            state,
            settings: RwSignal::new(Settings::default()),
            details,
            keywords,
            broken,
            clock,
            told: RwSignal::new(None),
            answered,
            drawn,
        }
    }

    pub(crate) fn engine(self) -> Arc<Engine> {
        self.fixed.with_value(|fixed| fixed.engine.clone())
    }

    /// Adds what is around the territory; whether it could be.
    pub(crate) fn open_around(self, bytes: &[u8]) -> bool {
        let mut ok = false;
        self.fixed.update_value(|fixed| {
            let engine = Arc::get_mut(&mut fixed.engine);
            ok = engine.is_some_and(|engine| engine.open_around(bytes).is_ok());
        });
        ok
    }

    pub(crate) fn messages(self) -> Rc<Messages> {
        self.fixed.with_value(|fixed| fixed.messages.clone())
    }

    pub(crate) fn bridge(self) -> Bridge {
        self.fixed.with_value(|fixed| fixed.bridge.clone())
    }

    /// A text.
    pub(crate) fn text(self, key: Text) -> String {
        self.messages().text(key).to_owned()
    }

    /// A plural.
    pub(crate) fn count(self, key: Text, count: usize) -> String {
        self.wording(|wording| wording.count(key, count))
    }

    /// Runs something that words the directory.
    pub(crate) fn wording<T>(self, run: impl FnOnce(Wording<'_>) -> T) -> T {
        self.fixed.with_value(|fixed| {
            run(Wording {
                engine: &fixed.engine,
                messages: &fixed.messages,
                category: &|count| fixed.bridge.category(count),
                label: &|list, id| fixed.bridge.label(list, id),
            })
        })
    }

    /// The label of a choice.
    pub(crate) fn label(self, list: List, id: usize) -> String {
        let name = match list {
            List::Needs => "needs",
            List::Publics => "publics",
            List::Networks => "networks",
            List::Modes => "modes",
        };
        self.bridge().label(name, id)
    }

    /// Reads the clock.
    pub(crate) fn tick(self) {
        if let [day, minute, ..] = self.bridge().now()[..] {
            let now = (day as i32, minute as u16);
            if self.clock.get_untracked() != now {
                self.clock.set(now);
            }
        }
    }

    /// Address of the record of a structure on the site.
    pub(crate) fn page(self, structure: usize) -> String {
        let engine = self.engine();
        format!("{}annuaire/{}/", self.bridge().site(), engine.directory.structures[structure].id)
    }

    /// The contacts of a place; empty while the details are not there.
    pub(crate) fn contacts(self, place: usize) -> Contacts {
        let point = self.engine().directory.places[place].point;
        let details = self.details.with(|details| details.as_ref()?.place(place));
        details.map(|details| Contacts::of(details, point)).unwrap_or_default()
    }

    /// The place of a structure that the current results show, else its first.
    pub(crate) fn place_of(self, structure: usize) -> usize {
        let shown = self.answered.with_untracked(|answered| {
            let hits = &answered.answer.as_ref()?.hits;
            hits.iter().find(|hit| hit.structure == structure).map(|hit| hit.place)
        });
        shown.unwrap_or(self.engine().directory.structures[structure].places.start)
    }

    /// The number of a structure in the list, from 1.
    pub(crate) fn number_of(self, structure: usize) -> Option<usize> {
        self.answered.with_untracked(|answered| {
            let hits = &answered.answer.as_ref()?.hits;
            hits.iter().position(|hit| hit.structure == structure).map(|position| position + 1)
        })
    }

    /// The words of `text` that `query` matches.
    pub(crate) fn marks(self, query: &str, text: &str) -> Vec<std::ops::Range<usize>> {
        if query.trim().is_empty() {
            return Vec::new();
        }
        let marks = self.keywords.with_value(|keywords| Some(keywords.as_ref()?.marks(query, text)));
        marks.unwrap_or_default()
    }
}

/// What follows from a state.
fn answer(
    engine: &Engine,
    state: &State,
    keywords: StoredValue<Option<Keywords>, LocalStorage>,
    broken: StoredValue<bool>,
    week: engine::query::IsoWeek,
) -> Answered {
    let hits = || -> Option<Vec<WordHits>> {
        if !state.has_keyword() {
            return None;
        }
        let hits = keywords.with_value(|keywords| Some(keywords.as_ref()?.look_up(&state.keyword)))?;
        if hits.is_err() {
            // Told as a failed load once this call ends: the visitor sees it and may ask again.
            broken.set_value(true);
        }
        hits.ok()
    };
    let place_wanted = !state.place_is_chosen() && !state.place_as_word;
    let reading = match hits() {
        Some(words) => engine.read(&state.keyword, words, place_wanted),
        None => Reading::default(),
    };
    let query = state.query(engine, &reading, week);
    let answer = state.asks().then(|| engine.search(&query));
    Answered { answer, facets: engine.facets(&query), reading, query }
}

/// A part of the widget: what it shows now.
type Part = fn(Context) -> Vec<Node>;

/// Puts each part into its slot, where it follows the signals that it reads as long as the widget lives.
pub(crate) fn mount(context: Context) {
    let parts: [(&str, Part); 5] = [
        ("options", options::options),
        ("understood", understood::understood),
        ("results", cards::results),
        ("keeping", keeping),
        ("paper", sheet::sheet),
    ];
    for (slot, part) in parts {
        let Some(element) = context.bridge().slot(slot) else { continue };
        let effect = RenderEffect::new(move |content: Option<Content>| {
            let mut content = content.unwrap_or_else(|| Content::of(element.clone()));
            content.show(part(context));
            content
        });
        std::mem::forget(effect);
    }
}

/// « Garder l’annuaire sur cet appareil »: a line and a button, the same one from one state to the next, so that
/// it keeps the focus.
fn keeping(context: Context) -> Vec<Node> {
    let kilobytes = |bytes: u32| bytes.div_ceil(1000).to_string();
    let messages = context.messages();
    let chip = |name: &str, text: String| button(name, text).class("chip").part("button").into();
    let keep = || chip("keep", messages.fill(Text::keep, &kilobytes(context.bridge().bytes())));
    match context.state.with(|state| state.kept) {
        Kept::No => vec![p("hint", "").into(), keep()],
        Kept::Working => vec![p("hint", "").into(), chip("working", context.text(Text::keeping))],
        Kept::Failed => vec![p("problem", context.text(Text::keep_failed)).into(), keep()],
        Kept::Yes(bytes) => vec![
            p("hint", messages.fill(Text::kept, &kilobytes(bytes))).into(),
            chip("forget", context.text(Text::forget)),
        ],
    }
}
