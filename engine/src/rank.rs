//! Filtering, grouping by structure, and the published order.
//!
//! The order, from first to last criterion:
//!
//! 1. structures that receive people in the zone before those that only serve it at a distance;
//! 2. places that receive only people of another age than the keyword tells after the others;
//! 3. what the place lacks of the keyword ([`KeywordHit::lost`]), least first;
//! 4. how well the keyword matches ([`crate::keyword::Match`]): without a typing mistake first, outside the description
//!    first, then exact, other form, beginning, then in the name first; then in a name that has all the words
//!    together;
//! 5. the number of needs asked for that are answered, most first;
//! 6. places in the commune that is asked for, before its neighbours;
//! 7. the distance as shown, rounded to 100 m;
//! 8. a shuffle that depends on the ISO week and the structure's identifier alone.
//!
//! No field of a record other than its text, point, needs, publics, networks and « à distance » plays any
//! part. `content/pages/ordre-des-resultats.md` tells visitors the same.

use crate::directory::MODES;
use crate::geo::Point;
use crate::keyword::{KeywordHit, Rank};
use crate::order::sort_by_key;
use crate::query::{Answer, Facets, Hit, IsoWeek, Query, Scope, WIDENED_COUNT, Zone};
use crate::{Engine, IdSet};

/// A place that passed the filters.
#[derive(Clone, Copy)]
struct Candidate {
    place: usize,
    /// What the keyword finds in it.
    hit: Option<KeywordHit>,
    needs: IdSet,
    /// Not in the commune that the query is about.
    elsewhere: bool,
    distance_m: Option<u32>,
    at_distance: bool,
}

/// What the published order compares: only at a distance; of the keyword whether another age is received, what is lost, how
/// well, not together; needs that are not answered; in another commune; metres.
type Merit = (bool, Option<(bool, u32, Rank, bool)>, u32, bool, Option<u32>);

impl Candidate {
    /// What makes one place of a structure, or one structure, better than another; smaller is better.
    fn merit(&self) -> Merit {
        (
            self.at_distance,
            self.hit.map(|hit| (hit.other_age, hit.lost, hit.matched.rank(), !hit.together)),
            u32::MAX - self.needs.len(),
            self.elsewhere,
            self.distance_m,
        )
    }
}

/// The places that a query is about, before its filters.
struct Matcher<'a> {
    engine: &'a Engine,
    query: &'a Query,
    /// How well each place matches the keyword, when there is one.
    matches: Option<Vec<Option<KeywordHit>>>,
    /// The most that a place may lack of the keyword when it answers no need that the words evoke: what the best
    /// place in the zone lacks.
    most_lost: u32,
}

pub(crate) fn search(engine: &Engine, query: &Query) -> Answer {
    let matcher = Matcher::new(engine, query);
    let (found, scope) = match query.zone {
        Zone::Around { center, radius_m } => matcher.around(center, f64::from(radius_m)),
        Zone::Anywhere | Zone::Within(_) => (matcher.in_zone(), Scope::AsAsked),
    };
    // Near, only at a distance, elsewhere.
    let mut words = [0; 3];
    for candidate in &found {
        words[usize::from(candidate.at_distance)] |= candidate.hit.map_or(0, |hit| hit.words);
    }
    for hit in query.keyword.iter().flatten() {
        words[2] |= hit.words;
    }
    let words = if words[0] != 0 {
        words[0]
    } else if words[1] != 0 {
        words[1]
    } else {
        words[2]
    };
    Answer { hits: group(engine, found, query.week), scope, words }
}

/// Counts what each choice would leave. Choices of one list add up, so each is counted without the others
/// of its list, and with those of the other lists.
pub(crate) fn facets(engine: &Engine, query: &Query) -> Facets {
    let matcher = Matcher::new(engine, query);
    let everything = |count: usize| (0..count).collect::<IdSet>();
    let all_publics = everything(engine.taxonomies.publics.len());
    let mut left = vec![[IdSet::EMPTY; 4]; engine.directory.structures.len()];
    for place in matcher.places() {
        if matcher.keyword_match(place).is_none() {
            continue;
        }
        let kept = matcher.kept(place);
        // A place that two lists leave out stays out whatever is chosen in one.
        if kept.iter().filter(|kept| !**kept).count() > 1
            || !matcher.department_kept(place)
            || !(matcher.serves_at_distance(place) || matcher.inside(place))
        {
            continue;
        }
        let record = &engine.directory.places[place];
        let publics = record.profile.publics;
        let publics = if publics.contains(engine.taxonomies.everyone) { all_publics } else { publics };
        let networks = engine.directory.structures[record.structure].networks;
        for (list, ids) in
            [record.profile.needs, publics, networks, record.profile.modes].into_iter().enumerate()
        {
            if kept.iter().enumerate().all(|(other, kept)| *kept || other == list) {
                let slot = &mut left[record.structure][list];
                *slot = slot.union(ids);
            }
        }
    }
    let count = |list: usize, length: usize| {
        (0..length).map(|id| left.iter().filter(|sets| sets[list].contains(id)).count() as u32).collect()
    };
    Facets {
        needs: count(0, engine.taxonomies.needs.len()),
        publics: count(1, engine.taxonomies.publics.len()),
        networks: count(2, engine.taxonomies.networks.len()),
        modes: count(3, MODES.len()),
    }
}

