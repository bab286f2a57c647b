//! What is announced, an event or a training: what it is about, whom to ask, when and where it happens.

use std::sync::Arc;

use jiff::civil::Date;

use super::files;
use super::moment::Moment;
use super::structures::{Ids, Text};
use super::toml_reader::{Table, missing};
use crate::diagnostics::{Diagnostics, Located, Location, SourceFile};

/// What the dates are that are written one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stops {
    /// `[[etapes]]`: the stops of a tour, each in its place.
    Tour,
    /// `[[sessions]]`: one comes to one of them; those without a place are online.
    Sessions,
}

impl Stops {
    /// Their name in content.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Tour => "etapes",
            Self::Sessions => "sessions",
        }
    }
}

/// An announcement as written.
#[derive(Clone, Debug)]
pub struct AnnouncementDraft {
    /// Name of its file.
    pub slug: Located<String>,
    /// `titre`.
    pub title: Text,
    /// `resume`.
    pub summary: Text,
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
    /// `[[etapes]]` or `[[sessions]]`.
    pub stops: Vec<StopDraft>,
    /// Which of the two.
    pub stops_are: Stops,
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
    pub body: Located<String>,
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

/// One stop of a tour, or one session.
#[derive(Clone, Debug)]
pub struct StopDraft {
    /// `debut` and `fin`.
    pub span: SpanDraft,
    /// Where; a session without a place is online.
    pub venue: Option<VenueDraft>,
    /// `annule`.
    pub cancelled: Option<Located<bool>>,
    /// `raison`.
    pub reason: Text,
    /// Where it begins.
    pub at: Location,
}

/// What becomes otherwise than planned.
#[derive(Clone, Debug)]
pub struct ChangeDraft {
    /// `date`: the beginning that was planned.
    pub date: Option<Located<Moment>>,
    /// `insee`: the commune that was planned, when several begin together.
    pub insee: Text,
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

impl AnnouncementDraft {
    /// Every place where it happens.
    pub fn venues(&self) -> impl Iterator<Item = &VenueDraft> {
        let stops = self.stops.iter().filter_map(|stop| stop.venue.as_ref());
        self.venue.iter().chain(stops).chain(self.changes.iter().filter_map(|change| change.venue.as_ref()))
    }

    /// Whether a date is written.
    #[must_use]
    pub fn is_dated(&self) -> bool {
        self.span.start.is_some() || !self.stops.is_empty()
    }
}

/// Reads from the front matter of a file what announcements have in common, with the body.
pub(super) fn read(
    file: &Arc<SourceFile>,
    table: &mut Table<'_>,
    stops_are: Stops,
    body: Located<String>,
    d: &mut Diagnostics,
) -> AnnouncementDraft {
    if !table.has("publie_le") {
        d.push(missing(table.at(), "publie_le"));
    }
    AnnouncementDraft {
        slug: Located::new(files::stem(file.path()), Location::start(file)),
        title: table.required("titre", d),
        summary: table.required("resume", d),
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
        stops: table.tables(stops_are.key(), d).into_iter().map(|table| stop(table, stops_are, d)).collect(),
        stops_are,
        cancelled: table.boolean("annule", d),
        reason: table.string("raison", d),
        published: table.date("publie_le", d),
        updated: table.date("mis_a_jour_le", d),
        members_only: table.boolean("reserve_aux_membres", d).is_some_and(|flag| flag.value),
        body,
    }
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

fn stop(mut table: Table<'_>, stops_are: Stops, d: &mut Diagnostics) -> StopDraft {
    if !table.has("debut") {
        d.push(missing(table.at(), "debut"));
    }
    let is_somewhere = ["nom", "adresse", "code_postal", "insee"].iter().any(|key| table.has(key));
    let stop = StopDraft {
        at: table.at().clone(),
        span: SpanDraft { start: table.moment("debut", d), end: table.moment("fin", d) },
        venue: (stops_are == Stops::Tour || is_somewhere).then(|| venue(&mut table, d)),
        cancelled: table.boolean("annule", d),
        reason: table.string("raison", d),
    };
    table.finish(d);
    stop
}

fn change(mut table: Table<'_>, d: &mut Diagnostics) -> ChangeDraft {
    if !table.has("date") {
        d.push(missing(table.at(), "date"));
    }
    let change = ChangeDraft {
        at: table.at().clone(),
        date: table.moment("date", d),
        insee: table.string("insee", d),
        cancelled: table.boolean("annule", d),
        span: SpanDraft { start: table.moment("nouveau_debut", d), end: table.moment("nouvelle_fin", d) },
        venue: table.table("lieu", d).map(|table| whole_venue(table, d)),
        reason: table.string("raison", d),
    };
    table.finish(d);
    change
}
