//! The trainings of professionals, as templates see them: the catalogue, its choices, the page of one training.

use engine::fold::fold;
use minijinja::Value;
use serde::Serialize;

use super::Named;
use super::events::{Agenda, EventSheet, web};
use super::resources::{Addresses, Choice, FacetView, FileView, Link, file_view};
use crate::content::Content;
pub(in crate::publish) use crate::content::trainings::FOLDER;
use crate::content::trainings::Training;
use crate::content::transcripts::{Passage, Transcript};
use crate::french;
use crate::publish::markdown;
use crate::sources::words::{Depth, Fee, Format, Keyword as _};

/// Something by which trainings are chosen, and its folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::publish) enum Facet {
    Format,
    Depth,
    Skill,
    Theme,
}

impl Facet {
    /// Every facet, in the order of the page.
    pub(in crate::publish) const ALL: [Self; 4] = [Self::Skill, Self::Format, Self::Depth, Self::Theme];

    /// Its folder below the catalogue's.
    pub(in crate::publish) fn folder(self) -> &'static str {
        match self {
            Self::Format => "type",
            Self::Depth => "niveau",
            Self::Skill => "competence",
            Self::Theme => "theme",
        }
    }

    /// Its heading.
    pub(in crate::publish) fn title(self) -> &'static str {
        match self {
            Self::Format => "Type",
            Self::Depth => "Niveau",
            Self::Skill => "Compétence",
            Self::Theme => "Thème",
        }
    }
}

/// A training in a list.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct TrainingItem {
    href: Option<String>,
    title: String,
    summary: String,
    format: &'static str,
    length: String,
    depth: &'static str,
    at_any_time: Option<&'static str>,
    transcript: bool,
    paid: bool,
    /// Where its dates to come are: `Le Puy-en-Velay (43), en ligne`.
    places: Option<String>,
    cancelled: bool,
}

/// The page of a training.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct TrainingSheet {
    event: EventSheet,
    /// Whether it has dates, past ones included.
    dated: bool,
    /// What its dates are, when there are several.
    sessions: Option<String>,
    /// When it took place, when there is nothing to come but something to hear or to read; else empty.
    held: Vec<String>,
    format: Link,
    length: String,
    length_iso: String,
    depth: Link,
    skills: Vec<Link>,
    themes: Vec<Link>,
    prerequisites: Option<String>,
    /// `Gratuit`, `Payant : 120 €`; nothing when it is not said.
    fee: Option<String>,
    paid: bool,
    licence: Option<String>,
    /// Where a module is followed.
    module: Option<String>,
    recording: Option<String>,
    files: Vec<FileView>,
    transcript: Option<TranscriptView>,
}

/// What was said, and its file.
#[derive(Clone, Debug, Serialize)]
struct TranscriptView {
    passages: Vec<PassageView>,
    /// In place of passages, when it was written as a text.
    text: Option<Value>,
    file: FileView,
}

/// What one person says at a stretch.
#[derive(Clone, Debug, Serialize)]
struct PassageView {
    /// `2:05`, `1:02:05`.
    at: String,
    iso: String,
    speaker: Option<String>,
    text: String,
}

/// The trainings, arranged once for all pages.
#[derive(Debug)]
pub(in crate::publish) struct Catalogue<'c> {
    content: &'c Content,
    /// By title, letters folded.
    order: Vec<&'c Training>,
}

impl<'c> Catalogue<'c> {
    pub(in crate::publish) fn new(content: &'c Content) -> Self {
        let mut order: Vec<&Training> = content.trainings.iter().collect();
        order.sort_by_cached_key(|training| (fold(&training.event.title), training.event.slug.clone()));
        Self { content, order }
    }

