//! Writes `PROVENANCE.md`: where the figures come from, under which licences, and what was corrected.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::decoupage::Commune;
use super::tables::Counts;
use super::{Extent, Gazetteer, Origin};
use crate::cache;

/// Lists of communes longer than this are counted, not spelled out.
const LISTED: usize = 60;

/// Writes the page; it depends on the sources only, never on the day.
pub(super) fn write(gazetteer: &Gazetteer<'_>, counts: &Counts, out: &Path) -> Result<()> {
    let path = out.join("PROVENANCE.md");
    let text =
        [introduction(gazetteer.extent), sources(), files(gazetteer, counts), points(gazetteer)].concat();
    fs::write(&path, text).with_context(|| format!("écriture de {}", path.display()))
}

/// What an origin means, in French, for the report and the page.
pub(super) fn origin_label(origin: Origin) -> &'static str {
    match origin {
        Origin::TownHall => "point de la mairie",
        Origin::TownHallUnchecked => "point de la mairie, sans contour pour le vérifier",
        Origin::Corrected => "point de mairie écarté, remplacé par le centre du contour",
        Origin::Filled => "mairie sans point, centre du contour",
    }
}

fn introduction(extent: Extent) -> String {
    let (reach, option) = match extent {
        Extent::Region => (
            "les 4 025 communes d’Auvergne-Rhône-Alpes, plus celles dont le point est à moins de 30 km \
             de la région (distance orthodromique au contour communal le plus proche)",
            "",
        ),
        Extent::National => ("toutes les communes de France dont la position est connue", " --national"),
    };
    format!(
        "# Provenance du référentiel des territoires\n\n\
         Ces fichiers sont produits par `cargo run -p datagen -- gazetteer{option}` et ne se modifient pas à \
         la main. La même commande redonne les mêmes octets.\n\nÉtendue : {reach}.\n\n"
    )
}

fn sources() -> String {
    let mut text = String::from(
        "## Sources et licences\n\n\
         | Paquet | Version | Ce qui en est tiré | Producteurs des données | Licence des données |\n\
         |---|---|---|---|---|\n",
    );
    let lines = [
        (
            cache::DECOUPAGE,
            "npm",
            "codes, noms, codes postaux, populations, EPCI, départements, régions, anciennes communes",
            "INSEE, DGCL, La Poste ; millésime 2026, fichiers datés du 9 mars 2026",
        ),
        (cache::SHAPES, "PyPI", "contours des communes, points des mairies", "IGN, DILA"),
        (
            cache::OLDER_SHAPES,
            "PyPI",
            "contours des communes qui n’en ont pas dans la version récente",
            "IGN, DILA",
        ),
    ];
    for (package, registry, what, who) in lines {
        let (name, version) = (package.name, package.version);
        // Writing to a string cannot fail.
        let _ =
            writeln!(text, "| `{name}` ({registry}) | {version} | {what} | {who} | Licence Ouverte 2.0 |");
    }
    let _ = writeln!(
        text,
        "| `{}` (npm) | {} | mots français, pour savoir quelles communes s’appellent d’un mot courant | auteurs du paquet | MIT |",
        cache::LEXICON.name,
        cache::LEXICON.version
    );
    text.push_str("\nEmpreintes SHA-256 des archives, vérifiées à chaque fabrication :\n\n");
    for package in [cache::DECOUPAGE, cache::SHAPES, cache::OLDER_SHAPES, cache::LEXICON] {
        let _ = writeln!(text, "- `{}` : `{}`", package.file_name, package.sha256);
    }
    text.push_str(
        "\nLe code du paquet npm est sous licence MIT. Du paquet PyPI, seules les données ouvertes sont lues ; \
         rien de son code (GPL) n’est repris ni exécuté.\n\n",
    );
    text
}

