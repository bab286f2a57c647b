//! Free pages.

use minijinja::{Value, context};

use super::about::{PLAN, WEIGHTS};
use super::{Page, Printer, root_of};
use crate::content::Content;
use crate::content::pages::FreePage;
use crate::content::site::Site;
use crate::diagnostics::Origin;
use crate::french;
use crate::publish::download::Download;
use crate::publish::error::PublishError;
use crate::publish::markdown;
use crate::publish::views::Directory;

/// The addresses that the site keeps for itself, at its root, where free pages stand.
pub(super) const RESERVED: [&str; 16] = [
    "agenda",
    "annuaire",
    "assets",
    "azimut",
    "besoins",
    "cadre",
    "chiffres",
    "coin-des-pros",
    "donnees",
    "fichiers",
    "integrer",
    "le-service",
    PLAN,
    "qui-peut-m-accompagner",
    "reseaux",
    WEIGHTS,
];

/// Names that the content gives.
pub(super) fn names(content: &Content) -> Vec<(&Origin, &str)> {
    content.pages.iter().map(|page| (&page.origin, page.slug.as_str())).collect()
}

/// Prints the pages.
pub(super) fn print(
    printer: &mut Printer<'_>,
    directory: &Directory<'_>,
    _: &Download,
) -> Result<(), PublishError> {
    directory.content.pages.iter().try_for_each(|page| printer.free_page(page, &directory.content.site))
}

impl Printer<'_> {
    fn free_page(&mut self, free: &FreePage, site: &Site) -> Result<(), PublishError> {
        let page = Page {
            path: format!("{}/", free.slug),
            template: "page.html",
            section: "page",
            title: self.titled(&french::text(&free.title)),
            description: french::text(free.description.as_deref().unwrap_or(&site.description)),
        };
        let root = root_of(&page.path);
        let links = self.links.from(&root);
        let inside = markdown::Context {
            root: &root,
            links: &links,
            folder: "pages",
            top_heading: 2,
            anchor_prefix: "",
        };
        let body = Value::from_safe_string(markdown::to_html(&free.body, &inside));
        self.print(&page, context! { title => french::text(&free.title), body })
    }
}
