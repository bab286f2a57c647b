//! Web addresses: `site-web-invalide`.

use url::Url;

use super::{Context, Fault};
use crate::diagnostics::{Diagnostics, Located};
use crate::sources::structures::StructureDraft;

/// Checks every web address.
pub fn check(drafts: &[StructureDraft], _: &Context<'_>, d: &mut Diagnostics) {
    let services = drafts.iter().flat_map(StructureDraft::services);
    let written = services.flat_map(|service| [&service.website, &service.access_url]);
    written.flatten().for_each(|website| check_value(website, d));
}

/// Checks one address; an empty one is no address.
pub(crate) fn check_value(website: &Located<String>, d: &mut Diagnostics) {
    if let Some(fault) = fault(&website.value).filter(|_| !website.value.trim().is_empty()) {
        d.push(fault.at(&website.at));
    }
}

/// What is wrong with an address: it must be a link that is safe to put in a page.
#[must_use]
pub fn fault(website: &str) -> Option<Fault> {
    let website = website.trim();
    (!is_web(website)).then(|| Fault {
        code: "site-web-invalide",
        message: format!("adresse de site mal formée : « {website} »"),
        expected: "une adresse complète, par exemple https://www.example.org/",
        hint: proposal(website),
    })
}

fn is_web(website: &str) -> bool {
    // The parser forgives blanks and control characters inside; a page must not receive them.
    if website.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return false;
    }
    Url::parse(website).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| host.contains('.') && !host.ends_with('.'))
            && url.username().is_empty()
            && url.password().is_none()
    })
}

fn proposal(website: &str) -> Option<String> {
    let complete = format!("https://{}", website.trim_start_matches('/'));
    let bare = !website.contains(':') && is_web(&complete);
    bare.then(|| format!("vouliez-vous dire `{complete}` ?"))
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn only_web_links_pass() {
        for right in ["https://example.org", "http://www.example.org/a?b=c#d", "https://été.example.org/"] {
            assert_eq!(fault(right), None, "{right}");
        }
        for wrong in [
            "example.org",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "https://intranet",
            "https://example.org /a",
            "https://connu.example@autre.example.org/",
        ] {
            assert!(fault(wrong).is_some(), "{wrong}");
        }
        assert_eq!(
            fault("www.example.org").unwrap().hint.unwrap(),
            "vouliez-vous dire `https://www.example.org` ?"
        );
    }
}
