//! E-mail addresses: `courriel-invalide`.

use super::{Context, Fault};
use crate::diagnostics::{Diagnostics, Located};
use crate::sources::structures::StructureDraft;

/// Checks every e-mail address.
pub fn check(drafts: &[StructureDraft], _: &Context<'_>, d: &mut Diagnostics) {
    let services = drafts.iter().flat_map(StructureDraft::services);
    services.filter_map(|service| service.email.as_ref()).for_each(|email| check_value(email, d));
}

/// Checks one address; an empty one is no address.
pub(crate) fn check_value(email: &Located<String>, d: &mut Diagnostics) {
    if let Some(fault) = fault(&email.value).filter(|_| !email.value.trim().is_empty()) {
        d.push(fault.at(&email.at));
    }
}

/// What is wrong with an address. Only what a mail program would refuse: whether somebody reads it, nobody
/// can tell from its letters.
#[must_use]
pub fn fault(email: &str) -> Option<Fault> {
    let email = email.trim();
    let right = email.len() <= 254
        && email.split_once('@').is_some_and(|(user, domain)| is_user(user) && is_domain(domain));
    (!right).then(|| Fault {
        code: "courriel-invalide",
        message: format!("adresse électronique mal formée : « {email} »"),
        expected: "une seule adresse, par exemple accueil@example.org",
        hint: None,
    })
}

fn is_user(user: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
    !user.is_empty() && user.len() <= 64 && user.chars().all(allowed)
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    domain.contains('.') && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn plain_addresses_pass_and_slips_do_not() {
        for right in ["accueil@example.org", "ce.0150039l@ac-clermont.fr", "o'neil+x@sous.example.org"] {
            assert_eq!(fault(right), None, "{right}");
        }
        for wrong in [
            "accueil",
            "accueil@example",
            "a b@example.org",
            "a@b@example.org",
            "a@example.org;b@example.org",
        ] {
            assert!(fault(wrong).is_some(), "{wrong}");
        }
    }
}
