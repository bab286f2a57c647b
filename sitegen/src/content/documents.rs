//! What is found beside the structures, with the texts in which it is found: resources and trainings for
//! professionals, events and pages.

use std::collections::BTreeSet;

use engine::documents::{Document, Happening, Kind, Minute};
use jiff::civil::DateTime;
use textsearch::DocumentTexts;

use super::Content;
use super::events::{Event, Occurrence, What, when};
use super::resources::Resource;
use super::taxonomies::Network;
use super::trainings::{self, Training};
use crate::french;
use crate::french::spans;
use crate::markdown::plain_text;
use crate::sources::words::{Format, Validity};

/// A document with its texts, without what synonyms add.
pub(crate) struct Entry {
    pub(crate) document: Document,
    pub(crate) texts: DocumentTexts,
}

/// Every document of a content: pages, then resources, then events.
pub(crate) fn documents(content: &Content) -> Vec<Entry> {
    let resources = content.resources.iter().map(|it| resource(content, it));
    let events = content.events.iter().map(|it| event(content, it));
    let trainings = content.trainings.iter().map(|it| training(content, it));
    pages(content).into_iter().chain(resources).chain(trainings).chain(events).collect()
}

/// A training is found as an event is, and by what it gives, what it holds and what was said in it.
fn training(content: &Content, training: &Training) -> Entry {
    let lists = &content.taxonomies;
    let mut entry = event(content, &training.event);
    let skills = training.skills.iter().map(|&index| lists.skills[index].title.as_str());
    // What it is called is as much its name as its title: who types it wants one of them.
    let called = match training.format {
        Format::Course => "formation stage journée",
        Format::Workshop => "formation atelier",
        Format::Webinar => "formation webinaire visioconférence conférence",
        Format::Elearning => "formation e-learning module en ligne autoformation MOOC",
    };
    entry.texts.title = format!("{}\n{called}", entry.texts.title);
    let said = ["se former professionnalisation", training.depth.title()].into_iter();
    let said = said.chain(skills).chain(training.transcript.iter().map(|_| "transcription"));
    let said = said
        .chain(training.recording.iter().map(|_| "enregistrement replay rediffusion vidéo réécouter revoir"));
    entry.texts.about = lines([entry.texts.about.as_str()].into_iter().chain(said));
    let files = training.files.iter().map(|file| file.title.clone());
    let heard = training.transcript.iter().map(|(said, _)| said.text());
    let text = [entry.texts.text].into_iter().chain(training.prerequisites.clone()).chain(files).chain(heard);
    entry.texts.text = text.collect::<Vec<_>>().join("\n");
    entry.document.kind = Kind::Training;
    entry.document.label = format!(
        "{}, {}, {}",
        training.format.title(),
        training.length.text(),
        training.depth.title().to_lowercase()
    );
    if let Some(text) = training.at_any_time() {
        let always = Happening { end: Minute::MAX, text: text.to_owned(), ..Happening::default() };
        entry.document.dates.insert(0, always);
    }
    entry
}

fn event(content: &Content, event: &Event) -> Entry {
    let lists = &content.taxonomies;
    let themes: Vec<&str> = event.themes.iter().map(|&index| lists.themes[index].title.as_str()).collect();
    let publics = event.publics.iter().filter(|&&index| index != lists.everyone);
    let publics = publics.map(|&index| lists.publics[index].title.as_str());
    let networks = event.networks.iter().map(|&index| &lists.networks[index]);
    let networks = networks.flat_map(|it| [Some(it.title.as_str()), it.acronym.as_deref()]).flatten();
    let mut said: BTreeSet<String> = BTreeSet::new();
    for date in &event.dates {
        said.insert(spans::month_of(date.start.day()));
        if let Some(venue) = &date.venue {
            let department = &content.gazetteer.departments[venue.department];
            said.extend([venue.commune.clone(), department.name.clone(), department.code.clone()]);
        }
    }
    if event.dates.iter().any(|date| date.online) {
        said.insert("en ligne visio à distance".to_owned());
    }
    let form = event.what.title();
    let kind: &[&str] = match event.what {
        What::Gathering(_) => &["évènement", "agenda"],
        What::Training(_) => &[],
    };
    let about =
        [event.summary.as_str(), form, event.audience.title()].into_iter().chain(kind.iter().copied());
    let about = about.chain(themes.iter().copied()).chain(publics).chain(networks);
    let headings = headings(&event.body);
    let about = about.chain(said.iter().map(String::as_str)).chain(headings.iter().map(String::as_str));
    let venues = event.dates.iter().filter_map(|date| date.venue.as_ref());
    let places: BTreeSet<&str> =
        venues.flat_map(|venue| [venue.name.as_deref(), venue.address.as_deref()]).flatten().collect();
    let text = [plain_text(&event.body)].into_iter().chain(event.organiser.clone());
    let text = text.chain(places.into_iter().map(str::to_owned)).collect::<Vec<_>>().join("\n");
    let document = Document {
        kind: Kind::Event,
        archived: false,
        title: french::text(&event.title),
        summary: french::text(&event.summary),
        address: event.path.clone(),
        label: form.to_owned(),
        themes: french::text(&themes.join(", ")),
        dates: event.dates.iter().map(|date| happening(content, date)).collect(),
    };
    let texts = DocumentTexts { title: event.title.clone(), about: lines(about), text };
    Entry { document, texts }
}

