//! The « fiche d’orientation »: the structures chosen, filled up from the same results so that the person
//! keeps a choice. Made here, printed from here.

use leptos::prelude::*;

use super::cards::{contacts, told};
use super::markup::{Element, Node, button, el, link, p};
use super::{Answered, Context};
use crate::calendar;
use crate::messages::Text;
use crate::results::{day_text, name};
use crate::state::{SHEET_LEAST, State};

pub(super) fn sheet(context: Context) -> Vec<Node> {
    context.state.with(|state| {
        if !state.sheet_open {
            return Vec::new();
        }
        context.answered.with(|answered| page(context, state, answered))
    })
}

fn page(context: Context, state: &State, answered: &Answered) -> Vec<Node> {
    let messages = context.messages();
    let chosen = &state.sheet;
    let wanted = SHEET_LEAST.saturating_sub(chosen.len());
    let hits = answered.answer.iter().flat_map(|answer| &answer.hits);
    let others: Vec<usize> =
        hits.map(|hit| hit.structure).filter(|it| !chosen.contains(it)).take(wanted).collect();
    let note = (wanted > 0 && !chosen.is_empty()).then(|| {
        let filled = messages.fill(Text::sheet_filled, &context.count(Text::count, chosen.len()));
        let few = (others.len() < wanted).then(|| context.text(Text::sheet_few));
        el("p").add(filled).add(" ").add(few)
    });
    let title = |text: Text| context.text(text);
    let entries = |structures: &[usize], own: bool| {
        el("ol").class("entries").all(structures.iter().map(|structure| entry(context, *structure, own)))
    };
    let also = (!others.is_empty()).then(|| el("h3").class("also").add(title(Text::sheet_also)));
    let more = (!others.is_empty()).then(|| entries(&others, false));
    let day = context.clock.get().0;
    let today = format!("{} {}", day_text(day, &messages), calendar::date(day).0);
    let unknown = state.unknown.join(", ");
    let stale = (!unknown.is_empty()).then(|| p("notice", messages.fill(Text::stale_link, &unknown)));
    let site = format!("{} {}", messages.text(Text::site_title), context.bridge().site());
    let print = button("print", title(Text::print)).class("primary");
    let share = button("share", title(Text::sheet_share));
    let new = button("new-sheet", title(Text::sheet_new));
    let told = told(context, None);
    let actions = el("div")
        .class("actions")
        .add(print)
        .add(share)
        .add(new)
        .add(button("close-sheet", title(Text::close)));
    vec![
        el("h2")
            .set("id", "sheet-title")
            .set("data-do", "sheet-title")
            .set("tabindex", "-1")
            .set("autofocus", "")
            .add(title(Text::sheet_title))
            .into(),
        stale.into(),
        p("hint", messages.fill(Text::sheet_intro, &today)).into(),
        p("hint", site).into(),
        code(context, state).into(),
        note.into(),
        entries(chosen, true).into(),
        also.into(),
        more.into(),
        // `extras.js` puts a note there.
        el("div").set("data-field", "").into(),
        told.into(),
        actions.into(),
    ]
}

/// The way back to this search, for a telephone and for who types it.
fn code(context: Context, state: &State) -> Option<Element> {
    let address = &state.sheet_link;
    let picture = state.sheet_code.split_once(' ').map(|(width, path)| {
        let picture = el("svg").class("code").set("aria-hidden", "true");
        // Four modules of white around it, without which it is not read.
        let width = width.parse::<u32>().unwrap_or_default() + 8;
        let picture = picture.set("viewBox", &format!("-4 -4 {width} {width}"));
        picture.add(el("path").set("d", path))
    });
    let label = context.text(Text::sheet_link);
    let line = p("detail", format!("{label}\u{a0}: ")).add(link(address, address.as_str()));
    (!address.is_empty()).then(|| el("div").class("again").add(picture).add(line))
}

/// A structure on the sheet; one that was chosen can be taken off it.
fn entry(context: Context, structure: usize, own: bool) -> Element {
    let title = name(&context.engine(), structure);
    let remove = own.then(|| {
        let action = context.messages().fill(Text::sheet_remove, &title);
        button(&format!("add:{structure}"), "✕").class("chip").set("aria-label", &action)
    });
    let place = context.place_of(structure);
    let reached = contacts(context, structure, place);
    let id = context.engine().directory.structures[structure].id.clone();
    // `extras.js` puts there why it was chosen.
    let reason = own.then(|| el("div").set("data-field", &id));
    el("li")
        .class("entry")
        .key(&id)
        .add(el(if own { "h3" } else { "h4" }).add(title))
        .add(remove)
        .add(reason)
        .add(reached.status)
        .all(reached.closed)
        .add(reached.next)
        .add(reached.list)
        .add(reached.checked)
        .add(p("notes", context.text(Text::sheet_notes)))
}
