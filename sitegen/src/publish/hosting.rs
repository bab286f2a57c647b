//! The files that hosts, browsers and search engines read: `robots.txt`, `sitemap.xml`, `_headers`, `opensearch.xml`,
//! `site.webmanifest`.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::address::BaseUrl;
use super::error::PublishError;
use super::output::Output;
use crate::content::site::Site;
use crate::french;
use crate::templates::escape;

/// A year: what never changes at its address may be kept as long as the browser likes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Kept, but asked for again each time: one short answer says that nothing changed.
const ASK_AGAIN: &str = "public, max-age=0, must-revalidate";

/// What the site's own pages may load: their own files only. WebAssembly must be allowed by name; the
/// widget's styles are constructed sheets, which need no permission.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                      img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; \
                      worker-src 'self'; manifest-src 'self'";

/// Who may frame our pages: hosts join it with the policy above, and a browser obeys both. The page that is
/// made for frames has no such rule.
const FRAMES: &str = "frame-ancestors 'self'";

/// Kept for an hour, and for a week more while a newer one is fetched behind: coming back costs no request.
/// A loader that is older than its site finds its files gone and asks the manifest.
const LOADER: &str = "public, max-age=3600, stale-while-revalidate=604800";

/// What a browser finds the search by, and the site on a phone's screen.
const OPEN_SEARCH: &str = "opensearch.xml";
const WEB_MANIFEST: &str = "site.webmanifest";

/// The longest texts that OpenSearch 1.1 allows, in characters.
const SHORT_NAME: usize = 16;
const LONG_NAME: usize = 48;
const DESCRIPTION: usize = 1024;

/// Writes them. `icon` is the path of the icon; `pages` are the paths of the pages for search engines.
pub(super) fn publish(
    base: &BaseUrl,
    site: &Site,
    icon: &str,
    pages: &[String],
    output: &mut Output,
) -> Result<(), PublishError> {
    output.write(OPEN_SEARCH, open_search(base, site).as_bytes())?;
    output.write(WEB_MANIFEST, web_manifest(site, icon).as_bytes())?;
    output.write("robots.txt", robots(base).as_bytes())?;
    output.write("sitemap.xml", sitemap(base, pages).as_bytes())?;
    output.write("_headers", headers(base, pages).as_bytes())?;
    Ok(())
}

/// How a browser searches from its address bar. What is typed stands in the fragment, which is sent to nobody.
fn open_search(base: &BaseUrl, site: &Site) -> String {
    let title = french::text(&site.title);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{}</ShortName>\n<LongName>{}</LongName>\n<Description>{}</Description>\n\
         <Language>fr</Language>\n<InputEncoding>UTF-8</InputEncoding>\n\
         <Url type=\"text/html\" template=\"{}#annuaire&amp;mot={{searchTerms}}\"/>\n\
         </OpenSearchDescription>\n",
        escape(&shortened(&title, SHORT_NAME)),
        escape(&shortened(&title, LONG_NAME)),
        escape(&shortened(&french::text(&site.description), DESCRIPTION)),
        escape(&base.of(""))
    )
}

/// The words of a text that fit, in characters; at least a part of the first.
fn shortened(text: &str, most: usize) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        let longer = if out.is_empty() { word.to_owned() } else { format!("{out} {word}") };
        if longer.chars().count() > most {
            break;
        }
        out = longer;
    }
    // A name does not end with a small word: « Annuaire des ».
    while let Some((before, last)) = out.rsplit_once(' ')
        && out.len() < text.len()
        && last.chars().count() <= 3
    {
        out = before.to_owned();
    }
    if out.is_empty() { text.chars().take(most).collect() } else { out }
}

/// What the site is called on the screen of a phone. Addresses are relative to this file.
fn web_manifest(site: &Site, icon: &str) -> String {
    let title = french::text(&site.title);
    let manifest = serde_json::json!({
        "name": title,
        "short_name": shortened(&title, SHORT_NAME),
        "description": french::text(&site.description),
        "lang": "fr",
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "icons": [{ "src": icon, "type": "image/svg+xml", "sizes": "any" }],
    });
    manifest.to_string() + "\n"
}

fn robots(base: &BaseUrl) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", base.of("sitemap.xml"))
}

fn sitemap(base: &BaseUrl, pages: &[String]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for path in pages {
        out.push_str(&format!("<url><loc>{}</loc></url>\n", escape(&base.of(path))));
    }
    out.push_str("</urlset>\n");
    out
}

