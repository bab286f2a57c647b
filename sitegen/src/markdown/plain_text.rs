//! What of Markdown is needed outside pages: its plain text, for search and for result cards.

use pulldown_cmark::{Event, Parser, TagEnd};

use super::dialect;

/// The text of a Markdown source without its markup; paragraphs and items are separated by a space.
#[must_use]
pub fn plain_text(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    for event in Parser::new_ext(source, dialect()) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell) => {
                out.push(' ');
            }
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn markup_goes_and_words_stay() {
        assert_eq!(
            plain_text("# Titre\n\nUn *mot* [lié](https://example.org) et `code`\nsuite.\n\n- a\n- b\n"),
            "Titre Un mot lié et code suite. a b"
        );
        assert_eq!(plain_text("<b>brut</b>"), "brut");
        assert_eq!(
            plain_text("Un mot[^a].\n\n[^a]: La note.\n\n|a|b|\n|-|-|\n|1|2|\n"),
            "Un mot. La note. a b 1 2"
        );
        assert_eq!(plain_text(""), "");
    }
}
