//! Links and notes of Markdown texts: `lien-mal-ecrit`, `lien-vide`, `lien-inconnu`, `lien-relatif`,
//! `lien-vers-membres`, `ancre-inconnue`, `adresse-refusee`, `adresse-sans-schema`, `note-inconnue`,
//! `note-en-double`, `note-inutile` (warning), `image-sans-texte`, `image-non-publiee` (warning).
//!
//! An address of the site itself (`/annuaire/`) can be checked once the site is written:
//! `publish` does, with [`Content::site_links`](crate::content::Content::site_links).

use std::collections::BTreeMap;
use std::ops::Range;

use super::{downloads, images};
use crate::diagnostics::{Diagnostic, Diagnostics, Located, Location, did_you_mean, nearest};
use crate::kinds::kinds;
use crate::markdown::link::{self, Link, Refusal};
use crate::markdown::outline::{Outline, outline};
use crate::sources::downloads::FILES;
use crate::sources::{Drafts, Record};

/// A Markdown file of the content.
struct File<'a> {
    /// `ressources`.
    folder: &'a str,
    text: &'a Located<String>,
    outline: Outline,
    members_only: bool,
}

/// Every Markdown file, by its path without `.md`.
type Files<'a> = BTreeMap<&'a str, File<'a>>;

/// Checks every text of every kind.
pub(super) fn check(drafts: &Drafts, d: &mut Diagnostics) {
    let files = files(drafts);
    for file in files.values() {
        check_links(file, &files, d);
        check_downloads(file, drafts, d);
        check_notes(file, d);
        for (written, span) in &file.outline.images {
            check_image(written, &file.text.value[span.clone()], &file.at(span), drafts, d);
        }
    }
}

/// An image is a file of `fichiers/` that can be shown, and words say what is on it.
fn check_image(written: &str, whole: &str, at: &Location, drafts: &Drafts, d: &mut Diagnostics) {
    let Ok(Link::Download(name)) = link::read(written) else {
        let message = format!("image qui n’est pas publiée : « {written} »");
        let hint = "déposez-la dans `fichiers/` et écrivez `![ce que l’on y voit](../fichiers/image.jpg)`";
        d.push(Diagnostic::warning("image-non-publiee", at, message).hint(Some(hint.to_owned())));
        return;
    };
    if whole.starts_with("![]") {
        d.push(
            Diagnostic::error("image-sans-texte", at, format!("image sans texte : « {name} »"))
                .expected("entre les crochets, ce que l’image apprend à qui ne la voit pas"),
        );
    }
    let bytes = drafts.linked_files.get(&name).and_then(Option::as_deref);
    images::check(&Located::new(name, at.clone()), bytes, d);
}

macro_rules! files {
    ($($(#[$about:meta])* $kind:ident)*) => {
        fn files(drafts: &Drafts) -> Files<'_> {
            let mut files = BTreeMap::new();
            $(files.extend(drafts.$kind.iter().filter_map(file));)*
            files
        }
    };
}

kinds!(files);

fn file(draft: &impl Record) -> Option<(&str, File<'_>)> {
    let path = draft.at().file.path().strip_suffix(".md")?;
    let (folder, _) = path.split_once('/')?;
    let text = draft.text();
    let members_only = draft.is_for_members();
    Some((path, File { folder, text, outline: outline(&text.value), members_only }))
}

impl File<'_> {
    /// Where some bytes of the text stand in the file.
    fn at(&self, span: &Range<usize>) -> Location {
        let start = self.text.at.span.start;
        Location::new(&self.text.at.file, start + span.start..start + span.end)
    }
}

fn check_links(file: &File<'_>, files: &Files<'_>, d: &mut Diagnostics) {
    for (written, span) in &file.outline.links {
        if let Some((code, message, expected, hint)) = fault(written, file, files) {
            d.push(Diagnostic::error(code, &file.at(span), message).expected(expected).hint(hint));
        }
    }
    for (written, span) in &file.outline.not_links {
        let meant = match link::read(written) {
            Err(Refusal::NoScheme(meant)) => meant,
            _ => link::encode(written),
        };
        d.push(
            Diagnostic::error("lien-mal-ecrit", &file.at(span), format!("lien mal écrit : « {written} »"))
                .expected("une adresse sans espace entre les parenthèses")
                .hint((meant != *written).then(|| format!("écrivez `({meant})`"))),
        );
    }
}

/// Files to download are held to what those of `[[fichiers]]` are.
fn check_downloads(file: &File<'_>, drafts: &Drafts, d: &mut Diagnostics) {
    for (written, span) in &file.outline.links {
        if let Ok(Link::Download(name)) = link::read(written) {
            let bytes = drafts.linked_files.get(&name).and_then(Option::as_deref);
            downloads::check_content(&Located::new(name, file.at(span)), bytes, d);
        }
    }
}

