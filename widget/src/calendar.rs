//! Days and weeks, from the number of days that the loader gives.

use engine::query::IsoWeek;

/// The ISO 8601 week of a day, in days since 1970-01-01 (a Thursday).
#[must_use]
pub fn iso_week(day: i32) -> IsoWeek {
    let thursday = day - (day + 3).rem_euclid(7) + 3;
    let (year, ..) = date(thursday);
    let first = first_day(year);
    IsoWeek { year: year as i16, week: ((thursday - first) / 7 + 1) as u8 }
}

/// The day of the week, 0 for Monday.
#[must_use]
pub fn weekday(day: i32) -> usize {
    (day + 3).rem_euclid(7) as usize
}

/// Year, month (1 to 12) and day of the month, in the Gregorian calendar.
#[must_use]
pub fn date(day: i32) -> (i32, usize, usize) {
    let mut year = 1970 + day.div_euclid(366);
    while first_day(year + 1) <= day {
        year += 1;
    }
    let leap = i32::from(first_day(year + 1) - first_day(year) == 366);
    let mut rest = day - first_day(year);
    let lengths = [31, 28 + leap, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while rest >= lengths[month] {
        rest -= lengths[month];
        month += 1;
    }
    (year, month + 1, rest as usize + 1)
}

/// 1 January of a year, in days since 1970-01-01.
fn first_day(year: i32) -> i32 {
    let before = year - 1;
    365 * (year - 1970) + (before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400)) - 477
}

#[cfg(test)]
mod tests {
    use super::{date, first_day, iso_week, weekday};

    #[test]
    fn weeks_and_dates_are_those_of_the_calendar() {
        let week = |day: i32| {
            let week = iso_week(day);
            (week.year, week.week)
        };
        assert_eq!(first_day(1970), 0);
        assert_eq!(first_day(2027), 20_819);
        assert_eq!(week(0), (1970, 1));
        // 1 January 2027 is a Friday, of the last week of 2026; 4 January begins week 1.
        assert_eq!(week(20_819), (2026, 53));
        assert_eq!(week(20_822), (2027, 1));
        // 23 November 2026, a Monday.
        assert_eq!((week(20_780), weekday(20_780), date(20_780)), ((2026, 48), 0, (2026, 11, 23)));
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(19_782), (2024, 2, 29));
        assert_eq!(date(20_088), (2024, 12, 31));
    }
}
