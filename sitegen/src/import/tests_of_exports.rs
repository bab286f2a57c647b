//! The import of what real programs export: each case with what must come out of it.

use std::collections::BTreeMap;

use encoding_rs::{MACINTOSH, WINDOWS_1252};
use jiff::civil::{Date, date};
use oem_cp::code_table::ENCODING_TABLE_CP850;
use oem_cp::encode_string_checked;

use super::csv::{Report, import};
use super::mapping::{self, Mapping};
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
verifie_le = "Vérifié"

[types]
ML = "mission-locale"

[reseaux.mission-locale]
besoins = ["chercher-un-emploi"]
"#;

const HEADER: &str = "Nom;Type;Adresse;CP;Ville;Insee;Lat;Lon;Tél;Vérifié\n";

const ROW: &str =
    "Société Alpha;ML;1 rue de l’Été;43000;Le Puy-en-Velay;43157;45.0433;3.8853;04 65 71 00 10;2026-03-31\n";

fn mapping(more: &str) -> Mapping {
    let mut d = Diagnostics::new();
    let text = format!("{MAPPING}{more}");
    mapping::parse(&SourceFile::new("mapping.toml", text), &mut d).unwrap_or_else(|| panic!("{d}"))
}

fn run(bytes: &[u8]) -> (BTreeMap<String, String>, Report) {
    import("essai.csv", bytes, &mapping(""), TODAY).unwrap_or_else(|failure| panic!("{failure}"))
}

/// The row with something else in it, as a whole file.
fn with(from: &str, to: &str) -> (BTreeMap<String, String>, Report) {
    assert!(ROW.contains(from), "{from}");
    run(format!("{HEADER}{}", ROW.replace(from, to)).as_bytes())
}

/// What is told of the only row that is not taken whole.
fn reason(from: &str, to: &str) -> String {
    let (_, report) = with(from, to);
    let reasons: Vec<String> = report.problems.into_iter().map(|problem| problem.reason).collect();
    reasons.join(" / ")
}

fn taken(from: &str, to: &str) -> String {
    let (files, report) = with(from, to);
    assert_eq!(report.problems, [], "{to}");
    files.into_values().next().unwrap_or_default()
}

#[test]
fn one_byte_encodings_are_told_by_their_french() {
    let texts = [
        format!("{HEADER}{ROW}"),
        format!("{HEADER}{}", ROW.replace("Société Alpha", "Châteauneuf").replace("l’Été", "la Paix")),
        format!("{HEADER}{}", ROW.replace("Société Alpha", "Façade à l’œuvre, où ? ÉCOLE, Noël")),
        // Nothing but the header has an accent.
        format!("{HEADER}{}", ROW.replace("Société", "Societe").replace("l’Été", "la Paix")),
    ];
    for text in &texts {
        let windows = WINDOWS_1252.encode(text);
        assert!(!windows.2);
        assert_eq!(run(&windows.0).1.encoding, "Windows-1252", "{text}");
        let mac = MACINTOSH.encode(text);
        assert!(!mac.2);
        let mac = String::from_utf8_lossy(&mac.0).is_empty().then(Vec::new).unwrap_or_else(|| mac.0.to_vec());
        let (files, report) = run(&mac);
        assert_eq!((report.encoding, report.imported()), ("Mac Roman", 1), "{text}");
        assert_eq!(files, run(text.as_bytes()).0, "{text}");
        let dos = text.replace('’', "'").replace('œ', "oe");
        let bytes = encode_string_checked(&dos, &ENCODING_TABLE_CP850).expect("in code page 850");
        let (files, report) = run(&bytes);
        assert_eq!((report.encoding, report.imported()), ("page de code 850", 1), "{text}");
        assert_eq!(files, run(dos.as_bytes()).0, "{text}");
    }
}

#[test]
fn lines_are_counted_whatever_ends_them() {
    let faulty = ROW.replace("45.0433", "nord");
    for end in ["\n", "\r\n", "\r"] {
        let text = format!("{HEADER}{ROW}\n{faulty}").replace('\n', end);
        let (files, report) = run(text.as_bytes());
        assert_eq!((files.len(), report.problems[0].line), (1, 4), "{end:?}");
    }
}

#[test]
fn the_separator_that_excel_names_is_obeyed() {
    for first in ["sep=;\n", "\u{feff}sep=;\r\n", "\"sep=;\"\n", "SEP=;\r"] {
        let text = format!("{first}{HEADER}{ROW}{}", ROW.replace("45.0433", "nord"));
        let (files, report) = run(text.as_bytes());
        assert_eq!((files.len(), report.separator, report.problems[0].line), (1, b';', 4), "{first:?}");
    }
    let pipes = format!("sep=|\n{HEADER}{ROW}").replace(';', "|");
    assert_eq!(run(pipes.as_bytes()).1.imported(), 1);
}

