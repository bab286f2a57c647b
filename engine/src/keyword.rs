//! From what is typed as a keyword to the places that match it.
//!
//! The text index says where each word of a text is found ([`WordHits`]); this module decides what the text
//! means. A territory named in it is taken as a place; the other words are looked for in the name, the network, the
//! needs, the publics, the locality and the description of a structure. When they evoke needs, these are proposed, and
//! the places that answer them are the answer, beside those that have all words. Otherwise the places that have nearly
//! as much of the words as the best are; which of them are kept is decided in the zone that is asked for.

use core::cmp::Ordering;
use core::ops::Range;

use crate::fold::{fold, split};
use crate::gazetteer::{Resolution, Territory};
use crate::maths::log2;
use crate::{Engine, IdSet, Tier};

/// How many needs are proposed at most: more would not help to choose.
const NEEDS_PROPOSED: usize = 3;

/// A place that the keyword matches, and how well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeywordHit {
    /// Index of the place.
    pub place: usize,
    /// Where and how well.
    pub matched: Match,
    /// Whether the structure's name, or a network's, has all the words together, as they were typed.
    pub together: bool,
    /// Which of the words it has, a bit each, the first one lowest.
    pub words: u32,
    /// What the words that it lacks tell, in thousandths of a bit: 0 when it has them all.
    pub lost: u32,
    /// Whether it stays beside places that have more of the words: it answers a need that they evoke.
    pub answers: bool,
    /// Whether it receives only people of another age than the one that is told.
    pub other_age: bool,
}

/// Part of a record in which a word is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Name or acronym of the structure, or one of its networks.
    Name,
    /// Needs answered and publics received.
    Service,
    /// Commune, or name of the place of welcome.
    Locality,
    /// The structure's description.
    Description,
}

/// Where and how well a word, or a whole text by its worst word, is found. Smaller is better: without a
/// typing mistake before with one; outside the description before in it; then by [`Tier`]; then in the name
/// before elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Match {
    /// How well.
    pub tier: Tier,
    /// Where.
    pub field: Field,
}

/// The published order: a typing mistake, in the description, how, not in the name.
pub(crate) type Rank = (bool, bool, Tier, bool);

impl Match {
    pub(crate) fn rank(self) -> Rank {
        (self.tier == Tier::Typo, self.field == Field::Description, self.tier, self.field != Field::Name)
    }
}

impl Ord for Match {
    /// By rank; between a service and a locality, which rank alike, the service is told first.
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank()).then((self.field as u8).cmp(&(other.field as u8)))
    }
}

impl PartialOrd for Match {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What a document of the text index stands for. Numbers are indices into the directory or the taxonomies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Name and acronym of a structure.
    Name(usize),
    /// Description of a structure.
    Description(usize),
    /// Commune and name of a place of welcome.
    Place(usize),
    /// A need with its synonyms.
    Need(usize),
    /// A public with its synonyms.
    Public(usize),
    /// A network with its acronym and synonyms.
    Network(usize),
    /// A need that has the word only as a part of a longer term: « cher » of « coûte trop cher ».
    PartOfNeed(usize),
    /// A public that has the word only so.
    PartOfPublic(usize),
}

impl Unit {
    fn pack(self, tier: Tier) -> u32 {
        let (kind, number) = match self {
            Self::Name(number) => (0, number),
            Self::Description(number) => (1, number),
            Self::Place(number) => (2, number),
            Self::Need(number) => (3, number),
            Self::Public(number) => (4, number),
            Self::Network(number) => (5, number),
            Self::PartOfNeed(number) => (6, number),
            Self::PartOfPublic(number) => (7, number),
        };
        (number as u32) << 5 | kind << 2 | tier as u32
    }

