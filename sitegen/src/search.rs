//! `sitegen search`: answers natively, from the very bundles that the browser loads.

use std::path::Path;

use engine::details::Details;
use engine::gazetteer::{Gazetteer, Resolution, Territory};
use engine::keyword::{Field, Reading};
use engine::query::{Answer, DEFAULT_RADIUS_KM, Facets, Hit, IsoWeek, Query, Scope, Zone};
use engine::{Engine, IdSet, Tier};
use jiff::civil::Date;
use serde_json::{Value, json};
use textsearch::KeywordIndex;

use crate::cli::{SearchArgs, print};
use crate::diagnostics::did_you_mean;
use crate::failure::Failure;
use crate::index::read_manifest;

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
        let engine = Engine::open(&read(base)?).map_err(|error| damaged(base, &error))?;
        let name = &shard.details.path;
        let details = Details::open(&read(name)?).map_err(|error| damaged(name, &error))?;
        details.check_belongs_to(&engine).map_err(|error| damaged(name, &error))?;
        let name = &shard.text.path;
        let keywords = KeywordIndex::open(read(name)?).map_err(|error| damaged(name, &error))?;
        if keywords.generation() != engine.generation() {
            return Err(damaged(name, &"fichiers de deux versions mêlés"));
        }
        Ok(Self { engine, details, keywords })
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
    /// The place as it is typed.
    pub near: Option<String>,
    /// In kilometres.
    pub radius_km: Option<f64>,
    /// The week of the search.
    pub week: IsoWeek,
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
    /// The structures.
    pub answer: Answer,
    /// What each choice would leave.
    pub facets: Facets,
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

/// Answers one search.
///
/// # Errors
///
/// When the index cannot be opened. An unknown need, public, network or place is told, and the rest answered.
pub fn run(args: &SearchArgs) -> Result<(), Failure> {
    let searcher = Searcher::open(&args.index)?;
    let lists = &searcher.engine.taxonomies;
    let mut notes = Vec::new();
    let request = Request {
        words: args.words.join(" "),
        needs: ids("besoin", &args.needs, lists.needs.iter().map(|it| it.entry.id.as_str()), &mut notes),
        publics: ids("public", &args.publics, lists.publics.iter().map(|it| it.id.as_str()), &mut notes),
        networks: ids(
            "réseau",
            &args.networks,
            lists.networks.iter().map(|it| it.entry.id.as_str()),
            &mut notes,
        ),
        near: args.near.clone(),
        radius_km: args.radius,
        week: iso_week(args.date.resolve()),
    };
    let response = searcher.search(&request)?;
    if args.radius.is_some() && response.near.is_none() && response.reading.place.is_none() {
        notes.push("sans lieu, la distance ne joue pas".to_owned());
    }
    let hits = &response.answer.hits;
    let shown = &hits[..hits.len().min(args.limit)];
    if args.json {
        let json = response_json(&searcher, &response, shown, &notes);
        return print(&format!("{json:#}\n"));
    }
    print(&as_text(&searcher, &response, shown, &notes))
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

impl Near {
    fn json(&self, gazetteer: &Gazetteer) -> Value {
        let all = |territories: &[Territory]| -> Vec<Value> {
            territories.iter().map(|territory| territory_json(gazetteer, *territory)).collect()
        };
        match self {
            Self::Territory(territory) => territory_json(gazetteer, *territory),
            Self::Postcode(postcode, communes) => {
                let mut place = territory_json(gazetteer, Territory::Commune(communes[0]));
                place["postcode"] = json!(format!("{postcode:05}"));
                let communes: Vec<Territory> = communes.iter().copied().map(Territory::Commune).collect();
                place["communes"] = json!(all(&communes));
                place
            }
            Self::Unclear { candidates, ambiguous } => {
                json!({ "ambiguous": ambiguous, "candidates": all(candidates) })
            }
        }
    }
}

fn territory_json(gazetteer: &Gazetteer, territory: Territory) -> Value {
    let name = gazetteer.name(territory);
    match territory {
        Territory::Commune(index) => {
            let commune = &gazetteer.communes()[index];
            let department = &gazetteer.departments()[commune.department];
            json!({
                "kind": "commune",
                "name": name,
                "insee": commune.insee,
                "department": department.code,
                "latitude": rounded(commune.point.latitude.degrees()),
                "longitude": rounded(commune.point.longitude.degrees()),
            })
        }
        Territory::Epci(index) => {
            json!({ "kind": "epci", "name": name, "siren": gazetteer.epcis()[index].siren })
        }
        Territory::Department(index) => {
            json!({ "kind": "department", "name": name, "code": gazetteer.departments()[index].code })
        }
        Territory::Region(index) => {
            json!({ "kind": "region", "name": name, "code": gazetteer.regions()[index].code })
        }
    }
}

/// Degrees with the five decimals that a point known to 20 m deserves.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e5).round() / 1e5
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

fn tier_name(tier: Tier) -> &'static str {
    match tier {
        Tier::Exact => "exact",
        Tier::Stem => "stem",
        Tier::Prefix => "prefix",
        Tier::Typo => "typo",
    }
}

