//! Structures and their places of welcome, resolved: ids are indices, what a place inherits is filled in.

use jiff::civil::Date;

use super::closures::{self, Closure, Targets};
use super::gazetteer::{Gazetteer, LocalityRef};
use super::taxonomies::Taxonomies;
use super::{Known, incomplete};
use crate::diagnostics::{Diagnostics, Origin};
use crate::sources::structures::{Ids, PlaceDraft, ServiceDraft, StructureDraft, Text};
use crate::sources::words::{Access, Fee, Level, Mode};

/// Phone, e-mail and website.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// As written by the editor; see [`crate::french::phone::dialable`] for a link.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Web address, `http` or `https`.
    pub website: Option<String>,
}

/// What is offered, to whom and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Indices into [`Taxonomies::needs`], ascending, no doubles.
    pub needs: Vec<usize>,
    /// Indices into [`Taxonomies::publics`], ascending, no doubles.
    pub publics: Vec<usize>,
    /// Levels of service, ascending, no doubles.
    pub levels: Vec<Level>,
    /// Ways of meeting, ascending, no doubles.
    pub modes: Vec<Mode>,
}

/// A structure: who offers the service.
#[derive(Clone, Debug)]
pub struct Structure {
    /// Stable identifier, the name of its file.
    pub id: String,
    /// Name.
    pub name: String,
    /// Acronym.
    pub acronym: Option<String>,
    /// Indices into [`Taxonomies::networks`], ascending, no doubles.
    pub networks: Vec<usize>,
    /// Needs, publics, levels and modes of the structure as a whole.
    pub offer: Offer,
    /// Whether it serves the whole territory at a distance.
    pub remote: bool,
    /// Free or paid.
    pub fee: Fee,
    /// What is paid, and how much.
    pub fee_details: Option<String>,
    /// Contacts of the structure as a whole.
    pub contacts: Contacts,
    /// Last checked.
    pub verified: Date,
    /// Year of the label.
    pub label_year: Option<u16>,
    /// Attribution of the data.
    pub source: Option<String>,
    /// Markdown.
    pub description: String,
    /// When all of it is closed, the first ones first.
    pub closures: Vec<Closure>,
    /// Places of welcome in the order of the file; at least one.
    pub places: Vec<Place>,
    /// Places that are closed for good on the day of the build.
    pub former_places: Vec<Place>,
    /// Where it was read.
    pub origin: Origin,
}

/// A place of welcome (lieu d'accueil), permanences included. Everything it inherits is filled in.
#[derive(Clone, Debug)]
pub struct Place {
    /// Identifier, unique in the structure.
    pub id: String,
    /// Its own name (« Permanence de Saugues »).
    pub name: Option<String>,
    /// Street address.
    pub address: String,
    /// Building, floor, entrance.
    pub complement: Option<String>,
    /// Five digits.
    pub postcode: String,
    /// Name of the commune as displayed.
    pub commune: String,
    /// INSEE code of the commune or municipal arrondissement.
    pub insee: String,
    /// What that code is in the gazetteer.
    pub locality: LocalityRef,
    /// Degrees north, WGS 84.
    pub latitude: f64,
    /// Degrees east, WGS 84.
    pub longitude: f64,
    /// OSM `opening_hours`, valid.
    pub hours: Option<String>,
    /// When this place is closed, the first ones first; those of the structure are apart.
    pub closures: Vec<Closure>,
    /// Needs, publics, levels and modes here.
    pub offer: Offer,
    /// Contacts here.
    pub contacts: Contacts,
    /// How people are received here.
    pub welcome: Welcome,
    /// Last checked.
    pub verified: Date,
    /// Where it was read.
    pub origin: Origin,
}

/// How people are received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Welcome {
    /// Languages spoken other than French, as ISO 639 codes.
    pub languages: Vec<String>,
    /// How far people with a disability can come in, when it is known.
    pub access: Option<Access>,
    /// Page that says so in detail, such as the one of Acceslibre.
    pub access_url: Option<String>,
    /// Whether an appointment is needed, when it is known.
    pub appointment: Option<bool>,
}

/// The resolved records of this kind.
pub type Resolved = Structure;

/// Resolves drafts, by id.
pub(super) fn resolve_all(
    drafts: &[&StructureDraft],
    known: Known<'_>,
    d: &mut Diagnostics,
) -> Vec<Structure> {
    let mut structures = Vec::with_capacity(drafts.len());
    let targets = Targets::of(drafts);
    for draft in drafts {
        match resolve(draft, known.taxonomies, known.gazetteer, &targets) {
            Some(structure) => structures.push(structure),
            None => incomplete(&draft.at, d),
        }
    }
    structures.sort_by(|a, b| a.id.cmp(&b.id));
    structures
}

/// Takes apart the structures that are closed for good on a day, and from the others the places that are.
pub(super) fn take_former(structures: Vec<Structure>, day: Date) -> (Vec<Structure>, Vec<Structure>) {
    let for_good = |closures: &[Closure]| closures.iter().any(|closure| closure.is_for_good(day));
    let (former, mut open): (Vec<_>, Vec<_>) =
        structures.into_iter().partition(|structure| for_good(&structure.closures));
    for structure in &mut open {
        let (former, places) =
            std::mem::take(&mut structure.places).into_iter().partition(|place| for_good(&place.closures));
        (structure.former_places, structure.places) = (former, places);
    }
    (open, former)
}

