//! `sitegen search`: answers natively, from the very bundles that the browser loads.

use std::path::Path;

use engine::details::Details;
use engine::gazetteer::{Gazetteer, Resolution, Territory};
use engine::query::{DEFAULT_RADIUS_KM, Hit, IsoWeek, Query, Scope, Zone};
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

/// Answers one search.
///
/// # Errors
///
/// When the index cannot be opened or a need is unknown. An unknown or ambiguous place is an answer.
pub fn run(args: &SearchArgs) -> Result<(), Failure> {
    let searcher = Searcher::open(&args.index)?;
    let needs = needs(&searcher.engine, &args.needs)?;
    let place = args.near.as_deref().map(|near| resolve(&searcher.engine.gazetteer, near));
    let answer = match &place {
        Some(Near::Unclear { .. }) => Default::default(),
        _ => {
            let zone = zone(&searcher.engine, place.as_ref(), args.radius);
            let words = args.words.join(" ");
            let keyword = if words.trim().is_empty() {
                None
            } else {
                let hits = searcher.keywords.search(&words);
                Some(hits.map_err(|error| Failure::other(format!("recherche par mot-clé : {error}")))?)
            };
            let week = iso_week(args.date.resolve());
            searcher.engine.search(&Query { needs, zone, keyword, week, ..Query::default() })
        }
    };
    let shown = &answer.hits[..answer.hits.len().min(args.limit)];
    if args.json {
        let json = json!({
            "place": place.as_ref().map(|place| place.json(&searcher.engine.gazetteer)),
            "total": answer.hits.len(),
            "widened": answer.scope == Scope::Widened,
            "results": shown.iter().map(|hit| result_json(&searcher, hit)).collect::<Vec<_>>(),
        });
        return print(&format!("{json:#}\n"));
    }
    print(&as_text(&searcher, place.as_ref(), &answer, shown))
}

/// What `--near` turned out to be.
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

fn zone(engine: &Engine, place: Option<&Near>, radius_km: Option<f64>) -> Zone {
    let around = |commune: usize| {
        let radius_m = radius_km.unwrap_or(f64::from(DEFAULT_RADIUS_KM)) * 1000.0;
        let center = engine.gazetteer.communes()[commune].point;
        Zone::Around { center, radius_m: radius_m.min(FARTHEST_M).round() as u32 }
    };
    match place {
        Some(Near::Territory(Territory::Commune(commune))) => around(*commune),
        Some(Near::Postcode(_, communes)) => around(communes[0]),
        Some(Near::Territory(territory)) => Zone::Within(*territory),
        Some(Near::Unclear { .. }) | None => Zone::Anywhere,
    }
}

fn needs(engine: &Engine, ids: &[String]) -> Result<IdSet, Failure> {
    let mut needs = IdSet::EMPTY;
    for id in ids {
        let Some(need) = engine.taxonomies.need(id) else {
            let known = engine.taxonomies.needs.iter().map(|need| need.entry.id.as_str());
            let hint = did_you_mean(id, known).map(|hint| format!(" ; {hint}"));
            return Err(Failure::usage(format!("besoin inconnu : « {id} »{}", hint.unwrap_or_default())));
        };
        needs.insert(need);
    }
    Ok(needs)
}

fn iso_week(date: Date) -> IsoWeek {
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

/// A result. `match` holds why it is there: the keyword's tier, the needs answered, and whether it serves
/// only at a distance.
fn result_json(searcher: &Searcher, hit: &Hit) -> Value {
    let engine = &searcher.engine;
    let structure = &engine.directory.structures[hit.structure];
    let place = &engine.directory.places[hit.place];
    let commune = &engine.gazetteer.communes()[place.commune];
    let details = searcher.details.place(hit.place).unwrap_or_default();
    let needs: Vec<&str> =
        hit.needs.iter().map(|need| engine.taxonomies.needs[need].entry.id.as_str()).collect();
    let networks: Vec<&str> =
        structure.networks.iter().map(|id| engine.taxonomies.networks[id].entry.id.as_str()).collect();
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
            "keyword": hit.tier.map(tier_name),
            "needs": needs,
            "at_distance": hit.at_distance,
        },
    })
}

fn as_text(
    searcher: &Searcher,
    place: Option<&Near>,
    answer: &engine::query::Answer,
    shown: &[Hit],
) -> String {
    let gazetteer = &searcher.engine.gazetteer;
    let described = |territory: &Territory| {
        let suggestion = gazetteer.suggestion(*territory);
        format!("{} ({})", gazetteer.name(*territory), suggestion.context)
    };
    let mut lines = Vec::new();
    match place {
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
    if answer.scope == Scope::Widened {
        lines.push("Rien dans ce rayon ; les plus proches :".to_owned());
    }
    for hit in shown {
        let structure = &searcher.engine.directory.structures[hit.structure];
        let commune = &gazetteer.communes()[searcher.engine.directory.places[hit.place].commune];
        let distance = hit
            .distance_m
            .map(|metres| format!(", {} km", format!("{:.1}", f64::from(metres) / 1000.0).replace('.', ",")));
        let remote = if hit.at_distance { ", à distance" } else { "" };
        let distance = distance.unwrap_or_default();
        lines.push(format!("{} – {}{distance}{remote}", structure.name, commune.name));
    }
    lines.push(format!("{} sur {}", shown.len(), answer.hits.len()));
    lines.join("\n") + "\n"
}
