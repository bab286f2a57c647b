//! Phone numbers: what a phone dials.

/// The number as a phone dials it: `+33471000000` for a French one, the digits of a short one, `+…` for a
/// foreign one (territories near a border have some). `None` when it is not a number.
#[must_use]
pub fn dialable(phone: &str) -> Option<String> {
    let phone = phone.trim().replace("(0)", "");
    let separators = [' ', '.', '-', '/', '\u{a0}', '\u{202f}', '\u{2009}', '\u{2011}'];
    let compact: String = phone.chars().filter(|c| !separators.contains(c)).collect();
    let (international, digits) = match compact.strip_prefix('+').or_else(|| compact.strip_prefix("00")) {
        Some(digits) => (true, digits),
        None => (false, compact.as_str()),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match (international, digits.len()) {
        (true, _) if digits.starts_with("33") => french(digits.strip_prefix("33")?),
        (true, 8..=15) => Some(format!("+{digits}")),
        (true, _) => None,
        (false, 10) => french(digits.strip_prefix('0')?),
        // 15, 17, 115…; 1014; 3949; 118 218.
        (false, 2..=4) if digits.starts_with(['1', '3']) => Some(digits.to_owned()),
        (false, 6) if digits.starts_with("118") => Some(digits.to_owned()),
        (false, _) => None,
    }
}

fn french(national: &str) -> Option<String> {
    (national.len() == 9 && !national.starts_with('0')).then(|| format!("+33{national}"))
}

#[cfg(test)]
mod tests {
    use super::dialable;

    #[test]
    fn numbers_are_dialled_the_same_however_written() {
        for written in
            ["04 65 71 00 12", "04.65.71.00.12", "+33 4 65 71 00 12", "0033465710012", "+33 (0)4 65 71 00 12"]
        {
            assert_eq!(dialable(written).as_deref(), Some("+33465710012"), "{written}");
        }
        assert_eq!(dialable("39 49").as_deref(), Some("3949"));
        assert_eq!(dialable("+41 22 388 44 00").as_deref(), Some("+41223884400"));
    }

    #[test]
    fn slips_are_not_numbers() {
        for written in ["04 65 71 00 1", "zéro quatre", "04 65 71 00 12;06 00 00 00 00", "", "+"] {
            assert_eq!(dialable(written), None, "{written}");
        }
    }
}
