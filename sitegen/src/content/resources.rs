//! Resources, resolved.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Known, incomplete, indices};
use crate::diagnostics::{Diagnostics, Located, Origin};
use crate::sources::Record as _;
use crate::sources::downloads::FileDraft;
use crate::sources::resources::ResourceDraft;
use crate::sources::words::{Access, Form, Validity};

/// A resource for professionals.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Name of its file: its address.
    pub slug: String,
    /// Title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// What it is.
    pub form: Form,
    /// Indices of its themes, sorted.
    pub themes: Vec<usize>,
    /// Indices of the publics it is about, sorted.
    pub publics: Vec<usize>,
    /// Indices of the networks it is about, sorted.
    pub networks: Vec<usize>,
    /// Who made it.
    pub source: Option<String>,
    /// What one may do with it.
    pub licence: Option<String>,
    /// Where it is, when it is elsewhere.
    pub link: Option<String>,
    /// Day of its publication.
    pub published: Date,
    /// Day of its last change.
    pub updated: Option<Date>,
    /// The document of which this is a version.
    pub document: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Whether it is still valid.
    pub validity: Validity,
    /// Index of the resource that replaces it, when that one is public.
    pub replaced_by: Option<usize>,
    /// What changed since the version before.
    pub changes: Vec<String>,
    /// What can be downloaded with it.
    pub files: Vec<File>,
    /// Markdown.
    pub body: String,
    /// Where it was read.
    pub origin: Origin,
}

/// Something to download.
#[derive(Clone, Debug)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Title.
    pub title: String,
    /// How far people with a disability can use it; subtitles say nothing of it.
    pub access: Option<Access>,
    /// What is in it.
    pub bytes: Arc<[u8]>,
}

impl Resource {
    /// The day that counts for what is new.
    #[must_use]
    pub fn day(&self) -> Date {
        self.updated.unwrap_or(self.published)
    }
}

/// The resolved records of this kind.
pub type Resolved = Resource;

/// Resolves drafts, in the order of their names.
pub(super) fn resolve_all(drafts: &[&ResourceDraft], known: Known<'_>, d: &mut Diagnostics) -> Vec<Resource> {
    let slugs: Vec<&str> = drafts.iter().map(|draft| draft.slug.value.as_str()).collect();
    let mut resources = Vec::with_capacity(drafts.len());
    for draft in drafts {
        match resolve(draft, known, &slugs) {
            Some(resource) => resources.push(resource),
            None => incomplete(draft.at(), d),
        }
    }
    resources
}

fn resolve(draft: &ResourceDraft, known: Known<'_>, slugs: &[&str]) -> Option<Resource> {
    let taxonomies = known.taxonomies;
    let text = |text: &Option<Located<String>>| text.as_ref().map(|text| text.value.clone());
    let replaced_by = draft.replaced_by.as_ref();
    Some(Resource {
        slug: draft.slug.value.clone(),
        title: text(&draft.title)?,
        summary: text(&draft.summary)?,
        form: draft.form?,
        themes: indices(&draft.themes, |id| taxonomies.themes.iter().position(|it| it.id == id)),
        publics: indices(&draft.publics, |id| taxonomies.publics.iter().position(|it| it.id == id)),
        networks: indices(&draft.networks, |id| taxonomies.networks.iter().position(|it| it.id == id)),
        source: text(&draft.source),
        licence: text(&draft.licence),
        link: text(&draft.link),
        published: draft.published.as_ref()?.value,
        updated: draft.updated.as_ref().map(|day| day.value),
        document: text(&draft.document),
        version: text(&draft.version),
        validity: draft.validity,
        replaced_by: replaced_by.and_then(|other| slugs.iter().position(|slug| *slug == other.value)),
        changes: draft.changes.clone(),
        files: draft.files.iter().map(file).collect::<Option<_>>()?,
        body: draft.body.value.clone(),
        origin: draft.slug.at.origin(),
    })
}

/// Something to download that was read.
pub(super) fn file(draft: &FileDraft) -> Option<File> {
    Some(File {
        name: draft.name.value.clone(),
        title: draft.title.as_ref()?.value.clone(),
        access: Some(draft.access?),
        bytes: Arc::clone(draft.bytes.as_ref()?),
    })
}
