//! Markdown to HTML that is safe to publish: what an editor pastes by mistake shows as text.
//!
//! Raw HTML is escaped unless the site says otherwise, a link goes to the web, a mailbox, a phone or this site, and nothing is fetched
//! from another host.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, HeadingLevel, Parser, Tag, TagEnd, html};

use super::acronyms::Acronyms;
use super::images::Picture;
use super::views::resources::weight as weight_of;
use crate::french;
use crate::markdown::link::{self, Link};
use crate::markdown::{Anchors, dialect};
use crate::sources::downloads::FILES;
use crate::templates::escape;

/// Begins the anchors of headings on the page of a structure, whose records have ids of their own.
pub(super) const STRUCTURE_PREFIX: &str = "_texte-";

/// The title of a link that is to be a button: `[Prendre rendez-vous](https://… "bouton")`.
const BUTTON: &str = "bouton";

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

/// What texts know of the rest of the content, from a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    /// Before each address: from the page to the site, or nothing.
    pub(super) root: String,
    pub(super) known: Arc<Known>,
}

/// The Markdown files that texts may lead to, files, acronyms.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// `pages/a-propos` to `a-propos/`.
    pub(super) pages: BTreeMap<String, String>,
    /// What can be downloaded from `fichiers/`: name to weight in bytes.
    pub(super) files: BTreeMap<String, usize>,
    /// What acronyms stand for.
    pub(super) acronyms: BTreeMap<String, String>,
    /// Whether tags are published instead of shown.
    pub(super) raw_html: bool,
    /// The images of `fichiers/`; without them, their words stand for them.
    pub(super) pictures: BTreeMap<String, Picture>,
}

impl Links {
    /// The same files, from a page elsewhere.
    pub(super) fn from(&self, root: &str) -> Self {
        Self { root: root.to_owned(), known: Arc::clone(&self.known) }
    }
}

/// Turns Markdown into HTML, its notes last.
pub(super) fn to_html(source: &str, context: &Context<'_>) -> String {
    let (events, notes) = apart(Parser::new_ext(source, dialect()));
    let mut rewriter = Rewriter::new(context, &events, notes.keys().cloned().collect());
    rewriter.acronyms = Acronyms::unsaid(&context.links.known.acronyms, source);
    let events = rewriter.rewrite(events);
    let mut out = String::with_capacity(source.len() * 3 / 2);
    html::push_html(&mut out, events.into_iter());
    rewriter.push_notes(notes, &mut out);
    rewriter.acronyms.push_list(&mut out);
    out
}

/// The events of a text, and of each note that it defines. Of several definitions of one the first counts.
fn apart<'e>(parsed: impl Iterator<Item = Event<'e>>) -> (Vec<Event<'e>>, BTreeMap<String, Vec<Event<'e>>>) {
    let (mut text, mut notes) = (Vec::new(), BTreeMap::new());
    let mut note: Option<(String, Vec<Event<'e>>)> = None;
    for event in parsed {
        match (event, &mut note) {
            (Event::Start(Tag::FootnoteDefinition(label)), _) => {
                note = Some((label.into_string(), Vec::new()));
            }
            (Event::End(TagEnd::FootnoteDefinition), _) => {
                if let Some((label, events)) = note.take() {
                    notes.entry(label).or_insert(events);
                }
            }
            (event, Some((_, events))) => events.push(event),
            (event, None) => text.push(event),
        }
    }
    (text, notes)
}

struct Rewriter<'c> {
    context: &'c Context<'c>,
    /// Level of the highest heading in the source.
    highest: usize,
    anchors: Anchors,
    /// For each open link, what stands behind its words; nothing when it is left out.
    links: Vec<Option<String>>,
    /// The notes that the text defines.
    defined: BTreeSet<String>,
    /// Those that it refers to, in order, and how often.
    notes: Vec<(String, usize)>,
    /// The words of the last heading, which name the table below it.
    heading: String,
    /// The acronyms that are still to be explained, and those that were.
    acronyms: Acronyms,
    in_table_head: bool,
    in_code_block: bool,
}

