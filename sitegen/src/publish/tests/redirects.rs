//! Addresses of before lead on.

use super::{build, fails_after, minimal};
use crate::content::Redirect;
use crate::diagnostics::Origin;

fn redirect(from: &str, to: &str) -> Redirect {
    let origin = Origin { file: "redirections.toml".to_owned(), line: 3 };
    Redirect { from: from.to_owned(), to: to.to_owned(), origin }
}

#[test]
fn an_old_address_leads_on_with_and_without_the_host() {
    let mut content = minimal();
    content.site.url = "https://annuaire.example.org/sous/dossier/".to_owned();
    content.redirects = vec![
        redirect("/ancien/annuaire/", "/annuaire/#_43"),
        redirect("/fiche.html", "/a-propos/"),
        redirect("/page.php", "https://example.org/?a=1&b=\"2"),
    ];
    let built = build(&content);
    let page = built.text("ancien/annuaire/index.html");
    let to = "../../annuaire/#_43";
    assert!(page.contains(&format!("<meta http-equiv=\"refresh\" content=\"0; url={to}\">")), "{page}");
    assert!(page.contains(&format!("<a href=\"{to}\">")) && page.contains("noindex"));
    assert!(
        page.contains("rel=\"canonical\" href=\"https://annuaire.example.org/sous/dossier/annuaire/#_43\"")
    );
    assert!(built.text("fiche.html").contains("url=./a-propos/\">"));
    assert!(!built.files.contains_key("page.php"));
    assert_eq!(
        built.text("_redirects"),
        "/sous/dossier/ancien/annuaire/ /sous/dossier/annuaire/#_43 301\n\
         /sous/dossier/fiche.html /sous/dossier/a-propos/ 301\n\
         /sous/dossier/page.php https://example.org/?a=1&b=\"2 301\n"
    );
    assert!(!built.text("sitemap.xml").contains("ancien/annuaire"));
    assert!(!build(&minimal()).files.contains_key("_redirects"));
}

#[test]
fn a_redirect_that_leads_nowhere_or_hides_a_page_is_refused() {
    let lost = fails_after(|content, _| content.redirects.push(redirect("/a/", "/anuaire/")));
    assert_eq!(
        lost.to_string(),
        "redirections.toml:3 : « /anuaire/ » ne mène nulle part ; vouliez-vous dire « /annuaire/ » ?"
    );
    let hides = fails_after(|content, _| content.redirects.push(redirect("/annuaire/", "/besoins/")));
    assert!(hides.to_string().contains("annuaire/index.html"), "{hides}");
}
