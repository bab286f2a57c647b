//! The pages on the service itself: history and values, figures, networks.

use minijinja::context;
use minijinja::value::Serde;

use super::resources::FromPage;
use super::{Page, Printer};
use crate::content::Content;
use crate::content::taxonomies::Network;
use crate::french;
use crate::publish::error::PublishError;
use crate::publish::views::resources::{Facet, Toolbox};
use crate::publish::views::{Directory, service};

/// Whether there is something to say of the service.
pub(super) fn is_told(content: &Content) -> bool {
    !content.service.steps.is_empty() || !content.service.values.is_empty()
}

/// Whether there are figures.
pub(super) fn has_figures(content: &Content) -> bool {
    !content.service.years.is_empty() || content.taxonomies.labels.is_some()
}

/// Prints the pages; what the content does not say has none.
pub(super) fn print(printer: &mut Printer<'_>, directory: &Directory<'_>) -> Result<(), PublishError> {
    let content = directory.content;
    if is_told(content) {
        printer.service(directory)?;
    }
    if has_figures(content) {
        printer.figures(content)?;
    }
    printer.networks(directory)?;
    let toolbox = Toolbox::new(content);
    for (index, network) in content.taxonomies.networks.iter().enumerate() {
        printer.network(directory, &toolbox, index, network)?;
    }
    Ok(())
}

impl Printer<'_> {
    fn service(&mut self, directory: &Directory<'_>) -> Result<(), PublishError> {
        let content = directory.content;
        let page = Page {
            path: "le-service/".to_owned(),
            template: "service.html",
            section: "service",
            title: self.titled("Le service"),
            description: "Son histoire, ses valeurs et ce que ce site fait pour les tenir.".to_owned(),
        };
        let data = context! {
            steps => Serde(service::steps(&content.service)),
            values => Serde(service::values(&content.service)),
            circles => Serde(service::circles(directory)),
        };
        self.print(&page, data)
    }

    fn figures(&mut self, content: &Content) -> Result<(), PublishError> {
        let path = "chiffres/";
        let years = service::years(&content.service);
        let labels = service::labels(content);
        let page = Page {
            path: path.to_owned(),
            template: "chiffres.html",
            section: "chiffres",
            title: self.titled("Chiffres"),
            description: "L’activité du service, année par année, et les labels.".to_owned(),
        };
        let data = context! {
            years => Serde(years),
            series => Serde(service::series(&content.service)),
            labels => Serde(labels),
        };
        self.print(&page, data)?;
        if !content.service.years.is_empty() {
            self.output.write(&format!("{path}chiffres.csv"), years_csv(content).as_bytes())?;
        }
        if content.taxonomies.labels.is_some() {
            self.output.write(&format!("{path}labels.csv"), labels_csv(content).as_bytes())?;
        }
        Ok(())
    }

    fn networks(&mut self, directory: &Directory<'_>) -> Result<(), PublishError> {
        let page = Page {
            path: "reseaux/".to_owned(),
            template: "reseaux.html",
            section: "reseaux",
            title: self.titled("Réseaux"),
            description: "Les réseaux qui composent le service, cercle par cercle.".to_owned(),
        };
        let data = context! {
            circles => Serde(service::circles(directory)),
            labels => Serde(service::labels(directory.content)),
        };
        self.print(&page, data)
    }

    fn network(
        &mut self,
        directory: &Directory<'_>,
        toolbox: &Toolbox<'_>,
        index: usize,
        network: &Network,
    ) -> Result<(), PublishError> {
        let title = service::long(network);
        let about = network.description.as_deref().map_or_else(|| title.clone(), french::text);
        let page = Page {
            path: format!("reseaux/{}/", network.id),
            template: "reseau.html",
            section: "reseaux",
            title: self.titled(&title),
            description: about,
        };
        let here = FromPage::at(&page.path);
        let data = context! {
            title,
            network => Serde(service::network_item(directory, index, network)),
            circle => network.circle,
            membership => service::members(network),
            website => network.website.clone(),
            departments => Serde(directory.by_department_of(index)),
            resources => Serde(here.items(toolbox.chosen(Facet::Network, index))),
        };
        self.print(&page, data)
    }
}

fn years_csv(content: &Content) -> String {
    let mut rows = vec![["annee", "personnes", "structures", "lieux", "source"].map(str::to_owned)];
    let figure = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    rows.extend(content.service.years.iter().map(|year| {
        let figures = [figure(year.people), figure(year.structures), figure(year.places)];
        let [people, structures, places] = figures;
        [year.year.to_string(), people, structures, places, year.source.clone()]
    }));
    csv(&rows)
}

fn labels_csv(content: &Content) -> String {
    let mut rows = vec![["annee", "reseau", "titre", "labels"].map(str::to_owned)];
    let year = content.taxonomies.labels.map(|(year, _)| year.to_string()).unwrap_or_default();
    rows.extend(content.taxonomies.networks.iter().filter_map(|network| {
        let labels = network.labels?.to_string();
        Some([year.clone(), network.id.clone(), network.title.clone(), labels])
    }));
    csv(&rows)
}

/// UTF-8 with a mark and semicolons: what a spreadsheet set to French opens by a double click.
fn csv<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    for row in rows {
        // Writing to memory cannot fail, and every row has as many columns.
        let _ = writer.write_record(row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    format!("\u{feff}{}", String::from_utf8(bytes).unwrap_or_default())
}
