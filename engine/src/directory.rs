//! Compact records: what filtering, ranking and the first lines of a result need.
//!
//! Structures and places share many combinations of needs, publics and so on; each distinct combination is
//! written once, as a *profile*, and records refer to it.

use core::ops::Range;

use crate::bundle::{PLACES, STRUCTURES};
use crate::codec::{Decoder, Encoder};
use crate::gazetteer::Commune;
use crate::geo::Point;
use crate::spatial;
use crate::taxonomy::Taxonomies;
use crate::{Error, Fault, IdSet, Result};

/// First level of service: information.
pub const LEVEL_INFORMATION: usize = 0;
/// Second level of service: personalised support.
pub const LEVEL_SUPPORT: usize = 1;
/// People are received on site.
pub const MODE_ON_SITE: usize = 0;
/// People are received by telephone.
pub const MODE_PHONE: usize = 1;
/// People are received by video.
pub const MODE_VIDEO: usize = 2;
/// The words for them in addresses, by their numbers.
pub const MODES: [&str; 3] = ["sur-place", "telephone", "visio"];

/// What is offered, to whom and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Profile {
    /// Needs answered.
    pub needs: IdSet,
    /// Publics received.
    pub publics: IdSet,
    /// Levels of service ([`LEVEL_INFORMATION`], [`LEVEL_SUPPORT`]).
    pub levels: IdSet,
    /// Ways of meeting ([`MODE_ON_SITE`], [`MODE_PHONE`], [`MODE_VIDEO`]).
    pub modes: IdSet,
}

/// A structure: an organisation that receives people in one or more places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Structure {
    /// Stable identifier, which is also the name of its page.
    pub id: String,
    /// Name as displayed.
    pub name: String,
    /// Acronym, or empty.
    pub acronym: String,
    /// Networks that it belongs to.
    pub networks: IdSet,
    /// What it offers where a place does not say otherwise.
    pub profile: Profile,
    /// True when it serves the whole territory at a distance.
    pub at_distance: bool,
    /// True when (some of) its services have a price.
    pub paid: bool,
    /// Its places: indices into [`Directory::places`].
    pub places: Range<usize>,
}

/// A place of welcome (lieu d’accueil), permanences included.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Index of its structure.
    pub structure: usize,
    /// Index of its commune in the gazetteer.
    pub commune: usize,
    /// What is offered here.
    pub profile: Profile,
    /// Where it stands; from a bundle, rounded by less than 20 m.
    pub point: Point,
}

/// All structures, sorted by identifier, and all places, sorted by structure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Directory {
    /// Structures.
    pub structures: Vec<Structure>,
    /// Places.
    pub places: Vec<Place>,
}

impl Directory {
    /// The index of a structure.
    #[must_use]
    pub fn structure(&self, id: &str) -> Option<usize> {
        self.structures.binary_search_by(|structure| structure.id.as_str().cmp(id)).ok()
    }

    /// The bytes of the section `TREE`: where the places are, from the town halls of their communes.
    #[must_use]
    pub fn encode_points(&self, communes: &[Commune]) -> Vec<u8> {
        let point = |place: &Place| (place.point, communes[place.commune].point);
        spatial::encode(&self.places.iter().map(point).collect::<Vec<_>>())
    }

    /// The bytes of the sections `STRU` and `PLAC`; the points go by [`Directory::encode_points`].
    ///
    /// # Errors
    ///
    /// Unencodable when structures are not sorted by distinct identifiers or places not by structure, or when a name
    /// has several lines.
    pub fn encode(&self) -> Result<(Vec<u8>, Vec<u8>)> {
        self.check_order()?;
        let profiles = self.profiles();
        let number = |profile: &Profile| {
            profiles.binary_search(profile).expect("every profile was put into the list just above")
        };
        let mut out = Encoder::new();
        out.put_len(profiles.len());
        for profile in &profiles {
            for set in [profile.needs, profile.publics, profile.levels, profile.modes] {
                set.encode(&mut out);
            }
        }
        out.put_len(self.structures.len());
        let whole = out.put_lines(self.structures.iter().map(|structure| structure.id.as_str()))
            & out.put_lines(self.structures.iter().map(|structure| structure.name.as_str()))
            & out.put_lines(self.structures.iter().map(|structure| structure.acronym.as_str()));
        if !whole {
            return Err(Error::unencodable(STRUCTURES, "nom sur plusieurs lignes"));
        }
        for structure in &self.structures {
            structure.networks.encode(&mut out);
            out.put_len(number(&structure.profile));
            out.put_u8(u8::from(structure.at_distance) | u8::from(structure.paid) << 1);
            out.put_len(structure.places.len());
        }
        Ok((out.finish(), self.encode_places(number)))
    }

