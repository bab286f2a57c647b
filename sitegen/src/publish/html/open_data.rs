//! The page of the open data, and its files.

use std::convert::Infallible;

use minijinja::context;
use serde_json::json;

use super::{Page, Printer};
use crate::content::Content;
use crate::french;
use crate::kept::Kept;
use crate::publish::address::BaseUrl;
use crate::publish::error::PublishError;
use crate::publish::open_data::{self, COLUMNS, FOLDER};
use crate::publish::{json_ld, views};

/// The files of the open data: name, type and bytes.
pub(super) type Files = [(&'static str, &'static str, Vec<u8>); 2];

/// Makes the files.
pub(super) fn files(content: &Content, base: &BaseUrl, kept: &Kept) -> Result<Files, PublishError> {
    let csv = open_data::csv(content, base)?;
    // Made of the same rows.
    let geojson = || Ok::<_, Infallible>(open_data::geojson(content, base).into_bytes());
    let Ok(geojson) = kept.or_make("geojson", &[&csv], geojson);
    Ok([("annuaire.csv", "text/csv", csv), ("annuaire.geojson", "application/geo+json", geojson)])
}

/// Prints the page and writes the files, when the site says under which licence.
pub(super) fn print(
    printer: &mut Printer<'_>,
    content: &Content,
    files: Option<Files>,
) -> Result<(), PublishError> {
    let Some((licence, files)) = content.site.licence.as_ref().zip(files) else { return Ok(()) };
    let mut listed = Vec::new();
    let mut downloads = Vec::new();
    for (name, kind, bytes) in files {
        let written = printer.output.write(&format!("{FOLDER}/{name}"), &bytes)?;
        let size = french::counted(written.size.div_ceil(1000), "ko", "ko");
        listed.push(context! { name, size });
        downloads.push(json!({
            "@type": "DataDownload",
            "encodingFormat": kind,
            "contentUrl": printer.base.of(&written.path),
            "contentSize": format!("{} B", written.size),
        }));
    }
    let places = views::places_counted(content.place_count());
    let newest = content.structures.iter().flat_map(|it| &it.places).map(|place| place.verified).max();
    let title = french::text(&content.site.title);
    let description = format!("{title}\u{a0}: les {places} du territoire, à télécharger et à réutiliser.");
    let page = Page {
        path: format!("{FOLDER}/"),
        template: "donnees.html",
        section: "donnees",
        title: printer.titled("Données ouvertes"),
        description: description.clone(),
    };
    let mut dataset = json!({
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": content.site.title,
        "description": description,
        "url": printer.base.of(&page.path),
        "license": licence.url,
        "isAccessibleForFree": true,
        "inLanguage": "fr",
        "spatialCoverage": content.site.territory,
        "creator": { "@type": "Organization", "name": content.site.title, "email": content.site.email },
        "distribution": downloads,
    });
    if let Some(day) = newest {
        dataset["dateModified"] = json!(day.to_string());
    }
    let columns: Vec<_> = COLUMNS
        .iter()
        .map(|(name, about)| context! { name => *name, about => french::text(about) })
        .collect();
    let data = context! {
        places,
        licence => french::text(&licence.title),
        licence_url => &licence.url,
        newest => newest.map(french::date),
        files => listed,
        columns,
        dataset => minijinja::Value::from_safe_string(json_ld::in_script(&dataset)),
    };
    printer.print(&page, data)
}