fn field_name(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::Service => "service",
        Field::Locality => "locality",
        Field::Description => "description",
    }
}

fn response_json(searcher: &Searcher, response: &Response, shown: &[Hit], notes: &[String]) -> Value {
    let engine = &searcher.engine;
    let gazetteer = &engine.gazetteer;
    let reading = &response.reading;
    let lists = &engine.taxonomies;
    let typed = |span: &core::ops::Range<usize>| response.words.get(span.clone()).unwrap_or_default();
    let counts = |counts: &[u32], ids: Vec<&str>| -> serde_json::Map<String, Value> {
        ids.iter().zip(counts).map(|(id, count)| ((*id).to_owned(), json!(count))).collect()
    };
    let keyword = (!response.words.trim().is_empty()).then(|| {
        let missing: Vec<&str> =
            reading.words.iter().filter(|word| word.missing).map(|word| typed(&word.span)).collect();
        json!({
            "place": reading.place.as_ref().map(|place| territory_json(gazetteer, place.territory)),
            "needs": reading.needs.iter().map(|need| &lists.needs[*need].entry.id).collect::<Vec<_>>(),
            "partial": reading.is_partial(),
            "missing": missing,
        })
    });
    json!({
        "place": response.near.as_ref().map(|place| place.json(gazetteer)),
        "keyword": keyword,
        "notes": notes,
        "total": response.answer.hits.len(),
        "widened": response.answer.scope == Scope::Widened,
        "results": shown.iter().map(|hit| result_json(searcher, response, hit)).collect::<Vec<_>>(),
        "facets": {
            "needs": counts(&response.facets.needs, lists.needs.iter().map(|it| it.entry.id.as_str()).collect()),
            "publics": counts(&response.facets.publics, lists.publics.iter().map(|it| it.id.as_str()).collect()),
            "networks": counts(
                &response.facets.networks,
                lists.networks.iter().map(|it| it.entry.id.as_str()).collect(),
            ),
        },
    })
}

/// A result. `match` holds why it is there: how and where the keyword's worst word was found, each word
/// with its own, the needs answered, and whether it serves only at a distance.
fn result_json(searcher: &Searcher, response: &Response, hit: &Hit) -> Value {
    let engine = &searcher.engine;
    let structure = &engine.directory.structures[hit.structure];
    let place = &engine.directory.places[hit.place];
    let commune = &engine.gazetteer.communes()[place.commune];
    let details = searcher.details.place(hit.place).unwrap_or_default();
    let needs: Vec<&str> =
        hit.needs.iter().map(|need| engine.taxonomies.needs[need].entry.id.as_str()).collect();
    let networks: Vec<&str> =
        structure.networks.iter().map(|id| engine.taxonomies.networks[id].entry.id.as_str()).collect();
    let why: Vec<Value> = response
        .reading
        .why(engine, hit.place)
        .into_iter()
        .map(|(span, found)| {
            json!({
                "word": response.words.get(span).unwrap_or_default(),
                "field": field_name(found.field),
                "how": tier_name(found.tier),
            })
        })
        .collect();
    json!({
        "structure": structure.name,
        "structure_id": structure.id,
        "networks": networks,
        "place": if details.name.is_empty() { &details.address } else { &details.name },
        "place_id": details.id,
        "address": details.address,
        "postcode": details.postcode,
        "commune": commune.name,
        "insee": commune.insee,
        "latitude": rounded(place.point.latitude.degrees()),
        "longitude": rounded(place.point.longitude.degrees()),
        "distance_km": hit.distance_m.map(|metres| f64::from(metres) / 1000.0),
        "matching_places": hit.places,
        "match": {
            "keyword": hit.matched.map(|found| tier_name(found.tier)),
            "field": hit.matched.map(|found| field_name(found.field)),
            "words": why,
            "needs": needs,
            "at_distance": hit.at_distance,
        },
    })
}

