//! The territory: communes and what stands above and below them, from the CSV files of `territoire/`.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use engine::geo::Point;

use crate::diagnostics::{Diagnostic, Diagnostics, Location};
use crate::sources::csv_table::{CsvTable, Row};
use crate::sources::files;

/// The territory, each list sorted by code.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    /// Communes of the territory and around it.
    pub communes: Vec<Commune>,
    /// Municipal arrondissements (Lyon, Paris, Marseille).
    pub districts: Vec<District>,
    /// Groups of communes.
    pub epcis: Vec<Epci>,
    /// Departments.
    pub departments: Vec<Department>,
    /// Regions.
    pub regions: Vec<Region>,
    /// Communes that have become part of another.
    pub former_communes: Vec<FormerCommune>,
    /// Towns outside, only known by their names, from `ailleurs.csv`; without that file, none.
    pub towns_outside: Vec<TownOutside>,
    /// Folded words of the language that communes are called, from `mots-courants.csv`; without that file, none.
    pub common_words: BTreeSet<String>,
    by_insee: HashMap<String, LocalityRef>,
    /// Index of today's commune by the codes that former ones had, from `anciens-codes.csv` and those that have a name.
    by_former_code: HashMap<String, usize>,
}

/// What an INSEE code stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalityRef {
    /// Index into [`Gazetteer::communes`].
    Commune(usize),
    /// Index into [`Gazetteer::districts`].
    District(usize),
}

/// A commune.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Commune {
    /// INSEE code.
    pub insee: String,
    /// Name.
    pub name: String,
    /// Index into [`Gazetteer::departments`].
    pub department: usize,
    /// Index into [`Gazetteer::regions`].
    pub region: usize,
    /// Index into [`Gazetteer::epcis`]; a few island communes have none.
    pub epci: Option<usize>,
    /// Postcodes.
    pub postcodes: Vec<String>,
    /// Inhabitants.
    pub population: u32,
    /// Town hall, degrees north.
    pub latitude: f64,
    /// Town hall, degrees east.
    pub longitude: f64,
}

/// A municipal arrondissement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct District {
    /// INSEE code.
    pub insee: String,
    /// Name.
    pub name: String,
    /// Index of its city into [`Gazetteer::communes`].
    pub commune: usize,
    /// Postcodes.
    pub postcodes: Vec<String>,
    /// Inhabitants.
    pub population: u32,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// A group of communes (établissement public de coopération intercommunale).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Epci {
    /// SIREN number.
    pub siren: String,
    /// Name.
    pub name: String,
    /// Kind, as the source writes it.
    pub kind: String,
    /// Inhabitants.
    pub population: u32,
    /// What else it is called, from `autres-noms.csv`.
    pub other_names: Vec<String>,
}

/// A department.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Department {
    /// Code: `43`, `2A`, `974`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Index into [`Gazetteer::regions`].
    pub region: usize,
    /// INSEE code of its main town.
    pub main_town: String,
}

/// A region.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Region {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// INSEE code of its main town.
    pub main_town: String,
    /// What else it is called, from `autres-noms.csv`.
    pub other_names: Vec<String>,
}

/// A commune that has become part of another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormerCommune {
    /// Its INSEE code.
    pub insee: String,
    /// Its name.
    pub name: String,
    /// Index of today's commune into [`Gazetteer::communes`].
    pub commune: usize,
}

/// A town outside, near which people may still look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TownOutside {
    /// INSEE code; abroad, the country's letters and a number.
    pub insee: String,
    /// Name.
    pub name: String,
    /// Code of its department or country, with which its own begins.
    pub department: String,
    /// Name of that department or country.
    pub department_name: String,
    /// Inhabitants, 0 when they are not known.
    pub population: u32,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

impl Gazetteer {
    /// What an INSEE code stands for, be it a former one.
    #[must_use]
    pub fn find(&self, insee: &str) -> Option<LocalityRef> {
        let former = || self.by_former_code.get(insee).copied().map(LocalityRef::Commune);
        self.by_insee.get(insee).copied().or_else(former)
    }

    /// Today's commune, of a code that is no more in use.
    #[must_use]
    pub fn todays(&self, insee: &str) -> Option<&Commune> {
        let of_today = self.by_insee.contains_key(insee);
        self.by_former_code.get(insee).filter(|_| !of_today).map(|index| &self.communes[*index])
    }

    /// Today's INSEE code of a locality.
    #[must_use]
    pub fn insee(&self, locality: LocalityRef) -> &str {
        match locality {
            LocalityRef::Commune(index) => &self.communes[index].insee,
            LocalityRef::District(index) => &self.districts[index].insee,
        }
    }

    /// The commune of a locality: itself, or the city of an arrondissement.
    #[must_use]
    pub fn commune_of(&self, locality: LocalityRef) -> &Commune {
        match locality {
            LocalityRef::Commune(index) => &self.communes[index],
            LocalityRef::District(index) => &self.communes[self.districts[index].commune],
        }
    }