    fn unpack(packed: u32) -> Option<(Self, Tier)> {
        let number = (packed >> 5) as usize;
        let unit = match packed >> 2 & 7 {
            0 => Self::Name(number),
            1 => Self::Description(number),
            2 => Self::Place(number),
            3 => Self::Need(number),
            4 => Self::Public(number),
            5 => Self::Network(number),
            6 => Self::PartOfNeed(number),
            _ => Self::PartOfPublic(number),
        };
        Some((unit, Tier::from_u8((packed & 3) as u8)?))
    }
}

/// A word of a text, and where the text index has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordHits {
    /// Where the word stands in the text, in bytes.
    pub span: Range<usize>,
    /// Every unit that has it, once, with its best tier.
    pub units: Vec<(Unit, Tier)>,
    /// Whether it is a whole term of these units, of one word or of two: « boulot », « monter sa boîte »; where its span
    /// is empty, the text as a whole tells of them, the best first: « je dors chez des potes ».
    pub term: bool,
    /// Whether it is an everyday word, or one of the service, and nothing around it says that it is a name: a commune of
    /// that name is meant only when it is introduced. Of a term, whether it is an age, and the units the publics that it
    /// may belong to.
    pub everyday: bool,
}

/// The bits of a count that tell a term, and an everyday word.
const TERM: u32 = 1 << 31;
const EVERYDAY: u32 = 1 << 30;

/// Word hits as numbers, to cross from one WebAssembly module to another: for each word the beginning and
/// the end of its span, the number of its units, of a term with the highest bit set, of an everyday word with the next, and each unit as
/// number × 32 + kind × 4 + tier.
#[must_use]
pub fn pack(words: &[WordHits]) -> Vec<u32> {
    let mut out = Vec::new();
    for word in words {
        let kind = u32::from(word.term) * TERM + u32::from(word.everyday) * EVERYDAY;
        let count = word.units.len() as u32 | kind;
        out.extend([word.span.start as u32, word.span.end as u32, count]);
        out.extend(word.units.iter().map(|(unit, tier)| unit.pack(*tier)));
    }
    out
}

/// What [`pack`] packed; `None` for anything else.
#[must_use]
pub fn unpack(mut packed: &[u32]) -> Option<Vec<WordHits>> {
    let mut words = Vec::new();
    while let [start, end, count, rest @ ..] = packed {
        let (units, after) = rest.split_at_checked((*count & !(TERM | EVERYDAY)) as usize)?;
        let units = units.iter().map(|unit| Unit::unpack(*unit)).collect::<Option<_>>()?;
        words.push(WordHits {
            span: *start as usize..*end as usize,
            units,
            term: *count & TERM != 0,
            everyday: *count & EVERYDAY != 0,
        });
        packed = after;
    }
    packed.is_empty().then_some(words)
}

/// Leaves being found as a beginning to the last word, which may still be typed, and to words that nothing has as they
/// are.
pub fn without_beginnings(words: &mut [WordHits]) {
    let before = words.len().saturating_sub(1);
    for word in &mut words[..before] {
        if word.units.iter().any(|(_, tier)| *tier != Tier::Prefix) {
            word.units.retain(|(_, tier)| *tier != Tier::Prefix);
        }
    }
}

/// A territory that was recognised in a keyword.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPlace {
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
    /// The territory; of several that may be meant, the first that the place field would propose.
    pub territory: Territory,
    /// The others.
    pub others: Vec<Territory>,
}

/// A word of the keyword, looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
    lookup: Lookup,
}

/// What a keyword means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The territory that it names.
    pub place: Option<NamedPlace>,
    /// Its other words.
    pub words: Vec<Word>,
    /// The places that match; `None` when no word is left to match.
    pub hits: Option<Vec<KeywordHit>>,
    /// Needs that it evokes, best first: indices into the taxonomy.
    pub needs: Vec<usize>,
}

impl Reading {
    /// The words that the places of an answer do without: what must be said. `had` tells those that they have
    /// ([`crate::query::Answer::words`]).
    pub fn missing(&self, had: u32) -> impl Iterator<Item = &Word> {
        self.words.iter().enumerate().filter(move |(number, _)| had >> number & 1 == 0).map(|(_, word)| word)
    }

