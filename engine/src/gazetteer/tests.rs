//! Places as people write them, on a few names from all over the country, natively and on wasm32. The whole
//! gazetteer of the content is asked in `engine/tests/places.rs`, natively only.

use super::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// INSEE code, name, department, population; the postcode is the INSEE code but for arrondissements.
const COMMUNES: [(&str, &str, usize, u32); 11] = [
    ("2A004", "Ajaccio", 0, 70_000),
    ("43157", "Le Puy-en-Velay", 1, 18_500),
    ("43224", "Saint-Sauveur", 1, 300),
    ("43268", "Vals-près-le-Puy", 1, 3_400),
    ("75056", "Paris", 2, 2_100_000),
    ("75101", "Paris 1er Arrondissement", 2, 15_000),
    ("75110", "Paris 10e Arrondissement", 2, 83_000),
    ("78158", "Saint-Sauveur", 3, 900),
    ("78159", "L'Étang-la-Ville", 3, 4_500),
    ("78160", "Y", 3, 90),
    ("78646", "Versailles", 3, 84_000),
];

fn lists() -> Lists {
    let commune = |(insee, name, department, population): (&str, &str, usize, u32)| Commune {
        insee: insee.to_owned(),
        name: name.to_owned(),
        department,
        epci: (department == 1).then_some(0),
        city: name.ends_with("Arrondissement").then_some(4),
        postcodes: vec![insee.replace("751", "750").replace("2A004", "20000").parse().unwrap()],
        population,
        point: Point::from_degrees(2.0, f64::from(population) / 1_000_000.0).unwrap(),
    };
    let department = |code: &str, name: &str, region| Department {
        code: code.to_owned(),
        name: name.to_owned(),
        region: Some(region),
    };
    let region = |code: &str, name: &str| Region { code: code.to_owned(), name: name.to_owned() };
    let former = |name: &str, commune| Former { name: name.to_owned(), commune };
    Lists {
        communes: COMMUNES.map(commune).into(),
        inside: COMMUNES.len(),
        epcis: vec![Epci { siren: "200073419".to_owned(), name: "CA du Puy-en-Velay (CAPEV)".to_owned() }],
        departments: vec![
            department("2A", "Corse-du-Sud", 2),
            department("43", "Haute-Loire", 1),
            department("75", "Paris", 0),
            department("78", "Yvelines", 0),
        ],
        regions: vec![
            region("11", "Île-de-France|(IDF"),
            region("84", "Auvergne-Rhône-Alpes|(ARA|(AURA|(Auvergne|(Rhône-Alpes"),
            region("94", "Corse"),
        ],
        former: vec![former("Taulhac", 1), former("Versailles", 8)],
    }
}

fn label(gazetteer: &Gazetteer, territory: Territory) -> String {
    match territory {
        Territory::Commune(index) => gazetteer.communes()[index].insee.clone(),
        other => gazetteer.name(other).to_owned(),
    }
}

fn labels(gazetteer: &Gazetteer, territories: &[Territory]) -> String {
    territories.iter().map(|it| label(gazetteer, *it)).collect::<Vec<_>>().join("+")
}

fn check(typed: &str, expected: &str) {
    let gazetteer = Gazetteer::new(lists());
    let found = match gazetteer.resolve(typed) {
        Resolution::Found(territory) => label(&gazetteer, territory),
        Resolution::Postcode(_, communes) => {
            let communes: Vec<_> = communes.into_iter().map(Territory::Commune).collect();
            format!("={}", labels(&gazetteer, &communes))
        }
        Resolution::Ambiguous(several) => format!("?{}", labels(&gazetteer, &several)),
        Resolution::Unknown(near) => format!("!{}", labels(&gazetteer, &near)),
    };
    assert_eq!(found, expected, "{typed:?}");
}

fn check_spot(text: &str, expected: &str) {
    let gazetteer = Gazetteer::new(lists());
    let words: Vec<&str> = text.split(' ').collect();
    let spotted = gazetteer.spot(&words).into_iter().map(|it| {
        let places = labels(&gazetteer, &it.territories);
        format!("{}/{}={places}", words[it.words].join(" "), words[it.name].join(" "))
    });
    assert_eq!(spotted.collect::<Vec<_>>().join("; "), expected, "{text:?}");
}

