//! The three ways of showing problems: drawn for a terminal, one line each for logs, JSON for programs.

use std::collections::BTreeMap;
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

/// From more warnings of one kind on, they are shown as one, with so many places.
const PLACES: usize = 5;

/// The problems in the style asked for, each line ended; for people, many warnings of one kind are shown as one.
#[must_use]
pub fn render(diagnostics: &Diagnostics, style: Style) -> String {
    match style {
        Style::Drawn => drawn_groups(&grouped(diagnostics), diagnostics),
        Style::Plain => plain_groups(&grouped(diagnostics), diagnostics),
        Style::Json => json(diagnostics),
    }
}

/// Every problem in the style asked for, each line ended.
#[must_use]
pub fn render_all(diagnostics: &Diagnostics, style: Style) -> String {
    match style {
        Style::Drawn => drawn_groups(&apart(diagnostics), diagnostics),
        Style::Plain => plain(diagnostics),
        Style::Json => json(diagnostics),
    }
}

/// A problem, with the others of its kind that are not shown by themselves.
type Group<'a> = Vec<&'a Diagnostic>;

fn apart(diagnostics: &Diagnostics) -> Vec<Group<'_>> {
    diagnostics.sorted().into_iter().map(|problem| vec![problem]).collect()
}

/// Errors are shown one by one: each has to be mended. Warnings of one kind on many records are told once.
fn grouped(diagnostics: &Diagnostics) -> Vec<Group<'_>> {
    let sorted = diagnostics.sorted();
    let kind = |problem: &Diagnostic| (problem.severity == Severity::Warning).then_some(problem.code);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for code in sorted.iter().filter_map(|problem| kind(problem)) {
        *counts.entry(code).or_default() += 1;
    }
    let many = |code: &str| counts.get(code).is_some_and(|count| *count > PLACES);
    let mut groups: Vec<Group<'_>> = Vec::new();
    for problem in sorted {
        let code = kind(problem).filter(|code| many(code));
        let first = groups.iter_mut().find(|group| code.is_some() && kind(group[0]) == code);
        match first {
            Some(group) => group.push(problem),
            None => groups.push(vec![problem]),
        }
    }
    groups
}

/// How many others there are, where the first of them stand, and how to see them all.
fn others(group: &[&Diagnostic]) -> Option<String> {
    let [_, others @ ..] = group else { return None };
    if others.is_empty() {
        return None;
    }
    let place = |problem: &&Diagnostic| {
        let (line, column) = problem.at.line_column();
        format!("{}:{line}:{column}", problem.at.file.path())
    };
    let places: Vec<String> = others.iter().take(PLACES - 1).map(place).collect();
    Some(format!(
        "{} autres avertissements [{}] : {}… ; tous avec `sitegen check --tous`",
        others.len(),
        group[0].code,
        places.join(", ")
    ))
}

/// One line a problem, notes indented under it, and the counts.
#[must_use]
pub fn plain(diagnostics: &Diagnostics) -> String {
    plain_groups(&apart(diagnostics), diagnostics)
}

fn plain_groups(groups: &[Group<'_>], diagnostics: &Diagnostics) -> String {
    let mut out = String::new();
    for group in groups {
        let problem = group[0];
        let (line, column) = problem.at.line_column();
        let (path, word) = (problem.at.file.path(), problem.severity.label());
        put(&mut out, format_args!("{path}:{line}:{column}: {word}[{}]: {}", problem.code, problem.message));
        if let Some(expected) = &problem.expected {
            put(&mut out, format_args!("    attendu : {expected}"));
        }
        if let Some(hint) = &problem.hint {
            put(&mut out, format_args!("    aide : {hint}"));
        }
        if let Some(others) = others(group) {
            put(&mut out, format_args!("    et {others}"));
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
fn drawn_groups(groups: &[Group<'_>], diagnostics: &Diagnostics) -> String {
    let mut out = String::new();
    for group in groups {
        let problem = group[0];
        let mut handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode()).with_width(110);
        // The handler's own word for a hint is the English « help ».
        let hint = problem.hint.as_ref().map(|hint| format!("aide : {hint}"));
        let others = others(group).map(|others| format!("et {others}"));
        let footer: Vec<String> = hint.into_iter().chain(others).collect();
        if !footer.is_empty() {
            handler = handler.with_footer(footer.join("\n"));
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
        let text = render_all(&sample(), Style::Drawn);
        assert!(text.contains("mission-local"), "{text}");
        assert!(text.contains("aide : vouliez-vous dire"), "{text}");
        assert!(!text.contains("help"), "{text}");
    }

    #[test]
    fn many_warnings_of_a_kind_are_one_and_errors_are_not() {
        let mut all = sample();
        for number in 1..=7 {
            let at = Location::start(&SourceFile::new(format!("annuaire/b{number}.md"), "+++\n"));
            all.push(
                Diagnostic::warning("horaires-suspects", &at, format!("le {number}")).hint("voir".to_owned()),
            );
            all.push(Diagnostic::error("e", &at, "à corriger"));
        }
        let text = render(&all, Style::Plain);
        assert!(
            text.contains(
                "annuaire/b1.md:1:1: avertissement[horaires-suspects]: le 1\n    aide : voir\n    et 6 autres \
                 avertissements [horaires-suspects] : annuaire/b2.md:1:1, annuaire/b3.md:1:1, annuaire/b4.md:1:1, \
                 annuaire/b5.md:1:1… ; tous avec `sitegen check --tous`\n"
            ),
            "{text}"
        );
        assert_eq!(text.matches("erreur[e]").count(), 7);
        assert_eq!(text.matches("avertissement[").count(), 2, "the other kind is alone");
        assert!(text.ends_with("8 erreurs, 8 avertissements\n"), "{text}");
        assert!(render(&all, Style::Drawn).contains("et 6 autres"), "drawn too");
        assert_eq!(render_all(&all, Style::Plain), plain(&all));
        assert_eq!(plain(&all).matches("avertissement[").count(), 8);
    }

    #[test]
    fn json_is_an_array_of_flat_objects() {
        let parsed: serde_json::Value = serde_json::from_str(&json(&sample())).unwrap();
        assert_eq!(parsed[1]["code"], "reseau-inconnu");
        assert_eq!(parsed[1]["line"], 2);
        assert_eq!(parsed[1]["column"], 12);
    }
}
