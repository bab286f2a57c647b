//! Filtering, grouping by structure, and the published order.
//!
//! The order, from first to last criterion:
//!
//! 1. structures that receive people in the zone before those that only serve it at a distance;
//! 2. the keyword's match tier;
//! 3. the number of needs asked for that are answered, most first;
//! 4. the distance as shown, rounded to 100 m;
//! 5. a shuffle that depends on the ISO week and the structure's identifier alone.
//!
//! No field of a record other than its text, point, needs, publics, networks and « à distance » plays any
//! part. `content/pages/ordre-des-resultats.md` tells visitors the same.

use crate::geo::Point;
use crate::query::{Answer, Hit, IsoWeek, KeywordHit, Query, Scope, WIDENED_COUNT, Zone};
use crate::{Engine, IdSet, Tier};

/// A place that passed the filters.
#[derive(Clone, Copy)]
struct Candidate {
    place: usize,
    tier: Option<Tier>,
    needs: IdSet,
    distance_m: Option<u32>,
    at_distance: bool,
}

impl Candidate {
    /// What makes one place of a structure, or one structure, better than another; smaller is better.
    fn merit(&self) -> (bool, Option<Tier>, u32, Option<u32>) {
        (self.at_distance, self.tier, u32::MAX - self.needs.len(), self.distance_m)
    }
}

/// The places that a query is about, before its filters.
struct Matcher<'a> {
    engine: &'a Engine,
    query: &'a Query,
    /// Tier of each place under the keyword, when there is one.
    tiers: Option<Vec<Option<Tier>>>,
}

pub(crate) fn search(engine: &Engine, query: &Query) -> Answer {
    let matcher = Matcher::new(engine, query);
    let (found, scope) = match query.zone {
        Zone::Around { center, radius_m } => matcher.around(center, f64::from(radius_m)),
        Zone::Anywhere | Zone::Within(_) => (matcher.in_zone(), Scope::AsAsked),
    };
    Answer { hits: group(engine, found, query.week), scope }
}

impl<'a> Matcher<'a> {
    fn new(engine: &'a Engine, query: &'a Query) -> Self {
        let tiers = query.keyword.as_deref().map(|hits| tiers_by_place(engine, hits));
        Self { engine, query, tiers }
    }

    fn places(&self) -> core::ops::Range<usize> {
        0..self.engine.directory.places.len()
    }

    /// Applies every filter but the zone.
    fn candidate(&self, place: usize) -> Option<Candidate> {
        let tier = match &self.tiers {
            Some(tiers) => Some(tiers[place]?),
            None => None,
        };
        let record = &self.engine.directory.places[place];
        let needs = record.profile.needs.intersection(self.query.needs);
        let needs_kept = self.query.needs.is_empty() || !needs.is_empty();
        let structure = &self.engine.directory.structures[record.structure];
        let networks = self.query.networks;
        let network_kept = networks.is_empty() || structure.networks.intersects(networks);
        if !(needs_kept && network_kept && self.public_kept(record.profile.publics)) {
            return None;
        }
        Some(Candidate { place, tier, needs, distance_m: None, at_distance: false })
    }

    fn public_kept(&self, publics: IdSet) -> bool {
        let asked = self.query.publics;
        asked.is_empty() || publics.intersects(asked) || publics.contains(self.engine.taxonomies.everyone)
    }

    fn serves_at_distance(&self, place: usize) -> bool {
        let structure = self.engine.directory.places[place].structure;
        self.engine.directory.structures[structure].at_distance
    }

    fn in_zone(&self) -> Vec<Candidate> {
        let inside = |place: usize| match self.query.zone {
            Zone::Within(territory) => {
                self.engine.gazetteer.contains(territory, self.engine.directory.places[place].commune)
            }
            Zone::Anywhere | Zone::Around { .. } => true,
        };
        let place = |place| {
            let at_distance = !inside(place);
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

fn tiers_by_place(engine: &Engine, hits: &[KeywordHit]) -> Vec<Option<Tier>> {
    let mut tiers: Vec<Option<Tier>> = vec![None; engine.directory.places.len()];
    for hit in hits {
        // A number past the end can only come from a text index of another build; it is left out.
        if let Some(slot) = tiers.get_mut(hit.place) {
            *slot = Some(slot.map_or(hit.tier, |tier| tier.min(hit.tier)));
        }
    }
    tiers
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
    ordered.sort_by_key(|(merit, turn, structure, _)| (*merit, *turn, *structure));
    ordered
        .into_iter()
        .map(|(_, _, structure, (best, places))| Hit {
            structure,
            place: best.place,
            distance_m: best.distance_m,
            tier: best.tier,
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
