//! The gazetteer of the repository's content, from its CSV files.

use std::collections::HashMap;
use std::path::Path;

use azimut_engine::gazetteer::{Commune, Department, Epci, Former, Gazetteer, Lists, Region};
use azimut_engine::geo::Point;

/// The rows of a file of `content/territoire`, without its header. Quotes may hold commas.
fn rows(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content/territoire").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let fields = |line: &str| {
        let mut fields = vec![String::new()];
        let mut quoted = false;
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                c => fields.last_mut().unwrap().push(c),
            }
        }
        fields
    };
    text.lines().skip(1).map(fields).collect()
}

fn index<T>(items: &[T], code: impl Fn(&T) -> &String) -> HashMap<String, usize> {
    items.iter().enumerate().map(|(index, item)| (code(item).clone(), index)).collect()
}

fn point(latitude: &str, longitude: &str) -> Point {
    Point::from_degrees(longitude.parse().unwrap(), latitude.parse().unwrap()).unwrap()
}

fn postcodes(field: &str) -> Vec<u32> {
    field.split_ascii_whitespace().map(|code| code.parse().unwrap()).collect()
}

/// As `sitegen` makes it.
pub(crate) fn lists() -> Lists {
    let mut lists = Lists::default();
    let region = |row: Vec<String>| Region { code: row[0].clone(), name: row[1].clone() };
    lists.regions = rows("regions.csv").into_iter().map(region).collect();
    let regions = index(&lists.regions, |region| &region.code);
    let department = |row: Vec<String>| Department {
        code: row[0].clone(),
        name: row[1].clone(),
        region: Some(regions[&row[2]]),
    };
    lists.departments = rows("departements.csv").into_iter().map(department).collect();
    let departments = index(&lists.departments, |department| &department.code);
    let epci = |row: Vec<String>| Epci { siren: row[0].clone(), name: row[1].clone() };
    lists.epcis = rows("epci.csv").into_iter().map(epci).collect();
    let epcis = index(&lists.epcis, |epci| &epci.siren);
    for row in rows("autres-noms.csv") {
        match regions.get(&row[0]) {
            Some(region) => lists.regions[*region].name += &format!("|({}", row[1]),
            None => lists.epcis[epcis[&row[0]]].name += &format!("|({}", row[1]),
        }
    }

    let commune = |row: Vec<String>| Commune {
        insee: row[0].clone(),
        name: row[1].clone(),
        department: departments[&row[2]],
        epci: epcis.get(&row[4]).copied(),
        city: None,
        postcodes: postcodes(&row[5]),
        population: row[6].parse().unwrap(),
        point: point(&row[7], &row[8]),
    };
    let mut communes: Vec<Commune> = rows("communes.csv").into_iter().map(commune).collect();
    let cities = index(&communes, |commune| &commune.insee);
    let mut cities_of = HashMap::new();
    for row in rows("arrondissements.csv") {
        let city = communes[cities[&row[2]]].clone();
        cities_of.insert(row[0].clone(), row[2].clone());
        communes.push(Commune {
            insee: row[0].clone(),
            name: row[1].clone(),
            postcodes: postcodes(&row[3]),
            population: row[4].parse().unwrap(),
            point: point(&row[5], &row[6]),
            ..city
        });
    }
    for row in rows("ailleurs.csv").into_iter().filter(|row| !row[2].starts_with("97")) {
        let code = &row[2];
        let known = lists.departments.iter().position(|it| it.code == *code);
        let department = known.unwrap_or_else(|| {
            let name = format!("{}, hors de ce territoire", row[3]);
            lists.departments.push(Department { code: code.clone(), name, region: None });
            lists.departments.len() - 1
        });
        communes.push(Commune {
            insee: row[0].clone(),
            name: row[1].clone(),
            department,
            epci: None,
            city: None,
            postcodes: Vec::new(),
            population: row[4].parse().unwrap(),
            point: point(&row[5], &row[6]),
        });
    }
    communes.sort_by(|a, b| a.insee.cmp(&b.insee));
    let numbers = index(&communes, |commune| &commune.insee);
    for commune in &mut communes {
        commune.city = cities_of.get(&commune.insee).map(|city| numbers[city]);
    }
    let former = |row: Vec<String>| Former { name: row[1].clone(), commune: numbers[&row[2]] };
    lists.former = rows("anciennes-communes.csv").into_iter().map(former).collect();
    lists.former.sort_by(|a, b| (a.commune, &a.name).cmp(&(b.commune, &b.name)));
    lists.communes = communes;
    lists
}

/// Ready to be asked.
pub(crate) fn gazetteer() -> Gazetteer {
    Gazetteer::new(lists())
}

/// The names of former communes, each with the index of the commune that it is now part of.
#[allow(dead_code, reason = "not every test asks")]
pub(crate) fn former(gazetteer: &Gazetteer) -> Vec<(String, usize)> {
    let row = |row: Vec<String>| (row[1].clone(), gazetteer.by_insee(&row[2]).unwrap());
    rows("anciennes-communes.csv").into_iter().map(row).collect()
}
