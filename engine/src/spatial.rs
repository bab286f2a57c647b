//! Points as bytes, and the R-tree over them.
//!
//! The points are stored quantised, in the order in which the packed R-tree keeps its leaves: neighbours
//! are then near each other in the file and their differences are small. The tree itself is rebuilt on
//! opening by bulk loading, well under a millisecond a thousand points, at half the bytes of a serialised
//! tree.

use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::bundle::TREE as SECTION;
use crate::codec::{Decoder, Encoder};
use crate::geo::{Point, chord_squared};
use crate::{Fault, Result};

type Leaf = GeomWithData<[f32; 3], u32>;

/// Writes points in packed order, as offsets from a point of reference of each: the town hall of its commune.
#[must_use]
pub(crate) fn encode(points: &[(Point, Point)]) -> Vec<u8> {
    let mut out = Encoder::new();
    out.put_len(points.len());
    let order: Vec<u32> =
        bulk_load(points.iter().map(|(point, _)| *point)).iter().map(|leaf| leaf.data).collect();
    put_differences(&mut out, order.iter().map(|number| i64::from(*number)));
    for axis in 0..2 {
        for number in &order {
            let (point, reference) = points[*number as usize];
            out.put_signed(point.node()[axis] - reference.node()[axis]);
        }
    }
    out.finish()
}

/// Reads the points, back in the order in which their points of reference are given.
pub(crate) fn decode(bytes: &[u8], references: &[Point]) -> Result<Vec<Point>> {
    let mut input = Decoder::new(SECTION, bytes);
    let count = input.count();
    input.require(count == references.len(), Fault::Places);
    let order = differences(&mut input, count);
    let [columns, rows] = [(); 2].map(|()| (0..count).map(|_| input.signed()).collect::<Vec<_>>());
    let mut points = vec![None; references.len()];
    for ((place, column), row) in order.into_iter().zip(columns).zip(rows) {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        let (Some(slot), Some(reference)) = (points.get_mut(place), references.get(place)) else {
            input.fail(Fault::UnknownPlace);
            break;
        };
        let [x, y] = reference.node();
        *slot = Point::at_node([x.saturating_add(column), y.saturating_add(row)]);
        input.require(slot.is_some(), Fault::OffGlobe);
    }
    let points: Vec<Point> = points.into_iter().flatten().collect();
    input.require(points.len() == references.len(), Fault::NoPoint);
    input.finish()?;
    Ok(points)
}

fn put_differences(out: &mut Encoder, values: impl Iterator<Item = i64>) {
    let mut previous = 0;
    for value in values {
        out.put_signed(value - previous);
        previous = value;
    }
}

fn differences(input: &mut Decoder<'_>, count: usize) -> Vec<i64> {
    let mut previous = 0_i64;
    let next = |_| {
        previous = previous.wrapping_add(input.signed());
        previous
    };
    (0..count).map(next).collect()
}

fn bulk_load(points: impl Iterator<Item = Point>) -> RTree<Leaf> {
    let leaf = |(place, point): (usize, Point)| Leaf::new(point.on_unit_sphere(), place as u32);
    RTree::bulk_load(points.enumerate().map(leaf).collect())
}

/// The R-tree over the places' points, on the unit sphere (so that the nearest is the nearest on Earth,
/// wherever the territory lies).
#[derive(Debug)]
pub(crate) struct SpatialIndex {
    tree: RTree<Leaf>,
}

impl SpatialIndex {
    pub(crate) fn build(points: impl Iterator<Item = Point>) -> Self {
        Self { tree: bulk_load(points) }
    }

    /// Places that may lie within `radius_m` metres of `center`: all that do, and perhaps a few that lie
    /// some metres beyond.
    pub(crate) fn around(&self, center: Point, radius_m: f64) -> impl Iterator<Item = usize> + '_ {
        let found = self.tree.locate_within_distance(center.on_unit_sphere(), chord_squared(radius_m));
        found.map(|leaf| leaf.data as usize)
    }

    /// All places, nearest first.
    pub(crate) fn nearest(&self, center: Point) -> impl Iterator<Item = usize> + '_ {
        self.tree.nearest_neighbor_iter(center.on_unit_sphere()).map(|leaf| leaf.data as usize)
    }
}
