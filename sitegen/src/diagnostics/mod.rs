//! What is wrong with the content: every problem found, with its file, line and column, kept until all
//! of them can be shown at once.
//!
//! Finding problems is the work of the readers in `sources` and of the rules; drawing them is the work of
//! [`render`]. This module only holds them.

mod failure;
mod nearest;
pub mod render;
mod source;

pub use failure::Failure;
pub use nearest::{did_you_mean, nearest};
pub use source::{Located, Location, Origin, SourceFile};

use std::fmt;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The site is not built.
    Error,
    /// The site is built; somebody should look.
    Warning,
}

impl Severity {
    /// The word shown to the editor.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Error => "erreur",
            Self::Warning => "avertissement",
        }
    }

    /// The word used in JSON, for programs.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One problem. Built with [`Diagnostic::error`] or [`Diagnostic::warning`].
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// Stable code, in French kebab-case (`besoin-inconnu`): it names a page of the guide.
    pub code: &'static str,
    /// What was found, in French, without a full stop.
    pub message: String,
    /// What was expected there.
    pub expected: Option<String>,
    /// How to mend it.
    pub hint: Option<String>,
    /// Where.
    pub at: Location,
}

impl Diagnostic {
    /// A problem that keeps the site from being built.
    #[must_use]
    pub fn error(code: &'static str, at: &Location, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, at, message.into())
    }

    /// A problem that somebody should look at.
    #[must_use]
    pub fn warning(code: &'static str, at: &Location, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, at, message.into())
    }

    fn new(severity: Severity, code: &'static str, at: &Location, message: String) -> Self {
        Self { severity, code, message, expected: None, hint: None, at: at.clone() }
    }

    /// Adds what was expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Adds how to mend it, when there is something to say.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Option<String>>) -> Self {
        self.hint = hint.into().or(self.hint);
        self
    }
}

/// All the problems found in one run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty collection.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Adds the problems of another collection.
    pub fn extend(&mut self, other: Self) {
        self.items.extend(other.items);
    }

    /// The problems by file, then position, then severity and code: the order in which they are shown,
    /// whatever the order in which they were found.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut items: Vec<&Diagnostic> = self.items.iter().collect();
        items.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.at.span.start, d.severity, d.code);
            a.at.file.path().cmp(b.at.file.path()).then_with(|| key(a).cmp(&key(b)))
        });
        items
    }

    /// How many errors there are.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.items.iter().filter(|d| d.severity == Severity::Error).count()
    }

    /// How many warnings there are.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.items.len() - self.errors()
    }

    /// Whether an error was found, so that nothing may be built.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// Whether nothing was found at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The closing line: how many errors and warnings.
    #[must_use]
    pub fn summary(&self) -> String {
        format!("{}, {}", counted(self.errors(), "erreur"), counted(self.warnings(), "avertissement"))
    }
}

impl fmt::Display for Diagnostics {
    /// The plain form (see [`render::plain`]).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&render::plain(self))
    }
}

/// A number and its noun, put in the plural from two on, as French does.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count > 1 { "s" } else { "" })
}
