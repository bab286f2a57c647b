//! Words that sound alike in French: « fransse » and « france », « civic » and « civique ».
//!
//! A key is what is left of a folded word when letters that sound alike are one letter, doubled letters are single and
//! silent endings are gone. It is rough on purpose: it is asked only for a word that nothing has, with a typing mistake
//! or without, and what it finds counts as misspelt.

/// Shortest word that is looked up by its sound: of shorter ones too little is left.
pub(crate) const SHORTEST: usize = 5;

/// What sounds alike, the longer spellings first.
const SOUNDS: [(&str, &str); 18] = [
    ("tion", "sion"),
    ("eau", "o"),
    ("au", "o"),
    ("ph", "f"),
    ("ch", "2"),
    ("ck", "k"),
    ("qu", "k"),
    ("q", "k"),
    ("ai", "e"),
    ("ei", "e"),
    ("en", "an"),
    ("em", "an"),
    ("am", "an"),
    ("im", "in"),
    ("y", "i"),
    ("z", "s"),
    ("h", ""),
    ("w", "v"),
];

/// The key of a folded word.
pub(crate) fn key(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(letter) = rest.chars().next() {
        let sound = SOUNDS.iter().find_map(|(written, heard)| Some((rest.strip_prefix(written)?, *heard)));
        if let Some((after, heard)) = sound {
            key.push_str(heard);
            rest = after;
            continue;
        }
        rest = &rest[letter.len_utf8()..];
        let soft = matches!(rest.as_bytes().first(), Some(b'e' | b'i' | b'y'));
        key.push(match letter {
            'c' if soft => 's',
            'c' => 'k',
            other => other,
        });
    }
    if key.ends_with("er") {
        key.pop();
    }
    while key.ends_with(['e', 's', 't', 'd', 'x', 'p']) {
        key.pop();
    }
    let mut before = None;
    key.retain(|c| before.replace(c) != Some(c));
    key
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::key;

    #[wasm_bindgen_test(unsupported = test)]
    fn words_that_sound_alike_have_one_key() {
        for (one, other) in [
            ("fransse", "france"),
            ("travaille", "travail"),
            ("civic", "civique"),
            ("formassion", "formation"),
            ("aprantissage", "apprentissage"),
            ("alternanse", "alternance"),
            ("ortografe", "orthographe"),
            ("anbauche", "embauche"),
            ("metie", "metier"),
            ("profesionel", "professionnel"),
        ] {
            assert_eq!(key(one), key(other), "{one}");
        }
        for (one, other) in [("emploi", "ecole"), ("formation", "format"), ("chance", "seance")] {
            assert_ne!(key(one), key(other), "{one}");
        }
        assert_eq!(key(""), "");
        assert_eq!(key("stt"), "");
    }
}
