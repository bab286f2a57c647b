//! The gazetteer: every commune's codes, name, postcodes, population and point, as sorted CSV files.
//!
//! Names and codes come from one package, places from another; this module joins them and cuts the extent.

mod decoupage;
mod elsewhere;
mod geometry;
mod outline;
mod provenance;
mod shapes;
mod tables;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use geo::Point;

use self::decoupage::{Commune, Decoupage, Kind};
use self::geometry::{Border, Origin, choose_point};
use self::shapes::Shapes;
use crate::cache;

/// INSEE code of Auvergne-Rhône-Alpes.
const REGION: &str = "84";
/// How many communes the region has in the vintage we pin.
const REGION_COMMUNES: usize = 4025;
/// How many departments it has.
const REGION_DEPARTMENTS: usize = 12;
/// How far the gazetteer reaches beyond the region: people cross borders to get advice.
const MARGIN_KM: f64 = 30.0;

/// How far the gazetteer reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Auvergne-Rhône-Alpes and the communes within 30 km.
    Region,
    /// Every commune of France.
    National,
}

/// A commune or a municipal arrondissement with its point.
struct Placed<'a> {
    entry: &'a Commune,
    point: Point,
    origin: Origin,
}

/// What is written, and what has to be told about it.
struct Gazetteer<'a> {
    extent: Extent,
    decoupage: &'a Decoupage,
    shapes: &'a Shapes,
    communes: Vec<Placed<'a>>,
    arrondissements: Vec<Placed<'a>>,
    former: Vec<&'a Commune>,
    /// Large communes of France that lie outside.
    elsewhere: Vec<Placed<'a>>,
    /// Folded words of the names that are French words.
    common: BTreeSet<String>,
    /// Communes left out because nothing says where they are.
    without_point: Vec<&'a Commune>,
    /// Communes of France whose town hall's point was replaced, in the extent or not.
    corrected_in_france: usize,
}

/// Fetches the packages if need be, and writes the gazetteer's files into `out`.
pub(crate) fn run(extent: Extent, out: &Path) -> Result<()> {
    let decoupage = Decoupage::read(&cache::archive(&cache::DECOUPAGE)?)?;
    check_region(&decoupage)?;
    let shapes = shapes::read(&cache::archive(&cache::SHAPES)?, &cache::archive(&cache::OLDER_SHAPES)?)?;
    let lexicon = words::read(&cache::archive(&cache::LEXICON)?)?;
    let gazetteer = Gazetteer::new(extent, &decoupage, &shapes, &lexicon)?;
    fs::create_dir_all(out).with_context(|| format!("création de {}", out.display()))?;
    let counts = tables::write(&gazetteer, out)?;
    if extent == Extent::Region {
        let points = outline::write(&gazetteer, out)?;
        println!("{} : {points} points", out.join("contours.geojson").display());
    }
    provenance::write(&gazetteer, &counts, out)?;
    report(&gazetteer, &counts, out);
    Ok(())
}

/// The source must describe the region we know; another vintage needs a human eye.
fn check_region(decoupage: &Decoupage) -> Result<()> {
    let communes: Vec<_> = decoupage.communes.iter().filter(|entry| in_region(entry)).collect();
    let departments: BTreeSet<_> = communes.iter().filter_map(|entry| entry.departement.as_deref()).collect();
    ensure!(
        communes.len() == REGION_COMMUNES && departments.len() == REGION_DEPARTMENTS,
        "la région compte {} communes et {} départements, {REGION_COMMUNES} et {REGION_DEPARTMENTS} attendus",
        communes.len(),
        departments.len()
    );
    Ok(())
}

fn in_region(entry: &Commune) -> bool {
    entry.kind == Kind::CommuneActuelle && entry.region.as_deref() == Some(REGION)
}