    /// The words found in a place, each with where and how well; not those that are only a part of a longer term.
    #[must_use]
    pub fn why(&self, engine: &Engine, place: usize) -> Vec<(Range<usize>, Match)> {
        let own = |word: &&Word| word.lookup.is_own(engine, place);
        let found = |word: &Word| Some((word.span.clone(), word.lookup.best(engine, place)?));
        let mut why: Vec<(Range<usize>, Match)> = self.words.iter().filter(own).filter_map(found).collect();
        // The parts of a compound stand at one place of the text.
        why.dedup_by(|next, held| next.0 == held.0);
        why
    }
}

/// Where one word is found, ready to be asked for each place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Lookup {
    /// Best match in the name, a network or the description, by structure.
    structures: Vec<Option<Match>>,
    /// Best tier in the locality, by place.
    places: Vec<Option<Tier>>,
    /// Needs, publics and networks, each with the best tier at which the word evokes it.
    needs: TieredSet,
    publics: TieredSet,
    networks: TieredSet,
    /// Needs and publics that have the word otherwise than as a part of a longer term.
    own_needs: TieredSet,
    own_publics: TieredSet,
}

/// A set a tier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct TieredSet([IdSet; Tier::ALL.len()]);

impl TieredSet {
    fn insert(&mut self, id: usize, tier: Tier) {
        // A number past the end can only come from a text index of another build; it is left out.
        if id < IdSet::CAPACITY {
            self.0[tier as usize].insert(id);
        }
    }

    fn best(&self, ids: IdSet) -> Option<Tier> {
        Tier::ALL.into_iter().find(|tier| self.0[*tier as usize].intersects(ids))
    }
}

impl Lookup {
    fn new(engine: &Engine, units: &[(Unit, Tier)]) -> Self {
        let directory = &engine.directory;
        let mut lookup = Self {
            structures: vec![None; directory.structures.len()],
            places: vec![None; directory.places.len()],
            ..Self::default()
        };
        for (unit, tier) in units {
            let tier = *tier;
            match *unit {
                Unit::Name(number) => {
                    improve(&mut lookup.structures, number, Match { tier, field: Field::Name })
                }
                Unit::Description(number) => {
                    improve(&mut lookup.structures, number, Match { tier, field: Field::Description });
                }
                Unit::Place(number) => improve(&mut lookup.places, number, tier),
                Unit::Need(number) => {
                    lookup.needs.insert(number, tier);
                    lookup.own_needs.insert(number, tier);
                }
                Unit::PartOfNeed(number) => lookup.needs.insert(number, tier),
                Unit::Public(number) => {
                    lookup.publics.insert(number, tier);
                    lookup.own_publics.insert(number, tier);
                }
                Unit::PartOfPublic(number) => lookup.publics.insert(number, tier),
                Unit::Network(number) => lookup.networks.insert(number, tier),
            }
        }
        for (number, structure) in directory.structures.iter().enumerate() {
            if let Some(tier) = lookup.networks.best(structure.networks) {
                improve(&mut lookup.structures, number, Match { tier, field: Field::Name });
            }
        }
        lookup
    }

    /// Whether a place has the word otherwise than as a part of a longer term.
    fn is_own(&self, engine: &Engine, place: usize) -> bool {
        let record = &engine.directory.places[place];
        self.structures[record.structure].is_some()
            || self.places[place].is_some()
            || self.own_needs.best(record.profile.needs).is_some()
            || self.own_publics.best(record.profile.publics).is_some()
    }

    /// Whether a structure or a network is called so.
    fn is_in_names(&self, worst: Tier) -> bool {
        let named = |found: &Match| found.field == Field::Name && found.tier <= worst;
        self.structures.iter().flatten().any(named)
    }