    /// Name of a locality.
    #[must_use]
    pub fn name(&self, locality: LocalityRef) -> &str {
        match locality {
            LocalityRef::Commune(index) => &self.communes[index].name,
            LocalityRef::District(index) => &self.districts[index].name,
        }
    }

    /// Postcodes of a locality.
    #[must_use]
    pub fn postcodes(&self, locality: LocalityRef) -> &[String] {
        match locality {
            LocalityRef::Commune(index) => &self.communes[index].postcodes,
            LocalityRef::District(index) => &self.districts[index].postcodes,
        }
    }

    /// Point of a locality.
    #[must_use]
    pub fn point(&self, locality: LocalityRef) -> Option<Point> {
        match locality {
            LocalityRef::Commune(index) => {
                Point::from_degrees(self.communes[index].longitude, self.communes[index].latitude)
            }
            LocalityRef::District(index) => {
                Point::from_degrees(self.districts[index].longitude, self.districts[index].latitude)
            }
        }
    }
}

/// Reads `territoire/`. Rows in error are reported and left out.
pub(crate) fn load(root: &Path, d: &mut Diagnostics) -> Gazetteer {
    let mut all = Gazetteer::default();
    // From the widest to the narrowest: each refers to the ones before.
    let regions = read(root, "regions.csv", &["code", "nom", "chef_lieu"], d, |row, d| {
        Some(Region {
            code: row.text("code", d)?,
            name: row.text("nom", d)?,
            main_town: row.text("chef_lieu", d)?,
            other_names: Vec::new(),
        })
    });
    all.regions = by_code(regions, |region| &region.code, d);
    let region_index = index_of(&all.regions, |region| &region.code);

    let columns = ["code", "nom", "region", "chef_lieu"];
    let departments = read(root, "departements.csv", &columns, d, |row, d| {
        Some(Department {
            code: row.text("code", d)?,
            name: row.text("nom", d)?,
            region: row.reference("region", &region_index, d)?,
            main_town: row.text("chef_lieu", d)?,
        })
    });
    all.departments = by_code(departments, |department| &department.code, d);
    let department_index = index_of(&all.departments, |department| &department.code);

    let epcis = read(root, "epci.csv", &["siren", "nom", "type", "population"], d, |row, d| {
        Some(Epci {
            siren: row.text("siren", d)?,
            name: row.text("nom", d)?,
            kind: row.text("type", d)?,
            population: row.number("population", d)?,
            other_names: Vec::new(),
        })
    });
    all.epcis = by_code(epcis, |epci| &epci.siren, d);
    if files::exists(root, "territoire/autres-noms.csv") {
        // Regions, then EPCI.
        let codes = all.regions.iter().map(|it| &it.code).chain(all.epcis.iter().map(|it| &it.siren));
        let known = codes.enumerate().map(|(number, code)| (code.clone(), number)).collect();
        let names = read(root, "autres-noms.csv", &["code", "nom"], d, |row, d| {
            Some((row.reference("code", &known, d)?, row.text("nom", d)?))
        });
        let regions = all.regions.len();
        for ((number, name), _) in names {
            match number.checked_sub(regions) {
                None => all.regions[number].other_names.push(name),
                Some(epci) => all.epcis[epci].other_names.push(name),
            }
        }
    }
    let indices = Indices {
        regions: region_index,
        departments: department_index,
        epcis: index_of(&all.epcis, |epci| &epci.siren),
    };
    load_communes(root, &indices, &mut all, d);
    all
}

/// Where each code stands in its list.
struct Indices {
    regions: HashMap<String, usize>,
    departments: HashMap<String, usize>,
    epcis: HashMap<String, usize>,
}

