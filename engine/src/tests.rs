//! Tests of the whole engine on a small directory around Le Puy-en-Velay, natively and on wasm32.

use crate::bundle::{self, Reader, Writer};
use crate::details::{Details, PlaceDetails, StructureDetails};
use crate::directory::{Directory, Place, Profile, Structure};
use crate::gazetteer::{Commune, Department, Epci, Former, Lists, Region, Resolution, Territory};
use crate::geo::Point;
use crate::keyword::{Field, KeywordHit, Match};
use crate::meta::Meta;
use crate::query::{Query, Scope, Zone};
use crate::taxonomy::{Entry, Need, Network, Taxonomies};
use crate::{Engine, IdSet, Tier};
use wasm_bindgen_test::wasm_bindgen_test;

const GENERATION: u64 = 7;

fn entry(id: &str) -> Entry {
    Entry { id: id.to_owned(), label: id.to_uppercase() }
}

fn taxonomies() -> Taxonomies {
    Taxonomies {
        groups: vec![entry("groupe")],
        needs: ["metier", "formation", "emploi"].map(|id| Need { entry: entry(id), group: 0 }).into(),
        publics: ["tous", "jeunes"].map(entry).into(),
        everyone: 0,
        networks: vec![Network { entry: entry("mission-locale"), acronym: "ML".to_owned(), circle: 2 }],
    }
}

fn commune(insee: &str, name: &str, postcodes: &[u32], population: u32, at: (f64, f64)) -> Commune {
    Commune {
        insee: insee.to_owned(),
        name: name.to_owned(),
        department: usize::from(!insee.starts_with("43")),
        epci: insee.starts_with("43").then_some(0),
        city: (insee == "69383").then_some(5),
        postcodes: postcodes.to_vec(),
        population,
        point: Point::from_degrees(at.0, at.1).unwrap(),
    }
}

fn lists() -> Lists {
    let department =
        |code: &str, name: &str| Department { code: code.to_owned(), name: name.to_owned(), region: Some(0) };
    Lists {
        communes: vec![
            commune("43003", "Aiguilhe", &[43000], 1_400, (3.8862, 45.0513)),
            commune("43112", "Langeac", &[43300], 3_600, (3.4963, 45.1008)),
            commune("43157", "Le Puy-en-Velay", &[43000], 18_500, (3.8850, 45.0430)),
            commune("43224", "Saint-Sauveur", &[43290], 300, (4.2, 45.2)),
            commune("43234", "Saugues", &[43170], 1_800, (3.5478, 44.9600)),
            commune("69123", "Lyon", &[69001, 69003], 519_000, (4.8350, 45.7676)),
            commune("69258", "Saint-Sauveur", &[69700], 900, (4.7, 45.6)),
            commune("69383", "Lyon 3e Arrondissement", &[69003], 100_000, (4.8490, 45.7599)),
            commune("43012", "Auzon", &[43390], 900, (3.3720, 45.3915)),
        ],
        inside: 8,
        epcis: vec![Epci { siren: "200073419".to_owned(), name: "CA du Puy-en-Velay".to_owned() }],
        departments: vec![department("43", "Haute-Loire"), department("69", "Rhône")],
        regions: vec![Region { code: "84".to_owned(), name: "Auvergne-Rhône-Alpes".to_owned() }],
        former: vec![Former { name: "Taulhac".to_owned(), commune: 2 }],
    }
}

fn structure(id: &str, needs: &[usize], at_distance: bool, places: core::ops::Range<usize>) -> Structure {
    let needs = needs.iter().copied().collect();
    let profile = Profile { needs, publics: [0].into_iter().collect(), ..Profile::default() };
    Structure {
        id: id.to_owned(),
        name: format!("Structure {id}"),
        acronym: String::new(),
        networks: [0].into_iter().collect(),
        profile,
        at_distance,
        paid: false,
        places,
    }
}

