//! The trainings of professionals: the catalogue, its choices, the page of each with what was said.

use minijinja::context;
use minijinja::value::Serde;

use super::events::CALENDAR;
use super::resources::FromPage;
use super::{Page, Printer, root_of};
use crate::content::Content;
use crate::content::trainings::Training;
use crate::diagnostics::Origin;
use crate::french;
use crate::publish::download::Download;
use crate::publish::error::PublishError;
use crate::publish::views::Directory;
use crate::publish::views::events::{Agenda, Cut};
use crate::publish::views::resources::{self, Choice};
use crate::publish::views::trainings::{Catalogue, FOLDER, Facet, TrainingItem, counted_trainings, item};
use crate::publish::{feed, feedback, json_ld, markdown};
use crate::sources::downloads::FILES;

/// The names below the folder that no training can have; a rule refuses them with their file.
pub(super) use crate::rules::trainings::RESERVED;

/// The feed, in the folder.
const FEED: &str = "formations.xml";

/// Names that the content gives.
pub(super) fn names(content: &Content) -> Vec<(&Origin, &str)> {
    content.trainings.iter().map(|it| (&it.event.origin, it.event.slug.as_str())).collect()
}

/// Prints the pages; a site without trainings has none.
pub(super) fn print(
    printer: &mut Printer<'_>,
    directory: &Directory<'_>,
    _: &Download,
) -> Result<(), PublishError> {
    let content = directory.content;
    if content.trainings.is_empty() {
        return Ok(());
    }
    let (agenda, catalogue) = (Agenda::new(content), Catalogue::new(content));
    printer.catalogue(&agenda, &catalogue)?;
    for facet in Facet::ALL {
        for (index, choice) in catalogue.choices(facet) {
            printer.trainings(&agenda, &catalogue, facet, index, &choice)?;
        }
    }
    for training in &content.trainings {
        printer.training(content, &agenda, &catalogue, training)?;
    }
    printer.said(content)
}

/// `12 formations`; `None` when there is none.
pub(super) fn counted(content: &Content) -> Option<String> {
    let count = content.trainings.len();
    (count > 0).then(|| counted_trainings(count))
}

/// The trainings of a theme of the resources, by title; none of what is no theme.
pub(super) fn of_theme(
    content: &Content,
    here: &FromPage,
    facet: resources::Facet,
    index: usize,
) -> Vec<TrainingItem> {
    let catalogue = Catalogue::new(content);
    let chosen = match facet {
        resources::Facet::Theme => catalogue.chosen(Facet::Theme, index),
        _ => Vec::new(),
    };
    // Where they are is said on their own pages, which depend on the day of the build.
    chosen.into_iter().map(|training| item(training, None, here)).collect()
}

fn items<'t>(
    here: &FromPage,
    agenda: &Agenda<'_>,
    trainings: impl IntoIterator<Item = &'t Training>,
) -> Vec<TrainingItem> {
    trainings.into_iter().map(|training| item(training, Some(agenda), here)).collect()
}

impl Printer<'_> {
    fn catalogue(&mut self, agenda: &Agenda<'_>, catalogue: &Catalogue<'_>) -> Result<(), PublishError> {
        let count = counted_trainings(catalogue.all().count());
        let page = Page {
            path: format!("{FOLDER}/"),
            template: "formations.html",
            section: resources::FOLDER,
            title: self.titled("Formations de professionnels"),
            description: format!("Ateliers, webinaires et modules pour les professionnels\u{a0}: {count}."),
        };
        let root = root_of(&page.path);
        let here = FromPage::at(&page.path);
        let data = context! {
            count,
            facets => Serde(catalogue.facets()),
            months => Serde(agenda.months(Cut::Trainings, &root)),
            past => Serde(agenda.past(Cut::Trainings, &root)),
            calendar => agenda.dates(Cut::Trainings).next().map(|_| format!("{root}{}", agenda.path(Cut::Trainings))),
            at_any_time => Serde(items(&here, agenda, catalogue.at_any_time())),
            trainings => Serde(items(&here, agenda, catalogue.all())),
            feed => FEED,
        };
        self.print(&page, data)
    }

    fn trainings(
        &mut self,
        agenda: &Agenda<'_>,
        catalogue: &Catalogue<'_>,
        facet: Facet,
        index: usize,
        choice: &Choice,
    ) -> Result<(), PublishError> {
        let page = Page {
            path: format!("{FOLDER}/{}/{}/", facet.folder(), choice.id),
            template: "formations-choix.html",
            section: resources::FOLDER,
            title: self.titled(&format!("Formations\u{a0}: {}", choice.title)),
            description: format!("{}, {}\u{a0}: {}.", facet.title(), choice.title, choice.count),
        };
        let here = FromPage::at(&page.path);
        let data = context! {
            facet => facet.title(),
            folder => facet.folder(),
            choice => Serde(choice),
            trainings => Serde(items(&here, agenda, catalogue.chosen(facet, index))),
            facets => Serde(catalogue.facets()),
        };
        self.print(&page, data)
    }

    fn training(
        &mut self,
        content: &Content,
        agenda: &Agenda<'_>,
        catalogue: &Catalogue<'_>,
        training: &Training,
    ) -> Result<(), PublishError> {
        let event = &training.event;
        let page = Page {
            path: event.path.clone(),
            template: "formation.html",
            section: resources::FOLDER,
            title: self.titled(&french::text(&event.title)),
            description: french::text(&event.summary),
        };
        let root = root_of(&page.path);
        let links = self.links.from(&root);
        let text = markdown::Context {
            root: &root,
            links: &links,
            folder: "formations",
            top_heading: 2,
            anchor_prefix: "",
        };
        let canonical = self.base.of(&page.path);
        if !event.dates.is_empty() {
            self.calendar_of(agenda, event)?;
        }
        let skills = &content.taxonomies.skills;
        let skills: Vec<&str> = training.skills.iter().map(|&index| skills[index].title.as_str()).collect();
        let json_ld = json_ld::training(training, &skills, agenda, &canonical, &self.site_title);
        let data = context! {
            sheet => Serde(catalogue.sheet(training, agenda, &FromPage::at(&page.path), &text)),
            calendar => CALENDAR,
            json_ld => minijinja::Value::from_safe_string(json_ld),
            feedback => feedback::about(&content.site.email, &event.title, &canonical),
        };
        self.print(&page, data)
    }

    /// The feed, and the files of the trainings beside those of the resources.
    fn said(&mut self, content: &Content) -> Result<(), PublishError> {
        let (path, page) = (format!("{FOLDER}/{FEED}"), format!("{FOLDER}/"));
        if let Some(feed) = feed::trainings(content, self.base, &path, &page) {
            self.output.write(&path, feed.as_bytes())?;
        }
        for file in content.trainings.iter().flat_map(Training::downloads) {
            let path = format!("{}/{FILES}/{}", resources::FOLDER, file.name);
            if !self.output.files().contains_key(&path) {
                self.output.write(&path, &file.bytes)?;
            }
        }
        Ok(())
    }
}
