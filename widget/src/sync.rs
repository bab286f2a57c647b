//! Brings the form's elements in line with the state. The form is the loader's, made before this module was
//! there; its elements are written to, never replaced, so that no focus and no key is lost.

use engine::query::{Query, Zone};
use leptos::prelude::*;

use crate::app::kinds;
use crate::messages::Text;
use crate::results::{heading, remote_heading};
use crate::state::{Loading, PlaceProblem, State};
use crate::view::{Answered, Context, partial_line, place_line, waiting};

/// What an element must have.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Text(String),
    Flag(bool),
    Attribute(Option<String>),
}

/// A property or an attribute of an element of the form.
#[derive(Clone, Debug, PartialEq)]
struct Output {
    element: String,
    key: &'static str,
    value: Value,
}

/// What was written last.
#[derive(Debug, Default)]
pub(crate) struct Sync {
    written: Vec<Output>,
    spoken: String,
    told: String,
    query: Option<Query>,
    sheet_open: bool,
}

impl Sync {
    /// Writes what differs from the last time, and says what is new.
    pub(crate) fn bring(&mut self, context: Context) {
        let bridge = context.bridge();
        let wanted = outputs(context);
        for (number, output) in wanted.iter().enumerate() {
            if self.written.get(number) == Some(output) {
                continue;
            }
            match &output.value {
                Value::Text(text) => bridge.set_text(&output.element, output.key, text),
                Value::Flag(flag) => bridge.set_flag(&output.element, output.key, *flag),
                Value::Attribute(value) => {
                    bridge.set_attribute(&output.element, output.key, value.as_deref())
                }
            }
        }
        self.written = wanted;
        self.speak(context);
        let open = context.state.with_untracked(|state| state.sheet_open);
        if open != self.sheet_open {
            self.sheet_open = open;
            bridge.dialog("sheet-dialog", open);
        }
    }

    /// What the last gesture came to: said again for other criteria even when the words are the same. A place
    /// that is not understood is said by its own element.
    fn speak(&mut self, context: Context) {
        let (spoken, told, query) = context.state.with_untracked(|state| {
            context.answered.with_untracked(|answered| {
                let spoken = if state.place.open {
                    context.count(Text::place_suggestion_count, state.place.suggestions.len())
                } else {
                    sayings(context, state, answered)
                };
                // No word, no place, no position: kinds and a number.
                let known = state.keywords == Loading::Ready || !state.has_keyword();
                let told = answered.answer.as_ref().filter(|_| known).map(|answer| {
                    let kinds = kinds(state).join("\",\"");
                    format!("{{\"criteria\":[\"{kinds}\"],\"count\":{}}}", answer.hits.len())
                });
                (spoken, told.unwrap_or_default(), answered.query.clone())
            })
        });
        if spoken != self.spoken || told != self.told || self.query.as_ref() != Some(&query) {
            let news = if told == self.told { "" } else { told.as_str() };
            context.bridge().announce(&spoken, news);
            (self.spoken, self.told, self.query) = (spoken, told, Some(query));
        }
    }
}

/// How many were found, what was understood, what is missing.
fn sayings(context: Context, state: &State, answered: &Answered) -> String {
    let Some(answer) = &answered.answer else { return String::new() };
    let mut said = context.wording(|wording| heading(wording, state, &answered.reading, answer));
    let mut add = |line: Option<String>| {
        if let Some(line) = line {
            said.push_str(" ; ");
            said.push_str(&line);
        }
    };
    add(context.wording(|wording| remote_heading(wording, answer)));
    add(place_line(context, state, answered));
    add(partial_line(context, state, answered));
    add(waiting(state).filter(|text| *text != Text::details_waiting).map(|text| context.text(text)));
    said
}

fn problem_text(problem: PlaceProblem) -> Text {
    match problem {
        PlaceProblem::Coming => Text::place_failed,
        PlaceProblem::Outside => Text::place_outside,
        PlaceProblem::Unknown => Text::place_unknown,
        PlaceProblem::Ambiguous => Text::place_ambiguous,
        PlaceProblem::Refused => Text::location_refused,
        PlaceProblem::Unavailable => Text::location_unavailable,
        PlaceProblem::Late => Text::location_late,
    }
}

