//! The pages of the site: which there are, where they stand, and what each template is given.

use std::collections::BTreeSet;

use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;

use super::address::BaseUrl;
use super::download::Download;
use super::error::PublishError;
use super::markdown;
use super::output::Output;
use super::templates;
use super::views::{self, DepartmentView, Directory, Named};
use crate::content::pages::FreePage;
use crate::content::site::Site;
use crate::content::structures::Structure;
use crate::content::taxonomies::Need;
use crate::french;

/// The addresses that the site keeps for itself, at its root.
pub(super) const RESERVED: [&str; 6] = ["annuaire", "assets", "azimut", "besoins", "cadre", "integrer"];

/// The same, below `annuaire/`.
pub(super) const RESERVED_STRUCTURES: [&str; 1] = ["departement"];

/// What tells editors that know oEmbed how to show the search.
const OEMBED: &str = "oembed.json";

/// Size of the frame, in CSS pixels: the form and a first result, on a screen of a phone and above.
const FRAME_HEIGHT: u32 = 900;
const FRAME_WIDTH: u32 = 760;

/// The files that every page uses, relative to the site.
#[derive(Clone, Debug)]
pub(super) struct Assets {
    pub(super) style: String,
    pub(super) icon: String,
}

/// What the layout says of the site.
#[derive(Serialize)]
struct SiteView<'a> {
    title: String,
    description: String,
    territory: String,
    email: &'a str,
    fictitious: bool,
    pages: Vec<Named>,
    style: &'a str,
    icon: &'a str,
}

/// What the layout says of a page.
#[derive(Serialize)]
struct PageView {
    title: String,
    description: String,
    /// Absent on a page that is not for search engines.
    canonical: Option<String>,
    /// From the page to the site, ends with `/`.
    root: String,
    /// The entry of the menu to mark.
    section: &'static str,
}

/// A page about to be printed.
struct Page {
    /// Relative to the site; empty or ends with `/`.
    path: String,
    template: &'static str,
    section: &'static str,
    title: String,
    description: String,
}

/// Prints pages into the output.
struct Printer<'a> {
    env: Environment<'static>,
    base: &'a BaseUrl,
    site: Value,
    site_title: String,
    slugs: BTreeSet<&'a str>,
    output: &'a mut Output,
    /// Paths for the site map, in the order in which they were printed.
    paths: Vec<String>,
}

/// Writes every page; gives the paths of those that search engines may list.
pub(super) fn publish(
    directory: &Directory<'_>,
    base: &BaseUrl,
    assets: &Assets,
    download: &Download,
    output: &mut Output,
) -> Result<Vec<String>, PublishError> {
    let content = directory.content;
    let env = templates::environment()
        .map_err(|error| PublishError::Template { page: "*".to_owned(), error: Box::new(error) })?;
    let mut printer = Printer {
        env,
        base,
        site: Value::from(Serde(site_view(&content.site, &content.pages, assets))),
        site_title: french::text(&content.site.title),
        slugs: content.pages.iter().map(|page| page.slug.as_str()).collect(),
        output,
        paths: Vec::new(),
    };
    let departments = directory.by_department();
    printer.home(directory, &departments)?;
    printer.directory(directory, &departments)?;
    for department in &departments {
        printer.department(directory, department)?;
    }
    for structure in &content.structures {
        printer.structure(directory, structure)?;
    }
    printer.needs(directory)?;
    for (index, need) in content.taxonomies.needs.iter().enumerate() {
        printer.need(directory, index, need)?;
    }
    printer.embedding(&content.site, download)?;
    printer.frame(&content.site)?;
    for page in &content.pages {
        printer.free_page(page, &content.site)?;
    }
    printer.not_found()?;
    Ok(printer.paths)
}

fn site_view<'a>(site: &'a Site, pages: &[FreePage], assets: &'a Assets) -> SiteView<'a> {
    let named = |page: &FreePage| Named { id: page.slug.clone(), title: french::text(&page.title) };
    SiteView {
        title: french::text(&site.title),
        description: french::text(&site.description),
        territory: french::text(&site.territory),
        email: &site.email,
        fictitious: site.fictitious,
        pages: pages.iter().map(named).collect(),
        style: &assets.style,
        icon: &assets.icon,
    }
}

