//! Components. [`mount`] puts the widget into its shadow root.

mod form;
mod list;
mod place;

use std::rc::Rc;
use std::sync::Arc;

use engine::details::Details;
use engine::keyword::{Reading, WordHits};
use engine::query::{Answer, Facets, Query};
use leptos::prelude::*;

use crate::platform::{Keywords, Page, current_week, locate};
use crate::state::{Effect, Event, State};

/// What components share: the page, the state and a way to send events.
#[derive(Clone, Copy)]
pub(crate) struct Context {
    page: StoredValue<Page, LocalStorage>,
    state: RwSignal<State>,
    details: StoredValue<Option<Rc<Details>>, LocalStorage>,
    keywords: StoredValue<Option<Keywords>, LocalStorage>,
}

/// What follows from the state.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answered {
    /// What the keyword means.
    pub(crate) reading: Reading,
    pub(crate) query: Query,
    /// `None` while nothing is asked.
    pub(crate) answer: Option<Answer>,
    /// What each choice would leave.
    pub(crate) facets: Facets,
}

impl Answered {
    pub(crate) fn count(&self) -> usize {
        self.answer.as_ref().map_or(0, |answer| answer.hits.len())
    }
}

/// Replaces the loader's waiting line by the widget, and starts fetching what comes behind.
pub fn mount(page: Page) {
    let Some(container) = page.clear_root() else { return };
    let mounted = leptos::mount::mount_to(container, move || {
        let context = Context {
            page: StoredValue::new_local(page),
            state: RwSignal::new(State::default()),
            details: StoredValue::new_local(None),
            keywords: StoredValue::new_local(None),
        };
        context.run(State::first_effects());
        view! { <Widget context/> }
    });
    // The widget lives as long as the page.
    mounted.forget();
}

#[component]
fn Widget(context: Context) -> impl IntoView {
    let answered = Memo::new(move |_| context.answer());
    let fictitious = context.page.with_value(|page| page.engine.meta.fictitious);
    let notice = context.page.with_value(|page| page.messages.fictitious);
    view! {
        <Show when=move || fictitious>
            <p class="notice">{notice}</p>
        </Show>
        <form::Form context answered/>
        <list::Results context answered/>
    }
}

impl Context {
    /// Applies an event and does what follows from it.
    pub(crate) fn send(self, event: Event) {
        let engine = self.engine();
        let effects = self.state.try_update(|state| state.apply(event, &engine.gazetteer));
        self.run(effects.unwrap_or_default());
    }

    pub(crate) fn engine(self) -> Arc<engine::Engine> {
        self.page.with_value(|page| page.engine.clone())
    }

    pub(crate) fn messages(self) -> &'static crate::locales::Messages {
        self.page.with_value(|page| page.messages)
    }

    fn run(self, effects: Vec<Effect>) {
        for effect in effects {
            let page = self.page.with_value(Clone::clone);
            match effect {
                Effect::FocusResults => page.focus("results-heading"),
                Effect::Locate => locate(move |here| self.send(Event::Located(here))),
                Effect::LoadDetails => wasm_bindgen_futures::spawn_local(async move {
                    let loaded = page.details().await.ok().map(Rc::new);
                    let ok = loaded.is_some();
                    self.details.set_value(loaded);
                    self.send(Event::DetailsLoaded(ok));
                }),
                Effect::LoadKeywords => wasm_bindgen_futures::spawn_local(async move {
                    let loaded = page.keywords().await.ok();
                    let ok = loaded.is_some();
                    self.keywords.set_value(loaded);
                    self.send(Event::KeywordsLoaded(ok));
                }),
            }
        }
    }

    /// What follows from the current state.
    fn answer(self) -> Answered {
        let engine = self.engine();
        self.state.with(|state| {
            let place_wanted = !state.place_is_chosen() && !state.place_as_word;
            let reading = match self.keyword_hits(state) {
                Some(words) => engine.read(&state.keyword, words, place_wanted),
                None => Reading::default(),
            };
            let query = state.query(&engine, &reading, current_week());
            let answer = state.asks().then(|| engine.search(&query));
            Answered { answer, facets: engine.facets(&query), reading, query }
        })
    }

    /// The words of the keyword; `None` while there is no keyword or no index for it.
    fn keyword_hits(self, state: &State) -> Option<Vec<WordHits>> {
        if !state.has_keyword() {
            return None;
        }
        let hits = self.keywords.with_value(|keywords| Some(keywords.as_ref()?.look_up(&state.keyword)))?;
        if hits.is_err() {
            // Told as a failed load, once this answer is made: the visitor sees it and may ask again.
            wasm_bindgen_futures::spawn_local(async move {
                self.keywords.set_value(None);
                self.send(Event::KeywordsLoaded(false));
            });
        }
        hits.ok()
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
