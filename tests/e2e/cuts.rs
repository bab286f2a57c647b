//! Files that break off in the middle: what had come works, the rest comes again by itself.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::environment;
use crate::loading::network;
use crate::widget::Visit;

/// Which file is cut next, after which share of it.
#[derive(Clone, Copy, Debug)]
struct Cut {
    file: File,
    share: f64,
}

/// How the name of a file begins and ends.
type File = (&'static str, &'static str);

/// A proxy before a server that breaks one answer off. Gives its address and how often it did.
async fn cutting(to: SocketAddr, next: Arc<Mutex<Option<Cut>>>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(pass(client, to, next.clone()));
        }
    });
    address
}

/// One request and its answer; both connections end with it.
async fn pass(mut client: TcpStream, to: SocketAddr, next: Arc<Mutex<Option<Cut>>>) -> Option<()> {
    let request = head(&mut client).await?;
    let request = String::from_utf8_lossy(&request).into_owned();
    let path = request.split(' ').nth(1)?.to_owned();
    let mut server = TcpStream::connect(to).await.ok()?;
    let kept = |line: &&str| !line.to_ascii_lowercase().starts_with("connection:");
    let lines: Vec<&str> = request.trim_end().split("\r\n").filter(kept).collect();
    let request = format!("{}\r\nConnection: close\r\n\r\n", lines.join("\r\n"));
    server.write_all(request.as_bytes()).await.ok()?;
    let answer = head(&mut server).await?;
    client.write_all(&answer).await.ok()?;
    let mut body = Vec::new();
    server.read_to_end(&mut body).await.ok()?;
    let cut = {
        let mut next = next.lock().expect("no panic");
        let due = next.is_some_and(|cut| path.contains(cut.file.0) && path.ends_with(cut.file.1));
        if due { next.take() } else { None }
    };
    let end = cut.map_or(body.len(), |cut| (body.len() as f64 * cut.share) as usize);
    client.write_all(&body[..end]).await.ok()?;
    client.shutdown().await.ok()
}

/// What stands before the body.
async fn head(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    Some(head)
}

/// How many points each file is cut at: `AZIMUT_CUTS`, then also over the slowest network; else three.
fn points() -> (u32, bool) {
    let asked = std::env::var("AZIMUT_CUTS").ok().and_then(|it| it.parse().ok());
    (asked.unwrap_or(3), asked.is_some())
}

/// Goes through a search while each of the files breaks off at each of the points.
async fn broken_off(files: &[File]) {
    let (points, slow) = points();
    let visit = Visit::prepare(&environment::dist(), 400, |_| String::new()).await;
    let site = visit.site.as_ref().expect("the site is served").url();
    let to = site.trim_start_matches("http://").trim_end_matches('/').parse().expect("an address");
    let next = Arc::new(Mutex::new(None));
    let proxy = cutting(to, next.clone()).await;
    let page = format!(
        "<!doctype html><html lang=\"fr\"><meta charset=\"utf-8\"><title>Page hôte</title><link rel=\"icon\" href=\"data:,\">\
         <azimut-annuaire></azimut-annuaire><script async src=\"http://{proxy}/azimut.js\"></script>"
    );
    std::fs::write(visit.page.path().join("index.html"), page).expect("the host page");
    if slow {
        network(&visit, 50_000, 400).await;
    }
    for &file in files {
        for point in 0..points {
            let share = f64::from(point) / f64::from(points) + 0.5 / f64::from(points);
            visit.browser.devtools("Network.clearBrowserCache", json!({})).await;
            *next.lock().expect("no panic") = Some(Cut { file, share });
            visit.reopen().await;
            // Nothing is pressed: what breaks off comes again by itself.
            let script = "await until(() => document.querySelector('azimut-annuaire').shadowRoot?.querySelector('#place'));\
                 const root = document.querySelector('azimut-annuaire').shadowRoot, $ = (css) => root.querySelector(css);\
                 const put = (css, text) => { $(css).value = text; $(css).dispatchEvent(new Event('input', { bubbles: true })); };\
                 put('#place', 'Brioude'); await until(() => $('.card')); await until(() => $('.contacts'));\
                 put('#keyword', 'emploi'); await until(() => $('.why'));\
                 put('#place', 'Langogne'); await until(() => $('[role=option]') || /48/.test($('#place').value));\
                 return !!$('.failure, [data-do=retry]')";
            let failed = visit.js(script).await;
            assert_eq!(failed, false, "{file:?} after {share}");
            assert!(next.lock().expect("no panic").is_none(), "{file:?} was asked for");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn code_that_breaks_off_comes_again() {
    broken_off(&[
        ("/widget-", ".js"),
        ("/widget-", ".wasm"),
        ("/textsearch-", ".js"),
        ("/textsearch-", ".wasm"),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn data_that_breaks_off_come_again() {
    broken_off(&[("/base-", ""), ("/around-", ""), ("/details-", ""), ("/text-", "")]).await;
}
