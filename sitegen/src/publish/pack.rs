//! The pack: the resources in force and the trainings as a zip that opens without a network. The same content gives the same bytes.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::sync::Arc;

use jiff::civil::Date;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::address::BaseUrl;
use super::error::PublishError;
use super::feedback;
use super::markdown::{self, Known, Links};
use super::views::events::Agenda;
use super::views::resources::{Addresses, FOLDER, Facet, ResourceItem, Toolbox, item};
use super::views::trainings::{self, Catalogue, TrainingItem};
use crate::content::Content;
use crate::content::resources::Resource;
use crate::content::trainings::Training;
use crate::french;
use crate::sources::downloads::FILES;
use crate::sources::words::Validity;

/// Its first page.
const FIRST: &str = "index.html";

/// Addresses inside the pack; what it does not hold is on the site.
struct Inside<'a> {
    base: &'a BaseUrl,
}

impl Addresses for Inside<'_> {
    fn resource(&self, resource: &Resource) -> Option<String> {
        Some(match resource.validity {
            Validity::InForce => format!("{}.html", resource.slug),
            Validity::Archived => self.base.of(&format!("{FOLDER}/{}/", resource.slug)),
        })
    }

    /// Lists are on the site only; without a network their links would lead nowhere.
    fn facet(&self, _: Facet, _: &str) -> Option<String> {
        None
    }

    fn training(&self, training: &Training) -> Option<String> {
        Some(page_of(training))
    }

    fn training_facet(&self, _: trainings::Facet, _: &str) -> Option<String> {
        None
    }

    fn file(&self, name: &str) -> String {
        format!("{FILES}/{name}")
    }
}

/// The page of a training. No resource has that name: the ids of records hold no `_`.
fn page_of(training: &Training) -> String {
    format!("formation_{}.html", training.event.slug)
}

/// Resources of one type.
#[derive(Serialize)]
struct Group {
    title: &'static str,
    items: Vec<ResourceItem>,
}

/// The zip; `None` when nothing is in force.
pub(super) fn zip(
    content: &Content,
    toolbox: &Toolbox<'_>,
    env: &Environment<'_>,
    base: &BaseUrl,
    links: &Links,
    style: &str,
) -> Result<Option<Vec<u8>>, PublishError> {
    let Some(last) = toolbox.last_day().filter(|_| toolbox.in_force().next().is_some()) else {
        return Ok(None);
    };
    let trainings = content.trainings.iter().map(|training| training.event.day());
    let last = trainings.fold(last, Date::max);
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let inside = Inside { base };
    let pages = addresses(content, toolbox, base, links);
    let known = Known { pages, pictures: BTreeMap::new(), ..Known::clone(&links.known) };
    let links = Links { root: String::new(), known: Arc::new(known) };
    let site = context! {
        title => french::text(&content.site.title),
        address => base.of(&format!("{FOLDER}/")),
        fictitious => content.site.fictitious,
        email => &content.site.email,
    };
    let mut page = |name: String, template: &str, data: Value| -> Result<(), PublishError> {
        let html =
            env.get_template(template).and_then(|it| it.render(context! { site => site.clone(), ..data }));
        let html = html.map_err(|error| {
            PublishError::template(format!("{FOLDER}.zip/{name}"), error, &content.appearance)
        })?;
        files.insert(name, html.into_bytes());
        Ok(())
    };
    let groups: Vec<Group> = groups(toolbox, &inside);
    let date = french::date(last);
    let catalogue = Catalogue::new(content);
    let items: Vec<TrainingItem> = catalogue.all().map(|it| trainings::item(it, None, &inside)).collect();
    let first = context! { groups => Serde(groups), trainings => Serde(items), date };
    page(FIRST.to_owned(), "paquet.html", first)?;
    let agenda = Agenda::new(content);
    for training in catalogue.all() {
        let event = &training.event;
        let root = base.of("");
        let text = markdown::Context {
            root: &root,
            links: &links,
            folder: "formations",
            top_heading: 2,
            anchor_prefix: "",
        };
        let address = base.of(&event.path);
        let data = context! {
            sheet => Serde(catalogue.sheet(training, &agenda, &inside, &text)),
            feedback => feedback::about(&content.site.email, &event.title, &address),
            address,
        };
        page(page_of(training), "paquet-formation.html", data)?;
    }
    for resource in toolbox.in_force() {
        let root = base.of("");
        let text = markdown::Context {
            root: &root,
            links: &links,
            folder: "ressources",
            top_heading: 2,
            anchor_prefix: "",
        };
        let address = base.of(&format!("{FOLDER}/{}/", resource.slug));
        let data = context! {
            sheet => Serde(toolbox.sheet(resource, &inside, &text)),
            feedback => feedback::about(&content.site.email, &resource.title, &address),
            address,
        };
        page(format!("{}.html", resource.slug), "paquet-ressource.html", data)?;
    }
    for file in toolbox.in_force().flat_map(|resource| &resource.files) {
        files.insert(format!("{FILES}/{}", file.name), file.bytes.to_vec());
    }
    for file in catalogue.all().flat_map(Training::downloads) {
        files.insert(format!("{FILES}/{}", file.name), file.bytes.to_vec());
    }
    files.insert("site.css".to_owned(), style.as_bytes().to_vec());
    let date = DateTime::from_date_and_time(
        u16::try_from(last.year()).unwrap_or(1980),
        last.month().unsigned_abs(),
        last.day().unsigned_abs(),
        0,
        0,
        0,
    );
    write(&files, date.unwrap_or_default())
        .map(Some)
        .map_err(|error| PublishError::Unusable(format!("{FOLDER}.zip").into(), error.to_string()))
}

/// What Markdown may lead to: pages of the pack, or pages of the site.
fn addresses(
    content: &Content,
    toolbox: &Toolbox<'_>,
    base: &BaseUrl,
    links: &Links,
) -> BTreeMap<String, String> {
    let site = links.known.pages.iter().map(|(file, address)| (file.clone(), base.of(address)));
    let own = toolbox.in_force();
    let own = own.map(|it| (format!("ressources/{}", it.slug), format!("{}.html", it.slug)));
    let trainings = content.trainings.iter();
    let trainings = trainings.map(|it| (format!("formations/{}", it.event.slug), page_of(it)));
    site.chain(own).chain(trainings).collect()
}

fn groups(toolbox: &Toolbox<'_>, to: &dyn Addresses) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for resource in toolbox.in_force() {
        let (title, item) = (resource.form.titles(), item(resource, to));
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.items.push(item),
            None => groups.push(Group { title, items: vec![item] }),
        }
    }
    groups
}

fn write(files: &BTreeMap<String, Vec<u8>>, date: DateTime) -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(date)
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(format!("{FOLDER}/{name}"), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
