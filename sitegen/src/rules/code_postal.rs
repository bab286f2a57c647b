//! Postcodes: `code-postal-invalide`, `code-postal-departement` (warning).

use super::{Context, Fault};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::sources::structures::{PlaceDraft, StructureDraft};

/// Checks the postcode of every place, alone and against its commune.
pub fn check(drafts: &[StructureDraft], context: &Context<'_>, d: &mut Diagnostics) {
    for place in drafts.iter().flat_map(|draft| &draft.places) {
        let Some(postcode) = place.postcode.as_ref().filter(|text| !text.value.trim().is_empty()) else {
            continue;
        };
        match fault(&postcode.value) {
            Some(fault) => d.push(fault.at(&postcode.at)),
            None => check_commune(place, context, d),
        }
    }
}

/// What is wrong with a postcode by itself.
#[must_use]
pub fn fault(postcode: &str) -> Option<Fault> {
    let postcode = postcode.trim();
    let right = postcode.len() == 5 && postcode.bytes().all(|byte| byte.is_ascii_digit());
    (!right).then(|| Fault {
        code: "code-postal-invalide",
        message: format!("code postal mal formé : « {postcode} »"),
        expected: "cinq chiffres",
        hint: (postcode.len() == 4 && postcode.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| format!("le zéro du début a pu se perdre dans un tableur : 0{postcode}")),
    })
}

/// CEDEX codes are in no list of the commune, so a stranger is only pointed out when it belongs to another
/// department: its first two digits tell.
fn check_commune(place: &PlaceDraft, context: &Context<'_>, d: &mut Diagnostics) {
    let (Some(postcode), Some(insee)) = (&place.postcode, &place.insee) else { return };
    let Some(locality) = context.gazetteer.find(insee.value.trim()) else { return };
    let code = postcode.value.trim();
    let commune = context.gazetteer.commune_of(locality);
    let of_commune = context.gazetteer.postcodes(locality).iter().chain(&commune.postcodes);
    if of_commune.clone().any(|known| known == code) || same_department(code, &insee.value) {
        return;
    }
    let known: Vec<&str> = context.gazetteer.postcodes(locality).iter().map(String::as_str).collect();
    d.push(
        Diagnostic::warning(
            "code-postal-departement",
            &postcode.at,
            format!(
                "le code postal {code} n’est pas du département de la commune ({})",
                context.gazetteer.name(locality)
            ),
        )
        .expected(known.join(" ou "))
        .hint("vérifiez le code postal et le code INSEE".to_owned()),
    );
}

fn same_department(postcode: &str, insee: &str) -> bool {
    let insee = insee.trim();
    // Corsica: 2A and 2B share the postcodes that begin with 20.
    let department =
        if insee.starts_with("2A") || insee.starts_with("2B") { Some("20") } else { insee.get(..2) };
    department.is_some() && department == postcode.get(..2)
}

#[cfg(test)]
mod tests {
    use super::{fault, same_department};

    #[test]
    fn five_digits() {
        assert_eq!(fault("43000"), None);
        assert!(fault("4300O").is_some());
        assert_eq!(
            fault("1000").unwrap().hint.unwrap(),
            "le zéro du début a pu se perdre dans un tableur : 01000"
        );
    }

    #[test]
    fn corsica_has_letters_in_its_insee_codes_only() {
        assert!(same_department("20090", "2A004"));
        assert!(!same_department("43000", "42218"));
    }
}
