//! The whole site of the smallest content, and of the most hostile one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{PublishError, Report, SiteOptions, replace, site};
use crate::check;
use crate::content::Content;
use crate::diagnostics::{Diagnostics, Origin};
use crate::index;
use crate::kinds::kinds;
use crate::sources::{Drafts, Record};
use crate::swap::files_of;

#[path = "tests/again.rs"]
mod again;
#[path = "tests/appearance.rs"]
mod appearance;
#[path = "tests/closures.rs"]
mod closures;
#[path = "tests/hostile.rs"]
mod hostile;
#[path = "tests/images.rs"]
mod images;
#[path = "tests/journal.rs"]
mod journal;
#[path = "tests/open_data.rs"]
mod open_data;
#[path = "tests/redirects.rs"]
mod redirects;
#[path = "tests/resources.rs"]
mod resources;
#[path = "tests/sharing.rs"]
mod sharing;
#[path = "tests/trainings.rs"]
mod trainings;

/// The files of the pack.
fn unpacked(built: &Built) -> BTreeMap<String, Vec<u8>> {
    let pack = std::io::Cursor::new(&built.files["coin-des-pros/coin-des-pros.zip"]);
    let mut pack = zip::ZipArchive::new(pack).unwrap();
    let names: Vec<String> = pack.file_names().map(|name| name.unwrap().into_owned()).collect();
    let read = |name: String| {
        let mut bytes = Vec::new();
        std::io::copy(&mut pack.by_name(&name).unwrap(), &mut bytes).unwrap();
        (name, bytes)
    };
    names.into_iter().map(read).collect()
}

/// The files of a site in memory, and the folders it was made from.
struct Built {
    dir: TempDir,
    report: Report,
    files: BTreeMap<String, Vec<u8>>,
}

impl Built {
    fn text(&self, path: &str) -> &str {
        std::str::from_utf8(&self.files[path]).unwrap()
    }

    fn pages(&self) -> impl Iterator<Item = (&str, &str)> {
        let pages = self.files.keys().filter(|path| path.ends_with(".html"));
        pages.map(|path| (path.as_str(), self.text(path)))
    }
}

fn minimal_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/minimal")
}

fn minimal() -> Content {
    let (content, diagnostics) = check::load(&minimal_dir(), jiff::civil::date(2026, 11, 23));
    content.unwrap_or_else(|| panic!("{diagnostics}"))
}

/// An index of the content and something in the place of the widget.
fn sources(content: &Content, dir: &Path) -> SiteOptions {
    let (widget, index_dir) = (dir.join("widget"), dir.join("index"));
    fs::create_dir(&widget).unwrap();
    for name in [
        "azimut-widget.js",
        "azimut-widget_bg.wasm",
        "azimut-textsearch.js",
        "azimut-textsearch_bg.wasm",
        "qr.js",
    ] {
        fs::write(widget.join(name), format!("// {name}\n")).unwrap();
    }
    index::build(content).unwrap().write(&index_dir).unwrap();
    SiteOptions::new(&content.site, &widget, &index_dir)
}

fn build(content: &Content) -> Built {
    let dir = tempfile::tempdir().unwrap();
    let options = sources(content, dir.path());
    let staging = dir.path().join("staging");
    let report = site(content, &options, &staging).unwrap();
    let files: BTreeMap<_, _> =
        report.files.keys().map(|path| (path.clone(), fs::read(staging.join(path)).unwrap())).collect();
    Built { dir, report, files }
}

/// The values of an attribute in a page made by our templates.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    let parts = html.split(start.as_str()).skip(1);
    parts.map(|rest| rest.split('"').next().unwrap()).collect()
}

/// The path in the site of a link from a page; `None` for another site.
fn resolve(page: &str, link: &str, folder: &str) -> Option<(String, String)> {
    if ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| link.starts_with(scheme)) {
        return None;
    }
    let host = "https://host.example";
    let base = url::Url::parse(&format!("{host}{folder}{page}")).unwrap();
    let target = base.join(&link.replace("&amp;", "&")).unwrap();
    let path = target.path().strip_prefix(folder).unwrap_or_else(|| panic!("{page}: {link} leaves the site"));
    let file =
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    Some((file, target.fragment().unwrap_or_default().to_owned()))
}

