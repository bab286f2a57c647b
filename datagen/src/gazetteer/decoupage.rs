//! Reads the administrative division (codes, names, postcodes, populations) from the npm package's JSON.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Everything that the package says, as lists in the package's order.
pub(crate) struct Decoupage {
    /// Communes of today, municipal arrondissements, delegated and associated communes.
    pub(crate) communes: Vec<Commune>,
    /// Groupings of communes that raise their own taxes.
    pub(crate) epci: Vec<Epci>,
    /// Departments.
    pub(crate) departements: Vec<Departement>,
    /// Regions.
    pub(crate) regions: Vec<Region>,
}

/// What an entry of the list of communes is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// A commune of today.
    CommuneActuelle,
    /// A former commune that keeps a town hall inside a new commune.
    CommuneDeleguee,
    /// A former commune associated to another one.
    CommuneAssociee,
    /// An arrondissement of Paris, Lyon or Marseille.
    ArrondissementMunicipal,
}

/// One entry of the list of communes.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Commune {
    /// INSEE code.
    pub(crate) code: String,
    /// Name with its article.
    pub(crate) nom: String,
    /// What this entry is.
    #[serde(rename = "type")]
    pub(crate) kind: Kind,
    /// Code of the department (absent from overseas collectivities).
    pub(crate) departement: Option<String>,
    /// Code of the region (absent from overseas collectivities).
    pub(crate) region: Option<String>,
    /// For an arrondissement: the city it belongs to.
    pub(crate) commune: Option<String>,
    /// For a former commune: the commune of today.
    pub(crate) chef_lieu: Option<String>,
    /// Codes that it had, or that communes had which have become part of it.
    #[serde(default)]
    pub(crate) anciens_codes: Vec<String>,
    /// Postcodes, all of them.
    #[serde(default)]
    pub(crate) codes_postaux: Vec<String>,
    /// Legal population.
    pub(crate) population: Option<u32>,
}

/// A grouping of communes.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Epci {
    /// SIREN number.
    pub(crate) code: String,
    /// Name, which begins with its kind ("CC", "CA"…).
    pub(crate) nom: String,
    /// CC, CA, CU, METRO or MET69.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Municipal population.
    pub(crate) population_municipale: u32,
    /// The communes it groups.
    pub(crate) membres: Vec<Member>,
}

/// A commune of an EPCI.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Member {
    /// INSEE code.
    pub(crate) code: String,
}

/// A department.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Departement {
    /// Two or three characters.
    pub(crate) code: String,
    /// Name.
    pub(crate) nom: String,
    /// Code of its region.
    pub(crate) region: String,
    /// INSEE code of its chief town.
    pub(crate) chef_lieu: String,
}

/// A region.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Region {
    /// Two digits.
    pub(crate) code: String,
    /// Name.
    pub(crate) nom: String,
    /// INSEE code of its chief town.
    pub(crate) chef_lieu: String,
}

impl Decoupage {
    /// Reads the four lists from the package's archive (a gzipped tar).
    pub(crate) fn read(archive: &Path) -> Result<Self> {
        let files = json_files(archive).with_context(|| format!("lecture de {}", archive.display()))?;
        Ok(Self {
            communes: parse(&files, "communes")?,
            epci: parse(&files, "epci")?,
            departements: parse(&files, "departements")?,
            regions: parse(&files, "regions")?,
        })
    }

    /// INSEE code of a commune → SIREN of its EPCI. A few islands have none.
    pub(crate) fn epci_by_commune<'a>(&'a self) -> BTreeMap<&'a str, &'a str> {
        let pairs =
            |epci: &'a Epci| epci.membres.iter().map(|member| (member.code.as_str(), epci.code.as_str()));
        self.epci.iter().flat_map(pairs).collect()
    }
}

fn json_files(archive: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut tar = tar::Archive::new(GzDecoder::new(File::open(archive)?));
    for entry in tar.entries()? {
        let mut entry = entry?;
        let path = entry.path()?.into_owned();
        let Some(name) = path.strip_prefix("package/data").ok().and_then(Path::to_str) else { continue };
        if let Some(stem) = name.strip_suffix(".json").map(str::to_owned) {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes)?;
            files.insert(stem, bytes);
        }
    }
    Ok(files)
}

fn parse<T: DeserializeOwned>(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Result<Vec<T>> {
    let bytes = files.get(name).with_context(|| format!("l’archive n’a pas de liste « {name} »"))?;
    serde_json::from_slice(bytes).with_context(|| format!("lecture de la liste « {name} »"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_kinds_of_communes_are_read() {
        let json = r#"[
            {"code":"43157","nom":"Le Puy-en-Velay","type":"commune-actuelle","departement":"43","region":"84",
             "codesPostaux":["43000"],"population":18000,"zone":"metro"},
            {"code":"69383","nom":"Lyon 3e Arrondissement","type":"arrondissement-municipal","commune":"69123",
             "codesPostaux":["69003"],"population":1},
            {"code":"01015","nom":"Arbignieu","type":"commune-deleguee","chefLieu":"01015"},
            {"code":"98411","nom":"Îles Saint-Paul et Nouvelle-Amsterdam","type":"commune-actuelle"}
        ]"#;
        let files = BTreeMap::from([("communes".to_owned(), json.as_bytes().to_vec())]);
        let communes: Vec<Commune> = parse(&files, "communes").unwrap();
        assert_eq!(communes[0].codes_postaux, ["43000"]);
        assert_eq!(communes[1].commune.as_deref(), Some("69123"));
        assert_eq!(communes[2].kind, Kind::CommuneDeleguee);
        assert_eq!(communes[2].chef_lieu.as_deref(), Some("01015"));
        assert_eq!(communes[3].population, None);
    }

    #[test]
    fn a_missing_list_is_named() {
        let error = parse::<Region>(&BTreeMap::new(), "regions").unwrap_err();
        assert!(error.to_string().contains("regions"), "{error}");
    }
}
