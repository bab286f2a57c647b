//! `annuaire/`: one Markdown file a structure, read to drafts; drafts resolved to the public model.

use std::path::Path;
use std::sync::Arc;

use super::draft::{Ids, PlaceDraft, ServiceDraft, StructureDraft, Text};
use super::gazetteer::Gazetteer;
use super::model::{Contacts, Keyword, Level, Mode, Offer, Place, Structure, Taxonomies, Welcome};
use super::toml_reader::Table;
use super::{files, front_matter, taxonomies};
use crate::diagnostics::{Diagnostic, Diagnostics, Located, Location, SourceFile, did_you_mean};

/// Reads every file of `annuaire/`, by name. Files that cannot be read are reported and left out.
pub(super) fn read_all(root: &Path, d: &mut Diagnostics) -> Vec<StructureDraft> {
    let names = files::list(root, "annuaire", "md", d);
    names.iter().filter_map(|name| read(&files::read(root, name, d)?, d)).collect()
}

fn read(file: &Arc<SourceFile>, d: &mut Diagnostics) -> Option<StructureDraft> {
    let page = front_matter::parse(file, d)?;
    let (mut table, description) = (page.table, page.body.to_owned());
    let (at, keys) = (Location::start(file), table.remaining_keys());
    let draft = StructureDraft {
        id: Located::new(files::stem(file.path()), at.clone()),
        name: table.string("nom", d),
        acronym: table.string("sigle", d),
        networks: table.strings("reseaux", d),
        service: service(&mut table, d),
        remote: table.boolean("a_distance", d).is_some_and(|flag| flag.value),
        fee: table.string("frais", d).and_then(|word| keyword(&word, "frais", d)).unwrap_or_default(),
        fee_details: table.string("frais_precisions", d),
        label_year: table.integer("label_annee", d),
        members_only: table.boolean("reserve_aux_membres", d).is_some_and(|flag| flag.value),
        source: table.string("source", d),
        description,
        places: places(&mut table, d),
        keys,
        at,
    };
    table.finish(d);
    Some(draft)
}

fn places(table: &mut Table<'_>, d: &mut Diagnostics) -> Vec<PlaceDraft> {
    table.tables("lieux", d).into_iter().enumerate().map(|(index, table)| place(table, index, d)).collect()
}

fn place(mut table: Table<'_>, index: usize, d: &mut Diagnostics) -> PlaceDraft {
    let (at, keys) = (table.at().clone(), table.remaining_keys());
    let id = table.string("id", d);
    let draft = PlaceDraft {
        id: id.unwrap_or_else(|| Located::new(format!("lieu-{}", index + 1), at.clone())),
        name: table.string("nom", d),
        address: table.string("adresse", d),
        complement: table.string("complement", d),
        postcode: table.string("code_postal", d),
        commune: table.string("commune", d),
        insee: table.string("insee", d),
        latitude: table.number("latitude", d),
        longitude: table.number("longitude", d),
        hours: table.string("horaires", d),
        service: service(&mut table, d),
        keys,
        at,
    };
    table.finish(d);
    draft
}

fn service(table: &mut Table<'_>, d: &mut Diagnostics) -> ServiceDraft {
    ServiceDraft {
        needs: table.strings("besoins", d),
        publics: table.strings("publics", d),
        levels: keywords(table, "niveaux", d),
        modes: keywords(table, "modes", d),
        phone: table.string("telephone", d),
        email: table.string("courriel", d),
        website: table.string("site_web", d),
        languages: table.strings("langues", d),
        access: table.string("accessibilite", d).and_then(|word| keyword(&word, "accessibilite", d)),
        access_url: table.string("accessibilite_url", d),
        appointment: table.boolean("sur_rendez_vous", d),
        verified: table.date("verifie_le", d),
    }
}

fn keywords<K: Keyword + Ord>(
    table: &mut Table<'_>,
    key: &'static str,
    d: &mut Diagnostics,
) -> Option<Vec<K>> {
    let words = table.strings(key, d)?;
    let mut values: Vec<K> = words.iter().filter_map(|word| keyword(word, key, d)).collect();
    values.sort();
    values.dedup();
    Some(values)
}

/// The value of a word; an unknown word is reported.
pub(crate) fn keyword<K: Keyword>(word: &Located<String>, key: &str, d: &mut Diagnostics) -> Option<K> {
    let value = K::parse(&word.value);
    if value.is_none() {
        let message = format!("« {key} » ne connaît pas « {} »", word.value);
        d.push(
            Diagnostic::error("valeur-inconnue", &word.at, message)
                .expected(taxonomies::words::<K>())
                .hint(did_you_mean(&word.value, K::WORDS.iter().map(|(known, _)| *known))),
        );
    }
    value
}

/// Resolves one draft. `None` when something it needs is missing or wrong, which the rules have reported.
pub(super) fn resolve(
    draft: &StructureDraft,
    taxonomies: &Taxonomies,
    gazetteer: &Gazetteer,
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
        description: draft.description.clone(),
        places: Vec::with_capacity(draft.places.len()),
        origin: draft.at.origin(),
    };
    let usual = welcome(&draft.service, &Welcome::default());
    for place in &draft.places {
        let place = resolve_place(place, &structure, &usual, &ids, gazetteer)?;
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
    let insee = text(&draft.insee)?;
    Some(Place {
        id: draft.id.value.clone(),
        name: text(&draft.name),
        address: text(&draft.address)?,
        complement: text(&draft.complement),
        postcode: text(&draft.postcode)?,
        commune: text(&draft.commune)?,
        locality: gazetteer.find(&insee)?,
        insee,
        latitude: draft.latitude.as_ref()?.value,
        longitude: draft.longitude.as_ref()?.value,
        hours: text(&draft.hours),
        offer: ids.offer(&draft.service, &structure.offer),
        contacts: contacts(&draft.service, &structure.contacts),
        welcome: welcome(&draft.service, usual),
        verified: draft.service.verified.as_ref().map_or(structure.verified, |day| day.value),
        origin: draft.at.origin(),
    })
}

/// A text, blanks around it cut; an empty one is none.
fn text(text: &Text) -> Option<String> {
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
