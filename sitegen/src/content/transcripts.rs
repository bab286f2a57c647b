//! What was said in a recording: subtitles in WebVTT, as the programs of meetings write them, or Markdown.

use std::time::Duration;

use subtp::vtt::{VttBlock, VttCue, VttTimestamp, WebVtt};

/// What was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transcript {
    /// Passages, one after the other.
    Passages(Vec<Passage>),
    /// A text in Markdown.
    Markdown(String),
}

/// What one person says at a stretch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// Since the beginning of the recording, in seconds.
    pub start_s: u64,
    /// Who speaks, when it is said.
    pub speaker: Option<String>,
    /// What is said.
    pub text: String,
}

/// Why a transcript cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is neither subtitles in WebVTT nor Markdown in UTF-8.
    Unknown,
    /// It is not WebVTT at this line, counted from 1.
    Malformed(usize),
    /// A subtitle ends before it begins or begins before the one above it, at this many seconds.
    Disordered(u64),
    /// Nothing is said.
    Empty,
}

/// A pause longer than this begins a new passage.
const PAUSE: Duration = Duration::from_secs(4);

/// A passage longer than this, in bytes, ends with its sentence.
const LONG: usize = 500;

/// Reads what a file called `name` says.
///
/// # Errors
///
/// Why it cannot be used.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Transcript, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::Unknown)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("vtt") => subtitles(text),
        Some("md") if text.trim().is_empty() => Err(Fault::Empty),
        Some("md") => Ok(Transcript::Markdown(text.trim().to_owned())),
        _ => Err(Fault::Unknown),
    }
}

fn subtitles(text: &str) -> Result<Transcript, Fault> {
    // The grammar wants blank lines to the end.
    let text = format!("{}\n\n", text.trim_end());
    if text.trim() == "WEBVTT" {
        return Err(Fault::Empty);
    }
    let read = WebVtt::parse(&text).map_err(|fault| {
        let line: usize = fault.location.split(':').next().and_then(|line| line.parse().ok()).unwrap_or(1);
        // Times that are no times are taken for the name of a cue, and the line below them for wrong ones.
        let above = line.checked_sub(2).and_then(|above| text.lines().nth(above));
        Fault::Malformed(if above.is_some_and(|above| above.contains("-->")) { line - 1 } else { line })
    })?;
    let mut passages: Vec<Passage> = Vec::new();
    let (mut began, mut ended) = (Duration::ZERO, Duration::ZERO);
    for block in &read.blocks {
        let VttBlock::Que(cue) = block else { continue };
        let (start, end) = (moment(&cue.timings.start), moment(&cue.timings.end));
        if end < start || start < began {
            return Err(Fault::Disordered(start.as_secs()));
        }
        for (speaker, said) in fragments(cue) {
            match passages.last_mut() {
                Some(last) if last.continues(speaker.as_deref(), start.saturating_sub(ended)) => {
                    last.text.push(' ');
                    last.text.push_str(&said);
                }
                _ => passages.push(Passage { start_s: start.as_secs(), speaker, text: said }),
            }
        }
        (began, ended) = (start, end.max(ended));
    }
    if passages.is_empty() { Err(Fault::Empty) } else { Ok(Transcript::Passages(passages)) }
}

impl Passage {
    /// Whether what `speaker` says after a pause is part of it.
    fn continues(&self, speaker: Option<&str>, pause: Duration) -> bool {
        let same = speaker == self.speaker.as_deref();
        let sentence_ended = self.text.ends_with(['.', '!', '?', '…', '»']);
        same && pause <= PAUSE && (self.text.len() < LONG || !sentence_ended)
    }
}

impl Transcript {
    /// All the words, without who says them and when.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Passages(passages) => {
                passages.iter().map(|passage| passage.text.as_str()).collect::<Vec<_>>().join("\n")
            }
            Self::Markdown(text) => crate::french::plain_text::plain_text(text),
        }
    }
}

fn moment(at: &VttTimestamp) -> Duration {
    let minutes = u64::from(at.hours) * 60 + u64::from(at.minutes);
    Duration::from_millis((minutes * 60 + u64::from(at.seconds)) * 1000 + u64::from(at.milliseconds))
}

/// What is said in a cue, by speaker, without marks and with one blank between words.
fn fragments(cue: &VttCue) -> Vec<(Option<String>, String)> {
    let payload = cue.payload.join(" ");
    let mut fragments = vec![(None, String::new())];
    let mut rest = payload.as_str();
    while let Some(begin) = rest.find('<') {
        let (before, behind) = rest.split_at(begin);
        push(&mut fragments, before);
        let Some(end) = behind.find('>') else {
            rest = behind;
            break;
        };
        let tag = &behind[1..end];
        rest = &behind[end + 1..];
        // `<v Name>`, `<v.class Name>`: who speaks from here on.
        if let Some((kind, name)) = tag.split_once(char::is_whitespace)
            && (kind == "v" || kind.starts_with("v."))
        {
            fragments.push((Some(words(&entities(name))), String::new()));
        }
    }
    push(&mut fragments, rest);
    let said =
        fragments.into_iter().map(|(speaker, text)| (speaker.filter(|it| !it.is_empty()), words(&text)));
    said.filter(|(_, text)| !text.is_empty()).collect()
}

