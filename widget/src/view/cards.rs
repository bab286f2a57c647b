//! Results: the heading, what is active, what is still on its way, the cards.

use engine::closures::{Closure, Until};
use engine::details::Details;
use engine::hours::Moment;
use leptos::prelude::*;

use super::markup::{Element, Node, button, el, link, p};
use super::ways::ways;
use super::{Answered, Context, map};
use crate::link::encode;
use crate::messages::Text;
use crate::results::{
    Card, Pieces, card, closed, description, heading, local, name, opening, remote_heading, shows_distances,
    sooner,
};
use crate::state::{List, Loading, PlaceProblem, State};

pub(super) fn results(context: Context) -> Vec<Node> {
    context.state.with(|state| context.answered.with(|answered| list(context, state, answered)))
}

fn list(context: Context, state: &State, answered: &Answered) -> Vec<Node> {
    let messages = context.messages();
    let unknown = state.unknown.join(", ");
    let stale = (!unknown.is_empty()).then(|| p("notice", messages.fill(Text::stale_link, &unknown)));
    let title = match &answered.answer {
        None => context.text(Text::invitation),
        Some(answer) => context.wording(|wording| heading(wording, state, &answered.reading, answer)),
    };
    let level = context.settings.get().level;
    let title = headline(level, "heading", "heading").class("results-heading").add(title);
    let (count, shown) = (answered.count(), state.shown);
    let more = (count > shown).then(|| {
        let line = messages.fill_all(Text::shown_of, &[&shown.to_string(), &count.to_string()]);
        (p("hint", line), button("more", context.text(Text::more)).part("button"))
    });
    let (shown_of, more) = more.unzip();
    let distances = count > 0 && shows_distances(&answered.query.zone);
    let note = distances.then(|| p("hint", context.text(Text::distance_note)));
    let mut cards = cards(context, state, answered);
    let here = answered.answer.as_ref().map_or(0, local);
    let remote = cards.split_off(here.min(cards.len()));
    let apart = answered.answer.as_ref().filter(|_| !remote.is_empty());
    let apart = apart.and_then(|answer| context.wording(|wording| remote_heading(wording, answer)));
    let heading = apart.map(|text| {
        let heading = el("p").set("role", "heading").set("aria-level", &level.to_string());
        heading.class("results-heading").part("heading").add(text)
    });
    let list = |cards: Vec<Card>| {
        let first = cards.first()?.number.to_string();
        let cards = cards.into_iter().map(|card| show_card(context, state, level + 1, card));
        Some(el("ol").class("cards").set("start", &first).part("cards").all(cards))
    };
    let (limit, chips) = chips(context, state);
    let (waiting, retry) = progress(context, state);
    vec![
        stale.into(),
        title.into(),
        limit.into(),
        chips.into(),
        sheet(context, state).into(),
        waiting.into(),
        retry.into(),
        list(cards).into(),
        ways(context, state, answered).into(),
        heading.into(),
        list(remote).into(),
        shown_of.into(),
        more.into(),
        note.into(),
        map::map(context, state, answered).into(),
        share(context, state).into(),
    ]
}

/// Something that reads as a heading, and takes the focus under a name.
fn headline(level: u32, does: &str, part: &str) -> Element {
    let heading = el("p").set("role", "heading").set("aria-level", &level.to_string());
    heading.set("tabindex", "-1").set("data-do", does).part(part)
}

