//! The directory as open data: a row, or a point, for each place of welcome. Nothing of it is written unless
//! `[donnees]` of `site.toml` says under which licence.

use serde_json::{Value, json};

use super::address::BaseUrl;
use super::error::PublishError;
use crate::content::Content;
use crate::content::structures::{Place, Structure};
use crate::french::hours;
use crate::sources::words::{Keyword as _, Level, Mode};

/// The folder of the page and of the files.
pub(super) const FOLDER: &str = "donnees";

/// What each column holds: its name, and what the page says of it.
pub(super) const COLUMNS: [(&str, &str); 26] = [
    ("id", "identifiant du lieu d’accueil : celui de la structure, puis celui du lieu"),
    ("structure", "nom de la structure"),
    ("sigle", "son sigle"),
    ("reseaux", "identifiants de ses réseaux"),
    ("lieu", "nom du lieu, quand la structure en a plusieurs"),
    ("adresse", "numéro et voie"),
    ("complement", "bâtiment, étage"),
    ("code_postal", "code postal"),
    ("commune", "nom de la commune"),
    ("code_insee", "code INSEE de la commune ou de l’arrondissement"),
    ("latitude", "degrés, WGS 84"),
    ("longitude", "degrés, WGS 84"),
    ("telephone", "téléphone"),
    ("courriel", "adresse de courriel"),
    ("site_web", "adresse du site"),
    ("horaires", "syntaxe opening_hours d’OpenStreetMap"),
    ("horaires_en_clair", "les mêmes, en français"),
    ("besoins", "identifiants des besoins auxquels on y répond"),
    ("publics", "identifiants des publics reçus"),
    ("niveaux", "information, accompagnement"),
    ("modes", "sur-place, telephone, visio"),
    ("a_distance", "oui quand la structure répond sur tout le territoire"),
    ("frais", "gratuit ou payant"),
    ("langues", "langues parlées, codes ISO 639"),
    ("verifie_le", "date de la dernière vérification"),
    ("page", "adresse de la fiche"),
];

/// The places with the values of their columns.
fn rows<'c>(content: &'c Content, base: &'c BaseUrl) -> impl Iterator<Item = (&'c Place, [String; 26])> {
    let places = content.structures.iter().flat_map(|it| it.places.iter().map(move |place| (it, place)));
    places.map(|(structure, place)| (place, row(content, base, structure, place)))
}

fn row(content: &Content, base: &BaseUrl, structure: &Structure, place: &Place) -> [String; 26] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let lists = &content.taxonomies;
    let ids = |numbers: &[usize], id: &dyn Fn(usize) -> String| {
        numbers.iter().map(|number| id(*number)).collect::<Vec<_>>().join("|")
    };
    let offer = &place.offer;
    let levels: Vec<&str> = offer.levels.iter().map(|level: &Level| level.word()).collect();
    let modes: Vec<&str> = offer.modes.iter().map(|mode: &Mode| mode.word()).collect();
    [
        format!("{}/{}", structure.id, place.id),
        structure.name.clone(),
        text(&structure.acronym),
        ids(&structure.networks, &|number| lists.networks[number].id.clone()),
        text(&place.name),
        place.address.clone(),
        text(&place.complement),
        place.postcode.clone(),
        place.commune.clone(),
        place.insee.clone(),
        place.latitude.to_string(),
        place.longitude.to_string(),
        text(&place.contacts.phone),
        text(&place.contacts.email),
        text(&place.contacts.website),
        text(&place.hours),
        place.hours.as_deref().map(hours::french).unwrap_or_default().replace(['\u{a0}', '\u{202f}'], " "),
        ids(&offer.needs, &|number| lists.needs[number].id.clone()),
        ids(&offer.publics, &|number| lists.publics[number].id.clone()),
        levels.join("|"),
        modes.join("|"),
        if structure.remote { "oui" } else { "non" }.to_owned(),
        structure.fee.word().to_owned(),
        place.welcome.languages.join("|"),
        place.verified.to_string(),
        base.of(&format!("annuaire/{}/#{}", structure.id, place.id)),
    ]
}

/// A table, in UTF-8, with commas; several values of one cell are between `|`.
pub(super) fn csv(content: &Content, base: &BaseUrl) -> Result<Vec<u8>, PublishError> {
    let mut table = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| PublishError::Unusable("annuaire.csv".into(), error.to_string());
    table.write_record(COLUMNS.map(|(name, _)| name)).map_err(failed)?;
    for (_, row) in rows(content, base) {
        table.write_record(&row).map_err(failed)?;
    }
    table.into_inner().map_err(|error| PublishError::Unusable("annuaire.csv".into(), error.to_string()))
}

/// Points with the same values, for maps (RFC 7946).
pub(super) fn geojson(content: &Content, base: &BaseUrl) -> String {
    let several = ["reseaux", "besoins", "publics", "niveaux", "modes", "langues"];
    let features = rows(content, base).map(|(place, row)| {
        let values = COLUMNS
            .iter()
            .zip(row)
            .filter(|((name, _), value)| !value.is_empty() && !["latitude", "longitude"].contains(name));
        let properties = values.map(|((name, _), value)| {
            let value = match several.contains(name) {
                true => json!(value.split('|').collect::<Vec<_>>()),
                false => json!(value),
            };
            ((*name).to_owned(), value)
        });
        json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": [place.longitude, place.latitude] },
            "properties": properties.collect::<serde_json::Map<String, Value>>(),
        })
    });
    let collection = json!({ "type": "FeatureCollection", "features": features.collect::<Vec<_>>() });
    collection.to_string() + "\n"
}