/// a: Le Puy and Saugues; b: Aiguilhe; c: Langeac; d: Lyon, serves at a distance; e: Lyon.
fn directory() -> Directory {
    let structures = vec![
        structure("a", &[0, 1], false, 0..2),
        structure("b", &[1], false, 2..3),
        structure("c", &[0, 2], false, 3..4),
        structure("d", &[0], true, 4..5),
        structure("e", &[2], false, 5..6),
    ];
    let lists = lists();
    let places = [(0, 2), (0, 4), (1, 0), (2, 1), (3, 5), (4, 7)].map(|(owner, commune)| Place {
        structure: owner,
        commune,
        profile: structures[owner].profile,
        point: lists.communes[commune].point,
    });
    Directory { structures, places: places.into() }
}

fn base_bundle() -> Vec<u8> {
    let directory = directory();
    let (structures, places) = directory.encode().unwrap();
    let meta = Meta { title: "Essai".to_owned(), territory: "Velay".to_owned(), fictitious: true };
    Writer::new(GENERATION)
        .section(bundle::META, meta.encode())
        .section(bundle::TAXONOMIES, taxonomies().encode())
        .section(bundle::GAZETTEER, lists().encode().unwrap())
        .section(bundle::TREE, directory.encode_points(&lists().communes))
        .section(bundle::STRUCTURES, structures)
        .section(bundle::PLACES, places)
        .finish()
        .unwrap()
}

fn around_bundle(generation: u64) -> Vec<u8> {
    let around = lists().encode_around().unwrap();
    Writer::new(generation).section(bundle::AROUND, around).finish().unwrap()
}

fn engine() -> Engine {
    let mut engine = Engine::open(&base_bundle()).unwrap();
    engine.open_around(&around_bundle(GENERATION)).unwrap();
    engine
}

fn found(engine: &Engine, query: &Query) -> Vec<String> {
    let answer = engine.search(query);
    answer.hits.iter().map(|hit| engine.directory.structures[hit.structure].id.clone()).collect()
}

fn around(engine: &Engine, insee: &str, km: u32) -> Zone {
    let commune = engine.gazetteer.by_insee(insee).unwrap();
    Zone::Around { center: engine.gazetteer.communes()[commune].point, radius_m: km * 1000 }
}

fn needs(ids: &[usize]) -> IdSet {
    ids.iter().copied().collect()
}