fn happening(content: &Content, date: &Occurrence) -> Happening {
    let place = date
        .venue
        .as_ref()
        .map(|venue| format!("{} ({})", venue.commune, content.gazetteer.departments[venue.department].code));
    let online = date.online.then(|| "en ligne".to_owned());
    let parts: Vec<String> = [when(date.start, date.end)].into_iter().chain(place).chain(online).collect();
    Happening {
        start: minute(date.start.start()),
        end: minute(date.end.end()),
        cancelled: date.cancelled().is_some(),
        point: date.venue.as_ref().map(|venue| venue.point),
        text: french::capitalised(&parts.join(" · ")),
    }
}

/// Minutes since the beginning of 1970, by the clock that the moment is of.
pub(crate) fn minute(at: DateTime) -> Minute {
    let passed = at.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
    Minute::try_from(passed.as_mins()).unwrap_or_default()
}

fn resource(content: &Content, resource: &Resource) -> Entry {
    let lists = &content.taxonomies;
    let themes: Vec<&str> = resource.themes.iter().map(|&index| lists.themes[index].title.as_str()).collect();
    let publics = resource.publics.iter().filter(|&&index| index != lists.everyone);
    let publics = publics.map(|&index| lists.publics[index].title.as_str());
    let networks = resource.networks.iter().map(|&index| &lists.networks[index]);
    let networks = networks.flat_map(|it| [Some(it.title.as_str()), it.acronym.as_deref()]).flatten();
    let form = resource.form.title();
    let version = resource.version.as_deref();
    let about = [resource.summary.as_str(), form].into_iter().chain(version);
    let about = about.chain(themes.iter().copied()).chain(publics).chain(networks);
    let headings = headings(&resource.body);
    let about = about.chain(headings.iter().map(String::as_str));
    let text = [plain_text(&resource.body)].into_iter().chain(resource.changes.iter().cloned());
    let text = text.chain(resource.files.iter().map(|file| file.title.clone()));
    let label = match version {
        Some(version) => format!("{form}, version {version}"),
        None => form.to_owned(),
    };
    let document = Document {
        kind: Kind::Resource,
        archived: resource.validity == Validity::Archived,
        title: french::text(&resource.title),
        summary: french::text(&resource.summary),
        address: format!("coin-des-pros/{}/", resource.slug),
        label,
        themes: french::text(&themes.join(", ")),
        dates: Vec::new(),
    };
    let texts = DocumentTexts {
        title: resource.title.clone(),
        about: lines(about),
        text: text.collect::<Vec<_>>().join("\n"),
    };
    Entry { document, texts }
}

/// Every page that is no record of the directory.
fn pages(content: &Content) -> Vec<Entry> {
    let mut pages = own_pages(content);
    pages.extend(content.taxonomies.networks.iter().map(network));
    pages.extend(content.pages.iter().map(|free| {
        let summary = free.description.as_deref().unwrap_or_default();
        let headings = headings(&free.body).join("\n");
        page(&format!("{}/", free.slug), &free.title, summary, &headings, plain_text(&free.body))
    }));
    pages
}