impl<'a> Matcher<'a> {
    fn new(engine: &'a Engine, query: &'a Query) -> Self {
        let matches = query.keyword.as_deref().map(|hits| matches_by_place(engine, hits));
        let mut matcher = Self { engine, query, matches, most_lost: u32::MAX };
        let (mut here, mut anywhere) = (u32::MAX, u32::MAX);
        for hit in matcher.matches.iter().flatten().flatten() {
            anywhere = anywhere.min(hit.lost);
            if matcher.inside(hit.place) {
                here = here.min(hit.lost);
            }
        }
        matcher.most_lost = if here < u32::MAX { here } else { anywhere };
        matcher
    }

    fn places(&self) -> core::ops::Range<usize> {
        0..self.engine.directory.places.len()
    }

    /// Applies every filter but the zone.
    fn candidate(&self, place: usize) -> Option<Candidate> {
        let hit = self.keyword_match(place)?;
        let record = &self.engine.directory.places[place];
        let needs = record.profile.needs.intersection(self.query.needs);
        if !(self.kept(place) == [true; 4] && self.department_kept(place)) {
            return None;
        }
        let elsewhere = self.elsewhere(record.commune);
        Some(Candidate { place, hit, needs, elsewhere, distance_m: None, at_distance: false })
    }

    /// `None` when there is a keyword and the place does not match it.
    fn keyword_match(&self, place: usize) -> Option<Option<KeywordHit>> {
        match &self.matches {
            Some(matches) => matches[place].filter(|hit| hit.answers || hit.lost <= self.most_lost).map(Some),
            None => Some(None),
        }
    }

    /// Whether needs, publics, networks and ways of meeting keep a place.
    fn kept(&self, place: usize) -> [bool; 4] {
        let place = &self.engine.directory.places[place];
        let (profile, query) = (place.profile, self.query);
        let networks = self.engine.directory.structures[place.structure].networks;
        let shares = |asked: IdSet, has: IdSet| asked.is_empty() || has.intersects(asked);
        [
            shares(query.needs, profile.needs),
            shares(query.publics, profile.publics)
                || profile.publics.contains(self.engine.taxonomies.everyone),
            shares(query.networks, networks),
            shares(query.modes, profile.modes),
        ]
    }

    fn department_kept(&self, place: usize) -> bool {
        let departments = &self.query.departments;
        let gazetteer = &self.engine.gazetteer;
        let of_place = || gazetteer.communes()[self.engine.directory.places[place].commune].department;
        departments.is_empty() || departments.contains(&of_place()) || self.serves_at_distance(place)
    }

    fn serves_at_distance(&self, place: usize) -> bool {
        let structure = self.engine.directory.places[place].structure;
        self.engine.directory.structures[structure].at_distance
    }

    /// Whether a commune is another than the one around whose point the query looks; for a city of several, than all.
    fn elsewhere(&self, commune: usize) -> bool {
        let communes = self.engine.gazetteer.communes();
        let Zone::Around { center, .. } = self.query.zone else { return false };
        let commune = &communes[commune];
        commune.point != center && commune.city.is_none_or(|city| communes[city].point != center)
    }

    /// Whether the place stands where the query looks.
    fn inside(&self, place: usize) -> bool {
        let record = &self.engine.directory.places[place];
        match self.query.zone {
            Zone::Within(territory) => self.engine.gazetteer.contains(territory, record.commune),
            Zone::Around { center, radius_m } => center.distance_m(record.point) <= f64::from(radius_m),
            Zone::Anywhere => true,
        }
    }

    /// The answer in a zone that needs no distance.
    fn in_zone(&self) -> Vec<Candidate> {
        let place = |place| {
            let at_distance = !self.inside(place);
            let kept = !at_distance || self.serves_at_distance(place);
            self.candidate(place).filter(|_| kept).map(|found| Candidate { at_distance, ..found })
        };
        self.places().filter_map(place).collect()
    }

