//! Towns outside the extent that people may still type: the large communes of France, the near foreign towns.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde::Deserialize;

use super::Gazetteer;
use super::decoupage::Commune;
use super::tables::{Row, degrees};

/// A commune of France is known by name everywhere from so many inhabitants.
const KNOWN: u32 = 20_000;

/// Foreign towns, written by hand.
const ABROAD: &str = include_str!("abroad.csv");

#[derive(Deserialize)]
struct Town {
    nom: String,
    pays: String,
    latitude: f64,
    longitude: f64,
}

/// Whether people elsewhere know the commune by its name.
pub(super) fn is_known(entry: &Commune) -> bool {
    entry.population.is_some_and(|population| population >= KNOWN)
}

/// A row for each town: name, department or country, inhabitants (0 abroad), point. A name that a commune of the
/// extent bears is left to it.
pub(super) fn rows(gazetteer: &Gazetteer<'_>) -> Result<Vec<Row>> {
    let lists = gazetteer.decoupage;
    let departments: BTreeMap<&str, &str> =
        lists.departements.iter().map(|it| (it.code.as_str(), it.nom.as_str())).collect();
    let mut rows: Vec<Row> = Vec::new();
    for placed in &gazetteer.elsewhere {
        let entry = placed.entry;
        let department = entry.departement.as_deref().and_then(|code| departments.get(code));
        let [latitude, longitude] = degrees(placed);
        let population = entry.population.unwrap_or_default().to_string();
        let place = department.copied().unwrap_or_default().to_owned();
        rows.push(vec![entry.nom.clone(), place, population, latitude, longitude]);
    }
    for town in csv::Reader::from_reader(ABROAD.as_bytes()).deserialize() {
        let Town { nom, pays, latitude, longitude } = town?;
        rows.push(vec![nom, pays, "0".to_owned(), format!("{latitude:.5}"), format!("{longitude:.5}")]);
    }
    let own: BTreeSet<String> =
        gazetteer.communes.iter().map(|placed| engine::fold::fold(&placed.entry.nom)).collect();
    rows.retain(|row| !own.contains(&engine::fold::fold(&row[0])));
    Ok(rows)
}
