//! `territoire/contours.geojson`: the lines of the map, in GeoJSON (RFC 7946). The file may be absent.

use std::path::Path;

use engine::outline::Outline;
use serde::Deserialize;

use super::files;
use crate::diagnostics::{Diagnostic, Diagnostics, Location};

const NAME: &str = "territoire/contours.geojson";

/// Lines are shipped to every visitor: more than this would not be seen on a small map.
const MOST_POINTS: usize = 5000;

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    geometry: Geometry,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    LineString(Vec<Vec<f64>>),
    MultiLineString(Vec<Vec<Vec<f64>>>),
    Polygon(Vec<Vec<Vec<f64>>>),
    MultiPolygon(Vec<Vec<Vec<Vec<f64>>>>),
}

impl Geometry {
    fn lines(self) -> Vec<Vec<Vec<f64>>> {
        match self {
            Self::LineString(line) => vec![line],
            Self::MultiLineString(lines) | Self::Polygon(lines) => lines,
            Self::MultiPolygon(polygons) => polygons.into_iter().flatten().collect(),
        }
    }
}

/// Reads the file and sees that it can be drawn.
pub(crate) fn read(root: &Path, d: &mut Diagnostics) -> Outline {
    if std::fs::symlink_metadata(root.join(NAME)).is_err() {
        return Outline::default();
    }
    let Some(file) = files::read(root, NAME, d) else { return Outline::default() };
    let at = Location::start(&file);
    let lines =
        match serde_json::from_str::<Collection>(file.text()) {
            Ok(collection) => collection.features.into_iter().flat_map(|feature| feature.geometry.lines()),
            Err(error) => {
                let message = format!("contours illisibles : {error}");
                d.push(Diagnostic::error("contours-invalides", &at, message).expected(
                    "une FeatureCollection GeoJSON de lignes ou de polygones, en degrés (RFC 7946)",
                ));
                return Outline::default();
            }
        };
    let mut found = Vec::new();
    let mut points = 0;
    for line in lines {
        let point = |point: &Vec<f64>| match point[..] {
            [x, y, ..] if x.abs() <= 180.0 && y.abs() <= 90.0 => Some((x, y)),
            _ => None,
        };
        points += line.len();
        match line.iter().map(point).collect::<Option<Vec<_>>>() {
            Some(line) => found.push(line),
            None => {
                let message = format!("la ligne {} des contours a un point hors du monde", found.len() + 1);
                d.push(
                    Diagnostic::error("contours-invalides", &at, message)
                        .expected("des points [longitude, latitude] en degrés, la longitude d’abord"),
                );
                return Outline::default();
            }
        }
    }
    if points > MOST_POINTS {
        let message = format!("{points} points de contour : chaque visiteur les télécharge");
        d.push(
            Diagnostic::warning("contours-lourds", &at, message)
                .hint(format!("simplifiez les lignes, {MOST_POINTS} points suffisent à une région")),
        );
    }
    Outline::new(&found)
}
