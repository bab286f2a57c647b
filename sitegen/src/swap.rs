//! Putting a finished folder in the place of the previous one.
//!
//! The new folder is written beside its destination, on the same disk, then two renames put it in place: at
//! no moment does the destination hold half of it. Who writes it says what may be replaced.
//!
//! Where most of the files stay as they are, those that differ are put in place one by one instead, each whole by a rename
//! ([`update`]): first those that are new, then those that replace others, last are those removed that are no more. So
//! whatever a file leads to is there at each moment, and there is always a site. When it is cut short, the next one ends
//! it: it compares all files again.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

#[cfg(target_os = "linux")]
use rustix::fs::{CWD, RenameFlags, renameat_with};
use tempfile::TempDir;

use crate::diagnostics::Failure;
use crate::french::io_reason;

/// Why a folder could not be put in place.
#[derive(Debug)]
pub enum SwapError {
    /// A file or folder could not be read, made or renamed. The verb begins the sentence.
    Io(&'static str, PathBuf, io::Error),
    /// The folder to replace was not made by this program.
    NotOurs(PathBuf),
    /// The new folder could not be put in place, nor the old one put back from where it waits.
    NotRestored(PathBuf, PathBuf, io::Error),
}

impl SwapError {
    fn io(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io(verb, path, error)
    }
}

impl fmt::Display for SwapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(verb, path, error) => write!(f, "{verb} {} : {}", path.display(), io_reason(error)),
            Self::NotOurs(path) => write!(
                f,
                "{} : ce dossier contient autre chose qu’un site produit par sitegen ; il n’est pas remplacé",
                path.display()
            ),
            Self::NotRestored(out, aside, error) => write!(
                f,
                "{} : {} ; l’ancien dossier, entier, est dans {}",
                out.display(),
                io_reason(error),
                aside.display()
            ),
        }
    }
}

impl std::error::Error for SwapError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, _, error) | Self::NotRestored(_, _, error) => Some(error),
            Self::NotOurs(_) => None,
        }
    }
}

impl From<SwapError> for Failure {
    fn from(error: SwapError) -> Self {
        Self::other(error.to_string())
    }
}

/// Whether a folder may be replaced, as who writes it knows.
pub type MayReplace<'a> = &'a dyn Fn(&Path) -> io::Result<bool>;

/// A folder beside the destination, where the next one is written. Removed when dropped, unless
/// [`swap_in`] has taken it out.
#[derive(Debug)]
pub struct Staging {
    new: PathBuf,
    /// Kept for its `Drop`. The new folder is inside, because this one is private to its owner and a
    /// web server may be somebody else.
    _folder: TempDir,
}

impl Staging {
    /// Makes the folder beside `out`, whose parents are made if need be.
    ///
    /// # Errors
    /// A parent cannot be made or written into.
    pub fn beside(out: &Path) -> Result<Self, SwapError> {
        let out = resolved(out)?;
        let parent = parent_of(&out);
        fs::create_dir_all(parent).map_err(SwapError::io("création de", parent))?;
        let made = tempfile::Builder::new().prefix(".azimut-").tempdir_in(parent);
        let folder = made.map_err(SwapError::io("création d’un dossier dans", parent))?;
        let new = folder.path().join("new");
        fs::create_dir(&new).map_err(SwapError::io("création de", &new))?;
        Ok(Self { new, _folder: folder })
    }

    /// The empty folder to write into.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.new
    }
}

/// Replaces the folder `out` with the folder `staging`, which must be on the same disk.
///
/// # Errors
/// `out` is something that may not be replaced, or a rename fails; in both cases `out` is as it was. Only when
/// putting it back fails too is it elsewhere, and the error says where.
pub fn swap_in(staging: &Path, out: &Path, may_replace: MayReplace<'_>) -> Result<(), SwapError> {
    swap_with(staging, out, may_replace, |from, to| fs::rename(from, to))
}

