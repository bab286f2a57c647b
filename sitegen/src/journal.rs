//! Writing down what has changed in the directory: `journal.toml` gets an entry for each thing that differs between
//! the content of before and that of now.

use std::fs;
use std::path::Path;

use jiff::civil::Date;
use toml::Value;

use crate::content::Content;
use crate::content::journal::{Entry, differences};
use crate::diagnostics::Failure;
use crate::sources::journal::FILE;
use crate::sources::words::Keyword as _;

/// Adds to the journal of the content folder `dir`, which holds `now`, what is not `before` as it is now; what the journal
/// says already is not said again. Gives what was added.
///
/// # Errors
/// The journal cannot be read or written; it is then as it was.
pub fn record(before: &Content, now: &Content, dir: &Path, day: Date) -> Result<Vec<Entry>, Failure> {
    let mut entries = differences(before, now, day);
    entries.retain(|entry| !now.journal.contains(entry));
    if entries.is_empty() {
        return Ok(entries);
    }
    let path = dir.join(FILE);
    let mut text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(fault) => return Err(Failure::io("lecture de", &path, &fault)),
    };
    for entry in &entries {
        if !text.is_empty() {
            text.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
        }
        text.push_str(&written(entry));
    }
    let aside = dir.join(format!(".{FILE}"));
    fs::write(&aside, text)
        .and_then(|()| fs::rename(&aside, &path))
        .map_err(|fault| Failure::io("écriture de", &path, &fault))?;
    Ok(entries)
}

/// An entry as it stands in the file. Its name is there for the day on which the structure is no longer in the directory.
fn written(entry: &Entry) -> String {
    let mut lines = format!("[[changements]]\ndate = {}\n", entry.date);
    let texts = [
        ("structure", Some(entry.structure.as_str())),
        ("nom", Some(entry.name.as_str())),
        ("changement", Some(entry.what.word())),
        ("precision", entry.details.as_deref()),
    ];
    for (key, text) in texts {
        if let Some(text) = text {
            lines.push_str(&format!("{key} = {}\n", Value::from(text)));
        }
    }
    lines
}
