//! The agenda: what is to come, its cuts, what is over, each event; a calendar to subscribe to for each of them.

use minijinja::context;
use minijinja::value::Serde;

use super::{Page, Printer, root_of};
use crate::content::Content;
use crate::content::events::Event;
use crate::diagnostics::Origin;
use crate::french;
use crate::publish::download::Download;
use crate::publish::error::PublishError;
use crate::publish::views::Directory;
use crate::publish::views::events::{Agenda, Cut, FOLDER};
use crate::publish::{calendar, feed, feedback, json_ld, markdown};

/// The names below the folder that no event can have; a rule refuses them with their file.
pub(super) use crate::rules::events::RESERVED;

/// A calendar, in the folder of its page.
pub(super) const CALENDAR: &str = "agenda.ics";

/// The feed, in the folder.
const FEED: &str = "agenda.xml";

/// Names that the content gives.
pub(super) fn names(content: &Content) -> Vec<(&Origin, &str)> {
    content.events.iter().map(|event| (&event.origin, event.slug.as_str())).collect()
}

/// Prints the pages; a site without events has none.
pub(super) fn print(
    printer: &mut Printer<'_>,
    directory: &Directory<'_>,
    _: &Download,
) -> Result<(), PublishError> {
    let content = directory.content;
    if content.announced().next().is_none() {
        return Ok(());
    }
    let agenda = Agenda::new(content);
    printer.cut(&agenda, Cut::Whole)?;
    printer.past(&agenda)?;
    for cut in agenda.cuts() {
        printer.cut(&agenda, cut)?;
    }
    for event in &content.events {
        printer.event(content, &agenda, event)?;
    }
    let (path, page) = (format!("{FOLDER}/{FEED}"), format!("{FOLDER}/"));
    if let Some(feed) = feed::events(content, printer.base, &path, &page) {
        printer.output.write(&path, feed.as_bytes())?;
    }
    Ok(())
}

impl Printer<'_> {
    fn cut(&mut self, agenda: &Agenda<'_>, cut: Cut) -> Result<(), PublishError> {
        let whole = cut == Cut::Whole;
        let (title, count) = (agenda.title(cut), agenda.counted(cut));
        let page = Page {
            path: agenda.path(cut),
            template: "agenda.html",
            section: FOLDER,
            title: self.titled(&if whole { title.clone() } else { format!("Agenda\u{a0}: {title}") }),
            description: format!("Rencontres, ateliers, salons, tournées et formations\u{a0}: {count}."),
        };
        let root = root_of(&page.path);
        let name = if whole { self.site_title.clone() } else { format!("{} – {title}", self.site_title) };
        let calendar = self.calendar(agenda, &page.path, &name, cut)?;
        // On the page of all, what is over has a page of its own.
        let past = if whole { Vec::new() } else { agenda.past(cut, &root) };
        let data = context! {
            whole,
            heading => title,
            count,
            months => Serde(agenda.months(cut, &root)),
            past => Serde(past),
            groups => Serde(agenda.choices(&root, cut)),
            calendar => Serde(calendar),
            feed => format!("{root}{FOLDER}/{FEED}"),
        };
        self.print(&page, data)
    }

    fn past(&mut self, agenda: &Agenda<'_>) -> Result<(), PublishError> {
        let page = Page {
            path: format!("{FOLDER}/passes/"),
            template: "agenda-passes.html",
            section: FOLDER,
            title: self.titled("Évènements passés"),
            description: "Les dates passées, la plus récente d’abord.".to_owned(),
        };
        let past = agenda.past(Cut::Whole, &root_of(&page.path));
        self.print(&page, context! { past => Serde(past) })
    }

    fn event(&mut self, content: &Content, agenda: &Agenda<'_>, event: &Event) -> Result<(), PublishError> {
        let title = french::text(&event.title);
        let page = Page {
            path: event.path.clone(),
            template: "evenement.html",
            section: FOLDER,
            title: self.titled(&title),
            description: french::text(&event.summary),
        };
        let root = root_of(&page.path);
        let links = self.links.from(&root);
        let text = markdown::Context {
            root: &root,
            links: &links,
            folder: "evenements",
            top_heading: 2,
            anchor_prefix: "",
        };
        let canonical = self.base.of(&page.path);
        self.calendar_of(agenda, event)?;
        let data = context! {
            sheet => Serde(agenda.sheet(event, &text)),
            calendar => CALENDAR,
            json_ld => minijinja::Value::from_safe_string(json_ld::event(event, agenda, &canonical, &self.site_title)),
            feedback => feedback::about(&content.site.email, &event.title, &canonical),
        };
        self.print(&page, data)
    }

    /// Writes the calendar of an event beside its page.
    pub(super) fn calendar_of(&mut self, agenda: &Agenda<'_>, event: &Event) -> Result<(), PublishError> {
        let path = format!("{}{CALENDAR}", event.path);
        let dates = event.dates.iter().map(|date| (event, date));
        let calendar = calendar::calendar(agenda, self.base, &path, &french::text(&event.title), dates);
        self.output.write(&path, calendar.as_bytes()).map(drop)
    }

    /// Writes the calendar of a cut; gives its addresses: to download, to subscribe to, to copy.
    fn calendar(
        &mut self,
        agenda: &Agenda<'_>,
        folder: &str,
        name: &str,
        cut: Cut,
    ) -> Result<CalendarLinks, PublishError> {
        let path = format!("{folder}{CALENDAR}");
        let text = calendar::calendar(agenda, self.base, &path, name, agenda.dates(cut));
        self.output.write(&path, text.as_bytes())?;
        let whole = self.base.of(&path);
        let behind = whole.split_once("://").map_or(whole.as_str(), |(_, behind)| behind);
        Ok(CalendarLinks { href: CALENDAR, subscribe: format!("webcal://{behind}"), address: whole })
    }
}

/// Where a calendar is.
#[derive(serde::Serialize)]
struct CalendarLinks {
    href: &'static str,
    /// Opens a calendar program.
    subscribe: String,
    /// For those that want an address typed.
    address: String,
}