fn push(fragments: &mut [(Option<String>, String)], text: &str) {
    if let Some((_, said)) = fragments.last_mut() {
        said.push_str(&entities(text));
    }
}

/// The character references that WebVTT knows; `&amp;` last, so that nothing is read twice.
fn entities(text: &str) -> String {
    let known =
        [("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u{a0}"), ("&lrm;", ""), ("&rlm;", ""), ("&amp;", "&")];
    known.into_iter().fold(text.to_owned(), |text, (reference, character)| text.replace(reference, character))
}

/// One blank between words; those that do not break stay.
fn words(text: &str) -> String {
    text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Fault, Passage, Transcript, parse};

    fn passages(text: &str) -> Vec<(u64, Option<String>, String)> {
        let Ok(Transcript::Passages(passages)) = parse("a.vtt", text.as_bytes()) else { panic!("{text}") };
        passages.into_iter().map(|Passage { start_s, speaker, text }| (start_s, speaker, text)).collect()
    }

    fn said(start_s: u64, speaker: Option<&str>, text: &str) -> (u64, Option<String>, String) {
        (start_s, speaker.map(str::to_owned), text.to_owned())
    }

    #[test]
    fn what_several_programs_write_is_read() {
        let meeting = "\u{feff}WEBVTT\r\n\r\n4d2ae-1/12-0\r\n00:00:01.000 --> 00:00:04.000\r\n<v Une intervenante>Bonjour\r\nà tous.</v>\r\n\r\n4d2ae-1/12-1\r\n00:00:05.000 --> 00:00:06.000\r\n<v Une intervenante>Merci.</v>\r\n\r\n00:00:07.000 --> 00:00:08.500\r\n<v.fort Un collègue>Avec plaisir.</v>";
        assert_eq!(
            passages(meeting),
            [
                said(1, Some("Une intervenante"), "Bonjour à tous. Merci."),
                said(7, Some("Un collègue"), "Avec plaisir.")
            ]
        );
        let video = "WEBVTT\nKind: captions\nLanguage: fr\n\nNOTE relu\n\nSTYLE\n::cue { color: red }\n\n00:01.000 --> 00:04.000 align:start position:0%\nbonjour<00:00:01.500><c> à</c> tous\n\n01:02:03.000 --> 01:02:04.000\nAprès une pause.\n";
        assert_eq!(passages(video), [said(1, None, "bonjour à tous"), said(3723, None, "Après une pause.")]);
        let two = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v A>Oui ?</v>\n<v B>Non.</v>\n";
        assert_eq!(passages(two), [said(1, Some("A"), "Oui ?"), said(1, Some("B"), "Non.")]);
    }

    #[test]
    fn marks_are_not_text_and_text_is_no_mark() {
        let text = "WEBVTT\n\n00:01.000 --> 00:04.000\n<script>alert(1)</script> a &amp;lt; b &lt;i&gt; <i>c</i> 3 < 4\n";
        assert_eq!(passages(text), [said(1, None, "alert(1) a &lt; b <i> c 3 < 4")]);
    }

    #[test]
    fn a_long_speech_is_cut_at_the_end_of_a_sentence() {
        let mut text = "WEBVTT\n".to_owned();
        for second in 0..60 {
            let end = if second % 5 == 4 { "." } else { "" };
            text.push_str(&format!(
                "\n00:{second:02}.000 --> 00:{second:02}.900\nvingt lettres en tout{end}\n"
            ));
        }
        let found = passages(&text);
        assert!(found.len() == 3 && found.iter().all(|(.., text)| text.ends_with('.')), "{found:?}");
    }

    #[test]
    fn what_cannot_be_used_says_why() {
        let fault = |name: &str, text: &[u8]| parse(name, text).unwrap_err();
        assert_eq!(fault("a.vtt", b"1\n00:00:01,000 --> 00:00:04,000\ntexte\n"), Fault::Malformed(1));
        assert_eq!(fault("a.vtt", b"WEBVTT\n\n00:01,000 --> 00:04,000\ntexte\n"), Fault::Malformed(3));
        assert_eq!(fault("a.vtt", b"WEBVTT\n\n00:09.000 --> 00:04.000\ntexte\n"), Fault::Disordered(9));
        let back = b"WEBVTT\n\n00:09.000 --> 00:10.000\na\n\n00:04.000 --> 00:05.000\nb\n";
        assert_eq!(fault("a.vtt", back), Fault::Disordered(4));
        assert_eq!(fault("a.vtt", b"WEBVTT"), Fault::Empty);
        assert_eq!(fault("a.vtt", b"WEBVTT\n\nNOTE rien\n"), Fault::Empty);
        assert_eq!(fault("a.md", b" \n"), Fault::Empty);
        assert_eq!(fault("a.md", &[0xff]), Fault::Unknown);
        assert_eq!(fault("a.srt", b"1\n"), Fault::Unknown);
    }
}
