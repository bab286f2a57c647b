//! What the content must obey: one rule a module.
//!
//! A rule looks at drafts, whatever source they come from, and reports what it finds; it changes nothing.
//! Rules on a single value also offer it alone, as a function giving a [`Fault`], so that an import refuses
//! exactly what a check would refuse. Modules are named by what they check, with the domain's French words;
//! the codes they emit are at the head of each.

mod announcement;
mod apparence;
pub mod champs;
pub mod code_postal;
pub mod coordonnees;
pub mod courriel;
pub mod dates;
mod downloads;
pub(crate) mod events;
mod fermetures;
pub mod horaires;
pub mod identifiants;
mod images;
pub mod insee;
mod journal;
pub mod labels;
pub mod langues;
mod liens;
pub(crate) mod orientation;
mod pages;
mod phrases;
mod redirections;
pub mod references;
pub(crate) mod resources;
pub mod service;
mod sigles;
pub mod site;
pub mod site_web;
mod structures;
pub mod synonymes;
pub mod taxonomies;
pub mod telephone;
pub mod traductions;
pub(crate) mod trainings;
mod versions;

use std::panic::resume_unwind;
use std::thread;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::content::gazetteer::Gazetteer;
use crate::diagnostics::{Diagnostic, Diagnostics, Location};
use crate::kinds::kinds;
use crate::sources::Drafts;
use references::KnownIds;

/// What rules compare drafts with.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The ids of the taxonomies.
    pub known: &'a KnownIds,
    /// The territory.
    pub gazetteer: &'a Gazetteer,
    /// The date of the build.
    pub today: Date,
    /// The clock of the territory.
    pub zone: &'a TimeZone,
    /// Codes of the departments that the site serves.
    pub served: &'a [String],
}

/// Runs every rule.
pub(crate) fn check(drafts: &Drafts, gazetteer: &Gazetteer, today: Date, d: &mut Diagnostics) {
    let known = KnownIds::of(&drafts.taxonomies);
    let zone = site::time_zone(drafts.site.as_ref());
    let served = drafts.site.iter().flat_map(|site| site.departments.iter().flatten());
    let served: Vec<String> = served.map(|code| code.value.clone()).collect();
    let context = Context { known: &known, gazetteer, today, zone: &zone, served: &served };
    // Records take as long as all the rest.
    let of_kinds = thread::scope(|scope| {
        let kinds = scope.spawn(|| {
            let mut d = Diagnostics::new();
            check_kinds(drafts, &context, &mut d);
            d
        });
        check_lists(drafts, gazetteer, today, &known, d);
        // A thread that panics panics here.
        kinds.join().unwrap_or_else(|cause| resume_unwind(cause))
    });
    d.extend(of_kinds);
}

/// Checks what is no record of a kind.
fn check_lists(drafts: &Drafts, gazetteer: &Gazetteer, today: Date, known: &KnownIds, d: &mut Diagnostics) {
    taxonomies::check(&drafts.taxonomies, d);
    traductions::check(&drafts.translations, known, d);
    synonymes::check(&drafts.synonyms, d);
    sigles::check(&drafts.acronyms, d);
    phrases::check(&drafts.phrases, known, d);
    labels::check(&drafts.taxonomies, &drafts.structures, d);
    service::check(&drafts.service, today, d);
    liens::check(drafts, d);
    apparence::check(&drafts.appearance, d);
    redirections::check(&drafts.redirects, d);
    journal::check(&drafts.journal, &drafts.structures, today, d);
    if let Some(table) = &drafts.orientation {
        orientation::check(table, known, d);
    }
    if let Some(site) = &drafts.site {
        site::check(site, gazetteer, d);
    }
}

macro_rules! check_kinds {
    ($($(#[$about:meta])* $kind:ident)*) => {
        fn check_kinds(drafts: &Drafts, context: &Context<'_>, d: &mut Diagnostics) {
            $($kind::check(&drafts.$kind, context, d);)*
        }
    };
}

kinds!(check_kinds);

/// What is wrong with one value, wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Code of the diagnostic.
    pub code: &'static str,
    /// What was found.
    pub message: String,
    /// What was expected.
    pub expected: &'static str,
    /// How to mend it.
    pub hint: Option<String>,
}

impl Fault {
    /// The fault as an error at a place.
    #[must_use]
    pub fn at(self, at: &Location) -> Diagnostic {
        Diagnostic::error(self.code, at, self.message).expected(self.expected).hint(self.hint)
    }
}
