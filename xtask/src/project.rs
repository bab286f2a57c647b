//! Where things are: the repository, Cargo's target folder, our cache.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf, absolute},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{process, toolchain::TARGET};

/// The folders every sub-command works in.
pub(crate) struct Project {
    /// The repository.
    pub(crate) root: PathBuf,
    /// Cargo's target folder for native code.
    pub(crate) target: PathBuf,
    /// Our own tools and notes, kept between runs and shared by all clones.
    pub(crate) cache: PathBuf,
}

impl Project {
    /// Finds the folders from the environment that Cargo gives.
    pub(crate) fn locate() -> Result<Self> {
        // At run time rather than at compile time: two clones may share one target folder.
        let own = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let own = PathBuf::from(own);
        let root = own.parent().with_context(|| format!("{} has no parent", own.display()))?.to_owned();
        let target = target_folder(&root)?;
        let cache = cache_folder(|name| env::var_os(name), cfg!(target_os = "macos"))
            .context("cannot tell where to keep tools: set HOME or AZIMUT_CACHE")?;
        Ok(Self { root, target, cache })
    }

    /// Cargo, native, in the repository.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(&self.root);
        cargo
    }

    /// Target folder of WebAssembly builds: another compiler may write there, so it stands apart.
    pub(crate) fn wasm_target(&self) -> PathBuf {
        self.target.join("wasm")
    }

    /// What Trunk made: the two modules and their JavaScript.
    pub(crate) fn widget_output(&self) -> PathBuf {
        self.target.join("widget")
    }

    /// The widget's module as the compiler left it, with the names of its functions.
    pub(crate) fn widget_module(&self) -> PathBuf {
        self.wasm_target().join(TARGET).join("wasm-release/azimut-widget.wasm")
    }

    /// The note of what made the modules.
    pub(crate) fn made_by_note(&self) -> PathBuf {
        self.target.join("widget.made-by")
    }

    /// What made the modules, as [`crate::toolchain::Toolchain::version`] says it.
    pub(crate) fn made_by(&self) -> Result<String> {
        let note = self.made_by_note();
        fs::read_to_string(&note)
            .with_context(|| format!("cannot read {}: run `cargo xtask build` first", note.display()))
    }

    /// The native `sitegen` program.
    pub(crate) fn sitegen(&self) -> PathBuf {
        self.target.join("release").join(format!("sitegen{}", env::consts::EXE_SUFFIX))
    }

    /// A file of the repository as text.
    pub(crate) fn read(&self, relative: &str) -> Result<String> {
        let path = self.root.join(relative);
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    }
}

/// A path given on the command line, made absolute; or a folder of the repository, where our commands run.
pub(crate) fn given_or(given: Option<&Path>, default: &str) -> Result<PathBuf> {
    match given {
        Some(path) => absolute(path).with_context(|| format!("cannot resolve {}", path.display())),
        None => Ok(PathBuf::from(default)),
    }
}

/// Cargo knows best: its configuration may put the folder elsewhere.
fn target_folder(root: &Path) -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root).args(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: serde_json::Value =
        serde_json::from_str(&process::read(&mut cargo)?).context("`cargo metadata` is not JSON")?;
    let folder = metadata["target_directory"].as_str().context("`cargo metadata` names no target folder")?;
    Ok(PathBuf::from(folder))
}

/// Our cache: `AZIMUT_CACHE`, else the platform's habit.
fn cache_folder(variable: impl Fn(&str) -> Option<OsString>, macos: bool) -> Option<PathBuf> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("AZIMUT_CACHE").or_else(|| set("XDG_CACHE_HOME").map(|cache| cache.join("azimut"))).or_else(|| {
        let habit = if macos { "Library/Caches/azimut" } else { ".cache/azimut" };
        set("HOME").or_else(|| set("USERPROFILE")).map(|home| home.join(habit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(set: &[(&str, &str)], macos: bool) -> Option<String> {
        let find = |name: &str| set.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into());
        cache_folder(find, macos).map(|path| path.display().to_string())
    }

    #[test]
    fn our_own_variable_wins() {
        let set = [("AZIMUT_CACHE", "/a"), ("XDG_CACHE_HOME", "/x"), ("HOME", "/h")];
        assert_eq!(cache(&set, false).as_deref(), Some("/a"));
    }

    #[test]
    fn the_platform_decides_otherwise() {
        assert_eq!(cache(&[("XDG_CACHE_HOME", "/x"), ("HOME", "/h")], false).as_deref(), Some("/x/azimut"));
        assert_eq!(cache(&[("HOME", "/h")], false).as_deref(), Some("/h/.cache/azimut"));
        assert_eq!(cache(&[("HOME", "/h")], true).as_deref(), Some("/h/Library/Caches/azimut"));
        assert_eq!(
            cache(&[("AZIMUT_CACHE", ""), ("HOME", "/h")], false).as_deref(),
            Some("/h/.cache/azimut")
        );
        assert_eq!(cache(&[], false), None);
    }

    #[test]
    fn defaults_are_seen_from_the_repository() {
        assert_eq!(given_or(None, "dist").unwrap(), Path::new("dist"));
        assert!(given_or(Some(Path::new("site")), "dist").unwrap().is_absolute());
    }
}
