//! Events, resolved: every date of each, with what became of it. Trainings are announced as events are, and their
//! dates stand in the same agenda.

use engine::geo::Point;
use jiff::civil::Date;

use super::gazetteer::Gazetteer;
use super::{Known, incomplete, indices, recurrence};
use crate::diagnostics::{Diagnostics, Located, Origin};
use crate::french::spans;
use crate::sources::Record as _;
use crate::sources::announcement::{AnnouncementDraft, ChangeDraft, SpanDraft, StopDraft, Stops, VenueDraft};
use crate::sources::events::EventDraft;
use crate::sources::moment::Moment;
use crate::sources::structures::Text;
use crate::sources::words::{Audience, Format, Gathering, Keyword as _};

/// The folder of the events in the site.
pub const FOLDER: &str = "agenda";

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An event.
    Gathering(Gathering),
    /// A training of professionals.
    Training(Format),
}

impl What {
    /// The word in content and in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Gathering(form) => form.word(),
            Self::Training(format) => format.word(),
        }
    }

    /// What a person reads.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Gathering(form) => form.title(),
            Self::Training(format) => format.title(),
        }
    }
}

/// Something that happens.
#[derive(Clone, Debug)]
pub struct Event {
    /// Name of its file.
    pub slug: String,
    /// The folder of its page in the site; ends with `/`.
    pub path: String,
    /// Title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// What it is.
    pub what: What,
    /// Whom it is for.
    pub audience: Audience,
    /// Indices of its themes, sorted.
    pub themes: Vec<usize>,
    /// Indices of the publics it is about, sorted.
    pub publics: Vec<usize>,
    /// Indices of the networks that take part, sorted.
    pub networks: Vec<usize>,
    /// Who organises it.
    pub organiser: Option<String>,
    /// Whom to write to.
    pub email: Option<String>,
    /// Whom to call.
    pub phone: Option<String>,
    /// A page elsewhere.
    pub link: Option<String>,
    /// Where one registers.
    pub registration: Option<String>,
    /// The last day to register.
    pub register_until: Option<Date>,
    /// The address where those dates are followed that are online.
    pub online: Option<String>,
    /// Why all of it is cancelled, when it is.
    pub cancelled: Option<String>,
    /// Its dates, by their beginning; a training that is there at any time may have none.
    pub dates: Vec<Occurrence>,
    /// Whether it goes from town to town.
    pub touring: bool,
    /// Day of its publication.
    pub published: Date,
    /// Day of its last change.
    pub updated: Option<Date>,
    /// Markdown.
    pub body: String,
    /// Where it was read.
    pub origin: Origin,
}

/// One date of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Occurrence {
    /// The beginning that was planned: it names the date, whatever became of it.
    pub planned: Moment,
    /// The commune of the stop or the session that was planned: two may begin together.
    pub stop: Option<String>,
    /// Beginning.
    pub start: Moment,
    /// End; a day lasts until midnight.
    pub end: Moment,
    /// Where one meets; `None` when it is online alone.
    pub venue: Option<Venue>,
    /// Whether it can be followed from afar.
    pub online: bool,
    /// What became of it.
    pub state: State,
}

/// What became of a date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// As planned.
    #[default]
    Planned,
    /// At another time or in another place, for this reason.
    Moved(String),
    /// Does not take place, for this reason.
    Cancelled(String),
}

/// Where one meets.
#[derive(Clone, Debug, PartialEq)]
pub struct Venue {
    /// Name of the place.
    pub name: Option<String>,
    /// Street.
    pub address: Option<String>,
    /// Postcode.
    pub postcode: String,
    /// Commune or arrondissement.
    pub commune: String,
    /// Index into [`Gazetteer::departments`].
    pub department: usize,
    /// Where it is: its own point, else the town hall.
    pub point: Point,
}

impl Event {
    /// The day that counts for what is new.
    #[must_use]
    pub fn day(&self) -> Date {
        self.updated.unwrap_or(self.published)
    }

