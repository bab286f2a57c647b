//! Trainings: `duree-invalide`, `formation-sans-acces`, `e-learning-sans-lien`, `transcription-absente`,
//! `transcription-attendue` (warning), `transcription-invalide`, `cle-sans-effet`, `nom-reserve`, skills as in
//! [`super::references`], files as in [`super::downloads`], and what they share with events, in
//! [`super::announcement`].

use super::{Context, announcement, downloads, identifiants, references, site_web};
use crate::content::transcripts::{self, Fault};
use crate::diagnostics::{Diagnostic, Diagnostics, Location, SourceFile};
use crate::french::lengths::Length;
use crate::sources::downloads::FILES;
use crate::sources::trainings::{TrainingDraft, TranscriptDraft};
use crate::sources::words::{Fee, Format};

/// The names below the folder that no training can have.
pub(crate) const RESERVED: [&str; 4] = ["competence", "niveau", "theme", "type"];

/// Checks every training.
pub(super) fn check(drafts: &[TrainingDraft], context: &Context<'_>, d: &mut Diagnostics) {
    for draft in drafts {
        announcement::check(&draft.announcement, context, d);
        identifiants::check_reserved(&draft.announcement.slug, &RESERVED, d);
        references::check_listed(&draft.skills, context.known.skills.as_deref(), references::SKILL, d);
        draft.recording.iter().for_each(|address| site_web::check_value(address, d));
        draft.files.iter().for_each(|file| downloads::check(file, d));
        if let Some(length) = &draft.length
            && Length::parse(&length.value).is_none()
        {
            let message = format!("cette durée n’est pas comprise : « {} »", length.value);
            d.push(
                Diagnostic::error("duree-invalide", &length.at, message)
                    .expected("\"45 min\", \"1 h 30\", \"1 jour\" ou \"3 jours\"")
                    .hint("une demi-journée s’écrit \"3 h 30\"".to_owned()),
            );
        }
        check_access(draft, d);
        check_said(draft, context, d);
    }
}

/// Whether one can follow it at all.
fn check_access(draft: &TrainingDraft, d: &mut Diagnostics) {
    let announcement = &draft.announcement;
    let at = &announcement.slug.at;
    if draft.format == Some(Format::Elearning) {
        if announcement.link.is_none() {
            d.push(
                Diagnostic::error("e-learning-sans-lien", at, "on ne sait pas où suivre ce module")
                    .expected("`lien`, l’adresse du module"),
            );
        }
    } else if !announcement.is_dated() && draft.recording.is_none() && draft.transcript.is_none() {
        d.push(
            Diagnostic::error(
                "formation-sans-acces",
                at,
                "on ne sait ni quand la suivre, ni où la réécouter",
            )
            .expected("`debut`, des [[sessions]] ou `enregistrement`"),
        );
    }
    check_without_effect(draft, d);
    let online = &announcement.online;
    let followed = announcement.stops.is_empty() && announcement.is_dated()
        || announcement.stops.iter().any(|stop| stop.venue.is_none());
    if let Some(online) = online.as_ref().filter(|_| !followed) {
        let why = "c’est l’adresse des dates en ligne, et il n’y en a pas : un module est à `lien`";
        d.push(announcement::without_effect(&online.at, "en_ligne", why));
    }
}

/// What is written and would say something false, or nothing.
fn check_without_effect(draft: &TrainingDraft, d: &mut Diagnostics) {
    let mut aside = |at: &Location, key: &str, why: &str| d.push(announcement::without_effect(at, key, why));
    let announcement = &draft.announcement;
    if draft.format == Some(Format::Elearning) {
        let alone =
            "un module se suit seul, à tout moment : ce qui a des dates est un atelier ou un webinaire";
        let sessions = announcement.stops.first().map(|stop| ("sessions", &stop.at));
        let start = announcement.span.start.as_ref().map(|start| ("debut", &start.at));
        for (key, at) in sessions.into_iter().chain(start) {
            aside(at, key, alone);
        }
    }
    if !announcement.is_dated() {
        let undated = "cette formation n’a pas de date";
        if let Some(venue) = &announcement.venue {
            aside(&venue.at, "lieu", undated);
        }
        if let Some(until) = &announcement.register_until {
            aside(&until.at, "inscription_avant", undated);
        }
    }
    if let Some(price) = draft.price.as_ref().filter(|_| draft.fee != Some(Fee::Paid)) {
        aside(&price.at, "tarif", "ajoutez `frais = \"payant\"`");
    }
    if let Some(flag) = draft
        .all_sessions
        .as_ref()
        .filter(|_| announcement.stops.len() < 2 && announcement.recurrence.is_none())
    {
        aside(&flag.at, "toutes_les_sessions", "il n’y a qu’une date");
    }
}

