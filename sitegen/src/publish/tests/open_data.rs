//! What can be taken away: open data, and what search engines and browsers are told.

use serde_json::Value;

use super::{build, minimal};

/// Every JSON-LD of a page.
pub(super) fn json_ld(html: &str) -> Vec<Value> {
    let parts = html.split("application/ld+json\">").skip(1);
    parts.map(|part| serde_json::from_str(part.split_once("</script>").unwrap().0).unwrap()).collect()
}

#[test]
fn each_place_is_a_row_and_a_point() {
    let content = minimal();
    let built = build(&content);
    let mut table = csv::Reader::from_reader(built.files["donnees/annuaire.csv"].as_slice());
    let names: Vec<String> = table.headers().unwrap().iter().map(ToOwned::to_owned).collect();
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), content.place_count());
    let column = |name: &str| names.iter().position(|it| it == name).unwrap();
    let saugues = rows.iter().find(|row| &row[0] == "mission-locale-exemple/saugues").unwrap();
    for (name, value) in [
        ("structure", "Mission locale des Sucs d'Exemple"),
        ("commune", "Saugues"),
        ("code_insee", "43234"),
        ("telephone", "04 65 71 00 11"),
        ("verifie_le", "2026-04-10"),
        ("page", "https://annuaire.example.org/annuaire/mission-locale-exemple/#saugues"),
    ] {
        assert_eq!(saugues[column(name)].replace('’', "'"), value, "{name}");
    }
    let points: Value = serde_json::from_str(built.text("donnees/annuaire.geojson")).unwrap();
    let features = points["features"].as_array().unwrap();
    assert_eq!(features.len(), rows.len());
    for (feature, row) in features.iter().zip(&rows) {
        assert_eq!(feature["properties"]["id"], row[0]);
        let [longitude, latitude] =
            [0, 1].map(|axis| feature["geometry"]["coordinates"][axis].as_f64().unwrap());
        assert!((-180.0..180.0).contains(&longitude) && (-90.0..90.0).contains(&latitude));
        assert_eq!(latitude.to_string(), row[column("latitude")]);
    }
    let page = built.text("donnees/index.html");
    let dataset = json_ld(page).into_iter().find(|it| it["@type"] == "Dataset").unwrap();
    assert_eq!(dataset["license"], "https://example.org/licence");
    for download in dataset["distribution"].as_array().unwrap() {
        let path =
            download["contentUrl"].as_str().unwrap().strip_prefix("https://annuaire.example.org/").unwrap();
        assert_eq!(download["contentSize"], format!("{} B", built.files[path].len()));
    }
    assert!(names.iter().all(|name| page.contains(&format!("<code>{name}</code>"))), "each column is told");
}

#[test]
fn without_a_licence_nothing_is_given_away() {
    let mut content = minimal();
    content.site.licence = None;
    let built = build(&content);
    assert!(!built.files.keys().any(|path| path.starts_with("donnees/")));
    assert!(built.pages().all(|(_, html)| !html.contains("donnees/")));
}

#[test]
fn each_page_says_the_way_to_it() {
    let built = build(&minimal());
    let mut ways = 0;
    for (page, html) in built.pages() {
        for crumbs in json_ld(html).iter().filter(|it| it["@type"] == "BreadcrumbList") {
            let items = crumbs["itemListElement"].as_array().unwrap();
            for (number, item) in items.iter().enumerate() {
                assert_eq!(item["position"], number + 1, "{page}");
                if let Some(address) = item["item"].as_str() {
                    let path = address.strip_prefix("https://annuaire.example.org/").unwrap();
                    assert!(built.files.contains_key(&format!("{path}index.html")), "{page}: {address}");
                }
            }
            let shown = html.split_once("<nav class=\"crumbs\"").unwrap().1.split_once("</nav>").unwrap().0;
            assert_eq!(shown.matches("<li").count(), items.len(), "{page}");
            ways += 1;
        }
    }
    assert_eq!(ways, built.pages().filter(|(_, html)| html.contains("class=\"crumbs\"")).count());
    assert!(ways > 20);
    let need = built.text("besoins/chercher-un-emploi/index.html");
    let service = json_ld(need).into_iter().find(|it| it["@type"] == "GovernmentService").unwrap();
    assert_eq!(service["url"], "https://annuaire.example.org/besoins/chercher-un-emploi/");
}
