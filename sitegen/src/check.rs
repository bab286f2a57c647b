//! The content folder, from files to a resolved content: read, checked, resolved, each for everything before the
//! next. The only place that knows drafts, rules and content together.

use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use jiff::civil::Date;

use crate::content::{self, Content, documents, gazetteer, texts};
use crate::diagnostics::{Diagnostic, Diagnostics, Failure, Location, SourceFile};
use crate::french::phrases::{Written, phrase};
use crate::rules;
use crate::sources::Drafts;

/// Loads and checks a content folder.
///
/// `today` is the date of the build, with which dates are compared; nothing here reads the clock.
/// The content is there exactly when no error was found; warnings do not keep it back. Records reserved for
/// members are checked too, then left out.
#[must_use]
pub fn load(dir: &Path, today: Date) -> (Option<Content>, Diagnostics) {
    let (content, mut d) = load_without_effects(dir, today);
    if let Some(content) = &content {
        d.extend(effects(content));
    }
    (content, d)
}

/// The same without [`effects`].
fn load_without_effects(dir: &Path, today: Date) -> (Option<Content>, Diagnostics) {
    let mut d = Diagnostics::new();
    if !dir.is_dir() {
        let at = Location::start(&SourceFile::unread(dir.display().to_string()));
        d.push(Diagnostic::error("dossier-absent", &at, "ce dossier de contenu n’existe pas"));
        return (None, d);
    }
    let (gazetteer, drafts) = thread::scope(|scope| {
        let gazetteer = scope.spawn(|| {
            let mut d = Diagnostics::new();
            (gazetteer::load(dir, &mut d), d)
        });
        let drafts = Drafts::read(dir, &mut d);
        // A thread that panics panics here.
        (gazetteer.join().unwrap_or_else(|cause| resume_unwind(cause)), drafts)
    });
    let (gazetteer, others) = gazetteer;
    d.extend(others);
    rules::check(&drafts, &gazetteer, today, &mut d);
    if d.has_errors() {
        return (None, d);
    }
    let content = content::resolve(drafts, gazetteer, today, &mut d).filter(|_| !d.has_errors());
    (content, d)
}

/// The content of a folder with the warnings about it.
///
/// # Errors
///
/// Every problem of the content, when one of them is an error.
pub fn load_or_fail(dir: &Path, today: Date) -> Result<(Content, Diagnostics), Failure> {
    or_fail(load(dir, today))
}

/// The content of a folder with the warnings about it but for those of [`effects`], which may be worked out beside what is
/// made of the content.
///
/// # Errors
///
/// As [`load_or_fail`].
pub(crate) fn load_first(dir: &Path, today: Date) -> Result<(Content, Diagnostics), Failure> {
    or_fail(load_without_effects(dir, today))
}

fn or_fail(loaded: (Option<Content>, Diagnostics)) -> Result<(Content, Diagnostics), Failure> {
    match loaded {
        (Some(content), warnings) => Ok((content, warnings)),
        (None, diagnostics) => Err(Failure::content(diagnostics)),
    }
}

/// Points out what has no effect in all the texts of a content: the synonyms that lead nowhere. All of them are read for
/// it, and nothing here is an error.
pub(crate) fn effects(content: &Content) -> Diagnostics {
    let mut d = Diagnostics::new();
    let texts = texts::written(content);
    let documents = documents::documents(content);
    let documents = documents.iter().flat_map(|entry| [&entry.texts.title, &entry.texts.about]);
    let written = Written::new(
        texts.lists().into_iter().flatten().chain(documents).map(String::as_str),
        content.synonyms.terms().map(|term| phrase(&term.value)),
    );
    rules::synonymes::check_effect(&content.synonyms, |term| written.has(term), &mut d);
    d
}