/// The files below a folder, relative to it, with `/` between folders; nothing when links stand among them, through which
/// one would write elsewhere.
///
/// # Errors
/// A folder cannot be read.
pub fn files_of(root: &Path) -> Result<Option<BTreeSet<String>>, SwapError> {
    let mut files = BTreeSet::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let path = root.join(&folder);
        let read = SwapError::io("lecture de", &path);
        let entries = match fs::read_dir(&path).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) => return Err(read(error)),
        };
        for entry in entries {
            let kind = entry.file_type().map_err(SwapError::io("lecture de", &entry.path()))?;
            let Ok(name) = entry.file_name().into_string() else { return Ok(None) };
            let relative = format!("{folder}{name}");
            if kind.is_dir() {
                folders.push(format!("{relative}/"));
            } else if kind.is_file() {
                files.insert(relative);
            } else {
                return Ok(None);
            }
        }
    }
    Ok(Some(files))
}

/// Puts the files of `staging` in their places in `out`, which has the files `before`, and removes those that are not
/// `wanted`.
///
/// # Errors
/// A file cannot be put in place or removed: `out` then holds files of before and of now, each whole.
pub fn update(
    staging: &Path,
    out: &Path,
    before: &BTreeSet<String>,
    wanted: impl Fn(&str) -> bool,
) -> Result<(), SwapError> {
    let out = resolved(out)?;
    let made = files_of(staging)?.unwrap_or_default();
    let (replacing, new): (Vec<&String>, Vec<&String>) = made.iter().partition(|file| before.contains(*file));
    for file in new.iter().chain(&replacing) {
        let target = out.join(file);
        make_way(&out, file, before)?;
        put(&staging.join(file), &target).map_err(SwapError::io("mise en place de", &target))?;
    }
    let mut left = BTreeSet::new();
    for file in before.iter().filter(|file| !wanted(file)) {
        let path = out.join(file);
        match fs::remove_file(&path) {
            // What is now a folder was made way for.
            Err(_) if !path.is_file() => {}
            removed => removed.map_err(SwapError::io("suppression de", &path))?,
        }
        left.extend(Path::new(file).ancestors().skip(1).map(Path::to_owned));
    }
    // Folders that are empty now; the deepest come last in order.
    for folder in left.iter().rev().filter(|folder| !folder.as_os_str().is_empty()) {
        drop(fs::remove_dir(out.join(folder)));
    }
    Ok(())
}

/// Puts a file in its place. It changes places with the one that is there: replacing it makes some file systems write
/// the new one to the disk first, which takes six times as long.
fn put(file: &Path, target: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if renameat_with(CWD, file, CWD, target, RenameFlags::EXCHANGE).is_ok() {
        return Ok(());
    }
    fs::rename(file, target)
}

/// Makes the folders of a new file; what was a file is no folder yet, and the other way round.
fn make_way(out: &Path, file: &str, before: &BTreeSet<String>) -> Result<(), SwapError> {
    if before.contains(file) {
        return Ok(());
    }
    let target = out.join(file);
    if target.is_dir() {
        fs::remove_dir_all(&target).map_err(SwapError::io("suppression de", &target))?;
    }
    for (end, _) in file.match_indices('/') {
        if before.contains(&file[..end]) && out.join(&file[..end]).is_file() {
            let path = out.join(&file[..end]);
            fs::remove_file(&path).map_err(SwapError::io("suppression de", &path))?;
        }
    }
    let parent = parent_of(&target);
    fs::create_dir_all(parent).map_err(SwapError::io("création de", parent))
}

fn swap_with(
    staging: &Path,
    out: &Path,
    may_replace: MayReplace<'_>,
    rename: impl Fn(&Path, &Path) -> io::Result<()>,
) -> Result<(), SwapError> {
    let out = resolved(out)?;
    let aside = aside_of(&out);
    recover(&aside, &out, may_replace, &rename)?;
    if !out.exists() {
        return rename(staging, &out).map_err(SwapError::io("mise en place de", &out));
    }
    if !may_replace(&out).map_err(SwapError::io("lecture de", &out))? {
        return Err(SwapError::NotOurs(out));
    }
    rename(&out, &aside).map_err(SwapError::io("mise à l’écart de", &out))?;
    if let Err(error) = rename(staging, &out) {
        return match rename(&aside, &out) {
            Ok(()) => Err(SwapError::Io("mise en place de", out, error)),
            Err(_) => Err(SwapError::NotRestored(out, aside, error)),
        };
    }
    fs::remove_dir_all(&aside).map_err(SwapError::io("suppression de l’ancien dossier", &aside))
}