#[wasm_bindgen_test(unsupported = test)]
fn what_is_written_is_read_back() {
    let engine = engine();
    assert_eq!(engine.generation(), GENERATION);
    assert_eq!(engine.taxonomies, taxonomies());
    assert_eq!(engine.directory.structures, directory().structures);
    assert_eq!(engine.gazetteer.communes().len(), 9);
    for (read, written) in engine.gazetteer.communes().iter().zip(lists().communes) {
        assert_eq!(read.insee, written.insee);
        assert_eq!(read.postcodes, written.postcodes);
        assert_eq!((read.epci, read.city), (written.epci, written.city));
        assert!(read.point.distance_m(written.point) < 20.0);
        let ratio = f64::from(read.population) / f64::from(written.population);
        assert!((0.9..1.1).contains(&ratio), "{} {ratio}", read.name);
    }
    for (read, written) in engine.directory.places.iter().zip(directory().places) {
        assert!(read.point.distance_m(written.point) < 20.0);
        assert_eq!((read.structure, read.commune), (written.structure, written.commune));
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn nearest_first_within_the_radius_then_those_at_a_distance() {
    let engine = engine();
    let query = Query { zone: around(&engine, "43157", 20), ..Query::default() };
    assert_eq!(found(&engine, &query), ["a", "b", "d"]);
    let answer = engine.search(&query);
    assert_eq!(answer.scope, Scope::AsAsked);
    assert_eq!(answer.hits[0].distance_m, Some(0));
    assert_eq!(answer.hits[1].distance_m, Some(900));
    assert!(answer.hits[2].at_distance);
}

#[wasm_bindgen_test(unsupported = test)]
fn a_structure_is_shown_by_its_nearest_place() {
    let engine = engine();
    let query = Query { zone: around(&engine, "43234", 50), ..Query::default() };
    let answer = engine.search(&query);
    assert_eq!(found(&engine, &query), ["a", "c", "b", "d"]);
    assert_eq!((answer.hits[0].place, answer.hits[0].places), (1, 2));
}

#[wasm_bindgen_test(unsupported = test)]
fn needs_filter_and_more_needs_come_first() {
    let engine = engine();
    let zone = around(&engine, "43157", 50);
    let query = Query { zone, needs: needs(&[0, 2]), ..Query::default() };
    assert_eq!(found(&engine, &query), ["c", "a", "d"]);
    let hit = &engine.search(&query).hits[0];
    assert_eq!(hit.needs, needs(&[0, 2]));
}

#[wasm_bindgen_test(unsupported = test)]
fn nothing_within_the_radius_gives_the_nearest_and_says_so() {
    let engine = engine();
    let query = Query { zone: around(&engine, "43112", 5), needs: needs(&[1]), ..Query::default() };
    let answer = engine.search(&query);
    assert_eq!(answer.scope, Scope::Widened);
    assert_eq!(found(&engine, &query), ["a", "b"]);
}

#[wasm_bindgen_test(unsupported = test)]
fn the_keyword_tier_comes_before_the_distance() {
    let engine = engine();
    let keyword = vec![
        KeywordHit {
            place: 0,
            matched: Match { tier: Tier::Typo, field: Field::Name },
            together: false,
            words: 1,
            lost: 0,
            answers: false,
            other_age: false,
        },
        KeywordHit {
            place: 2,
            matched: Match { tier: Tier::Exact, field: Field::Description },
            together: false,
            words: 1,
            lost: 0,
            answers: false,
            other_age: false,
        },
        KeywordHit {
            place: 999,
            matched: Match { tier: Tier::Exact, field: Field::Description },
            together: false,
            words: 1,
            lost: 0,
            answers: false,
            other_age: false,
        },
    ];
    let zone = around(&engine, "43157", 20);
    let query = Query { zone, keyword: Some(keyword), ..Query::default() };
    assert_eq!(found(&engine, &query), ["b", "a"]);
    let nothing = Query { keyword: Some(Vec::new()), ..query };
    assert!(found(&engine, &nothing).is_empty());
}

#[wasm_bindgen_test(unsupported = test)]
fn a_territory_replaces_the_radius() {
    let engine = engine();
    let within = |territory| Query { zone: Zone::Within(territory), ..Query::default() };
    let mut rhone = found(&engine, &within(Territory::Department(1)));
    rhone.sort();
    assert_eq!(rhone, ["d", "e"]);
    let mut lyon = found(&engine, &within(Territory::Commune(5)));
    lyon.sort();
    assert_eq!(lyon, ["d", "e"]);
}

#[wasm_bindgen_test(unsupported = test)]
fn everyone_suits_every_public() {
    let engine = engine();
    let query = Query { publics: needs(&[1]), ..Query::default() };
    assert_eq!(found(&engine, &query).len(), 5);
}

#[wasm_bindgen_test(unsupported = test)]
fn the_tie_break_turns_with_the_week_and_is_stable_in_it() {
    let engine = engine();
    let order = |week| {
        let week = crate::query::IsoWeek { year: 2026, week };
        found(&engine, &Query { week, ..Query::default() })
    };
    assert_eq!(order(12), order(12));
    assert!((1..=52).any(|week| order(week) != order(12)));
}

fn check_place(typed: &str, expected: &str) {
    let gazetteer = engine().gazetteer;
    let name = |territory: &Territory| gazetteer.name(*territory).to_owned();
    let commune = |index: &usize| gazetteer.communes()[*index].name.clone();
    let found = match gazetteer.resolve(typed) {
        Resolution::Found(territory) => name(&territory),
        Resolution::Postcode(_, communes) => communes.iter().map(commune).collect::<Vec<_>>().join("+"),
        Resolution::Ambiguous(several) => format!("{}?", several.len()),
        Resolution::Unknown(near) => format!("!{}", near.len()),
    };
    assert_eq!(found, expected, "{typed:?}");
}

#[wasm_bindgen_test(unsupported = test)]
fn places_are_resolved_as_people_type_them() {
    check_place("le puy en velay", "Le Puy-en-Velay");
    check_place("PUY EN VELAY", "Le Puy-en-Velay");
    check_place("Saugues", "Saugues");
    check_place("43000", "Le Puy-en-Velay+Aiguilhe");
    check_place("69003", "Lyon 3e Arrondissement");
    check_place("69383", "Lyon 3e Arrondissement");
    check_place("Lyon 3", "Lyon 3e Arrondissement");
    check_place("43", "Haute-Loire");
    check_place("haute loire", "Haute-Loire");
    check_place("st sauveur", "2?");
    check_place("Saint-Sauveur (69)", "Saint-Sauveur");
    check_place("Saint-Sauveur, Haute-Loire", "Saint-Sauveur");
    check_place("Taulhac", "Le Puy-en-Velay");
    check_place("Atlantis", "!0");
    check_place("", "!0");
    check_place("99999", "!0");
}

#[wasm_bindgen_test(unsupported = test)]
fn suggestions_come_as_one_types() {
    let gazetteer = engine().gazetteer;
    let names = |typed: &str| -> Vec<String> {
        gazetteer.suggest(typed, 5).iter().map(|it| gazetteer.name(it.territory).to_owned()).collect()
    };
    assert_eq!(names("l")[..2], ["Lyon".to_owned(), "Lyon 3e Arrondissement".to_owned()]);
    assert_eq!(names("velay"), ["Le Puy-en-Velay", "CA du Puy-en-Velay"]);
    assert_eq!(names("430"), ["Le Puy-en-Velay", "Aiguilhe"]);
    assert_eq!(names("43")[0], "Haute-Loire");
    assert_eq!(names("st s"), ["Saint-Sauveur", "Saint-Sauveur"]);
    assert!(names("").is_empty());
}

#[wasm_bindgen_test(unsupported = test)]
fn every_truncation_and_every_altered_byte_is_a_typed_error() {
    let whole = base_bundle();
    for length in 0..whole.len() {
        let error = Engine::open(&whole[..length]).unwrap_err();
        assert!(error.is_corrupt(), "{length}: {error}");
    }
    for position in 0..whole.len() {
        let mut altered = whole.clone();
        altered[position] ^= 0x55;
        let error = Engine::open(&altered).map(|_| ()).unwrap_err();
        assert!(error.is_corrupt() || error.is_incompatible(), "{position}: {error}");
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn what_is_around_belongs_to_the_same_build() {
    let mut engine = Engine::open(&base_bundle()).unwrap();
    let bytes = around_bundle(GENERATION);
    let damaged = (0..bytes.len()).map(|length| bytes[..length].to_vec());
    for other in damaged.chain([around_bundle(GENERATION + 1), base_bundle()]) {
        assert!(engine.open_around(&other).unwrap_err().is_corrupt());
        assert!(!engine.gazetteer.is_whole() && engine.gazetteer.communes().len() == 8);
    }
    engine.open_around(&bytes).unwrap();
    assert_eq!(engine.gazetteer.by_insee("43012"), Some(8));
}

#[wasm_bindgen_test(unsupported = test)]
fn another_version_is_incompatible_not_corrupt() {
    let mut bytes = base_bundle();
    bytes[4] = 2;
    let error = Engine::open(&bytes).map(|_| ()).unwrap_err();
    assert!(error.is_incompatible() && !error.is_corrupt());
    assert!(error.to_string().contains("version 2"));
}

/// Bytes that pass the checksums but were never written by us: altered sections, sealed again.
#[wasm_bindgen_test(unsupported = test)]
fn hostile_sections_never_panic() {
    let whole = base_bundle();
    let reader = Reader::open(&whole).unwrap();
    let sections: Vec<_> = reader.sections().map(|(tag, _)| (tag, reader.section(tag).unwrap())).collect();
    for (victim, bytes) in &sections {
        for position in 0..bytes.len() {
            for value in [0x00, 0x7f, 0x80, 0xff] {
                let mut altered = bytes.to_vec();
                altered[position] = value;
                let writer = sections.iter().fold(Writer::new(GENERATION), |writer, (tag, bytes)| {
                    writer.section(*tag, if tag == victim { altered.clone() } else { bytes.to_vec() })
                });
                if let Ok(engine) = Engine::open(&writer.finish().unwrap()) {
                    let near = Query { zone: around_first(&engine), ..Query::default() };
                    core::hint::black_box((engine.search(&Query::default()), engine.search(&near)));
                    core::hint::black_box(engine.gazetteer.suggest("s", 10));
                    core::hint::black_box(engine.gazetteer.resolve("43000"));
                }
            }
        }
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn hostile_surroundings_never_panic() {
    let bytes = lists().encode_around().unwrap();
    for position in 0..bytes.len() {
        for value in [0x00, 0x7f, 0x80, 0xff] {
            let mut altered = bytes.clone();
            altered[position] = value;
            let bundle = Writer::new(GENERATION).section(bundle::AROUND, altered).finish().unwrap();
            let mut engine = Engine::open(&base_bundle()).unwrap();
            if engine.open_around(&bundle).is_ok() {
                core::hint::black_box(engine.gazetteer.suggest("s", 10));
                core::hint::black_box(engine.gazetteer.resolve("taulhac"));
                core::hint::black_box(engine.gazetteer.spot(&["agglo", "du", "puy"]));
            }
        }
    }
}

fn around_first(engine: &Engine) -> Zone {
    let center = engine.gazetteer.communes()[0].point;
    Zone::Around { center, radius_m: 10_000 }
}

#[wasm_bindgen_test(unsupported = test)]
fn details_come_back_and_belong_to_their_build() {
    let structures: Vec<_> = (0..5)
        .map(|n| StructureDetails { description: format!("Description {n}"), ..StructureDetails::default() })
        .collect();
    let places: Vec<_> = (0..6)
        .map(|n| PlaceDetails {
            phone: "04 65 71 00 00".to_owned(),
            id: format!("lieu-{n}"),
            ..Default::default()
        })
        .collect();
    let hours = crate::hours::Hours { places: vec![None; 6], ..Default::default() };
    let bundle = |generation| {
        let (structure_bytes, place_bytes) = crate::details::encode(&structures, &places);
        Writer::new(generation)
            .section(bundle::STRUCTURE_DETAILS, structure_bytes)
            .section(bundle::PLACE_DETAILS, place_bytes)
            .section(bundle::HOURS, hours.encode().unwrap())
            .finish()
            .unwrap()
    };
    let details = Details::open(&bundle(GENERATION)).unwrap();
    details.check_belongs_to(&engine()).unwrap();
    assert_eq!(details.structure(3).unwrap(), structures[3]);
    assert_eq!(details.place(5).unwrap(), places[5]);
    assert!(details.place(6).is_none());
    let other = Details::open(&bundle(GENERATION + 1)).unwrap();
    assert!(other.check_belongs_to(&engine()).unwrap_err().is_corrupt());
}

#[wasm_bindgen_test(unsupported = test)]
fn distances_are_those_of_the_globe() {
    let point = |longitude, latitude| Point::from_degrees(longitude, latitude).unwrap();
    let paris_lyon = point(2.3522, 48.8566).distance_m(point(4.8357, 45.7640));
    assert!((paris_lyon - 391_500.0).abs() < 1_000.0, "{paris_lyon}");
    assert_eq!(point(3.0, 45.0).distance_m(point(3.0, 45.0)), 0.0);
    assert!(Point::from_degrees(181.0, 0.0).is_none());
    assert!(Point::from_degrees(f64::NAN, 0.0).is_none());
}
