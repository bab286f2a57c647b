//! A static server for a built site: to look at it on this machine, and for the browser tests.
//!
//! It behaves as the recommended hosts do: right types, compression, cross-origin reading allowed,
//! hashed files kept for a year and everything else asked for again.

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};
use tower_http::cors::{Any, CorsLayer};
use tower_http::services::ServeDir;

use crate::diagnostics::Failure;
use crate::french::io_reason;

/// Hashed names never change their content.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The loader: coming back costs no request.
const LOADER: HeaderValue = HeaderValue::from_static("public, max-age=3600, stale-while-revalidate=604800");
const LOADER_PATH: &str = "/azimut.js";
const MANIFEST_PATH: &str = "/azimut/manifest.json";
/// May be kept, but must be asked for again (a short « unchanged » answer).
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");
/// How long open connections may take to end before they are cut. Longer only delays whoever stops the
/// server; shorter cuts answers that are on their way.
const GRACE: Duration = Duration::from_secs(1);

/// One request that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// `GET`, `HEAD`…
    pub method: String,
    /// Path, as sent.
    pub path: String,
    /// What follows `?`, as sent.
    pub query: Option<String>,
}

/// The requests received, in order. Clones share one list.
#[derive(Clone, Debug, Default)]
pub struct RequestLog(Arc<Mutex<Vec<Logged>>>);

impl RequestLog {
    /// The requests received until now.
    #[must_use]
    pub fn entries(&self) -> Vec<Logged> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets the requests received until now.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn push(&self, request: &Request) {
        let (method, uri) = (request.method().to_string(), request.uri());
        let entry = Logged { method, path: uri.path().to_owned(), query: uri.query().map(str::to_owned) };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
    }
}

/// A running server. Stops when dropped.
#[derive(Debug)]
pub struct Handle {
    address: SocketAddr,
    under: String,
    log: RequestLog,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Handle {
    /// Where it listens, with the real port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of its first page, ending with `/`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.under)
    }

    /// What it was asked for.
    #[must_use]
    pub fn log(&self) -> &RequestLog {
        &self.log
    }

    /// Stops it: nothing listens any more and open connections are closed when this returns.
    pub fn stop(mut self) {
        self.shut();
    }

    fn shut(&mut self) {
        // A server that ended by itself has nobody left to receive this.
        _ = self.stop.take().map(|stop| stop.send(()));
        _ = self.thread.take().map(JoinHandle::join);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shut();
    }
}

/// Starts a server of `dir` on a thread of its own; port 0 chooses a free one.
///
/// # Errors
/// When the address cannot be listened on.
pub fn spawn(dir: &Path, address: SocketAddr) -> Result<Handle, Failure> {
    spawn_under(dir, address, "/")
}

/// The same below a path that begins and ends with `/`, as on a host that has other things too.
///
/// # Errors
/// When the address cannot be listened on.
pub fn spawn_under(dir: &Path, address: SocketAddr, under: &str) -> Result<Handle, Failure> {
    let log = RequestLog::default();
    let app = below(under, app(dir, log.clone()));
    let runtime = runtime()?;
    let listener = listen(&runtime, address)?;
    let address = listener.local_addr().map_err(|fault| cannot_listen(address, &fault))?;
    let (stop, stopped) = oneshot::channel::<()>();
    let thread = std::thread::spawn(move || {
        runtime.block_on(run_until(listener, app, async { _ = stopped.await }));
        runtime.shutdown_timeout(GRACE);
    });
    Ok(Handle { address, under: under.to_owned(), log, stop: Some(stop), thread: Some(thread) })
}

/// Serves `dir` on this machine, below a path, until Ctrl-C; `started` is told the address, with the real port.
///
/// # Errors
/// When the folder does not exist, the port is taken, or `started` fails.
pub fn until_interrupted(
    dir: &Path,
    port: u16,
    under: &str,
    started: impl FnOnce(SocketAddr) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if !dir.is_dir() {
        let dir = dir.display();
        return Err(Failure::other(format!("le dossier {dir} n’existe pas : construisez d’abord le site")));
    }
    let runtime = runtime()?;
    let listener = listen(&runtime, SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    let address = listener.local_addr().map_err(|fault| Failure::other(fault.to_string()))?;
    started(address)?;
    let app = below(under, app(dir, RequestLog::default()));
    runtime.block_on(run_until(listener, app, async { _ = tokio::signal::ctrl_c().await }));
    runtime.shutdown_timeout(GRACE);
    Ok(())
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|fault| Failure::other(format!("le serveur ne peut pas démarrer : {fault}")))
}

/// Listens without waiting for the runtime, so that a caller inside another runtime can start a server.
fn listen(runtime: &tokio::runtime::Runtime, address: SocketAddr) -> Result<TcpListener, Failure> {
    let open = || {
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let _inside = runtime.enter();
        TcpListener::from_std(listener)
    };
    open().map_err(|fault| cannot_listen(address, &fault))
}

fn cannot_listen(address: SocketAddr, fault: &std::io::Error) -> Failure {
    let reason = io_reason(fault);
    Failure::other(format!(
        "impossible d’écouter sur {address} : {reason} ; essayez --port avec un autre numéro"
    ))
}

/// Serves until `stop` is ready, then lets open answers end for at most [`GRACE`].
async fn run_until(listener: TcpListener, app: Router, stop: impl Future<Output = ()>) {
    let (begin, begun) = oneshot::channel::<()>();
    let serving = axum::serve(listener, app).with_graceful_shutdown(async { _ = begun.await });
    let serving = tokio::spawn(serving.into_future());
    stop.await;
    _ = begin.send(());
    _ = tokio::time::timeout(GRACE, serving).await;
}

