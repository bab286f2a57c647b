//! The pages of the territory: each commune with who is near it, groups of communes, the communes of a department.

use minijinja::value::Serde;
use minijinja::{Value, context};

use super::{Page, Printer, Sheet};
use crate::french;
use crate::french::slug::slug;
use crate::publish::error::PublishError;
use crate::publish::views::communes::{Communes, EpciView};
use crate::publish::views::nearby::RADIUS_KM;
use crate::publish::views::{DepartmentView, Directory};

/// What the page of a commune is printed with.
const TEMPLATE: &str = "commune.html";

/// Prints the pages.
pub(super) fn print(
    printer: &mut Printer<'_>,
    directory: &Directory<'_>,
    communes: &Communes<'_>,
) -> Result<(), PublishError> {
    let content = directory.content;
    let epcis = communes.epcis();
    for department in directory.by_department() {
        if content.site.departments.contains(&department.code) {
            printer.communes_of(communes, department, &epcis)?;
        }
    }
    for epci in &epcis {
        printer.epci(epci)?;
    }
    let site = printer.site_title.clone();
    printer.print_all(communes.count(), |_, rank| Sheet {
        path: communes.path(rank).to_owned(),
        template: TEMPLATE,
        told: Some(communes.told(rank)),
        make: Box::new({
            let site = &site;
            move || commune(communes, rank, site)
        }),
    })
}

/// The page of a commune, by its rank among those that have one.
fn commune(communes: &Communes<'_>, rank: usize, site: &str) -> (Page, Value) {
    let view = communes.commune(rank);
    let place = format!("{} ({})", view.of, view.department.title);
    let page = Page {
        path: communes.path(rank).to_owned(),
        template: TEMPLATE,
        section: "annuaire",
        title: format!("Près {place} – {site}"),
        description: format!(
            "Les structures les plus proches {place}\u{a0}: distance, adresse, téléphone et horaires."
        ),
    };
    (page, context! { commune => Serde(view), radius => RADIUS_KM })
}

impl Printer<'_> {
    fn epci(&mut self, epci: &EpciView) -> Result<(), PublishError> {
        let page = Page {
            path: epci.path.clone(),
            template: "epci.html",
            section: "annuaire",
            title: self.titled(&epci.name),
            description: format!("{}\u{a0}: {}, et les communes qui la composent.", epci.name, epci.count),
        };
        self.print(&page, context! { epci => Serde(epci) })
    }

    fn communes_of(
        &mut self,
        communes: &Communes<'_>,
        department: &DepartmentView,
        epcis: &[EpciView],
    ) -> Result<(), PublishError> {
        let named = communes.of_department(&department.code);
        let count = french::counted(named.len(), "commune", "communes");
        let mut letters: Vec<(String, Vec<_>)> = Vec::new();
        for commune in named {
            let letter = slug(&commune.title).chars().next().unwrap_or('a').to_uppercase().to_string();
            match letters.last_mut() {
                Some((last, list)) if *last == letter => list.push(commune),
                _ => letters.push((letter, vec![commune])),
            }
        }
        let epcis: Vec<&EpciView> = epcis.iter().filter(|it| it.department.id == department.code).collect();
        let name = format!("{} ({})", department.name, department.code);
        let page = Page {
            path: format!("annuaire/departement/{}/communes/", department.code),
            template: "communes.html",
            section: "annuaire",
            title: self.titled(&format!("Communes\u{a0}: {name}")),
            description: format!("{count} du département {name}, et les structures proches de chacune."),
        };
        let data = context! {
            department => Serde(department),
            count,
            letters => Serde(letters),
            epcis => Serde(epcis),
        };
        self.print(&page, data)
    }
}
