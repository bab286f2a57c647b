//! What a cell says: codes, numbers of phones, degrees and days as spreadsheets and people write them, and why it says
//! nothing when it does not.

use csv::StringRecord;
use engine::fold::{fold, split};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::rules::telephone;

/// Where the column of a name stands in the header: as it is written, else whatever the case, accents, blanks and the
/// mark of what must be filled (« Nom * », « Ville (obligatoire) »).
pub(super) fn header_position(header: &StringRecord, name: &str) -> Option<usize> {
    let plain = |name: &str| {
        let folded = fold(name);
        let mark = [" obligatoire", " facultatif"].into_iter().find_map(|mark| folded.strip_suffix(mark));
        mark.unwrap_or(&folded).to_owned()
    };
    let exact = header.iter().position(|it| it.trim() == name.trim());
    exact.or_else(|| header.iter().position(|it| !plain(it).is_empty() && plain(it) == plain(name)))
}

const LIGATURES: [(char, &str); 5] = [('ﬁ', "fi"), ('ﬂ', "fl"), ('ﬀ', "ff"), ('ﬃ', "ffi"), ('ﬄ', "ffl")];

/// A cell without what cannot be seen. Control characters have no place in a directory; line ends do.
pub(super) fn plain_cell(cell: &str) -> String {
    let seen = |c: &char| {
        matches!(c, '\n' | '\t') || !c.is_control() && !matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}')
    };
    let text: String = cell.chars().filter(seen).collect();
    // A copy from a PDF has ligatures, one from a page has entities.
    let text = LIGATURES.iter().fold(text, |text, (ligature, letters)| text.replace(*ligature, letters));
    let text = html_escape::decode_html_entities(&text);
    let text = text.trim();
    // `="0465710012"` and `'43000` keep a spreadsheet from taking text for a number; databases write what is empty.
    let quoted = text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"'));
    let number = text.strip_prefix('\'').filter(|text| text.starts_with(|c: char| c.is_ascii_digit()));
    match quoted.or(number).unwrap_or(text) {
        "NULL" | "\\N" => String::new(),
        text => text.to_owned(),
    }
}

/// What a spreadsheet shows in the place of a value that it could not compute.
const SPREADSHEET_ERRORS: [&str; 11] = [
    "#REF!", "#N/A", "#N/D", "#NOM?", "#NAME?", "#VALEUR!", "#VALUE!", "#DIV/0!", "#NUL!", "#NOMBRE!",
    "#NUM!",
];

/// What shows that a text is not what was meant.
pub(super) fn garbled(cell: &str) -> Option<&'static str> {
    if SPREADSHEET_ERRORS.contains(&cell.trim()) {
        return Some("erreur d’un tableur");
    }
    if cell.contains('\u{fffd}') {
        return Some("ligne dans un autre encodage que le reste du fichier");
    }
    // « Chamb?uf »
    let letters: Vec<char> = cell.chars().collect();
    if letters.windows(3).any(|it| it[1] == '?' && it[0].is_alphabetic() && it[2].is_alphabetic()) {
        return Some("une lettre a été perdue");
    }
    let twice = |(at, c): (usize, char)| {
        let next = cell[at + c.len_utf8()..].chars().next();
        match c {
            'Ã' => next.is_some_and(|next| matches!(next, '\u{80}'..='\u{bf}' | '€' | '™' | '‰' | 'œ')),
            'â' => next == Some('€'),
            _ => false,
        }
    };
    cell.char_indices().any(twice).then_some("texte encodé deux fois")
}

/// A code without what a spreadsheet made of it: « 43 157 », « 43157,00 », « 1053 ».
pub(super) fn code(text: &str) -> String {
    let code: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let whole = [",00", ".00", ",0", ".0"].into_iter().find_map(|end| code.strip_suffix(end));
    let code = whole.unwrap_or(&code);
    let lost = code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit());
    if lost { format!("0{code}") } else { code.to_owned() }
}