/// What limits the results, and what is active, each with a way to take it away.
fn chips(context: Context, state: &State) -> (Option<Element>, Option<Element>) {
    let messages = context.messages();
    let mut found = Vec::new();
    let mut chip = |name: &str, label: &str| {
        let does = format!("drop:{name}");
        let cross = el("span").set("aria-hidden", "true").add(" ✕");
        let action = messages.fill(Text::drop, label);
        let chip = button(&does, label).class("chip active").set("aria-label", &action).part("chip");
        found.push(el("li").add(chip.add(cross)));
    };
    for (list, name, ids) in [
        (List::Needs, "need", state.needs),
        (List::Publics, "public", state.publics),
        (List::Networks, "network", state.networks),
        (List::Modes, "mode", state.modes),
    ] {
        ids.iter().for_each(|id| chip(&format!("{name}:{id}"), &context.label(list, id)));
    }
    if state.place.here.is_some() {
        chip("place", messages.text(Text::chip_here));
    } else if state.place.chosen.is_some() {
        chip("place", &state.place.text);
    }
    if state.has_keyword() {
        chip("keyword", &messages.fill(Text::chip_word, state.keyword.trim()));
    }
    let engine = context.engine();
    let names = state.departments.iter().map(|it| engine.gazetteer.departments()[*it].name.as_str());
    let territory = names.collect::<Vec<_>>().join(", ");
    let limit = (!territory.is_empty()).then(|| p("hint", messages.fill(Text::chip_territory, &territory)));
    let active = messages.text(Text::active);
    let chips = (!found.is_empty()).then(|| el("ul").class("chips").set("aria-label", active).all(found));
    (limit, chips)
}

/// What opens the sheet, once somebody is on it.
fn sheet(context: Context, state: &State) -> Option<Element> {
    let chosen = state.sheet.len();
    let text = || context.messages().fill(Text::sheet_open, &chosen.to_string());
    (chosen > 0).then(|| button("sheet", text()).class("primary").part("button button-primary"))
}

/// The link of the search.
fn share(context: Context, state: &State) -> Option<Element> {
    let share = || button("share", context.text(Text::share)).class("chip").part("button");
    state.asks().then(|| el("div").class("tools").add(share()).add(told(context, None)))
}

/// What the last deed came to, beside what did it: a structure’s, or the search’s.
pub(super) fn told(context: Context, about: Option<usize>) -> Option<Element> {
    let (key, of) = context.told.get()?;
    (of == about).then(|| p("told", context.text(key)))
}

/// What is still on its way or could not be had.
pub(crate) fn waiting(state: &State) -> Option<Text> {
    let (keyword, asks) = (state.has_keyword(), state.asks());
    if no_place(state) {
        return Some(Text::place_failed);
    }
    match (state.keywords, state.details) {
        (Loading::Waiting, _) if keyword => Some(Text::keyword_waiting),
        (Loading::Failed, _) if keyword => Some(Text::keyword_failed),
        (_, Loading::Failed) if asks => Some(Text::details_failed),
        (_, Loading::Waiting) if asks => Some(Text::details_waiting),
        _ => None,
    }
}

/// Whether the place cannot be told because what is around the territory could not be had.
fn no_place(state: &State) -> bool {
    state.place.problem == Some(PlaceProblem::Coming) && state.around == Loading::Failed
}

/// The same with the way to ask again.
fn progress(context: Context, state: &State) -> (Option<Element>, Option<Element>) {
    let text = waiting(state);
    let keywords = state.has_keyword() && state.keywords == Loading::Failed;
    let failed = keywords || state.details == Loading::Failed || no_place(state);
    let retry = || button("retry", context.text(Text::retry)).part("button");
    let line = text.map(|key| p("progress", context.text(key)));
    let retry = (line.is_some() && failed).then(retry);
    (line, retry)
}

fn cards(context: Context, state: &State, answered: &Answered) -> Vec<Card> {
    let marks = |text: &str| context.marks(&state.keyword, text);
    let hits = answered.answer.iter().flat_map(|answer| answer.hits.iter().take(state.shown));
    context.wording(|wording| {
        hits.enumerate()
            .map(|(rank, hit)| card(wording, hit, rank + 1, (&state.keyword, &answered.reading), &marks))
            .collect()
    })
}

/// A text in which what matched is marked.
fn marked(element: Element, pieces: Pieces) -> Element {
    let piece = |(text, marked): (String, bool)| -> Node {
        if marked { el("mark").add(text).into() } else { text.into() }
    };
    element.all(pieces.into_iter().map(piece))
}

