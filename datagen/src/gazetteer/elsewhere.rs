//! Towns outside the extent that people may still type: the large communes of France, the near foreign towns.

use std::collections::BTreeMap;

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
    /// Made up: the country's letters and three digits.
    insee: String,
    nom: String,
    /// ISO 3166.
    code: String,
    pays: String,
    latitude: f64,
    longitude: f64,
}

/// Whether people elsewhere know the commune by its name.
pub(super) fn is_known(entry: &Commune) -> bool {
    entry.population.is_some_and(|population| population >= KNOWN)
}

/// A row for each town: INSEE code, name, code and name of its department or country, inhabitants (0 abroad), point.
pub(super) fn rows(gazetteer: &Gazetteer<'_>) -> Result<Vec<Row>> {
    let lists = gazetteer.decoupage;
    let departments: BTreeMap<&str, &str> =
        lists.departements.iter().map(|it| (it.code.as_str(), it.nom.as_str())).collect();
    let mut rows: Vec<Row> = Vec::new();
    for placed in &gazetteer.elsewhere {
        let entry = placed.entry;
        let Some(code) = entry.departement.clone() else { continue };
        let department = departments.get(code.as_str()).copied().unwrap_or_default().to_owned();
        let [latitude, longitude] = degrees(placed);
        let population = entry.population.unwrap_or_default().to_string();
        rows.push(vec![
            entry.code.clone(),
            entry.nom.clone(),
            code,
            department,
            population,
            latitude,
            longitude,
        ]);
    }
    for town in csv::Reader::from_reader(ABROAD.as_bytes()).deserialize() {
        let Town { insee, nom, code, pays, latitude, longitude } = town?;
        let [latitude, longitude] = [latitude, longitude].map(|degrees| format!("{degrees:.5}"));
        rows.push(vec![insee, nom, code, pays, "0".to_owned(), latitude, longitude]);
    }
    Ok(rows)
}