/// What answers below a path; what is beside it does not exist.
fn below(under: &str, app: Router) -> Router {
    match under.trim_end_matches('/') {
        "" => app,
        folder => Router::new().nest_service(folder, app),
    }
}

fn app(dir: &Path, log: RequestLog) -> Router {
    let not_found = dir.join("404.html");
    let files = ServeDir::new(dir).precompressed_br().precompressed_gzip();
    Router::new()
        .fallback_service(files)
        .layer(middleware::from_fn_with_state(Arc::<Path>::from(not_found), error_page))
        .layer(middleware::from_fn(cache_headers))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(256).and(Compressible)))
        .layer(CorsLayer::new().allow_origin(Any).allow_methods([Method::GET, Method::HEAD]))
        .layer(middleware::from_fn_with_state(log, record))
}

async fn record(State(log): State<RequestLog>, request: Request, next: Next) -> Response {
    log.push(&request);
    next.run(request).await
}

/// The site's own page for what does not exist.
async fn error_page(State(page): State<Arc<Path>>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status() != StatusCode::NOT_FOUND {
        return response;
    }
    match tokio::fs::read_to_string(&page).await {
        Ok(text) => (StatusCode::NOT_FOUND, Html(text)).into_response(),
        Err(_) => (StatusCode::NOT_FOUND, "Cette page n’existe pas.\n").into_response(),
    }
}

async fn cache_headers(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let value = match path {
        LOADER_PATH => LOADER,
        _ if path.starts_with("/azimut/") && path != MANIFEST_PATH => IMMUTABLE,
        _ => REVALIDATE,
    };
    let mut response = next.run(request).await;
    let known =
        matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED | StatusCode::PARTIAL_CONTENT);
    // A missing hashed file must not stay missing for a year.
    let value = if known { value } else { REVALIDATE };
    response.headers_mut().insert(header::CACHE_CONTROL, value);
    response
}

/// Everything but what is compressed already: bundles (`application/octet-stream`) and WebAssembly too.
#[derive(Clone, Copy, Debug)]
struct Compressible;

impl Predicate for Compressible {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &axum::http::Response<B>) -> bool {
        !is_compressed(response.headers())
    }
}

fn is_compressed(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let picture = kind.starts_with("image/") && !kind.starts_with("image/svg");
    let archive = ["font/woff", "application/zip", "application/gzip", "application/pdf", "video/", "audio/"];
    picture || archive.iter().any(|prefix| kind.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;

    use super::*;

    fn site() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("azimut")).unwrap();
        fs::write(dir.path().join("index.html"), "<p>accueil</p>".repeat(100)).unwrap();
        fs::write(dir.path().join("404.html"), "<p>introuvable</p>").unwrap();
        fs::write(dir.path().join("azimut/1.azb"), [7_u8; 4000]).unwrap();
        fs::write(dir.path().join("azimut/1.wasm"), [7_u8; 4000]).unwrap();
        dir
    }

    fn serve(dir: &Path) -> Handle {
        spawn(dir, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap()
    }

    /// Head of the answer, in small letters.
    fn head(server: &Handle, request: &str) -> String {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        let text = format!(
            "GET {request} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br\r\nOrigin: http://b\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).split("\r\n\r\n").next().unwrap().to_lowercase()
    }

    #[test]
    fn types_compression_cache_and_cross_origin() {
        let (dir, check) = (site(), |head: &str, wanted: &[&str]| {
            wanted.iter().for_each(|line| assert!(head.contains(line), "{line} not in {head}"));
        });
        let server = serve(dir.path());
        let home = head(&server, "/");
        check(&home, &["200 ok", "text/html", "content-encoding: br", "cache-control: no-cache"]);
        check(&home, &["access-control-allow-origin: *"]);
        let bundle = head(&server, "/azimut/1.azb");
        check(&bundle, &["application/octet-stream", "content-encoding: br", "immutable"]);
        check(&head(&server, "/azimut/1.wasm"), &["application/wasm", "content-encoding: br", "immutable"]);
    }

    #[test]
    fn what_does_not_exist_gets_the_site_s_page_and_is_not_kept() {
        let dir = site();
        let server = serve(dir.path());
        for path in ["/rien", "/azimut/2.azb", "/..%2f..%2fetc/passwd"] {
            let head = head(&server, path);
            assert!(head.contains("404 not found") && head.contains("cache-control: no-cache"), "{head}");
        }
    }

    #[test]
    fn a_site_can_stand_in_a_folder_of_a_host() {
        let dir = site();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = spawn_under(dir.path(), address, "/sous/dossier/").unwrap();
        assert!(server.url().ends_with("/sous/dossier/"));
        assert!(head(&server, "/sous/dossier/").contains("200 ok"));
        let bundle = head(&server, "/sous/dossier/azimut/1.azb");
        assert!(bundle.contains("200 ok") && bundle.contains("immutable"), "{bundle}");
        assert!(head(&server, "/azimut/1.azb").contains("404 not found"));
        let paths: Vec<String> = server.log().entries().into_iter().map(|it| it.path).collect();
        assert_eq!(paths, ["/", "/azimut/1.azb"], "as the site sees them");
    }

    #[test]
    fn requests_are_logged_and_a_stopped_server_does_not_listen() {
        let dir = site();
        let server = serve(dir.path());
        head(&server, "/index.html?a=b");
        let expected = Logged {
            method: "GET".to_owned(),
            path: "/index.html".to_owned(),
            query: Some("a=b".to_owned()),
        };
        assert_eq!(server.log().entries(), [expected]);
        let (address, log) = (server.address(), server.log().clone());
        log.clear();
        server.stop();
        assert!(TcpStream::connect(address).is_err());
        assert!(log.entries().is_empty());
    }
}
