//! What is found beside the structures: resources and trainings for professionals, events and pages of the site, in a
//! bundle of their own that is fetched only when somebody asks for it.
//!
//! The text index says where each word of a text is found, as it does for structures; what that means for a document
//! is decided here. A document is a name (its title), a place (what it is about: summary, themes, headings) and a
//! description (its text) of the text index.

use crate::bundle::DOCUMENTS;
use crate::codec::{Decoder, Encoder};
use crate::geo::Point;
use crate::keyword::{Unit, WordHits};
use crate::maths::log2;
use crate::order::sort_by;
use crate::{Fault, Result, Tier};

/// What a document is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A page of the site.
    #[default]
    Page,
    /// A resource for professionals.
    Resource,
    /// Something that happens.
    Event,
    /// A training of professionals.
    Training,
}

/// Minutes since the beginning of 1970 by the clock of the territory.
pub type Minute = u32;

/// One date of an event or a training.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Happening {
    /// Beginning.
    pub start: Minute,
    /// When it is over.
    pub end: Minute,
    /// Whether it does not take place.
    pub cancelled: bool,
    /// Where; `None` for what is followed from afar.
    pub point: Option<Point>,
    /// When and where, for people.
    pub text: String,
}

/// A document, as a result shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What it is.
    pub kind: Kind,
    /// Whether it is kept and not valid any more.
    pub archived: bool,
    /// Title.
    pub title: String,
    /// One sentence, or empty.
    pub summary: String,
    /// Relative to the site.
    pub address: String,
    /// What more is said of it: type, version. Or empty.
    pub label: String,
    /// Its themes, with commas between, or empty.
    pub themes: String,
    /// When it happens, by the beginning; empty for what does not happen.
    pub dates: Vec<Happening>,
}

impl Document {
    /// Kind and state: 1 for a resource, 4 for an event, both for a training, 2 when it is archived.
    #[must_use]
    pub fn flags(&self) -> u8 {
        let kind = match self.kind {
            Kind::Page => 0,
            Kind::Resource => 1,
            Kind::Event => 4,
            Kind::Training => 5,
        };
        kind | u8::from(self.archived) << 1
    }
}

/// Writes the section of a list of documents: number, kind and state of each, a column for each text, then the dates.
#[must_use]
pub fn encode(documents: &[Document]) -> Vec<u8> {
    let mut out = Encoder::new();
    out.put_len(documents.len());
    for document in documents {
        out.put_u8(document.flags());
    }
    for column in COLUMNS {
        out.put_column(documents.iter().map(|document| column(document).as_str()));
    }
    for document in documents {
        out.put_len(document.dates.len());
        let mut before = 0;
        for date in &document.dates {
            out.put_varint(u64::from(date.start.saturating_sub(before)));
            out.put_varint(u64::from(date.end.saturating_sub(date.start)));
            before = date.start;
            out.put_u8(u8::from(date.cancelled) | u8::from(date.point.is_some()) << 1);
            for part in date.point.map(Point::node).into_iter().flatten() {
                out.put_signed(part);
            }
        }
    }
    let dates = documents.iter().flat_map(|document| &document.dates);
    out.put_column(dates.map(|date| date.text.as_str()));
    out.finish()
}

/// Reads the section.
///
/// # Errors
///
/// Corrupt when the bytes are not such a section.
pub fn decode(bytes: &[u8]) -> Result<Vec<Document>> {
    let mut input = Decoder::new(DOCUMENTS, bytes);
    let count = input.count();
    let mut documents = Vec::with_capacity(count);
    for _ in 0..count {
        let flags = input.u8();
        let kind = match flags & 5 {
            0 => Kind::Page,
            1 => Kind::Resource,
            4 => Kind::Event,
            _ => Kind::Training,
        };
        documents.push(Document { kind, archived: flags & 2 != 0, ..Document::default() });
    }
    for column in COLUMNS_MUT {
        for (document, text) in documents.iter_mut().zip(input.column(count)) {
            text.clone_into(column(document));
        }
    }
    let mut count = 0;
    for document in &mut documents {
        let dates = input.count();
        count += dates;
        let mut before = 0;
        for _ in 0..dates {
            let date = happening(&mut input, before);
            before = date.start;
            document.dates.push(date);
        }
    }
    let texts = input.column(count);
    for (date, text) in documents.iter_mut().flat_map(|document| &mut document.dates).zip(texts) {
        text.clone_into(&mut date.text);
    }
    input.finish()?;
    Ok(documents)
}

