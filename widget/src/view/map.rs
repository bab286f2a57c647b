//! The map: outlines of the departments with the results as numbered points. An addition to the list, hidden
//! from screen readers, which have the list; no tile, no other site.

use engine::details::Details;
use engine::outline::{Frame, Map, numbers};
use leptos::prelude::*;

use super::markup::{Element, el, p};
use super::{Answered, Context};
use crate::messages::Text;
use crate::state::State;

/// The least width of what is shown, in units of the map: about 25 km in a region.
const CLOSEST: f64 = 80.0;

pub(super) fn map(context: Context, state: &State, answered: &Answered) -> Option<Element> {
    let (path, height) = context.drawn.get()?;
    let points = points(context, state, answered)?;
    let places: Vec<(f64, f64)> = points.iter().map(|(_, x, y)| (*x, *y)).collect();
    let frame = Frame::around(&places, height, CLOSEST);
    let radius = frame.width / 40.0;
    let point = |(rank, (structure, x, y)): (usize, &(usize, f64, f64))| {
        let circle = el("circle").set("r", &numbers(&[radius]));
        let text = el("text").set("y", &numbers(&[radius * 0.36])).set("font-size", &numbers(&[radius]));
        let place = format!("translate({})", numbers(&[*x, *y]));
        let point = el("g").set("transform", &place).set("data-do", &format!("point:{structure}"));
        point.add(circle).add(text.add((rank + 1).to_string()))
    };
    let lines = el("path").set("d", &path).set("vector-effect", "non-scaling-stroke");
    let picture =
        el("svg").set("viewBox", &frame.view_box()).set("aria-hidden", "true").set("focusable", "false");
    // The first results come last, and lie on top.
    let picture = picture.add(lines).all(points.iter().enumerate().rev().map(point));
    let summary = el("summary").add(context.text(Text::map));
    let map = el("details").class("box map").part("map").add(summary).add(picture);
    Some(map.add(p("hint", context.text(Text::map_note))))
}

/// The outlines as a path, with their height: drawn once.
pub(super) fn draw(details: &Details) -> Option<(String, f64)> {
    let outline = details.outline()?;
    let map = outline.map();
    Some((outline.path(&map), map.height))
}

/// The structures shown, each with its point.
fn points(context: Context, state: &State, answered: &Answered) -> Option<Vec<(usize, f64, f64)>> {
    let map: Map = context.details.with(|details| Some(details.as_ref()?.outline()?.map()))?;
    let engine = context.engine();
    let hits = answered.answer.iter().flat_map(|answer| answer.hits.iter().take(state.shown));
    let points: Vec<_> = hits
        .map(|hit| {
            let (x, y) = map.project(engine.directory.places[hit.place].point);
            (hit.structure, x, y)
        })
        .collect();
    (!points.is_empty()).then_some(points)
}
