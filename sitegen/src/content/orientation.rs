//! Whom to see, and why: a table of questions, answers and lines, and what it answers.
//!
//! Each condition of a line names a question and some of its answers. An answer may be missing: then a line that asks
//! for it neither holds nor fails, and is told as possible. `widget/guidance.js` decides the same in the browser; a
//! test compares both.

use crate::sources::orientation::{ConditionDraft, OrientationDraft};
use crate::sources::words::Mode;

/// The table.
#[derive(Clone, Debug)]
pub struct Orientation {
    /// Title.
    pub title: String,
    /// What is said before the questions.
    pub introduction: String,
    /// The questions, in the order in which they are asked.
    pub questions: Vec<Question>,
    /// The lines, in the order in which they are told.
    pub lines: Vec<Line>,
}

/// A question.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Its name in addresses.
    pub id: String,
    /// Title.
    pub title: String,
    /// What helps to answer it.
    pub help: Option<String>,
    /// When it is asked.
    pub when: Vec<Condition>,
    /// What can be answered.
    pub answers: Vec<Answer>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its name in addresses.
    pub id: String,
    /// Title.
    pub title: String,
    /// In words, behind « si ».
    pub said: String,
    /// The way of meeting that the search is then limited to.
    pub mode: Option<Mode>,
}

/// A question, and the answers to it with which something holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Index of the question.
    pub question: usize,
    /// Indices of answers, sorted.
    pub answers: Vec<usize>,
}

/// A line: whom to see with these answers.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its name.
    pub id: String,
    /// What stands above the reason when there is no network.
    pub title: Option<String>,
    /// With which answers it holds: all of them must.
    pub when: Vec<Condition>,
    /// Whether it holds when no other does.
    pub otherwise: bool,
    /// Indices of networks, in the order in which they are written.
    pub networks: Vec<usize>,
    /// Why.
    pub reason: String,
}

/// What was answered: for each question the index of an answer, or nothing.
pub type Answers = [Option<usize>];

/// Whether something holds with some answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It does not, whatever is answered to the rest.
    No,
    /// That depends on what is not answered yet.
    Open,
    /// It does.
    Yes,
}

/// What the table says to some answers, by index of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// What holds; of no answer at all it is the line for whoever does not know.
    pub lines: Vec<usize>,
    /// What may hold as well, an answer to it being given already.
    pub possible: Vec<usize>,
}

impl Orientation {
    /// Whether a question is asked; one that may be is, so that any other can be passed.
    #[must_use]
    pub fn asked(&self, question: usize, answers: &Answers) -> State {
        self.state(&self.questions[question].when, answers)
    }

    /// Whether all conditions hold. A question that is not asked has no answer.
    #[must_use]
    pub fn state(&self, when: &[Condition], answers: &Answers) -> State {
        let mut state = State::Yes;
        for condition in when {
            let here = match (self.asked(condition.question, answers), answers[condition.question]) {
                (State::No, _) => State::No,
                (_, Some(answer)) if condition.answers.contains(&answer) => State::Yes,
                (_, Some(_)) => State::No,
                (_, None) => State::Open,
            };
            state = match (state, here) {
                (State::No, _) | (_, State::No) => State::No,
                (State::Open, _) | (_, State::Open) => State::Open,
                (State::Yes, State::Yes) => State::Yes,
            };
        }
        state
    }

    /// What it says.
    #[must_use]
    pub fn say(&self, answers: &Answers) -> Said {
        let mut said = Said::default();
        for (number, line) in self.lines.iter().enumerate().filter(|(_, line)| !line.otherwise) {
            match self.state(&line.when, answers) {
                State::Yes => said.lines.push(number),
                State::Open if self.is_begun(line, answers) => said.possible.push(number),
                State::Open | State::No => {}
            }
        }
        if said.lines.is_empty() {
            let otherwise = self.lines.iter().enumerate().filter(|(_, line)| line.otherwise);
            said.lines = otherwise.map(|(number, _)| number).collect();
        }
        said
    }

