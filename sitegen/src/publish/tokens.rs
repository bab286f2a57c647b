//! The colours that pages and widget share (`widget/tokens.toml`), written into the style of each.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Deserialize;

use super::error::PublishError;

/// Colours by name: light, then dark.
type Colours = BTreeMap<String, [String; 2]>;

/// The colours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tokens {
    widget: Colours,
    pages: Colours,
}

impl Tokens {
    /// Reads the file.
    pub(super) fn parse(text: &str) -> Result<Self, PublishError> {
        toml::from_str(text)
            .map_err(|error| PublishError::Unusable(PathBuf::from("tokens.toml"), error.to_string()))
    }

    /// For pages: what they and the widget in them take, by the scheme of the device.
    pub(super) fn for_pages(&self) -> String {
        let all = |scheme: usize| -> String {
            let colours = self.widget.iter().chain(&self.pages);
            colours.map(|(name, pair)| format!("  --azimut-{name}: {};\n", pair[scheme])).collect()
        };
        format!(
            ":root {{\n{}}}\n\n@media (prefers-color-scheme: dark) {{\n  :root {{\n{}  }}\n}}\n\n",
            all(0),
            all(1)
        )
    }

    /// For the widget in another page: by the scheme of that page, in browsers that tell it (since 2024); else light.
    pub(super) fn for_widget(&self) -> String {
        let all = |value: fn(&[String; 2]) -> String| -> String {
            let mut rule = ".azimut, .paper {\n".to_owned();
            for (name, pair) in &self.widget {
                // Writing to a string cannot fail.
                let _ = writeln!(rule, "--_{name}: var(--azimut-{name}, {});", value(pair));
            }
            rule + "}\n"
        };
        let light = all(|pair| pair[0].clone());
        let both = all(|[light, dark]| format!("light-dark({light}, {dark})"));
        format!("{light}@supports (color: light-dark(#000, #fff)) {{\n{both}}}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::Tokens;

    #[test]
    fn both_styles_get_the_same_colours() {
        let tokens =
            Tokens::parse("[widget]\ntext = ['#111111', '#eeeeee']\n[pages]\nrule = ['#cccccc', '#333333']")
                .unwrap();
        assert_eq!(
            tokens.for_pages(),
            ":root {\n  --azimut-text: #111111;\n  --azimut-rule: #cccccc;\n}\n\n\
             @media (prefers-color-scheme: dark) {\n  :root {\n  --azimut-text: #eeeeee;\n  --azimut-rule: #333333;\n  }\n}\n\n"
        );
        assert_eq!(
            tokens.for_widget(),
            ".azimut, .paper {\n--_text: var(--azimut-text, #111111);\n}\n\
             @supports (color: light-dark(#000, #fff)) {\n.azimut, .paper {\n\
             --_text: var(--azimut-text, light-dark(#111111, #eeeeee));\n}\n}\n"
        );
        assert!(Tokens::parse("[widget]\ntext = '#111111'").is_err());
    }
}
