//! Each file once more, compressed as far as it goes, for hosts that serve such files as they are: `page.html.br` and
//! `page.html.gz` beside `page.html`.
//!
//! The highest qualities take a minute for a whole site, so what the previous site has of a file that has not changed is
//! taken over.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Mutex;
use std::thread;

use flate2::{Compression, GzBuilder};

use super::error::PublishError;
use super::output::Output;

/// What is text, or packed by us without compression.
const EXTENSIONS: [&str; 15] = [
    "azb",
    "css",
    "csv",
    "geojson",
    "html",
    "ics",
    "js",
    "json",
    "md",
    "svg",
    "txt",
    "vtt",
    "wasm",
    "webmanifest",
    "xml",
];

/// Below this an answer is one packet anyway, in bytes.
const SMALLEST: usize = 512;

/// A way to compress: the end of the name, and what it makes of some bytes.
type Way = (&'static str, fn(&[u8]) -> io::Result<Vec<u8>>);

const WAYS: [Way; 2] = [("br", brotli), ("gz", gzip)];

/// Writes them beside the files of the site. `previous` is the site before, if there is one.
pub(super) fn publish(output: &mut Output, previous: &Path) -> Result<(), PublishError> {
    let wanted = |(path, size): &(&String, &usize)| {
        **size >= SMALLEST && path.rsplit_once('.').is_some_and(|(_, end)| EXTENSIONS.contains(&end))
    };
    let files: Vec<String> = output.files().iter().filter(wanted).map(|(path, _)| path.clone()).collect();
    let next = Mutex::new(files.iter());
    let done = Mutex::new(Vec::new());
    let made_of = &*output;
    let work = || -> Result<(), PublishError> {
        while let Some(path) = next.lock().ok().and_then(|mut next| next.next()) {
            for (end, compressed) in compress(&made_of.place_of(path), &previous.join(path))? {
                if let Ok(mut done) = done.lock() {
                    done.push((format!("{path}.{end}"), compressed));
                }
            }
        }
        Ok(())
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        // A worker that panicked has said so.
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or(Ok(())))
    })?;
    let done = done.into_inner().unwrap_or_default();
    done.into_iter().try_for_each(|(path, bytes)| output.write(&path, &bytes).map(drop))
}

/// A file in each way that makes it smaller.
fn compress(file: &Path, before: &Path) -> Result<Vec<(&'static str, Vec<u8>)>, PublishError> {
    let bytes = fs::read(file).map_err(PublishError::io("lecture de", file))?;
    let same = fs::read(before).is_ok_and(|old| old == bytes);
    let mut made = Vec::new();
    for (end, way) in WAYS {
        let name = |path: &Path| {
            path.with_file_name(format!("{}.{end}", path.file_name().unwrap_or_default().to_string_lossy()))
        };
        let kept = if same { fs::read(name(before)).ok() } else { None };
        let compressed = match kept {
            Some(kept) => kept,
            None => way(&bytes).map_err(PublishError::io("compression de", file))?,
        };
        if compressed.len() < bytes.len() {
            made.push((end, compressed));
        }
    }
    Ok(made)
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let parameters = ::brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    ::brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters)?;
    Ok(out)
}

/// Without a date, so that the same bytes give the same bytes.
fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Read as _;

    use super::publish;
    use crate::publish::output::Output;

    #[test]
    fn what_is_smaller_is_beside_its_file_and_is_taken_over_when_nothing_changed() {
        let dir = tempfile::tempdir().unwrap();
        let (old, new) = (dir.path().join("old"), dir.path().join("new"));
        let text = "Le même texte, encore et encore. ".repeat(100);
        let files =
            [("a/index.html", text.as_str()), ("b.html", &text[..100]), ("c.png", &text), ("d.js", &text)];
        let fill = |root: &std::path::Path| {
            let mut output = Output::create(root).unwrap();
            for (path, text) in files {
                output.write(path, text.as_bytes()).unwrap();
            }
            output
        };
        let mut output = fill(&old);
        publish(&mut output, &dir.path().join("nothing")).unwrap();
        let names: Vec<&String> = output.files().keys().collect();
        assert_eq!(
            names,
            [
                "a/index.html",
                "a/index.html.br",
                "a/index.html.gz",
                "b.html",
                "c.png",
                "d.js",
                "d.js.br",
                "d.js.gz"
            ]
        );
        let mut read = String::new();
        let packed = fs::read(old.join("a/index.html.br")).unwrap();
        ::brotli::Decompressor::new(&*packed, 4096).read_to_string(&mut read).unwrap();
        assert_eq!(read, text);
        read.clear();
        let packed = fs::read(old.join("d.js.gz")).unwrap();
        flate2::read::GzDecoder::new(&*packed).read_to_string(&mut read).unwrap();
        assert_eq!(read, text);

        fs::write(old.join("a/index.html.br"), "kept").unwrap();
        fs::write(old.join("d.js"), "changed").unwrap();
        let mut output = fill(&new);
        publish(&mut output, &old).unwrap();
        assert_eq!(fs::read(new.join("a/index.html.br")).unwrap(), b"kept");
        assert_eq!(fs::read(new.join("d.js.gz")).unwrap(), packed);
    }
}