fn happening(input: &mut Decoder<'_>, before: Minute) -> Happening {
    let start = before.saturating_add(input.u32());
    let end = start.saturating_add(input.u32());
    let flags = input.u8();
    let point = (flags & 2 != 0).then(|| {
        let node = [input.signed(), input.signed()];
        let point = Point::at_node(node);
        input.require(point.is_some(), Fault::OffGlobe);
        point.unwrap_or_default()
    });
    Happening { start, end, cancelled: flags & 1 != 0, point, text: String::new() }
}

const COLUMNS: [fn(&Document) -> &String; 5] =
    [|it| &it.title, |it| &it.summary, |it| &it.address, |it| &it.label, |it| &it.themes];

const COLUMNS_MUT: [fn(&mut Document) -> &mut String; 5] =
    [|it| &mut it.title, |it| &mut it.summary, |it| &mut it.address, |it| &mut it.label, |it| &mut it.themes];

/// What a word is worth in a title, in what the document is about, in its text.
const WORTH: [f64; 3] = [6.0, 3.0, 1.0];

/// What is left of it when the word is there as it is, in another form, as a beginning, with a typing mistake.
fn faith(tier: Tier) -> f64 {
    match tier {
        Tier::Exact => 1.0,
        Tier::Stem => 0.9,
        Tier::Prefix => 0.7,
        Tier::Typo => 0.4,
    }
}

/// What is left of a document that is not valid any more: it comes when its version is asked for.
const ARCHIVED: f64 = 0.8;

/// Documents with less than this share of the words that the best one has are noise.
const LEAST_SHARE: f64 = 0.34;

/// A word of so many letters that nothing has is unknown, not mistyped: an acronym is not corrected.
const SHORT: usize = 4;

/// What is left of an event that is over, and of one that does not take place: both may be what is looked for.
const OVER: f64 = 0.35;
const CANCELLED: f64 = 0.5;

/// What is left of an event so far away that the distance is all one can say of it; half of the rest is gone at
/// [`HALFWAY_M`]. Without a place, or from afar, nothing is lost.
const FAR: f64 = 0.5;

/// An hour by car on the roads of the hills.
const HALFWAY_M: f64 = 40_000.0;

/// What is left of an event in a year, half of the way being gone after [`HALFWAY_MINUTES`].
const LATE: f64 = 0.8;

/// Two months.
const HALFWAY_MINUTES: f64 = 60.0 * 24.0 * 60.0;

/// When and from where is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Asking {
    /// Now.
    pub now: Minute,
    /// Where one looks from.
    pub near: Option<Point>,
}

/// A document that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// Its number.
    pub document: usize,
    /// Which of its dates is shown: the nearest to come, else the soonest, else the last.
    pub date: Option<usize>,
    /// Whether that date is over.
    pub over: bool,
    /// How far it is.
    pub distance_m: Option<f64>,
}

/// The documents that have the words, the best first. A word counts by where it stands and by how few documents have
/// it; those that have most of the words come before those that have one of them often. Words that no document has
/// are left aside. Of events those to come stand before those that are over and have no more of the words, the near
/// and the soon before others.
#[must_use]
pub fn rank(words: &[WordHits], documents: &[Document], asking: &Asking) -> Vec<Match> {
    let total = documents.len();
    let mut scores = vec![0.0; total];
    let mut shares = vec![0.0; total];
    for word in words {
        let mut worth = vec![0.0_f64; total];
        let short = word.span.len() <= SHORT;
        for (unit, tier) in &word.units {
            if short && *tier == Tier::Typo {
                continue;
            }
            let (number, field) = match *unit {
                Unit::Name(number) => (number, 0),
                Unit::Place(number) => (number, 1),
                Unit::Description(number) => (number, 2),
                _ => continue,
            };
            if let Some(worth) = worth.get_mut(number) {
                *worth += WORTH[field] * faith(*tier);
            }
        }
        let having = worth.iter().filter(|worth| **worth > 0.0).count();
        if having == 0 {
            continue;
        }
        let rarity = log2(1.0 + total as f64 / having as f64);
        for (number, worth) in worth.iter().enumerate().filter(|(_, worth)| **worth > 0.0) {
            scores[number] += rarity * worth;
            shares[number] += rarity;
        }
    }
    let most = shares.iter().copied().fold(0.0, f64::max);
    let mut matches = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        shares[number] /= most;
        if shares[number] >= LEAST_SHARE {
            let (state, it) = happens(number, document, asking);
            scores[number] *= shares[number] * state;
            matches.push(it);
        }
    }
    let mut found = Vec::new();
    for (place, it) in matches.iter().enumerate() {
        let mut score = scores[it.document];
        if it.over {
            // It never stands before one to come that has as many of the words.
            for other in matches.iter().filter(|other| other.date.is_some() && !other.over) {
                if shares[other.document] >= shares[it.document] {
                    score = score.min(scores[other.document] * 0.999);
                }
            }
        }
        found.push((score, place));
    }
    sort_by(&mut found, |(one, first), (other, second)| other.total_cmp(one).then(first.cmp(second)));
    found.into_iter().map(|(_, place)| matches[place]).collect()
}

