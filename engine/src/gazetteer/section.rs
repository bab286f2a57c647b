//! The gazetteer as bytes.

use super::{Commune, Department, Epci, Former, Gazetteer, Lists, Region};
use crate::bundle::GAZETTEER as SECTION;
use crate::codec::{Decoder, Encoder};
use crate::spatial::Grid;
use crate::{Error, Result};

/// Number of steps by which one byte counts a doubling of the population: 8 gives a rounding of 9 %,
/// 16 would give 4 % and a limit of 65,000 inhabitants.
const POPULATION_STEPS: f64 = 8.0;

impl Lists {
    /// The section's bytes.
    ///
    /// # Errors
    ///
    /// Unencodable when communes are not sorted by code, when a code does not begin with its department's,
    /// or when the extent is too large for the grid;
    /// when former communes are not sorted by today's or have none.
    pub fn encode(&self) -> Result<Vec<u8>> {
        if !self.communes.is_sorted_by(|a, b| a.insee < b.insee) {
            return Err(Error::unencodable(SECTION, "communes en double ou non triées"));
        }
        let mut out = Encoder::new();
        encode_codes(&mut out, self.regions.iter().map(|r| (r.code.as_str(), r.name.as_str())));
        encode_codes(&mut out, self.departments.iter().map(|d| (d.code.as_str(), d.name.as_str())));
        for department in &self.departments {
            out.put_len(department.region);
        }
        encode_codes(&mut out, self.epcis.iter().map(|e| (e.siren.as_str(), e.name.as_str())));
        self.encode_communes(&mut out)?;
        self.encode_former(&mut out)?;
        Ok(out.finish())
    }

    /// Nothing when there are none, so that older readers still read what they know.
    fn encode_former(&self, out: &mut Encoder) -> Result<()> {
        let former = &self.former;
        let beyond = former.iter().any(|former| former.commune >= self.communes.len());
        if beyond || !former.is_sorted_by_key(|former| former.commune) {
            return Err(Error::unencodable(SECTION, "anciennes communes sans commune ou non triées"));
        }
        if !former.is_empty() {
            out.put_len(former.len());
            out.put_column(former.iter().map(|former| former.name.as_str()));
            let mut previous = 0;
            for former in former {
                out.put_len(former.commune - previous);
                previous = former.commune;
            }
        }
        Ok(())
    }

