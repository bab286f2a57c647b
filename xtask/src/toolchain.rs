//! Which compiler makes WebAssembly.
//!
//! The compiler and its standard library decide how many bytes a visitor downloads, so one is pinned, and asked
//! of rustup by name. Where rustup cannot serve, the default compiler does when it knows the target, then
//! Debian's; their modules are held to the budgets, not to the snapshot, which is of the pinned compiler.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{apt, process, project::Project, steps::Steps};

/// The one target we compile the widget for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The compiler of the modules. Another one means new sizes: `cargo xtask size --update` in the same commit.
const PINNED: &str = "1.95.0";

/// Debian's compiler, built by its browser team, with what it needs to make WebAssembly.
const DEBIAN_PACKAGES: [&str; 6] =
    ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22", "rust-web-clippy"];

const HOW_TO_INSTALL: &str = "no Rust toolchain for WebAssembly was found, and none could be installed.\n\
    With rustup:           rustup toolchain install 1.95.0 --component rust-src,clippy \
    --target wasm32-unknown-unknown\n\
    On Debian, as root:    apt-get install rustc-web cargo-web rust-web-src rust-web-llvm lld-22 rust-web-clippy\n\
    Otherwise:             install rustup, or your distribution's standard library for wasm32-unknown-unknown";

/// What makes the modules small, and needs the standard library compiled anew: no places of panics, no `{:?}`,
/// a panic traps at once. The loader catches the trap and tells the visitor, as it would with a message.
const SIZE_FLAGS: [&str; 4] =
    ["-Zlocation-detail=none", "-Zfmt-debug=none", "-Zunstable-options", "-Cpanic=immediate-abort"];

/// What modules are made for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Visitors: as small as can be.
    Release,
    /// Lints and unit tests, which want to say where something failed.
    Check,
}

/// A compiler that can make WebAssembly.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Toolchain {
    sysroot: PathBuf,
    /// The target's standard library is there, compiled.
    has_target: bool,
    /// The sources of the standard library are there.
    has_sources: bool,
}

impl Toolchain {
    /// The compiler that lives in a folder, when it can make WebAssembly.
    fn at(sysroot: PathBuf) -> Option<Self> {
        let library = sysroot.join("lib/rustlib");
        let has_target = library.join(TARGET).join("lib").is_dir();
        let has_sources = library.join("src/rust/library/std").is_dir();
        (has_target || has_sources).then_some(Self { sysroot, has_target, has_sources })
    }

    fn program(&self, name: &str) -> PathBuf {
        self.sysroot.join("bin").join(name)
    }

    /// Sets a command up so that the `cargo` it finds makes WebAssembly. `tools` come first on its PATH.
    pub(crate) fn prepare(
        &self,
        project: &Project,
        tools: &[PathBuf],
        purpose: Purpose,
        command: &mut Command,
    ) -> Result<()> {
        let first: Vec<PathBuf> = tools.iter().cloned().chain([self.sysroot.join("bin")]).collect();
        command.env("PATH", process::path_starting_with(&first)?);
        command.env("CARGO_TARGET_DIR", project.wasm_target());
        // What Cargo and rustup set for the compiler that runs us is not meant for this one; RUSTFLAGS would
        // hide the flags in .cargo/config.toml, which randomness in the browser needs.
        for name in ["CARGO", "RUSTC", "RUSTDOC", "RUSTC_WRAPPER", "RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH"] {
            command.env_remove(name);
        }
        command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        command.envs(self.variables(purpose));
        Ok(())
    }

