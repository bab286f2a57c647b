//! The pages of communes: who is shown there, and how one comes to them.

use std::collections::BTreeMap;

use fantoccini::Locator;
use sitegen::check;
use sitegen::content::Content;
use sitegen::content::gazetteer::Commune;

use crate::environment;
use crate::pages::{execute, tab_to, text, wait_for, without_scripts};
use crate::widget::Visit;

/// How far a page looks, and how many structures it shows.
const RADIUS_KM: f64 = 30.0;
const SHOWN: usize = 10;

/// Distances are shown to 100 m, from points that are rounded by less than 20 m: two ways to work one out may differ by
/// one step.
const STEP_KM: f64 = 0.1 + 1e-6;

/// Great-circle distance in kilometres, written out.
fn distance(from: (f64, f64), to: (f64, f64)) -> f64 {
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let (north, east) = (half(to.0 - from.0), half(to.1 - from.1));
    let a = north + from.0.to_radians().cos() * to.0.to_radians().cos() * east;
    2.0 * 6371.0088 * a.sqrt().asin()
}

/// For each structure its best place as the rule has it: one in the commune before others, then the nearest.
fn nearest(content: &Content, commune: &Commune) -> BTreeMap<String, (bool, f64)> {
    let of_structure = |structure: &sitegen::content::structures::Structure| {
        let places = structure.places.iter().map(|place| {
            let elsewhere = content.gazetteer.commune_of(place.locality).insee != commune.insee;
            let far = distance((commune.latitude, commune.longitude), (place.latitude, place.longitude));
            (elsewhere, far)
        });
        let within = places.clone().filter(|(_, far)| *far <= RADIUS_KM + STEP_KM);
        let order =
            |one: &(bool, f64), other: &(bool, f64)| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1));
        let best = within.min_by(order).or_else(|| places.min_by(order));
        best.map(|best| (structure.id.clone(), best))
    };
    content.structures.iter().filter_map(of_structure).collect()
}

/// What a page shows: the structures with their distances in kilometres.
fn shown(html: &str) -> Vec<(String, f64)> {
    let Some((_, list)) = html.split_once("<ol class=\"items near\">") else { return Vec::new() };
    let list = list.split("</ol>").next().unwrap_or_default();
    let item = |item: &str| {
        let id = item.split_once("annuaire/")?.1.split('/').next()?.to_owned();
        let far = item.split_once("<span class=\"far\">à ")?.1.split('\u{a0}').next()?.replace(',', ".");
        Some((id, far.parse().ok()?))
    };
    list.split("<li>").skip(1).map(|it| item(it).expect("an item")).collect()
}

/// The eight communes nearest to one, of those that have a page, by their INSEE codes; the plainest way.
fn around(served: &[&Commune], here: &Commune) -> Vec<String> {
    let flat = |it: &Commune| {
        let (north, east) = (it.latitude - here.latitude, it.longitude - here.longitude);
        let east = east * here.latitude.to_radians().cos();
        (north * north + east * east).sqrt()
    };
    let mut others: Vec<_> = served.iter().filter(|it| it.insee != here.insee && flat(it) < 0.3).collect();
    others.sort_by(|one, other| flat(one).total_cmp(&flat(other)));
    others.iter().take(8).map(|it| it.insee.to_lowercase()).collect()
}

/// The content of the demonstration.
fn demonstration() -> Content {
    let root = environment::root().join("content");
    let (content, _) = check::load(&root, "2026-11-15".parse().expect("a date"));
    content.expect("the content of the demonstration")
}

/// The communes that have a page.
fn served(content: &Content) -> Vec<&Commune> {
    let gazetteer = &content.gazetteer;
    let code = |it: &&Commune| content.site.departments.contains(&gazetteer.departments[it.department].code);
    gazetteer.communes.iter().filter(code).collect()
}

/// The name of a commune’s page, and what is in it.
fn page(commune: &Commune) -> (String, String) {
    let name = format!("{}-{}", sitegen::french::slug::slug(&commune.name), commune.insee);
    let path = environment::dist().join(format!("annuaire/commune/{name}/index.html"));
    let html = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    (name, html)
}

