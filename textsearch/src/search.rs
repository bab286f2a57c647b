//! Looks the words of a query up.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use engine::bundle::UNITS;
use engine::codec::Decoder;
use engine::fold::Word;
use engine::keyword::{Unit, WordHits};
use engine::{Fault, Tier};
use tantivy::directory::{Directory, ManagedDirectory};
use tantivy::index::{Index, InvertedIndexReader, SegmentId, SegmentReader};
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, TantivyError};
use tantivy_fst::Automaton;

use crate::ages::{self, ANY};
use crate::analysis::{
    ARTICLES, DETERMINERS, is_sentence, listed, query_words, stem, term_words, without_elision, words,
};
use crate::directory::BundleDirectory;
use crate::fuzzy::{Mistakes, Nearly};
use crate::lessons::Lessons;
use crate::phonetic;
use crate::schema::{Fields, SEGMENT_ID, meta, schema};
use crate::terms::Terms;
use crate::{Error, Result};

/// Words of a query that are looked up. A sentence of a hundred words is answered by its first ones; nobody
/// types more, and a pasted page must not hang the phone.
const MAX_WORDS: usize = 16;

/// Shortest part of a compound that is taken apart: « missionlocale » is two words, « lavae » stays one.
const SHORTEST_PART: usize = 3;

/// Shortest word that is taken for a beginning before another: « mission loc grenoble ».
const SHORTEST_BEGINNING: usize = 3;

/// Shortest word that is forgiven a mistake while it is unfinished.
const UNFINISHED_WITH_MISTAKE: usize = 7;

/// Longest word in which no mistake is forgiven: with one it is another word, a town, an acronym.
const SHORT: usize = 4;

/// Longest acronym: longer words in capitals are shouted.
const LONGEST_ACRONYM: usize = 6;

/// Longest word that is taken apart.
const LONGEST_COMPOUND: usize = 40;

/// More documents than any directory has: a national one has some 200,000. Hostile bytes ask for no more memory.
const MOST_UNITS: usize = 2_000_000;

/// A text bundle, opened.
pub struct KeywordIndex {
    words: Arc<InvertedIndexReader>,
    stems: Arc<InvertedIndexReader>,
    units: Vec<Unit>,
    terms: Terms,
    everyday: Terms,
    lessons: Lessons,
    /// Those of publics, as a section.
    ages: Vec<u8>,
    /// How many of the units, the last ones, are needs, publics and networks.
    entries: usize,
    mistakes: Mistakes,
    generation: u64,
}

/// What a query was found to be.
#[derive(Debug, Default)]
pub struct Found {
    /// Its words, in order, each with the units that have it; before them, those that are one term together.
    pub words: Vec<WordHits>,
    patterns: Vec<Pattern>,
}

impl core::fmt::Debug for KeywordIndex {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("KeywordIndex").field("units", &self.units.len()).finish_non_exhaustive()
    }
}

impl KeywordIndex {
    /// Opens the bytes of a text bundle.
    ///
    /// # Errors
    ///
    /// [`Error::is_incompatible`] for another format version, [`Error::is_corrupt`] for anything else.
    pub fn open(bytes: Vec<u8>) -> Result<Self> {
        let (directory, sides) = BundleDirectory::open(bytes)?;
        let units = decode_units(&sides.units)?;
        let is_entry = |unit: &Unit| matches!(unit, Unit::Need(_) | Unit::Public(_) | Unit::Network(_));
        let entries = units.iter().filter(|unit| is_entry(unit)).count();
        let described = directory.atomic_read(Path::new("meta.json")).map_err(TantivyError::from)?;
        if described.trim_ascii_end() != meta(units.len()).as_bytes() {
            return Err(Error::shape("index plein texte d’une autre forme"));
        }
        let (schema, Fields { words, stems }) = schema();
        // An empty index of the same schema, whose directory becomes ours: opened, Tantivy would parse the
        // description.
        let mut index = Index::create_in_ram(schema);
        *index.directory_mut() = ManagedDirectory::wrap(Box::new(directory))?;
        let segment =
            SegmentId::from_uuid_string(SEGMENT_ID).map_err(|_| Error::shape("identifiant de segment"))?;
        let segment = index.segment(index.new_segment_meta(segment, units.len() as u32));
        let segment = SegmentReader::open(&segment)?;
        Ok(Self {
            words: segment.inverted_index(words)?,
            stems: segment.inverted_index(stems)?,
            terms: Terms::decode(&sides.terms, entries)?,
            everyday: Terms::decode(&sides.everyday, 1)?,
            lessons: Lessons::decode(
                &sides.lessons,
                units.iter().filter(|it| matches!(it, Unit::Need(_))).count(),
            )?,
            ages: sides.ages,
            entries,
            units,
            mistakes: Mistakes::new(),
            generation: sides.generation,
        })
    }

