//! Whether the addresses of the site that texts lead to are there, once everything is written.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::error::PublishError;
use crate::content::Content;
use crate::diagnostics::{Origin, nearest};

/// A link that leads to nothing: where it stands, what it says, what may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostLink {
    /// File and line.
    pub origin: Origin,
    /// The address, from the root of the site.
    pub address: String,
    /// An address that is there.
    pub nearest: Option<String>,
}

/// Checks each link of the content against the files of the site.
pub(super) fn check(content: &Content, files: &BTreeMap<String, usize>) -> Result<(), PublishError> {
    let mut lost = Vec::new();
    let redirected = content.redirects.iter();
    let redirected = redirected.filter_map(|it| Some((it.to.strip_prefix('/')?, &it.origin)));
    let links = content.site_links.iter().map(|(address, origin)| (address.as_str(), origin));
    for (address, origin) in links.chain(redirected) {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let path = percent_decode_str(path).decode_utf8_lossy();
        let page =
            |path: &str| if path.is_empty() { "index.html".to_owned() } else { format!("{path}/index.html") };
        if files.contains_key(path.as_ref()) || files.contains_key(&page(path.trim_end_matches('/'))) {
            continue;
        }
        let known = files.keys().map(|path| path.strip_suffix("index.html").unwrap_or(path));
        let nearest = nearest(&path, known).map(|path| format!("/{path}"));
        lost.push(LostLink { origin: origin.clone(), address: format!("/{address}"), nearest });
    }
    if lost.is_empty() { Ok(()) } else { Err(PublishError::LostLinks(lost)) }
}
