//! What the widget downloads: the loader, and under `azimut/` the code and the bundles at addresses that
//! change with their content.
//!
//! The loader carries all the names, so that a browser asks for nothing before code and data. The manifest
//! gives the same list to everybody else.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha384};

use super::address::BaseUrl;
use super::error::PublishError;
use super::output::{Output, Written};
use super::views::orientation;
use super::{SiteOptions, shell};
use crate::content::Content;
use crate::index::{self, Manifest, Shard};

/// Where the hashed files are.
const FOLDER: &str = "azimut";

/// What stands for the configuration in the loader's template, quotes included.
const PLACEHOLDER: &str = "\"__AZIMUT_CONFIG__\"";

/// What stands for what the scripts that come on demand say, likewise.
const TEXTS: &str = "\"__AZIMUT_TEXTS__\"";

/// What stands for the names of what few visitors ask for, likewise.
const BESIDE: &str = "\"__AZIMUT_BESIDE__\"";

/// How the two WebAssembly modules are told apart in Trunk's output.
const TEXT_SEARCH: &str = "textsearch";

/// The hashed files of a site with one shard, in the loader's words; `T` is a path or a size.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Parts<T> {
    widget_js: T,
    widget_wasm: T,
    base: T,
    around: T,
    details: T,
    textsearch_js: T,
    textsearch_wasm: T,
    text: T,
    extras: T,
    qr: T,
}

impl<T> Parts<T> {
    fn map<'a, U>(&'a self, f: impl Fn(&'a T) -> U) -> Parts<U> {
        Parts {
            widget_js: f(&self.widget_js),
            widget_wasm: f(&self.widget_wasm),
            base: f(&self.base),
            around: f(&self.around),
            details: f(&self.details),
            textsearch_js: f(&self.textsearch_js),
            textsearch_wasm: f(&self.textsearch_wasm),
            text: f(&self.text),
            extras: f(&self.extras),
            qr: f(&self.qr),
        }
    }

    /// In the order in which a browser needs them.
    fn listed(self) -> [(&'static str, T); 10] {
        [
            ("widget-js", self.widget_js),
            ("widget-wasm", self.widget_wasm),
            ("base", self.base),
            ("around", self.around),
            ("details", self.details),
            ("textsearch-js", self.textsearch_js),
            ("textsearch-wasm", self.textsearch_wasm),
            ("text", self.text),
            ("extras", self.extras),
            ("qr", self.qr),
        ]
    }
}

/// The object that the loader is given. Paths are relative to the site.
#[derive(Serialize)]
struct LoaderConfig<'a> {
    /// From the loader to the site.
    root: &'static str,
    /// Address of the site, for a loader that cannot know where it came from.
    site: String,
    #[serde(flatten)]
    latest: Latest<'a>,
    shell: OwnShell<'a>,
}

/// The shell of the own language, which comes with the loader: most visitors wait for nothing else before they see
/// the form.
#[derive(Clone, Copy, Serialize)]
struct OwnShell<'a> {
    /// Where it is too, for a loader that another version of the site has overtaken.
    path: &'a str,
    content: &'a serde_json::Value,
}

/// What the loader and the service worker need of one version of the site.
#[derive(Clone, Serialize)]
struct Latest<'a> {
    files: Parts<&'a str>,
    sizes: Parts<usize>,
    shells: BTreeMap<&'a str, &'a str>,
}

/// `azimut/manifest.json`. Paths are relative to the site.
#[derive(Serialize)]
struct SiteManifest<'a> {
    format: u32,
    generation: &'a str,
    files: Vec<ListedFile<'a>>,
    shards: Vec<Shard>,
    loader: Latest<'a>,
}

/// What pages say of the download.
#[derive(Clone, Debug)]
pub(super) struct Download {
    /// Of the index, 16 hexadecimal digits.
    pub(super) generation: String,
    /// The loader under an address that never changes its content.
    pub(super) pinned: String,
    /// Its integrity, as a `script` element gives it.
    pub(super) integrity: String,
    /// What decides in « Qui peut m’accompagner ? », where the content has a table.
    pub(super) guidance: Option<String>,
}

#[derive(Serialize)]
struct ListedFile<'a> {
    role: &'static str,
    path: &'a str,
    size: usize,
}