    /// The environment in which Cargo compiles the standard library too.
    fn variables(&self, purpose: Purpose) -> Vec<(&'static str, String)> {
        let mut variables = Vec::new();
        if self.rebuilds(purpose) {
            variables.push(("RUSTC_BOOTSTRAP", "1".to_owned()));
            variables.push(("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort".to_owned()));
        }
        if self.rebuilds(purpose) && purpose == Purpose::Release {
            variables.push(("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size".to_owned()));
            variables.push(("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", SIZE_FLAGS.join(" ")));
        }
        if !self.has_target {
            // Compilers without the target do not bring its linker under the name that they look for.
            variables.push(("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "rust-lld".to_owned()));
        }
        variables
    }

    /// Whether the standard library is compiled anew.
    fn rebuilds(&self, purpose: Purpose) -> bool {
        self.has_sources && (purpose == Purpose::Release || !self.has_target)
    }

    /// Compiler, version and how the modules are made: with the same text, the same sources give the same bytes.
    pub(crate) fn version(&self) -> Result<String> {
        let mut rustc = Command::new(self.program("rustc"));
        let version = process::read(rustc.env_remove("LD_LIBRARY_PATH").arg("--version"))?;
        let library =
            if self.rebuilds(Purpose::Release) { "rebuilt for size" } else { "as it is distributed" };
        Ok(format!("{} with its standard library {library}", version.trim()))
    }
}

/// Finds the compiler, installing one when there is none.
pub(crate) fn ensure(project: &Project, steps: &mut Steps) -> Result<Toolchain> {
    if let Some(pinned) = pinned(project, steps)? {
        return Ok(pinned);
    }
    let found = default()?.or_else(debian);
    if let Some(toolchain) = found {
        println!("▸ The modules are made by {}, not by the pinned {PINNED}", toolchain.version()?);
        return Ok(toolchain);
    }
    if apt::available() {
        let name = "Installing Debian's Rust compiler for WebAssembly (about 300 MB)";
        steps.run(name, || apt::install(&DEBIAN_PACKAGES)).context(HOW_TO_INSTALL)?;
    }
    match debian() {
        Some(toolchain) => Ok(toolchain),
        None => bail!(HOW_TO_INSTALL),
    }
}

/// The pinned compiler, from rustup. A refusal is not an error: where rustup reaches no server, others come next.
fn pinned(project: &Project, steps: &mut Steps) -> Result<Option<Toolchain>> {
    if process::which("rustup").is_none() {
        return Ok(None);
    }
    let complete =
        |found: &Toolchain| found.has_target && found.has_sources && found.program("cargo-clippy").is_file();
    if let Some(found) = installed().filter(complete) {
        return Ok(Some(found));
    }
    let note = project.cache.join(format!("rustup-refused-{PINNED}"));
    if note.exists() {
        return Ok(None);
    }
    let mut rustup = Command::new("rustup");
    rustup.args(["toolchain", "install", PINNED, "--profile", "minimal", "--no-self-update"]);
    rustup.args(["--component", "rust-src,clippy", "--target", TARGET]);
    let name = format!("Asking rustup for Rust {PINNED} with its sources and the WebAssembly target");
    let outcome = steps.run(&name, || Ok(process::read(&mut rustup)))?;
    let found = installed().filter(complete);
    if found.is_none() {
        let error = outcome.err().map(|error| error.to_string()).unwrap_or_default();
        let reason = error.lines().find(|line| line.starts_with("error")).unwrap_or("no reason given");
        println!("  rustup cannot ({reason}); going on without it");
        let text = format!("rustup could not install Rust {PINNED}. Remove this file to let it try again.\n");
        fs::create_dir_all(&project.cache)
            .and_then(|()| fs::write(&note, text))
            .with_context(|| format!("cannot write {}", note.display()))?;
    }
    Ok(found)
}

/// The pinned compiler where rustup keeps it.
fn installed() -> Option<Toolchain> {
    let mut rustc = Command::new("rustup");
    rustc.env("RUSTUP_AUTO_INSTALL", "0").args(["run", PINNED, "rustc", "--print", "sysroot"]);
    Toolchain::at(process::read(&mut rustc).ok()?.trim().into())
}

/// The compiler on the developer's PATH, when it has the target.
fn default() -> Result<Option<Toolchain>> {
    let sysroot = process::read(Command::new("rustc").args(["--print", "sysroot"]))?;
    Ok(Toolchain::at(sysroot.trim().into()).filter(|found| found.has_target))
}

fn debian() -> Option<Toolchain> {
    if !apt::installed(&DEBIAN_PACKAGES) {
        return None;
    }
    Toolchain::at(Path::new("/usr").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sysroot with these folders under `lib/rustlib`.
    fn at(folders: &[&str]) -> Option<Toolchain> {
        let sysroot = tempfile::tempdir().unwrap();
        for folder in folders {
            fs::create_dir_all(sysroot.path().join("lib/rustlib").join(folder)).unwrap();
        }
        Toolchain::at(sysroot.path().to_owned())
    }

    fn names(toolchain: &Toolchain, purpose: Purpose) -> Vec<&'static str> {
        toolchain.variables(purpose).iter().map(|(name, _)| *name).collect()
    }

    const COMPILED: &str = "wasm32-unknown-unknown/lib";
    const SOURCES: &str = "src/rust/library/std";
    const LINKER: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER";

    #[test]
    fn a_compiler_without_target_and_sources_makes_no_module() {
        assert_eq!(at(&[]), None);
        assert_eq!(at(&["x86_64-unknown-linux-gnu/lib"]), None);
    }

    #[test]
    fn the_library_is_rebuilt_for_visitors_and_taken_as_it_is_for_checks() {
        let both = at(&[COMPILED, SOURCES]).unwrap();
        assert_eq!(names(&both, Purpose::Check), [""; 0]);
        let release = names(&both, Purpose::Release);
        assert!(release.contains(&"CARGO_UNSTABLE_BUILD_STD_FEATURES"), "{release:?}");
        assert!(!release.contains(&LINKER), "{release:?}");
    }

    #[test]
    fn without_the_target_it_is_always_rebuilt_and_checks_keep_their_messages() {
        let sources = at(&[SOURCES]).unwrap();
        let check = ["RUSTC_BOOTSTRAP", "CARGO_UNSTABLE_BUILD_STD", LINKER];
        assert_eq!(names(&sources, Purpose::Check), check);
    }

    #[test]
    fn without_the_sources_it_is_taken_as_it_is() {
        assert_eq!(names(&at(&[COMPILED]).unwrap(), Purpose::Release), [""; 0]);
    }

    #[test]
    fn the_message_says_all_that_is_needed() {
        for part in DEBIAN_PACKAGES.iter().chain([&TARGET, &PINNED]) {
            assert!(HOW_TO_INSTALL.contains(part), "{part}");
        }
    }
}
