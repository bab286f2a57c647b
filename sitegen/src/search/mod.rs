//! Answers natively, from the very bundles that the browser loads.

mod report;

use std::path::Path;

use engine::details::Details;
use engine::directory::MODES;
use engine::documents::{Asking, Document, Happening, Match};
use engine::gazetteer::{Gazetteer, Resolution, Territory};
use engine::keyword::Reading;
use engine::query::{Answer, DEFAULT_RADIUS_KM, Facets, IsoWeek, Query, Zone};
use engine::{Engine, IdSet};
use jiff::civil::Date;
use textsearch::{DocumentIndex, KeywordIndex};

use crate::content::documents::minute;
use crate::diagnostics::{Failure, did_you_mean};
use crate::index::{File, read_manifest};
pub use report::Report;

/// The largest radius in metres: half of the Earth's circumference, beyond which there is nothing.
const FARTHEST_M: f64 = 20_037_508.0;

/// An index folder, opened.
#[derive(Debug)]
pub struct Searcher {
    /// The compact records and the gazetteer.
    pub engine: Engine,
    /// The display records.
    pub details: Details,
    /// The text index.
    pub keywords: KeywordIndex,
    /// Resources and pages, when the index has them.
    pub documents: Option<DocumentIndex>,
}

impl Searcher {
    /// Opens the bundles of an index folder.
    ///
    /// # Errors
    ///
    /// When a bundle is missing, damaged, or belongs to another build; with its path.
    pub fn open(dir: &Path) -> Result<Self, Failure> {
        let manifest = read_manifest(dir)?;
        let shard = &manifest.shards[0];
        let read = |name: &str| {
            let path = dir.join(name);
            std::fs::read(&path).map_err(|error| Failure::io("lecture de", &path, &error))
        };
        let damaged = |name: &str, error: &dyn std::fmt::Display| {
            Failure::other(format!("{} : {error}", dir.join(name).display()))
        };
        let base = &shard.base.path;
        let mut engine = Engine::open(&read(base)?).map_err(|error| damaged(base, &error))?;
        let name = &shard.around.path;
        engine.open_around(&read(name)?).map_err(|error| damaged(name, &error))?;
        let name = &shard.details.path;
        let details = Details::open(&read(name)?).map_err(|error| damaged(name, &error))?;
        details.check_belongs_to(&engine).map_err(|error| damaged(name, &error))?;
        let name = &shard.text.path;
        let keywords = KeywordIndex::open(read(name)?).map_err(|error| damaged(name, &error))?;
        if keywords.generation() != engine.generation() {
            return Err(damaged(name, &"fichiers de deux versions mêlés"));
        }
        let documents = match &manifest.documents {
            Some(File { path, .. }) => {
                Some(DocumentIndex::open(read(path)?).map_err(|error| damaged(path, &error))?)
            }
            None => None,
        };
        Ok(Self { engine, details, keywords, documents })
    }
}

/// What a search is made of.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The keyword.
    pub words: String,
    /// Needs.
    pub needs: IdSet,
    /// Publics.
    pub publics: IdSet,
    /// Networks.
    pub networks: IdSet,
    /// Ways of meeting.
    pub modes: IdSet,
    /// The place as it is typed.
    pub near: Option<String>,
    /// In kilometres.
    pub radius_km: Option<f64>,
    /// The week of the search.
    pub week: IsoWeek,
    /// The day of the search: what opens next is told from it on.
    pub today: Date,
}

/// What was understood and found.
#[derive(Debug)]
pub struct Response {
    /// What the place turned out to be.
    near: Option<Near>,
    /// What the keyword means.
    pub reading: Reading,
    /// What was typed as a keyword.
    words: String,
    /// The day of the search.
    today: Date,
    /// The structures.
    pub answer: Answer,
    /// What each choice would leave.
    pub facets: Facets,
}

impl Response {
    /// Whether the answer does without some of the words.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.reading.missing(self.answer.words).next().is_some()
    }
}

