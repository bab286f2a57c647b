//! The content folder, from files to a resolved model.
//!
//! Three steps, none of which stops at the first fault: files are read to drafts whose values know their
//! place; [`crate::rules`] look at the drafts; when no error was found, drafts are resolved to [`Content`].

mod csv_table;
pub mod draft;
pub mod files;
mod front_matter;
pub mod gazetteer;
pub mod model;
mod outline;
mod pages;
mod site;
pub(crate) mod structures;
mod synonyms;
pub(crate) mod taxonomies;
mod toml_messages;
pub(crate) mod toml_reader;
mod translations;

use std::path::Path;

use jiff::civil::Date;

pub use gazetteer::Gazetteer;
pub use model::Content;

use crate::diagnostics::render::{Style, render};
use crate::diagnostics::{Diagnostic, Diagnostics, Location, SourceFile};
use crate::failure::Failure;
use crate::index;
use crate::rules::{self, Context};
use crate::synonyms::{Written, phrase};

/// Loads and checks a content folder.
///
/// `today` is the date of the build, with which dates are compared; nothing here reads the clock.
/// The content is there exactly when no error was found; warnings do not keep it back. Records reserved for
/// members are checked too, then left out.
#[must_use]
pub fn load(dir: &Path, today: Date) -> (Option<Content>, Diagnostics) {
    let mut d = Diagnostics::new();
    if !dir.is_dir() {
        let at = Location::start(&SourceFile::unread(dir.display().to_string()));
        d.push(Diagnostic::error("dossier-absent", &at, "ce dossier de contenu n’existe pas"));
        return (None, d);
    }
    let gazetteer = gazetteer::load(dir, &mut d);
    let site = site::load(dir, &gazetteer, &mut d);
    let outline = outline::load(dir, &mut d);
    let (taxonomies, known) = taxonomies::load(dir, &mut d);
    let synonyms = synonyms::load(dir, &mut d);
    let translations = translations::load(dir, &taxonomies, &known, &mut d);
    let drafts = structures::read_all(dir, &mut d);
    let pages = pages::load(dir, &mut d);
    rules::check(&drafts, &Context { known: &known, gazetteer: &gazetteer, today }, &mut d);

    if d.has_errors() {
        return (None, d);
    }
    let Some(site) = site else { return (None, d) };
    let public: Vec<_> = drafts.iter().filter(|draft| !draft.members_only).collect();
    let members_only = drafts.len() - public.len();
    let mut structures = Vec::with_capacity(public.len());
    for draft in public {
        match structures::resolve(draft, &taxonomies, &gazetteer) {
            Some(structure) => structures.push(structure),
            // A rule is missing: say so rather than lose a structure in silence.
            None => d.push(Diagnostic::error("fiche-incomplete", &draft.at, "cette fiche est incomplète")),
        }
    }
    if d.has_errors() {
        return (None, d);
    }
    structures.sort_by(|a, b| a.id.cmp(&b.id));
    let content = Content {
        site,
        taxonomies,
        translations,
        synonyms,
        gazetteer,
        structures,
        pages,
        outline,
        date: today,
        members_only,
    };
    check_synonyms(&content, &mut d);
    (Some(content), d)
}

/// Points out the synonyms that lead nowhere.
fn check_synonyms(content: &Content, d: &mut Diagnostics) {
    let texts = index::texts(content);
    let written = Written::new(
        texts.lists().into_iter().flatten().map(String::as_str),
        content.synonyms.terms().map(|term| phrase(&term.value)),
    );
    rules::synonymes::check_effect(&content.synonyms, |term| written.has(term), d);
}

/// Loads a content folder for a command that needs it whole; warnings are shown on the standard error.
///
/// # Errors
///
/// Every problem of the content, when one of them is an error.
pub fn load_or_fail(dir: &Path, today: Date) -> Result<Content, Failure> {
    match load(dir, today) {
        (Some(content), diagnostics) => {
            if !diagnostics.is_empty() {
                eprint!("{}", render(&diagnostics, Style::for_stream(&std::io::stderr())));
            }
            Ok(content)
        }
        (None, diagnostics) => Err(Failure::content(diagnostics)),
    }
}
