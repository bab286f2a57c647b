//! The gazetteer as bytes: a section for the territory in the first download, and one for what is around it.

use core::ops::Range;

use super::{Commune, Department, Epci, Former, Gazetteer, Lists, Region};
use crate::bundle::{AROUND, GAZETTEER as SECTION};
use crate::codec::{Decoder, Encoder};
use crate::geo::Point;
use crate::{Error, Fault, Result};

/// Number of steps by which one byte counts a doubling of the population: 8 gives a rounding of 9 %, 4 would save 750
/// bytes and put homonyms in the wrong order, 16 would have a limit of 65,000 inhabitants.
const POPULATION_STEPS: f64 = 8.0;

impl Lists {
    /// The bytes of the section of the territory.
    ///
    /// # Errors
    ///
    /// Unencodable when communes are not sorted by code, when a code does not begin with its department's,
    /// or when the extent is too large for the grid.
    pub fn encode(&self) -> Result<Vec<u8>> {
        let mut out = Encoder::new();
        encode_codes(&mut out, self.regions.iter().map(|r| (r.code.as_str(), r.name.as_str())))?;
        let departments = &self.departments[..self.departments_inside()];
        encode_departments(&mut out, departments)?;
        departments.iter().for_each(|it| out.put_len(it.region.unwrap_or_default()));
        out.put_len(self.epcis.len());
        self.encode_communes(&mut out, 0..self.inside)?;
        Ok(out.finish())
    }

    /// The bytes of the section of what is around it: the names of EPCI, the other departments, the other communes, former
    /// communes.
    ///
    /// # Errors
    ///
    /// As [`Lists::encode`], and when former communes are not sorted by today's or have none.
    pub fn encode_around(&self) -> Result<Vec<u8>> {
        let mut out = Encoder::new();
        encode_codes(&mut out, self.epcis.iter().map(|e| (e.siren.as_str(), e.name.as_str())))?;
        encode_departments(&mut out, &self.departments[self.departments_inside()..])?;
        self.encode_communes(&mut out, self.inside..self.communes.len())?;
        self.encode_former(&mut out)?;
        Ok(out.finish())
    }

    /// How many of the departments those of the territory are in.
    fn departments_inside(&self) -> usize {
        self.communes[..self.inside].iter().map(|commune| commune.department + 1).max().unwrap_or(0)
    }

    fn encode_former(&self, out: &mut Encoder) -> Result<()> {
        let former = &self.former;
        let beyond = former.iter().any(|former| former.commune >= self.communes.len());
        if beyond || !former.is_sorted_by_key(|former| former.commune) {
            return Err(Error::unencodable(AROUND, "anciennes communes sans commune ou non triées"));
        }
        out.put_len(former.len());
        put_names(out, former.iter().map(|former| former.name.as_str()))?;
        let mut previous = 0;
        for former in former {
            out.put_len(former.commune - previous);
            previous = former.commune;
        }
        Ok(())
    }

    fn encode_communes(&self, out: &mut Encoder, range: Range<usize>) -> Result<()> {
        let communes = &self.communes[range];
        if !communes.is_sorted_by(|a, b| a.insee < b.insee) {
            return Err(Error::unencodable(SECTION, "communes en double ou non triées"));
        }
        out.put_len(communes.len());
        put_names(out, communes.iter().map(|commune| commune.name.as_str()))?;
        for commune in communes {
            out.put_len(commune.department);
        }
        let mut previous = (usize::MAX, 0);
        for commune in communes {
            let number = self.number_in_department(commune)?;
            let base = if previous.0 == commune.department { previous.1 } else { 0 };
            // Codes are sorted, so within a department they increase.
            out.put_varint(u64::from(number) - base);
            previous = (commune.department, u64::from(number));
        }
        self.encode_epcis(out, communes);
        for commune in communes {
            out.put_len(commune.city.map_or(0, |city| city + 1));
        }
        let postcodes = self.encode_postcodes(out, communes);
        for commune in communes {
            out.put_u8(population_class(commune.population));
        }
        self.encode_points(out, communes, &postcodes)
    }

    /// Each commune's EPCI by its rank among those of the department so far. Those that come for the first time are
    /// listed before.
    fn encode_epcis(&self, out: &mut Encoder, communes: &[Commune]) {
        let mut known: Vec<Vec<usize>> = vec![Vec::new(); self.departments.len()];
        let (mut new, mut ranks) = (Vec::new(), Vec::new());
        for commune in communes {
            let known = &mut known[commune.department];
            ranks.push(commune.epci.map_or(0, |epci| {
                let rank = known.iter().position(|it| *it == epci).unwrap_or(known.len());
                if rank == known.len() {
                    known.push(epci);
                    new.push(epci);
                }
                rank + 1
            }));
        }
        out.put_len(new.len());
        new.into_iter().chain(ranks).for_each(|value| out.put_len(value));
    }

