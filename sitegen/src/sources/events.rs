//! `evenements/`: what happens, when and where, one Markdown file an event.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::moment::Moment;
use super::structures::{Ids, Text};
use super::toml_reader::Table;
use super::words::{Audience, Gathering, keyword};
use super::{Record, files, front_matter};
use crate::diagnostics::{Diagnostics, Located, Location, SourceFile};

/// An event as written.
#[derive(Clone, Debug)]
pub struct EventDraft {
    /// Name of its file.
    pub slug: Located<String>,
    /// `titre`.
    pub title: Text,
    /// `resume`.
    pub summary: Text,
    /// `type`.
    pub form: Option<Gathering>,
    /// `pour`.
    pub audience: Audience,
    /// `themes`.
    pub themes: Ids,
    /// `publics`.
    pub publics: Ids,
    /// `reseaux`.
    pub networks: Ids,
    /// `organisateur`.
    pub organiser: Text,
    /// `courriel`: whom to ask.
    pub email: Text,
    /// `telephone`.
    pub phone: Text,
    /// `lien`: a page elsewhere that says more.
    pub link: Text,
    /// `inscription`: the address where one registers.
    pub registration: Text,
    /// `inscription_avant`: the last day to register.
    pub register_until: Option<Located<Date>>,
    /// `debut` and `fin`.
    pub span: SpanDraft,
    /// `recurrence`: a rule of RFC 5545.
    pub recurrence: Text,
    /// `[lieu]`.
    pub venue: Option<VenueDraft>,
    /// `en_ligne`: where one follows it from afar.
    pub online: Text,
    /// `[[changements]]`.
    pub changes: Vec<ChangeDraft>,
    /// `[[etapes]]`.
    pub stops: Vec<StopDraft>,
    /// `annule`.
    pub cancelled: Option<Located<bool>>,
    /// `raison`.
    pub reason: Text,
    /// `publie_le`.
    pub published: Option<Located<Date>>,
    /// `mis_a_jour_le`.
    pub updated: Option<Located<Date>>,
    /// `reserve_aux_membres`.
    pub members_only: bool,
    /// Markdown.
    pub body: String,
}

/// `debut` and `fin`.
#[derive(Clone, Debug, Default)]
pub struct SpanDraft {
    /// `debut`.
    pub start: Option<Located<Moment>>,
    /// `fin`.
    pub end: Option<Located<Moment>>,
}

/// Where one meets, as written.
#[derive(Clone, Debug)]
pub struct VenueDraft {
    /// `nom`.
    pub name: Text,
    /// `adresse`.
    pub address: Text,
    /// `code_postal`.
    pub postcode: Text,
    /// `insee`.
    pub insee: Text,
    /// `latitude`.
    pub latitude: Option<Located<f64>>,
    /// `longitude`.
    pub longitude: Option<Located<f64>>,
    /// Where it begins.
    pub at: Location,
}

/// One stop of a tour.
#[derive(Clone, Debug)]
pub struct StopDraft {
    /// `debut` and `fin`.
    pub span: SpanDraft,
    /// Where.
    pub venue: VenueDraft,
    /// `annule`.
    pub cancelled: Option<Located<bool>>,
    /// `raison`.
    pub reason: Text,
}

/// What becomes otherwise than planned.
#[derive(Clone, Debug)]
pub struct ChangeDraft {
    /// `date`: the beginning that was planned.
    pub date: Option<Located<Moment>>,
    /// `annule`.
    pub cancelled: Option<Located<bool>>,
    /// `nouveau_debut` and `nouvelle_fin`.
    pub span: SpanDraft,
    /// `[changements.lieu]`.
    pub venue: Option<VenueDraft>,
    /// `raison`.
    pub reason: Text,
    /// Where it begins.
    pub at: Location,
}

/// The draft of this kind.
pub type Draft = EventDraft;

impl Record for EventDraft {
    fn is_for_members(&self) -> bool {
        self.members_only
    }

    fn at(&self) -> &Location {
        &self.slug.at
    }
}

impl EventDraft {
    /// Every place where it happens.
    pub fn venues(&self) -> impl Iterator<Item = &VenueDraft> {
        let stops = self.stops.iter().map(|stop| &stop.venue);
        self.venue.iter().chain(stops).chain(self.changes.iter().filter_map(|change| change.venue.as_ref()))
    }
}

