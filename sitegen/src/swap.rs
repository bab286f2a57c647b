//! Replacing a folder in one go: written aside whole, then put in place of the old one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Lets `fill` write a new folder beside `target`, then puts it in its place. When `fill` fails, or the
/// program is stopped while it writes, the old folder is untouched.
///
/// # Errors
/// Those of `fill`, and those of the disk, with their path.
pub fn replace(target: &Path, fill: impl FnOnce(&Path) -> Result<(), Failure>) -> Result<(), Failure> {
    let parent = parent(target);
    fs::create_dir_all(&parent).map_err(|fault| Failure::io("création de", &parent, &fault))?;
    // Beside the target, since a folder can only be renamed inside one disk.
    let aside = tempfile::Builder::new()
        .prefix(".sitegen-")
        .tempdir_in(&parent)
        .map_err(|fault| Failure::io("création d’un dossier provisoire dans", &parent, &fault))?;
    // Inner folders, because the temporary one itself can be read by its owner only.
    let (new, old) = (aside.path().join("new"), aside.path().join("old"));
    fs::create_dir(&new).map_err(|fault| Failure::io("création de", &new, &fault))?;
    fill(&new)?;
    let had_old = fs::symlink_metadata(target).is_ok();
    if had_old {
        fs::rename(target, &old).map_err(|fault| Failure::io("déplacement de", target, &fault))?;
    }
    if let Err(fault) = fs::rename(&new, target) {
        if had_old {
            fs::rename(&old, target).map_err(|fault| Failure::io("remise en place de", target, &fault))?;
        }
        return Err(Failure::io("mise en place de", target, &fault));
    }
    Ok(())
}

fn parent(target: &Path) -> PathBuf {
    match target.parent() {
        Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) => parent.to_path_buf(),
        None => PathBuf::from("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_leaves_the_old_folder_whole() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("annuaire");
        replace(&target, |new| fs::write(new.join("a"), "1").map_err(|f| Failure::io("", new, &f))).unwrap();
        let failed = replace(&target, |new| {
            fs::write(new.join("b"), "2").unwrap();
            Err(Failure::other("disque plein"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(target.join("a")).unwrap(), "1");
        assert!(!target.join("b").exists());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left aside");
    }
}
