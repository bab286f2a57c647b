//! What a spreadsheet program wrote: which encoding, which separator.
//!
//! In the encodings of one byte a letter any bytes are text, and detectors made for the web know neither what Excel
//! writes on a Mac nor under MS-DOS: the one in which the text is the most plausible French is taken.

use encoding_rs::{Encoding, ISO_8859_15, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use oem_cp::code_table::DECODING_TABLE_CP850;
use oem_cp::decode_string_complete_table;

/// A file as text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The text, without byte order mark.
    pub(super) text: String,
    /// Name of the encoding it was written in.
    pub(super) encoding: &'static str,
}

/// Decodes by byte order mark, else as UTF-16 when every other byte is naught, else as UTF-8, also with a few bytes that
/// are not, else as what makes the most plausible French of the encodings of one byte.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    // MS-DOS ended files with this.
    let bytes = bytes.strip_suffix(b"\x1a").unwrap_or(bytes);
    let naughts =
        |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count() * 4 > bytes.len();
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if naughts(1) => UTF_16LE,
        None if naughts(0) => UTF_16BE,
        None if is_mostly_utf8(bytes) => UTF_8,
        None => return single_byte(bytes),
    };
    let (text, _, _) = encoding.decode(bytes);
    Decoded { text: text.into_owned(), encoding: encoding.name() }
}

/// Whether letters of several bytes stand in the text, and at most one other thing beside three of them.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut letters, mut others) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        others += usize::from(!chunk.invalid().is_empty());
    }
    others * 3 <= letters
}

fn single_byte(bytes: &[u8]) -> Decoded {
    let web = |encoding: &'static Encoding| encoding.decode_without_bom_handling(bytes).0.into_owned();
    let candidates = [
        ("Windows-1252", web(WINDOWS_1252)),
        ("ISO-8859-15", web(ISO_8859_15)),
        ("Mac Roman", web(MACINTOSH)),
        ("page de code 850", decode_string_complete_table(bytes, &DECODING_TABLE_CP850)),
    ];
    // Of equals the first: `max_by_key` would give the last.
    let best = candidates.into_iter().rev().max_by_key(|(_, text)| plausibility(text));
    let (encoding, text) = best.expect("there are candidates");
    Decoded { text, encoding }
}

/// How much the letters beyond ASCII look like those of French where they stand.
fn plausibility(text: &str) -> i64 {
    let letters: Vec<char> = text.chars().collect();
    let at = |index: Option<usize>| index.and_then(|index| letters.get(index)).copied().unwrap_or(' ');
    let mut total = 0;
    for (index, &letter) in letters.iter().enumerate().filter(|(_, letter)| !letter.is_ascii()) {
        let (before, after) = (at(index.checked_sub(1)), at(Some(index + 1)));
        let within = before.is_lowercase() || after.is_lowercase();
        total += match letter {
            'é' => 10,
            'è' | 'à' | 'ê' | 'ç' => 6,
            'â' | 'î' | 'ô' | 'û' | 'ù' | 'œ' | 'ë' | 'ï' => 3,
            // « L’été »: between letters.
            '’' if before.is_alphabetic() && after.is_alphabetic() => 6,
            '’' | '‘' | '“' | '”' | '«' | '»' | '–' | '—' | '…' | '°' | '€' | '\u{a0}' | '·' | '²' => {
                1
            }
            // A capital begins a word, or stands among others.
            'É' | 'È' | 'À' | 'Ê' | 'Ç' | 'Î' | 'Ô' | 'Œ' | 'Â' if !before.is_lowercase() => 4,
            _ if letter.is_alphabetic() && within && !letter.is_uppercase() => -4,
            _ => -10,
        };
    }
    total
}

/// The separator that the file names in a first line of its own, as Excel does (`sep=;`), and the text behind it.
pub(super) fn named_separator(text: &str) -> Option<(u8, &str)> {
    let end = text.find(['\r', '\n'])?;
    let line = text[..end].trim().trim_matches('"');
    let name = line.get(..4)?.eq_ignore_ascii_case("sep=").then(|| &line[4..])?;
    let separator = match name.as_bytes() {
        [byte @ (b';' | b',' | b'\t' | b'|')] => *byte,
        // The tabulation was cut.
        [] => b'\t',
        _ => return None,
    };
    let rest = &text[end..];
    Some((separator, rest.strip_prefix("\r\n").unwrap_or(&rest[1..])))
}

/// The separator that stands most often in the header, outside of quotes.
pub(super) fn separator(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b';', 0), (b',', 0), (b'\t', 0), (b'|', 0)];
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
        b'|' => "barre verticale",
        _ => "virgule",
    }
}

/// The lines of a text: `\r\n`, `\n` and the bare `\r` of old Macs end them.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Where each line but the first begins.
    starts: Vec<usize>,
}

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends =
            |&at: &usize| bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        Self { starts: (0..bytes.len()).filter(ends).map(|at| at + 1).collect() }
    }

    /// The number of the line that a byte stands in, from 1.
    pub(super) fn number(&self, byte: usize) -> u64 {
        self.starts.partition_point(|start| *start <= byte) as u64 + 1
    }
}
