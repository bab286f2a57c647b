//! What a search found, as text for people and as JSON for programs.

use engine::Tier;
use engine::closures::Until;
use engine::directory::MODES;
use engine::documents::Kind;
use engine::gazetteer::{Gazetteer, Territory};
use engine::keyword::Field;
use engine::query::{Hit, Scope};
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};
use serde_json::{Value, json};

use crate::french::spans;
use crate::index::timetables::since_epoch;

use super::{FoundDocument, Near, Response, Searcher};

/// What a search found.
#[derive(Debug)]
pub struct Report<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) response: Response,
    /// Resources, events and pages, the best first.
    pub(super) documents: Vec<FoundDocument<'a>>,
    /// Whether they were asked for.
    pub(super) everywhere: bool,
    /// What was not as expected in the question, in French.
    pub(super) notes: Vec<String>,
    pub(super) limit: usize,
}

impl Report<'_> {
    fn shown(&self) -> &[Hit] {
        let hits = &self.response.answer.hits;
        &hits[..hits.len().min(self.limit)]
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> String {
        let mut json = response_json(self.searcher, &self.response, self.shown(), &self.notes);
        if self.everywhere {
            json["documents"] = self.documents.iter().take(self.limit).map(document_json).collect();
        }
        format!("{json:#}\n")
    }

    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = as_text(self.searcher, &self.response, self.shown(), &self.notes);
        if self.everywhere {
            text.push_str("\nRessources, évènements et pages\n");
            for document in self.documents.iter().take(self.limit) {
                text.push_str(&document_text(document));
            }
            let shown = self.documents.len().min(self.limit);
            text.push_str(&format!("{shown} sur {}\n", self.documents.len()));
        }
        text
    }
}

fn document_json(found: &FoundDocument<'_>) -> Value {
    let document = found.document;
    let mut json = json!({
        "kind": match document.kind {
            Kind::Page => "page",
            Kind::Resource => "resource",
            Kind::Event => "event",
            Kind::Training => "training",
        },
        "title": document.title,
        "summary": document.summary,
        "address": document.address,
        "label": document.label,
        "themes": document.themes,
        "archived": document.archived,
    });
    if let Some(date) = found.date() {
        json["when"] = json!(date.text);
        json["over"] = json!(found.it.over);
        json["cancelled"] = json!(date.cancelled);
        json["distance_km"] = json!(found.it.distance_m.map(|far| (far / 100.0).round() / 10.0));
    }
    json
}

