//! Headings, links and notes of a text, with the bytes where they stand.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::{Anchors, dialect};

/// The structure of a text.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// The anchors of its headings.
    pub anchors: Anchors,
    /// Links: what is written as their address, and where.
    pub links: Vec<(String, Range<usize>)>,
    /// Images: what is written as their address, and where.
    pub images: Vec<(String, Range<usize>)>,
    /// What has the look of a link and is none, with what stands between its parentheses: an address with a space.
    pub not_links: Vec<(String, Range<usize>)>,
    /// The definitions of notes, by label.
    pub notes: BTreeMap<String, Range<usize>>,
    /// The references to notes that are defined.
    pub references: Vec<String>,
    /// What has the look of a reference to a note that nothing defines.
    pub lost_references: Vec<(String, Range<usize>)>,
    /// The definitions of a label that has one already.
    pub notes_again: Vec<(String, Range<usize>)>,
}

/// Reads the structure of a text.
#[must_use]
pub fn outline(source: &str) -> Outline {
    let mut outline = Outline::default();
    // What is no text: neither links nor notes are looked for there.
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut heading: Option<String> = None;
    for (event, span) in Parser::new_ext(source, dialect()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                outline.anchors.heading(&heading.take().unwrap_or_default());
            }
            Event::Text(text) => {
                if let Some(words) = &mut heading {
                    words.push_str(&text);
                }
            }
            Event::Code(text) => {
                if let Some(words) = &mut heading {
                    words.push_str(&text);
                }
                taken.push(span);
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                taken.push(span.clone());
                outline.links.push((dest_url.into_string(), span));
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                taken.push(span.clone());
                outline.images.push((dest_url.into_string(), span));
            }
            Event::Start(Tag::CodeBlock(_)) | Event::Html(_) | Event::InlineHtml(_) => taken.push(span),
            Event::FootnoteReference(label) => {
                outline.references.push(label.into_string());
                taken.push(span);
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                let line =
                    span.start..source[span.start..].find(']').map_or(span.end, |at| span.start + at + 1);
                taken.push(line.clone());
                let label = label.into_string();
                match outline.notes.entry(label) {
                    Entry::Vacant(entry) => drop(entry.insert(line)),
                    Entry::Occupied(entry) => outline.notes_again.push((entry.key().clone(), line)),
                }
            }
            _ => {}
        }
    }
    let taken = merged(taken);
    let free = |at: usize| {
        let before = taken.partition_point(|span| span.start <= at).checked_sub(1);
        before.is_none_or(|last| !taken[last].contains(&at)) && !escaped(source, at)
    };
    // Each bracket opens one thing at most, and what it opens ends with the line or at the next bracket: a long text of
    // brackets alone is read as fast as any.
    let mut open = None;
    for (at, found) in source.match_indices(['[', ']', '\n']) {
        let rest = &source[at + 1..];
        match found {
            "\n" if rest.starts_with('\n') => open = None,
            "[" => {
                open = Some(at);
                let label = rest
                    .strip_prefix('^')
                    .map(|rest| rest.split(['[', ']', '\n']).next().unwrap_or_default());
                if let Some(label) = label.filter(|label| !label.is_empty() && free(at)) {
                    let end = at + "[^".len() + label.len();
                    if source[end..].starts_with(']') {
                        outline.lost_references.push((label.to_owned(), at..end + 1));
                    }
                }
            }
            "]" if rest.starts_with('(') => {
                if let Some(begin) = open.take().filter(|begin| free(at) && free(*begin)) {
                    let address = rest[1..].split([')', '[', '\n']).next().unwrap_or_default();
                    let end = at + "](".len() + address.len();
                    let end = end + usize::from(source[end..].starts_with(')'));
                    outline.not_links.push((address.to_owned(), begin..end));
                }
            }
            _ => {}
        }
    }
    outline
}

/// The same bytes in as few spans as can be, in order.
fn merged(mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_by_key(|span| span.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// Whether a backslash makes a plain character of what stands there.
fn escaped(source: &str, at: usize) -> bool {
    source[..at].chars().rev().take_while(|c| *c == '\\').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::outline;

    fn spans(source: &str, found: &[(String, std::ops::Range<usize>)]) -> Vec<(String, String)> {
        found.iter().map(|(what, span)| (what.clone(), source[span.clone()].to_owned())).collect()
    }

    fn pair(one: &str, other: &str) -> (String, String) {
        (one.to_owned(), other.to_owned())
    }

    #[test]
    fn headings_have_anchors_of_their_own() {
        let found = outline("# Été\n\n## `Été`\n\nTitre\n=====\n\n```\n# non\n```\n");
        assert_eq!(found.anchors.iter().collect::<Vec<_>>(), ["ete", "ete-2", "titre"]);
    }

    #[test]
    fn links_and_what_only_looks_like_one_are_told_apart() {
        let source = "[un](a.md) `[deux](b c)` [trois](mailto:a@b.org?subject=Un mot) \\[quatre](c d) ![plan](p.png)\n\n    [cinq](e f)\n";
        let found = outline(source);
        assert_eq!(spans(source, &found.links), [pair("a.md", "[un](a.md)")]);
        assert_eq!(spans(source, &found.images), [pair("p.png", "![plan](p.png)")]);
        let three = "[trois](mailto:a@b.org?subject=Un mot)";
        assert_eq!(spans(source, &found.not_links), [pair("mailto:a@b.org?subject=Un mot", three)]);
        let encoded = outline("[plan](</docs/plan d'accès.pdf>)");
        assert_eq!(encoded.links[0].0, "/docs/plan d'accès.pdf");
        assert!(encoded.not_links.is_empty());
    }

    #[test]
    fn a_long_text_of_brackets_is_read_in_one_go() {
        // Looking back from each bracket would take minutes.
        for (part, links) in [("](", 1), ("[^", 0), ("[a](b c ", 200_000), ("[^a ", 0), ("\\[", 0)] {
            let found = outline(&format!("[{}", part.repeat(200_000)));
            assert_eq!((found.not_links.len(), found.lost_references.len()), (links, 0), "{part}");
        }
    }

    #[test]
    fn notes_are_paired_with_their_references() {
        let source =
            "Un[^a] et deux[^perdu], `[^code]`.\n\n[^a]: La note.\n\n[^b]: Une autre.\n\n[^a]: Encore.\n";
        let found = outline(source);
        assert_eq!(found.references, ["a"]);
        assert_eq!(found.notes.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(spans(source, &found.lost_references), [pair("perdu", "[^perdu]")]);
        assert_eq!(spans(source, &found.notes_again), [pair("a", "[^a]")]);
    }
}
