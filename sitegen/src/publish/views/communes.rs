//! Who is near a commune, and which communes and groups of communes there are.

use std::collections::HashMap;

use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::nearby::{self, Nearby, SHOWN};
use super::openings::ClosureView;
use super::reach::{Reach, phone};
use super::{Directory, Item, Named};
use crate::content::Content;
use crate::content::gazetteer::{Commune, Department, Epci, FormerCommune, Gazetteer};
use crate::content::structures::{Place, Structure};
use crate::diagnostics::Failure;
use crate::french::slug::slug;
use crate::french::{self, hours, places};
use crate::kept::Kept;
use crate::sources::words::{Fee, Level};

/// A place of welcome in the list of a commune, without its distance.
#[derive(Debug, Serialize)]
struct PlaceLine {
    id: String,
    name: String,
    networks: String,
    address: String,
    phone: Option<Reach>,
    hours: Option<String>,
    /// What is closed these days, or will be.
    closed: Vec<ClosureView>,
    /// Whom it is for, when it is not for everyone.
    publics: Option<String>,
    paid: bool,
    remote: bool,
    guidance: bool,
}

/// A structure near a commune.
#[derive(Debug, Serialize)]
struct Near {
    place: Value,
    distance: String,
}

/// The page of a commune.
#[derive(Debug, Serialize)]
pub(in crate::publish) struct CommuneView {
    name: String,
    /// `de Saugues`, behind « près ».
    pub(in crate::publish) of: String,
    pub(in crate::publish) department: Named,
    pub(in crate::publish) epci: Option<Named>,
    postcodes: String,
    former: Vec<String>,
    near: Vec<Near>,
    /// Whether something is told of them that will be over some day.
    dated: bool,
    /// How many structures there are within the radius.
    pub(in crate::publish) count: String,
    more: bool,
    /// Nothing lies within the radius: the nearest are shown.
    widened: bool,
    /// What serves at a distance, the nearest first, when nothing lies within the radius.
    remote: Vec<Value>,
    around: Vec<Named>,
    /// What opens the search here.
    search: String,
}

/// A group of communes: those that it has here, and the structures that welcome people in it.
#[derive(Debug, Serialize)]
pub(in crate::publish) struct EpciView {
    pub(in crate::publish) path: String,
    pub(in crate::publish) name: String,
    pub(in crate::publish) count: String,
    pub(in crate::publish) department: Named,
    pub(in crate::publish) communes: Vec<Named>,
    pub(in crate::publish) structures: Vec<Item>,
}

/// The communes of the departments that the site serves, and who is near them.
#[derive(Debug)]
pub(in crate::publish) struct Communes<'c> {
    directory: &'c Directory<'c>,
    /// What stands for all that pages say of the territory.
    territory: [u8; 32],
    /// Each place as a list shows it, by its number.
    places: Vec<Part>,
    /// Whether something is told of each that will be over some day.
    dated: Vec<bool>,
    /// Those that serve at a distance, by the number of their structure.
    remote: HashMap<usize, Part>,
    /// Indices of the communes served, by department, then name.
    served: Vec<usize>,
    /// Names and addresses of their pages.
    names: HashMap<usize, Named>,
    /// Names of the former communes of each.
    former: HashMap<usize, Vec<String>>,
    /// What is near each of those served, in their order.
    nearby: Vec<Nearby>,
}

impl<'c> Communes<'c> {
    pub(in crate::publish) fn new(directory: &'c Directory<'c>, kept: &Kept) -> Result<Self, Failure> {
        let content = directory.content;
        let gazetteer = &content.gazetteer;
        let is_served =
            |it: &Commune| content.site.departments.contains(&gazetteer.departments[it.department].code);
        let mut served: Vec<usize> =
            (0..gazetteer.communes.len()).filter(|number| is_served(&gazetteer.communes[*number])).collect();
        served.sort_by_cached_key(|number| {
            let it = &gazetteer.communes[*number];
            (gazetteer.departments[it.department].code.clone(), slug(&it.name), it.insee.clone())
        });
        let mut former: HashMap<usize, Vec<String>> = HashMap::new();
        for it in &gazetteer.former_communes {
            if it.name != gazetteer.communes[it.commune].name {
                former.entry(it.commune).or_default().push(french::text(&it.name));
            }
        }
        let mut places = Vec::new();
        let mut dated = Vec::new();
        for structure in &content.structures {
            for place in &structure.places {
                let line = directory.line(structure, place);
                dated.push(!line.closed.is_empty());
                places.push(Part::of(line));
            }
        }
        let remote = content.structures.iter().enumerate().filter(|(_, structure)| structure.remote);
        let item = |it: &Structure| Part::of(directory.item(it, &|_| true));
        let remote = remote.map(|(number, structure)| (number, item(structure))).collect();
        let nearby = nearby::of(content, &served, kept)?;
        let named = |number: usize| {
            let commune = &gazetteer.communes[number];
            (number, Named { id: path(commune), title: french::text(&commune.name) })
        };
        let names = served.iter().copied().map(named).collect();
        Ok(Self {
            directory,
            territory: digest(gazetteer),
            places,
            dated,
            remote,
            served,
            names,
            former,
            nearby,
        })
    }