fn document_text(found: &FoundDocument<'_>) -> String {
    let document = found.document;
    let kind = if document.label.is_empty() { "Page" } else { &document.label };
    let archived = if document.archived { ", archivée" } else { "" };
    let date = found.date().map(|date| {
        let cancelled = if date.cancelled { ", annulé" } else { "" };
        let over = if found.it.over { ", passé" } else { "" };
        let far = found.it.distance_m.map(|far| format!(", à {:.1} km", far / 1000.0).replace('.', ","));
        format!("  {}{}{cancelled}{over}\n", date.text, far.unwrap_or_default())
    });
    format!("{} [{kind}{archived}] {}\n{}", document.title, document.address, date.unwrap_or_default())
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
            reading.missing(response.answer.words).map(|word| typed(&word.span)).collect();
        json!({
            "place": reading.place.as_ref().map(|place| territory_json(gazetteer, place.territory)),
            "needs": reading.needs.iter().map(|need| &lists.needs[*need].entry.id).collect::<Vec<_>>(),
            "partial": !missing.is_empty(),
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
            "modes": counts(&response.facets.modes, MODES.to_vec()),
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
        "opens": opens(searcher, hit.place, response.today).next().map(|(from, until)| {
            json!({ "from": from.to_string(), "until": until.to_string() })
        }),
        "closures": closures(searcher, hit.place, response.today),
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

/// When a place opens from a day on, the first span of each day, by the clock of the territory.
fn opens(searcher: &Searcher, place: usize, today: Date) -> impl Iterator<Item = (DateTime, DateTime)> {
    let first = since_epoch(today);
    let days = searcher.details.hours().opens(place, first);
    days.filter_map(move |(day, spans)| {
        let midnight = (today + i64::from(day - first).days()).at(0, 0, 0, 0);
        let (from, until) = spans.first()?;
        Some((midnight + i64::from(*from).minutes(), midnight + i64::from(*until).minutes()))
    })
}

/// When a place is closed, which is not over: why, and where to go instead.
fn closures(searcher: &Searcher, place: usize, today: Date) -> Vec<Value> {
    let first = since_epoch(today);
    let day = |number: i32| (today + i64::from(number - first).days()).to_string();
    let instead = |line: &str| {
        let id = line.split('\t').next().unwrap_or_default();
        let (structure, place) = id.split_once('#').unzip();
        json!({ "structure_id": structure.unwrap_or(id), "place_id": place })
    };
    let told = searcher.details.hours().closures.of(place).filter(|(_, closure)| !closure.is_over(first));
    told.map(|(number, closure)| {
        let told = searcher.details.closure(number).unwrap_or_default();
        json!({
            "from": day(closure.from),
            "until": match closure.until {
                Until::Day(last) => Some(day(last)),
                Until::Notice | Until::Ever => None,
            },
            "for_good": closure.until == Until::Ever,
            "reason": told.reason,
            "meanwhile": Some(&told.meanwhile).filter(|text| !text.is_empty()),
            "instead": told.instead.lines().map(instead).collect::<Vec<_>>(),
        })
    })
    .collect()
}

/// When a place is closed, else when it opens next, for people.
fn when(searcher: &Searcher, place: usize, today: Date) -> String {
    let first = since_epoch(today);
    let day = |number: i32| spans::long_day(today + i64::from(number - first).days());
    let closed = searcher.details.hours().closures.of(place).find(|(_, closure)| closure.covers(first));
    let closed = closed.map(|(_, closure)| match closure.until {
        Until::Day(last) => format!("fermé jusqu’au {}", day(last)),
        Until::Notice => "fermé jusqu’à nouvel ordre".to_owned(),
        Until::Ever => "fermé définitivement".to_owned(),
    });
    let opens = opens(searcher, place, today)
        .next()
        .map(|(from, until)| format!("{}, {}", spans::long_day(from.date()), spans::opening(from, until)));
    let parts: Vec<String> = closed.into_iter().chain(opens).collect();
    if parts.is_empty() { String::new() } else { format!("\n    {}", parts.join(" ; ")) }
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
    lines.extend(response.near.as_ref().map(|near| near_text(near, described)));
    let reading = &response.reading;
    if let Some(place) = &reading.place {
        let others: Vec<String> = place.others.iter().take(4).map(described).collect();
        let others =
            if others.is_empty() { String::new() } else { format!(" ; ou peut-être {}", others.join(", ")) };
        lines.push(format!(
            "« {} » est compris comme un lieu : {}{others}",
            typed(&place.span),
            described(&place.territory)
        ));
    }
    if !reading.needs.is_empty() {
        let needs = reading.needs.iter().map(|need| engine.taxonomies.needs[*need].entry.label.as_str());
        lines.push(format!("Besoin : {}", needs.collect::<Vec<_>>().join(" ; ")));
    }
    let missing = reading.missing(response.answer.words).map(|word| format!("« {} »", typed(&word.span)));
    let missing: Vec<String> = missing.collect();
    if !missing.is_empty() {
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
        let when = when(searcher, hit.place, response.today);
        lines.push(format!("{} – {}{distance}{remote}{why}{when}", structure.name, commune.name));
    }
    lines.push(format!("{} sur {}", shown.len(), response.answer.hits.len()));
    lines.join("\n") + "\n"
}

/// What the place turned out to be.
fn near_text(near: &Near, described: impl Fn(&Territory) -> String) -> String {
    match near {
        Near::Territory(territory) => described(territory),
        Near::Postcode(postcode, communes) => {
            format!("{postcode:05} {}", described(&Territory::Commune(communes[0])))
        }
        Near::Unclear { candidates, ambiguous } => {
            let problem = if *ambiguous { "Plusieurs lieux portent ce nom" } else { "Lieu inconnu" };
            let names: Vec<String> = candidates.iter().map(described).collect();
            let names = if names.is_empty() { String::new() } else { format!(" : {}", names.join(", ")) };
            format!("{problem}{names}")
        }
    }
}

fn where_found(field: Field) -> &'static str {
    match field {
        Field::Name => "dans son nom ou son réseau",
        Field::Service => "dans ses services",
        Field::Locality => "dans son lieu",
        Field::Description => "dans sa présentation",
    }
}
