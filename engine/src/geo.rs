//! Longitude, latitude, points and great-circle distances.

use crate::maths::{cos, sin};

/// Mean radius of the Earth in metres (IUGG).
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Degrees east of Greenwich, WGS 84, from -180 to 180.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Longitude(f64);

/// Degrees north of the equator, WGS 84, from -90 to 90.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Latitude(f64);

impl Longitude {
    /// `None` when `degrees` is not a number from -180 to 180.
    #[must_use]
    pub fn new(degrees: f64) -> Option<Self> {
        (-180.0..=180.0).contains(&degrees).then_some(Self(degrees))
    }

    /// In degrees.
    #[must_use]
    pub fn degrees(self) -> f64 {
        self.0
    }
}

impl Latitude {
    /// `None` when `degrees` is not a number from -90 to 90.
    #[must_use]
    pub fn new(degrees: f64) -> Option<Self> {
        (-90.0..=90.0).contains(&degrees).then_some(Self(degrees))
    }

    /// In degrees.
    #[must_use]
    pub fn degrees(self) -> f64 {
        self.0
    }
}

/// A point on the globe, WGS 84.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// East-west position.
    pub longitude: Longitude,
    /// North-south position.
    pub latitude: Latitude,
}

/// Step of the grid that points are written on, in millionths of a degree: a rounding of 18 m at most along each axis.
const STEP_MICRO: f64 = 320.0;

const MICRO: f64 = 1_000_000.0;

impl Point {
    /// A point from its two coordinates, whose types keep them from being swapped.
    #[must_use]
    pub fn new(longitude: Longitude, latitude: Latitude) -> Self {
        Self { longitude, latitude }
    }

    /// A point from plain degrees; `None` when one is out of range.
    #[must_use]
    pub fn from_degrees(longitude: f64, latitude: f64) -> Option<Self> {
        Some(Self::new(Longitude::new(longitude)?, Latitude::new(latitude)?))
    }

    /// Column and row of the nearest node of the grid, counted from the equator at Greenwich.
    pub(crate) fn node(self) -> [i64; 2] {
        [self.longitude.0, self.latitude.0].map(|degrees| libm::round(degrees * MICRO / STEP_MICRO) as i64)
    }

    /// The point at a node; `None` off the globe.
    pub(crate) fn at_node(node: [i64; 2]) -> Option<Self> {
        let [longitude, latitude] = node.map(|node| node as f64 * STEP_MICRO / MICRO);
        Self::from_degrees(longitude, latitude)
    }

    /// Great-circle distance to `other` in metres, by the haversine formula on the mean sphere (up to
    /// 0.5 % off the ellipsoid). The trigonometry gives the same bits on every target, so that the phone
    /// and the command line order the same results the same way.
    #[must_use]
    pub fn distance_m(self, other: Self) -> f64 {
        let (lat_a, lat_b) = (self.latitude.0.to_radians(), other.latitude.0.to_radians());
        let half_lat = sin((lat_b - lat_a) / 2.0);
        let half_lon = sin((other.longitude.0 - self.longitude.0).to_radians() / 2.0);
        let a = half_lat * half_lat + cos(lat_a) * cos(lat_b) * half_lon * half_lon;
        2.0 * EARTH_RADIUS_M * libm::asin(libm::sqrt(a.min(1.0)))
    }

    /// The point on the unit sphere. Straight-line distances between such points order pairs exactly as
    /// great-circle distances do, which is what lets a plain R-tree find the nearest ones.
    pub(crate) fn on_unit_sphere(self) -> [f32; 3] {
        let (lat, lon) = (self.latitude.0.to_radians(), self.longitude.0.to_radians());
        let equator = cos(lat);
        [(equator * cos(lon)) as f32, (equator * sin(lon)) as f32, sin(lat) as f32]
    }
}

/// Squared length, on the unit sphere, of the chord under an arc of `distance_m` metres, with a margin of
/// 5 m for the rounding of [`Point::on_unit_sphere`]: what it lets through is measured again.
pub(crate) fn chord_squared(distance_m: f64) -> f32 {
    let half_arc = ((distance_m + 5.0) / EARTH_RADIUS_M / 2.0).min(core::f64::consts::FRAC_PI_2);
    let chord = 2.0 * sin(half_arc);
    (chord * chord) as f32
}