/// Reads every file of `evenements/`, by name. Files that cannot be read are reported and left out.
pub(crate) fn read_all(root: &Path, d: &mut Diagnostics) -> Vec<EventDraft> {
    let names = files::list(root, "evenements", "md", d);
    names.iter().filter_map(|name| read(&files::read(root, name, d)?, d)).collect()
}

fn read(file: &Arc<SourceFile>, d: &mut Diagnostics) -> Option<EventDraft> {
    let page = front_matter::parse(file, d)?;
    let mut table = page.table;
    let form = table.required("type", d);
    let audience = table.string("pour", d);
    let stops = table.tables("etapes", d);
    if stops.is_empty() && !table.has("debut") {
        d.push(super::toml_reader::missing(table.at(), "debut"));
    }
    if !table.has("publie_le") {
        d.push(super::toml_reader::missing(table.at(), "publie_le"));
    }
    let draft = EventDraft {
        slug: Located::new(files::stem(file.path()), Location::start(file)),
        title: table.required("titre", d),
        summary: table.required("resume", d),
        form: form.and_then(|word| keyword(&word, "type", d)),
        audience: audience.and_then(|word| keyword(&word, "pour", d)).unwrap_or_default(),
        themes: table.strings("themes", d),
        publics: table.strings("publics", d),
        networks: table.strings("reseaux", d),
        organiser: table.string("organisateur", d),
        email: table.string("courriel", d),
        phone: table.string("telephone", d),
        link: table.string("lien", d),
        registration: table.string("inscription", d),
        register_until: table.date("inscription_avant", d),
        span: SpanDraft { start: table.moment("debut", d), end: table.moment("fin", d) },
        recurrence: table.string("recurrence", d),
        venue: table.table("lieu", d).map(|table| whole_venue(table, d)),
        online: table.string("en_ligne", d),
        changes: table.tables("changements", d).into_iter().map(|table| change(table, d)).collect(),
        stops: stops.into_iter().map(|table| stop(table, d)).collect(),
        cancelled: table.boolean("annule", d),
        reason: table.string("raison", d),
        published: table.date("publie_le", d),
        updated: table.date("mis_a_jour_le", d),
        members_only: table.boolean("reserve_aux_membres", d).is_some_and(|flag| flag.value),
        body: page.body.to_owned(),
    };
    table.finish(d);
    Some(draft)
}

fn whole_venue(mut table: Table<'_>, d: &mut Diagnostics) -> VenueDraft {
    let venue = venue(&mut table, d);
    table.finish(d);
    venue
}

fn venue(table: &mut Table<'_>, d: &mut Diagnostics) -> VenueDraft {
    VenueDraft {
        name: table.string("nom", d),
        address: table.string("adresse", d),
        postcode: table.string("code_postal", d),
        insee: table.required("insee", d),
        latitude: table.number("latitude", d),
        longitude: table.number("longitude", d),
        at: table.at().clone(),
    }
}

fn stop(mut table: Table<'_>, d: &mut Diagnostics) -> StopDraft {
    if !table.has("debut") {
        d.push(super::toml_reader::missing(table.at(), "debut"));
    }
    let stop = StopDraft {
        span: SpanDraft { start: table.moment("debut", d), end: table.moment("fin", d) },
        venue: venue(&mut table, d),
        cancelled: table.boolean("annule", d),
        reason: table.string("raison", d),
    };
    table.finish(d);
    stop
}

fn change(mut table: Table<'_>, d: &mut Diagnostics) -> ChangeDraft {
    if !table.has("date") {
        d.push(super::toml_reader::missing(table.at(), "date"));
    }
    let change = ChangeDraft {
        at: table.at().clone(),
        date: table.moment("date", d),
        cancelled: table.boolean("annule", d),
        span: SpanDraft { start: table.moment("nouveau_debut", d), end: table.moment("nouvelle_fin", d) },
        venue: table.table("lieu", d).map(|table| whole_venue(table, d)),
        reason: table.string("raison", d),
    };
    table.finish(d);
    change
}
