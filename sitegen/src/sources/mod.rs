//! The files of the content folder, from bytes to drafts: what was written, every value with its place.
//!
//! Reading never stops at the first fault; what cannot be read is reported and left out. A kind of content is a
//! module here, with its draft and the function that reads it; [`Drafts`] has a field for each.

pub mod acronyms;
pub mod announcement;
pub mod appearance;
pub mod closures;
pub(crate) mod csv_table;
pub mod downloads;
pub mod events;
pub mod files;
mod front_matter;
pub mod journal;
pub mod moment;
pub mod orientation;
pub(crate) mod outline;
pub mod pages;
pub mod phrases;
pub mod redirects;
pub mod resources;
pub mod service;
pub mod site;
pub mod structures;
pub mod synonyms;
pub mod taxonomies;
pub(crate) mod toml_messages;
pub(crate) mod toml_reader;
pub mod trainings;
pub mod translations;
pub mod words;

use std::path::Path;

use engine::outline::Outline;

use crate::diagnostics::{Diagnostics, Located, Location};
use crate::kinds::kinds;

/// What every draft of a kind says.
pub trait Record {
    /// Whether it is reserved for members, and must not be published.
    fn is_for_members(&self) -> bool;

    /// Where it was read.
    fn at(&self) -> &Location;

    /// Its Markdown.
    fn text(&self) -> &Located<String>;
}

macro_rules! drafts {
    ($($(#[$about:meta])* $kind:ident)*) => {
        /// A whole content folder as it was written, but for the territory, whose rows are read where they are
        /// resolved.
        #[derive(Clone, Debug, Default)]
        pub struct Drafts {
            /// `site.toml`.
            pub site: Option<site::SiteDraft>,
            /// Needs, publics and networks.
            pub taxonomies: taxonomies::TaxonomiesDraft,
            /// Figures, history and values.
            pub service: service::ServiceDraft,
            /// `orientation.toml`.
            pub orientation: Option<orientation::OrientationDraft>,
            /// `traductions/`.
            pub translations: Vec<translations::TranslationDraft>,
            /// `synonymes.toml`.
            pub synonyms: synonyms::Synonyms,
            /// `phrases.toml`.
            pub phrases: Vec<phrases::Spoken>,
            /// `sigles.toml`.
            pub acronyms: Vec<acronyms::AcronymDraft>,
            /// The files of `fichiers/` that texts link to.
            pub linked_files: downloads::LinkedFiles,
            /// `journal.toml`.
            pub journal: Vec<journal::EntryDraft>,
            /// `redirections.toml`.
            pub redirects: Vec<redirects::RedirectDraft>,
            /// `apparence/`.
            pub appearance: appearance::AppearanceDraft,
            /// `territoire/contours.geojson`.
            pub outline: Outline,
            $($(#[$about])* pub $kind: Vec<$kind::Draft>,)*
        }

        impl Drafts {
            /// Reads a content folder.
            pub(crate) fn read(root: &Path, d: &mut Diagnostics) -> Self {
                let mut drafts = Self {
                    linked_files: downloads::LinkedFiles::new(),
                    site: site::read(root, d),
                    taxonomies: taxonomies::read(root, d),
                    service: service::read(root, d),
                    orientation: orientation::read(root, d),
                    translations: translations::read_all(root, d),
                    synonyms: synonyms::read(root, d),
                    acronyms: acronyms::read(root, d),
                    phrases: phrases::read(root, d),
                    journal: journal::read(root, d),
                    redirects: redirects::read(root, d),
                    appearance: appearance::read(root, d),
                    outline: outline::read(root, d),
                    $($kind: $kind::read_all(root, d),)*
                };
                $(for draft in &drafts.$kind {
                    downloads::linked(root, &draft.text().value, &mut drafts.linked_files);
                })*
                drafts
            }
        }
    };
}

kinds!(drafts);
