//! The whole site of the most hostile content.

use super::open_data::json_ld;
use super::{attributes, build, check_links, minimal, unpacked};
use crate::content::Content;
use crate::content::closures::{Closure, Instead, Until};
use crate::content::events::{Event, State};
use crate::content::resources::Resource;
use crate::content::site::Link;
use crate::content::structures::{Contacts, Structure};
use crate::content::trainings::Training;
use crate::content::transcripts::Transcript;

/// Ends attributes, elements and template tags.
const HOSTILE: &str =
    "x\"'--></title></p><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 6 }}{% raw %}";

fn hostile_contacts() -> Contacts {
    Contacts {
        phone: Some(HOSTILE.to_owned()),
        email: Some(format!("a@{HOSTILE}")),
        website: Some(format!("javascript:alert(1)//{HOSTILE}")),
    }
}

fn poison(structure: &mut Structure) {
    structure.name = HOSTILE.to_owned();
    structure.contacts = hostile_contacts();
    structure.description =
        format!("{HOSTILE}\n\n[lien](javascript:alert(1))\n\n<script>alert(1)</script>\n");
    for text in [&mut structure.acronym, &mut structure.fee_details, &mut structure.source] {
        *text = Some(HOSTILE.to_owned());
    }
    structure.closures = vec![closure(Until::Notice)];
    structure.former_places = structure.places.clone();
    for place in &mut structure.former_places {
        place.id = format!("{}-ferme", place.id);
        (place.name, place.closures) = (Some(HOSTILE.to_owned()), vec![closure(Until::Ever)]);
    }
    for place in &mut structure.places {
        for text in [&mut place.address, &mut place.postcode, &mut place.commune] {
            *text = HOSTILE.to_owned();
        }
        for text in [&mut place.name, &mut place.complement, &mut place.hours] {
            *text = Some(HOSTILE.to_owned());
        }
        place.contacts = hostile_contacts();
    }
}

fn closure(until: Until) -> Closure {
    let text = || HOSTILE.to_owned();
    let instead = Instead { structure: "cio-exemple".to_owned(), place: None, name: text(), commune: text() };
    let from = jiff::civil::date(2026, 1, 1);
    Closure { from, until, reason: text(), meanwhile: Some(text()), instead: vec![instead] }
}

fn poison_resource(resource: &mut Resource) {
    for text in [&mut resource.title, &mut resource.summary] {
        *text = HOSTILE.to_owned();
    }
    for text in [&mut resource.source, &mut resource.version, &mut resource.licence] {
        *text = Some(HOSTILE.to_owned());
    }
    for file in &mut resource.files {
        file.title = HOSTILE.to_owned();
    }
    resource.changes = vec![HOSTILE.to_owned()];
    resource.body = format!("{HOSTILE}\n\n[lien](javascript:alert(1))\n\n<script>alert(1)</script>\n");
}

fn poison_training(training: &mut Training) {
    let text = || HOSTILE.to_owned();
    poison_event(&mut training.event);
    (training.prerequisites, training.licence) = (Some(text()), Some(text()));
    training.recording = Some("javascript:alert(1)".to_owned());
    for file in &mut training.files {
        file.title = text();
    }
    if let Some((said, file)) = &mut training.transcript {
        file.title = text();
        match said {
            Transcript::Passages(passages) => {
                for passage in passages {
                    (passage.speaker, passage.text) = (Some(text()), text());
                }
            }
            Transcript::Markdown(source) => {
                *source = format!("## {HOSTILE}\n\n{HOSTILE}\n\n[lien](javascript:alert(1))\n");
            }
        }
    }
}

