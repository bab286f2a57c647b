//! A real browser, driven over WebDriver.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::environment;

/// How long a story waits for something to appear before it fails. Tests never measure time; this only has
/// to be longer than a slow machine needs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The program that shows the pages: Chromium, or what `cargo xtask test --all-browsers` names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    fn chosen() -> Self {
        match environment::engine().as_str() {
            "" | "chromium" => Self::Chromium,
            "firefox" => Self::Firefox,
            "webkit" => Self::WebKit,
            other => panic!("AZIMUT_ENGINE: `{other}` is not chromium, firefox or webkit"),
        }
    }

    fn driver(self, port: u16) -> Command {
        let (program, arguments) = match self {
            Self::Chromium => (environment::chromedriver(), vec![format!("--port={port}")]),
            // Several at once, each with a port of its own to its browser.
            Self::Firefox => (
                environment::geckodriver(),
                vec![format!("--port={port}"), format!("--websocket-port={}", free_port())],
            ),
            Self::WebKit => (environment::webkitdriver(), vec![format!("--port={port}")]),
        };
        let mut command = Command::new(program);
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn capabilities(self, profile: &Path, width: u32) -> serde_json::Map<String, Value> {
        let capabilities = match self {
            Self::Chromium => chromium(profile, width),
            Self::Firefox => json!({
                "moz:firefoxOptions": {
                    "binary": environment::firefox(),
                    "args": ["-headless"],
                    "prefs": { "intl.accept_languages": "fr", "browser.shell.checkDefaultBrowser": false },
                },
            }),
            Self::WebKit => json!({}),
        };
        capabilities.as_object().cloned().expect("an object")
    }
}

/// A browser with a new, empty profile. Ends when dropped.
pub(crate) struct Browser {
    /// The session.
    pub(crate) client: Client,
    engine: Engine,
    port: u16,
    session: String,
    driver: Child,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts a driver and a window of `width` pixels.
    pub(crate) async fn start(width: u32) -> Self {
        let engine = Engine::chosen();
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let (port, driver, client) = loop {
            let port = free_port();
            let mut driver = engine.driver(port).spawn().expect("the driver starts");
            // Somebody else may take the port before the driver does, which then ends: another port.
            if let Some(client) = connect(port, &mut driver, engine.capabilities(profile.path(), width)).await
            {
                break (port, driver, client);
            }
        };
        let session = client.session_id().await.ok().flatten().expect("a session");
        let browser = Self { client, engine, port, session, driver, _profile: profile };
        browser.resize(width).await;
        browser
    }

    /// Makes the page `width` pixels wide, as a phone would be: headless windows have a least width.
    pub(crate) async fn resize(&self, width: u32) {
        if self.engine != Engine::Chromium {
            self.client.set_window_size(width, 1000).await.expect("the window takes this size");
            return;
        }
        let metrics = json!({ "width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Sends a command of the Chrome DevTools Protocol. Tests that need it stand in modules named `chromium`,
    /// which the other browsers leave out.
    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let command = DevTools { body: json!({ "cmd": command, "params": parameters }).to_string() };
        self.client.issue_cmd(command).await.expect("the browser obeys")
    }

    /// WebKit's driver takes the host of a shadow tree for something that covers the field inside.
    pub(crate) fn can_click_in_shadows(&self) -> bool {
        self.engine != Engine::WebKit
    }

    /// What the page wrote on its console as errors, exceptions included; nothing where the driver keeps no log.
    pub(crate) async fn console_errors(&self) -> Vec<String> {
        if self.engine != Engine::Chromium {
            return Vec::new();
        }
        let entries = self.client.issue_cmd(ConsoleLog).await.expect("the browser's log");
        let entries = entries.as_array().cloned().unwrap_or_default();
        let severe = entries.into_iter().filter(|entry| entry["level"] == "SEVERE");
        severe.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A driver that is killed leaves its browser behind, and a hundred of them fill the memory.
        _ = self.end_session();
        _ = self.driver.kill();
        _ = self.driver.wait();
    }
}

impl Browser {
    /// Asks the driver to close the browser, and waits for its answer. Without the client, which is asynchronous.
    fn end_session(&self) -> std::io::Result<()> {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port))?;
        connection.set_read_timeout(Some(Duration::from_secs(10)))?;
        let (session, port) = (&self.session, self.port);
        write!(connection, "DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n")?;
        connection.read(&mut [0; 64]).map(drop)
    }
}

fn chromium(profile: &Path, width: u32) -> Value {
    let arguments = [
        "--headless=new".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--lang=fr".to_owned(),
        format!("--window-size={width},1000"),
        format!("--user-data-dir={}", profile.display()),
    ];
    json!({
        "goog:chromeOptions": { "args": arguments, "binary": environment::chromium() },
        "goog:loggingPrefs": { "browser": "ALL" },
    })
}

/// Connects as soon as the driver listens; `None` when it ended instead.
async fn connect(
    port: u16,
    driver: &mut Child,
    capabilities: serde_json::Map<String, Value>,
) -> Option<Client> {
    let address = format!("http://127.0.0.1:{port}");
    let started = std::time::Instant::now();
    loop {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        match builder.capabilities(capabilities.clone()).connect(&address).await {
            Ok(client) => return Some(client),
            Err(_) if driver.try_wait().is_ok_and(|ended| ended.is_some_and(|status| !status.success())) => {
                return None;
            }
            Err(error) if started.elapsed() > PATIENCE => panic!("no browser: {error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}

#[derive(Debug)]
struct DevTools {
    body: String,
}

impl fantoccini::wd::WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.clone()))
    }
}

#[derive(Debug)]
struct ConsoleLog;

impl fantoccini::wd::WebDriverCompatibleCommand for ConsoleLog {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}
