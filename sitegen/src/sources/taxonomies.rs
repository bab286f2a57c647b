//! `besoins.toml`, `publics.toml` and `reseaux.toml`, as they were written.

use std::path::Path;
use std::sync::Arc;

use super::files;
use super::structures::Text;
use super::toml_reader::{self, Table};
use super::words::{Membership, Pictogram, keyword};
use crate::diagnostics::{Diagnostics, Located, Location, SourceFile};

/// The three files. What must be there and is not has been reported.
#[derive(Clone, Debug, Default)]
pub struct TaxonomiesDraft {
    /// `[[groupes]]` of `besoins.toml`.
    pub groups: List<GroupDraft>,
    /// `[[besoins]]`.
    pub needs: List<NeedDraft>,
    /// `[[publics]]`.
    pub publics: List<PublicDraft>,
    /// `[[reseaux]]`.
    pub networks: List<NetworkDraft>,
    /// `[labels]` of `reseaux.toml`: how many there must be in all.
    pub labels: Option<LabelsDraft>,
    /// `[[themes]]` of `themes.toml`; `None` when there is no such file.
    pub themes: Option<List<ThemeDraft>>,
    /// `[[competences]]` of `competences.toml`; `None` when there is no such file.
    pub skills: Option<List<ThemeDraft>>,
}

/// The labels of a year, as written.
#[derive(Clone, Debug)]
pub struct LabelsDraft {
    /// `annee`.
    pub year: Option<Located<i64>>,
    /// `total`.
    pub total: Located<i64>,
}

/// A theme of resources, or a skill that a training gives, as written.
#[derive(Clone, Debug)]
pub struct ThemeDraft {
    /// `id`.
    pub id: Located<String>,
    /// `titre`.
    pub title: Text,
}

/// The entries of one list that have an identifier.
#[derive(Clone, Debug)]
pub struct List<T> {
    /// The entries, in the order of the file.
    pub entries: Vec<T>,
    /// The name of the list in its file.
    pub key: &'static str,
    /// Where its file begins; `None` when it could not be read, which has been reported.
    pub start: Option<Location>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), key: "", start: None }
    }
}

/// What every entry has.
pub trait Entry {
    /// `id`.
    fn id(&self) -> &Located<String>;
}

/// A heading of needs as written.
#[derive(Clone, Debug)]
pub struct GroupDraft {
    /// `id`.
    pub id: Located<String>,
    /// `titre`.
    pub title: Text,
    /// `pictogramme`.
    pub pictogram: Option<Pictogram>,
}

/// A need as written.
#[derive(Clone, Debug)]
pub struct NeedDraft {
    /// `id`.
    pub id: Located<String>,
    /// `titre`.
    pub title: Text,
    /// `groupe`.
    pub group: Text,
    /// `synonymes`.
    pub synonyms: Vec<String>,
    /// `thematiques`.
    pub thematiques: Vec<String>,
}

/// A public as written.
#[derive(Clone, Debug)]
pub struct PublicDraft {
    /// `id`.
    pub id: Located<String>,
    /// `titre`.
    pub title: Text,
    /// `synonymes`.
    pub synonyms: Vec<String>,
    /// `age_min`: in years, included.
    pub least_age: Option<Located<i64>>,
    /// `age_max`: in years, included.
    pub most_age: Option<Located<i64>>,
    /// `data_inclusion`.
    pub data_inclusion: Vec<String>,
}

/// A network as written.
#[derive(Clone, Debug)]
pub struct NetworkDraft {
    /// `id`.
    pub id: Located<String>,
    /// `titre`.
    pub title: Text,
    /// `sigle`.
    pub acronym: Option<String>,
    /// `cercle`.
    pub circle: Option<Located<i64>>,
    /// `membre`.
    pub membership: Option<Membership>,
    /// `labels`: how many of its structures bear the label.
    pub labels: Option<Located<i64>>,
    /// `site_web`: the network's own pages.
    pub website: Text,
    /// `synonymes`.
    pub synonyms: Vec<String>,
    /// `data_inclusion`.
    pub data_inclusion: Vec<String>,
    /// `description`.
    pub description: Option<String>,
}

macro_rules! entries {
    ($($draft:ty),*) => {
        $(impl Entry for $draft {
            fn id(&self) -> &Located<String> {
                &self.id
            }
        })*
    };
}

entries!(GroupDraft, NeedDraft, PublicDraft, NetworkDraft, ThemeDraft);

/// Reads the three files.
pub(crate) fn read(root: &Path, d: &mut Diagnostics) -> TaxonomiesDraft {
    let (groups, needs) = read_needs(root, d);
    let (networks, labels) = read_networks(root, d);
    let themes = read_titles(root, "themes.toml", "themes", d);
    let skills = read_titles(root, "competences.toml", "competences", d);
    TaxonomiesDraft {
        groups,
        needs,
        publics: read_list(root, "publics.toml", "publics", d, public),
        networks,
        labels,
        themes,
        skills,
    }
}

