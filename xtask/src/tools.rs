//! The build tools at pinned versions, kept in our cache and never installed over the developer's own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{self as std_process, Command},
};

use anyhow::{Context, Result, bail};

use crate::{process, project::Project, steps::Steps};

/// Trunk 0.22 needs a compiler newer than ours.
const TRUNK: &str = "0.21.14";
/// Carries `wasm-opt`. Its major number is also in `widget/Trunk.toml`.
const BINARYEN: &str = "132.0.0";
/// Makes wasm-bindgen's JavaScript smaller; Trunk's own minifier cannot read it.
const TERSER: &str = "5.51.2";
/// Finds faults of accessibility in a page; only tests load it (MPL 2.0, never published with a site).
const AXE: &str = "4.14.1";
/// Reads opening hours independently of us; only a test runs it (LGPL 3.0, never published with a site).
const OPENING_HOURS: &str = "3.15.0";
/// Reads calendars independently of us; only a test runs it (MPL 2.0, never published with a site).
const ICAL: &str = "2.2.1";
/// Knows what each mail program shows of a message; only a test asks it (MIT, never published with a site).
const CANIEMAIL: &str = "2.0.2";
/// Judges our pages by the HTML standard; only a test asks it (MIT, never published with a site). The next version wants
/// a newer Node.js than Debian's.
const HTML_VALIDATE: &str = "9.7.1";
/// Checks structured data against the next; only a test runs it (Apache 2.0, never published with a site). Version 7 is a
/// program for each kind of machine.
const TYPESCRIPT: &str = "5.9.3";
/// The words of schema.org as types; only a test reads them (Apache 2.0, never published with a site).
const SCHEMA_DTS: &str = "1.1.5";
/// Holds the schema of site maps; only a test reads it (MIT, never published with a site).
const SITEMAP: &str = "9.0.1";
/// Checks XML against a schema; only a test runs it (MIT, never published with a site).
const XMLLINT: &str = "5.3.0";
/// Draws QR codes: 7 kB of JavaScript that a visitor fetches with the sheet (MIT).
const LEAN_QR: &str = "2.7.4";
/// Drives Firefox.
const GECKODRIVER: &str = "0.36.0";

/// Where a tool comes from, and with which options.
enum Source {
    /// A program on crates.io.
    Cargo { options: &'static [&'static str] },
    /// A package of npm.
    Npm,
    /// A package of npm whose files are read, not run; the folder is where they are.
    NpmFiles { folder: &'static str },
}

/// One tool to have.
struct Tool {
    /// The package's name in its registry.
    package: &'static str,
    version: String,
    /// What its programs print for that version.
    printed: String,
    /// The programs we start; the first one is asked for its version.
    programs: &'static [&'static str],
    source: Source,
}

/// All tools, ready to be used.
pub(crate) struct Tools {
    /// Folders to put first on PATH.
    pub(crate) folders: Vec<PathBuf>,
    /// Runs WebAssembly unit tests.
    pub(crate) test_runner: PathBuf,
    /// Minifies JavaScript.
    pub(crate) terser: PathBuf,
    /// The package that draws QR codes.
    pub(crate) lean_qr: PathBuf,
    /// Names and versions, for the freshness stamp.
    pub(crate) versions: String,
}

/// Finds or installs what a build needs.
pub(crate) fn ensure(project: &Project, steps: &mut Steps) -> Result<Tools> {
    let wasm_bindgen = locked_version(&project.read("Cargo.lock")?, "wasm-bindgen")?;
    let [trunk, bindgen, binaryen, terser] = build_tools(wasm_bindgen);
    let mut versions = Vec::new();
    let mut folders = Vec::new();
    for tool in [&trunk, &bindgen, &binaryen, &terser] {
        folders.push(tool.ensure(project, steps)?);
        versions.push(format!("{} {}", tool.package, tool.version));
    }
    let lean_qr = npm_files("lean-qr", LEAN_QR, "node_modules/lean-qr", &["index.mjs", "LICENSE"]);
    versions.push(format!("{} {}", lean_qr.package, lean_qr.version));
    Ok(Tools {
        lean_qr: lean_qr.ensure(project, steps)?,
        test_runner: folders[1].join("wasm-bindgen-test-runner"),
        terser: folders[3].join("terser"),
        versions: versions.join(", "),
        folders,
    })
}

/// Finds or installs Firefox's driver.
pub(crate) fn ensure_geckodriver(project: &Project, steps: &mut Steps) -> Result<PathBuf> {
    let tool = Tool {
        package: "geckodriver",
        version: GECKODRIVER.to_owned(),
        printed: GECKODRIVER.to_owned(),
        programs: &["geckodriver"],
        source: Source::Cargo { options: &["--locked"] },
    };
    Ok(tool.ensure(project, steps)?.join("geckodriver"))
}

/// Finds or installs axe-core's script.
pub(crate) fn ensure_axe(project: &Project, steps: &mut Steps) -> Result<PathBuf> {
    let tool = npm_files("axe-core", AXE, "node_modules/axe-core", &["axe.min.js"]);
    Ok(tool.ensure(project, steps)?.join("axe.min.js"))
}

