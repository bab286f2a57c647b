//! What the structures of each network look like: how many there are, whom they help, and how they speak.
//!
//! The numbers add up to the 544 structures and 1,157 places of the 2024 report; how they split between
//! networks is invented, except for the 28 labelled structures. The sentences are ours.

/// A network's share of the directory and the mould of its structures.
#[derive(Debug)]
pub(crate) struct Network {
    /// Id in `reseaux.toml`.
    pub(crate) id: &'static str,
    /// Acronym shown beside the name.
    pub(crate) sigle: Option<&'static str>,
    /// Structures in the region.
    pub(crate) structures: usize,
    /// Places of welcome in the region, seats included.
    pub(crate) places: usize,
    /// How strongly seats seek large towns: near 0 anywhere, at 1 in proportion to inhabitants, at 2 only in
    /// the chief towns.
    pub(crate) urban: f64,
    /// Seats that are chosen by hand, as department and town; part of the count.
    pub(crate) seats: &'static [(&'static str, &'static str)],
    /// How far permanences may be from the seat, in kilometres.
    pub(crate) reach_km: f64,
    /// Names; `{town}` is the town, `{of}` the town after "de".
    pub(crate) names: &'static [&'static str],
    /// Needs that all of its structures answer.
    pub(crate) needs: &'static [&'static str],
    /// Needs that some answer.
    pub(crate) more_needs: &'static [&'static str],
    /// Publics; several choices, the empty one meaning everyone.
    pub(crate) publics: &'static [&'static [&'static str]],
    /// Whether it follows people over time, beyond giving information.
    pub(crate) follows: bool,
    /// Ways of meeting; several choices.
    pub(crate) modes: &'static [&'static [&'static str]],
    /// What its structures are for, one sentence each.
    pub(crate) about: &'static [&'static str],
}

impl Network {
    /// Labelled networks are those of circle 3.
    pub(crate) fn is_labelled(&self) -> bool {
        LABELLED.contains(&self.id)
    }
}

const LABELLED: &[&str] = &[
    "cidff",
    "mife",
    "maison-de-l-emploi",
    "msap",
    "association",
    "communaute-de-communes",
    "commune",
    "cite-des-metiers",
];

const EVERYONE: &[&str] = &[];
const ON_SITE: &[&str] = &["sur-place"];
const BY_PHONE: &[&str] = &["sur-place", "telephone"];
const ALL_MODES: &[&str] = &["sur-place", "telephone", "visio"];

