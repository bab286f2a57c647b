//! Days on which places are closed.
//!
//! They are apart from opening hours: hours say what is usual, a closure says what is not.

use crate::bundle::CLOSURES as SECTION;
use crate::codec::{Decoder, Encoder};
use crate::{Error, Fault, Result};

/// How long a closure lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Until {
    /// To the end of this day, in days since 1970-01-01.
    Day(i32),
    /// Until further notice.
    Notice,
    /// For good.
    Ever,
}

/// Days on which some places are closed. Why, and where to go instead, is told by
/// [`ClosureDetails`](crate::details::ClosureDetails).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Closure {
    /// First day, in days since 1970-01-01.
    pub from: i32,
    /// How long.
    pub until: Until,
}

impl Closure {
    /// Whether it is closed on a day.
    #[must_use]
    pub fn covers(&self, day: i32) -> bool {
        self.from <= day && !self.is_over(day)
    }

    /// Whether it ended before a day.
    #[must_use]
    pub fn is_over(&self, day: i32) -> bool {
        matches!(self.until, Until::Day(last) if last < day)
    }
}

/// The closures of a directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closures {
    /// Closures, each of one place or of several.
    pub list: Vec<Closure>,
    /// Indices of a place and of a closure of it, sorted.
    pub places: Vec<(usize, usize)>,
}

impl Closures {
    /// The closures of a place, each with its index.
    pub fn of(&self, place: usize) -> impl Iterator<Item = (usize, Closure)> {
        let start = self.places.partition_point(|(other, _)| *other < place);
        let own = self.places[start..].iter().take_while(move |(other, _)| *other == place);
        own.map(|(_, number)| (*number, self.list[*number]))
    }

    /// Whether a place is closed all day.
    #[must_use]
    pub fn covers(&self, place: usize, day: i32) -> bool {
        self.of(place).any(|(_, closure)| closure.covers(day))
    }

    /// The bytes of the section `CLOS`.
    ///
    /// # Errors
    ///
    /// Unencodable when a closure ends before it begins or places are not in order.
    pub fn encode(&self) -> Result<Vec<u8>> {
        let mut out = Encoder::new();
        out.put_len(self.list.len());
        for closure in &self.list {
            out.put_signed(i64::from(closure.from));
            match closure.until {
                Until::Notice => out.put_len(0),
                Until::Ever => out.put_len(1),
                Until::Day(last) => {
                    let days = i64::from(last) - i64::from(closure.from);
                    let days = usize::try_from(days).ok().filter(|days| *days < LONGEST as usize);
                    let days = days.ok_or_else(|| Error::unencodable(SECTION, "fermeture à l’envers"))?;
                    out.put_len(days + 2);
                }
            }
        }
        out.put_len(self.places.len());
        let mut last = 0;
        for pair in self.places.windows(2) {
            if pair[1] <= pair[0] {
                return Err(Error::unencodable(SECTION, "fermetures en désordre"));
            }
        }
        for (place, closure) in &self.places {
            out.put_len(place - last);
            out.put_len(*closure);
            last = *place;
        }
        Ok(out.finish())
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self> {
        let mut input = Decoder::new(SECTION, bytes);
        let mut list = Vec::new();
        for _ in 0..input.count() {
            let from = input.signed();
            let length = i64::from(input.u32());
            input.require((-LONGEST..LONGEST).contains(&from) && length < LONGEST, Fault::Period);
            let from = from as i32;
            let until = match length {
                0 => Until::Notice,
                1 => Until::Ever,
                days => Until::Day(from.saturating_add(days as i32 - 2)),
            };
            list.push(Closure { from, until });
        }
        let mut places = Vec::new();
        let mut place = 0usize;
        for _ in 0..input.count() {
            place = place.saturating_add(input.u32() as usize);
            places.push((place, input.index(list.len())));
        }
        input.finish()?;
        Ok(Self { list, places })
    }
}

/// Days: more than two thousand years.
const LONGEST: i64 = 1_000_000;

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{Closure, Closures, Until};

    fn closures() -> Closures {
        let list = [(100, Until::Day(110)), (90, Until::Notice), (-5, Until::Ever), (200, Until::Day(200))];
        Closures {
            list: list.map(|(from, until)| Closure { from, until }).to_vec(),
            places: vec![(1, 0), (1, 3), (4, 1), (6, 2)],
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_place_is_closed_from_the_first_day_to_the_last() {
        let closures = closures();
        let closed = |place, days: &[i32]| days.iter().filter(|day| closures.covers(place, **day)).count();
        assert_eq!(closed(1, &[100, 105, 110, 200]), 4);
        assert_eq!(closed(1, &[99, 111, 199, 201]), 0);
        assert_eq!((closed(4, &[89]), closed(4, &[90, 9_000])), (0, 2), "until further notice");
        assert_eq!((closed(6, &[-6]), closed(6, &[-5, 9_000])), (0, 2), "for good");
        assert_eq!(closed(0, &[100, 9_000]) + closed(2, &[100]) + closed(7, &[100]), 0);
        assert_eq!(closures.of(1).count(), 2);
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn what_is_written_is_read_back_and_what_is_cut_is_refused() {
        let closures = closures();
        let bytes = closures.encode().unwrap();
        assert_eq!(Closures::decode(&bytes).unwrap(), closures);
        for length in 0..bytes.len() {
            assert!(Closures::decode(&bytes[..length]).is_err(), "{length} bytes");
        }
        for position in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[position] ^= 0x5a;
            if let Ok(read) = Closures::decode(&damaged) {
                for place in 0..8 {
                    _ = read.covers(place, 100);
                }
            }
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn disorder_is_not_written() {
        let mut backwards = closures();
        backwards.list[0].until = Until::Day(99);
        assert!(backwards.encode().is_err());
        let mut twice = closures();
        twice.places[1] = (1, 0);
        assert!(twice.encode().is_err());
    }
}
