//! The feed of what is new among the resources, in Atom (RFC 4287).

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use jiff::civil::Date;

use super::address::BaseUrl;
use crate::content::Content;
use crate::content::resources::Resource;
use crate::french;

/// As many entries as a reader who comes back after a season may have missed.
const ENTRIES: usize = 30;

/// The feed at `path`, about the page `page`. `newest` are resources, the newest first; without any there is no feed.
pub(super) fn resources(
    content: &Content,
    base: &BaseUrl,
    path: &str,
    page: &str,
    newest: &[&Resource],
) -> Option<String> {
    let last = newest.first()?.day();
    let link = |rel: &str, href: String, mime: &str| Link {
        rel: rel.to_owned(),
        href,
        mime_type: Some(mime.to_owned()),
        ..Link::default()
    };
    let feed = Feed {
        title: Text::plain(format!("{} – coin des pros", french::text(&content.site.title))),
        subtitle: Some(Text::plain("Les ressources nouvelles ou mises à jour.")),
        id: base.of(path),
        updated: start_of(last)?,
        lang: Some("fr".to_owned()),
        authors: vec![Person { name: french::text(&content.site.title), ..Person::default() }],
        generator: Some(Generator { value: "Azimut".to_owned(), ..Generator::default() }),
        links: vec![
            link("self", base.of(path), "application/atom+xml"),
            link("alternate", base.of(page), "text/html"),
        ],
        entries: newest.iter().take(ENTRIES).map(|it| entry(content, base, it)).collect::<Option<_>>()?,
        ..Feed::default()
    };
    let bytes = feed.write_to(Vec::new()).ok()?;
    String::from_utf8(bytes).ok()
}

fn entry(content: &Content, base: &BaseUrl, resource: &Resource) -> Option<Entry> {
    let address = base.of(&format!("{}/{}/", super::views::resources::FOLDER, resource.slug));
    let themes = resource.themes.iter().filter_map(|&index| content.taxonomies.themes.get(index));
    Some(Entry {
        title: Text::plain(french::text(&resource.title)),
        id: address.clone(),
        updated: start_of(resource.day())?,
        published: Some(start_of(resource.published)?),
        summary: Some(Text::plain(french::text(&resource.summary))),
        authors: resource
            .source
            .iter()
            .map(|name| Person { name: name.clone(), ..Person::default() })
            .collect(),
        categories: themes
            .map(|theme| Category {
                term: theme.id.clone(),
                label: Some(french::text(&theme.title)),
                ..Category::default()
            })
            .collect(),
        links: vec![Link { href: address, mime_type: Some("text/html".to_owned()), ..Link::default() }],
        ..Entry::default()
    })
}

/// The first moment of a day, which is all that the content knows.
fn start_of(day: Date) -> Option<FixedDateTime> {
    format!("{day}T00:00:00Z").parse().ok()
}
