//! A host page of another origin with the widget on it, and what a person does there.

use fantoccini::Locator;
use fantoccini::elements::Element;
use sitegen::serve::{Handle, spawn, spawn_under};
use std::net::SocketAddr;
use std::path::Path;

use crate::browser::{Browser, PATIENCE};
use crate::environment;

/// Two servers, a browser, and the widget's element in it.
pub(crate) struct Visit {
    pub(crate) browser: Browser,
    /// The site with the widget's files.
    pub(crate) site: Option<Handle>,
    /// The member's page.
    pub(crate) host: Option<Handle>,
    /// The folder of the member's page.
    pub(crate) page: tempfile::TempDir,
}

/// A card of the results, as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Card {
    pub(crate) structure: String,
    pub(crate) text: String,
}

fn any_port() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

impl Visit {
    /// Opens a bare host page, `width` pixels wide, that embeds the widget of `dist`.
    pub(crate) async fn open(dist: &Path, width: u32) -> Self {
        Self::open_page(dist, width, |script| {
            format!("<h1>Notre structure</h1><script src=\"{script}\" async></script>")
        })
        .await
    }

    /// The same with another body around the script, whose address is given.
    pub(crate) async fn open_page(dist: &Path, width: u32, body: impl Fn(&str) -> String) -> Self {
        let visit = Self::prepare(dist, width, body).await;
        visit.reopen().await;
        visit
    }

    /// Goes to the host page, again or for the first time.
    pub(crate) async fn reopen(&self) {
        let url = self.host.as_ref().expect("the host page is served").url();
        self.browser.client.goto(&url).await.expect("the host page opens");
    }

    /// The servers and the browser, nothing opened yet.
    pub(crate) async fn prepare(dist: &Path, width: u32, body: impl Fn(&str) -> String) -> Self {
        let site = spawn_under(dist, any_port(), &environment::under()).expect("the site's server");
        let page = tempfile::tempdir().expect("a folder for the host page");
        let body = body(&format!("{}azimut.js", site.url()));
        let html = if body.starts_with("<!doctype") {
            body
        } else {
            format!(
                "<!doctype html><html lang=\"fr\"><meta charset=\"utf-8\"><title>Page hôte</title>\
                 <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"icon\" href=\"data:,\">{body}"
            )
        };
        std::fs::write(page.path().join("index.html"), html).expect("the host page");
        let host = spawn(page.path(), any_port()).expect("the host's server");
        let browser = Browser::start(width).await;
        Self { browser, site: Some(site), host: Some(host), page }
    }

    /// Opens a page of the site itself.
    pub(crate) async fn open_site(dist: &Path, width: u32, path: &str) -> Self {
        let mut visit = Self::prepare(dist, width, |_| String::new()).await;
        visit.host = None;
        let url = format!("{}{path}", visit.site.as_ref().expect("the site is served").url());
        visit.browser.client.goto(&url).await.expect("the page opens");
        visit
    }

    /// Runs a script in the page, in which `root` is the widget's shadow root, `$` finds in it, `type` puts
    /// text into a field as keys do, and `until` waits for something; gives what it returns.
    pub(crate) async fn js(&self, script: &str) -> serde_json::Value {
        self.js_with(script, serde_json::Value::Null).await
    }

    /// The same with something at hand as `given`.
    pub(crate) async fn js_with(&self, script: &str, given: serde_json::Value) -> serde_json::Value {
        let script = format!(
            "const given = arguments[0], done = arguments[arguments.length - 1];\
             const host = document.querySelector('azimut-annuaire, .azimut-annuaire'), root = host?.shadowRoot;\
             const $ = (css) => root.querySelector(css);\
             const wait = (ms) => new Promise((go) => setTimeout(go, ms));\
             const until = async (what) => {{ for (let n = 0; n < 900; n++) {{ const it = await what(); if (it) return it; await wait(20); }}\
               throw new Error('never: ' + what); }};\
             const type = (css, text) => {{ const field = $(css); field.focus(); field.value = text;\
               field.dispatchEvent(new Event('input', {{ bubbles: true }})); }};\
             (async () => {{ {script} }})().then(done, (error) => done('ERROR ' + error.message));"
        );
        let value = self.browser.client.execute_async(&script, vec![given]).await.expect("a script runs");
        if let Some(text) = value.as_str()
            && text.starts_with("ERROR ")
        {
            panic!("{text}\n{}", self.text().await.chars().take(300).collect::<String>());
        }
        value
    }

    /// Requests that the site has had, by path.
    pub(crate) fn requests(&self) -> Vec<String> {
        let log = self.site.as_ref().expect("the site is served").log();
        log.entries().into_iter().map(|request| request.path).collect()
    }

    /// Stops both servers: from now on there is no network.
    pub(crate) fn cut_network(&mut self) {
        self.site = None;
        self.host = None;
    }

