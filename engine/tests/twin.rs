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

/// What orders a hit, but for the last tie-break: only at a distance, whether another age is received, what it lost of the keyword and the rank of its
/// match, needs missing, in another commune than the one asked for, metres shown; then its structure.
type Merit = (bool, Option<(bool, u32, usize)>, u32, bool, u32, usize);

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
        let place = |(nth, at)| Place { structure: number, commune: nth % 2, profile, point: point(at) };
        directory.places.extend(points.iter().copied().enumerate().map(place));
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
    let other = Commune {
        insee: "43234".to_owned(),
        name: "Saugues".to_owned(),
        postcodes: vec![43170],
        population: 1_700,
        point: point((3.55, 44.96)),
        ..commune.clone()
    };
    let department = Department { code: "43".to_owned(), name: "Haute-Loire".to_owned(), region: Some(0) };
    let region = Region { code: "84".to_owned(), name: "Auvergne-Rhône-Alpes".to_owned() };
    Lists {
        communes: vec![commune.clone(), other],
        inside: 2,
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

/// Whether a place receives another age, what it lost of a keyword and its rank among the hits: words together before words apart.
fn keyword_rank(hits: &[KeywordHit], place: usize) -> Option<(bool, u32, usize)> {
    let hit = hits.iter().find(|hit| hit.place == place)?;
    Some((hit.other_age, hit.lost, 2 * rank(hit.matched) + usize::from(!hit.together)))
}

/// The hits that are no worse than the best in the zone, or anywhere when none is in it, and those that answer a need.
fn kept_hits(engine: &Engine, hits: &[KeywordHit], center: Point, radius_m: u32) -> Vec<KeywordHit> {
    let places = &engine.directory.places;
    let there: Vec<KeywordHit> = hits.iter().filter(|hit| hit.place < places.len()).copied().collect();
    let near = |hit: &&KeywordHit| center.distance_m(places[hit.place].point) <= f64::from(radius_m);
    let best = there.iter().filter(near).map(|hit| hit.lost).min();
    let best = best.or_else(|| there.iter().map(|hit| hit.lost).min()).unwrap_or(0);
    there.into_iter().filter(|hit| hit.answers || hit.lost <= best).collect()
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
    let elsewhere = engine.gazetteer.communes()[place.commune].point != center;
    Some(((false, tier, u32::MAX - answered, elsewhere, shown, place.structure), distance))
}

/// The merits of the answer, its scope, and which words of the keyword its places have: those near, else all, else
/// every place.
fn twin(engine: &Engine, query: &Query, center: Point, radius_m: u32) -> (Vec<Merit>, Scope, u32) {
    let everywhere = query.keyword.clone().unwrap_or_default();
    let mut query = query.clone();
    query.keyword = query.keyword.map(|hits| kept_hits(engine, &hits, center, radius_m));
    let query = &query;
    let of = |number: usize| {
        let hits = query.keyword.iter().flatten();
        hits.filter(|hit| hit.place == number).map(|hit| hit.words).next().unwrap_or(0)
    };
    let (mut near_words, mut far_words) = (0, 0);
    let (mut found, mut beyond) = (Vec::new(), Vec::new());
    for number in 0..engine.directory.places.len() {
        let Some((merit, distance)) = merit(engine, query, center, number) else { continue };
        if distance <= f64::from(radius_m) {
            near_words |= of(number);
            found.push(merit);
        } else if engine.directory.structures[merit.5].at_distance {
            far_words |= of(number);
            found.push((true, merit.1, merit.2, merit.3, merit.4, merit.5));
        } else {
            beyond.push((distance, merit, number));
        }
    }
    let mut scope = Scope::AsAsked;
    if found.iter().all(|merit| merit.0) && !beyond.is_empty() {
        scope = Scope::Widened;
        beyond.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut structures = Vec::new();
        for (_, merit, number) in beyond {
            if structures.len() < WIDENED_COUNT && !structures.contains(&merit.5) {
                structures.push(merit.5);
                near_words |= of(number);
                found.push(merit);
            }
        }
    }
    found.sort();
    let mut seen = Vec::new();
    found.retain(|merit| {
        let new = !seen.contains(&merit.5);
        seen.push(merit.5);
        new
    });
    let all = everywhere.iter().fold(0, |words, hit| words | hit.words);
    let words = [near_words, far_words, all].into_iter().find(|words| *words != 0).unwrap_or(0);
    (found, scope, words)
}

fn merits(engine: &Engine, query: &Query, center: Point, answer: &Answer) -> Vec<Merit> {
    let merit = |hit: &Hit| {
        let distance_m = hit.distance_m.expect("a distance around a point");
        let keyword = query.keyword.as_ref().and_then(|hits| keyword_rank(hits, hit.place));
        let commune = engine.directory.places[hit.place].commune;
        let elsewhere = engine.gazetteer.communes()[commune].point != center;
        (hit.at_distance, keyword, u32::MAX - hit.needs.len(), elsewhere, distance_m, hit.structure)
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

/// What a keyword finds: a hit a place, also of places that are not there.
fn hits() -> impl Strategy<Value = Vec<KeywordHit>> {
    let seldom = || prop::bool::weighted(0.2);
    let hit = (matches(), any::<bool>(), 1..8_u32, 0..3_u32, seldom(), seldom());
    prop::collection::btree_map(0..60_usize, hit, 0..30).prop_map(|hits| {
        let hit = |(place, (matched, together, words, lost, answers, other_age))| KeywordHit {
            place,
            matched,
            together,
            words,
            lost,
            answers,
            other_age,
        };
        hits.into_iter().map(hit).collect()
    })
}

fn units() -> impl Strategy<Value = Vec<(Unit, Tier)>> {
    let unit = prop_oneof![
        (0..45_usize).prop_map(Unit::Name),
        (0..45_usize).prop_map(Unit::Description),
        (0..90_usize).prop_map(Unit::Place),
        (0..NEEDS).prop_map(Unit::Need),
        (0..PUBLICS).prop_map(Unit::Public),
        (0..NETWORKS).prop_map(Unit::Network),
        (0..NEEDS).prop_map(Unit::PartOfNeed),
        (0..PUBLICS).prop_map(Unit::PartOfPublic),
        Just(Unit::Need(4_000)),
    ];
    prop::collection::vec((unit, prop::sample::select(&Tier::ALL)), 0..12)
}

/// Needs, publics and networks that have a term.
fn entry_units() -> impl Strategy<Value = Vec<(Unit, Tier)>> {
    let unit = prop_oneof![
        (0..NEEDS).prop_map(Unit::Need),
        (0..PUBLICS).prop_map(Unit::Public),
        (0..NETWORKS).prop_map(Unit::Network),
    ];
    prop::collection::vec((unit, prop::sample::select(&[Tier::Exact, Tier::Typo])), 1..4)
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
        Unit::Need(need) | Unit::PartOfNeed(need) => {
            place.profile.needs.contains(need).then_some(Field::Service)
        }
        Unit::Public(public) | Unit::PartOfPublic(public) => {
            place.profile.publics.contains(public).then_some(Field::Service)
        }
    };
    let found = units.iter().filter_map(|(unit, tier)| Some(Match { tier: *tier, field: field(*unit)? }));
    found.min_by_key(|found| rank(*found))
}

/// A word as the twin reads it: its units, and when it is a whole term how many words that is.
#[derive(Clone, Debug)]
struct Typed {
    units: Vec<(Unit, Tier)>,
    /// The numbers of the words that it covers.
    covers: core::ops::Range<usize>,
    term: bool,
}

/// What a hit must be: place, rank of the worst word, words had, what is lost, whether a need is answered, whether another
/// age is received.
type Expected = (usize, usize, u32, u32, bool, bool);

fn rarity(count: usize, of: usize) -> u32 {
    if count == 0 { 0 } else { (1000.0 * (1.0 + of as f64 / count as f64).log2()).round() as u32 }
}

/// What a keyword is read as, written out: the hits and the needs proposed.
/// `told` are the needs that the text as a whole tells of.
fn keyword_twin(engine: &Engine, typed: &[Typed], told_of: &[usize]) -> (Vec<Expected>, Vec<usize>) {
    let places = engine.directory.places.len();
    let (terms, words): (Vec<&Typed>, Vec<&Typed>) = typed.iter().partition(|it| it.term);
    let own = |(unit, _): &&(Unit, Tier)| !matches!(unit, Unit::PartOfNeed(_) | Unit::PartOfPublic(_));
    let own_units = |number: usize| words[number].units.iter().filter(own).copied().collect::<Vec<_>>();
    let had = |place: usize| -> u32 {
        let has = |number: &usize| word_in_place(engine, &own_units(*number), place).is_some();
        (0..words.len()).filter(has).map(|number| 1 << number).sum()
    };
    let weight = |it: &Typed| {
        let count = (0..places).filter(|place| word_in_place(engine, &it.units, *place).is_some()).count();
        if it.term && it.covers.len() == 1 { 0 } else { rarity(count, places) }
    };
    let told = |place: usize| -> u32 {
        typed.iter().filter(|it| word_in_place(engine, &it.units, place).is_some()).map(weight).sum()
    };
    let worst_of = |list: &[&Typed], place: usize| {
        list.iter().filter_map(|it| word_in_place(engine, &it.units, place)).max_by_key(|found| rank(*found))
    };
    let worst = |place: usize| worst_of(&words, place).or_else(|| worst_of(&terms, place));
    let in_name = |word: &Typed, structure: usize| {
        let found = word.units.iter().filter_map(|(unit, tier)| {
            let field = match *unit {
                Unit::Name(number) if number == structure => Field::Name,
                Unit::Network(id) if engine.directory.structures[structure].networks.contains(id) => {
                    Field::Name
                }
                Unit::Description(number) if number == structure => Field::Description,
                _ => return None,
            };
            Some(Match { tier: *tier, field })
        });
        found.min_by_key(|found| rank(*found)).is_some_and(|found| found.field == Field::Name)
    };
    let named = |structure: usize| words.iter().all(|word| in_name(word, structure));
    let is_name = words.len() > 1
        && (0..engine.directory.structures.len()).any(|number| {
            let networks = engine.directory.structures[number].networks;
            let in_network = |term: &&&Typed| {
                let has = |unit: &Unit| matches!(unit, Unit::Network(id) if networks.contains(*id));
                term.covers.len() == 2 && term.units.iter().any(|(unit, _)| has(unit))
            };
            named(number) && terms.iter().filter(in_network).count() + 1 >= words.len()
        });
    let by_text = !is_name && !told_of.is_empty();
    let (scores, proposed) = if is_name {
        (vec![0; NEEDS], Vec::new())
    } else if by_text {
        let held = |need| told_of.iter().position(|told| *told == need).map_or(0, |rank| 4000 >> rank);
        ((0..NEEDS).map(held).collect(), told_of.to_vec())
    } else {
        needs_twin(engine, typed)
    };
    // Several needs that are proposed count together, others by the best.
    let held = |needs: &dyn Fn(usize) -> bool| -> u32 {
        let scores = (0..NEEDS).filter(|need| needs(*need)).map(|need| scores[need]);
        if proposed.is_empty() { scores.max().unwrap_or(0) } else { scores.sum() }
    };
    let most = held(&|_| true);
    let all: u32 = if by_text { 1 << 30 } else { typed.iter().map(weight).sum() };
    let best = (0..places).map(told).max().unwrap_or(0);
    let known = (0..places).fold(0, |known, place| known | had(place));
    let mut hits = Vec::new();
    for place in 0..places {
        let needs = engine.directory.places[place].profile.needs;
        let score = held(&|need| needs.contains(need));
        let service = (score > 0).then_some(Match { tier: Tier::Stem, field: Field::Service });
        let Some(found) = worst(place).or(service) else { continue };
        let whole = had(place) == known && (most == 0 || told(place) == all);
        let named = named(engine.directory.places[place].structure);
        let right = match is_name {
            true => named && told(place) == best,
            false => most == 0 || score > 0 || named || found.tier <= Tier::Stem,
        };
        if whole && right || score > 0 || most == 0 && !is_name && told(place) >= best / 3 * 2 {
            let part = if whole { 0 } else { (1 << 28) + (most - score) * 64 };
            hits.push((place, rank(found), had(place), all - told(place) + part, score > 0, false));
        }
    }
    (hits, proposed)
}

/// What each need that answers holds of the words, the others nothing; and the needs proposed.
fn needs_twin(engine: &Engine, typed: &[Typed]) -> (Vec<u32>, Vec<usize>) {
    let mut scores = vec![0; NEEDS];
    let (mut total, mut named) = (0, 0);
    for it in typed {
        let tiers: Vec<Option<Tier>> = (0..NEEDS)
            .map(|need| {
                it.units
                    .iter()
                    .filter(|(unit, _)| [Unit::Need(need), Unit::PartOfNeed(need)].contains(unit))
                    .map(|(_, tier)| *tier)
                    .min()
            })
            .collect();
        let count = tiers.iter().flatten().count();
        let says = match (it.term, it.covers.len()) {
            (false, _) => rarity(count, NEEDS) / 2,
            (true, 1) => rarity(count, NEEDS),
            (true, _) => rarity(count, NEEDS) * 2,
        };
        let is_named = engine.directory.places.iter().any(|place| {
            let structure = &engine.directory.structures[place.structure];
            // The best match in the structure's own texts, as the engine looks at it.
            let found = it.units.iter().filter_map(|(unit, tier)| {
                let field = match *unit {
                    Unit::Name(number) if number == place.structure => Field::Name,
                    Unit::Network(number) if structure.networks.contains(number) => Field::Name,
                    Unit::Description(number) if number == place.structure => Field::Description,
                    _ => return None,
                };
                Some(Match { tier: *tier, field })
            });
            let best = found.min_by_key(|found| rank(*found));
            let worst = if it.term { Tier::Typo } else { Tier::Stem };
            best.is_some_and(|found| found.field == Field::Name && found.tier <= worst)
        });
        if count == 0 {
            named += if is_named { rarity(1, NEEDS) } else { 0 };
            continue;
        }
        total += says;
        for (need, tier) in tiers.into_iter().enumerate() {
            scores[need] += match tier {
                Some(Tier::Exact | Tier::Stem) => says,
                Some(Tier::Prefix) => says / 4 * 3,
                Some(Tier::Typo) => says / 3 * 2,
                None => 0,
            };
        }
    }
    let best = scores.iter().copied().max().unwrap();
    let mut proposed: Vec<usize> = (0..NEEDS)
        .filter(|need| {
            let score = scores[*need];
            score > 0 && 10 * score >= 8 * best && 5 * score > 2 * (total + named)
        })
        .collect();
    proposed.sort_by_key(|need| core::cmp::Reverse(scores[*need]));
    let least = if !proposed.is_empty() {
        best / 5 * 4
    } else if best <= named {
        u32::MAX
    } else {
        best / 2
    };
    proposed.truncate(3);
    (scores.into_iter().map(|score| if score < least { 0 } else { score }).collect(), proposed)
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
        keyword in prop::option::of(hits()),
        center in prop_oneof![around().prop_map(Ok), (0..2_usize).prop_map(Err)],
        radius_m in 500..80_000_u32,
    ) {
        let engine = engine(&sketches);
        let center = center.map_or_else(|commune| engine.gazetteer.communes()[commune].point, point);
        let query = Query {
            needs: needs.into_iter().collect(),
            publics: publics.into_iter().collect(),
            networks: networks.into_iter().collect(),
            modes: modes.into_iter().collect(),
            zone: Zone::Around { center, radius_m },
            keyword,
            ..Query::default()
        };
        let answer = engine.search(&query);
        let (expected, scope, words) = twin(&engine, &query, center, radius_m);
        let mut found = merits(&engine, &query, center, &answer);
        let without_structure: Vec<_> = found.iter().map(|it| (it.0, it.1, it.2, it.3, it.4)).collect();
        prop_assert!(without_structure.is_sorted(), "hits come in the published order");
        found.sort();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(answer.scope, scope);
        prop_assert_eq!(answer.words, words);
        prop_assert_eq!(engine.facets(&query), facets_twin(&engine, &query));
    }

    #[test]
    fn keywords_are_read_as_the_twin_reads_them(
        sketches in sketches(),
        words in prop::collection::vec(units(), 0..5),
        alone in prop::collection::vec(prop::option::weighted(0.3, entry_units()), 5),
        pairs in prop::collection::vec(prop::option::weighted(0.3, entry_units()), 5),
        told in prop::sample::subsequence((0..NEEDS).collect::<Vec<_>>(), 0..=NEEDS.min(3)).prop_shuffle(),
        of_age in prop::option::of(prop::collection::vec(0..PUBLICS, 0..PUBLICS)),
    ) {
        let engine = engine(&sketches);
        let count = words.len();
        let term = |units, covers| Typed { units, covers, term: true };
        let alone = alone.into_iter().enumerate().filter(|(number, _)| *number < count);
        let alone = alone.filter_map(|(number, units)| Some(term(units?, number..number + 1)));
        let pairs = pairs.into_iter().enumerate().filter(|(number, _)| number + 1 < count);
        let pairs = pairs.filter_map(|(number, units)| Some(term(units?, number..number + 2)));
        let mut typed: Vec<Typed> = alone.chain(pairs).collect();
        // Only the last word, and one that nothing has as it is, is found as a beginning.
        let hits = |it: &Typed| WordHits {
            span: 10 * it.covers.start..10 * it.covers.end - 1,
            units: it.units.clone(),
            term: it.term,
            everyday: false,
        };
        let whole_words: Vec<Typed> = words
            .into_iter()
            .enumerate()
            .map(|(number, units)| Typed { units, covers: number..number + 1, term: false })
            .collect();
        let mut looked_up: Vec<WordHits> = typed.iter().chain(&whole_words).map(hits).collect();
        if let Some(publics) = &of_age {
            let units = publics.iter().map(|it| (Unit::Public(*it), Tier::Exact)).collect();
            looked_up.insert(0, WordHits { span: 90..96, units, term: true, everyday: true });
        }
        if !told.is_empty() {
            let units = told.iter().map(|need| (Unit::Need(*need), Tier::Exact)).collect();
            looked_up.insert(0, WordHits { span: 0..0, units, term: true, everyday: false });
        }
        let reading = engine.read("zz", looked_up, true);
        for word in whole_words {
            let (beginnings, whole): (Vec<_>, Vec<_>) =
                word.units.iter().copied().partition(|(_, tier)| *tier == Tier::Prefix);
            let last = word.covers.end == count;
            let units = if last || whole.is_empty() { [whole, beginnings].concat() } else { whole };
            typed.push(Typed { units, ..word });
        }
        let found: Option<Vec<Expected>> = reading.hits.map(|hits| {
            let told = |hit: KeywordHit| {
                (hit.place, rank(hit.matched), hit.words, hit.lost, hit.answers, hit.other_age)
            };
            hits.into_iter().map(told).collect()
        });
        let (mut expected, needs) = keyword_twin(&engine, &typed, &told);
        for (place, _, _, _, _, other_age) in &mut expected {
            let publics = engine.directory.places[*place].profile.publics;
            let received = |ages: &Vec<usize>| ages.iter().any(|it| publics.contains(*it));
            *other_age = !of_age.as_ref().is_none_or(received);
        }
        prop_assert_eq!(found, (count > 0).then_some(expected));
        prop_assert_eq!(reading.needs, needs);
    }

    #[test]
    fn nothing_but_text_point_needs_and_publics_orders_results(
        sketches in sketches(),
        keyword in prop::option::of(hits()),
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
