//! The map: outlines of the departments with the results as numbered points. An addition to the list, hidden
//! from screen readers, which have the list; no tile, no other site.

use std::fmt::Write as _;

use engine::details::Details;
use engine::outline::{Map, WIDTH};
use leptos::prelude::*;

use super::markup::{Element, el, p};
use super::{Answered, Context};
use crate::messages::Text;
use crate::state::State;

/// The least width of what is shown, in units of the map: about 25 km in a region.
const CLOSEST: f64 = 80.0;

/// Height of what is shown, for a width of one.
const SHAPE: f64 = 0.75;

/// What is shown of the map: left, top, width, height, in its units.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Frame {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

pub(super) fn map(context: Context, state: &State, answered: &Answered) -> Option<Element> {
    let (path, height) = context.drawn.get()?;
    let points = points(context, state, answered)?;
    let frame = frame(&points, height);
    let radius = frame.width / 40.0;
    let point = |(rank, (structure, x, y)): (usize, &(usize, f64, f64))| {
        let circle = el("circle").set("r", &numbers(&[radius]));
        let text = el("text").set("y", &numbers(&[radius * 0.36])).set("font-size", &numbers(&[radius]));
        let place = format!("translate({})", numbers(&[*x, *y]));
        let point = el("g").set("transform", &place).set("data-do", &format!("point:{structure}"));
        point.add(circle).add(text.add((rank + 1).to_string()))
    };
    let lines = el("path").set("d", &path).set("vector-effect", "non-scaling-stroke");
    let view_box = numbers(&[frame.x, frame.y, frame.width, frame.height]);
    let picture = el("svg").set("viewBox", &view_box).set("aria-hidden", "true").set("focusable", "false");
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

/// What holds all points with room around them.
fn frame(points: &[(usize, f64, f64)], height: f64) -> Frame {
    let of = |value: fn(&(usize, f64, f64)) -> f64| {
        let low = points.iter().map(value).fold(f64::INFINITY, f64::min);
        let high = points.iter().map(value).fold(f64::NEG_INFINITY, f64::max);
        ((low + high) / 2.0, high - low)
    };
    let ((x, wide), (y, tall)) = (of(|it| it.1), of(|it| it.2));
    let width = (wide * 1.2).max(tall * 1.2 / SHAPE).max(CLOSEST).min(WIDTH.max(height / SHAPE));
    Frame { x: x - width / 2.0, y: y - width * SHAPE / 2.0, width, height: width * SHAPE }
}

/// Numbers with one decimal, blanks between.
fn numbers(values: &[f64]) -> String {
    let mut out = String::new();
    for value in values {
        let tenths = (value * 10.0).round() as i64;
        let sign = if tenths < 0 { "-" } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(out, "{sign}{}.{} ", tenths.abs() / 10, tenths.abs() % 10);
    }
    out.pop();
    out
}

#[cfg(test)]
mod tests {
    use super::{CLOSEST, frame, numbers};

    #[test]
    fn all_points_are_in_the_frame() {
        let points = [(0, 100.0, 100.0), (1, 400.0, 700.0)];
        let frame = frame(&points, 800.0);
        for (_, x, y) in points {
            assert!(
                (frame.x..frame.x + frame.width).contains(&x)
                    && (frame.y..frame.y + frame.height).contains(&y)
            );
        }
        assert_eq!(super::frame(&[(0, 5.0, 5.0)], 800.0).width, CLOSEST);
        assert_eq!(numbers(&[-0.04, 12.34, -7.66]), "0.0 12.3 -7.7");
    }
}
