//! Chooses in which towns structures sit, where they hold permanences, and at which address.

use std::collections::{BTreeMap, BTreeSet};

use super::random::Random;
use super::territory::Town;
use super::texts;

/// Towns below this many inhabitants have one shared house of services, where permanences often meet.
const SHARED_HOUSE_MAX_POPULATION: u32 = 15_000;
/// How often a permanence of a small town is in that house rather than on its own.
const SHARED_HOUSE_CHANCE: f64 = 0.55;
/// A permanence nearer than this to its seat would be useless.
const MIN_PERMANENCE_KM: f64 = 5.0;
/// A town with none larger within this distance is where people of the country around go.
const CENTRE_KM: f64 = 9.0;
/// How much more probable a permanence is in such a town.
const CENTRE_BONUS: f64 = 8.0;

/// An address with its point.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// Index of the town.
    pub(crate) town: usize,
    /// Number and street.
    pub(crate) address: String,
    /// Floor, building…
    pub(crate) complement: Option<&'static str>,
    /// One of the town's postcodes.
    pub(crate) postcode: String,
    /// Degrees, five decimals.
    pub(crate) latitude: f64,
    /// Degrees, five decimals.
    pub(crate) longitude: f64,
}

/// The towns by department, and what is already taken.
pub(crate) struct Siting<'a> {
    towns: &'a [Town],
    departments: BTreeMap<&'a str, Vec<usize>>,
    is_centre: Vec<bool>,
    shared: BTreeMap<usize, Site>,
    /// Points in hundred-thousandths of a degree: two places share one only on purpose.
    points: BTreeSet<(i64, i64)>,
}