/// The pages that the site makes by itself; each is there on the same condition as in the site.
fn own_pages(content: &Content) -> Vec<Entry> {
    let (service, lists) = (&content.service, &content.taxonomies);
    let needs = lists.needs.iter().map(|need| need.title.as_str());
    let mut pages = vec![
        page(
            "annuaire/",
            "Toutes les structures",
            "La liste complète de l’annuaire, par département.",
            "annuaire liste adresses coordonnées",
            lines(content.gazetteer.departments.iter().map(|it| it.name.as_str())),
        ),
        page("besoins/", "Chercher par besoin", "Dire ce dont on a besoin.", "besoins", lines(needs)),
        page(
            "annuaire/niveau/information/",
            "Information de premier niveau",
            "Une réponse gratuite sur les métiers, les formations et leurs débouchés.",
            "niveau de service premier accueil",
            String::new(),
        ),
        page(
            "annuaire/niveau/accompagnement/",
            "Accompagnement personnalisé",
            "Un suivi dans la durée par une même personne.",
            "niveau de service accompagnement CEP",
            String::new(),
        ),
        page(
            "integrer/",
            "Intégrer l’annuaire sur votre site",
            "Afficher la recherche sur un autre site, avec une ligne.",
            "widget composant script code iframe cadre site internet",
            String::new(),
        ),
        page(
            "reseaux/",
            "Les réseaux du service",
            "Les trois cercles de réseaux qui composent le service.",
            "cercle membres de droit labellisés partenaires acteurs",
            lines(lists.networks.iter().map(|it| it.title.as_str())),
        ),
    ];
    if let Some(table) = &content.orientation {
        let answers = table.questions.iter().flat_map(|question| &question.answers);
        let networks = table.lines.iter().flat_map(|line| &line.networks);
        let networks = networks.map(|&index| lists.networks[index].title.as_str());
        let asked = table.questions.iter().map(|question| question.title.as_str());
        let asked = asked.chain(answers.map(|answer| answer.title.as_str()));
        let said = networks.chain(table.lines.iter().map(|line| line.reason.as_str()));
        pages.push(page(
            "qui-peut-m-accompagner/",
            &table.title,
            &table.introduction,
            "questionnaire conseil en évolution professionnelle CEP opérateur vers qui orienter éligibilité",
            lines(asked.chain(said)),
        ));
    }
    if !content.trainings.is_empty() {
        pages.push(page(
            &format!("{}/", trainings::FOLDER),
            "Formations de professionnels",
            "Ateliers, webinaires et modules pour les professionnels de l’orientation.",
            "catalogue se former professionnalisation plan e-learning compétences",
            lines(lists.skills.iter().map(|it| it.title.as_str())),
        ));
    }
    if content.announced().next().is_some() {
        pages.push(page(
            "agenda/",
            "Agenda",
            "Rencontres, ateliers, salons et tournées.",
            "évènements événements dates calendrier programme s’abonner ics flux passés",
            String::new(),
        ));
    }
    if !content.resources.is_empty() {
        pages.extend([
            page(
                "coin-des-pros/",
                "Le coin des pros",
                "La boîte à outils des professionnels de l’orientation.",
                "ressources documents outils professionnels télécharger hors ligne",
                lines(lists.themes.iter().map(|it| it.title.as_str())),
            ),
            page(
                "coin-des-pros/references/",
                "Documents de référence",
                "La version en vigueur de chaque document de référence, et celles d’avant.",
                "versions textes officiels cadre",
                String::new(),
            ),
            page(
                "coin-des-pros/nouveautes/",
                "Nouveautés du coin des pros",
                "Les ressources nouvelles ou mises à jour.",
                "actualités flux Atom RSS récent",
                String::new(),
            ),
        ]);
    }
    if !service.steps.is_empty() || !service.values.is_empty() {
        let steps = service.steps.iter().flat_map(|it| [it.title.as_str(), it.text.as_str()]);
        let values = service.values.iter().flat_map(|it| [it.title.as_str(), it.commitment.as_str()]);
        pages.push(page(
            "le-service/",
            "Le service",
            "Son histoire, ses valeurs et ce que ce site fait pour les tenir.",
            "histoire lois valeurs niveaux cercles définition présentation SPRO service public régional de l’orientation",
            lines(steps.chain(values)),
        ));
    }
    if !service.years.is_empty() || lists.labels.is_some() {
        let years = service.years.iter().map(|it| it.year.to_string());
        let years: Vec<String> = years.chain(lists.labels.map(|(year, _)| year.to_string())).collect();
        pages.push(page(
            "chiffres/",
            "Chiffres",
            "L’activité du service, année par année, et les labels.",
            "statistiques bilan fréquentation nombre de personnes accueillies reçues structures lieux données",
            lines(years.iter().map(String::as_str)),
        ));
    }
    pages
}

fn network(network: &Network) -> Entry {
    let words = network.acronym.iter().chain(&network.synonyms).map(String::as_str);
    let summary = network.description.as_deref().unwrap_or_default();
    let address = format!("reseaux/{}/", network.id);
    page(&address, &network.title, summary, &lines(words.chain(["réseau"])), String::new())
}

fn page(address: &str, title: &str, summary: &str, about: &str, text: String) -> Entry {
    let document = Document {
        kind: Kind::Page,
        title: french::text(title),
        summary: french::text(summary),
        address: address.to_owned(),
        ..Document::default()
    };
    let texts = DocumentTexts { title: title.to_owned(), about: lines([summary, about].into_iter()), text };
    Entry { document, texts }
}

fn headings(markdown: &str) -> Vec<String> {
    let lines = markdown.lines().filter(|line| line.starts_with('#'));
    lines.map(|line| plain_text(line.trim_start_matches('#'))).collect()
}

fn lines<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.collect::<Vec<_>>().join("\n")
}