fn show_card(context: Context, state: &State, level: u32, card: Card) -> Element {
    let (structure, place) = (card.structure, card.place);
    let messages = context.messages();
    let page = context.page(structure);
    let plain = name(&context.engine(), structure);
    let about = |text: &str| format!("{text} : {plain}");
    let line = |class: &str, text: String| (!text.is_empty()).then(|| p(class, text));
    let excerpt = context.details.with(|details| {
        let details = details.as_ref().filter(|_| card.described)?;
        let pieces = description(details, structure, &|text: &str| context.marks(&state.keyword, text));
        (!pieces.is_empty()).then(|| marked(el("p").class("excerpt").set("lang", "fr"), pieces))
    });
    let chosen = state.sheet.contains(&structure);
    let mut report = format!("mailto:{}?subject=", messages.text(Text::contact));
    encode(&messages.fill(Text::report_subject, &plain), &mut report);
    report.push_str("&body=");
    encode(&messages.fill(Text::report_body, &page), &mut report);
    let deed = |name: &str, text: &str| {
        let deed = button(&format!("{name}:{structure}"), text).class("link");
        deed.set("aria-label", &about(text))
    };
    let leads = |address: &str, key: Text| {
        let text = messages.text(key);
        link(address, text).set("aria-label", &about(text))
    };
    let number = card.number.to_string();
    let deeds = [
        leads(&page, Text::sheet).set("data-do", &format!("open:{structure}")),
        deed("add", messages.text(Text::add)).set("aria-pressed", if chosen { "true" } else { "false" }),
        deed("copy", messages.text(Text::copy)),
        deed("vcard", messages.text(Text::vcard)),
        leads(&report, Text::report),
    ];
    let deeds = el("ul").class("deeds").all(deeds.map(|deed| el("li").add(deed)));
    let title = headline(level, &format!("card:{number}"), "card-title").class("card-title");
    let place_line = el("p").class("where").add(marked(el("strong"), card.place_line)).add(" ");
    let badges = el("ul").class("badges").all(card.badges.into_iter().map(|badge| el("li").add(badge)));
    let reached = contacts(context, structure, place);
    let more = el("summary").set("aria-label", &about(messages.text(Text::card_more)));
    let mut more = el("details")
        .class("more")
        .add(more.add(messages.text(Text::card_more)))
        .add(card.at_distance.then(|| p("note", messages.text(Text::at_distance))))
        .add(line("answers", card.answers))
        .add(excerpt)
        .add(badges)
        .add(reached.next)
        .add(reached.list)
        .add(reached.checked)
        .add(deeds)
        .add(told(context, Some(structure)));
    if context.settings.get().pro {
        more = more.set("open", "");
    }
    let known = (!card.known.is_empty()).then(|| marked(el("p").class("network"), card.known));
    let notes = card.notes.into_iter().map(|note| p("note", note));
    el("li")
        .class("card")
        .part("card")
        .key(&card.id)
        .set("data-structure", &card.id)
        .add(el("span").class("number").set("aria-hidden", "true").add(number))
        .add(marked(title, card.name))
        .add(known)
        .add(reached.status)
        .all(reached.closed)
        .add(place_line.add(el("span").class("detail").add(card.others)))
        .all(notes)
        .add(line("why", card.why))
        .add(reached.call)
        .add(more)
}

/// How to reach a place: each of it absent while it is not there.
#[derive(Default)]
pub(super) struct Reached {
    /// Whether it is open.
    pub(super) status: Option<Element>,
    /// That it is closed for a time or for good, why, and where to go instead.
    pub(super) closed: Vec<Element>,
    /// Another place of the structure that opens sooner.
    pub(super) next: Option<Element>,
    /// Its phone, to press.
    pub(super) call: Option<Element>,
    /// Address, contacts and hours.
    pub(super) list: Option<Element>,
    /// When that was checked.
    pub(super) checked: Option<Element>,
}

/// That a place is closed, why, and where to go instead.
fn closed_line(
    context: Context,
    details: &Details,
    (number, closure): (usize, Closure),
    today: i32,
) -> Option<Element> {
    let messages = context.messages();
    let told = closed(closure, today, &messages)?;
    let about = details.closure(number)?;
    let mut line = p("closed", el("strong").add(told)).add(" · ").add(french(&about.reason));
    if !(about.instead.is_empty() && about.meanwhile.is_empty()) {
        let key = if closure.until == Until::Ever { Text::instead } else { Text::meanwhile };
        line = line.add(" ").add(messages.text(key)).add(" ");
    }
    let engine = context.engine();
    for instead in about.instead.lines() {
        let (id, commune) = instead.split_once('\t').unwrap_or((instead, ""));
        let (id, place) = id.split_once('#').unwrap_or((id, ""));
        let structure = engine.directory.structures.iter().position(|it| it.id == id)?;
        let mut address = context.page(structure);
        let mut title = name(&engine, structure);
        if !place.is_empty() {
            address += "#";
            address += place;
            title += ", ";
            title += commune;
        }
        line = line.add(link(&address, title)).add(". ");
    }
    Some(line.add(french(&about.meanwhile)))
}

