//! Makes the structures: seats, permanences, contacts, needs and hours, network by network.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, ensure};

use super::Scale;
use super::front_matter::{Place, Structure, day_of_2026};
use super::networks::{NETWORKS, Network};
use super::random::Random;
use super::siting::{Site, Siting};
use super::territory::Town;
use super::{hours, texts};

const SOURCE: &str = "Données de démonstration, entièrement fictives";

/// Days of the year 2026 between which records were checked: 5 January and 30 October.
const CHECKED: (u16, u16) = (5, 303);

/// A permanence opens in at most this many towns of one structure, the one of Le Puy-en-Velay aside.
const MAX_PERMANENCES: usize = 12;

/// Networks that share one house in Le Puy-en-Velay, where the first of their seats is.
const LE_PUY_HOUSE: &[&str] = &["mission-locale", "info-jeunes", "mife"];

/// The sixteen permanences of the Mission Locale of Le Puy-en-Velay.
const LE_PUY_PERMANENCES: &[&str] = &[
    "Saugues",
    "Langeac",
    "Brioude",
    "Yssingeaux",
    "Monistrol-sur-Loire",
    "Craponne-sur-Arzon",
    "Sainte-Sigolène",
    "Tence",
    "Le Chambon-sur-Lignon",
    "Dunières",
    "Bas-en-Basset",
    "Aurec-sur-Loire",
    "Saint-Didier-en-Velay",
    "Le Monastier-sur-Gazeille",
    "Vorey",
    "Landos",
];

/// Makes every structure, sorted by id.
pub(crate) fn make(towns: &[Town], scale: Scale, seed: u64) -> Result<Vec<Structure>> {
    let mut maker = Maker {
        towns,
        siting: Siting::new(towns),
        random: Random::new(seed),
        names: BTreeMap::new(),
        ids: BTreeSet::new(),
        owners: BTreeMap::new(),
        phones: 0,
        many: scale.factor() > 1,
    };
    let mut structures = Vec::new();
    for network in NETWORKS {
        structures.extend(maker.network(network, scale.factor())?);
    }
    structures.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(structures)
}

/// Languages spoken in places of welcome, and in what share of them.
const LANGUAGES: [(&str, f64); 6] =
    [("en", 0.2), ("es", 0.06), ("ar", 0.08), ("pt", 0.03), ("uk", 0.02), ("fsl", 0.04)];

struct Maker<'a> {
    towns: &'a [Town],
    siting: Siting<'a>,
    random: Random,
    /// How many structures bear a name already.
    names: BTreeMap<String, usize>,
    ids: BTreeSet<String>,
    /// The town to which an id without its department belongs.
    owners: BTreeMap<String, String>,
    phones: usize,
    /// More than the region has: nobody counts the labels of those.
    many: bool,
}

/// A seat and the towns of its permanences.
struct Plan {
    seat: usize,
    permanences: Vec<usize>,
    /// In the shared house of Le Puy-en-Velay.
    shares_house: bool,
}

