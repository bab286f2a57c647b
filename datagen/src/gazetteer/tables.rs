//! Writes the gazetteer's CSV files: UTF-8, comma, one header line, sorted by code, `\n` line ends.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::{Gazetteer, Placed, elsewhere};

/// Lines written to each file, the header aside.
pub(crate) struct Counts {
    pub(crate) communes: usize,
    pub(crate) arrondissements: usize,
    pub(crate) epci: usize,
    pub(crate) departements: usize,
    pub(crate) regions: usize,
    pub(crate) former: usize,
    pub(crate) other_names: usize,
    pub(crate) codes: usize,
    pub(crate) elsewhere: usize,
    pub(crate) common: usize,
}

pub(super) type Row = Vec<String>;

/// Writes the tables; those of EPCI, departments and regions hold only what the communes refer to.
pub(super) fn write(gazetteer: &Gazetteer<'_>, out: &Path) -> Result<Counts> {
    let communes = communes(gazetteer);
    let departments = referred(gazetteer, |placed| placed.entry.departement.as_deref());
    let regions = referred(gazetteer, |placed| placed.entry.region.as_deref());
    let epci: BTreeSet<&str> = communes.iter().map(|row| row[4].as_str()).collect();
    let table = |file: &str, header: &str, rows: Vec<Row>| write_table(&out.join(file), header, rows);
    Ok(Counts {
        epci: table("epci.csv", "siren,nom,type,population", epci_rows(gazetteer, &epci))?,
        departements: table(
            "departements.csv",
            "code,nom,region,chef_lieu",
            department_rows(gazetteer, &departments),
        )?,
        regions: table("regions.csv", "code,nom,chef_lieu", region_rows(gazetteer, &regions))?,
        other_names: table("autres-noms.csv", "code,nom", other_names(&epci, &regions))?,
        arrondissements: table(
            "arrondissements.csv",
            "insee,nom,commune,codes_postaux,population,latitude,longitude",
            gazetteer.arrondissements.iter().map(arrondissement_row).collect(),
        )?,
        former: table("anciennes-communes.csv", "insee,nom,commune", former_rows(gazetteer))?,
        codes: table("anciens-codes.csv", "insee,commune", former_codes(gazetteer))?,
        elsewhere: table(
            "ailleurs.csv",
            "insee,nom,code,departement,population,latitude,longitude",
            elsewhere::rows(gazetteer)?,
        )?,
        common: table(
            "mots-courants.csv",
            "mot",
            gazetteer.common.iter().map(|word| vec![word.clone()]).collect(),
        )?,
        communes: table(
            "communes.csv",
            "insee,nom,departement,region,epci,codes_postaux,population,latitude,longitude",
            communes,
        )?,
    })
}

fn communes(gazetteer: &Gazetteer<'_>) -> Vec<Row> {
    let epci = gazetteer.decoupage.epci_by_commune();
    let row = |placed: &Placed<'_>| {
        let entry = placed.entry;
        let [latitude, longitude] = degrees(placed);
        vec![
            entry.code.clone(),
            entry.nom.clone(),
            entry.departement.clone().unwrap_or_default(),
            entry.region.clone().unwrap_or_default(),
            epci.get(entry.code.as_str()).copied().unwrap_or_default().to_owned(),
            entry.codes_postaux.join(" "),
            entry.population.unwrap_or_default().to_string(),
            latitude,
            longitude,
        ]
    };
    gazetteer.communes.iter().map(row).collect()
}

fn arrondissement_row(placed: &Placed<'_>) -> Row {
    let entry = placed.entry;
    let [latitude, longitude] = degrees(placed);
    vec![
        entry.code.clone(),
        entry.nom.clone(),
        entry.commune.clone().unwrap_or_default(),
        entry.codes_postaux.join(" "),
        entry.population.unwrap_or_default().to_string(),
        latitude,
        longitude,
    ]
}

/// What people call regions and EPCI beside their names: by acronyms and as they were before 2016, by INSEE code; the
/// Métropole de Lyon by its brand, and by its code as a department.
const OTHER_NAMES: [(&str, &str); 26] = [
    ("200046977", "Grand Lyon"),
    ("200046977", "69M"),
    ("11", "IDF"),
    ("24", "CVL"),
    ("27", "BFC"),
    ("27", "Bourgogne"),
    ("27", "Franche-Comté"),
    ("28", "Basse-Normandie"),
    ("28", "Haute-Normandie"),
    ("32", "HDF"),
    ("32", "Nord-Pas-de-Calais"),
    ("32", "Picardie"),
    ("44", "Alsace"),
    ("44", "Champagne-Ardenne"),
    ("44", "Lorraine"),
    ("75", "Aquitaine"),
    ("75", "Limousin"),
    ("75", "Poitou-Charentes"),
    ("76", "Languedoc-Roussillon"),
    ("76", "Midi-Pyrénées"),
    ("84", "ARA"),
    ("84", "AURA"),
    ("84", "Auvergne"),
    ("84", "Rhône-Alpes"),
    ("93", "PACA"),
    ("93", "Provence"),
];

