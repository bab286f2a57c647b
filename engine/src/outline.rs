//! Outlines of the departments, for a map that needs nothing else: lines, drawn once each.

use core::fmt::Write as _;

use crate::bundle::OUTLINE as SECTION;
use crate::codec::{Decoder, Encoder};
use crate::geo::Point;
use crate::maths::cos;
use crate::{Fault, Result};

/// Coordinates are in units of 1/1000 of a degree (111 m along a meridian): finer would not be seen.
const PER_DEGREE: f64 = 1000.0;

/// Width of the map in its own units.
pub const WIDTH: f64 = 1000.0;

/// Height of what is shown, for a width of one.
const SHAPE: f64 = 0.75;

/// Lines in longitudes and latitudes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Each line's points, longitude then latitude, in thousandths of a degree.
    lines: Vec<Vec<(i32, i32)>>,
}

/// A map: from degrees to its own units, with the north at the top.
///
/// Equirectangular, true to scale along the parallel in its middle: across a region, nothing is more than a few
/// per cent off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Map {
    west: f64,
    north: f64,
    x_scale: f64,
    y_scale: f64,
    /// Height in its own units, for a width of [`WIDTH`].
    pub height: f64,
}

/// What is shown of a map, in its units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Frame {
    /// What holds all points with room around them, in a map of this height, and is `closest` wide at least.
    #[must_use]
    pub fn around(points: &[(f64, f64)], height: f64, closest: f64) -> Self {
        let of = |value: fn(&(f64, f64)) -> f64| {
            let low = points.iter().map(value).fold(f64::INFINITY, f64::min);
            let high = points.iter().map(value).fold(f64::NEG_INFINITY, f64::max);
            ((low + high) / 2.0, high - low)
        };
        let ((x, wide), (y, tall)) = (of(|it| it.0), of(|it| it.1));
        let width = (wide * 1.2).max(tall * 1.2 / SHAPE).max(closest).min(WIDTH.max(height / SHAPE));
        Self { x: x - width / 2.0, y: y - width * SHAPE / 2.0, width, height: width * SHAPE }
    }

    /// The attribute `viewBox` of a picture.
    #[must_use]
    pub fn view_box(&self) -> String {
        numbers(&[self.x, self.y, self.width, self.height])
    }
}

/// Numbers with one decimal, blanks between.
#[must_use]
pub fn numbers(values: &[f64]) -> String {
    let mut out = String::new();
    for value in values {
        let tenths = libm::round(value * 10.0) as i64;
        let sign = if tenths < 0 { "-" } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(out, "{sign}{}.{} ", tenths.abs() / 10, tenths.abs() % 10);
    }
    out.pop();
    out
}

impl Outline {
    /// Lines given in degrees; each needs two points.
    #[must_use]
    pub fn new(lines: &[Vec<(f64, f64)>]) -> Self {
        let unit = |degrees: f64| libm::round(degrees * PER_DEGREE) as i32;
        let line = |line: &Vec<(f64, f64)>| {
            let mut points: Vec<(i32, i32)> = line.iter().map(|(x, y)| (unit(*x), unit(*y))).collect();
            points.dedup();
            points
        };
        Self { lines: lines.iter().map(line).filter(|line| line.len() > 1).collect() }
    }

    /// Whether there is nothing to draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The map on which all lines fit.
    #[must_use]
    pub fn map(&self) -> Map {
        let points = || self.lines.iter().flatten();
        let degrees = |value: Option<i32>| f64::from(value.unwrap_or_default()) / PER_DEGREE;
        let west = degrees(points().map(|point| point.0).min());
        let east = degrees(points().map(|point| point.0).max());
        let south = degrees(points().map(|point| point.1).min());
        let north = degrees(points().map(|point| point.1).max());
        let x_scale = WIDTH / (east - west).max(1e-3);
        let y_scale = x_scale / cos(((south + north) / 2.0).to_radians());
        Map { west, north, x_scale, y_scale, height: (north - south) * y_scale }
    }

    /// All lines as an SVG path, in the map's units.
    #[must_use]
    pub fn path(&self, map: &Map) -> String {
        let mut out = String::new();
        for line in &self.lines {
            let mut last = None;
            for (x, y) in line {
                let (x, y) = map.place(f64::from(*x) / PER_DEGREE, f64::from(*y) / PER_DEGREE);
                let (x, y) = (libm::round(x) as i32, libm::round(y) as i32);
                // Writing to a string cannot fail.
                let _ = match last {
                    None => write!(out, "M{x} {y}"),
                    Some((before_x, before_y)) => write!(out, "l{} {}", x - before_x, y - before_y),
                };
                last = Some((x, y));
            }
        }
        out
    }

