//! Where places are: points on the outlines of the departments. The outlines are one file for all pages; each
//! page adds its points.

use engine::geo::Point;
use engine::outline::{Frame, Outline, WIDTH, numbers};
use serde::Serialize;

use crate::content::structures::Place;

/// The least width of the picture of a department, in units of the map: about 130 km in a region.
const CLOSEST: f64 = 400.0;

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::publish) struct Picture {
    view_box: String,
    /// Height of the outlines, for their width of 1000.
    height: String,
    /// Radius of a point.
    radius: String,
    points: Vec<Dot>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Dot {
    x: String,
    y: String,
}

/// The outlines as a file of its own; `None` when there are none. The grey is seen on white and on black.
pub(in crate::publish) fn outlines(outline: &Outline) -> Option<String> {
    let map = outline.map();
    let path = outline.path(&map);
    (!outline.is_empty()).then(|| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {}\"><path fill=\"none\" \
             stroke=\"#7a8794\" stroke-width=\"2\" stroke-linejoin=\"round\" d=\"{path}\"/></svg>\n",
            numbers(&[map.height])
        )
    })
}

/// The places of a structure: one on the whole map, several as near as they all fit.
pub(super) fn of(outline: &Outline, places: &[Place]) -> Option<Picture> {
    picture(outline, places.iter().filter_map(point), (places.len() > 1).then_some(CLOSEST))
}

/// Points: one on the whole map, several as near as they all fit.
pub(super) fn points(outline: &Outline, points: &[Point]) -> Option<Picture> {
    picture(outline, points.iter().copied(), (points.len() > 1).then_some(CLOSEST))
}

/// Places, as near as they all fit.
pub(super) fn near<'a>(outline: &Outline, places: impl Iterator<Item = &'a Place>) -> Option<Picture> {
    picture(outline, places.filter_map(point), Some(CLOSEST))
}

fn point(place: &Place) -> Option<Point> {
    Point::from_degrees(place.longitude, place.latitude)
}

fn picture(outline: &Outline, points: impl Iterator<Item = Point>, closest: Option<f64>) -> Option<Picture> {
    let map = outline.map();
    let points: Vec<(f64, f64)> = points.map(|point| map.project(point)).collect();
    (!outline.is_empty() && !points.is_empty()).then_some(())?;
    let frame = match closest {
        Some(closest) => Frame::around(&points, map.height, closest),
        None => Frame { x: 0.0, y: 0.0, width: WIDTH, height: map.height },
    };
    let dot = |(x, y): &(f64, f64)| Dot { x: numbers(&[*x]), y: numbers(&[*y]) };
    Some(Picture {
        view_box: frame.view_box(),
        height: numbers(&[map.height]),
        radius: numbers(&[frame.width / 50.0]),
        points: points.iter().map(dot).collect(),
    })
}

#[cfg(test)]
mod tests {
    use engine::outline::Outline;

    use super::{near, of, outlines};

    #[test]
    fn without_outlines_or_places_there_is_no_picture() {
        let outline = Outline::new(&[vec![(3.0, 45.0), (4.0, 46.0)]]);
        assert!(of(&outline, &[]).is_none());
        assert!(outlines(&Outline::default()).is_none());
        assert!(near(&Outline::default(), std::iter::empty()).is_none());
        assert!(outlines(&outline).unwrap().contains("d=\"M0 "));
    }
}