/// Who cannot hear reads: what can be heard again is written down.
fn check_said(draft: &TrainingDraft, context: &Context<'_>, d: &mut Diagnostics) {
    match (&draft.recording, &draft.transcript) {
        (_, Some(transcript)) => check_transcript(transcript, d),
        (Some(recording), None) => d.push(
            Diagnostic::error("transcription-absente", &recording.at, "un enregistrement sans transcription")
                .expected(format!("`transcription`, un fichier .vtt ou .md de `{FILES}/`"))
                .hint(
                    "les sous-titres que produit le programme de visioconférence, relus, suffisent"
                        .to_owned(),
                ),
        ),
        (None, None) => {
            let over = announcement::last_start(&draft.announcement).is_some_and(|last| last < context.today);
            let cancelled = draft.announcement.cancelled.as_ref().is_some_and(|flag| flag.value);
            if draft.format == Some(Format::Webinar) && over && !cancelled {
                let at = &draft.announcement.slug.at;
                d.push(
                    Diagnostic::warning(
                        "transcription-attendue",
                        at,
                        "ce webinaire est passé, sans transcription",
                    )
                    .hint(format!(
                        "déposez les sous-titres relus dans `{FILES}/` et nommez-les dans `transcription`"
                    )),
                );
            }
        }
    }
}

fn check_transcript(draft: &TranscriptDraft, d: &mut Diagnostics) {
    let name = &draft.name;
    if !downloads::check_content(name, draft.bytes.as_deref(), d) {
        return;
    }
    let Some(bytes) = &draft.bytes else { return };
    let Err(fault) = transcripts::parse(&name.value, bytes) else { return };
    let text = String::from_utf8_lossy(bytes).into_owned();
    let file = SourceFile::new(format!("{FILES}/{}", name.value), text);
    let mut hint = None;
    let (at, message) = match fault {
        Fault::Unknown => {
            let message = format!("transcription d’un type inconnu : « {} »", name.value);
            d.push(
                Diagnostic::error("transcription-invalide", &name.at, message)
                    .expected("un fichier .vtt (WebVTT) ou .md (Markdown)"),
            );
            return;
        }
        Fault::Encoding => {
            d.push(
                Diagnostic::error("encodage", &Location::start(&file), "ce fichier n’est pas en UTF-8")
                    .hint("enregistrez-le avec l’encodage UTF-8".to_owned()),
            );
            return;
        }
        Fault::Headed => {
            d.push(
                Diagnostic::error(
                    "transcription-invalide",
                    &Location::start(&file),
                    "une transcription n’a pas d’en-tête",
                )
                .hint("ôtez les lignes entre « +++ » : tout le fichier est ce qui a été dit".to_owned()),
            );
            return;
        }
        Fault::SubRip => {
            hint = Some("exportez en « .vtt » plutôt qu’en « .srt », ou convertissez le fichier".to_owned());
            (Location::start(&file), "ce sont des sous-titres SubRip (.srt), pas du WebVTT".to_owned())
        }
        Fault::Malformed(line) => {
            let written = file.text().lines().nth(line - 1).unwrap_or_default();
            if written.contains("-->") && written.contains(',') {
                hint = Some("les fractions de seconde se séparent par un point, pas une virgule".to_owned());
            }
            (line_of(&file, line), "ce n’est pas du WebVTT".to_owned())
        }
        Fault::Disordered(line) => (
            line_of(&file, line),
            "ce sous-titre finit avant de commencer, ou commence avant celui du dessus".to_owned(),
        ),
        Fault::Empty => (Location::start(&file), "cette transcription est vide".to_owned()),
    };
    d.push(
        Diagnostic::error("transcription-invalide", &at, message)
            .expected(
                "WEBVTT, une ligne vide, puis des temps « 00:01:02.000 --> 00:01:05.000 » et ce qui est dit",
            )
            .hint(hint),
    );
}

/// Where a line of a file begins, the lines being counted from 1.
fn line_of(file: &std::sync::Arc<SourceFile>, line: usize) -> Location {
    let offset: usize = file.text().split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    Location::new(file, offset..offset)
}