fn load_communes(root: &Path, indices: &Indices, all: &mut Gazetteer, d: &mut Diagnostics) {
    let columns = [
        "insee",
        "nom",
        "departement",
        "region",
        "epci",
        "codes_postaux",
        "population",
        "latitude",
        "longitude",
    ];
    let communes = read(root, "communes.csv", &columns, d, |row, d| {
        let epci =
            if row.raw("epci").is_empty() { None } else { Some(row.reference("epci", &indices.epcis, d)?) };
        Some(Commune {
            insee: row.text("insee", d)?,
            name: row.text("nom", d)?,
            department: row.reference("departement", &indices.departments, d)?,
            region: row.reference("region", &indices.regions, d)?,
            epci,
            postcodes: row.words("codes_postaux"),
            population: row.number("population", d)?,
            latitude: row.number("latitude", d)?,
            longitude: row.number("longitude", d)?,
        })
    });
    all.communes = by_code(communes, |commune| &commune.insee, d);
    let commune_index = index_of(&all.communes, |commune| &commune.insee);

    let columns = ["insee", "nom", "commune", "codes_postaux", "population", "latitude", "longitude"];
    let districts = read(root, "arrondissements.csv", &columns, d, |row, d| {
        Some(District {
            insee: row.text("insee", d)?,
            name: row.text("nom", d)?,
            commune: row.reference("commune", &commune_index, d)?,
            postcodes: row.words("codes_postaux"),
            population: row.number("population", d)?,
            latitude: row.number("latitude", d)?,
            longitude: row.number("longitude", d)?,
        })
    });
    all.districts = by_code(districts, |district| &district.insee, d);

    let former = read(root, "anciennes-communes.csv", &["insee", "nom", "commune"], d, |row, d| {
        Some(FormerCommune {
            insee: row.text("insee", d)?,
            name: row.text("nom", d)?,
            commune: row.reference("commune", &commune_index, d)?,
        })
    });
    all.former_communes = former.into_iter().map(|(value, _)| value).collect();
    all.by_former_code = all.former_communes.iter().map(|it| (it.insee.clone(), it.commune)).collect();
    if files::exists(root, "territoire/anciens-codes.csv") {
        let codes = read(root, "anciens-codes.csv", &["insee", "commune"], d, |row, d| {
            Some((row.text("insee", d)?, row.reference("commune", &commune_index, d)?))
        });
        all.by_former_code.extend(codes.into_iter().map(|(code, _)| code));
    }

    if files::exists(root, "territoire/ailleurs.csv") {
        let columns = ["insee", "nom", "code", "departement", "population", "latitude", "longitude"];
        let towns = read(root, "ailleurs.csv", &columns, d, |row, d| {
            Some(TownOutside {
                insee: row.text("insee", d)?,
                name: row.text("nom", d)?,
                department: row.text("code", d)?,
                department_name: row.text("departement", d)?,
                population: row.number("population", d)?,
                latitude: row.number("latitude", d)?,
                longitude: row.number("longitude", d)?,
            })
        });
        let mut towns = towns;
        towns.retain(|(town, at)| {
            let number = town.insee.strip_prefix(town.department.as_str());
            let right = town.insee.len() == 5 && number.is_some_and(|it| it.parse::<u16>().is_ok());
            if !right {
                let message =
                    format!("le code « {} » ne commence pas par « {} »", town.insee, town.department);
                d.push(
                    Diagnostic::error("territoire-valeur", at, message)
                        .expected("cinq caractères : le code du département ou du pays, puis un nombre"),
                );
            }
            // One that has become part of the territory is outside no more.
            right && !commune_index.contains_key(&town.insee)
        });
        all.towns_outside = by_code(towns, |town| &town.insee, d);
    }
    if files::exists(root, "territoire/mots-courants.csv") {
        let words = read(root, "mots-courants.csv", &["mot"], d, |row, d| row.text("mot", d));
        all.common_words = words.into_iter().map(|(word, _)| engine::fold::fold(&word)).collect();
    }

    let districts = all.districts.iter().enumerate();
    all.by_insee = districts.map(|(i, it)| (it.insee.clone(), LocalityRef::District(i))).collect();
    let communes = all.communes.iter().enumerate();
    all.by_insee.extend(communes.map(|(i, it)| (it.insee.clone(), LocalityRef::Commune(i))));
}

/// The rows of a file, each with the place where it was read.
fn read<T>(
    root: &Path,
    name: &str,
    columns: &[&'static str],
    d: &mut Diagnostics,
    mut each: impl FnMut(&Row<'_>, &mut Diagnostics) -> Option<T>,
) -> Vec<(T, Location)> {
    let Some(file) = files::read_required(root, &format!("territoire/{name}"), d) else { return Vec::new() };
    let mut values = Vec::new();
    for row in CsvTable::parse(&file, columns, d).rows() {
        if let Some(value) = each(&row, d) {
            values.push((value, row.at().clone()));
        }
    }
    values
}

/// The values sorted by code; doubles are reported and left out.
fn by_code<T>(mut values: Vec<(T, Location)>, code: impl Fn(&T) -> &String, d: &mut Diagnostics) -> Vec<T> {
    values.sort_by(|a, b| code(&a.0).cmp(code(&b.0)));
    let mut kept: Vec<T> = Vec::with_capacity(values.len());
    for (value, at) in values {
        if kept.last().is_some_and(|last| code(last) == code(&value)) {
            let message = format!("le code « {} » est déjà donné", code(&value));
            d.push(Diagnostic::error("territoire-double", &at, message));
        } else {
            kept.push(value);
        }
    }
    kept
}

fn index_of<T>(values: &[T], code: impl Fn(&T) -> &String) -> HashMap<String, usize> {
    values.iter().enumerate().map(|(index, value)| (code(value).clone(), index)).collect()
}
