//! The lines of the map: borders of the region's departments, each drawn once.
//!
//! Communes that touch share the points of their border, so a department's border is what its communes do not
//! share among themselves. Lines are cut where three borders meet and simplified in between, so that they still
//! meet there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use geo::{Coord, LineString, Simplify as _};
use serde_json::json;

use super::{Gazetteer, in_region};

/// How far a simplified line may be from the border, in degrees: about 1 km, a pixel on a map of a region
/// 400 pixels wide.
const TOLERANCE: f64 = 0.01;

/// Lines shorter than this, in points before simplification, that lead nowhere are slivers between communes
/// whose borders were drawn apart.
const SLIVER: usize = 12;

/// Rings smaller than this, in millionths of a degree each way, are communes whose outline is not known as it
/// is today. The smallest enclave of another department is twice as wide.
const SMALLEST_RING: i64 = 90_000;

/// A point to the sixth decimal of a degree.
type Node = (i64, i64);

/// Writes `contours.geojson`; gives the number of points.
pub(super) fn write(gazetteer: &Gazetteer<'_>, out: &Path) -> Result<usize> {
    let lines = lines(gazetteer);
    let points = lines.values().flatten().map(Vec::len).sum();
    ensure!((200..3000).contains(&points), "{points} points de contour : la source a changé");
    let features: Vec<_> = lines
        .into_iter()
        .map(|(departments, lines)| {
            json!({
                "type": "Feature",
                "properties": { "departements": departments },
                "geometry": { "type": "MultiLineString", "coordinates": lines },
            })
        })
        .collect();
    let features: Vec<String> = features.iter().map(ToString::to_string).collect();
    let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", features.join(",\n"));
    let path = out.join("contours.geojson");
    fs::write(&path, text).with_context(|| format!("écriture de {}", path.display()))?;
    Ok(points)
}

/// Simplified lines by the departments on their sides: one at the edge of the region, two inside.
fn lines(gazetteer: &Gazetteer<'_>) -> BTreeMap<Vec<String>, Vec<Vec<[f64; 2]>>> {
    let mut sides: BTreeMap<(Node, Node), Vec<&str>> = BTreeMap::new();
    for placed in gazetteer.communes.iter().filter(|placed| in_region(placed.entry)) {
        let Some(department) = placed.entry.departement.as_deref() else { continue };
        let outline =
            gazetteer.shapes.by_code.get(&placed.entry.code).and_then(|shape| shape.outline.as_ref());
        let rings = outline
            .into_iter()
            .flatten()
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        for line in rings.flat_map(LineString::lines) {
            let (a, b) = (node(line.start), node(line.end));
            if a != b {
                sides.entry((a.min(b), a.max(b))).or_default().push(department);
            }
        }
    }
    let mut borders: BTreeMap<Vec<String>, BTreeMap<Node, BTreeSet<Node>>> = BTreeMap::new();
    let mut degree: BTreeMap<Node, usize> = BTreeMap::new();
    for ((a, b), mut departments) in sides {
        let shared = departments.len() > 1;
        departments.sort_unstable();
        departments.dedup();
        if shared && departments.len() == 1 {
            continue;
        }
        let key = departments.into_iter().map(str::to_owned).collect();
        let graph = borders.entry(key).or_default();
        graph.entry(a).or_default().insert(b);
        graph.entry(b).or_default().insert(a);
        for end in [a, b] {
            *degree.entry(end).or_default() += 1;
        }
    }
    borders
        .into_iter()
        .map(|(departments, graph)| {
            let traced = trace(graph, &degree).into_iter().filter(|line| is_border(line));
            (departments, traced.map(|line| simplified(&line)).collect())
        })
        .collect()
}

fn is_border(line: &[Node]) -> bool {
    let extent = |of: fn(&Node) -> i64| {
        let values = || line.iter().map(of);
        values().max().unwrap_or_default() - values().min().unwrap_or_default()
    };
    let is_ring = line.first() == line.last();
    line.len() > SLIVER && !(is_ring && extent(|at| at.0).max(extent(|at| at.1)) < SMALLEST_RING)
}

fn node(at: Coord) -> Node {
    ((at.x * 1e6).round() as i64, (at.y * 1e6).round() as i64)
}

/// The lines of a graph, cut at its ends and where more than two lines meet; then its rings.
fn trace(mut graph: BTreeMap<Node, BTreeSet<Node>>, degree: &BTreeMap<Node, usize>) -> Vec<Vec<Node>> {
    let is_end = |graph: &BTreeMap<Node, BTreeSet<Node>>, at: &Node| degree[at] != 2 || graph[at].len() == 1;
    let ends: Vec<Node> = graph.keys().copied().filter(|at| is_end(&graph, at)).collect();
    let mut lines = Vec::new();
    let starts = ends.iter().copied().chain(graph.keys().copied().collect::<Vec<_>>());
    for start in starts {
        while let Some(mut at) = graph[&start].first().copied() {
            let mut line = vec![start];
            let mut from = start;
            loop {
                remove(&mut graph, from, at);
                line.push(at);
                if ends.contains(&at) {
                    break;
                }
                let Some(next) = graph[&at].first().copied() else { break };
                (from, at) = (at, next);
            }
            lines.push(line);
        }
    }
    lines
}

fn remove(graph: &mut BTreeMap<Node, BTreeSet<Node>>, a: Node, b: Node) {
    for (from, to) in [(a, b), (b, a)] {
        if let Some(neighbours) = graph.get_mut(&from) {
            neighbours.remove(&to);
        }
    }
}

fn simplified(line: &[Node]) -> Vec<[f64; 2]> {
    let degrees = |value: i64| value as f64 / 1e6;
    let line: LineString = line.iter().map(|(x, y)| (degrees(*x), degrees(*y))).collect();
    let short = |value: f64| (value * 1000.0).round() / 1000.0;
    line.simplify(TOLERANCE).coords().map(|at| [short(at.x), short(at.y)]).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{Node, trace};

    #[test]
    fn lines_are_cut_where_borders_meet_and_rings_are_kept() {
        let edges =
            [((0, 0), (1, 0)), ((1, 0), (2, 0)), ((9, 9), (9, 8)), ((9, 8), (8, 8)), ((8, 8), (9, 9))];
        let mut graph: BTreeMap<Node, BTreeSet<Node>> = BTreeMap::new();
        let mut degree: BTreeMap<Node, usize> = BTreeMap::new();
        for (a, b) in edges {
            graph.entry(a).or_default().insert(b);
            graph.entry(b).or_default().insert(a);
            *degree.entry(a).or_default() += 1;
            *degree.entry(b).or_default() += 1;
        }
        // Another border meets this one here.
        degree.insert((1, 0), 3);
        let lines = trace(graph, &degree);
        assert_eq!(lines[..2], [vec![(0, 0), (1, 0)], vec![(1, 0), (2, 0)]]);
        assert_eq!((lines.len(), lines[2].len(), lines[2].first()), (3, 4, lines[2].last()));
    }
}
