//! Little or nothing found: what would find more, with how much.

use engine::IdSet;
use engine::query::{Query, RADII_KM, Scope, Zone};

use super::markup::{Element, button, el};
use super::{Answered, Context};
use crate::app::removable;
use crate::messages::Text;
use crate::results::local;
use crate::state::{Criterion, List, State};

/// Fewer structures than these leave no choice, and may all be for others than who searches.
const CHOICE: usize = 3;

/// Proposed when nobody receives people where the search looks: the next radius with somebody in it, the needs
/// that the words evoke, then the search without one of its criteria, the one that leaves most first. When somebody
/// does but there is no choice, a radius that gives one.
pub(super) fn ways(context: Context, state: &State, answered: &Answered) -> Option<Element> {
    let answer = answered.answer.as_ref()?;
    let empty = answer.hits.is_empty();
    let here = if answer.scope == Scope::Widened { 0 } else { local(answer) };
    (here < CHOICE).then_some(())?;
    let engine = context.engine();
    let messages = context.messages();
    let count = |query: &Query| {
        let answer = engine.search(query);
        if answer.scope == Scope::Widened { 0 } else { local(&answer) }
    };
    let structures = |count: usize| context.count(Text::count, count);
    let mut found: Vec<(String, String)> = Vec::new();
    if let Zone::Around { center, .. } = answered.query.zone {
        let wider = RADII_KM.into_iter().filter(|km| *km > state.radius_km).find_map(|km| {
            let zone = Zone::Around { center, radius_m: km * 1000 };
            let count = count(&Query { zone, ..answered.query.clone() });
            (count >= if here > 0 { CHOICE } else { 1 }).then_some((km, count))
        });
        found.extend(wider.map(|(km, count)| {
            let text = messages.fill_all(Text::none_widen, &[&km.to_string(), &structures(count)]);
            (format!("widen:{km}"), text)
        }));
    }
    let way = |(does, text): (String, String)| el("li").add(button(&does, text).part("button"));
    let list = |found: Vec<_>| el("ul").class("ways").all(found.into_iter().map(way));
    if here > 0 {
        return (!found.is_empty()).then(|| list(found));
    }
    for need in answered.reading.needs.iter().filter(|need| !state.needs.contains(**need)) {
        let mut query = answered.query.clone();
        query.keyword = None;
        query.needs.insert(*need);
        let count = count(&query);
        if count > 0 {
            let label = messages.fill(Text::need_proposed, &context.label(List::Needs, *need));
            found.push((format!("take:{need}"), format!("{label} ({})", structures(count))));
        }
    }
    let mut without: Vec<(usize, &str, Text)> = Vec::new();
    // The nearest are shown already: the place is no hindrance then.
    for criterion in removable(state).into_iter().filter(|it| empty || *it != Criterion::Place) {
        let mut query = answered.query.clone();
        let (key, name) = match criterion {
            Criterion::Keyword => {
                query.keyword = None;
                (Text::keyword_label, "keyword")
            }
            Criterion::All(List::Publics) => {
                query.publics = IdSet::EMPTY;
                (Text::publics_label, "public:all")
            }
            Criterion::All(List::Networks) => {
                query.networks = IdSet::EMPTY;
                (Text::networks_label, "network:all")
            }
            Criterion::All(List::Modes) => {
                query.modes = IdSet::EMPTY;
                (Text::modes_label, "mode:all")
            }
            Criterion::Place => {
                query.zone = Zone::Anywhere;
                (Text::place_label, "place")
            }
            Criterion::All(List::Needs) | Criterion::Choice(..) => {
                query.needs = IdSet::EMPTY;
                (Text::needs_label, "need:all")
            }
        };
        let count = count(&query);
        if count > 0 {
            let place = without.iter().position(|(held, ..)| *held < count).unwrap_or(without.len());
            without.insert(place, (count, name, key));
        }
    }
    found.extend(without.into_iter().map(|(count, name, key)| {
        let label = format!("«\u{a0}{}\u{a0}»", messages.text(key));
        let text = messages.fill_all(Text::none_without, &[&label, &structures(count)]);
        (format!("drop:{name}"), text)
    }));
    if empty {
        found.push(("restart".to_owned(), context.text(Text::clear)));
    }
    let help = || el("p").add(messages.text(Text::none_help));
    (!found.is_empty()).then(|| el("div").class("nothing").add(help()).add(list(found)))
}