fn other_names(epcis: &BTreeSet<&str>, regions: &BTreeSet<&str>) -> Vec<Row> {
    let kept = OTHER_NAMES.iter().filter(|(code, _)| epcis.contains(code) || regions.contains(code));
    kept.map(|(code, name)| vec![(*code).to_owned(), (*name).to_owned()]).collect()
}

fn epci_rows(gazetteer: &Gazetteer<'_>, referred: &BTreeSet<&str>) -> Vec<Row> {
    let kept = gazetteer.decoupage.epci.iter().filter(|epci| referred.contains(epci.code.as_str()));
    kept.map(|epci| {
        vec![epci.code.clone(), epci.nom.clone(), epci.kind.clone(), epci.population_municipale.to_string()]
    })
    .collect()
}

fn department_rows(gazetteer: &Gazetteer<'_>, referred: &BTreeSet<&str>) -> Vec<Row> {
    let kept = gazetteer.decoupage.departements.iter().filter(|d| referred.contains(d.code.as_str()));
    kept.map(|d| vec![d.code.clone(), d.nom.clone(), d.region.clone(), d.chef_lieu.clone()]).collect()
}

fn region_rows(gazetteer: &Gazetteer<'_>, referred: &BTreeSet<&str>) -> Vec<Row> {
    let kept = gazetteer.decoupage.regions.iter().filter(|region| referred.contains(region.code.as_str()));
    kept.map(|region| vec![region.code.clone(), region.nom.clone(), region.chef_lieu.clone()]).collect()
}

/// A delegated commune that bears the name of the commune of today teaches nothing: it is left out.
fn former_rows(gazetteer: &Gazetteer<'_>) -> Vec<Row> {
    let today: BTreeSet<(&str, &str)> = gazetteer
        .communes
        .iter()
        .map(|placed| (placed.entry.code.as_str(), placed.entry.nom.as_str()))
        .collect();
    let rows = gazetteer.former.iter().filter_map(|entry| {
        let commune = entry.chef_lieu.as_deref()?;
        let is_new = !today.contains(&(commune, entry.nom.as_str()));
        is_new.then(|| vec![entry.code.clone(), entry.nom.clone(), commune.to_owned()])
    });
    rows.collect()
}

/// The codes that communes had before they became part of one of today, which no former commune bears any more.
fn former_codes(gazetteer: &Gazetteer<'_>) -> Vec<Row> {
    let former = gazetteer.former.iter().map(|entry| entry.code.as_str());
    let today = gazetteer.communes.iter().map(|placed| placed.entry.code.as_str());
    let known: BTreeSet<&str> = former.chain(today).collect();
    let of = |placed: &Placed<'_>| -> Vec<Row> {
        let codes = placed.entry.anciens_codes.iter().filter(|code| !known.contains(code.as_str()));
        codes.map(|code| vec![code.clone(), placed.entry.code.clone()]).collect()
    };
    gazetteer.communes.iter().flat_map(of).collect()
}

fn referred<'a>(
    gazetteer: &'a Gazetteer<'_>,
    code: impl Fn(&'a Placed<'_>) -> Option<&'a str>,
) -> BTreeSet<&'a str> {
    gazetteer.communes.iter().filter_map(code).collect()
}

/// Latitude and longitude with five decimals, about one metre.
pub(super) fn degrees(placed: &Placed<'_>) -> [String; 2] {
    [placed.point.y(), placed.point.x()].map(|degrees| format!("{degrees:.5}"))
}

fn write_table(path: &Path, header: &str, mut rows: Vec<Row>) -> Result<usize> {
    let context = || format!("écriture de {}", path.display());
    rows.sort();
    let mut writer = csv::Writer::from_path(path).with_context(context)?;
    writer.write_record(header.split(',')).with_context(context)?;
    for row in &rows {
        writer.write_record(row).with_context(context)?;
    }
    writer.flush().with_context(context)?;
    Ok(rows.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_quoted() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.csv");
        let row = |code: &str, name: &str| vec![code.to_owned(), name.to_owned()];
        let count = write_table(&path, "code,nom", vec![row("2A", "b, c"), row("01", "a")]).unwrap();
        assert_eq!(count, 2);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "code,nom\n01,a\n2A,\"b, c\"\n");
    }
}