    /// The number that all bundles of one build share.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Where each word of `text` is found, without stop words, and as a beginning, also with a space behind it, which
    /// phones add; [`engine::keyword::without_beginnings`] leaves that to the last word, and to those that nothing has
    /// as they are (« mission loc grenoble »). Words that nothing has as they are typed are taken apart (« missionlocale »), put together (« re conversion ») or
    /// forgiven a typing mistake.
    ///
    /// # Errors
    ///
    /// Corrupt when the index cannot be read.
    pub fn look_up(&self, text: &str) -> Result<Found> {
        let mut found = self.look_up_words(text, false)?;
        if found.words.iter().all(|word| word.units.is_empty()) {
            // « jsp quoi faire de ma vie »: nothing has the other words.
            found = self.look_up_words(text, true)?;
        }
        let terms = self.terms(text, &found);
        for (word, pattern) in found.words.iter_mut().zip(&found.patterns) {
            let service = word.units.iter().any(is_of_service);
            let everyday = service
                || self.everyday.has(&stem(&pattern.word)) && !is_behind_network(text, &word.span, &terms);
            word.everyday = match is_alone(text, &word.span) {
                true => service,
                false => is_determined(text, &word.span) || everyday && !is_name(text, &word.span),
            };
        }
        mark_parts(&terms, &mut found.words);
        let lesson = self.lesson(text, &found);
        if lesson.is_some() {
            // What a sentence tells of is known: a word that is only nearly a need’s is not one of it.
            let kept = |(unit, tier): &(Unit, Tier)| {
                *tier != Tier::Typo || matches!(unit, Unit::Name(_) | Unit::Network(_))
            };
            found.words.iter_mut().for_each(|word| word.units.retain(kept));
        }
        let age = self.age(text, &mut found.words);
        found.words.splice(..0, lesson.into_iter().chain(age).chain(terms));
        Ok(found)
    }

    /// The publics of the age that a text tells, when others have another. Its words are looked up no more, unless there
    /// are no others: then they ask for the publics that have an age, and it is theirs.
    fn age(&self, text: &str, words: &mut Vec<WordHits>) -> Option<WordHits> {
        let (span, age) = ages::told(text)?;
        let (mut units, mut own, mut others) = (Vec::new(), Vec::new(), false);
        for unit in &self.units {
            let Unit::Public(number) = *unit else { continue };
            let ages = ages::of(&self.ages, number);
            if age < ages.0 || ages.1 < age {
                others = true;
                continue;
            }
            units.push((*unit, Tier::Exact));
            if ages != ANY {
                own.push((*unit, Tier::Exact));
            }
        }
        if !others {
            return None;
        }
        words.retain(|word| word.span.end <= span.start || span.end <= word.span.start);
        if words.is_empty() {
            let units = if own.is_empty() { units.clone() } else { own };
            words.push(WordHits { span: span.clone(), units, term: false, everyday: false });
        }
        Some(WordHits { span, units, term: true, everyday: true })
    }