fn poisoned() -> Content {
    let mut content = minimal();
    content.structures.iter_mut().for_each(poison);
    let site = &mut content.site;
    for text in [&mut site.title, &mut site.description, &mut site.territory, &mut site.email] {
        *text = HOSTILE.to_owned();
    }
    for group in &mut content.taxonomies.need_groups {
        group.title = HOSTILE.to_owned();
    }
    for need in &mut content.taxonomies.needs {
        need.title = HOSTILE.to_owned();
    }
    for public in &mut content.taxonomies.publics {
        public.title = HOSTILE.to_owned();
    }
    for network in &mut content.taxonomies.networks {
        network.title = HOSTILE.to_owned();
        network.acronym = Some(HOSTILE.to_owned());
        network.description = Some(HOSTILE.to_owned());
    }
    for department in &mut content.gazetteer.departments {
        department.name = HOSTILE.to_owned();
    }
    content.resources.iter_mut().for_each(poison_resource);
    content.events.iter_mut().for_each(poison_event);
    content.trainings.iter_mut().for_each(poison_training);
    let lists = &mut content.taxonomies;
    for theme in lists.themes.iter_mut().chain(&mut lists.skills) {
        theme.title = HOSTILE.to_owned();
    }
    if let Some(table) = &mut content.orientation {
        (table.title, table.introduction) = (HOSTILE.to_owned(), HOSTILE.to_owned());
        for question in &mut table.questions {
            (question.title, question.help) = (HOSTILE.to_owned(), Some(HOSTILE.to_owned()));
            for answer in &mut question.answers {
                (answer.title, answer.said) = (HOSTILE.to_owned(), HOSTILE.to_owned());
            }
        }
        for line in &mut table.lines {
            (line.title, line.reason) = (line.title.as_ref().map(|_| HOSTILE.to_owned()), HOSTILE.to_owned());
        }
    }
    for year in &mut content.service.years {
        year.source = HOSTILE.to_owned();
    }
    for step in &mut content.service.steps {
        (step.title, step.text) = (HOSTILE.to_owned(), HOSTILE.to_owned());
    }
    for value in &mut content.service.values {
        (value.title, value.commitment) = (HOSTILE.to_owned(), HOSTILE.to_owned());
        value.proof = Some(HOSTILE.to_owned());
    }
    content.site.links = vec![Link {
        title: HOSTILE.to_owned(),
        url: "https://example.org/".to_owned(),
        note: Some(HOSTILE.to_owned()),
    }];
    for entry in &mut content.journal {
        (entry.name, entry.details) = (HOSTILE.to_owned(), Some(HOSTILE.to_owned()));
    }
    for page in &mut content.pages {
        page.title = HOSTILE.to_owned();
        page.description = Some(HOSTILE.to_owned());
        page.body = format!("# {HOSTILE}\n\n{HOSTILE}\n\n<script>alert(1)</script>\n");
    }
    content
}

/// Rules refuse such addresses; what comes by another way is no link either.
fn poison_event(event: &mut Event) {
    let text = || HOSTILE.to_owned();
    (event.title, event.summary, event.body) =
        (text(), text(), format!("# {HOSTILE}\n\n<script>alert(1)</script>\n"));
    (event.organiser, event.email, event.phone) = (Some(text()), Some(text()), Some(text()));
    let script = || Some("javascript:alert(1)".to_owned());
    (event.link, event.registration, event.online) = (script(), script(), script());
    for date in &mut event.dates {
        date.state = State::Moved(text());
        if let Some(venue) = &mut date.venue {
            (venue.name, venue.address, venue.commune) = (Some(text()), Some(text()), text());
        }
    }
}

#[test]
fn hostile_text_shows_as_text_everywhere() {
    let (clean, built) = (build(&minimal()), build(&poisoned()));
    assert_eq!(clean.report.pages, built.report.pages);
    let pack = unpacked(&built);
    for (name, bytes) in pack.iter().filter(|(name, _)| name.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        assert!(
            !html.contains("<script") && !html.contains("<img") && html.contains("{{ 7 * 6 }}"),
            "{name}"
        );
        assert!(attributes(html, "href").iter().all(|link| !link.starts_with("javascript:")), "{name}");
    }
    let feed: atom_syndication::Feed = built.text("coin-des-pros/nouveautes.xml").parse().unwrap();
    assert_eq!(feed.entries.len(), 2, "the feed is still one");
    // Two events, and two trainings with dates; three trainings in all.
    for (path, entries) in [("agenda/agenda.xml", 4), ("coin-des-pros/formations/formations.xml", 3)] {
        let feed: atom_syndication::Feed = built.text(path).parse().unwrap();
        assert_eq!(feed.entries.len(), entries, "the feed is still one");
    }
    for (page, html) in built.pages() {
        // What takes away dates that are over is there only where there are dates.
        let scripts = |html: &str| html.matches("<script").count() - html.matches("assets/dates-").count();
        assert_eq!(scripts(html), scripts(clean.text(page)), "{page}");
        assert!(!html.contains("<img"), "{page}");
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{page}");
        assert!(html.contains("{{ 7 * 6 }}{% raw %}"), "{page}: a template in a field is not run");
        for link in attributes(html, "href") {
            let start = link.trim_start().to_ascii_lowercase();
            assert!(!start.starts_with("javascript:"), "{page}: {link}");
        }
        for value in json_ld(html) {
            let first = &value["@graph"][0];
            let said = match value["@type"].as_str().or(first["@type"].as_str()) {
                Some("BreadcrumbList") => continue,
                Some("GovernmentOffice") => &first["address"]["addressLocality"],
                Some("Event") => &first["name"],
                _ => &value["name"],
            };
            assert_eq!(said, HOSTILE, "{page}");
        }
    }
}

#[test]
fn a_description_cannot_take_the_anchor_of_a_place() {
    let mut content = minimal();
    for structure in &mut content.structures {
        structure.description = "# Lieu 1\n\n# Contenu\n\n# Contenu\n".to_owned();
    }
    check_links(&build(&content), "/");
}