impl Searcher {
    /// Answers as the widget does.
    ///
    /// # Errors
    ///
    /// When the text index turns out to be unreadable.
    pub fn search(&self, request: &Request) -> Result<Response, Failure> {
        let engine = &self.engine;
        let near = request.near.as_deref().map(|near| resolve(&engine.gazetteer, near));
        let found = self.keywords.look_up(&request.words);
        let found = found.map_err(|error| Failure::other(format!("recherche par mot-clé : {error}")))?;
        let reading = engine.read(&request.words, found.words, near.is_none());
        let mut response = Response {
            near,
            reading,
            words: request.words.clone(),
            today: request.today,
            answer: Answer::default(),
            facets: Facets::default(),
        };
        let zone = match (&response.near, &response.reading.place) {
            // An unclear place gives candidates, and no results.
            (Some(Near::Unclear { .. }), _) => return Ok(response),
            (Some(Near::Territory(territory)), _) => zone(engine, *territory, request.radius_km),
            (Some(Near::Postcode(_, communes)), _) => {
                zone(engine, Territory::Commune(communes[0]), request.radius_km)
            }
            (None, Some(place)) => zone(engine, place.territory, request.radius_km),
            (None, None) => Zone::Anywhere,
        };
        let query = Query {
            needs: request.needs,
            publics: request.publics,
            networks: request.networks,
            modes: request.modes,
            departments: Vec::new(),
            zone,
            keyword: response.reading.hits.clone(),
            week: request.week,
        };
        response.answer = engine.search(&query);
        response.facets = engine.facets(&query);
        Ok(response)
    }
}

/// A search as a person writes it: identifiers and words, nothing looked up yet.
#[derive(Clone, Debug)]
pub struct Question {
    /// The keyword.
    pub words: String,
    /// Identifiers of needs.
    pub needs: Vec<String>,
    /// Identifiers of publics.
    pub publics: Vec<String>,
    /// Identifiers of networks.
    pub networks: Vec<String>,
    /// Ways of meeting.
    pub modes: Vec<String>,
    /// The place as it is typed.
    pub near: Option<String>,
    /// In kilometres.
    pub radius_km: Option<f64>,
    /// The week of the search.
    pub week: IsoWeek,
    /// Most results to show.
    pub limit: usize,
    /// Whether resources, events and pages are wanted too.
    pub everywhere: bool,
    /// The day of the search: what was over before it is over.
    pub today: Date,
}

impl Question {
    /// A question about nothing yet, asked on a day.
    #[must_use]
    pub fn new(today: Date) -> Self {
        Self {
            words: String::new(),
            needs: Vec::new(),
            publics: Vec::new(),
            networks: Vec::new(),
            modes: Vec::new(),
            near: None,
            radius_km: None,
            week: iso_week(today),
            limit: 10,
            everywhere: false,
            today,
        }
    }
}

impl Searcher {
    /// Answers a question. An unknown need, public, network or place is noted, and the rest answered.
    ///
    /// # Errors
    ///
    /// When the text index turns out to be unreadable.
    pub fn ask(&self, question: &Question) -> Result<Report<'_>, Failure> {
        let lists = &self.engine.taxonomies;
        let mut notes = Vec::new();
        let needs = lists.needs.iter().map(|it| it.entry.id.as_str());
        let publics = lists.publics.iter().map(|it| it.id.as_str());
        let networks = lists.networks.iter().map(|it| it.entry.id.as_str());
        let request = Request {
            words: question.words.clone(),
            needs: ids("besoin", &question.needs, needs, &mut notes),
            publics: ids("public", &question.publics, publics, &mut notes),
            networks: ids("réseau", &question.networks, networks, &mut notes),
            modes: ids("mode", &question.modes, MODES.into_iter(), &mut notes),
            near: question.near.clone(),
            radius_km: question.radius_km,
            week: question.week,
            today: question.today,
        };
        let response = self.search(&request)?;
        if question.radius_km.is_some() && response.near.is_none() && response.reading.place.is_none() {
            notes.push("sans lieu, la distance ne joue pas".to_owned());
        }
        let documents = match question.everywhere {
            true => self.documents(&question.words, &self.asking(&response, question.today))?,
            false => Vec::new(),
        };
        let (limit, everywhere) = (question.limit, question.everywhere);
        Ok(Report { searcher: self, response, documents, everywhere, notes, limit })
    }
}

