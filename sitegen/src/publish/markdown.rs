//! Markdown to HTML that is safe to publish: what an editor pastes by mistake shows as text.
//!
//! Raw HTML is escaped, a link goes to the web, a mailbox, a phone or this site, and nothing is fetched
//! from another host.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::templates::escape;
use crate::french;
use crate::french::slug::slug;

/// Where the layout's link « Aller au contenu » goes.
const MAIN_ANCHOR: &str = "_contenu";

/// Where the HTML will stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    /// From the page to the site: `../`.
    pub(super) root: &'a str,
    /// What a Markdown file may lead to.
    pub(super) links: &'a Links,
    /// The folder of `content/` where the text stands: `pages`.
    pub(super) folder: &'static str,
    /// Level of the highest headings, 2 to 6: the page's own title is above them.
    pub(super) top_heading: usize,
    /// Begins every anchor. `_` keeps them apart from the ids of records, which never hold one.
    pub(super) anchor_prefix: &'static str,
}

/// The Markdown files that a text may lead to, by the address of their page.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    /// Before each address: from the page to the site, or nothing.
    pub(super) root: String,
    /// `pages/a-propos` to `a-propos/`.
    pub(super) pages: BTreeMap<String, String>,
}

impl Links {
    /// The same files, from a page elsewhere.
    pub(super) fn from(&self, root: &str) -> Self {
        Self { root: root.to_owned(), pages: self.pages.clone() }
    }
}

/// Turns Markdown into HTML.
pub(super) fn to_html(source: &str, context: &Context<'_>) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let events: Vec<Event<'_>> = Parser::new_ext(source, options).collect();
    let events = Rewriter::new(context, &events).rewrite(events);
    let mut out = String::with_capacity(source.len() * 3 / 2);
    html::push_html(&mut out, events.into_iter());
    out
}

struct Rewriter<'c> {
    context: &'c Context<'c>,
    /// Level of the highest heading in the source.
    highest: usize,
    anchors: BTreeSet<String>,
    /// For each open link, whether it is kept.
    links: Vec<bool>,
    /// The words of the last heading, which name the table below it.
    heading: String,
    in_table_head: bool,
    in_code_block: bool,
}

