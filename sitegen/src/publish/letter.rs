//! The monthly letter: what happens in a month, what was announced, changed and published in the one before, as
//! Markdown to work on and as HTML that mail programs accept. It is sent from elsewhere; the same content and month
//! give the same bytes.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::address::BaseUrl;
use super::error::PublishError;
use super::views::{events, resources};
use crate::content::Content;
use crate::content::events::{Event, Occurrence, State, when};
use crate::content::trainings::Training;
use crate::french;
use crate::french::spans;
use crate::sources::words::Validity;
use crate::templates;

/// A month of a year: `2026-12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month(Date);

impl Month {
    /// Reads `2026-12`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.len() == 7 && text.as_bytes()[4] == b'-';
        plain.then(|| format!("{text}-01").parse().ok().map(Self)).flatten()
    }

    fn shifted(self, months: Span) -> Self {
        Self(self.0.checked_add(months).unwrap_or(self.0))
    }

    fn has(self, day: Date) -> bool {
        (day.year(), day.month()) == (self.0.year(), self.0.month())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m"))
    }
}

/// A letter, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// For who works on it.
    pub markdown: String,
    /// For mail programs: tables and inline styles, nothing fetched.
    pub html: String,
    month: Month,
}

/// A part of a letter.
#[derive(Clone, Debug, Serialize)]
struct Part {
    title: String,
    items: Vec<Item>,
}

/// Something that a letter tells.
#[derive(Clone, Debug, Serialize)]
struct Item {
    title: String,
    href: String,
    /// When and where, one a line; what became of it stands before.
    lines: Vec<String>,
    text: String,
}

/// A way out of a letter.
#[derive(Clone, Debug, Serialize)]
struct Way {
    title: String,
    href: String,
}

/// The letter of a month, about what was announced and published in the month before.
///
/// # Errors
/// The address of the site is not one, or the template cannot be rendered.
pub fn letter(content: &Content, base_url: &str, month: Month) -> Result<Letter, PublishError> {
    let base = BaseUrl::parse(base_url)?;
    let parts = parts(content, &base, month);
    let title = format!("Lettre {}", of_month(month));
    let site = french::text(&content.site.title);
    let ways = ways(content, &base);
    let env = templates::environment(&content.appearance.templates)
        .map_err(|error| failed(month, error, content))?;
    let data = context! {
        title => &title,
        site => &site,
        fictitious => content.site.fictitious,
        parts => Serde(&parts),
        ways => Serde(&ways),
        email => &content.site.email,
        home => base.of(""),
    };
    let html = env.get_template("lettre.html").and_then(|template| template.render(data));
    let html = html.map_err(|error| failed(month, error, content))?;
    let markdown = markdown(content, &title, &site, &parts, &ways);
    Ok(Letter { markdown, html, month })
}

fn failed(month: Month, error: minijinja::Error, content: &Content) -> PublishError {
    PublishError::template(format!("lettre-{month}.html"), error, &content.appearance)
}

impl Letter {
    /// Writes `lettre-2026-12.md` and `.html` into a folder, each whole or not at all; gives their paths.
    ///
    /// # Errors
    /// The folder or a file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<[PathBuf; 2]> {
        fs::create_dir_all(folder)?;
        let write = |extension: &str, text: &str| {
            let path = folder.join(format!("lettre-{}.{extension}", self.month));
            let part = path.with_extension(format!("{extension}.part"));
            fs::write(&part, text)?;
            fs::rename(&part, &path).map(|()| path)
        };
        Ok([write("md", &self.markdown)?, write("html", &self.html)?])
    }
}

/// `de décembre 2026`, `d’avril 2027`.
fn of_month(month: Month) -> String {
    let name = spans::month_of(month.0);
    if name.starts_with(['a', 'o']) { format!("d’{name}") } else { format!("de {name}") }
}

