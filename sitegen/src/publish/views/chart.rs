//! Bars: a chart that a screen reader hears as one sentence and that stays legible at 320 px.

use serde::Serialize;

use crate::french;

/// Width of the chart, in units of its picture: a small screen, so that the letters are as large there as in the page.
const WIDTH: u64 = 320;
/// Where the number after the longest bar begins to need place.
const LONGEST: u64 = 270;
/// From one bar to the next.
const STEP: u64 = 46;

/// A chart of bars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::publish) struct Chart {
    width: u64,
    height: u64,
    bars: Vec<Bar>,
    /// The whole of it in words.
    text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Bar {
    label: String,
    value: String,
    /// Where its label stands, from the top.
    label_y: u64,
    /// Where its top is.
    y: u64,
    width: u64,
    /// Where its number begins.
    value_x: u64,
}

/// One bar for each of what is counted, in this order.
pub(in crate::publish) fn bars(rows: &[(String, u64)]) -> Chart {
    let most = rows.iter().map(|(_, value)| *value).max().unwrap_or_default().max(1);
    let bars = rows.iter().zip(0..).map(|((label, value), row)| {
        let width = value * LONGEST / most;
        Bar {
            label: label.clone(),
            value: number(*value),
            label_y: row * STEP + 15,
            y: row * STEP + 22,
            width,
            value_x: width + 6,
        }
    });
    let words: Vec<String> =
        rows.iter().map(|(label, value)| format!("{label}, {}", number(*value))).collect();
    Chart {
        width: WIDTH,
        height: u64::try_from(rows.len()).unwrap_or_default() * STEP,
        bars: bars.collect(),
        text: format!("{}.", words.join("\u{a0}; ")),
    }
}

/// A count as printed.
pub(in crate::publish) fn number(value: u64) -> String {
    french::number(usize::try_from(value).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::bars;

    #[test]
    fn bars_are_as_long_as_their_numbers() {
        let chart = bars(&[("MIFE".to_owned(), 12), ("CIDFF".to_owned(), 6), ("MEF".to_owned(), 0)]);
        let widths: Vec<u64> = chart.bars.iter().map(|bar| bar.width).collect();
        assert_eq!(widths, [270, 135, 0]);
        assert_eq!(chart.text, "MIFE, 12\u{a0}; CIDFF, 6\u{a0}; MEF, 0.");
        assert_eq!(bars(&[]).height, 0);
    }
}