#[wasm_bindgen_test(unsupported = test)]
fn what_is_typed_is_understood() {
    check("paris 1", "75101");
    check("paris 10ème arrondissement", "75110");
    check("75010", "=75110");
    check("paris 75010", "75110");
    check("paris", "75056");
    check("2A", "Corse-du-Sud");
    check("2a004", "2A004");
    check("ajaccio 2a", "2A004");
    check("corse", "Corse");
    check("idf", "Île-de-France");
    check("ARA", "Auvergne-Rhône-Alpes");
    check("le puy", "43157");
    check("agglo du puy", "CA du Puy-en-Velay (CAPEV)");
    check("capev", "CA du Puy-en-Velay (CAPEV)");
    check("st sauveur", "?78158+43224");
    check("st sauveur yvelines", "78158");
    check("43224 saint sauveur", "43224");
    check("etang la ville", "78159");
    check("l’étang la vile", "78159");
    check("y", "78160");
    check("taulhac", "43157");
    check("versailles", "78646");
    check("versialles", "78646");
    check("departement", "!");
    check("(,", "!");
}

#[wasm_bindgen_test(unsupported = test)]
fn a_former_name_is_told_with_the_suggestion() {
    let gazetteer = Gazetteer::new(lists());
    let found = gazetteer.suggest("taul", 3);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].matched.as_deref(), Some("Taulhac"));
    assert_eq!(found[0].context, "Haute-Loire");
    assert_eq!(gazetteer.suggest("versailles", 3)[0].matched, None);
    assert_eq!(gazetteer.suggest("2a", 3)[0].territory, Territory::Department(0));
}

#[wasm_bindgen_test(unsupported = test)]
fn places_are_spotted() {
    check_spot("vae a paris 10", "a paris 10/paris 10=75110");
    check_spot("cio du puy", "puy/puy=43157");
    check_spot("vae pres du puy en velay", "pres du puy en velay/puy en velay=43157");
    check_spot("y aller", "");
    check_spot("aller a y", "a y/y=78160");
    check_spot("emploi 2a", "2a/2a=Corse-du-Sud");
    check_spot(
        "agglo du puy en velay",
        "agglo du puy en velay/agglo du puy en velay=CA du Puy-en-Velay (CAPEV)",
    );
    check_spot("", "");
}

#[wasm_bindgen_test(unsupported = test)]
fn the_nearest_commune_is_an_arrondissement_rather_than_its_city() {
    let gazetteer = Gazetteer::new(lists());
    let near = |latitude| gazetteer.nearest_commune(Point::from_degrees(2.0, latitude).unwrap());
    assert_eq!(near(2.1).map(|index| COMMUNES[index].0), Some("78646"));
    assert_eq!(near(0.015).map(|index| COMMUNES[index].0), Some("75101"));
    assert_eq!(Gazetteer::new(Lists::default()).nearest_commune(gazetteer.communes()[0].point), None);
}

