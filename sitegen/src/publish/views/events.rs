//! Events, as templates show them: the agenda in all its cuts, and the page of one event.

use std::collections::BTreeSet;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use minijinja::Value;
use serde::Serialize;

use super::Named;
use super::map::{self, Picture};
use super::reach::{self, ContactView, contacts};
use crate::content::Content;
pub(in crate::publish) use crate::content::events::FOLDER;
use crate::content::events::{Event, Occurrence, State, Venue, What, when};
use crate::content::structures::Contacts;
use crate::french;
use crate::french::spans;
use crate::publish::markdown;
use crate::rules::site_web;
use crate::sources::moment::Moment;
use crate::sources::words::{Audience, Gathering, Keyword as _};

/// A cut of the agenda, with a page and a calendar of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::publish) enum Cut {
    /// All of it.
    Whole,
    /// One kind of events.
    Form(Gathering),
    /// The trainings of professionals.
    Trainings,
    /// Whom it is for.
    Audience(Audience),
    /// Index of a department.
    Department(usize),
    /// What can be followed from afar.
    Online,
}

/// One date of an event.
pub(in crate::publish) type Dated<'c> = (&'c Event, &'c Occurrence);

/// One date in a list.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct DateItem {
    href: String,
    title: String,
    summary: String,
    form: &'static str,
    professionals: bool,
    when: String,
    start: String,
    /// The moment after which it is over, in universal time: scripts compare it.
    end: String,
    place: Option<String>,
    online: bool,
    cancelled: bool,
    /// `Annulé`, `Modifié`.
    mark: Option<&'static str>,
    reason: Option<String>,
}

/// The dates of a month.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct MonthView {
    id: String,
    title: String,
    dates: Vec<DateItem>,
}

/// A way to cut the agenda.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct CutView {
    href: String,
    title: String,
    count: String,
    current: bool,
}

/// Cuts of one kind.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct CutGroup {
    title: &'static str,
    cuts: Vec<CutView>,
}

/// The page of an event.
#[derive(Clone, Debug, Serialize)]
pub(in crate::publish) struct EventSheet {
    title: String,
    summary: String,
    form: Named,
    audience: Named,
    organiser: Option<String>,
    contacts: ContactView,
    link: Option<String>,
    registration: Option<String>,
    register_until: Option<String>,
    /// The first moment when one cannot register any more, in universal time.
    registration_ends: Option<String>,
    online: Option<String>,
    cancelled: Option<String>,
    /// Whether one can still register on the day of the build.
    open: bool,
    to_come: Vec<SheetDate>,
    /// The last first.
    past: Vec<SheetDate>,
    several: bool,
    /// How many there are.
    count: String,
    themes: Vec<Named>,
    publics: Vec<String>,
    networks: Vec<Named>,
    published: String,
    published_iso: String,
    updated: Option<String>,
    updated_iso: Option<String>,
    map: Option<Picture>,
    body: Value,
}

/// One date on the page of its event.
#[derive(Clone, Debug, Serialize)]
struct SheetDate {
    when: String,
    start: String,
    end: String,
    /// What was planned, when it is otherwise.
    planned: Option<String>,
    /// Whether this date alone is online, of several that are not.
    online: bool,
    mark: Option<&'static str>,
    reason: Option<String>,
    venue: Option<VenueView>,
}

#[derive(Clone, Debug, Serialize)]
struct VenueView {
    name: Option<String>,
    address: Option<String>,
    postcode: String,
    commune: String,
    department: Named,
    route: String,
}

/// All events, arranged once for all pages.
#[derive(Debug)]
pub(in crate::publish) struct Agenda<'c> {
    content: &'c Content,
    zone: TimeZone,
    /// Every date by its beginning, then by the title.
    dates: Vec<Dated<'c>>,
}

impl<'c> Agenda<'c> {
    pub(in crate::publish) fn new(content: &'c Content) -> Self {
        let mut dates: Vec<Dated<'c>> = Vec::new();
        for event in content.announced() {
            dates.extend(event.dates.iter().map(|date| (event, date)));
        }
        dates.sort_by(|(one, first), (other, second)| {
            (first.start, &one.title, &one.slug).cmp(&(second.start, &other.title, &other.slug))
        });
        Self { content, zone: content.site.zone(), dates }
    }

