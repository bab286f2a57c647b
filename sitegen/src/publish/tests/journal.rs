//! The page and the feed of what has changed in the directory.

use super::{build, minimal};

#[test]
fn what_has_changed_has_a_page_and_a_feed() {
    let content = minimal();
    let built = build(&content);
    let html = built.text("annuaire/journal/index.html").replace('\u{a0}', " ");
    for said in [
        "<h2>Mai 2026</h2>",
        "<time class=\"small\" datetime=\"2026-05-20\">20 mai 2026</time> <a href=\"../../annuaire/cio-exemple/\">Centre d’information",
        "<dt>Nouvelle adresse</dt><dd>Permanence d’Yssingeaux : 4 rue du Marché, 43200 Yssingeaux",
        "<dt>Nouveaux horaires</dt></div>",
        "<h2>Mars 2026</h2>",
        "<strong>Antenne fermée d’Exemple</strong>",
    ] {
        assert!(html.contains(said), "{said}: {html}");
    }
    assert!(html.find("Mai 2026") < html.find("Mars 2026"), "the newest first");
    for page in ["annuaire/index.html", "plan-du-site/index.html"] {
        assert!(built.text(page).contains("annuaire/journal/\""), "{page} leads to it");
    }
    let feed = built.text("annuaire/journal.xml").replace('\u{a0}', " ");
    assert_eq!(feed.matches("<entry>").count(), 2, "a structure and a day at a time");
    assert!(feed.contains("d’Exemple : Nouvelle adresse et nouveaux horaires"), "{feed}");
    assert!(feed.contains("/annuaire/journal/\""), "what has no page leads to the journal");
    assert!(built.pages().all(|(_, html)| !html.contains("MOT-RESERVE-AUX-MEMBRES")));
    assert!(!feed.contains("MOT-RESERVE-AUX-MEMBRES"));
}

#[test]
fn without_a_journal_nothing_leads_to_one() {
    let mut content = minimal();
    content.journal.clear();
    let built = build(&content);
    assert!(built.files.keys().all(|path| !path.contains("journal")));
    assert!(built.pages().all(|(_, html)| !html.contains("journal/")));
}