    /// Places within the radius, else the nearest; then those that serve at a distance.
    fn around(&self, center: Point, radius_m: f64) -> (Vec<Candidate>, Scope) {
        let exact = |place: usize| center.distance_m(self.engine.directory.places[place].point);
        let near = self.engine.spatial.around(center, radius_m);
        let mut found: Vec<Candidate> = near
            .filter_map(|place| Some((self.candidate(place)?, exact(place))))
            .filter(|(_, distance)| *distance <= radius_m)
            .map(|(found, distance)| Candidate { distance_m: Some(shown(distance)), ..found })
            .collect();
        let mut scope = Scope::AsAsked;
        if found.is_empty() {
            found = self.nearest(center);
            if !found.is_empty() {
                scope = Scope::Widened;
            }
        }
        let mut here = vec![false; self.engine.directory.structures.len()];
        for candidate in &found {
            here[self.engine.directory.places[candidate.place].structure] = true;
        }
        let absent = |place: &usize| !here[self.engine.directory.places[*place].structure];
        let remote = self.places().filter(|place| self.serves_at_distance(*place)).filter(absent);
        let remote: Vec<Candidate> = remote
            .filter_map(|place| self.candidate(place))
            .map(|found| {
                let distance_m = Some(shown(exact(found.place)));
                Candidate { distance_m, at_distance: true, ..found }
            })
            .collect();
        found.extend(remote);
        (found, scope)
    }

    /// The matching places of the three structures nearest to `center`, nothing being within the radius.
    /// Structures that are in the answer anyway, because they serve at a distance, are not counted.
    fn nearest(&self, center: Point) -> Vec<Candidate> {
        let mut structures: Vec<usize> = Vec::with_capacity(WIDENED_COUNT);
        let mut found = Vec::new();
        for place in self.engine.spatial.nearest(center) {
            let structure = self.engine.directory.places[place].structure;
            if structures.contains(&structure) || self.serves_at_distance(place) {
                continue;
            }
            let Some(candidate) = self.candidate(place) else { continue };
            let distance = center.distance_m(self.engine.directory.places[place].point);
            found.push(Candidate { distance_m: Some(shown(distance)), ..candidate });
            structures.push(structure);
            if structures.len() == WIDENED_COUNT {
                break;
            }
        }
        found
    }
}

fn matches_by_place(engine: &Engine, hits: &[KeywordHit]) -> Vec<Option<KeywordHit>> {
    let mut matches: Vec<Option<KeywordHit>> = vec![None; engine.directory.places.len()];
    // Which of two fields that rank alike is told comes after whether the words stand together.
    let merit = |hit: &KeywordHit| (hit.lost, hit.matched.rank(), !hit.together, hit.matched);
    for hit in hits {
        // A number past the end can only come from a text index of another build; it is left out.
        if let Some(slot) = matches.get_mut(hit.place)
            && slot.as_ref().is_none_or(|held| merit(hit) < merit(held))
        {
            *slot = Some(*hit);
        }
    }
    matches
}

/// A distance in metres as it is shown: rounded to 100 m.
fn shown(distance_m: f64) -> u32 {
    libm::round(distance_m / 100.0) as u32 * 100
}

/// One hit a structure, by its best place, in the published order.
fn group(engine: &Engine, found: Vec<Candidate>, week: IsoWeek) -> Vec<Hit> {
    let directory = &engine.directory;
    let mut best: Vec<Option<(Candidate, usize)>> = vec![None; directory.structures.len()];
    for candidate in found {
        let slot = &mut best[directory.places[candidate.place].structure];
        *slot = Some(match slot.take() {
            None => (candidate, 1),
            Some((held, count)) => {
                let key = |it: &Candidate| (it.merit(), it.place);
                let better = if key(&candidate) < key(&held) { candidate } else { held };
                (better, count + 1)
            }
        });
    }
    let grouped = best.into_iter().enumerate().filter_map(|(structure, slot)| Some((structure, slot?)));
    let mut ordered: Vec<_> = grouped
        .map(|(structure, slot)| {
            (slot.0.merit(), turn(&directory.structures[structure].id, week), structure, slot)
        })
        .collect();
    sort_by_key(&mut ordered, |(merit, turn, structure, _)| (*merit, *turn, *structure));
    ordered
        .into_iter()
        .map(|(_, _, structure, (best, places))| Hit {
            structure,
            place: best.place,
            distance_m: best.distance_m,
            matched: best.hit.map(|hit| hit.matched),
            needs: best.needs,
            places,
            at_distance: best.at_distance,
        })
        .collect()
}

/// Whose turn it is this week: a number that depends on the week and the identifier alone (FNV-1a, then a
/// final mix so that identifiers that differ by their last letter do not stay neighbours).
fn turn(id: &str, week: IsoWeek) -> u64 {
    let year = week.year.to_le_bytes();
    let bytes = [year[0], year[1], week.week].into_iter().chain(id.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mixed = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ mixed >> 33
}