impl Maker<'_> {
    fn network(&mut self, network: &'static Network, factor: usize) -> Result<Vec<Structure>> {
        let plans = self.plans(network, factor)?;
        Ok(plans.iter().enumerate().map(|(index, plan)| self.structure(network, plan, index)).collect())
    }

    fn plans(&mut self, network: &Network, factor: usize) -> Result<Vec<Plan>> {
        let in_house = LE_PUY_HOUSE.contains(&network.id);
        let fixed: Vec<usize> = network
            .seats
            .iter()
            .map(|&(department, label)| self.town(department, label))
            .collect::<Result<_>>()?;
        let seats = self.siting.seats(network.structures * factor, network.urban, &fixed, &mut self.random);
        let plan =
            |(index, seat)| Plan { seat, permanences: Vec::new(), shares_house: in_house && index == 0 };
        let mut plans: Vec<Plan> = seats.into_iter().enumerate().map(plan).collect();
        let wanted = network.places * factor;
        if network.id == "mission-locale" {
            plans[0].permanences = self.le_puy_permanences()?;
        }
        self.add_permanences(network, wanted, &mut plans)?;
        Ok(plans)
    }

    fn town(&self, department: &str, label: &str) -> Result<usize> {
        let town = self.siting.town(department, label);
        town.with_context(|| format!("{label} ({department}) n’est pas dans le territoire"))
    }

    fn le_puy_permanences(&self) -> Result<Vec<usize>> {
        LE_PUY_PERMANENCES.iter().map(|label| self.town("43", label)).collect()
    }

    /// Adds permanences, one structure at random after another, until the network has its places.
    fn add_permanences(&mut self, network: &Network, wanted: usize, plans: &mut [Plan]) -> Result<()> {
        let mut used: BTreeSet<usize> =
            plans.iter().flat_map(|plan| plan.permanences.iter().copied().chain([plan.seat])).collect();
        let count = |plans: &[Plan]| plans.iter().map(|plan| 1 + plan.permanences.len()).sum::<usize>();
        let mut missing = wanted.checked_sub(count(plans)).context("plus de lieux que prévu")?;
        let mut failures = 0;
        while missing > 0 {
            if failures > 10 * plans.len() && self.many {
                // Every town has one: now another beside it.
                used.clear();
                failures = 0;
            }
            ensure!(failures < 1000 * plans.len(), "plus de commune libre pour {}", network.id);
            let plan = &mut plans[self.random.below(plans.len())];
            let town = self.siting.permanence_town(
                plan.seat,
                (network.reach_km, network.urban),
                &used,
                &mut self.random,
            );
            let free =
                |town: &usize| plan.permanences.len() < MAX_PERMANENCES && !plan.permanences.contains(town);
            match town.filter(free) {
                Some(town) => {
                    plan.permanences.push(town);
                    used.insert(town);
                    missing -= 1;
                }
                None => failures += 1,
            }
        }
        Ok(())
    }

    fn structure(&mut self, network: &'static Network, plan: &Plan, index: usize) -> Structure {
        let town = &self.towns[plan.seat];
        let (nom, id) = self.name_and_id(network, town);
        let is_payable =
            matches!(network.id, "cci" | "cma" | "chambre-agriculture") && self.random.chance(0.15);
        let labels: Vec<&str> =
            plan.permanences.iter().map(|&town| self.towns[town].label.as_str()).collect();
        let mut structure = Structure {
            nom,
            sigle: network.sigle,
            reseaux: vec![network.id],
            besoins: self.needs(network),
            publics: self.random.pick(network.publics).to_vec(),
            niveaux: if network.follows { vec!["information", "accompagnement"] } else { Vec::new() },
            modes: self.modes(network),
            a_distance: at_distance(network.id, index),
            frais: is_payable.then_some("payant"),
            frais_precisions: is_payable.then_some(
                "Premier rendez-vous gratuit ; les ateliers de préparation à l’installation sont payants.",
            ),
            telephone: self.phone(),
            courriel: self.random.chance(0.95).then(|| format!("contact@{id}.example.org")),
            site_web: self.random.chance(0.9).then(|| format!("https://{id}.example.org/")),
            verifie_le: Some(self.checked_day()),
            label_annee: (network.is_labelled() && !self.many).then(|| 2021 + self.random.below(5) as u16),
            source: SOURCE,
            description: texts::description(network.about, &labels, &mut self.random),
            id,
            fermetures: Vec::new(),
            lieux: vec![self.seat(network, plan)],
        };
        structure
            .lieux
            .extend(plan.permanences.iter().map(|&town| self.permanence(network, town, &structure.besoins)));
        structure
    }

    fn name_and_id(&mut self, network: &Network, town: &Town) -> (String, String) {
        let mould = *self.random.pick(network.names);
        let plain = texts::name(mould, &town.label, 0);
        let rank = self.names.entry(plain).or_insert(0);
        let nom = texts::name(mould, &town.label, *rank);
        *rank += 1;
        (nom, self.id(network, town))
    }

    /// `network-town`; with the department for a second town of that name, with a number for a second
    /// structure in the town.
    fn id(&mut self, network: &Network, town: &Town) -> String {
        let base = format!("{}-{}", network.id, slug(&town.label));
        let owner = self.owners.entry(base.clone()).or_insert_with(|| town.insee.clone());
        let stem = if *owner == town.insee { base } else { format!("{base}-{}", slug(&town.department)) };
        let mut id = stem.clone();
        let mut number = 1;
        while !self.ids.insert(id.clone()) {
            number += 1;
            id = format!("{stem}-{number}");
        }
        id
    }

    fn needs(&mut self, network: &Network) -> Vec<&'static str> {
        let mut needs = network.needs.to_vec();
        needs.extend(network.more_needs.iter().filter(|_| self.random.chance(0.45)));
        needs
    }

    /// On-site only is the model's default: it is left unsaid.
    fn modes(&mut self, network: &Network) -> Vec<&'static str> {
        let modes = self.random.pick(network.modes).to_vec();
        if modes == ["sur-place"] { Vec::new() } else { modes }
    }

    fn seat(&mut self, network: &Network, plan: &Plan) -> Place {
        let site = if plan.shares_house {
            self.siting.shared_site(plan.seat, &mut self.random)
        } else {
            self.siting.own_site(plan.seat, &mut self.random)
        };
        let hours = hours::seat(&mut self.random, network.id == "info-jeunes");
        Place { horaires: Some(hours), ..self.place(site) }
    }

    fn permanence(&mut self, network: &Network, town: usize, needs: &[&'static str]) -> Place {
        let site = self.siting.permanence_site(town, &mut self.random);
        let horaires = hours::permanence(&mut self.random);
        let telephone = self.random.chance(0.2).then(|| self.phone());
        let informs_only = network.follows && self.random.chance(0.3);
        let answers_less = self.random.chance(0.15);
        let was_checked_apart = self.random.chance(0.12);
        Place {
            nom: Some(format!("Permanence {}", texts::of(&self.towns[town].label))),
            horaires,
            telephone,
            besoins: if answers_less { needs.iter().take(2).copied().collect() } else { Vec::new() },
            niveaux: if informs_only { vec!["information"] } else { Vec::new() },
            modes: if self.random.chance(0.25) { vec!["sur-place"] } else { Vec::new() },
            verifie_le: was_checked_apart.then(|| self.checked_day()),
            ..self.place(site)
        }
    }

    fn place(&self, site: Site) -> Place {
        let town = &self.towns[site.town];
        // Drawn apart, from where the place stands: what is added here changes nothing else.
        let mut own = Random::new(site.latitude.to_bits() ^ site.longitude.to_bits().rotate_left(17));
        let spoken =
            LANGUAGES.iter().filter(|(_, share)| own.chance(*share)).map(|(code, _)| *code).collect();
        let access = own.unit();
        Place {
            langues: spoken,
            accessibilite: match access {
                share if share < 0.45 => Some("totale"),
                share if share < 0.6 => Some("partielle"),
                share if share < 0.65 => Some("aucune"),
                _ => None,
            },
            sur_rendez_vous: own.chance(0.4).then(|| own.chance(0.6)),
            adresse: site.address,
            complement: site.complement,
            code_postal: site.postcode,
            commune: town.commune.clone(),
            insee: town.insee.clone(),
            latitude: site.latitude,
            longitude: site.longitude,
            ..Place::default()
        }
    }

    /// The next number of the range kept for fiction, 04 65 71 00 00 to 04 65 71 99 99, in a scattered order
    /// that goes through all of them before it starts again (7919 and 10000 have no common factor).
    fn phone(&mut self) -> String {
        let number = (self.phones * 7919 + 1234) % 10_000;
        self.phones += 1;
        format!("04 65 71 {:02} {:02}", number / 100, number % 100)
    }

    fn checked_day(&mut self) -> toml::value::Datetime {
        let (first, last) = CHECKED;
        day_of_2026(first + self.random.below(usize::from(last - first) + 1) as u16)
    }
}