    /// The needs that a text tells of as a whole, when it is a sentence.
    fn lesson(&self, text: &str, found: &Found) -> Option<WordHits> {
        let words = words(text);
        if !is_sentence(&words) {
            return None;
        }
        let mut stems = Vec::new();
        for word in words.iter().take(2 * MAX_WORDS) {
            let mut spelt = stem(&word.folded);
            if !self.lessons.knows(&spelt) {
                for (it, pattern) in found.words.iter().zip(&found.patterns) {
                    if it.span == word.span
                        && let Some(other) = pattern.stems.iter().find(|stem| self.lessons.knows(stem))
                    {
                        spelt.clone_from(other);
                    }
                }
            }
            stems.push(spelt);
        }
        let needs = self.lessons.ask(&stems);
        let units: Vec<_> = needs.into_iter().map(|need| (Unit::Need(need), Tier::Exact)).collect();
        (!units.is_empty()).then_some(WordHits { span: 0..0, units, term: true, everyday: false })
    }

    /// The words of a text, the weak ones too or not.
    pub(crate) fn look_up_words(&self, text: &str, weak: bool) -> Result<Found> {
        let mut waiting = query_words(text, weak);
        waiting.truncate(MAX_WORDS);
        let mut waiting = waiting.into_iter().peekable();
        let mut found = Found::default();
        while let Some(word) = waiting.next() {
            let last = waiting.peek().is_none();
            // Which word is the last one is known once the place is taken out: each may be a beginning till then.
            let beginning = last || word.folded.len() >= SHORTEST_BEGINNING;
            let units = self.as_typed(&Pattern::new(&word.folded, beginning))?;
            let whole = units.iter().any(|(_, tier)| *tier != Tier::Prefix);
            if let Some(next) = waiting.peek()
                && let Some(joined) = self.joined(&word, next, !whole)?
            {
                waiting.next();
                let pattern = Pattern::new(&joined.folded, false);
                found.push(joined.span, self.as_typed(&pattern)?, pattern);
            } else if let Some(rest) = self.after_elision(&word.folded, &units)? {
                let pattern = Pattern::new(rest, false);
                found.push(word.span, self.as_typed(&pattern)?, pattern);
            } else if units.is_empty() {
                let acronym = is_acronym(&text[word.span.clone()]);
                let pattern = Pattern::new(&word.folded, last);
                self.forgive(word, acronym, pattern, &mut found)?;
            } else {
                let pattern = Pattern::new(&word.folded, last || !whole);
                found.push(word.span, units, pattern);
            }
        }
        Ok(found)
    }

    /// The terms of needs, publics and networks in a text, of which the words have been found.
    fn terms(&self, text: &str, found: &Found) -> Vec<WordHits> {
        let mut words: Vec<(Range<usize>, Vec<String>, bool)> = Vec::new();
        for (word, asks) in term_words(text).into_iter().take(2 * MAX_WORDS) {
            if words.last().is_some_and(|(span, ..)| span.end >= word.span.end) {
                // The second of two that are one.
                continue;
            }
            let before = words.len();
            for (it, pattern) in found.words.iter().zip(&found.patterns) {
                if it.span.start == word.span.start {
                    words.push((it.span.clone(), pattern.stems.clone(), asks));
                }
            }
            if words.len() == before {
                words.push((word.span, vec![stem(&word.folded)], asks));
            }
        }
        let entries = &self.units[self.units.len() - self.entries..];
        let found = self.terms.look_up(&words).into_iter();
        let units = |(span, found, own): (Range<usize>, Vec<usize>, bool)| {
            let tier = if own { Tier::Exact } else { Tier::Typo };
            let units = found.into_iter().map(|number| (entries[number], tier)).collect();
            WordHits { span, units, term: true, everyday: false }
        };
        found.map(units).collect()
    }