/// The numbers of a cell that holds several, each with the zero that a spreadsheet may have taken.
pub(super) fn phones(cell: &str) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::new();
    for number in apart(cell) {
        match numbers.last().map(|last| last.trim_end()) {
            // « 04 65 71 00 10 ou 11 »
            Some(last) if number.len() == 2 && last.len() >= 10 && last.is_ascii() => {
                numbers.push(format!("{}{number}", &last[..last.len() - 2]));
            }
            _ => numbers.push(number),
        }
    }
    numbers
}

fn apart(cell: &str) -> Vec<String> {
    let zero = |number: &str| {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let lost = digits.len() == 9 && !digits.starts_with('0') && !number.contains('+');
        match number.trim() {
            number if lost => format!("0{number}"),
            // « 33465710010 »
            number if number == digits && digits.len() == 11 && digits.starts_with("33") => {
                format!("+{digits}")
            }
            number => number.to_owned(),
        }
    };
    if telephone::fault(&zero(cell)).is_none() {
        return vec![zero(cell)];
    }
    let cell = cell.replace(" ou ", ";").replace(" et ", ";").replace(" puis ", ";");
    for separators in
        [&[';', ',', '|', '\n'][..], &[';', ',', '|', '\n', '/'], &[';', ',', '|', '\n', '/', '-']]
    {
        let parts: Vec<String> =
            cell.split(separators).filter(|part| !part.trim().is_empty()).map(zero).collect();
        if parts.len() > 1 && parts.iter().all(|part| telephone::fault(part).is_none()) {
            return parts;
        }
    }
    // « 04 65 71 00 12 04 65 71 00 34 »
    let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 20 && cell.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || c == '.') {
        return vec![digits[..10].to_owned(), digits[10..].to_owned()];
    }
    // Some of them may still be numbers.
    cell.split([';', ',', '|', '\n']).filter(|part| !part.trim().is_empty()).map(zero).collect()
}

/// Where France lies, in degrees, overseas apart.
const LATITUDES: core::ops::Range<f64> = 41.0..51.5;
const LONGITUDES: core::ops::Range<f64> = -5.5..10.0;

/// Metres of a projection, where degrees are expected.
pub(super) fn projected(texts: &[String; 2]) -> Option<String> {
    let number =
        |text: &String| text.replace([' ', '\u{a0}', '\u{202f}'], "").replace(',', ".").parse::<f64>().ok();
    let (first, second) = (number(&texts[0])?, number(&texts[1])?);
    let is_lambert = |x: f64, y: f64| {
        (0.0..1_300_000.0).contains(&x) && x > 1000.0 && (6_000_000.0..7_200_000.0).contains(&y)
    };
    if is_lambert(first, second) || is_lambert(second, first) {
        let cause =
            "ces nombres sont des mètres (Lambert-93), pas des degrés : convertissez les colonnes en WGS 84";
        return Some(cause.to_owned());
    }
    let is_metres = |text: &String, number: f64| number.abs() > 1000.0 && text.contains(['.', ',']);
    if is_metres(&texts[0], first) && is_metres(&texts[1], second) {
        let cause = "ces nombres sont des mètres d’une projection, pas des degrés : convertissez les colonnes en WGS 84";
        return Some(cause.to_owned());
    }
    None
}

const PAIR: &str = "deux nombres dans la cellule : la latitude et la longitude ont chacune leur colonne";

