//! The content, resolved: what the rest of the program works on, one kind a module.
//!
//! Ids have become indices, defaults and inheritance are applied, lists are sorted. An `Option` means that
//! the thing itself may be absent, never that nobody looked.

pub mod appearance;
pub mod closures;
pub(crate) mod documents;
pub mod events;
pub(crate) mod everyday;
pub mod gazetteer;
pub mod journal;
pub mod orientation;
pub mod pages;
pub mod recurrence;
pub mod resources;
pub mod service;
pub mod site;
pub mod structures;
pub mod taxonomies;
pub mod texts;
pub mod trainings;
pub mod transcripts;
pub mod translations;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use engine::outline::Outline;
use jiff::civil::Date;
use textsearch::Example;

use crate::diagnostics::{Diagnostic, Diagnostics, Located, Location, Origin};
use crate::kinds::kinds;
use crate::markdown::link::{self, Link};
use crate::markdown::outline::outline;
use crate::sources::downloads::LinkedFiles;
use crate::sources::phrases::Spoken;
use crate::sources::redirects::RedirectDraft;
use crate::sources::structures::Ids;
use crate::sources::synonyms::Synonyms;
use crate::sources::{Drafts, Record as _};
pub use gazetteer::Gazetteer;
use site::Site;
use taxonomies::Taxonomies;
use translations::Translation;

/// What the drafts of a kind are resolved with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known<'a> {
    /// Needs, publics and networks.
    pub(crate) taxonomies: &'a Taxonomies,
    /// The territory.
    pub(crate) gazetteer: &'a Gazetteer,
}

