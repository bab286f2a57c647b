//! The whole set-up: what a fresh clone needs before anything can be built.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{
    apt, browser, process,
    project::Project,
    steps::Steps,
    toolchain::{self, Purpose, Toolchain},
    tools::{self, Tools},
};

/// The oldest Node.js that runs `wasm-opt`.
const NODE: u32 = 18;

/// What a build works with.
pub(crate) struct Setup {
    pub(crate) toolchain: Toolchain,
    pub(crate) tools: Tools,
}

impl Setup {
    /// Makes a command's `cargo` compile WebAssembly, with our tools first on its PATH.
    pub(crate) fn prepare(&self, project: &Project, purpose: Purpose, command: &mut Command) -> Result<()> {
        self.toolchain.prepare(project, &self.tools.folders, purpose, command)
    }

    /// Everything that decides what the compiled bytes are, besides the sources.
    pub(crate) fn versions(&self) -> Result<String> {
        Ok(format!("{}, {}", self.toolchain.version()?, self.tools.versions))
    }
}

/// `cargo xtask setup`.
pub(crate) fn command(project: &Project, with_browser: bool, steps: &mut Steps) -> Result<()> {
    let setup = ensure(project, steps)?;
    println!("Ready: {}.", setup.versions()?);
    println!("Tools are kept in {}.", project.cache.display());
    if with_browser {
        for (name, program) in browser::ensure_chromium(steps)? {
            println!("{name} = {}", program.display());
        }
    }
    Ok(())
}

/// Has all that builds need, installing what is missing.
pub(crate) fn ensure(project: &Project, steps: &mut Steps) -> Result<Setup> {
    let toolchain = toolchain::ensure(project, steps)?;
    ensure_node(steps)?;
    let tools = tools::ensure(project, steps)?;
    Ok(Setup { toolchain, tools })
}

/// Node.js runs `wasm-opt`, the JavaScript minifier and the WebAssembly unit tests.
fn ensure_node(steps: &mut Steps) -> Result<()> {
    if process::which("node").is_none() || process::which("npm").is_none() {
        if !apt::available() {
            bail!("Node.js {NODE} or later with npm is needed, and was not found");
        }
        steps.run("Installing Debian's nodejs and npm", || apt::install(&["nodejs", "npm"]))?;
    }
    let printed = process::read(Command::new("node").arg("--version"))?;
    let major =
        node_major(&printed).with_context(|| format!("`node --version` says `{}`", printed.trim()))?;
    if major < NODE {
        bail!("Node.js {NODE} or later is needed; `node --version` says {}", printed.trim());
    }
    Ok(())
}

fn node_major(printed: &str) -> Option<u32> {
    printed.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_version_is_read() {
        assert_eq!(node_major("v20.20.2\n"), Some(20));
        assert_eq!(node_major("20"), None);
    }
}
