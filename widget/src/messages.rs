//! What visitors read. The texts are in `shell/<language>.toml`, one file a language, and come with the shell, without
//! their names: sitegen puts those of `[messages]` and what it gives itself in alphabetical order, as this list is.

/// Separates the forms of a plural and their categories, as the loader joins them.
const SEPARATOR: char = '\u{1f}';

macro_rules! texts {
    ($($key:ident)*) => {
        /// Names of the texts.
        #[allow(non_camel_case_types, missing_docs, reason = "they are the keys of the translators' files")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Text { $($key),* }

        /// How many there are.
        const COUNT: usize = [$(Text::$key),*].len();

        /// The keys in the translators' files, in the order of [`Text`].
        #[cfg(test)]
        const KEYS: &[&str] = &[$(stringify!($key)),*];
    };
}

texts! {
    access access_full access_none access_partial active add address answers at_distance by_appointment
    card_more checked chip_here chip_territory chip_word clear close closed closed_day closed_days
    closed_ever closed_notice closed_until closes_ever closes_notice contact copied copy count
    criteria_chosen criteria_label day_date days decimal details_failed details_waiting distance
    distance_note drop email error_corrupt error_incompatible failed_action first forget forgotten free
    hours instead invitation keep keep_failed keeping kept keyword_failed keyword_label keyword_nothing
    keyword_partial keyword_place keyword_place_as_word keyword_place_others keyword_waiting kind_department
    kind_intercommunality kind_region languages level_information level_support located locating
    location_late location_refused location_unavailable map map_link map_note match_approximate
    match_description match_locality match_name match_service meanwhile mode_on_site mode_phone mode_video
    modes_label months more need_proposed needs_chosen needs_done needs_label needs_show networks_label
    next_visit none none_help none_widen none_without open_now open_until opens_on opens_today
    opens_tomorrow other_places paid phone place_ambiguous place_coming place_failed place_former
    place_label place_outside place_suggestion_count place_unknown print publics_label radius_km
    radius_label radius_unused remote report report_body report_subject retry route share shared sheet
    sheet_also sheet_few sheet_filled sheet_intro sheet_link sheet_new sheet_notes sheet_open sheet_remove
    sheet_share sheet_title shown_of site_title source stale_link vcard website widened within_radius
    within_territory
}

/// The texts of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Messages {
    texts: Vec<String>,
}

impl Messages {
    /// Takes every text from `text`, which gives the one of a number; the forms of a plural come joined.
    pub fn load(text: impl Fn(usize) -> String) -> Self {
        Self { texts: (0..COUNT).map(text).collect() }
    }

    /// A text.
    #[must_use]
    pub fn text(&self, key: Text) -> &str {
        &self.texts[key as usize]
    }

    /// A text with `value` where it has `{}`.
    #[must_use]
    pub fn fill(&self, key: Text, value: &str) -> String {
        fill(self.text(key), value)
    }

    /// A text with several values, in their order.
    #[must_use]
    pub fn fill_all(&self, key: Text, values: &[&str]) -> String {
        values.iter().fold(self.text(key).to_owned(), |text, value| fill(&text, value))
    }

    /// The form of a plural for `count`, of which `category` gives the category.
    #[must_use]
    pub fn plural(&self, key: Text, count: usize, category: impl Fn(usize) -> String) -> String {
        let wanted = category(count);
        let mut parts = self.text(key).split(SEPARATOR);
        let mut found = "";
        while let (Some(category), Some(text)) = (parts.next(), parts.next()) {
            if category == wanted || category == "other" && found.is_empty() {
                found = text;
            }
        }
        found.replacen("{count}", &count.to_string(), 1)
    }
}

/// Puts `value` where the text has `{}` first.
#[must_use]
pub fn fill(text: &str, value: &str) -> String {
    text.replacen("{}", value, 1)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{KEYS, Messages, Text};

    /// The texts of a language, as the loader hands them over.
    fn texts(file: &str) -> BTreeMap<String, String> {
        let table: toml::Table = file.parse().unwrap();
        let joined = |value: &toml::Value| match value {
            toml::Value::Table(forms) => forms
                .iter()
                .map(|(category, text)| format!("{category}\u{1f}{}", text.as_str().unwrap()))
                .collect::<Vec<_>>()
                .join("\u{1f}"),
            text => text.as_str().unwrap().to_owned(),
        };
        table["messages"]
            .as_table()
            .unwrap()
            .iter()
            .map(|(key, value)| (key.clone(), joined(value)))
            .collect()
    }

    /// These come from the site and the language, not from translators.
    const GIVEN: [&str; 3] = ["decimal", "contact", "site_title"];

    #[test]
    fn every_language_has_every_text() {
        let languages = [include_str!("../shell/fr.toml"), include_str!("../shell/en.toml")].map(texts);
        for language in &languages {
            let all: BTreeSet<&str> = language.keys().map(String::as_str).chain(GIVEN).collect();
            assert_eq!(all.into_iter().collect::<Vec<_>>(), KEYS, "in their order");
            for (key, text) in language {
                let other = &languages[0][key];
                assert!(!text.trim().is_empty(), "{key} is empty");
                assert_eq!(text.matches("{}").count(), other.matches("{}").count(), "values of {key}");
            }
        }
    }

    #[test]
    fn plurals_follow_the_language() {
        let french = texts(include_str!("../shell/fr.toml"));
        let messages = Messages::load(|number| french.get(KEYS[number]).cloned().unwrap_or_default());
        let category = |count: usize| if count < 2 { "one".to_owned() } else { "other".to_owned() };
        assert_eq!(messages.plural(Text::count, 1, category), "1 structure");
        assert_eq!(messages.plural(Text::count, 12, category), "12 structures");
        assert_eq!(messages.plural(Text::count, 12, |_| "many".to_owned()), "12 structures");
        assert_eq!(messages.fill_all(Text::day_date, &["lundi", "5", "octobre"]), "lundi 5 octobre");
    }
}