/// What is left of a document for when and where it happens, and which of its dates that is.
fn happens(number: usize, document: &Document, asking: &Asking) -> (f64, Match) {
    let mut it = Match { document: number, date: None, over: false, distance_m: None };
    if document.dates.is_empty() {
        return (if document.archived { ARCHIVED } else { 1.0 }, it);
    }
    let mut best = -1.0;
    for (index, date) in document.dates.iter().enumerate() {
        let over = date.end <= asking.now;
        let distance_m = asking.near.zip(date.point).map(|(near, point)| apart_m(near, point));
        let mut left = if date.cancelled { CANCELLED } else { 1.0 };
        if let Some(far) = distance_m {
            left *= fading(FAR, far, HALFWAY_M);
        }
        if over {
            left *= OVER;
        } else {
            left *= fading(LATE, f64::from(date.start.saturating_sub(asking.now)), HALFWAY_MINUTES);
        }
        // Of what is over the last one counts, and they stand in their order.
        if left > best || over && it.over && left >= best {
            best = left;
            it = Match { date: Some(index), over, distance_m, ..it };
        }
    }
    (best, it)
}

/// Metres between two points on the plane that touches the globe between them: within a thousandth up to 500 km, and
/// a third of the code of [`Point::distance_m`], which this module has no other use for.
fn apart_m(one: Point, other: Point) -> f64 {
    /// Length of a degree of a great circle.
    const DEGREE_M: f64 = 111_195.0;
    let middle = ((one.latitude.degrees() + other.latitude.degrees()) / 2.0).to_radians();
    let square = middle * middle;
    let cosine = 1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0));
    let east = (one.longitude.degrees() - other.longitude.degrees()) * cosine;
    let north = one.latitude.degrees() - other.latitude.degrees();
    DEGREE_M * (east * east + north * north).sqrt()
}

/// From 1 at nothing down to `least`, half of the way at `half`.
fn fading(least: f64, amount: f64, half: f64) -> f64 {
    least + (1.0 - least) * half / (half + amount)
}

#[cfg(test)]
mod tests {
    use super::{Asking, Document, Happening, Kind, decode, encode};
    use crate::Tier;
    use crate::geo::Point;
    use crate::keyword::{Unit, WordHits};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn document(title: &str, archived: bool) -> Document {
        Document {
            kind: Kind::Resource,
            archived,
            title: title.to_owned(),
            address: format!("coin-des-pros/{title}/"),
            ..Document::default()
        }
    }

    fn rank(words: &[WordHits], documents: &[Document]) -> Vec<usize> {
        super::rank(words, documents, &Asking::default()).into_iter().map(|it| it.document).collect()
    }

    /// An event with dates of an hour; a whole degree of latitude is 111 km.
    fn event(dates: &[(u32, f64)]) -> Document {
        let date = |&(start, latitude): &(u32, f64)| Happening {
            start,
            end: start + 60,
            cancelled: false,
            point: Point::at_node(Point::from_degrees(3.0, latitude).unwrap().node()),
            text: format!("à {start}"),
        };
        Document { kind: Kind::Event, dates: dates.iter().map(date).collect(), ..document("e", false) }
    }

