//! Structures, places and taxonomies as the engine has them.

use engine::IdSet;
use engine::details::{PlaceDetails, StructureDetails};
use engine::directory::{self, Directory, Profile};
use engine::meta::Meta;
use engine::taxonomy::{Entry, Need, Network, Taxonomies};

use super::gazetteer::{GazetteerMap, point};
use crate::content::Content;
use crate::content::structures::{Offer, Place, Structure};
use crate::french::hours;
use crate::markdown::plain_text;
use crate::sources::words::{Fee, Keyword as _, Level, Mode};

pub(super) fn meta(content: &Content) -> Meta {
    Meta {
        title: content.site.title.clone(),
        territory: content.site.territory.clone(),
        fictitious: content.site.fictitious,
    }
}

pub(super) fn taxonomies(content: &Content) -> Taxonomies {
    let entry = |id: &str, label: &str| Entry { id: id.to_owned(), label: label.to_owned() };
    let lists = &content.taxonomies;
    Taxonomies {
        groups: lists.need_groups.iter().map(|group| entry(&group.id, &group.title)).collect(),
        needs: lists
            .needs
            .iter()
            .map(|need| Need { entry: entry(&need.id, &need.title), group: need.group })
            .collect(),
        publics: lists.publics.iter().map(|public| entry(&public.id, &public.title)).collect(),
        everyone: lists.everyone,
        networks: lists
            .networks
            .iter()
            .map(|network| Network {
                entry: entry(&network.id, &network.title),
                acronym: network.acronym.clone().unwrap_or_default(),
                circle: network.circle,
            })
            .collect(),
    }
}

pub(super) fn directory(content: &Content, gazetteer: &GazetteerMap) -> Directory {
    let mut directory = Directory::default();
    for (number, structure) in content.structures.iter().enumerate() {
        let first = directory.places.len();
        for place in &structure.places {
            directory.places.push(directory::Place {
                structure: number,
                commune: gazetteer.numbers[&place.insee],
                profile: profile(&place.offer),
                point: point(place.longitude, place.latitude),
            });
        }
        directory.structures.push(directory::Structure {
            id: structure.id.clone(),
            name: one_line(&structure.name),
            acronym: structure.acronym.as_deref().map(one_line).unwrap_or_default(),
            networks: structure.networks.iter().copied().collect(),
            profile: profile(&structure.offer),
            at_distance: structure.remote,
            paid: structure.fee == Fee::Paid,
            places: first..directory.places.len(),
        });
    }
    directory
}

fn profile(offer: &Offer) -> Profile {
    let level = |level: &Level| match level {
        Level::Information => directory::LEVEL_INFORMATION,
        Level::Guidance => directory::LEVEL_SUPPORT,
    };
    let mode = |mode: &Mode| match mode {
        Mode::OnSite => directory::MODE_ON_SITE,
        Mode::Phone => directory::MODE_PHONE,
        Mode::Video => directory::MODE_VIDEO,
    };
    Profile {
        needs: offer.needs.iter().copied().collect::<IdSet>(),
        publics: offer.publics.iter().copied().collect(),
        levels: offer.levels.iter().map(level).collect(),
        modes: offer.modes.iter().map(mode).collect(),
    }
}

pub(super) fn details(content: &Content) -> (Vec<StructureDetails>, Vec<PlaceDetails>) {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let structure = |it: &Structure| StructureDetails {
        description: plain_text(&it.description),
        fee_note: text(&it.fee_details),
        source: text(&it.source),
    };
    let place = |it: &Place| PlaceDetails {
        id: it.id.clone(),
        name: text(&it.name),
        address: it.address.clone(),
        address_extra: text(&it.complement),
        postcode: it.postcode.clone(),
        city: it.commune.clone(),
        hours: text(&it.hours),
        hours_text: it.hours.as_deref().map(hours::french).unwrap_or_default(),
        phone: text(&it.contacts.phone),
        email: text(&it.contacts.email),
        website: text(&it.contacts.website),
        checked: it.verified.to_string(),
        languages: it.welcome.languages.join(","),
        access: it.welcome.access.map(|access| access.word().to_owned()).unwrap_or_default(),
        access_url: text(&it.welcome.access_url),
        appointment: match it.welcome.appointment {
            Some(true) => "oui".to_owned(),
            Some(false) => "non".to_owned(),
            None => String::new(),
        },
    };
    let structures = content.structures.iter().map(structure).collect();
    let places = content.structures.iter().flat_map(|it| &it.places).map(place).collect();
    (structures, places)
}

/// A name as one line, however it was written.
fn one_line(text: &str) -> String {
    text.lines().collect::<Vec<_>>().join(" ")
}
