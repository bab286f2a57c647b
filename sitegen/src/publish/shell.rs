//! The widget's shell: markup, style and texts, one file a language. The loader shows it before code and data
//! are there; the code takes the same elements over. The markup is in `widget/shell/form.html` and nowhere else.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use engine::query::{DEFAULT_RADIUS_KM, RADII_KM};
use minijinja::context;
use minijinja::value::Serde;
use serde::{Deserialize, Serialize};

use super::address::BaseUrl;
use super::error::PublishError;
use super::output::{Output, Written};
use super::tokens::Tokens;
use crate::content::Content;
use crate::content::translations::Translation;
use crate::french;
use crate::templates;

/// The language of the content itself: its file must be there, and comes first.
const OWN: &str = "fr";

/// What the widget is made from, besides its modules: the sources in `widget/`, or Trunk's copy of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WidgetSources {
    /// The script that member sites name, before it is given the names of the files of a site.
    pub loader: String,
    /// What few visitors ask for, before it is given the names of what stands beside the directory.
    pub extras: String,
    /// Resources and pages below the structures.
    pub everywhere: String,
    /// The questions of « Qui peut m’accompagner ? », and what decides on their page.
    pub guidance: String,
    /// The service worker.
    pub worker: String,
    /// Template of the markup.
    pub form: String,
    /// Styles.
    pub style: String,
    /// Colours of the widget and of the pages.
    pub tokens: String,
    /// Texts by language tag.
    pub languages: BTreeMap<String, String>,
}

impl WidgetSources {
    /// Those that this program was compiled with.
    #[must_use]
    pub fn embedded() -> Self {
        let languages = [
            ("fr", include_str!("../../../widget/shell/fr.toml")),
            ("en", include_str!("../../../widget/shell/en.toml")),
        ];
        Self {
            loader: include_str!("../../../widget/loader.js").to_owned(),
            extras: include_str!("../../../widget/extras.js").to_owned(),
            everywhere: include_str!("../../../widget/everywhere.js").to_owned(),
            guidance: include_str!("../../../widget/guidance.js").to_owned(),
            worker: include_str!("../../../widget/worker.js").to_owned(),
            form: include_str!("../../../widget/shell/form.html").to_owned(),
            style: include_str!("../../../widget/shell/style.css").to_owned(),
            tokens: include_str!("../../../widget/tokens.toml").to_owned(),
            languages: languages.map(|(tag, text)| (tag.to_owned(), text.to_owned())).into(),
        }
    }

    /// Those in a folder.
    ///
    /// # Errors
    /// When one of them is missing.
    pub fn read(dir: &Path) -> Result<Self, PublishError> {
        let text = |name: &str| {
            let path = dir.join(name);
            fs::read_to_string(&path).map_err(PublishError::io("lecture de", &path))
        };
        let shell = dir.join("shell");
        let mut languages = BTreeMap::new();
        for entry in fs::read_dir(&shell).map_err(PublishError::io("lecture de", &shell))? {
            let name = entry.map_err(PublishError::io("lecture de", &shell))?.file_name();
            if let Some(tag) = name.to_str().and_then(|name| name.strip_suffix(".toml")) {
                languages.insert(tag.to_owned(), text(&format!("shell/{tag}.toml"))?);
            }
        }
        Ok(Self {
            loader: text("loader.js")?,
            extras: text("extras.js")?,
            everywhere: text("everywhere.js")?,
            guidance: text("guidance.js")?,
            worker: text("worker.js")?,
            form: text("shell/form.html")?,
            style: text("shell/style.css")?,
            tokens: text("tokens.toml")?,
            languages,
        })
    }
}

