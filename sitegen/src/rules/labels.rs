//! Labels: `labels-total`, `labels-annuaire`, `labels-de-droit`, `labels-inconnus` (warning). What the taxonomy announces, the directory must hold.

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::sources::structures::StructureDraft;
use crate::sources::taxonomies::{LabelsDraft, NetworkDraft, TaxonomiesDraft};
use crate::sources::words::Membership;

/// Compares `[labels]` with the networks and with the structures that bear a label. Without `[labels]` nothing is
/// announced, and nothing is compared.
pub(crate) fn check(taxonomies: &TaxonomiesDraft, structures: &[StructureDraft], d: &mut Diagnostics) {
    let Some(labels) = &taxonomies.labels else { return };
    let networks = &taxonomies.networks.entries;
    let sum: i64 = networks.iter().filter_map(|network| network.labels.as_ref()).map(|it| it.value).sum();
    if sum != labels.total.value {
        let message = format!("{} labels annoncés, {sum} répartis entre les réseaux", labels.total.value);
        d.push(
            Diagnostic::error("labels-total", &labels.total.at, message)
                .expected("le total des `labels` des réseaux"),
        );
    }
    if sum > 0 && structures.iter().all(|structure| structure.label_year.is_none()) {
        // A directory taken from an export that says nothing of labels is not wrong about them.
        let message = "aucune fiche de l’annuaire ne dit son année de label";
        d.push(
            Diagnostic::warning("labels-inconnus", &labels.total.at, message)
                .hint("donnez `label_annee` aux structures labellisées".to_owned()),
        );
        return;
    }
    networks.iter().for_each(|network| check_network(network, labels, structures, d));
}

fn check_network(
    network: &NetworkDraft,
    labels: &LabelsDraft,
    structures: &[StructureDraft],
    d: &mut Diagnostics,
) {
    let announced = network.labels.as_ref();
    let at = announced.map_or(&network.id.at, |labels| &labels.at);
    if network.membership != Some(Membership::Labelled) {
        if announced.is_some() {
            let message = format!("« {} » est membre de droit et n’a pas de label", network.id.value);
            d.push(
                Diagnostic::error("labels-de-droit", at, message)
                    .expected("`labels` pour un réseau labellisé"),
            );
        }
        return;
    }
    let (expected, found) = (announced.map_or(0, |it| it.value), count(network, labels, structures));
    if usize::try_from(expected) != Ok(found) {
        let message =
            format!("« {} » : {expected} labels annoncés, {found} dans l’annuaire", network.id.value);
        d.push(
            Diagnostic::error("labels-annuaire", at, message)
                .expected("autant de structures de ce réseau avec `label_annee`")
                .hint(
                    "une fiche a été retirée ou ajoutée : corrigez `labels` et `total`, ou la fiche"
                        .to_owned(),
                ),
        );
    }
}

/// How many structures of a network bear the label that year.
fn count(network: &NetworkDraft, labels: &LabelsDraft, structures: &[StructureDraft]) -> usize {
    let last = labels.year.as_ref().map_or(i64::MAX, |year| year.value);
    let member = |structure: &&StructureDraft| {
        structure.networks.iter().flatten().any(|id| id.value == network.id.value)
            && structure.label_year.as_ref().is_some_and(|year| year.value <= last)
    };
    structures.iter().filter(member).count()
}
