//! What a visitor does with results: chips, links, Back, the sheet, contacts.

use serde_json::json;

use crate::environment;
use crate::widget::Visit;

async fn opened(width: u32) -> Visit {
    let visit = Visit::open(&environment::dist(), width).await;
    visit.wait_for_text("Choisissez un besoin").await;
    visit
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_places_follows_the_pattern_of_comboboxes() {
    let visit = opened(360).await;
    let field = visit.find("#place").await;
    visit.focus("#place").await;
    field.send_keys("saint-e").await.expect("keys");
    visit.find("[role=option]").await;
    let state = "return [$('#place').ariaExpanded, $('#place').getAttribute('aria-activedescendant'), $('[aria-selected=true]')?.id ?? null, $('#place').value]";
    assert_eq!(visit.js(state).await, json!(["true", null, null, "saint-e"]));
    field.send_keys("\u{e015}").await.expect("down");
    assert_eq!(visit.js(state).await, json!(["true", "option-0", "option-0", "saint-e"]));
    field.send_keys("\u{e013}").await.expect("up");
    let last = visit.js("return `option-${root.querySelectorAll('[role=option]').length - 1}`").await;
    assert_eq!(visit.js("return $('[aria-selected=true]').id").await, last, "it goes round");
    // Drivers take the focus away before they send keys; what does not open the list is pressed by hand.
    visit.js("$('#place').dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }))").await;
    assert_eq!(
        visit.js(state).await,
        json!(["true", null, null, "saint-e"]),
        "the cursor is in the text again"
    );
    field.send_keys("\u{e00c}").await.expect("escape");
    assert_eq!(visit.js(state).await, json!(["false", null, null, "saint-e"]));
    field.send_keys("\u{e015}\u{e007}").await.expect("down, enter");
    let chosen =
        visit.js("return [$('#place').value, root.activeElement.id, $('#place').ariaExpanded]").await;
    assert_eq!(chosen, json!(["Saint-Étienne (42)", "place", "false"]));
    // A press on an entry does not lose the field's focus first.
    visit.type_into("#place", "brioude").await;
    visit.find("[role=option]").await.click().await.expect("a press");
    assert_eq!(visit.js("return $('#place').value").await, "Brioude (43)");
}

/// Nantes is far away, and no village that is called nearly so; Geneva is outside too, and near.
#[tokio::test(flavor = "multi_thread")]
async fn a_town_outside_is_known_and_what_is_near_it_is_found() {
    let visit = opened(320).await;
    let choose = |town: &str| {
        format!(
            "$('#place').focus(); $('#place').value = '{town}'; $('#place').dispatchEvent(new Event('input', {{ bubbles: true }}));\
             await until(() => $('[role=option]')?.textContent.includes('hors de ce territoire'));\
             $('#place').blur(); await until(() => $('.card'));\
             return [$('#place').value, $('#place').ariaInvalid, $('[data-slot=place-problem]').textContent, $('[data-slot=location]').textContent]"
        )
    };
    let told =
        "Ce lieu est hors de ce territoire. Voici ce qui est le plus près, et ce qui répond à distance.";
    assert_eq!(visit.js(&choose("nantes")).await, json!(["Nantes (44)", null, "", told]));
    visit.wait_for_text("Aucune structure à moins de 10 km. Voici les plus proches").await;
    assert_eq!(visit.js(&choose("geneve")).await, json!(["Genève (CH)", null, "", told]));
    visit.wait_for_text("structures à moins de 10 km").await;
    // A link keeps it, also before what is around has come.
    let link = format!("{}#annuaire&lieu=Nantes", visit.host.as_ref().expect("the host page").url());
    visit.browser.client.goto("about:blank").await.expect("elsewhere");
    visit.browser.client.goto(&link).await.expect("the link opens");
    visit.wait_for_text("Aucune structure à moins de 10 km. Voici les plus proches").await;
    assert_eq!(visit.js("return $('#place').value").await, "Nantes (44)");
}

#[tokio::test(flavor = "multi_thread")]
async fn back_and_links_keep_the_search_in_the_address_only() {
    let visit = opened(760).await;
    visit.tick_need("Découvrir des métiers").await;
    visit.choose_place("le puy").await;
    visit.type_into("#keyword", "jeunes").await;
    visit.find(".card").await;
    let address = visit.browser.client.current_url().await.expect("an address");
    assert_eq!(
        address.fragment(),
        Some("annuaire&besoin=decouvrir-des-metiers&lieu=Le%20Puy-en-Velay%20%2843%29&mot=jeunes")
    );
    let shown = visit.structures().await;
    // The same address in a new visit gives the same search.
    let link = address.to_string();
    visit.browser.client.goto("about:blank").await.expect("elsewhere");
    visit.browser.client.goto(&link).await.expect("the link");
    visit.wait_for_structures(&shown).await;
    // A decision is one step back; typing is one step, whatever its length.
    visit.js("$('[data-do=clear]').click(); await until(() => location.hash === '')").await;
    visit.tick_need("Trouver sa voie").await;
    visit.type_into("#keyword", "emploi").await;
    visit.js("await until(() => location.hash.endsWith('mot=emploi'))").await;
    visit.js("history.back(); await until(() => location.hash === '#annuaire&besoin=trouver-sa-voie'); await until(() => $('#keyword').value === '')").await;
    visit.js("history.back(); await until(() => location.hash === ''); await until(() => !$('[data-do=\"need:1\"]').checked)").await;
    visit.js("history.forward(); await until(() => $('[data-do=\"need:1\"]').checked)").await;
    // An old link says what it could not apply.
    visit.js("location.hash = '#annuaire&besoin=un-besoin-disparu,trouver-sa-voie&lieu=Atlantide'; await until(() => $('.notice:not(:first-child)') || root.textContent.includes('Ce lien date'))").await;
    visit.wait_for_text("un-besoin-disparu, Atlantide n’existe plus").await;
    // A fragment of the page's own is left alone.
    visit
        .js("location.hash = '#chapitre'; await wait(50); type('#keyword', 'formation'); await wait(300)")
        .await;
    assert_eq!(visit.js("return location.hash").await, "#chapitre");
}

#[tokio::test(flavor = "multi_thread")]
async fn chips_take_criteria_away_and_nothing_found_helps() {
    let visit = opened(360).await;
    visit.tick_need("Découvrir des métiers").await;
    visit.choose_place("aurillac").await;
    visit.find(".card").await;
    let chips =
        visit.js("return [...root.querySelectorAll('button.active')].map((it) => it.ariaLabel)").await;
    assert_eq!(chips, json!(["Retirer : Découvrir des métiers", "Retirer : Aurillac (15)"]));
    visit.js("$('[data-do=\"drop:place\"]').click(); await until(() => $('#place').value === '')").await;
    assert_eq!(visit.js("return root.activeElement.dataset.do").await, "heading", "the focus is not lost");
    // Words that only exist apart.
    visit.js("$('[data-do=clear]').click(); type('#keyword', 'apec'); await until(() => $('.card'));\
              [...root.querySelectorAll('.criteria .check')].find((it) => it.textContent.includes('Collégiens')).querySelector('input').click();\
              await until(() => $('.nothing') || $('.card'))").await;
    if visit.js("return !!$('.nothing')").await == true {
        visit.wait_for_text("Sans «\u{a0}Mot-clé\u{a0}»").await;
        visit.screenshot("nothing-360").await;
        visit.js("$('.ways button').click(); await until(() => $('.card'))").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_link_gives_the_same_results_in_another_browser_on_another_site() {
    let here = opened(760).await;
    here.tick_need("Découvrir des métiers").await;
    here.choose_place("le puy").await;
    here.choose_radius(50).await;
    here.type_into("#keyword", "jeunes").await;
    here.js("await until(() => location.hash.endsWith('&mot=jeunes'))").await;
    let link = here.browser.client.current_url().await.expect("an address");
    let shown = here.structures().await;
    assert!(shown.len() > 3, "{shown:?}");
    let there = Visit::prepare(&environment::dist(), 360, |script| {
        format!(
            "<h2>Autre site</h2><script src=\"{script}\" async></script><div class=\"azimut-annuaire\"></div>"
        )
    })
    .await;
    let page = there.host.as_ref().expect("the other page is served").url();
    assert_ne!(Some(page.as_str()), link.as_str().split('#').next(), "another origin");
    let fragment = link.fragment().expect("the criteria");
    there.browser.client.goto(&format!("{page}#{fragment}")).await.expect("the link opens");
    there.js("await until(() => root?.querySelector('.card'))").await;
    let structures = "return [...root.querySelectorAll('.card')].map((it) => it.dataset.structure)";
    there.js("await until(() => $('.why'))").await;
    assert_eq!(there.js(structures).await, json!(shown));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_proposed_when_nobody_is_near_keeps_its_promise() {
    let visit = opened(360).await;
    visit.js("type('#place', 'Pinols'); $('#place').blur(); await until(() => $('.card .contacts'))").await;
    visit.choose_radius(5).await;
    visit.wait_for_text("Aucune structure à moins de 5 km").await;
    // The count that a proposal gives is the one that the results then have.
    let promise = visit
        .js("const way = $('.ways [data-do^=\"widen:\"]'); const [, km, count] = way.textContent.match(/À moins de (\\d+) km : (\\d+) structure/);\
             way.click(); await until(() => !$('.ways'));\
             return [km, count, $('[data-do=heading]').textContent, $('#radius').value, root.activeElement.dataset.do]")
        .await;
    let (km, count) = (promise[0].as_str().expect("a radius"), promise[1].as_str().expect("a count"));
    let heading = promise[2].as_str().expect("a heading");
    assert!(
        heading.starts_with(&format!("{count} structure"))
            && heading.ends_with(&format!("à moins de {km} km")),
        "{promise}"
    );
    assert_eq!((&promise[3], &promise[4]), (&json!(km), &json!("heading")));
    visit.screenshot("wider-360").await;
    // Words that no structure has together evoke a need; each proposal is tried.
    let ways = visit
        .js("$('[data-do=clear]').click(); type('#place', 'Le Puy-en-Velay'); $('#place').blur(); $('[data-do=\"network:0\"]').click(); type('#keyword', 'changer de métier xyzzyx'); await wait(500);\
             return [...root.querySelectorAll('.ways button')].map((it) => [it.dataset.do, it.textContent])")
        .await;
    for way in ways.as_array().expect("a list") {
        let (does, text) = (way[0].as_str().expect("a name"), way[1].as_str().expect("a text"));
        let Some(count) = text.split(|it: char| !it.is_ascii_digit()).rfind(|it| !it.is_empty()) else {
            continue;
        };
        let found = visit
            .js_with("const back = history.length; $(`[data-do=\"${given}\"]`).click(); await wait(100); const found = $('[data-do=heading]').textContent; history.back(); await until(() => $(`.ways [data-do=\"${given}\"]`)); return found", json!(does))
            .await;
        assert!(
            found.as_str().is_some_and(|it| it.starts_with(&format!("{count} structure"))),
            "{text}: {found}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_that_does_not_come_is_told_by_its_reason() {
    let visit = opened(360).await;
    for (fault, sentence) in [
        (json!(1), "n’est pas partagée avec cette page"),
        (json!(2), "ne sait pas où il est"),
        (json!(3), "n’est pas arrivée à temps"),
    ] {
        visit.js_with("navigator.geolocation.getCurrentPosition = (_, failed) => setTimeout(failed, 10, { code: given }); $('[data-do=locate]').click()", fault).await;
        visit.wait_for_text(sentence).await;
        assert_eq!(visit.js("return $('#place').ariaInvalid").await, json!(null), "no fault of the field");
    }
    visit.js("Object.defineProperty(navigator, 'geolocation', { value: undefined }); $('[data-do=locate]').click()").await;
    visit.wait_for_text("ne sait pas où il est").await;
    visit.js("type('#place', 'Brioude'); await until(() => $('.card'))").await;
    assert!(!visit.text().await.contains("ne sait pas où il est"), "what is typed counts");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_results_come_on_demand_and_keep_the_place() {
    let visit = opened(760).await;
    visit.tick_need("Découvrir des métiers").await;
    visit.find(".card .contacts").await;
    let seen = visit
        .js("const before = root.querySelectorAll('.card').length; $('[data-do=more]').click();\
             await until(() => root.querySelectorAll('.card').length > before);\
             return [before, root.querySelectorAll('.card').length, root.activeElement.dataset.do]")
        .await;
    assert_eq!(seen, json!([10, 20, "card:11"]));
    // Results come while typing, as cards that stay when they stay.
    let kept = visit
        .js("type('#place', 'Le Puy-en-Velay'); await until(() => $('#place').value && $('[data-do=\"drop:place\"]'));\
             const first = $('.card'); type('#keyword', first.querySelector('.card-title').textContent.split(' ')[0]);\
             await until(() => $('.why')); return $('[data-do=heading]').textContent")
        .await;
    assert!(kept.as_str().expect("a heading").contains("structure"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_is_made_here_with_three_structures_at_least() {
    let visit = opened(760).await;
    visit.tick_need("Découvrir des métiers").await;
    visit.choose_place("le puy").await;
    visit.find(".card .contacts").await;
    let seen = visit
        .js("$('.card [data-do^=\"add:\"]').click(); await until(() => $('[data-do=sheet]'));\
             const pressed = $('.card [data-do^=\"add:\"]').ariaPressed;\
             $('[data-do=sheet]').click(); await until(() => $('dialog').open && $('dialog .entry'));\
             await until(() => $('svg.code path')); const link = $('.again a');\
             return [pressed, root.querySelectorAll('dialog .entry').length, !!$('dialog .also'), $('dialog').textContent.includes('Rien de ce que vous écrivez ici n’est envoyé'), $('dialog').contains(root.activeElement),\
               link.href === location.href && link.textContent === link.href]")
        .await;
    assert_eq!(seen, json!(["true", 3, true, true, true, true]));
    visit.screenshot("sheet-760").await;
    // Printed from a document of its own; the page around us is not.
    let printed = visit
        .js("let paper; const append = Element.prototype.append;\
             Element.prototype.append = function (...nodes) { append.apply(this, nodes); const frame = nodes[0];\
               if (frame.tagName === 'IFRAME') frame.contentWindow.print = () => { const page = frame.contentDocument;\
                 paper = [page.body.innerText, `<!doctype html><style>${[...page.adoptedStyleSheets[0].cssRules].map((it) => it.cssText).join('')}</style>${page.body.outerHTML}`]; }; };\
             window.print = () => { paper = ['the page', '']; };\
             $('[data-do=print]').click(); await until(() => paper); return paper")
        .await;
    visit.save("sheet-print.html", printed[1].as_str().expect("a page"));
    let printed = printed[0].as_str().expect("a text");
    assert!(printed.contains("Fiche d’orientation") && printed.contains("Téléphone"), "{printed}");
    assert!(!printed.contains("Notre structure"), "only the sheet");
    visit.js("$('[data-do=close-sheet]').click(); await until(() => !$('dialog').open)").await;
    visit.js("await wait(50); $('[data-do=sheet]').click(); await until(() => $('dialog').open)").await;
    let body = visit.find("dialog").await;
    body.send_keys("\u{e00c}").await.expect("escape");
    visit.js("await until(() => !$('dialog').open); await wait(50); $('[data-do=sheet]').click(); await until(() => $('dialog').open)").await;
    assert!(visit.requests().iter().all(|path| !path.contains('?')));
}

/// A counsellor chooses two structures, says why, adds a note, and prints and sends the sheet: the note is on paper only.
#[tokio::test(flavor = "multi_thread")]
async fn a_counsellor_says_why_and_the_note_stays_on_the_device() {
    let mut visit = Visit::open_site(&environment::dist(), 320, "").await;
    visit.js("await until(() => $('form')); host.scrollIntoView(); await until(() => $('[data-slot=results]').textContent)").await;
    visit.tick_need("Découvrir des métiers").await;
    visit.choose_place("le puy").await;
    visit.find(".card .contacts").await;
    let names = visit
        .js("const cards = [...root.querySelectorAll('.card')].slice(0, 2);\
             for (const card of cards) { card.querySelector('[data-do^=\"add:\"]').click(); await wait(50); }\
             $('[data-do=sheet]').click(); await until(() => $('dialog').open && root.querySelectorAll('dialog .entry textarea').length === 2);\
             return [...root.querySelectorAll('dialog .entry h3')].map((it) => it.textContent)")
        .await;
    let write = |field: &'static str, words: &'static str| json!({ "field": field, "words": words });
    let fill = "const area = root.querySelectorAll('dialog textarea')[given.field]; area.focus(); area.value = given.words;\
                area.dispatchEvent(new Event('input', { bubbles: true })); area.dispatchEvent(new Event('change', { bubbles: true })); await wait(100); return area.value";
    for given in [
        write("0", "Des métiers à voir & à essayer : 2 demi-journées"),
        write("1", "  Un <b>autre</b>\n regard  "),
        write("2", "Rappeler jeudi, ne pas parler de l’ancien employeur."),
    ] {
        visit.js_with(fill, given).await;
    }
    visit.screenshot("sheet-320").await;
    let link = visit
        .js("await until(() => $('svg.code path')); const link = $('.again a').href; let text = '';\
             navigator.clipboard.writeText = async (it) => { text = it; };\
             $('dialog [data-do=share]').click(); await until(() => text); return [link, text, location.href]")
        .await;
    let link: [String; 3] = serde_json::from_value(link).expect("three addresses");
    assert!(link[0] == link[1] && link[1] == link[2], "{link:?}");
    assert!(link[0].contains("&fiche=") && link[0].matches("&raison=").count() == 2, "{link:?}");
    assert!(
        !link[0].contains("Rappeler") && !link[0].contains("employeur"),
        "the note is in no link: {link:?}"
    );
    // On paper: reasons and note as text.
    let printed = visit
        .js("let paper; const append = Element.prototype.append;\
             Element.prototype.append = function (...nodes) { append.apply(this, nodes); const frame = nodes[0];\
               if (frame?.tagName === 'IFRAME') frame.contentWindow.print = () => { paper = [frame.contentDocument.body.innerText, frame.contentDocument.querySelectorAll('textarea, b').length]; }; };\
             $('[data-do=print]').click(); await until(() => paper); return paper")
        .await;
    assert_eq!(printed[1], 0, "fields are text on paper, and text is text");
    let paper = &printed[0].as_str().expect("a text").replace('\u{a0}', " ");
    for words in
        ["Pourquoi cette structure : Des métiers", "Un <b>autre</b>", "Note : Rappeler jeudi, ne pas parler"]
    {
        assert!(paper.contains(words), "{words}: {paper}");
    }
    // Closed and opened again, the note is still there; « Précédent » closes the sheet.
    let again = visit
        .js("$('[data-do=close-sheet]').click(); await until(() => !$('dialog').open); await wait(50); const closed = location.href;\
             $('[data-do=sheet]').click(); await until(() => root.querySelectorAll('dialog textarea').length === 3);\
             const areas = [...root.querySelectorAll('dialog textarea')].map((it) => it.value);\
             history.back(); await until(() => !$('dialog').open); return [closed, areas]")
        .await;
    assert!(!again[0].as_str().expect("an address").contains("fiche="), "{again}");
    let reasons = ["Des métiers à voir & à essayer : 2 demi-journées", "Un <b>autre</b> regard"];
    assert_eq!(
        again[1],
        json!([reasons[0], reasons[1], "Rappeler jeudi, ne pas parler de l’ancien employeur."])
    );
    // Whoever gets the link sees the sheet with its reasons, and no note; without a network, once the page is open.
    visit.browser.client.goto("about:blank").await.expect("another page");
    visit.browser.client.goto(&link[0]).await.expect("the link opens");
    let got = visit
        .js("await until(() => $('dialog')?.open && root.querySelectorAll('dialog textarea').length === 3);\
             return [[...root.querySelectorAll('dialog .entry h3')].map((it) => it.textContent), [...root.querySelectorAll('dialog textarea')].map((it) => it.value), location.href]")
        .await;
    assert_eq!(got, json!([names, [reasons[0], reasons[1], ""], link[0]]));
    assert!(visit.requests().iter().all(|path| !path.contains('?') && !path.contains("raison")));
    visit.cut_network();
    // A structure that is taken off takes its reason along.
    let left = visit
        .js("$('dialog .entry [data-do^=\"add:\"]').click(); await until(() => root.querySelectorAll('dialog .entry h3').length === 1); await wait(100);\
             return [root.querySelector('dialog .entry textarea').value, $('.again a').href]")
        .await;
    assert_eq!(left[0], reasons[1]);
    assert_eq!(left[1].as_str().expect("an address").matches("raison=").count(), 1);
    // A new sheet, for somebody else: nothing of the one before is left.
    let anew = visit
        .js("const note = root.querySelectorAll('dialog textarea')[1]; note.value = 'Une note'; note.dispatchEvent(new Event('change', { bubbles: true }));\
             $('[data-do=new-sheet]').click(); await until(() => !$('dialog').open); await wait(50); const focus = root.activeElement?.dataset.do;\
             for (const it of root.querySelectorAll('.card details')) it.open = true; $('.card [data-do^=\"add:\"]').click(); await until(() => $('[data-do=sheet]')); $('[data-do=sheet]').click();\
             await until(() => root.querySelectorAll('dialog textarea').length === 2);\
             return [focus, [...root.querySelectorAll('dialog textarea')].map((it) => it.value), /raison/.test($('.again a').href)]")
        .await;
    assert_eq!(anew, json!(["heading", ["", ""], false]));
}

#[tokio::test(flavor = "multi_thread")]
async fn contacts_can_be_followed_copied_and_saved() {
    let visit = opened(760).await;
    visit
        .browser
        .devtools(
            "Browser.grantPermissions",
            json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }),
        )
        .await;
    visit.choose_place("le puy").await;
    visit.find(".card .contacts").await;
    let links = visit.js("return [...$('.card').querySelectorAll('a')].map((it) => it.href)").await;
    let links: Vec<&str> = links.as_array().expect("links").iter().filter_map(|it| it.as_str()).collect();
    for scheme in ["tel:", "mailto:", "geo:", "https://www.openstreetmap.org/"] {
        assert!(links.iter().any(|link| link.starts_with(scheme)), "{scheme} in {links:?}");
    }
    let report = links.iter().find(|link| link.contains("subject=")).expect("a way to report a mistake");
    assert!(report.starts_with("mailto:annuaire@example.org?subject=Annuaire%20%3A%20"), "{report}");
    let copied = visit
        .js("let text = ''; navigator.clipboard.writeText = async (it) => { text = it; };\
             $('[data-do^=\"copy:\"]').click(); await until(() => text);\
             await until(() => $('.told')?.textContent === 'Coordonnées copiées.' && $('.told').closest('.card')); return text")
        .await;
    let copied = copied.as_str().expect("a text");
    assert!(copied.contains("43") && copied.contains("/annuaire/"), "{copied}");
    let shared = visit
        .js("let text = ''; navigator.clipboard.writeText = async (it) => { text = it; };\
             $('[data-do=share]').click(); await until(() => text); return text")
        .await;
    assert!(shared.as_str().expect("a link").contains("#annuaire&lieu=Le%20Puy"), "{shared}");
    let card = visit
        .js("let blob; const make = URL.createObjectURL; URL.createObjectURL = (it) => { blob = it; return make.call(URL, it); };\
             HTMLAnchorElement.prototype.click = function () { this.named = this.download; window.saved = this.download; };\
             $('[data-do^=\"vcard:\"]').click(); await until(() => blob); return [window.saved, blob.type, await blob.text()]")
        .await;
    assert!(card[0].as_str().expect("a name").ends_with(".vcf"));
    let text = card[2].as_str().expect("a card");
    assert!(text.starts_with("BEGIN:VCARD\r\nVERSION:4.0\r\n") && text.contains("\r\nTEL"), "{text}");
}

/// What is near comes right behind the heading; the map and the link of the search follow it.
#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_is_sent_shows_its_first_results_on_a_phone() {
    let visit = opened(320).await;
    let phone = json!({ "width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": false });
    visit.browser.devtools("Emulation.setDeviceMetricsOverride", phone).await;
    visit.choose_place("saugues").await;
    visit.find(".card .contacts").await;
    let seen = visit
        .js("scrollTo(0, 0); $('#keyword').focus(); scrollTo(0, 0);\
             const below = $('.card').getBoundingClientRect().top > innerHeight;\
             $('.primary[type=submit]').click(); await wait(100);\
             const at = (selector) => $(selector).getBoundingClientRect().top;\
             return [below, root.activeElement.dataset.do, at('[data-do=heading]') > -1, at('.card') < innerHeight / 2,\
                     at('.card') < at('[data-do=share]') && at('[data-do=share]') < at('.foot'), at('.card') < at('.map')]")
        .await;
    assert_eq!(seen, json!([true, "heading", true, true, true, true]));
    // One structure alone gives no choice: a radius that gives one is proposed, and keeps its promise.
    let wider = visit
        .js("const shown = root.querySelectorAll('.cards')[0].children.length; const way = $('.ways [data-do^=\"widen:\"]');\
             const [km, promised] = way.textContent.match(/\\d+/g).map(Number); way.click(); await wait(100);\
             const heading = $('[data-do=heading]').textContent.match(/\\d+/g).map(Number);\
             return [shown < 3, promised >= 3, heading[0] === promised, heading[1] === km, $('.ways') === null]")
        .await;
    assert_eq!(wider, json!([true, true, true, true, true]));
    visit.screenshot("results-sent-320").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn needs_can_be_filtered_on_a_small_screen() {
    let visit = opened(320).await;
    let seen = visit
        .js("$('details.needs').open = true; await wait(50);\
             const tall = $('details.needs').getBoundingClientRect().height / innerHeight;\
             type('#filter', 'francais'); await wait(50);\
             const left = [...root.querySelectorAll('.needs:not(.criteria) .check')].filter((it) => it.checkVisibility()).map((it) => it.querySelector('.label').textContent);\
             type('#filter', 'xyzzy'); await wait(50); const none = $('[data-slot=filter-none]').textContent;\
             $('[data-do=done]').click();\
             return [tall < 0.85, left, none.length > 0, $('details.needs').open, root.activeElement.tagName]")
        .await;
    assert_eq!(seen[0], true, "the list leaves room");
    assert_eq!(seen[1], json!(["Améliorer son français, la lecture ou le calcul"]));
    assert_eq!((&seen[2], &seen[3], &seen[4]), (&json!(true), &json!(false), &json!("SUMMARY")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_answers_in_its_first_lines_and_unfolds() {
    let visit = opened(320).await;
    visit.js("type('#place', 'Brioude'); await until(() => $('.card .contacts')); $('#place').blur()").await;
    // Those that answer at a distance are counted apart, and do not make the others more than they are.
    let groups = "return [[...root.querySelectorAll('.results-heading')].map((it) => it.textContent),\
         [...root.querySelectorAll('ol.cards')].map((it) => [it.start, it.children.length])]";
    assert_eq!(
        visit.js(groups).await,
        json!([["2 structures à moins de 10 km", "7 structures répondent à distance"], [[1, 2], [3, 7]]])
    );
    // Three of them in a screen and a half of a small phone.
    let height = visit
        .js("return [...root.querySelectorAll('.card')].slice(0, 3).reduce((sum, card) => sum + card.offsetHeight + 12, 0)")
        .await;
    assert!(height.as_f64().expect("a number") < 1.5 * 568.0, "{height} px");
    let card = "const card = $('.card'), more = card.querySelector('details');";
    let seen = visit
        .js(&format!(
            "{card} const call = card.querySelector('.call');\
             const folded = [more.open, !!card.querySelector('.status').offsetHeight, call.href.slice(0, 9), call.getBoundingClientRect().height >= 24];\
             more.querySelector('summary').click(); await until(() => more.open && card.querySelector('.contacts').offsetHeight);\
             return [folded, card.dataset.structure]"
        ))
        .await;
    assert_eq!(seen, json!([[false, true, "tel:04657", true], "france-travail-brioude"]));
    visit.screenshot("card-open-320").await;
    // What was opened stays open while the card stays, and does not pass to another one in its place.
    visit.js("type('#keyword', 'emploi'); await until(() => $('.why'))").await;
    assert_eq!(visit.js("return $('.card details').open").await, true);
    visit.js("type('#keyword', ''); type('#place', 'Saugues'); await until(() => $('.card').dataset.structure === 'mission-locale-le-puy-en-velay')").await;
    assert_eq!(visit.js("return $('.card details').open").await, false);
    // Who must make an appointment is told so before setting out.
    let status = visit
        .js("type('#place', 'Drumettaz-Clarafond'); const it = await until(() => $('[data-structure=info-jeunes-drumettaz-clarafond] .status')); return it.textContent")
        .await;
    assert!(status.as_str().is_some_and(|it| it.ends_with(" · Sur rendez-vous")), "{status}");
}