impl<'a> Gazetteer<'a> {
    fn new(
        extent: Extent,
        decoupage: &'a Decoupage,
        shapes: &'a Shapes,
        lexicon: &BTreeSet<String>,
    ) -> Result<Self> {
        let of_kind = |kind| decoupage.communes.iter().filter(move |entry| entry.kind == kind);
        let (all, mut without_point) = place(of_kind(Kind::CommuneActuelle), shapes);
        let corrected_in_france = all.iter().filter(|placed| placed.origin == Origin::Corrected).count();
        let (communes, others) = match extent {
            Extent::National => (all, Vec::new()),
            Extent::Region => {
                without_point.retain(|entry| in_region(entry));
                around_region(all, shapes)
            }
        };
        let elsewhere: Vec<Placed<'a>> =
            others.into_iter().filter(|placed| elsewhere::is_known(placed.entry)).collect();
        let kept: BTreeSet<&str> = communes.iter().map(|placed| placed.entry.code.as_str()).collect();
        let is_kept = |code: &Option<String>| code.as_deref().is_some_and(|code| kept.contains(code));
        let cities = of_kind(Kind::ArrondissementMunicipal).filter(|entry| is_kept(&entry.commune));
        let (arrondissements, lost) = place(cities, shapes);
        without_point.extend(lost);
        let former = of_kind(Kind::CommuneDeleguee).chain(of_kind(Kind::CommuneAssociee));
        let mut former: Vec<_> = former.filter(|entry| is_kept(&entry.chef_lieu)).collect();
        former.sort_by(|a, b| (&a.code, &a.nom).cmp(&(&b.code, &b.nom)));
        let names = communes.iter().chain(&elsewhere).map(|placed| placed.entry.nom.as_str());
        let common = words::common(names, lexicon);
        let region = communes.iter().filter(|placed| in_region(placed.entry)).count();
        ensure!(region == REGION_COMMUNES, "{region} communes de la région ont un point");
        Ok(Self {
            extent,
            decoupage,
            shapes,
            communes,
            arrondissements,
            former,
            elsewhere,
            common,
            without_point,
            corrected_in_france,
        })
    }

    /// The communes by the origin of their point, in the extent.
    fn origins(&self) -> BTreeMap<Origin, Vec<&Commune>> {
        let mut origins: BTreeMap<Origin, Vec<&Commune>> = BTreeMap::new();
        for placed in &self.communes {
            origins.entry(placed.origin).or_default().push(placed.entry);
        }
        origins
    }

    fn region_communes(&self) -> usize {
        self.communes.iter().filter(|placed| in_region(placed.entry)).count()
    }
}

/// Gives each entry its point, sorted by code; the second list holds those that have none.
fn place<'a>(
    entries: impl Iterator<Item = &'a Commune>,
    shapes: &Shapes,
) -> (Vec<Placed<'a>>, Vec<&'a Commune>) {
    let mut placed = Vec::new();
    let mut without_point = Vec::new();
    for entry in entries {
        match shapes.by_code.get(&entry.code).and_then(choose_point) {
            Some((point, origin)) => placed.push(Placed { entry, point, origin }),
            None => without_point.push(entry),
        }
    }
    placed.sort_by(|a, b| a.entry.code.cmp(&b.entry.code));
    (placed, without_point)
}

/// The communes of the region and near it, then the others.
fn around_region<'a>(communes: Vec<Placed<'a>>, shapes: &Shapes) -> (Vec<Placed<'a>>, Vec<Placed<'a>>) {
    let region = communes.iter().filter(|placed| in_region(placed.entry));
    let outlines = region.filter_map(|placed| shapes.by_code.get(&placed.entry.code)?.outline.as_ref());
    let border = Border::new(outlines);
    let is_near = |point| border.distance_km(point).is_some_and(|km| km <= MARGIN_KM);
    communes.into_iter().partition(|placed| in_region(placed.entry) || is_near(placed.point))
}

fn report(gazetteer: &Gazetteer<'_>, counts: &tables::Counts, out: &Path) {
    println!(
        "{} : {} communes, dont {} de la région",
        out.display(),
        counts.communes,
        gazetteer.region_communes()
    );
    for (origin, communes) in gazetteer.origins() {
        println!("  {} : {}", provenance::origin_label(origin), communes.len());
    }
    println!("  points de mairie corrigés dans toute la France : {}", gazetteer.corrected_in_france);
    for entry in &gazetteer.without_point {
        println!("  sans point, laissée de côté : {} {}", entry.code, entry.nom);
    }
}