impl<'c> Rewriter<'c> {
    fn new(context: &'c Context<'c>, events: &[Event<'_>]) -> Self {
        let levels = events.iter().filter_map(|event| match event {
            Event::Start(Tag::Heading { level, .. }) => Some(*level as usize),
            _ => None,
        });
        Self {
            context,
            highest: levels.min().unwrap_or(1),
            anchors: BTreeSet::from([MAIN_ANCHOR.to_owned()]),
            links: Vec::new(),
            heading: String::new(),
            in_table_head: false,
            in_code_block: false,
        }
    }

    fn rewrite<'e>(&mut self, events: Vec<Event<'e>>) -> Vec<Event<'e>> {
        let mut out = Vec::with_capacity(events.len());
        let mut events = events.into_iter().peekable();
        while let Some(event) = events.next() {
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    let mut words = String::new();
                    let mut title = Vec::new();
                    while let Some(event) =
                        events.next_if(|event| !matches!(event, Event::End(TagEnd::Heading(_))))
                    {
                        if let Event::Text(text) | Event::Code(text) = &event {
                            words.push_str(text);
                        }
                        title.push(event);
                    }
                    let id = Some(CowStr::from(self.anchor(&words)));
                    self.heading = french::text(&words);
                    let level = self.level(level);
                    out.push(Event::Start(Tag::Heading {
                        level,
                        id,
                        classes: Vec::new(),
                        attrs: Vec::new(),
                    }));
                    for event in title {
                        self.inside(event, &mut out);
                    }
                }
                Event::End(TagEnd::Heading(level)) => {
                    out.push(Event::End(TagEnd::Heading(self.level(level))))
                }
                event => self.inside(event, &mut out),
            }
        }
        out
    }

    /// Everything but headings.
    fn inside<'e>(&mut self, event: Event<'e>, out: &mut Vec<Event<'e>>) {
        match event {
            Event::Html(text) | Event::InlineHtml(text) => out.push(Event::Text(text)),
            Event::Text(text) if !self.in_code_block => out.push(Event::Text(french::text(&text).into())),
            Event::Start(Tag::CodeBlock(kind)) => {
                self.in_code_block = true;
                out.push(Event::Start(Tag::CodeBlock(kind)));
            }
            Event::End(TagEnd::CodeBlock) => {
                self.in_code_block = false;
                out.push(Event::End(TagEnd::CodeBlock));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let target = self.target(&dest_url);
                self.links.push(target.is_some());
                if let Some(target) = target {
                    out.push(Event::Start(Tag::Link { link_type, dest_url: target.into(), title, id }));
                }
            }
            Event::End(TagEnd::Link) => {
                if self.links.pop() == Some(true) {
                    out.push(Event::End(TagEnd::Link));
                }
            }
            // There is no folder of images yet, and nothing is loaded from other hosts: the alternative text
            // stands for the image.
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            // A wide table scrolls by itself, by keyboard too, instead of widening the page.
            Event::Start(Tag::Table(columns)) => {
                let name = match self.heading.as_str() {
                    "" => "Tableau".to_owned(),
                    heading => format!("Tableau\u{a0}: {}", escape(heading)),
                };
                out.push(Event::Html(
                    format!("<div class=\"table\" role=\"region\" aria-label=\"{name}\" tabindex=\"0\">")
                        .into(),
                ));
                out.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                out.push(Event::End(TagEnd::Table));
                out.push(Event::Html("</div>\n".into()));
            }
            Event::Start(Tag::TableHead) => {
                self.in_table_head = true;
                out.push(Event::Start(Tag::TableHead));
            }
            Event::End(TagEnd::TableHead) => {
                self.in_table_head = false;
                out.push(Event::End(TagEnd::TableHead));
            }
            Event::Start(Tag::TableCell) if self.in_table_head => {
                out.push(Event::Html("<th scope=\"col\">".into()));
            }
            Event::End(TagEnd::TableCell) if self.in_table_head => out.push(Event::Html("</th>".into())),
            event => out.push(event),
        }
    }

    fn level(&self, level: HeadingLevel) -> HeadingLevel {
        let level = level as usize - self.highest + self.context.top_heading;
        HeadingLevel::try_from(level.min(6)).unwrap_or(HeadingLevel::H6)
    }

    /// An anchor of its own for a heading.
    fn anchor(&mut self, words: &str) -> String {
        let base = match slug(words) {
            empty if empty.is_empty() => "section".to_owned(),
            slug => slug,
        };
        let prefix = self.context.anchor_prefix;
        let mut anchor = format!("{prefix}{base}");
        let mut count = 1;
        while !self.anchors.insert(anchor.clone()) {
            count += 1;
            anchor = format!("{prefix}{base}-{count}");
        }
        anchor
    }

    /// Where a link goes from this page; `None` when it must not be there.
    fn target(&self, written: &str) -> Option<String> {
        // Browsers ignore blanks and control characters before they look for the scheme.
        let bare: String = written.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
        if bare.starts_with("//") || bare.contains('\\') {
            return None;
        }
        if let Some(scheme) = scheme(&bare) {
            let safe = ["http", "https", "mailto", "tel"].contains(&scheme.to_ascii_lowercase().as_str());
            return safe.then_some(bare);
        }
        if let Some(from_site) = bare.strip_prefix('/') {
            return Some(format!("{}{from_site}", self.context.root));
        }
        Some(self.page(&bare).unwrap_or(bare))
    }

    /// The address of `page.md#part` or of `../ressources/page.md`: of the same folder first, of a free page then.
    fn page(&self, written: &str) -> Option<String> {
        let (file, part) = written.split_once('#').map_or((written, ""), |(file, part)| (file, part));
        let name = file.strip_suffix(".md")?;
        let name = name.trim_start_matches("../").trim_start_matches("./");
        let (links, folder) = (self.context.links, self.context.folder);
        let candidates = [name.to_owned(), format!("{folder}/{name}"), format!("pages/{name}")];
        let address = candidates.iter().find_map(|key| links.pages.get(key))?;
        let part = if part.is_empty() { String::new() } else { format!("#{part}") };
        Some(format!("{}{address}{part}", links.root))
    }
}

