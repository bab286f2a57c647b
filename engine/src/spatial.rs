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
use crate::directory::Directory;
use crate::geo::{Point, chord_squared};
use crate::{Error, Fault, Result};

/// Steps of the grid along each axis.
const STEPS: u32 = u16::MAX as u32;

/// Microdegrees in a degree.
const MICRO: f64 = 1e6;

/// The largest step, in microdegrees, that keeps the error under 20 m along each axis: half a step of
/// 320 µ° is 17.8 m on a meridian. It allows an extent of 21 degrees; a larger territory is cut into
/// shards.
const MAX_STEP_MICRO: f64 = 320.0;

type Leaf = GeomWithData<[f32; 3], u32>;

/// The grid that points are rounded to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid {
    west: i64,
    south: i64,
    width: u64,
    height: u64,
}

impl Grid {
    /// The grid over the extent of `points`.
    pub(crate) fn around(points: &[Point], section: [u8; 4]) -> Result<Self> {
        let micro = |degrees: f64| libm::round(degrees * MICRO) as i64;
        let longitudes = points.iter().map(|point| micro(point.longitude.degrees()));
        let latitudes = points.iter().map(|point| micro(point.latitude.degrees()));
        let (west, east) = extent(longitudes);
        let (south, north) = extent(latitudes);
        let grid = Self { west, south, width: (east - west) as u64, height: (north - south) as u64 };
        if grid.width.max(grid.height) as f64 / f64::from(STEPS) > MAX_STEP_MICRO {
            return Err(Error::unencodable(section, "territoire trop étendu pour un seul fichier d’index"));
        }
        Ok(grid)
    }

    pub(crate) fn encode(&self, out: &mut Encoder) {
        out.put_signed(self.west);
        out.put_signed(self.south);
        out.put_varint(self.width);
        out.put_varint(self.height);
    }

    pub(crate) fn decode(input: &mut Decoder<'_>) -> Self {
        let (west, south) = (input.signed(), input.signed());
        let (width, height) = (input.varint(), input.varint());
        let full_circle = 360 * MICRO as u64;
        let far = west.unsigned_abs().max(south.unsigned_abs()) > full_circle;
        input.require(!far && width.max(height) <= full_circle, Fault::Extent);
        Self { west, south, width, height }
    }

    /// Column and row of the grid's node nearest to `point`.
    pub(crate) fn quantise(&self, point: Point) -> (u16, u16) {
        let axis = |degrees: f64, origin: i64, length: u64| {
            let offset = degrees * MICRO - origin as f64;
            let steps = offset * f64::from(STEPS) / (length.max(1)) as f64;
            libm::round(steps).clamp(0.0, f64::from(STEPS)) as u16
        };
        (
            axis(point.longitude.degrees(), self.west, self.width),
            axis(point.latitude.degrees(), self.south, self.height),
        )
    }

    /// The point at a node; `None` when it would lie off the globe.
    pub(crate) fn point(&self, x: u16, y: u16) -> Option<Point> {
        let axis = |steps: u16, origin: i64, length: u64| {
            (origin as f64 + f64::from(steps) * length as f64 / f64::from(STEPS)) / MICRO
        };
        Point::from_degrees(axis(x, self.west, self.width), axis(y, self.south, self.height))
    }
}

fn extent(values: impl Iterator<Item = i64> + Clone) -> (i64, i64) {
    (values.clone().min().unwrap_or(0), values.max().unwrap_or(0))
}

/// Writes the points of places `0..n` in packed order.
///
/// # Errors
///
/// Unencodable when the extent exceeds 21 degrees, where rounding would pass 20 m.
pub fn encode(points: &[Point]) -> Result<Vec<u8>> {
    let grid = Grid::around(points, SECTION)?;
    let mut out = Encoder::new();
    out.put_len(points.len());
    grid.encode(&mut out);
    let order: Vec<u32> = bulk_load(points.iter().copied()).iter().map(|leaf| leaf.data).collect();
    let packed: Vec<(u16, u16)> = order.iter().map(|place| grid.quantise(points[*place as usize])).collect();
    put_differences(&mut out, order.iter().map(|place| i64::from(*place)));
    put_differences(&mut out, packed.iter().map(|(x, _)| i64::from(*x)));
    put_differences(&mut out, packed.iter().map(|(_, y)| i64::from(*y)));
    Ok(out.finish())
}

/// Reads the points, back in the order of the places.
pub(crate) fn decode(bytes: &[u8]) -> Result<Vec<Point>> {
    let mut input = Decoder::new(SECTION, bytes);
    let count = input.count();
    let grid = Grid::decode(&mut input);
    let order = differences(&mut input, count);
    let xs = differences(&mut input, count);
    let ys = differences(&mut input, count);
    let mut points = vec![None; count];
    for ((place, x), y) in order.into_iter().zip(xs).zip(ys) {
        let axis = 0..=i64::from(STEPS);
        input.require(axis.contains(&x) && axis.contains(&y), Fault::OffGrid);
        let point = grid.point(x as u16, y as u16);
        input.require(point.is_some(), Fault::OffGlobe);
        match usize::try_from(place).ok().and_then(|place| points.get_mut(place)) {
            Some(slot) => *slot = point,
            None => input.fail(Fault::UnknownPlace),
        }
    }
    let points: Vec<Point> = points.into_iter().flatten().collect();
    input.require(points.len() == count, Fault::NoPoint);
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
    pub(crate) fn build(directory: &Directory) -> Self {
        Self { tree: bulk_load(directory.places.iter().map(|place| place.point)) }
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
