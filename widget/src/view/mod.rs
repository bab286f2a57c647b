//! Components. [`mount`] puts the widget into its shadow root.

mod form;
mod list;
mod place;

use std::rc::Rc;
use std::sync::Arc;

use engine::details::Details;
use engine::query::{Answer, KeywordHit, Query};
use leptos::prelude::*;

use crate::platform::{Keywords, Page, current_week};
use crate::state::{Effect, Event, State};

/// What components share: the page, the state and a way to send events.
#[derive(Clone, Copy)]
pub(crate) struct Context {
    page: StoredValue<Page, LocalStorage>,
    state: RwSignal<State>,
    details: StoredValue<Option<Rc<Details>>, LocalStorage>,
    keywords: StoredValue<Option<Keywords>, LocalStorage>,
}

/// An answer with the query that it answers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answered {
    pub(crate) query: Query,
    pub(crate) answer: Answer,
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
        <form::Form context/>
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

    /// The answer to the current state; `None` while nothing is asked.
    fn answer(self) -> Option<Answered> {
        let engine = self.engine();
        self.state.with(|state| {
            if !state.asks() {
                return None;
            }
            let query = state.query(&engine, self.keyword_hits(state), current_week());
            let answer = engine.search(&query);
            Some(Answered { query, answer })
        })
    }

    fn keyword_hits(self, state: &State) -> Option<Vec<KeywordHit>> {
        if !state.has_keyword() {
            return None;
        }
        let hits = self.keywords.with_value(|keywords| Some(keywords.as_ref()?.hits(&state.keyword)))?;
        if hits.is_err() {
            // Told as a failed load, once this answer is made: the visitor sees it and may ask again.
            wasm_bindgen_futures::spawn_local(async move {
                self.keywords.set_value(None);
                self.send(Event::KeywordsLoaded(false));
            });
        }
        hits.ok()
    }
}