/// Why a text is no number of degrees, when it can be told.
pub(super) fn degrees_hint(text: &str, key: &str) -> Option<String> {
    if text.contains(['°', '\'', '’', '″', '"']) {
        return Some(
            "degrés, minutes et secondes : des degrés décimaux sont attendus, par exemple 45.0433".to_owned(),
        );
    }
    let marks = text.matches(['.', ',']).count();
    if marks == 3 && text.matches(',').count() != 2 {
        return Some(PAIR.to_owned());
    }
    let pair: Vec<&str> = text.split([';', ' ']).map(|part| part.trim_matches([',', ';'])).collect();
    let pair: Vec<&str> = pair.into_iter().filter(|part| !part.is_empty()).collect();
    let is_degrees = |text: &&str| text.contains(['.', ',']) && text.replace(',', ".").parse::<f64>().is_ok();
    if pair.len() == 2 && pair.iter().all(is_degrees) {
        return Some(PAIR.to_owned());
    }
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
    let plain = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | ',' | ' ' | '\u{a0}' | '\u{202f}'));
    if !plain || digits.len() < 4 {
        return None;
    }
    // « 45.043.300 », « 4504330 »: where the mark would make a place in France.
    let sign = usize::from(digits.starts_with('-'));
    let within = if key == "latitude" { LATITUDES } else { LONGITUDES };
    let proposals: Vec<String> = (1..=2)
        .filter_map(|whole| Some(format!("{}.{}", digits.get(..sign + whole)?, digits.get(sign + whole..)?)))
        .filter(|it| it.parse::<f64>().is_ok_and(|degrees| within.contains(&degrees)))
        .collect();
    let cause = if marks > 1 { "plusieurs séparateurs" } else { "séparateur décimal perdu" };
    let proposed = match proposals.is_empty() {
        true => String::new(),
        false => format!(" : vouliez-vous dire {} ?", proposals.join(" ou ")),
    };
    Some(format!("{cause}{proposed}"))
}

const MONTHS: [&str; 12] = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];

/// `2026-03-31`, with or without a time after it, `31/03/2026`, with points or hyphens too, or `31 mars 2026`.
pub(super) fn date(text: &str) -> Option<Date> {
    let mut words: Vec<String> = split(text).into_iter().map(|word| word.folded).collect();
    // « mercredi 22 avril 2026 »
    if words.first().is_some_and(|word| word.ends_with("di") || word == "dimanche") {
        words.remove(0);
    }
    if let [day, month, year, ..] = words.as_slice()
        && let Some(month) =
            MONTHS.iter().position(|it| it == month || month.len() > 2 && it.starts_with(month.as_str()))
    {
        let day = day.trim_end_matches("er").parse().ok()?;
        return full(day, month as i8 + 1, year.parse().ok()?);
    }
    let day = text.split([' ', 'T']).next()?;
    if let Ok(date) = day.parse() {
        return Some(date);
    }
    let mut parts = day.split(['/', '.', '-']);
    let (first, month, last) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
    let (day, year) = if first.len() == 4 { (last, first) } else { (first, last) };
    full(day.parse().ok()?, month, year.parse().ok()?).filter(|_| parts.next().is_none())
}

fn full(day: i8, month: i8, year: i16) -> Option<Date> {
    Date::new(year, month, day).ok().filter(|_| year >= 1000)
}

/// Why a text is no date, and what is expected.
pub(super) fn date_hint(text: &str) -> String {
    let expected = "2026-03-31 ou 31/03/2026 attendu";
    if let Some(Ok(days)) = text.trim().split([',', '.']).next().map(str::parse::<i32>)
        && (30_000..80_000).contains(&days)
        && let Ok(date) = Date::constant(1899, 12, 30).checked_add(days.days())
    {
        return format!("nombre de jours d’un tableur : {date} ? ({expected})");
    }
    let parts: Vec<&str> = text.split(['/', '.', '-']).map(str::trim).collect();
    if let [month, day, year] = parts.as_slice()
        && year.len() == 4
        && day.parse().is_ok_and(|day: u8| (13..=31).contains(&day))
        && month.parse().is_ok_and(|month: u8| month <= 12)
    {
        return format!("le mois et le jour semblent échangés : {day}/{month}/{year} ? ({expected})");
    }
    if let [day, month, year] = parts.as_slice()
        && year.len() == 2
        && day.len() < 3
    {
        return format!("année de deux chiffres : {day}/{month}/20{year} ? ({expected})");
    }
    if parts.len() == 3 && parts.iter().all(|part| part.parse::<u16>().is_ok()) {
        return format!("ce jour n’existe pas ({expected})");
    }
    expected.to_owned()
}
