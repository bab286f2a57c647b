//! Results: the heading, what is active, what is still on its way, the cards.

use engine::hours::Moment;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;

use super::{Answered, Context, map};
use crate::app::removable;
use crate::link::encode;
use crate::messages::Text;
use crate::results::{Card, Pieces, card, description, heading, name, opening, shows_distances, sooner};
use crate::state::{Criterion, List, Loading, State};

pub(super) fn results(context: Context) -> impl IntoView {
    let answered = context.answered;
    let title = move || {
        answered.with(|it| match &it.answer {
            None => context.text(Text::invitation),
            Some(answer) => context
                .state
                .with(|state| context.wording(|wording| heading(wording, state, &it.reading, answer))),
        })
    };
    let level = custom_attribute("aria-level", move || context.settings.get().level.to_string());
    let count = move || answered.with(Answered::count);
    let shown = move || context.state.with(|state| state.shown);
    let more = move || {
        (count() > shown()).then(|| {
            let values = [shown().to_string(), count().to_string()];
            let line = context.messages().fill_all(Text::shown_of, &[&values[0], &values[1]]);
            view! {
                <p class="hint">{line}</p>
                <button type="button" data-do="more" part="button">{context.text(Text::more)}</button>
            }
        })
    };
    let distances = move || answered.with(|it| it.count() > 0 && shows_distances(&it.query.zone));
    let note = move || distances().then(|| view! { <p class="hint">{context.text(Text::distance_note)}</p> });
    let stale = move || {
        let unknown = context.state.with(|state| state.unknown.join(", "));
        (!unknown.is_empty())
            .then(|| view! { <p class="notice">{context.messages().fill(Text::stale_link, &unknown)}</p> })
    };
    view! {
        {stale}
        <p class="results-heading" role="heading" {..level} tabindex="-1" data-do="heading" part="heading">{title}</p>
        {move || chips(context)}
        {move || tools(context)}
        {move || nothing(context)}
        {move || progress(context)}
        {map::map(context)}
        <ol class="cards" part="cards">
            <For each=move || cards(context) key=Card::clone children=move |card| show_card(context, card)/>
        </ol>
        {more}
        {note}
    }
}

/// What is active, each with a way to take it away.
fn chips(context: Context) -> impl IntoView {
    let chip = |name: String, label: String| {
        let action = context.messages().fill(Text::drop, &label);
        view! {
            <li>
                <button type="button" class="chip active" data-do=format!("drop:{name}") aria-label=action part="chip">
                    {label} <span aria-hidden="true">" ✕"</span>
                </button>
            </li>
        }
    };
    let messages = context.messages();
    let mut found = Vec::new();
    let territory = context.state.with(|state| {
        for (list, name, ids) in [
            (List::Needs, "need", state.needs),
            (List::Publics, "public", state.publics),
            (List::Networks, "network", state.networks),
        ] {
            found.extend(ids.iter().map(|id| chip(format!("{name}:{id}"), context.label(list, id))));
        }
        if state.place.here.is_some() {
            found.push(chip("place".to_owned(), messages.text(Text::chip_here).to_owned()));
        } else if state.place.chosen.is_some() {
            found.push(chip("place".to_owned(), state.place.text.clone()));
        }
        if state.has_keyword() {
            found.push(chip("keyword".to_owned(), messages.fill(Text::chip_word, state.keyword.trim())));
        }
        let engine = context.engine();
        let names = state.departments.iter().map(|it| engine.gazetteer.departments()[*it].name.as_str());
        names.collect::<Vec<_>>().join(", ")
    });
    let limit = (!territory.is_empty())
        .then(|| view! { <p class="hint">{messages.fill(Text::chip_territory, &territory)}</p> });
    let label = messages.text(Text::active).to_owned();
    let list = (!found.is_empty()).then(|| view! { <ul class="chips" aria-label=label>{found}</ul> });
    view! { {limit} {list} }
}

/// The sheet, the link, and what the last deed came to.
fn tools(context: Context) -> impl IntoView {
    let asks = context.state.with(State::asks);
    let chosen = context.state.with(|state| state.sheet.len());
    let told = context.told.get().map(|key| view! { <p class="told">{context.text(key)}</p> });
    let sheet = (chosen > 0).then(|| {
        let text = context.messages().fill(Text::sheet_open, &chosen.to_string());
        view! { <button type="button" class="primary" data-do="sheet" part="button button-primary">{text}</button> }
    });
    let share = asks.then(|| {
        view! { <button type="button" class="chip" data-do="share" part="button">{context.text(Text::share)}</button> }
    });
    (asks || chosen > 0).then(|| view! { <div class="tools">{sheet} {share} {told}</div> })
}

