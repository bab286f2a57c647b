//! Typing mistakes between two short texts: optimal string alignment, where two neighbours swapped are one
//! mistake, as are a letter too many, one too few and one for another.

/// Three rows of the alignment table, kept from one name to the next.
#[derive(Debug, Default)]
pub(crate) struct Distance {
    rows: [Vec<u8>; 3],
}

/// How far a text is from a name. Ordered: fewer mistakes first, then the whole name before its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mistakes {
    /// Their number.
    pub(crate) count: u8,
    /// Whether only a beginning of the name was written.
    pub(crate) unfinished: bool,
}

impl Distance {
    /// The mistakes of `typed` for `name` or for a beginning of it; `None` when there are more than `limit`.
    /// Cost: a band of `2 × limit + 1` cells a byte of `typed`, left as soon as the limit is passed.
    pub(crate) fn measure(&mut self, typed: &[u8], name: &[u8], limit: u8) -> Option<Mistakes> {
        let band = usize::from(limit);
        let over = limit.saturating_add(1);
        let width = name.len().min(typed.len() + band);
        if typed.len() > width + band {
            return None;
        }
        for row in &mut self.rows {
            row.clear();
            row.resize(width + 1, over);
        }
        for (count, cell) in (0..=limit).zip(&mut self.rows[2]) {
            *cell = count;
        }
        for i in 1..=typed.len() {
            self.rows.rotate_left(1);
            let [before, above, row] = &mut self.rows;
            row.fill(over);
            if i <= band {
                row[0] = i as u8;
            }
            let mut least = row[0];
            for j in i.saturating_sub(band).max(1)..=width.min(i + band) {
                let other = u8::from(typed[i - 1] != name[j - 1]);
                let mut cell = (above[j - 1] + other).min(above[j] + 1).min(row[j - 1] + 1);
                if i > 1 && j > 1 && typed[i - 1] == name[j - 2] && typed[i - 2] == name[j - 1] {
                    cell = cell.min(before[j - 2] + 1);
                }
                row[j] = cell.min(over);
                least = least.min(cell);
            }
            if least > limit {
                return None;
            }
        }
        let beginning = self.rows[2].iter().copied().min().filter(|count| *count <= limit)?;
        let unfinished = width < name.len() || self.rows[2][width] > beginning;
        Some(Mistakes { count: beginning, unfinished })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn check(typed: &str, name: &str, expected: Option<(u8, bool)>) {
        let found = Distance::default().measure(typed.as_bytes(), name.as_bytes(), 2);
        assert_eq!(found.map(|it| (it.count, it.unfinished)), expected, "{typed:?} {name:?}");
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn each_kind_of_mistake_counts_for_one() {
        check("brioude", "brioude", Some((0, false)));
        check("broude", "brioude", Some((1, false)));
        check("briooude", "brioude", Some((1, false)));
        check("briaude", "brioude", Some((1, false)));
        check("broiude", "brioude", Some((1, false)));
        check("rbiodue", "brioude", Some((2, false)));
        check("rbiodeu", "brioude", None);
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_beginning_is_enough_and_said() {
        check("clermomt", "clermont ferrand", Some((1, true)));
        check("clermont", "clermont ferrand", Some((0, true)));
        check("clermont ferrrand", "clermont ferrand", Some((1, false)));
        check("clermont ferrand", "clermont", None);
        check("", "", Some((0, false)));
        check("abc", "", None);
    }
}