fn as_text(searcher: &Searcher, response: &Response, shown: &[Hit], notes: &[String]) -> String {
    let engine = &searcher.engine;
    let gazetteer = &engine.gazetteer;
    let described = |territory: &Territory| {
        let suggestion = gazetteer.suggestion(*territory);
        format!("{} ({})", gazetteer.name(*territory), suggestion.context)
    };
    let typed = |span: &core::ops::Range<usize>| response.words.get(span.clone()).unwrap_or_default();
    let mut lines: Vec<String> = notes.iter().map(|note| format!("Note : {note}")).collect();
    match &response.near {
        Some(Near::Territory(territory)) => lines.push(described(territory)),
        Some(Near::Postcode(postcode, communes)) => {
            lines.push(format!("{postcode:05} {}", described(&Territory::Commune(communes[0]))));
        }
        Some(Near::Unclear { candidates, ambiguous }) => {
            let problem = if *ambiguous { "Plusieurs lieux portent ce nom" } else { "Lieu inconnu" };
            let names: Vec<String> = candidates.iter().map(described).collect();
            let names = if names.is_empty() { String::new() } else { format!(" : {}", names.join(", ")) };
            lines.push(format!("{problem}{names}"));
        }
        None => {}
    }
    let reading = &response.reading;
    if let Some(place) = &reading.place {
        lines.push(format!(
            "« {} » est compris comme un lieu : {}",
            typed(&place.span),
            described(&place.territory)
        ));
    }
    if !reading.needs.is_empty() {
        let needs = reading.needs.iter().map(|need| engine.taxonomies.needs[*need].entry.label.as_str());
        lines.push(format!("Besoin : {}", needs.collect::<Vec<_>>().join(" ; ")));
    }
    if reading.is_partial() {
        let missing = reading.words.iter().filter(|word| word.missing);
        let missing: Vec<String> = missing.map(|word| format!("« {} »", typed(&word.span))).collect();
        lines.push(format!("Aucune structure n’a tous les mots ; résultats sans {}", missing.join(", ")));
    }
    if response.answer.scope == Scope::Widened {
        lines.push("Rien dans ce rayon ; les plus proches :".to_owned());
    }
    for hit in shown {
        let structure = &engine.directory.structures[hit.structure];
        let commune = &gazetteer.communes()[engine.directory.places[hit.place].commune];
        let distance = hit
            .distance_m
            .map(|metres| format!(", {} km", format!("{:.1}", f64::from(metres) / 1000.0).replace('.', ",")));
        let remote = if hit.at_distance { ", à distance" } else { "" };
        let distance = distance.unwrap_or_default();
        let why: Vec<String> = reading
            .why(engine, hit.place)
            .into_iter()
            .map(|(span, found)| format!("« {} » {}", typed(&span), where_found(found.field)))
            .collect();
        let why = if why.is_empty() { String::new() } else { format!(" [{}]", why.join(", ")) };
        lines.push(format!("{} – {}{distance}{remote}{why}", structure.name, commune.name));
    }
    lines.push(format!("{} sur {}", shown.len(), response.answer.hits.len()));
    lines.join("\n") + "\n"
}

fn where_found(field: Field) -> &'static str {
    match field {
        Field::Name => "dans son nom ou son réseau",
        Field::Service => "dans ses services",
        Field::Locality => "dans son lieu",
        Field::Description => "dans sa présentation",
    }
}