/// Finds or installs the other reader of opening hours: a package for Node.js.
pub(crate) fn ensure_opening_hours(project: &Project, steps: &mut Steps) -> Result<PathBuf> {
    let files = &["build/opening_hours.js"];
    npm_files("opening_hours", OPENING_HOURS, "node_modules/opening_hours", files).ensure(project, steps)
}

/// Finds or installs the other reader of calendars: a package for Node.js.
pub(crate) fn ensure_ical(project: &Project, steps: &mut Steps) -> Result<PathBuf> {
    npm_files("ical.js", ICAL, "node_modules/ical.js", &["dist/ical.es5.cjs"]).ensure(project, steps)
}

/// Finds or installs what knows mail programs: a package for Node.js.
pub(crate) fn ensure_caniemail(project: &Project, steps: &mut Steps) -> Result<PathBuf> {
    npm_files("caniemail", CANIEMAIL, "node_modules/caniemail", &["dist/index.js"]).ensure(project, steps)
}

/// Finds or installs what judges pages by the HTML standard: a package for Node.js.
pub(crate) fn ensure_html_validate(project: &Project, steps: &mut Steps) -> Result<PathBuf> {
    let files = &["dist/cjs/index.js"];
    npm_files("html-validate", HTML_VALIDATE, "node_modules/html-validate", files).ensure(project, steps)
}

/// Finds or installs what judges structured data and site maps: packages for Node.js, each with the variable that tells
/// the tests where it is.
pub(crate) fn ensure_judges(project: &Project, steps: &mut Steps) -> Result<[(&'static str, PathBuf); 4]> {
    let mut ensure = |variable, package, version, folder, files| -> Result<_> {
        Ok((variable, npm_files(package, version, folder, files).ensure(project, steps)?))
    };
    Ok([
        ensure(
            "AZIMUT_TYPESCRIPT",
            "typescript",
            TYPESCRIPT,
            "node_modules/typescript",
            &["lib/typescript.js"],
        )?,
        ensure(
            "AZIMUT_SCHEMA_DTS",
            "schema-dts",
            SCHEMA_DTS,
            "node_modules/schema-dts",
            &["dist/schema.d.ts"],
        )?,
        ensure("AZIMUT_SITEMAP", "sitemap", SITEMAP, "node_modules/sitemap", &["schema/sitemap.xsd"])?,
        ensure("AZIMUT_XMLLINT", "xmllint-wasm", XMLLINT, "node_modules/xmllint-wasm", &["index-node.js"])?,
    ])
}

fn npm_files(
    package: &'static str,
    version: &str,
    folder: &'static str,
    programs: &'static [&'static str],
) -> Tool {
    let source = Source::NpmFiles { folder };
    Tool { package, version: version.to_owned(), printed: version.to_owned(), programs, source }
}

fn build_tools(wasm_bindgen: String) -> [Tool; 4] {
    let npm = |package, version: &str, printed: &str, programs| Tool {
        package,
        version: version.to_owned(),
        printed: printed.to_owned(),
        programs,
        source: Source::Npm,
    };
    [
        Tool {
            package: "trunk",
            version: TRUNK.to_owned(),
            printed: TRUNK.to_owned(),
            programs: &["trunk"],
            source: Source::Cargo { options: &["--locked"] },
        },
        Tool {
            package: "wasm-bindgen-cli",
            printed: wasm_bindgen.clone(),
            version: wasm_bindgen,
            programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
            // Its own lock file asks for versions that no longer build with ours.
            source: Source::Cargo { options: &["--no-default-features"] },
        },
        npm("binaryen", BINARYEN, major(BINARYEN), &["wasm-opt"]),
        npm("terser", TERSER, TERSER, &["terser"]),
    ]
}

impl Tool {
    /// The folder with the tool's programs: ours, else the developer's at the very same version, else a new one.
    fn ensure(&self, project: &Project, steps: &mut Steps) -> Result<PathBuf> {
        let home = project.cache.join("tools").join(format!("{}-{}", self.package, self.version));
        let programs = home.join(self.source.programs_folder());
        let verified = home.join(".verified");
        if verified.exists() && self.is_complete(&programs) {
            return Ok(programs);
        }
        if self.verify(&programs).is_ok() {
            mark(&verified)?;
            return Ok(programs);
        }
        if let Some(folder) = self.on_path() {
            return Ok(folder);
        }
        let name = format!("Installing {} {} into {}", self.package, self.version, home.display());
        steps.run(&name, || self.install(&home))?;
        Ok(programs)
    }

    fn is_complete(&self, folder: &Path) -> bool {
        self.programs.iter().all(|program| folder.join(program).is_file())
    }

