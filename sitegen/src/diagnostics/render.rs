//! The three ways of showing problems: drawn for a terminal, one line each for logs, JSON for programs.

use std::fmt::{self, Write as _};
use std::io::IsTerminal;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource};

use super::{Diagnostic, Diagnostics, Severity};

/// How problems are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Excerpt of the file with the fault underlined, in colour.
    Drawn,
    /// `file:line:column: erreur[code]: message`, then indented notes.
    Plain,
    /// A JSON array.
    Json,
}

impl Style {
    /// Drawn when `out` is a terminal and `NO_COLOR` is not set, else plain.
    #[must_use]
    pub fn for_stream(out: &impl IsTerminal) -> Self {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        if out.is_terminal() && !no_color { Self::Drawn } else { Self::Plain }
    }
}

/// All problems in the style asked for, each line ended.
#[must_use]
pub fn render(diagnostics: &Diagnostics, style: Style) -> String {
    match style {
        Style::Drawn => drawn(diagnostics),
        Style::Plain => plain(diagnostics),
        Style::Json => json(diagnostics),
    }
}

/// One line a problem, notes indented under it, and the counts.
#[must_use]
pub fn plain(diagnostics: &Diagnostics) -> String {
    let mut out = String::new();
    for problem in diagnostics.sorted() {
        let (line, column) = problem.at.line_column();
        let (path, word) = (problem.at.file.path(), problem.severity.label());
        put(&mut out, format_args!("{path}:{line}:{column}: {word}[{}]: {}", problem.code, problem.message));
        if let Some(expected) = &problem.expected {
            put(&mut out, format_args!("    attendu : {expected}"));
        }
        if let Some(hint) = &problem.hint {
            put(&mut out, format_args!("    aide : {hint}"));
        }
    }
    put(&mut out, format_args!("{}", diagnostics.summary()));
    out
}

fn put(out: &mut String, line: fmt::Arguments<'_>) {
    writeln!(out, "{line}").expect("writing to a string does not fail");
}

/// A JSON array of objects: `file`, `line`, `column`, `severity`, `code`, `message`, `expected`, `hint`.
#[must_use]
pub fn json(diagnostics: &Diagnostics) -> String {
    let problems: Vec<serde_json::Value> = diagnostics.sorted().into_iter().map(json_object).collect();
    format!("{:#}\n", serde_json::Value::Array(problems))
}

fn json_object(problem: &Diagnostic) -> serde_json::Value {
    let (line, column) = problem.at.line_column();
    serde_json::json!({
        "file": problem.at.file.path(),
        "line": line,
        "column": column,
        "severity": problem.severity.id(),
        "code": problem.code,
        "message": problem.message,
        "expected": problem.expected,
        "hint": problem.hint,
    })
}

/// Excerpts with the fault underlined, by miette.
#[must_use]
pub fn drawn(diagnostics: &Diagnostics) -> String {
    let mut out = String::new();
    for problem in diagnostics.sorted() {
        let mut handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode()).with_width(110);
        if let Some(hint) = &problem.hint {
            // The handler's own word for this is the English « help ».
            handler = handler.with_footer(format!("aide : {hint}"));
        }
        handler.render_report(&mut out, &Drawn::new(problem)).expect("writing to a string does not fail");
        out.push('\n');
    }
    put(&mut out, format_args!("{}", diagnostics.summary()));
    out
}

/// A problem as miette wants it.
#[derive(Debug)]
struct Drawn<'a> {
    problem: &'a Diagnostic,
    source: Option<NamedSource<String>>,
}

impl<'a> Drawn<'a> {
    fn new(problem: &'a Diagnostic) -> Self {
        let file = &problem.at.file;
        let source = (!file.text().is_empty()).then(|| NamedSource::new(file.path(), file.text().to_owned()));
        Self { problem, source }
    }
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.source.is_none() {
            write!(f, "{} : ", self.problem.at.file.path())?;
        }
        f.write_str(&self.problem.message)
    }
}

impl std::error::Error for Drawn<'_> {}

impl miette::Diagnostic for Drawn<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        Some(Box::new(format!("{}[{}]", self.problem.severity.label(), self.problem.code)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.problem.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.source.as_ref().map(|source| source as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.source.as_ref()?;
        let label =
            self.problem.expected.as_ref().map_or_else(|| "ici".to_owned(), |e| format!("attendu : {e}"));
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(Some(label), self.problem.at.span.clone()))))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Diagnostic, Diagnostics, Location, SourceFile};
    use super::*;

    fn sample() -> Diagnostics {
        let file = SourceFile::new("annuaire/a.md", "+++\nreseaux = [\"mission-local\"]\n+++\n");
        let at = Location::new(&file, 15..30);
        let mut all = Diagnostics::new();
        all.push(Diagnostic::warning("b", &Location::start(&file), "plus haut"));
        all.push(
            Diagnostic::error("reseau-inconnu", &at, "réseau inconnu : « mission-local »")
                .hint("vouliez-vous dire `mission-locale` ?".to_owned()),
        );
        all
    }

    #[test]
    fn plain_is_one_line_a_problem_sorted_and_counted() {
        assert_eq!(
            plain(&sample()),
            "annuaire/a.md:1:1: avertissement[b]: plus haut\n\
             annuaire/a.md:2:12: erreur[reseau-inconnu]: réseau inconnu : « mission-local »\n    \
             aide : vouliez-vous dire `mission-locale` ?\n1 erreur, 1 avertissement\n"
        );
    }

    #[test]
    fn drawn_shows_the_excerpt_in_french() {
        let text = drawn(&sample());
        assert!(text.contains("mission-local"), "{text}");
        assert!(text.contains("aide : vouliez-vous dire"), "{text}");
        assert!(!text.contains("help"), "{text}");
    }

    #[test]
    fn json_is_an_array_of_flat_objects() {
        let parsed: serde_json::Value = serde_json::from_str(&json(&sample())).unwrap();
        assert_eq!(parsed[1]["code"], "reseau-inconnu");
        assert_eq!(parsed[1]["line"], 2);
        assert_eq!(parsed[1]["column"], 12);
    }
}
