//! The import as a whole, on small spreadsheets.

use std::collections::BTreeMap;
use std::fs;

use encoding_rs::WINDOWS_1252;
use jiff::civil::{Date, date};

use super::csv::{Report, import};
use super::mapping::{self, Mapping};
use super::output;
use crate::diagnostics::{Diagnostics, SourceFile};

const TODAY: Date = date(2026, 6, 1);

const MAPPING: &str = r#"
[colonnes]
nom = "Nom"
type = "Type"
adresse = "Adresse"
code_postal = "CP"
commune = "Ville"
insee = "Insee"
latitude = "Lat"
longitude = "Lon"
telephone = "Tél"
horaires = "Horaires"
description = "Texte"

[valeurs]
verifie_le = 2026-03-31
source = "Essai"

[separateurs]
telephone = ";"

[structures]
regrouper_par = "Groupe"

[types]
ML = "mission-locale"

[reseaux.mission-locale]
besoins = ["chercher-un-emploi"]
publics = ["jeunes-16-25"]
niveaux = ["information", "accompagnement"]
"#;

const HEADER: &str = "Nom,Type,Adresse,CP,Ville,Insee,Lat,Lon,Tél,Horaires,Texte,Groupe\n";

fn mapping() -> Mapping {
    let mut d = Diagnostics::new();
    let mapping = mapping::parse(&SourceFile::new("mapping.toml", MAPPING), &mut d);
    mapping.unwrap_or_else(|| panic!("{d}"))
}

fn run(bytes: &[u8]) -> (BTreeMap<String, String>, Report) {
    import("essai.csv", bytes, &mapping(), TODAY).unwrap_or_else(|failure| panic!("{failure}"))
}

fn rows(rows: &str) -> (BTreeMap<String, String>, Report) {
    run(format!("{HEADER}{rows}").as_bytes())
}

/// One row, in which a test changes what it is about.
fn row(name: &str, group: &str) -> String {
    format!(
        "{name},ML,1 rue de l’Essai,43000,Le Puy-en-Velay,43157,45.0433,3.8853,04 65 71 00 10,,,{group}\n"
    )
}

