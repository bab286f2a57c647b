//! What the site publishes for other programs, read by programs that are not ours.

use std::collections::BTreeSet;

use serde_json::json;

use crate::environment;
use crate::node::ask;
use crate::pages::KINDS;
use crate::site::files;

/// The structured data of a page.
fn structured(html: &str) -> Vec<&str> {
    let parts = html.split("<script type=\"application/ld+json\">").skip(1);
    parts.filter_map(|part| Some(part.split_once("</script>")?.0)).collect()
}

#[test]
fn structured_data_speaks_the_words_of_schema_org() {
    let dist = environment::dist();
    let mut data = Vec::new();
    for path in KINDS {
        let file = if path.ends_with(".html") { dist.join(path) } else { dist.join(path).join("index.html") };
        let html = std::fs::read_to_string(&file).expect("a page");
        data.extend(structured(&html).into_iter().map(|text| json!({ "name": path, "json": text })));
    }
    let all = format!("{data:?}");
    for kind in
        ["GovernmentOffice", "GovernmentService", "BreadcrumbList", "Dataset", "Event", "PostalAddress"]
    {
        assert!(all.contains(kind), "{kind} is somewhere");
    }
    let judged = |data: serde_json::Value| -> Vec<String> {
        let (typescript, schema) = (environment::typescript(), environment::schema_dts());
        ask("html/structured.cjs", &json!({ "typescript": typescript, "schema": schema, "data": data }))
    };
    let faults = judged(json!(data));
    assert!(faults.is_empty(), "{faults:#?}");
    let wrong = r#"{"@context":"https://schema.org","@type":"GovernmentOffice","adress":"1 rue"}"#;
    let faults = judged(json!([{ "name": "wrong", "json": wrong }]));
    assert!(faults.len() == 1 && faults[0].starts_with("wrong: "), "the judge judges: {faults:?}");
}

#[test]
fn each_page_names_a_picture_that_is_there() {
    let dist = environment::dist();
    let mut pictures = BTreeSet::new();
    for path in KINDS.iter().filter(|path| !path.ends_with(".html")) {
        let html = std::fs::read_to_string(dist.join(path).join("index.html")).expect("a page");
        let (_, rest) = html.split_once("<meta property=\"og:image\" content=\"").expect("a picture");
        let address = rest.split('"').next().expect("an address");
        let name = address.strip_prefix("https://annuaire.example.org/").expect("an address of ours");
        let png = std::fs::read(dist.join(name)).expect("the picture");
        let side = |at: usize| png[at..at + 4].iter().fold(0, |all, byte| all * 256 + u32::from(*byte));
        assert_eq!((side(16), side(20)), (1200, 630), "{path}");
        assert!(png.len() < 60_000, "{path}: {} bytes", png.len());
        pictures.insert(name.to_owned());
    }
    assert!(pictures.len() > 12, "texts have their own: {pictures:?}");
}

#[test]
fn the_site_map_is_valid_and_leads_to_every_page_once() {
    let dist = environment::dist();
    let text = std::fs::read_to_string(dist.join("sitemap.xml")).expect("the site map");
    let wrong = text.replacen("<loc>", "<lock>", 1).replacen("</loc>", "</lock>", 1);
    for (text, valid) in [(&text, true), (&wrong, false)] {
        let question = json!({
            "xmllint": environment::xmllint(),
            "schema": environment::sitemap().join("schema/sitemap.xsd"),
            "texts": [text],
        });
        let faults: Vec<String> = ask("html/sitemap.cjs", &question);
        assert_eq!(faults.is_empty(), valid, "{faults:?}");
    }
    let listed: Vec<&str> =
        text.split("<loc>").skip(1).filter_map(|part| Some(part.split_once("</loc>")?.0)).collect();
    let once: BTreeSet<&str> = listed.iter().copied().collect();
    assert_eq!(once.len(), listed.len());
    for address in &listed {
        let path = address.strip_prefix("https://annuaire.example.org/").expect("an address of ours");
        assert!(dist.join(path).join("index.html").is_file(), "{address}");
    }
    // Frames, redirections and the page of errors are nobody's aim.
    let pages = files(&dist);
    let pages = pages.keys().filter(|path| path.file_name().is_some_and(|name| name == "index.html"));
    assert!(pages.count() >= listed.len() && listed.len() > 4_900, "{}", listed.len());
}

#[test]
fn feeds_are_read_by_another_program() {
    let dist = environment::dist();
    let mut feeds = 0;
    for (path, bytes) in files(&dist) {
        if !bytes.windows(27).any(|it| it == b"http://www.w3.org/2005/Atom") {
            continue;
        }
        if path.extension().is_none_or(|it| it != "xml") {
            continue;
        }
        feeds += 1;
        let feed =
            feed_rs::parser::parse(bytes.as_slice()).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        let name = path.to_string_lossy().replace('\\', "/");
        assert!(!feed.id.is_empty() && feed.title.is_some() && feed.updated.is_some(), "{name}");
        let own = format!("https://annuaire.example.org/{name}");
        assert!(feed.links.iter().any(|it| it.rel.as_deref() == Some("self") && it.href == own), "{name}");
        assert!(!feed.entries.is_empty() && feed.entries.len() <= 30, "{name}");
        let ids: BTreeSet<&str> = feed.entries.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids.len(), feed.entries.len(), "{name}");
        let mut before = None;
        for entry in &feed.entries {
            let title = entry.title.as_ref().map(|it| it.content.as_str()).unwrap_or_default();
            assert!(!title.is_empty() && entry.summary.is_some(), "{name}: {}", entry.id);
            let link = entry.links.iter().find(|it| it.rel.as_deref() != Some("self")).expect("a link");
            let page = link.href.strip_prefix("https://annuaire.example.org/").expect("a page of ours");
            assert!(dist.join(page).join("index.html").is_file(), "{name}: {}", link.href);
            let updated = entry.updated.expect("a date");
            assert!(before.is_none_or(|it| updated <= it), "{name}: the newest comes first");
            assert!(feed.updated.is_some_and(|it| updated <= it), "{name}");
            before = Some(updated);
        }
    }
    assert_eq!(feeds, 4, "agenda, directory, resources, trainings");
}