/// Nothing found: what would find something, with how much.
fn nothing(context: Context) -> Option<impl IntoView> {
    let asked =
        context.answered.with(|it| (it.answer.is_some() && it.count() == 0).then(|| it.query.clone()))?;
    let state = context.state.get();
    let engine = context.engine();
    let messages = context.messages();
    let mut ways = Vec::new();
    for criterion in removable(&state) {
        let mut query = asked.clone();
        let (key, name) = match criterion {
            Criterion::Keyword => {
                query.keyword = None;
                (Text::keyword_label, "keyword")
            }
            Criterion::All(List::Publics) => {
                query.publics = engine::IdSet::EMPTY;
                (Text::criteria_label, "public:all")
            }
            Criterion::All(List::Networks) => {
                query.networks = engine::IdSet::EMPTY;
                (Text::criteria_label, "network:all")
            }
            Criterion::Place => {
                query.zone = engine::query::Zone::Anywhere;
                (Text::place_label, "place")
            }
            Criterion::All(List::Needs) | Criterion::Choice(..) => {
                query.needs = engine::IdSet::EMPTY;
                (Text::needs_label, "need:all")
            }
        };
        let count = engine.search(&query).hits.len();
        if count > 0 {
            let label = format!("« {} »", messages.text(key));
            let text = messages.fill_all(Text::none_without, &[&label, &context.count(Text::count, count)]);
            ways.push(view! {
                <li><button type="button" data-do=format!("drop:{name}") part="button">{text}</button></li>
            });
        }
    }
    let help = messages.text(Text::none_help).to_owned();
    let clear = view! { <li><button type="button" data-do="clear" part="button">{context.text(Text::clear)}</button></li> };
    Some(view! { <div class="nothing"><p>{help}</p><ul class="ways">{ways} {clear}</ul></div> })
}

/// What is still on its way, or could not be had.
fn progress(context: Context) -> impl IntoView {
    let (text, failed) = context.state.with(|state| {
        let keyword = state.has_keyword();
        let text = match (state.keywords, state.details) {
            (Loading::Waiting, _) if keyword => Some(Text::keyword_waiting),
            (Loading::Failed, _) if keyword => Some(Text::keyword_failed),
            (_, Loading::Failed) if state.asks() => Some(Text::details_failed),
            (_, Loading::Waiting) if state.asks() => Some(Text::details_waiting),
            _ => None,
        };
        let failed = keyword && state.keywords == Loading::Failed || state.details == Loading::Failed;
        (text, failed && state.asks())
    });
    let retry = failed.then(
        || view! { <button type="button" data-do="retry" part="button">{context.text(Text::retry)}</button> },
    );
    text.map(|key| view! { <p class="progress">{context.text(key)}</p> {retry} })
}

fn cards(context: Context) -> Vec<Card> {
    let (shown, typed) = context.state.with(|state| (state.shown, state.keyword.clone()));
    context.answered.with(|answered| {
        let marks = |text: &str| context.marks(&typed, text);
        let hits = answered.answer.iter().flat_map(|answer| answer.hits.iter().take(shown));
        context.wording(|wording| {
            hits.enumerate()
                .map(|(rank, hit)| card(wording, hit, rank + 1, (&typed, &answered.reading), &marks))
                .collect()
        })
    })
}