/// What is wrong with a link: code, message, what was expected, how to mend it.
fn fault(
    written: &str,
    file: &File<'_>,
    files: &Files<'_>,
) -> Option<(&'static str, String, &'static str, Option<String>)> {
    let refused =
        |code, what: &str, expected, hint| Some((code, format!("{what} : « {written} »"), expected, hint));
    match link::read(written) {
        Ok(Link::Out(_) | Link::Site(_) | Link::Download(_)) => None,
        Ok(Link::Part(part)) => lost_part(&part, file).map(|hint| {
            let message = format!("titre inconnu : « {written} »");
            ("ancre-inconnue", message, "le titre d’une partie de ce texte", hint)
        }),
        Ok(Link::File { name, part }) => {
            let candidates = [name.clone(), format!("{}/{name}", file.folder), format!("pages/{name}")];
            let Some(target) = candidates.iter().find_map(|path| files.get(path.as_str())) else {
                let hint = nearest_file(&name, file.folder, files);
                let expected = "un fichier .md du contenu, avec son dossier : `../ressources/…md`";
                return refused("lien-inconnu", "fichier inconnu", expected, hint);
            };
            if target.members_only && !file.members_only {
                let expected = "une page publiée";
                let hint =
                    Some("ce fichier est réservé aux membres : son lien ne mènerait nulle part".to_owned());
                return refused("lien-vers-membres", "page qui n’est pas publiée", expected, hint);
            }
            let hint = lost_part(&part?, target)?;
            refused("ancre-inconnue", "titre inconnu", "le titre d’une partie de ce fichier", hint)
        }
        Err(Refusal::Empty) => {
            Some(("lien-vide", "lien sans adresse".to_owned(), "une adresse entre les parenthèses", None))
        }
        Err(Refusal::Scheme(scheme)) => {
            let hint = did_you_mean(&scheme, ["http", "https", "mailto", "tel"]);
            refused(
                "adresse-refusee",
                "adresse refusée",
                "une adresse en https:, http:, mailto: ou tel:",
                hint,
            )
        }
        Err(Refusal::Shape) => refused(
            "adresse-refusee",
            "adresse refusée",
            "une adresse en https:, http:, mailto: ou tel:",
            None,
        ),
        Err(Refusal::NoScheme(meant)) => {
            let expected = "une adresse en https:, http:, mailto: ou tel:";
            refused("adresse-sans-schema", "adresse incomplète", expected, Some(format!("écrivez `{meant}`")))
        }
        Err(Refusal::Relative) => {
            let path = written.trim_start_matches(['.', '/']);
            let name = path.rsplit('/').next().unwrap_or_default();
            let hint = match name.contains('.') {
                true => format!("déposez le fichier dans `{FILES}/` et écrivez `../{FILES}/{name}`"),
                false => format!("depuis la racine du site : `/{path}`"),
            };
            let expected =
                "un fichier .md du contenu, une adresse du site qui commence par /, ou une adresse en https:";
            refused("lien-relatif", "lien qui dépend de la page où il se trouve", expected, Some(hint))
        }
    }
}

/// The file whose own name is most like one that is not there, as a link from a folder to it.
fn nearest_file(name: &str, folder: &str, files: &Files<'_>) -> Option<String> {
    let own = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    // A folder that is named is meant.
    let meant = name.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
    let paths = files.keys().filter(|path| path.starts_with(&meant));
    let own_names: Vec<(String, &str)> = paths.map(|path| (own(path), *path)).collect();
    let name = nearest(&own(name), own_names.iter().map(|(own, _)| own.as_str()))?;
    // Of two files of one name, that of the same folder.
    let alike = || own_names.iter().filter(|(own, _)| own == name).map(|(_, path)| *path);
    let here = format!("{folder}/{name}");
    match alike().any(|path| path == here) {
        true => Some(format!("vouliez-vous dire `{name}.md` ?")),
        false => alike().next().map(|path| format!("vouliez-vous dire `../{path}.md` ?")),
    }
}

/// Whether no heading of a file is called so, with the nearest one. What begins with `_` is an anchor of our pages.
#[expect(clippy::option_option, reason = "none lost; lost, with or without a hint")]
fn lost_part(part: &str, file: &File<'_>) -> Option<Option<String>> {
    let anchors = &file.outline.anchors;
    let lost = !part.starts_with('_') && !anchors.has(part);
    lost.then(|| did_you_mean(part, anchors.iter()).map(|hint| hint.replacen('`', "`#", 1)))
}

fn check_notes(file: &File<'_>, d: &mut Diagnostics) {
    let outline = &file.outline;
    for (label, span) in &outline.lost_references {
        d.push(
            Diagnostic::error("note-inconnue", &file.at(span), format!("note inconnue : « {label} »"))
                .expected(format!("une ligne `[^{label}]: …` dans ce texte"))
                .hint(did_you_mean(label, outline.notes.keys().map(String::as_str))),
        );
    }
    for (label, span) in &outline.notes_again {
        let message = format!("note écrite deux fois : « {label} »");
        d.push(Diagnostic::error("note-en-double", &file.at(span), message).expected("un nom par note"));
    }
    for (label, span) in &outline.notes {
        if !outline.references.contains(label) {
            let hint = format!("appelez-la dans le texte par `[^{label}]`, ou effacez-la");
            let message = format!("note que rien n’appelle : « {label} »");
            d.push(Diagnostic::warning("note-inutile", &file.at(span), message).hint(hint));
        }
    }
}
