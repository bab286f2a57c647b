//! Names of places behind a preposition.

/// Behind « près »: « près d’Annecy », « près du Puy-en-Velay », « près des Estables », « près de La Mure ».
#[must_use]
pub fn of(name: &str) -> String {
    for (article, joined) in [("Le ", "du "), ("Les ", "des ")] {
        if let Some(rest) = name.strip_prefix(article) {
            return format!("{joined}{rest}");
        }
    }
    if is_elided(name) { format!("d’{name}") } else { format!("de {name}") }
}

/// Whether « de » loses its vowel before a name. Names in H are said both ways, but for those in « Haut ».
fn is_elided(name: &str) -> bool {
    let folded = engine::fold::fold(name);
    let mut letters = folded.chars();
    match letters.next() {
        Some('a' | 'e' | 'i' | 'o' | 'u') => true,
        Some('h') => !["haut ", "haute ", "hauts ", "hautes "].iter().any(|word| folded.starts_with(word)),
        // « d’Yssingeaux », but « de Yenne ».
        Some('y') => letters.next().is_some_and(|c| !"aeiou".contains(c)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn names_keep_their_articles_as_one_says_them() {
        for (name, expected) in [
            ("Saugues", "de Saugues"),
            ("Annecy", "d’Annecy"),
            ("Écully", "d’Écully"),
            ("Œyreluy", "d’Œyreluy"),
            ("Huez", "d’Huez"),
            ("Haut-Valromey", "de Haut-Valromey"),
            ("Hauterives", "d’Hauterives"),
            ("Yssingeaux", "d’Yssingeaux"),
            ("Yenne", "de Yenne"),
            ("Le Puy-en-Velay", "du Puy-en-Velay"),
            ("Les Estables", "des Estables"),
            ("La Mure", "de La Mure"),
            ("L'Isle-d'Abeau", "de L'Isle-d'Abeau"),
            ("Lentilly", "de Lentilly"),
        ] {
            assert_eq!(of(name), expected);
        }
    }
}