/// A list of titles in a file that a site may do without.
fn read_titles(root: &Path, name: &str, key: &'static str, d: &mut Diagnostics) -> Option<List<ThemeDraft>> {
    files::exists(root, name).then(|| {
        read_list(root, name, key, d, |table, d| {
            let (id, title) = (table.required("id", d), table.required("titre", d));
            Some(ThemeDraft { id: id?, title })
        })
    })
}

fn read_networks(root: &Path, d: &mut Diagnostics) -> (List<NetworkDraft>, Option<LabelsDraft>) {
    let Some(file) = files::read_required(root, "reseaux.toml", d) else { return Default::default() };
    let Some(mut root) = toml_reader::parse(&file, 0..file.text().len(), d) else {
        return Default::default();
    };
    let labels = root.table("labels", d).and_then(|mut table| {
        let year = table.integer("annee", d);
        if !table.has("total") {
            d.push(toml_reader::missing(table.at(), "total"));
        }
        let total = table.integer("total", d);
        table.finish(d);
        Some(LabelsDraft { year, total: total? })
    });
    let networks = entries(&mut root, &file, "reseaux", d, network);
    root.finish(d);
    (networks, labels)
}

fn read_needs(root: &Path, d: &mut Diagnostics) -> (List<GroupDraft>, List<NeedDraft>) {
    let Some(file) = files::read_required(root, "besoins.toml", d) else { return Default::default() };
    let Some(mut root) = toml_reader::parse(&file, 0..file.text().len(), d) else {
        return Default::default();
    };
    let groups = entries(&mut root, &file, "groupes", d, |table, d| {
        let (id, title) = (table.required("id", d), table.required("titre", d));
        let pictogram = table.string("pictogramme", d);
        let pictogram = pictogram.and_then(|it| keyword(&it, "pictogramme", d));
        Some(GroupDraft { id: id?, title, pictogram })
    });
    let needs = entries(&mut root, &file, "besoins", d, need);
    root.finish(d);
    (groups, needs)
}

fn read_list<T>(
    root: &Path,
    name: &str,
    key: &'static str,
    d: &mut Diagnostics,
    each: impl FnMut(&mut Table<'_>, &mut Diagnostics) -> Option<T>,
) -> List<T> {
    let Some(file) = files::read_required(root, name, d) else { return List::default() };
    let Some(mut root) = toml_reader::parse(&file, 0..file.text().len(), d) else { return List::default() };
    let list = entries(&mut root, &file, key, d, each);
    root.finish(d);
    list
}

fn entries<T>(
    root: &mut Table<'_>,
    file: &Arc<SourceFile>,
    key: &'static str,
    d: &mut Diagnostics,
    mut each: impl FnMut(&mut Table<'_>, &mut Diagnostics) -> Option<T>,
) -> List<T> {
    let mut entries = Vec::new();
    for mut table in root.tables(key, d) {
        entries.extend(each(&mut table, d));
        table.finish(d);
    }
    List { entries, key, start: Some(Location::start(file)) }
}

fn need(table: &mut Table<'_>, d: &mut Diagnostics) -> Option<NeedDraft> {
    let id = table.required("id", d);
    let title = table.required("titre", d);
    let group = table.required("groupe", d);
    let synonyms = plain_list(table, "synonymes", d);
    let thematiques = plain_list(table, "thematiques", d);
    Some(NeedDraft { id: id?, title, group, synonyms, thematiques })
}

fn public(table: &mut Table<'_>, d: &mut Diagnostics) -> Option<PublicDraft> {
    let id = table.required("id", d);
    let title = table.required("titre", d);
    let synonyms = plain_list(table, "synonymes", d);
    let (least_age, most_age) = (table.integer("age_min", d), table.integer("age_max", d));
    let data_inclusion = plain_list(table, "data_inclusion", d);
    Some(PublicDraft { id: id?, title, synonyms, least_age, most_age, data_inclusion })
}

fn network(table: &mut Table<'_>, d: &mut Diagnostics) -> Option<NetworkDraft> {
    let id = table.required("id", d);
    let title = table.required("titre", d);
    let acronym = table.string("sigle", d).map(|text| text.value);
    if !table.has("cercle") {
        d.push(toml_reader::missing(table.at(), "cercle"));
    }
    let circle = table.integer("cercle", d);
    let membership = table.required("membre", d);
    let membership = membership.and_then(|word| keyword::<Membership>(&word, "membre", d));
    let labels = table.integer("labels", d);
    let website = table.string("site_web", d);
    let synonyms = plain_list(table, "synonymes", d);
    let data_inclusion = plain_list(table, "data_inclusion", d);
    let description = table.string("description", d).map(|text| text.value);
    Some(NetworkDraft {
        id: id?,
        title,
        acronym,
        circle,
        membership,
        labels,
        website,
        synonyms,
        data_inclusion,
        description,
    })
}

fn plain_list(table: &mut Table<'_>, key: &'static str, d: &mut Diagnostics) -> Vec<String> {
    table.strings(key, d).unwrap_or_default().into_iter().map(|text| text.value).collect()
}