    fn best(&self, engine: &Engine, place: usize) -> Option<Match> {
        let record = &engine.directory.places[place];
        let service = self.needs.best(record.profile.needs).into_iter();
        let service = service.chain(self.publics.best(record.profile.publics)).min();
        let service = service.map(|tier| Match { tier, field: Field::Service });
        let locality = self.places[place].map(|tier| Match { tier, field: Field::Locality });
        let structure = self.structures[record.structure];
        [structure, service, locality].into_iter().flatten().min()
    }
}

/// Keeps the better of what is there and `found`. A number past the end is left out, as above.
fn improve<T: Ord + Copy>(slots: &mut [Option<T>], number: usize, found: T) {
    if let Some(slot) = slots.get_mut(number) {
        *slot = Some(slot.map_or(found, |held| held.min(found)));
    }
}

/// Reads `text`, of which the text index found `words`. A territory in it is recognised when
/// `place_wanted`, that is when no place was chosen otherwise.
pub(crate) fn read(engine: &Engine, text: &str, mut words: Vec<WordHits>, place_wanted: bool) -> Reading {
    let place = if place_wanted { named_place(engine, text, &words) } else { None };
    if let Some((_, around)) = &place {
        words.retain(|word| word.span.end <= around.start || around.end <= word.span.start);
    }
    let told = words.first().is_some_and(|word| word.span.is_empty()).then(|| words.remove(0));
    let age = words.first().is_some_and(|word| word.term && word.everyday).then(|| words.remove(0));
    let age = age.map(|age| Lookup::new(engine, &age.units));
    // Terms come first; they weigh, and are no words.
    let terms = words.partition_point(|word| word.term);
    without_beginnings(&mut words[terms..]);
    let mut lookups: Vec<Lookup> = words.iter().map(|word| Lookup::new(engine, &word.units)).collect();
    let alone: Vec<bool> =
        words[..terms].iter().map(|term| words[terms..].iter().any(|word| word.span == term.span)).collect();
    let mut found = Found::new(engine, &lookups, &alone);
    if words.len() - terms > 1 {
        let typed = place.as_ref().map_or_else(|| text.to_owned(), |(_, around)| without(text, around));
        // « France Travail Grenoble Est » is one of several that a place alone does not tell apart.
        if !(place.is_some() && found.look_at_names(engine, text, &lookups, &alone)) {
            found.look_at_names(engine, &typed, &lookups, &alone);
        }
    }
    let evoked = match told {
        _ if found.is_name => Evoked::default(),
        Some(told) => {
            found.all = SENTENCE;
            Evoked::told(engine, &told)
        }
        None => Evoked::new(engine, &lookups, &alone),
    };
    let mut hits = found.hits(engine, &evoked);
    if let Some(age) = age {
        for hit in &mut hits {
            hit.other_age = age.best(engine, hit.place).is_none();
        }
    }
    let words = words.drain(terms..).zip(lookups.drain(terms..));
    let words: Vec<Word> = words.map(|(word, lookup)| Word { span: word.span, lookup }).collect();
    let hits = (!words.is_empty()).then_some(hits);
    Reading { place: place.map(|(place, _)| place), words, hits, needs: evoked.proposed }
}

fn without(text: &str, span: &Range<usize>) -> String {
    format!("{} {}", &text[..span.start], &text[span.end..])
}