    fn encode_communes(&self, out: &mut Encoder) -> Result<()> {
        let communes = &self.communes;
        out.put_len(communes.len());
        out.put_column(communes.iter().map(|commune| commune.name.as_str()));
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
        for commune in communes {
            out.put_len(commune.epci.map_or(0, |epci| epci + 1));
        }
        for commune in communes {
            out.put_len(commune.city.map_or(0, |city| city + 1));
        }
        for commune in communes {
            out.put_len(commune.postcodes.len());
        }
        let mut previous = 0;
        for postcode in communes.iter().flat_map(|commune| &commune.postcodes) {
            out.put_signed(i64::from(*postcode) - previous);
            previous = i64::from(*postcode);
        }
        for commune in communes {
            out.put_u8(population_class(commune.population));
        }
        let points: Vec<_> = communes.iter().map(|commune| commune.point).collect();
        let grid = Grid::around(&points, SECTION)?;
        grid.encode(out);
        let nodes: Vec<(u16, u16)> = points.iter().map(|point| grid.quantise(*point)).collect();
        for axis in [nodes.iter().map(|node| node.0).collect::<Vec<_>>(), nodes.iter().map(|n| n.1).collect()]
        {
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
            decode_codes(&mut input)?.into_iter().map(|(code, name)| Region { code, name }).collect();
        let departments = decode_codes(&mut input)?
            .into_iter()
            .map(|(code, name)| Ok(Department { code, name, region: input.index(regions.len())? }))
            .collect::<Result<Vec<_>>>()?;
        let epcis: Vec<Epci> =
            decode_codes(&mut input)?.into_iter().map(|(siren, name)| Epci { siren, name }).collect();
        let communes = decode_communes(&mut input, &departments, epcis.len())?;
        let former = decode_former(&mut input, communes.len())?;
        input.finish()?;
        Ok(Self::new(Lists { communes, epcis, departments, regions, former }))
    }
}

fn decode_communes(
    input: &mut Decoder<'_>,
    departments: &[Department],
    epcis: usize,
) -> Result<Vec<Commune>> {
    let count = input.count()?;
    let names = input.column(count)?;
    let department = (0..count).map(|_| input.index(departments.len())).collect::<Result<Vec<_>>>()?;
    let insee = decode_insee(input, &department, departments)?;
    let epci = (0..count).map(|_| Ok(input.index(epcis + 1)?.checked_sub(1))).collect::<Result<Vec<_>>>()?;
    let city = (0..count).map(|_| Ok(input.index(count + 1)?.checked_sub(1))).collect::<Result<Vec<_>>>()?;
    let postcodes = decode_postcodes(input, count)?;
    let population = (0..count).map(|_| Ok(population_of(input.u8()?))).collect::<Result<Vec<_>>>()?;
    let grid = Grid::decode(input)?;
    let xs = decode_axis(input, count)?;
    let ys = decode_axis(input, count)?;
    let mut communes = Vec::with_capacity(count);
    let mut postcodes = postcodes.into_iter();
    for (index, (insee, name)) in insee.into_iter().zip(names).enumerate() {
        let point = grid.point(xs[index], ys[index]).ok_or_else(|| input.fault("point hors du globe"))?;
        communes.push(Commune {
            insee,
            name: name.to_owned(),
            department: department[index],
            epci: epci[index],
            city: city[index],
            postcodes: postcodes.next().unwrap_or_default(),
            population: population[index],
            point,
        });
    }
    if !communes.is_sorted_by(|a, b| a.insee < b.insee) {
        return Err(input.fault("communes non triées"));
    }
    Ok(communes)
}

fn decode_former(input: &mut Decoder<'_>, communes: usize) -> Result<Vec<Former>> {
    if input.remaining() == 0 {
        return Ok(Vec::new());
    }
    let count = input.count()?;
    let names = input.column(count)?;
    let mut commune = 0;
    let mut former = Vec::with_capacity(count);
    for name in names {
        commune += input.index(communes - commune)?;
        former.push(Former { name: name.to_owned(), commune });
    }
    Ok(former)
}

fn decode_insee(
    input: &mut Decoder<'_>,
    department: &[usize],
    departments: &[Department],
) -> Result<Vec<String>> {
    let mut previous = (usize::MAX, 0_u64);
    let mut codes = Vec::with_capacity(department.len());
    for department in department {
        let base = if previous.0 == *department { previous.1 } else { 0 };
        let number = base.saturating_add(input.varint()?);
        previous = (*department, number);
        let prefix = departments[*department].code.as_str();
        let width = 5_usize.saturating_sub(prefix.len());
        if number >= 1000 {
            return Err(input.fault("code INSEE impossible"));
        }
        let digits: String = (0..width)
            .rev()
            .map(|power| char::from(b'0' + (number / 10_u64.pow(power as u32) % 10) as u8))
            .collect();
        codes.push(format!("{prefix}{digits}"));
    }
    Ok(codes)
}

fn decode_postcodes(input: &mut Decoder<'_>, count: usize) -> Result<Vec<Vec<u32>>> {
    let lengths = (0..count).map(|_| input.count()).collect::<Result<Vec<_>>>()?;
    let mut previous = 0_i64;
    let mut next = || {
        previous = previous.wrapping_add(input.signed()?);
        u32::try_from(previous).map_err(|_| input.fault("code postal impossible"))
    };
    lengths.into_iter().map(|length| (0..length).map(|_| next()).collect()).collect()
}

/// High bytes, then low bytes: the high ones compress, the low ones do not, and brotli sees it better so.
fn decode_axis(input: &mut Decoder<'_>, count: usize) -> Result<Vec<u16>> {
    let high = (0..count).map(|_| input.u8()).collect::<Result<Vec<_>>>()?;
    high.into_iter().map(|high| Ok(u16::from(high) << 8 | u16::from(input.u8()?))).collect()
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

fn encode_codes<'a>(out: &mut Encoder, rows: impl ExactSizeIterator<Item = (&'a str, &'a str)> + Clone) {
    out.put_len(rows.len());
    out.put_column(rows.clone().map(|(code, _)| code));
    out.put_column(rows.map(|(_, name)| name));
}

fn decode_codes(input: &mut Decoder<'_>) -> Result<Vec<(String, String)>> {
    let count = input.count()?;
    let codes = input.column(count)?;
    let names = input.column(count)?;
    Ok(codes.into_iter().zip(names).map(|(code, name)| (code.to_owned(), name.to_owned())).collect())
}