/// What stands before the first colon, when that is a scheme.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once(':')?;
    (!scheme.contains(['/', '?', '#'])).then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::{Context, Links, to_html};

    fn html(source: &str) -> String {
        let pages = [
            ("pages/mentions-legales", "mentions-legales/"),
            ("ressources/cahier", "coin-des-pros/cahier/"),
            ("ressources/mentions", "coin-des-pros/mentions/"),
            ("pages/mentions", "mentions/"),
        ];
        let pages = pages.map(|(file, address)| (file.to_owned(), address.to_owned())).into();
        let links = Links { root: "../".to_owned(), pages };
        let context =
            Context { root: "../", links: &links, folder: "ressources", top_heading: 2, anchor_prefix: "" };
        to_html(source, &context)
    }

    #[test]
    fn raw_html_shows_as_text() {
        let found = html("Un <b onclick=x>mot</b>\n\n<script>alert(1)</script>\n");
        assert!(!found.contains("<script") && !found.contains("<b "), "{found}");
        assert!(found.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{found}");
    }

    #[test]
    fn dangerous_links_lose_their_link_and_keep_their_words() {
        for url in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java&#10;script:alert(1)",
            "&#1;javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//ailleurs.example",
            "file:///etc/passwd",
        ] {
            let found = html(&format!("[mot]({url})"));
            assert_eq!(found, "<p>mot</p>\n", "{url}");
        }
        assert_eq!(html("<javascript:alert(1)>"), "<p>javascript:alert(1)</p>\n");
        assert_eq!(html("![plan](plan.png)"), "<p>plan</p>\n");
    }

    #[test]
    fn links_into_the_site_hold_from_the_page() {
        for (written, expected) in [
            ("/annuaire/", "../annuaire/"),
            ("mentions-legales.md#hebergeur", "../mentions-legales/#hebergeur"),
            ("mentions.md", "../coin-des-pros/mentions/"),
            ("./cahier.md#un", "../coin-des-pros/cahier/#un"),
            ("../ressources/cahier.md", "../coin-des-pros/cahier/"),
            ("../pages/mentions.md", "../mentions/"),
            ("#bas", "#bas"),
            ("https://example.org/?a=1&b=2", "https://example.org/?a=1&amp;b=2"),
            ("mailto:a@example.org", "mailto:a@example.org"),
            ("tel:+33465710000", "tel:+33465710000"),
        ] {
            assert_eq!(
                html(&format!("[mot]({written})")),
                format!("<p><a href=\"{expected}\">mot</a></p>\n")
            );
        }
    }

    #[test]
    fn headings_start_below_the_title_and_have_anchors() {
        assert_eq!(
            html("# L'accueil\n\n## L’accueil\n\n###### Bas\n"),
            "<h2 id=\"l-accueil\">L’accueil</h2>\n<h3 id=\"l-accueil-2\">L’accueil</h3>\n<h6 id=\"bas\">Bas</h6>\n"
        );
        assert_eq!(html("### Contenu"), "<h2 id=\"contenu\">Contenu</h2>\n");
    }

    #[test]
    fn code_keeps_its_characters_and_tables_scroll() {
        assert_eq!(html("`l'a ;`"), "<p><code>l'a ;</code></p>\n");
        assert!(html("```\nl'a ; b\n```").contains("l'a ; b"));
        assert_eq!(
            html("|a|b|\n|-|-|\n|1|2|\n"),
            "<div class=\"table\" role=\"region\" aria-label=\"Tableau\" tabindex=\"0\"><table><thead><tr>\
             <th scope=\"col\">a</th><th scope=\"col\">b</th></tr></thead><tbody>\n\
             <tr><td>1</td><td>2</td></tr>\n</tbody></table>\n</div>\n"
        );
        let named = html("## Un \"titre\"\n\n|a|\n|-|\n|1|\n");
        assert!(named.contains("aria-label=\"Tableau\u{a0}: Un &quot;titre&quot;\""), "{named}");
    }
}
