//! French as it is printed: apostrophes, non-breaking spaces, numbers, dates, phone numbers, and what the machine
//! says.

pub mod hours;
pub mod lengths;
pub mod phone;
pub(crate) mod phrases;
pub mod places;
pub mod slug;
pub(crate) mod spans;

use std::io;

use jiff::civil::Date;

/// Space that does not break, as wide as any other: before `:`, inside guillemets, between groups of digits
/// of a phone number.
const NBSP: char = '\u{a0}';

/// Narrow space that does not break: before `;`, `!` and `?`, between thousands.
const NARROW: char = '\u{202f}';

/// A text with typographic apostrophes and the spaces that must not break.
pub(crate) fn text(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let at = |index: Option<usize>| index.and_then(|index| chars.get(index)).copied();
    let mut out = String::with_capacity(source.len() + 8);
    for (index, &c) in chars.iter().enumerate() {
        let (before, after) = (at(index.checked_sub(1)), at(Some(index + 1)));
        out.push(match c {
            '\'' if before.is_some_and(char::is_alphabetic) && after.is_some_and(|c| !c.is_whitespace()) => {
                '’'
            }
            ' ' | NBSP => space(&chars[..index], after, at(Some(index + 2))).unwrap_or(c),
            _ => c,
        });
    }
    out
}

/// What a space becomes between what is before it and a character, which is followed by `then`.
fn space(before: &[char], after: Option<char>, then: Option<char>) -> Option<char> {
    let ends = then.is_none_or(|c| !c.is_alphanumeric());
    match (*before.last()?, after?) {
        (_, ';' | '!' | '?') if ends => Some(NARROW),
        (_, ':') if ends => Some(NBSP),
        (_, '»') | ('«', _) => Some(NBSP),
        (before, after) if before.is_ascii_digit() && after.is_ascii_digit() => Some(NBSP),
        // A time and an amount: `18 h 30`, `3 %`.
        (before, 'h' | '€' | '%') if before.is_ascii_digit() && ends => Some(NBSP),
        ('h', after) if after.is_ascii_digit() => {
            let hour = matches!(before, [.., digit, ' ' | NBSP, 'h'] if digit.is_ascii_digit());
            hour.then_some(NBSP)
        }
        _ => None,
    }
}

/// The reason of an input or output failure, in French for the usual ones.
#[must_use]
pub fn io_reason(fault: &io::Error) -> String {
    match fault.kind() {
        io::ErrorKind::NotFound => "le fichier ou le dossier n’existe pas".to_owned(),
        io::ErrorKind::PermissionDenied => "l’accès est refusé".to_owned(),
        io::ErrorKind::IsADirectory => "c’est un dossier".to_owned(),
        io::ErrorKind::NotADirectory => "ce n’est pas un dossier".to_owned(),
        io::ErrorKind::StorageFull => "le disque est plein".to_owned(),
        io::ErrorKind::AddrInUse => "cette adresse est déjà utilisée".to_owned(),
        _ => fault.to_string(),
    }
}

/// A whole number with its thousands apart.
pub(crate) fn number(value: usize) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(NARROW);
        }
        out.push(digit);
    }
    out
}

/// A number and its noun: French has the plural from two on.
pub(crate) fn counted(count: usize, singular: &str, plural: &str) -> String {
    format!("{}{NBSP}{}", number(count), if count > 1 { plural } else { singular })
}

/// Words in a row: `a, b et c`.
pub(crate) fn list<S: AsRef<str>>(words: &[S]) -> String {
    match words {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} et {}", first.join(", "), last.as_ref())
        }
    }
}

/// The same with a capital at its beginning.
pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A text as a sentence: typographic, with a capital at its beginning and a point at its end.
pub(crate) fn sentence(source: &str) -> String {
    let text = text(source.trim());
    // « iPhone » keeps its letters.
    let plain = !text.split_whitespace().next().is_some_and(|word| word.chars().any(char::is_uppercase));
    let text = if plain { capitalised(&text) } else { text };
    if text.ends_with(['.', '!', '?', '…']) { text } else { format!("{text}.") }
}

/// The month's name; 1 is January.
pub(crate) fn month(number: usize) -> Option<&'static str> {
    const MONTHS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    MONTHS.get(number.checked_sub(1)?).copied()
}

/// A date in full: `1er mars 2026`.
pub(crate) fn date(date: Date) -> String {
    let month = usize::try_from(date.month()).ok().and_then(month).unwrap_or_default();
    format!("{}{NBSP}{month}{NBSP}{}", day_of_month(date.day().unsigned_abs().into()), date.year())
}