    fn content(&self) -> &'c Content {
        self.directory.content
    }

    /// How many communes have a page.
    pub(in crate::publish) fn count(&self) -> usize {
        self.served.len()
    }

    /// Where the page of a commune stands, by its rank among those that have one.
    pub(in crate::publish) fn path(&self, rank: usize) -> &str {
        &self.names[&self.served[rank]].id
    }

    /// What the page of a commune is made from: the territory, numbers in it, digests of what many pages show. It is told
    /// four thousand times in each build, and the page seldom made.
    pub(in crate::publish) fn told(&self, rank: usize) -> Vec<u8> {
        let Nearby { near, count, widened, remote, around } = &self.nearby[rank];
        let mut told = self.territory.to_vec();
        let mut numbers = |list: &[usize]| {
            for number in [list.len()].iter().chain(list) {
                told.extend((*number as u64).to_le_bytes());
            }
        };
        numbers(&[self.served[rank], *count, usize::from(*widened)]);
        numbers(around);
        numbers(&[near.len(), remote.len()]);
        for (place, far) in near {
            told.extend(far.to_le_bytes());
            told.extend(self.places[*place].digest);
        }
        for structure in remote {
            told.extend(self.remote[structure].digest);
        }
        told
    }

    /// The page of a commune, by its rank among those that have one.
    pub(in crate::publish) fn commune(&self, rank: usize) -> CommuneView {
        let number = self.served[rank];
        let gazetteer = &self.content().gazetteer;
        let commune = &gazetteer.communes[number];
        let department = &gazetteer.departments[commune.department];
        let nearby = &self.nearby[rank];
        let shown = |(place, far): &(usize, u32)| Near {
            place: self.places[*place].value.clone(),
            distance: distance(*far),
        };
        CommuneView {
            name: french::text(&commune.name),
            of: french::text(&places::of(&commune.name)),
            department: Named { id: department.code.clone(), title: french::text(&department.name) },
            epci: commune.epci.map(|epci| Named { id: self.epci_path(epci), title: self.epci_name(epci) }),
            postcodes: commune.postcodes.join(", "),
            former: self.former.get(&number).cloned().unwrap_or_default(),
            dated: nearby.near.iter().any(|(place, _)| self.dated[*place]),
            near: nearby.near.iter().map(shown).collect(),
            count: super::structures_counted(nearby.count),
            more: nearby.count > SHOWN,
            widened: nearby.widened,
            remote: nearby.remote.iter().map(|structure| self.remote[structure].value.clone()).collect(),
            around: nearby.around.iter().map(|other| self.names[other].clone()).collect(),
            search: format!("annuaire&lieu={}", encoded(&format!("{} ({})", commune.name, department.code))),
        }
    }

    /// The communes of a department.
    pub(in crate::publish) fn of_department(&self, code: &str) -> Vec<Named> {
        let gazetteer = &self.content().gazetteer;
        let of =
            |number: &&usize| gazetteer.departments[gazetteer.communes[**number].department].code == code;
        self.served.iter().filter(of).map(|number| self.names[number].clone()).collect()
    }

    /// The groups of communes that have a commune here, by department of most of their people, then name.
    pub(in crate::publish) fn epcis(&self) -> Vec<EpciView> {
        let gazetteer = &self.content().gazetteer;
        let mut views: Vec<EpciView> = Vec::new();
        for number in 0..gazetteer.epcis.len() {
            let own = |it: &&usize| gazetteer.communes[**it].epci == Some(number);
            let communes: Vec<usize> = self.served.iter().filter(own).copied().collect();
            let Some(largest) = communes
                .iter()
                .max_by_key(|it| (gazetteer.communes[**it].population, core::cmp::Reverse(**it)))
            else {
                continue;
            };
            let department = &gazetteer.departments[gazetteer.communes[*largest].department];
            let here = |place: &Place| gazetteer.commune_of(place.locality).epci == Some(number);
            let structures = self.directory.structures().filter(|it| it.places.iter().any(here));
            let structures: Vec<Item> = structures.map(|it| self.directory.item(it, &here)).collect();
            views.push(EpciView {
                path: self.epci_path(number),
                name: self.epci_name(number),
                count: super::structures_counted(structures.len()),
                department: Named { id: department.code.clone(), title: french::text(&department.name) },
                communes: communes.iter().map(|it| self.names[it].clone()).collect(),
                structures,
            });
        }
        views.sort_by_cached_key(|it| (it.department.id.clone(), slug(&it.name)));
        views
    }

    fn epci_path(&self, number: usize) -> String {
        let epci = &self.content().gazetteer.epcis[number];
        format!("annuaire/intercommunalite/{}-{}/", slug(&epci.name), epci.siren)
    }

    /// Its name in full: « CC » is a « communauté de communes ».
    fn epci_name(&self, number: usize) -> String {
        let name = &self.content().gazetteer.epcis[number].name;
        let full = [
            ("CC ", "Communauté de communes "),
            ("CA ", "Communauté d’agglomération "),
            ("CU ", "Communauté urbaine "),
        ];
        let full = full.iter().find_map(|(short, long)| Some(format!("{long}{}", name.strip_prefix(short)?)));
        french::text(&full.unwrap_or_else(|| name.clone()))
    }
}