impl<'a> Siting<'a> {
    /// Prepares the towns; cost is the sum of squares of the departments' sizes.
    pub(crate) fn new(towns: &'a [Town]) -> Self {
        let mut departments: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, town) in towns.iter().enumerate() {
            departments.entry(&town.department).or_default().push(index);
        }
        let is_centre = (0..towns.len())
            .map(|index| {
                let town = &towns[index];
                departments[town.department.as_str()].iter().all(|&other| {
                    let other = &towns[other];
                    other.population <= town.population || town.distance_km(other) > CENTRE_KM
                })
            })
            .collect();
        Self { towns, departments, is_centre, shared: BTreeMap::new(), points: BTreeSet::new() }
    }

    /// The index of a town of a department, by its name.
    pub(crate) fn town(&self, department: &str, label: &str) -> Option<usize> {
        let towns = self.departments.get(department)?;
        towns.iter().copied().find(|&index| self.towns[index].label == label)
    }

    /// Where `count` seats of a network go: shared between departments by population, at least one each when
    /// there are enough, then between towns. `fixed` seats come first and are part of the count.
    pub(crate) fn seats(&self, count: usize, urban: f64, fixed: &[usize], random: &mut Random) -> Vec<usize> {
        let population = |towns: &Vec<usize>| -> u64 {
            towns.iter().map(|&index| u64::from(self.towns[index].population)).sum()
        };
        let weights: Vec<u64> = self.departments.values().map(population).collect();
        let fixed_here = |towns: &Vec<usize>| fixed.iter().filter(|index| towns.contains(index)).count();
        let minima: Vec<usize> = self.departments.values().map(fixed_here).collect();
        let shares = at_least(share(count, &weights), &minima);
        let mut seats = fixed.to_vec();
        for ((towns, share), minimum) in self.departments.values().zip(shares).zip(minima) {
            seats.extend(self.department_seats(towns, share - minimum, urban, fixed, random));
        }
        seats
    }

    /// Highest averages: each seat goes to the city whose weight divided by its seats, twice over and one
    /// more, is highest, then to the arrondissement by the same rule; so large cities get several.
    fn department_seats(
        &self,
        towns: &[usize],
        count: usize,
        urban: f64,
        fixed: &[usize],
        random: &mut Random,
    ) -> Vec<usize> {
        // Arrondissements follow one another, since towns are sorted by INSEE code.
        let cities: Vec<&[usize]> =
            towns.chunk_by(|&a, &b| self.towns[a].commune == self.towns[b].commune).collect();
        let population =
            |city: &[usize]| city.iter().map(|&index| f64::from(self.towns[index].population)).sum::<f64>();
        // Chance shuffles towns of like size, so that networks do not all choose the same ones: a lot for the
        // networks that go anywhere, hardly for those of chief towns.
        let swing = (1.1 - 0.5 * urban).clamp(0.2, 0.9);
        let mut weight =
            |city: &[usize]| libm::pow(population(city), urban) * (1.0 - swing + 2.0 * swing * random.unit());
        let weights: Vec<f64> = cities.iter().map(|city| weight(city)).collect();
        let mut seats: Vec<usize> = fixed.to_vec();
        for _ in 0..count {
            let held = |part: &[usize]| seats.iter().filter(|seat| part.contains(seat)).count();
            let average = |weight: f64, part: &[usize]| weight / (1 + 2 * held(part)) as f64;
            let averages = cities.iter().zip(&weights).map(|(city, &weight)| (average(weight, city), city));
            let Some((_, city)) = averages.max_by(|a, b| a.0.total_cmp(&b.0)) else { break };
            let inside = city.iter().map(|&index| (average(population(&[index]), &[index]), index));
            let Some((_, chosen)) = inside.max_by(|a, b| a.0.total_cmp(&b.0)) else { break };
            seats.push(chosen);
        }
        seats.split_off(fixed.len())
    }

    /// A town for one more permanence: near the seat, not yet used, rather a small centre.
    pub(crate) fn permanence_town(
        &self,
        seat: usize,
        (reach_km, urban): (f64, f64),
        used: &BTreeSet<usize>,
        random: &mut Random,
    ) -> Option<usize> {
        let home = &self.towns[seat];
        let candidates = &self.departments[home.department.as_str()];
        let weight = |index: usize, reach_km: f64| {
            let town = &self.towns[index];
            let distance = home.distance_km(town);
            if used.contains(&index) || !(MIN_PERMANENCE_KM..=reach_km).contains(&distance) {
                return 0.0;
            }
            let bonus = if self.is_centre[index] { CENTRE_BONUS } else { 1.0 };
            libm::pow(f64::from(town.population), (urban / 2.0).max(0.35)) * bonus
        };
        // The second reach is for departments where everything near is used.
        [reach_km, f64::INFINITY].into_iter().find_map(|reach_km| {
            let weights: Vec<f64> = candidates.iter().map(|&index| weight(index, reach_km)).collect();
            random.weighted(&weights).map(|chosen| candidates[chosen])
        })
    }

    /// An address of its own in a town, at a point that no other place has.
    pub(crate) fn own_site(&mut self, town: usize, random: &mut Random) -> Site {
        let place = &self.towns[town];
        loop {
            let (latitude, longitude) = near(place, random);
            let key = (hundred_thousandths(latitude), hundred_thousandths(longitude));
            if self.points.insert(key) {
                let (address, complement) = texts::address(random);
                let postcode = random.pick(&place.postcodes).clone();
                return Site { town, address, complement, postcode, latitude, longitude };
            }
        }
    }

    /// The house of services of a town: the same site for all who ask.
    pub(crate) fn shared_site(&mut self, town: usize, random: &mut Random) -> Site {
        if let Some(site) = self.shared.get(&town) {
            return site.clone();
        }
        let mut site = self.own_site(town, random);
        site.complement = Some(texts::shared_house(random));
        self.shared.insert(town, site.clone());
        site
    }

    /// Where a permanence stands: often in the shared house when the town is small.
    pub(crate) fn permanence_site(&mut self, town: usize, random: &mut Random) -> Site {
        let is_small = self.towns[town].population < SHARED_HOUSE_MAX_POPULATION;
        if is_small && random.chance(SHARED_HOUSE_CHANCE) {
            self.shared_site(town, random)
        } else {
            self.own_site(town, random)
        }
    }
}

/// Shares `count` by weight with largest remainders; at least one each when `count` allows.
fn share(count: usize, weights: &[u64]) -> Vec<usize> {
    let total: u64 = weights.iter().sum();
    let minimum = usize::from(count >= weights.len());
    let rest = (count - minimum * weights.len()) as u64;
    let whole = |weight: u64| (rest * weight / total.max(1)) as usize;
    let mut shares: Vec<usize> = weights.iter().map(|&weight| minimum + whole(weight)).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse((rest * weights[i] % total.max(1), std::cmp::Reverse(i))));
    let missing = count - shares.iter().sum::<usize>();
    for &index in order.iter().take(missing) {
        shares[index] += 1;
    }
    shares
}

/// Raises the shares that are under their minimum, and takes as much from the largest others.
fn at_least(mut shares: Vec<usize>, minima: &[usize]) -> Vec<usize> {
    let mut excess = 0;
    for (share, &minimum) in shares.iter_mut().zip(minima) {
        excess += minimum.saturating_sub(*share);
        *share = (*share).max(minimum);
    }
    for _ in 0..excess {
        let spare = shares.iter_mut().zip(minima).map(|(share, &minimum)| (*share - minimum, share));
        if let Some((_, share)) = spare.max_by_key(|(spare, _)| *spare) {
            *share = share.saturating_sub(1);
        }
    }
    shares
}

