//! The engine against a naive twin: the same published rules, written as one linear pass without R-tree,
//! bit sets or grouping tables, on random directories and queries.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use azimut_engine::bundle::{self, Writer};
use azimut_engine::directory::{Directory, Place, Profile, Structure};
use azimut_engine::gazetteer::{Commune, Department, Lists, Region};
use azimut_engine::geo::Point;
use azimut_engine::meta::Meta;
use azimut_engine::query::{Answer, Hit, KeywordHit, Query, Scope, WIDENED_COUNT, Zone};
use azimut_engine::taxonomy::{Entry, Need, Network, Taxonomies};
use azimut_engine::{Engine, IdSet, Tier, spatial};
use proptest::prelude::*;

const NEEDS: usize = 4;

/// A structure of a random directory: its needs, whether it serves at a distance, its points.
type Sketch = (Vec<usize>, bool, Vec<(f64, f64)>);

/// What orders a hit, but for the last tie-break: only at a distance, tier, needs missing, metres shown;
/// then its structure.
type Merit = (bool, Option<Tier>, u32, u32, usize);

fn entry(number: usize) -> Entry {
    Entry { id: format!("id-{number}"), label: format!("Entrée {number}") }
}

fn point((longitude, latitude): (f64, f64)) -> Point {
    Point::from_degrees(longitude, latitude).unwrap()
}

fn directory(sketches: &[Sketch]) -> Directory {
    let mut directory = Directory::default();
    for (number, (needs, at_distance, points)) in sketches.iter().enumerate() {
        let first = directory.places.len();
        let needs = needs.iter().copied().collect();
        let profile = Profile { needs, publics: [0].into_iter().collect(), ..Profile::default() };
        let place = |at| Place { structure: number, commune: 0, profile, point: point(at) };
        directory.places.extend(points.iter().copied().map(place));
        directory.structures.push(Structure {
            id: format!("structure-{number:03}"),
            name: format!("Structure {number}"),
            acronym: String::new(),
            networks: IdSet::EMPTY,
            profile,
            at_distance: *at_distance,
            paid: false,
            places: first..directory.places.len(),
        });
    }
    directory
}

fn gazetteer() -> Lists {
    let commune = Commune {
        insee: "43157".to_owned(),
        name: "Le Puy-en-Velay".to_owned(),
        department: 0,
        epci: None,
        city: None,
        postcodes: vec![43000],
        population: 18_000,
        point: point((3.9, 45.0)),
    };
    let department = Department { code: "43".to_owned(), name: "Haute-Loire".to_owned(), region: 0 };
    let region = Region { code: "84".to_owned(), name: "Auvergne-Rhône-Alpes".to_owned() };
    Lists {
        communes: vec![commune],
        departments: vec![department],
        regions: vec![region],
        ..Lists::default()
    }
}

fn engine(sketches: &[Sketch]) -> Engine {
    let directory = directory(sketches);
    let points: Vec<Point> = directory.places.iter().map(|place| place.point).collect();
    let (structures, places) = directory.encode().unwrap();
    let taxonomies = Taxonomies {
        groups: vec![entry(0)],
        needs: (0..NEEDS).map(|number| Need { entry: entry(number), group: 0 }).collect(),
        publics: vec![entry(0)],
        everyone: 0,
        networks: vec![Network { entry: entry(0), acronym: String::new(), circle: 1 }],
    };
    let bytes = Writer::new(1)
        .section(bundle::META, Meta::default().encode())
        .section(bundle::TAXONOMIES, taxonomies.encode())
        .section(bundle::STRUCTURES, structures)
        .section(bundle::PLACES, places)
        .section(bundle::TREE, spatial::encode(&points).unwrap())
        .section(bundle::GAZETTEER, gazetteer().encode().unwrap())
        .finish()
        .unwrap();
    Engine::open(&bytes).unwrap()
}

