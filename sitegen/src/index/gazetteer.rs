//! The territory as the engine has it: communes and municipal arrondissements are one list, first those where somebody
//! may be received, then those around, each by INSEE code.

use std::collections::{HashMap, HashSet};

use engine::gazetteer as places;
use engine::geo::Point;

use crate::content::Content;
use crate::content::gazetteer;

/// The engine's lists, and where each INSEE code stands in them.
pub(super) struct GazetteerMap {
    pub(super) lists: places::Lists,
    pub(super) numbers: HashMap<String, usize>,
}

impl GazetteerMap {
    pub(super) fn new(content: &Content) -> Self {
        let source = &content.gazetteer;
        let mut rows: Vec<(places::Commune, Option<&str>)> = Vec::new();
        for commune in &source.communes {
            rows.push((commune_record(commune), None));
        }
        for district in &source.districts {
            let city = &source.communes[district.commune];
            let record = places::Commune {
                insee: district.insee.clone(),
                name: district.name.clone(),
                postcodes: postcodes(&district.postcodes),
                population: district.population,
                point: point(district.longitude, district.latitude),
                ..commune_record(city)
            };
            rows.push((record, Some(&city.insee)));
        }
        let inside = inside(content, &rows);
        let is_inside = |it: &places::Commune| inside.contains(&it.insee);
        let mut order: Vec<usize> = (0..source.departments.len()).collect();
        order.sort_by_key(|number| !rows.iter().any(|(it, _)| it.department == *number && is_inside(it)));
        for (commune, _) in &mut rows {
            commune.department = order.iter().position(|it| *it == commune.department).unwrap_or_default();
        }
        let served = |number: usize| rows.iter().any(|(it, _)| it.department == number && is_inside(it));
        // What is around is in no region that anybody is looked for in.
        let mut regions: Vec<usize> = Vec::new();
        let mut departments: Vec<places::Department> = Vec::new();
        for (number, department) in order.iter().map(|number| &source.departments[*number]).enumerate() {
            let region = served(number).then(|| {
                let known = regions.iter().position(|region| *region == department.region);
                known.unwrap_or_else(|| {
                    regions.push(department.region);
                    regions.len() - 1
                })
            });
            departments.push(places::Department {
                code: department.code.clone(),
                name: department.name.clone(),
                region,
            });
        }
        for town in source.towns_outside.iter().filter(|town| is_within_reach(town, &source.communes)) {
            let known = departments.iter().position(|it| it.code == town.department);
            let number = known.unwrap_or_else(|| {
                departments.push(department_outside(town));
                departments.len() - 1
            });
            rows.push((outside_record(town, number), None));
        }
        rows.sort_by_cached_key(|(it, _)| (!is_inside(it), it.insee.clone()));
        let count = inside.len();
        let numbers: HashMap<String, usize> =
            rows.iter().enumerate().map(|(number, (commune, _))| (commune.insee.clone(), number)).collect();
        let communes = rows
            .into_iter()
            .map(|(commune, city)| places::Commune { city: city.map(|city| numbers[city]), ..commune })
            .collect();
        let epci = |it: &gazetteer::Epci| places::Epci {
            siren: it.siren.clone(),
            name: names(&it.name, &it.other_names),
        };
        let region = |it: &gazetteer::Region| places::Region {
            code: it.code.clone(),
            name: names(&it.name, &it.other_names),
        };
        let former = |it: &gazetteer::FormerCommune| places::Former {
            name: it.name.clone(),
            commune: numbers[&source.communes[it.commune].insee],
        };
        let mut former: Vec<places::Former> = source.former_communes.iter().map(former).collect();
        former.sort_by(|a, b| (a.commune, &a.name).cmp(&(b.commune, &b.name)));
        let lists = places::Lists {
            communes,
            inside: count,
            epcis: source.epcis.iter().map(epci).collect(),
            departments,
            regions: regions.iter().map(|number| region(&source.regions[*number])).collect(),
            former,
        };
        Self { lists, numbers }
    }
}

/// The INSEE codes of the communes of the territory: those of the departments served, and any where there is a place.
fn inside(content: &Content, rows: &[(places::Commune, Option<&str>)]) -> HashSet<String> {
    let departments = &content.gazetteer.departments;
    let structures = content.structures.iter();
    let with_places: HashSet<&str> =
        structures.flat_map(|it| &it.places).map(|place| place.insee.as_str()).collect();
    let served = |it: &places::Commune| {
        content.site.departments.contains(&departments[it.department].code)
            || with_places.contains(it.insee.as_str())
    };
    rows.iter().filter(|(it, _)| served(it)).map(|(it, _)| it.insee.clone()).collect()
}

/// Bundles hold no territory wider than 20 degrees.
const REACH_DEGREES: f64 = 9.0;

/// Whether a town is near enough to the middle of the communes to be in one bundle with them.
fn is_within_reach(town: &gazetteer::TownOutside, communes: &[gazetteer::Commune]) -> bool {
    let near = |degrees: f64, axis: fn(&gazetteer::Commune) -> f64| {
        let middle = communes.iter().map(axis).sum::<f64>() / communes.len() as f64;
        (degrees - middle).abs() < REACH_DEGREES
    };
    near(town.latitude, |it| it.latitude) && near(town.longitude, |it| it.longitude)
}

fn department_outside(town: &gazetteer::TownOutside) -> places::Department {
    let name = format!("{}, hors de ce territoire", town.department_name);
    places::Department { code: town.department.clone(), name, region: None }
}

fn outside_record(town: &gazetteer::TownOutside, department: usize) -> places::Commune {
    places::Commune {
        insee: town.insee.clone(),
        name: town.name.clone(),
        department,
        epci: None,
        city: None,
        postcodes: Vec::new(),
        population: town.population,
        point: point(town.longitude, town.latitude),
    }
}

/// A name with the others, as the engine wants them.
fn names(name: &str, others: &[String]) -> String {
    let names: Vec<&str> = [name].into_iter().chain(others.iter().map(String::as_str)).collect();
    names.join("|(")
}

fn commune_record(commune: &gazetteer::Commune) -> places::Commune {
    places::Commune {
        insee: commune.insee.clone(),
        name: commune.name.clone(),
        department: commune.department,
        epci: commune.epci,
        city: None,
        postcodes: postcodes(&commune.postcodes),
        population: commune.population,
        point: point(commune.longitude, commune.latitude),
    }
}

fn postcodes(codes: &[String]) -> Vec<u32> {
    codes.iter().filter_map(|code| code.parse().ok()).collect()
}

pub(super) fn point(longitude: f64, latitude: f64) -> Point {
    Point::from_degrees(longitude, latitude).expect("coordinates were checked when the content was loaded")
}
