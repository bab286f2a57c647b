//! Proposals of the place field.

use engine::gazetteer::{Suggestion, Territory};
use leptos::prelude::*;

use super::Context;
use crate::messages::Text;

/// The entries of the list; the list itself is the form's.
pub(super) fn options(context: Context) -> impl IntoView {
    let suggestions = Memo::new(move |_| context.state.with(|state| state.place.suggestions.clone()));
    move || {
        let entries = suggestions.get().into_iter().enumerate();
        entries.map(|(number, suggestion)| option(context, number, suggestion)).collect_view()
    }
}

fn option(context: Context, number: usize, suggestion: Suggestion) -> impl IntoView {
    let messages = context.messages();
    let selected = move || context.state.with(|state| state.place.active == Some(number)).to_string();
    let name = context.engine().gazetteer.name(suggestion.territory).to_owned();
    let kind = match suggestion.territory {
        Territory::Commune(_) => suggestion.context,
        Territory::Epci(_) => messages.text(Text::kind_intercommunality).to_owned(),
        Territory::Department(_) => messages.text(Text::kind_department).to_owned(),
        Territory::Region(_) => messages.text(Text::kind_region).to_owned(),
    };
    let former = suggestion.matched.map(|name| messages.fill(Text::place_former, &name));
    let detail = [Some(kind), former].into_iter().flatten().collect::<Vec<_>>().join(", ");
    view! {
        <li id=format!("option-{number}") role="option" aria-selected=selected data-do=format!("option:{number}")
            part="option">
            {name} " " <span class="detail">{detail}</span>
        </li>
    }
}
