//! The resources for professionals, as templates see them: on the site, and in the pack that works without a network.

use std::collections::BTreeMap;

use engine::fold::fold;
use jiff::civil::Date;
use minijinja::Value;
use serde::Serialize;

use super::{Named, trainings};
use crate::content::Content;
use crate::content::resources::{File, Resource};
use crate::content::trainings::Training;
use crate::french;
use crate::publish::markdown;
use crate::sources::words::{Access, Form, Keyword as _, Validity};

/// The folder of the resources in the site.
pub(in crate::publish) const FOLDER: &str = "coin-des-pros";

/// Something by which resources are chosen, and its folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::publish) enum Facet {
    Form,
    Theme,
    Public,
    Network,
}

impl Facet {
    /// Every facet, in the order of the page.
    pub(in crate::publish) const ALL: [Self; 4] = [Self::Theme, Self::Form, Self::Public, Self::Network];

    /// Its folder below the resources'.
    pub(in crate::publish) fn folder(self) -> &'static str {
        match self {
            Self::Form => "type",
            Self::Theme => "theme",
            Self::Public => "public",
            Self::Network => "reseau",
        }
    }

    /// Its heading.
    pub(in crate::publish) fn title(self) -> &'static str {
        match self {
            Self::Form => "Type",
            Self::Theme => "Thème",
            Self::Public => "Public",
            Self::Network => "Réseau",
        }
    }
}

/// Where a page that shows resources finds other things.
pub(in crate::publish) trait Addresses {
    /// The page of a resource; `None` when it is not there.
    fn resource(&self, resource: &Resource) -> Option<String>;
    /// The resources of a facet; `None` when they are not there.
    fn facet(&self, facet: Facet, id: &str) -> Option<String>;
    /// The page of a training.
    fn training(&self, training: &Training) -> Option<String>;
    /// The trainings of a facet; `None` when they are not there.
    fn training_facet(&self, facet: trainings::Facet, id: &str) -> Option<String>;
    /// Something to download.
    fn file(&self, name: &str) -> String;
}

/// A resource in a list.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct ResourceItem {
    pub(in crate::publish) href: Option<String>,
    pub(in crate::publish) title: String,
    pub(in crate::publish) summary: String,
    pub(in crate::publish) form: &'static str,
    version: Option<String>,
    archived: bool,
    files: usize,
    /// What the day is: of publication for what is archived, else of the last change.
    day: &'static str,
    date: String,
    date_iso: String,
    published: String,
    published_iso: String,
}

/// A choice of a facet.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct Choice {
    pub(in crate::publish) id: String,
    pub(in crate::publish) title: String,
    pub(in crate::publish) count: String,
}

/// A facet with its choices.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct FacetView {
    pub(super) folder: &'static str,
    pub(super) title: &'static str,
    pub(super) choices: Vec<Choice>,
}

/// A document of which several versions may be kept.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct DocumentView {
    id: String,
    title: String,
    current: Option<ResourceItem>,
    /// What changed to make the version in force.
    changes: Vec<String>,
    /// Every version, the newest first.
    versions: Vec<ResourceItem>,
}

/// Something to download, as shown.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FileView {
    href: String,
    title: String,
    /// `CSV, 2 ko`.
    weight: String,
    /// Nothing when nobody has said it.
    access: Option<&'static str>,
    /// Whether somebody may need it in another form.
    partial: bool,
}

/// The whole page of a resource.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct ResourceSheet {
    title: String,
    summary: String,
    form: Link,
    themes: Vec<Link>,
    publics: Vec<Link>,
    networks: Vec<Link>,
    source: Option<String>,
    licence: Option<String>,
    link: Option<String>,
    published: String,
    published_iso: String,
    updated: Option<String>,
    updated_iso: Option<String>,
    version: Option<String>,
    archived: bool,
    replaced_by: Option<ResourceItem>,
    /// The other versions of the same document, the newest first.
    versions: Vec<ResourceItem>,
    changes: Vec<String>,
    files: Vec<FileView>,
    body: Value,
}

/// Something that a link leads to.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Link {
    pub(super) href: Option<String>,
    pub(super) title: String,
}

/// The resources, arranged once for all pages.
#[derive(Debug)]
pub(in crate::publish) struct Toolbox<'c> {
    content: &'c Content,
    /// By title, letters folded.
    order: Vec<&'c Resource>,
}

impl<'c> Toolbox<'c> {
    pub(in crate::publish) fn new(content: &'c Content) -> Self {
        let mut order: Vec<&Resource> = content.resources.iter().collect();
        order.sort_by_cached_key(|resource| (fold(&resource.title), resource.slug.clone()));
        Self { content, order }
    }