/// The first territory of `text` that is not made of the service's own words: « Cours » is a commune, but
/// « cours de français » asks for a course. With where it stands, the words that introduce it included.
fn named_place(engine: &Engine, text: &str, words: &[WordHits]) -> Option<(NamedPlace, Range<usize>)> {
    let folded = split(text);
    let letters: Vec<&str> = folded.iter().map(|word| word.folded.as_str()).collect();
    for spotted in engine.gazetteer.spot(&letters) {
        let bytes = |words: Range<usize>| folded[words.start].span.start..folded[words.end - 1].span.end;
        // « au four » is in no commune: one without an article of its own is introduced by « à ».
        let introduced = spotted.introduced && !matches!(letters[spotted.words.start], "au" | "aux" | "en");
        let last = spotted.name.end - 1;
        let article = matches!(letters[last - usize::from(last > 0)], "le" | "la" | "les" | "l");
        let span = bytes(spotted.name.clone());
        // A word that asks for nothing is none of those that were looked up.
        let plain =
            |word: &&WordHits| span.start <= word.span.start && word.span.end <= span.end && !word.term;
        let everyday = words.iter().filter(plain).all(|word| word.everyday);
        let one = spotted.name.len() == 1 + usize::from(article && spotted.name.start < last);
        let accepted = |territory: &Territory| match *territory {
            Territory::Commune(_) => !(everyday && one && (article || !introduced)),
            // « pas cher » asks for no department where nobody receives anyone.
            Territory::Department(_) => engine
                .directory
                .places
                .iter()
                .any(|place| engine.gazetteer.contains(*territory, place.commune)),
            Territory::Epci(_) => true,
            // « Auvergne-Rhône-Alpes Orientation » is a network.
            Territory::Region(_) => !everyday,
        };
        let mut territories: Vec<Territory> = spotted.territories.into_iter().filter(accepted).collect();
        // As in the place field, which asks; but « à Châtel » is Châtel before Châtel-Guyon.
        if !introduced
            && let [Territory::Commune(_), ..] = territories[..]
            && let Resolution::Ambiguous(several) = engine.gazetteer.resolve(&text[span.clone()])
        {
            territories = several;
        }
        let mut territories = territories.into_iter();
        if let Some(territory) = territories.next() {
            let place = NamedPlace { span, territory, others: territories.collect() };
            let mut around = spotted.words;
            // « nord isère » is the Isère; who is called so is still found by it.
            if matches!(territory, Territory::Department(_))
                && around.start > 0
                && matches!(letters[around.start - 1], "nord" | "sud" | "est" | "ouest")
            {
                around.start -= 1;
            }
            return Some((place, bytes(around)));
        }
    }
    None
}

/// What a place has of a keyword.
#[derive(Clone, Default)]
struct At {
    /// Which words, otherwise than as a part of a longer term, a bit each.
    had: u32,
    /// What its words and terms tell together.
    told: u32,
    /// How well it has the worst of its words, and of its terms.
    word: Option<Match>,
    term: Option<Match>,
}

/// Where the words of a keyword, and before them its terms, are found.
struct Found {
    /// By place.
    at: Vec<At>,
    /// What all words and terms tell.
    all: u32,
    /// The words that some place has, a bit each.
    known: u32,
    /// Which structures have every word in their name or a network's.
    named: Vec<bool>,
    /// Which of these have them together: « maison de l’emploi », not « maison de l’information sur l’emploi ».
    together: Vec<bool>,
    /// Whether several words are together the name of a structure or of a network, and ask for it.
    is_name: bool,
}

impl Found {
    /// Of lookups of terms, which of them are one word being told by `alone`, then of words.
    fn new(engine: &Engine, lookups: &[Lookup], alone: &[bool]) -> Self {
        let terms = alone.len();
        let mut at = vec![At::default(); engine.directory.places.len()];
        let (mut all, mut known) = (0, 0);
        for (number, lookup) in lookups.iter().enumerate() {
            let found: Vec<Option<Match>> = (0..at.len()).map(|place| lookup.best(engine, place)).collect();
            // A word that is a term speaks of needs only.
            let only_of_needs = alone.get(number) == Some(&true);
            let count = if only_of_needs { 0 } else { found.iter().flatten().count() };
            let weight = weight(count, at.len());
            all += weight;
            for (place, found) in found.into_iter().enumerate() {
                let at = &mut at[place];
                let slot = if number < terms { &mut at.term } else { &mut at.word };
                *slot = (*slot).max(found);
                at.told += if found.is_some() { weight } else { 0 };
                if number >= terms && lookup.is_own(engine, place) {
                    at.had |= 1_u32.wrapping_shl((number - terms) as u32);
                    known |= at.had;
                }
            }
        }
        let named = |structure: usize| {
            let in_name = |found: &Option<Match>| found.is_some_and(|found| found.field == Field::Name);
            lookups[terms..].iter().all(|word| in_name(&word.structures[structure]))
        };
        let structures = engine.directory.structures.len();
        let named = (0..structures).map(named).collect();
        Self { at, all, known, named, together: vec![false; structures], is_name: false }
    }

