//! What a spreadsheet program wrote: which encoding, which separator.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// A file as text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The text, without byte order mark.
    pub(super) text: String,
    /// Name of the encoding it was written in.
    pub(super) encoding: &'static str,
}

/// Decodes by byte order mark, else as UTF-8, else as Windows-1252: the encoding of spreadsheets saved on
/// Windows, in which any bytes are text.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => WINDOWS_1252,
    };
    let (text, _, _) = encoding.decode(bytes);
    let encoding = if encoding == WINDOWS_1252 { "Windows-1252" } else { encoding.name() };
    Decoded { text: text.into_owned(), encoding }
}

/// The separator that stands most often in the header, outside of quotes.
pub(super) fn separator(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b';', 0), (b',', 0), (b'\t', 0)];
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => counts
                .iter_mut()
                .filter(|(separator, _)| *separator == byte)
                .for_each(|(_, count)| *count += 1),
        }
    }
    // The first of equals wins: `max_by_key` would give the last.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| separator)
}

/// The name of a separator, for people.
pub(super) fn separator_name(separator: u8) -> &'static str {
    match separator {
        b';' => "point-virgule",
        b'\t' => "tabulation",
        _ => "virgule",
    }
}