    /// What is valid, by title.
    pub(in crate::publish) fn in_force(&self) -> impl Iterator<Item = &'c Resource> {
        self.order.iter().copied().filter(|resource| resource.validity == Validity::InForce)
    }

    /// What is kept and not valid any more, by title.
    pub(in crate::publish) fn archived(&self) -> impl Iterator<Item = &'c Resource> {
        self.order.iter().copied().filter(|resource| resource.validity == Validity::Archived)
    }

    /// What is valid, the newest first.
    pub(in crate::publish) fn newest(&self) -> Vec<&'c Resource> {
        let mut found: Vec<&Resource> = self.in_force().collect();
        found.sort_by_key(|resource| std::cmp::Reverse(resource.day()));
        found
    }

    /// The last day on which something changed.
    pub(in crate::publish) fn last_day(&self) -> Option<Date> {
        self.order.iter().map(|resource| resource.day()).max()
    }

    /// What is valid and is in a facet's choice, by title.
    pub(in crate::publish) fn chosen(&self, facet: Facet, index: usize) -> Vec<&'c Resource> {
        self.in_force().filter(|resource| chosen(resource, facet).contains(&index)).collect()
    }

    /// What is valid for whoever looks for a network or a public: it names none, or everyone. Nothing for what does
    /// not depend on who one is.
    pub(in crate::publish) fn for_everyone(&self, facet: Facet) -> Vec<&'c Resource> {
        let everyone = [self.content.taxonomies.everyone];
        let suits = |resource: &&Resource| match facet {
            Facet::Network => resource.networks.is_empty(),
            Facet::Public => resource.publics.is_empty() || resource.publics == everyone,
            Facet::Form | Facet::Theme => false,
        };
        self.in_force().filter(suits).collect()
    }

    /// The choices of a facet that have something: index of each, and what is shown.
    pub(in crate::publish) fn choices(&self, facet: Facet) -> Vec<(usize, Choice)> {
        let named = names(self.content, facet).into_iter().enumerate();
        let counted = named.map(|(index, named)| (index, named, self.chosen(facet, index).len()));
        let kept = counted.filter(|(_, _, count)| *count > 0);
        kept.map(|(index, named, count)| {
            (index, Choice { id: named.id, title: named.title, count: counted_resources(count) })
        })
        .collect()
    }

    /// Every facet that has a choice.
    pub(in crate::publish) fn facets(&self) -> Vec<FacetView> {
        let view = |facet: Facet| FacetView {
            folder: facet.folder(),
            title: facet.title(),
            choices: self.choices(facet).into_iter().map(|(_, choice)| choice).collect(),
        };
        Facet::ALL.map(view).into_iter().filter(|facet| !facet.choices.is_empty()).collect()
    }

    /// The reference documents, by title of their version in force.
    pub(in crate::publish) fn documents(&self, to: &dyn Addresses) -> Vec<DocumentView> {
        let mut documents: BTreeMap<&str, Vec<&Resource>> = BTreeMap::new();
        for &resource in self.order.iter().filter(|resource| resource.form == Form::Reference) {
            documents
                .entry(resource.document.as_deref().unwrap_or(&resource.slug))
                .or_default()
                .push(resource);
        }
        let mut views: Vec<DocumentView> =
            documents.into_iter().map(|(id, versions)| document(id, versions, to)).collect();
        views.sort_by_cached_key(|view| fold(&view.title));
        views
    }

    /// The whole page of a resource.
    pub(in crate::publish) fn sheet(
        &self,
        resource: &Resource,
        to: &dyn Addresses,
        page: &markdown::Context<'_>,
    ) -> ResourceSheet {
        let links = |facet: Facet| -> Vec<Link> {
            let named = names(self.content, facet);
            let chosen = chosen(resource, facet).into_iter().filter_map(|index| named.get(index));
            chosen.map(|it| Link { href: to.facet(facet, &it.id), title: it.title.clone() }).collect()
        };
        let replaced_by = resource.replaced_by.and_then(|index| self.content.resources.get(index));
        let others = resource.document.as_deref().map(|document| self.versions(document, resource, to));
        ResourceSheet {
            title: french::text(&resource.title),
            summary: french::text(&resource.summary),
            form: Link {
                href: to.facet(Facet::Form, resource.form.word()),
                title: resource.form.title().to_owned(),
            },
            themes: links(Facet::Theme),
            publics: links(Facet::Public),
            networks: links(Facet::Network),
            source: resource.source.as_deref().map(french::text),
            licence: resource.licence.as_deref().map(french::text),
            link: resource.link.clone(),
            published: french::date(resource.published),
            published_iso: resource.published.to_string(),
            updated: resource.updated.map(french::date),
            updated_iso: resource.updated.map(|day| day.to_string()),
            version: resource.version.as_deref().map(french::text),
            archived: resource.validity == Validity::Archived,
            replaced_by: replaced_by.map(|other| item(other, to)),
            versions: others.unwrap_or_default(),
            changes: resource.changes.iter().map(|change| french::text(change)).collect(),
            files: resource.files.iter().map(|file| file_view(file, to)).collect(),
            body: Value::from_safe_string(markdown::to_html(&resource.body, page)),
        }
    }

    fn versions(&self, document: &str, but: &Resource, to: &dyn Addresses) -> Vec<ResourceItem> {
        let others = self.order.iter().copied();
        let others = others.filter(|it| it.document.as_deref() == Some(document) && it.slug != but.slug);
        newest_first(others.collect()).into_iter().map(|other| item(other, to)).collect()
    }
}

