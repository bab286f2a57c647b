//! A day, or a day with an hour, as events write them: by the clock of the territory, whatever the season.

use core::cmp::Ordering;

use jiff::civil::{Date, DateTime, Time};

/// When something begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// A whole day.
    Day(Date),
    /// A minute of a day.
    Time(DateTime),
}

impl Moment {
    /// The day.
    #[must_use]
    pub fn day(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Time(moment) => moment.date(),
        }
    }

    /// The minute, when there is one.
    #[must_use]
    pub fn time(self) -> Option<Time> {
        match self {
            Self::Day(_) => None,
            Self::Time(moment) => Some(moment.time()),
        }
    }

    /// Whether both are days, or both have an hour.
    #[must_use]
    pub fn is_like(self, other: Self) -> bool {
        self.time().is_some() == other.time().is_some()
    }

    /// The first minute: midnight of a day.
    #[must_use]
    pub fn start(self) -> DateTime {
        match self {
            Self::Day(day) => day.to_datetime(Time::midnight()),
            Self::Time(moment) => moment,
        }
    }

    /// The minute after which it is over, when something ends here: a day lasts until midnight.
    #[must_use]
    pub fn end(self) -> DateTime {
        match self {
            Self::Day(day) => day.tomorrow().unwrap_or(day).to_datetime(Time::midnight()),
            Self::Time(moment) => moment,
        }
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By the first minute; a day comes before its midnight.
impl Ord for Moment {
    fn cmp(&self, other: &Self) -> Ordering {
        self.start().cmp(&other.start()).then(self.time().is_some().cmp(&other.time().is_some()))
    }
}

impl core::fmt::Display for Moment {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Time(moment) => write!(f, "{}", moment.strftime("%Y-%m-%dT%H:%M")),
        }
    }
}