/// Writes the loader, the shell, the code, the bundles and the manifest.
pub(super) fn publish(
    options: &SiteOptions,
    content: &Content,
    base: &BaseUrl,
    output: &mut Output,
) -> Result<Download, PublishError> {
    let manifest = index::read_manifest(&options.index_dir).map_err(PublishError::Index)?;
    let modules = Modules::find(&options.widget_dir)?;
    let shard = only_shard(&manifest, &options.index_dir)?;
    let shells = shell::publish(FOLDER, &options.widget, content, base, output)?;
    let documents = manifest.documents.as_ref().ok_or_else(|| {
        let reason = "ni ressources ni pages ; reconstruisez l’index".to_owned();
        PublishError::Unusable(options.index_dir.join(index::MANIFEST), reason)
    })?;
    let mut beside = vec![
        (
            "everywhere",
            output.write_hashed(FOLDER, "everywhere", "js", options.widget.everywhere.as_bytes())?,
        ),
        ("documents", copy_bundle("documents", &options.index_dir, documents, output)?),
    ];
    let mut guidance = None;
    if let Some(table) = &content.orientation {
        let questions = json(&orientation::asked(content, table));
        let script = output.write_hashed(FOLDER, "guidance", "js", options.widget.guidance.as_bytes())?;
        guidance = Some(script.path.clone());
        beside.push(("guidance", script));
        beside.push(("questions", output.write_hashed(FOLDER, "questions", "json", questions.as_bytes())?));
    }
    let paths: BTreeMap<&str, &str> = beside.iter().map(|(name, file)| (*name, file.path.as_str())).collect();
    let extras = filled("extras.js", &options.widget.extras, BESIDE, &json(&paths))?;
    let extras = filled("extras.js", &extras, TEXTS, &json(&shells.extras))?;
    let parts = Parts {
        widget_js: copy_code("widget", &modules.widget.js, output)?,
        widget_wasm: copy_code("widget", &modules.widget.wasm, output)?,
        base: copy_bundle("base", &options.index_dir, &shard.base, output)?,
        around: copy_bundle("around", &options.index_dir, &shard.around, output)?,
        details: copy_bundle("details", &options.index_dir, &shard.details, output)?,
        textsearch_js: copy_code("textsearch", &modules.text_search.js, output)?,
        textsearch_wasm: copy_code("textsearch", &modules.text_search.wasm, output)?,
        text: copy_bundle("text", &options.index_dir, &shard.text, output)?,
        extras: output.write_hashed(FOLDER, "extras", "js", extras.as_bytes())?,
        qr: copy_code("qr", &options.widget_dir.join("qr.js"), output)?,
    };
    let latest = Latest {
        files: parts.map(|part| part.path.as_str()),
        sizes: parts.map(|part| part.size),
        shells: shells.files.iter().map(|(tag, file)| (tag.as_str(), file.path.as_str())).collect(),
    };
    let shell = OwnShell { path: &shells.files[0].1.path, content: &shells.own };
    let loader = |root| loader(options, base, root, &latest, shell);
    let moving = output.write("azimut.js", loader("./")?.as_bytes())?;
    // The same, at an address of its own: who pins it knows what runs.
    let text = loader("../")?;
    let pinned = output.write_hashed(FOLDER, "loader", "js", text.as_bytes())?;
    let integrity = format!("sha384-{}", STANDARD.encode(Sha384::digest(text.as_bytes())));
    output.write("azimut-worker.js", options.widget.worker.as_bytes())?;
    let listed = (&moving, &parts, beside.as_slice());
    let json = site_manifest(&manifest, shard, listed, latest.clone());
    output.write(&format!("{FOLDER}/{}", index::MANIFEST), json.as_bytes())?;
    Ok(Download { generation: manifest.generation.clone(), pinned: pinned.path, integrity, guidance })
}

/// The loader names one set of bundles. The formats allow several; when a territory needs them, the loader
/// must learn to choose, and until then a site that would miss a part of it is not written.
fn only_shard<'a>(manifest: &'a Manifest, dir: &Path) -> Result<&'a Shard, PublishError> {
    match manifest.shards.as_slice() {
        [only] => Ok(only),
        shards => Err(PublishError::Unusable(
            dir.join(index::MANIFEST),
            format!("{} parties de territoire ; le chargeur en prend une seule", shards.len()),
        )),
    }
}

fn loader(
    options: &SiteOptions,
    base: &BaseUrl,
    root: &'static str,
    latest: &Latest<'_>,
    shell: OwnShell<'_>,
) -> Result<String, PublishError> {
    let config = LoaderConfig { root, site: base.of(""), latest: latest.clone(), shell };
    filled("azimut.js", &options.widget.loader, PLACEHOLDER, &json(&config))
}