/// A document that was found, with the date that is shown of it.
#[derive(Clone, Copy, Debug)]
pub struct FoundDocument<'a> {
    /// The document.
    pub document: &'a Document,
    /// Which date, and how far.
    pub it: Match,
}

impl<'a> FoundDocument<'a> {
    /// The date that is shown of it.
    #[must_use]
    pub fn date(&self) -> Option<&'a Happening> {
        self.document.dates.get(self.it.date?)
    }
}

impl Searcher {
    /// The resources, events and pages that have the words, the best first.
    ///
    /// # Errors
    ///
    /// When their text index turns out to be unreadable.
    pub fn documents(&self, words: &str, asking: &Asking) -> Result<Vec<FoundDocument<'_>>, Failure> {
        let Some(index) = &self.documents else { return Ok(Vec::new()) };
        let found = index.search(words, asking);
        let found = found.map_err(|error| Failure::other(format!("ressources et pages : {error}")))?;
        let matches = found.documents.into_iter();
        Ok(matches.map(|it| FoundDocument { document: &index.documents[it.document], it }).collect())
    }

    /// When and from where the documents of a search are asked for.
    fn asking(&self, response: &Response, today: Date) -> Asking {
        let near = match (&response.near, &response.reading.place) {
            (Some(Near::Territory(territory)), _) => Some(*territory),
            (Some(Near::Postcode(_, communes)), _) => Some(Territory::Commune(communes[0])),
            (Some(Near::Unclear { .. }), _) | (None, None) => None,
            (None, Some(place)) => Some(place.territory),
        };
        let near = match near {
            Some(Territory::Commune(commune)) => Some(self.engine.gazetteer.communes()[commune].point),
            _ => None,
        };
        Asking { now: minute(today.to_datetime(jiff::civil::Time::midnight())), near }
    }
}

/// The entries of a taxonomy with these ids; what is unknown is noted.
fn ids<'a>(
    noun: &str,
    asked: &[String],
    known: impl Iterator<Item = &'a str> + Clone,
    notes: &mut Vec<String>,
) -> IdSet {
    let mut found = IdSet::EMPTY;
    for id in asked {
        match known.clone().position(|it| it == id) {
            Some(number) => found.insert(number),
            None => {
                let hint = did_you_mean(id, known.clone()).map(|hint| format!(" ; {hint}"));
                notes.push(format!("{noun} inconnu, laissé de côté : « {id} »{}", hint.unwrap_or_default()));
            }
        }
    }
    found
}

/// What `--near` turned out to be.
#[derive(Debug)]
enum Near {
    /// One territory.
    Territory(Territory),
    /// A postcode; searched around its most populous commune.
    Postcode(u32, Vec<usize>),
    /// No territory, or several.
    Unclear {
        /// What may have been meant.
        candidates: Vec<Territory>,
        /// Whether the candidates bear the very name.
        ambiguous: bool,
    },
}

fn resolve(gazetteer: &Gazetteer, near: &str) -> Near {
    match gazetteer.resolve(near) {
        Resolution::Found(territory) => Near::Territory(territory),
        Resolution::Postcode(postcode, communes) => Near::Postcode(postcode, communes),
        Resolution::Ambiguous(candidates) => Near::Unclear { candidates, ambiguous: true },
        Resolution::Unknown(candidates) => Near::Unclear { candidates, ambiguous: false },
    }
}

fn zone(engine: &Engine, territory: Territory, radius_km: Option<f64>) -> Zone {
    match territory {
        Territory::Commune(commune) => {
            let radius_m = radius_km.unwrap_or(f64::from(DEFAULT_RADIUS_KM)) * 1000.0;
            let center = engine.gazetteer.communes()[commune].point;
            Zone::Around { center, radius_m: radius_m.min(FARTHEST_M).round() as u32 }
        }
        territory => Zone::Within(territory),
    }
}

/// The week that the tie-break rotates with.
#[must_use]
pub fn iso_week(date: Date) -> IsoWeek {
    let week = date.iso_week_date();
    IsoWeek { year: week.year(), week: week.week().unsigned_abs() }
}