#[test]
fn headers_are_known_with_their_marks_and_below_a_title() {
    let marked = HEADER.replace("Nom;", "Nom * ;").replace("CP;", "CP (obligatoire);").replace("Tél", "tel");
    let marked = marked.replace("Ville", "\u{a0}VILLE\u{a0}");
    assert_eq!(run(format!("{marked}{ROW}").as_bytes()).1.imported(), 1);
    let titled = format!("Liste au 31 mars\n;;;\n{HEADER}{}", ROW.replace("45.0433", "nord"));
    assert_eq!(run(titled.as_bytes()).1.problems[0].line, 4);
}

#[test]
fn several_phones_in_a_cell_are_several_with_their_zeros() {
    for cell in [
        "0465710012, 465710034",
        "04 65 71 00 12 / 04 65 71 00 34",
        "04.65.71.00.12 ou 04.65.71.00.34",
        "465710012 - 0465710034",
        "\"04 65 71 00 12\n04 65 71 00 34\"",
        "04 65 71 00 12 04 65 71 00 34",
    ] {
        let file = taken("04 65 71 00 10", &cell.replace(';', ","));
        let digits: String = file.chars().filter(char::is_ascii_digit).collect();
        assert!(digits.contains("0465710012") && digits.contains("0465710034"), "{cell}: {file}");
    }
    assert!(taken("04 65 71 00 10", "465710010").contains("telephone = \"0465710010\""));
    assert!(taken("04 65 71 00 10", "39 49").contains("telephone = \"39 49\""));
    assert!(taken("04 65 71 00 10", "+33 4 65 71 00 10").contains("+33 4 65 71 00 10"));
    assert!(reason("04 65 71 00 10", "04 65 71").contains("mal formé"));
}

#[test]
fn days_are_read_as_people_write_them() {
    for cell in [
        "22-04-2026",
        "22/04/2026",
        "22.4.2026",
        "2026-4-22",
        "22 avril 2026",
        "22 avr. 2026",
        "2026-04-22 10:00:00",
    ] {
        assert!(taken("2026-03-31", cell).contains("verifie_le = 2026-04-22"), "{cell}");
    }
    assert!(taken("2026-03-31", "1er avril 2026").contains("verifie_le = 2026-04-01"));
    assert!(reason("2026-03-31", "46134").contains("nombre de jours d’un tableur : 2026-04-22 ?"));
    assert!(reason("2026-03-31", "22/04/26").contains("année de deux chiffres : 22/04/2026 ?"));
    assert!(reason("2026-03-31", "31/04/2026").contains("ce jour n’existe pas"));
    assert!(reason("2026-03-31", "récemment").contains("2026-03-31 ou 31/03/2026 attendu"));
}

#[test]
fn what_became_of_degrees_is_told() {
    assert!(taken("45.0433", "45,0433").contains("latitude = 45.0433"));
    for (cell, cause) in [
        ("45.764.043", "plusieurs séparateurs : vouliez-vous dire 45.764043 ?"),
        ("4576404", "séparateur décimal perdu : vouliez-vous dire 45.76404 ?"),
        ("45764043", "séparateur décimal perdu : vouliez-vous dire 45.764043 ?"),
        ("45°02'36\" N", "degrés, minutes et secondes"),
        ("45.0433, 3.8853", "deux nombres dans la cellule"),
        ("nord", "n’est pas un nombre"),
    ] {
        let reason =
            reason("45.0433", &cell.replace('"', "\"\"").replace("45°", "\"45°").replace("N", "N\""));
        assert!(reason.contains(cause), "{cell}: {reason}");
    }
    assert!(reason("45.0433;3.8853", "769000;6438000").contains("Lambert-93"));
    assert!(reason("45.0433;3.8853", "6438000,5;769 000").contains("Lambert-93"));
    assert!(reason("45.0433;3.8853", "3.8853;45.0433").contains("inversées"));
    assert!(reason(";3.8853", ";38853").contains("vouliez-vous dire 3.8853 ?"));
}

