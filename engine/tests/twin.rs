//! The engine against a naive twin: the same published rules, written as one linear pass without R-tree,
//! bit sets or grouping tables, on random directories and queries.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use azimut_engine::bundle::{self, Writer};
use azimut_engine::directory::{Directory, MODES, Place, Profile, Structure};
use azimut_engine::gazetteer::{Commune, Department, Lists, Region};
use azimut_engine::geo::Point;
use azimut_engine::keyword::{Field, KeywordHit, Match, Unit, WordHits};
use azimut_engine::meta::Meta;
use azimut_engine::query::{Answer, Facets, Hit, IsoWeek, Query, Scope, WIDENED_COUNT, Zone};
use azimut_engine::taxonomy::{Entry, Need, Network, Taxonomies};
use azimut_engine::{Engine, IdSet, Tier};
use proptest::prelude::*;

const NEEDS: usize = 4;
const PUBLICS: usize = 3;
const NETWORKS: usize = 3;

/// A structure of a random directory: its needs, publics (0 is « tous publics »), networks and ways of meeting, whether
/// it serves at a distance, its points.
type Sketch = ([Vec<usize>; 4], bool, Vec<(f64, f64)>);

/// What orders a hit, but for the last tie-break: only at a distance, rank of the keyword's match, needs
/// missing, metres shown; then its structure.
type Merit = (bool, Option<usize>, u32, u32, usize);

fn entry(number: usize) -> Entry {
    Entry { id: format!("id-{number}"), label: format!("Entrée {number}") }
}

fn point((longitude, latitude): (f64, f64)) -> Point {
    Point::from_degrees(longitude, latitude).unwrap()
}

