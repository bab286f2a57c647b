//! The search form: needs, place, distance, keyword, further criteria.

// `#[component]` makes a public item of each component.
#![allow(unreachable_pub)]

use engine::query::{RADII_KM, Zone};
use leptos::prelude::*;

use super::place::PlaceField;
use super::{Answered, Context};
use crate::locales::fill;
use crate::state::{Event, label};

#[component]
pub(crate) fn Form(context: Context, answered: Memo<Answered>) -> impl IntoView {
    let messages = context.messages();
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        context.send(Event::Submitted);
    };
    view! {
        <form class="form" role="search" aria-label=messages.form_label part="form" on:submit=on_submit>
            <Needs context answered/>
            <div class="row">
                <PlaceField context/>
                <Radius context answered/>
            </div>
            <Keyword context/>
            <Understood context answered/>
            <Criteria context answered/>
            <div class="actions">
                <button type="submit" class="primary" part="button">{messages.submit}</button>
                <button type="button" on:click=move |_| context.send(Event::Cleared)>{messages.clear}</button>
            </div>
        </form>
    }
}

#[component]
fn Needs(context: Context, answered: Memo<Answered>) -> impl IntoView {
    let messages = context.messages();
    let engine = context.engine();
    let summary = move || match context.state.with(|state| state.needs.len()) {
        0 => messages.needs_label.to_owned(),
        count => fill(messages.needs_chosen, &count.to_string()),
    };
    let groups = engine.taxonomies.groups.iter().enumerate().map(|(group, entry)| {
        let needs = engine.taxonomies.needs.iter().enumerate().filter(|(_, need)| need.group == group);
        let needs = needs.map(|(id, need)| {
            let label = need.entry.label.clone();
            let ticked = move || context.state.with(|state| state.needs.contains(id));
            let count = move || answered.with(|it| it.facets.needs[id]);
            choice(label, ticked, count, move || context.send(Event::NeedToggled(id)))
        });
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

/// A box to tick, with the number of structures that it would leave.
fn choice(
    label: String,
    ticked: impl Fn() -> bool + Send + Sync + 'static,
    count: impl Fn() -> u32 + Copy + Send + Sync + 'static,
    toggle: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <label class="check" class:none=move || count() == 0>
            <input type="checkbox" prop:checked=ticked on:change=move |_| toggle()/>
            <span class="label">{label}</span>
            " "
            <span class="count">{move || format!("({})", count())}</span>
        </label>
    }
}

/// Publics and networks.
#[component]
fn Criteria(context: Context, answered: Memo<Answered>) -> impl IntoView {
    let messages = context.messages();
    let engine = context.engine();
    let lists = &engine.taxonomies;
    let summary = move || {
        let count = context.state.with(|state| state.publics.len() + state.networks.len());
        if count == 0 {
            messages.criteria_label.to_owned()
        } else {
            fill(messages.criteria_chosen, &count.to_string())
        }
    };
    let everyone = lists.everyone;
    let publics = lists.publics.iter().enumerate().filter(|(id, _)| *id != everyone).map(|(id, public)| {
        let ticked = move || context.state.with(|state| state.publics.contains(id));
        let count = move || answered.with(|it| it.facets.publics[id]);
        choice(public.label.clone(), ticked, count, move || context.send(Event::PublicToggled(id)))
    });
    let publics = publics.collect_view();
    let networks = lists.networks.iter().enumerate().map(|(id, network)| {
        let ticked = move || context.state.with(|state| state.networks.contains(id));
        let count = move || answered.with(|it| it.facets.networks[id]);
        choice(network.entry.label.clone(), ticked, count, move || context.send(Event::NetworkToggled(id)))
    });
    let networks = networks.collect_view();
    view! {
        <details class="needs criteria">
            <summary>{summary}</summary>
            <div class="groups">
                <fieldset><legend>{messages.publics_label}</legend>{publics}</fieldset>
                <fieldset><legend>{messages.networks_label}</legend>{networks}</fieldset>
            </div>
        </details>
    }
}

/// What the keyword was understood to be: a place, needs, and words that nothing has.
#[component]
fn Understood(context: Context, answered: Memo<Answered>) -> impl IntoView {
    let messages = context.messages();
    let place = move || {
        answered.with(|it| {
            let place = it.reading.place.clone()?;
            let engine = context.engine();
            let typed = context.state.with(|state| state.keyword.get(place.span).unwrap_or_default().to_owned());
            let line = fill(messages.keyword_place, &typed) + &label(place.territory, &engine.gazetteer);
            let as_word = move |_| context.send(Event::PlaceAsWordWanted);
            Some(view! {
                <p class="understood">
                    {line} ". "
                    <button type="button" class="chip" on:click=as_word>{messages.keyword_place_as_word}</button>
                </p>
            })
        })
    };
    let partial = move || {
        answered.with(|it| {
            let words = &it.reading.words;
            let missing = words.iter().filter(|word| word.missing);
            let typed = |span: &std::ops::Range<usize>| {
                context.state.with(|state| state.keyword.get(span.clone()).unwrap_or_default().to_owned())
            };
            let missing: Vec<String> = missing.map(|word| format!("« {} »", typed(&word.span))).collect();
            match missing.len() {
                0 => String::new(),
                count if count == words.len() => messages.keyword_nothing.to_owned(),
                _ => fill(messages.keyword_partial, &missing.join(", ")),
            }
        })
    };
    let needs = move || {
        let engine = context.engine();
        let proposed = answered.with(|it| it.reading.needs.clone());
        let proposed =
            proposed.into_iter().filter(|need| context.state.with(|state| !state.needs.contains(*need)));
        let chip = |need: usize| {
            let text = fill(messages.need_proposed, &engine.taxonomies.needs[need].entry.label);
            let take = move |_| context.send(Event::NeedTaken(need));
            view! { <button type="button" class="chip" on:click=take>{text}</button> }
        };
        proposed.map(chip).collect_view()
    };
    view! {
        <div class="chips">{needs}</div>
        <div role="status">
            {place}
            <p class="understood partial">{partial}</p>
        </div>
    }
}

#[component]
fn Radius(context: Context, answered: Memo<Answered>) -> impl IntoView {
    let messages = context.messages();
    let chosen = move || context.state.with(|state| state.radius_km);
    // Inside a department, an EPCI or a region, distance plays no part.
    let unused = move || answered.with(|it| matches!(it.query.zone, Zone::Within(_)));
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