    /// Finds the names that have what is typed as it is; whether there are any.
    fn look_at_names(&mut self, engine: &Engine, typed: &str, lookups: &[Lookup], alone: &[bool]) -> bool {
        // Without spaces, so that a forgotten apostrophe or hyphen makes no difference.
        let joined = |text: &str| fold(text).replace(' ', "");
        let typed = joined(typed);
        let has = |name: &str| joined(name).contains(&typed);
        let mut networks = IdSet::EMPTY;
        for (id, network) in engine.taxonomies.networks.iter().enumerate() {
            if has(&network.entry.label) || has(&network.acronym) {
                networks.insert(id);
            }
        }
        let (terms, words) = lookups.split_at(alone.len());
        let mut any = false;
        for (number, structure) in engine.directory.structures.iter().enumerate() {
            if !self.named[number] {
                continue;
            }
            let together = structure.networks.intersects(networks) || has(&structure.name);
            self.together[number] = together;
            any |= together;
            // Networks have other names too: « Pôle emploi ».
            let mut pairs = 1;
            for (term, alone) in terms.iter().zip(alone) {
                pairs += usize::from(!alone && term.networks.best(structure.networks).is_some());
            }
            let mistaken =
                || words.iter().any(|word| word.structures[number].is_some_and(|it| it.tier == Tier::Typo));
            self.is_name |= pairs >= words.len() || together && !mistaken();
        }
        any
    }

    /// The places that have all words that some place has, and those that answer a need which the words evoke; when
    /// they evoke none, those that have nearly as much of them as the best, a word weighing the more the fewer places
    /// have it.
    fn hits(&self, engine: &Engine, evoked: &Evoked) -> Vec<KeywordHit> {
        let most = evoked.score((0..evoked.answered.len()).collect());
        let best = self.at.iter().map(|at| at.told).max().unwrap_or(0);
        let mut hits = Vec::new();
        for (place, at) in self.at.iter().enumerate() {
            let record = &engine.directory.places[place];
            let score = evoked.score(record.profile.needs);
            let answers = score > 0;
            let service = Match { tier: Tier::Stem, field: Field::Service };
            let Some(matched) = at.word.or(at.term).or(answers.then_some(service)) else { continue };
            let named = self.named[record.structure];
            let whole = at.had == self.known && (most == 0 || at.told == self.all);
            // What is called so has all that tells it, its words where they stand together; and where a need is
            // evoked, the beginning of a word elsewhere is no answer.
            let right = if self.is_name {
                named && at.told == best
            } else {
                most == 0 || answers || named || matched.tier <= Tier::Stem
            };
            if whole && right || answers || most == 0 && !self.is_name && at.told >= best / 3 * 2 {
                let mut lost = self.all - at.told;
                if !whole {
                    lost += PART + (most - score) * 64;
                }
                let together = self.together[record.structure];
                hits.push(KeywordHit {
                    place,
                    matched,
                    together,
                    words: at.had,
                    lost,
                    answers,
                    other_age: false,
                });
            }
        }
        hits
    }
}

/// What a sentence tells: more than any words, so that nothing has all of it, and who has its few known words by chance is
/// no answer.
const SENTENCE: u32 = 1 << 30;