/// Clears what a run that was cut short left aside: the old folder comes back when nothing took its place.
fn recover(
    aside: &Path,
    out: &Path,
    may_replace: MayReplace<'_>,
    rename: &impl Fn(&Path, &Path) -> io::Result<()>,
) -> Result<(), SwapError> {
    if !aside.exists() {
        return Ok(());
    }
    if !may_replace(aside).map_err(SwapError::io("lecture de", aside))? {
        return Err(SwapError::NotOurs(aside.to_owned()));
    }
    if out.exists() {
        fs::remove_dir_all(aside).map_err(SwapError::io("suppression de", aside))
    } else {
        rename(aside, out).map_err(SwapError::io("remise en place de", out))
    }
}

/// The folder itself when `out` is a link to it: the link stays.
fn resolved(out: &Path) -> Result<PathBuf, SwapError> {
    if out.exists() {
        return out.canonicalize().map_err(SwapError::io("lecture de", out));
    }
    std::path::absolute(out).map_err(SwapError::io("lecture de", out))
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

    use super::{Staging, SwapError, aside_of, files_of, swap_with, update};

    const MARKER: &str = ".ours";

    fn ours(dir: &Path) -> io::Result<bool> {
        Ok(dir.join(MARKER).is_file())
    }

    fn swap_in(new: &Path, out: &Path) -> Result<(), SwapError> {
        super::swap_in(new, out, &ours)
    }

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
        let error = swap_with(&new, &out, &ours, |from, to| {
            if from == new { Err(io::Error::from(io::ErrorKind::StorageFull)) } else { fs::rename(from, to) }
        });
        assert!(matches!(error, Err(SwapError::Io(..))));
        assert_eq!(names(dir.path()), ["dist", "new"]);
        assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "old");
    }

    #[test]
    fn when_even_that_fails_the_error_says_where_the_old_site_is() {
        let dir = two_sites();
        let (new, out) = (dir.path().join("new"), dir.path().join("dist"));
        let error = swap_with(&new, &out, &ours, |from, to| {
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
    fn what_differs_is_put_in_place_and_what_is_no_more_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let (new, out) = (dir.path().join("new"), dir.path().join("dist"));
        for folder in ["kept/deep", "gone/deep", "was-folder"] {
            fs::create_dir_all(out.join(folder)).unwrap();
        }
        folder_with(
            &out,
            &[
                ("index.html", "old"),
                ("kept/deep/a", "same"),
                ("gone/deep/b", ""),
                ("was-folder/c", ""),
                ("was-file", ""),
            ],
        );
        let before = files_of(&out).unwrap().unwrap();
        assert_eq!(before.len(), 5);
        fs::create_dir_all(new.join("was-file")).unwrap();
        folder_with(&new, &[("index.html", "new"), ("was-file/d", "d"), ("was-folder", "now a file")]);
        let wanted = ["index.html", "kept/deep/a", "was-file/d", "was-folder"];
        let age = |file: &str| fs::metadata(out.join(file)).unwrap().modified().unwrap();
        let kept = age("kept/deep/a");
        update(&new, &out, &before, |file| wanted.contains(&file)).unwrap();
        let after = files_of(&out).unwrap().unwrap();
        assert_eq!(after.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
        assert_eq!(names(&out), ["index.html", "kept", "was-file", "was-folder"], "no empty folder is left");
        assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "new");
        assert_eq!(fs::read_to_string(out.join("was-folder")).unwrap(), "now a file");
        assert_eq!(age("kept/deep/a"), kept);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        let dir = two_sites();
        std::os::unix::fs::symlink(dir.path(), dir.path().join("dist/elsewhere")).unwrap();
        assert_eq!(files_of(&dir.path().join("dist")).unwrap(), None);
    }

    #[test]
    fn somebody_elses_folder_is_never_replaced() {
        let dir = two_sites();
        let out = dir.path().join("photos");
        folder_with(&out, &[("index.html", "mine")]);
        let error = swap_in(&dir.path().join("new"), &out).unwrap_err();
        assert!(matches!(error, SwapError::NotOurs(_)));
        assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "mine");
        assert!(dir.path().join("new").exists());
    }
}