    /// A word that nothing has as it is typed: with as few mistakes as need be, else by its sound,
    /// else in two parts. An acronym or a
    /// very short word is never taken for another.
    fn forgive(&self, word: Word, acronym: bool, pattern: Pattern, found: &mut Found) -> Result<()> {
        let mut forgiving = pattern;
        forgiving.unfinished &= word.folded.len() >= UNFINISHED_WITH_MISTAKE;
        // Nor is a word of every day.
        let known = acronym || word.folded.len() <= SHORT || self.everyday.has(&stem(&word.folded));
        let most = if known { 0 } else { 2 };
        let used = self.lessons.knows(&stem(&word.folded));
        for mistakes in 1..=most {
            forgiving.mistakes = self.mistakes.automaton(&word.folded, mistakes, forgiving.unfinished);
            let mut units = self.with_mistakes(&mut forgiving)?;
            // With two mistakes « entraide » would be Entraigues; « usine », a word that people use, is no Ugine.
            units.retain(|it| {
                mistakes == 1 && !used || is_no_place(it) && !(used && matches!(it.0, Unit::Name(_)))
            });
            if !units.is_empty() {
                found.push(word.span, units, forgiving);
                return Ok(());
            }
        }
        if most > 0 && word.folded.len() >= phonetic::SHORTEST {
            let mut units = self.heard(&mut forgiving)?;
            // A town that sounds like something is no answer, nor what is called after it.
            units.retain(|it| is_no_place(it) && !matches!(it.0, Unit::Name(_)));
            if !units.is_empty() {
                forgiving.key = phonetic::key(&word.folded);
                found.push(word.span, units, forgiving);
                return Ok(());
            }
        }
        let Some(parts) = self.parts(&word.folded)? else {
            found.push(word.span, Vec::new(), forgiving);
            return Ok(());
        };
        for part in parts {
            let pattern = Pattern::new(part, false);
            found.push(word.span.clone(), self.as_typed(&pattern)?, pattern);
        }
        Ok(())
    }

    /// The units that have the word, another form of it, or a word that begins so.
    fn as_typed(&self, pattern: &Pattern) -> Result<Vec<(Unit, Tier)>> {
        let word = pattern.word.as_str();
        let mut tiers = Tiers::new(self.units.len());
        if let Some(term) = self.words.terms().get(word)? {
            tiers.mark(&self.words, &term, Tier::Exact)?;
        }
        if let Some(term) = self.stems.terms().get(&pattern.stem)? {
            tiers.mark(&self.stems, &term, Tier::Stem)?;
        }
        if pattern.unfinished {
            let mut terms = self.words.terms().range().ge(word).into_stream()?;
            while terms.advance() && terms.key().starts_with(word.as_bytes()) {
                tiers.mark(&self.words, &terms.value().clone(), Tier::Prefix)?;
            }
        }
        Ok(tiers.units(&self.units))
    }

    /// The units that have a word which differs by a typing mistake.
    fn with_mistakes(&self, pattern: &mut Pattern) -> Result<Vec<(Unit, Tier)>> {
        let mut tiers = Tiers::new(self.units.len());
        if let Some(automaton) = &pattern.mistakes {
            let mut terms = self.words.terms().search(automaton).into_stream()?;
            while terms.advance() {
                tiers.mark(&self.words, &terms.value().clone(), Tier::Typo)?;
                pattern.stems.push(stem(core::str::from_utf8(terms.key()).unwrap_or_default()));
            }
        }
        Ok(tiers.units(&self.units))
    }

    /// The units that have a word which sounds alike.
    fn heard(&self, pattern: &mut Pattern) -> Result<Vec<(Unit, Tier)>> {
        let word = pattern.word.as_str();
        let mut tiers = Tiers::new(self.units.len());
        let key = phonetic::key(word);
        let mut terms = self.words.terms().range().into_stream()?;
        while key.len() > 2 && terms.advance() {
            let near = terms.key().len().abs_diff(word.len()) <= 3;
            let term = core::str::from_utf8(terms.key()).unwrap_or_default();
            if near && phonetic::key(term) == key {
                tiers.mark(&self.words, &terms.value().clone(), Tier::Typo)?;
                pattern.stems.push(stem(term));
            }
        }
        Ok(tiers.units(&self.units))
    }