/// The merit of a place under the query, `None` when a filter leaves it out; and its exact distance.
fn merit(engine: &Engine, query: &Query, center: Point, number: usize) -> Option<(Merit, f64)> {
    let place = &engine.directory.places[number];
    let tier = match &query.keyword {
        None => None,
        Some(hits) => Some(hits.iter().filter(|hit| hit.place == number).map(|hit| hit.tier).min()?),
    };
    let answered =
        (0..NEEDS).filter(|need| query.needs.contains(*need) && place.profile.needs.contains(*need));
    let answered = answered.count() as u32;
    if !query.needs.is_empty() && answered == 0 {
        return None;
    }
    let distance = center.distance_m(place.point);
    let shown = (distance / 100.0).round() as u32 * 100;
    Some(((false, tier, u32::MAX - answered, shown, place.structure), distance))
}

fn twin(engine: &Engine, query: &Query, center: Point, radius_m: u32) -> (Vec<Merit>, Scope) {
    let (mut found, mut beyond) = (Vec::new(), Vec::new());
    for number in 0..engine.directory.places.len() {
        let Some((merit, distance)) = merit(engine, query, center, number) else { continue };
        if distance <= f64::from(radius_m) {
            found.push(merit);
        } else if engine.directory.structures[merit.4].at_distance {
            found.push((true, merit.1, merit.2, merit.3, merit.4));
        } else {
            beyond.push((distance, merit));
        }
    }
    let mut scope = Scope::AsAsked;
    if found.iter().all(|merit| merit.0) && !beyond.is_empty() {
        scope = Scope::Widened;
        beyond.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut structures = Vec::new();
        for (_, merit) in beyond {
            if structures.len() < WIDENED_COUNT && !structures.contains(&merit.4) {
                structures.push(merit.4);
                found.push(merit);
            }
        }
    }
    found.sort();
    let mut seen = Vec::new();
    found.retain(|merit| {
        let new = !seen.contains(&merit.4);
        seen.push(merit.4);
        new
    });
    (found, scope)
}

fn merits(answer: &Answer) -> Vec<Merit> {
    let merit = |hit: &Hit| {
        let distance_m = hit.distance_m.expect("a distance around a point");
        (hit.at_distance, hit.tier, u32::MAX - hit.needs.len(), distance_m, hit.structure)
    };
    answer.hits.iter().map(merit).collect()
}

fn around() -> impl Strategy<Value = (f64, f64)> {
    (3.0..4.5_f64, 44.5..45.5_f64)
}

fn sketches() -> impl Strategy<Value = Vec<Sketch>> {
    let needs = prop::collection::vec(0..NEEDS, 1..NEEDS);
    let points = prop::collection::vec(around(), 1..4);
    prop::collection::vec((needs, prop::bool::weighted(0.1), points), 1..40)
}

proptest! {
    #[test]
    fn the_engine_agrees_with_its_twin(
        sketches in sketches(),
        needs in prop::collection::vec(0..NEEDS, 0..3),
        keyword in prop::option::of(prop::collection::vec((0..60_usize, 0..4_u8), 0..30)),
        center in around(),
        radius_m in 500..80_000_u32,
    ) {
        let engine = engine(&sketches);
        let hit = |(place, tier)| KeywordHit { place, tier: Tier::from_u8(tier).unwrap() };
        let query = Query {
            needs: needs.into_iter().collect(),
            zone: Zone::Around { center: point(center), radius_m },
            keyword: keyword.map(|hits| hits.into_iter().map(hit).collect()),
            ..Query::default()
        };
        let answer = engine.search(&query);
        let (expected, scope) = twin(&engine, &query, point(center), radius_m);
        let mut found = merits(&answer);
        let without_structure: Vec<_> = found.iter().map(|it| (it.0, it.1, it.2, it.3)).collect();
        prop_assert!(without_structure.is_sorted(), "hits come in the published order");
        found.sort();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(answer.scope, scope);
    }

    #[test]
    fn what_is_typed_as_a_place_never_panics(typed in "\\PC{0,40}") {
        let engine = engine(&[(vec![0], false, vec![(3.9, 45.0)])]);
        core::hint::black_box((engine.gazetteer.resolve(&typed), engine.gazetteer.suggest(&typed, 7)));
    }
}
