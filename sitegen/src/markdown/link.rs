//! Where a link leads, as an editor wrote it.

use percent_encoding::percent_decode_str;

use crate::french::slug::slug;

/// Schemes that a link may have.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Ends of the names of files, which would else be those of sites: `plan.pdf`.
const FILES: [&str; 14] =
    ["csv", "docx", "htm", "html", "jpeg", "jpg", "ods", "odt", "pdf", "php", "png", "txt", "xlsx", "zip"];

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// To the web, a mailbox or a phone: the whole address.
    Out(String),
    /// To a heading of the same text: its anchor.
    Part(String),
    /// To a Markdown file of the content, and to a heading of it.
    File {
        /// Without `.md`, nor the folders upwards: `ressources/cahier`, `cahier`.
        name: String,
        /// The anchor, when there is one.
        part: Option<String>,
    },
    /// To a file of `fichiers/`, to download: its name.
    Download(String),
    /// To an address of this site, from its root, without the first `/`: `annuaire/#_43`.
    Site(String),
}

/// Why a link leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing is written.
    Empty,
    /// A scheme that is not published: `javascript`.
    Scheme(String),
    /// The host of another site without a scheme; what it would be with one.
    NoScheme(String),
    /// Relative to a page, whose address the editor does not choose.
    Relative,
    /// It begins with `//`, or has a backslash.
    Shape,
}

/// Reads what stands between the parentheses of a link.
///
/// # Errors
/// Why it cannot be followed.
pub fn read(written: &str) -> Result<Link, Refusal> {
    // Browsers ignore control characters anywhere, and blanks around, before they look for the scheme.
    let clean: String = written.chars().filter(|c| !c.is_control()).collect();
    let clean = clean.trim();
    let bare: String = clean.chars().filter(|c| !c.is_whitespace()).collect();
    if bare.is_empty() {
        return Err(Refusal::Empty);
    }
    if bare.starts_with("//") || bare.contains('\\') {
        return Err(Refusal::Shape);
    }
    if let Some(scheme) = scheme(&bare) {
        let known = SCHEMES.contains(&scheme.to_ascii_lowercase().as_str());
        return if known { Ok(Link::Out(encode(clean))) } else { Err(Refusal::Scheme(scheme.to_owned())) };
    }
    if let Some(part) = clean.strip_prefix('#') {
        return Ok(Link::Part(anchor(part)));
    }
    let from_content = clean.trim_start_matches("../").trim_start_matches(['.', '/']);
    if let Some(name) = from_content.strip_prefix("fichiers/").filter(|name| !name.contains('/')) {
        return Ok(Link::Download(decode(name)));
    }
    if let Some(path) = clean.strip_prefix('/') {
        return Ok(Link::Site(encode(path)));
    }
    let (path, part) = clean.split_once('#').map_or((clean, None), |(path, part)| (path, Some(part)));
    let (name, extension) = path.rsplit_once('.').unwrap_or((path, ""));
    if extension.eq_ignore_ascii_case("md") {
        let name = name.trim_start_matches("../").trim_start_matches("./");
        return Ok(Link::File { name: file_name(name), part: part.map(anchor) });
    }
    Err(with_scheme(&bare).map_or(Refusal::Relative, Refusal::NoScheme))
}

/// The anchor that is meant by a fragment, whatever its accents, capitals and `%C3%A9`. What begins with `_` is not an
/// anchor of ours: it stands as it is.
fn anchor(written: &str) -> String {
    if written.starts_with('_') {
        return written.to_owned();
    }
    slug(&decode(written))
}

/// The name of a file that is meant, folder by folder.
fn file_name(written: &str) -> String {
    decode(written).split('/').map(slug).collect::<Vec<_>>().join("/")
}

fn decode(written: &str) -> String {
    percent_decode_str(written).decode_utf8_lossy().into_owned()
}

/// Spaces as an address has them.
#[must_use]
pub fn encode(written: &str) -> String {
    written.trim().split(char::is_whitespace).collect::<Vec<_>>().join("%20")
}

/// What stands before the first colon, when that is a scheme.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once(':')?;
    (!scheme.contains(['/', '?', '#'])).then_some(scheme)
}

