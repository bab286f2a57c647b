//! Which compiler makes WebAssembly.
//!
//! In this order: a target already installed, rustup, Debian's own compiler with the sources of its standard
//! library, else a message. The choice is a pure function of [`Facts`]; the rest gathers facts and acts.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{apt, process, project::Project, steps::Steps};

/// The one target we compile the widget for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's compiler, built by its browser team, with what it needs to make WebAssembly.
const DEBIAN_PACKAGES: [&str; 6] =
    ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22", "rust-web-clippy"];

const HOW_TO_INSTALL: &str = "no Rust toolchain for WebAssembly was found, and none could be installed.\n\
    With rustup:           rustup target add wasm32-unknown-unknown\n\
    On Debian, as root:    apt-get install rustc-web cargo-web rust-web-src rust-web-llvm lld-22 rust-web-clippy\n\
    Otherwise:             install rustup, or your distribution's standard library for wasm32-unknown-unknown";

/// What is known of this machine.
#[derive(Clone, Copy, Debug, Default)]
struct Facts {
    /// The default compiler has the target's standard library.
    target_installed: bool,
    /// rustup is there, and has not yet refused to add the target to this compiler.
    rustup_may_add: bool,
    /// Debian's packages are all there.
    debian_installed: bool,
    /// Debian's packages can be installed without asking.
    debian_may_install: bool,
}

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
enum Choice {
    UseDefault,
    AddWithRustup,
    UseDebian,
    InstallDebian,
    GiveUp,
}

/// The order of preference, and nothing else.
fn choose(facts: Facts) -> Choice {
    match facts {
        Facts { target_installed: true, .. } => Choice::UseDefault,
        Facts { rustup_may_add: true, .. } => Choice::AddWithRustup,
        Facts { debian_installed: true, .. } => Choice::UseDebian,
        Facts { debian_may_install: true, .. } => Choice::InstallDebian,
        _ => Choice::GiveUp,
    }
}

/// A compiler that can make WebAssembly.
pub(crate) enum Toolchain {
    /// The developer's own.
    Default,
    /// Debian's, which compiles the standard library too.
    Debian,
}

impl Toolchain {
    /// Sets a command up so that the `cargo` it finds makes WebAssembly. `tools` come first on its PATH.
    pub(crate) fn prepare(&self, project: &Project, tools: &[PathBuf], command: &mut Command) -> Result<()> {
        let mut first = tools.to_vec();
        command.env("CARGO_TARGET_DIR", project.wasm_target());
        // It would hide the flags in .cargo/config.toml, which randomness in the browser needs.
        command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        if matches!(self, Self::Debian) {
            first.push(PathBuf::from("/usr/bin"));
            command.env("RUSTC_BOOTSTRAP", "1");
            command.env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "rust-lld");
            for name in ["CARGO", "RUSTC", "RUSTDOC", "RUSTC_WRAPPER", "RUSTUP_TOOLCHAIN"] {
                command.env_remove(name);
            }
            // Cargo puts the libraries of the compiler that built us there; the other one must not load them.
            command.env_remove("LD_LIBRARY_PATH");
        }
        command.env("PATH", process::path_starting_with(&first)?);
        Ok(())
    }

    /// Compiler and version, as `rustc` says them.
    pub(crate) fn version(&self) -> Result<String> {
        let rustc = match self {
            Self::Default => "rustc",
            Self::Debian => "/usr/bin/rustc",
        };
        let mut command = Command::new(rustc);
        if matches!(self, Self::Debian) {
            command.env_remove("LD_LIBRARY_PATH");
        }
        Ok(process::read(command.arg("--version"))?.trim().to_owned())
    }
}

/// Finds the compiler, installing one when there is none.
pub(crate) fn ensure(project: &Project, steps: &mut Steps) -> Result<Toolchain> {
    let refusal = refusal_note(project)?;
    let mut facts = gather(&refusal)?;
    loop {
        match choose(facts) {
            Choice::UseDefault => return Ok(Toolchain::Default),
            Choice::AddWithRustup => {
                facts.target_installed = add_with_rustup(steps)?;
                facts.rustup_may_add = false;
            }
            Choice::UseDebian => {
                remember(&refusal)?;
                return Ok(Toolchain::Debian);
            }
            Choice::InstallDebian => {
                let name = "Installing Debian's Rust compiler for WebAssembly (about 300 MB)";
                facts.debian_installed = steps.run(name, try_debian)?;
                facts.debian_may_install = false;
            }
            Choice::GiveUp => bail!(HOW_TO_INSTALL),
        }
    }
}