fn parts(content: &Content, base: &BaseUrl, month: Month) -> Vec<Part> {
    let before = month.shifted(-1.month());
    let ends = month.shifted(1.month()).0;
    let agenda = events::Agenda::new(content);
    let item = |event: &Event, dates: &dyn Fn(&Occurrence) -> bool| Item {
        title: french::text(&event.title),
        href: base.of(&event.path),
        lines: event.dates.iter().filter(|date| dates(date)).map(|date| line(&agenda, date)).collect(),
        text: french::text(&event.summary),
    };
    let in_month = |date: &Occurrence| month.has(date.start.day()) || month.has(date.planned.day());
    let later = |date: &Occurrence| date.start.day() >= ends && date.cancelled().is_none();
    let changed = |date: &Occurrence| date.start.day() >= ends && date.state != State::Planned;
    let mut here: Vec<&Event> = content.announced().filter(|it| it.dates.iter().any(in_month)).collect();
    here.sort_by_key(|it| it.dates.iter().find(|date| in_month(date)).map(|date| date.start));
    let is_here = |event: &Event| event.dates.iter().any(in_month);
    let others = || content.announced().filter(|event| !is_here(event));
    let mut announced: Vec<&Event> =
        others().filter(|it| before.has(it.published) && it.dates.iter().any(later)).collect();
    announced.sort_by_key(|it| it.dates.iter().find(|date| later(date)).map(|date| date.start));
    let moved =
        others().filter(|it| !before.has(it.published) && it.updated.is_some_and(|day| before.has(day)));
    let moved: Vec<&Event> = moved.filter(|it| it.dates.iter().any(changed)).collect();
    let mut fresh: Vec<_> = content
        .resources
        .iter()
        .filter(|it| it.validity == Validity::InForce && before.has(it.day()))
        .collect();
    fresh.sort_by(|one, other| (other.day(), &one.slug).cmp(&(one.day(), &other.slug)));
    let resource = |it: &&crate::content::resources::Resource| Item {
        title: french::text(&it.title),
        href: base.of(&format!("{}/{}/", resources::FOLDER, it.slug)),
        lines: vec![it.form.title().to_owned()],
        text: french::text(&it.summary),
    };
    let name = spans::month_of(month.0);
    let parts = [
        Part { title: format!("En {name}"), items: here.iter().map(|it| item(it, &in_month)).collect() },
        Part {
            title: "Annoncé, et pour plus tard".to_owned(),
            items: announced.iter().map(|it| item(it, &later)).collect(),
        },
        Part {
            title: "Ce qui change".to_owned(),
            items: moved.iter().map(|it| item(it, &changed)).collect(),
        },
        Part { title: "À lire, à télécharger".to_owned(), items: fresh.iter().map(resource).collect() },
        Part { title: "Se former quand on veut".to_owned(), items: trainings(content, base, before) },
        Part { title: "L’annuaire".to_owned(), items: vec![directory(content, base, before)] },
    ];
    parts.into_iter().filter(|part| !part.items.is_empty()).collect()
}

/// What is there at any time since the month before: modules, and what can be heard or read again.
fn trainings(content: &Content, base: &BaseUrl, before: Month) -> Vec<Item> {
    let there = content.trainings.iter().filter_map(|it| Some((it, it.at_any_time()?)));
    let mut fresh: Vec<_> = there.filter(|(it, _)| before.has(it.event.day())).collect();
    fresh.sort_by(|(one, _), (other, _)| {
        (other.event.day(), &one.event.slug).cmp(&(one.event.day(), &other.event.slug))
    });
    let item = |(it, when): (&Training, &str)| Item {
        title: french::text(&it.event.title),
        href: base.of(&it.event.path),
        lines: vec![format!("{} · {} · {when}", it.format.title(), it.length.text())],
        text: french::text(&it.event.summary),
    };
    fresh.into_iter().map(item).collect()
}

/// When and where a date is, and what became of it.
fn line(agenda: &events::Agenda<'_>, date: &Occurrence) -> String {
    let place = date.venue.as_ref().map(|venue| agenda.town(venue));
    let online = date.online.then(|| "en ligne".to_owned());
    let parts: Vec<String> =
        [french::capitalised(&when(date.start, date.end))].into_iter().chain(place).chain(online).collect();
    let said = parts.join(" · ");
    match &date.state {
        State::Planned => said,
        State::Moved(reason) => format!("Modifié\u{a0}: {said}. {}", french::text(reason)),
        State::Cancelled(reason) => format!("Annulé\u{a0}: {said}. {}", french::text(reason)),
    }
}

