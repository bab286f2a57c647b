//! The kinds of content, listed once.
//!
//! A kind is a module of this name on four floors, each with what that floor's list asks for:
//!
//! * `sources`: `Draft` (a [`Record`](crate::sources::Record)) and `read_all`;
//! * `rules`: `check`;
//! * `content`: `Resolved` and `resolve_all`;
//! * `publish::html`: `RESERVED`, `names` and `print`.
//!
//! `CONTRIBUTING.md` says step by step how to add one. What a site has one of (`site.toml`, the taxonomies, the
//! territory…) is no kind: it stands in the floors' own lists.

/// Gives the kinds to a macro of one's own, in the order in which their pages are listed.
macro_rules! kinds {
    ($of_each:ident) => {
        $of_each! {
            /// `annuaire/`: structures and their places of welcome.
            structures
            /// `ressources/`: the toolbox of the professionals (coin des pros).
            resources
            /// `formations/`: how professionals are trained.
            trainings
            /// `evenements/`: what happens, when and where.
            events
            /// `pages/`: free pages.
            pages
        }
    };
}

pub(crate) use kinds;
