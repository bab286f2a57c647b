//! What the keyword was understood to be: a place, needs, and words that nothing has.

use engine::gazetteer::Territory;
use leptos::prelude::*;

use super::markup::{Element, Node, button, el, p};
use super::{Answered, Context};
use crate::messages::Text;
use crate::state::{State, label};

/// So many other places that may have been meant are told.
const OTHERS: usize = 4;

pub(super) fn understood(context: Context) -> Vec<Node> {
    context.state.with(|state| {
        context.answered.with(|answered| {
            let partial = partial_line(context, state, answered).map(|text| p("understood partial", text));
            vec![
                needs(context, state, answered).into(),
                place(context, state, answered).into(),
                partial.into(),
            ]
        })
    })
}

fn place(context: Context, state: &State, answered: &Answered) -> Option<Element> {
    let line = place_line(context, state, answered)? + ". ";
    let as_word = button("as-word", context.text(Text::keyword_place_as_word)).class("chip").part("chip");
    Some(p("understood", line).add(as_word))
}

/// « saugues » est compris comme un lieu : Saugues (43). Which others may have been meant is told: one of them is typed as
/// the place.
pub(crate) fn place_line(context: Context, state: &State, answered: &Answered) -> Option<String> {
    let place = answered.reading.place.as_ref()?;
    let typed = state.keyword.get(place.span.clone()).unwrap_or_default();
    let line = context.messages().fill(Text::keyword_place, typed);
    let label = |territory: &Territory| label(*territory, &context.engine().gazetteer);
    let others: Vec<String> = place.others.iter().take(OTHERS).map(label).collect();
    let mut line = line + &label(&place.territory);
    if !others.is_empty() {
        line += &context.messages().fill(Text::keyword_place_others, &others.join(", "));
    }
    Some(line)
}

/// Which words nothing has.
pub(crate) fn partial_line(context: Context, state: &State, answered: &Answered) -> Option<String> {
    let words = &answered.reading.words;
    let typed = |span: &std::ops::Range<usize>| state.keyword.get(span.clone()).unwrap_or_default();
    let quoted = |typed: &str| context.messages().fill(Text::chip_word, typed);
    let answer = answered.answer.as_ref()?;
    let missing = answered.reading.missing(answer.words);
    let mut missing: Vec<String> = missing.map(|word| quoted(typed(&word.span))).collect();
    // The parts of a compound stand at one place of the text.
    missing.dedup();
    match missing.len() {
        0 => None,
        count if count == words.len() && answer.hits.is_empty() => Some(context.text(Text::keyword_nothing)),
        _ => Some(context.messages().fill(Text::keyword_partial, &missing.join(", "))),
    }
}

fn needs(context: Context, state: &State, answered: &Answered) -> Option<Element> {
    let proposed = answered.reading.needs.iter().filter(|need| !state.needs.contains(**need));
    let chips: Vec<Element> = proposed
        .map(|need| {
            let label = context.wording(|wording| (wording.label)("needs", *need));
            let text = context.messages().fill(Text::need_proposed, &label);
            button(&format!("take:{need}"), text).class("chip").part("chip")
        })
        .collect();
    (!chips.is_empty()).then(|| el("div").class("chips").all(chips))
}