/// A text in which what matched is marked.
pub(super) fn marked(pieces: Pieces) -> impl IntoView {
    let piece = |(text, marked): (String, bool)| {
        if marked { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
    };
    pieces.into_iter().map(piece).collect_view()
}

fn show_card(context: Context, card: Card) -> impl IntoView {
    let (structure, place) = (card.structure, card.place);
    let level = custom_attribute("aria-level", move || (context.settings.get().level + 1).to_string());
    let page = context.page(structure);
    let plain = name(&context.engine(), structure);
    let about = |text: String| format!("{text} : {plain}");
    let list = |items: Vec<String>| items.into_iter().map(|item| view! { <li>{item}</li> }).collect_view();
    let badges = list(card.badges);
    let notes = card.notes.into_iter().map(|note| view! { <p class="note">{note}</p> }).collect_view();
    let line =
        |class: &'static str, text: String| (!text.is_empty()).then(|| view! { <p class=class>{text}</p> });
    let described = card.described;
    let excerpt = move || {
        let typed = context.state.with_untracked(|state| state.keyword.clone());
        let details = context.details.get().filter(|_| described)?;
        let pieces = description(&details, structure, &|text: &str| context.marks(&typed, text));
        (!pieces.is_empty()).then(|| view! { <p class="excerpt">{marked(pieces)}</p> })
    };
    let chosen = Memo::new(move |_| context.state.with(|state| state.sheet.contains(&structure)));
    let add = move || context.text(if chosen.get() { Text::added } else { Text::add });
    let named = {
        let plain = plain.clone();
        move || format!("{} : {plain}", add())
    };
    let mut subject = String::new();
    let mut body = String::new();
    encode(&context.messages().fill(Text::report_subject, &plain), &mut subject);
    encode(&context.messages().fill(Text::report_body, &page), &mut body);
    let report = format!("mailto:{}?subject={subject}&body={body}", context.text(Text::contact));
    let number = card.number;
    view! {
        <li class="card" part="card" data-structure=card.id>
            <span class="number" aria-hidden="true">{number}</span>
            <p class="card-title" role="heading" {..level} tabindex="-1" data-do=format!("card:{number}") part="card-title">
                {marked(card.name)}
            </p>
            <p class="network">{marked(card.networks)}</p>
            <p class="where">
                <strong>{marked(card.place_line)}</strong> " " <span class="detail">{card.others}</span>
            </p>
            {notes}
            {line("why", card.why)}
            {excerpt}
            {line("answers", card.answers)}
            <ul class="badges">{badges}</ul>
            {move || contacts(context, structure, place)}
            <ul class="deeds">
                <li><a href=page data-do=format!("open:{structure}") aria-label=about(context.text(Text::sheet))>{context.text(Text::sheet)}</a></li>
                <li>
                    <button type="button" class="link" data-do=format!("add:{structure}") aria-pressed=move || chosen.get().to_string()
                        aria-label=named>{add}</button>
                </li>
                <li><button type="button" class="link" data-do=format!("copy:{structure}") aria-label=about(context.text(Text::copy))>{context.text(Text::copy)}</button></li>
                <li><button type="button" class="link" data-do=format!("vcard:{structure}") aria-label=about(context.text(Text::vcard))>{context.text(Text::vcard)}</button></li>
                <li><a href=report aria-label=about(context.text(Text::report))>{context.text(Text::report)}</a></li>
            </ul>
        </li>
    }
}

/// How to reach a place, once that is there.
pub(super) fn contacts(context: Context, structure: usize, place: usize) -> Option<impl IntoView> {
    context.details.with(Option::is_some).then_some(())?;
    let contacts = context.contacts(place);
    let line = |key: Text, value: AnyView| view! { <dt>{context.text(key)}</dt><dd>{value}</dd> };
    let phone = (!contacts.phone.is_empty()).then(|| {
        let link = format!("tel:{}", contacts.phone_link);
        line(Text::phone, view! { <a href=link>{contacts.phone.clone()}</a> }.into_any())
    });
    let email = (!contacts.email.is_empty()).then(|| {
        let link = format!("mailto:{}", contacts.email);
        line(Text::email, view! { <a href=link>{contacts.email.clone()}</a> }.into_any())
    });
    let messages = context.messages();
    let (day, minute) = context.clock.get();
    let now = Moment { day, minute };
    let (status, next) = context.details.with(|details| {
        let details = details.as_ref()?;
        let status = opening(details, place, now, &messages);
        Some((status, sooner(&context.engine(), details, place, now, &messages)))
    })?;
    let status = status.map(|(open, text)| {
        view! { <p class="status" class:open=open part="status">{text}</p> }
    });
    let next = next.map(|(_, text)| view! { <p class="detail">{text}</p> });
    let appointment = contacts.appointment.then(|| messages.text(Text::by_appointment).to_owned());
    let hours = [contacts.hours.clone()].into_iter().filter(|text| !text.is_empty()).chain(appointment);
    let hours = hours.collect::<Vec<_>>().join(" · ");
    let hours = (!hours.is_empty()).then(|| line(Text::hours, hours.into_any()));
    let spoken: Vec<String> = contacts.languages.iter().map(|code| context.bridge().language(code)).collect();
    let languages = (!spoken.is_empty()).then(|| line(Text::languages, spoken.join(", ").into_any()));
    let access = contacts.access.map(|key| {
        let text = messages.text(key).to_owned();
        let value = if contacts.access_url.is_empty() {
            text.into_any()
        } else {
            view! { <a href=contacts.access_url.clone() rel="noopener noreferrer">{text}</a> }.into_any()
        };
        line(Text::access, value)
    });
    let website = (!contacts.website.is_empty()).then(|| {
        let link = view! { <a href=contacts.website.clone() rel="noopener noreferrer">{contacts.website_shown.clone()}</a> };
        line(Text::website, link.into_any())
    });
    let route = view! {
        {contacts.address.clone()} " "
        <span class="routes">
            <a href=contacts.geo.clone()>{context.text(Text::route)}</a> " · "
            <a href=contacts.map.clone() rel="noopener noreferrer">{context.text(Text::map_link)}</a>
        </span>
    };
    let pro = context.settings.get().pro.then(|| {
        let source = context.details.with(|details| Some(details.as_ref()?.structure(structure)?.source));
        source.filter(|source| !source.is_empty()).map(|source| line(Text::source, source.into_any()))
    });
    Some(view! {
        {status}
        {next}
        <dl class="contacts">
            {line(Text::address, route.into_any())}
            {phone}
            {email}
            {hours}
            {website}
            {languages}
            {access}
            {pro}
        </dl>
        <p class="detail">{context.messages().fill(Text::checked, &contacts.checked)}</p>
    })
}