    fn word(units: &[(Unit, Tier)]) -> WordHits {
        WordHits { span: 0..8, units: units.to_vec(), ..WordHits::default() }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_section_is_read_as_it_was_written_and_bad_bytes_are_named() {
        let mut series = event(&[(500, 45.0), (90_000, 46.0)]);
        series.dates[1].cancelled = true;
        series.dates[0].point = None;
        let training = Document { kind: Kind::Training, ..series.clone() };
        let documents = [document("a", false), document("b", true), Document::default(), series, training];
        let bytes = encode(&documents);
        assert_eq!(decode(&bytes).unwrap(), documents);
        for length in 0..bytes.len() {
            assert!(decode(&bytes[..length]).is_err(), "{length}");
        }
        assert!(decode(&[255; 40]).is_err());
        assert_eq!(decode(&encode(&[])).unwrap(), []);
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn what_is_to_come_near_and_soon_stands_first() {
        let every: Vec<_> = (0..4).map(|it| (Unit::Name(it), Tier::Exact)).collect();
        let words = [word(&every)];
        let far = event(&[(30_000, 47.0)]);
        let near = event(&[(60_000, 45.1)]);
        let over = event(&[(100, 45.0), (200, 45.0)]);
        let mut off = event(&[(20_000, 45.0)]);
        off.dates[0].cancelled = true;
        let all = [over, far, off, near];
        let asked = |now, near: Option<f64>| {
            let near = near.map(|latitude| Point::from_degrees(3.0, latitude).unwrap());
            super::rank(&words, &all, &Asking { now, near })
        };
        let order = |found: &[super::Match]| found.iter().map(|it| it.document).collect::<Vec<_>>();
        assert_eq!(
            order(&asked(10_000, None)),
            [1, 3, 2, 0],
            "the sooner first, what is off and over behind"
        );
        let found = asked(10_000, Some(45.0));
        assert_eq!(order(&found), [3, 1, 2, 0], "the nearer first");
        assert!(found[0].distance_m.is_some_and(|far| (far - 11_000.0).abs() < 300.0), "{:?}", found[0]);
        assert!(found[3].over && found[3].date == Some(1), "the last of those that are over");
        // Over, but alone to have what is asked for.
        let rare = [word(&every), word(&[(Unit::Place(0), Tier::Exact)])];
        assert_eq!(super::rank(&rare, &all, &Asking { now: 10_000, near: None })[0].document, 0);
        // Over never stands before what is to come, though it has the word in its title and the other in its text.
        let titled = [word(&[(Unit::Name(0), Tier::Exact), (Unit::Description(1), Tier::Stem)])];
        assert_eq!(order(&super::rank(&titled, &all, &Asking { now: 10_000, near: None })), [1, 0]);
        // Of a series the nearest date is shown.
        let tour = [event(&[(20_000, 47.0), (30_000, 45.0), (40_000, 46.0)])];
        let near = Point::from_degrees(3.0, 45.0);
        let found =
            super::rank(&[word(&[(Unit::Name(0), Tier::Exact)])], &tour, &Asking { now: 10_000, near });
        assert_eq!(found[0].date, Some(1));
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn distances_are_those_of_the_globe() {
        let at = |longitude, latitude| Point::from_degrees(longitude, latitude).unwrap();
        for (one, other) in [
            (at(3.885, 45.043), at(3.885, 45.043)),
            (at(3.885, 45.043), at(4.124, 45.14)),
            (at(2.44, 44.93), at(6.87, 45.92)),
            (at(-4.49, 48.39), at(-1.55, 47.22)),
            (at(3.06, 50.63), at(6.87, 45.92)),
            (at(55.45, -20.88), at(55.48, -21.34)),
        ] {
            let (found, expected) = (super::apart_m(one, other), one.distance_m(other));
            assert!((found - expected).abs() <= expected / 1000.0 + 0.1, "{found} {expected}");
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_word_counts_by_where_it_stands_and_how_rare_it_is() {
        use Tier::{Exact, Typo};
        let all = [document("a", false), document("b", false), document("c", false), document("d", true)];
        let title = word(&[(Unit::Name(1), Exact), (Unit::Description(0), Exact)]);
        assert_eq!(rank(&[title], &all), [1, 0]);
        let mistaken = word(&[(Unit::Name(0), Typo), (Unit::Name(2), Exact)]);
        assert_eq!(rank(&[mistaken], &all), [2, 0]);
        // Who has both comes first, though another has one of them in its title.
        let everywhere: Vec<_> = (0..4).map(|it| (Unit::Description(it), Exact)).collect();
        let rare = word(&[(Unit::Description(2), Exact)]);
        assert_eq!(rank(&[word(&everywhere), rare], &all)[0], 2);
        let same = word(&[(Unit::Name(3), Exact), (Unit::Name(2), Exact)]);
        assert_eq!(rank(&[same], &all), [2, 3], "what is archived comes after");
        assert_eq!(rank(&[word(&[])], &all), [] as [usize; 0]);
        assert_eq!(rank(&[], &[]), [] as [usize; 0]);
        // Units that no document has are no reason to fail.
        assert_eq!(rank(&[word(&[(Unit::Name(9), Exact), (Unit::Need(0), Exact)])], &all), [] as [usize; 0]);
    }
}
