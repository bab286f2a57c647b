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

/// Why a transcript cannot be used. Lines are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is neither subtitles in WebVTT nor Markdown.
    Unknown,
    /// It is not in UTF-8.
    Encoding,
    /// It is subtitles in SubRip.
    SubRip,
    /// It is not WebVTT at this line.
    Malformed(usize),
    /// The times of this line end before they begin, or begin before those above them.
    Disordered(usize),
    /// A Markdown text begins with a front matter, which nobody would read.
    Headed,
    /// Nothing is said.
    Empty,
}

/// A pause longer than this begins a new passage.
const PAUSE: Duration = Duration::from_secs(4);

/// A passage longer than this, in bytes, ends with its sentence.
const LONG: usize = 500;

/// The marks of WebVTT, and those that programs leave in it from HTML; what else stands between `<` and `>` is said.
const MARKS: [&str; 10] = ["b", "c", "font", "i", "lang", "rt", "ruby", "script", "u", "v"];

/// The longest name of who speaks at the beginning of a line, in characters and in words.
const LONGEST_NAME: (usize, usize) = (40, 5);

/// Reads what a file called `name` says.
///
/// # Errors
///
/// Why it cannot be used.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Transcript, Fault> {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    if !matches!(extension, Some("vtt" | "md")) {
        return Err(Fault::Unknown);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::Encoding)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match extension {
        Some("vtt") => subtitles(text),
        _ if text.trim().is_empty() => Err(Fault::Empty),
        _ if text.trim_start().starts_with("+++") => Err(Fault::Headed),
        _ => Ok(Transcript::Markdown(text.trim().to_owned())),
    }
}

/// What is said in one line of a cue, and by whom.
type Fragment = (Option<String>, String);

fn subtitles(text: &str) -> Result<Transcript, Fault> {
    if text.trim() == "WEBVTT" {
        return Err(Fault::Empty);
    }
    if !text.starts_with("WEBVTT") && text.lines().any(|line| line.contains("-->") && line.contains(',')) {
        return Err(Fault::SubRip);
    }
    let read = WebVtt::parse(&plainer(text)).map_err(|fault| {
        let line: usize = fault.location.split(':').next().and_then(|line| line.parse().ok()).unwrap_or(1);
        // Times that are no times are taken for the name of a cue, and the line below them for wrong ones.
        let above = line.checked_sub(2).and_then(|above| text.lines().nth(above));
        Fault::Malformed(if above.is_some_and(|above| above.contains("-->")) { line - 1 } else { line })
    })?;
    let cues = read.blocks.iter().filter_map(|block| match block {
        VttBlock::Que(cue) => Some(cue),
        _ => None,
    });
    let mut said: Vec<(Duration, Duration, Vec<Fragment>)> = Vec::new();
    let mut began = Duration::ZERO;
    let mut before: Option<&VttCue> = None;
    for (number, cue) in cues.enumerate() {
        let (start, end) = (moment(&cue.timings.start), moment(&cue.timings.end));
        if end < start || start < began {
            return Err(Fault::Disordered(times(text, number)));
        }
        began = start;
        said.push((start, end, fragments(&fresh(before.unwrap_or(&VttCue::default()), cue))));
        before = Some(cue);
    }
    name_speakers(&mut said);
    let passages = passages(said);
    if passages.is_empty() { Err(Fault::Empty) } else { Ok(Transcript::Passages(passages)) }
}

/// The same subtitles as the grammar wants them: a cue without a word and a line of blanks are not in it.
fn plainer(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    let lines: Vec<&str> = text.trim_end().lines().collect();
    for (number, line) in lines.iter().enumerate() {
        out.push_str(if !line.is_empty() && line.trim().is_empty() { "\u{a0}" } else { line });
        out.push('\n');
        if line.contains("-->") && lines.get(number + 1).is_none_or(|below| below.is_empty()) {
            // Said by nobody: it is left aside below, and lines keep their numbers but for those behind it.
            out.push_str("\u{a0}\n");
        }
    }
    out.push('\n');
    out
}

/// The line of the times of a cue, by the number of the cue from 0.
fn times(text: &str, cue: usize) -> usize {
    let mut lines = text.lines().enumerate().filter(|(_, line)| line.contains("-->"));
    lines.nth(cue).map_or(1, |(line, _)| line + 1)
}

/// The lines of a cue that the one before did not end with: rolling subtitles show each line twice.
fn fresh<'l>(before: &'l VttCue, cue: &'l VttCue) -> Vec<&'l str> {
    let lines = |cue: &'l VttCue| -> Vec<&'l str> {
        cue.payload.iter().map(String::as_str).filter(|line| !line.trim().is_empty()).collect()
    };
    let (above, here) = (lines(before), lines(cue));
    let pause = moment(&cue.timings.start).abs_diff(moment(&before.timings.end));
    // Somebody may well say the same word twice: only lines that roll are left out.
    if before.payload.len().max(cue.payload.len()) < 2 || pause > Duration::from_millis(50) {
        return here;
    }
    let said =
        |lines: &[&str]| -> Vec<Fragment> { lines.iter().flat_map(|line| fragments(&[line])).collect() };
    let most = above.len().min(here.len());
    let repeated =
        (1..=most).rev().find(|&count| said(&above[above.len() - count..]) == said(&here[..count]));
    here[repeated.unwrap_or_default()..].to_vec()
}

