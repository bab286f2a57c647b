//! Replaces the generated files of a folder as a whole, and refuses to touch the files of others.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::front_matter::MARK;

/// Writes the files (name → text) into `folder` and removes those of an earlier run.
///
/// Fails before writing anything when the folder holds a file or a folder that was not made here; `force`
/// removes foreign Markdown files too, and still refuses the rest.
pub(crate) fn replace(folder: &Path, files: &BTreeMap<String, String>, force: bool) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("création de {}", folder.display()))?;
    let present = entries(folder)?;
    let foreign: Vec<String> = present
        .iter()
        .filter(|path| !(is_ours(path) || (force && is_markdown(path))))
        .map(|path| path.display().to_string())
        .collect();
    if let Some(first) = foreign.first() {
        let hint = if force { "" } else { " ; --force remplace les fichiers Markdown" };
        bail!("{} fichier(s) d’une autre origine dans le dossier, dont {first}{hint}", foreign.len());
    }
    for path in present {
        fs::remove_file(&path).with_context(|| format!("suppression de {}", path.display()))?;
    }
    for (name, text) in files {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("écriture de {}", path.display()))?;
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let context = || format!("lecture de {}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(context)? {
        paths.push(entry.with_context(context)?.path());
    }
    paths.sort();
    Ok(paths)
}

fn is_markdown(path: &Path) -> bool {
    path.is_file() && path.extension().is_some_and(|extension| extension == "md")
}

fn is_ours(path: &Path) -> bool {
    is_markdown(path) && fs::read_to_string(path).is_ok_and(|text| text.lines().nth(1) == Some(MARK))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> BTreeMap<String, String> {
        names.iter().map(|name| ((*name).to_owned(), format!("+++\n{MARK}\n+++\n"))).collect()
    }

    #[test]
    fn an_earlier_run_is_replaced_as_a_whole() {
        let dir = tempfile::tempdir().unwrap();
        replace(dir.path(), &files(&["a.md", "b.md"]), false).unwrap();
        replace(dir.path(), &files(&["c.md"]), false).unwrap();
        assert_eq!(entries(dir.path()).unwrap(), [dir.path().join("c.md")]);
    }

    #[test]
    fn the_files_of_others_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let theirs = dir.path().join("theirs.md");
        fs::write(&theirs, "+++\nnom = \"vrai\"\n+++\n").unwrap();
        let error = replace(dir.path(), &files(&["a.md"]), false).unwrap_err();
        assert!(error.to_string().contains("theirs.md"), "{error}");
        assert!(!dir.path().join("a.md").exists());
        replace(dir.path(), &files(&["a.md"]), true).unwrap();
        assert!(!theirs.exists());
        fs::write(dir.path().join("notes.ods"), "x").unwrap();
        assert!(replace(dir.path(), &files(&["a.md"]), true).is_err(), "not even by force");
    }
}
