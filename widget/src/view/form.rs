//! The search form: needs, place, distance, keyword.

// `#[component]` makes a public item of each component.
#![allow(unreachable_pub)]

use engine::query::RADII_KM;
use leptos::prelude::*;

use super::Context;
use super::place::PlaceField;
use crate::locales::fill;
use crate::state::Event;

#[component]
pub(crate) fn Form(context: Context) -> impl IntoView {
    let messages = context.messages();
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        context.send(Event::Submitted);
    };
    view! {
        <form class="form" role="search" aria-label=messages.form_label part="form" on:submit=on_submit>
            <Needs context/>
            <div class="row">
                <PlaceField context/>
                <Radius context/>
            </div>
            <Keyword context/>
            <div class="actions">
                <button type="submit" class="primary" part="button">{messages.submit}</button>
                <button type="button" on:click=move |_| context.send(Event::Cleared)>{messages.clear}</button>
            </div>
        </form>
    }
}

#[component]
fn Needs(context: Context) -> impl IntoView {
    let messages = context.messages();
    let engine = context.engine();
    let summary = move || match context.state.with(|state| state.needs.len()) {
        0 => messages.needs_label.to_owned(),
        count => fill(messages.needs_chosen, &count.to_string()),
    };
    let groups = engine.taxonomies.groups.iter().enumerate().map(|(group, entry)| {
        let needs = engine.taxonomies.needs.iter().enumerate().filter(|(_, need)| need.group == group);
        let needs = needs.map(|(id, need)| view! { <Need context id label=need.entry.label.clone()/> });
        let needs = needs.collect_view();
        view! {
            <fieldset>
                <legend>{entry.label.clone()}</legend>
                {needs}
            </fieldset>
        }
    });
    let groups = groups.collect_view();
    view! {
        <details class="needs">
            <summary>{summary}</summary>
            <div class="groups">{groups}</div>
        </details>
    }
}

#[component]
fn Need(context: Context, id: usize, label: String) -> impl IntoView {
    let ticked = move || context.state.with(|state| state.needs.contains(id));
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=ticked
                on:change=move |_| context.send(Event::NeedToggled(id))
            />
            <span>{label}</span>
        </label>
    }
}

#[component]
fn Radius(context: Context) -> impl IntoView {
    let messages = context.messages();
    let chosen = move || context.state.with(|state| state.radius_km);
    let unused = move || context.state.with(|state| !state.uses_radius());
    let options = RADII_KM.map(|radius_km| {
        view! {
            <option value=radius_km.to_string() selected=move || chosen() == radius_km>
                {fill(messages.radius_km, &radius_km.to_string())}
            </option>
        }
    });
    let on_change = move |event| {
        if let Ok(radius_km) = event_target_value(&event).parse() {
            context.send(Event::RadiusChosen(radius_km));
        }
    };
    view! {
        <div class="field narrow">
            <label for="radius">{messages.radius_label}</label>
            <select id="radius" disabled=unused prop:value=move || chosen().to_string() on:change=on_change>
                {options}
            </select>
            <Show when=unused>
                <p class="hint">{messages.radius_unused}</p>
            </Show>
        </div>
    }
}

#[component]
fn Keyword(context: Context) -> impl IntoView {
    let messages = context.messages();
    view! {
        <div class="field">
            <label for="keyword">{messages.keyword_label}</label>
            <input
                id="keyword"
                type="search"
                autocomplete="off"
                spellcheck="false"
                aria-describedby="keyword-hint"
                prop:value=move || context.state.with(|state| state.keyword.clone())
                on:input=move |event| context.send(Event::KeywordTyped(event_target_value(&event)))
            />
            <p class="hint" id="keyword-hint">{messages.keyword_hint}</p>
        </div>
    }
}
