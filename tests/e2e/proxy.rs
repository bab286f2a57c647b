//! A server between the browser and the site that breaks an answer off or holds it back.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::widget::Visit;

/// How the name of a file begins and ends.
pub(crate) type File = (&'static str, &'static str);

/// Which file is cut next, after which share of it.
#[derive(Clone, Copy, Debug)]
struct Cut {
    file: File,
    share: f64,
}

/// What is done to answers.
#[derive(Clone, Debug)]
struct Orders {
    cut: Arc<Mutex<Option<Cut>>>,
    /// What waits until it is nothing.
    held: watch::Receiver<Option<File>>,
}

/// The proxy; it works as long as its test.
#[derive(Debug)]
pub(crate) struct Proxy {
    cut: Arc<Mutex<Option<Cut>>>,
    hold: watch::Sender<Option<File>>,
}

impl Proxy {
    /// Puts one before the site of the visit, and a host page that has the widget through it.
    pub(crate) async fn before(visit: &Visit, body: &str) -> Self {
        let to = visit.site.as_ref().expect("the site is served").address();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let page = format!(
            "<!doctype html><html lang=\"fr\"><meta charset=\"utf-8\"><title>Page hôte</title><link rel=\"icon\" href=\"data:,\">\
             {body}<script async src=\"http://{address}/azimut.js\"></script>"
        );
        std::fs::write(visit.page.path().join("index.html"), page).expect("the host page");
        let cut = Arc::new(Mutex::new(None));
        let (hold, held) = watch::channel(None);
        let orders = Orders { cut: cut.clone(), held };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, to, orders.clone()));
            }
        });
        Self { cut, hold }
    }

    /// Breaks the next answer of this file off, once.
    pub(crate) fn cut(&self, file: File, share: f64) {
        *self.cut.lock().expect("no panic") = Some(Cut { file, share });
    }

    /// Whether what is to be broken off was not asked for yet.
    pub(crate) fn has_cut_due(&self) -> bool {
        self.cut.lock().expect("no panic").is_some()
    }

    /// Answers of this file wait until [`Proxy::release`].
    pub(crate) fn hold(&self, file: File) {
        self.hold.send_replace(Some(file));
    }

    /// Nothing waits any more.
    pub(crate) fn release(&self) {
        self.hold.send_replace(None);
    }
}

fn is(path: &str, file: File) -> bool {
    path.contains(file.0) && path.ends_with(file.1)
}

/// One request and its answer; both connections end with it.
async fn pass(mut client: TcpStream, to: SocketAddr, mut orders: Orders) -> Option<()> {
    let request = head(&mut client).await?;
    let request = String::from_utf8_lossy(&request).into_owned();
    let path = request.split(' ').nth(1)?.to_owned();
    let mut server = TcpStream::connect(to).await.ok()?;
    let kept = |line: &&str| !line.to_ascii_lowercase().starts_with("connection:");
    let lines: Vec<&str> = request.trim_end().split("\r\n").filter(kept).collect();
    let request = format!("{}\r\nConnection: close\r\n\r\n", lines.join("\r\n"));
    server.write_all(request.as_bytes()).await.ok()?;
    let answer = head(&mut server).await?;
    orders.held.wait_for(|held| held.is_none_or(|file| !is(&path, file))).await.ok()?;
    client.write_all(&answer).await.ok()?;
    let mut body = Vec::new();
    server.read_to_end(&mut body).await.ok()?;
    let cut = {
        let mut next = orders.cut.lock().expect("no panic");
        let due = next.is_some_and(|cut| is(&path, cut.file));
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