/// Everything that the form's elements must have, always in the same order.
fn outputs(context: Context) -> Vec<Output> {
    let messages = context.messages();
    let mut out = Vec::with_capacity(256);
    let mut put = |element: &str, key: &'static str, value: Value| {
        out.push(Output { element: element.to_owned(), key, value });
    };
    let text = |text: &str| Value::Text(text.to_owned());
    context.state.with_untracked(|state| {
        context.answered.with_untracked(|answered| {
            let place = &state.place;
            let active = place.active.filter(|_| place.open).map(|active| format!("option-{active}"));
            put("place", "value", text(&place.text));
            put("place", "aria-expanded", Value::Attribute(Some(place.open.to_string())));
            put("place", "aria-activedescendant", Value::Attribute(active));
            // A position that the browser does not give is no fault of what stands in the field.
            let wrong = matches!(place.problem, Some(PlaceProblem::Unknown | PlaceProblem::Ambiguous));
            let invalid = wrong.then(|| "true".to_owned());
            put("place", "aria-invalid", Value::Attribute(invalid));
            put("options", "hidden", Value::Flag(!place.open));
            let coming = place.problem == Some(PlaceProblem::Coming) && state.around != Loading::Failed;
            let problem =
                place.problem.filter(|_| !coming).map_or("", |problem| messages.text(problem_text(problem)));
            // Nor is a town outside.
            let outside = place.problem == Some(PlaceProblem::Outside);
            put("place-problem", "textContent", text(if outside { "" } else { problem }));
            let location = match (place.locating, place.here) {
                (true, _) => messages.text(Text::locating),
                (false, Some(_)) => messages.text(Text::located),
                // To wait is no fault of what stands in the field.
                (false, None) if coming => messages.text(Text::place_coming),
                (false, None) if outside => problem,
                (false, None) => "",
            };
            put("location", "textContent", text(location));
            put("keyword", "value", text(&state.keyword));
            // Inside a department, an EPCI or a region, distance plays no part.
            let unused = matches!(answered.query.zone, Zone::Within(_));
            put("radius", "value", text(&state.radius_km.to_string()));
            put("radius", "disabled", Value::Flag(unused));
            let hint = if unused { messages.text(Text::radius_unused) } else { "" };
            put("radius-hint", "textContent", text(hint));
            let title = |label: Text, chosen: Text, count: u32| match count {
                0 => text(messages.text(label)),
                count => Value::Text(messages.fill(chosen, &count.to_string())),
            };
            let needs = title(Text::needs_label, Text::needs_chosen, state.needs.len());
            put("needs-title", "textContent", needs);
            // Once a need is chosen, leaving the list leads to what answers it.
            let leads = !state.needs.is_empty() && answered.count() > 0;
            let done = if leads {
                context.count(Text::needs_show, answered.count())
            } else {
                context.text(Text::needs_done)
            };
            put("done", "textContent", Value::Text(done));
            put("done", "data-leads", Value::Attribute(leads.then(String::new)));
            let others = state.publics.len() + state.networks.len() + state.modes.len();
            let criteria = title(Text::criteria_label, Text::criteria_chosen, others);
            put("criteria-title", "textContent", criteria);
            let lists = [
                ("need", state.needs, &answered.facets.needs),
                ("public", state.publics, &answered.facets.publics),
                ("network", state.networks, &answered.facets.networks),
                ("mode", state.modes, &answered.facets.modes),
            ];
            for (list, chosen, counts) in lists {
                for (id, count) in counts.iter().enumerate() {
                    put(&format!("{list}:{id}"), "checked", Value::Flag(chosen.contains(id)));
                    put(&format!("count:{list}:{id}"), "textContent", Value::Text(format!("({count})")));
                    let none = (*count == 0).then(String::new);
                    put(&format!("choice:{list}:{id}"), "data-none", Value::Attribute(none));
                }
            }
        });
    });
    out
}