    fn encode_places(&self, number: impl Fn(&Profile) -> usize) -> Vec<u8> {
        let mut out = Encoder::new();
        out.put_len(self.places.len());
        for place in &self.places {
            out.put_len(place.commune);
        }
        for place in &self.places {
            let inherited = self.structures[place.structure].profile == place.profile;
            out.put_len(if inherited { 0 } else { number(&place.profile) + 1 });
        }
        out.finish()
    }

    /// The distinct profiles, sorted.
    fn profiles(&self) -> Vec<Profile> {
        let of_structures = self.structures.iter().map(|structure| structure.profile);
        let of_places = self.places.iter().map(|place| place.profile);
        let mut profiles: Vec<Profile> = of_structures.chain(of_places).collect();
        profiles.sort_unstable();
        profiles.dedup();
        profiles
    }

    fn check_order(&self) -> Result<()> {
        if !self.structures.is_sorted_by(|a, b| a.id < b.id) {
            return Err(Error::unencodable(STRUCTURES, "structures en double ou non triées"));
        }
        let mut next = 0;
        for (number, structure) in self.structures.iter().enumerate() {
            let places = self.places.get(structure.places.clone());
            let own = places.is_some_and(|places| places.iter().all(|place| place.structure == number));
            if structure.places.start != next || !own {
                return Err(Error::unencodable(PLACES, "lieux non rangés par structure"));
            }
            next = structure.places.end;
        }
        if next == self.places.len() {
            Ok(())
        } else {
            Err(Error::unencodable(PLACES, "lieu sans structure"))
        }
    }

    pub(crate) fn decode(
        structures: &[u8],
        places: &[u8],
        tree: &[u8],
        taxonomies: &Taxonomies,
        communes: &[Commune],
    ) -> Result<Self> {
        let (structures, profiles) = decode_structures(structures, taxonomies)?;
        let mut input = Decoder::new(PLACES, places);
        let count = input.count();
        let announced = structures.last().map_or(0, |structure| structure.places.end);
        input.require(count == announced, Fault::Places);
        let commune_of: Vec<usize> = (0..count).map(|_| input.index(communes.len())).collect();
        let profile_of: Vec<usize> = (0..count).map(|_| input.index(profiles.len() + 1)).collect();
        input.finish()?;
        let references: Vec<Point> = commune_of.iter().map(|commune| communes[*commune].point).collect();
        let points = spatial::decode(tree, &references)?;
        let mut places = Vec::with_capacity(count);
        let owners = structures.iter().enumerate().flat_map(|(n, s)| s.places.clone().map(move |_| n));
        for (((structure, commune), profile), point) in owners.zip(commune_of).zip(profile_of).zip(points) {
            let profile = match profile {
                0 => structures[structure].profile,
                number => profiles[number - 1],
            };
            places.push(Place { structure, commune, profile, point });
        }
        Ok(Self { structures, places })
    }
}

fn decode_structures(bytes: &[u8], taxonomies: &Taxonomies) -> Result<(Vec<Structure>, Vec<Profile>)> {
    let mut input = Decoder::new(STRUCTURES, bytes);
    let count = input.count();
    let mut profiles = Vec::with_capacity(count);
    for _ in 0..count {
        profiles.push(Profile {
            needs: IdSet::decode(&mut input, taxonomies.needs.len()),
            publics: IdSet::decode(&mut input, taxonomies.publics.len()),
            levels: IdSet::decode(&mut input, LEVEL_SUPPORT + 1),
            modes: IdSet::decode(&mut input, MODES.len()),
        });
    }
    let count = input.count();
    let ids = input.lines(count);
    let names = input.lines(count);
    let acronyms = input.lines(count);
    input.require(ids.is_sorted_by(|a, b| a < b), Fault::Unsorted);
    let mut structures: Vec<Structure> = Vec::with_capacity(count);
    let mut next = 0_usize;
    for ((id, name), acronym) in ids.into_iter().zip(names).zip(acronyms) {
        let networks = IdSet::decode(&mut input, taxonomies.networks.len());
        let profile = input.one_of(&profiles);
        let flags = input.u8();
        let end = next.saturating_add(input.u32() as usize);
        structures.push(Structure {
            id: id.to_owned(),
            name: name.to_owned(),
            acronym: acronym.to_owned(),
            networks,
            profile,
            at_distance: flags & 1 == 1,
            paid: flags & 2 == 2,
            places: next..end,
        });
        next = end;
    }
    input.finish()?;
    Ok((structures, profiles))
}
