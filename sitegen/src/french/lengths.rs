//! How long something lasts, as it is written and printed: « 45 min », « 1 h 30 », « 2 jours ».

use super::{NBSP, counted};

/// How long something lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Hours and minutes, as minutes.
    Minutes(u16),
    /// Days of work.
    Days(u16),
}

/// Longer than a day is told in days.
const MOST_MINUTES: u16 = 24 * 60;

/// As many as the days of work in a quarter.
const MOST_DAYS: u16 = 65;

impl Length {
    /// Reads `45 min`, `2 h`, `1 h 30`, `1h30`, `1 jour`, `3 jours`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(days) = text.strip_suffix("jours").or_else(|| text.strip_suffix("jour")) {
            return number(days).filter(|days| (1..=MOST_DAYS).contains(days)).map(Self::Days);
        }
        let minutes = match text.split_once('h') {
            Some((hours, "")) => number(hours)?.checked_mul(60)?,
            Some((hours, minutes)) => {
                let minutes = number(minutes.strip_suffix("min").unwrap_or(minutes))?;
                number(hours)?.checked_mul(60)?.checked_add((minutes < 60).then_some(minutes)?)?
            }
            None => number(text.strip_suffix("min")?)?,
        };
        (1..=MOST_MINUTES).contains(&minutes).then_some(Self::Minutes(minutes))
    }

    /// What a person reads.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Days(days) => counted(days.into(), "jour", "jours"),
            Self::Minutes(minutes) => match (minutes / 60, minutes % 60) {
                (0, minutes) => format!("{minutes}{NBSP}min"),
                (hours, 0) => format!("{hours}{NBSP}h"),
                (hours, minutes) => format!("{hours}{NBSP}h{NBSP}{minutes:02}"),
            },
        }
    }

    /// As ISO 8601 writes it: `PT1H30M`, `P2D`.
    #[must_use]
    pub fn iso(self) -> String {
        match self {
            Self::Days(days) => format!("P{days}D"),
            Self::Minutes(minutes) => match (minutes / 60, minutes % 60) {
                (0, minutes) => format!("PT{minutes}M"),
                (hours, 0) => format!("PT{hours}H"),
                (hours, minutes) => format!("PT{hours}H{minutes}M"),
            },
        }
    }
}

/// Digits alone: no sign.
fn number(text: &str) -> Option<u16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::Length;

    #[test]
    fn lengths_are_read_and_printed() {
        for (written, text, iso) in [
            ("45 min", "45 min", "PT45M"),
            ("1 h", "1 h", "PT1H"),
            ("1h30", "1 h 30", "PT1H30M"),
            ("2 h 05 min", "2 h 05", "PT2H5M"),
            ("90 min", "1 h 30", "PT1H30M"),
            ("1 jour", "1 jour", "P1D"),
            ("3 jours", "3 jours", "P3D"),
        ] {
            let length = Length::parse(written).unwrap();
            assert_eq!((length.text().replace('\u{a0}', " ").as_str(), length.iso().as_str()), (text, iso));
        }
        for wrong in
            ["", "0 min", "1 h 75", "h", "-1 h", "+1 h", "90", "une heure", "99 jours", "30 h", "1,5 jour"]
        {
            assert_eq!(Length::parse(wrong), None, "{wrong}");
        }
    }
}