/// What a place has lost that lacks a word: more than any terms.
const PART: u32 = 1 << 28;

/// How much a word tells, in thousandths of a bit. Never zero, so that a word that every place has counts
/// too; zero when none has it.
fn weight(count: usize, places: usize) -> u32 {
    if count == 0 {
        return 0;
    }
    // The logarithm is the same on every platform.
    libm::round(1000.0 * log2(1.0 + places as f64 / count as f64)) as u32
}

/// The needs that words evoke.
#[derive(Default)]
struct Evoked {
    /// Those that hold two fifths of what the words tell, and nearly as much as the best: to be proposed.
    proposed: Vec<usize>,
    /// How much of it each need holds whose structures are the answer, and of the others 0: nearly as much as the best
    /// when some are proposed, else half as much.
    answered: Vec<u32>,
}

impl Evoked {
    /// What some needs hold: together when several are proposed, else the best of them.
    fn score(&self, needs: IdSet) -> u32 {
        let mut score = 0;
        for (need, held) in self.answered.iter().enumerate() {
            if needs.contains(need) {
                score = if self.proposed.is_empty() { score.max(*held) } else { score + *held };
            }
        }
        score
    }

    /// The needs that a text tells of as a whole, each worth twice the next.
    fn told(engine: &Engine, told: &WordHits) -> Self {
        let mut evoked = Self { proposed: Vec::new(), answered: vec![0; engine.taxonomies.needs.len()] };
        let mut held = 4000;
        for (unit, _) in &told.units {
            if let Unit::Need(need) = *unit
                && let Some(slot) = evoked.answered.get_mut(need)
            {
                *slot = held;
                held /= 2;
                evoked.proposed.push(need);
            }
        }
        evoked
    }

    /// Of the words and, before them, their terms; which of these are one word is told by `alone`.
    fn new(engine: &Engine, lookups: &[Lookup], alone: &[bool]) -> Self {
        let count = engine.taxonomies.needs.len();
        let mut scores = vec![0_u32; count];
        let (mut total, mut named) = (0, 0);
        for (number, lookup) in lookups.iter().enumerate() {
            let evoked: Vec<Option<Tier>> =
                (0..count).map(|need| lookup.needs.best([need].into_iter().collect())).collect();
            let found = evoked.iter().flatten().count();
            if found == 0 {
                // A word of names and of no need speaks against the reading as a need.
                let named_so = if number < alone.len() { Tier::Typo } else { Tier::Stem };
                named += if lookup.is_in_names(named_so) { weight(1, count) } else { 0 };
                continue;
            }
            // A word of a longer term says half, and two words of it together twice as much as a word that is one.
            let weight = weight(found, count);
            let weight = match alone.get(number) {
                None => weight / 2,
                Some(true) => weight,
                Some(false) => weight * 2,
            };
            total += weight;
            for (need, tier) in evoked.into_iter().enumerate() {
                let Some(tier) = tier else { continue };
                scores[need] += match tier {
                    Tier::Exact | Tier::Stem => weight,
                    Tier::Prefix => weight / 4 * 3,
                    Tier::Typo => weight / 3 * 2,
                };
            }
        }
        total += named;
        let best = scores.iter().copied().max().unwrap_or(0);
        let enough = |need: &usize| {
            let score = scores[*need];
            score > 0 && 10 * score >= 8 * best && 5 * score > 2 * total
        };
        let mut proposed = Vec::new();
        for need in 0..count {
            if enough(&need) {
                let before = proposed.iter().filter(|it| scores[**it] >= scores[need]).count();
                proposed.insert(before, need);
            }
        }
        let least = match proposed.len() {
            0 if best <= named => u32::MAX,
            0 => best / 2,
            _ => best / 5 * 4,
        };
        proposed.truncate(NEEDS_PROPOSED);
        for score in &mut scores {
            if *score < least {
                *score = 0;
            }
        }
        Self { proposed, answered: scores }
    }
}
