//! Trainings of professionals, resolved.

use super::events::{Event, What, announced, written};
use super::resources::{File, file};
use super::transcripts::{self, Transcript};
use super::{Known, incomplete, indices};
use crate::diagnostics::Diagnostics;
use crate::french::lengths::Length;
use crate::sources::Record as _;
use crate::sources::trainings::{TrainingDraft, TranscriptDraft};
use crate::sources::words::{Audience, Depth, Fee, Format};

/// Their folder in the site, below that of the resources.
pub const FOLDER: &str = "coin-des-pros/formations";

/// A training of professionals.
#[derive(Clone, Debug)]
pub struct Training {
    /// What it has in common with events: what it is about, whom to ask, its dates.
    pub event: Event,
    /// What it is.
    pub format: Format,
    /// How long it lasts.
    pub length: Length,
    /// What one must know.
    pub depth: Depth,
    /// Indices of the skills that it gives, sorted.
    pub skills: Vec<usize>,
    /// What one must know or have done, in words.
    pub prerequisites: Option<String>,
    /// What it costs, when it is said.
    pub fee: Option<Fee>,
    /// How much, in words.
    pub price: Option<String>,
    /// Whether one comes to each of its dates, not to one of them.
    pub all_dates: bool,
    /// What one may do with its documents.
    pub licence: Option<String>,
    /// Where it can be heard again.
    pub recording: Option<String>,
    /// What was said, with its file.
    pub transcript: Option<(Transcript, File)>,
    /// Its documents.
    pub files: Vec<File>,
}

impl Training {
    /// Whether one can follow it, or read it, whenever one wants.
    #[must_use]
    pub fn is_at_any_time(&self) -> bool {
        self.at_any_time().is_some()
    }

    /// Everything to download with it.
    pub fn downloads(&self) -> impl Iterator<Item = &File> {
        self.files.iter().chain(self.transcript.iter().map(|(_, file)| file))
    }

    /// What is there at any time, in words.
    #[must_use]
    pub fn at_any_time(&self) -> Option<&'static str> {
        if self.event.cancelled.is_some() {
            return None;
        }
        match (self.format, &self.recording, &self.transcript) {
            (Format::Elearning, ..) => Some("À tout moment, en ligne"),
            (_, Some(_), _) => Some("À réécouter et à lire, à tout moment"),
            (_, None, Some(_)) => Some("À lire, à tout moment"),
            (_, None, None) => None,
        }
    }
}

/// The resolved records of this kind.
pub type Resolved = Training;

/// Resolves drafts, in the order of their names.
pub(super) fn resolve_all(drafts: &[&TrainingDraft], known: Known<'_>, d: &mut Diagnostics) -> Vec<Training> {
    let mut trainings = Vec::with_capacity(drafts.len());
    for draft in drafts {
        match resolve(draft, known) {
            Some(training) => trainings.push(training),
            None => incomplete(draft.at(), d),
        }
    }
    trainings
}

fn resolve(draft: &TrainingDraft, known: Known<'_>) -> Option<Training> {
    let format = draft.format?;
    let path = format!("{FOLDER}/{}/", draft.announcement.slug.value);
    let what = What::Training(format);
    let skills = &known.taxonomies.skills;
    Some(Training {
        event: announced(&draft.announcement, what, Audience::Professionals, path, known)?,
        format,
        length: Length::parse(&draft.length.as_ref()?.value)?,
        depth: draft.depth?,
        skills: indices(&draft.skills, |id| skills.iter().position(|it| it.id == id)),
        prerequisites: written(&draft.prerequisites),
        fee: draft.fee,
        price: written(&draft.price),
        all_dates: draft.all_sessions.as_ref().is_some_and(|flag| flag.value),
        licence: written(&draft.licence),
        recording: written(&draft.recording),
        transcript: match &draft.transcript {
            Some(transcript) => Some(resolve_transcript(transcript)?),
            None => None,
        },
        files: draft.files.iter().map(file).collect::<Option<_>>()?,
    })
}

fn resolve_transcript(draft: &TranscriptDraft) -> Option<(Transcript, File)> {
    let bytes = draft.bytes.as_ref()?;
    let said = transcripts::parse(&draft.name.value, bytes).ok()?;
    let title = match said {
        Transcript::Passages(_) => "La transcription, en sous-titres WebVTT",
        Transcript::Markdown(_) => "La transcription, en texte",
    };
    let name = draft.name.value.clone();
    Some((said, File { name, title: title.to_owned(), access: None, bytes: bytes.clone() }))
}
