//! Proposals of the place field.

use engine::gazetteer::{Suggestion, Territory};
use leptos::prelude::*;

use super::Context;
use super::markup::{Element, Node, el};
use crate::messages::Text;

/// The entries of the list; the list itself is the form's.
pub(super) fn options(context: Context) -> Vec<Node> {
    context.state.with(|state| {
        let entries = state.place.suggestions.iter().enumerate();
        let selected = |number: usize| state.place.active == Some(number);
        entries.map(|(number, it)| option(context, number, it, selected(number)).into()).collect()
    })
}

fn option(context: Context, number: usize, suggestion: &Suggestion, selected: bool) -> Element {
    let messages = context.messages();
    let engine = context.engine();
    let mut detail = match suggestion.territory {
        Territory::Commune(_) => suggestion.context.clone(),
        Territory::Epci(_) => messages.text(Text::kind_intercommunality).to_owned(),
        Territory::Department(_) => messages.text(Text::kind_department).to_owned(),
        Territory::Region(_) => messages.text(Text::kind_region).to_owned(),
    };
    if let Some(name) = &suggestion.matched {
        detail = format!("{detail}, {}", messages.fill(Text::place_former, name));
    }
    el("li")
        .set("id", &format!("option-{number}"))
        .set("role", "option")
        .set("aria-selected", if selected { "true" } else { "false" })
        .set("data-do", &format!("option:{number}"))
        .part("option")
        .add(engine.gazetteer.name(suggestion.territory))
        .add(" ")
        .add(el("span").class("detail").add(detail))
}
