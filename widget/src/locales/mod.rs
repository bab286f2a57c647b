//! What visitors read. One file a language; a key that a language lacks does not compile.

mod fr;

pub use fr::FRENCH;

/// Every text of the widget. `{}` stands for the value that goes there.
#[derive(Debug)]
#[allow(missing_docs, reason = "the French text of each key is its documentation")]
pub struct Messages {
    pub form_label: &'static str,
    pub needs_label: &'static str,
    pub needs_chosen: &'static str,
    pub place_label: &'static str,
    pub place_hint: &'static str,
    pub place_suggestions: &'static str,
    pub place_suggestion_count: &'static str,
    pub place_unknown: &'static str,
    pub place_ambiguous: &'static str,
    pub radius_label: &'static str,
    pub radius_km: &'static str,
    pub radius_unused: &'static str,
    pub keyword_label: &'static str,
    pub keyword_hint: &'static str,
    pub submit: &'static str,
    pub clear: &'static str,
    pub results_label: &'static str,
    pub invitation: &'static str,
    pub fictitious: &'static str,
    pub none: &'static str,
    pub none_help: &'static str,
    pub one: &'static str,
    pub several: &'static str,
    pub within_radius: &'static str,
    pub within_territory: &'static str,
    pub widened: &'static str,
    pub more: &'static str,
    pub keyword_waiting: &'static str,
    pub keyword_failed: &'static str,
    pub details_waiting: &'static str,
    pub details_failed: &'static str,
    pub retry: &'static str,
    pub distance: &'static str,
    pub distance_note: &'static str,
    pub at_distance: &'static str,
    pub paid: &'static str,
    pub level_information: &'static str,
    pub level_support: &'static str,
    pub mode_on_site: &'static str,
    pub mode_phone: &'static str,
    pub mode_video: &'static str,
    pub other_places_one: &'static str,
    pub other_places: &'static str,
    pub address: &'static str,
    pub phone: &'static str,
    pub email: &'static str,
    pub hours: &'static str,
    pub website: &'static str,
    pub sheet: &'static str,
    pub checked: &'static str,
    pub answers: &'static str,
    pub match_approximate: &'static str,
    pub match_name: &'static str,
    pub match_service: &'static str,
    pub match_locality: &'static str,
    pub match_description: &'static str,
    pub keyword_place: &'static str,
    pub keyword_place_as_word: &'static str,
    pub keyword_partial: &'static str,
    pub keyword_nothing: &'static str,
    pub need_proposed: &'static str,
    pub criteria_label: &'static str,
    pub criteria_chosen: &'static str,
    pub publics_label: &'static str,
    pub networks_label: &'static str,
    pub locate: &'static str,
    pub locating: &'static str,
    pub located: &'static str,
    pub not_located: &'static str,
    pub error_corrupt: &'static str,
    pub error_incompatible: &'static str,
    pub error_unexpected: &'static str,
}

/// Puts `value` where the text has `{}`.
#[must_use]
pub fn fill(text: &str, value: &str) -> String {
    text.replacen("{}", value, 1)
}
