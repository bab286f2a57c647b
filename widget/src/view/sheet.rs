//! The « fiche d’orientation »: the structures chosen, filled up from the same results so that the person
//! keeps a choice. Made here, printed from here.

use leptos::prelude::*;

use super::Context;
use super::cards::contacts;
use crate::messages::Text;
use crate::results::{day_text, name};
use crate::state::SHEET_LEAST;

pub(super) fn sheet(context: Context) -> impl IntoView {
    move || context.state.with(|state| state.sheet_open).then(|| page(context))
}

fn page(context: Context) -> impl IntoView {
    let messages = context.messages();
    let chosen = context.state.with(|state| state.sheet.clone());
    let wanted = SHEET_LEAST.saturating_sub(chosen.len());
    let others: Vec<usize> = context.answered.with(|answered| {
        let hits = answered.answer.iter().flat_map(|answer| &answer.hits);
        hits.map(|hit| hit.structure).filter(|it| !chosen.contains(it)).take(wanted).collect()
    });
    let note = (wanted > 0 && !chosen.is_empty()).then(|| {
        let filled = messages.fill(Text::sheet_filled, &context.count(Text::count, chosen.len()));
        let few = (others.len() < wanted).then(|| context.text(Text::sheet_few));
        view! { <p>{filled} " " {few}</p> }
    });
    let entry = |structure: usize, own: bool| {
        let title = name(&context.engine(), structure);
        let remove = own.then(|| {
            let action = messages.fill(Text::sheet_remove, &title);
            view! {
                <button type="button" class="chip" data-do=format!("add:{structure}") aria-label=action>"✕"</button>
            }
        });
        let place = context.place_of(structure);
        view! {
            <li class="entry">
                <h3>{title} " " {remove}</h3>
                {move || contacts(context, structure, place)}
                <p class="notes">{context.text(Text::sheet_notes)}</p>
            </li>
        }
    };
    let own = chosen.iter().map(|structure| entry(*structure, true)).collect_view();
    let also = (!others.is_empty()).then(|| {
        let entries = others.iter().map(|structure| entry(*structure, false)).collect_view();
        view! { <h3 class="also">{context.text(Text::sheet_also)}</h3> <ol class="entries">{entries}</ol> }
    });
    let today = day_text(context.clock.get().0, &messages);
    view! {
        <h2 id="sheet-title">{context.text(Text::sheet_title)}</h2>
        <p class="hint">{messages.fill(Text::sheet_intro, &today)}</p>
        <p class="hint">{context.text(Text::site_title)} " " {context.bridge().site()}</p>
        {note}
        <ol class="entries">{own}</ol>
        {also}
        <div class="actions">
            <button type="button" class="primary" data-do="print">{context.text(Text::print)}</button>
            <button type="button" data-do="close-sheet">{context.text(Text::close)}</button>
        </div>
    }
}
