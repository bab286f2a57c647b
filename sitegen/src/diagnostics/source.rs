//! Where a value stands: the file it was read from and its bytes there.

use std::ops::Range;
use std::sync::Arc;

/// A text file that was read, with what it takes to turn a byte position into a line and a column.
#[derive(Debug)]
pub struct SourceFile {
    path: String,
    text: String,
    line_starts: Vec<usize>,
}

impl SourceFile {
    /// A file with its path as shown to the editor (relative to the content folder, `/` between folders).
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        let text = text.into();
        let line_starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(start, _)| start + 1)).collect();
        Arc::new(Self { path: path.into(), text, line_starts })
    }

    /// A file whose content could not be had: missing, unreadable, refused.
    #[must_use]
    pub fn unread(path: impl Into<String>) -> Arc<Self> {
        Self::new(path, "")
    }

    /// The path as shown.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text, without byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column, both from 1, of a byte position; the column counts characters, as editors do.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let line = self.line_starts.partition_point(|&start| start <= offset);
        let start = self.line_starts[line - 1];
        (line, self.text[start..offset].chars().count() + 1)
    }
}

/// Some bytes of a file.
#[derive(Clone, Debug)]
pub struct Location {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The bytes, in [`SourceFile::text`].
    pub span: Range<usize>,
}

impl Location {
    /// Some bytes of a file.
    #[must_use]
    pub fn new(file: &Arc<SourceFile>, span: Range<usize>) -> Self {
        Self { file: Arc::clone(file), span }
    }

    /// The beginning of a file: where what concerns it as a whole is reported.
    #[must_use]
    pub fn start(file: &Arc<SourceFile>) -> Self {
        Self::new(file, 0..0)
    }

    /// Line and column of the first byte, from 1.
    #[must_use]
    pub fn line_column(&self) -> (usize, usize) {
        self.file.line_column(self.span.start)
    }

    /// File and line only, for records that outlive the text.
    #[must_use]
    pub fn origin(&self) -> Origin {
        Origin { file: self.file.path().to_owned(), line: self.line_column().0 }
    }
}

/// A value with the place where it was read.
#[derive(Clone, Debug)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it was read.
    pub at: Location,
}

impl<T> Located<T> {
    /// A value and its place.
    #[must_use]
    pub fn new(value: T, at: Location) -> Self {
        Self { value, at }
    }
}

/// File and line of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Path relative to the content folder, `/` between folders.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
}

#[cfg(test)]
mod tests {
    use super::SourceFile;

    #[test]
    fn columns_count_characters_and_lines_start_after_a_line_feed() {
        let file = SourceFile::new("a.toml", "été = 1\r\nhiver = 2\n");
        assert_eq!(file.line_column(0), (1, 1));
        assert_eq!(file.line_column("été".len()), (1, 4));
        assert_eq!(file.line_column("été = 1\r\n".len()), (2, 1));
        assert_eq!(file.line_column(1000), (3, 1), "past the end is the end");
    }
}