#[test]
fn communes_lead_to_those_around_them() {
    let content = demonstration();
    let served = served(&content);
    for commune in served.iter().step_by(10) {
        let (name, html) = page(commune);
        let (_, list) = html.split_once("<h2>Communes voisines</h2>").expect("communes around");
        let list = list.split("</ul>").next().unwrap_or_default();
        let codes = list.split("href=\"").skip(1).filter_map(|it| it.split("/\"").next()?.rsplit('-').next());
        assert_eq!(codes.collect::<Vec<_>>(), around(&served, commune), "{name}");
    }
}

#[test]
fn every_commune_shows_who_is_nearest() {
    let content = demonstration();
    let mut pages = 0;
    let mut widened = 0;
    for commune in served(&content) {
        let (name, html) = page(commune);
        pages += 1;
        // Who answers at a distance: in full where nobody is near, a link elsewhere.
        let nobody = html.contains("Aucune structure à moins de");
        assert_eq!(html.contains("À distance, pour tout le territoire"), nobody, "{name}");
        assert_eq!(html.contains("annuaire/a-distance/"), !nobody, "{name}");
        let shown = shown(&html);
        let nearest = nearest(&content, commune);
        let within = |km: f64| nearest.values().filter(|(_, far)| *far <= km).count();
        let (least, most) = (within(RADIUS_KM - STEP_KM), within(RADIUS_KM + STEP_KM));
        if most == 0 {
            // Nobody is near: the nearest three, said to be so.
            assert!(html.contains("Voici les plus proches") && shown.len() == 3 && nobody, "{name}");
            widened += 1;
        } else if least > 0 {
            assert!((least.min(SHOWN)..=most.min(SHOWN)).contains(&shown.len()), "{name}: {}", shown.len());
        }
        let mut expected: Vec<(bool, f64)> = nearest.values().copied().collect();
        expected.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
        for ((id, far), (elsewhere, best)) in shown.iter().zip(expected) {
            let own = nearest[id];
            assert!((own.1 - far).abs() <= STEP_KM, "{name}: {id} is at {} km, {far} are shown", own.1);
            assert!(
                own.0 == elsewhere && (best - far).abs() <= 2.0 * STEP_KM,
                "{name}: {id} at {far} km stands where {best} km should"
            );
        }
    }
    assert_eq!(pages, 4025);
    println!("{pages} communes, {widened} with nobody within {RADIUS_KM} km");
}

/// From the home page to whom one can see near Saugues, on a phone that runs no script.
#[tokio::test(flavor = "multi_thread")]
async fn a_commune_is_found_without_scripts() {
    let visit = without_scripts(320, "").await;
    tab_to(&visit, "Annuaire").await;
    wait_for(&visit, "Toutes les structures").await;
    tab_to(&visit, "Haute-Loire (43)").await;
    wait_for(&visit, "par ordre alphabétique").await;
    tab_to(&visit, "votre commune").await;
    wait_for(&visit, "Choisissez la vôtre").await;
    let link = visit.browser.client.find(Locator::LinkText("Saugues")).await.expect("the commune");
    link.click().await.expect("a click");
    wait_for(&visit, "Près de Saugues").await;
    let shown = text(&visit).await;
    assert!(
        shown.contains("Permanence de Saugues à 0,1 km") && shown.contains("Jeudi : de 13 h 30"),
        "{shown}"
    );
    visit.screenshot("commune-saugues-320").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_search_goes_on_from_the_page_of_a_commune() {
    let visit = Visit::open_site(&environment::dist(), 1280, "annuaire/commune/saint-etienne-42218/").await;
    let link = visit.browser.client.find(Locator::Css("a.button")).await.expect("the way to the search");
    link.click().await.expect("a click");
    let started = std::time::Instant::now();
    let place = "return document.querySelector('azimut-annuaire')?.shadowRoot?.querySelector('input[name=lieu], [role=combobox]')?.value ?? ''";
    loop {
        let value = execute(&visit, place).await;
        if value.as_str().is_some_and(|value| value.contains("Saint-Étienne")) {
            break;
        }
        assert!(started.elapsed() < crate::browser::PATIENCE, "the place is not taken over: {value}");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}
