//! The coin des pros: its list, its facets, its resources, what is new, the reference documents, the pack.

use minijinja::context;
use minijinja::value::Serde;

use super::{Page, Printer, root_of};
use crate::content::Content;
use crate::content::resources::Resource;
use crate::content::trainings::Training;
use crate::diagnostics::Origin;
use crate::french;
use crate::publish::download::Download;
use crate::publish::error::PublishError;
use crate::publish::views::Directory;
use crate::publish::views::resources::{
    Addresses, Choice, FOLDER, Facet, ResourceItem, Toolbox, counted_resources, item, weight,
};
use crate::publish::views::trainings;
use crate::publish::{feed, feedback, markdown, pack};
use crate::sources::downloads::FILES;

/// The names below the folder that no resource can have; a rule refuses them with their file.
pub(super) use crate::rules::resources::RESERVED;

/// The feed, in the folder.
const FEED: &str = "nouveautes.xml";

/// The pack, in the folder.
const PACK: &str = "coin-des-pros.zip";

/// How many of the newest stand on the first page.
const NEWEST: usize = 4;

/// Addresses from a page of the site.
pub(super) struct FromPage {
    /// From the page to the site.
    root: String,
}

impl FromPage {
    /// From the page at `path`.
    pub(super) fn at(path: &str) -> Self {
        Self { root: root_of(path) }
    }

    /// Resources in a list.
    pub(super) fn items<'r>(&self, resources: impl IntoIterator<Item = &'r Resource>) -> Vec<ResourceItem> {
        resources.into_iter().map(|resource| item(resource, self)).collect()
    }
}

impl Addresses for FromPage {
    fn resource(&self, resource: &Resource) -> Option<String> {
        Some(format!("{}{FOLDER}/{}/", self.root, resource.slug))
    }

    fn facet(&self, facet: Facet, id: &str) -> Option<String> {
        Some(format!("{}{FOLDER}/{}/{id}/", self.root, facet.folder()))
    }

    fn training(&self, training: &Training) -> Option<String> {
        Some(format!("{}{}", self.root, training.event.path))
    }

    fn training_facet(&self, facet: trainings::Facet, id: &str) -> Option<String> {
        Some(format!("{}{}/{}/{id}/", self.root, trainings::FOLDER, facet.folder()))
    }

    fn file(&self, name: &str) -> String {
        format!("{}{FOLDER}/{FILES}/{name}", self.root)
    }
}

/// Names that the content gives.
pub(super) fn names(content: &Content) -> Vec<(&Origin, &str)> {
    content.resources.iter().map(|resource| (&resource.origin, resource.slug.as_str())).collect()
}

/// Prints the pages; a site without resources has none.
pub(super) fn print(
    printer: &mut Printer<'_>,
    directory: &Directory<'_>,
    _: &Download,
) -> Result<(), PublishError> {
    let content = directory.content;
    if content.resources.is_empty() {
        return Ok(());
    }
    let toolbox = Toolbox::new(content);
    let pack = pack::zip(content, &toolbox, &printer.env, printer.base, &printer.links, &printer.rules)?;
    printer.toolbox(content, &toolbox, pack.as_ref().map(Vec::len))?;
    for facet in Facet::ALL {
        for (index, choice) in toolbox.choices(facet) {
            printer.choice(content, &toolbox, facet, index, &choice)?;
        }
    }
    for resource in &content.resources {
        printer.resource(content, &toolbox, resource)?;
    }
    printer.everywhere()?;
    printer.references(&toolbox)?;
    printer.news(&toolbox)?;
    printer.downloads(content, &toolbox, pack)
}