    /// The departments where it happens, sorted.
    #[must_use]
    pub fn departments(&self) -> Vec<usize> {
        let mut found: Vec<usize> =
            self.dates.iter().filter_map(|date| date.venue.as_ref()).map(|venue| venue.department).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Occurrence {
    /// Why it does not take place, when it does not.
    #[must_use]
    pub fn cancelled(&self) -> Option<&str> {
        match &self.state {
            State::Cancelled(reason) => Some(reason),
            State::Planned | State::Moved(_) => None,
        }
    }
}

/// From when to when, in French.
pub(crate) fn when(start: Moment, end: Moment) -> String {
    match (start, end) {
        (Moment::Time(start), Moment::Time(end)) => spans::hours(start, end),
        (start, end) => spans::days(start.day(), end.day()),
    }
}

/// The resolved records of this kind.
pub type Resolved = Event;

/// Resolves drafts, in the order of their names.
pub(super) fn resolve_all(drafts: &[&EventDraft], known: Known<'_>, d: &mut Diagnostics) -> Vec<Event> {
    let mut events = Vec::with_capacity(drafts.len());
    for draft in drafts {
        match resolve(draft, known) {
            Some(event) => events.push(event),
            None => incomplete(draft.at(), d),
        }
    }
    events
}

fn resolve(draft: &EventDraft, known: Known<'_>) -> Option<Event> {
    let path = format!("{FOLDER}/{}/", draft.announcement.slug.value);
    let event = announced(&draft.announcement, What::Gathering(draft.form?), draft.audience, path, known)?;
    (!event.dates.is_empty()).then_some(event)
}

/// Resolves an announcement.
pub(super) fn announced(
    draft: &AnnouncementDraft,
    what: What,
    audience: Audience,
    path: String,
    known: Known<'_>,
) -> Option<Event> {
    let taxonomies = known.taxonomies;
    let cancelled = draft.cancelled.as_ref().is_some_and(|flag| flag.value);
    let cancelled = if cancelled { Some(written(&draft.reason)?) } else { None };
    Some(Event {
        slug: draft.slug.value.clone(),
        path,
        title: written(&draft.title)?,
        summary: written(&draft.summary)?,
        what,
        audience,
        themes: indices(&draft.themes, |id| taxonomies.themes.iter().position(|it| it.id == id)),
        publics: indices(&draft.publics, |id| taxonomies.publics.iter().position(|it| it.id == id)),
        networks: indices(&draft.networks, |id| taxonomies.networks.iter().position(|it| it.id == id)),
        organiser: written(&draft.organiser),
        email: written(&draft.email),
        phone: written(&draft.phone),
        link: written(&draft.link),
        registration: written(&draft.registration),
        register_until: draft.register_until.as_ref().map(|day| day.value),
        online: written(&draft.online),
        dates: dates(draft, cancelled.as_ref(), known.gazetteer)?,
        cancelled,
        touring: draft.stops_are == Stops::Tour && !draft.stops.is_empty(),
        published: draft.published.as_ref()?.value,
        updated: draft.updated.as_ref().map(|day| day.value),
        body: draft.body.value.clone(),
        origin: draft.slug.at.origin(),
    })
}

/// A text that is not blank.
pub(super) fn written(text: &Text) -> Option<String> {
    text.as_ref().map(|text| text.value.trim().to_owned()).filter(|text| !text.is_empty())
}

fn dates(
    draft: &AnnouncementDraft,
    cancelled: Option<&String>,
    gazetteer: &Gazetteer,
) -> Option<Vec<Occurrence>> {
    let mut dates = Vec::new();
    if draft.stops.is_empty() {
        let venue = match &draft.venue {
            Some(venue) => Some(resolve_venue(venue, gazetteer)?),
            None => None,
        };
        for start in recurrence::planned(draft) {
            dates.push(Occurrence {
                planned: start,
                stop: None,
                start,
                end: later(&draft.span, start),
                venue: venue.clone(),
                online: draft.online.is_some(),
                state: State::Planned,
            });
        }
    }
    for stop in &draft.stops {
        dates.push(resolve_stop(stop, draft, gazetteer)?);
    }
    for change in &draft.changes {
        let planned = change.date.as_ref()?.value;
        let town = match &change.insee {
            Some(code) => Some(gazetteer.name(gazetteer.find(code.value.trim())?)),
            None => None,
        };
        let is_it = |date: &Occurrence| {
            date.planned == planned && town.is_none_or(|town| date.stop.as_deref() == Some(town))
        };
        for date in dates.iter_mut().filter(|date| is_it(date)) {
            apply(change, date, gazetteer)?;
        }
    }
    if let Some(reason) = cancelled {
        for date in &mut dates {
            date.state = State::Cancelled(reason.clone());
        }
    }
    dates.sort_by_key(|date| (date.start, date.planned));
    Some(dates)
}

fn resolve_stop(stop: &StopDraft, draft: &AnnouncementDraft, gazetteer: &Gazetteer) -> Option<Occurrence> {
    let start = stop.span.start.as_ref()?.value;
    let off = stop.cancelled.as_ref().is_some_and(|flag| flag.value);
    let venue = match &stop.venue {
        Some(venue) => Some(resolve_venue(venue, gazetteer)?),
        None => None,
    };
    Some(Occurrence {
        planned: start,
        stop: Some(venue.as_ref().map_or("en ligne", |venue| &venue.commune).to_owned()),
        start,
        end: later(&stop.span, start),
        // Whoever follows a tour from afar follows all of it; a session is in one place or online.
        online: draft.online.is_some() && (draft.stops_are == Stops::Tour || venue.is_none()),
        venue,
        state: if off { State::Cancelled(written(&stop.reason)?) } else { State::Planned },
    })
}

/// The end of a date that begins at `start` and lasts as long as the span that is written.
fn later(span: &SpanDraft, start: Moment) -> Moment {
    let written = span.start.as_ref().zip(span.end.as_ref()).map(|(from, to)| (from.value, to.value));
    match (written, start) {
        (Some((Moment::Day(from), Moment::Day(to))), Moment::Day(day)) => {
            Moment::Day(day.checked_add(to - from).unwrap_or(day))
        }
        (Some((Moment::Time(from), Moment::Time(to))), Moment::Time(at)) => {
            Moment::Time(at.checked_add(to.duration_since(from)).unwrap_or(at))
        }
        _ => start,
    }
}

fn apply(change: &ChangeDraft, date: &mut Occurrence, gazetteer: &Gazetteer) -> Option<()> {
    let reason = written(&change.reason)?;
    if change.cancelled.as_ref().is_some_and(|flag| flag.value) {
        date.state = State::Cancelled(reason);
        return Some(());
    }
    if let Some(start) = &change.span.start {
        // It lasts as long as before, unless its end is said.
        let span = SpanDraft {
            start: Some(Located::new(date.start, start.at.clone())),
            end: Some(Located::new(date.end, start.at.clone())),
        };
        date.end = later(&span, start.value);
        date.start = start.value;
    }
    if let Some(end) = &change.span.end {
        date.end = end.value;
    }
    if let Some(venue) = &change.venue {
        date.venue = Some(resolve_venue(venue, gazetteer)?);
    }
    date.state = State::Moved(reason);
    Some(())
}

fn resolve_venue(draft: &VenueDraft, gazetteer: &Gazetteer) -> Option<Venue> {
    let locality = gazetteer.find(draft.insee.as_ref()?.value.trim())?;
    let own = draft.longitude.as_ref().zip(draft.latitude.as_ref());
    let own = own.and_then(|(longitude, latitude)| Point::from_degrees(longitude.value, latitude.value));
    let postcode = written(&draft.postcode).or_else(|| gazetteer.postcodes(locality).first().cloned());
    Some(Venue {
        name: written(&draft.name),
        address: written(&draft.address),
        postcode: postcode.unwrap_or_default(),
        commune: gazetteer.name(locality).to_owned(),
        department: gazetteer.commune_of(locality).department,
        point: own.or_else(|| gazetteer.point(locality))?,
    })
}
