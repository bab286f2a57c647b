//! The pages of the directory: its list, its departments, its structures, its needs, and how to show it elsewhere.

use minijinja::context;
use minijinja::value::Serde;

use super::{Page, PageView, Printer, Sheet, root_of};
use crate::content::Content;
use crate::content::site::Site;
use crate::content::structures::Structure;
use crate::diagnostics::Origin;
use crate::french;
use crate::publish::download::Download;
use crate::publish::error::PublishError;
use crate::publish::views::{self, DepartmentView, Directory};
use crate::publish::{feedback, json_ld, markdown};
use crate::sources::words::{Keyword as _, Level};
use crate::templates;

/// The names below `annuaire/` that no structure can have.
pub(super) const RESERVED: [&str; 6] =
    ["commune", "departement", "intercommunalite", super::journal::FOLDER, "niveau", REMOTE];

/// Where the structures stand that serve at a distance.
const REMOTE: &str = "a-distance";

/// What tells editors that know oEmbed how to show the search.
const OEMBED: &str = "oembed.json";

/// Size of the frame, in CSS pixels: the form and a first result, on a screen of a phone and above.
const FRAME_HEIGHT: u32 = 900;
const FRAME_WIDTH: u32 = 760;

/// Names that the content gives.
pub(super) fn names(content: &Content) -> Vec<(&Origin, &str)> {
    let structures = content.structures.iter().chain(&content.former);
    structures.map(|structure| (&structure.origin, structure.id.as_str())).collect()
}

/// Prints the pages.
pub(super) fn print(
    printer: &mut Printer<'_>,
    directory: &Directory<'_>,
    download: &Download,
) -> Result<(), PublishError> {
    let content = directory.content;
    let departments = directory.by_department();
    printer.directory(directory, departments)?;
    for department in departments {
        printer.department(directory, department)?;
    }
    for level in Level::ALL {
        printer.level(directory, level)?;
    }
    printer.remote(directory)?;
    printer.print_all(content.structures.len(), |printer, number| printer.structure(directory, number))?;
    for structure in &content.former {
        printer.former(directory, structure)?;
    }
    printer.needs(directory)?;
    printer.print_all(content.taxonomies.needs.len(), |printer, index| printer.need(directory, index))?;
    printer.embedding(&content.site, download)?;
    printer.frame(&content.site)
}

impl Printer<'_> {
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
        let site = &directory.content.site;
        let communes = site.commune_pages && site.departments.contains(&department.code);
        self.print(&page, context! { department => Serde(department), communes })
    }

    fn level(&mut self, directory: &Directory<'_>, level: Level) -> Result<(), PublishError> {
        let title = match level {
            Level::Information => "Information de premier niveau",
            Level::Guidance => "Accompagnement personnalisé",
        };
        let departments = directory.by_department_at(level);
        let territory = french::text(&directory.content.site.territory);
        let page = Page {
            path: format!("annuaire/niveau/{}/", level.word()),
            template: "niveau.html",
            section: "annuaire",
            title: self.titled(title),
            description: format!("{title}\u{a0}: les structures par département, {territory}."),
        };
        let count = views::structures_counted(directory.count_at(level));
        self.print(&page, context! { title, count, level => level.word(), departments => Serde(departments) })
    }

    /// What serves at a distance stands on one page, to which those of four thousand communes lead.
    fn remote(&mut self, directory: &Directory<'_>) -> Result<(), PublishError> {
        let structures = directory.remote();
        if structures.is_empty() {
            return Ok(());
        }
        let count = views::structures_counted(structures.len());
        let territory = french::text(&directory.content.site.territory);
        let page = Page {
            path: format!("annuaire/{REMOTE}/"),
            template: "a-distance.html",
            section: "annuaire",
            title: self.titled("À distance"),
            description: format!("{count} à joindre sans se déplacer, de partout en {territory}."),
        };
        self.print(&page, context! { count, structures => Serde(structures) })
    }

    /// A structure that is closed for good keeps its address, and leads on.
    fn former(&mut self, directory: &Directory<'_>, structure: &Structure) -> Result<(), PublishError> {
        let name = french::text(&structure.name);
        let communes = french::text(&views::communes(structure).join(", "));
        let page = Page {
            path: format!("annuaire/{}/", structure.id),
            template: "structure-fermee.html",
            section: "annuaire",
            title: self.titled(&name),
            description: format!("{name}, {communes}\u{a0}: fermé définitivement, et où aller à la place."),
        };
        let feedback = feedback::about(&directory.content.site.email, &name, &self.base.of(&page.path));
        self.print(&page, context! { sheet => Serde(directory.former(structure)), communes, feedback })
    }

    fn structure(&self, directory: &Directory<'_>, number: usize) -> Sheet<'static> {
        let structure = &directory.content.structures[number];
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
        let links = self.links.from(&root);
        let inside = markdown::Context {
            root: &root,
            links: &links,
            folder: "annuaire",
            top_heading: 3,
            anchor_prefix: markdown::STRUCTURE_PREFIX,
        };
        let sheet = directory.sheet(number, &self.base.of(&page.path), &inside);
        let feedback = feedback::about(&directory.content.site.email, &name, &self.base.of(&page.path));
        Sheet::of(page, (sheet, feedback), |(sheet, feedback)| context! { sheet => Serde(sheet), feedback })
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

    fn need(&self, directory: &Directory<'_>, index: usize) -> Sheet<'static> {
        let need = &directory.content.taxonomies.needs[index];
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
        let canonical = self.base.of(&page.path);
        let groups = &directory.content.taxonomies.need_groups;
        let json_ld =
            json_ld::service(&need.title, &groups[need.group].title, &canonical, &directory.content.site);
        let group = french::text(&groups[need.group].title);
        let (remote, departments) = (directory.remote_for(index), directory.by_department_for(index));
        let values = (json_ld, title, count, group, remote, departments);
        Sheet::of(page, values, |(json_ld, title, count, group, remote, departments)| {
            context! {
                json_ld => minijinja::Value::from_safe_string(json_ld),
                title,
                count,
                group,
                remote => Serde(remote),
                departments => Serde(departments),
            }
        })
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
            picture: self.base.of(self.shared.of("")),
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
}
