//! The map: outlines of the departments with the results as numbered points. An addition to the list, hidden
//! from screen readers, which have the list; no tile, no other site.

use std::fmt::Write as _;

use engine::outline::{Map, WIDTH};
use leptos::prelude::*;

use super::Context;
use crate::messages::Text;

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

pub(super) fn map(context: Context) -> impl IntoView {
    let drawn = Memo::new(move |_| {
        context.details.with(|details| {
            let outline = details.as_ref()?.outline()?;
            let map = outline.map();
            Some((outline.path(&map), map.height))
        })
    });
    move || {
        let (path, height) = drawn.get()?;
        let points = points(context)?;
        let frame = frame(&points, height);
        let view_box = numbers(&[frame.x, frame.y, frame.width, frame.height]);
        let radius = frame.width / 40.0;
        let marks = points.iter().enumerate().rev().map(|(rank, (structure, x, y))| {
            let place = format!("translate({})", numbers(&[*x, *y]));
            view! {
                <g transform=place data-do=format!("point:{structure}")>
                    <circle r=numbers(&[radius])></circle>
                    <text y=numbers(&[radius * 0.36]) font-size=numbers(&[radius])>{rank + 1}</text>
                </g>
            }
        });
        Some(view! {
            <details class="box map" part="map">
                <summary>{context.text(Text::map)}</summary>
                <svg viewBox=view_box aria-hidden="true" focusable="false">
                    <path d=path vector-effect="non-scaling-stroke"></path>
                    {marks.collect_view()}
                </svg>
                <p class="hint">{context.text(Text::map_note)}</p>
            </details>
        })
    }
}

/// The structures shown, each with its point.
fn points(context: Context) -> Option<Vec<(usize, f64, f64)>> {
    let map: Map = context.details.with(|details| Some(details.as_ref()?.outline()?.map()))?;
    let engine = context.engine();
    let shown = context.state.with(|state| state.shown);
    let points = context.answered.with(|answered| {
        let hits = answered.answer.iter().flat_map(|answer| answer.hits.iter().take(shown));
        let point = |hit: &engine::query::Hit| {
            let (x, y) = map.project(engine.directory.places[hit.place].point);
            (hit.structure, x, y)
        };
        hits.map(point).collect::<Vec<_>>()
    });
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
