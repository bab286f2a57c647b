//! The pages of the territory: each commune with who is near it, groups of communes, the communes of a department.

use minijinja::context;
use minijinja::value::Serde;

use super::{Page, Printer, Values};
use crate::french;
use crate::french::slug::slug;
use crate::publish::error::PublishError;
use crate::publish::views::communes::{Communes, EpciView};
use crate::publish::views::nearby::RADIUS_KM;
use crate::publish::views::{DepartmentView, Directory};

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
            printer.communes_of(communes, &department, &epcis)?;
        }
    }
    for epci in &epcis {
        printer.epci(epci)?;
    }
    let titled = printer.site_title.clone();
    printer.print_all(communes.count(), |_, rank| commune(communes, rank, &titled))
}

/// The page of a commune, by its rank among those that have one.
fn commune<'v>(communes: &'v Communes<'_>, rank: usize, site: &str) -> (Page, Values<'v>) {
    let (path, view) = communes.commune(rank);
    let place = format!("{} ({})", view.of, view.department.title);
    let page = Page {
        path,
        template: "commune.html",
        section: "annuaire",
        title: format!("Près {place} – {site}"),
        description: format!(
            "Les structures les plus proches {place}\u{a0}: distance, adresse, téléphone et horaires."
        ),
    };
    // Ten places on each of four thousand pages: a digest of each is told faster than the whole.
    let told = serde_json::to_string(&view.with(|it| communes.digest(it)));
    let told = told.expect("a struct of texts becomes JSON");
    let value = move || {
        let commune = view.with(|it| communes.value(it));
        context! { commune => Serde(commune), radius => RADIUS_KM }
    };
    (page, Values::Told(told, Box::new(value)))
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
