//! What can be told by a machine of how usable the widget is: axe-core in every state, the keyboard alone, small
//! screens, large text, contrast. `docs/ACCESSIBILITE.md` lists what a person has looked at.

use serde_json::{Value, json};

use crate::environment;
use crate::widget::Visit;

/// Runs axe-core over the page and gives what it finds wrong.
async fn violations(visit: &Visit) -> Vec<String> {
    let axe = std::fs::read_to_string(environment::axe()).expect("axe-core's script");
    let script = "if (!window.axe) (0, eval)(given);\
         const found = await axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],\
           rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } } });\
         return found.violations.flatMap((it) => it.nodes.map((node) => `${it.id}: ${node.target.flat().join(' ')} ${node.failureSummary}`));";
    let found = visit.js_with(script, Value::String(axe)).await;
    found.as_array().expect("a list").iter().map(|it| it.as_str().unwrap_or_default().to_owned()).collect()
}

async fn assert_clean(visit: &Visit, state: &str) {
    let found = violations(visit).await;
    assert!(found.is_empty(), "{state}: {found:#?}");
    println!("{state}: 0 violations");
}

fn page(src: &str, style: &str) -> String {
    format!(
        "<style>{style}</style><main><h1>Notre structure</h1><azimut-annuaire></azimut-annuaire></main><script async src=\"{src}\"></script>"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_is_clean_in_light_and_dark() {
    for (theme, style) in [
        ("light", "body{background:#fff}"),
        ("dark", ":root{color-scheme:dark}body{background:#111;color:#eee}"),
    ] {
        let visit = Visit::open_page(&environment::dist(), 400, |src| page(src, style)).await;
        visit.wait_for_text("Choisissez un besoin").await;
        assert_clean(&visit, &format!("{theme}, closed")).await;
        visit.js("$('details.needs').open = true; $('details.criteria').open = true; type('#filter', 'emploi')").await;
        assert_clean(&visit, &format!("{theme}, lists open")).await;
        visit.js("for (const it of root.querySelectorAll('details')) it.open = false; type('#place', 'saint-e'); await until(() => $('[role=option]'))").await;
        visit.find("#place").await.send_keys("\u{e015}").await.expect("down");
        assert_clean(&visit, &format!("{theme}, suggestions")).await;
        visit.js("type('#place', 'Atlantide'); $('[type=submit]').click(); await until(() => $('.problem').textContent)").await;
        assert_clean(&visit, &format!("{theme}, an unknown place")).await;
        visit.js("type('#place', 'Le Puy-en-Velay'); type('#keyword', 'jeunes métier'); await until(() => $('.card .contacts') && $('.why')); $('.card [data-do^=\"add:\"]').click(); await until(() => $('[data-do=sheet]')); $('.map').open = true").await;
        assert_clean(&visit, &format!("{theme}, results")).await;
        visit
            .js("$('[data-do=sheet]').click(); await until(() => $('dialog').open && $('.entry textarea'))")
            .await;
        assert_clean(&visit, &format!("{theme}, sheet")).await;
        visit.js("$('dialog').close(); $('[data-do=clear]').click(); type('#keyword', 'xyzzyx'); await until(() => $('.nothing') || $('.partial'))").await;
        assert_clean(&visit, &format!("{theme}, nothing found")).await;
        visit.js("$('[data-do=clear]').click(); type('#place', 'Saugues'); $('#place').blur(); type('#keyword', 'saint-etienne xyzzyx'); await until(() => $('.card'))").await;
        assert_clean(&visit, &format!("{theme}, the nearest only")).await;
        visit.js("host.setAttribute('mode', 'pro'); host.setAttribute('compact', ''); host.setAttribute('replie', ''); await until(() => !$('.unfold').hidden)").await;
        assert_clean(&visit, &format!("{theme}, folded")).await;
        visit.js("$('.unfold').click(); type('#keyword', 'référentiel'); await until(() => $('.everywhere li'))").await;
        assert_clean(&visit, &format!("{theme}, resources and pages")).await;
        visit.js("type('#keyword', ''); await until(() => $('.card details[open] .contacts'))").await;
        assert_clean(&visit, &format!("{theme}, compact, for professionals")).await;
        visit.js("host.setAttribute('parcours', ''); await until(() => $('.guidance input')); $('.guidance [name=situation][value=\"2\"]').click(); await until(() => $('.guidance .line')); $('.guidance details').open = true").await;
        assert_clean(&visit, &format!("{theme}, with questions")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_focus_is_never_lost() {
    let visit = Visit::open_page(&environment::dist(), 400, |src| page(src, "")).await;
    visit.wait_for_text("Choisissez un besoin").await;
    // Presses a control that goes away with what it does, and says where the focus is then.
    let after = async |control: &str, until: &str| {
        let script = format!(
            "const it = await until(() => $('{control}')); it.focus(); it.click(); await until(() => {until}); await wait(50);\
             return root.activeElement?.dataset.do ?? root.activeElement?.localName ?? null"
        );
        visit.js(&script).await
    };
    visit.js("type('#keyword', 'xyzzyx')").await;
    assert_eq!(after("[data-do=restart]", "!$('#keyword').value").await, "heading");
    visit.js("type('#place', 'Le Puy-en-Velay'); $('#place').blur(); await until(() => $('.card .contacts')); for (const it of root.querySelectorAll('.card details')) it.open = true; $('.card [data-do^=\"add:\"]').click()").await;
    // Some browsers tell the field that it loses the focus while the module opens the dialog.
    visit.js("const show = HTMLDialogElement.prototype.showModal; HTMLDialogElement.prototype.showModal = function () { $('#place').dispatchEvent(new FocusEvent('focusout', { bubbles: true })); show.call(this); }").await;
    assert_eq!(after("[data-do=sheet]", "$('dialog').open").await, "sheet-title");
    assert_eq!(visit.js("return !!$('.failure')").await, false);
    assert_eq!(after(".entry [data-do^=\"add:\"]", "!$('.entry [data-do^=\"add:\"]')").await, "sheet-title");
    assert_eq!(after("[data-do=close-sheet]", "!$('dialog').open").await, "heading");
    assert_eq!(after("[data-do=keep]", "$('[data-do=forget]')").await, "forget");
    assert_eq!(after("[data-do=forget]", "$('[data-do=keep]')").await, "keep");
    // The list of places closes with the field that it belongs to, and opens again with it.
    visit.js("type('#place', 'Mercœur'); await until(() => $('[role=option]')); $('[data-do=locate]').focus(); await wait(50)").await;
    assert_eq!(visit.js("return [$('#place-list').hidden, $('#place-problem').textContent.length > 0, $('#place').ariaInvalid]").await, json!([true, true, "true"]));
    visit.js("$('#place').click(); await until(() => !$('#place-list').hidden)").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_understood_is_said_with_the_count_and_again_when_it_is_the_same() {
    let visit = Visit::open_page(&environment::dist(), 400, |src| page(src, "")).await;
    visit.wait_for_text("Choisissez un besoin").await;
    visit
        .js("self.said = []; const regions = [...root.querySelectorAll('.azimut > [role=status]')];\
             new MutationObserver(() => { const text = regions.map((it) => it.textContent).join(''); if (text) self.said.push(text); }).observe($('.azimut'), { subtree: true, childList: true, characterData: true });\
             type('#keyword', 'apec xyzzyx'); await until(() => $('.partial')); await wait(1200)")
        .await;
    let said = visit.js("return self.said.splice(0).at(-1)").await;
    assert!(
        said.as_str().is_some_and(|it| it.contains("structure") && it.contains("sans « xyzzyx »")),
        "{said}"
    );
    // Another radius with as many structures is another answer.
    visit.js("type('#keyword', ''); type('#place', 'Brioude'); $('#place').blur(); await until(() => $('.card')); await wait(1200); self.said.splice(0)").await;
    let heading = "$('[data-do=heading]').textContent";
    let again = visit
        .js(&format!(
            "const before = {heading}; type('#keyword', 'xyzzyx'); await wait(1200); type('#keyword', ''); await until(() => {heading} === before); await wait(1200);\
             return [before, self.said.at(-1)]"
        ))
        .await;
    assert!(again[1].as_str().expect("a text").starts_with(again[0].as_str().expect("a heading")), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_are_clean_too() {
    let mut visit = Visit::prepare(&environment::dist(), 400, |src| page(src, "")).await;
    visit.reopen().await;
    visit.browser.devtools("Network.enable", json!({})).await;
    visit.wait_for_text("Choisissez un besoin").await;
    visit.cut_network();
    visit.js("type('#keyword', 'emploi')").await;
    assert_clean(&visit, "offline").await;
    let visit = Visit::prepare(&environment::dist(), 400, |src| page(src, "")).await;
    visit.browser.devtools("Network.enable", json!({})).await;
    visit.browser.devtools("Network.setBlockedURLs", json!({ "urls": ["*.wasm", "*/base-*"] })).await;
    visit.reopen().await;
    visit.js("await until(() => $('progress'))").await;
    assert_clean(&visit, "loading").await;
    visit.wait_for_text("Réessayer").await;
    assert_clean(&visit, "failure").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_needs_nothing_but_the_keyboard() {
    let visit = Visit::open_page(&environment::dist(), 400, |src| page(src, "")).await;
    visit.wait_for_text("Choisissez un besoin").await;
    let title = visit.browser.client.find(fantoccini::Locator::Css("h1")).await.expect("a title");
    title.click().await.expect("a start");
    let press = async |keys: &str| {
        let active = visit.browser.client.active_element().await.expect("an element has the focus");
        active.send_keys(keys).await.expect("keys");
    };
    let at = async || {
        visit.js("return root.activeElement?.dataset.do ?? root.activeElement?.tagName ?? document.activeElement.tagName").await
    };
    // Goes on by Tab until the control with this name has the focus, which must be seen.
    let reach = async |name: &str| {
        for _ in 0..80 {
            if at().await == name {
                let ring = visit.js("const style = getComputedStyle(root.activeElement); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0").await;
                assert_eq!(ring, true, "the focus on {name} is seen");
                return;
            }
            press_key(&visit, "Tab").await;
        }
        panic!("{name} is not reached, only {}", at().await);
    };
    reach("SUMMARY").await;
    press_key(&visit, "Enter").await;
    reach("filter").await;
    press("métiers").await;
    reach("need:0").await;
    press(" ").await;
    // Without the filter, three needs by arrows; the whole list is one stop of the Tab key.
    visit.js("type('#filter', '')").await;
    reach("need:0").await;
    for _ in 0..2 {
        press_key(&visit, "ArrowDown").await;
        press(" ").await;
    }
    assert_eq!(visit.js("return root.querySelectorAll('.needs :checked').length").await, 3);
    let mut tabs = 0;
    while at().await != "place" {
        press_key(&visit, "Tab").await;
        tabs += 1;
        assert!(tabs <= 3, "from the third need to the place field, at {}", at().await);
    }
    press_key(&visit, "ShiftTab").await;
    assert_eq!(at().await, "done");
    let leads = visit.js("return root.activeElement.textContent").await;
    assert!(leads.as_str().is_some_and(|text| text.starts_with("Voir les ")), "{leads}");
    press_key(&visit, "Enter").await;
    assert_eq!(at().await, "heading", "it leads to the results");
    assert_eq!(visit.js("return $('details.needs').open").await, false);
    visit.js("$('details.needs').open = true; $('[data-do=\"need:1\"]').focus()").await;
    press_key(&visit, "Escape").await;
    assert_eq!(at().await, "SUMMARY", "closing the list keeps the focus near it");
    assert_eq!(visit.js("return $('details.needs').open").await, false);
    reach("place").await;
    press("le puy").await;
    visit.find("[role=option]").await;
    press("\u{e015}\u{e007}").await;
    reach("radius").await;
    reach("keyword").await;
    press("jeunes\u{e007}").await;
    visit.js("await until(() => root.activeElement?.dataset.do === 'heading')").await;
    visit.js("await until(() => $('.card .contacts'))").await;
    let first = visit.js("return $('.card [data-do^=\"add:\"]').dataset.do").await;
    // The rest of a card is folded.
    let in_card = async || {
        visit
            .js("return root.activeElement?.localName === 'summary' && !!root.activeElement.closest('.card')")
            .await
    };
    for _ in 0..20 {
        press_key(&visit, "Tab").await;
        if in_card().await == true {
            break;
        }
    }
    assert_eq!(in_card().await, true, "what unfolds a card is reached");
    press_key(&visit, "Enter").await;
    reach(first.as_str().expect("a name")).await;
    press_key(&visit, "Enter").await;
    visit.js("await until(() => $('[data-do=sheet]'))").await;
    visit.js("$('[data-do=sheet]').focus()").await;
    press_key(&visit, "Enter").await;
    visit.js("await until(() => $('dialog').open)").await;
    press_key(&visit, "Escape").await;
    visit.js("await until(() => !$('dialog').open)").await;
    assert_eq!(at().await, "sheet", "the focus comes back to what opened the sheet");
}

/// Presses a key wherever the focus is, as a keyboard does.
async fn press_key(visit: &Visit, key: &str) {
    let (key, shift) = key.strip_prefix("Shift").map_or((key, 0), |key| (key, 8));
    let code = match key {
        "Tab" => 9,
        "Enter" => 13,
        "ArrowDown" => 40,
        _ => 27,
    };
    let text = if key == "Enter" { "\r" } else { "" };
    let event = |kind: &str| json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": shift, "text": if kind == "keyDown" { text } else { "" } });
    visit.browser.devtools("Input.dispatchKeyEvent", event("keyDown")).await;
    visit.browser.devtools("Input.dispatchKeyEvent", event("keyUp")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_are_said_once_they_have_settled() {
    let visit = Visit::open_page(&environment::dist(), 400, |src| page(src, "")).await;
    visit.wait_for_text("Choisissez un besoin").await;
    let said = visit
        .js("const said = []; const regions = [...root.querySelectorAll('.azimut > [role=status]')];\
             const observer = new MutationObserver(() => { const text = regions.map((it) => it.textContent).join(''); if (text) said.push(text); });\
             regions.forEach((it) => observer.observe(it, { subtree: true, childList: true, characterData: true }));\
             const keep = () => said.splice(0).filter((it, n, all) => it !== all[n - 1]);\
             for (const text of ['b', 'br', 'bri', 'brio', 'brioud', 'brioude']) { type('#place', text); await wait(40); }\
             await wait(1200); const places = keep();\
             $('#place').blur(); await until(() => $('#place').value === 'Brioude (43)'); await wait(1200); const results = keep();\
             return [places, results, regions.length]")
        .await;
    assert_eq!(said[0].as_array().expect("texts").len(), 1, "{said}");
    assert!(said[0][0].as_str().expect("a text").contains("proposé"), "{said}");
    assert_eq!(said[1].as_array().expect("texts").len(), 1, "{said}");
    assert!(said[1][0].as_str().expect("a text").contains("structure"), "{said}");
    assert_eq!(said[2], 2, "two regions in turn");
}

#[tokio::test(flavor = "multi_thread")]
async fn small_screens_large_text_and_spaced_text_lose_nothing() {
    // 1280 pixels at 400 % are 320; text at 200 %; spacing as WCAG 1.4.12 asks.
    let cases = [(320, ""), (400, "azimut-annuaire{--azimut-font:32px/1.5 system-ui}"), (300, "")];
    for (width, style) in cases {
        let visit = Visit::open_page(&environment::dist(), width, |src| page(src, style)).await;
        visit.wait_for_text("Choisissez un besoin").await;
        let spacing = "const sheet = new CSSStyleSheet(); sheet.replaceSync('*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important} p{margin-bottom:2em!important}'); root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];";
        visit
            .js("type('#place', 'Le Puy-en-Velay'); type('#keyword', 'jeunes'); await until(() => $('.card .contacts'));\
                 for (const it of root.querySelectorAll('details')) it.open = true;")
            .await;
        for spaced in [false, true] {
            if spaced {
                visit.js(spacing).await;
            }
            let seen = visit
                .js("const right = document.documentElement.clientWidth + 1;\
                     const shown = [...root.querySelectorAll('.azimut *')].filter((it) => it.checkVisibility() && !it.closest('[role=status], .unseen, svg'));\
                     const out = shown.filter((it) => it.getBoundingClientRect().right > right).map((it) => it.dataset.do ?? it.className ?? it.tagName);\
                     const cut = shown.filter((it) => it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).overflowX === 'hidden').map((it) => it.className);\
                     const small = shown.filter((it) => it.matches('button, select, a, input, summary, [role=option]')).filter((it) => { const box = it.matches('input[type=checkbox]') ? it.closest('label').getBoundingClientRect() : it.getBoundingClientRect(); return box.height < 24 || box.width < 24; }).map((it) => it.dataset.do ?? it.textContent);\
                     return [document.documentElement.scrollWidth <= right, out, cut, small]")
                .await;
            assert_eq!(seen, json!([true, [], [], []]), "{width} px {style} spaced: {spaced}");
        }
        visit.screenshot(&format!("spaced-{width}")).await;
        // The sheet on such a screen.
        visit.js("$('.card [data-do^=\"add:\"]').click(); await until(() => $('[data-do=sheet]')); $('[data-do=sheet]').click(); await until(() => $('svg.code path'))").await;
        let out = visit
            .js("const dialog = $('dialog'), right = dialog.getBoundingClientRect().right;\
                 return [dialog.scrollWidth <= dialog.clientWidth, [...dialog.querySelectorAll('*')].filter((it) => it.checkVisibility() && !it.closest('.unseen') && it.getBoundingClientRect().right > right).map((it) => it.className || it.localName)]")
            .await;
        assert_eq!(out, json!([true, []]), "the sheet at {width} px {style}");
        visit.screenshot(&format!("sheet-spaced-{width}")).await;
    }
}

/// Relative luminance (WCAG 2.2) of an `rgb(…)` colour.
fn luminance(colour: &str) -> f64 {
    let parts: Vec<f64> = colour
        .trim_start_matches("rgb(")
        .trim_end_matches(')')
        .split(',')
        .map(|part| part.trim().parse::<f64>().expect("a number") / 255.0)
        .map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) })
        .collect();
    0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
}

fn contrast(one: &str, two: &str) -> f64 {
    let (one, two) = (luminance(one), luminance(two));
    (one.max(two) + 0.05) / (one.min(two) + 0.05)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_shipped_theme_has_contrast() {
    // Browsers of before 2024 have no scheme of the page: all is light.
    for scheme in ["light", "dark", "old"] {
        let visit = Visit::open_page(&environment::dist(), 400, |src| page(src, "")).await;
        visit.wait_for_text("Choisissez un besoin").await;
        if scheme == "old" {
            let newer = "const [sheet] = $('.azimut').getRootNode().adoptedStyleSheets; \
                         const rules = [...sheet.cssRules].map((it) => it.constructor.name); \
                         sheet.deleteRule(rules.indexOf('CSSSupportsRule')); \
                         return rules.filter((it) => it === 'CSSSupportsRule').length";
            assert_eq!(visit.js(newer).await, 1);
        }
        let colours = visit
            .js_with(
                "$('.azimut').style.colorScheme = given === 'old' ? 'dark' : given; const probe = document.createElement('i'); $('.azimut').append(probe);\
                 const of = (name) => { probe.style.color = `var(--_${name})`; return getComputedStyle(probe).color; };\
                 return Object.fromEntries(['accent', 'on-accent', 'text', 'muted', 'surface', 'raised', 'line', 'mark', 'problem', 'open'].map((it) => [it, of(it)]))",
                json!(scheme),
            )
            .await;
        let of = |name: &str| colours[name].as_str().expect("a colour").to_owned();
        for (text, ground) in [
            ("text", "surface"),
            ("text", "raised"),
            ("text", "mark"),
            ("muted", "mark"),
            ("muted", "surface"),
            ("muted", "raised"),
            ("accent", "surface"),
            ("accent", "raised"),
            ("on-accent", "accent"),
            ("problem", "surface"),
            ("open", "surface"),
        ] {
            let ratio = contrast(&of(text), &of(ground));
            assert!(ratio >= 4.5, "{scheme}: {text} on {ground} has {ratio:.2}");
        }
        // What shows where a control is (WCAG 1.4.11).
        for (edge, ground) in [("line", "surface"), ("line", "raised"), ("accent", "surface")] {
            let ratio = contrast(&of(edge), &of(ground));
            assert!(ratio >= 3.0, "{scheme}: {edge} on {ground} has {ratio:.2}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_for_people_to_look_at() {
    for (name, features) in [
        ("dark", json!([{ "name": "prefers-color-scheme", "value": "dark" }])),
        (
            "forced",
            json!([{ "name": "forced-colors", "value": "active" }, { "name": "prefers-color-scheme", "value": "dark" }]),
        ),
        ("still", json!([{ "name": "prefers-reduced-motion", "value": "reduce" }])),
    ] {
        let visit =
            Visit::open_page(&environment::dist(), 400, |src| page(src, ":root{color-scheme:light dark}"))
                .await;
        visit.browser.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
        visit.wait_for_text("Choisissez un besoin").await;
        visit.js("type('#place', 'Le Puy-en-Velay'); type('#keyword', 'jeunes'); await until(() => $('.card .contacts') && $('.why')); $('.card [data-do^=\"add:\"]').click(); $('.map').open = true; await until(() => $('[data-do=sheet]'))").await;
        let moving = visit.js("return root.getAnimations ? root.getAnimations().length : 0").await;
        assert_eq!(moving, 0, "nothing moves by itself");
        visit.screenshot(&format!("look-{name}-400")).await;
    }
}
