//! What the acronyms of a text stand for, said once.

use std::collections::BTreeMap;
use std::ops::Range;

use engine::fold::fold;

use crate::french;
use crate::templates::escape;

/// The acronyms of a text. Each is explained where it is met first, and in a list at the end for who cannot point at it.
#[derive(Debug, Default)]
pub(super) struct Acronyms {
    unsaid: BTreeMap<String, String>,
    said: BTreeMap<String, String>,
}

impl Acronyms {
    /// Those of a text, but for those whose meaning it spells out itself.
    pub(super) fn unsaid(all: &BTreeMap<String, String>, source: &str) -> Self {
        let folded = fold(source);
        let unsaid = all
            .iter()
            .filter(|(short, long)| source.contains(short.as_str()) && !folded.contains(&fold(long)));
        Self {
            unsaid: unsaid.map(|(short, long)| (short.clone(), long.clone())).collect(),
            said: BTreeMap::new(),
        }
    }

    /// The first of them that stands in a text as a word of its own: where, and what it stands for.
    pub(super) fn next_in(&mut self, text: &str) -> Option<(Range<usize>, String)> {
        let word = |at: Range<usize>| {
            let before = text[..at.start].chars().next_back();
            let after = text[at.end..].chars().next();
            let is_letter =
                |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | '_'));
            !is_letter(before) && !is_letter(after)
        };
        let found = self.unsaid.keys().filter_map(|short| {
            let mut places = text.match_indices(short.as_str()).map(|(at, it)| at..at + it.len());
            Some((places.find(|at| word(at.clone()))?, short.clone()))
        });
        let (at, short) = found.min_by_key(|(at, _)| at.start)?;
        let long = self.unsaid.remove(&short)?;
        self.said.insert(short, long.clone());
        Some((at, long))
    }

    /// What those that were met stand for.
    pub(super) fn push_list(&self, out: &mut String) {
        if self.said.is_empty() {
            return;
        }
        out.push_str("<div class=\"acronyms small\">\n<p class=\"strong\">Sigles</p>\n<dl>\n");
        for (short, long) in &self.said {
            let long = escape(&french::text(long));
            out.push_str(&format!("<div><dt>{}</dt> <dd>{long}</dd></div>\n", escape(short)));
        }
        out.push_str("</dl>\n</div>\n");
    }
}
