//! The decision table: `question-inconnue`, `reponse-inconnue`, `question-sans-choix`, `liste-vide`, `dit-mal-ecrit`
//! (warning), `orientation-lacune`, `ligne-inatteignable`, `question-inatteignable`, `reponse-sans-effet` (warning),
//! `lignes-contraires`, `ligne-vide`, `ligne-sans-condition`, `orientation-trop-grande`, and ids as in
//! [`super::identifiants`] and [`super::references`].

use std::collections::BTreeMap;

use super::identifiants;
use super::references::{KnownIds, NETWORK, check_ids};
use crate::content::orientation::{self, Answers, Orientation};
use crate::diagnostics::{Diagnostic, Diagnostics, Located, did_you_mean};
use crate::french;
use crate::sources::orientation::{ConditionDraft, LineDraft, OrientationDraft, QuestionDraft};

/// As many ways to answer as are looked through: a questionnaire of ten short questions.
const MOST: usize = 200_000;

/// As many gaps as are told: the first ones show what is missing.
const TOLD: usize = 3;

/// Checks the table.
pub(crate) fn check(draft: &OrientationDraft, known: &KnownIds, d: &mut Diagnostics) {
    let errors = d.errors();
    let questions = draft.questions.iter().map(|it| &it.id);
    check_each(questions, d);
    check_each(draft.lines.iter().map(|it| &it.id), d);
    for (number, question) in draft.questions.iter().enumerate() {
        check_each(question.answers.iter().map(|it| &it.id), d);
        check_conditions(&question.when, &draft.questions[..number], d);
        question.answers.iter().filter_map(|it| it.said.as_ref()).for_each(|said| check_said(said, d));
        if question.answers.len() < 2 {
            d.push(
                Diagnostic::error(
                    "question-sans-choix",
                    &question.id.at,
                    "on ne peut répondre que d’une façon",
                )
                .expected("au moins deux `reponses`"),
            );
        }
    }
    for line in &draft.lines {
        check_conditions(&line.when, &draft.questions, d);
        check_ids(&line.networks, &known.networks, NETWORK, d);
        check_line(line, d);
    }
    for (key, empty) in [("questions", draft.questions.is_empty()), ("lignes", draft.lines.is_empty())] {
        if empty {
            d.push(crate::sources::toml_reader::missing(&draft.at, key));
        }
    }
    let mut otherwise =
        draft.lines.iter().filter(|line| line.otherwise.as_ref().is_some_and(|flag| flag.value));
    if let (Some(_), Some(second)) = (otherwise.next(), otherwise.next()) {
        d.push(
            Diagnostic::error("lignes-contraires", &second.id.at, "deux lignes avec `sinon = true`")
                .hint("réunissez-les en une seule".to_owned()),
        );
    }
    // What the table says is looked at once each word of it means something.
    if d.errors() == errors
        && let Some(table) =
            orientation::resolve(draft, |id| known.networks.iter().position(|known| known == id))
    {
        check_table(&table, draft, d);
    }
}

fn check_each<'a>(ids: impl Iterator<Item = &'a Located<String>>, d: &mut Diagnostics) {
    let mut seen = BTreeMap::new();
    for id in ids {
        identifiants::check_value(id, d);
        identifiants::check_unique(&mut seen, id, "identifiant-en-double", "cet identifiant", d);
    }
}

fn check_conditions(conditions: &[ConditionDraft], before: &[QuestionDraft], d: &mut Diagnostics) {
    for condition in conditions {
        if condition.answers.is_empty() {
            d.push(
                Diagnostic::error(
                    "liste-vide",
                    &condition.at,
                    format!("aucune réponse à « {} »", condition.question),
                )
                .expected("au moins une réponse"),
            );
        }
        let Some(question) = before.iter().find(|it| it.id.value == condition.question) else {
            let message = format!("question inconnue ici : « {} »", condition.question);
            let known = before.iter().map(|it| it.id.value.as_str());
            d.push(
                Diagnostic::error("question-inconnue", &condition.at, message)
                    .expected("l’identifiant d’une question posée avant")
                    .hint(did_you_mean(&condition.question, known)),
            );
            continue;
        };
        for id in &condition.answers {
            if !question.answers.iter().any(|it| it.id.value == id.value) {
                let message = format!("« {} » n’est pas une réponse à « {} »", id.value, condition.question);
                let known = question.answers.iter().map(|it| it.id.value.as_str());
                d.push(
                    Diagnostic::error("reponse-inconnue", &id.at, message)
                        .hint(did_you_mean(&id.value, known)),
                );
            }
        }
    }
}

/// What is answered is read behind « si » and « parce que ».
fn check_said(said: &Located<String>, d: &mut Diagnostics) {
    let words = said.value.trim();
    if words.starts_with("si ") || words.ends_with(['.', '!', '?']) {
        d.push(
            Diagnostic::warning("dit-mal-ecrit", &said.at, format!("« si {words} » ne se lit pas bien"))
                .expected("ce qui suit « si », sans point : \"vous cherchez un emploi\""),
        );
    }
}

fn check_line(line: &LineDraft, d: &mut Diagnostics) {
    let networks = line.networks.as_ref().is_some_and(|networks| !networks.is_empty());
    let titled = line.title.as_ref().is_some_and(|title| !title.value.trim().is_empty());
    if !networks && !titled {
        d.push(
            Diagnostic::error("ligne-vide", &line.id.at, "cette ligne n’envoie vers personne")
                .expected("`reseaux`, ou un `titre` qui dit à qui s’adresser"),
        );
    }
    let otherwise = line.otherwise.as_ref().is_some_and(|flag| flag.value);
    if otherwise != line.when.is_empty() {
        d.push(
            Diagnostic::error("ligne-sans-condition", &line.id.at, "on ne sait pas quand cette ligne vaut")
                .expected("`si`, ou `sinon = true` sans `si`"),
        );
    }
}

