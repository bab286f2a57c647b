//! Browsers and their drivers for the end-to-end tests.

use std::{
    ffi::OsString,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
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

/// A display in memory: WebKit's small browser opens a window.
const DISPLAY_SERVER: Wanted = Wanted { variable: "AZIMUT_XVFB", names: &["Xvfb"], elsewhere: &[] };

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
    let how = "Firefox, WebKit's driver or Xvfb was not found.\n\
        On Debian, as root:  apt-get install firefox-esr webkit2gtk-driver xvfb\n\
        Otherwise:           name them in AZIMUT_FIREFOX, AZIMUT_WEBKITDRIVER and AZIMUT_XVFB";
    let packages = ["firefox-esr", "webkit2gtk-driver", "xvfb"];
    let wanted = [&FIREFOX, &WEBKIT_DRIVER, &DISPLAY_SERVER];
    let mut variables = named(wanted, find_or_install(wanted, &packages, how, steps)?);
    variables.push(("AZIMUT_GECKODRIVER", tools::ensure_geckodriver(project, steps)?.into()));
    Ok(variables)
}

/// A display that nobody sees, for the browsers without a mode for that. Ends when dropped.
pub(crate) struct Display {
    server: Child,
    /// What `DISPLAY` has to say.
    pub(crate) name: String,
}

impl Display {
    pub(crate) fn start() -> Result<Self> {
        let program = DISPLAY_SERVER.find().context("Xvfb was not found")?;
        let mut server = Command::new(program)
            .args(["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start Xvfb")?;
        let stdout = server.stdout.take().context("no output from Xvfb")?;
        // It writes the number that was free once it is ready.
        let mut number = String::new();
        BufReader::new(stdout).read_line(&mut number).context("cannot read the output of Xvfb")?;
        let display = Self { server, name: format!(":{}", number.trim()) };
        if number.trim().is_empty() {
            bail!("Xvfb ended without a display");
        }
        Ok(display)
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // Nothing is lost when it has ended already.
        _ = self.server.kill();
        _ = self.server.wait();
    }
}

fn named<const COUNT: usize>(wanted: [&Wanted; COUNT], found: [PathBuf; COUNT]) -> Variables {
    wanted.iter().map(|wanted| wanted.variable).zip(found.map(OsString::from)).collect()
}

fn find_or_install<const COUNT: usize>(
    wanted: [&Wanted; COUNT],
    packages: &[&str],
    how: &str,
    steps: &mut Steps,
) -> Result<[PathBuf; COUNT]> {
    let find = || {
        let found: Option<Vec<PathBuf>> = wanted.iter().map(|wanted| wanted.find()).collect();
        found.and_then(|found| found.try_into().ok())
    };
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
