//! Identifiers made from names, with the engine's letter folding.

use engine::fold::fold;

/// A name as an identifier: « Mission locale du Velay » → `mission-locale-du-velay`. Letters outside of the
/// Latin script disappear, so the result may be empty.
#[must_use]
pub fn slug(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// Whether a text can be an identifier: small ASCII letters, digits and single hyphens between them.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.split('-').all(word)
}

#[cfg(test)]
mod tests {
    use super::{is_slug, slug};

    #[test]
    fn names_become_identifiers() {
        assert_eq!(slug("CIO d’Ambérieu-en-Bugey"), "cio-d-amberieu-en-bugey");
        assert_eq!(slug("  Œuvre – 2ᵉ  "), "oeuvre-2e");
        assert!(is_slug("cio-43"));
        for wrong in ["", "-a", "a--b", "A", "é", "a_b", "../a"] {
            assert!(!is_slug(wrong), "{wrong}");
        }
    }
}
