//! What `cargo xtask test` has prepared.

use std::path::PathBuf;

/// The path that an environment variable of `cargo xtask test` holds.
///
/// # Panics
///
/// When the tests were not started by `cargo xtask test`.
fn path(name: &str) -> PathBuf {
    std::env::var_os(name).unwrap_or_else(|| panic!("{name} is not set: run `cargo xtask test`")).into()
}

/// The ChromeDriver to start.
pub(crate) fn chromedriver() -> PathBuf {
    path("AZIMUT_CHROMEDRIVER")
}

/// The Chromium that it drives.
pub(crate) fn chromium() -> PathBuf {
    path("AZIMUT_CHROMIUM")
}

/// Firefox.
pub(crate) fn firefox() -> PathBuf {
    path("AZIMUT_FIREFOX")
}

/// Its driver.
pub(crate) fn geckodriver() -> PathBuf {
    path("AZIMUT_GECKODRIVER")
}

/// The driver of WebKit's small browser.
pub(crate) fn webkitdriver() -> PathBuf {
    path("AZIMUT_WEBKITDRIVER")
}

/// The package that judges pages by the HTML standard.
pub(crate) fn html_validate() -> PathBuf {
    path("AZIMUT_HTML_VALIDATE")
}

/// The compiler that checks structured data.
pub(crate) fn typescript() -> PathBuf {
    path("AZIMUT_TYPESCRIPT")
}

/// The words of schema.org as its types.
pub(crate) fn schema_dts() -> PathBuf {
    path("AZIMUT_SCHEMA_DTS")
}

/// The package that holds the schema of site maps.
pub(crate) fn sitemap() -> PathBuf {
    path("AZIMUT_SITEMAP")
}

/// libxml2 for Node.js.
pub(crate) fn xmllint() -> PathBuf {
    path("AZIMUT_XMLLINT")
}

/// The browser to test with; empty for Chromium.
pub(crate) fn engine() -> String {
    std::env::var("AZIMUT_ENGINE").unwrap_or_default()
}

/// The path below which the site is served, between slashes; at the root of its host when nothing is said.
pub(crate) fn under() -> String {
    std::env::var("AZIMUT_UNDER").unwrap_or_else(|_| "/".to_owned())
}

/// The built demonstration site.
pub(crate) fn dist() -> PathBuf {
    path("AZIMUT_DIST")
}

/// Its index.
pub(crate) fn index() -> PathBuf {
    path("AZIMUT_INDEX")
}

/// What Trunk made of the widget.
pub(crate) fn widget() -> PathBuf {
    path("AZIMUT_WIDGET")
}

/// The command-line program.
pub(crate) fn sitegen() -> PathBuf {
    path("AZIMUT_SITEGEN")
}

/// axe-core's script.
pub(crate) fn axe() -> PathBuf {
    path("AZIMUT_AXE")
}

/// The package of npm that reads calendars.
pub(crate) fn ical() -> PathBuf {
    path("AZIMUT_ICAL")
}

/// The package of the other reader of opening hours.
pub(crate) fn opening_hours() -> PathBuf {
    path("AZIMUT_OPENING_HOURS")
}

/// The project's root.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The 300 real rows, which are not in git.
pub(crate) fn real_rows() -> Option<PathBuf> {
    let file = root().join("../shared/data/structures_aura.csv");
    if file.is_file() {
        return Some(file);
    }
    println!("skipped: the file of real rows is not here ({})", file.display());
    None
}

/// The package of npm that knows what mail programs show.
pub(crate) fn caniemail() -> PathBuf {
    path("AZIMUT_CANIEMAIL")
}