    /// Whether one of the conditions of a line holds already.
    fn is_begun(&self, line: &Line, answers: &Answers) -> bool {
        line.when.iter().any(|condition| self.state(std::slice::from_ref(condition), answers) == State::Yes)
    }

    /// The questions that `when` still waits for, in their order.
    #[must_use]
    pub fn missing(&self, when: &[Condition], answers: &Answers) -> Vec<usize> {
        let open = when.iter().filter(|it| self.state(std::slice::from_ref(it), answers) == State::Open);
        open.map(|it| it.question).collect()
    }

    /// Gives every way to answer every question that is asked to `each`, until it gives `false`. Questions that are
    /// not asked have no answer.
    pub fn every_way(&self, mut each: impl FnMut(&Answers) -> bool) {
        let mut answers = vec![None; self.questions.len()];
        self.ways(0, &mut answers, &mut each);
    }

    fn ways(
        &self,
        question: usize,
        answers: &mut Vec<Option<usize>>,
        each: &mut impl FnMut(&Answers) -> bool,
    ) -> bool {
        if question == self.questions.len() {
            return each(answers);
        }
        answers[question] = None;
        if self.asked(question, answers) != State::Yes {
            return self.ways(question + 1, answers, each);
        }
        for answer in 0..self.questions[question].answers.len() {
            answers[question] = Some(answer);
            if !self.ways(question + 1, answers, each) {
                return false;
            }
        }
        answers[question] = None;
        true
    }
}

/// Resolves a table whose ids are known; `network` gives the index of a network. Nothing when something is missing.
pub(crate) fn resolve(
    draft: &OrientationDraft,
    network: impl Fn(&str) -> Option<usize>,
) -> Option<Orientation> {
    let text =
        |text: &crate::sources::structures::Text| text.as_ref().map(|text| text.value.trim().to_owned());
    let when = |when: &[ConditionDraft], before: usize| -> Option<Vec<Condition>> {
        let mut conditions: Vec<Condition> = Vec::with_capacity(when.len());
        for condition in when {
            let questions = &draft.questions[..before];
            let question = questions.iter().position(|it| it.id.value == condition.question)?;
            let known = &questions[question].answers;
            let index = |id: &crate::diagnostics::Located<String>| {
                known.iter().position(|it| it.id.value == id.value)
            };
            let mut answers: Vec<usize> = condition.answers.iter().map(index).collect::<Option<_>>()?;
            answers.sort_unstable();
            conditions.push(Condition { question, answers });
        }
        conditions.sort_by_key(|condition| condition.question);
        Some(conditions)
    };
    let mut questions = Vec::with_capacity(draft.questions.len());
    for (number, question) in draft.questions.iter().enumerate() {
        let answers = question.answers.iter().map(|answer| {
            Some(Answer {
                id: answer.id.value.clone(),
                title: text(&answer.title)?,
                said: text(&answer.said)?,
                mode: answer.mode,
            })
        });
        questions.push(Question {
            id: question.id.value.clone(),
            title: text(&question.title)?,
            help: text(&question.help),
            when: when(&question.when, number)?,
            answers: answers.collect::<Option<_>>()?,
        });
    }
    let mut lines = Vec::with_capacity(draft.lines.len());
    for line in &draft.lines {
        lines.push(Line {
            id: line.id.value.clone(),
            title: text(&line.title),
            when: when(&line.when, draft.questions.len())?,
            otherwise: line.otherwise.as_ref().is_some_and(|flag| flag.value),
            networks: line.networks.iter().flatten().map(|id| network(&id.value)).collect::<Option<_>>()?,
            reason: text(&line.reason)?,
        });
    }
    Some(Orientation {
        title: text(&draft.title)?,
        introduction: text(&draft.introduction)?,
        questions,
        lines,
    })
}