/// How large the directory is, and how much of it was looked after.
fn directory(content: &Content, base: &BaseUrl, before: Month) -> Item {
    let places = content.structures.iter().flat_map(|structure| &structure.places);
    let verified = places.filter(|place| before.has(place.verified)).count();
    let verified = match verified {
        0 => None,
        count => Some(format!(
            "{} en {}.",
            french::counted(count, "lieu vérifié", "lieux vérifiés"),
            spans::month_of(before.0)
        )),
    };
    Item {
        title: "Chercher dans l’annuaire".to_owned(),
        href: base.of(""),
        lines: verified.into_iter().collect(),
        text: format!(
            "{}, {}.",
            french::counted(content.structures.len(), "structure", "structures"),
            french::counted(content.place_count(), "lieu d’accueil", "lieux d’accueil")
        ),
    }
}

/// The agenda, and what `site.toml` says of elsewhere: where one subscribes is among it.
fn ways(content: &Content, base: &BaseUrl) -> Vec<Way> {
    let agenda = content
        .announced()
        .next()
        .map(|_| Way { title: "Tout l’agenda".to_owned(), href: base.of(&format!("{}/", events::FOLDER)) });
    let elsewhere = content.site.links.iter().map(|link| {
        // Whoever reads it got it from somebody: this is how to get the next one.
        let title = french::text(&link.title);
        let letter = engine::fold::fold(&title).starts_with("lettre");
        Way {
            title: if letter { "S’abonner à la lettre".to_owned() } else { title }, href: link.url.clone()
        }
    });
    agenda.into_iter().chain(elsewhere).collect()
}

fn markdown(content: &Content, title: &str, site: &str, parts: &[Part], ways: &[Way]) -> String {
    let mut out = format!("# {}\n\n{}\n", plain(title), plain(site));
    if content.site.fictitious {
        out.push_str("\n**Données de démonstration, fictives.**\n");
    }
    for part in parts {
        out.push_str(&format!("\n## {}\n", plain(&part.title)));
        for item in &part.items {
            out.push_str(&format!("\n### [{}](<{}>)\n\n", plain(&item.title), item.href));
            for line in &item.lines {
                out.push_str(&format!("- {}\n", plain(line)));
            }
            let gap = if item.lines.is_empty() { "" } else { "\n" };
            out.push_str(&format!("{gap}{}\n", plain(&item.text)));
        }
    }
    out.push_str("\n---\n\n");
    for way in ways {
        out.push_str(&format!("- [{}](<{}>)\n", plain(&way.title), way.href));
    }
    out.push_str(&format!("\nUne erreur, une nouvelle à annoncer\u{a0}? <{}>\n", content.site.email));
    out
}

/// Text that Markdown shows as it is.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (index, c) in text.char_indices() {
        let special = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|');
        if special || index == 0 && matches!(c, '#' | '+' | '-' | '=') {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Month, of_month, plain};

    #[test]
    fn months_are_written_in_one_way() {
        let month = Month::parse("2026-12").unwrap();
        assert_eq!((month.to_string(), of_month(month)), ("2026-12".into(), "de décembre\u{a0}2026".into()));
        assert_eq!(of_month(Month::parse("2027-04").unwrap()), "d’avril\u{a0}2027");
        for wrong in ["2026", "2026-13", "2026-1", "26-12", "2026-12-01", "décembre", "2026/12", "20é6-1"] {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn text_stays_text_in_markdown() {
        assert_eq!(
            plain("# un [lien](x) *fort* <b> & a_b"),
            "\\# un \\[lien\\](x) \\*fort\\* \\<b\\> \\& a\\_b"
        );
        assert_eq!(plain("deux\nlignes - ou #"), "deux lignes - ou #");
    }
}
