//! Two geometric decisions: which point stands for a commune, and how far it is from the region.

use geo::{
    Centroid as _, Contains as _, Coord, Distance as _, Euclidean, InteriorPoint as _, MapCoords as _,
    MultiPolygon, Point,
};
use rstar::RTree;
use rstar::primitives::Line;

use super::shapes::Shape;

/// Mean radius of the Earth.
pub(crate) const EARTH_RADIUS_KM: f64 = 6371.0088;

/// How far outside its commune a town hall may be and still be believed.
///
/// Outlines are simplified and a few town halls stand just over the border: 0 would refuse good points. At
/// several kilometres, points of the neighbouring village would pass.
const TOWN_HALL_TOLERANCE_KM: f64 = 0.5;

/// Where the point of a commune comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// The town hall, inside the outline or close enough to it.
    TownHall,
    /// The town hall, which nothing could check for want of an outline.
    TownHallUnchecked,
    /// Inside the outline, because the town hall's point is too far from it.
    Corrected,
    /// Inside the outline, because no town hall's point is known.
    Filled,
}

/// Chooses the point of a commune, or `None` when neither outline nor town hall is known.
pub(crate) fn choose_point(shape: &Shape) -> Option<(Point, Origin)> {
    match (&shape.outline, shape.town_hall) {
        (None, None) => None,
        (None, Some(town_hall)) => Some((town_hall, Origin::TownHallUnchecked)),
        (Some(outline), None) => Some((central_point(outline)?, Origin::Filled)),
        (Some(outline), Some(town_hall)) => {
            if distance_to_outline_km(town_hall, outline) <= TOWN_HALL_TOLERANCE_KM {
                Some((town_hall, Origin::TownHall))
            } else {
                Some((central_point(outline)?, Origin::Corrected))
            }
        }
    }
}

/// The centroid, or some point inside when the centroid of a crescent or of islands falls outside.
fn central_point(outline: &MultiPolygon) -> Option<Point> {
    outline.centroid().filter(|point| outline.contains(point)).or_else(|| outline.interior_point())
}

/// Zero inside. Exact enough around half a kilometre: the plane touches the Earth at `point`.
fn distance_to_outline_km(point: Point, outline: &MultiPolygon) -> f64 {
    if outline.contains(&point) {
        return 0.0;
    }
    let km_per_degree = EARTH_RADIUS_KM.to_radians();
    let shrink = point.y().to_radians().cos();
    let plane = outline.map_coords(|c| Coord {
        x: (c.x - point.x()) * shrink * km_per_degree,
        y: (c.y - point.y()) * km_per_degree,
    });
    Euclidean.distance(&Point::new(0.0, 0.0), &plane)
}

/// The outlines of a region, to ask whether a point is near it.
///
/// Outlines are kept as straight segments between points of the unit sphere, in an R-tree: a straight-line
/// distance in space orders points exactly as the great-circle distance does, whatever the latitude, with no
/// map projection. A segment of one kilometre passes two centimetres under the ground.
pub(crate) struct Border {
    segments: RTree<Line<[f64; 3]>>,
}

impl Border {
    /// Takes the outlines of all communes of the region. Borders between them do no harm: from outside, the
    /// nearest segment is always on the region's own border.
    pub(crate) fn new<'a>(outlines: impl Iterator<Item = &'a MultiPolygon>) -> Self {
        let rings = outlines
            .flatten()
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        let lines = rings.flat_map(|ring| ring.lines());
        let segments = lines.map(|line| Line::new(on_sphere(line.start), on_sphere(line.end)));
        Self { segments: RTree::bulk_load(segments.collect()) }
    }

    /// Great-circle distance from a point outside the region to its nearest border, in kilometres.
    pub(crate) fn distance_km(&self, point: Point) -> Option<f64> {
        use rstar::PointDistance as _;
        let point = on_sphere(point.into());
        let chord = self.segments.nearest_neighbor(point)?.distance_2(&point).sqrt();
        Some(2.0 * EARTH_RADIUS_KM * (chord / 2.0).min(1.0).asin())
    }
}

