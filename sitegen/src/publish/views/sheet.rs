//! The whole sheet of a structure.

use minijinja::Value;
use serde::Serialize;

use super::map::{self, Picture};
use super::openings::{ClosureView, Opening, OpeningView};
use super::reach::{ContactView, contacts, route};
use super::{Directory, Named, department_of, service};
use crate::content::structures::{Offer, Place, Structure, Welcome};
use crate::content::taxonomies::Network;
use crate::french;
use crate::french::hours::{self, Line};
use crate::publish::{json_ld, markdown};
use crate::sources::words::{Access, Fee, Keyword as _, Level};

/// A network, as the sheet of a structure presents it.
#[derive(Clone, Debug, Serialize)]
struct NetworkView {
    id: String,
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
    /// When it is closed, which is not over.
    closures: Vec<ClosureView>,
    /// When it opens next, when that is seldom.
    next: Vec<OpeningView>,
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

/// What has closed for good: a structure, or a place of welcome.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct FormerView {
    id: String,
    title: String,
    closures: Vec<ClosureView>,
}

/// The whole sheet of a structure.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct Sheet {
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
    level_links: Vec<Named>,
    modes: String,
    /// Contacts of the structure, when some place has others.
    contacts: Option<ContactView>,
    /// When all of it is closed, which is not over.
    closures: Vec<ClosureView>,
    /// Whether something of it will be over some day.
    dated: bool,
    places: Vec<PlaceView>,
    /// Places that are closed for good.
    former_places: Vec<FormerView>,
    map: Option<Picture>,
    description: Option<Value>,
    verified: String,
    verified_iso: String,
    source: Option<String>,
    json_ld: Value,
}

impl Directory<'_> {
    /// The whole sheet of a structure, by its number. `canonical` is the address of its page.
    pub(in crate::publish) fn sheet(
        &self,
        number: usize,
        canonical: &str,
        page: &markdown::Context<'_>,
    ) -> Sheet {
        let structure = &self.content.structures[number];
        let first = self.first_places[number];
        let next: Vec<Vec<Opening>> = (first..)
            .zip(&structure.places)
            .map(|(number, place)| self.openings.next(number, place))
            .collect();
        let offer = &structure.offer;
        let own = contacts(&structure.contacts);
        // Of several places, what they share is said once.
        let shared = structure.places.len() > 1
            || structure.places.iter().any(|place| place.contacts != structure.contacts);
        let own = (shared && own != ContactView::default()).then_some(own);
        let description = Some(&structure.description).filter(|text| !text.trim().is_empty());
        let closures = structure.closures.iter().chain(structure.places.iter().flat_map(|it| &it.closures));
        Sheet {
            dated: closures.count() > 0 || next.iter().any(|next| !next.is_empty()),
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
            level_links: level_links(structure),
            modes: modes(offer),
            closures: self.openings.closures(&structure.closures),
            places: structure
                .places
                .iter()
                .zip(&next)
                .map(|(place, next)| self.place(place, structure, own.as_ref(), next))
                .collect(),
            contacts: own,
            former_places: structure.former_places.iter().map(|place| self.former_place(place)).collect(),
            map: map::of(&self.content.outline, &structure.places),
            description: description.map(|text| Value::from_safe_string(markdown::to_html(text, page))),
            verified: french::date(structure.verified),
            verified_iso: structure.verified.to_string(),
            source: structure.source.as_deref().map(french::text),
            json_ld: Value::from_safe_string(json_ld::structure(
                structure,
                canonical,
                &next,
                self.content.date,
            )),
        }
    }

    /// A structure that is closed for good: what became of it.
    pub(in crate::publish) fn former(&self, structure: &Structure) -> FormerView {
        FormerView {
            id: structure.id.clone(),
            title: french::text(&structure.name),
            closures: self.openings.for_good(&structure.closures),
        }
    }

    fn former_place(&self, place: &Place) -> FormerView {
        FormerView {
            id: place.id.clone(),
            title: french::text(place.name.as_ref().unwrap_or(&place.commune)),
            closures: self.openings.for_good(&place.closures),
        }
    }

    /// A place of welcome, without the contacts that were said of the whole structure.
    fn place(
        &self,
        place: &Place,
        structure: &Structure,
        said: Option<&ContactView>,
        next: &[Opening],
    ) -> PlaceView {
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
            closures: self.openings.closures(&place.closures),
            next: self.openings.view(next),
            contacts: contacts(&place.contacts).beyond(said),
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

    pub(super) fn publics(&self, offer: &Offer) -> String {
        let publics = offer.publics.iter().map(|&index| &self.content.taxonomies.publics[index]);
        publics.map(|public| french::text(&public.title)).collect::<Vec<_>>().join(", ")
    }
}

fn network(network: &Network) -> NetworkView {
    NetworkView {
        id: network.id.clone(),
        title: service::long(network),
        description: network.description.as_deref().map(french::text),
        circle: network.circle,
        membership: service::membership(network),
    }
}

/// The levels that some place of a structure gives.
fn level_links(structure: &Structure) -> Vec<Named> {
    let given = |level: &Level| structure.places.iter().any(|place| place.offer.levels.contains(level));
    let named =
        |level: Level| Named { id: level.word().to_owned(), title: french::capitalised(level.title()) };
    Level::ALL.into_iter().filter(given).map(named).collect()
}

fn levels(offer: &Offer) -> String {
    let words = offer.levels.iter().map(|level| level.title());
    french::capitalised(&french::list(&words.collect::<Vec<_>>()))
}

fn modes(offer: &Offer) -> String {
    let words = offer.modes.iter().map(|mode| mode.title());
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