/// The front matter of a file, parsed by the TOML crate itself.
fn front_matter(file: &str) -> toml::Table {
    file.split("+++\n").nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_row_becomes_a_file_with_what_its_network_offers() {
    let (files, report) = rows(&row("Mission locale", ""));
    assert_eq!(report.summary(), "1 ligne importée sur 1, 0 refusée ; 1 structure");
    let file = &files["mission-locale-le-puy-en-velay.md"];
    assert_eq!(
        file,
        r#"+++
nom = "Mission locale"
reseaux = ["mission-locale"]
besoins = ["chercher-un-emploi"]
publics = ["jeunes-16-25"]
niveaux = ["information", "accompagnement"]
telephone = "04 65 71 00 10"
verifie_le = 2026-03-31
source = "Essai"

[[lieux]]
adresse = "1 rue de l’Essai"
code_postal = "43000"
commune = "Le Puy-en-Velay"
insee = "43157"
latitude = 45.0433
longitude = 3.8853
+++
"#
    );
}

#[test]
fn two_rows_cannot_be_taken_and_the_others_are() {
    let bad = "Sans point,ML,2 rue,43000,Le Puy-en-Velay,43157,,,,,,\n\
               Autre,Mission,3 rue,430,Le Puy-en-Velay,43157,\"45,0433\",\"3,8853\",04 65,Lu-Ve,,\n";
    let (files, report) = rows(&format!("{}{bad}{}", row("Un", ""), row("Deux", "")));
    assert_eq!(files.len(), 2);
    assert_eq!(
        report.text(),
        "essai.csv : UTF-8, colonnes séparées par virgule\n\
         essai.csv:3: ligne refusée, colonne « Lat » : cellule vide\n\
         essai.csv:3: ligne refusée, colonne « Lon » : cellule vide\n\
         essai.csv:4: ligne refusée, colonne « Type » : type absent de la correspondance : « Mission »\n\
         essai.csv:4: ligne refusée, colonne « CP » : code postal mal formé : « 430 »\n\
         essai.csv:4: valeur laissée de côté, colonne « Horaires » : horaires illisibles : « Lu-Ve »\n\
         essai.csv:4: valeur laissée de côté, colonne « Tél » : numéro de téléphone mal formé : « 04 65 »\n\
         2 lignes importées sur 4, 2 refusées ; 2 structures\n"
    );
    let json: serde_json::Value = serde_json::from_str(&report.json()).unwrap();
    assert_eq!((&json["imported"], &json["problems"][0]["line"]), (&2.into(), &3.into()));
}

#[test]
fn windows_1252_with_semicolons_is_detected_converted_and_said() {
    let text = format!("{HEADER}{}", row("Œuvre d’été – Équipe", ""))
        .replace(',', ";")
        .replace("1 rue de l’", "1 rue de l'");
    let (bytes, _, lossy) = WINDOWS_1252.encode(&text);
    assert!(!lossy && std::str::from_utf8(&bytes).is_err());
    let (files, report) = run(&bytes);
    assert_eq!((report.encoding, report.separator), ("Windows-1252", b';'));
    assert!(report.text().contains("Windows-1252, converti en UTF-8, colonnes séparées par point-virgule"));
    let file = &files["oeuvre-d-ete-equipe-le-puy-en-velay.md"];
    assert_eq!(front_matter(file)["nom"].as_str(), Some("Œuvre d’été – Équipe"));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_not_content() {
    let text = format!("\u{feff}{HEADER}{}\n", row("Un", "")).replace('\n', "\r\n");
    let (files, report) = run(text.as_bytes());
    assert_eq!((report.encoding, report.imported()), ("UTF-8", 1));
    assert!(files.values().all(|file| !file.contains('\r')));
}

#[test]
fn a_quoted_newline_stays_in_its_cell_and_lines_are_counted_right() {
    let quoted = row("Un", "")
        .replace("1 rue de l’Essai", "\"1 rue\nde l’Essai\"")
        .replace(",04 65 71 00 10,,,", ",,,\"Bonjour.\n\n* étoile\",");
    let (files, report) = rows(&format!("{quoted}\n{}", row("Deux", "").replace("45.0433", "nord")));
    assert_eq!(report.problems[0].line, 7, "the header, four lines of the first row, a blank one");
    let file = files.values().next().unwrap();
    assert_eq!(front_matter(file)["lieux"][0]["adresse"].as_str(), Some("1 rue de l’Essai"));
    assert!(file.ends_with("+++\n\nBonjour.\n\n\\* étoile\n"), "{file}");
}

#[test]
fn any_text_stays_text() {
    let hostile = "\"x\"\"\n+++\n<script>alert(1)</script> \\ '''  \"\"\"\"\"\"\"";
    let (files, _) = rows(&row(hostile, ""));
    let file = files.values().next().unwrap();
    assert_eq!(front_matter(file)["nom"].as_str(), Some("x\" +++ <script>alert(1)</script> \\ ''' \"\"\""));
}

#[test]
fn rows_of_one_group_are_the_places_of_one_structure() {
    let second = row("Un", "A").replace("1 rue de l’Essai", "2 place").replace("71 00 10", "71 00 11");
    let (files, report) = rows(&format!("{}{second}{}", row("Un", "A"), row("Autre", "B")));
    assert_eq!((report.imported(), report.structures), (3, 2));
    let table = front_matter(&files["un-le-puy-en-velay.md"]);
    let places = table["lieux"].as_array().unwrap();
    assert_eq!(places.len(), 2);
    assert_eq!(places[0].get("telephone"), None, "it is that of the structure");
    assert_eq!(places[1]["telephone"].as_str(), Some("04 65 71 00 11"));
}

#[test]
fn identifiers_do_not_depend_on_the_order_of_the_rows() {
    let third = row("PIJ", "").replace("43000", "43003");
    let all = [row("PIJ", "").replace("1 rue", "9 rue"), row("PIJ", "").replace("1 rue", "8 rue"), third];
    let (forward, _) = rows(&all.concat());
    let (backward, _) = rows(&all.iter().rev().cloned().collect::<String>());
    assert_eq!(forward, backward);
    let names: Vec<&str> = forward.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["pij-le-puy-en-velay-43000-1.md", "pij-le-puy-en-velay-43000-2.md", "pij-le-puy-en-velay-43003.md"]
    );
    assert!(forward["pij-le-puy-en-velay-43000-1.md"].contains("8 rue"));
}

#[test]
fn further_phones_go_to_the_description_and_lost_zeros_come_back() {
    let ain = row("Un", "")
        .replace("04 65 71 00 10", "04 65 71 00 10;04 65 71 00 11")
        .replace("43000", "1000")
        .replace("43157", "1053");
    let (files, _) = rows(&ain);
    let file = files.values().next().unwrap();
    let table = front_matter(file);
    assert_eq!(table["telephone"].as_str(), Some("04 65 71 00 10"));
    assert_eq!(table["lieux"][0]["code_postal"].as_str(), Some("01000"));
    assert_eq!(table["lieux"][0]["insee"].as_str(), Some("01053"));
    assert!(file.ends_with("\nAutre téléphone : 04 65 71 00 11\n"));
}

#[test]
fn a_wrong_mapping_says_all_that_is_wrong() {
    let text = MAPPING
        .replace("nom = \"Nom\"", "")
        .replace("ML = \"mission-locale\"", "ML = \"mission-local\"")
        .replace("[valeurs]", "[valeur]");
    let mut d = Diagnostics::new();
    assert!(mapping::parse(&SourceFile::new("mapping.toml", text), &mut d).is_none());
    let shown = d.to_string();
    for wanted in [
        "il manque « nom »",
        "il manque « verifie_le »",
        "vouliez-vous dire `mission-locale` ?",
        "vouliez-vous dire `valeurs` ?",
    ] {
        assert!(shown.contains(wanted), "{wanted} not in {shown}");
    }
}

#[test]
fn a_missing_column_is_named_with_the_nearest_one() {
    let failure =
        import("essai.csv", HEADER.replace("Horaires", "Horaire").as_bytes(), &mapping(), TODAY).unwrap_err();
    let shown = failure.to_string();
    assert!(shown.contains("mapping.toml:12:12: erreur[colonne-absente]"), "{shown}");
    assert!(shown.contains("vouliez-vous dire `Horaire` ?"), "{shown}");
}

#[test]
fn work_done_by_hand_is_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("annuaire");
    let (files, _) = rows(&row("Un", ""));
    output::write(&out, &files, false).unwrap();
    output::write(&out, &files, false).unwrap();
    fs::write(out.join("un-le-puy-en-velay.md"), "corrigé à la main").unwrap();
    let refused = output::write(&out, &files, false).unwrap_err();
    assert!(refused.to_string().contains("un-le-puy-en-velay.md"), "{refused}");
    assert_eq!(fs::read_to_string(out.join("un-le-puy-en-velay.md")).unwrap(), "corrigé à la main");
    output::write(&out, &files, true).unwrap();
    assert_eq!(
        fs::read_to_string(out.join("un-le-puy-en-velay.md")).unwrap(),
        files["un-le-puy-en-velay.md"]
    );
}
