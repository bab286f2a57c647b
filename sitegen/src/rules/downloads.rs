//! What can be downloaded: `fichier-absent`, `fichier-refuse`, `fichier-lourd` (warning).

use crate::diagnostics::{Diagnostic, Diagnostics, Located};
use crate::sources::downloads::{FILES, FileDraft};

/// What can be given to download: documents, tables, presentations, images, sound, calendars.
const EXTENSIONS: [&str; 19] = [
    "csv", "docx", "epub", "ics", "jpg", "md", "mp3", "odp", "ods", "odt", "pdf", "png", "pptx", "svg",
    "txt", "vtt", "webp", "xlsx", "zip",
];

/// Half a minute at 512 kbit/s, in bytes.
const HEAVY: usize = 2_000_000;

/// What a picture needs to do something by itself, or to fetch something.
const ACTIVE_IN_SVG: [&str; 12] = [
    "<script",
    "<foreignobject",
    "<iframe",
    "<handler",
    "<animate",
    "<set",
    "<!entity",
    "<!doctype",
    "<?xml-stylesheet",
    "javascript:",
    "@import",
    "url(http",
];

/// Checks a file.
pub(super) fn check(file: &FileDraft, d: &mut Diagnostics) {
    check_content(&file.name, file.bytes.as_deref(), d);
}

/// Checks the name of a file and what is in it; gives whether it can be given.
pub(super) fn check_content(name: &Located<String>, bytes: Option<&[u8]>, d: &mut Diagnostics) -> bool {
    let Some(bytes) = given(name, bytes, d) else { return false };
    if bytes.len() > HEAVY {
        let seconds = bytes.len() * 8 / 512_000;
        d.push(
            Diagnostic::warning("fichier-lourd", &name.at, format!("fichier lourd : « {} »", name.value))
                .hint(format!(
                    "il demande {seconds} secondes à 512 kbit/s ; réduisez ses images ou coupez-le"
                )),
        );
    }
    true
}

/// What is in a file that is there and can be given.
pub(super) fn given<'b>(
    name: &Located<String>,
    bytes: Option<&'b [u8]>,
    d: &mut Diagnostics,
) -> Option<&'b [u8]> {
    if let Some(fault) = refusal(name, bytes) {
        d.push(fault);
        return None;
    }
    if bytes.is_none() {
        d.push(
            Diagnostic::error("fichier-absent", &name.at, format!("fichier absent : « {} »", name.value))
                .expected(format!("le nom d’un fichier du dossier `{FILES}/`"))
                .hint(format!(
                    "déposez-le dans `{FILES}/`, ou corrigez son nom : majuscules et accents comptent"
                )),
        );
    }
    bytes
}

/// Why a file must not be given, when it must not.
fn refusal(name: &Located<String>, bytes: Option<&[u8]>) -> Option<Diagnostic> {
    let (stem, extension) = name.value.rsplit_once('.').unwrap_or((&name.value, ""));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let error = |message: String| Diagnostic::error("fichier-refuse", &name.at, message);
    if stem.is_empty() || name.value.starts_with('.') || !name.value.chars().all(plain) {
        let message = format!("nom de fichier refusé : « {} »", name.value);
        return Some(
            error(message).expected("des lettres sans accent, des chiffres, « - », « _ » et une extension"),
        );
    }
    if !EXTENSIONS.contains(&extension) {
        let message = format!("type de fichier refusé : « {} »", name.value);
        let lower = extension.to_lowercase();
        let known = EXTENSIONS.contains(&lower.as_str());
        let hint = known.then(|| format!("écrivez l’extension en minuscules : « {stem}.{lower} »"));
        let expected = format!("l’une de ces extensions : {}", EXTENSIONS.join(", "));
        return Some(error(message).expected(expected).hint(hint));
    }
    let active = extension == "svg" && bytes.is_some_and(acts);
    active.then(|| {
        error(format!("image qui agit ou mène ailleurs : « {} »", name.value)).expected(
            "un SVG sans script, sans évènement ni animation, et sans lien vers autre chose que lui-même",
        )
    })
}

/// Whether a picture could do something by itself.
fn acts(svg: &[u8]) -> bool {
    let text = String::from_utf8_lossy(svg).to_ascii_lowercase();
    // An attribute's value is quoted in XML, or the picture is not shown at all.
    let handler = |(at, _): (usize, &str)| {
        let name = text[at..].chars().take_while(char::is_ascii_alphabetic).count();
        let value = text[at + name..].trim_start().strip_prefix('=');
        let before = text[..at].chars().next_back();
        let begins = before.is_some_and(|c| c.is_whitespace() || matches!(c, '"' | '\'' | '/'));
        begins && name > 2 && value.is_some_and(|value| value.trim_start().starts_with(['"', '\'']))
    };
    // A link within the picture begins with `#`; any other leads out of it, however its address is spelt.
    let leaves = |(at, _): (usize, &str)| {
        let value = text[at + "href".len()..].trim_start().strip_prefix('=').map(str::trim_start);
        value.is_some_and(|value| value.starts_with(['"', '\'']) && !value[1..].trim_start().starts_with('#'))
    };
    ACTIVE_IN_SVG.iter().any(|word| text.contains(word))
        || text.match_indices("on").any(handler)
        || text.match_indices("href").any(leaves)
}

#[cfg(test)]
mod tests {
    use super::acts;

    #[test]
    fn pictures_that_act_are_told_from_others() {
        for active in [
            "<svg><script>alert(1)</script></svg>",
            "<svg onload=\"alert(1)\"/>",
            "<svg width='1'OnClick = 'a()'/>",
            "<svg><a href=\"JavaScript:alert(1)\"/></svg>",
            "<svg><foreignObject/></svg>",
            "<svg><a xlink:href='java&#115;cript:alert(1)'/></svg>",
            "<svg><image href = \"https://example.org/a.png\"/></svg>",
            "<svg><style>@import 'https://example.org/a.css'</style></svg>",
            "<svg><a><set attributeName='href' to='x'/></a></svg>",
        ] {
            assert!(acts(active.as_bytes()), "{active}");
        }
        for still in ["<svg><text>on = un ; one = 1</text></svg>", "<svg><title>L’« onload »</title></svg>"]
        {
            assert!(!acts(still.as_bytes()), "{still}");
        }
    }
}
