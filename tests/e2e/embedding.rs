//! The ways in which members put the widget on their pages, and pages that are not kind to it.

use serde_json::json;

use crate::environment;
use crate::widget::Visit;

/// The body of a host page around the address of the loader.
type Way = fn(&str) -> String;

/// Opens a page and waits until the widget can search.
async fn opened(width: u32, body: impl Fn(&str) -> String) -> Visit {
    let visit = Visit::open_page(&environment::dist(), width, body).await;
    ready(&visit).await;
    visit
}

async fn ready(visit: &Visit) {
    visit
        .js("const host = await until(() => document.querySelector('azimut-annuaire, .azimut-annuaire'));\
             await until(() => host.shadowRoot?.querySelector('[data-do=heading]'));")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_line_works_however_it_is_written() {
    let ways: [(&str, Way); 7] = [
        ("defer", |src| format!("<p>Avant</p><script defer src=\"{src}\"></script>")),
        ("module", |src| format!("<p>Avant</p><script type=\"module\" src=\"{src}\"></script>")),
        ("blocking", |src| format!("<p>Avant</p><script src=\"{src}\"></script><p>Après</p>")),
        ("in the head", |src| {
            format!(
                "<!doctype html><html lang=fr><head><script async src=\"{src}\"></script></head><body><p>Corps</p></body></html>"
            )
        }),
        ("import", |src| format!("<p>Avant</p><script type=\"module\">import \"{src}\"</script>")),
        ("a plain element", |src| {
            format!(
                "<div class=\"azimut-annuaire\" data-lieu=\"Brioude\"></div><script async src=\"{src}\"></script>"
            )
        }),
        ("ampersands encoded twice", |src| {
            format!("<script async src=\"{src}#lieu=Brioude&amp;amp;rayon=20\"></script>")
        }),
    ];
    for (name, way) in ways {
        let visit = Visit::open_page(&environment::dist(), 360, way).await;
        println!("{name}");
        ready(&visit).await;
        let count =
            visit.js("return document.querySelectorAll('azimut-annuaire, .azimut-annuaire').length").await;
        assert_eq!(count, 1, "{name}");
        if way("").contains("Brioude") {
            visit.js("await until(() => $('#place').value.startsWith('Brioude'))").await;
        }
        if name.starts_with("ampersands") {
            assert_eq!(visit.js("return $('#radius').value").await, "20");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_pasted_twice_and_several_widgets_share_one_download() {
    let visit = opened(760, |src| {
        format!(
            "<azimut-annuaire lieu=\"Brioude\"></azimut-annuaire><azimut-annuaire data-lieu=\"Annecy\" langue=\"en\"></azimut-annuaire>\
             <script async src=\"{src}\"></script><script async src=\"{src}\"></script>"
        )
    })
    .await;
    let values = visit
        .js("const all = [...document.querySelectorAll('azimut-annuaire')].map((it) => it.shadowRoot);\
             await until(() => all.every((it) => it?.querySelector('.card .contacts')));\
             return all.map((it) => [it.querySelector('#place').value, it.querySelector('[type=submit]').textContent, it.querySelectorAll('.card').length > 0])")
        .await;
    assert_eq!(values, json!([["Brioude (43)", "Rechercher", true], ["Annecy (74)", "Search", true]]));
    let requests = visit.requests();
    let of = |name: &str| requests.iter().filter(|path| path.contains(name)).count();
    assert_eq!((of("/widget-"), of("/base-"), of("shell-fr"), of("shell-en")), (2, 1, 0, 1), "{requests:?}");
    assert!(visit.browser.console_errors().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_names_no_language_or_another_gets_the_sites_own() {
    for language in ["", "it", "FR-ca"] {
        let visit = opened(400, |src| {
            format!(
                "<script>document.documentElement.lang = '{language}'</script>\
                 <azimut-annuaire></azimut-annuaire><script async src=\"{src}\"></script>"
            )
        })
        .await;
        let label = "await until(() => document.querySelector('azimut-annuaire').shadowRoot?.querySelector('label'));\
             return document.querySelector('azimut-annuaire').shadowRoot.querySelector('label[for=place]').textContent";
        assert_eq!(visit.js(label).await, "Où", "{language}");
        let shells = visit.requests().iter().filter(|path| path.contains("/shell-")).count();
        assert_eq!(shells, 0, "the form comes with the loader");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn options_preset_the_search_and_react_when_changed() {
    let visit = opened(760, |src| {
        format!(
            "<main><azimut-annuaire besoins=\"decouvrir-des-metiers\" lieu=\"Le Puy-en-Velay\" rayon=\"20\" \
             territoire=\"43\" niveau-titre=\"3\" par-page=\"2\" mode=\"pro\"></azimut-annuaire></main><script async src=\"{src}\"></script>"
        )
    })
    .await;
    let seen = visit
        .js("await until(() => $('.card .contacts'));\
             return [$('[data-do=\"need:0\"]').checked, $('#place').value, $('#radius').value, $('[data-do=heading]').ariaLevel,\
               $('.card [role=heading]').ariaLevel, root.querySelectorAll('.card').length, !!$('[data-do=more]'), location.hash]")
        .await;
    assert_eq!(seen, json!([true, "Le Puy-en-Velay (43)", "20", "3", "4", 2, true, ""]));
    // Every structure that receives people stands in the department.
    let limited = visit
        .js("for (let n = 0; n < 20 && $('[data-do=more]'); n++) { $('[data-do=more]').click(); await wait(30); }\
             return [...root.querySelectorAll('.card')].filter((it) => !it.textContent.includes('à distance')).map((it) => it.textContent).filter((it) => !/43\\d{3}/.test(it))")
        .await;
    assert_eq!(limited, json!([]));
    let changed = visit
        .js("host.setAttribute('lieu', 'Aurillac'); host.setAttribute('territoire', '15');\
             await until(() => $('#place').value.startsWith('Aurillac'));\
             host.setAttribute('langue', 'en');\
             await until(() => $('[type=submit]')?.textContent === 'Search' && $('.card'));\
             host.setAttribute('theme', 'sombre'); host.setAttribute('niveau-titre', '2');\
             await until(() => $('[data-do=heading]').ariaLevel === '2');\
             return [$('.azimut').lang, getComputedStyle($('.azimut')).colorScheme]")
        .await;
    assert_eq!(changed, json!(["en", "dark"]));
    // A folded widget opens on demand; a need that does not exist is told.
    let visit = opened(360, |src| {
        format!("<azimut-annuaire replie compact besoins=\"voler-dans-les-airs\"></azimut-annuaire><script async src=\"{src}\"></script>")
    })
    .await;
    let folded = visit
        .js("const before = $('#place').checkVisibility(); $('.unfold').click();\
             return [before, $('#place').checkVisibility(), $('.unfold').ariaExpanded, $('[data-slot=results]').textContent.includes('voler-dans-les-airs')]")
        .await;
    assert_eq!(folded, json!([false, true, "true", true]));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_heavy_comes_before_the_widget_is_near() {
    let visit = Visit::open_page(&environment::dist(), 360, |src| {
        format!("<div style=\"height:4000px\">Loin</div><azimut-annuaire></azimut-annuaire><script async src=\"{src}\"></script>")
    })
    .await;
    visit.js("await until(() => customElements.get('azimut-annuaire')); await wait(600);").await;
    assert_eq!(visit.requests(), ["/azimut.js"]);
    visit.js("host.scrollIntoView()").await;
    ready(&visit).await;
    assert!(visit.requests().len() >= 4, "the loader, code and data: {:?}", visit.requests());
}

#[tokio::test(flavor = "multi_thread")]
async fn events_tell_the_page_what_it_may_know() {
    let visit = opened(760, |src| {
        format!(
            "<script>window.seen = []; for (const name of ['ready', 'search', 'select', 'error']) addEventListener('azimut:' + name, (event) => seen.push([name, event.detail]))</script>\
             <azimut-annuaire></azimut-annuaire><script async src=\"{src}\"></script>"
        )
    })
    .await;
    let seen = visit
        .js("type('#keyword', 'secret'); type('#place', 'Brioude');\
             await until(() => seen.some(([name]) => name === 'search'));\
             await until(() => !$('.progress')); type('#keyword', 'emploi'); await until(() => $('.card')); await wait(1200);\
             const link = $('.card .deeds a'); link.addEventListener('click', (event) => event.preventDefault()); link.click();\
             return seen")
        .await;
    let seen = seen.as_array().expect("events");
    assert_eq!(seen[0], json!(["ready", {}]));
    let searches: Vec<_> = seen.iter().filter(|it| it[0] == "search").collect();
    assert!(searches.iter().all(|it| it[1]["count"].is_u64()), "{seen:?}");
    assert_eq!(searches.last().expect("a search")[1]["criteria"], json!(["lieu", "mot-cle"]));
    assert!(!format!("{seen:?}").contains("secret") && !format!("{seen:?}").contains("Brioude"));
    assert!(seen.last().expect("a choice")[1]["structure"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_pages_change_nothing() {
    let plain = opened(760, |src| {
        format!("<azimut-annuaire></azimut-annuaire><script async src=\"{src}\"></script>")
    })
    .await;
    let look = "const of = (css) => { const style = getComputedStyle($(css)); return [style.fontSize, style.display, style.color, style.letterSpacing, style.textTransform, style.direction, style.lineHeight, style.visibility].join(' ') };\
                return ['#place', 'label', '[type=submit]', '.hint'].map(of)";
    let expected = plain.js(look).await;
    let hosts: [(&str, &str); 6] = [
        ("a small root", "<style>html{font-size:62.5%}</style>"),
        ("everything reverted", "<style>*{all:revert !important}</style>"),
        (
            "everything shouted",
            "<style>*{color:red!important;font-size:40px!important;letter-spacing:1em!important;text-transform:uppercase!important;line-height:5!important;visibility:visible!important}body{direction:rtl}</style>",
        ),
        (
            "elements of its own",
            "<script>customElements.define('azimut-annuaire', class extends HTMLElement {})</script>",
        ),
        (
            "odd globals",
            "<script>window.fetch = window.fetch; Array.prototype.toJSON = undefined; Object.prototype.zzz = 1; window.app = window.App = 3;</script>",
        ),
        ("right to left", "<script>document.documentElement.dir = 'rtl'</script>"),
    ];
    for (name, page) in hosts {
        let visit = opened(760, |src| {
            format!("{page}<azimut-annuaire></azimut-annuaire><script async src=\"{src}\"></script>")
        })
        .await;
        assert_eq!(visit.js(look).await, expected, "{name}");
        visit.js("type('#place', 'Brioude'); await until(() => $('.card'));").await;
        assert!(visit.browser.console_errors().await.is_empty(), "{name}");
    }
    // A dark page, and a column of 300 pixels.
    let visit = opened(1000, |src| {
        format!("<style>:root{{color-scheme:dark}}</style><div style=\"width:300px\"><azimut-annuaire></azimut-annuaire></div><script async src=\"{src}\"></script>")
    })
    .await;
    let seen = visit
        .js("type('#place', 'Brioude'); await until(() => $('.card .contacts'));\
             const wide = [...root.querySelectorAll('.azimut *')].filter((it) => it.getBoundingClientRect().right > host.getBoundingClientRect().right + 1 && !it.closest('.unseen, [role=status], dialog, svg'));\
             const [r, g, b] = getComputedStyle($('.azimut')).backgroundColor.match(/\\d+/g);\
             return [wide.map((it) => it.className || it.tagName), r < 80 && g < 80 && b < 80]")
        .await;
    assert_eq!(seen, json!([[], true]));
    visit.screenshot("host-dark-column").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_behind_on_the_page() {
    let script = "const own = new Set(); for (const name of Object.getOwnPropertyNames(window)) own.add(name); window.before = own;";
    let visit = opened(760, |src| {
        format!("<script>{script}</script><azimut-annuaire></azimut-annuaire><script async src=\"{src}\"></script>")
    })
    .await;
    let left = visit
        .js("type('#place', 'Brioude'); await until(() => $('.card'));\
             return Object.getOwnPropertyNames(window).filter((name) => !before.has(name) && name !== 'before' && !name.startsWith('cdc_') && !name.startsWith('$cdc') && !name.startsWith('ret_nodes'))")
        .await;
    assert_eq!(left, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strict_policy_is_enough_and_one_without_webassembly_leads_to_the_pages() {
    let page = |policy: &str, src: &str| {
        let origin = src.trim_end_matches("/azimut.js");
        let policy = policy.replace("SITE", origin);
        format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\"><azimut-annuaire></azimut-annuaire><script async src=\"{src}\"></script>"
        )
    };
    let strict = "default-src 'none'; img-src data:; script-src SITE 'wasm-unsafe-eval'; connect-src SITE";
    let visit = opened(760, |src| page(strict, src)).await;
    visit.js("type('#place', 'Brioude'); await until(() => $('.card .contacts'));").await;
    assert!(visit.browser.console_errors().await.is_empty());
    let without = "default-src 'none'; img-src data:; script-src SITE; connect-src SITE";
    let visit = Visit::open_page(&environment::dist(), 760, |src| page(without, src)).await;
    visit.wait_for_text("Ce navigateur ne peut pas afficher la recherche.").await;
    visit.wait_for_text("Consulter l’annuaire page par page").await;
    assert!(!visit.text().await.contains("Réessayer"), "trying again would change nothing");
    // The form is still there, and leads to the pages.
    visit.js("type('#place', 'Brioude'); $('[type=submit]').click(); await until(() => location.pathname === '/annuaire/' || true);").await;
    let started = std::time::Instant::now();
    while !visit.browser.client.current_url().await.expect("an address").path().ends_with("/annuaire/") {
        assert!(started.elapsed() < crate::browser::PATIENCE, "the form leads nowhere");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pinned_loader_and_the_frame_work() {
    let dist = environment::dist();
    let page = std::fs::read_to_string(dist.join("integrer/index.html")).expect("the page for webmasters");
    let part = |before: &str, after: &str| {
        let rest = page.split_once(before).expect(before).1;
        rest.split_once(after).expect(after).0.to_owned()
    };
    let pinned = format!("azimut/loader-{}", part("azimut/loader-", "&quot;"));
    let integrity = part("integrity=&quot;", "&quot;");
    let embed = |integrity: String| {
        let pinned = pinned.clone();
        move |src: &str| {
            let address = src.replace("azimut.js", &pinned);
            format!("<script async src=\"{address}\" integrity=\"{integrity}\" crossorigin></script>")
        }
    };
    let visit = opened(360, embed(integrity.clone())).await;
    visit.js("type('#place', 'Brioude'); await until(() => $('.card'));").await;
    let wrong = integrity.replace(&integrity[10..20], "AAAAAAAAAA");
    let visit = Visit::open_page(&dist, 360, embed(wrong)).await;
    visit.js("await wait(500)").await;
    assert_eq!(visit.text().await, "", "what is not what was pinned does not run");

    let visit = Visit::open_site(&dist, 360, "cadre/#lieu=Brioude&rayon=20").await;
    ready(&visit).await;
    let seen = visit
        .js("await until(() => $('.card')); return [$('#place').value, $('#radius').value, location.hash]")
        .await;
    assert_eq!(seen, json!(["Brioude (43)", "20", "#lieu=Brioude&rayon=20"]));
    visit.screenshot("frame-360").await;
}
