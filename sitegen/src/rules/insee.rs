//! INSEE codes: `insee-inconnu`, `insee-ancien` (warning).

use super::Context;
use crate::diagnostics::{Diagnostic, Diagnostics, Located};
use crate::french::slug;
use crate::sources::structures::StructureDraft;

/// Checks that the code of every place is a commune or municipal arrondissement of the gazetteer.
pub fn check(drafts: &[StructureDraft], context: &Context<'_>, d: &mut Diagnostics) {
    if context.gazetteer.communes.is_empty() {
        // The gazetteer itself could not be read, which is reported.
        return;
    }
    for place in drafts.iter().flat_map(|draft| &draft.places) {
        let Some(insee) = place.insee.as_ref().filter(|text| !text.value.trim().is_empty()) else { continue };
        check_former(insee, context, d);
        if context.gazetteer.find(insee.value.trim()).is_some() {
            continue;
        }
        let commune = place.commune.as_ref().map(|commune| commune.value.as_str()).unwrap_or_default();
        d.push(unknown(insee).hint(proposal(commune, context)));
    }
}

/// Points out a code that is no more in use: today's is taken instead.
pub(crate) fn check_former(insee: &Located<String>, context: &Context<'_>, d: &mut Diagnostics) {
    let Some(today) = context.gazetteer.todays(insee.value.trim()) else { return };
    let message = format!("ce code INSEE n’est plus en usage : la commune est devenue {}", today.name);
    d.push(
        Diagnostic::warning("insee-ancien", &insee.at, message)
            .expected(format!("`\"{}\"`, qui est pris en attendant", today.insee))
            .hint("le nom que l’on écrit dans l’adresse peut rester".to_owned()),
    );
}

/// The diagnostic for a code that the gazetteer does not have.
pub(crate) fn unknown(insee: &Located<String>) -> Diagnostic {
    Diagnostic::error("insee-inconnu", &insee.at, format!("code INSEE inconnu : « {} »", insee.value))
        .expected("le code d’une commune du dossier territoire/")
}

/// The codes of the communes that bear the name given beside the faulty code.
fn proposal(commune: &str, context: &Context<'_>) -> Option<String> {
    let wanted = slug::slug(commune);
    let same_name = context.gazetteer.communes.iter().filter(|it| slug::slug(&it.name) == wanted);
    let codes: Vec<String> = same_name.take(3).map(|it| format!("{} ({})", it.insee, it.name)).collect();
    (!wanted.is_empty() && !codes.is_empty()).then(|| format!("vouliez-vous dire {} ?", codes.join(" ou ")))
}
