//! Reading text files of the content folder, and refusing what must not be read.
//!
//! UTF-8 only, with or without byte order mark, any line ending. Symbolic links are refused: a link could
//! publish what lies outside of the folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostics::{Diagnostic, Diagnostics, Location, SourceFile};
use crate::french;

/// A file that must be there.
pub(crate) fn read_required(root: &Path, name: &str, d: &mut Diagnostics) -> Option<Arc<SourceFile>> {
    if exists(root, name) {
        return read(root, name, d);
    }
    let at = Location::start(&SourceFile::unread(name));
    d.push(
        Diagnostic::error("fichier-manquant", &at, "ce fichier est nécessaire et n’existe pas")
            .hint("le modèle de contenu est décrit dans le guide : chaque fichier y a un exemple".to_owned()),
    );
    None
}

/// Whether something of this name is there, a link included.
pub(crate) fn exists(root: &Path, name: &str) -> bool {
    fs::symlink_metadata(root.join(name)).is_ok()
}

/// A file that exists, as text. What cannot be read is reported.
pub(crate) fn read(root: &Path, name: &str, d: &mut Diagnostics) -> Option<Arc<SourceFile>> {
    let at = Location::start(&SourceFile::unread(name));
    let path = root.join(name);
    if is_link(&path) {
        d.push(link_refused(&at));
        return None;
    }
    match fs::read(&path) {
        Ok(bytes) => decode(name, bytes, d),
        Err(fault) => {
            d.push(Diagnostic::error(
                "fichier-illisible",
                &at,
                format!("lecture impossible : {}", french::io_reason(&fault)),
            ));
            None
        }
    }
}

/// The bytes of a file right in a sub-folder; `None` when there is no such file, or it or the folder is a link.
pub(crate) fn read_bytes(root: &Path, folder: &str, name: &str) -> Option<Arc<[u8]>> {
    let (folder, plain) = (root.join(folder), !name.starts_with('.') && !name.contains(['/', '\\']));
    let path = folder.join(name);
    let readable = plain && !is_link(&folder) && !is_link(&path) && path.is_file();
    readable.then(|| fs::read(&path).ok().map(Arc::from)).flatten()
}

/// The visible entries of a sub-folder with that extension, by name; nothing when the folder is missing.
/// Links are refused, other files are pointed out.
pub(crate) fn list(root: &Path, folder: &str, extension: &str, d: &mut Diagnostics) -> Vec<String> {
    let mut paths = entries(root, folder, d);
    paths.retain(|path| wanted(&root.join(path), path, extension, d));
    paths
}

/// The visible entries of a sub-folder, by name; nothing when the folder is missing or is a link.
pub(crate) fn entries(root: &Path, folder: &str, d: &mut Diagnostics) -> Vec<String> {
    let path = root.join(folder);
    if is_link(&path) {
        d.push(link_refused(&Location::start(&SourceFile::unread(folder))));
        return Vec::new();
    }
    let mut names: Vec<String> = match fs::read_dir(&path) {
        Ok(entries) => {
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
        }
        Err(_) => Vec::new(),
    };
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    names.into_iter().map(|name| format!("{folder}/{name}")).collect()
}

fn wanted(path: &Path, shown: &str, extension: &str, d: &mut Diagnostics) -> bool {
    let at = Location::start(&SourceFile::unread(shown));
    if is_link(path) {
        d.push(link_refused(&at));
        return false;
    }
    let right = path.is_file() && path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension));
    if !right {
        d.push(
            Diagnostic::warning("fichier-ignore", &at, "ce fichier n’est pas lu")
                .expected(format!("des fichiers .{extension}, sans sous-dossier")),
        );
    }
    right
}

/// Whether the path itself, followed by nothing, is a symbolic link.
fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| data.file_type().is_symlink())
}

fn link_refused(at: &Location) -> Diagnostic {
    Diagnostic::error("lien-symbolique", at, "lien symbolique refusé dans le dossier de contenu")
        .hint("copiez le fichier lui-même à cet endroit".to_owned())
}

fn decode(name: &str, bytes: Vec<u8>, d: &mut Diagnostics) -> Option<Arc<SourceFile>> {
    match String::from_utf8(bytes) {
        Ok(text) => Some(SourceFile::new(name, text.strip_prefix('\u{feff}').unwrap_or(&text))),
        Err(fault) => {
            let valid = fault.utf8_error().valid_up_to();
            let head = String::from_utf8_lossy(&fault.as_bytes()[..valid]).into_owned();
            // The text up to the fault gives the line and the column.
            let at = Location::new(&SourceFile::new(name, head), valid..valid);
            d.push(
                Diagnostic::error("encodage", &at, "ce fichier n’est pas en UTF-8")
                    .hint("enregistrez-le avec l’encodage UTF-8".to_owned()),
            );
            None
        }
    }
}

/// The stem of a path as shown: `annuaire/a.md` → `a`.
pub(crate) fn stem(name: &str) -> String {
    PathBuf::from(name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