/// A point within 150 m to 2.5 km of the town hall, the larger the town the farther.
fn near(town: &Town, random: &mut Random) -> (f64, f64) {
    const M_PER_DEGREE: f64 = 111_195.0;
    let reach_m = (60.0 + 6.0 * f64::from(town.population).sqrt()).clamp(150.0, 2500.0);
    let distance_m = reach_m * (0.05 + 0.95 * random.unit()).sqrt();
    let angle = random.unit() * std::f64::consts::TAU;
    let latitude = town.latitude + distance_m * libm::sin(angle) / M_PER_DEGREE;
    let shrink = libm::cos(town.latitude.to_radians());
    let longitude = town.longitude + distance_m * libm::cos(angle) / (M_PER_DEGREE * shrink);
    (five_decimals(latitude), five_decimals(longitude))
}

fn hundred_thousandths(degrees: f64) -> i64 {
    (degrees * 1e5).round() as i64
}

fn five_decimals(degrees: f64) -> f64 {
    (degrees * 1e5).round() / 1e5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town(label: &str, department: &str, population: u32, longitude: f64) -> Town {
        Town {
            insee: format!("{department}001"),
            commune: label.to_owned(),
            label: label.to_owned(),
            department: department.to_owned(),
            postcodes: vec!["43000".to_owned()],
            population,
            latitude: 45.0,
            longitude,
        }
    }

    #[test]
    fn shares_add_up_and_forget_nobody() {
        assert_eq!(share(12, &[1, 1_000_000, 5]), [1, 10, 1]);
        assert_eq!(share(2, &[10, 20, 15]), [0, 1, 1]);
        assert_eq!(share(0, &[10, 20]), [0, 0]);
        assert_eq!(share(10, &[1, 1, 1]).iter().sum::<usize>(), 10);
    }

    #[test]
    fn raised_shares_still_add_up() {
        assert_eq!(at_least(vec![0, 1, 9], &[2, 1, 0]), [2, 1, 7]);
        assert_eq!(at_least(vec![1, 0], &[0, 1]), [0, 1]);
    }

    #[test]
    fn large_cities_get_several_seats_and_fixed_ones_count() {
        let towns = [town("Grande", "43", 1_000_000, 3.0), town("Petite", "43", 1000, 3.5)];
        let siting = Siting::new(&towns);
        let seats = siting.seats(4, 1.0, &[1], &mut Random::new(1));
        assert_eq!(seats, [1, 0, 0, 0]);
    }

    #[test]
    fn permanences_keep_to_reach_then_to_the_department() {
        let towns = [
            town("Siège", "43", 5000, 3.0),
            town("Près", "43", 5000, 3.01),
            town("Bien", "43", 500, 3.2),
            town("Loin", "43", 5000, 4.5),
            town("Ailleurs", "07", 90_000, 3.2),
        ];
        let siting = Siting::new(&towns);
        let mut random = Random::new(2);
        assert_eq!(siting.permanence_town(0, (30.0, 1.0), &BTreeSet::new(), &mut random), Some(2));
        assert_eq!(siting.permanence_town(0, (30.0, 1.0), &BTreeSet::from([2]), &mut random), Some(3));
        assert_eq!(siting.permanence_town(0, (30.0, 1.0), &BTreeSet::from([2, 3]), &mut random), None);
    }

    #[test]
    fn points_are_near_the_town_and_shared_only_on_purpose() {
        let towns = [town("Petite", "43", 800, 3.5)];
        let mut siting = Siting::new(&towns);
        let mut random = Random::new(4);
        let own: Vec<Site> = (0..200).map(|_| siting.own_site(0, &mut random)).collect();
        let distinct: BTreeSet<_> =
            own.iter().map(|site| (site.latitude.to_bits(), site.longitude.to_bits())).collect();
        assert_eq!(distinct.len(), own.len());
        for site in &own {
            let there = Town { latitude: site.latitude, longitude: site.longitude, ..towns[0].clone() };
            assert!(towns[0].distance_km(&there) < 0.24);
        }
        let (first, second) = (siting.shared_site(0, &mut random), siting.shared_site(0, &mut random));
        assert_eq!((first.address, first.latitude), (second.address, second.latitude));
    }
}
