//! What the keyword was understood to be: a place, needs, and words that nothing has.

use leptos::prelude::*;

use super::Context;
use crate::messages::Text;
use crate::state::label;

pub(super) fn understood(context: Context) -> impl IntoView {
    let place = move || {
        context.answered.with(|it| {
            let place = it.reading.place.clone()?;
            let engine = context.engine();
            let typed =
                context.state.with(|state| state.keyword.get(place.span).unwrap_or_default().to_owned());
            let line = context.messages().fill(Text::keyword_place, &typed)
                + &label(place.territory, &engine.gazetteer);
            Some(view! {
                <p class="understood">
                    {line} ". "
                    <button type="button" class="chip" data-do="as-word" part="chip">
                        {context.text(Text::keyword_place_as_word)}
                    </button>
                </p>
            })
        })
    };
    let partial = move || {
        let text = context.answered.with(|it| {
            let words = &it.reading.words;
            let missing = words.iter().filter(|word| word.missing);
            let typed = |span: &std::ops::Range<usize>| {
                let typed = context.state.with(|state| state.keyword.get(span.clone()).map(str::to_owned));
                context.messages().fill(Text::chip_word, &typed.unwrap_or_default())
            };
            let missing: Vec<String> = missing.map(|word| typed(&word.span)).collect();
            match missing.len() {
                0 => None,
                count if count == words.len() => Some(context.text(Text::keyword_nothing)),
                _ => Some(context.messages().fill(Text::keyword_partial, &missing.join(", "))),
            }
        });
        text.map(|text| view! { <p class="understood partial">{text}</p> })
    };
    let needs = move || {
        let chosen = context.state.with(|state| state.needs);
        let proposed = context.answered.with(|it| it.reading.needs.clone());
        let proposed: Vec<usize> = proposed.into_iter().filter(|need| !chosen.contains(*need)).collect();
        (!proposed.is_empty()).then(|| {
            let chips = proposed.into_iter().map(|need| {
                let label = context.wording(|wording| (wording.label)("needs", need));
                let text = context.messages().fill(Text::need_proposed, &label);
                view! { <button type="button" class="chip" data-do=format!("take:{need}") part="chip">{text}</button> }
            });
            let chips = chips.collect_view();
            view! { <div class="chips">{chips}</div> }
        })
    };
    view! { {needs} {place} {partial} }
}