#[wasm_bindgen_test(unsupported = test)]
fn former_communes_are_written_and_read_back() {
    let partial = Gazetteer::decode(&lists().encode().unwrap()).unwrap();
    let bytes = lists().encode_around().unwrap();
    assert_eq!(partial.decode_around(&bytes).unwrap().lists.former, lists().former);
    for length in 0..bytes.len() {
        assert!(partial.decode_around(&bytes[..length]).unwrap_err().is_corrupt());
    }
    for commune in [0, 99] {
        let mut lists = lists();
        lists.former[1].commune = commune;
        assert!(lists.encode_around().is_err(), "{commune}");
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn until_what_is_around_is_there_nothing_is_taken_for_something_else() {
    // Versailles and Y are around; so are the EPCI and the former communes.
    let lists = Lists { inside: COMMUNES.len() - 2, ..lists() };
    let partial = Gazetteer::decode(&lists.encode().unwrap()).unwrap();
    let whole = partial.decode_around(&lists.encode_around().unwrap()).unwrap();
    assert!(!partial.is_whole() && whole.is_whole());
    let found = |gazetteer: &Gazetteer, typed: &str| match gazetteer.resolve(typed) {
        Resolution::Found(territory) => Some(label(gazetteer, territory)),
        Resolution::Postcode(_, communes) => Some(gazetteer.communes()[communes[0]].insee.clone()),
        Resolution::Ambiguous(_) | Resolution::Unknown(_) => None,
    };
    let both = |typed: &str| (found(&partial, typed), found(&whole, typed));
    let same = |label: &str| (Some(label.to_owned()), Some(label.to_owned()));
    let later = |label: &str| (None, Some(label.to_owned()));
    assert_eq!(both("le puy en velay"), same("43157"));
    assert_eq!(both("43157"), same("43157"));
    assert_eq!(both("haute-loire"), same("Haute-Loire"));
    assert_eq!(both("versailles"), later("78646"));
    assert_eq!(both("78646"), later("78646"));
    assert_eq!(both("taulhac"), later("43157"));
    assert_eq!(both("agglo du puy"), later("CA du Puy-en-Velay (CAPEV)"));
    // A mistake in one name may be another one to the letter.
    assert_eq!(both("le puy en velai"), later("43157"));
    assert_eq!(whole.by_insee("78160"), Some(COMMUNES.len() - 2));
    for gazetteer in [&partial, &whole] {
        assert!(gazetteer.contains(Territory::Epci(0), gazetteer.by_insee("43157").unwrap()));
    }
    let other = Lists { epcis: Vec::new(), ..lists.clone() };
    assert!(partial.decode_around(&other.encode_around().unwrap_or_default()).is_err());
}

/// Numbers that look thrown, the same each time.
fn thrown(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn whatever_communes_share_they_are_read_as_they_were_written() {
    let departments = ["01", "2B", "43", "971"];
    for seed in 1..30 {
        let mut next = thrown(seed);
        let mut lists = lists();
        let department =
            |code: &&str| Department { code: (*code).to_owned(), name: "D".to_owned(), region: Some(0) };
        lists.departments = departments.iter().map(department).collect();
        lists.epcis = (0..5)
            .map(|number| Epci { siren: format!("20000000{number}"), name: format!("EPCI {number}") })
            .collect();
        lists.former = Vec::new();
        lists.communes = Vec::new();
        for (number, code) in departments.iter().enumerate() {
            for suffix in 0..next(12) {
                let width = 5 - code.len();
                let postcodes = (0..next(4)).map(|_| 1000 * (1 + next(98) as u32) + next(1000) as u32);
                let mut postcodes: Vec<u32> = postcodes.collect();
                postcodes.sort_unstable();
                postcodes.dedup();
                lists.communes.push(Commune {
                    insee: format!("{code}{:0width$}", 3 * suffix + 1),
                    name: format!("Commune {suffix}"),
                    department: number,
                    epci: next(6).checked_sub(1).map(|epci| epci as usize),
                    city: None,
                    postcodes,
                    population: next(50_000) as u32,
                    point: Point::from_degrees(
                        next(2_000_000) as f64 / 1e5 - 10.0,
                        next(2_000_000) as f64 / 1e5 + 30.0,
                    )
                    .unwrap(),
                });
            }
        }
        lists.inside = next(lists.communes.len() as u64 + 1) as usize;
        let bytes = lists.encode().unwrap();
        let partial = Gazetteer::decode(&bytes).unwrap();
        assert_eq!(partial.communes().len(), lists.inside);
        let around = lists.encode_around().unwrap();
        let read = partial.decode_around(&around).unwrap();
        assert_eq!(read.communes().len(), lists.communes.len());
        for (read, written) in read.communes().iter().zip(&lists.communes) {
            let same = |commune: &Commune| {
                let commune = commune.clone();
                (commune.insee, commune.name, commune.department, commune.epci, commune.postcodes)
            };
            assert_eq!(same(read), same(written), "{seed}");
            // Half a step along each axis.
            assert!(read.point.distance_m(written.point) < 25.2, "{seed}");
        }
        for length in 0..bytes.len() {
            assert!(Gazetteer::decode(&bytes[..length]).is_err(), "{seed}: {length}");
        }
        for length in 0..around.len() {
            assert!(partial.decode_around(&around[..length]).is_err(), "{seed}: {length}");
        }
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn what_does_not_fit_is_refused() {
    let far = Lists {
        communes: lists()
            .communes
            .into_iter()
            .enumerate()
            .map(|(number, commune)| Commune {
                point: Point::from_degrees(5.0 * number as f64 - 20.0, 45.0).unwrap(),
                ..commune
            })
            .collect(),
        ..lists()
    };
    assert!(far.encode().is_err(), "fifty degrees are more than a grid has");
    let mut lines = lists();
    lines.communes[1].name = "Le Puy\nen Velay".to_owned();
    assert!(lines.encode().is_err(), "a name of two lines");
}
