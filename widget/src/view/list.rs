//! Results: the heading, what is still on its way, the cards.

// `#[component]` makes a public item of each component.
#![allow(unreachable_pub)]

use leptos::prelude::*;

use super::{Answered, Context};
use crate::locales::fill;
use crate::results::{Card, Marks, card, french_date, heading, pieces, shows_distances};
use crate::state::{Event, Loading};

#[component]
pub(crate) fn Results(context: Context, answered: Memo<Answered>) -> impl IntoView {
    let messages = context.messages();
    let engine = context.engine();
    let title = move || {
        answered.with(|it| match &it.answer {
            None => messages.invitation.to_owned(),
            Some(answer) => {
                context.state.with(|state| heading(&engine, state, &it.reading, answer, messages))
            }
        })
    };
    let count = move || answered.with(Answered::count);
    let shown = move || context.state.with(|state| state.shown);
    let nothing = move || answered.with(|it| it.answer.is_some() && it.count() == 0);
    let distances = move || answered.with(|it| it.count() > 0 && shows_distances(&it.query.zone));
    view! {
        <section class="results" aria-label=messages.results_label part="results">
            <p class="results-heading" role="status" tabindex="-1">{title}</p>
            <Show when=nothing>
                <p class="hint">{messages.none_help}</p>
            </Show>
            <Progress context/>
            <ol class="cards">{move || cards(context, answered)}</ol>
            <Show when=move || { count() > shown() }>
                <button type="button" on:click=move |_| context.send(Event::MoreWanted)>{messages.more}</button>
            </Show>
            <Show when=distances>
                <p class="hint">{messages.distance_note}</p>
            </Show>
        </section>
    }
}

/// What is still on its way, or could not be had.
#[component]
fn Progress(context: Context) -> impl IntoView {
    let messages = context.messages();
    let text = move || {
        context.state.with(|state| {
            let keyword = state.has_keyword();
            match (state.keywords, state.details) {
                (Loading::Waiting, _) if keyword => messages.keyword_waiting,
                (Loading::Failed, _) if keyword => messages.keyword_failed,
                (_, Loading::Failed) => messages.details_failed,
                (_, Loading::Waiting) if state.asks() => messages.details_waiting,
                _ => "",
            }
        })
    };
    let failed = move || {
        context.state.with(|state| state.keywords == Loading::Failed || state.details == Loading::Failed)
    };
    view! {
        <p class="progress" role="status">{text}</p>
        <Show when=failed>
            <button type="button" on:click=move |_| context.send(Event::RetryWanted)>{messages.retry}</button>
        </Show>
    }
}

fn cards(context: Context, answered: Memo<Answered>) -> impl IntoView {
    let engine = context.engine();
    let messages = context.messages();
    let shown = context.state.with(|state| state.shown);
    // Read so that cards are made again when the display records arrive.
    let ready = context.state.with(|state| state.details == Loading::Ready);
    let details = context.details.with_value(Clone::clone).filter(|_| ready);
    let typed = context.state.with(|state| state.keyword.clone());
    answered.with(|answered| {
        let keyword = (typed.as_str(), &answered.reading);
        let marks = |text: &str| context.marks(&typed, text);
        let hits = answered.answer.iter().flat_map(|answer| answer.hits.iter().take(shown));
        hits.map(|hit| card(&engine, details.as_deref(), hit, keyword, &marks, messages))
            .map(|card| show_card(context, card, &marks))
            .collect_view()
    })
}

/// A text in which what matched is marked.
fn marked(text: &str, marks: Marks<'_>) -> impl IntoView + use<> {
    let piece = |(text, marked): (String, bool)| {
        if marked { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
    };
    pieces(text, marks).into_iter().map(piece).collect_view()
}

fn show_card(context: Context, card: Card, marks: Marks<'_>) -> impl IntoView + use<> {
    let messages = context.messages();
    let site = context.page.with_value(|page| page.site());
    let sheet = format!("{site}annuaire/{}/", card.id);
    let badges = card.badges.into_iter().map(|badge| view! { <li>{badge}</li> }).collect_view();
    let notes = card.notes.into_iter().map(|note| view! { <p class="note">{note}</p> }).collect_view();
    view! {
        <li class="card" part="card" data-structure=card.id>
            <h3 part="card-title">{marked(&card.name, marks)}</h3>
            <p class="network">{marked(&card.networks, marks)}</p>
            <p class="where"><strong>{marked(&card.place, marks)}</strong> " " <span class="detail">{card.others}</span></p>
            {notes}
            {(!card.why.is_empty()).then(|| view! { <p class="why">{card.why}</p> })}
            {(!card.excerpt.is_empty()).then(|| view! { <p class="excerpt">{marked(&card.excerpt, marks)}</p> })}
            {(!card.answers.is_empty()).then(|| view! { <p class="answers">{card.answers}</p> })}
            <ul class="badges">{badges}</ul>
            {card.details.map(|details| contacts(context, details))}
            <p><a href=sheet>{messages.sheet}</a></p>
        </li>
    }
}

fn contacts(context: Context, details: engine::details::PlaceDetails) -> impl IntoView {
    let messages = context.messages();
    let address = [details.name, details.address, details.address_extra];
    let mut address: Vec<String> = address.into_iter().filter(|line| !line.is_empty()).collect();
    address.push(format!("{} {}", details.postcode, details.city));
    let phone = (!details.phone.is_empty()).then(|| {
        let number: String = details.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        view! { <dt>{messages.phone}</dt><dd><a href=format!("tel:{number}")>{details.phone}</a></dd> }
    });
    let email = (!details.email.is_empty()).then(|| {
        let link = format!("mailto:{}", details.email);
        view! { <dt>{messages.email}</dt><dd><a href=link>{details.email}</a></dd> }
    });
    let hours = if details.hours_text.is_empty() { details.hours } else { details.hours_text };
    let hours = (!hours.is_empty()).then(|| view! { <dt>{messages.hours}</dt><dd>{hours}</dd> });
    let website = (!details.website.is_empty()).then(|| {
        let shown = details.website.trim_start_matches("https://").trim_start_matches("http://");
        let shown = shown.trim_end_matches('/').to_owned();
        view! {
            <dt>{messages.website}</dt>
            <dd><a href=details.website rel="noopener noreferrer">{shown}</a></dd>
        }
    });
    view! {
        <dl class="contacts">
            <dt>{messages.address}</dt>
            <dd>{address.join(", ")}</dd>
            {phone}
            {email}
            {hours}
            {website}
        </dl>
        <p class="detail">{fill(messages.checked, &french_date(&details.checked))}</p>
    }
}
