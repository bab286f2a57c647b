//! The directory's file format: TOML between `+++` lines, then a Markdown description.

use serde::Serialize;
use toml::value::{Date, Datetime};

/// First line of every file made here: by it the files are recognised when they are made again.
pub(crate) const MARK: &str = "# Fiche fictive, générée par « datagen demo » : ne pas modifier à la main.";

/// A structure as its file says it. Keys are those of the content model; absent means the model's default.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Structure {
    pub(crate) nom: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sigle: Option<&'static str>,
    pub(crate) reseaux: Vec<&'static str>,
    pub(crate) besoins: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) publics: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) niveaux: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) modes: Vec<&'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) a_distance: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) frais: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) frais_precisions: Option<&'static str>,
    pub(crate) telephone: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) courriel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) site_web: Option<String>,
    pub(crate) verifie_le: Option<Datetime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) label_annee: Option<u16>,
    pub(crate) source: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) fermetures: Vec<Closure>,
    pub(crate) lieux: Vec<Place>,
    /// Markdown, after the front matter.
    #[serde(skip)]
    pub(crate) description: String,
    /// File name without its extension.
    #[serde(skip)]
    pub(crate) id: String,
}

/// When a structure or a place is closed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Closure {
    pub(crate) du: Datetime,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) au: Option<Datetime>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) definitive: bool,
    pub(crate) raison: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) vers: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) en_attendant: Option<&'static str>,
}

impl Closure {
    /// From a day on, until further notice.
    pub(crate) fn new(du: Datetime, raison: &'static str) -> Self {
        Self { du, au: None, definitive: false, raison, vers: Vec::new(), en_attendant: None }
    }
}

/// A place of welcome of a structure.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nom: Option<String>,
    pub(crate) adresse: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) complement: Option<&'static str>,
    pub(crate) code_postal: String,
    pub(crate) commune: String,
    pub(crate) insee: String,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) horaires: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) telephone: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) besoins: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) niveaux: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) modes: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) langues: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) accessibilite: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sur_rendez_vous: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) verifie_le: Option<Datetime>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) fermetures: Vec<Closure>,
}

/// The whole text of a structure's file.
pub(crate) fn to_text(structure: &Structure) -> anyhow::Result<String> {
    let matter = toml::to_string(structure)?;
    Ok(format!("+++\n{MARK}\n{matter}+++\n\n{}\n", structure.description))
}

/// The date of the n-th day of 2026, the first being 1.
pub(crate) fn day_of_2026(mut day: u16) -> Datetime {
    const LENGTHS: [u16; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in LENGTHS {
        if day <= length {
            break;
        }
        day -= length;
        month += 1;
    }
    // A day left over after December cannot come: callers stay within the year.
    let date = Date { year: 2026, month, day: day.min(31) as u8 };
    Datetime { date: Some(date), time: None, offset: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        for (day, date) in [(1, "2026-01-01"), (59, "2026-02-28"), (60, "2026-03-01"), (303, "2026-10-30")] {
            assert_eq!(day_of_2026(day).to_string(), date);
        }
    }

    #[test]
    fn strings_are_escaped_and_read_back() {
        let nom = "L’« espace » \"emploi\" \\ d'Ambert\n+++";
        let structure = Structure {
            nom: nom.to_owned(),
            verifie_le: Some(day_of_2026(5)),
            lieux: vec![Place { latitude: 45.0, longitude: 3.5, ..Place::default() }],
            description: "Texte.".to_owned(),
            ..Structure::default()
        };
        let text = to_text(&structure).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines[0], lines[1]), ("+++", MARK));
        assert!(text.ends_with("+++\n\nTexte.\n"), "{text}");
        let matter = text.strip_prefix("+++\n").unwrap().strip_suffix("+++\n\nTexte.\n").unwrap();
        let table: toml::Table = matter.parse().unwrap();
        assert_eq!(table["nom"].as_str(), Some(nom));
        assert_eq!(table["verifie_le"].to_string(), "2026-01-05");
        assert_eq!(table["lieux"][0]["latitude"].as_float(), Some(45.0));
        assert!(!table.contains_key("a_distance"));
    }
}