    /// Every postcode once, then those of each commune by their place in that list, from where the department's
    /// begin. Gives the list.
    fn encode_postcodes(&self, out: &mut Encoder, communes: &[Commune]) -> Vec<u32> {
        let mut all: Vec<u32> = communes.iter().flat_map(|commune| &commune.postcodes).copied().collect();
        all.sort_unstable();
        all.dedup();
        out.put_len(all.len());
        let mut previous = 0;
        for postcode in &all {
            out.put_varint(u64::from(postcode - previous));
            previous = *postcode;
        }
        for commune in communes {
            out.put_len(commune.postcodes.len());
        }
        for commune in communes {
            let base = first_of(&all, &self.departments[commune.department]);
            for postcode in &commune.postcodes {
                out.put_signed(all.partition_point(|it| it < postcode) as i64 - base as i64);
            }
        }
        all
    }

    /// Town halls, as differences from the middle of those before that share a postcode, an EPCI or a department.
    fn encode_points(&self, out: &mut Encoder, communes: &[Commune], postcodes: &[u32]) -> Result<()> {
        let nodes: Vec<[i64; 2]> = communes.iter().map(|commune| commune.point.node()).collect();
        let origin = [0, 1].map(|axis| nodes.iter().map(|node| node[axis]).min().unwrap_or(0));
        origin.into_iter().for_each(|origin| out.put_signed(origin));
        let step = |node: i64, origin: i64| {
            u16::try_from(node - origin).map_err(|_| {
                Error::unencodable(SECTION, "territoire trop étendu pour un seul fichier d’index")
            })
        };
        let mut seen = Seen::new(postcodes.len(), self.epcis.len(), self.departments.len());
        let mut axes = [Vec::new(), Vec::new()];
        for (commune, node) in communes.iter().zip(&nodes) {
            let first = commune.postcodes.first().map(|first| postcodes.partition_point(|it| it < first));
            let keys = seen.keys(first, commune.epci, commune.department);
            let guess = seen.middle(&keys);
            let at = [step(node[0], origin[0])?, step(node[1], origin[1])?];
            for axis in 0..2 {
                let off = at[axis].wrapping_sub(guess[axis]) as i16;
                axes[axis].push(((off << 1) ^ (off >> 15)) as u16);
            }
            seen.add(&keys, at);
        }
        for axis in axes {
            axis.iter().for_each(|value| out.put_u8((value >> 8) as u8));
            axis.iter().for_each(|value| out.put_u8(*value as u8));
        }
        Ok(())
    }

    /// What follows the department's code in the commune's, as a number.
    fn number_in_department(&self, commune: &Commune) -> Result<u32> {
        let department = self.departments.get(commune.department);
        let suffix = department.and_then(|department| commune.insee.strip_prefix(department.code.as_str()));
        let number = suffix.filter(|_| commune.insee.len() == 5).and_then(|suffix| suffix.parse().ok());
        number.ok_or_else(|| Error::unencodable(SECTION, "code INSEE étranger à son département"))
    }
}

impl Gazetteer {
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self> {
        let mut input = Decoder::new(SECTION, bytes);
        let regions: Vec<Region> =
            decode_codes(&mut input).into_iter().map(|(code, name)| Region { code, name }).collect();
        let departments: Vec<Department> = decode_codes(&mut input)
            .into_iter()
            .map(|(code, name)| Department { code, name, region: Some(input.index(regions.len())) })
            .collect();
        let epcis = input.u32() as usize;
        let mut lists = Lists { regions, departments, ..Lists::default() };
        decode_communes(&mut input, epcis, &mut lists);
        lists.inside = lists.communes.len();
        input.finish()?;
        Ok(Self { epcis, ..Self::partial(lists) })
    }

    /// What is around, of the same build.
    pub(crate) fn decode_around(&self, bytes: &[u8]) -> Result<Self> {
        let mut input = Decoder::new(AROUND, bytes);
        let mut lists = self.lists.clone();
        lists.epcis =
            decode_codes(&mut input).into_iter().map(|(siren, name)| Epci { siren, name }).collect();
        input.require(lists.epcis.len() == self.epcis, Fault::Mixed);
        for (code, name) in decode_codes(&mut input) {
            lists.departments.push(Department { code, name, region: None });
        }
        decode_communes(&mut input, self.epcis, &mut lists);
        lists.former = decode_former(&mut input, lists.communes.len());
        input.finish()?;
        Ok(Self::new(lists))
    }
}

