//! When places are open: days already worked out, so that a browser only looks them up.
//!
//! Opening hours are written in a rich syntax (weeks, months, holidays, every other Wednesday). The writer works
//! out each day of a period with a library that knows all of it, and this section holds the outcome: for each
//! distinct timetable its usual week and the days that differ. A place without a timetable is one whose hours
//! are not known well enough to say « open ».

use crate::bundle::HOURS as SECTION;
use crate::closures::Closures;
use crate::codec::{Decoder, Encoder};
use crate::{Error, Fault, Result};

/// Minutes in a day.
pub const DAY: u16 = 1440;

/// How many days ahead the next opening is looked for.
const HORIZON: i32 = 366;

/// A moment on the clock of the territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Days since 1970-01-01.
    pub day: i32,
    /// Minutes since midnight, up to and including [`DAY`].
    pub minute: u16,
}

/// Whether a place is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Open, until then; `None` when it never closes.
    Open(Option<Moment>),
    /// Closed, until then; `None` when it does not open within a year or within the period.
    Closed(Option<Moment>),
}

/// The open spans of a day, in minutes since midnight: sorted, apart from each other, not empty.
pub type Spans = Vec<(u16, u16)>;

/// The hours of one place or of several: a week, and the days that differ from it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timetable {
    /// Monday to Sunday.
    pub week: [Spans; 7],
    /// Days since 1970-01-01, sorted, each with its own spans.
    pub exceptions: Vec<(i32, Spans)>,
}

/// The timetables of a directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// First day that is known, in days since 1970-01-01.
    pub first_day: i32,
    /// How many days are known.
    pub days: u32,
    /// Distinct timetables.
    pub timetables: Vec<Timetable>,
    /// The timetable of each place; `None` where the hours are not known.
    pub places: Vec<Option<usize>>,
    /// When places are closed whatever their hours; a section of its own.
    pub closures: Closures,
}

impl Timetable {
    /// The open spans of a day.
    #[must_use]
    pub fn spans(&self, day: i32) -> &[(u16, u16)] {
        match self.exceptions.binary_search_by_key(&day, |(day, _)| *day) {
            Ok(found) => &self.exceptions[found].1,
            // 1970-01-01 was a Thursday.
            Err(_) => &self.week[(day + 3).rem_euclid(7) as usize],
        }
    }
}

impl Hours {
    /// Whether a place is open; `None` when its hours, or the day, are not known.
    #[must_use]
    pub fn status(&self, place: usize, now: Moment) -> Option<Status> {
        let timetable = &self.timetables[(*self.places.get(place)?)?];
        if !self.knows(now.day) {
            return None;
        }
        let spans = |day: i32| if self.closures.covers(place, day) { &[] } else { timetable.spans(day) };
        let inside = |(from, to): &&(u16, u16)| *from <= now.minute && now.minute < *to;
        if let Some((_, to)) = spans(now.day).iter().find(inside) {
            return Some(Status::Open(self.closing(&spans, now.day, *to)));
        }
        let later = spans(now.day).iter().find(|(from, _)| *from > now.minute);
        let today = later.map(|(from, _)| Moment { day: now.day, minute: *from });
        let after = || {
            let days = (now.day + 1..now.day + HORIZON).take_while(|day| self.knows(*day));
            days.filter_map(|day| Some(Moment { day, minute: spans(day).first()?.0 })).next()
        };
        Some(Status::Closed(today.or_else(after)))
    }

    /// The open spans of a place from a day on, by day, closures taken away; nothing when its hours are not known.
    pub fn opens(&self, place: usize, from: i32) -> impl Iterator<Item = (i32, &[(u16, u16)])> {
        let timetable = self.places.get(place).copied().flatten().map(|number| &self.timetables[number]);
        let days = (from.max(self.first_day)..).take_while(|day| self.knows(*day));
        let open = days.filter(move |day| !self.closures.covers(place, *day));
        let spans = open.filter_map(move |day| Some((day, timetable?.spans(day))));
        spans.filter(|(_, spans)| !spans.is_empty())
    }

    fn knows(&self, day: i32) -> bool {
        day >= self.first_day && i64::from(day) < i64::from(self.first_day) + i64::from(self.days)
    }

