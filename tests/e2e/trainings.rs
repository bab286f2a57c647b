//! The trainings of professionals, as people go through them.

use fantoccini::Locator;

use crate::environment;
use crate::pages::{execute, tab_to, text, wait_for, without_scripts};
use crate::widget::Visit;

#[tokio::test(flavor = "multi_thread")]
async fn a_webinar_is_read_by_keyboard_without_scripts_then_without_a_network() {
    let mut visit = without_scripts(320, "").await;
    tab_to(&visit, "Coin des pros").await;
    wait_for(&visit, "La boîte à outils").await;
    tab_to(&visit, "12 formations").await;
    wait_for(&visit, "Prochaines dates").await;
    tab_to(&visit, "Compétence").await;
    tab_to(&visit, "Repérer les fragilités").await;
    wait_for(&visit, "2 formations, par ordre alphabétique").await;
    let chosen = text(&visit).await;
    assert!(chosen.contains("À réécouter et à lire, à tout moment · Transcription"), "{chosen}");
    tab_to(&visit, "la santé mentale des jeunes").await;
    wait_for(&visit, "A eu lieu le jeudi 15 octobre 2026, de 11 h à 12 h").await;
    tab_to(&visit, "Lire la transcription").await;
    let place = "return [location.hash, document.querySelector('#_transcription').getBoundingClientRect().top < innerHeight]";
    assert_eq!(execute(&visit, place).await, serde_json::json!(["#_transcription", true]));
    let said = text(&visit).await;
    let (heading, words) = said.split_once("Transcription\n").expect("its section");
    assert!(
        heading.contains("Qui appeler, et quand (CSV") && words.contains("le 3114, gratuit, jour et nuit")
    );
    visit.screenshot("transcript-320").await;

    // The pack holds it as well: the page, what was said and the document.
    let pack = std::fs::read(environment::dist().join("coin-des-pros/coin-des-pros.zip")).expect("the pack");
    visit.cut_network();
    let folder = tempfile::tempdir().expect("a folder");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(pack)).expect("a zip");
    zip.extract(folder.path()).expect("the files");
    let inside = folder.path().join("coin-des-pros");
    let first = url::Url::from_file_path(inside.join("index.html")).expect("an address");
    visit.browser.client.goto(first.as_str()).await.expect("the page opens");
    tab_to(&visit, "la santé mentale des jeunes").await;
    wait_for(&visit, "le 3114, gratuit, jour et nuit").await;
    let links = "return [...document.querySelectorAll('a[download]')].map((it) => it.href)";
    let links: Vec<String> = serde_json::from_value(execute(&visit, links).await).expect("addresses");
    assert_eq!(links.len(), 2);
    for link in links {
        let file = url::Url::parse(&link).expect("an address").to_file_path().expect("a file");
        assert!(file.is_file(), "{link}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_near_le_puy_is_found_in_the_agenda_and_registered_for() {
    let visit = without_scripts(320, "agenda/departement/43/").await;
    let agenda = text(&visit).await;
    assert!(agenda.contains("mardi 12 janvier 2027, de 14 h à 17 h · Le Puy-en-Velay (43)"), "{agenda}");
    tab_to(&visit, "Les outils en ligne de l’emploi").await;
    wait_for(&visit, "3 dates").await;
    let said = text(&visit).await;
    for words in
        ["Clermont-Ferrand (", "mardi 26 janvier 2027, de 9 h à 12 h\nEn ligne", "10 place de l’Exemple"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    let register = Locator::Css("a[href='https://inscription.example.org/outils-en-ligne']");
    let register = visit.browser.client.find(register).await.expect("a link");
    assert!(register.text().await.expect("its words").starts_with("S’inscrire"));
    visit.screenshot("sessions-320").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trainings_are_a_kind_of_their_own_in_the_one_search() {
    let visit = Visit::open_page(&environment::dist(), 320, |src| {
        format!("<h1>Notre structure</h1><script async src=\"{src}\" data-mode=\"pro\"></script>")
    })
    .await;
    // The word stands in what was said, nowhere else.
    visit.type_into("#keyword", "webinaire 3114").await;
    let first = visit
        .js("await until(() => $('.everywhere li')); await wait(500); return $('.everywhere li').innerText")
        .await;
    let first = first.as_str().expect("a text").replace('\u{a0}', " ");
    assert!(
        first.contains("la santé mentale des jeunes") && first.contains("À réécouter et à lire"),
        "{first}"
    );
    assert!(first.contains("Webinaire, 1 h, découverte"), "{first}");
    visit.type_into("#keyword", "accueil").await;
    let button = "await wait(500); const button = [...root.querySelectorAll('.everywhere button')].find((it) => /^Formations/.test(it.textContent)); button.click();\
         return [button.textContent, $('.everywhere [role=status]').textContent, [...root.querySelectorAll('.everywhere li a')].map((it) => new URL(it.href).pathname)]";
    let seen = visit.js(button).await;
    let addresses: Vec<String> = serde_json::from_value(seen[2].clone()).expect("addresses");
    assert!(
        addresses.len() > 2 && addresses.iter().all(|it| it.starts_with("/coin-des-pros/formations/")),
        "{seen}"
    );
    assert!(seen[1].as_str().expect("a text").ends_with("formations"), "{seen}");
    visit.screenshot("everywhere-trainings-320").await;
}