/// A script with what stands in the place of its placeholder.
pub(super) fn filled(
    name: &str,
    template: &str,
    placeholder: &str,
    value: &str,
) -> Result<String, PublishError> {
    if template.matches(placeholder).count() != 1 {
        let reason = format!("le modèle de ce script doit contenir {placeholder} une fois");
        return Err(PublishError::Unusable(PathBuf::from(name), reason));
    }
    Ok(template.replace(placeholder, value))
}

fn site_manifest(
    manifest: &Manifest,
    shard: &Shard,
    (loader, parts, beside): (&Written, &Parts<Written>, &[(&'static str, Written)]),
    latest: Latest<'_>,
) -> String {
    let listed = [("loader", loader)].into_iter().chain(parts.map(|part| part).listed());
    let listed = listed.chain(beside.iter().map(|(role, file)| (*role, file)));
    let files = listed.map(|(role, file)| ListedFile { role, path: &file.path, size: file.size });
    let mut shard = shard.clone();
    shard.base.path.clone_from(&parts.base.path);
    shard.around.path.clone_from(&parts.around.path);
    shard.details.path.clone_from(&parts.details.path);
    shard.text.path.clone_from(&parts.text.path);
    let site = SiteManifest {
        format: manifest.format,
        generation: &manifest.generation,
        files: files.collect(),
        shards: vec![shard],
        loader: latest,
    };
    json(&site) + "\n"
}

pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("structs of strings and finite numbers become JSON")
}

/// A WebAssembly module and the script that starts it.
struct Module {
    js: PathBuf,
    wasm: PathBuf,
}

/// The two modules in Trunk's output.
struct Modules {
    widget: Module,
    text_search: Module,
}

impl Modules {
    /// Trunk and wasm-bindgen name a module `<name>.js` and `<name>_bg.wasm`.
    fn find(dir: &Path) -> Result<Self, PublishError> {
        let mut names = Vec::new();
        for entry in fs::read_dir(dir).map_err(PublishError::io("lecture de", dir))? {
            let entry = entry.map_err(PublishError::io("lecture de", dir))?;
            if let Ok(name) = entry.file_name().into_string()
                && let Some(stem) = name.strip_suffix("_bg.wasm")
            {
                names.push(stem.to_owned());
            }
        }
        names.sort();
        let (text_search, widget): (Vec<_>, Vec<_>) =
            names.iter().partition(|name| name.contains(TEXT_SEARCH));
        match (widget.as_slice(), text_search.as_slice()) {
            ([widget], [text_search]) => {
                Ok(Self { widget: module(dir, widget)?, text_search: module(dir, text_search)? })
            }
            _ => Err(PublishError::Unusable(
                dir.to_owned(),
                format!(
                    "il faut un module du widget et un module de recherche textuelle ; trouvé : {}",
                    if names.is_empty() { "aucun".to_owned() } else { names.join(", ") }
                ),
            )),
        }
    }
}

fn module(dir: &Path, name: &str) -> Result<Module, PublishError> {
    let js = dir.join(format!("{name}.js"));
    if !js.is_file() {
        return Err(PublishError::Unusable(js, "le script de ce module manque".to_owned()));
    }
    Ok(Module { js, wasm: dir.join(format!("{name}_bg.wasm")) })
}

fn copy_code(name: &str, path: &Path, output: &mut Output) -> Result<Written, PublishError> {
    let bytes = fs::read(path).map_err(PublishError::io("lecture de", path))?;
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    // Scripts beside the module would be asked for under names that do not exist in the site.
    if extension == "js" && bytes.windows(11).any(|window| window == b"./snippets/") {
        return Err(PublishError::Unusable(
            path.to_owned(),
            "ce script en demande d’autres (snippets)".to_owned(),
        ));
    }
    output.write_hashed(FOLDER, name, extension, &bytes)
}

fn copy_bundle(
    name: &str,
    dir: &Path,
    listed: &index::File,
    output: &mut Output,
) -> Result<Written, PublishError> {
    let path = dir.join(&listed.path);
    if Path::new(&listed.path).components().count() != 1 || listed.path.contains("..") {
        return Err(PublishError::Unusable(
            path,
            "un paquet de l’index est dans le dossier du manifeste".to_owned(),
        ));
    }
    let bytes = fs::read(&path).map_err(PublishError::io("lecture de", &path))?;
    if bytes.len() != listed.size {
        let reason = format!("{} octets au lieu de {} ; reconstruisez l’index", bytes.len(), listed.size);
        return Err(PublishError::Unusable(path, reason));
    }
    output.write_hashed(FOLDER, name, "azb", &bytes)
}