/// Some operators of the CEP serve the whole territory from afar.
fn at_distance(network: &str, index: usize) -> bool {
    match network {
        "avenir-actifs" => index.is_multiple_of(3),
        "apec" => index.is_multiple_of(2),
        _ => false,
    }
}

fn slug(text: &str) -> String {
    engine::fold::fold(text).replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{DEFAULT_SEED, territory};
    use super::*;

    fn towns() -> Vec<Town> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content/territoire");
        territory::read(&folder, Scale::Region(1)).unwrap()
    }

    fn places(structures: &[Structure]) -> impl Iterator<Item = &Place> {
        structures.iter().flat_map(|structure| &structure.lieux)
    }

    #[test]
    fn the_directory_has_the_figures_of_the_report() {
        let structures = make(&towns(), Scale::Region(1), DEFAULT_SEED).unwrap();
        assert_eq!((structures.len(), places(&structures).count()), (544, 1157));
        assert_eq!(structures.iter().filter(|structure| structure.label_annee.is_some()).count(), 28);
        let departments: BTreeSet<&str> = places(&structures).map(|place| &place.insee[..2]).collect();
        assert_eq!(departments.len(), 12);
        let ids: BTreeSet<&str> = structures.iter().map(|structure| structure.id.as_str()).collect();
        assert_eq!(ids.len(), structures.len());
        let is_label =
            |id: &&str| id.len() <= 63 && id.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        assert!(ids.iter().all(is_label));
        let names: BTreeSet<&str> = structures.iter().map(|structure| structure.nom.as_str()).collect();
        assert!(names.len() + 6 > structures.len(), "only homonymous towns may share a name");
    }

    #[test]
    fn the_same_seed_gives_the_same_text_and_another_does_not() {
        let towns = towns();
        let text = |seed| -> Vec<String> {
            let structures = make(&towns, Scale::Region(1), seed).unwrap();
            structures.iter().map(|it| super::super::front_matter::to_text(it).unwrap()).collect()
        };
        assert_eq!(text(5), text(5));
        assert_ne!(text(5), text(6));
    }

    #[test]
    fn phones_are_in_the_range_kept_for_fiction() {
        let structures = make(&towns(), Scale::Region(1), DEFAULT_SEED).unwrap();
        let of_places = places(&structures).filter_map(|place| place.telephone.as_ref());
        let phones: Vec<&String> = structures.iter().map(|it| &it.telephone).chain(of_places).collect();
        assert!(phones.iter().all(|phone| phone.starts_with("04 65 71 ") && phone.len() == 14));
        assert_eq!(phones.iter().collect::<BTreeSet<_>>().len(), phones.len());
    }

    #[test]
    fn three_networks_share_a_house_in_le_puy() {
        let structures = make(&towns(), Scale::Region(1), DEFAULT_SEED).unwrap();
        let le_puy = |network| {
            structures.iter().find(|it| it.reseaux == [network] && it.lieux[0].insee == "43157").unwrap()
        };
        let [mission, jeunes, mife] = LE_PUY_HOUSE else { panic!("three networks") };
        let mission = le_puy(*mission);
        assert_eq!(mission.lieux.len(), 1 + 16);
        for other in [le_puy(*jeunes), le_puy(*mife)] {
            assert_eq!(other.lieux[0].adresse, mission.lieux[0].adresse);
            assert_eq!(other.lieux[0].latitude.to_bits(), mission.lieux[0].latitude.to_bits());
        }
    }

    #[test]
    fn a_point_in_common_means_an_address_in_common() {
        let structures = make(&towns(), Scale::Region(1), DEFAULT_SEED).unwrap();
        let mut by_point: BTreeMap<(u64, u64), &Place> = BTreeMap::new();
        for place in places(&structures) {
            let key = (place.latitude.to_bits(), place.longitude.to_bits());
            let first = by_point.entry(key).or_insert(place);
            assert_eq!((&first.adresse, &first.insee), (&place.adresse, &place.insee));
        }
        assert!(by_point.len() < 1157, "some houses are shared");
    }
}
