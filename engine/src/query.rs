//! What is asked of the engine, and what it answers.

use crate::IdSet;
use crate::gazetteer::Territory;
use crate::geo::Point;
use crate::keyword::{KeywordHit, Match};

/// Radii that are proposed, in kilometres.
pub const RADII_KM: [u32; 6] = [5, 10, 20, 30, 50, 100];

/// Radius when nothing is chosen, in kilometres.
pub const DEFAULT_RADIUS_KM: u32 = 10;

/// How many structures are shown when none lies within the radius.
pub const WIDENED_COUNT: usize = 3;

/// Where to look.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Zone {
    /// The whole directory.
    #[default]
    Anywhere,
    /// Around a point.
    Around {
        /// The middle.
        center: Point,
        /// In metres, inclusive.
        radius_m: u32,
    },
    /// In a territory, whatever the distance.
    Within(Territory),
}

/// The week that the last tie-break rotates with (ISO 8601). An input: this crate has no clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IsoWeek {
    /// ISO year.
    pub year: i16,
    /// Week of that year, 1 to 53.
    pub week: u8,
}

/// A query. Empty sets ask for nothing in particular.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Needs: a place that answers any of them is kept; those that answer more come first.
    pub needs: IdSet,
    /// Publics: a place that receives any of them, or everyone, is kept.
    pub publics: IdSet,
    /// Networks: a structure of any of them is kept.
    pub networks: IdSet,
    /// Ways of meeting: a place with any of them is kept.
    pub modes: IdSet,
    /// Where.
    pub zone: Zone,
    /// Departments, by their index in the gazetteer: a place in any of them is kept, and so is one that
    /// serves at a distance. Empty for all.
    pub departments: Vec<usize>,
    /// Places that the keyword matches; `None` when there is no keyword.
    pub keyword: Option<Vec<KeywordHit>>,
    /// The current week.
    pub week: IsoWeek,
}

/// How the answer relates to the radius asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// As asked.
    #[default]
    AsAsked,
    /// Nothing lay within the radius: the nearest structures beyond it are given, and must be announced so.
    Widened,
}

/// A structure in the answer, by its best place.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Index of the structure.
    pub structure: usize,
    /// Index of its best place: best match tier, then nearest.
    pub place: usize,
    /// Great-circle distance in metres, rounded to 100 m as it is shown and ranked; `None` without a point.
    pub distance_m: Option<u32>,
    /// Where and how well the keyword matched; `None` without a keyword.
    pub matched: Option<Match>,
    /// Which of the needs asked for the place answers.
    pub needs: IdSet,
    /// How many places of the structure match, this one included.
    pub places: usize,
    /// True when it is here only because it serves at a distance.
    pub at_distance: bool,
}

/// The answer: every matching structure, best first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Structures in rank order.
    pub hits: Vec<Hit>,
    /// Whether the radius had to be left.
    pub scope: Scope,
    /// Which words of the keyword the places have that do not only serve at a distance, a bit each; without such a
    /// place those of all, and without any place those that would have been found elsewhere.
    pub words: u32,
}

/// How many structures each choice would leave, everything else being as asked. By the index of the entry in
/// its taxonomy. Structures that serve at a distance count, as they are in the answer; structures that are
/// only in a widened answer do not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// With this need instead of those chosen.
    pub needs: Vec<u32>,
    /// With this public instead of those chosen. What is for everyone counts for each public.
    pub publics: Vec<u32>,
    /// With this network instead of those chosen.
    pub networks: Vec<u32>,
    /// With this way of meeting instead of those chosen.
    pub modes: Vec<u32>,
}
