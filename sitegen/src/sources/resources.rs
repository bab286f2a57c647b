//! `ressources/`: the toolbox of the professionals (coin des pros), one Markdown file a resource; what can be
//! downloaded with it is in `fichiers/`.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::downloads::{self, FileDraft};
use super::structures::{Ids, Text};
use super::toml_reader::Table;
use super::words::{Form, Validity, keyword};
use super::{Record, files, front_matter};
use crate::diagnostics::{Diagnostics, Located, Location, SourceFile};

/// A resource as written.
#[derive(Clone, Debug)]
pub struct ResourceDraft {
    /// Name of its file.
    pub slug: Located<String>,
    /// `titre`.
    pub title: Text,
    /// `resume`.
    pub summary: Text,
    /// `type`.
    pub form: Option<Form>,
    /// `themes`.
    pub themes: Ids,
    /// `publics`.
    pub publics: Ids,
    /// `reseaux`.
    pub networks: Ids,
    /// `source`.
    pub source: Text,
    /// `licence`: what one may do with it.
    pub licence: Text,
    /// `lien`.
    pub link: Text,
    /// `publie_le`.
    pub published: Option<Located<Date>>,
    /// `mis_a_jour_le`.
    pub updated: Option<Located<Date>>,
    /// `document`: the series of which this is a version.
    pub document: Text,
    /// `version`.
    pub version: Text,
    /// `etat`.
    pub validity: Validity,
    /// `remplacee_par`.
    pub replaced_by: Text,
    /// `changements`.
    pub changes: Vec<String>,
    /// `[[fichiers]]`.
    pub files: Vec<FileDraft>,
    /// `reserve_aux_membres`.
    pub members_only: bool,
    /// Markdown.
    pub body: Located<String>,
}

/// The draft of this kind.
pub type Draft = ResourceDraft;

impl Record for ResourceDraft {
    fn is_for_members(&self) -> bool {
        self.members_only
    }

    fn at(&self) -> &Location {
        &self.slug.at
    }

    fn text(&self) -> &Located<String> {
        &self.body
    }
}

/// Reads every file of `ressources/`, by name. Files that cannot be read are reported and left out.
pub(crate) fn read_all(root: &Path, d: &mut Diagnostics) -> Vec<ResourceDraft> {
    let names = files::list(root, "ressources", "md", d);
    names.iter().filter_map(|name| read(root, &files::read(root, name, d)?, d)).collect()
}

fn read(root: &Path, file: &Arc<SourceFile>, d: &mut Diagnostics) -> Option<ResourceDraft> {
    let page = front_matter::parse(file, d)?;
    let mut table = page.table;
    let form = table.required("type", d);
    let validity = table.string("etat", d);
    let draft = ResourceDraft {
        slug: Located::new(files::stem(file.path()), Location::start(file)),
        title: table.required("titre", d),
        summary: table.required("resume", d),
        form: form.and_then(|word| keyword(&word, "type", d)),
        themes: table.strings("themes", d),
        publics: table.strings("publics", d),
        networks: table.strings("reseaux", d),
        source: table.string("source", d),
        licence: table.string("licence", d),
        link: table.string("lien", d),
        published: required_date(&mut table, d),
        updated: table.date("mis_a_jour_le", d),
        document: table.string("document", d),
        version: table.string("version", d),
        validity: validity.and_then(|word| keyword(&word, "etat", d)).unwrap_or_default(),
        replaced_by: table.string("remplacee_par", d),
        changes: plain(table.strings("changements", d)),
        files: downloads::read_all(root, &mut table, d),
        members_only: table.boolean("reserve_aux_membres", d).is_some_and(|flag| flag.value),
        body: page.body,
    };
    table.finish(d);
    Some(draft)
}

fn required_date(table: &mut Table<'_>, d: &mut Diagnostics) -> Option<Located<Date>> {
    if !table.has("publie_le") {
        d.push(super::toml_reader::missing(table.at(), "publie_le"));
    }
    table.date("publie_le", d)
}

fn plain(texts: Option<Vec<Located<String>>>) -> Vec<String> {
    texts.unwrap_or_default().into_iter().map(|text| text.value).collect()
}
