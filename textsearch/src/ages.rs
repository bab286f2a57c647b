//! Ages: the one that somebody tells, and those of the publics.
//!
//! « j’ai 43 ans » asks for nothing by itself, but a structure that receives young people alone is no answer. A number of
//! years is no age behind « depuis », « il y a », « moins de », nor before « d’expérience », « de métier », « dans la vente ».

use core::ops::Range;

use engine::fold::{Word, split};

use crate::analysis::listed;

/// The least and the greatest age of a public, in years, both included.
pub type Ages = (u8, u8);

/// Those of a public that has none.
pub const ANY: Ages = (0, u8::MAX);

/// The ages of who looks for guidance, in years: below, it is a time.
const TOLD: Range<u8> = 12..100;

/// What no age stands behind.
const NOT_BEHIND: &str = "depuis pendant durant apres avant moins plus fait font en sur dans tous les ces mes passe ya travaille bosse \
    exerce cotise reste derniers premiers pour entre ou";

/// What « de » and a time stand behind: « moins de 26 ans », « un contrat de 15 ans »; behind the rest an age does, « un jeune
/// de 19 ans ».
const NOT_BEHIND_OF: &str =
    "moins plus pres bout partir contrat bail pret carriere experience anciennete service moyenne";

/// What makes a time of the years before it: « 20 ans d’expérience », « 15 ans que je travaille ».
const NOT_BEFORE: &str = "d de dans chez comme que qu auparavant apres avant durant";

/// The section of the ages of publics, nothing when none has any.
pub(crate) fn encode(ages: &[Ages]) -> Option<Vec<u8>> {
    let has_ages = ages.iter().any(|it| *it != ANY);
    has_ages.then(|| ages.iter().flat_map(|(least, most)| [*least, *most]).collect())
}

/// Those of a public, by its number, from the section.
pub(crate) fn of(section: &[u8], public: usize) -> Ages {
    match section.get(2 * public..2 * public + 2) {
        Some(&[least, most]) => (least, most),
        _ => ANY,
    }
}

/// The first age that a text tells, in years, and where it stands, in bytes.
pub(crate) fn told(text: &str) -> Option<(Range<usize>, u8)> {
    let words = split(text);
    for (number, first) in words.iter().enumerate() {
        let (digits, last) = match first.folded.strip_suffix("ans") {
            Some("") | None => (first.folded.as_str(), number + 1),
            Some(digits) => (digits, number),
        };
        let Some(age) = figure(digits).filter(|age| TOLD.contains(age)) else { continue };
        if last > number && words.get(last).is_none_or(|word| word.folded != "ans") {
            continue;
        }
        let (behind, before) =
            (near(text, &words[..number], first, 1), near(text, &words[..number], first, 2));
        let is_behind = match behind {
            "de" | "d" => !listed(NOT_BEHIND_OF, before),
            // « il y a 15 ans », « de 16 à 25 ans », « jusqu’à 25 ans ».
            "a" => before != "y" && before != "jusqu" && figure(before).is_none(),
            "et" => figure(before).is_none(),
            word => !listed(NOT_BEHIND, word) && figure(word).is_none(),
        };
        let next = words.get(last + 1).filter(|next| !breaks(&text[words[last].span.end..next.span.start]));
        if is_behind && next.is_none_or(|next| !listed(NOT_BEFORE, &next.folded)) {
            return Some((first.span.start..words[last].span.end, age));
        }
    }
    None
}

/// The word that stands so many before another, in the same part of a sentence; else nothing.
fn near<'w>(text: &str, before: &'w [Word], word: &Word, by: usize) -> &'w str {
    match before.last() {
        Some(last) if !breaks(&text[last.span.end..word.span.start]) => {
            let found = before.len().checked_sub(by).map(|number| &before[number]);
            found.map_or("", |word| &word.folded)
        }
        _ => "",
    }
}

/// Whether what follows is about something else.
fn breaks(between: &str) -> bool {
    between.bytes().any(|it| b",.;:!?()\n".contains(&it))
}

/// A number of two digits.
fn figure(word: &str) -> Option<u8> {
    match word.as_bytes() {
        [tens @ b'1'..=b'9', ones @ b'0'..=b'9'] => Some((tens - b'0') * 10 + ones - b'0'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{ANY, encode, of, told};

    fn check(text: &str, expected: Option<u8>) {
        assert_eq!(told(text).map(|(_, age)| age), expected, "{text}");
    }

    #[test]
    fn an_age_is_told_from_a_time() {
        for (text, age) in [
            ("j’ai 43 ans", 43),
            ("17ans sans diplôme", 17),
            ("un jeune de 19 ans", 19),
            ("à 58 ans", 58),
            ("J'ai 20 ans d'expérience et 45 ans", 45),
        ] {
            check(text, Some(age));
        }
        for text in [
            "depuis 12 ans",
            "il y a 15 ans",
            "de 16 à 25 ans",
            "moins de 26 ans",
            "20 ans d’expérience",
            "j’ai 9 ans",
            "j’ai 130 ans",
            "ans",
            "",
        ] {
            check(text, None);
        }
        let text = "Âgée de 52 ans, je cherche";
        let (span, _) = told(text).unwrap();
        assert_eq!(&text[span], "52 ans");
    }

    #[test]
    fn ages_that_people_tell_are_read() {
        let cases =
            include_str!("../../tests/field/ages-aveugle.tsv").lines().filter(|it| !it.starts_with('#'));
        let cases = cases.map(|it| it.split_once('\t').expect("a text and an age"));
        let read = |text: &str| told(text).map_or_else(|| "-".to_owned(), |(_, age)| age.to_string());
        let wrong: Vec<String> = cases
            .clone()
            .filter(|(text, age)| read(text) != *age)
            .map(|(text, age)| format!("{text}: {} for {age}", read(text)))
            .collect();
        assert!(wrong.len() * 30 <= cases.count(), "{wrong:#?}");
    }

    #[test]
    fn ages_come_back_from_their_section_and_none_have_none() {
        let ages = [ANY, (16, 25), (50, u8::MAX)];
        let section = encode(&ages).unwrap();
        assert_eq!(
            [0, 1, 2, 3, usize::MAX / 4].map(|it| of(&section, it)),
            [ages[0], ages[1], ages[2], ANY, ANY]
        );
        assert_eq!(of(&section[..3], 1), ANY);
        assert_eq!(encode(&[ANY, ANY]), None);
    }
}