fn check_links(built: &Built, folder: &str) {
    let mut followed = 0;
    for (page, html) in built.pages() {
        let address = page.strip_suffix("index.html").unwrap_or(page);
        for link in attributes(html, "href").into_iter().chain(attributes(html, "src")) {
            let Some((file, anchor)) = resolve(address, link, folder) else { continue };
            assert!(built.files.contains_key(&file), "{page}: {link} leads to {file}, which is not there");
            // What the widget reads is no anchor.
            if !anchor.is_empty() && !anchor.starts_with("annuaire&") {
                let ids = attributes(built.text(&file), "id");
                assert!(ids.contains(&anchor.as_str()), "{page}: {link} leads to no id in {file}");
            }
            followed += 1;
        }
        let ids = attributes(html, "id");
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{page}: an id stands twice");
    }
    assert!(followed > 100, "only {followed} links were followed");
}

#[test]
fn every_link_leads_somewhere_in_any_folder() {
    let mut content = minimal();
    check_links(&build(&content), "/");
    content.site.url = "https://host.example/sous/dossier/".to_owned();
    check_links(&build(&content), "/sous/dossier/");
}

#[test]
fn pages_say_where_they_are_and_load_nothing_from_elsewhere() {
    let built = build(&minimal());
    for (page, html) in built.pages() {
        assert!(html.starts_with("<!doctype html>\n<html lang=\"fr\">"), "{page}");
        if page == "cadre/index.html" {
            // Only the widget, for other sites to frame.
            assert!(html.contains("noindex") && !html.contains("<footer"), "{page}");
            continue;
        }
        for once in ["<h1", "<main ", "<title>", "name=\"description\"", "class=\"skip\"", "<footer"] {
            assert_eq!(html.matches(once).count(), 1, "{page}: {once}");
        }
        assert!(html.contains("Données de démonstration, fictives"), "{page}");
        assert!(attributes(html, "src").iter().all(|src| !src.contains("//")), "{page}");
        assert!(!html.contains(" style=\"") && !html.contains("<style"), "{page}: the policy refuses styles");
        let canonical = format!("href=\"https://annuaire.example.org/{}\"", page.replace("index.html", ""));
        assert_eq!(html.contains("rel=\"canonical\""), page != "404.html", "{page}");
        assert!(page == "404.html" || html.contains(&canonical), "{page}: {canonical}");
    }
    assert_eq!(built.report.pages, built.pages().count());
    assert_eq!(attributes(built.text("index.html"), "src"), ["./azimut.js"]);
}

#[test]
fn a_real_directory_has_no_banner_and_may_be_found() {
    let mut content = minimal();
    content.site.fictitious = false;
    let built = build(&content);
    for (page, html) in built.pages() {
        assert!(!html.contains("Données de démonstration"), "{page}");
        let unlisted = ["404.html", "cadre/index.html"].contains(&page);
        assert_eq!(html.contains("noindex"), unlisted, "{page}");
    }
}

#[test]
fn a_sheet_tells_what_a_visitor_needs() {
    let built = build(&minimal());
    let sheet = built.text("annuaire/mission-locale-exemple/index.html").replace(['\u{a0}', '\u{202f}'], " ");
    for expected in [
        "Missions locales (ML)",
        "2 place de l’Essai<br>Maison des services, premier étage<br>43170 Saugues",
        "<span class=\"strong\">1er et 3e mercredis du mois</span> de 14 h à 17 h",
        "<a href=\"tel:+33465710011\">04 65 71 00 11</a>",
        "<a href=\"mailto:accueil@missionlocale.example.org\">",
        "<a href=\"https://missionlocale.example.org/\">missionlocale.example.org</a>",
        "Jeunes de 16 à 25 ans",
        "Information et accompagnement personnalisé",
        "<time datetime=\"2026-03-02\">2 mars 2026</time>",
        "10 avril 2026",
        "<strong>16 à 25 ans</strong>",
        "membre de droit, cercle&nbsp;1",
        "\"@type\":\"GovernmentOffice\"",
        "href=\"../../annuaire/departement/43/\"",
    ] {
        assert!(sheet.contains(expected), "{expected}");
    }
    let paid = built.text("annuaire/mife-exemple/index.html");
    assert!(paid.contains("Payant") && paid.contains("le premier entretien est gratuit"));
    assert!(paid.contains("structure labellisée en 2021"));
}

