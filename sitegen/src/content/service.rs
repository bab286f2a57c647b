//! What the service says of itself, resolved: figures, history, values.

use jiff::civil::Date;

use crate::sources::service::{ServiceDraft, StepDraft, ValueDraft, YearDraft};

/// Figures, history and values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// Figures by year, the earliest first.
    pub years: Vec<Year>,
    /// Steps of the history, the earliest first.
    pub steps: Vec<Step>,
    /// Values, in the order of their file.
    pub values: Vec<Value>,
}

/// The figures of a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// The year.
    pub year: i64,
    /// People received.
    pub people: Option<i64>,
    /// Structures.
    pub structures: Option<i64>,
    /// Places of welcome.
    pub places: Option<i64>,
    /// Who says so.
    pub source: String,
}

/// A step of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub date: Date,
    /// What.
    pub title: String,
    /// What it changed.
    pub text: String,
}

/// A value of the service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Value {
    /// What a person reads.
    pub title: String,
    /// What the site does to keep it.
    pub commitment: String,
    /// What is checked at each change.
    pub check: Option<String>,
    /// The test that does it.
    pub proof: Option<String>,
}

/// Resolves the drafts; what is incomplete has been reported and is left out.
pub(crate) fn resolve(draft: &ServiceDraft) -> Service {
    let mut years: Vec<Year> = draft.years.iter().filter_map(year).collect();
    years.sort_by_key(|it| it.year);
    let mut steps: Vec<Step> = draft.steps.iter().filter_map(step).collect();
    steps.sort_by_key(|it| it.date);
    Service { years, steps, values: draft.values.iter().filter_map(value).collect() }
}

fn year(draft: &YearDraft) -> Option<Year> {
    Some(Year {
        year: draft.year.value,
        people: draft.people.as_ref().map(|it| it.value),
        structures: draft.structures.as_ref().map(|it| it.value),
        places: draft.places.as_ref().map(|it| it.value),
        source: draft.source.as_ref()?.value.clone(),
    })
}

fn step(draft: &StepDraft) -> Option<Step> {
    Some(Step {
        date: draft.date.value,
        title: draft.title.as_ref()?.value.clone(),
        text: draft.text.as_ref()?.value.clone(),
    })
}

fn value(draft: &ValueDraft) -> Option<Value> {
    Some(Value {
        title: draft.title.value.clone(),
        commitment: draft.commitment.as_ref()?.value.clone(),
        check: draft.check.as_ref().map(|check| check.value.clone()),
        proof: draft.proof.as_ref().map(|proof| proof.value.clone()),
    })
}