    /// The word after an elision whose apostrophe was forgotten (« lemploi »), unless some unit has the whole.
    fn after_elision<'a>(&self, word: &'a str, units: &[(Unit, Tier)]) -> Result<Option<&'a str>> {
        if units.iter().any(|(_, tier)| *tier == Tier::Exact) {
            return Ok(None);
        }
        for rest in without_elision(word) {
            if self.knows(rest)? {
                return Ok(Some(rest));
            }
        }
        Ok(None)
    }

    fn knows(&self, word: &str) -> Result<bool> {
        Ok(self.words.terms().get(word)?.is_some())
    }

    /// Whether some text has the word, or another form of it.
    fn knows_a_form(&self, word: &str) -> Result<bool> {
        let stem = stem(word);
        Ok(self.knows(word)? || self.stems.terms().get(&stem)?.is_some())
    }

    /// Two words that are one in the index, when one of them is nowhere by itself.
    fn joined(&self, word: &Word, next: &Word, word_is_nowhere: bool) -> Result<Option<Word>> {
        let folded = format!("{}{}", word.folded, next.folded);
        let needed = || Ok::<bool, Error>(word_is_nowhere || !self.knows(&next.folded)?);
        let joined = self.knows_a_form(&folded)? && needed()?;
        Ok(joined.then_some(Word { span: word.span.start..next.span.end, folded }))
    }

    /// The two words of the index that `word` is made of, the first as long as possible.
    fn parts<'a>(&self, word: &'a str) -> Result<Option<[&'a str; 2]>> {
        if word.len() > LONGEST_COMPOUND {
            return Ok(None);
        }
        for (cut, _) in word.char_indices().rev() {
            let (first, second) = word.split_at(cut);
            let long = first.len().min(second.len()) >= SHORTEST_PART;
            if long && self.knows(first)? && self.knows(second)? {
                return Ok(Some([first, second]));
            }
        }
        Ok(None)
    }
}

/// Whether a need, a public or a network is described with the word.
fn is_of_service((unit, tier): &(Unit, Tier)) -> bool {
    !matches!(unit, Unit::Name(_) | Unit::Description(_) | Unit::Place(_))
        && matches!(tier, Tier::Exact | Tier::Stem)
}

/// Whether there is no other word, but articles.
fn is_alone(text: &str, span: &Range<usize>) -> bool {
    words(text).iter().all(|word| word.span == *span || listed(ARTICLES, &word.folded))
}

/// Whether the word before tells that this one is no name: « une fontaine ».
fn is_determined(text: &str, span: &Range<usize>) -> bool {
    words(&text[..span.start]).last().is_some_and(|word| listed(DETERMINERS, &word.folded))
}

/// Whether a word is written as a name among others that are not: « coiffeuse Cours ».
fn is_name(text: &str, span: &Range<usize>) -> bool {
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let before = text[..span.start].trim_end();
    let begins = before.is_empty() || before.ends_with(['.', '!', '?', ':']);
    let shouted = text[span.clone()].chars().all(char::is_uppercase);
    !begins
        && !shouted
        && capital(&text[span.clone()])
        && words(text).iter().any(|word| !capital(&text[word.span.clone()]))
}

/// Whether a word ends a text that names a network before it: « mission locale vif ».
fn is_behind_network(text: &str, span: &Range<usize>, terms: &[WordHits]) -> bool {
    let is_network = |(unit, tier): &(Unit, Tier)| matches!(unit, Unit::Network(_)) && *tier == Tier::Exact;
    let before = |term: &WordHits| {
        let between = text.get(term.span.end..span.start);
        between.is_some_and(|it| words(it).iter().all(|it| listed(ARTICLES, &it.folded)))
            && term.units.iter().any(is_network)
    };
    text[span.end..].trim().is_empty() && terms.iter().any(before)
}

impl Found {
    fn push(&mut self, span: Range<usize>, units: Vec<(Unit, Tier)>, pattern: Pattern) {
        self.words.push(WordHits { span, units, term: false, everyday: false });
        self.patterns.push(pattern);
    }

    /// The words of `text` that the query matches, in bytes of `text`: what is to be highlighted.
    #[must_use]
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let all = words(text).into_iter();
        all.filter(|word| self.patterns.iter().any(|pattern| pattern.matches(&word.folded)))
            .map(|word| word.span)
            .collect()
    }
}