/// In the format that Netlify and Cloudflare Pages share. Where several rules meet, hosts join the values
/// of one header, so no two rules here give `Cache-Control` to the same address.
fn headers(base: &BaseUrl, pages: &[String]) -> String {
    let root = base.path();
    let shared = ["Access-Control-Allow-Origin: *", "Cross-Origin-Resource-Policy: cross-origin"];
    let mut out = String::new();
    let mut rule = |path: &str, headers: &[&str]| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{root}{path}");
        for header in headers {
            let _ = writeln!(out, "  {header}");
        }
    };
    rule(
        "*",
        &[
            &format!("Content-Security-Policy: {POLICY}"),
            "X-Content-Type-Options: nosniff",
            "Referrer-Policy: no-referrer",
            "Permissions-Policy: camera=(), microphone=(), geolocation=(self)",
        ],
    );
    let again = format!("Cache-Control: {ASK_AGAIN}");
    let for_ever = format!("Cache-Control: {FOR_EVER}");
    let loader = format!("Cache-Control: {LOADER}");
    rule("azimut.js", &[&loader, shared[0], shared[1]]);
    for listed in [OPEN_SEARCH, WEB_MANIFEST] {
        rule(listed, &[&again]);
    }
    for listed in [super::MANIFEST, "azimut-worker.js", "oembed.json"] {
        rule(listed, &[&again, shared[0], shared[1]]);
    }
    for hashed in ["azimut/*.js", "azimut/*.wasm", "azimut/*.azb", "azimut/shell-*"] {
        rule(hashed, &[&for_ever, shared[0], shared[1]]);
    }
    rule("assets/*", &[&for_ever]);
    let frames = format!("Content-Security-Policy: {FRAMES}");
    rule("cadre/*", &[&again]);
    rule("", &[&again, &frames]);
    let folders: BTreeSet<&str> =
        pages.iter().filter_map(|path| path.split_once('/')).map(|(folder, _)| folder).collect();
    for folder in folders {
        // Maps of other sites read the open data.
        let open: &[&str] = if folder == super::open_data::FOLDER { &[shared[0]] } else { &[] };
        rule(&format!("{folder}/*"), &[&[again.as_str(), frames.as_str()], open].concat());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{
        ASK_AGAIN, FOR_EVER, FRAMES, LOADER, POLICY, headers, open_search, robots, shortened, sitemap,
        web_manifest,
    };
    use crate::content::site::Site;
    use crate::publish::address::BaseUrl;

    #[test]
    fn each_address_gets_one_cache_rule() {
        let base = BaseUrl::parse("https://example.org/b/").unwrap();
        let pages = ["", "annuaire/", "annuaire/a/", "mentions/"].map(str::to_owned);
        let text = headers(&base, &pages);
        let rules: Vec<&str> = text.lines().filter(|line| !line.starts_with(' ')).collect();
        let expected = [
            "/b/*",
            "/b/azimut.js",
            "/b/opensearch.xml",
            "/b/site.webmanifest",
            "/b/azimut/manifest.json",
            "/b/azimut-worker.js",
            "/b/oembed.json",
            "/b/azimut/*.js",
            "/b/azimut/*.wasm",
            "/b/azimut/*.azb",
            "/b/azimut/shell-*",
            "/b/assets/*",
            "/b/cadre/*",
            "/b/",
            "/b/annuaire/*",
            "/b/mentions/*",
        ];
        assert_eq!(rules, expected);
        assert_eq!(text.matches("Cache-Control").count(), expected.len() - 1, "all but the first");
        assert!(text.contains("'wasm-unsafe-eval'"));
    }

    #[test]
    fn the_recipes_for_hosts_say_the_same() {
        let recipes = include_str!("../../../docs/HEBERGEMENT.md");
        for host in ["## nginx", "## Apache"] {
            let recipe = recipes.split_once(host).unwrap().1.split("\n## ").next().unwrap();
            for said in [POLICY, FRAMES, FOR_EVER, ASK_AGAIN, LOADER, "geolocation=(self)", "cross-origin"] {
                assert!(recipe.contains(said), "{host}: {said}");
            }
        }
    }

    #[test]
    fn the_search_is_known_to_browsers_and_asks_no_server() {
        let base = BaseUrl::parse("https://example.org/b/").unwrap();
        let site = Site { title: "Annuaire des conseillers".into(), ..Site::default() };
        let text = open_search(&base, &site);
        assert!(
            text.contains("<ShortName>Annuaire</ShortName>\n<LongName>Annuaire des conseillers</LongName>")
        );
        assert!(text.contains("template=\"https://example.org/b/#annuaire&amp;mot={searchTerms}\""));
        let manifest: serde_json::Value =
            serde_json::from_str(&web_manifest(&site, "assets/icone-1.svg")).unwrap();
        assert_eq!((&manifest["short_name"], &manifest["start_url"]), (&"Annuaire".into(), &"./".into()));
        assert_eq!(shortened("Anticonstitutionnellement", 5), "Antic");
        assert_eq!(shortened("Où aller", 16), "Où aller");
    }

    #[test]
    fn search_engines_get_whole_addresses() {
        let base = BaseUrl::parse("https://example.org/b/").unwrap();
        assert!(robots(&base).ends_with("Sitemap: https://example.org/b/sitemap.xml\n"));
        let map = sitemap(&base, &[String::new(), "annuaire/".to_owned()]);
        assert!(map.contains("<loc>https://example.org/b/</loc>"));
        assert!(map.contains("<loc>https://example.org/b/annuaire/</loc>"));
    }
}