fn files(gazetteer: &Gazetteer<'_>, counts: &Counts) -> String {
    let region = gazetteer.region_communes();
    format!(
        "## Contenu\n\n| Fichier | Lignes |\n|---|---|\n\
         | `communes.csv` | {} (dont {region} de la région) |\n\
         | `arrondissements.csv` (municipaux) | {} |\n\
         | `epci.csv` | {} |\n\
         | `departements.csv` | {} |\n\
         | `regions.csv` | {} |\n\
         | `anciennes-communes.csv` | {} |\n\
         | `anciens-codes.csv` | {} |\n\
         | `autres-noms.csv` (de régions et d’EPCI, relevés à la main) | {} |\n\
         | `mots-courants.csv` | {} |\n\
         | `ailleurs.csv` | {} |\n\n\
         Les EPCI, départements et régions sont ceux auxquels une commune du fichier renvoie. Les anciennes \
         communes sont les communes déléguées et associées dont le nom diffère de celui de la commune \
         actuelle ; les anciens codes, les autres codes INSEE de communes devenues partie d’une autre. Les mots \
         courants sont ceux de la langue dont s’appelle une commune (« Cours », « La Chambre »), sans accents. \
         Ailleurs : les communes de France d’au moins 20 000 habitants hors de cette étendue, et quelques \
         villes étrangères, relevées à la main (`datagen/src/gazetteer/abroad.csv`). Les populations sont les populations légales (municipales) de l’INSEE. Les coordonnées \
         sont en degrés (WGS 84), à cinq décimales.\n\n{}",
        counts.communes,
        counts.arrondissements,
        counts.epci,
        counts.departements,
        counts.regions,
        counts.former,
        counts.codes,
        counts.other_names,
        counts.common,
        counts.elsewhere,
        match gazetteer.extent {
            Extent::Region => {
                "`contours.geojson` : limites des départements de la région, chacune une fois, tirées des \
                 contours communaux et simplifiées à 0,01 degré (environ 1 km). Pour une carte à petite \
                 échelle seulement.\n\n"
            }
            Extent::National => "",
        },
    )
}

fn points(gazetteer: &Gazetteer<'_>) -> String {
    let mut text = String::from(
        "## Le point d’une commune\n\n\
         C’est celui de sa mairie s’il est dans le contour de la commune ou à moins de 0,5 km ; sinon le \
         centre de gravité du contour, ou un point intérieur quand ce centre tombe dehors.\n\n\
         | Origine du point | Communes |\n|---|---|\n",
    );
    let origins = gazetteer.origins();
    for (origin, communes) in &origins {
        let _ = writeln!(text, "| {} | {} |", origin_label(*origin), communes.len());
    }
    let _ = writeln!(
        text,
        "\nDans toute la France, {} points de mairie ont été écartés par cette règle.\n",
        gazetteer.corrected_in_france
    );
    text.push_str("### Cas particuliers\n\n");
    for (origin, communes) in &origins {
        if matches!(origin, Origin::TownHallUnchecked | Origin::Filled) {
            list(&mut text, origin_label(*origin), communes);
        }
    }
    let kept = |codes: &std::collections::BTreeSet<String>| -> Vec<&Commune> {
        let entries = gazetteer.communes.iter().map(|placed| placed.entry);
        entries.filter(|entry| codes.contains(&entry.code)).collect()
    };
    list(&mut text, "contour formé par les communes déléguées", &kept(&gazetteer.shapes.from_parts));
    list(&mut text, "contour tiré de la version plus ancienne", &kept(&gazetteer.shapes.from_older));
    list(&mut text, "sans contour ni mairie, laissées de côté", &gazetteer.without_point);
    text
}

fn list(text: &mut String, label: &str, communes: &[&Commune]) {
    let names: Vec<String> =
        communes.iter().take(LISTED).map(|entry| format!("{} ({})", entry.nom, entry.code)).collect();
    let more = communes.len().saturating_sub(LISTED);
    let rest = if more > 0 { format!(", et {more} autres") } else { String::new() };
    let names = if names.is_empty() { "aucune".to_owned() } else { names.join(", ") };
    let _ = writeln!(text, "- {label} : {names}{rest}.");
}