    /// When the span that ends on `day` at `to` really ends: it may go on past midnight.
    fn closing<'t>(
        &self,
        spans: &dyn Fn(i32) -> &'t [(u16, u16)],
        mut day: i32,
        mut to: u16,
    ) -> Option<Moment> {
        for _ in 0..HORIZON {
            if to < DAY {
                return Some(Moment { day, minute: to });
            }
            match spans(day + 1).first() {
                Some((0, next)) if self.knows(day + 1) => (day, to) = (day + 1, *next),
                _ => return Some(Moment { day, minute: to }),
            }
        }
        None
    }

    /// The bytes of the section `HOUR`.
    ///
    /// # Errors
    ///
    /// Unencodable when spans or exceptions are not in order.
    pub fn encode(&self) -> Result<Vec<u8>> {
        let mut patterns: Vec<&Spans> = Vec::new();
        for timetable in &self.timetables {
            patterns.extend(&timetable.week);
            patterns.extend(timetable.exceptions.iter().map(|(_, spans)| spans));
        }
        patterns.sort_unstable();
        patterns.dedup();
        let number = |spans: &Spans| {
            patterns.binary_search(&spans).expect("every pattern was put into the list just above")
        };
        let mut out = Encoder::new();
        out.put_signed(i64::from(self.first_day));
        out.put_len(self.days as usize);
        out.put_len(patterns.len());
        for spans in &patterns {
            out.put_len(spans.len());
            let mut last = 0;
            for (from, to) in *spans {
                if *from < last || to <= from || *to > DAY {
                    return Err(Error::unencodable(SECTION, "horaires en désordre"));
                }
                out.put_len(usize::from(from - last));
                out.put_len(usize::from(to - from));
                last = *to;
            }
        }
        out.put_len(self.timetables.len());
        for timetable in &self.timetables {
            for spans in &timetable.week {
                out.put_len(number(spans));
            }
            out.put_len(timetable.exceptions.len());
            let mut last = self.first_day - 1;
            for (day, spans) in &timetable.exceptions {
                if *day <= last {
                    return Err(Error::unencodable(SECTION, "jours d’exception en désordre"));
                }
                out.put_len((day - last) as usize);
                out.put_len(number(spans));
                last = *day;
            }
        }
        out.put_len(self.places.len());
        for place in &self.places {
            out.put_len(place.map_or(0, |timetable| timetable + 1));
        }
        Ok(out.finish())
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self> {
        let mut input = Decoder::new(SECTION, bytes);
        let first_day = input.signed();
        let days = input.u32();
        let last_day = first_day.saturating_add(i64::from(days));
        let far = i64::from(i32::MAX - 2 * HORIZON);
        input.require((-far..=far).contains(&first_day) && last_day <= far, Fault::Period);
        let first_day = first_day as i32;
        let mut patterns: Vec<Spans> = Vec::new();
        for _ in 0..input.count() {
            let mut spans = Spans::new();
            let mut last = 0;
            for _ in 0..input.count() {
                let from = last + input.index(usize::from(DAY) + 1);
                let to = from + input.index(usize::from(DAY) + 1);
                input.require(from < to && to <= usize::from(DAY), Fault::Hours);
                spans.push((from as u16, to as u16));
                last = to;
            }
            patterns.push(spans);
        }
        let mut timetables = Vec::new();
        for _ in 0..input.count() {
            let mut timetable = Timetable::default();
            for spans in &mut timetable.week {
                *spans = input.one_of(&patterns);
            }
            let mut last = i64::from(first_day) - 1;
            for _ in 0..input.count() {
                let gap = i64::from(input.u32());
                last = last.saturating_add(gap);
                input.require(gap > 0 && last < last_day, Fault::Exception);
                timetable.exceptions.push((last as i32, input.one_of(&patterns)));
            }
            timetables.push(timetable);
        }
        let count = input.count();
        let places = (0..count).map(|_| input.index(timetables.len() + 1).checked_sub(1)).collect();
        input.finish()?;
        Ok(Self { first_day, days, timetables, places, closures: Closures::default() })
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{DAY, Hours, Moment, Status, Timetable};
    use crate::closures::{Closure, Closures, Until};

    /// 2026-11-23, a Monday.
    const MONDAY: i32 = 20_780;

    fn hours() -> Hours {
        let open = vec![(540, 720), (840, 1020)];
        let mut week: [super::Spans; 7] = Default::default();
        for day in &mut week[..5] {
            day.clone_from(&open);
        }
        // Wednesday is a holiday this week; Saturday night is open until Sunday morning.
        week[5] = vec![(1200, DAY)];
        week[6] = vec![(0, 120)];
        let usual = Timetable { week, exceptions: vec![(MONDAY + 2, Vec::new())] };
        let always = Timetable { week: std::array::from_fn(|_| vec![(0, DAY)]), exceptions: Vec::new() };
        Hours {
            first_day: MONDAY - 20,
            days: 700,
            timetables: vec![usual, always, Timetable::default()],
            places: vec![Some(0), None, Some(1), Some(2)],
            closures: Closures::default(),
        }
    }

    fn at(day: i32, hour: u16, minute: u16) -> Moment {
        Moment { day, minute: hour * 60 + minute }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn places_are_open_or_open_next() {
        let hours = hours();
        let status = |now| hours.status(0, now).unwrap();
        assert_eq!(status(at(MONDAY, 9, 0)), Status::Open(Some(at(MONDAY, 12, 0))));
        assert_eq!(status(at(MONDAY, 8, 59)), Status::Closed(Some(at(MONDAY, 9, 0))));
        assert_eq!(status(at(MONDAY, 12, 0)), Status::Closed(Some(at(MONDAY, 14, 0))));
        assert_eq!(
            status(at(MONDAY + 1, 18, 0)),
            Status::Closed(Some(at(MONDAY + 3, 9, 0))),
            "a holiday between"
        );
        assert_eq!(status(at(MONDAY + 5, 23, 0)), Status::Open(Some(at(MONDAY + 6, 2, 0))), "past midnight");
        assert_eq!(hours.status(1, at(MONDAY, 9, 0)), None);
        assert_eq!(hours.status(2, at(MONDAY, 9, 0)), Some(Status::Open(None)));
        assert_eq!(hours.status(3, at(MONDAY, 9, 0)), Some(Status::Closed(None)));
        assert_eq!(hours.status(0, at(MONDAY - 21, 9, 0)), None, "before the period");
        assert_eq!(hours.status(0, at(MONDAY + 680, 9, 0)), None, "after it");
        assert_eq!(hours.status(9, at(MONDAY, 9, 0)), None);
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn what_is_closed_opens_afterwards() {
        let mut hours = hours();
        let closure = |from, until| Closure { from, until };
        hours.closures = Closures {
            list: vec![closure(MONDAY, Until::Day(MONDAY + 3)), closure(MONDAY + 6, Until::Notice)],
            places: vec![(0, 0), (0, 1), (2, 1)],
        };
        let status = |now| hours.status(0, now).unwrap();
        assert_eq!(status(at(MONDAY, 9, 0)), Status::Closed(Some(at(MONDAY + 4, 9, 0))));
        assert_eq!(
            status(at(MONDAY + 5, 23, 0)),
            Status::Open(Some(at(MONDAY + 5, 24, 0))),
            "the night before it closes ends at midnight"
        );
        assert_eq!(status(at(MONDAY + 6, 1, 0)), Status::Closed(None), "until further notice");
        assert_eq!(hours.status(2, at(MONDAY, 9, 0)), Some(Status::Open(Some(at(MONDAY + 5, 24, 0)))));
        assert_eq!(hours.status(3, at(MONDAY, 9, 0)), Some(Status::Closed(None)));
        let days: Vec<i32> = hours.opens(0, MONDAY - 3).map(|(day, _)| day - MONDAY).collect();
        assert_eq!(days, [-3, -2, -1, 4, 5]);
        assert_eq!(hours.opens(1, MONDAY).count(), 0, "its hours are not known");
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn what_is_written_is_read_back_and_what_is_cut_is_refused() {
        let hours = hours();
        let bytes = hours.encode().unwrap();
        assert_eq!(Hours::decode(&bytes).unwrap(), hours);
        for length in 0..bytes.len() {
            assert!(Hours::decode(&bytes[..length]).is_err(), "{length} bytes");
        }
        for position in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[position] ^= 0x5a;
            // Whatever it says, it must not panic, neither here nor when it is asked.
            if let Ok(read) = Hours::decode(&damaged) {
                for place in 0..4 {
                    _ = read.status(place, at(MONDAY, 9, 0));
                }
            }
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn disorder_is_not_written() {
        let mut hours = hours();
        hours.timetables[0].week[0] = vec![(600, 700), (650, 800)];
        assert!(hours.encode().is_err());
        hours.timetables[0].week[0] = vec![(600, 1500)];
        assert!(hours.encode().is_err());
    }
}
