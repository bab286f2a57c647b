//! What templates see: the content in the words and order in which it is printed.
//!
//! Texts are typographic here and escaped by the template engine; only what [`super::markdown`] and
//! [`super::json_ld`] made is marked as HTML.

pub(in crate::publish) mod map;
mod reach;

use std::collections::BTreeSet;

use engine::fold::fold;
use minijinja::Value;
use serde::Serialize;

use self::map::Picture;
use self::reach::{ContactView, Reach, contacts, route};
use super::json_ld;
use super::markdown;
use crate::content::Content;
use crate::content::structures::{Offer, Place, Structure, Welcome};
use crate::content::taxonomies::Network;
use crate::french;
use crate::french::hours::{self, Line};
use crate::sources::words::{Access, Fee, Level, Membership, Mode};

/// Something that a link names.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) title: String,
}

/// A structure in a list.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Item {
    id: String,
    name: String,
    networks: String,
    /// Where it welcomes people, within the list's own limits.
    communes: String,
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
    needs: Vec<NeedView>,
}

/// A network, as the sheet of a structure presents it.
#[derive(Clone, Debug, Serialize)]
struct NetworkView {
    title: String,
    description: Option<String>,
    circle: u8,
    membership: &'static str,
}

/// A place of welcome.
#[derive(Clone, Debug, Serialize)]
struct PlaceView {
    id: String,
    title: String,
    address: String,
    complement: Option<String>,
    postcode: String,
    commune: String,
    department: Named,
    route: String,
    hours: Option<Vec<Line>>,
    /// Hours that we cannot put into French.
    hours_as_written: Option<String>,
    /// How people are received, one sentence each.
    welcome: Vec<String>,
    access_url: Option<String>,
    contacts: ContactView,
    /// What is particular to this place; the rest is said once for the structure.
    needs: Option<Vec<Named>>,
    publics: Option<String>,
    levels: Option<String>,
    modes: Option<String>,
    verified: Option<String>,
}

/// The whole sheet of a structure.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Sheet {
    name: String,
    acronym: Option<String>,
    networks: Vec<NetworkView>,
    label_year: Option<u16>,
    remote: bool,
    paid: bool,
    fee_details: Option<String>,
    needs: Vec<Named>,
    publics: String,
    levels: String,
    modes: String,
    /// Contacts of the structure, when some place has others.
    contacts: Option<ContactView>,
    places: Vec<PlaceView>,
    map: Option<Picture>,
    description: Option<Value>,
    verified: String,
    verified_iso: String,
    source: Option<String>,
    json_ld: Value,
}

/// The directory, arranged once for all pages.
#[derive(Debug)]
pub(super) struct Directory<'c> {
    pub(super) content: &'c Content,
    /// Indices of the structures by name, then id: letters folded, so that É is with E.
    order: Vec<usize>,
    /// Indices of the departments that are served or welcome somebody, by code.
    departments: Vec<usize>,
}

impl<'c> Directory<'c> {
    pub(super) fn new(content: &'c Content) -> Self {
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
        Self { content, order, departments }
    }

    /// Every department; one may have no structure.
    pub(super) fn by_department(&self) -> Vec<DepartmentView> {
        self.departments.iter().map(|&index| self.department(index, &|_| true)).collect()
    }