/// A day of the month: only the first is an ordinal.
pub(crate) fn day_of_month(day: usize) -> String {
    if day == 1 { "1er".to_owned() } else { day.to_string() }
}

/// A phone number as printed, in groups that do not break; as written when it is not one.
pub(crate) fn phone(written: &str) -> String {
    let Some(dialled) = phone::dialable(written) else { return text(written.trim()) };
    let digits = match dialled.strip_prefix("+33") {
        Some(national) => format!("0{national}"),
        None if dialled.starts_with('+') => return written.trim().replace(' ', "\u{a0}"),
        None => dialled,
    };
    let pairs: Vec<&str> =
        digits.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok()).collect();
    if digits.len() % 2 == 0 && digits.len() > 3 { pairs.join("\u{a0}") } else { digits }
}

/// The name of a language in French; its code when we have no name for it.
pub(crate) fn language(code: &str) -> &str {
    const NAMES: [(&str, &str); 26] = [
        ("ar", "arabe"),
        ("ber", "berbère"),
        ("bg", "bulgare"),
        ("bn", "bengali"),
        ("de", "allemand"),
        ("en", "anglais"),
        ("es", "espagnol"),
        ("fa", "persan"),
        ("fsl", "langue des signes française"),
        ("hy", "arménien"),
        ("it", "italien"),
        ("ka", "géorgien"),
        ("ku", "kurde"),
        ("nl", "néerlandais"),
        ("pl", "polonais"),
        ("prs", "dari"),
        ("ps", "pachto"),
        ("pt", "portugais"),
        ("ro", "roumain"),
        ("ru", "russe"),
        ("so", "somali"),
        ("sq", "albanais"),
        ("tr", "turc"),
        ("uk", "ukrainien"),
        ("ur", "ourdou"),
        ("zh", "chinois"),
    ];
    NAMES.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::{counted, date, list, number, phone, sentence, text};

    #[test]
    fn apostrophes_and_spaces_are_typographic() {
        for (written, printed) in [
            ("l'accueil d'aujourd'hui", "l’accueil d’aujourd’hui"),
            (
                "Ouvert : le lundi ; fermé ! Oui ?",
                "Ouvert\u{a0}: le lundi\u{202f}; fermé\u{202f}! Oui\u{202f}?",
            ),
            ("« bonjour »", "«\u{a0}bonjour\u{a0}»"),
            ("au 04 65 71", "au 04\u{a0}65\u{a0}71"),
            ("de 9 h à 13 h 30, 3 %, 12 €", "de 9\u{a0}h à 13\u{a0}h\u{a0}30, 3\u{a0}%, 12\u{a0}€"),
            ("2 hommes, bac h 30", "2 hommes, bac h 30"),
            ("https://a.example/?b : c", "https://a.example/?b\u{a0}: c"),
            ("a ?b 'c'", "a ?b 'c'"),
            ("", ""),
        ] {
            assert_eq!(text(written), printed);
        }
    }

    #[test]
    fn numbers_dates_and_lists() {
        assert_eq!(number(7), "7");
        assert_eq!(number(54_321), "54\u{202f}321");
        assert_eq!(number(123_456), "123\u{202f}456");
        assert_eq!(counted(1, "lieu", "lieux"), "1\u{a0}lieu");
        assert_eq!(counted(0, "lieu", "lieux"), "0\u{a0}lieu");
        assert_eq!(counted(2, "lieu", "lieux"), "2\u{a0}lieux");
        assert_eq!(date(jiff::civil::date(2026, 3, 1)), "1er\u{a0}mars\u{a0}2026");
        assert_eq!(list(&["a", "b", "c"]), "a, b et c");
        assert_eq!(list::<&str>(&[]), "");
    }

    #[test]
    fn a_few_words_become_a_sentence() {
        assert_eq!(sentence("travaux dans l'entrée"), "Travaux dans l’entrée.");
        assert_eq!(sentence("iPhone en panne"), "iPhone en panne.");
        assert_eq!(sentence(" Travaux ! "), "Travaux\u{202f}!");
    }

    #[test]
    fn phone_numbers_come_in_pairs() {
        assert_eq!(phone("0465710012"), "04\u{a0}65\u{a0}71\u{a0}00\u{a0}12");
        assert_eq!(phone("+33 4.65.71.00.12"), "04\u{a0}65\u{a0}71\u{a0}00\u{a0}12");
        assert_eq!(phone("3949"), "39\u{a0}49");
        assert_eq!(phone("115"), "115");
        assert_eq!(phone("+41 22 388 44 00"), "+41\u{a0}22\u{a0}388\u{a0}44\u{a0}00");
        assert_eq!(phone("sur demande"), "sur demande");
    }
}