macro_rules! content {
    ($($(#[$about:meta])* $kind:ident)*) => {
        /// A whole content folder without error.
        #[derive(Clone, Debug)]
        pub struct Content {
            /// `site.toml`.
            pub site: Site,
            /// Needs, publics and networks.
            pub taxonomies: Taxonomies,
            /// Their labels in other languages.
            pub translations: Vec<Translation>,
            /// Figures, history and values.
            pub service: service::Service,
            /// Whom to see, and why; a site may do without it.
            pub orientation: Option<orientation::Orientation>,
            /// Words that find each other.
            pub synonyms: Synonyms,
            /// What acronyms stand for.
            pub acronyms: BTreeMap<String, String>,
            /// Sentences that say which needs they tell of.
            pub examples: Vec<Example>,
            /// The territory.
            pub gazetteer: Gazetteer,
            /// Addresses of before, and where they lead.
            pub redirects: Vec<Redirect>,
            /// What has changed in the directory, the newest first.
            pub journal: Vec<journal::Entry>,
            /// Templates and styles of its own.
            pub appearance: appearance::Appearance,
            /// Outlines of its departments, or nothing.
            pub outline: Outline,
            /// The date of the build.
            pub date: Date,
            /// The addresses of the site that texts lead to, without the first `/`, and where they do.
            pub site_links: Vec<(String, Origin)>,
            /// The files that public texts link to, by name.
            pub downloads: BTreeMap<String, Arc<[u8]>>,
            /// The images that public texts show, by name.
            pub images: BTreeMap<String, Arc<[u8]>>,
            /// How many records were left out because they are reserved for members. Nothing else of them is kept.
            pub members_only: usize,
            /// Structures that are closed for good on the day of the build: they keep a page, and stand nowhere else.
            pub former: Vec<structures::Structure>,
            $($(#[$about])* pub $kind: Vec<$kind::Resolved>,)*
        }

        /// Resolves drafts in which the rules have found no error. Records reserved for members are left out before
        /// a kind sees them.
        pub(crate) fn resolve(
            drafts: Drafts,
            gazetteer: Gazetteer,
            date: Date,
            d: &mut Diagnostics,
        ) -> Option<Content> {
            let taxonomies = taxonomies::resolve(&drafts.taxonomies);
            let known = Known { taxonomies: &taxonomies, gazetteer: &gazetteer };
            let mut members_only = 0;
            let mut site_links = Vec::new();
            let mut downloads = BTreeMap::new();
            let mut images = BTreeMap::new();
            $(
                let public: Vec<_> = drafts.$kind.iter().filter(|draft| !draft.is_for_members()).collect();
                members_only += drafts.$kind.len() - public.len();
                for draft in &public {
                    site_links.extend(links_to_site(draft.text()));
                    let outline = outline(&draft.text().value);
                    downloads.extend(files_of(&outline.links, &drafts.linked_files));
                    images.extend(files_of(&outline.images, &drafts.linked_files));
                }
                let $kind = $kind::resolve_all(&public, known, d);
            )*
            let network = |id: &str| taxonomies.networks.iter().position(|it| it.id == id);
            let orientation = match &drafts.orientation {
                Some(table) => Some(orientation::resolve(table, network)?),
                None => None,
            };
            Some(Content {
                orientation,
                site: site::resolve(drafts.site.as_ref()?)?,
                translations: drafts.translations.iter().map(translations::resolve).collect(),
                service: service::resolve(&drafts.service),
                examples: drafts.phrases.iter().flat_map(|it| examples(it, &taxonomies)).collect(),
                acronyms: drafts.acronyms.iter().map(|it| (it.short.value.clone(), it.long.value.clone())).collect(),
                synonyms: drafts.synonyms,
                redirects: drafts.redirects.iter().map(Redirect::resolve).collect(),
                journal: journal::resolve(&drafts.journal, &drafts.structures),
                appearance: appearance::resolve(&drafts.appearance),
                outline: drafts.outline,
                date,
                site_links,
                downloads,
                images,
                members_only,
                former: Vec::new(),
                $($kind,)*
                taxonomies,
                gazetteer,
            }.with_former_apart())
        }
    };
}

kinds!(content);

impl Content {
    /// Takes what is closed for good on the day of the build out of the directory.
    fn with_former_apart(mut self) -> Self {
        (self.structures, self.former) = structures::take_former(self.structures, self.date);
        self
    }

    /// Everything that the agenda holds: events, and trainings that have dates.
    pub fn announced(&self) -> impl Iterator<Item = &events::Event> {
        let trainings = self.trainings.iter().map(|training| &training.event);
        self.events.iter().chain(trainings.filter(|event| !event.dates.is_empty()))
    }

    /// How many places of welcome the public structures have together.
    #[must_use]
    pub fn place_count(&self) -> usize {
        self.structures.iter().map(|structure| structure.places.len()).sum()
    }
}

/// The indices of ids, sorted, each once; a rule has refused those that nobody knows.
fn indices(ids: &Ids, index: impl Fn(&str) -> Option<usize>) -> Vec<usize> {
    let mut found: Vec<usize> = ids.iter().flatten().filter_map(|id| index(&id.value)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The sentences of an entry; its order of needs says which is the best.
fn examples(spoken: &Spoken, taxonomies: &Taxonomies) -> Vec<Example> {
    let number = |id: &Located<String>| taxonomies.needs.iter().position(|it| it.id == id.value);
    let needs: Vec<usize> = spoken.needs.iter().flatten().filter_map(number).collect();
    spoken
        .sentences
        .iter()
        .flatten()
        .map(|it| Example { text: it.value.clone(), needs: needs.clone() })
        .collect()
}

/// The files of `fichiers/` that links or images of a text name.
fn files_of(written: &[(String, Range<usize>)], files: &LinkedFiles) -> Vec<(String, Arc<[u8]>)> {
    let found = written.iter().filter_map(|(written, _)| match link::read(written) {
        Ok(Link::Download(name)) => files.get(&name)?.clone().map(|bytes| (name, bytes)),
        _ => None,
    });
    found.collect()
}

/// An address of before that leads to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// From the root of the site, with the first `/`.
    pub from: String,
    /// From the root of the site, with the first `/`, or elsewhere on the web.
    pub to: String,
    /// Where it was read.
    pub origin: Origin,
}

impl Redirect {
    fn resolve(draft: &RedirectDraft) -> Self {
        let to = match link::read(&draft.to.value) {
            Ok(Link::Site(path)) => format!("/{path}"),
            Ok(Link::Out(url)) => url,
            _ => draft.to.value.clone(),
        };
        Self { from: draft.from.value.clone(), to, origin: draft.to.at.origin() }
    }
}

/// The addresses of the site that a text leads to.
fn links_to_site(text: &Located<String>) -> Vec<(String, Origin)> {
    let mut found = Vec::new();
    for (written, span) in outline(&text.value).links {
        if let Ok(Link::Site(address)) = link::read(&written) {
            let start = text.at.span.start;
            let at = Location::new(&text.at.file, start + span.start..start + span.end);
            found.push((address, at.origin()));
        }
    }
    found
}

/// Reports a draft that could not be resolved: a rule is missing, and a record is not lost in silence.
fn incomplete(at: &Location, d: &mut Diagnostics) {
    d.push(Diagnostic::error("fiche-incomplete", at, "cette fiche est incomplète"));
}