    /// The element of the widget that `css` selects, once it is there.
    pub(crate) async fn find(&self, css: &str) -> Element {
        let started = std::time::Instant::now();
        loop {
            if let Some(element) = self.try_find(css).await {
                return element;
            }
            assert!(started.elapsed() < PATIENCE, "{css} does not appear: {}", self.text().await);
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    async fn try_find(&self, css: &str) -> Option<Element> {
        let host = self.browser.client.find(Locator::Css("azimut-annuaire")).await.ok()?;
        let root = host.shadow_root().await.ok()?;
        root.find(Locator::Css(css)).await.ok()
    }

    /// Everything that the widget shows.
    pub(crate) async fn text(&self) -> String {
        let script = "return document.querySelector('azimut-annuaire')?.shadowRoot?.textContent ?? ''";
        let text = self.browser.client.execute(script, Vec::new()).await.expect("a script runs");
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the widget shows `text`.
    pub(crate) async fn wait_for_text(&self, text: &str) {
        let started = std::time::Instant::now();
        loop {
            let shown = self.text().await;
            if shown.contains(text) {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "« {text} » does not appear in: {shown}");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// Waits until the widget does not show `text` any more.
    pub(crate) async fn wait_without_text(&self, text: &str) {
        let started = std::time::Instant::now();
        loop {
            let shown = self.text().await;
            if !shown.contains(text) {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "« {text} » stays in: {shown}");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// Puts the focus into a field, with the pointer where the driver can.
    pub(crate) async fn focus(&self, css: &str) {
        let field = self.find(css).await;
        if self.browser.can_click_in_shadows() {
            field.click().await.expect("the field takes the focus");
        } else {
            self.js(&format!("$('{css}').focus()")).await;
        }
    }

    /// Replaces the content of a field, key by key.
    pub(crate) async fn type_into(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        self.focus(css).await;
        field.send_keys("\u{e009}a\u{e000}\u{e003}").await.expect("the field is emptied");
        field.send_keys(text).await.expect("the field takes text");
    }

    /// Puts `text` into a field at once, as pasting does.
    pub(crate) async fn set_value(&self, css: &str, text: &str) {
        let script = "const field = document.querySelector('azimut-annuaire').shadowRoot.querySelector(arguments[0]);\
             field.value = arguments[1];\
             field.dispatchEvent(new Event('input', { bubbles: true }));";
        let arguments = vec![css.into(), text.into()];
        self.browser.client.execute(script, arguments).await.expect("the field is there");
    }

    /// Presses the button with this text, once it is there.
    pub(crate) async fn press(&self, text: &str) {
        self.wait_for_text(text).await;
        let script = "const root = document.querySelector('azimut-annuaire').shadowRoot;\
             [...root.querySelectorAll('button')].find((it) => it.textContent.trim() === arguments[0]).click();";
        self.browser.client.execute(script, vec![text.into()]).await.expect("the button is there");
    }

    /// Types a place and takes the first proposal with the keyboard.
    pub(crate) async fn choose_place(&self, text: &str) {
        self.type_into("#place", text).await;
        self.find("[role=option]").await;
        self.find("#place").await.send_keys("\u{e015}\u{e007}").await.expect("arrow down, enter");
    }

    /// Chooses a radius in kilometres.
    pub(crate) async fn choose_radius(&self, radius_km: u32) {
        self.find("#radius").await.select_by_value(&radius_km.to_string()).await.expect("a radius");
    }

    /// Ticks a need by its label.
    pub(crate) async fn tick_need(&self, label: &str) {
        self.find("details.needs").await;
        let script = "const root = document.querySelector('azimut-annuaire').shadowRoot;\
             root.querySelector('details.needs').open = true;\
             const label = [...root.querySelectorAll('.check')].find((it) => it.querySelector('.label').textContent === arguments[0]);\
             label.querySelector('input').click();";
        self.browser.client.execute(script, vec![label.into()]).await.expect("the need is there");
    }

    /// The cards shown, in order.
    pub(crate) async fn cards(&self) -> Vec<Card> {
        let script = "return [...document.querySelector('azimut-annuaire').shadowRoot.querySelectorAll('.card')]\
             .map((card) => [card.dataset.structure, card.innerText])";
        let cards = self.browser.client.execute(script, Vec::new()).await.expect("a script runs");
        let cards = cards.as_array().cloned().unwrap_or_default();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        cards.iter().map(|card| Card { structure: text(&card[0]), text: text(&card[1]) }).collect()
    }

    /// The structures shown, in order.
    pub(crate) async fn structures(&self) -> Vec<String> {
        self.cards().await.into_iter().map(|card| card.structure).collect()
    }

    /// Waits until exactly these structures are shown, in this order.
    pub(crate) async fn wait_for_structures(&self, expected: &[String]) {
        let started = std::time::Instant::now();
        loop {
            let shown = self.structures().await;
            if shown == expected {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "shown: {shown:#?}\nexpected: {expected:#?}");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// Saves what the browser shows, when `AZIMUT_SCREENSHOTS` names a folder.
    pub(crate) async fn screenshot(&self, name: &str) {
        if let Some(folder) = std::env::var_os("AZIMUT_SCREENSHOTS") {
            let shot = self
                .browser
                .devtools(
                    "Page.captureScreenshot",
                    serde_json::json!({ "captureBeyondViewport": true, "clip": self.whole_page().await }),
                )
                .await;
            let data = shot["data"].as_str().unwrap_or_default().to_owned();
            let path = Path::new(&folder).join(format!("{name}.png.base64"));
            std::fs::write(path, data).expect("the screenshot is written");
        }
    }

    /// Saves a text to look at.
    pub(crate) fn save(&self, name: &str, text: &str) {
        if let Some(folder) = std::env::var_os("AZIMUT_SCREENSHOTS") {
            std::fs::write(Path::new(&folder).join(name), text).expect("it is written");
        }
    }

    /// Saves what fits into the window.
    pub(crate) async fn screenshot_of_window(&self, name: &str) {
        if let Some(folder) = std::env::var_os("AZIMUT_SCREENSHOTS") {
            let shot = self.browser.client.screenshot().await.expect("a screenshot");
            std::fs::write(Path::new(&folder).join(format!("{name}.png")), shot).expect("it is written");
        }
    }

    async fn whole_page(&self) -> serde_json::Value {
        let metrics = self.browser.devtools("Page.getLayoutMetrics", serde_json::json!({})).await;
        let size = &metrics["cssContentSize"];
        serde_json::json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 })
    }
}
