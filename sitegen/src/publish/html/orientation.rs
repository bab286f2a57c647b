//! « Qui peut m’accompagner ? »: the questions, which a script asks, and the same rules in words.

use minijinja::value::Serde;
use minijinja::{Value, context};

use super::{Page, Printer};
use crate::content::Content;
use crate::french;
use crate::publish::error::PublishError;
use crate::publish::json_ld;
use crate::publish::views::orientation::{self, FOLDER};

/// Prints the page; a site without a table has none.
pub(super) fn print(printer: &mut Printer<'_>, content: &Content) -> Result<(), PublishError> {
    let Some(table) = &content.orientation else { return Ok(()) };
    let title = french::text(&table.title);
    let page = Page {
        path: format!("{FOLDER}/"),
        template: "orientation.html",
        section: FOLDER,
        title: printer.titled(&title),
        description: french::text(&table.introduction),
    };
    let data = serde_json::to_value(orientation::table(content, table)).unwrap_or_default();
    let data = Value::from_safe_string(json_ld::in_script(&data));
    printer.print(&page, context! { orientation => Serde(orientation::view(content, table)), table => data })
}
