//! The gazetteer: communes, municipal arrondissements, EPCI, departments and regions, so that typing a place
//! sends nothing anywhere.
//!
//! [`Gazetteer::suggest`] and [`Gazetteer::resolve`] turn what a person types as a place into a
//! [`Territory`]; [`Gazetteer::spot`] finds the places that a text names among other words.

mod keys;
mod lookup;
mod section;
mod spot;
mod typed;

use crate::geo::Point;

pub use lookup::{Resolution, Suggestion};
pub use spot::Spotted;

/// A commune, or an arrondissement of Lyon, Paris or Marseille.
#[derive(Clone, Debug, PartialEq)]
pub struct Commune {
    /// INSEE code, five characters (`43157`, `2A004`).
    pub insee: String,
    /// Name with its article (« Le Puy-en-Velay »).
    pub name: String,
    /// Index of its department.
    pub department: usize,
    /// Index of its EPCI, if it belongs to one.
    pub epci: Option<usize>,
    /// For a municipal arrondissement, the index of its city.
    pub city: Option<usize>,
    /// Postcodes, numerically; none for a commune outside.
    pub postcodes: Vec<u32>,
    /// Inhabitants. From a bundle, rounded to 9 %: it only orders suggestions.
    pub population: u32,
    /// The town hall; from a bundle, rounded by less than 20 m.
    pub point: Point,
}

/// An EPCI (intercommunality).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epci {
    /// SIREN number, nine digits.
    pub siren: String,
    /// Name; behind it, with `|(` before each, what else it is called.
    pub name: String,
}

/// A department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Code (`43`, `2A`, `971`).
    pub code: String,
    /// Name.
    pub name: String,
    /// Index of its region; none when nothing of the territory is in it.
    pub region: Option<usize>,
}

/// A region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// INSEE code of the region (`84`).
    pub code: String,
    /// Name; behind it, as for an EPCI, what else it is called.
    pub name: String,
}

/// A commune that has become part of another: people go on calling it by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// Its name.
    pub name: String,
    /// Index of the commune that it is now part of.
    pub commune: usize,
}

/// Something that can be typed as « Où ».
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Territory {
    /// Index of a commune or municipal arrondissement.
    Commune(usize),
    /// Index of an EPCI.
    Epci(usize),
    /// Index of a department.
    Department(usize),
    /// Index of a region.
    Region(usize),
}

/// The lists, without what is derived from them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lists {
    /// Communes and municipal arrondissements: those of the territory, then those around it, each sorted by INSEE
    /// code.
    pub communes: Vec<Commune>,
    /// How many of them are those of the territory. A bundle of its own holds the others and all that is known of
    /// EPCI and former communes but what the first answer needs.
    pub inside: usize,
    /// EPCI.
    pub epcis: Vec<Epci>,
    /// Departments: those of the communes of the territory, then the others.
    pub departments: Vec<Department>,
    /// Regions, sorted by code.
    pub regions: Vec<Region>,
    /// Former communes, sorted by today's commune.
    pub former: Vec<Former>,
}

impl Lists {
    /// Whether a commune is one of those outside, of which no more than the name and the point are known.
    fn is_outside(&self, commune: usize) -> bool {
        self.communes[commune].postcodes.is_empty()
    }
}

/// The gazetteer, ready to be asked.
#[derive(Clone, Debug)]
pub struct Gazetteer {
    lists: Lists,
    keys: keys::Keys,
    whole: bool,
    /// Number of EPCI, also while their names are not there.
    epcis: usize,
}

impl Gazetteer {
    /// Makes the look-up keys. Cost: one folding of each name.
    #[must_use]
    pub fn new(lists: Lists) -> Self {
        Self { whole: true, ..Self::partial(lists) }
    }

    /// The same for a territory alone: what is around it, EPCI and former communes are still to come.
    #[must_use]
    pub fn partial(lists: Lists) -> Self {
        let keys = keys::Keys::new(&lists);
        Self { keys, whole: false, epcis: lists.epcis.len(), lists }
    }

    /// Whether what is around the territory is there too. Until it is, a name that nothing bears may be one of those
    /// communes, an EPCI or a former commune, and no typing mistake is looked for.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// Communes and municipal arrondissements: those of the territory, then those around it, each sorted by INSEE
    /// code.
    #[must_use]
    pub fn communes(&self) -> &[Commune] {
        &self.lists.communes
    }

    /// EPCI; none until the gazetteer [is whole](Gazetteer::is_whole).
    #[must_use]
    pub fn epcis(&self) -> &[Epci] {
        &self.lists.epcis
    }

    /// Departments; until the gazetteer [is whole](Gazetteer::is_whole) those of the territory.
    #[must_use]
    pub fn departments(&self) -> &[Department] {
        &self.lists.departments
    }

    /// Regions, sorted by code.
    #[must_use]
    pub fn regions(&self) -> &[Region] {
        &self.lists.regions
    }

    /// The index of a commune by its INSEE code.
    #[must_use]
    pub fn by_insee(&self, insee: &str) -> Option<usize> {
        self.lists.communes.iter().position(|commune| commune.insee == insee)
    }

    /// The commune whose town hall is the nearest to `point`; an arrondissement rather than its city. Cost:
    /// one distance a commune. `None` in an empty gazetteer.
    #[must_use]
    pub fn nearest_commune(&self, point: Point) -> Option<usize> {
        let communes = self.communes();
        let cities: Vec<usize> = communes.iter().filter_map(|commune| commune.city).collect();
        let distance = |index: &usize| communes[*index].point.distance_m(point);
        let candidates = (0..communes.len()).filter(|index| !cities.contains(index));
        candidates.min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }

    /// Whether a territory is a commune outside, far from what the gazetteer is about.
    #[must_use]
    pub fn is_outside(&self, territory: Territory) -> bool {
        matches!(territory, Territory::Commune(index) if self.lists.is_outside(index))
    }

    /// The name of a territory.
    #[must_use]
    pub fn name(&self, territory: Territory) -> &str {
        let name = match territory {
            Territory::Commune(index) => &self.lists.communes[index].name,
            Territory::Epci(index) => &self.lists.epcis[index].name,
            Territory::Department(index) => &self.lists.departments[index].name,
            Territory::Region(index) => &self.lists.regions[index].name,
        };
        name.split('|').next().unwrap_or_default()
    }

    /// Whether the commune of index `commune` lies in `territory`. A city contains its arrondissements.
    #[must_use]
    pub fn contains(&self, territory: Territory, commune: usize) -> bool {
        let record = &self.lists.communes[commune];
        match territory {
            Territory::Commune(index) => index == commune || record.city == Some(index),
            Territory::Epci(index) => record.epci == Some(index),
            Territory::Department(index) => record.department == index,
            Territory::Region(index) => self.lists.departments[record.department].region == Some(index),
        }
    }
}

#[cfg(test)]
mod tests;
