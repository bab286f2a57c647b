//! The territory as the engine has it: communes and municipal arrondissements are one list by INSEE code.

use std::collections::HashMap;

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
        rows.sort_by(|a, b| a.0.insee.cmp(&b.0.insee));
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
            epcis: source.epcis.iter().map(epci).collect(),
            departments: source.departments.iter().map(department).collect(),
            regions: source.regions.iter().map(region).collect(),
            former,
        };
        Self { lists, numbers }
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