/// A text of the content.
fn french(text: &str) -> Element {
    el("span").set("lang", "fr").add(text)
}

/// How to reach a place, once that is there.
pub(super) fn contacts(context: Context, structure: usize, place: usize) -> Reached {
    context.details.with(|details| {
        let Some(details) = details else { return Reached::default() };
        let contacts = context.contacts(place);
        let messages = context.messages();
        let (day, minute) = context.clock.get();
        let now = Moment { day, minute };
        let appointment = if contacts.appointment { messages.text(Text::by_appointment) } else { "" };
        let status = match opening(details, place, now, &messages) {
            Some((open, mut text)) => {
                if contacts.appointment {
                    text = format!("{text} · {appointment}");
                }
                Some(p(if open { "status open" } else { "status" }, text).part("status"))
            }
            None => contacts.appointment.then(|| p("note", appointment).part("status")),
        };
        let next =
            sooner(&context.engine(), details, place, now, &messages).map(|(_, text)| p("detail", text));
        let own = details.hours().closures.of(place);
        let closed = own.filter_map(|closure| closed_line(context, details, closure, day)).collect();
        let mut lines = Vec::new();
        let mut line = |key: Text, value: Element| lines.extend([el("dt").add(messages.text(key)), value]);
        let outside = |address: &str, text: &str| link(address, text).set("rel", "noopener noreferrer");
        let route = link(&contacts.geo, messages.text(Text::route));
        let map = outside(&contacts.map, messages.text(Text::map_link));
        let routes = el("span").class("routes").add(route).add(" · ").add(map);
        line(Text::address, el("dd").add(contacts.address.as_str()).add(" ").add(routes));
        let call = (!contacts.phone.is_empty()).then(|| {
            let address = format!("tel:{}", contacts.phone_link);
            line(Text::phone, el("dd").add(link(&address, contacts.phone.as_str())));
            let label = format!("{} : {}", messages.text(Text::phone), contacts.phone);
            link(&address, contacts.phone.as_str()).class("call").set("aria-label", &label)
        });
        if !contacts.email.is_empty() {
            let address = format!("mailto:{}", contacts.email);
            line(Text::email, el("dd").add(link(&address, contacts.email.as_str())));
        }
        let hours: Vec<&str> =
            [contacts.hours.as_str(), appointment].into_iter().filter(|it| !it.is_empty()).collect();
        if !hours.is_empty() {
            line(Text::hours, el("dd").set("lang", "fr").add(hours.join(" · ")));
        }
        if !contacts.website.is_empty() {
            line(Text::website, el("dd").add(outside(&contacts.website, &contacts.website_shown)));
        }
        let spoken: Vec<String> =
            contacts.languages.iter().map(|code| context.bridge().language(code)).collect();
        if !spoken.is_empty() {
            line(Text::languages, el("dd").add(spoken.join(", ")));
        }
        if let Some(key) = contacts.access {
            let text = messages.text(key);
            let value = if contacts.access_url.is_empty() {
                el("dd").add(text)
            } else {
                el("dd").add(outside(&contacts.access_url, text))
            };
            line(Text::access, value);
        }
        if context.settings.get().pro
            && let Some(structure) = details.structure(structure)
            && !structure.source.is_empty()
        {
            line(Text::source, el("dd").set("lang", "fr").add(structure.source));
        }
        let list = el("dl").class("contacts").all(lines);
        let checked = p("detail", messages.fill(Text::checked, &contacts.checked));
        Reached { status, closed, next, call, list: Some(list), checked: Some(checked) }
    })
}