fn directory(sketches: &[Sketch]) -> Directory {
    let mut directory = Directory::default();
    for (number, ([needs, publics, networks, modes], at_distance, points)) in sketches.iter().enumerate() {
        let first = directory.places.len();
        let needs = needs.iter().copied().collect();
        let publics = publics.iter().copied().collect();
        let modes = modes.iter().copied().collect();
        let profile = Profile { needs, publics, modes, ..Profile::default() };
        let place = |at| Place { structure: number, commune: 0, profile, point: point(at) };
        directory.places.extend(points.iter().copied().map(place));
        directory.structures.push(Structure {
            id: format!("structure-{number:03}"),
            name: format!("Structure {number}"),
            acronym: String::new(),
            networks: networks.iter().copied().collect(),
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
        inside: 1,
        departments: vec![department],
        regions: vec![region],
        ..Lists::default()
    }
}

/// The order in which the engine wants them: by identifier.
fn sorted(directory: Directory) -> Directory {
    let mut structures = directory.structures;
    structures.sort_by(|a, b| a.id.cmp(&b.id));
    let mut places = Vec::new();
    for (number, structure) in structures.iter_mut().enumerate() {
        let first = places.len();
        let own = directory.places[structure.places.clone()].iter();
        places.extend(own.map(|place| Place { structure: number, ..place.clone() }));
        structure.places = first..places.len();
    }
    Directory { structures, places }
}

fn engine(sketches: &[Sketch]) -> Engine {
    engine_of(&directory(sketches))
}

fn engine_of(directory: &Directory) -> Engine {
    let (structures, places) = directory.encode().unwrap();
    let taxonomies = Taxonomies {
        groups: vec![entry(0)],
        needs: (0..NEEDS).map(|number| Need { entry: entry(number), group: 0 }).collect(),
        publics: (0..PUBLICS).map(entry).collect(),
        everyone: 0,
        networks: (0..NETWORKS)
            .map(|number| Network { entry: entry(number), acronym: String::new(), circle: 1 })
            .collect(),
    };
    let bytes = Writer::new(1)
        .section(bundle::META, Meta::default().encode())
        .section(bundle::TAXONOMIES, taxonomies.encode())
        .section(bundle::STRUCTURES, structures)
        .section(bundle::PLACES, places)
        .section(bundle::TREE, directory.encode_points(&gazetteer().communes))
        .section(bundle::GAZETTEER, gazetteer().encode().unwrap())
        .finish()
        .unwrap();
    Engine::open(&bytes).unwrap()
}

/// The published order of matches, written out; services and localities rank alike.
fn rank(found: Match) -> usize {
    let field = if found.field == Field::Locality { Field::Service } else { found.field };
    const ORDER: [(Tier, Field); 12] = [
        (Tier::Exact, Field::Name),
        (Tier::Exact, Field::Service),
        (Tier::Stem, Field::Name),
        (Tier::Stem, Field::Service),
        (Tier::Prefix, Field::Name),
        (Tier::Prefix, Field::Service),
        (Tier::Exact, Field::Description),
        (Tier::Stem, Field::Description),
        (Tier::Prefix, Field::Description),
        (Tier::Typo, Field::Name),
        (Tier::Typo, Field::Service),
        (Tier::Typo, Field::Description),
    ];
    ORDER.iter().position(|it| *it == (found.tier, field)).unwrap()
}

/// The rank of a place among the hits of a keyword: words together before words apart.
fn keyword_rank(hits: &[KeywordHit], place: usize) -> Option<usize> {
    let here = hits.iter().filter(|hit| hit.place == place);
    here.map(|hit| 2 * rank(hit.matched) + usize::from(!hit.together)).min()
}

fn shares(asked: IdSet, has: IdSet) -> bool {
    asked.is_empty() || asked.iter().any(|id| has.contains(id))
}

/// The merit of a place under the query, `None` when a filter leaves it out; and its exact distance.
fn merit(engine: &Engine, query: &Query, center: Point, number: usize) -> Option<(Merit, f64)> {
    let place = &engine.directory.places[number];
    let tier = match &query.keyword {
        None => None,
        Some(hits) => Some(keyword_rank(hits, number)?),
    };
    let answered =
        (0..NEEDS).filter(|need| query.needs.contains(*need) && place.profile.needs.contains(*need));
    let answered = answered.count() as u32;
    let publics = place.profile.publics;
    let public_kept = publics.contains(0) || shares(query.publics, publics);
    let network_kept = shares(query.networks, engine.directory.structures[place.structure].networks);
    let mode_kept = shares(query.modes, place.profile.modes);
    if !query.needs.is_empty() && answered == 0 || !public_kept || !network_kept || !mode_kept {
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

fn merits(query: &Query, answer: &Answer) -> Vec<Merit> {
    let merit = |hit: &Hit| {
        let distance_m = hit.distance_m.expect("a distance around a point");
        let keyword = query.keyword.as_ref().and_then(|hits| keyword_rank(hits, hit.place));
        (hit.at_distance, keyword, u32::MAX - hit.needs.len(), distance_m, hit.structure)
    };
    answer.hits.iter().map(merit).collect()
}

fn around() -> impl Strategy<Value = (f64, f64)> {
    (3.0..4.5_f64, 44.5..45.5_f64)
}

fn sketches() -> impl Strategy<Value = Vec<Sketch>> {
    let needs = prop::collection::vec(0..NEEDS, 1..NEEDS);
    let publics = prop::collection::vec(0..PUBLICS, 1..PUBLICS);
    let networks = prop::collection::vec(0..NETWORKS, 0..NETWORKS);
    let modes = prop::collection::vec(0..MODES.len(), 1..3);
    let lists = (needs, publics, networks, modes);
    let lists = lists.prop_map(|(needs, publics, networks, modes)| [needs, publics, networks, modes]);
    let points = prop::collection::vec(around(), 1..4);
    prop::collection::vec((lists, prop::bool::weighted(0.1), points), 1..40)
}

fn matches() -> impl Strategy<Value = Match> {
    const FIELDS: [Field; 4] = [Field::Name, Field::Service, Field::Locality, Field::Description];
    (prop::sample::select(&Tier::ALL), prop::sample::select(&FIELDS))
        .prop_map(|(tier, field)| Match { tier, field })
}

fn units() -> impl Strategy<Value = Vec<(Unit, Tier)>> {
    let unit = prop_oneof![
        (0..45_usize).prop_map(Unit::Name),
        (0..45_usize).prop_map(Unit::Description),
        (0..90_usize).prop_map(Unit::Place),
        (0..NEEDS).prop_map(Unit::Need),
        (0..PUBLICS).prop_map(Unit::Public),
        (0..NETWORKS).prop_map(Unit::Network),
        Just(Unit::Need(4_000)),
    ];
    prop::collection::vec((unit, prop::sample::select(&Tier::ALL)), 0..12)
}

/// The best match of a word in a place: every unit asked whether it is about the place.
fn word_in_place(engine: &Engine, units: &[(Unit, Tier)], number: usize) -> Option<Match> {
    let place = &engine.directory.places[number];
    let field = |unit: Unit| match unit {
        Unit::Name(structure) => (structure == place.structure).then_some(Field::Name),
        Unit::Network(network) => {
            engine.directory.structures[place.structure].networks.contains(network).then_some(Field::Name)
        }
        Unit::Description(structure) => (structure == place.structure).then_some(Field::Description),
        Unit::Place(it) => (it == number).then_some(Field::Locality),
        Unit::Need(need) => place.profile.needs.contains(need).then_some(Field::Service),
        Unit::Public(public) => place.profile.publics.contains(public).then_some(Field::Service),
    };
    let found = units.iter().filter_map(|(unit, tier)| Some(Match { tier: *tier, field: field(*unit)? }));
    found.min_by_key(|found| rank(*found))
}

/// The places that have every word, else those whose words are rarest together; with the worst rank.
fn keyword_twin(engine: &Engine, words: &[Vec<(Unit, Tier)>]) -> Vec<(usize, usize)> {
    let places = engine.directory.places.len();
    let found = |word: &Vec<(Unit, Tier)>, place| word_in_place(engine, word, place).map(rank);
    let rarity = |word: &Vec<(Unit, Tier)>| {
        let count = (0..places).filter(|place| found(word, *place).is_some()).count();
        if count == 0 { 0 } else { (1000.0 * (1.0 + places as f64 / count as f64).log2()).round() as u64 }
    };
    let score =
        |place: usize| -> u64 { words.iter().filter(|word| found(word, place).is_some()).map(rarity).sum() };
    let scores: Vec<u64> = (0..places).map(score).collect();
    let best = scores.iter().copied().max().unwrap_or(0);
    let kept = (0..places).filter(|place| best > 0 && scores[*place] == best);
    kept.map(|place| (place, words.iter().filter_map(|word| found(word, place)).max().unwrap())).collect()
}

/// How many structures are in the answer when one list is replaced by one of its entries.
fn facets_twin(engine: &Engine, query: &Query) -> Facets {
    let count = |query: Query| {
        let answer = engine.search(&query);
        let counted = answer.hits.iter().filter(|hit| answer.scope == Scope::AsAsked || hit.at_distance);
        counted.count() as u32
    };
    let one = |id: usize| [id].into_iter().collect::<IdSet>();
    Facets {
        needs: (0..NEEDS).map(|id| count(Query { needs: one(id), ..query.clone() })).collect(),
        publics: (0..PUBLICS).map(|id| count(Query { publics: one(id), ..query.clone() })).collect(),
        networks: (0..NETWORKS).map(|id| count(Query { networks: one(id), ..query.clone() })).collect(),
        modes: (0..MODES.len()).map(|id| count(Query { modes: one(id), ..query.clone() })).collect(),
    }
}

proptest! {
    #[test]
    fn the_engine_agrees_with_its_twin(
        sketches in sketches(),
        needs in prop::collection::vec(0..NEEDS, 0..3),
        publics in prop::collection::vec(0..PUBLICS, 0..2),
        networks in prop::collection::vec(0..NETWORKS, 0..2),
        modes in prop::collection::vec(0..MODES.len(), 0..2),
        keyword in prop::option::of(prop::collection::vec((0..60_usize, matches(), any::<bool>()), 0..30)),
        center in around(),
        radius_m in 500..80_000_u32,
    ) {
        let engine = engine(&sketches);
        let hit = |(place, matched, together)| KeywordHit { place, matched, together };
        let query = Query {
            needs: needs.into_iter().collect(),
            publics: publics.into_iter().collect(),
            networks: networks.into_iter().collect(),
            modes: modes.into_iter().collect(),
            zone: Zone::Around { center: point(center), radius_m },
            keyword: keyword.map(|hits| hits.into_iter().map(hit).collect()),
            ..Query::default()
        };
        let answer = engine.search(&query);
        let (expected, scope) = twin(&engine, &query, point(center), radius_m);
        let mut found = merits(&query, &answer);
        let without_structure: Vec<_> = found.iter().map(|it| (it.0, it.1, it.2, it.3)).collect();
        prop_assert!(without_structure.is_sorted(), "hits come in the published order");
        found.sort();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(answer.scope, scope);
        prop_assert_eq!(engine.facets(&query), facets_twin(&engine, &query));
    }

    #[test]
    fn keywords_are_read_as_the_twin_reads_them(
        sketches in sketches(),
        words in prop::collection::vec(units(), 0..4),
    ) {
        let engine = engine(&sketches);
        let hits = words.iter().map(|units| WordHits { span: 0..0, units: units.clone() }).collect();
        let reading = engine.read("", hits, true);
        // Only the last word, and one that nothing has as it is, is found as a beginning.
        let last = words.len().saturating_sub(1);
        let finished = |(number, units): (usize, Vec<(Unit, Tier)>)| {
            let (beginnings, whole): (Vec<_>, Vec<_>) =
                units.iter().copied().partition(|(_, tier)| *tier == Tier::Prefix);
            if number == last || whole.is_empty() { [whole, beginnings].concat() } else { whole }
        };
        let words: Vec<Vec<(Unit, Tier)>> = words.into_iter().enumerate().map(finished).collect();
        let found: Option<Vec<_>> =
            reading.hits.map(|hits| hits.into_iter().map(|hit| (hit.place, rank(hit.matched))).collect());
        prop_assert_eq!(found, (!words.is_empty()).then(|| keyword_twin(&engine, &words)));
    }

    #[test]
    fn nothing_but_text_point_needs_and_publics_orders_results(
        sketches in sketches(),
        keyword in prop::option::of(prop::collection::vec((0..60_usize, matches(), any::<bool>()), 0..30)),
        decor in prop::collection::vec((".{0,12}", any::<bool>(), 0..2_usize, 0..3_usize), 40),
        center in around(),
        year in 2020..2030_i16,
        week in 1..53_u8,
    ) {
        let engine = engine(&sketches);
        let mut directory = directory(&sketches);
        for (structure, (name, paid, level, mode)) in directory.structures.iter_mut().zip(decor) {
            structure.acronym.clone_from(&name);
            structure.name = name;
            structure.paid = paid;
            structure.profile.levels = [level].into_iter().collect();
            structure.profile.modes = [mode].into_iter().collect();
            for place in &mut directory.places[structure.places.clone()] {
                place.profile = structure.profile;
            }
        }
        let decorated = engine_of(&directory);
        let zone = Zone::Around { center: point(center), radius_m: 50_000 };
        let hit = |(place, matched, together)| KeywordHit { place, matched, together };
        let keyword = keyword.map(|hits| hits.into_iter().map(hit).collect());
        let query = Query { zone, keyword, week: IsoWeek { year, week }, ..Query::default() };
        prop_assert_eq!(engine.search(&query), decorated.search(&query));
    }

    #[test]
    fn the_order_of_the_records_plays_no_part(
        sketches in sketches(),
        order in prop::collection::vec(any::<u32>(), 40),
        center in around(),
    ) {
        // The same structures under identifiers of their own, written in another order.
        let mut shuffled: Vec<usize> = (0..sketches.len()).collect();
        shuffled.sort_by_key(|number| order[*number]);
        let as_written = directory(&sketches);
        let mut other = Directory::default();
        for number in &shuffled {
            let structure = &as_written.structures[*number];
            let first = other.places.len();
            let places = as_written.places[structure.places.clone()].iter().rev();
            let owner = other.structures.len();
            other.places.extend(places.map(|place| Place { structure: owner, ..place.clone() }));
            other.structures.push(Structure { places: first..other.places.len(), ..structure.clone() });
        }
        let sorted = sorted(other);
        let zone = Zone::Around { center: point(center), radius_m: 50_000 };
        let query = Query { zone, ..Query::default() };
        let hits = |engine: &Engine| -> Vec<(String, Option<u32>)> {
            let hits = engine.search(&query).hits.into_iter();
            hits.map(|hit| (engine.directory.structures[hit.structure].id.clone(), hit.distance_m)).collect()
        };
        prop_assert_eq!(hits(&engine_of(&as_written)), hits(&engine_of(&sorted)));
    }

    #[test]
    fn what_is_typed_as_a_place_never_panics(typed in "\\PC{0,40}") {
        let engine = engine(&[([vec![0], vec![0], vec![0], vec![0]], false, vec![(3.9, 45.0)])]);
        core::hint::black_box((engine.gazetteer.resolve(&typed), engine.gazetteer.suggest(&typed, 7)));
    }
}
