//! French names, addresses and sentences of the demonstration directory. No names of persons, streets included.

use super::random::Random;

const STREETS: &[&str] = &[
    "rue de la République",
    "place de la Mairie",
    "avenue de la Gare",
    "rue des Écoles",
    "place du Marché",
    "rue du Commerce",
    "rue de la Fontaine",
    "rue du Lavoir",
    "avenue des Alpes",
    "route de Lyon",
    "rue des Tanneurs",
    "rue du Moulin",
    "place de l’Église",
    "chemin du Stade",
    "rue de la Poste",
    "boulevard de la Liberté",
    "rue des Tilleuls",
    "avenue de l’Europe",
    "rue du Pont",
    "rue des Jardins",
    "rue de la Paix",
    "place de la Halle",
    "rue de l’Industrie",
    "allée des Platanes",
    "rue des Remparts",
    "montée du Château",
    "rue de la Source",
    "avenue du Parc",
    "rue des Acacias",
    "quai de la Rivière",
];

const COMPLEMENTS: &[&str] = &[
    "1er étage",
    "2e étage, ascenseur",
    "Rez-de-chaussée",
    "Bâtiment B",
    "Entrée par la cour",
    "Annexe de la mairie",
    "Espace associatif",
    "Centre social",
    "Médiathèque",
    "Pépinière d’entreprises",
];

const SHARED_HOUSES: &[&str] = &[
    "Maison France services",
    "Maison des services",
    "Pôle de services",
    "Annexe de la mairie",
    "Espace de vie sociale",
];

const WELCOME: &[&str] = &[
    "L’accueil est libre ; un rendez-vous se prend sur place ou par téléphone.",
    "Le premier entretien est gratuit et n’engage à rien.",
    "On peut venir seul ou accompagné, avec ou sans projet précis.",
    "Il n’est pas nécessaire de donner son nom pour être renseigné.",
    "Si un autre service répond mieux, l’équipe aide à le joindre.",
    "Des ordinateurs et une imprimante sont à disposition.",
    "Les locaux sont accessibles aux fauteuils roulants.",
    "Il est conseillé d’appeler avant de venir pendant les vacances scolaires.",
    "Une réponse est donnée sous deux jours ouvrés.",
    "Des ateliers en petit groupe ont lieu chaque mois.",
];

const QUARTERS: &[&str] =
    &["Nord", "Sud", "Est", "Ouest", "Centre", "Gare", "Plaine", "Rive gauche", "Rive droite"];

/// A number, a street, and for some a complement.
pub(crate) fn address(random: &mut Random) -> (String, Option<&'static str>) {
    let number = 1 + random.below(120);
    let bis = if random.chance(0.05) { " bis" } else { "" };
    let street = random.pick(STREETS);
    let complement = random.chance(0.2).then(|| *random.pick(COMPLEMENTS));
    (format!("{number}{bis} {street}"), complement)
}

/// What a small town calls the house where several services hold permanences.
pub(crate) fn shared_house(random: &mut Random) -> &'static str {
    SHARED_HOUSES[random.below(SHARED_HOUSES.len())]
}

/// Fills a name's mould; the n-th structure of one name in a town gets a quarter.
pub(crate) fn name(mould: &str, town: &str, rank: usize) -> String {
    let name = mould.replace("{town}", town).replace("{of}", &of(town));
    match rank.checked_sub(1) {
        None => name,
        Some(index) => match QUARTERS.get(index) {
            Some(quarter) => format!("{name} – {quarter}"),
            None => format!("{name} – Site {}", rank + 1),
        },
    }
}

/// The town after "de", with its elision or contraction: "du Puy-en-Velay", "d’Annecy".
pub(crate) fn of(town: &str) -> String {
    with_article(town, "du ", "des ").unwrap_or_else(|| {
        // Mute and aspirated h cannot be told apart by spelling: "de Hauteville" is the safe form for both.
        let is_vowel = engine::fold::fold(town).starts_with(['a', 'e', 'i', 'o', 'u', 'y']);
        if is_vowel { format!("d’{town}") } else { format!("de {town}") }
    })
}

/// The town after "à": "au Puy-en-Velay", "aux Houches".
pub(crate) fn at(town: &str) -> String {
    with_article(town, "au ", "aux ").unwrap_or_else(|| format!("à {town}"))
}

fn with_article(town: &str, singular: &str, plural: &str) -> Option<String> {
    let contracted = |article: &str, rest: &str| Some(format!("{article}{rest}"));
    match town.split_once(' ') {
        Some(("Le", rest)) => contracted(singular, rest),
        Some(("Les", rest)) => contracted(plural, rest),
        _ => None,
    }
}

/// A short description: what the structure is for, how one is received, where else it holds permanences.
pub(crate) fn description(about: &[&str], permanences: &[&str], random: &mut Random) -> String {
    let mut text = format!("{} {}", random.pick(about), random.pick(WELCOME));
    if random.chance(0.35) {
        let more = *random.pick(WELCOME);
        if !text.contains(more) {
            text = format!("{text} {more}");
        }
    }
    match permanences {
        [] => text,
        [only] => format!("{text}\n\nUne permanence se tient aussi {}.", at(only)),
        [first @ .., last] if permanences.len() <= 4 => {
            let first: Vec<String> = first.iter().map(|town| at(town)).collect();
            format!("{text}\n\nDes permanences se tiennent aussi {} et {}.", first.join(", "), at(last))
        }
        _ => format!("{text}\n\n{} permanences se tiennent aussi aux alentours.", permanences.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prepositions_follow_the_article() {
        for (town, expected_of, expected_at) in [
            ("Le Puy-en-Velay", "du Puy-en-Velay", "au Puy-en-Velay"),
            ("Les Houches", "des Houches", "aux Houches"),
            ("La Chaise-Dieu", "de La Chaise-Dieu", "à La Chaise-Dieu"),
            ("L'Arbresle", "de L'Arbresle", "à L'Arbresle"),
            ("Évian-les-Bains", "d’Évian-les-Bains", "à Évian-les-Bains"),
            ("Lyon 3e", "de Lyon 3e", "à Lyon 3e"),
        ] {
            assert_eq!((of(town), at(town)), (expected_of.to_owned(), expected_at.to_owned()));
        }
    }

    #[test]
    fn second_structures_of_a_town_get_a_quarter() {
        assert_eq!(name("CIO {of}", "Annecy", 0), "CIO d’Annecy");
        assert_eq!(name("CIO {of}", "Annecy", 1), "CIO d’Annecy – Nord");
        assert_eq!(name("CIO {of}", "Annecy", 9), "CIO d’Annecy – Rive droite");
        assert_eq!(name("CIO {of}", "Annecy", 10), "CIO d’Annecy – Site 11");
    }

    #[test]
    fn permanences_are_told() {
        let text = |towns: &[&str]| description(&["Un accueil."], towns, &mut Random::new(1));
        assert!(text(&["Saugues"]).ends_with("Une permanence se tient aussi à Saugues."));
        assert!(text(&["Saugues", "Le Monastier", "Tence"]).ends_with("à Saugues, au Monastier et à Tence."));
        assert!(text(&["a", "b", "c", "d", "e"]).contains("5 permanences"));
    }
}
