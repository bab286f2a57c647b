//! Markdown files that begin with TOML between two `+++` lines.

use std::ops::Range;
use std::sync::Arc;

use super::toml_reader::{self, Table};
use crate::diagnostics::{Diagnostic, Diagnostics, Located, Location, SourceFile};

/// The two halves of a file.
#[derive(Debug)]
pub(super) struct Page<'i> {
    /// The front matter.
    pub(super) table: Table<'i>,
    /// The Markdown after it, blank lines around it cut.
    pub(super) body: Located<String>,
}

/// Splits and parses a file. What cannot be read is reported and gives nothing.
pub(super) fn parse<'i>(file: &'i Arc<SourceFile>, d: &mut Diagnostics) -> Option<Page<'i>> {
    let Some((matter, body)) = split(file.text()) else {
        d.push(
            Diagnostic::error("entete-absente", &Location::start(file), "l’en-tête du fichier est absent")
                .expected("une ligne +++, des lignes clé = valeur, une ligne +++, puis le texte"),
        );
        return None;
    };
    let table = toml_reader::parse(file, matter, d)?;
    let start = body.start + file.text()[body.clone()].len() - file.text()[body.clone()].trim_start().len();
    let text = file.text()[body].trim().to_owned();
    let at = Location::new(file, start..start + text.len());
    Some(Page { table, body: Located::new(text, at) })
}

/// The bytes of the front matter and those of the body.
fn split(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let mut start = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let end = offset + line.len();
        match (line.trim_end() == "+++", start) {
            (true, None) => start = Some(end),
            (true, Some(start)) => return Some((start..offset, end..text.len())),
            (false, None) if !line.trim().is_empty() => return None,
            (false, _) => {}
        }
        offset = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn splits_whatever_the_line_endings() {
        let text = "+++\r\nnom = \"a\"\r\n+++\r\nCorps\r\n";
        let (matter, body) = split(text).unwrap();
        assert_eq!((&text[matter], &text[body]), ("nom = \"a\"\r\n", "Corps\r\n"));
        assert!(split("Corps sans en-tête").is_none());
        assert!(split("+++\nnom = \"a\"\n").is_none(), "never closed");
    }
}
