//! A mail to the people who keep the site, begun for the visitor: no form, no server.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands as it is in the query of a `mailto:` link (RFC 6068).
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The link of a mail about a page: its title is the subject, its address stands in the text.
pub(super) fn about(email: &str, title: &str, address: &str) -> String {
    let subject = format!("À propos de « {title} »");
    let body = format!("Page : {address}\r\n\r\nCe qui ne va pas, ou ce qui manque :\r\n");
    let encoded = |text: &str| utf8_percent_encode(text, KEPT).to_string();
    format!("mailto:{}?subject={}&body={}", email.trim(), encoded(&subject), encoded(&body))
}

#[cfg(test)]
mod tests {
    use super::about;

    #[test]
    fn a_title_adds_nothing_to_the_mail() {
        let link = about("a@example.org", "A&cc=b@example.org?x", "https://example.org/a/");
        let url = url::Url::parse(&link).unwrap();
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        assert_eq!(url.path(), "a@example.org");
        assert_eq!(pairs.len(), 2);
        assert_eq!(pairs[0], ("subject".to_owned(), "À propos de « A&cc=b@example.org?x »".to_owned()));
        assert!(pairs[1].1.starts_with("Page : https://example.org/a/\r\n"));
    }
}