    /// Asks a program in this folder for its version.
    fn verify(&self, folder: &Path) -> Result<()> {
        if !self.is_complete(folder) {
            bail!("{} does not have {}", folder.display(), self.programs.join(" and "));
        }
        let program = folder.join(self.programs[0]);
        let printed = match self.source {
            Source::NpmFiles { .. } => package_version(&folder.join("package.json"))?,
            _ => process::read(Command::new(&program).arg("--version"))?,
        };
        if !says_version(&printed, &self.printed) {
            bail!("{} says `{}`, expected {}", program.display(), printed.trim(), self.printed);
        }
        Ok(())
    }

    fn on_path(&self) -> Option<PathBuf> {
        if matches!(self.source, Source::NpmFiles { .. }) {
            return None;
        }
        let folder = process::which(self.programs[0])?.parent()?.to_owned();
        self.verify(&folder).ok().map(|()| folder)
    }

    /// Installs beside and moves at the end, so that a half-made tool is never found.
    fn install(&self, home: &Path) -> Result<()> {
        let part = home.with_file_name(format!(".{}-{}-{}", self.package, self.version, std_process::id()));
        remove(&part)?;
        fs::create_dir_all(&part).with_context(|| format!("cannot make {}", part.display()))?;
        let outcome = self.source.install(self, &part).and_then(|()| {
            self.verify(&part.join(self.source.programs_folder()))?;
            mark(&part.join(".verified"))
        });
        if outcome.is_err() {
            remove(&part)?;
        }
        outcome?;
        remove(home)?;
        fs::rename(&part, home)
            .with_context(|| format!("cannot move {} to {}", part.display(), home.display()))
    }
}

impl Source {
    fn programs_folder(&self) -> &'static str {
        match self {
            Self::Cargo { .. } => "bin",
            Self::Npm => "node_modules/.bin",
            Self::NpmFiles { folder } => folder,
        }
    }

    fn install(&self, tool: &Tool, into: &Path) -> Result<()> {
        match self {
            Self::Cargo { options } => cargo_install(tool, options, into),
            Self::Npm | Self::NpmFiles { .. } => {
                let mut npm = Command::new("npm");
                npm.arg("install").arg("--prefix").arg(into);
                npm.args(["--no-fund", "--no-audit", "--ignore-scripts", "--save-exact", "--loglevel=error"]);
                process::read(npm.arg(format!("{}@{}", tool.package, tool.version))).map(|_| ())
            }
        }
    }
}

/// Unoptimised: optimising Trunk takes ten minutes on two cores and would save seconds.
fn cargo_install(tool: &Tool, options: &[&str], into: &Path) -> Result<()> {
    let build = into.join("build");
    let mut cargo = Command::new("cargo");
    cargo.args(["install", tool.package, "--version", &tool.version, "--debug", "--root"]).arg(into);
    cargo.args(options);
    cargo.env("CARGO_TARGET_DIR", &build).env("CARGO_PROFILE_DEV_DEBUG", "0").env_remove("RUSTFLAGS");
    // Outside of the repository, whose configuration is not theirs.
    process::read(cargo.current_dir(into))?;
    remove(&build)
}

fn remove(folder: &Path) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))
}

fn mark(file: &Path) -> Result<()> {
    fs::write(file, "its version was checked\n").with_context(|| format!("cannot write {}", file.display()))
}

/// The version of a package in a Cargo.lock.
fn locked_version(lock: &str, package: &str) -> Result<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines
        .nth(1)
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .with_context(|| format!("Cargo.lock has no package {package}"))
}

/// Whether what a program prints for `--version` has this version as a word.
fn says_version(printed: &str, version: &str) -> bool {
    printed.split_whitespace().any(|word| word.trim_start_matches('v') == version)
}

/// The version that a package of npm says it has.
fn package_version(file: &Path) -> Result<String> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let line = text.lines().find_map(|line| line.trim().strip_prefix("\"version\":"));
    Ok(line.unwrap_or_default().replace(['"', ','], ""))
}

fn major(version: &str) -> &str {
    version.split('.').next().unwrap_or(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").unwrap(), "0.2.130");
        assert_eq!(locked_version(lock, "serde").unwrap_err().to_string(), "Cargo.lock has no package serde");
    }

    #[test]
    fn programs_say_their_version_in_many_ways() {
        assert!(says_version("trunk 0.21.14\n", "0.21.14"));
        assert!(says_version("wasm-opt version 132 (version_132)\n", major(BINARYEN)));
        assert!(says_version("geckodriver 0.36.0 ( )\n\nThe source code", "0.36.0"));
        assert!(says_version("v20.20.2", "20.20.2"));
        assert!(!says_version("trunk 0.21.140\n", "0.21.14"));
        assert!(!says_version("wasm-opt version 108", "132"));
    }

    #[test]
    fn trunk_is_told_the_same_versions() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let trunk = fs::read_to_string(root.join("widget/Trunk.toml")).unwrap();
        let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap();
        let bindgen = locked_version(&lock, "wasm-bindgen").unwrap();
        assert!(trunk.contains(&format!("wasm_bindgen = \"{bindgen}\"")));
        assert!(trunk.contains(&format!("wasm_opt = \"version_{}\"", major(BINARYEN))));
    }
}