    /// The clock of the territory.
    pub(in crate::publish) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Every date of a cut, by its beginning.
    pub(in crate::publish) fn dates(&self, cut: Cut) -> impl Iterator<Item = Dated<'c>> {
        self.dates.iter().copied().filter(move |(event, date)| match cut {
            Cut::Whole => true,
            Cut::Form(form) => event.what == What::Gathering(form),
            Cut::Trainings => matches!(event.what, What::Training(_)),
            Cut::Audience(audience) => event.audience == audience,
            Cut::Department(index) => date.venue.as_ref().is_some_and(|venue| venue.department == index),
            Cut::Online => date.online,
        })
    }

    /// Whether a date is over on the day of the build.
    fn is_over(&self, date: &Occurrence) -> bool {
        date.end.end() <= Moment::Day(self.content.date).start()
    }

    /// `3 dates à venir`, `5 dates` when all are over: those that take place.
    fn counted_dates(&self, event: &Event) -> String {
        let held: Vec<_> = event.dates.iter().filter(|date| date.cancelled().is_none()).collect();
        match held.iter().filter(|date| !self.is_over(date)).count() {
            0 => french::counted(held.len(), "date", "dates"),
            to_come => format!("{} à venir", french::counted(to_come, "date", "dates")),
        }
    }

    /// When an event took place; nothing while a date is to come.
    pub(super) fn held(&self, event: &Event) -> Vec<String> {
        if event.dates.iter().any(|date| !self.is_over(date)) {
            return Vec::new();
        }
        let held = event.dates.iter().filter(|date| date.cancelled().is_none());
        // « le jeudi 3 », but « du jeudi 3 au vendredi 4 ».
        let said = |date: &Occurrence| match when(date.start, date.end) {
            span if span.starts_with("du ") => span,
            day => format!("le {day}"),
        };
        held.map(said).collect()
    }

    /// Where the dates to come of an event are, in words; nothing when none is to come.
    pub(super) fn towns(&self, event: &Event) -> Option<String> {
        let mut towns: Vec<String> = Vec::new();
        for date in event.dates.iter().filter(|date| !self.is_over(date) && date.cancelled().is_none()) {
            let town = date.venue.as_ref().map(|venue| self.town(venue));
            let online = date.online.then(|| "en ligne".to_owned());
            for place in town.into_iter().chain(online) {
                if !towns.contains(&place) {
                    towns.push(place);
                }
            }
        }
        (!towns.is_empty()).then(|| french::capitalised(&towns.join(", ")))
    }

    /// What is to come, month by month. A series that goes over the months stands in each of them.
    pub(in crate::publish) fn months(&self, cut: Cut, root: &str) -> Vec<MonthView> {
        let mut months: Vec<MonthView> = Vec::new();
        for (event, date) in self.dates(cut).filter(|(_, date)| !self.is_over(date)) {
            let first = date.start.day();
            let id = first.strftime("%Y-%m").to_string();
            if months.last().is_none_or(|month| month.id != id) {
                months.push(MonthView {
                    id,
                    title: french::capitalised(&spans::month_of(first)),
                    dates: Vec::new(),
                });
            }
            if let Some(month) = months.last_mut() {
                month.dates.push(self.item((event, date), root));
            }
        }
        months
    }

    /// What is over, the last first.
    pub(in crate::publish) fn past(&self, cut: Cut, root: &str) -> Vec<DateItem> {
        let mut past: Vec<Dated<'c>> = self.dates(cut).filter(|(_, date)| self.is_over(date)).collect();
        past.reverse();
        past.into_iter().map(|dated| self.item(dated, root)).collect()
    }

    /// How many dates of a cut are to come and take place.
    fn to_come(&self, cut: Cut) -> usize {
        self.dates(cut).filter(|(_, date)| !self.is_over(date) && date.cancelled().is_none()).count()
    }

    /// `3 dates à venir`.
    pub(in crate::publish) fn counted(&self, cut: Cut) -> String {
        match self.to_come(cut) {
            0 => "aucune date à venir".to_owned(),
            count => format!("{} à venir", french::counted(count, "date", "dates")),
        }
    }

    /// Every cut that has a date, past ones included: its page and its calendar stay where they are.
    pub(in crate::publish) fn cuts(&self) -> Vec<Cut> {
        self.groups().into_iter().flat_map(|(_, cuts)| cuts).collect()
    }

    fn groups(&self) -> [(&'static str, Vec<Cut>); 3] {
        let departments: BTreeSet<&str> = self
            .dates
            .iter()
            .filter_map(|(_, date)| date.venue.as_ref())
            .map(|venue| self.content.gazetteer.departments[venue.department].code.as_str())
            .chain(self.content.site.departments.iter().map(String::as_str))
            .collect();
        let index = |code: &str| self.content.gazetteer.departments.iter().position(|it| it.code == code);
        let has = |cut: &Cut| self.dates(*cut).next().is_some();
        let forms = Gathering::ALL.into_iter().map(Cut::Form).chain([Cut::Trainings]).filter(has);
        let audiences = Audience::ALL.into_iter().map(Cut::Audience).filter(has);
        [
            (
                "Où",
                departments
                    .into_iter()
                    .filter_map(index)
                    .map(Cut::Department)
                    .chain([Cut::Online].into_iter().filter(has))
                    .collect(),
            ),
            ("Quoi", forms.collect()),
            ("Pour qui", audiences.collect()),
        ]
    }

    /// The cuts with their pages, from a page at `root`.
    pub(in crate::publish) fn choices(&self, root: &str, current: Cut) -> Vec<CutGroup> {
        let view = |cut: Cut| CutView {
            href: format!("{root}{}", self.path(cut)),
            title: self.title(cut),
            count: self.to_come(cut).to_string(),
            current: cut == current,
        };
        let groups = self.groups().into_iter().filter(|(_, cuts)| !cuts.is_empty());
        groups.map(|(title, cuts)| CutGroup { title, cuts: cuts.into_iter().map(view).collect() }).collect()
    }

    /// The folder of a cut in the site; ends with `/`.
    pub(in crate::publish) fn path(&self, cut: Cut) -> String {
        match cut {
            Cut::Whole => format!("{FOLDER}/"),
            Cut::Form(form) => format!("{FOLDER}/type/{}/", form.word()),
            Cut::Trainings => format!("{FOLDER}/type/formation/"),
            Cut::Audience(audience) => format!("{FOLDER}/pour/{}/", audience.word()),
            Cut::Department(index) => {
                format!("{FOLDER}/departement/{}/", self.content.gazetteer.departments[index].code)
            }
            Cut::Online => format!("{FOLDER}/en-ligne/"),
        }
    }

    /// What a cut is called.
    pub(in crate::publish) fn title(&self, cut: Cut) -> String {
        match cut {
            Cut::Whole => "Agenda".to_owned(),
            Cut::Form(form) => form.titles().to_owned(),
            Cut::Trainings => "Formations de professionnels".to_owned(),
            Cut::Audience(audience) => audience.title().to_owned(),
            Cut::Department(index) => {
                let department = &self.content.gazetteer.departments[index];
                format!("{} ({})", department.name, department.code)
            }
            Cut::Online => "En ligne".to_owned(),
        }
    }

    fn item(&self, (event, date): Dated<'c>, root: &str) -> DateItem {
        let (mark, reason) = mark(&date.state);
        DateItem {
            href: format!("{root}{}", event.path),
            title: french::text(&event.title),
            summary: french::text(&event.summary),
            form: event.what.title(),
            professionals: event.audience == Audience::Professionals,
            when: when(date.start, date.end),
            start: date.start.to_string(),
            end: self.instant(date.end.end()),
            place: date.venue.as_ref().map(|venue| self.town(venue)),
            online: date.online,
            cancelled: date.cancelled().is_some(),
            mark,
            reason,
        }
    }

    /// `Le Puy-en-Velay (43)`.
    pub(in crate::publish) fn town(&self, venue: &Venue) -> String {
        format!("{} ({})", venue.commune, self.content.gazetteer.departments[venue.department].code)
    }

    /// A moment of the territory in universal time: `2026-12-03T08:00:00Z`.
    pub(in crate::publish) fn instant(&self, at: DateTime) -> String {
        super::instant(&self.zone, at)
    }

    /// The page of an event.
    pub(in crate::publish) fn sheet(&self, event: &Event, text: &markdown::Context<'_>) -> EventSheet {
        let lists = &self.content.taxonomies;
        let named = |id: &str, title: &str| Named { id: id.to_owned(), title: french::text(title) };
        let mut points: Vec<_> =
            event.dates.iter().filter_map(|date| date.venue.as_ref()).map(|venue| venue.point).collect();
        points.dedup();
        let (past, to_come): (Vec<_>, Vec<_>) = event.dates.iter().partition(|date| self.is_over(date));
        let last_end = event.dates.iter().map(|date| date.end.end()).max();
        let last_day = event.register_until.map(|day| Moment::Day(day).end());
        EventSheet {
            title: french::text(&event.title),
            summary: french::text(&event.summary),
            form: named(event.what.word(), event.what.title()),
            audience: named(event.audience.word(), event.audience.title()),
            organiser: event.organiser.as_deref().map(french::text),
            contacts: contacts(&Contacts {
                phone: event.phone.clone(),
                email: event.email.clone(),
                website: None,
            }),
            link: web(event.link.as_ref()),
            registration: web(event.registration.as_ref()),
            register_until: event.register_until.map(spans::long_day),
            registration_ends: last_day.or(last_end).map(|end| self.instant(end)),
            online: web(event.online.as_ref().filter(|_| event.cancelled.is_none())),
            cancelled: event.cancelled.as_deref().map(french::text),
            count: self.counted_dates(event),
            open: event.dates.iter().any(|date| !self.is_over(date) && date.cancelled().is_none())
                && event.register_until.is_none_or(|day| day >= self.content.date),
            several: event.dates.len() > 1,
            to_come: to_come.into_iter().map(|date| self.sheet_date(event, date)).collect(),
            past: past.into_iter().rev().map(|date| self.sheet_date(event, date)).collect(),
            themes: event
                .themes
                .iter()
                .map(|&it| named(&lists.themes[it].id, &lists.themes[it].title))
                .collect(),
            publics: event.publics.iter().map(|&it| french::text(&lists.publics[it].title)).collect(),
            networks: event
                .networks
                .iter()
                .map(|&it| named(&lists.networks[it].id, &lists.networks[it].title))
                .collect(),
            published: french::date(event.published),
            published_iso: event.published.to_string(),
            updated: event.updated.map(french::date),
            updated_iso: event.updated.map(|day| day.to_string()),
            map: map::points(&self.content.outline, &points),
            body: Value::from_safe_string(markdown::to_html(&event.body, text)),
        }
    }

    fn sheet_date(&self, event: &Event, date: &Occurrence) -> SheetDate {
        // What holds for the whole event is said above its dates.
        let (mark, reason) = if event.cancelled.is_some() { (None, None) } else { mark(&date.state) };
        let was = date.planned != date.start;
        SheetDate {
            when: when(date.start, date.end),
            start: date.start.to_string(),
            end: self.instant(date.end.end()),
            planned: was.then(|| when(date.planned, date.planned)),
            online: date.online && event.dates.iter().any(|other| !other.online),
            mark,
            reason,
            venue: date.venue.as_ref().map(|venue| self.venue(venue)),
        }
    }

    fn venue(&self, venue: &Venue) -> VenueView {
        let department = &self.content.gazetteer.departments[venue.department];
        VenueView {
            name: venue.name.as_deref().map(french::text),
            address: venue.address.as_deref().map(french::text),
            postcode: venue.postcode.clone(),
            commune: venue.commune.clone(),
            department: Named { id: department.code.clone(), title: department.name.clone() },
            route: reach::route_to(venue.point),
        }
    }
}

/// An address that a page may lead to: the rules have refused others, but not what comes by another way.
pub(super) fn web(address: Option<&String>) -> Option<String> {
    address.filter(|address| site_web::fault(address).is_none()).cloned()
}

/// What became of a date, in a word, and why.
fn mark(state: &State) -> (Option<&'static str>, Option<String>) {
    match state {
        State::Planned => (None, None),
        State::Moved(reason) => (Some("Modifié"), Some(french::text(reason))),
        State::Cancelled(reason) => (Some("Annulé"), Some(french::text(reason))),
    }
}