/// Programs without the mark of who speaks write « Name: » before what is said. It is one when most cues have it.
fn name_speakers(said: &mut [(Duration, Duration, Vec<Fragment>)]) {
    let named = said.iter().filter(|(_, _, fragments)| {
        fragments.first().is_some_and(|(speaker, text)| speaker.is_none() && name_before(text).is_some())
    });
    if named.count() * 2 < said.len() {
        return;
    }
    for (speaker, text) in said.iter_mut().flat_map(|(_, _, fragments)| fragments) {
        if let (None, Some((name, rest))) = (&speaker, name_before(text)) {
            (*speaker, *text) = (Some(name.to_owned()), rest.to_owned());
        }
    }
}

/// `Name: text`, the name being short and beginning with a capital.
fn name_before(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.trim_start_matches(['>', ' ']).split_once(':')?;
    let name = name.trim();
    let (letters, words) = LONGEST_NAME;
    let short = name.chars().count() <= letters && name.split(' ').count() <= words;
    let is_name = name.chars().next().is_some_and(char::is_uppercase) && !name.contains(['.', '!', '?', ',']);
    (short && is_name && !rest.trim().is_empty()).then(|| (name, rest.trim()))
}

fn passages(said: Vec<(Duration, Duration, Vec<Fragment>)>) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    let mut ended = Duration::ZERO;
    for (start, end, fragments) in said {
        for (speaker, said) in fragments {
            match passages.last_mut() {
                Some(last) if last.continues(speaker.as_deref(), &said, start.saturating_sub(ended)) => {
                    last.text.push(' ');
                    last.text.push_str(&said);
                }
                _ => passages.push(Passage { start_s: start.as_secs(), speaker, text: said }),
            }
        }
        ended = end.max(ended);
    }
    passages
}

impl Passage {
    /// Whether what `speaker` says after a pause is part of it.
    fn continues(&self, speaker: Option<&str>, said: &str, pause: Duration) -> bool {
        let same = speaker == self.speaker.as_deref();
        let sentence_ended = self.text.ends_with(['.', '!', '?', '…', '»']);
        // A dash or an arrow before a line is somebody else who speaks.
        let other = said.starts_with("- ") || said.starts_with("– ") || said.starts_with(">>");
        same && !other && pause <= PAUSE && (self.text.len() < LONG || !sentence_ended)
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
            Self::Markdown(text) => crate::markdown::plain_text(text),
        }
    }
}

fn moment(at: &VttTimestamp) -> Duration {
    let minutes = u64::from(at.hours) * 60 + u64::from(at.minutes);
    Duration::from_millis((minutes * 60 + u64::from(at.seconds)) * 1000 + u64::from(at.milliseconds))
}

/// What the lines of a cue say, by speaker, without marks and with one blank between words.
fn fragments(lines: &[&str]) -> Vec<Fragment> {
    let mut fragments: Vec<Fragment> = vec![(None, String::new())];
    for line in lines {
        // A line is a fragment of its own when somebody else begins to speak in it.
        if line.starts_with("- ") || line.starts_with("– ") || line.starts_with(">>") {
            let speaker = fragments.last().and_then(|(speaker, _)| speaker.clone());
            fragments.push((speaker, String::new()));
        }
        let mut rest = *line;
        while let Some(begin) = rest.find('<') {
            let (before, behind) = rest.split_at(begin);
            push(&mut fragments, before);
            let Some(tag) = mark(behind) else {
                push(&mut fragments, "<");
                rest = &behind[1..];
                continue;
            };
            rest = &behind[tag.len() + 2..];
            // `<v Name>`, `<v.class Name>`: who speaks from here on.
            if let Some((kind, name)) = tag.split_once(char::is_whitespace)
                && (kind == "v" || kind.starts_with("v."))
            {
                fragments.push((Some(words(&decoded(name))), String::new()));
            }
        }
        push(&mut fragments, rest);
        push(&mut fragments, " ");
    }
    let said = fragments.into_iter();
    let said = said.map(|(speaker, text)| (speaker.filter(|it| !it.is_empty()), words(&decoded(&text))));
    said.filter(|(_, text)| !text.is_empty()).collect()
}

/// What stands between `<` and `>` at the beginning of a text, when it is a mark: a name that WebVTT knows, or a time.
fn mark(text: &str) -> Option<&str> {
    let (inside, _) = text.strip_prefix('<')?.split_once('>')?;
    let name = inside.trim_start_matches('/').split([' ', '\t', '.']).next().unwrap_or_default();
    let is_time = !inside.is_empty() && inside.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.'));
    (is_time || MARKS.contains(&name)).then_some(inside)
}

