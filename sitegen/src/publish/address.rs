//! Where the site will be served from.

use url::Url;

use super::error::PublishError;

/// The address of the site. Only what leaves the site needs it (canonical links, site map, the line to
/// paste): pages link to each other by relative addresses and work in any folder.
#[derive(Clone, Debug)]
pub(super) struct BaseUrl {
    url: String,
    origin: String,
    path: String,
}

impl BaseUrl {
    /// Reads an address: `http` or `https`, ends with `/`, nothing behind.
    pub(super) fn parse(written: &str) -> Result<Self, PublishError> {
        let fault = || PublishError::BaseUrl(written.to_owned());
        let url = Url::parse(written).map_err(|_| fault())?;
        let web =
            matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none();
        if !web || !written.ends_with('/') {
            return Err(fault());
        }
        let (origin, path) = (url.origin().ascii_serialization(), url.path().to_owned());
        Ok(Self { url: format!("{origin}{path}"), origin, path })
    }

    /// The whole address of a path of the site.
    pub(super) fn of(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Scheme, host and port, without `/` at the end.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// The folder on the host: `/` or `/sous/dossier/`.
    pub(super) fn path(&self) -> &str {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    #[test]
    fn an_address_is_a_folder_on_the_web() {
        let base = BaseUrl::parse("https://example.org:8443/sous/dossier/").unwrap();
        assert_eq!(base.of("annuaire/"), "https://example.org:8443/sous/dossier/annuaire/");
        assert_eq!((base.origin(), base.path()), ("https://example.org:8443", "/sous/dossier/"));
        for wrong in ["", "example.org/", "https://example.org/a", "https://example.org/?a/", "javascript:/"]
        {
            assert!(BaseUrl::parse(wrong).is_err(), "{wrong}");
        }
    }
}
