//! The content, resolved: what the rest of the program works on, one kind a module.
//!
//! Ids have become indices, defaults and inheritance are applied, lists are sorted. An `Option` means that
//! the thing itself may be absent, never that nobody looked.

pub mod gazetteer;
pub mod pages;
pub mod site;
pub mod structures;
pub mod taxonomies;
pub mod texts;
pub mod translations;

use engine::outline::Outline;
use jiff::civil::Date;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::sources::Drafts;
use crate::sources::synonyms::Synonyms;
pub use gazetteer::Gazetteer;
use pages::FreePage;
use site::Site;
use structures::Structure;
use taxonomies::Taxonomies;
use translations::Translation;

/// A whole content folder without error.
#[derive(Clone, Debug)]
pub struct Content {
    /// `site.toml`.
    pub site: Site,
    /// Needs, publics and networks.
    pub taxonomies: Taxonomies,
    /// Their labels in other languages.
    pub translations: Vec<Translation>,
    /// Words that find each other.
    pub synonyms: Synonyms,
    /// The territory.
    pub gazetteer: Gazetteer,
    /// Public structures by id.
    pub structures: Vec<Structure>,
    /// Free pages by rank, then by slug.
    pub pages: Vec<FreePage>,
    /// Outlines of its departments, or nothing.
    pub outline: Outline,
    /// The date of the build.
    pub date: Date,
    /// How many records were left out because they are reserved for members. Nothing else of them is kept.
    pub members_only: usize,
}

impl Content {
    /// How many places of welcome the public structures have together.
    #[must_use]
    pub fn place_count(&self) -> usize {
        self.structures.iter().map(|structure| structure.places.len()).sum()
    }
}

/// Resolves drafts in which the rules have found no error. Records reserved for members are left out.
pub(crate) fn resolve(
    drafts: Drafts,
    gazetteer: Gazetteer,
    date: Date,
    d: &mut Diagnostics,
) -> Option<Content> {
    let taxonomies = taxonomies::resolve(&drafts.taxonomies);
    let public = || drafts.structures.iter().filter(|draft| !draft.members_only);
    let mut structures = Vec::with_capacity(drafts.structures.len());
    for draft in public() {
        match structures::resolve(draft, &taxonomies, &gazetteer) {
            Some(structure) => structures.push(structure),
            // A rule is missing: say so rather than lose a structure in silence.
            None => d.push(Diagnostic::error("fiche-incomplete", &draft.at, "cette fiche est incomplète")),
        }
    }
    structures.sort_by(|a, b| a.id.cmp(&b.id));
    let mut pages: Vec<FreePage> = drafts.pages.iter().filter_map(pages::resolve).collect();
    pages.sort_by(|a, b| (a.rank, &a.slug).cmp(&(b.rank, &b.slug)));
    Some(Content {
        site: site::resolve(drafts.site.as_ref()?)?,
        taxonomies,
        translations: drafts.translations.iter().map(translations::resolve).collect(),
        synonyms: drafts.synonyms,
        gazetteer,
        members_only: drafts.structures.len() - public().count(),
        structures,
        pages,
        outline: drafts.outline,
        date,
    })
}
