//! « Vouliez-vous dire… ? »: the known value nearest to an unknown one.

/// The candidate most like `found`, when one is like it enough to be worth proposing.
///
/// Likeness is Jaro-Winkler's. With a lower bar proposals become guesses (`cio` for `cma`); over 0.9 a
/// missing word is enough to lose the right one.
#[must_use]
pub fn nearest<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const ENOUGH: f64 = 0.8;
    let found = found.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&found, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= ENOUGH)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

/// The hint that proposes the nearest candidate.
#[must_use]
pub fn did_you_mean<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(found, candidates).map(|candidate| format!("vouliez-vous dire `{candidate}` ?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_mended_and_a_stranger_is_not() {
        let networks = ["mission-locale", "cio", "france-travail", "info-jeunes"];
        assert_eq!(nearest("mission-local", networks), Some("mission-locale"));
        assert_eq!(nearest("Mission-Locale", networks), Some("mission-locale"));
        assert_eq!(nearest("info-jeune", networks), Some("info-jeunes"));
        assert_eq!(nearest("zzz", networks), None);
    }
}