/// What many pages show, and what stands for it.
#[derive(Debug)]
struct Part {
    value: Value,
    digest: [u8; 32],
}

impl Part {
    fn of(shown: impl Serialize) -> Self {
        let told = serde_json::to_vec(&shown).expect("a struct of texts becomes JSON");
        Self { value: Value::from(Serde(shown)), digest: Sha256::digest(&told).into() }
    }
}

impl Directory<'_> {
    fn line(&self, structure: &Structure, place: &Place) -> PlaceLine {
        let name = match &place.name {
            Some(name) => format!("{} – {name}", structure.name),
            None => structure.name.clone(),
        };
        let everyone = place.offer.publics.contains(&self.content.taxonomies.everyone);
        let closures = structure.closures.iter().chain(&place.closures).cloned().collect::<Vec<_>>();
        PlaceLine {
            id: format!("annuaire/{}/#{}", structure.id, place.id),
            name: french::text(&name),
            networks: self.said[structure.id.as_str()].networks.clone(),
            address: french::text(&format!("{}, {} {}", place.address, place.postcode, place.commune)),
            phone: phone(&place.contacts),
            hours: place.hours.as_deref().map(hours::french).filter(|text| !text.is_empty()),
            closed: self.openings.closures(&closures),
            publics: (!everyone).then(|| self.publics(&place.offer)).filter(|text| !text.is_empty()),
            paid: structure.fee == Fee::Paid,
            remote: structure.remote,
            guidance: place.offer.levels.contains(&Level::Guidance),
        }
    }
}

/// Tells a territory from another where their communes have other pages: every field of what these show is in it.
fn digest(gazetteer: &Gazetteer) -> [u8; 32] {
    let mut digest = Sha256::new();
    let mut add = |texts: &[&str], numbers: &[u64]| {
        for text in texts {
            digest.update((text.len() as u64).to_le_bytes());
            digest.update(text);
        }
        for number in [&(numbers.len() as u64)].into_iter().chain(numbers) {
            digest.update(number.to_le_bytes());
        }
    };
    for commune in &gazetteer.communes {
        let Commune { insee, name, department, region, epci, postcodes, population, latitude, longitude } =
            commune;
        let texts = [insee.as_str(), name].into_iter().chain(postcodes.iter().map(String::as_str));
        let numbers = [*department as u64, *region as u64, epci.map_or(u64::MAX, |it| it as u64)];
        let measured = [u64::from(*population), latitude.to_bits(), longitude.to_bits()];
        add(&texts.collect::<Vec<_>>(), &[numbers, measured].concat());
    }
    for Department { code, name, region, main_town } in &gazetteer.departments {
        add(&[code, name, main_town], &[*region as u64]);
    }
    for Epci { siren, name, kind, population, other_names } in &gazetteer.epcis {
        let texts = [siren.as_str(), name, kind].into_iter().chain(other_names.iter().map(String::as_str));
        add(&texts.collect::<Vec<_>>(), &[u64::from(*population)]);
    }
    for FormerCommune { insee, name, commune } in &gazetteer.former_communes {
        add(&[insee, name], &[*commune as u64]);
    }
    digest.finalize().into()
}

/// Where the page of a commune stands.
fn path(commune: &Commune) -> String {
    format!("annuaire/commune/{}-{}/", slug(&commune.name), commune.insee.to_lowercase())
}

/// `à 4,3 km`, as the widget writes it.
fn distance(metres: u32) -> String {
    let (whole, tenth) = (metres / 1000, metres % 1000 / 100);
    format!("à {whole},{tenth}\u{a0}km")
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
