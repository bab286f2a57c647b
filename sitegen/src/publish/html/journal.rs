//! The page of what has changed in the directory, and its feed.

use minijinja::context;
use minijinja::value::Serde;

use super::{Page, Printer};
use crate::content::Content;
use crate::publish::error::PublishError;
use crate::publish::feed;
use crate::publish::views::journal;

/// Its folder below the directory's, where no structure can stand.
pub(super) const FOLDER: &str = "journal";

/// The feed, in the folder of the directory.
pub(super) const FEED: &str = "annuaire/journal.xml";

/// Prints both; a site without a journal has none.
pub(super) fn print(printer: &mut Printer<'_>, content: &Content) -> Result<(), PublishError> {
    let page = Page {
        path: format!("annuaire/{FOLDER}/"),
        template: "journal.html",
        section: "annuaire",
        title: printer.titled("Ce qui a changé dans l’annuaire"),
        description:
            "Structures et lieux nouveaux, adresses, horaires, coordonnées et services modifiés, fermetures."
                .to_owned(),
    };
    let Some(feed) = feed::journal(content, printer.base, FEED, &page.path) else { return Ok(()) };
    printer.output.write(FEED, feed.as_bytes())?;
    let (months, older) = journal::months(content);
    printer.print(&page, context! { months => Serde(months), older, feed => FEED })
}
