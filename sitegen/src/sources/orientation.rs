//! `orientation.toml`: the decision table that says whom to see, and why. A site may do without it.

use std::path::Path;

use super::files;
use super::structures::{Ids, Text};
use super::toml_reader::{self, Table};
use super::words::{Mode, keyword};
use crate::diagnostics::{Diagnostics, Located, Location};

/// The table as written.
#[derive(Clone, Debug)]
pub struct OrientationDraft {
    /// `titre`.
    pub title: Text,
    /// `introduction`.
    pub introduction: Text,
    /// `[[questions]]`.
    pub questions: Vec<QuestionDraft>,
    /// `[[lignes]]`.
    pub lines: Vec<LineDraft>,
    /// Where the file begins.
    pub at: Location,
}

/// A question as written.
#[derive(Clone, Debug)]
pub struct QuestionDraft {
    /// `id`.
    pub id: Located<String>,
    /// `titre`.
    pub title: Text,
    /// `aide`.
    pub help: Text,
    /// `si`: when it is asked.
    pub when: Vec<ConditionDraft>,
    /// `reponses`.
    pub answers: Vec<AnswerDraft>,
}

/// An answer as written.
#[derive(Clone, Debug)]
pub struct AnswerDraft {
    /// `id`.
    pub id: Located<String>,
    /// `titre`.
    pub title: Text,
    /// `dit`: the answer in words, behind « si ».
    pub said: Text,
    /// `mode`: the way of meeting that the search is then limited to.
    pub mode: Option<Mode>,
}

/// A question, and the answers to it with which something holds.
#[derive(Clone, Debug)]
pub struct ConditionDraft {
    /// The id of the question.
    pub question: String,
    /// Ids of answers.
    pub answers: Vec<Located<String>>,
    /// Where the answers are.
    pub at: Location,
}

/// A line as written.
#[derive(Clone, Debug)]
pub struct LineDraft {
    /// `id`.
    pub id: Located<String>,
    /// `titre`: what stands above the reason when there is no network.
    pub title: Text,
    /// `si`: with which answers it holds.
    pub when: Vec<ConditionDraft>,
    /// `sinon`: it holds when no other does.
    pub otherwise: Option<Located<bool>>,
    /// `reseaux`.
    pub networks: Ids,
    /// `raison`.
    pub reason: Text,
}

/// Reads the file; nothing when there is none.
pub(crate) fn read(root: &Path, d: &mut Diagnostics) -> Option<OrientationDraft> {
    if !files::exists(root, "orientation.toml") {
        return None;
    }
    let file = files::read(root, "orientation.toml", d)?;
    let mut table = toml_reader::parse(&file, 0..file.text().len(), d)?;
    let mut questions = Vec::new();
    for mut entry in table.tables("questions", d) {
        questions.extend(question(&mut entry, d));
        entry.finish(d);
    }
    let mut lines = Vec::new();
    for mut entry in table.tables("lignes", d) {
        lines.extend(line(&mut entry, d));
        entry.finish(d);
    }
    let draft = OrientationDraft {
        title: table.required("titre", d),
        introduction: table.required("introduction", d),
        questions,
        lines,
        at: Location::start(&file),
    };
    table.finish(d);
    Some(draft)
}

fn question(table: &mut Table<'_>, d: &mut Diagnostics) -> Option<QuestionDraft> {
    let id = table.required("id", d);
    let title = table.required("titre", d);
    let help = table.string("aide", d);
    let when = conditions(table, d);
    let mut answers = Vec::new();
    for mut entry in table.tables("reponses", d) {
        let (id, title, said) =
            (entry.required("id", d), entry.required("titre", d), entry.required("dit", d));
        let mode = entry.string("mode", d).and_then(|word| keyword(&word, "mode", d));
        entry.finish(d);
        answers.extend(id.map(|id| AnswerDraft { id, title, said, mode }));
    }
    Some(QuestionDraft { id: id?, title, help, when, answers })
}

fn line(table: &mut Table<'_>, d: &mut Diagnostics) -> Option<LineDraft> {
    let id = table.required("id", d);
    let title = table.string("titre", d);
    let when = conditions(table, d);
    let otherwise = table.boolean("sinon", d);
    let networks = table.strings("reseaux", d);
    let reason = table.required("raison", d);
    Some(LineDraft { id: id?, title, when, otherwise, networks, reason })
}

/// `si = { question = ["réponse", …], … }`.
fn conditions(table: &mut Table<'_>, d: &mut Diagnostics) -> Vec<ConditionDraft> {
    let Some(mut inside) = table.table("si", d) else { return Vec::new() };
    let mut conditions = Vec::new();
    for question in inside.remaining_keys() {
        if let Some(answers) = inside.free_strings(&question, d) {
            conditions.push(ConditionDraft { question, at: answers.at, answers: answers.value });
        }
    }
    conditions
}
