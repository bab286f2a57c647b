//! What a Markdown text is made of: headings with their anchors, links and where they lead, notes. Rules check it,
//! pages are printed from it: both read one text alike.

pub mod link;
pub mod outline;
mod plain_text;

use std::collections::BTreeSet;

use pulldown_cmark::Options;

pub use self::plain_text::plain_text;
use crate::french::slug::slug;

/// The dialect that editors write: CommonMark with tables, struck text, notes, and quotes that begin with `[!NOTE]`.
#[must_use]
pub fn dialect() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_GFM
}

/// The anchors of one page, each given once.
#[derive(Clone, Debug, Default)]
pub struct Anchors(BTreeSet<String>);

impl Anchors {
    /// An anchor for a heading: its words as an identifier, numbered from its second use on.
    pub fn heading(&mut self, words: &str) -> String {
        let base = match slug(words) {
            empty if empty.is_empty() => "section".to_owned(),
            slug => slug,
        };
        let mut anchor = base.clone();
        let mut count = 1;
        while !self.0.insert(anchor.clone()) {
            count += 1;
            anchor = format!("{base}-{count}");
        }
        anchor
    }

    /// The anchors given, in the order of the alphabet.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether an anchor was given.
    #[must_use]
    pub fn has(&self, anchor: &str) -> bool {
        self.0.contains(anchor)
    }
}