/// Resolves one draft. `None` when something it needs is missing or wrong, which the rules have reported.
fn resolve(
    draft: &StructureDraft,
    taxonomies: &Taxonomies,
    gazetteer: &Gazetteer,
    targets: &Targets<'_>,
) -> Option<Structure> {
    let ids: Indexer<'_> = Indexer { taxonomies };
    let offer = ids.offer(&draft.service, &ids.default_offer());
    let contacts = contacts(&draft.service, &Contacts::default());
    let verified = draft.service.verified.as_ref()?.value;
    let mut structure = Structure {
        id: draft.id.value.clone(),
        name: text(&draft.name)?,
        acronym: text(&draft.acronym),
        networks: ids.networks(&draft.networks),
        offer,
        remote: draft.remote,
        fee: draft.fee,
        fee_details: text(&draft.fee_details),
        contacts,
        verified,
        label_year: draft.label_year.as_ref().and_then(|year| u16::try_from(year.value).ok()),
        source: text(&draft.source),
        description: draft.description.value.clone(),
        closures: closures::resolve(&draft.closures, targets)?,
        places: Vec::with_capacity(draft.places.len()),
        former_places: Vec::new(),
        origin: draft.at.origin(),
    };
    let usual = welcome(&draft.service, &Welcome::default());
    for place in &draft.places {
        let closures = closures::resolve(&place.closures, targets)?;
        let place = Place { closures, ..resolve_place(place, &structure, &usual, &ids, gazetteer)? };
        structure.places.push(place);
    }
    Some(structure)
}

fn resolve_place(
    draft: &PlaceDraft,
    structure: &Structure,
    usual: &Welcome,
    ids: &Indexer<'_>,
    gazetteer: &Gazetteer,
) -> Option<Place> {
    let locality = gazetteer.find(&text(&draft.insee)?)?;
    Some(Place {
        id: draft.id.value.clone(),
        name: text(&draft.name),
        address: text(&draft.address)?,
        complement: text(&draft.complement),
        postcode: text(&draft.postcode)?,
        commune: text(&draft.commune)?,
        locality,
        insee: gazetteer.insee(locality).to_owned(),
        latitude: draft.latitude.as_ref()?.value,
        longitude: draft.longitude.as_ref()?.value,
        hours: text(&draft.hours),
        closures: Vec::new(),
        offer: ids.offer(&draft.service, &structure.offer),
        contacts: contacts(&draft.service, &structure.contacts),
        welcome: welcome(&draft.service, usual),
        verified: draft.service.verified.as_ref().map_or(structure.verified, |day| day.value),
        origin: draft.at.origin(),
    })
}

/// A text, blanks around it cut; an empty one is none.
pub(super) fn text(text: &Text) -> Option<String> {
    text.as_ref().map(|text| text.value.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn contacts(draft: &ServiceDraft, inherited: &Contacts) -> Contacts {
    Contacts {
        phone: text(&draft.phone).or_else(|| inherited.phone.clone()),
        email: text(&draft.email).or_else(|| inherited.email.clone()),
        website: text(&draft.website).or_else(|| inherited.website.clone()),
    }
}

fn welcome(draft: &ServiceDraft, inherited: &Welcome) -> Welcome {
    let languages =
        draft.languages.as_ref().map(|codes| codes.iter().map(|code| code.value.clone()).collect());
    Welcome {
        languages: languages.unwrap_or_else(|| inherited.languages.clone()),
        access: draft.access.or(inherited.access),
        access_url: text(&draft.access_url).or_else(|| inherited.access_url.clone()),
        appointment: draft.appointment.as_ref().map(|flag| flag.value).or(inherited.appointment),
    }
}

/// Turns ids into indices.
struct Indexer<'a> {
    taxonomies: &'a Taxonomies,
}

impl Indexer<'_> {
    fn default_offer(&self) -> Offer {
        Offer {
            needs: Vec::new(),
            publics: vec![self.taxonomies.everyone],
            levels: vec![Level::Information],
            modes: vec![Mode::OnSite],
        }
    }

    fn offer(&self, draft: &ServiceDraft, inherited: &Offer) -> Offer {
        let needs = indices(&draft.needs, |id| self.taxonomies.needs.iter().position(|it| it.id == id));
        let publics = indices(&draft.publics, |id| self.taxonomies.publics.iter().position(|it| it.id == id));
        Offer {
            needs: needs.unwrap_or_else(|| inherited.needs.clone()),
            publics: publics.unwrap_or_else(|| inherited.publics.clone()),
            levels: filled(draft.levels.as_ref()).unwrap_or_else(|| inherited.levels.clone()),
            modes: filled(draft.modes.as_ref()).unwrap_or_else(|| inherited.modes.clone()),
        }
    }

    fn networks(&self, ids: &Ids) -> Vec<usize> {
        indices(ids, |id| self.taxonomies.networks.iter().position(|it| it.id == id)).unwrap_or_default()
    }
}

/// The indices of ids, ascending, without doubles; `None` when the list is absent or empty.
fn indices(ids: &Ids, index: impl Fn(&str) -> Option<usize>) -> Option<Vec<usize>> {
    let mut found: Vec<usize> = ids.as_ref()?.iter().filter_map(|id| index(&id.value)).collect();
    found.sort_unstable();
    found.dedup();
    filled(Some(&found))
}

fn filled<T: Clone>(list: Option<&Vec<T>>) -> Option<Vec<T>> {
    list.filter(|list| !list.is_empty()).cloned()
}