/// Adds communes to those that are there.
fn decode_communes(input: &mut Decoder<'_>, epcis: usize, lists: &mut Lists) {
    let (departments, communes) = (&lists.departments, &mut lists.communes);
    let before = communes.len();
    let mut count = input.count();
    if departments.is_empty() && count > 0 {
        input.fail(Fault::Index);
        count = 0;
    }
    let names = input.lines(count);
    let department: Vec<usize> = (0..count).map(|_| input.index(departments.len())).collect();
    let insee = decode_insee(input, &department, departments);
    let epci = decode_epcis(input, &department, departments.len(), epcis);
    let city: Vec<Option<usize>> =
        (0..count).map(|_| input.index(before + count + 1).checked_sub(1)).collect();
    let (all, first, postcodes) = decode_postcodes(input, &department, departments);
    let population: Vec<u32> = (0..count).map(|_| population_of(input.u8())).collect();
    let origin = [input.signed(), input.signed()];
    let axes = [decode_axis(input, count), decode_axis(input, count)];
    let mut seen = Seen::new(all, epcis, departments.len());
    let mut postcodes = postcodes.into_iter();
    for (index, (insee, name)) in insee.into_iter().zip(names).enumerate() {
        let keys = seen.keys(first[index], epci[index], department[index]);
        let guess = seen.middle(&keys);
        let at = [0, 1].map(|axis| {
            let value = axes[axis][index];
            guess[axis].wrapping_add((value >> 1) ^ (value & 1).wrapping_neg())
        });
        seen.add(&keys, at);
        let point = Point::at_node([0, 1].map(|axis| origin[axis].saturating_add(i64::from(at[axis]))));
        input.require(point.is_some(), Fault::OffGlobe);
        communes.push(Commune {
            insee,
            name: name.to_owned(),
            department: department[index],
            epci: epci[index],
            city: city[index],
            postcodes: postcodes.next().unwrap_or_default(),
            population: population[index],
            point: point.unwrap_or_default(),
        });
    }
    input.require(communes[before..].is_sorted_by(|a, b| a.insee < b.insee), Fault::Unsorted);
}

fn decode_former(input: &mut Decoder<'_>, communes: usize) -> Vec<Former> {
    let count = input.count();
    let names = input.lines(count);
    let mut commune = 0;
    let next = |name: &str| {
        commune += input.index(communes - commune);
        Former { name: name.to_owned(), commune }
    };
    names.into_iter().map(next).collect()
}

fn decode_insee(input: &mut Decoder<'_>, department: &[usize], departments: &[Department]) -> Vec<String> {
    let mut previous = (usize::MAX, 0_u64);
    let mut codes = Vec::with_capacity(department.len());
    for department in department {
        let base = if previous.0 == *department { previous.1 } else { 0 };
        let number = base.saturating_add(input.varint());
        previous = (*department, number);
        let prefix = departments[*department].code.as_str();
        let width = 5_usize.saturating_sub(prefix.len());
        input.require(number < 1000, Fault::Insee);
        let digits: String = (0..width)
            .rev()
            .map(|power| char::from(b'0' + (number / 10_u64.pow(power as u32) % 10) as u8))
            .collect();
        codes.push(format!("{prefix}{digits}"));
    }
    codes
}

/// The EPCI of each commune.
fn decode_epcis(
    input: &mut Decoder<'_>,
    department: &[usize],
    departments: usize,
    epcis: usize,
) -> Vec<Option<usize>> {
    let count = input.count();
    let new: Vec<usize> = (0..count).map(|_| input.index(epcis)).collect();
    let mut new = new.into_iter();
    let mut known: Vec<Vec<usize>> = vec![Vec::new(); departments];
    let mut found = Vec::with_capacity(department.len());
    for department in department {
        let known = &mut known[*department];
        let rank = input.index(known.len() + 2);
        if rank > known.len() {
            let new = new.next();
            input.require(new.is_some(), Fault::NoEpci);
            known.push(new.unwrap_or_default());
        }
        found.push(rank.checked_sub(1).map(|rank| known[rank]));
    }
    found
}

/// How many postcodes there are, which is the first of each commune, and all of each.
type Postcodes = (usize, Vec<Option<usize>>, Vec<Vec<u32>>);

