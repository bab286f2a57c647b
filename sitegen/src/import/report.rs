//! What an import took and what it did not.

use std::fmt::Write as _;

use super::decode::separator_name;
use crate::diagnostics::counted;

/// Something about one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line of the file, from 1, where the row begins.
    pub line: u64,
    /// Name of the column.
    pub column: String,
    /// Why, in French.
    pub reason: String,
    /// Whether the row was refused; else only the value was left out.
    pub refused: bool,
}

/// The report of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The file, as it was named.
    pub file: String,
    /// The encoding that it was written in.
    pub encoding: &'static str,
    /// What separates its columns.
    pub separator: u8,
    /// Rows that are not blank.
    pub rows: usize,
    /// Rows refused.
    pub refused: usize,
    /// Structures made of the others.
    pub structures: usize,
    /// Everything that was not taken, by line.
    pub problems: Vec<Problem>,
}

impl Report {
    /// Rows taken.
    #[must_use]
    pub fn imported(&self) -> usize {
        self.rows - self.refused
    }

    /// The report for people: one line a problem, then the counts.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        let converted = if self.encoding == "UTF-8" { "" } else { ", converti en UTF-8" };
        let separator = separator_name(self.separator);
        put(
            &mut out,
            &format!("{} : {}{converted}, colonnes séparées par {separator}", self.file, self.encoding),
        );
        for problem in &self.problems {
            let what = if problem.refused { "ligne refusée" } else { "valeur laissée de côté" };
            let (line, column, reason) = (problem.line, &problem.column, &problem.reason);
            put(&mut out, &format!("{}:{line}: {what}, colonne « {column} » : {reason}", self.file));
        }
        put(&mut out, &self.summary());
        out
    }

    /// The closing line.
    #[must_use]
    pub fn summary(&self) -> String {
        format!(
            "{} sur {}, {} ; {}",
            imported(self.imported()),
            self.rows,
            counted(self.refused, "refusée"),
            counted(self.structures, "structure")
        )
    }

    /// The report for programs.
    #[must_use]
    pub fn json(&self) -> String {
        let problem = |problem: &Problem| {
            serde_json::json!({
                "line": problem.line,
                "column": problem.column,
                "reason": problem.reason,
                "refused": problem.refused,
            })
        };
        let report = serde_json::json!({
            "file": self.file,
            "encoding": self.encoding,
            "separator": char::from(self.separator).to_string(),
            "rows": self.rows,
            "imported": self.imported(),
            "refused": self.refused,
            "structures": self.structures,
            "problems": self.problems.iter().map(problem).collect::<Vec<_>>(),
        });
        format!("{report:#}\n")
    }
}

fn imported(count: usize) -> String {
    if count > 1 { format!("{count} lignes importées") } else { format!("{count} ligne importée") }
}

fn put(out: &mut String, line: &str) {
    writeln!(out, "{line}").expect("writing to a string does not fail");
}