impl<'c> Rewriter<'c> {
    fn new(context: &'c Context<'c>, events: &[Event<'_>], defined: BTreeSet<String>) -> Self {
        let levels = events.iter().filter_map(|event| match event {
            Event::Start(Tag::Heading { level, .. }) => Some(*level as usize),
            _ => None,
        });
        Self {
            context,
            highest: levels.min().unwrap_or(1),
            anchors: Anchors::default(),
            links: Vec::new(),
            defined,
            notes: Vec::new(),
            heading: String::new(),
            acronyms: Acronyms::default(),
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
                    let anchor = self.anchors.heading(&words);
                    let id = Some(CowStr::from(format!("{}{anchor}", self.context.anchor_prefix)));
                    self.heading = french::text(&words);
                    let level = self.level(level);
                    out.push(Event::Start(Tag::Heading {
                        level,
                        id,
                        classes: Vec::new(),
                        attrs: Vec::new(),
                    }));
                    // A title explains nothing.
                    let acronyms = core::mem::take(&mut self.acronyms);
                    for event in title {
                        self.inside(event, &mut out);
                    }
                    self.acronyms = acronyms;
                }
                Event::End(TagEnd::Heading(level)) => {
                    out.push(Event::End(TagEnd::Heading(self.level(level))))
                }
                // An image that is a paragraph by itself is a figure, which no paragraph holds.
                Event::Start(Tag::Paragraph)
                    if let Some(Event::Start(Tag::Image { dest_url, .. })) = events.peek()
                        && self.picture(dest_url).is_some() =>
                {
                    let image = events.next();
                    let picture = image.and_then(|image| self.image(image, &mut events));
                    let alone = events.next_if(|it| matches!(it, Event::End(TagEnd::Paragraph))).is_some();
                    match picture {
                        Some((html, caption)) if alone => {
                            let caption = match caption.as_str() {
                                "" => String::new(),
                                words => format!("<figcaption>{}</figcaption>", escape(&french::text(words))),
                            };
                            out.push(Event::Html(
                                format!("<figure class=\"image\">{html}{caption}</figure>\n").into(),
                            ));
                        }
                        picture => {
                            out.push(Event::Start(Tag::Paragraph));
                            out.extend(picture.map(|(html, _)| Event::InlineHtml(html.into())));
                        }
                    }
                }
                Event::Start(Tag::Image { ref dest_url, .. }) if self.picture(dest_url).is_some() => {
                    let picture = self.image(event, &mut events);
                    out.extend(picture.map(|(html, _)| Event::InlineHtml(html.into())));
                }
                event => self.inside(event, &mut out),
            }
        }
        out
    }

    /// Everything but headings.
    fn inside<'e>(&mut self, event: Event<'e>, out: &mut Vec<Event<'e>>) {
        match event {
            Event::Html(text) | Event::InlineHtml(text) if !self.context.links.known.raw_html => {
                out.push(Event::Text(text));
            }
            Event::Text(text) if !self.in_code_block => self.text(&french::text(&text), out),
            Event::Start(Tag::CodeBlock(kind)) => {
                self.in_code_block = true;
                out.push(Event::Start(Tag::CodeBlock(kind)));
            }
            Event::End(TagEnd::CodeBlock) => {
                self.in_code_block = false;
                out.push(Event::End(TagEnd::CodeBlock));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                if let Ok(Link::Download(name)) = link::read(&dest_url)
                    && let Some(weight) = self.context.links.known.files.get(&name)
                {
                    let address = format!("{}{FILES}/{}", self.context.root, escape(&name));
                    let kind = name.rsplit('.').next().unwrap_or_default().to_uppercase();
                    let behind =
                        format!("</a> <span class=\"small\">({kind}, {})</span>", weight_of(*weight));
                    self.links.push(Some(behind));
                    out.push(Event::InlineHtml(format!("<a href=\"{address}\" download>").into()));
                    return;
                }
                let target = self.target(&dest_url);
                self.links.push(target.as_ref().map(|_| String::new()));
                match target {
                    Some(target) if title.eq_ignore_ascii_case(BUTTON) => {
                        let target = escape(&target);
                        out.push(Event::InlineHtml(format!("<a class=\"button\" href=\"{target}\">").into()));
                    }
                    Some(target) => {
                        out.push(Event::Start(Tag::Link { link_type, dest_url: target.into(), title, id }));
                    }
                    None => {}
                }
            }
            Event::FootnoteReference(label) if self.defined.contains(label.as_ref()) => {
                out.push(Event::InlineHtml(self.reference(&label).into()));
            }
            Event::FootnoteReference(label) => out.push(Event::Text(format!("[^{label}]").into())),
            Event::End(TagEnd::Link) => match self.links.pop().flatten() {
                Some(behind) if behind.is_empty() => out.push(Event::End(TagEnd::Link)),
                Some(behind) => out.push(Event::InlineHtml(behind.into())),
                None => {}
            },
            Event::Start(Tag::BlockQuote(Some(kind))) => {
                let (class, title) = callout(kind);
                out.push(Event::Html(
                    format!("<div class=\"note{class}\" role=\"note\">\n<p class=\"strong\">{title}</p>\n")
                        .into(),
                ));
            }
            Event::End(TagEnd::BlockQuote(Some(_))) => out.push(Event::Html("</div>\n".into())),
            // Nothing is loaded from other hosts: the alternative text stands for the image.
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

    /// The image that an address names.
    fn picture(&self, address: &str) -> Option<&'c Picture> {
        match link::read(address) {
            Ok(Link::Download(name)) => self.context.links.known.pictures.get(&name),
            _ => None,
        }
    }

    /// An image, with what is told of it below; `events` are behind its beginning, and then behind its end.
    fn image<'e>(
        &self,
        image: Event<'e>,
        events: &mut impl Iterator<Item = Event<'e>>,
    ) -> Option<(String, String)> {
        let mut words = String::new();
        for event in events {
            match event {
                Event::End(TagEnd::Image) => break,
                Event::Text(text) | Event::Code(text) => words.push_str(&text),
                Event::SoftBreak | Event::HardBreak => words.push(' '),
                _ => {}
            }
        }
        let Event::Start(Tag::Image { dest_url, title, .. }) = image else { return None };
        let picture = self.picture(&dest_url)?;
        let address = |path: &str| format!("{}{}", self.context.root, escape(path));
        let sources: Vec<String> =
            picture.sources.iter().map(|(width, path)| format!("{} {width}w", address(path))).collect();
        let html = format!(
            "<picture><source type=\"image/webp\" srcset=\"{}\" sizes=\"(min-width: 46rem) 44rem, 100vw\">\
             <img src=\"{}\" width=\"{}\" height=\"{}\" alt=\"{}\" loading=\"lazy\" decoding=\"async\"></picture>",
            sources.join(", "),
            address(&picture.old),
            picture.width,
            picture.height,
            escape(&french::text(&words))
        );
        Some((html, title.into_string()))
    }

    /// A text, its acronyms explained where they are met first.
    fn text<'e>(&mut self, text: &str, out: &mut Vec<Event<'e>>) {
        let mut rest = text;
        while let Some((at, long)) = self.acronyms.next_in(rest) {
            out.push(Event::Text(rest[..at.start].to_owned().into()));
            let (long, short) = (escape(&french::text(&long)), escape(&rest[at.clone()]));
            out.push(Event::InlineHtml(format!("<abbr title=\"{long}\">{short}</abbr>").into()));
            rest = &rest[at.end..];
        }
        out.push(Event::Text(rest.to_owned().into()));
    }

    fn level(&self, level: HeadingLevel) -> HeadingLevel {
        let level = level as usize - self.highest + self.context.top_heading;
        HeadingLevel::try_from(level.min(6)).unwrap_or(HeadingLevel::H6)
    }

    /// Where a link goes from this page; `None` when it must not be there.
    fn target(&self, written: &str) -> Option<String> {
        let prefix = self.context.anchor_prefix;
        match link::read(written).ok()? {
            Link::Out(url) => Some(url),
            Link::Part(part) => Some(format!("#{}", anchored(prefix, &part))),
            // A file that is not there.
            Link::Download(_) => None,
            Link::Site(address) => Some(format!("{}{address}", self.context.root)),
            Link::File { name, part } => self.page(&name, part.as_deref()),
        }
    }

    /// The address of a Markdown file: of the same folder first, of a free page then; and of a heading of it.
    fn page(&self, name: &str, part: Option<&str>) -> Option<String> {
        let (links, folder) = (self.context.links, self.context.folder);
        let candidates = [name.to_owned(), format!("{folder}/{name}"), format!("pages/{name}")];
        let (file, address) = candidates.iter().find_map(|key| links.known.pages.get_key_value(key))?;
        let prefix = if file.starts_with("annuaire/") { STRUCTURE_PREFIX } else { "" };
        let part = part.map(|part| format!("#{}", anchored(prefix, part))).unwrap_or_default();
        Some(format!("{}{address}{part}", links.root))
    }

    /// The reference to a note, numbered in the order of the text; a note of its own for each is a way back.
    fn reference(&mut self, label: &str) -> String {
        let number = match self.notes.iter().position(|(it, _)| it == label) {
            Some(number) => number,
            None => {
                self.notes.push((label.to_owned(), 0));
                self.notes.len() - 1
            }
        };
        self.notes[number].1 += 1;
        let (id, back) = (self.note_id(number), self.reference_id(number, self.notes[number].1));
        let number = number + 1;
        format!(
            "<sup class=\"call\"><a href=\"#{id}\" id=\"{back}\" role=\"doc-noteref\" aria-label=\"Note\u{a0}{number}\">{number}</a></sup>"
        )
    }

    // An anchor of ours holds no `_` but in front.
    fn note_id(&self, number: usize) -> String {
        format!("_{}note_{}", self.context.anchor_prefix.trim_start_matches('_'), number + 1)
    }

    fn reference_id(&self, number: usize, time: usize) -> String {
        let time = if time > 1 { format!("_{time}") } else { String::new() };
        format!("_{}renvoi_{}{time}", self.context.anchor_prefix.trim_start_matches('_'), number + 1)
    }

    /// The notes that were referred to, each with ways back; a note may refer to another.
    fn push_notes<'e>(&mut self, mut notes: BTreeMap<String, Vec<Event<'e>>>, out: &mut String) {
        let mut texts = Vec::new();
        while let Some((label, _)) = self.notes.get(texts.len()) {
            let events = notes.remove(label).unwrap_or_default();
            texts.push(self.rewrite(events));
        }
        if texts.is_empty() {
            return;
        }
        out.push_str("<section class=\"notes\" role=\"doc-endnotes\" aria-label=\"Notes\">\n<ol>\n");
        for (number, mut events) in texts.into_iter().enumerate() {
            let mut ways = String::new();
            for time in 1..=self.notes[number].1 {
                let which = if time > 1 { format!(", {time}e\u{a0}fois") } else { String::new() };
                ways.push_str(&format!(
                    " <a href=\"#{}\" role=\"doc-backlink\" aria-label=\"Retour à l’appel de note\u{a0}{}{which}\">↩</a>",
                    self.reference_id(number, time),
                    number + 1
                ));
            }
            let last = match events.last() {
                Some(Event::End(TagEnd::Paragraph)) => events.len() - 1,
                _ => events.len(),
            };
            events.insert(last, Event::Html(ways.into()));
            out.push_str(&format!("<li id=\"{}\">", self.note_id(number)));
            html::push_html(out, events.into_iter());
            out.push_str("</li>\n");
        }
        out.push_str("</ol>\n</section>\n");
    }
}