impl Printer<'_> {
    fn toolbox(
        &mut self,
        content: &Content,
        toolbox: &Toolbox<'_>,
        pack: Option<usize>,
    ) -> Result<(), PublishError> {
        let count = counted_resources(toolbox.in_force().count());
        let page = Page {
            path: format!("{FOLDER}/"),
            template: "ressources.html",
            section: FOLDER,
            title: self.titled("Coin des pros"),
            description: format!("La boîte à outils des professionnels de l’orientation\u{a0}: {count}."),
        };
        let here = FromPage::at(&page.path);
        let data = context! {
            count,
            facets => Serde(toolbox.facets()),
            documents => Serde(toolbox.documents(&here)),
            newest => Serde(here.items(toolbox.newest().into_iter().take(NEWEST))),
            resources => Serde(here.items(toolbox.in_force())),
            archived => Serde(here.items(toolbox.archived())),
            feed => FEED,
            trainings => super::trainings::counted(content),
            pack => pack.map(|bytes| context! { href => PACK, weight => weight(bytes) }),
        };
        self.print(&page, data)
    }

    fn choice(
        &mut self,
        content: &Content,
        toolbox: &Toolbox<'_>,
        facet: Facet,
        index: usize,
        choice: &Choice,
    ) -> Result<(), PublishError> {
        let page = Page {
            path: format!("{FOLDER}/{}/{}/", facet.folder(), choice.id),
            template: "ressources-choix.html",
            section: FOLDER,
            title: self.titled(&format!("Coin des pros\u{a0}: {}", choice.title)),
            description: format!("{}, {}\u{a0}: {}.", facet.title(), choice.title, choice.count),
        };
        let here = FromPage::at(&page.path);
        let data = context! {
            facet => facet.title(),
            folder => facet.folder(),
            choice => Serde(choice),
            resources => Serde(here.items(toolbox.chosen(facet, index))),
            facets => Serde(toolbox.facets()),
            trainings => Serde(super::trainings::of_theme(content, &here, facet, index)),
            network => (facet == Facet::Network).then(|| choice.id.clone()),
            everyone => Serde(here.items(toolbox.for_everyone(facet))),
        };
        self.print(&page, data)
    }

    fn resource(
        &mut self,
        content: &Content,
        toolbox: &Toolbox<'_>,
        resource: &Resource,
    ) -> Result<(), PublishError> {
        let page = Page {
            path: format!("{FOLDER}/{}/", resource.slug),
            template: "ressource.html",
            section: FOLDER,
            title: self.titled(&french::text(&resource.title)),
            description: french::text(&resource.summary),
        };
        let here = FromPage::at(&page.path);
        let links = self.links.from(&here.root);
        let text = markdown::Context {
            root: &here.root,
            links: &links,
            folder: "ressources",
            top_heading: 2,
            anchor_prefix: "",
        };
        let data = context! {
            sheet => Serde(toolbox.sheet(resource, &here, &text)),
            feedback => feedback::about(&content.site.email, &resource.title, &self.base.of(&page.path)),
        };
        self.print(&page, data)
    }

    fn everywhere(&mut self) -> Result<(), PublishError> {
        let page = Page {
            path: format!("{FOLDER}/recherche/"),
            template: "ressources-recherche.html",
            section: FOLDER,
            title: self.titled("Chercher partout"),
            description: "Les structures, les ressources, les formations, les évènements et les pages, d’un seul mot-clé.".to_owned(),
        };
        self.print(&page, context! {})
    }

    fn references(&mut self, toolbox: &Toolbox<'_>) -> Result<(), PublishError> {
        let page = Page {
            path: format!("{FOLDER}/references/"),
            template: "references.html",
            section: FOLDER,
            title: self.titled("Documents de référence"),
            description: "La version en vigueur de chaque document de référence, et celles d’avant."
                .to_owned(),
        };
        let here = FromPage::at(&page.path);
        self.print(&page, context! { documents => Serde(toolbox.documents(&here)) })
    }

    fn news(&mut self, toolbox: &Toolbox<'_>) -> Result<(), PublishError> {
        let page = Page {
            path: format!("{FOLDER}/nouveautes/"),
            template: "nouveautes.html",
            section: FOLDER,
            title: self.titled("Nouveautés du coin des pros"),
            description: "Les ressources nouvelles ou mises à jour, les plus récentes d’abord.".to_owned(),
        };
        let here = FromPage::at(&page.path);
        self.print(&page, context! { resources => Serde(here.items(toolbox.newest())), feed => FEED })
    }

    fn downloads(
        &mut self,
        content: &Content,
        toolbox: &Toolbox<'_>,
        pack: Option<Vec<u8>>,
    ) -> Result<(), PublishError> {
        let (path, page) = (format!("{FOLDER}/{FEED}"), format!("{FOLDER}/nouveautes/"));
        if let Some(feed) = feed::resources(content, self.base, &path, &page, &toolbox.newest()) {
            self.output.write(&path, feed.as_bytes())?;
        }
        if let Some(pack) = pack {
            self.output.write(&format!("{FOLDER}/{PACK}"), &pack)?;
        }
        let mut files: Vec<_> = content.resources.iter().flat_map(|resource| &resource.files).collect();
        files.sort_by_key(|file| &file.name);
        files.dedup_by_key(|file| &file.name);
        for file in files {
            self.output.write(&format!("{FOLDER}/{FILES}/{}", file.name), &file.bytes)?;
        }
        Ok(())
    }
}

/// `19 ressources`, those that are valid.
pub(super) fn counted(content: &Content) -> String {
    counted_resources(Toolbox::new(content).in_force().count())
}

/// `4 documents`; `None` when there is none.
pub(super) fn documents_counted(content: &Content) -> Option<String> {
    let count = Toolbox::new(content).documents(&FromPage::at("")).len();
    (count > 0).then(|| french::counted(count, "document", "documents"))
}