/// Every network of the demonstration directory.
pub(crate) const NETWORKS: &[Network] = &[
    Network {
        id: "mission-locale",
        sigle: None,
        structures: 61,
        places: 334,
        urban: 0.7,
        seats: &[("43", "Le Puy-en-Velay")],
        reach_km: 50.0,
        names: &["Mission Locale {of}"],
        needs: &[
            "trouver-sa-voie",
            "trouver-une-formation",
            "trouver-une-alternance",
            "chercher-un-emploi",
            "faire-un-cv",
        ],
        more_needs: &[
            "ameliorer-son-francais",
            "preparer-un-entretien",
            "trouver-un-stage",
            "se-deplacer",
            "se-loger",
            "reprendre-confiance",
            "decouvrir-des-metiers",
            "changer-d-etudes",
            "connaitre-ses-droits",
            "s-engager",
        ],
        publics: &[&["jeunes-16-25"], &["jeunes-16-25", "demandeurs-emploi"]],
        follows: true,
        modes: &[BY_PHONE, ON_SITE, ALL_MODES],
        about: &[
            "Une conseillère ou un conseiller suit chaque jeune de 16 à 25 ans sorti de l’école, de l’idée de métier jusqu’au contrat.",
            "L’équipe aide les jeunes à bâtir un projet, à le financer et à lever ce qui bloque : logement, transport, santé.",
            "Ici, on prépare avec les 16-25 ans un retour en formation, une alternance ou un premier emploi.",
        ],
    },
    Network {
        id: "info-jeunes",
        sigle: None,
        structures: 234,
        places: 318,
        urban: 0.55,
        seats: &[("43", "Le Puy-en-Velay")],
        reach_km: 25.0,
        names: &["Info Jeunes {town}", "Point information jeunesse {of}", "Espace Info Jeunes {of}"],
        needs: &["decouvrir-des-metiers", "trouver-un-stage", "partir-a-l-etranger"],
        more_needs: &[
            "choisir-ses-etudes",
            "trouver-sa-voie",
            "faire-un-cv",
            "se-loger",
            "s-engager",
            "utiliser-le-numerique",
            "trouver-une-alternance",
            "se-deplacer",
            "connaitre-ses-droits",
        ],
        publics: &[
            &["jeunes-16-25", "collegiens-lyceens"],
            &["jeunes-16-25", "collegiens-lyceens", "etudiants"],
            &["jeunes-16-25"],
            EVERYONE,
        ],
        follows: false,
        modes: &[ON_SITE, BY_PHONE],
        about: &[
            "On pousse la porte sans rendez-vous et sans donner son nom, avec une question sur les études, les jobs, le logement ou un projet.",
            "Documentation en libre accès, ordinateurs et un animateur pour chercher ensemble.",
            "Le lieu accompagne les envies des jeunes : stage, mobilité en Europe, engagement, première recherche d’emploi.",
            "Une équipe à l’écoute répond aux questions du quotidien et oriente vers le bon service.",
        ],
    },
    Network {
        id: "france-travail",
        sigle: None,
        structures: 96,
        places: 132,
        urban: 0.75,
        seats: &[],
        reach_km: 40.0,
        names: &["France Travail {town}"],
        needs: &[
            "chercher-un-emploi",
            "savoir-qui-recrute",
            "trouver-une-formation",
            "financer-une-formation",
        ],
        more_needs: &[
            "garder-son-emploi",
            "ameliorer-son-francais",
            "faire-un-cv",
            "preparer-un-entretien",
            "creer-une-entreprise",
            "changer-de-metier",
            "faire-le-point",
            "utiliser-le-numerique",
            "evoluer-au-travail",
        ],
        publics: &[&["demandeurs-emploi"], &["demandeurs-emploi", "beneficiaires-rsa"], EVERYONE],
        follows: true,
        modes: &[BY_PHONE, ALL_MODES],
        about: &[
            "L’agence inscrit, indemnise et accompagne les personnes qui cherchent un emploi.",
            "Offres du bassin, ateliers de recherche d’emploi et aides à la formation se préparent avec un conseiller.",
            "Un espace en libre accès permet de consulter les offres et d’être aidé pour ses démarches en ligne.",
        ],
    },
    Network {
        id: "cio",
        sigle: Some("CIO"),
        structures: 48,
        places: 72,
        urban: 0.75,
        seats: &[],
        reach_km: 40.0,
        names: &["CIO {of}", "Centre d’information et d’orientation {of}"],
        needs: &["trouver-sa-voie", "choisir-ses-etudes", "decouvrir-des-metiers", "changer-d-etudes"],
        more_needs: &["trouver-un-stage", "trouver-une-alternance", "faire-reconnaitre-un-handicap"],
        publics: &[&["collegiens-lyceens", "etudiants", "familles"], EVERYONE],
        follows: false,
        modes: &[ON_SITE, BY_PHONE],
        about: &[
            "Des psychologues de l’Éducation nationale reçoivent élèves, étudiants et familles pour parler d’études et de métiers.",
            "Entretiens sur rendez-vous, documentation sur les filières et aide à préparer une réorientation.",
            "Le centre reçoit toute personne qui s’interroge sur ses études, même sortie de l’école depuis longtemps.",
        ],
    },
    Network {
        id: "scuio",
        sigle: Some("SCUIO"),
        structures: 12,
        places: 20,
        urban: 2.0,
        seats: &[
            ("69", "Lyon 7e"),
            ("69", "Lyon 8e"),
            ("69", "Villeurbanne"),
            ("69", "Bron"),
            ("38", "Grenoble"),
            ("38", "Saint-Martin-d'Hères"),
            ("42", "Saint-Étienne"),
            ("63", "Clermont-Ferrand"),
            ("63", "Aubière"),
            ("73", "Chambéry"),
            ("74", "Annecy"),
            ("26", "Valence"),
        ],
        reach_km: 60.0,
        names: &["Service d’orientation universitaire {of}"],
        needs: &["choisir-ses-etudes", "changer-d-etudes", "trouver-un-stage"],
        more_needs: &[
            "trouver-sa-voie",
            "faire-un-cv",
            "faire-le-point",
            "partir-a-l-etranger",
            "preparer-un-entretien",
        ],
        publics: &[&["etudiants"], &["etudiants", "collegiens-lyceens"]],
        follows: true,
        modes: &[ALL_MODES, BY_PHONE],
        about: &[
            "Le service aide les étudiantes et les étudiants à choisir, à changer de filière et à préparer leur premier emploi.",
            "Entretiens, ateliers de candidature et enquêtes sur le devenir des diplômés.",
        ],
    },
    Network {
        id: "cap-emploi",
        sigle: None,
        structures: 12,
        places: 60,
        urban: 1.6,
        seats: &[],
        reach_km: 70.0,
        names: &["Cap emploi {town}"],
        needs: &["chercher-un-emploi", "garder-son-emploi", "faire-reconnaitre-un-handicap"],
        more_needs: &[
            "changer-de-metier",
            "evoluer-au-travail",
            "trouver-une-formation",
            "faire-le-point",
            "financer-une-formation",
        ],
        publics: &[&["personnes-handicapees"]],
        follows: true,
        modes: &[BY_PHONE, ALL_MODES],
        about: &[
            "Les conseillers accompagnent vers l’emploi, et dans l’emploi, les personnes dont la santé ou le handicap change la donne.",
            "On y prépare un aménagement de poste, une reconversion ou une recherche d’emploi adaptée.",
        ],
    },
    Network {
        id: "avenir-actifs",
        sigle: None,
        structures: 12,
        places: 48,
        urban: 1.6,
        seats: &[],
        reach_km: 70.0,
        names: &["Avenir Actifs {town}"],
        needs: &["evoluer-au-travail", "changer-de-metier", "faire-le-point", "financer-une-formation"],
        more_needs: &[
            "garder-son-emploi",
            "faire-valider-son-experience",
            "trouver-une-formation",
            "creer-une-entreprise",
        ],
        publics: &[&["salaries", "independants"]],
        follows: true,
        modes: &[ALL_MODES],
        about: &[
            "Un premier échange permet de savoir à qui s’adresser ; un conseiller suit ensuite la personne salariée ou indépendante.",
            "Le conseil en évolution professionnelle est confidentiel : l’employeur n’en est pas informé.",
        ],
    },
    Network {
        id: "apec",
        sigle: None,
        structures: 5,
        places: 8,
        urban: 1.8,
        seats: &[],
        reach_km: 90.0,
        names: &["Apec {town}"],
        needs: &["evoluer-au-travail", "changer-de-metier", "chercher-un-emploi"],
        more_needs: &["faire-le-point", "preparer-un-entretien", "savoir-qui-recrute", "faire-un-cv"],
        publics: &[&["cadres"], &["cadres", "etudiants"]],
        follows: true,
        modes: &[ALL_MODES],
        about: &[
            "Des consultants aident les cadres et les jeunes diplômés à faire le point et à préparer la suite.",
        ],
    },
    Network {
        id: "cci",
        sigle: Some("CCI"),
        structures: 13,
        places: 25,
        urban: 1.6,
        seats: &[],
        reach_km: 60.0,
        names: &["Chambre de commerce et d’industrie {of}"],
        needs: &["creer-une-entreprise", "trouver-une-alternance"],
        more_needs: &["decouvrir-des-metiers", "trouver-une-formation", "savoir-qui-recrute"],
        publics: &[EVERYONE, &["independants", "apprentis"]],
        follows: true,
        modes: &[BY_PHONE, ALL_MODES],
        about: &[
            "Le point d’accueil renseigne sur les métiers du commerce, de l’industrie et des services, et sur l’apprentissage.",
            "De l’idée à l’ouverture : réunions d’information, rendez-vous d’étude et suivi des jeunes entreprises.",
        ],
    },
    Network {
        id: "cma",
        sigle: Some("CMA"),
        structures: 12,
        places: 26,
        urban: 1.6,
        seats: &[],
        reach_km: 60.0,
        names: &["Chambre de métiers et de l’artisanat {of}"],
        needs: &["decouvrir-des-metiers", "trouver-une-alternance", "creer-une-entreprise"],
        more_needs: &[
            "trouver-une-formation",
            "faire-valider-son-experience",
            "changer-de-metier",
            "trouver-un-stage",
        ],
        publics: &[EVERYONE, &["apprentis", "independants"]],
        follows: true,
        modes: &[BY_PHONE, ON_SITE],
        about: &[
            "Boulangère, maçon, coiffeur, fleuriste : on y découvre les métiers de l’artisanat et les employeurs qui forment.",
            "La chambre aide à signer un contrat d’apprentissage et à s’installer à son compte.",
        ],
    },
    Network {
        id: "chambre-agriculture",
        sigle: None,
        structures: 11,
        places: 27,
        urban: 1.2,
        seats: &[],
        reach_km: 60.0,
        names: &["Chambre d’agriculture – point accueil {of}"],
        needs: &["creer-une-entreprise", "decouvrir-des-metiers"],
        more_needs: &[
            "trouver-une-formation",
            "trouver-une-alternance",
            "savoir-qui-recrute",
            "changer-de-metier",
        ],
        publics: &[EVERYONE, &["independants"]],
        follows: true,
        modes: &[BY_PHONE, ON_SITE],
        about: &[
            "Le point accueil reçoit celles et ceux qui veulent travailler la terre, s’installer ou transmettre une ferme.",
            "Métiers du vivant, stages en exploitation et installation : un conseiller fait le tour des possibles.",
        ],
    },
    Network {
        id: "mife",
        sigle: Some("MIFE"),
        structures: 12,
        places: 38,
        urban: 1.1,
        seats: &[("43", "Le Puy-en-Velay")],
        reach_km: 60.0,
        names: &["MIFE {of}", "Maison de l’information sur la formation et l’emploi {of}"],
        needs: &[
            "trouver-une-formation",
            "financer-une-formation",
            "faire-valider-son-experience",
            "changer-de-metier",
            "evoluer-au-travail",
        ],
        more_needs: &[
            "ameliorer-son-francais",
            "faire-le-point",
            "chercher-un-emploi",
            "creer-une-entreprise",
            "decouvrir-des-metiers",
            "faire-un-cv",
        ],
        publics: &[EVERYONE],
        follows: true,
        modes: &[BY_PHONE, ALL_MODES],
        about: &[
            "La maison reçoit tout le monde, en poste ou non, pour parler formation, VAE et changement de métier.",
            "Un conseil personnalisé, de la première question jusqu’au dossier de financement.",
        ],
    },
    Network {
        id: "cidff",
        sigle: Some("CIDFF"),
        structures: 6,
        places: 30,
        urban: 1.4,
        seats: &[],
        reach_km: 60.0,
        names: &["CIDFF {of}"],
        needs: &["connaitre-ses-droits", "reprendre-confiance", "chercher-un-emploi"],
        more_needs: &["changer-de-metier", "faire-le-point", "creer-une-entreprise", "trouver-une-formation"],
        publics: &[&["femmes"], &["femmes", "familles"]],
        follows: true,
        modes: &[BY_PHONE, ON_SITE],
        about: &[
            "Juristes et conseillères à l’emploi reçoivent en toute confidentialité, d’abord des femmes, aussi des familles.",
            "Droits, garde d’enfants, reprise d’un emploi : l’équipe avance sur tout à la fois.",
        ],
    },
    Network {
        id: "maison-de-l-emploi",
        sigle: Some("MEF"),
        structures: 1,
        places: 4,
        urban: 0.6,
        seats: &[("26", "Romans-sur-Isère")],
        reach_km: 30.0,
        names: &["Maison de l’emploi et de la formation {of}"],
        needs: &["chercher-un-emploi", "trouver-une-formation", "savoir-qui-recrute"],
        more_needs: &["faire-un-cv", "creer-une-entreprise", "trouver-une-alternance"],
        publics: &[EVERYONE],
        follows: true,
        modes: &[BY_PHONE],
        about: &[
            "La maison réunit au même endroit les entreprises qui recrutent et les personnes qui cherchent.",
        ],
    },
    Network {
        id: "msap",
        sigle: Some("MSAP"),
        structures: 1,
        places: 1,
        urban: 0.1,
        seats: &[("15", "Riom-ès-Montagnes")],
        reach_km: 20.0,
        names: &["Maison de services au public {of}"],
        needs: &["connaitre-ses-droits", "utiliser-le-numerique", "chercher-un-emploi"],
        more_needs: &["se-deplacer", "faire-un-cv"],
        publics: &[EVERYONE],
        follows: false,
        modes: &[ON_SITE],
        about: &[
            "Deux agents aident à faire ses démarches, en ligne ou sur papier, et mettent en lien avec le bon service.",
        ],
    },
    Network {
        id: "association",
        sigle: None,
        structures: 2,
        places: 4,
        urban: 0.4,
        seats: &[("63", "Ambert"), ("69", "Vénissieux")],
        reach_km: 30.0,
        names: &["Tremplin emploi {of}", "Atelier des possibles {of}"],
        needs: &["chercher-un-emploi", "reprendre-confiance", "faire-un-cv"],
        more_needs: &["utiliser-le-numerique", "ameliorer-son-francais", "se-deplacer"],
        publics: &[EVERYONE, &["demandeurs-emploi", "personnes-exilees"]],
        follows: true,
        modes: &[ON_SITE],
        about: &[
            "L’association reprend les choses au rythme de chacun : échanges, ateliers et mises en situation.",
        ],
    },
    Network {
        id: "communaute-de-communes",
        sigle: None,
        structures: 1,
        places: 5,
        urban: 0.2,
        seats: &[("07", "Le Cheylard")],
        reach_km: 20.0,
        names: &["Point emploi-orientation intercommunal {of}"],
        needs: &["chercher-un-emploi", "trouver-une-formation", "savoir-qui-recrute"],
        more_needs: &["se-deplacer", "utiliser-le-numerique"],
        publics: &[EVERYONE],
        follows: false,
        modes: &[BY_PHONE],
        about: &[
            "La communauté de communes tient un accueil itinérant pour que personne ne soit à plus de vingt minutes d’un conseil.",
        ],
    },
    Network {
        id: "commune",
        sigle: None,
        structures: 2,
        places: 2,
        urban: 0.2,
        seats: &[("69", "Belleville-en-Beaujolais"), ("03", "Saint-Pourçain-sur-Sioule")],
        reach_km: 10.0,
        names: &["Espace orientation municipal {of}"],
        needs: &["trouver-sa-voie", "chercher-un-emploi", "changer-de-metier"],
        more_needs: &["choisir-ses-etudes", "trouver-une-formation", "faire-un-cv"],
        publics: &[EVERYONE],
        follows: false,
        modes: &[ON_SITE],
        about: &[
            "Le service municipal écoute d’abord, quel que soit l’âge ou la situation, puis met en lien avec les partenaires du bassin.",
        ],
    },
    Network {
        id: "cite-des-metiers",
        sigle: None,
        structures: 3,
        places: 3,
        urban: 1.4,
        seats: &[("74", "Annemasse"), ("42", "Saint-Étienne"), ("63", "Clermont-Ferrand")],
        reach_km: 10.0,
        names: &["Cité des métiers {of} – centre associé"],
        needs: &[
            "decouvrir-des-metiers",
            "trouver-sa-voie",
            "trouver-une-formation",
            "chercher-un-emploi",
            "creer-une-entreprise",
        ],
        more_needs: &[
            "changer-de-metier",
            "faire-le-point",
            "faire-valider-son-experience",
            "evoluer-au-travail",
        ],
        publics: &[EVERYONE],
        follows: false,
        modes: &[ON_SITE, BY_PHONE],
        about: &[
            "Un grand espace en libre accès, où des conseillers de plusieurs maisons se relaient pour répondre.",
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_those_of_the_report() {
        assert_eq!(NETWORKS.iter().map(|network| network.structures).sum::<usize>(), 544);
        assert_eq!(NETWORKS.iter().map(|network| network.places).sum::<usize>(), 1157);
        let labelled = NETWORKS.iter().filter(|network| network.is_labelled());
        let split: Vec<_> = labelled.map(|network| (network.id, network.structures)).collect();
        let expected = [
            ("mife", 12),
            ("cidff", 6),
            ("maison-de-l-emploi", 1),
            ("msap", 1),
            ("association", 2),
            ("communaute-de-communes", 1),
            ("commune", 2),
            ("cite-des-metiers", 3),
        ];
        assert_eq!(split, expected);
    }

    /// The taxonomies are authored by hand: what we refer to must exist there.
    #[test]
    fn every_id_exists_in_the_taxonomies() {
        let ids = |file: &str, key: &str| -> Vec<String> {
            let path = format!("{}/../content/{file}", env!("CARGO_MANIFEST_DIR"));
            let table: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
            let list = table[key].as_array().unwrap();
            list.iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
        };
        let (needs, publics) = (ids("besoins.toml", "besoins"), ids("publics.toml", "publics"));
        let networks = ids("reseaux.toml", "reseaux");
        let has = |list: &[String], id: &str| list.iter().any(|known| known == id);
        for network in NETWORKS {
            assert!(has(&networks, network.id), "{}", network.id);
            for need in network.needs.iter().chain(network.more_needs) {
                assert!(has(&needs, need), "{need}");
            }
            for public in network.publics.iter().copied().flatten() {
                assert!(has(&publics, public), "{public}");
            }
        }
        let answered = |need: &String| {
            NETWORKS
                .iter()
                .any(|it| it.needs.contains(&need.as_str()) || it.more_needs.contains(&need.as_str()))
        };
        assert!(needs.iter().all(answered), "a need that nobody answers");
    }
}