/// How a remark set apart looks, and what it is called.
fn callout(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("", "À noter"),
        BlockQuoteKind::Tip => ("", "Bon à savoir"),
        BlockQuoteKind::Important => ("", "Important"),
        BlockQuoteKind::Warning | BlockQuoteKind::Caution => (" warn", "Attention"),
    }
}

/// The anchor of a heading on a page; what begins with `_` is an anchor of the page itself.
fn anchored(prefix: &str, part: &str) -> String {
    if part.starts_with('_') { part.to_owned() } else { format!("{prefix}{part}") }
}

#[cfg(test)]
mod tests {
    use super::{Context, Known, Links, Picture, to_html};

    fn html(source: &str) -> String {
        html_with(source, false)
    }

    fn html_with(source: &str, raw_html: bool) -> String {
        let pages = [
            ("pages/mentions-legales", "mentions-legales/"),
            ("ressources/cahier", "coin-des-pros/cahier/"),
            ("ressources/mentions", "coin-des-pros/mentions/"),
            ("annuaire/cio", "annuaire/cio/"),
            ("pages/mentions", "mentions/"),
        ];
        let pages = pages.map(|(file, address)| (file.to_owned(), address.to_owned())).into();
        let files = [("plan.pdf".to_owned(), 120_400)].into();
        let acronyms = [("VAE", "validation des acquis de l'expérience"), ("CIO", "centre d’information")];
        let acronyms = acronyms.map(|(short, long)| (short.to_owned(), long.to_owned())).into();
        let sources =
            vec![(360, "images/vue-1-360.webp".to_owned()), (640, "images/vue-1-640.webp".to_owned())];
        let picture = Picture { sources, old: "images/vue-1-640.jpg".to_owned(), width: 640, height: 480 };
        let pictures = [("vue.jpg".to_owned(), picture)].into();
        let known = Known { pages, files, acronyms, raw_html, pictures };
        let links = Links { root: "../".to_owned(), known: std::sync::Arc::new(known) };
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
    fn a_site_may_let_tags_through_but_no_dangerous_link() {
        let source = "Un <b>mot</b> [x](javascript:a)\n\n<details><summary>Plus</summary>Oui</details>\n";
        let found = html_with(source, true);
        assert_eq!(found, "<p>Un <b>mot</b> x</p>\n<details><summary>Plus</summary>Oui</details>\n");
        assert!(html(source).contains("&lt;details&gt;"));
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
            ("#Le%20déroulé", "#le-deroule"),
            ("Mentions-Legales.md", "../mentions-legales/"),
            ("../annuaire/cio.md#Accès", "../annuaire/cio/#_texte-acces"),
            ("</plan d'accès.pdf>", "../plan%20d&#x27;acc%C3%A8s.pdf"),
            ("<mailto:a@example.org?subject=Un mot>", "mailto:a@example.org?subject=Un%20mot"),
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
    fn a_download_says_what_it_is_and_weighs() {
        assert_eq!(
            html("Voir [le plan](../fichiers/plan.pdf).").replace('\u{a0}', " "),
            "<p>Voir <a href=\"../fichiers/plan.pdf\" download>le plan</a> <span class=\"small\">(PDF, 121 ko)</span>.</p>\n"
        );
        assert_eq!(html("[absent](/fichiers/absent.pdf)"), "<p>absent</p>\n");
    }

    #[test]
    fn acronyms_are_explained_once_and_listed() {
        let list = "<div class=\"acronyms small\">\n<p class=\"strong\">Sigles</p>\n<dl>\n\
                    <div><dt>VAE</dt> <dd>validation des acquis de l’expérience</dd></div>\n</dl>\n</div>\n";
        let vae = "<abbr title=\"validation des acquis de l’expérience\">VAE</abbr>";
        assert_eq!(
            html("## La VAE\n\nUne [VAE](#la-vae), `VAE`, la VAE.\n"),
            format!(
                "<h2 id=\"la-vae\">La VAE</h2>\n<p>Une <a href=\"#la-vae\">{vae}</a>, <code>VAE</code>, la VAE.</p>\n{list}"
            )
        );
        // What the text explains itself, what is only a part of a word.
        assert_eq!(html("Un centre d'information (CIO)."), "<p>Un centre d’information (CIO).</p>\n");
        assert_eq!(html("PREVAEL, VAE-X"), "<p>PREVAEL, VAE-X</p>\n");
    }

    #[test]
    fn images_are_shown_in_the_size_that_is_needed_with_their_words() {
        let image = "<picture><source type=\"image/webp\" srcset=\"../images/vue-1-360.webp 360w, ../images/vue-1-640.webp 640w\" \
                     sizes=\"(min-width: 46rem) 44rem, 100vw\"><img src=\"../images/vue-1-640.jpg\" width=\"640\" height=\"480\" \
                     alt=\"L’entrée\" loading=\"lazy\" decoding=\"async\"></picture>";
        assert_eq!(
            html("![L'*entrée*](../fichiers/vue.jpg)"),
            format!("<figure class=\"image\">{image}</figure>\n")
        );
        assert_eq!(
            html("![L'entrée](../fichiers/vue.jpg \"Rue <b>\")"),
            format!("<figure class=\"image\">{image}<figcaption>Rue &lt;b&gt;</figcaption></figure>\n")
        );
        assert_eq!(html("Ici ![L'entrée](../fichiers/vue.jpg)."), format!("<p>Ici {image}.</p>\n"));
        assert_eq!(html("![L'entrée](../fichiers/vue.jpg) ici"), format!("<p>{image} ici</p>\n"));
        assert_eq!(html("![plan](../fichiers/absent.jpg)"), "<p>plan</p>\n");
    }

    #[test]
    fn a_link_may_be_a_button() {
        assert_eq!(
            html("[Écrire](mailto:a@example.org \"bouton\")"),
            "<p><a class=\"button\" href=\"mailto:a@example.org\">Écrire</a></p>\n"
        );
        assert_eq!(html("[mot](javascript:x \"bouton\")"), "<p>mot</p>\n");
    }

    #[test]
    fn a_remark_is_set_apart() {
        assert_eq!(
            html("> [!WARNING]\n> Fermé *lundi*.\n\n> Une citation.\n"),
            "<div class=\"note warn\" role=\"note\">\n<p class=\"strong\">Attention</p>\n<p>Fermé <em>lundi</em>.</p>\n</div>\n\
             <blockquote>\n<p>Une citation.</p>\n</blockquote>\n"
        );
    }

    #[test]
    fn a_note_has_an_id_of_its_own_and_a_way_back_for_each_reference() {
        let found = html(
            "## Sources\n\nUn[^sources], deux[^b], trois[^sources].\n\n[^b]: Autre[^c].\n[^sources]: La note.\n[^c]: Fin.\n[^d]: Oubliée.\n",
        );
        let found = found.replace('\u{a0}', " ");
        for expected in [
            "<h2 id=\"sources\">",
            "Un<sup class=\"call\"><a href=\"#_note_1\" id=\"_renvoi_1\" role=\"doc-noteref\" aria-label=\"Note 1\">1</a></sup>",
            "trois<sup class=\"call\"><a href=\"#_note_1\" id=\"_renvoi_1_2\"",
            "<li id=\"_note_1\"><p>La note. <a href=\"#_renvoi_1\" role=\"doc-backlink\" aria-label=\"Retour à l’appel de note 1\">↩</a> <a href=\"#_renvoi_1_2\" role=\"doc-backlink\" aria-label=\"Retour à l’appel de note 1, 2e fois\">↩</a></p>",
            "<li id=\"_note_2\"><p>Autre<sup class=\"call\"><a href=\"#_note_3\" id=\"_renvoi_3\"",
            "<li id=\"_note_3\"><p>Fin.",
        ] {
            assert!(found.contains(expected), "{expected}\n{found}");
        }
        assert!(!found.contains("Oubliée"), "{found}");
        assert_eq!(html("Un[^a].\n"), "<p>Un[^a].</p>\n");
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