/// What was meant by an address that lacks its scheme: a mailbox, a phone, another site.
#[must_use]
pub fn with_scheme(bare: &str) -> Option<String> {
    let host = bare.split(['/', '?', '#']).next().unwrap_or_default();
    let is_phone = |c: char| c.is_ascii_digit() || matches!(c, '+' | '.' | '-' | '(' | ')');
    if host.contains('@') {
        return Some(format!("mailto:{bare}"));
    }
    if bare.chars().all(is_phone) && bare.chars().filter(char::is_ascii_digit).count() >= 8 {
        let digits: String = bare.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        let french = digits.strip_prefix('0').filter(|_| digits.len() == 10);
        return Some(french.map_or_else(|| format!("tel:{digits}"), |rest| format!("tel:+33{rest}")));
    }
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let last = labels.last().copied().unwrap_or_default();
    let ends = (2..=13).contains(&last.len()) && last.chars().all(char::is_alphabetic);
    let file = labels.len() == 2 && FILES.contains(&last.to_ascii_lowercase().as_str());
    (labels.len() >= 2 && labels.iter().all(is_label) && ends && !file).then(|| format!("https://{bare}"))
}

#[cfg(test)]
mod tests {
    use super::{Link, Refusal, read};

    fn file(name: &str, part: Option<&str>) -> Result<Link, Refusal> {
        Ok(Link::File { name: name.to_owned(), part: part.map(ToOwned::to_owned) })
    }

    #[test]
    fn files_and_headings_are_found_however_they_are_written() {
        for written in [
            "#Déroulé de l'accompagnement",
            "#déroulé-de-l-accompagnement",
            "#d%C3%A9roul%C3%A9-de-l-accompagnement",
        ] {
            assert_eq!(read(written), Ok(Link::Part("deroule-de-l-accompagnement".to_owned())), "{written}");
        }
        assert_eq!(read("Mentions-Legales.md"), file("mentions-legales", None));
        assert_eq!(read("../Ressources/L%27accueil.MD#Été"), file("ressources/l-accueil", Some("ete")));
        assert_eq!(read("../../pages/mentions légales.md"), file("pages/mentions-legales", None));
        assert_eq!(read("#_43"), Ok(Link::Part("_43".to_owned())));
    }

    #[test]
    fn spaces_become_what_addresses_have() {
        let out = |url: &str| Ok(Link::Out(url.to_owned()));
        assert_eq!(read(" https://example.org/a b%20c "), out("https://example.org/a%20b%20c"));
        assert_eq!(read("mailto:a@example.org?subject=Un mot"), out("mailto:a@example.org?subject=Un%20mot"));
        assert_eq!(read("/docs/plan d'accès.pdf"), Ok(Link::Site("docs/plan%20d'accès.pdf".to_owned())));
    }

    #[test]
    fn files_to_download_are_named_from_any_text() {
        for written in ["../fichiers/plan.pdf", "/fichiers/plan.pdf", "fichiers/plan.pdf"] {
            assert_eq!(read(written), Ok(Link::Download("plan.pdf".to_owned())), "{written}");
        }
        assert_eq!(read("/fichiers/a/plan.pdf"), Ok(Link::Site("fichiers/a/plan.pdf".to_owned())));
    }

    #[test]
    fn what_leads_nowhere_says_why() {
        let without = |meant: &str| Err(Refusal::NoScheme(meant.to_owned()));
        assert_eq!(read("www.example.org/a?b=c"), without("https://www.example.org/a?b=c"));
        assert_eq!(read("example.org"), without("https://example.org"));
        assert_eq!(read("a@example.org"), without("mailto:a@example.org"));
        assert_eq!(read("04 65 71 00 00"), without("tel:+33465710000"));
        for url in [
            "javascript:alert(1)",
            "java\tscript:alert(1)",
            " javascript:x",
            "data:text/html,x",
            "htps://a.fr",
        ] {
            assert!(matches!(read(url), Err(Refusal::Scheme(_))), "{url}");
        }
        assert_eq!(read("//example.org"), Err(Refusal::Shape));
        assert_eq!(read("/\\example.org"), Err(Refusal::Shape));
        for url in ["annuaire/", "../annuaire/", "plan.pdf", "page.html#x", "?a=b"] {
            assert_eq!(read(url), Err(Refusal::Relative), "{url}");
        }
        assert_eq!(read("  "), Err(Refusal::Empty));
    }
}
