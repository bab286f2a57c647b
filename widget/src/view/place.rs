//! The place field: a combobox by the ARIA pattern (list autocomplete with manual selection).

// `#[component]` makes a public item of each component.
#![allow(unreachable_pub)]

use engine::gazetteer::Territory;
use leptos::prelude::*;

use super::Context;
use crate::locales::fill;
use crate::state::{Event, ListKey, PlaceProblem};

#[component]
pub(crate) fn PlaceField(context: Context) -> impl IntoView {
    let messages = context.messages();
    let open = move || context.state.with(|state| state.place.open);
    let active =
        move || context.state.with(|state| state.place.active.map(|active| format!("place-{active}")));
    let problem = move || {
        context.state.with(|state| {
            state.place.problem.map(|problem| match problem {
                PlaceProblem::Unknown => messages.place_unknown,
                PlaceProblem::Ambiguous => messages.place_ambiguous,
                PlaceProblem::NotLocated => messages.not_located,
            })
        })
    };
    let count = move || {
        let count = context.state.with(|state| state.place.suggestions.len());
        if open() { fill(messages.place_suggestion_count, &count.to_string()) } else { String::new() }
    };
    let location = move || {
        context.state.with(|state| match (state.place.locating, state.place.here) {
            (true, _) => messages.locating,
            (false, Some(_)) => messages.located,
            (false, None) => "",
        })
    };
    view! {
        <div class="field place">
            <label for="place">{messages.place_label}</label>
            <input
                id="place"
                type="text"
                role="combobox"
                autocomplete="off"
                autocapitalize="words"
                spellcheck="false"
                aria-autocomplete="list"
                aria-controls="place-list"
                aria-describedby="place-hint place-problem"
                aria-expanded=move || open().to_string()
                aria-activedescendant=active
                aria-invalid=move || problem().is_some().to_string()
                prop:value=move || context.state.with(|state| state.place.text.clone())
                on:input=move |event| context.send(Event::PlaceTyped(event_target_value(&event)))
                on:keydown=move |event| on_key(context, &event)
                on:blur=move |_| context.send(Event::PlaceLeft)
            />
            <ul id="place-list" role="listbox" aria-label=messages.place_suggestions hidden=move || !open()>
                {move || options(context)}
            </ul>
            <button type="button" class="chip" on:click=move |_| context.send(Event::LocationWanted)>
                {messages.locate}
            </button>
            <p class="hint" role="status">{location}</p>
            <p class="hint" id="place-hint">{messages.place_hint}</p>
            <p class="problem" id="place-problem" role="alert">{problem}</p>
            <p class="unseen" role="status">{count}</p>
        </div>
    }
}

fn options(context: Context) -> impl IntoView {
    let engine = context.engine();
    let suggestions = context.state.with(|state| state.place.suggestions.clone());
    suggestions
        .into_iter()
        .enumerate()
        .map(|(number, territory)| {
            let suggestion = engine.gazetteer.suggestion(territory);
            let name = engine.gazetteer.name(territory).to_owned();
            option(context, number, territory, name, suggestion.context)
        })
        .collect_view()
}

fn option(
    context: Context,
    number: usize,
    territory: Territory,
    name: String,
    detail: String,
) -> impl IntoView {
    let active = move || context.state.with(|state| state.place.active == Some(number));
    // The press must not take the focus from the field, or its `blur` would close the list first.
    let on_press = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        context.send(Event::PlaceChosen(territory));
    };
    view! {
        <li id=format!("place-{number}") role="option" aria-selected=move || active().to_string()
            on:mousedown=on_press>
            {name} " " <span class="detail">{detail}</span>
        </li>
    }
}

fn on_key(context: Context, event: &web_sys::KeyboardEvent) {
    let key = match event.key().as_str() {
        "ArrowDown" => ListKey::Down,
        "ArrowUp" => ListKey::Up,
        "Escape" => ListKey::Escape,
        // With no suggestion under the cursor, Enter sends the form.
        "Enter" if context.state.with_untracked(|state| state.place.active.is_some()) => ListKey::Enter,
        _ => return,
    };
    event.prevent_default();
    context.send(Event::PlaceKey(key));
}
