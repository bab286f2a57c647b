//! Letter folding: the only normaliser of the project.
//!
//! Case, accents, ligatures and compatibility forms are folded so that « Cœur », « coeur » and « CŒUR »
//! are the same word, whatever the keyboard. It covers the Latin script (French and its neighbours); other
//! scripts are lower-cased and otherwise kept. The tables are ours, and small, because a full Unicode
//! decomposition weighs more than the rest of this crate's code.

use core::ops::Range;

/// What a character becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folded {
    /// One or more lower-case letters or digits.
    Letters(&'static str),
    /// A character that is kept, lower-cased.
    Kept(char),
    /// A mark that disappears (combining accent, soft hyphen, zero-width character).
    Nothing,
    /// Anything that separates words.
    Break,
}

/// Folds one character.
#[must_use]
pub fn fold_char(c: char) -> Folded {
    match c {
        'a'..='z' | '0'..='9' => Folded::Kept(c),
        'A'..='Z' => Folded::Kept(c.to_ascii_lowercase()),
        '\0'..='\u{7f}' => Folded::Break,
        '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {
            Folded::Nothing
        }
        '\u{c0}'..='\u{17f}' => from_table(LATIN, c as u32 - 0xc0, c),
        '\u{1e00}'..='\u{1eff}' => from_table(LATIN_ADDITIONAL, c as u32 - 0x1e00, c),
        _ => fold_other(c),
    }
}

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
    /// Its letters, folded.
    pub folded: String,
}

/// The words of `text` with their places in it, in order.
///
/// ```
/// let words = azimut_engine::fold::split("À CŒUR");
/// assert_eq!(words[1].folded, "coeur");
/// assert_eq!(&"À CŒUR"[words[1].span.clone()], "CŒUR");
/// ```
#[must_use]
pub fn split(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    each_word(text, |span, folded| words.push(Word { span, folded: folded.to_owned() }));
    words
}

/// The folded words of `text`, one space between them.
///
/// ```
/// assert_eq!(azimut_engine::fold::fold("L’Œuvre – À CŒUR"), "l oeuvre a coeur");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    each_word(text, |_, folded| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(folded);
    });
    out
}

fn each_word(text: &str, mut found: impl FnMut(Range<usize>, &str)) {
    let mut word = String::new();
    let (mut start, mut end) = (0, 0);
    for (position, c) in text.char_indices() {
        let folded = fold_char(c);
        match folded {
            Folded::Nothing => continue,
            Folded::Break => {
                if !word.is_empty() {
                    found(start..end, &word);
                    word.clear();
                }
                continue;
            }
            Folded::Letters(_) | Folded::Kept(_) => {}
        }
        if word.is_empty() {
            start = position;
        }
        end = position + c.len_utf8();
        match folded {
            Folded::Letters(letters) => word.push_str(letters),
            Folded::Kept(c) => word.push(c),
            Folded::Nothing | Folded::Break => {}
        }
    }
    if !word.is_empty() {
        found(start..end, &word);
    }
}

/// Letters for U+00C0 to U+017F, space-separated; `-` is a break.
const LATIN: &str = "a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th ss \
    a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th y \
    a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g h h h h \
    i i i i i i i i i i ij ij j j k k k l l l l l l l l l l n n n n n n n n n \
    o o o o o o oe oe r r r r r r s s s s s s s s t t t t t t u u u u u u u u u u u u \
    w w y y y z z z z z z s";

/// Letters for U+1E00 to U+1EFF.
const LATIN_ADDITIONAL: &str = "a a b b b b b b c c d d d d d d d d d d e e e e e e e e e e f f \
    g g h h h h h h h h h h i i i i k k k k k k l l l l l l l l m m m m m m n n n n n n n n \
    o o o o o o o o p p p p r r r r r r r r s s s s s s s s s s t t t t t t t t \
    u u u u u u u u u u v v v v w w w w w w w w w w x x x x y y z z z z z z h t w y a s s s ss s \
    a a a a a a a a a a a a a a a a a a a a a a a a e e e e e e e e e e e e e e e e i i i i \
    o o o o o o o o o o o o o o o o o o o o o o o o u u u u u u u u u u u u u u \
    y y y y y y y y l l v v y y";

fn from_table(table: &'static str, index: u32, c: char) -> Folded {
    match table.split_ascii_whitespace().nth(index as usize) {
        Some("-") => Folded::Break,
        Some(letters) => Folded::Letters(letters),
        None => Folded::Kept(c),
    }
}

fn fold_other(c: char) -> Folded {
    match c {
        // Ordinals and superscripts as they are typed in « 1ᵉʳ », « n° », « 2ᵉ ».
        'ª' => Folded::Letters("a"),
        'º' => Folded::Letters("o"),
        '²' => Folded::Letters("2"),
        '³' => Folded::Letters("3"),
        '¹' => Folded::Letters("1"),
        'ᵉ' => Folded::Letters("e"),
        'ʳ' => Folded::Letters("r"),
        'ˢ' => Folded::Letters("s"),
        'ᵈ' => Folded::Letters("d"),
        'ﬀ' => Folded::Letters("ff"),
        'ﬁ' => Folded::Letters("fi"),
        'ﬂ' => Folded::Letters("fl"),
        'ﬃ' => Folded::Letters("ffi"),
        'ﬄ' => Folded::Letters("ffl"),
        'ﬅ' | 'ﬆ' => Folded::Letters("st"),
        // Full-width forms of ASCII.
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(c as u32 - 0xfee0) {
            Some(ascii) => fold_char(ascii),
            None => Folded::Break,
        },
        _ if separates(c) => Folded::Break,
        _ => Folded::Kept(lower(c)),
    }
}

