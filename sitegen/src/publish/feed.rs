//! The feeds of what is new among the resources, in the agenda and in the directory, in Atom (RFC 4287).

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use jiff::civil::Date;

use super::address::BaseUrl;
use super::views;
use crate::content::Content;
use crate::content::events::{Event, State, when};
use crate::content::journal::Entry as Change;
use crate::content::resources::Resource;
use crate::french;
use crate::sources::words::Keyword as _;

/// As many entries as a reader who comes back after a season may have missed.
const ENTRIES: usize = 30;

/// What a feed is called, and the page that it is about.
struct About<'a> {
    path: &'a str,
    page: &'a str,
    title: &'a str,
    subtitle: &'a str,
}

/// The feed at `path`, about the page `page`. `newest` are resources, the newest first; without any there is no feed.
pub(super) fn resources(
    content: &Content,
    base: &BaseUrl,
    path: &str,
    page: &str,
    newest: &[&Resource],
) -> Option<String> {
    let last = newest.first()?.day();
    let about =
        About { path, page, title: "coin des pros", subtitle: "Les ressources nouvelles ou mises à jour." };
    let entries = newest.iter().take(ENTRIES).map(|it| entry(content, base, it)).collect::<Option<_>>()?;
    feed(content, base, &about, last, entries)
}

/// The feed of the agenda: what was announced or changed, the newest first.
pub(super) fn events(content: &Content, base: &BaseUrl, path: &str, page: &str) -> Option<String> {
    let mut newest: Vec<&Event> = content.announced().collect();
    newest.sort_by(|one, other| (other.day(), &one.slug).cmp(&(one.day(), &other.slug)));
    let last = newest.first()?.day();
    let about = About {
        path,
        page,
        title: "agenda",
        subtitle: "Les évènements et les formations annoncés ou modifiés.",
    };
    let entries = newest.iter().take(ENTRIES).map(|it| event(base, it)).collect::<Option<_>>()?;
    feed(content, base, &about, last, entries)
}

/// The feed of the trainings: those that are new or changed, the newest first.
pub(super) fn trainings(content: &Content, base: &BaseUrl, path: &str, page: &str) -> Option<String> {
    let mut newest: Vec<&Event> = content.trainings.iter().map(|training| &training.event).collect();
    newest.sort_by(|one, other| (other.day(), &one.slug).cmp(&(one.day(), &other.slug)));
    let last = newest.first()?.day();
    let subtitle = "Les formations de professionnels nouvelles ou mises à jour.";
    let about = About { path, page, title: "formations", subtitle };
    let entries = newest.iter().take(ENTRIES).map(|it| event(base, it)).collect::<Option<_>>()?;
    feed(content, base, &about, last, entries)
}

/// The feed of the directory: what has changed of a structure on a day, the newest first.
pub(super) fn journal(content: &Content, base: &BaseUrl, path: &str, page: &str) -> Option<String> {
    let newest = views::journal::by_structure(content);
    let last = newest.first()?.first()?.date;
    let subtitle = "Ce qui a changé dans l’annuaire.";
    let about = About { path, page, title: "annuaire", subtitle };
    let entries =
        newest.iter().take(ENTRIES).map(|it| changes(content, base, page, it)).collect::<Option<_>>()?;
    feed(content, base, &about, last, entries)
}

fn feed(
    content: &Content,
    base: &BaseUrl,
    about: &About<'_>,
    last: Date,
    entries: Vec<Entry>,
) -> Option<String> {
    let link = |rel: &str, href: String, mime: &str| Link {
        rel: rel.to_owned(),
        href,
        mime_type: Some(mime.to_owned()),
        ..Link::default()
    };
    let feed = Feed {
        title: Text::plain(format!("{} – {}", french::text(&content.site.title), about.title)),
        subtitle: Some(Text::plain(about.subtitle)),
        id: base.of(about.path),
        updated: start_of(last)?,
        lang: Some("fr".to_owned()),
        authors: vec![Person { name: french::text(&content.site.title), ..Person::default() }],
        generator: Some(Generator { value: "Azimut".to_owned(), ..Generator::default() }),
        links: vec![
            link("self", base.of(about.path), "application/atom+xml"),
            link("alternate", base.of(about.page), "text/html"),
        ],
        entries,
        ..Feed::default()
    };
    let bytes = feed.write_to(Vec::new()).ok()?;
    String::from_utf8(bytes).ok()
}

fn event(base: &BaseUrl, event: &Event) -> Option<Entry> {
    let address = base.of(&event.path);
    let mut said = vec![event.summary.clone()];
    match &event.cancelled {
        Some(reason) => said.push(format!("Annulé\u{a0}: {reason}")),
        None => said.extend(event.dates.iter().map(|date| {
            let when = when(date.start, date.end);
            match &date.state {
                State::Planned => french::capitalised(&when),
                State::Moved(reason) => format!("Modifié\u{a0}: {when}. {reason}"),
                State::Cancelled(reason) => format!("Annulé\u{a0}: {when}. {reason}"),
            }
        })),
    }
    let summary = said.join("\n");
    Some(Entry {
        title: Text::plain(french::text(&event.title)),
        id: address.clone(),
        updated: start_of(event.day())?,
        published: Some(start_of(event.published)?),
        summary: Some(Text::plain(french::text(&summary))),
        authors: event
            .organiser
            .iter()
            .map(|name| Person { name: name.clone(), ..Person::default() })
            .collect(),
        categories: vec![Category {
            term: event.what.word().to_owned(),
            label: Some(event.what.title().to_owned()),
            ..Category::default()
        }],
        links: vec![Link { href: address, mime_type: Some("text/html".to_owned()), ..Link::default() }],
        ..Entry::default()
    })
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

/// What has changed of a structure on a day. A structure that has no page any more leads to the journal.
fn changes(content: &Content, base: &BaseUrl, page: &str, changes: &[Change]) -> Option<Entry> {
    let first = changes.first()?;
    let structure = base.of(&format!("annuaire/{}/", first.structure));
    let address = match views::journal::has_page(content, &first.structure) {
        true => structure.clone(),
        false => base.of(page),
    };
    let whats = views::journal::categories(changes);
    let titles: Vec<String> = whats
        .iter()
        .enumerate()
        .map(|(index, what)| if index == 0 { what.title().to_owned() } else { what.title().to_lowercase() })
        .collect();
    let lines: Vec<String> = changes.iter().map(views::journal::line).collect();
    Some(Entry {
        title: Text::plain(french::text(&format!("{}\u{a0}: {}", first.name, french::list(&titles)))),
        id: format!("{structure}#{}", first.date),
        updated: start_of(first.date)?,
        published: Some(start_of(first.date)?),
        summary: Some(Text::plain(french::text(&lines.join("\n")))),
        categories: whats
            .into_iter()
            .map(|what| Category {
                term: what.word().to_owned(),
                label: Some(what.title().to_owned()),
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
