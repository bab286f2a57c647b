//! Who is near each commune, and which communes are around it. The engine tells, four thousand times; what it told is kept,
//! because few changes of the content move anybody.

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::thread;

use engine::Engine;
use engine::geo::Point;
use engine::query::{Hit, Query, Scope, Zone};
use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::content::gazetteer::Commune;
use crate::diagnostics::Failure;
use crate::index;
use crate::kept::Kept;

/// How far the page of a commune looks, in kilometres: half an hour by car on a country road.
pub(in crate::publish) const RADIUS_KM: u32 = 30;

/// How many structures it shows.
pub(super) const SHOWN: usize = 10;

/// How far the communes around it may be, in degrees of latitude.
const NEIGHBOURS: f64 = 0.3;

/// How many communes around it names.
const AROUND: usize = 8;

/// Its name in the folder of what is kept.
const KEPT: &str = "proches";

/// What is near a commune.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Nearby {
    /// The nearest places, by their numbers, with their distances in metres; one a structure, in the order of the search.
    pub(super) near: Vec<(usize, u32)>,
    /// How many structures lie within the radius, or are shown in their place.
    pub(super) count: usize,
    /// Whether nothing lies within the radius, so that the nearest are shown.
    pub(super) widened: bool,
    /// When nothing does, what serves at a distance, by the numbers of structures.
    pub(super) remote: Vec<usize>,
    /// The nearest of the communes that have a page, by their numbers.
    pub(super) around: Vec<usize>,
}

/// What is near each of the communes `served`, in their order.
pub(super) fn of(content: &Content, served: &[usize], kept: &Kept) -> Result<Vec<Nearby>, Failure> {
    let searched = index::searched(content)?;
    let communes = &content.gazetteer.communes;
    let place = |number: &usize| {
        let it = &communes[*number];
        [number.to_le_bytes(), it.latitude.to_le_bytes(), it.longitude.to_le_bytes()].concat()
    };
    let places: Vec<u8> = served.iter().flat_map(place).collect();
    let parts: [&[u8]; 2] = [&searched, &places];
    let known = kept.get(KEPT, &parts).and_then(|it| serde_json::from_slice::<Vec<Nearby>>(&it).ok());
    if let Some(known) = known {
        return Ok(known);
    }
    let asked = Asked::new(content, served, &searched)?;
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let part = served.len().div_ceil(threads).max(1);
    let found: Vec<Nearby> = thread::scope(|scope| {
        let asked = &asked;
        let of = move |part: &[usize]| part.iter().map(|number| asked.near(*number)).collect::<Vec<_>>();
        let parts: Vec<_> = served.chunks(part).map(|part| scope.spawn(move || of(part))).collect();
        // A thread that panics panics here.
        parts.into_iter().flat_map(|it| it.join().unwrap_or_else(|cause| resume_unwind(cause))).collect()
    });
    // Numbers become JSON.
    kept.keep(KEPT, &parts, &serde_json::to_vec(&found).unwrap_or_default());
    Ok(found)
}

/// What is asked for each commune.
struct Asked<'c> {
    communes: &'c [Commune],
    engine: Engine,
    /// Where the town hall of each stands as the search knows it, by its INSEE code.
    centers: HashMap<String, Point>,
    /// Those served with their latitudes, from south to north.
    northward: Vec<(f64, usize)>,
}

impl<'c> Asked<'c> {
    fn new(content: &'c Content, served: &[usize], searched: &[u8]) -> Result<Self, Failure> {
        let communes = &content.gazetteer.communes;
        let engine = index::opened(searched)?;
        let centers = engine.gazetteer.communes().iter().map(|it| (it.insee.clone(), it.point)).collect();
        let mut northward: Vec<(f64, usize)> =
            served.iter().map(|number| (communes[*number].latitude, *number)).collect();
        northward.sort_unstable_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        Ok(Self { communes, engine, centers, northward })
    }

    fn near(&self, number: usize) -> Nearby {
        let (near, remote, scope) = self.nearest(&self.communes[number]);
        let widened = scope == Scope::Widened || near.is_empty();
        let shown = near.iter().take(SHOWN);
        Nearby {
            near: shown.map(|hit| (hit.place, hit.distance_m.unwrap_or_default())).collect(),
            count: near.len(),
            widened,
            remote: remote.iter().filter(|_| widened).map(|hit| hit.structure).collect(),
            around: self.around(number),
        }
    }

    /// The structures within the radius of a commune's town hall, in the order of the search, then those that serve
    /// at a distance.
    fn nearest(&self, commune: &Commune) -> (Vec<Hit>, Vec<Hit>, Scope) {
        let Some(&center) = self.centers.get(&commune.insee) else {
            return (Vec::new(), Vec::new(), Scope::AsAsked);
        };
        let zone = Zone::Around { center, radius_m: RADIUS_KM * 1000 };
        let answer = self.engine.search(&Query { zone, ..Query::default() });
        let (remote, near) = answer.hits.into_iter().partition(|hit| hit.at_distance);
        (near, remote, answer.scope)
    }

    /// The communes nearest to one, with a page.
    fn around(&self, number: usize) -> Vec<usize> {
        let here = &self.communes[number];
        let scale = here.latitude.to_radians().cos();
        // Squared, in degrees of latitude.
        let far = |other: &Commune| {
            let (north, east) = (here.latitude - other.latitude, (here.longitude - other.longitude) * scale);
            north * north + east * east
        };
        let from = self.northward.partition_point(|(latitude, _)| *latitude < here.latitude - NEIGHBOURS);
        let within = self.northward[from..].iter();
        let within = within.take_while(|(latitude, _)| *latitude <= here.latitude + NEIGHBOURS);
        let mut near: Vec<(f64, usize)> = within
            .filter(|(_, other)| *other != number)
            .map(|(_, other)| (far(&self.communes[*other]), *other))
            .filter(|(far, _)| *far < NEIGHBOURS * NEIGHBOURS)
            .collect();
        let order =
            |one: &(f64, usize), other: &(f64, usize)| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1));
        if near.len() > AROUND {
            near.select_nth_unstable_by(AROUND, order);
            near.truncate(AROUND);
        }
        near.sort_unstable_by(order);
        near.into_iter().map(|(_, other)| other).collect()
    }
}
