//! Browsers and their drivers for the end-to-end tests.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{apt, process, project::Project, steps::Steps, tools};

const CHROMIUM: Wanted = Wanted {
    variable: "AZIMUT_CHROMIUM",
    names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    elsewhere: &["/Applications/Chromium.app/Contents/MacOS/Chromium", MACOS_CHROME],
};
const CHROMEDRIVER: Wanted =
    Wanted { variable: "AZIMUT_CHROMEDRIVER", names: &["chromedriver"], elsewhere: &[] };
const FIREFOX: Wanted = Wanted {
    variable: "AZIMUT_FIREFOX",
    names: &["firefox", "firefox-esr"],
    elsewhere: &["/Applications/Firefox.app/Contents/MacOS/firefox"],
};
const WEBKIT_DRIVER: Wanted =
    Wanted { variable: "AZIMUT_WEBKITDRIVER", names: &["WebKitWebDriver"], elsewhere: &[] };

const MACOS_CHROME: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// A program to find; the developer's own choice in `variable` wins.
struct Wanted {
    variable: &'static str,
    names: &'static [&'static str],
    elsewhere: &'static [&'static str],
}

impl Wanted {
    fn find(&self) -> Option<PathBuf> {
        let chosen = std::env::var_os(self.variable).filter(|value| !value.is_empty()).map(PathBuf::from);
        let elsewhere = || self.elsewhere.iter().map(PathBuf::from).find(|path| path.is_file());
        chosen.or_else(|| self.names.iter().find_map(|name| process::which(name))).or_else(elsewhere)
    }
}

/// Environment variables that tell the end-to-end tests which programs to drive.
pub(crate) type Variables = Vec<(&'static str, OsString)>;

/// Finds or installs Chromium and its driver.
pub(crate) fn ensure_chromium(steps: &mut Steps) -> Result<Variables> {
    let how = "no Chromium with its driver was found.\n\
        On Debian, as root:  apt-get install chromium chromium-driver\n\
        Otherwise:           install Chrome or Chromium, and the chromedriver of the same version,\n\
        \x20                    or name them in AZIMUT_CHROMIUM and AZIMUT_CHROMEDRIVER";
    let packages = ["chromium", "chromium-driver"];
    let found = find_or_install([&CHROMIUM, &CHROMEDRIVER], &packages, how, steps)?;
    check_versions(&found[0], &found[1])?;
    Ok(named([&CHROMIUM, &CHROMEDRIVER], found))
}

/// Finds or installs Firefox and WebKit's small browser, with their drivers.
pub(crate) fn ensure_others(project: &Project, steps: &mut Steps) -> Result<Variables> {
    let how = "Firefox or WebKit's driver was not found.\n\
        On Debian, as root:  apt-get install firefox-esr webkit2gtk-driver\n\
        Otherwise:           name them in AZIMUT_FIREFOX and AZIMUT_WEBKITDRIVER";
    let packages = ["firefox-esr", "webkit2gtk-driver"];
    let found = find_or_install([&FIREFOX, &WEBKIT_DRIVER], &packages, how, steps)?;
    let mut variables = named([&FIREFOX, &WEBKIT_DRIVER], found);
    variables.push(("AZIMUT_GECKODRIVER", tools::ensure_geckodriver(project, steps)?.into()));
    variables.push(("AZIMUT_ALL_BROWSERS", "1".into()));
    Ok(variables)
}

fn named(wanted: [&Wanted; 2], found: [PathBuf; 2]) -> Variables {
    wanted.iter().map(|wanted| wanted.variable).zip(found.map(OsString::from)).collect()
}

fn find_or_install(
    wanted: [&Wanted; 2],
    packages: &[&str],
    how: &str,
    steps: &mut Steps,
) -> Result<[PathBuf; 2]> {
    let find = || Some([wanted[0].find()?, wanted[1].find()?]);
    if let Some(found) = find() {
        return Ok(found);
    }
    if !apt::available() {
        bail!("{how}");
    }
    let name = format!("Installing Debian's {}", packages.join(" and "));
    steps.run(&name, || apt::install(packages))?;
    find().with_context(|| how.to_owned())
}

/// A driver only talks to the browser of its own major version, and says so in a way that takes long to find.
fn check_versions(browser: &Path, driver: &Path) -> Result<()> {
    let ask = |program: &Path| process::read(Command::new(program).arg("--version"));
    let (browser_says, driver_says) = (ask(browser)?, ask(driver)?);
    if major(&browser_says) != major(&driver_says) {
        bail!(
            "{} and {} do not fit: `{}`, `{}`",
            browser.display(),
            driver.display(),
            browser_says.trim(),
            driver_says.trim()
        );
    }
    Ok(())
}

/// The first number in what a program prints for `--version`.
fn major(printed: &str) -> Option<u32> {
    printed.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn major_versions_are_read() {
        assert_eq!(major("Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)\n"), Some(156));
        assert_eq!(major("ChromeDriver 156.0.8078.79 (0000)"), Some(156));
        assert_eq!(major("Google Chrome 155.0.1.2 beta"), Some(155));
        assert_eq!(major("no number"), None);
    }
}