/// Tells the needs and publics that have a word by itself from those where it is a part of a longer term. What stands
/// beside an unfinished or misspelt word may be a part of a term with it.
fn mark_parts(terms: &[WordHits], words: &mut [WordHits]) {
    let written = |word: &WordHits| {
        word.units.is_empty() || word.units.iter().any(|(_, tier)| matches!(tier, Tier::Exact | Tier::Stem))
    };
    let written: Vec<bool> = words.iter().map(written).collect();
    for (number, word) in words.iter_mut().enumerate() {
        let before = number.checked_sub(1).is_none_or(|before| written[before]);
        if !before || written.get(number + 1) == Some(&false) {
            continue;
        }
        let span = word.span.clone();
        let around: Vec<&WordHits> =
            terms.iter().filter(|term| term.span.start <= span.start && span.end <= term.span.end).collect();
        for (unit, tier) in &mut word.units {
            let part = match *unit {
                Unit::Need(number) => Unit::PartOfNeed(number),
                Unit::Public(number) => Unit::PartOfPublic(number),
                _ => continue,
            };
            let in_term = around.iter().any(|term| term.units.iter().any(|(it, _)| it == unit));
            if !in_term && matches!(tier, Tier::Exact | Tier::Stem) {
                *unit = part;
            }
        }
    }
}

fn is_no_place((unit, _): &(Unit, Tier)) -> bool {
    !matches!(unit, Unit::Place(_))
}

/// Whether a word is written as acronyms are.
fn is_acronym(typed: &str) -> bool {
    typed.chars().count() <= LONGEST_ACRONYM && !typed.chars().any(char::is_lowercase)
}

/// A word of a query, and how it is compared with words of texts.
#[derive(Debug)]
struct Pattern {
    word: String,
    stem: String,
    /// The stems that it may be: its own, else those of what it was taken for.
    stems: Vec<String>,
    unfinished: bool,
    /// When nothing has the word as it is typed.
    mistakes: Option<Nearly>,
    /// When only words that sound alike are there: their key.
    key: String,
}

impl Pattern {
    fn new(word: &str, unfinished: bool) -> Self {
        let stem = stem(word);
        let stems = vec![stem.clone()];
        Self { word: word.to_owned(), stem, stems, unfinished, mistakes: None, key: String::new() }
    }

    fn matches(&self, other: &str) -> bool {
        if let Some(automaton) = self.mistakes.as_ref().filter(|_| self.key.is_empty()) {
            let state = other.bytes().fold(automaton.start(), |state, byte| automaton.accept(&state, byte));
            return automaton.is_match(&state);
        }
        if !self.key.is_empty() {
            return self.key == phonetic::key(other);
        }
        self.word == other || self.stem == stem(other) || self.unfinished && other.starts_with(&self.word)
    }
}

/// The best tier of each unit.
struct Tiers(Vec<Option<Tier>>);

impl Tiers {
    fn new(units: usize) -> Self {
        Self(vec![None; units])
    }

    /// Notes `tier` for each unit that has the term, unless the unit already has a better one.
    fn mark(&mut self, index: &InvertedIndexReader, term: &TermInfo, tier: Tier) -> Result<()> {
        let mut postings = index.read_postings_from_terminfo(term, IndexRecordOption::Basic)?;
        let mut unit = postings.doc();
        while unit != TERMINATED {
            if let Some(slot) = self.0.get_mut(unit as usize) {
                *slot = Some(slot.map_or(tier, |held| held.min(tier)));
            }
            unit = postings.advance();
        }
        Ok(())
    }

    fn units(self, units: &[Unit]) -> Vec<(Unit, Tier)> {
        units.iter().zip(self.0).filter_map(|(unit, tier)| Some((*unit, tier?))).collect()
    }
}

/// What each document stands for, from the number of units of each kind.
fn decode_units(bytes: &[u8]) -> Result<Vec<Unit>> {
    const KINDS: [fn(usize) -> Unit; 6] =
        [Unit::Name, Unit::Description, Unit::Place, Unit::Need, Unit::Public, Unit::Network];
    let mut input = Decoder::new(UNITS, bytes);
    let mut units = Vec::new();
    for kind in KINDS {
        let count = input.u32() as usize;
        if count > MOST_UNITS - units.len() {
            input.fail(Fault::ManyUnits);
            break;
        }
        units.extend((0..count).map(kind));
    }
    input.finish()?;
    Ok(units)
}
