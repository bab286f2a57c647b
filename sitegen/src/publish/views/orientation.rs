//! « Qui peut m’accompagner ? », as its page shows it: the rules in words, and the table for the script that asks.

use engine::directory::{MODE_ON_SITE, MODE_PHONE, MODE_VIDEO, MODES};
use serde::Serialize;

use crate::content::Content;
use crate::content::orientation::{Condition, Line, Orientation};
use crate::french;
use crate::sources::words::Mode;

/// The folder of the page in the site.
pub(in crate::publish) const FOLDER: &str = "qui-peut-m-accompagner";

/// The page.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct OrientationView {
    title: String,
    introduction: String,
    questions: Vec<QuestionView>,
    lines: Vec<LineView>,
    /// Whether some question asks how one wants to be received.
    meets: bool,
}

/// A question with its answers.
#[derive(Clone, Debug, Serialize)]
struct QuestionView {
    id: String,
    title: String,
    help: Option<String>,
    answers: Vec<AnswerView>,
}

/// An answer.
#[derive(Clone, Debug, Serialize)]
struct AnswerView {
    id: String,
    title: String,
}

/// A line, in words.
#[derive(Clone, Debug, Serialize)]
struct LineView {
    /// `si vous cherchez un emploi, et si vous avez moins de 26 ans`; nothing for whoever does not know.
    when: Option<String>,
    title: Option<String>,
    networks: Vec<NetworkView>,
    reason: String,
    /// The search for their places, behind `#`.
    search: Option<String>,
}

/// A network, and where its page is.
#[derive(Clone, Debug, Serialize)]
struct NetworkView {
    id: String,
    title: String,
}

/// A question and the answers wanted, by index, of each condition.
type Conditions = Vec<(usize, Vec<usize>)>;

/// What the script is given: indices in place of ids.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct Table {
    /// When each is asked.
    questions: Vec<Conditions>,
    /// Each answer to each question, in words.
    said: Vec<Vec<String>>,
    /// With which answers each holds, whether it does when no other does, and the networks that it leads to: the
    /// widget numbers them in the same order.
    lines: Vec<(Conditions, bool, Vec<usize>)>,
    /// The id of each network.
    networks: Vec<String>,
    /// For each answer to each question the way of meeting that it limits the search to.
    modes: Vec<Vec<Option<usize>>>,
    /// The word for each way of meeting.
    mode_ids: [&'static str; 3],
}

/// The questions of the widget: the table and all its words.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct Asked {
    #[serde(flatten)]
    table: Table,
    title: String,
    introduction: String,
    asked: Vec<QuestionView>,
    told: Vec<LineView>,
}

/// What the widget asks.
pub(in crate::publish) fn asked(content: &Content, orientation: &Orientation) -> Asked {
    let OrientationView { title, introduction, questions, lines, .. } = view(content, orientation);
    Asked { table: table(content, orientation), title, introduction, asked: questions, told: lines }
}

/// The page of a table.
pub(in crate::publish) fn view(content: &Content, table: &Orientation) -> OrientationView {
    let question = |it: &crate::content::orientation::Question| QuestionView {
        id: it.id.clone(),
        title: french::text(&it.title),
        help: it.help.as_deref().map(french::text),
        answers: it
            .answers
            .iter()
            .map(|answer| AnswerView { id: answer.id.clone(), title: french::text(&answer.title) })
            .collect(),
    };
    OrientationView {
        title: french::text(&table.title),
        introduction: french::text(&table.introduction),
        questions: table.questions.iter().map(question).collect(),
        lines: table.lines.iter().map(|line| line_view(content, table, line)).collect(),
        meets: table.questions.iter().flat_map(|it| &it.answers).any(|answer| answer.mode.is_some()),
    }
}

/// The table as the script reads it.
pub(in crate::publish) fn table(content: &Content, table: &Orientation) -> Table {
    let conditions = |when: &[Condition]| {
        when.iter().map(|condition| (condition.question, condition.answers.clone())).collect::<Vec<_>>()
    };
    Table {
        networks: content.taxonomies.networks.iter().map(|network| network.id.clone()).collect(),
        mode_ids: MODES,
        modes: table
            .questions
            .iter()
            .map(|question| question.answers.iter().map(|answer| answer.mode.map(mode_number)).collect())
            .collect(),
        questions: table.questions.iter().map(|question| conditions(&question.when)).collect(),
        said: table
            .questions
            .iter()
            .map(|question| question.answers.iter().map(|answer| french::text(&answer.said)).collect())
            .collect(),
        lines: table
            .lines
            .iter()
            .map(|line| (conditions(&line.when), line.otherwise, line.networks.clone()))
            .collect(),
    }
}

/// The number of a way of meeting in the engine.
fn mode_number(mode: Mode) -> usize {
    match mode {
        Mode::OnSite => MODE_ON_SITE,
        Mode::Phone => MODE_PHONE,
        Mode::Video => MODE_VIDEO,
    }
}

fn line_view(content: &Content, table: &Orientation, line: &Line) -> LineView {
    let networks: Vec<NetworkView> = line
        .networks
        .iter()
        .map(|&index| &content.taxonomies.networks[index])
        .map(|network| NetworkView { id: network.id.clone(), title: french::text(&network.title) })
        .collect();
    let ids: Vec<&str> = networks.iter().map(|network| network.id.as_str()).collect();
    LineView {
        when: (!line.otherwise).then(|| in_words(table, &line.when)),
        title: line.title.as_deref().map(french::text),
        search: (!ids.is_empty()).then(|| format!("annuaire&reseau={}", ids.join(","))),
        networks,
        reason: french::text(&line.reason),
    }
}

/// `si vous cherchez un emploi ou si vous êtes à votre compte, et si vous avez moins de 26 ans`.
fn in_words(table: &Orientation, when: &[Condition]) -> String {
    let condition = |condition: &Condition| {
        let question = &table.questions[condition.question];
        let answers = condition.answers.iter().map(|&answer| clause(&question.answers[answer].said));
        answers.collect::<Vec<_>>().join(" ou ")
    };
    french::text(&when.iter().map(condition).collect::<Vec<_>>().join(", et "))
}

/// « si » before a clause, elided before « il ».
fn clause(said: &str) -> String {
    if said.starts_with("il") { format!("s’{said}") } else { format!("si {said}") }
}