    /// All of them, by title.
    pub(in crate::publish) fn all(&self) -> impl Iterator<Item = &'c Training> {
        self.order.iter().copied()
    }

    /// What is there at any time, by title.
    pub(in crate::publish) fn at_any_time(&self) -> impl Iterator<Item = &'c Training> {
        self.all().filter(|training| training.is_at_any_time())
    }

    /// What is in a facet's choice, by title.
    pub(in crate::publish) fn chosen(&self, facet: Facet, index: usize) -> Vec<&'c Training> {
        self.all().filter(|training| chosen(training, facet).contains(&index)).collect()
    }

    /// The choices of a facet that have something: index of each, and what is shown.
    pub(in crate::publish) fn choices(&self, facet: Facet) -> Vec<(usize, Choice)> {
        let named = names(self.content, facet).into_iter().enumerate();
        let counted = named.map(|(index, named)| (index, named, self.chosen(facet, index).len()));
        let kept = counted.filter(|(_, _, count)| *count > 0);
        kept.map(|(index, named, count)| {
            (index, Choice { id: named.id, title: named.title, count: counted_trainings(count) })
        })
        .collect()
    }

    /// Every facet that has a choice.
    pub(in crate::publish) fn facets(&self) -> Vec<FacetView> {
        let view = |facet: Facet| FacetView {
            folder: facet.folder(),
            title: facet.title(),
            choices: self.choices(facet).into_iter().map(|(_, choice)| choice).collect(),
        };
        Facet::ALL.map(view).into_iter().filter(|facet| !facet.choices.is_empty()).collect()
    }

    /// The whole page of a training.
    pub(in crate::publish) fn sheet(
        &self,
        training: &Training,
        agenda: &Agenda<'_>,
        to: &dyn Addresses,
        page: &markdown::Context<'_>,
    ) -> TrainingSheet {
        let link = |facet: Facet, it: &Named| Link {
            href: to.training_facet(facet, &it.id),
            title: it.title.clone(),
        };
        let links = |facet: Facet| -> Vec<Link> {
            let named = names(self.content, facet);
            let chosen = chosen(training, facet).into_iter().filter_map(|index| named.get(index));
            chosen.map(|it| link(facet, it)).collect()
        };
        let named = |id: &str, title: &str| Named { id: id.to_owned(), title: french::text(title) };
        let (format, depth) = (training.format, training.depth);
        let there = training.is_at_any_time();
        let transcript = training.transcript.as_ref().filter(|_| there);
        let count = training.event.dates.iter().filter(|date| date.cancelled().is_none()).count();
        TrainingSheet {
            event: agenda.sheet(&training.event, page),
            dated: !training.event.dates.is_empty(),
            sessions: (count > 1).then(|| {
                let all = if training.all_dates { "toutes à suivre" } else { "on vient à une seule" };
                format!("{count} dates, {all}")
            }),
            held: if there { agenda.held(&training.event) } else { Vec::new() },
            format: link(Facet::Format, &named(format.word(), format.title())),
            length: training.length.text(),
            length_iso: training.length.iso(),
            depth: link(Facet::Depth, &named(depth.word(), depth.title())),
            skills: links(Facet::Skill),
            themes: links(Facet::Theme),
            prerequisites: training.prerequisites.as_deref().map(french::text),
            fee: training.fee.map(|fee| match (fee, training.price.as_deref()) {
                (Fee::Free, _) => "Gratuit".to_owned(),
                (Fee::Paid, None) => "Payant".to_owned(),
                (Fee::Paid, Some(price)) => format!("Payant\u{a0}: {}", french::text(price)),
            }),
            paid: training.fee == Some(Fee::Paid),
            licence: training.licence.as_deref().map(french::text),
            module: web(training.event.link.as_ref().filter(|_| format == Format::Elearning && there)),
            recording: web(training.recording.as_ref().filter(|_| there)),
            files: training.files.iter().map(|file| file_view(file, to)).collect(),
            transcript: transcript.map(|(said, file)| TranscriptView {
                passages: match said {
                    Transcript::Passages(passages) => passages.iter().map(passage).collect(),
                    Transcript::Markdown(_) => Vec::new(),
                },
                text: match said {
                    Transcript::Passages(_) => None,
                    Transcript::Markdown(text) => {
                        // Below the heading of its section, and apart from the anchors of the page's own text.
                        let below = markdown::Context { top_heading: 3, anchor_prefix: "_dit-", ..*page };
                        Some(Value::from_safe_string(markdown::to_html(text, &below)))
                    }
                },
                file: file_view(file, to),
            }),
        }
    }
}

/// A training in a list, with the places of its dates to come where there is an agenda: the pack has none, it is the
/// same on any day.
pub(in crate::publish) fn item(
    training: &Training,
    agenda: Option<&Agenda<'_>>,
    to: &dyn Addresses,
) -> TrainingItem {
    TrainingItem {
        href: to.training(training),
        title: french::text(&training.event.title),
        summary: french::text(&training.event.summary),
        format: training.format.title(),
        length: training.length.text(),
        depth: training.depth.title(),
        at_any_time: training.at_any_time(),
        transcript: training.transcript.is_some(),
        paid: training.fee == Some(Fee::Paid),
        places: agenda.and_then(|agenda| agenda.towns(&training.event)),
        cancelled: training.event.cancelled.is_some(),
    }
}

/// `12 formations`.
pub(in crate::publish) fn counted_trainings(count: usize) -> String {
    french::counted(count, "formation", "formations")
}

fn passage(passage: &Passage) -> PassageView {
    let (hours, minutes, seconds) = (passage.start_s / 3600, passage.start_s / 60 % 60, passage.start_s % 60);
    PassageView {
        at: match hours {
            0 => format!("{minutes}:{seconds:02}"),
            hours => format!("{hours}:{minutes:02}:{seconds:02}"),
        },
        iso: format!("PT{hours}H{minutes}M{seconds}S"),
        speaker: passage.speaker.as_deref().map(french::text),
        text: french::text(&passage.text),
    }
}

/// The ids and titles of a facet.
fn names(content: &Content, facet: Facet) -> Vec<Named> {
    let taxonomies = &content.taxonomies;
    let named = |id: &str, title: &str| Named { id: id.to_owned(), title: french::text(title) };
    match facet {
        Facet::Format => Format::ALL.map(|format| named(format.word(), format.titles())).into(),
        Facet::Depth => Depth::ALL.map(|depth| named(depth.word(), depth.title())).into(),
        Facet::Skill => taxonomies.skills.iter().map(|it| named(&it.id, &it.title)).collect(),
        Facet::Theme => taxonomies.themes.iter().map(|it| named(&it.id, &it.title)).collect(),
    }
}

/// In which choices of a facet a training is, by their index in [`names`].
fn chosen(training: &Training, facet: Facet) -> Vec<usize> {
    match facet {
        Facet::Format => Format::ALL.iter().position(|it| *it == training.format).into_iter().collect(),
        Facet::Depth => Depth::ALL.iter().position(|it| *it == training.depth).into_iter().collect(),
        Facet::Skill => training.skills.clone(),
        Facet::Theme => training.event.themes.clone(),
    }
}