/// A resource in a list.
pub(in crate::publish) fn item(resource: &Resource, to: &dyn Addresses) -> ResourceItem {
    let archived = resource.validity == Validity::Archived;
    let (day, date) = match resource.updated {
        Some(updated) if !archived => ("Mise à jour le", updated),
        _ => ("Publiée le", resource.published),
    };
    ResourceItem {
        href: to.resource(resource),
        title: french::text(&resource.title),
        summary: french::text(&resource.summary),
        form: resource.form.title(),
        version: resource.version.as_deref().map(french::text),
        archived,
        files: resource.files.len(),
        day,
        date: french::date(date),
        date_iso: date.to_string(),
        published: french::date(resource.published),
        published_iso: resource.published.to_string(),
    }
}

/// `12 ressources`.
pub(in crate::publish) fn counted_resources(count: usize) -> String {
    french::counted(count, "ressource", "ressources")
}

/// `2 ko`, in the decimal units of networks: rounded up, so that nobody waits longer than announced.
pub(in crate::publish) fn weight(bytes: usize) -> String {
    let space = '\u{a0}';
    match bytes {
        0..1000 => french::counted(bytes, "octet", "octets"),
        1000..1_000_000 => format!("{}{space}ko", bytes.div_ceil(1000)),
        _ => {
            let tenths = bytes.div_ceil(100_000);
            format!("{},{}{space}Mo", tenths / 10, tenths % 10)
        }
    }
}

fn document(id: &str, versions: Vec<&Resource>, to: &dyn Addresses) -> DocumentView {
    let versions = newest_first(versions);
    let current = versions.iter().find(|version| version.validity == Validity::InForce);
    let title = current.or(versions.first()).map_or(id, |version| &version.title);
    DocumentView {
        id: id.to_owned(),
        title: french::text(title),
        changes: current.iter().flat_map(|it| &it.changes).map(|change| french::text(change)).collect(),
        current: current.map(|version| item(version, to)),
        versions: versions.iter().map(|version| item(version, to)).collect(),
    }
}

fn newest_first(mut versions: Vec<&Resource>) -> Vec<&Resource> {
    versions.sort_by_key(|version| std::cmp::Reverse(version.published));
    versions
}

pub(super) fn file_view(file: &File, to: &dyn Addresses) -> FileView {
    let extension = file.name.rsplit_once('.').map_or("", |(_, extension)| extension);
    FileView {
        href: to.file(&file.name),
        title: french::text(&file.title),
        weight: format!("{}, {}", extension.to_uppercase(), weight(file.bytes.len())),
        access: file.access.map(|access| match access {
            Access::Full => "accessible",
            Access::Partial => "en partie accessible",
            Access::None => "non accessible",
        }),
        partial: file.access.is_some_and(|access| access != Access::Full),
    }
}

/// The ids and titles of a facet.
fn names(content: &Content, facet: Facet) -> Vec<Named> {
    let taxonomies = &content.taxonomies;
    let named = |id: &str, title: &str| Named { id: id.to_owned(), title: french::text(title) };
    match facet {
        Facet::Form => FORMS.map(|form| named(form.word(), form.titles())).into(),
        Facet::Theme => taxonomies.themes.iter().map(|it| named(&it.id, &it.title)).collect(),
        Facet::Public => taxonomies.publics.iter().map(|it| named(&it.id, &it.title)).collect(),
        Facet::Network => taxonomies.networks.iter().map(|it| named(&it.id, &it.title)).collect(),
    }
}

/// In which choices of a facet a resource is, by their index in [`names`].
fn chosen(resource: &Resource, facet: Facet) -> Vec<usize> {
    match facet {
        Facet::Form => FORMS.iter().position(|form| *form == resource.form).into_iter().collect(),
        Facet::Theme => resource.themes.clone(),
        Facet::Public => resource.publics.clone(),
        Facet::Network => resource.networks.clone(),
    }
}

/// In the order of the page.
const FORMS: [Form; 5] = [Form::Guide, Form::Sheet, Form::Tool, Form::Template, Form::Reference];

#[cfg(test)]
mod tests {
    use super::weight;

    #[test]
    fn weights_are_rounded_up() {
        let weights = [1, 999, 1000, 1001, 999_999, 1_000_000, 1_234_567].map(weight);
        let expected = ["1 octet", "999 octets", "1 ko", "2 ko", "1000 ko", "1,0 Mo", "1,3 Mo"];
        assert_eq!(weights.map(|text| text.replace(['\u{a0}', '\u{202f}'], " ")), expected);
    }
}
