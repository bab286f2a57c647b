//! Phone numbers: `telephone-invalide`.

use super::{Context, Fault};
use crate::diagnostics::Diagnostics;
use crate::french::phone::dialable;
use crate::sources::structures::StructureDraft;

/// Checks every phone number.
pub fn check(drafts: &[StructureDraft], _: &Context<'_>, d: &mut Diagnostics) {
    for service in drafts.iter().flat_map(StructureDraft::services) {
        let Some(phone) = service.phone.as_ref().filter(|text| !text.value.trim().is_empty()) else {
            continue;
        };
        if let Some(fault) = fault(&phone.value) {
            d.push(fault.at(&phone.at));
        }
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
