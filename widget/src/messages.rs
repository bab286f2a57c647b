//! What visitors read. The texts are in `shell/<language>.toml`, one file a language, and come with the shell;
//! this is the list of those that this module uses.

/// Separates the forms of a plural and their categories, as the loader joins them.
const SEPARATOR: char = '\u{1f}';

macro_rules! texts {
    ($($key:ident)*) => {
        /// Names of the texts.
        #[allow(non_camel_case_types, missing_docs, reason = "they are the keys of the translators' files")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Text { $($key),* }

        /// The keys in the translators' files, in the order of [`Text`].
        pub const KEYS: &[&str] = &[$(stringify!($key)),*];
    };
}

texts! {
    needs_label needs_chosen needs_done needs_show criteria_label criteria_chosen publics_label networks_label
    modes_label     place_suggestion_count place_former place_coming place_failed place_unknown place_outside place_ambiguous
    kind_intercommunality kind_department kind_region
    radius_km radius_unused locating located
    location_refused location_unavailable location_late
    keyword_place keyword_place_others keyword_place_as_word keyword_partial keyword_nothing keyword_waiting keyword_failed
    need_proposed
    active drop chip_word chip_here chip_territory stale_link
    keyword_label place_label radius_label
    invitation none none_help none_without none_widen count within_radius within_territory widened
    more shown_of remote card_more details_waiting details_failed retry
    distance distance_note at_distance paid free level_information level_support
    mode_on_site mode_phone mode_video other_places answers
    match_approximate match_name match_service match_locality match_description
    address phone email hours website languages access access_full access_partial access_none
    by_appointment source checked
    open_until open_now opens_today opens_tomorrow opens_on closed next_visit day_date days months first
    closed_day closed_days closed_until closed_notice closes_notice closed_ever closes_ever meanwhile instead
    sheet copy copied vcard route map_link report report_subject report_body add
    share shared failed_action
    sheet_open sheet_title sheet_intro sheet_filled sheet_few sheet_also sheet_notes sheet_remove sheet_link sheet_share sheet_new print close
    map map_note keep keeping kept forget forgotten keep_failed
    error_corrupt error_incompatible
    decimal contact site_title clear
}

/// The texts of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Messages {
    texts: Vec<String>,
}

impl Messages {
    /// Takes every text from `text`, which gives the one of a key; the forms of a plural come joined.
    pub fn load(text: impl Fn(&str) -> String) -> Self {
        Self { texts: KEYS.iter().map(|key| text(key)).collect() }
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
    use std::collections::BTreeMap;

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
            let missing: Vec<_> =
                KEYS.iter().filter(|key| !GIVEN.contains(key) && !language.contains_key(**key)).collect();
            assert!(missing.is_empty(), "missing: {missing:?}");
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
        let messages = Messages::load(|key| french.get(key).cloned().unwrap_or_default());
        let category = |count: usize| if count < 2 { "one".to_owned() } else { "other".to_owned() };
        assert_eq!(messages.plural(Text::count, 1, category), "1 structure");
        assert_eq!(messages.plural(Text::count, 12, category), "12 structures");
        assert_eq!(messages.plural(Text::count, 12, |_| "many".to_owned()), "12 structures");
        assert_eq!(messages.fill_all(Text::day_date, &["lundi", "5", "octobre"]), "lundi 5 octobre");
    }
}