fn decode_postcodes(input: &mut Decoder<'_>, department: &[usize], departments: &[Department]) -> Postcodes {
    let count = input.count();
    let mut all = Vec::with_capacity(count);
    let mut postcode = 0_u32;
    for _ in 0..count {
        postcode = postcode.wrapping_add(input.u32());
        all.push(postcode);
    }
    let mut first = vec![None; department.len()];
    let mut found = Vec::with_capacity(department.len());
    // All together are no more than the bytes that follow: hostile lengths ask for no memory.
    let mut total = 0;
    for _ in department {
        let length = input.count();
        total += length;
        let fits = total <= input.remaining();
        input.require(fits, Fault::ManyPostcodes);
        found.push(vec![0; if fits { length } else { 0 }]);
    }
    for (index, own) in found.iter_mut().enumerate() {
        let base = first_of(&all, &departments[department[index]]) as i64;
        for postcode in own.iter_mut() {
            let number = base.wrapping_add(input.signed()) as usize;
            input.require(number < all.len(), Fault::UnknownPostcode);
            *postcode = all.get(number).copied().unwrap_or_default();
            if number < all.len() && first[index].is_none() {
                first[index] = Some(number);
            }
        }
    }
    (count, first, found)
}

/// Where the postcodes of a department begin in a sorted list: its number and three zeros, two behind a number of
/// three figures. Corsica's begin with 20.
fn first_of(postcodes: &[u32], department: &Department) -> usize {
    let number: u32 = department.code.parse().unwrap_or(20);
    let first = if number > 99 { number * 100 } else { number * 1000 };
    postcodes.partition_point(|postcode| *postcode < first)
}

/// What has been seen of the communes before, by what the next one may share with them.
struct Seen {
    /// Sum of columns, sum of rows, number: of each postcode, each EPCI, each department.
    sums: Vec<[u32; 3]>,
    postcodes: usize,
    epcis: usize,
}

impl Seen {
    fn new(postcodes: usize, epcis: usize, departments: usize) -> Self {
        Self { sums: vec![[0; 3]; postcodes + epcis + departments], postcodes, epcis }
    }

    /// What a commune may share, the most telling first.
    fn keys(&self, postcode: Option<usize>, epci: Option<usize>, department: usize) -> [usize; 3] {
        let department = self.postcodes + self.epcis + department;
        let epci = epci.map_or(department, |epci| self.postcodes + epci);
        [postcode.unwrap_or(epci), epci, department]
    }

    /// Column and row in the middle of those that share the most telling thing.
    fn middle(&self, keys: &[usize; 3]) -> [u16; 2] {
        let found = keys.iter().map(|key| self.sums[*key]).find(|sums| sums[2] > 0);
        found.map_or([0; 2], |[x, y, count]| [(x / count) as u16, (y / count) as u16])
    }

    fn add(&mut self, keys: &[usize; 3], at: [u16; 2]) {
        // What stands twice counts twice, which leaves the middle where it is or nearly.
        for key in keys {
            let sums = &mut self.sums[*key];
            for (sum, value) in sums.iter_mut().zip([at[0], at[1], 1]) {
                *sum = sum.wrapping_add(u32::from(value));
            }
        }
    }
}

/// High bytes, then low bytes: the high ones compress, the low ones do not, and brotli sees it better so.
fn decode_axis(input: &mut Decoder<'_>, count: usize) -> Vec<u16> {
    let high: Vec<u8> = (0..count).map(|_| input.u8()).collect();
    high.into_iter().map(|high| u16::from(high) << 8 | u16::from(input.u8())).collect()
}

fn population_class(population: u32) -> u8 {
    libm::round(libm::log2(f64::from(population) + 1.0) * POPULATION_STEPS) as u8
}

fn population_of(class: u8) -> u32 {
    let steps = POPULATION_STEPS as u8;
    let whole = 2_u64.saturating_pow(u32::from(class / steps)) as f64;
    // Each step is the eighth root of two.
    let part = (0..class % steps).fold(1.0, |part, _| part * 1.090_507_732_665_257_7);
    libm::round(whole * part - 1.0) as u32
}

fn encode_codes<'a>(
    out: &mut Encoder,
    rows: impl ExactSizeIterator<Item = (&'a str, &'a str)> + Clone,
) -> Result<()> {
    out.put_len(rows.len());
    out.put_column(rows.clone().map(|(code, _)| code));
    put_names(out, rows.map(|(_, name)| name))
}

fn encode_departments(out: &mut Encoder, departments: &[Department]) -> Result<()> {
    encode_codes(out, departments.iter().map(|it| (it.code.as_str(), it.name.as_str())))
}

fn put_names<'a>(out: &mut Encoder, names: impl Iterator<Item = &'a str> + Clone) -> Result<()> {
    let whole = out.put_lines(names);
    whole.then_some(()).ok_or_else(|| Error::unencodable(SECTION, "nom sur plusieurs lignes"))
}

fn decode_codes(input: &mut Decoder<'_>) -> Vec<(String, String)> {
    let count = input.count();
    let codes = input.column(count);
    let names = input.lines(count);
    codes.into_iter().zip(names).map(|(code, name)| (code.to_owned(), name.to_owned())).collect()
}
