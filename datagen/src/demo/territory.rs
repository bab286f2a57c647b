//! Reads the gazetteer's tables back, as the towns where a place of welcome may stand.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Scale;

const REGION: &str = "84";

/// A commune, or an arrondissement in the place of its city.
#[derive(Clone, Debug)]
pub(crate) struct Town {
    /// INSEE code of the commune or of the arrondissement.
    pub(crate) insee: String,
    /// Name of the commune, as in a postal address.
    pub(crate) commune: String,
    /// Name in a sentence or a title: "Lyon 3e", "Le Puy-en-Velay".
    pub(crate) label: String,
    /// Code of the department.
    pub(crate) department: String,
    /// Postcodes, never empty.
    pub(crate) postcodes: Vec<String>,
    /// Inhabitants.
    pub(crate) population: u32,
    /// Degrees, WGS 84.
    pub(crate) latitude: f64,
    /// Degrees, WGS 84.
    pub(crate) longitude: f64,
}

impl Town {
    /// Distance to another town, in kilometres; flat-Earth formula, good enough inside a department.
    pub(crate) fn distance_km(&self, other: &Self) -> f64 {
        const KM_PER_DEGREE: f64 = 111.195;
        let shrink = libm::cos(((self.latitude + other.latitude) / 2.0).to_radians());
        let x = (self.longitude - other.longitude) * shrink;
        let y = self.latitude - other.latitude;
        (x * x + y * y).sqrt() * KM_PER_DEGREE
    }
}

#[derive(Deserialize)]
struct CommuneRow {
    insee: String,
    nom: String,
    departement: String,
    region: String,
    codes_postaux: String,
    population: u32,
    latitude: f64,
    longitude: f64,
}

#[derive(Deserialize)]
struct ArrondissementRow {
    insee: String,
    nom: String,
    commune: String,
    codes_postaux: String,
    population: u32,
    latitude: f64,
    longitude: f64,
}

/// Reads the inhabited towns of the region or of the country, sorted by INSEE code.
pub(crate) fn read(folder: &Path, scale: Scale) -> Result<Vec<Town>> {
    let communes: Vec<CommuneRow> = table(&folder.join("communes.csv"))?;
    let arrondissements: Vec<ArrondissementRow> = table(&folder.join("arrondissements.csv"))?;
    let national = communes.iter().map(|commune| commune.region.as_str()).collect::<BTreeSet<_>>().len() > 12;
    ensure!(
        scale != Scale::National || national,
        "{} n’est pas national : lancez d’abord gazetteer --national --out DOSSIER",
        folder.display()
    );
    let mut towns = Vec::new();
    for commune in communes.iter().filter(|row| scale == Scale::National || row.region == REGION) {
        let mut parts = arrondissements.iter().filter(|row| row.commune == commune.insee).peekable();
        if parts.peek().is_none() {
            towns.push(whole(commune));
        } else {
            towns.extend(parts.map(|part| arrondissement(part, commune)));
        }
    }
    towns.retain(|town| town.population > 0 && !town.postcodes.is_empty());
    towns.sort_by(|a, b| a.insee.cmp(&b.insee));
    Ok(towns)
}

fn whole(row: &CommuneRow) -> Town {
    Town {
        insee: row.insee.clone(),
        commune: row.nom.clone(),
        label: row.nom.clone(),
        department: row.departement.clone(),
        postcodes: split(&row.codes_postaux),
        population: row.population,
        latitude: row.latitude,
        longitude: row.longitude,
    }
}

fn arrondissement(row: &ArrondissementRow, city: &CommuneRow) -> Town {
    Town {
        insee: row.insee.clone(),
        commune: city.nom.clone(),
        label: row.nom.strip_suffix(" Arrondissement").unwrap_or(&row.nom).to_owned(),
        department: city.departement.clone(),
        postcodes: split(&row.codes_postaux),
        population: row.population,
        latitude: row.latitude,
        longitude: row.longitude,
    }
}

fn split(codes: &str) -> Vec<String> {
    codes.split_whitespace().map(str::to_owned).collect()
}

fn table<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let context = || format!("lecture de {}", path.display());
    let mut reader = csv::Reader::from_path(path).with_context(context)?;
    reader.deserialize().map(|row| row.with_context(context)).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn arrondissements_stand_for_their_city() {
        let dir = tempfile::tempdir().unwrap();
        let communes = "insee,nom,departement,region,epci,codes_postaux,population,latitude,longitude\n\
            43157,Le Puy-en-Velay,43,84,200073419,43000,18540,45.04294,3.88462\n\
            69123,Lyon,69,84,200046977,69001 69003,519127,45.76769,4.83537\n\
            71270,Mâcon,71,27,200070308,71000,33908,46.3,4.8\n";
        let arrondissements = "insee,nom,commune,codes_postaux,population,latitude,longitude\n\
            69383,Lyon 3e Arrondissement,69123,69003,100679,45.76029,4.84902\n";
        fs::write(dir.path().join("communes.csv"), communes).unwrap();
        fs::write(dir.path().join("arrondissements.csv"), arrondissements).unwrap();

        let towns = read(dir.path(), Scale::Region(1)).unwrap();
        let labels: Vec<&str> = towns.iter().map(|town| town.label.as_str()).collect();
        assert_eq!(labels, ["Le Puy-en-Velay", "Lyon 3e"]);
        assert_eq!(towns[1].commune, "Lyon");
        // 110 km as the crow flies.
        assert!((towns[0].distance_km(&towns[1]) - 110.0).abs() < 2.0);
        assert!(read(dir.path(), Scale::National).is_err());
    }
}
