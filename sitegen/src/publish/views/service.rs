//! What the service says of itself, as templates see it: figures, history, values, circles of networks.

use serde::Serialize;

use super::chart::{Chart, bars, number};
use super::{Directory, structures_counted};
use crate::content::Content;
use crate::content::service::{Service, Year};
use crate::content::taxonomies::Network;
use crate::french;
use crate::sources::words::Membership;

/// The figures of a year, each in words or absent.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct YearView {
    year: i64,
    people: Option<String>,
    structures: Option<String>,
    places: Option<String>,
    source: String,
}

/// A figure over several years.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct Series {
    title: &'static str,
    chart: Chart,
}

/// The labels of a network.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct LabelView {
    id: String,
    title: String,
    count: i64,
}

/// The labels of a year.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct LabelsView {
    year: i64,
    total: i64,
    networks: Vec<LabelView>,
    chart: Chart,
}

/// A step of the history.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct StepView {
    date: String,
    date_iso: String,
    title: String,
    text: String,
}

/// A value of the service.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct ValueView {
    title: String,
    commitment: String,
    check: Option<String>,
    proof: Option<String>,
}

/// A circle with its networks.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct CircleView {
    number: u8,
    title: &'static str,
    networks: Vec<NetworkItem>,
}

/// A network in a list.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct NetworkItem {
    id: String,
    title: String,
    description: Option<String>,
    /// How many structures, and how they belong to the service.
    count: String,
    labels: Option<String>,
}

/// One of the figures of a year.
type Figure = fn(&Year) -> Option<i64>;

/// The years, the latest first.
pub(in crate::publish) fn years(service: &Service) -> Vec<YearView> {
    let figure = |value: Option<i64>| value.map(|value| number(value.unsigned_abs()));
    let view = |year: &Year| YearView {
        year: year.year,
        people: figure(year.people),
        structures: figure(year.structures),
        places: figure(year.places),
        source: french::text(&year.source),
    };
    service.years.iter().rev().map(view).collect()
}

/// The figures that are known for two years or more: one year alone has nothing to be compared with.
pub(in crate::publish) fn series(service: &Service) -> Vec<Series> {
    let figures: [(&'static str, Figure); 3] = [
        ("Personnes accueillies", |year| year.people),
        ("Structures", |year| year.structures),
        ("Lieux d’accueil", |year| year.places),
    ];
    let series = figures.into_iter().map(|(title, figure)| {
        let known = service.years.iter().filter_map(|year| Some((year.year, figure(year)?)));
        let rows: Vec<(String, u64)> =
            known.map(|(year, value)| (year.to_string(), value.unsigned_abs())).collect();
        (rows.len() > 1).then(|| Series { title, chart: bars(&rows) })
    });
    series.flatten().collect()
}

/// The labels, the networks with most of them first.
pub(in crate::publish) fn labels(content: &Content) -> Option<LabelsView> {
    let (year, total) = content.taxonomies.labels?;
    let mut networks: Vec<(&Network, i64)> =
        content.taxonomies.networks.iter().filter_map(|network| Some((network, network.labels?))).collect();
    networks.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let rows: Vec<(String, u64)> =
        networks.iter().map(|(network, count)| (short(network), count.unsigned_abs())).collect();
    let views = networks.iter().map(|(network, count)| LabelView {
        id: network.id.clone(),
        title: long(network),
        count: *count,
    });
    Some(LabelsView { year, total, networks: views.collect(), chart: bars(&rows) })
}

/// The history, the earliest step first.
pub(in crate::publish) fn steps(service: &Service) -> Vec<StepView> {
    let steps = service.steps.iter().map(|step| StepView {
        date: french::date(step.date),
        date_iso: step.date.to_string(),
        title: french::text(&step.title),
        text: french::text(&step.text),
    });
    steps.collect()
}

/// The values, in the order of their file.
pub(in crate::publish) fn values(service: &Service) -> Vec<ValueView> {
    let values = service.values.iter().map(|value| ValueView {
        title: french::text(&value.title),
        commitment: french::text(&value.commitment),
        check: value.check.as_deref().map(french::text),
        proof: value.proof.clone(),
    });
    values.collect()
}

/// The circles that have a network.
pub(in crate::publish) fn circles(directory: &Directory<'_>) -> Vec<CircleView> {
    let networks = &directory.content.taxonomies.networks;
    let titles = [(1, "Premier cercle"), (2, "Deuxième cercle"), (3, "Troisième cercle")];
    let circles = titles.into_iter().map(|(number, title)| {
        let inside = networks.iter().enumerate().filter(|(_, network)| network.circle == number);
        let networks = inside.map(|(index, network)| network_item(directory, index, network)).collect();
        CircleView { number, title, networks }
    });
    circles.filter(|circle| !circle.networks.is_empty()).collect()
}

/// A network in a list.
pub(in crate::publish) fn network_item(
    directory: &Directory<'_>,
    index: usize,
    network: &Network,
) -> NetworkItem {
    NetworkItem {
        id: network.id.clone(),
        title: long(network),
        description: network.description.as_deref().map(french::text),
        count: members_counted(directory.count_of(index), network.membership),
        labels: network.labels.and_then(|count| labels_counted(directory.content, count)),
    }
}

/// `12 structures labellisées`, `48 structures`.
fn members_counted(count: usize, membership: Membership) -> String {
    match (count, membership) {
        (0, _) => "Aucune structure dans l’annuaire".to_owned(),
        (_, Membership::ByRight) => structures_counted(count),
        (1, Membership::Labelled) => "1\u{a0}structure labellisée".to_owned(),
        (_, Membership::Labelled) => format!("{} labellisées", structures_counted(count)),
    }
}

/// `12 labels en 2025`.
fn labels_counted(content: &Content, count: i64) -> Option<String> {
    let (year, _) = content.taxonomies.labels?;
    let count = usize::try_from(count).ok()?;
    Some(format!("{} en {year}", french::counted(count, "label", "labels")))
}

/// Title and acronym of a network.
pub(in crate::publish) fn long(network: &Network) -> String {
    let title = french::text(&network.title);
    match &network.acronym {
        Some(acronym) => format!("{title} ({})", french::text(acronym)),
        None => title,
    }
}

/// How a network belongs to the service.
pub(in crate::publish) fn membership(network: &Network) -> &'static str {
    match network.membership {
        Membership::ByRight => "membre de droit",
        Membership::Labelled => "structure labellisée",
    }
}

/// The same of the members of a network.
pub(in crate::publish) fn members(network: &Network) -> &'static str {
    match network.membership {
        Membership::ByRight => "membre de droit",
        Membership::Labelled => "structures labellisées",
    }
}

/// What people call a network when place is scarce.
fn short(network: &Network) -> String {
    french::text(network.acronym.as_deref().unwrap_or(&network.title))
}
