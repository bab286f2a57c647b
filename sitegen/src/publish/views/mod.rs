//! What templates see: the content in the words and order in which it is printed.
//!
//! Texts are typographic here and escaped by the template engine; only what [`super::markdown`] and
//! [`super::json_ld`] made is marked as HTML.

pub(in crate::publish) mod chart;
pub(in crate::publish) mod communes;
pub(in crate::publish) mod events;
pub(in crate::publish) mod journal;
pub(in crate::publish) mod map;
pub(in crate::publish) mod nearby;
pub(in crate::publish) mod openings;
pub(in crate::publish) mod orientation;
mod pictogram;
mod reach;
pub(in crate::publish) mod resources;
pub(in crate::publish) mod service;
mod sheet;
pub(in crate::publish) mod trainings;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use engine::fold::fold;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use minijinja::Value;
use serde::Serialize;

use self::map::Picture;
use self::openings::Openings;
use self::pictogram::drawing;
use self::reach::{Reach, phone};
use crate::content::Content;
use crate::content::structures::{Place, Structure};
use crate::french;
use crate::kept::Kept;
use crate::sources::words::{Fee, Level};

/// Something that a link names.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) title: String,
}

/// A structure in a list.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Item {
    /// What every list says of it.
    #[serde(flatten)]
    said: Arc<Said>,
    /// Where it welcomes people, within the list's own limits.
    communes: String,
    /// Whether it accompanies people there, besides informing them.
    guidance: bool,
}

/// What every list says of a structure.
#[derive(Debug, Serialize)]
struct Said {
    id: String,
    name: String,
    networks: String,
    phone: Option<Reach>,
    paid: bool,
    remote: bool,
}

/// A department with some of the structures that welcome people there.
#[derive(Clone, Debug, Serialize)]
pub(super) struct DepartmentView {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) count: String,
    pub(super) structures: Vec<Item>,
    /// The places that welcome people there.
    map: Option<Picture>,
    places: String,
}

/// A need with how many structures answer it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct NeedView {
    id: String,
    title: String,
    count: String,
}

/// A heading with its needs.
#[derive(Clone, Debug, Serialize)]
pub(super) struct NeedGroupView {
    title: String,
    /// What stands inside its `svg`.
    pictogram: Option<Value>,
    needs: Vec<NeedView>,
}

/// The directory, arranged once for all pages.
#[derive(Debug)]
pub(super) struct Directory<'c> {
    pub(super) content: &'c Content,
    /// Indices of the structures by name, then id: letters folded, so that É is with E.
    order: Vec<usize>,
    /// Indices of the departments that are served or welcome somebody, by code.
    departments: Vec<usize>,
    /// When the places open.
    openings: Openings,
    /// The number of the first place of each structure.
    first_places: Vec<usize>,
    /// What every list says of each structure, by id: hundreds of lists name it.
    said: HashMap<&'c str, Arc<Said>>,
    /// Every department, which several pages list.
    by_department: OnceLock<Vec<DepartmentView>>,
}

impl<'c> Directory<'c> {
    pub(super) fn new(content: &'c Content, kept: &Kept) -> Self {
        let structures = &content.structures;
        let mut order: Vec<usize> = (0..structures.len()).collect();
        order.sort_by_cached_key(|&index| (fold(&structures[index].name), structures[index].id.clone()));
        let served =
            |index: &usize| content.site.departments.contains(&content.gazetteer.departments[*index].code);
        let all = 0..content.gazetteer.departments.len();
        let places = structures.iter().flat_map(|structure| &structure.places);
        let mut departments: BTreeSet<usize> = places.map(|place| department_of(content, place)).collect();
        departments.extend(all.filter(served));
        let mut departments: Vec<usize> = departments.into_iter().collect();
        departments.sort_by_key(|&index| &content.gazetteer.departments[index].code);
        let first_places = structures.iter().scan(0, |next, structure| {
            let first = *next;
            *next += structure.places.len();
            Some(first)
        });
        Self {
            content,
            order,
            departments,
            openings: Openings::new(content, kept),
            first_places: first_places.collect(),
            said: structures.iter().map(|it| (it.id.as_str(), Arc::new(said(content, it)))).collect(),
            by_department: OnceLock::new(),
        }
    }

    /// Every department; one may have no structure.
    pub(super) fn by_department(&self) -> &[DepartmentView] {
        self.by_department.get_or_init(|| {
            self.departments.iter().map(|&index| self.department(index, &|_| true, &|_| true)).collect()
        })
    }

    /// The departments where some place answers a need, with the structures that have such a place.
    pub(super) fn by_department_for(&self, need: usize) -> Vec<DepartmentView> {
        let answers = |place: &Place| place.offer.needs.contains(&need);
        let all = self.departments.iter().map(|&index| self.department(index, &|_| true, &answers));
        all.filter(|department| !department.structures.is_empty()).collect()
    }

    /// The departments where a network welcomes people, with its structures.
    pub(super) fn by_department_of(&self, network: usize) -> Vec<DepartmentView> {
        let member = |structure: &Structure| structure.networks.contains(&network);
        let all = self.departments.iter().map(|&index| self.department(index, &member, &|_| true));
        all.filter(|department| !department.structures.is_empty()).collect()
    }

    /// The departments where some place gives a level of service, with the structures that have such a place.
    pub(super) fn by_department_at(&self, level: Level) -> Vec<DepartmentView> {
        let gives = |place: &Place| place.offer.levels.contains(&level);
        let all = self.departments.iter().map(|&index| self.department(index, &|_| true, &gives));
        all.filter(|department| !department.structures.is_empty()).collect()
    }