#[test]
fn lists_put_structures_where_they_welcome_people() {
    let built = build(&minimal());
    let need = built.text("besoins/chercher-un-emploi/index.html");
    assert!(need.contains("annuaire/mission-locale-exemple/") && !need.contains("annuaire/cio-exemple/"));
    let remote = built.text("besoins/changer-de-metier/index.html");
    let (before, after) = remote.split_once("<h2 id=\"_43\">").unwrap();
    assert!(before.contains("À distance") && before.contains("annuaire/mife-exemple/"));
    assert!(after.contains("annuaire/mife-exemple/"), "it also welcomes people in person");
    assert!(built.text("annuaire/departement/43/index.html").contains("3\u{a0}structures"));
}

#[test]
fn what_is_reserved_for_members_is_nowhere() {
    let built = build(&minimal());
    let pack = unpacked(&built);
    for (path, bytes) in built.files.iter().chain(&pack) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("MOT-RESERVE-AUX-MEMBRES") && !text.contains("interne-exemple"), "{path}");
        assert!(!path.contains("interne-exemple"), "{path}");
    }
}

macro_rules! each_kind_has_a_reserved_record {
    ($($(#[$about:meta])* $kind:ident)*) => {
        #[test]
        fn the_smallest_content_plants_a_reserved_record_in_each_kind() {
            let mut diagnostics = Diagnostics::new();
            let drafts = Drafts::read(&minimal_dir(), &mut diagnostics);
            $(assert!(drafts.$kind.iter().any(Record::is_for_members), stringify!($kind));)*
        }
    };
}

kinds!(each_kind_has_a_reserved_record);

#[test]
fn the_same_content_gives_the_same_bytes() {
    let (one, two) = (build(&minimal()), build(&minimal()));
    assert_ne!(one.dir.path(), two.dir.path());
    assert!(one.files == two.files);
}

#[test]
fn the_loader_and_the_manifest_name_the_files_that_are_there() {
    let built = build(&minimal());
    let loader = built.text("azimut.js");
    let config = loader.split_once("const config = ").unwrap().1.split_once(";\n").unwrap().0;
    let config: serde_json::Value = serde_json::from_str(config).unwrap();
    let files = config["files"].as_object().unwrap();
    assert_eq!(files.len(), 10);
    for (name, path) in files {
        let path = path.as_str().unwrap();
        let bytes = &built.files[path];
        assert!(path.contains(&index::hash(bytes)), "{path}");
        assert_eq!(config["sizes"][name], bytes.len(), "{path}");
    }
    for language in ["fr", "en"] {
        let path = &config["shells"][language];
        let shell: serde_json::Value = serde_json::from_str(built.text(path.as_str().unwrap())).unwrap();
        assert_eq!(*path == config["shell"]["path"], language == "fr");
        assert_eq!(shell == config["shell"]["content"], language == "fr");
        assert_eq!((&shell["language"], &shell["timeZone"]), (&language.into(), &"Europe/Paris".into()));
        assert!(shell["html"].as_str().unwrap().contains("data-do=\"need:0\""));
        assert_eq!(shell["labels"]["needs"].as_array().unwrap().len(), minimal().taxonomies.needs.len());
    }
    assert_eq!(config["site"], "https://annuaire.example.org/");
    assert_eq!(built.text(files["widgetWasm"].as_str().unwrap()), "// azimut-widget_bg.wasm\n");
    assert_eq!(built.text(files["textsearchJs"].as_str().unwrap()), "// azimut-textsearch.js\n");

    let manifest: serde_json::Value = serde_json::from_str(built.text("azimut/manifest.json")).unwrap();
    for file in manifest["files"].as_array().unwrap() {
        assert_eq!(built.files[file["path"].as_str().unwrap()].len(), file["size"], "{file}");
    }
    assert_eq!(manifest["files"][0]["role"], "loader");
    assert_eq!(manifest["loader"]["files"], config["files"]);
    let pinned = built.files.keys().find(|path| path.starts_with("azimut/loader-")).unwrap();
    assert!(built.text(pinned).contains("\"root\":\"../\"") && loader.contains("\"root\":\"./\""));
    assert!(built.text("integrer/index.html").contains(pinned.as_str()));
    assert!(built.text("integrer/index.html").contains("integrity=&quot;sha384-"));
    let oembed: serde_json::Value = serde_json::from_str(built.text("oembed.json")).unwrap();
    assert!(oembed["html"].as_str().unwrap().contains("https://annuaire.example.org/cadre/"));
    assert_eq!(manifest["shards"][0]["base"]["path"], files["base"]);
    assert_eq!(manifest["generation"], built.report.generation.as_str());
}

/// Builds after something was done to the content and to what the site is made from.
fn fails_after(change: impl FnOnce(&mut Content, &mut SiteOptions)) -> PublishError {
    let dir = tempfile::tempdir().unwrap();
    let mut content = minimal();
    let mut options = sources(&content, dir.path());
    change(&mut content, &mut options);
    site(&content, &options, &dir.path().join("staging")).unwrap_err()
}

fn bundle(options: &SiteOptions, start: &str) -> PathBuf {
    let mut entries = fs::read_dir(&options.index_dir).unwrap().map(|entry| entry.unwrap().path());
    entries.find(|path| path.file_name().unwrap().to_str().unwrap().starts_with(start)).unwrap()
}

#[test]
fn each_failure_names_what_is_wrong() {
    let lost = |address: &'static str| {
        let origin = Origin { file: "pages/a-propos.md".to_owned(), line: 7 };
        move |content: &mut Content, _: &mut SiteOptions| {
            content.site_links.push((address.to_owned(), origin))
        }
    };
    let cases: [(PublishError, &str); 11] = [
        (
            fails_after(lost("anuaire/#_43")),
            "pages/a-propos.md:7 : « /anuaire/#_43 » ne mène nulle part ; vouliez-vous dire « /annuaire/ » ?",
        ),
        (
            fails_after(lost("fichiers/plan%20d'acces.pdf")),
            "« /fichiers/plan%20d'acces.pdf » ne mène nulle part",
        ),
        (fails_after(|content, _| content.pages[0].slug = "azimut".into()), "pages/a-propos.md"),
        (
            fails_after(|content, _| content.structures[0].id = "departement".into()),
            "annuaire/cio-exemple.md",
        ),
        (fails_after(|content, _| content.structures[1].id = "cio-exemple".into()), "annuaire/cio-exemple/"),
        (fails_after(|_, options| options.base_url = "annuaire.example.org".into()), "annuaire.example.org"),
        (fails_after(|_, options| options.widget.loader = String::new()), "__AZIMUT_CONFIG__"),
        (fails_after(|_, options| fs::remove_dir_all(&options.index_dir).unwrap()), "manifest.json"),
        (fails_after(|_, options| fs::write(bundle(options, "text-"), "short").unwrap()), "text-"),
        (
            fails_after(|_, options| {
                fs::remove_file(options.widget_dir.join("azimut-widget_bg.wasm")).unwrap()
            }),
            "azimut-textsearch",
        ),
        (
            fails_after(|_, options| {
                fs::remove_file(options.widget_dir.join("azimut-textsearch.js")).unwrap()
            }),
            "azimut-textsearch.js",
        ),
    ];
    for (error, named) in cases {
        let message = error.to_string();
        assert!(message.contains(named), "{message} does not name {named}");
    }
}

#[test]
fn a_site_that_follows_another_has_the_bytes_of_a_new_one() {
    let content = minimal();
    let mut changed = content.clone();
    changed.structures[0].name.push_str(" et alentours");
    let gone = changed.structures.pop().unwrap();
    changed.redirects.clear();
    let dir = tempfile::tempdir().unwrap();
    let options = sources(&content, dir.path());
    let out = dir.path().join("dist");
    let read = || -> BTreeMap<String, Vec<u8>> {
        let files = files_of(&out).unwrap().unwrap();
        files.into_iter().map(|file| (file.clone(), fs::read(out.join(&file)).unwrap())).collect()
    };
    let age = |file: &str| fs::metadata(out.join(file)).unwrap().modified().unwrap();
    let first = replace(&content, &options, &out).unwrap();
    let page = format!("annuaire/{}/index.html", gone.id);
    assert!(out.join(&page).exists());
    let (all, untouched) = (read(), age("404.html"));
    fs::write(out.join("left-there"), "by somebody").unwrap();
    fs::write(out.join("index.html"), "half a pa").unwrap();

    assert_eq!(replace(&content, &options, &out).unwrap(), first);
    assert_eq!(read(), all, "what somebody left or altered is as it was");
    replace(&changed, &options, &out).unwrap();
    assert!(!out.join(&page).exists());
    assert_eq!(age("404.html"), untouched, "what is the same is not written again");
    let now = read();
    fs::remove_dir_all(&out).unwrap();
    replace(&changed, &options, &out).unwrap();
    assert!(now == read() && now != all);
}
