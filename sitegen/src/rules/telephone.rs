//! Phone numbers: `telephone-invalide`.

use super::{Context, Fault};
use crate::diagnostics::{Diagnostics, Located};
use crate::french::phone::dialable;
use crate::sources::structures::StructureDraft;

/// Checks every phone number.
pub fn check(drafts: &[StructureDraft], _: &Context<'_>, d: &mut Diagnostics) {
    let services = drafts.iter().flat_map(StructureDraft::services);
    services.filter_map(|service| service.phone.as_ref()).for_each(|phone| check_value(phone, d));
}

/// Checks one number; an empty one is no number.
pub(crate) fn check_value(phone: &Located<String>, d: &mut Diagnostics) {
    if let Some(fault) = fault(&phone.value).filter(|_| !phone.value.trim().is_empty()) {
        d.push(fault.at(&phone.at));
    }
}

/// What is wrong with a number.
#[must_use]
pub fn fault(phone: &str) -> Option<Fault> {
    dialable(phone).is_none().then(|| Fault {
        code: "telephone-invalide",
        message: format!("numéro de téléphone mal formé : « {} »", phone.trim()),
        expected: "un seul numéro : 04 71 00 00 00, +33 4 71 00 00 00 ou un numéro court comme 39 49",
        hint: None,
    })
}
