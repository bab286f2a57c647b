//! Needs, publics and networks, resolved.

use textsearch::ages::{ANY, Ages};

use crate::diagnostics::Located;
use crate::sources::taxonomies::{NeedDraft, NetworkDraft, PublicDraft, TaxonomiesDraft, ThemeDraft};
use crate::sources::words::{Membership, Pictogram};

/// The public that stands for everyone.
pub const EVERYONE: &str = "tous-publics";

/// The closed lists that records are described with, in the order of their files.
#[derive(Clone, Debug, Default)]
pub struct Taxonomies {
    /// Headings of the needs.
    pub need_groups: Vec<NeedGroup>,
    /// Needs.
    pub needs: Vec<Need>,
    /// Publics.
    pub publics: Vec<Public>,
    /// Index of `tous-publics` in [`Taxonomies::publics`].
    pub everyone: usize,
    /// Networks.
    pub networks: Vec<Network>,
    /// Year and number of the labels, when the content says them.
    pub labels: Option<(i64, i64)>,
    /// Themes of resources.
    pub themes: Vec<Theme>,
    /// Skills that trainings give.
    pub skills: Vec<Theme>,
}

/// A theme of resources, or a skill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// Stable identifier.
    pub id: String,
    /// What a person reads.
    pub title: String,
}

/// A heading of needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NeedGroup {
    /// Stable identifier.
    pub id: String,
    /// What a person reads.
    pub title: String,
    /// What is drawn beside it.
    pub pictogram: Option<Pictogram>,
}

/// A need (besoin).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// Stable identifier.
    pub id: String,
    /// What a person reads; begins with a verb.
    pub title: String,
    /// Index into [`Taxonomies::need_groups`].
    pub group: usize,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Themes of the data·inclusion schema.
    pub thematiques: Vec<String>,
}

/// A public: whom a service is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Public {
    /// Stable identifier.
    pub id: String,
    /// What a person reads.
    pub title: String,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// The least and the greatest age of who belongs to it, in years, included.
    pub ages: Option<Ages>,
    /// Publics of the data·inclusion schema.
    pub data_inclusion: Vec<String>,
}

/// A network of structures (réseau).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// Stable identifier.
    pub id: String,
    /// What a person reads.
    pub title: String,
    /// Acronym.
    pub acronym: Option<String>,
    /// Circle of the service, 1 to 3.
    pub circle: u8,
    /// By right or labelled.
    pub membership: Membership,
    /// How many of its structures bear the label.
    pub labels: Option<i64>,
    /// The network's own pages.
    pub website: Option<String>,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Networks of the data·inclusion schema.
    pub data_inclusion: Vec<String>,
    /// One sentence.
    pub description: Option<String>,
}

/// Resolves the drafts. Entries that the rules found wanting are left out.
pub(crate) fn resolve(draft: &TaxonomiesDraft) -> Taxonomies {
    let groups = draft.groups.entries.iter().filter_map(|group| {
        let (id, title) = (group.id.value.clone(), group.title.as_ref()?.value.clone());
        Some(NeedGroup { id, title, pictogram: group.pictogram })
    });
    let need_groups: Vec<NeedGroup> = groups.collect();
    let publics: Vec<Public> = draft.publics.entries.iter().filter_map(public).collect();
    Taxonomies {
        needs: draft.needs.entries.iter().filter_map(|it| need(it, &need_groups)).collect(),
        need_groups,
        everyone: publics.iter().position(|public| public.id == EVERYONE).unwrap_or_default(),
        publics,
        networks: draft.networks.entries.iter().filter_map(network).collect(),
        labels: draft.labels.as_ref().and_then(|it| Some((it.year.as_ref()?.value, it.total.value))),
        themes: draft.themes.iter().flat_map(|list| &list.entries).filter_map(theme).collect(),
        skills: draft.skills.iter().flat_map(|list| &list.entries).filter_map(theme).collect(),
    }
}

fn need(draft: &NeedDraft, groups: &[NeedGroup]) -> Option<Need> {
    let group = &draft.group.as_ref()?.value;
    Some(Need {
        id: draft.id.value.clone(),
        title: draft.title.as_ref()?.value.clone(),
        group: groups.iter().position(|it| it.id == *group)?,
        synonyms: draft.synonyms.clone(),
        thematiques: draft.thematiques.clone(),
    })
}

fn public(draft: &PublicDraft) -> Option<Public> {
    Some(Public {
        id: draft.id.value.clone(),
        title: draft.title.as_ref()?.value.clone(),
        synonyms: draft.synonyms.clone(),
        ages: ages(draft),
        data_inclusion: draft.data_inclusion.clone(),
    })
}

fn ages(draft: &PublicDraft) -> Option<Ages> {
    let age = |it: &Option<Located<i64>>| it.as_ref().and_then(|age| u8::try_from(age.value).ok());
    let (least, most) = (age(&draft.least_age), age(&draft.most_age));
    (least.is_some() || most.is_some()).then(|| (least.unwrap_or(ANY.0), most.unwrap_or(ANY.1)))
}

fn network(draft: &NetworkDraft) -> Option<Network> {
    Some(Network {
        id: draft.id.value.clone(),
        title: draft.title.as_ref()?.value.clone(),
        acronym: draft.acronym.clone(),
        circle: u8::try_from(draft.circle.as_ref()?.value).ok()?,
        membership: draft.membership?,
        labels: draft.labels.as_ref().map(|labels| labels.value),
        website: draft.website.as_ref().map(|website| website.value.clone()),
        synonyms: draft.synonyms.clone(),
        data_inclusion: draft.data_inclusion.clone(),
        description: draft.description.clone(),
    })
}

fn theme(draft: &ThemeDraft) -> Option<Theme> {
    Some(Theme { id: draft.id.value.clone(), title: draft.title.as_ref()?.value.clone() })
}