impl Printer<'_> {
    fn home(
        &mut self,
        directory: &Directory<'_>,
        departments: &[DepartmentView],
    ) -> Result<(), PublishError> {
        let content = directory.content;
        let page = Page {
            path: String::new(),
            template: "accueil.html",
            section: "accueil",
            title: self.site_title.clone(),
            description: french::text(&content.site.description),
        };
        self.print(
            &page,
            context! {
                structures => views::structures_counted(content.structures.len()),
                places => views::places_counted(content.place_count()),
                departments => Serde(departments),
                groups => Serde(directory.need_groups()),
            },
        )
    }

    fn directory(
        &mut self,
        directory: &Directory<'_>,
        departments: &[DepartmentView],
    ) -> Result<(), PublishError> {
        let territory = french::text(&directory.content.site.territory);
        let count = views::structures_counted(directory.content.structures.len());
        let page = Page {
            path: "annuaire/".to_owned(),
            template: "annuaire.html",
            section: "annuaire",
            title: self.titled("Toutes les structures"),
            description: format!("La liste complète par département\u{a0}: {count}, {territory}."),
        };
        let places = views::places_counted(directory.content.place_count());
        self.print(&page, context! { count, places, departments => Serde(departments) })
    }

    fn department(
        &mut self,
        directory: &Directory<'_>,
        department: &DepartmentView,
    ) -> Result<(), PublishError> {
        let name = format!("{} ({})", department.name, department.code);
        let title = french::text(&directory.content.site.title);
        let page = Page {
            path: format!("annuaire/departement/{}/", department.code),
            template: "departement.html",
            section: "annuaire",
            title: self.titled(&name),
            description: format!("{title}\u{a0}: {} dans le département {name}.", department.count),
        };
        self.print(&page, context! { department => Serde(department) })
    }

    fn structure(&mut self, directory: &Directory<'_>, structure: &Structure) -> Result<(), PublishError> {
        let name = french::text(&structure.name);
        let communes = french::text(&views::communes(structure).join(", "));
        let page = Page {
            path: format!("annuaire/{}/", structure.id),
            template: "structure.html",
            section: "annuaire",
            title: self.titled(&name),
            description: format!(
                "{name}, {communes}\u{a0}: adresses, horaires, téléphone, services et publics."
            ),
        };
        let root = root_of(&page.path);
        let inside =
            markdown::Context { root: &root, slugs: &self.slugs, top_heading: 3, anchor_prefix: "_" };
        let sheet = directory.sheet(structure, &self.base.of(&page.path), &inside);
        self.print(&page, context! { sheet => Serde(sheet) })
    }

    fn needs(&mut self, directory: &Directory<'_>) -> Result<(), PublishError> {
        let page = Page {
            path: "besoins/".to_owned(),
            template: "besoins.html",
            section: "besoins",
            title: self.titled("Chercher par besoin"),
            description: "Dire ce dont on a besoin et trouver les structures qui y répondent.".to_owned(),
        };
        self.print(&page, context! { groups => Serde(directory.need_groups()) })
    }

    fn need(&mut self, directory: &Directory<'_>, index: usize, need: &Need) -> Result<(), PublishError> {
        let title = french::text(&need.title);
        let count = views::structures_counted(directory.count_for(index));
        let territory = french::text(&directory.content.site.territory);
        let page = Page {
            path: format!("besoins/{}/", need.id),
            template: "besoin.html",
            section: "besoins",
            title: self.titled(&title),
            description: format!("{title}\u{a0}: {count} par département, {territory}."),
        };
        self.print(
            &page,
            context! {
                title,
                count,
                group => french::text(&directory.content.taxonomies.need_groups[need.group].title),
                remote => Serde(directory.remote_for(index)),
                departments => Serde(directory.by_department_for(index)),
            },
        )
    }

    fn embedding(&mut self, site: &Site, download: &Download) -> Result<(), PublishError> {
        let page = Page {
            path: "integrer/".to_owned(),
            template: "integrer.html",
            section: "integrer",
            title: self.titled("Intégrer l’annuaire"),
            description: format!(
                "Afficher la recherche de « {} » sur un autre site, avec une ligne.",
                site.title
            ),
        };
        let (address, origin) = (self.base.of("azimut.js"), self.base.origin().to_owned());
        let address = templates::escape(&address);
        let pinned = templates::escape(&self.base.of(&download.pinned));
        let data = context! {
            snippet => format!("<script src=\"{address}\" async></script>"),
            example => format!("<script src=\"{address}\" async\n        data-lieu=\"Le Puy-en-Velay\" data-rayon=\"20\" data-niveau-titre=\"3\"></script>"),
            pinned => format!(
                "<script src=\"{pinned}\" async\n        integrity=\"{}\" crossorigin></script>",
                download.integrity
            ),
            frame => self.frame_markup(&site.title),
            link => format!(
                "<a href=\"{}\">{}</a>",
                templates::escape(&self.base.of("")),
                templates::escape(&site.title)
            ),
            oembed => self.base.of(OEMBED),
            origin,
        };
        self.print(&page, data)
    }

    fn frame_markup(&self, title: &str) -> String {
        format!(
            "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"{FRAME_HEIGHT}\" loading=\"lazy\"\n        \
             allow=\"geolocation; clipboard-write\" style=\"border:0\"></iframe>",
            templates::escape(&self.base.of("cadre/")),
            templates::escape(title)
        )
    }

    /// The widget alone, for sites that refuse scripts from elsewhere, and what tells editors about it.
    fn frame(&mut self, site: &Site) -> Result<(), PublishError> {
        let path = "cadre/";
        let view = PageView {
            title: self.site_title.clone(),
            description: french::text(&site.description),
            canonical: None,
            root: root_of(path),
            section: "",
        };
        let data = context! { canonical => self.base.of(""), oembed => self.base.of(OEMBED) };
        self.write("cadre/index.html", "cadre.html", view, data)?;
        let oembed = serde_json::json!({
            "version": "1.0",
            "type": "rich",
            "title": site.title,
            "provider_name": site.title,
            "provider_url": self.base.of(""),
            "width": FRAME_WIDTH,
            "height": FRAME_HEIGHT,
            "html": self.frame_markup(&site.title),
        });
        self.output.write(OEMBED, oembed.to_string().as_bytes()).map(drop)
    }

    fn free_page(&mut self, free: &FreePage, site: &Site) -> Result<(), PublishError> {
        let page = Page {
            path: format!("{}/", free.slug),
            template: "page.html",
            section: "page",
            title: self.titled(&french::text(&free.title)),
            description: french::text(free.description.as_deref().unwrap_or(&site.description)),
        };
        let root = root_of(&page.path);
        let inside = markdown::Context { root: &root, slugs: &self.slugs, top_heading: 2, anchor_prefix: "" };
        let body = Value::from_safe_string(markdown::to_html(&free.body, &inside));
        self.print(&page, context! { title => french::text(&free.title), body })
    }

    /// Shown at any address, so the only page whose links name the site's place on its host.
    fn not_found(&mut self) -> Result<(), PublishError> {
        let view = PageView {
            title: self.titled("Page introuvable"),
            description: "Cette page n’existe pas ou n’existe plus.".to_owned(),
            canonical: None,
            root: self.base.path().to_owned(),
            section: "",
        };
        self.write("404.html", "404.html", view, context! {})
    }

    fn titled(&self, title: &str) -> String {
        format!("{title} – {}", self.site_title)
    }

    fn print(&mut self, page: &Page, data: Value) -> Result<(), PublishError> {
        let view = PageView {
            title: page.title.clone(),
            description: page.description.clone(),
            canonical: Some(self.base.of(&page.path)),
            root: root_of(&page.path),
            section: page.section,
        };
        self.write(&format!("{}index.html", page.path), page.template, view, data)?;
        self.paths.push(page.path.clone());
        Ok(())
    }

    fn write(&mut self, path: &str, template: &str, page: PageView, data: Value) -> Result<(), PublishError> {
        let all = context! { site => self.site.clone(), page => Serde(page), ..data };
        let html = self.env.get_template(template).and_then(|template| template.render(all));
        let html =
            html.map_err(|error| PublishError::Template { page: path.to_owned(), error: Box::new(error) })?;
        self.output.write(path, html.as_bytes()).map(drop)
    }
}

/// From a page to the site: `./` for the home page, `../` a folder further.
fn root_of(path: &str) -> String {
    match path.matches('/').count() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}
