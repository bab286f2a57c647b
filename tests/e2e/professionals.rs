//! The widget in `pro` mode: structures, resources and pages from one keyword.

use serde_json::{Value, json};

use crate::environment;
use crate::site::{build_ok, copy, sitegen_ok};
use crate::widget::Visit;

/// The widget for professionals on a member's page.
async fn professional(width: u32) -> Visit {
    Visit::open_page(&environment::dist(), width, |src| {
        format!("<h1>Notre structure</h1><script async src=\"{src}\" data-mode=\"pro\"></script>")
    })
    .await
}

/// The titles that the section shows, once it shows some, with what they link to.
async fn shown(visit: &Visit) -> Vec<(String, String)> {
    let list = visit
        .js(
            "await until(() => $('.everywhere li')); await wait(400); await until(() => $('.everywhere li'));\
             return [...root.querySelectorAll('.everywhere li a')].map((it) => [it.textContent, it.href])",
        )
        .await;
    serde_json::from_value(list).expect("a list of titles and addresses")
}

/// The addresses that the command line finds.
fn expected(words: &str) -> Vec<String> {
    let index = environment::index();
    let index = index.to_str().expect("a path in UTF-8");
    let json =
        sitegen_ok(["search", "--json", "--everywhere", "--limit", "3", "--index", index, "--", words]);
    let answer: Value = serde_json::from_str(&json).expect("JSON");
    let documents = answer["documents"].as_array().expect("documents");
    documents.iter().map(|it| it["address"].as_str().expect("an address").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_professional_finds_the_reference_in_force_from_a_members_page() {
    let visit = professional(320).await;
    let site = visit.site.as_ref().expect("the site is served").url();
    for words in ["référentiel acceuil", "santé mentale", "statistiques", "permanences rurales"] {
        visit.type_into("#keyword", words).await;
        let found: Vec<String> = shown(&visit).await.into_iter().map(|(_, address)| address).collect();
        let expected: Vec<String> = expected(words).into_iter().map(|it| format!("{site}{it}")).collect();
        assert_eq!(found, expected, "{words}");
    }
    visit.type_into("#keyword", "référentiel").await;
    let (title, address) = shown(&visit).await.swap_remove(0);
    assert!(title.contains("version rénovée"), "{title}");
    visit.browser.client.goto(&address).await.expect("the page opens");
    let body = visit.browser.client.execute("return document.body.innerText", vec![]).await.expect("a text");
    assert!(body.as_str().expect("a text").contains("en vigueur"));
}

/// Two meetings that are still to come whenever this runs: the sooner one far away.
#[tokio::test(flavor = "multi_thread")]
async fn events_near_the_place_come_first_and_the_distance_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let content = folder.path().join("content");
    copy(&environment::root().join("content"), &content);
    for (name, day, insee) in [("annecy", "2099-01-05", "74010"), ("le-puy", "2099-01-12", "43157")] {
        let event = format!(
            "+++\ntitre = \"Matinale d’essai, {name}\"\nresume = \"Une phrase.\"\ntype = \"matinale\"\npublie_le = 2026-11-01\n\
             debut = {day}T09:00:00\nfin = {day}T12:00:00\n\n[lieu]\ninsee = \"{insee}\"\n+++\n"
        );
        std::fs::write(content.join(format!("evenements/essai-{name}.md")), event).expect("an event");
    }
    build_ok(&content, folder.path());
    let visit = Visit::open_page(&folder.path().join("dist"), 320, |src| {
        format!("<h1>Notre structure</h1><script async src=\"{src}\" data-mode=\"pro\"></script>")
    })
    .await;
    let events = async || {
        let script = "await until(() => $('.everywhere li')); await wait(500);\
             return [...root.querySelectorAll('.everywhere li')].filter((it) => /essai/.test(it.innerText)).map((it) => it.innerText)";
        let list: Vec<String> = serde_json::from_value(visit.js(script).await).expect("texts");
        list.iter().map(|text| text.replace('\u{a0}', " ")).collect::<Vec<_>>()
    };
    visit.type_into("#keyword", "matinale essai").await;
    let found = events().await;
    assert!(found[0].contains("annecy") && found[1].contains("le-puy"), "the sooner first: {found:?}");
    assert!(found[0].contains("Lundi 5 janvier 2099, de 9 h à 12 h · Annecy (74)"), "{found:?}");
    visit.choose_place("Yssingeaux").await;
    visit.wait_for_text("Le Puy-en-Velay (43) · à 2").await;
    let found = events().await;
    assert!(found[0].contains("le-puy") && found[1].contains("annecy"), "the nearer first: {found:?}");
    visit.js("[...root.querySelectorAll('.everywhere button')].find((it) => /^Évènements/.test(it.textContent)).click()").await;
    let kinds = visit.js("return [...new Set([...root.querySelectorAll('.everywhere .about')].map((it) => it.textContent))]").await;
    assert!(kinds.as_array().is_some_and(|it| it.iter().all(|kind| kind != "Page")), "{kinds}");
    visit.screenshot("everywhere-events-320").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kinds_and_themes_narrow_what_is_shown_by_keyboard() {
    let visit = professional(320).await;
    visit.type_into("#keyword", "accueil").await;
    shown(&visit).await;
    // From the keyword, Tab leads through the controls of the section.
    let pressed = |label: &'static str| {
        let visit = &visit;
        async move {
            for _ in 0..40 {
                let focused = visit.js("return root.activeElement?.textContent ?? ''").await;
                if focused.as_str().expect("a text").starts_with(label) {
                    let element = visit.browser.client.active_element().await.expect("an element");
                    return element.send_keys(" ").await.expect("the space key");
                }
                let element = visit.browser.client.active_element().await.expect("an element");
                element.send_keys("\u{e004}").await.expect("the Tab key");
            }
            panic!("no button « {label} »");
        }
    };
    visit.focus("#keyword").await;
    pressed("Ressources (").await;
    let state = visit
        .js("return [$('[data-slot=results]').hidden, $('.everywhere [role=status]').textContent, $('.everywhere [aria-pressed=true]').textContent]")
        .await;
    assert_eq!(state[0], true, "structures step aside");
    let count = state[1].as_str().expect("a text");
    assert!(
        count.ends_with("ressources") && state[2].as_str().expect("a text").starts_with("Ressources ("),
        "{state}"
    );
    let themed = visit
        .js("const select = $('#everywhere-theme'); select.value = 'Droits et égalité'; select.dispatchEvent(new Event('change', { bubbles: true }));\
             return [...root.querySelectorAll('.everywhere li .about')].map((it) => it.textContent)")
        .await;
    let themed = themed.as_array().expect("a list");
    assert!(
        !themed.is_empty()
            && themed.iter().all(|it| it.as_str().expect("a text").contains("Droits et égalité")),
        "{themed:?}"
    );
    visit.js("$('.everywhere button').click()").await;
    assert_eq!(visit.js("return $('[data-slot=results]').hidden").await, false);
    visit.screenshot("professional-320").await;
    visit.js("$('[data-do=clear]').click(); await until(() => $('.everywhere').hidden)").await;
    assert_eq!(visit.browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn resources_are_fetched_only_when_asked_and_stay_without_a_network() {
    let beside = |visit: &Visit| -> Vec<String> {
        let mut requests = visit.requests();
        requests.retain(|path| path.contains("documents-") || path.contains("everywhere-"));
        requests
    };
    let visit = Visit::open(&environment::dist(), 400).await;
    visit.type_into("#keyword", "référentiel accueil").await;
    visit.find(".card").await;
    assert_eq!(beside(&visit), Vec::<String>::new(), "the public widget knows nothing of them");
    let mut visit = professional(400).await;
    visit.find("#keyword").await;
    visit.js("await until(() => $('.everywhere'))").await;
    assert!(beside(&visit).iter().all(|path| !path.contains("documents-")), "nothing was typed");
    visit.type_into("#keyword", "mobilité").await;
    shown(&visit).await;
    visit.js("await until(() => $('.card'))").await;
    assert_eq!(beside(&visit).len(), 2);
    visit.cut_network();
    visit.type_into("#keyword", "ecrire simple").await;
    assert!(shown(&visit).await[0].0.contains("Écrire simplement"));
    // A page that stops being for professionals shows structures only.
    visit.js("host.removeAttribute('data-mode'); host.script?.removeAttribute('data-mode'); host.setAttribute('mode', 'public'); await until(() => $('.everywhere').hidden)").await;
    assert_eq!(visit.js("return $('[data-slot=results]').hidden").await, false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_bundle_of_resources_is_told_and_can_be_asked_for_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let dist = folder.path().join("dist");
    crate::site::copy(&environment::dist(), &dist);
    let azimut = dist.join("azimut");
    let entries = std::fs::read_dir(&azimut).expect("a folder").map(|entry| entry.expect("an entry").path());
    let bundle =
        entries.into_iter().find(|path| path.to_string_lossy().contains("documents-")).expect("the bundle");
    let whole = std::fs::read(&bundle).expect("its bytes");
    std::fs::write(&bundle, &whole[..whole.len() / 2]).expect("half of it");
    let visit = Visit::open_page(&dist, 400, |src| {
        format!("<h1>Page</h1><script async src=\"{src}\" data-mode=\"pro\"></script>")
    })
    .await;
    visit.type_into("#keyword", "mobilité").await;
    visit.wait_for_text("n’ont pas pu être chargés").await;
    visit.find(".card").await;
    assert_eq!(visit.js("return $('.everywhere .choices a').pathname").await, json!("/coin-des-pros/"));
    std::fs::write(&bundle, &whole).expect("all of it");
    visit.browser.devtools("Network.clearBrowserCache", json!({})).await;
    visit.js("$('.everywhere .choices button').click()").await;
    assert!(!shown(&visit).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn resources_are_kept_on_the_device_with_the_directory() {
    let mut visit = Visit::open_site(&environment::dist(), 400, "coin-des-pros/recherche/").await;
    let ready = "await until(() => document.querySelector('azimut-annuaire')?.shadowRoot?.querySelector('.everywhere'))";
    visit.js(ready).await;
    visit.js("await until(() => $('[data-do=keep]')); $('[data-do=keep]').click(); await until(() => $('[data-do=forget]')); await navigator.serviceWorker.ready").await;
    visit.cut_network();
    visit.browser.client.refresh().await.expect("the page, from the device");
    visit.js(ready).await;
    visit.type_into("#keyword", "permanence rurale").await;
    assert!(shown(&visit).await[0].0.contains("permanence en milieu rural"));
}