#[test]
fn merged_cells_are_suspected_and_filled_on_demand() {
    let merged = format!("{HEADER}{ROW}{}", ROW.replace("Société Alpha;ML", ";").replace("1 rue", "2 rue"));
    let (_, report) = run(merged.as_bytes());
    let told: Vec<&str> = report.problems.iter().map(|problem| problem.reason.as_str()).collect();
    assert_eq!(
        told,
        [
            "cellule vide ; la ligne 2 porte « Société Alpha » : cellules fusionnées ? (voir `recopier` dans la correspondance)",
            "cellule vide ; la ligne 2 porte « ML » : cellules fusionnées ? (voir `recopier` dans la correspondance)",
        ]
    );
    let filling = mapping("\n[structures]\nrecopier = [\"nom\", \"type\"]\n");
    let (_, report) = import("essai.csv", merged.as_bytes(), &filling, TODAY).unwrap();
    assert_eq!((report.imported(), report.problems.len()), (2, 0));
    let mut d = Diagnostics::new();
    let wrong = format!("{MAPPING}\n[structures]\nrecopier = [\"non\"]\n");
    assert!(mapping::parse(&SourceFile::new("mapping.toml", wrong), &mut d).is_none());
    assert!(d.to_string().contains("vouliez-vous dire `nom` ?"), "{d}");
}

#[test]
fn addresses_for_mail_and_empty_columns_are_no_fault() {
    assert!(taken("43000;Le Puy-en-Velay", "43009;Le Puy-en-Velay Cedex").contains("43009"));
    let wide = format!("{};;\n{};;\n;;;;;;;;;;;\n", HEADER.trim_end(), ROW.trim_end());
    let (_, report) = run(wide.as_bytes());
    assert_eq!((report.rows, report.imported()), (1, 1));
}

#[test]
fn what_is_no_text_of_a_directory_is_refused_and_said() {
    assert!(reason("Société Alpha", "#REF!").contains("erreur d’un tableur : « #REF! »"));
    assert!(reason("Société Alpha", "DÃ©solÃ©e").contains("texte encodé deux fois"));
    assert_eq!(reason("Société Alpha", "NULL"), "cellule vide");
    assert_eq!(reason(ROW.trim_end(), "Total : 1;;;;;;;;;"), "rien d’autre que « Total : 1 »");
    let mut bytes = format!("{HEADER}{ROW}").into_bytes();
    bytes.extend_from_slice(&WINDOWS_1252.encode(&ROW.replace("l’Été", "la Paix")).0);
    let (files, report) = run(&bytes);
    assert_eq!((files.len(), report.problems[0].line), (1, 3));
    assert!(report.problems[0].reason.contains("autre encodage"), "{report:?}");
    for (bytes, cause) in [(&b""[..], "vide"), (b"PK\x03\x04\x14", "classeur"), (b"\xef\xbb\xbf\r\n", "vide")]
    {
        let failure = import("essai.csv", bytes, &mapping(""), TODAY).unwrap_err().to_string();
        assert!(failure.contains(cause), "{failure}");
    }
    let double = HEADER.replace("Adresse", "Tél");
    let failure = import("essai.csv", double.as_bytes(), &mapping(""), TODAY).unwrap_err().to_string();
    assert!(failure.contains("la colonne « Tél » est 2 fois dans le fichier"), "{failure}");
    let garbled = HEADER.replace("Vérifié", "VÃ©rifiÃ©");
    let failure = import("essai.csv", garbled.as_bytes(), &mapping(""), TODAY).unwrap_err().to_string();
    assert!(failure.contains("en-tête : texte encodé deux fois"), "{failure}");
}

#[test]
fn what_spreadsheets_do_to_codes_is_undone() {
    assert!(taken("43000", "43 000").contains("code_postal = \"43000\""));
    assert!(taken("43157", "43157,00").contains("insee = \"43157\""));
    assert!(taken("04 65 71 00 10", "\"=\"\"0465710010\"\"\"").contains("telephone = \"0465710010\""));
    assert!(taken("43000", "'43000").contains("code_postal = \"43000\""));
    assert!(taken("04 65 71 00 10", "33465710010").contains("telephone = \"+33465710010\""));
    assert!(taken("04 65 71 00 10", "04 65 71 00 10 ou 11").contains("Autre téléphone : 04 65 71 00 11"));
    let utf16: Vec<u8> = format!("{HEADER}{ROW}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!((run(&utf16).1.encoding, run(&utf16).1.imported()), ("UTF-16LE", 1));
    let dos = [format!("{HEADER}{ROW}").as_bytes(), b"\x1a"].concat();
    assert_eq!(run(&dos).1.rows, 1);
    let repeated = format!("{HEADER}{ROW}{HEADER}{ROW}");
    assert_eq!((run(repeated.as_bytes()).1.rows, run(repeated.as_bytes()).1.imported()), (2, 2));
}