/// The blocks of punctuation, symbols, arrows, pictures and private use; letters stand everywhere else. The
/// standard library's tables would know each character, and weigh 6.4 kB of what a visitor downloads.
fn separates(c: char) -> bool {
    matches!(
        c,
        '\u{80}'..='\u{bf}'
            | '\u{2b9}'..='\u{2df}'
            | '\u{37e}' | '\u{387}' | '\u{589}' | '\u{58a}' | '\u{5be}' | '\u{5c0}' | '\u{5c3}' | '\u{5f3}' | '\u{5f4}'
            | '\u{600}'..='\u{60f}' | '\u{61b}'..='\u{61f}' | '\u{66a}'..='\u{66d}' | '\u{6d4}'
            | '\u{964}' | '\u{965}'
            | '\u{1680}'
            | '\u{2000}'..='\u{206f}'
            | '\u{2070}'..='\u{2bff}'
            | '\u{2e00}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{3030}' | '\u{303d}'..='\u{303f}' | '\u{30fb}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{fe00}'..='\u{fe6f}'
            | '\u{ff5f}'..='\u{ff65}'
            | '\u{ffe0}'..='\u{ffff}'
            | '\u{1f000}'..='\u{1fbff}'
            | '\u{e0000}'..
    )
}

/// Small letters of the other scripts that have capitals and that our neighbours write; the rest as it is.
fn lower(c: char) -> char {
    let further = match c {
        // Greek, its accented capitals first.
        '\u{386}' => 38,
        '\u{388}'..='\u{38a}' => 37,
        '\u{38c}' => 64,
        '\u{38e}'..='\u{38f}' => 63,
        '\u{391}'..='\u{3ab}' => 32,
        // Cyrillic.
        '\u{400}'..='\u{40f}' => 80,
        '\u{410}'..='\u{42f}' => 32,
        '\u{460}'..='\u{481}' | '\u{48a}'..='\u{4bf}' | '\u{4d0}'..='\u{52f}' => 1 - (c as u32 & 1),
        // Further Latin, where capital and small letters stand in pairs.
        '\u{1cd}'..='\u{1dc}' => c as u32 & 1,
        '\u{1de}'..='\u{1ef}' | '\u{1f8}'..='\u{21f}' | '\u{222}'..='\u{233}' => 1 - (c as u32 & 1),
        _ => 0,
    };
    char::from_u32(c as u32 + further).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn check(input: &str, expected: &str) {
        assert_eq!(fold(input), expected, "{input:?}");
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn folds_case_accents_and_ligatures() {
        check("Élève à l’École", "eleve a l ecole");
        check("CŒUR et cœur, ŒUVRE, Lætitia", "coeur et coeur oeuvre laetitia");
        check("Saint-Étienne", "saint etienne");
        check("L'Haÿ-les-Roses", "l hay les roses");
        check("ŷ ž ſ ŉ ŋ Ĳ", "y z s n n ij");
        check("Tiếng Việt", "tieng viet");
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn decomposed_accents_equal_composed_ones() {
        check("e\u{301}le\u{300}ve", "eleve");
        check("c\u{327}a", "ca");
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn invisible_characters_do_not_cut_words() {
        check("forma\u{ad}tion", "formation");
        check("for\u{200b}mation", "formation");
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn spaces_and_punctuation_separate() {
        check("  a\u{a0}b\u{202f}c—d… ", "a b c d");
        check("!!!", "");
        check("", "");
        check("1ᵉʳ n° 2² × 3", "1er n 22 3");
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn other_scripts_are_kept() {
        check("ΑΒΓ Привет مرحبا", "αβγ привет مرحبا");
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn capitals_of_our_neighbours_are_those_of_unicode() {
        for code in (0x180..0x250).chain(0x386..0x530) {
            let Some(c) = char::from_u32(code).filter(|c| c.is_alphabetic()) else { continue };
            let known = |c: char| !matches!(c as u32, 0x180..=0x1cc | 0x1dd | 0x1f0..=0x1f7 | 0x220 | 0x221 | 0x234..=0x24f | 0x3cf..=0x3ff | 0x4c0..=0x4cf);
            if known(c) {
                assert_eq!(fold_char(c), Folded::Kept(c.to_lowercase().next().unwrap()), "{code:x}");
            }
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn what_separates_is_no_letter() {
        for c in ('\u{180}'..=char::MAX).filter(|c| separates(*c)) {
            // Circled letters, Roman figures in one character and modifiers are symbols to us.
            let symbol = matches!(c as u32, 0x2b9..=0x2df | 0x2071..=0x2bff | 0x2e2f | 0x3000..=0x303f | 0x1f000..=0x1fbff);
            assert!(symbol || !c.is_alphabetic(), "{:x}", c as u32);
        }
        for c in ['\u{2bc}', '…', '—', '«', '€', '→', '😀', '。', '،', '\u{fe0f}'] {
            assert!(separates(c), "{c:?}");
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn tables_have_an_entry_for_each_code_point() {
        assert_eq!(LATIN.split_ascii_whitespace().count(), 0x180 - 0xc0);
        assert_eq!(LATIN_ADDITIONAL.split_ascii_whitespace().count(), 0x100);
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn folding_twice_changes_nothing() {
        for text in ["Œuvre d’ÉTÉ", "ŸĿŁŐ", "½ ﬁn ＡＢＣ"] {
            let once = fold(text);
            assert_eq!(fold(&once), once);
        }
    }
}
