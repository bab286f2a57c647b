//! Languages: `langue-invalide`.

use super::{Context, Fault};
use crate::diagnostics::Diagnostics;
use crate::sources::structures::StructureDraft;

/// Names that people write in the place of codes, with the codes.
const NAMES: [(&str, &str); 14] = [
    ("allemand", "de"),
    ("anglais", "en"),
    ("arabe", "ar"),
    ("chinois", "zh"),
    ("dari", "prs"),
    ("espagnol", "es"),
    ("français", "fr"),
    ("italien", "it"),
    ("lsf", "fsl"),
    ("portugais", "pt"),
    ("roumain", "ro"),
    ("russe", "ru"),
    ("turc", "tr"),
    ("ukrainien", "uk"),
];

/// Checks the languages of every structure and place.
pub fn check(drafts: &[StructureDraft], _: &Context<'_>, d: &mut Diagnostics) {
    let services = drafts.iter().flat_map(StructureDraft::services);
    for code in services.filter_map(|service| service.languages.as_ref()).flatten() {
        if let Some(fault) = fault(&code.value) {
            d.push(fault.at(&code.at));
        }
    }
}

/// What is wrong with a language: it must look like a code of ISO 639, which browsers know how to name.
#[must_use]
pub fn fault(code: &str) -> Option<Fault> {
    let is_code = (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
    let named = NAMES.iter().find(|(name, _)| *name == code.trim().to_lowercase());
    (!is_code || named.is_some()).then(|| Fault {
        code: "langue-invalide",
        message: format!("langue inconnue : « {code} »"),
        expected: "un code ISO 639 en minuscules, par exemple en, ar ou fsl (langue des signes française)",
        hint: named.map(|(_, code)| format!("écrivez « {code} »")),
    })
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn codes_are_taken_and_names_are_not() {
        assert!(["en", "ar", "fsl", "prs"].iter().all(|code| fault(code).is_none()));
        assert!(["", "EN", "en-GB", "a", "abcd", "é"].iter().all(|code| fault(code).is_some()));
        assert_eq!(fault("Anglais").and_then(|fault| fault.hint).as_deref(), Some("écrivez « en »"));
        assert_eq!(fault("lsf").and_then(|fault| fault.hint).as_deref(), Some("écrivez « fsl »"));
    }
}