fn on_sphere(coord: Coord) -> [f64; 3] {
    let (longitude, latitude) = (coord.x.to_radians(), coord.y.to_radians());
    [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;

    /// A square of about 1.57 km by 2.22 km near Le Puy-en-Velay.
    fn outline() -> MultiPolygon {
        MultiPolygon(vec![polygon![
            (x: 3.88, y: 45.03), (x: 3.90, y: 45.03), (x: 3.90, y: 45.05), (x: 3.88, y: 45.05),
        ]])
    }

    fn shape(town_hall: Option<(f64, f64)>) -> Shape {
        Shape { outline: Some(outline()), town_hall: town_hall.map(Point::from) }
    }

    #[test]
    fn a_town_hall_inside_is_believed() {
        let (point, origin) = choose_point(&shape(Some((3.885, 45.043)))).unwrap();
        assert_eq!((point.x_y(), origin), ((3.885, 45.043), Origin::TownHall));
    }

    #[test]
    fn a_town_hall_just_outside_is_believed() {
        // 0.005° of longitude is 393 m here; 0.007° is 550 m.
        assert_eq!(choose_point(&shape(Some((3.905, 45.04)))).unwrap().1, Origin::TownHall);
        assert_eq!(choose_point(&shape(Some((3.907, 45.04)))).unwrap().1, Origin::Corrected);
    }

    #[test]
    fn a_wrong_or_missing_town_hall_is_replaced_by_the_centre() {
        for (town_hall, expected) in [(Some((2.35, 48.85)), Origin::Corrected), (None, Origin::Filled)] {
            let (point, origin) = choose_point(&shape(town_hall)).unwrap();
            assert_eq!(origin, expected);
            assert!((point.x() - 3.89).abs() < 1e-9 && (point.y() - 45.04).abs() < 1e-9);
        }
    }

    #[test]
    fn without_outline_the_town_hall_is_kept_and_said_unchecked() {
        let shape = Shape { outline: None, town_hall: Some(Point::new(3.0, 45.0)) };
        assert_eq!(choose_point(&shape).unwrap().1, Origin::TownHallUnchecked);
        assert_eq!(choose_point(&Shape::default()), None);
    }

    #[test]
    fn the_central_point_is_always_inside() {
        let horseshoe = MultiPolygon(vec![polygon![
            (x: 0.0, y: 0.0), (x: 3.0, y: 0.0), (x: 3.0, y: 3.0), (x: 2.9, y: 3.0),
            (x: 2.9, y: 0.1), (x: 0.1, y: 0.1), (x: 0.1, y: 3.0), (x: 0.0, y: 3.0),
        ]]);
        assert!(!horseshoe.contains(&horseshoe.centroid().unwrap()));
        assert!(horseshoe.contains(&central_point(&horseshoe).unwrap()));
    }

    #[test]
    fn distance_to_the_border_is_great_circle() {
        let border = Border::new([outline()].iter());
        // Due north of the middle of the upper side: the difference of latitude is the distance.
        let north = border.distance_km(Point::new(3.89, 45.32)).unwrap();
        assert!((north - 0.27_f64.to_radians() * EARTH_RADIUS_KM).abs() < 0.001, "{north}");
        // Due east: 30 km at this latitude is 0.3817° of longitude.
        let east = border.distance_km(Point::new(3.90 + 0.3817, 45.04)).unwrap();
        assert!((east - 30.0).abs() < 0.02, "{east}");
        assert_eq!(Border::new([].iter()).distance_km(Point::new(0.0, 0.0)), None);
    }

    #[test]
    fn the_tree_agrees_with_a_naive_search_along_the_border() {
        let border = Border::new([outline()].iter());
        let ring = outline().0[0].exterior().clone();
        for (x, y) in [(3.5, 44.9), (4.2, 45.2), (3.87, 45.06), (3.891, 44.7)] {
            let from = on_sphere(Coord { x, y });
            let steps = ring.lines().flat_map(|line| {
                (0..=1000).map(move |i| line.start + line.delta() * (f64::from(i) / 1000.0))
            });
            let chords = steps.map(|coord| {
                let to = on_sphere(coord);
                (0..3).map(|axis| (from[axis] - to[axis]).powi(2)).sum::<f64>().sqrt()
            });
            let naive = chords.fold(f64::INFINITY, f64::min) * EARTH_RADIUS_KM;
            let found = border.distance_km(Point::new(x, y)).unwrap();
            assert!((naive - found).abs() < 0.01, "{naive} {found}");
        }
    }
}