fn push(fragments: &mut [Fragment], text: &str) {
    if let Some((_, said)) = fragments.last_mut() {
        said.push_str(text);
    }
}

/// A text whose character references are characters.
fn decoded(text: &str) -> String {
    html_escape::decode_html_entities(text).into_owned()
}

/// One blank between words; those that do not break stay, but not alone.
fn words(text: &str) -> String {
    let words = text.split([' ', '\t']).filter(|word| !word.trim().is_empty());
    words.collect::<Vec<_>>().join(" ")
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
    fn who_speaks_is_read_without_a_mark() {
        let meeting = "WEBVTT\n\n1\n00:01.000 --> 00:04.000\nSophie Martin: Bonjour.\n\n2\n00:05.000 --> 00:06.000\nPaul Dupont: Une question : quand ?\n\n3\n00:07.000 --> 00:08.000\nMaintenant.\n";
        assert_eq!(
            passages(meeting),
            [
                said(1, Some("Sophie Martin"), "Bonjour."),
                said(5, Some("Paul Dupont"), "Une question : quand ?"),
                said(7, None, "Maintenant.")
            ]
        );
        let speech = "WEBVTT\n\n00:01.000 --> 00:02.000\nAttention : trois points.\n\n00:02.000 --> 00:03.000\nLe premier.\n\n00:03.000 --> 00:04.000\nLe second.\n";
        assert_eq!(passages(speech), [said(1, None, "Attention : trois points. Le premier. Le second.")]);
        let two = "WEBVTT\n\n00:01.000 --> 00:02.000\n- Vous venez ?\n- Oui.\n";
        assert_eq!(passages(two), [said(1, None, "- Vous venez ?"), said(1, None, "- Oui.")]);
        // What nobody is named for is not given to whoever spoke before.
        let half = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>Oui.</v>\n\n00:02.100 --> 00:03.000\nNon.\n";
        assert_eq!(passages(half), [said(1, Some("A"), "Oui."), said(2, None, "Non.")]);
    }

    #[test]
    fn rolling_subtitles_and_empty_ones_are_read_once() {
        let rolling = "WEBVTT\nKind: captions\n\n00:00:01.000 --> 00:00:02.000\n \nbonjour<00:00:01.500><c> à tous</c>\n\n00:00:02.000 --> 00:00:02.010\nbonjour à tous\n \n\n00:00:02.010 --> 00:00:04.000\nbonjour à tous\net<00:00:02.500><c> merci</c>\n\n00:00:04.000 --> 00:00:06.000\net merci\nd’être là\n\n00:00:06.000 --> 00:00:07.000\n\n00:00:07.000 --> 00:00:08.000\n\n";
        assert_eq!(passages(rolling), [said(1, None, "bonjour à tous et merci d’être là")]);
    }

    #[test]
    fn marks_are_not_text_and_text_is_no_mark() {
        let text = "WEBVTT\n\n00:01.000 --> 00:04.000\n<script>alert(1)</script> a &amp;lt; b &lt;i&gt; <i>c</i> 3 < 4\n";
        assert_eq!(passages(text), [said(1, None, "alert(1) a &lt; b <i> c 3 < 4")]);
        let text = "WEBVTT\n\n00:01.000 --> 00:04.000\nSi a < b puis c > d, ou <10 ans, <nom> et l&apos;&eacute;t&#233;\n";
        assert_eq!(passages(text), [said(1, None, "Si a < b puis c > d, ou <10 ans, <nom> et l'été")]);
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
        assert_eq!(fault("a.vtt", b"1\n00:00:01,000 --> 00:00:04,000\ntexte\n"), Fault::SubRip);
        assert_eq!(fault("a.vtt", b"00:01.000 --> 00:04.000\ntexte\n"), Fault::Malformed(1));
        assert_eq!(fault("a.vtt", b"WEBVTT\n\n00:01,000 --> 00:04,000\ntexte\n"), Fault::Malformed(3));
        assert_eq!(fault("a.vtt", b"WEBVTT\n\n00:09.000 --> 00:04.000\ntexte\n"), Fault::Disordered(3));
        let back = b"WEBVTT\n\n00:09.000 --> 00:10.000\na\n\n00:04.000 --> 00:05.000\nb\n";
        assert_eq!(fault("a.vtt", back), Fault::Disordered(6));
        assert_eq!(fault("a.vtt", b"WEBVTT"), Fault::Empty);
        assert_eq!(fault("a.vtt", b"WEBVTT\n\nNOTE rien\n"), Fault::Empty);
        assert_eq!(fault("a.md", b" \n"), Fault::Empty);
        assert_eq!(fault("a.md", &[0xff]), Fault::Encoding);
        assert_eq!(fault("a.md", b"+++\ntitre = 1\n+++\n"), Fault::Headed);
        assert_eq!(fault("a.srt", b"1\n"), Fault::Unknown);
    }
}
