//! Putting a finished site in the place of the previous one, whole.
//!
//! The new site is written beside its destination, on the same disk, then two renames put it in place: at
//! no moment does the destination hold half a site. What is replaced must have been made by this program.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::error::PublishError;

/// The file by which we know our own folders.
pub(super) const MARKER: &str = ".azimut-site";

/// Also proof that a folder is ours: a host may refuse files that begin with a dot.
const MANIFEST: &str = "azimut/manifest.json";

/// A folder beside the destination, where the next site is written. Removed when dropped, unless
/// [`swap_in`] has taken the site out of it.
#[derive(Debug)]
pub struct Staging {
    site: PathBuf,
    /// Kept for its `Drop`. The site is a folder inside, because this one is private to its owner and a
    /// web server may be somebody else.
    _folder: TempDir,
}

impl Staging {
    /// Makes the folder beside `out`, whose parents are made if need be.
    ///
    /// # Errors
    /// A parent cannot be made or written into.
    pub fn beside(out: &Path) -> Result<Self, PublishError> {
        let out = resolved(out)?;
        let parent = parent_of(&out);
        fs::create_dir_all(parent).map_err(PublishError::io("création de", parent))?;
        let made = tempfile::Builder::new().prefix(".azimut-").tempdir_in(parent);
        let folder = made.map_err(PublishError::io("création d’un dossier dans", parent))?;
        let site = folder.path().join("site");
        fs::create_dir(&site).map_err(PublishError::io("création de", &site))?;
        Ok(Self { site, _folder: folder })
    }

    /// The empty folder to write the site into.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.site
    }
}

/// Replaces the folder `out` with the folder `staging`, which must be on the same disk.
///
/// # Errors
/// `out` holds something that this program did not make, or a rename fails; in both cases `out` is as it
/// was. Only when putting it back fails too is it elsewhere, and the error says where.
pub fn swap_in(staging: &Path, out: &Path) -> Result<(), PublishError> {
    swap_with(staging, out, |from, to| fs::rename(from, to))
}

fn swap_with(
    staging: &Path,
    out: &Path,
    rename: impl Fn(&Path, &Path) -> io::Result<()>,
) -> Result<(), PublishError> {
    let out = resolved(out)?;
    let aside = aside_of(&out);
    recover(&aside, &out, &rename)?;
    if !out.exists() {
        return rename(staging, &out).map_err(PublishError::io("mise en place de", &out));
    }
    if !may_replace(&out)? {
        return Err(PublishError::NotOurs(out));
    }
    rename(&out, &aside).map_err(PublishError::io("mise à l’écart de", &out))?;
    if let Err(error) = rename(staging, &out) {
        return match rename(&aside, &out) {
            Ok(()) => Err(PublishError::Io("mise en place de", out, error)),
            Err(_) => Err(PublishError::NotRestored(out, aside, error)),
        };
    }
    fs::remove_dir_all(&aside).map_err(PublishError::io("suppression de l’ancien site", &aside))
}

/// Clears what a run that was cut short left aside: the old site comes back when nothing took its place.
fn recover(
    aside: &Path,
    out: &Path,
    rename: &impl Fn(&Path, &Path) -> io::Result<()>,
) -> Result<(), PublishError> {
    if !aside.exists() {
        return Ok(());
    }
    if !may_replace(aside)? {
        return Err(PublishError::NotOurs(aside.to_owned()));
    }
    if out.exists() {
        fs::remove_dir_all(aside).map_err(PublishError::io("suppression de", aside))
    } else {
        rename(aside, out).map_err(PublishError::io("remise en place de", out))
    }
}

/// An empty folder, or one of ours.
fn may_replace(folder: &Path) -> Result<bool, PublishError> {
    if folder.join(MARKER).is_file() || folder.join(MANIFEST).is_file() {
        return Ok(true);
    }
    if !folder.is_dir() {
        return Ok(false);
    }
    let mut entries = fs::read_dir(folder).map_err(PublishError::io("lecture de", folder))?;
    Ok(entries.next().is_none())
}

/// The folder itself when `out` is a link to it: the link stays.
fn resolved(out: &Path) -> Result<PathBuf, PublishError> {
    if out.exists() {
        return out.canonicalize().map_err(PublishError::io("lecture de", out));
    }
    std::path::absolute(out).map_err(PublishError::io("lecture de", out))
}

fn parent_of(out: &Path) -> &Path {
    out.parent().unwrap_or(out)
}

fn aside_of(out: &Path) -> PathBuf {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    parent_of(out).join(format!(".{name}.ancien"))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io;
    use std::path::Path;

    use tempfile::TempDir;

    use super::{MARKER, Staging, aside_of, swap_in, swap_with};
    use crate::publish::error::PublishError;

    fn folder_with(dir: &Path, files: &[(&str, &str)]) {
        fs::create_dir_all(dir).unwrap();
        for (name, text) in files {
            fs::write(dir.join(name), text).unwrap();
        }
    }

    /// A place with an old site in `dist` and a new one in `new`.
    fn two_sites() -> TempDir {
        let dir = tempfile::tempdir().unwrap();
        folder_with(&dir.path().join("dist"), &[(MARKER, ""), ("index.html", "old"), ("gone.html", "")]);
        folder_with(&dir.path().join("new"), &[(MARKER, ""), ("index.html", "new")]);
        dir
    }

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_old_site_is_replaced_whole() {
        let dir = two_sites();
        swap_in(&dir.path().join("new"), &dir.path().join("dist")).unwrap();
        assert_eq!(names(dir.path()), ["dist"]);
        assert_eq!(names(&dir.path().join("dist")), [MARKER, "index.html"]);
    }

    #[test]
    fn a_first_site_needs_no_old_one_and_staging_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("a/b/dist");
        let staging = Staging::beside(&out).unwrap();
        fs::write(staging.path().join(MARKER), "").unwrap();
        swap_in(staging.path(), &out).unwrap();
        drop(staging);
        assert_eq!(names(&dir.path().join("a/b")), ["dist"]);
    }

    #[test]
    fn the_old_site_stays_when_the_new_one_cannot_come() {
        let dir = two_sites();
        let (new, out) = (dir.path().join("new"), dir.path().join("dist"));
        let error = swap_with(&new, &out, |from, to| {
            if from == new { Err(io::Error::from(io::ErrorKind::StorageFull)) } else { fs::rename(from, to) }
        });
        assert!(matches!(error, Err(PublishError::Io(..))));
        assert_eq!(names(dir.path()), ["dist", "new"]);
        assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "old");
    }

    #[test]
    fn when_even_that_fails_the_error_says_where_the_old_site_is() {
        let dir = two_sites();
        let (new, out) = (dir.path().join("new"), dir.path().join("dist"));
        let error = swap_with(&new, &out, |from, to| {
            if from == out { fs::rename(from, to) } else { Err(io::Error::from(io::ErrorKind::StorageFull)) }
        });
        let message = error.unwrap_err().to_string();
        assert!(message.contains(".dist.ancien"), "{message}");
        assert!(aside_of(&out).join("gone.html").exists());
        // The next run finds it again.
        swap_in(&new, &out).unwrap();
        assert_eq!(names(dir.path()), ["dist"]);
    }

    #[test]
    fn somebody_elses_folder_is_never_replaced() {
        let dir = two_sites();
        let out = dir.path().join("photos");
        folder_with(&out, &[("index.html", "mine")]);
        let error = swap_in(&dir.path().join("new"), &out).unwrap_err();
        assert!(matches!(error, PublishError::NotOurs(_)));
        assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "mine");
        assert!(dir.path().join("new").exists());
    }
}
