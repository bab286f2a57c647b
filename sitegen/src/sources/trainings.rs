//! `formations/`: how professionals are trained, one Markdown file a training.

use std::path::Path;
use std::sync::Arc;

use super::announcement::{self, AnnouncementDraft, Stops};
use super::downloads::{self, FILES, FileDraft};
use super::structures::{Ids, Text};
use super::words::{Depth, Fee, Format, keyword};
use super::{Record, files, front_matter};
use crate::diagnostics::{Diagnostics, Located, Location, SourceFile};

/// A training as written.
#[derive(Clone, Debug)]
pub struct TrainingDraft {
    /// What it has in common with events.
    pub announcement: AnnouncementDraft,
    /// `type`.
    pub format: Option<Format>,
    /// `duree`.
    pub length: Text,
    /// `niveau`.
    pub depth: Option<Depth>,
    /// `competences`.
    pub skills: Ids,
    /// `prerequis`: what one must know or have done.
    pub prerequisites: Text,
    /// `frais`; nothing is said of what it costs without it.
    pub fee: Option<Fee>,
    /// `tarif`: how much, in words.
    pub price: Text,
    /// `toutes_les_sessions`: whether one comes to each of them.
    pub all_sessions: Option<Located<bool>>,
    /// `licence`: what one may do with its documents.
    pub licence: Text,
    /// `enregistrement`: the address where it can be heard again.
    pub recording: Text,
    /// `transcription`: the name in `fichiers/` of what was said.
    pub transcript: Option<TranscriptDraft>,
    /// `[[fichiers]]`.
    pub files: Vec<FileDraft>,
}

/// What was said, as written.
#[derive(Clone, Debug)]
pub struct TranscriptDraft {
    /// Its name in `fichiers/`.
    pub name: Located<String>,
    /// What is in it; `None` when it is not there or is a link.
    pub bytes: Option<Arc<[u8]>>,
}

/// The draft of this kind.
pub type Draft = TrainingDraft;

impl Record for TrainingDraft {
    fn is_for_members(&self) -> bool {
        self.announcement.members_only
    }

    fn at(&self) -> &Location {
        &self.announcement.slug.at
    }

    fn text(&self) -> &Located<String> {
        &self.announcement.body
    }
}

/// Reads every file of `formations/`, by name. Files that cannot be read are reported and left out.
pub(crate) fn read_all(root: &Path, d: &mut Diagnostics) -> Vec<TrainingDraft> {
    let names = files::list(root, "formations", "md", d);
    names.iter().filter_map(|name| read(root, &files::read(root, name, d)?, d)).collect()
}

fn read(root: &Path, file: &Arc<SourceFile>, d: &mut Diagnostics) -> Option<TrainingDraft> {
    let page = front_matter::parse(file, d)?;
    let mut table = page.table;
    let format = table.required("type", d);
    let depth = table.required("niveau", d);
    let fee = table.string("frais", d);
    let transcript = table.string("transcription", d);
    let draft = TrainingDraft {
        format: format.and_then(|word| keyword(&word, "type", d)),
        length: table.required("duree", d),
        depth: depth.and_then(|word| keyword(&word, "niveau", d)),
        skills: table.strings("competences", d),
        prerequisites: table.string("prerequis", d),
        fee: fee.and_then(|word| keyword(&word, "frais", d)),
        price: table.string("tarif", d),
        all_sessions: table.boolean("toutes_les_sessions", d),
        licence: table.string("licence", d),
        recording: table.string("enregistrement", d),
        transcript: transcript
            .map(|name| TranscriptDraft { bytes: files::read_bytes(root, FILES, &name.value), name }),
        files: downloads::read_all(root, &mut table, d),
        announcement: announcement::read(file, &mut table, Stops::Sessions, page.body, d),
    };
    table.finish(d);
    Some(draft)
}