/// A text, or one for each plural category.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
enum Message {
    Text(String),
    Plural(BTreeMap<String, String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LanguageFile {
    language: Language,
    /// What the module says.
    messages: BTreeMap<String, Message>,
    /// What stands in the markup.
    form: BTreeMap<String, Message>,
    /// What the loader says.
    loader: BTreeMap<String, Message>,
    /// What the scripts that come on demand say.
    extras: BTreeMap<String, Message>,
}

impl LanguageFile {
    /// Every text with its name, which no other has.
    fn all(&self) -> BTreeMap<&String, &Message> {
        [&self.messages, &self.form, &self.loader, &self.extras].into_iter().flatten().collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    tag: String,
    #[allow(dead_code, reason = "for the translators")]
    name: String,
    direction: String,
    decimal: String,
}

/// The file of one language, as the loader reads it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shell<'a> {
    language: &'a str,
    direction: &'a str,
    time_zone: &'a str,
    html: String,
    style: &'a str,
    /// What the module says, in the alphabetical order of the names.
    texts: Vec<Message>,
    messages: BTreeMap<String, Message>,
    labels: Labels,
}

/// Labels of the taxonomies, by index.
#[derive(Serialize)]
struct Labels {
    needs: Vec<String>,
    publics: Vec<String>,
    networks: Vec<String>,
    modes: Vec<String>,
}

#[derive(Serialize)]
struct Choice {
    index: usize,
    label: String,
}

#[derive(Serialize)]
struct Group {
    label: String,
    needs: Vec<Choice>,
}

#[derive(Serialize)]
struct Radius {
    km: u32,
    label: String,
    default: bool,
}

/// The shells of a site.
pub(super) struct Shells {
    /// The file of each language; the own language first.
    pub(super) files: Vec<(String, Written)>,
    /// What is in the first of them.
    pub(super) own: serde_json::Value,
    /// What the scripts that come on demand say, by language.
    pub(super) extras: serde_json::Value,
}

/// Writes the shell of each language.
pub(super) fn publish(
    folder: &str,
    sources: &WidgetSources,
    content: &Content,
    base: &BaseUrl,
    output: &mut Output,
) -> Result<Shells, PublishError> {
    let own = sources.languages.get_key_value(OWN).ok_or_else(|| {
        PublishError::Unusable(PathBuf::from("shell/fr.toml"), "ce fichier de textes manque".to_owned())
    })?;
    let others = sources.languages.iter().filter(|(tag, _)| *tag != OWN);
    let reference = parse(own.0, own.1)?;
    let mut files = Vec::new();
    let mut contents = Vec::new();
    let mut extras = BTreeMap::new();
    for (tag, text) in [own].into_iter().chain(others) {
        let language = parse(tag, text)?;
        check(tag, &language, &reference)?;
        extras.insert(tag.clone(), language.extras.clone());
        let shell = shell(sources, content, base, language)?;
        let json = shell.to_string();
        files.push((
            tag.clone(),
            output.write_hashed(folder, &format!("shell-{tag}"), "json", json.as_bytes())?,
        ));
        contents.push(shell);
    }
    let extras = serde_json::to_value(&extras).expect("texts become JSON");
    Ok(Shells { files, own: contents.swap_remove(0), extras })
}

fn parse(tag: &str, text: &str) -> Result<LanguageFile, PublishError> {
    let file: LanguageFile = toml::from_str(text).map_err(|error| unusable(tag, error.to_string()))?;
    if file.language.tag == tag {
        Ok(file)
    } else {
        Err(unusable(tag, format!("ce fichier dit être de la langue « {} »", file.language.tag)))
    }
}

fn unusable(tag: &str, reason: String) -> PublishError {
    PublishError::Unusable(PathBuf::from(format!("shell/{tag}.toml")), reason)
}

/// A language must have the keys of the own one, each with as many values to fill in; all faults at once.
fn check(tag: &str, language: &LanguageFile, reference: &LanguageFile) -> Result<(), PublishError> {
    let mut faults = Vec::new();
    let (all, known) = (language.all(), reference.all());
    for (key, own) in &known {
        match all.get(key) {
            None => faults.push(format!("il manque « {key} »")),
            Some(message) if values(message) != values(own) => {
                faults.push(format!("« {key} » n’a pas autant de {{}} que le texte français"));
            }
            Some(Message::Plural(forms)) if !forms.contains_key("other") => {
                faults.push(format!("« {key} » n’a pas de forme « other »"));
            }
            Some(_) => {}
        }
    }
    for key in all.keys().filter(|key| !known.contains_key(*key)) {
        faults.push(format!("« {key} » n’est pas un texte du widget"));
    }
    if faults.is_empty() { Ok(()) } else { Err(unusable(tag, faults.join(" ; "))) }
}

fn values(message: &Message) -> usize {
    match message {
        Message::Text(text) => text.matches("{}").count(),
        Message::Plural(forms) => forms.get("other").map_or(0, |text| text.matches("{}").count()),
    }
}

fn shell(
    sources: &WidgetSources,
    content: &Content,
    base: &BaseUrl,
    file: LanguageFile,
) -> Result<serde_json::Value, PublishError> {
    let LanguageFile { language, mut messages, form, loader, .. } = file;
    let words = Words::new(content, &language.tag);
    let given = [
        ("decimal", language.decimal.clone()),
        ("contact", content.site.email.clone()),
        ("site_title", content.site.title.clone()),
    ];
    for (key, text) in given {
        messages.insert(key.to_owned(), Message::Text(text));
    }
    let modes = modes(&messages);
    let mut named = messages.clone();
    named.extend(form.into_iter().chain(loader.clone()));
    let html = markup(sources, content, base, &language, &named, &words)
        .map_err(|error| PublishError::template("shell/form.html".to_owned(), error, &content.appearance))?;
    let shell = Shell {
        language: &language.tag,
        direction: &language.direction,
        time_zone: &content.site.time_zone,
        html: tight(&html),
        style: &tight_style(&format!("{}{}", Tokens::parse(&sources.tokens)?.for_widget(), sources.style)),
        texts: messages.into_values().collect(),
        messages: loader,
        labels: Labels { needs: words.needs, publics: words.publics, networks: words.networks, modes },
    };
    Ok(serde_json::to_value(&shell).expect("structs of strings become JSON"))
}

fn markup(
    sources: &WidgetSources,
    content: &Content,
    base: &BaseUrl,
    language: &Language,
    messages: &BTreeMap<String, Message>,
    words: &Words,
) -> Result<String, minijinja::Error> {
    let choices = |labels: &[String], wanted: &dyn Fn(usize) -> bool| -> Vec<Choice> {
        let all = labels.iter().enumerate().filter(|(index, _)| wanted(*index));
        all.map(|(index, label)| Choice { index, label: label.clone() }).collect()
    };
    let lists = &content.taxonomies;
    let groups: Vec<Group> = words
        .groups
        .iter()
        .enumerate()
        .map(|(group, label)| Group {
            label: label.clone(),
            needs: choices(&words.needs, &|index| lists.needs[index].group == group),
        })
        .collect();
    let kilometres = match messages.get("radius_km") {
        Some(Message::Text(text)) => text.as_str(),
        _ => "{} km",
    };
    let radii = RADII_KM.map(|km| Radius {
        km,
        label: kilometres.replace("{}", &km.to_string()),
        default: km == DEFAULT_RADIUS_KM,
    });
    let mut env = templates::environment(&[])?;
    env.add_template("form.html", &sources.form)?;
    env.get_template("form.html")?.render(context! {
        m => Serde(messages),
        language => &language.tag,
        direction => &language.direction,
        fictitious => content.site.fictitious,
        site => base.of(""),
        groups => Serde(groups),
        // What suits everyone is not a choice.
        publics => Serde(choices(&words.publics, &|index| index != lists.everyone)),
        networks => Serde(choices(&words.networks, &|_| true)),
        modes => Serde(choices(&modes(messages), &|_| true)),
        radii => Serde(radii),
    })
}

/// The ways of meeting in one language, as the engine numbers them.
fn modes(messages: &BTreeMap<String, Message>) -> Vec<String> {
    let label = |key: &str| match messages.get(key) {
        Some(Message::Text(text)) => text.clone(),
        _ => String::new(),
    };
    ["mode_on_site", "mode_phone", "mode_video"].map(label).into()
}

/// The labels of the taxonomies in one language; in French where there is no translation.
struct Words {
    groups: Vec<String>,
    needs: Vec<String>,
    publics: Vec<String>,
    networks: Vec<String>,
}

impl Words {
    fn new(content: &Content, tag: &str) -> Self {
        let lists = &content.taxonomies;
        let none = Translation::default();
        let translation = content.translations.iter().find(|it| it.language == tag).unwrap_or(&none);
        let label = |own: &str, id: &str, translated: &[(String, String)]| {
            let found = translated.iter().find(|(other, _)| other == id);
            // Our own texts follow the typography of French; the form's are already written so.
            found.map_or_else(|| french::text(own), |(_, label)| label.clone())
        };
        let groups = lists.need_groups.iter().map(|it| label(&it.title, &it.id, &translation.groups));
        let needs = lists.needs.iter().map(|it| label(&it.title, &it.id, &translation.needs));
        let publics = lists.publics.iter().map(|it| label(&it.title, &it.id, &translation.publics));
        let networks = lists.networks.iter().map(|it| label(&it.title, &it.id, &translation.networks));
        Self {
            groups: groups.collect(),
            needs: needs.collect(),
            publics: publics.collect(),
            networks: networks.collect(),
        }
    }
}

/// Markup without the line breaks of its template.
fn tight(html: &str) -> String {
    html.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Styles without comments and indentation.
fn tight_style(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("/*") {
        out.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    out.push_str(rest);
    out.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{WidgetSources, check, parse, tight_style};

    #[test]
    fn every_language_is_complete() {
        let sources = WidgetSources::embedded();
        let french = parse("fr", &sources.languages["fr"]).unwrap();
        for (tag, text) in &sources.languages {
            let language = parse(tag, text).unwrap();
            check(tag, &language, &french).unwrap();
        }
    }

    #[test]
    fn a_translators_faults_are_told_together() {
        let sources = WidgetSources::embedded();
        let french = parse("fr", &sources.languages["fr"]).unwrap();
        let faulty = sources.languages["en"]
            .replace("retry = ", "retri = ")
            .replace("Need: {}", "Need")
            .replace("other = \"{count} organisations\"", "many = \"{count} organisations\"");
        let language = parse("en", &faulty).unwrap();
        let told = check("en", &language, &french).unwrap_err().to_string();
        for fault in [
            "il manque « retry »",
            "« retri » n’est pas",
            "« need_proposed » n’a pas autant",
            "« count » n’a pas de forme",
        ] {
            assert!(told.contains(fault), "{fault} is not in: {told}");
        }
        assert!(parse("de", &sources.languages["en"]).is_err());
        assert!(parse("en", "[language]\ntag = 1").is_err());
    }

    #[test]
    fn styles_lose_what_browsers_do_not_read() {
        assert_eq!(tight_style("/* a */\n.b {\n  color: red; /* c */\n}\n/* open"), ".b {\ncolor: red;\n}");
    }
}