    /// The bytes of the section `OUTL`.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Encoder::new();
        out.put_len(self.lines.len());
        let mut last = (0, 0);
        for line in &self.lines {
            out.put_len(line.len());
            for (x, y) in line {
                out.put_signed(i64::from(x - last.0));
                out.put_signed(i64::from(y - last.1));
                last = (*x, *y);
            }
        }
        out.finish()
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self> {
        let mut input = Decoder::new(SECTION, bytes);
        let mut lines = Vec::new();
        let mut last = (0_i64, 0_i64);
        let limit = (180.0 * PER_DEGREE) as u64;
        for _ in 0..input.count() {
            let mut line = Vec::new();
            for _ in 0..input.count() {
                last = (last.0.saturating_add(input.signed()), last.1.saturating_add(input.signed()));
                let (longitude, latitude) = (last.0.unsigned_abs(), last.1.unsigned_abs());
                input.require(longitude <= limit && latitude <= limit / 2, Fault::OffGlobe);
                line.push((last.0 as i32, last.1 as i32));
            }
            lines.push(line);
        }
        input.finish()?;
        Ok(Self { lines })
    }
}

impl Map {
    /// Where a point is drawn, in the map's units; outside of it, beyond its edges.
    #[must_use]
    pub fn project(&self, point: Point) -> (f64, f64) {
        self.place(point.longitude.degrees(), point.latitude.degrees())
    }

    fn place(&self, longitude: f64, latitude: f64) -> (f64, f64) {
        ((longitude - self.west) * self.x_scale, (self.north - latitude) * self.y_scale)
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{Frame, Outline, numbers};
    use crate::geo::Point;

    #[wasm_bindgen_test(unsupported = test)]
    fn all_points_are_in_the_frame() {
        let points = [(100.0, 100.0), (400.0, 700.0)];
        let frame = Frame::around(&points, 800.0, 80.0);
        for (x, y) in points {
            assert!((frame.x..frame.x + frame.width).contains(&x));
            assert!((frame.y..frame.y + frame.height).contains(&y));
        }
        assert_eq!(Frame::around(&[(5.0, 5.0)], 800.0, 80.0).width, 80.0);
        assert_eq!(Frame::around(&[(50.0, 50.0)], 800.0, 80.0).view_box(), "10.0 20.0 80.0 60.0");
        assert_eq!(numbers(&[-0.04, 12.34, -7.66]), "0.0 12.3 -7.7");
    }

    fn outline() -> Outline {
        Outline::new(&[
            vec![(3.0, 45.0), (3.5, 45.5), (4.0, 45.0), (3.0, 45.0)],
            vec![(3.5, 45.5), (3.5, 45.500_1)],
            vec![(3.5, 45.5), (3.5, 46.0)],
        ])
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_map_has_the_north_at_the_top_and_true_proportions() {
        let outline = outline();
        let map = outline.map();
        assert_eq!(map.project(Point::from_degrees(3.0, 46.0).unwrap()), (0.0, 0.0));
        let (x, y) = map.project(Point::from_degrees(4.0, 45.0).unwrap());
        assert!((x - 1000.0).abs() < 1e-6 && (y - map.height).abs() < 1e-6);
        // A degree of latitude is longer than one of longitude by 1 / cos(45.5°).
        assert!((map.height - 1426.7).abs() < 1.0, "{}", map.height);
        assert_eq!(outline.path(&map), "M0 1427l500 -714l500 714l-1000 0M500 713l0 -713");
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn what_is_written_is_read_back_and_what_is_cut_is_refused() {
        let outline = outline();
        let bytes = outline.encode();
        assert_eq!(Outline::decode(&bytes).unwrap(), outline);
        for length in 0..bytes.len() {
            assert!(Outline::decode(&bytes[..length]).is_err(), "{length} bytes");
        }
        for position in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[position] ^= 0x5a;
            if let Ok(read) = Outline::decode(&damaged) {
                _ = read.path(&read.map());
            }
        }
        assert!(
            Outline::default().is_empty() && Outline::default().path(&Outline::default().map()).is_empty()
        );
    }
}