/// Looks through every way to answer.
fn check_table(table: &Orientation, draft: &OrientationDraft, d: &mut Diagnostics) {
    let mut ways = 0;
    let mut reached = vec![false; table.lines.len()];
    let mut asked = vec![false; table.questions.len()];
    let mut gaps: Vec<Vec<Option<usize>>> = Vec::new();
    let mut twice: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    table.every_way(|answers| {
        ways += 1;
        for (asked, answer) in asked.iter_mut().zip(answers) {
            *asked |= answer.is_some();
        }
        let said = table.say(answers).lines;
        if said.iter().any(|&line| table.lines[line].otherwise) {
            if gaps.len() < TOLD {
                gaps.push(answers.to_vec());
            }
            return ways < MOST;
        }
        for (place, &line) in said.iter().enumerate() {
            reached[line] = true;
            for &other in &said[..place] {
                let shared =
                    table.lines[line].networks.iter().find(|it| table.lines[other].networks.contains(it));
                if let Some(&network) = shared {
                    twice.entry((other, line)).or_insert(network);
                }
            }
        }
        ways < MOST
    });
    if ways >= MOST {
        d.push(
            Diagnostic::error(
                "orientation-trop-grande",
                &draft.at,
                format!("plus de {} façons de répondre", french::number(MOST)),
            )
            .hint("gardez moins de questions, ou dites par `si` quand elles se posent".to_owned()),
        );
        return;
    }
    for gap in &gaps {
        d.push(
            Diagnostic::error("orientation-lacune", &draft.at, "des réponses ne mènent à personne")
                .expected("au moins une ligne pour chaque façon de répondre à tout")
                .hint(format!("par exemple : {}", in_words(table, gap))),
        );
    }
    for (line, reached) in draft.lines.iter().zip(&reached) {
        let otherwise = line.otherwise.as_ref().is_some_and(|flag| flag.value);
        if !reached && !otherwise {
            d.push(
                Diagnostic::error(
                    "ligne-inatteignable",
                    &line.id.at,
                    "aucune façon de répondre ne mène à cette ligne",
                )
                .hint("une de ses questions ne se pose pas avec ses autres réponses".to_owned()),
            );
        }
    }
    for ((one, other), _) in twice {
        let (one, other) = (&draft.lines[one], &draft.lines[other]);
        let (line, _) = one.id.at.line_column();
        let message = format!(
            "« {} » envoie au même réseau que « {} », ligne {line}, pour une autre raison",
            other.id.value, one.id.value
        );
        d.push(
            Diagnostic::error("lignes-contraires", &other.id.at, message)
                .hint("précisez leurs `si`, pour qu’une seule vaille à la fois".to_owned()),
        );
    }
    for (question, asked) in draft.questions.iter().zip(&asked) {
        if !asked {
            d.push(
                Diagnostic::error(
                    "question-inatteignable",
                    &question.id.at,
                    "cette question ne se pose jamais",
                )
                .hint("ses conditions ne peuvent être vraies ensemble".to_owned()),
            );
        }
    }
    check_useless(table, draft, d);
    check_otherwise(table, draft, d);
}

/// Points out the answers that change nothing: who gives them is led to nobody by them.
fn check_useless(table: &Orientation, draft: &OrientationDraft, d: &mut Diagnostics) {
    let lines = table.lines.iter().flat_map(|line| &line.when);
    let all: Vec<_> = lines.chain(table.questions.iter().flat_map(|question| &question.when)).collect();
    for (number, question) in draft.questions.iter().enumerate() {
        let uses = all.iter().filter(|condition| condition.question == number);
        let used: Vec<usize> = uses.flat_map(|condition| condition.answers.iter().copied()).collect();
        let idle = (0..question.answers.len()).filter(|answer| !used.contains(answer));
        let idle: Vec<_> = idle.filter(|answer| question.answers[*answer].mode.is_none()).collect();
        // One may stand for « none of these ».
        if idle.len() < 2 {
            continue;
        }
        for answer in idle {
            let id = &question.answers[answer].id;
            d.push(
                Diagnostic::warning(
                    "reponse-sans-effet",
                    &id.at,
                    format!("aucune ligne ne tient compte de la réponse « {} »", id.value),
                )
                .hint("ajoutez une ligne pour elle, ou ôtez-la".to_owned()),
            );
        }
    }
}

/// Whoever passes every question is led somewhere too.
fn check_otherwise(table: &Orientation, draft: &OrientationDraft, d: &mut Diagnostics) {
    if !table.lines.iter().any(|line| line.otherwise) {
        d.push(
            Diagnostic::error(
                "orientation-lacune",
                &draft.at,
                "qui ne répond à rien n’est envoyé vers personne",
            )
            .expected("une ligne avec `sinon = true`"),
        );
    }
}

/// `situation = "recherche", age = "plus"`.
fn in_words(table: &Orientation, answers: &Answers) -> String {
    let asked = table.questions.iter().zip(answers).filter_map(|(question, answer)| {
        Some(format!("{} = \"{}\"", question.id, question.answers[(*answer)?].id))
    });
    asked.collect::<Vec<_>>().join(", ")
}