    /// The departments where some place answers a need, with the structures that have such a place.
    pub(super) fn by_department_for(&self, need: usize) -> Vec<DepartmentView> {
        let answers = |place: &Place| place.offer.needs.contains(&need);
        let all = self.departments.iter().map(|&index| self.department(index, &answers));
        all.filter(|department| !department.structures.is_empty()).collect()
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
            NeedGroupView { title: french::text(&heading.title), needs: needs.collect() }
        });
        groups.filter(|group| !group.needs.is_empty()).collect()
    }

    fn structures(&self) -> impl Iterator<Item = &'c Structure> {
        self.order.iter().map(|&index| &self.content.structures[index])
    }

    fn department(&self, index: usize, wanted: &dyn Fn(&Place) -> bool) -> DepartmentView {
        let here = |place: &Place| department_of(self.content, place) == index && wanted(place);
        let structures: Vec<Item> = self
            .structures()
            .filter(|structure| structure.places.iter().any(here))
            .map(|structure| self.item(structure, &here))
            .collect();
        let department = &self.content.gazetteer.departments[index];
        let places = || self.structures().flat_map(|structure| &structure.places).filter(|it| here(it));
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
        let networks = structure.networks.iter().map(|&index| &self.content.taxonomies.networks[index]);
        let networks: Vec<String> = networks.map(|network| french::text(&network.title)).collect();
        Item {
            id: structure.id.clone(),
            name: french::text(&structure.name),
            networks: networks.join(", "),
            communes: communes.join(", "),
            phone: contacts(&structure.contacts).phone,
            paid: structure.fee == Fee::Paid,
            remote: structure.remote,
        }
    }

    /// The whole sheet of a structure. `canonical` is the address of its page.
    pub(super) fn sheet(
        &self,
        structure: &Structure,
        canonical: &str,
        page: &markdown::Context<'_>,
    ) -> Sheet {
        let offer = &structure.offer;
        let own = contacts(&structure.contacts);
        let differs = structure.places.iter().any(|place| place.contacts != structure.contacts);
        let description = Some(&structure.description).filter(|text| !text.trim().is_empty());
        Sheet {
            name: french::text(&structure.name),
            acronym: structure.acronym.as_deref().map(french::text),
            networks: structure
                .networks
                .iter()
                .map(|&index| network(&self.content.taxonomies.networks[index]))
                .collect(),
            label_year: structure.label_year,
            remote: structure.remote,
            paid: structure.fee == Fee::Paid,
            fee_details: structure.fee_details.as_deref().map(french::text),
            needs: self.needs(offer),
            publics: self.publics(offer),
            levels: levels(offer),
            modes: modes(offer),
            contacts: (differs && own != ContactView::default()).then_some(own),
            places: structure.places.iter().map(|place| self.place(place, structure)).collect(),
            map: map::of(&self.content.outline, &structure.places),
            description: description.map(|text| Value::from_safe_string(markdown::to_html(text, page))),
            verified: french::date(structure.verified),
            verified_iso: structure.verified.to_string(),
            source: structure.source.as_deref().map(french::text),
            json_ld: Value::from_safe_string(json_ld::structure(structure, canonical)),
        }
    }

    fn place(&self, place: &Place, structure: &Structure) -> PlaceView {
        let department = &self.content.gazetteer.departments[department_of(self.content, place)];
        let hours = place.hours.as_deref().and_then(hours::lines);
        let (offer, usual) = (&place.offer, &structure.offer);
        let only = structure.places.len() == 1;
        let commune = french::text(&place.commune);
        PlaceView {
            id: place.id.clone(),
            title: match &place.name {
                Some(name) => french::text(name),
                None if only => "Lieu d’accueil".to_owned(),
                None => commune.clone(),
            },
            address: french::text(&place.address),
            complement: place.complement.as_deref().map(french::text),
            postcode: place.postcode.clone(),
            commune,
            department: Named { id: department.code.clone(), title: french::text(&department.name) },
            route: route(place),
            welcome: welcome(&place.welcome),
            access_url: place.welcome.access_url.clone(),
            hours_as_written: place.hours.clone().filter(|_| hours.is_none()),
            hours,
            contacts: contacts(&place.contacts),
            needs: (offer.needs != usual.needs).then(|| self.needs(offer)),
            publics: (offer.publics != usual.publics).then(|| self.publics(offer)),
            levels: (offer.levels != usual.levels).then(|| levels(offer)),
            modes: (offer.modes != usual.modes).then(|| modes(offer)),
            verified: (place.verified != structure.verified).then(|| french::date(place.verified)),
        }
    }

    fn needs(&self, offer: &Offer) -> Vec<Named> {
        let needs = offer.needs.iter().map(|&index| &self.content.taxonomies.needs[index]);
        needs.map(|need| Named { id: need.id.clone(), title: french::text(&need.title) }).collect()
    }

    fn publics(&self, offer: &Offer) -> String {
        let publics = offer.publics.iter().map(|&index| &self.content.taxonomies.publics[index]);
        publics.map(|public| french::text(&public.title)).collect::<Vec<_>>().join(", ")
    }
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

fn network(network: &Network) -> NetworkView {
    let title = french::text(&network.title);
    NetworkView {
        title: match &network.acronym {
            Some(acronym) => format!("{title} ({})", french::text(acronym)),
            None => title,
        },
        description: network.description.as_deref().map(french::text),
        circle: network.circle,
        membership: match network.membership {
            Membership::ByRight => "membre de droit",
            Membership::Labelled => "structure labellisée",
        },
    }
}

fn levels(offer: &Offer) -> String {
    let words = offer.levels.iter().map(|level| match level {
        Level::Information => "information",
        Level::Guidance => "accompagnement personnalisé",
    });
    french::capitalised(&french::list(&words.collect::<Vec<_>>()))
}

fn modes(offer: &Offer) -> String {
    let words = offer.modes.iter().map(|mode| match mode {
        Mode::OnSite => "sur place",
        Mode::Phone => "par téléphone",
        Mode::Video => "en visioconférence",
    });
    french::capitalised(&french::list(&words.collect::<Vec<_>>()))
}

/// How people are received at a place.
fn welcome(welcome: &Welcome) -> Vec<String> {
    let mut lines = Vec::new();
    match welcome.appointment {
        Some(true) => lines.push("Sur rendez-vous".to_owned()),
        Some(false) => lines.push("Sans rendez-vous".to_owned()),
        None => {}
    }
    lines.extend(welcome.access.map(|access| {
        match access {
            Access::Full => "Accessible aux personnes handicapées",
            Access::Partial => "En partie accessible aux personnes handicapées",
            Access::None => "Pas accessible en fauteuil roulant",
        }
        .to_owned()
    }));
    if !welcome.languages.is_empty() {
        let names: Vec<&str> = welcome.languages.iter().map(|code| french::language(code)).collect();
        lines.push(format!("Langues\u{a0}: français, {}", names.join(", ")));
    }
    lines
}