    /// How many structures give a level of service.
    pub(super) fn count_at(&self, level: Level) -> usize {
        let gives =
            |structure: &&Structure| structure.places.iter().any(|place| place.offer.levels.contains(&level));
        self.structures().filter(gives).count()
    }

    /// How many structures a network has.
    pub(super) fn count_of(&self, network: usize) -> usize {
        self.structures().filter(|structure| structure.networks.contains(&network)).count()
    }

    /// The structures that serve at a distance, for the whole territory.
    pub(super) fn remote(&self) -> Vec<Item> {
        let structures = self.structures().filter(|structure| structure.remote);
        structures.map(|structure| self.item(structure, &|_| true)).collect()
    }

    /// The structures that answer a need at a distance, for the whole territory.
    pub(super) fn remote_for(&self, need: usize) -> Vec<Item> {
        let structures = self.structures().filter(|structure| structure.remote && answers(structure, need));
        structures.map(|structure| self.item(structure, &|_| true)).collect()
    }

    /// How many structures answer a need.
    pub(super) fn count_for(&self, need: usize) -> usize {
        self.structures().filter(|structure| answers(structure, need)).count()
    }

    /// Needs under their headings; one without an answer says so.
    pub(super) fn need_groups(&self) -> Vec<NeedGroupView> {
        let taxonomies = &self.content.taxonomies;
        let groups = taxonomies.need_groups.iter().enumerate().map(|(group, heading)| {
            let needs = taxonomies.needs.iter().enumerate().filter(|(_, need)| need.group == group);
            let needs = needs.map(|(index, need)| NeedView {
                id: need.id.clone(),
                title: french::text(&need.title),
                count: structures_counted(self.count_for(index)),
            });
            NeedGroupView {
                title: french::text(&heading.title),
                pictogram: heading.pictogram.map(|it| Value::from_safe_string(drawing(it).to_owned())),
                needs: needs.collect(),
            }
        });
        groups.filter(|group| !group.needs.is_empty()).collect()
    }

    fn structures(&self) -> impl Iterator<Item = &'c Structure> {
        self.order.iter().map(|&index| &self.content.structures[index])
    }

    /// A department with the places that are wanted, of the structures that are.
    fn department(
        &self,
        index: usize,
        member: &dyn Fn(&Structure) -> bool,
        wanted: &dyn Fn(&Place) -> bool,
    ) -> DepartmentView {
        let here = |place: &Place| department_of(self.content, place) == index && wanted(place);
        let structures: Vec<Item> = self
            .structures()
            .filter(|structure| member(structure) && structure.places.iter().any(here))
            .map(|structure| self.item(structure, &here))
            .collect();
        let department = &self.content.gazetteer.departments[index];
        let members = || self.structures().filter(|structure| member(structure));
        let places = || members().flat_map(|structure| &structure.places).filter(|it| here(it));
        DepartmentView {
            map: map::near(&self.content.outline, places()),
            places: places_counted(places().count()),
            code: department.code.clone(),
            name: french::text(&department.name),
            count: structures_counted(structures.len()),
            structures,
        }
    }

    fn item(&self, structure: &Structure, wanted: &dyn Fn(&Place) -> bool) -> Item {
        let mut communes: Vec<String> = Vec::new();
        for place in structure.places.iter().filter(|place| wanted(place)) {
            let commune = french::text(&place.commune);
            if !communes.contains(&commune) {
                communes.push(commune);
            }
        }
        Item {
            said: self.said[structure.id.as_str()].clone(),
            communes: communes.join(", "),
            guidance: structure
                .places
                .iter()
                .any(|it| wanted(it) && it.offer.levels.contains(&Level::Guidance)),
        }
    }
}

fn said(content: &Content, structure: &Structure) -> Said {
    Said {
        id: structure.id.clone(),
        name: french::text(&structure.name),
        networks: networks_beside(content, structure),
        phone: phone(&structure.contacts),
        paid: structure.fee == Fee::Paid,
        remote: structure.remote,
    }
}

/// The networks of a structure, without those that its name says: « CIO de Lyon » needs no « CIO » beside it.
fn networks_beside(content: &Content, structure: &Structure) -> String {
    let name = format!(" {} ", fold(&structure.name));
    let says = |text: &str| name.contains(&format!(" {} ", fold(text)));
    let networks = structure.networks.iter().map(|&index| &content.taxonomies.networks[index]);
    let networks = networks
        .filter(|it| !says(&it.title) && !it.acronym.as_deref().is_some_and(says))
        .map(|network| french::text(&network.title));
    networks.collect::<Vec<_>>().join(", ")
}

/// A moment of the territory's clock in universal time, which scripts compare.
fn instant(zone: &TimeZone, at: DateTime) -> String {
    let instant = zone.to_ambiguous_timestamp(at).compatible();
    instant.map(|instant| instant.to_string()).unwrap_or_default()
}

/// `12 structures`.
pub(super) fn structures_counted(count: usize) -> String {
    french::counted(count, "structure", "structures")
}

/// `12 lieux d’accueil`.
pub(super) fn places_counted(count: usize) -> String {
    french::counted(count, "lieu d’accueil", "lieux d’accueil")
}

/// The communes of a structure, each once, in the order of its places.
pub(super) fn communes(structure: &Structure) -> Vec<&str> {
    let mut communes: Vec<&str> = Vec::new();
    for place in &structure.places {
        if !communes.contains(&place.commune.as_str()) {
            communes.push(&place.commune);
        }
    }
    communes
}

fn answers(structure: &Structure, need: usize) -> bool {
    structure.offer.needs.contains(&need)
        || structure.places.iter().any(|place| place.offer.needs.contains(&need))
}

fn department_of(content: &Content, place: &Place) -> usize {
    content.gazetteer.commune_of(place.locality).department
}