fn gather(refusal: &Path) -> Result<Facts> {
    let target_installed = sysroot()?.join("lib/rustlib").join(TARGET).join("lib").is_dir();
    if target_installed {
        return Ok(Facts { target_installed, ..Facts::default() });
    }
    Ok(Facts {
        target_installed,
        rustup_may_add: process::which("rustup").is_some() && !refusal.exists(),
        debian_installed: apt::installed(&DEBIAN_PACKAGES),
        debian_may_install: apt::available(),
    })
}

fn sysroot() -> Result<PathBuf> {
    let printed = process::read(Command::new("rustc").args(["--print", "sysroot"]))?;
    Ok(PathBuf::from(printed.trim()))
}

/// A refusal is not an error: where rustup reaches no server, Debian's packages come next.
fn add_with_rustup(steps: &mut Steps) -> Result<bool> {
    steps.run("Adding the WebAssembly target with rustup", || {
        match process::read(Command::new("rustup").args(["target", "add", TARGET])) {
            Ok(_) => Ok(true),
            Err(error) => {
                let text = error.to_string();
                let reason = text.lines().find(|line| line.starts_with("error")).unwrap_or("no reason given");
                println!("  rustup cannot ({reason}); going on without it");
                Ok(false)
            }
        }
    })
}

/// Packages that cannot be had end in the message of [`HOW_TO_INSTALL`], after apt-get's own words.
fn try_debian() -> Result<bool> {
    match apt::install(&DEBIAN_PACKAGES) {
        Ok(()) => Ok(true),
        Err(error) => {
            println!("  {error:#}");
            Ok(false)
        }
    }
}

/// The note that rustup refused. Its name holds the compiler: another compiler is another question.
fn refusal_note(project: &Project) -> Result<PathBuf> {
    let version = process::read(Command::new("rustc").arg("--version"))?;
    Ok(project.cache.join(format!("rustup-refused-{}", slug(&version))))
}

/// Written only once another way worked, so that a person without one can just try again.
fn remember(note: &Path) -> Result<()> {
    if note.exists() || process::which("rustup").is_none() {
        return Ok(());
    }
    if let Some(folder) = note.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let text = "rustup could not add wasm32-unknown-unknown. Remove this file to let it try again.\n";
    fs::write(note, text).with_context(|| format!("cannot write {}", note.display()))
}

fn slug(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Facts = Facts {
        target_installed: false,
        rustup_may_add: false,
        debian_installed: false,
        debian_may_install: false,
    };

    #[test]
    fn an_installed_target_comes_first() {
        let all = Facts {
            target_installed: true,
            rustup_may_add: true,
            debian_installed: true,
            debian_may_install: true,
        };
        assert_eq!(choose(all), Choice::UseDefault);
    }

    #[test]
    fn then_rustup_then_debian() {
        let all = Facts { rustup_may_add: true, debian_installed: true, debian_may_install: true, ..NOTHING };
        assert_eq!(choose(all), Choice::AddWithRustup);
        assert_eq!(choose(Facts { rustup_may_add: false, ..all }), Choice::UseDebian);
        assert_eq!(choose(Facts { debian_may_install: true, ..NOTHING }), Choice::InstallDebian);
    }

    #[test]
    fn else_we_say_what_to_install() {
        assert_eq!(choose(NOTHING), Choice::GiveUp);
        for package in DEBIAN_PACKAGES {
            assert!(HOW_TO_INSTALL.contains(package), "{package}");
        }
        assert!(HOW_TO_INSTALL.contains(TARGET));
    }

    #[test]
    fn the_note_names_the_compiler() {
        assert_eq!(slug("rustc 1.95.0 (59807616e 2026-04-14)\n"), "rustc-1-95-0-59807616e-2026-04-14");
    }
}
