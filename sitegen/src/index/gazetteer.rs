//! The territory as the engine has it: communes and municipal arrondissements are one list, first those where somebody
//! may be received, then those around, each by INSEE code.

use std::cmp::Ordering;
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
        let inside = Inside::new(content);
        rows.sort_by(|(a, _), (b, _)| inside.first(a, b).then_with(|| a.insee.cmp(&b.insee)));
        let count = rows.iter().filter(|(commune, _)| inside.has(commune)).count();
        let numbers: HashMap<String, usize> =
            rows.iter().enumerate().map(|(number, (commune, _))| (commune.insee.clone(), number)).collect();
        let communes = rows
            .into_iter()
            .map(|(commune, city)| places::Commune { city: city.map(|city| numbers[city]), ..commune })
            .collect();
        let epci = |it: &gazetteer::Epci| places::Epci { siren: it.siren.clone(), name: it.name.clone() };
        let department = |it: &gazetteer::Department| places::Department {
            code: it.code.clone(),
            name: it.name.clone(),
            region: it.region,
        };
        let region = |it: &gazetteer::Region| places::Region { code: it.code.clone(), name: it.name.clone() };
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
            departments: source.departments.iter().map(department).collect(),
            regions: source.regions.iter().map(region).collect(),
            former,
        };
        Self { lists, numbers }
    }
}

/// Which communes are those of the territory: those of the departments served, and any where there is a place.
struct Inside<'a> {
    departments: HashSet<usize>,
    with_places: HashSet<&'a str>,
}

impl<'a> Inside<'a> {
    fn new(content: &'a Content) -> Self {
        let departments = content.gazetteer.departments.iter().enumerate();
        let served = departments.filter(|(_, it)| content.site.departments.contains(&it.code));
        let places = content.structures.iter().flat_map(|structure| &structure.places);
        Self {
            departments: served.map(|(number, _)| number).collect(),
            with_places: places.map(|place| place.insee.as_str()).collect(),
        }
    }

    fn has(&self, commune: &places::Commune) -> bool {
        self.departments.contains(&commune.department) || self.with_places.contains(commune.insee.as_str())
    }

    fn first(&self, a: &places::Commune, b: &places::Commune) -> Ordering {
        self.has(b).cmp(&self.has(a))
    }
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
