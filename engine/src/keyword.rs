//! From what is typed as a keyword to the places that match it.
//!
//! The text index says where each word of a text is found ([`WordHits`]); this module decides what the text
//! means. A territory named in it is taken as a place, the other words must all match in the name, the
//! network, the needs, the publics, the locality or the description of a structure, and when no place has
//! them all, those that have the rarest of them are the best partial answers. Needs that the words evoke are
//! proposed.

use core::cmp::Ordering;
use core::ops::Range;

use crate::fold::{fold, split};
use crate::gazetteer::Territory;
use crate::maths::log2;
use crate::order::sort_by_key;
use crate::{Engine, IdSet, Tier};

/// How many needs are proposed at most: more would not help to choose.
const NEEDS_PROPOSED: usize = 3;

/// Communes of one everyday word: among other words they are meant only after « à », « près de »…
const EVERYDAY: &str = " aime arches bains beaux bonne borne bouquet brousse champs chateau chatte colombe combre \
    confort contes contres cordon corps cours creuse dance dauphin ecole etable etables faucon four fours granges \
    grillon jardin jeu joyeuse jure lacs lent longes magnet marches mars mens orange pact parent plan plats \
    poisson port portes publier roche rocher roches sales servant singles target vaux vers vif viens villes \
    vogue ";

/// A place that the keyword matches, and how well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeywordHit {
    /// Index of the place.
    pub place: usize,
    /// Where and how well.
    pub matched: Match,
    /// Whether the structure's name, or a network's, has all the words together, as they were typed.
    pub together: bool,
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
            _ => return None,
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
}

/// Word hits as numbers, to cross from one WebAssembly module to another: for each word the beginning and
/// the end of its span, the number of its units, and each unit as number × 32 + kind × 4 + tier.
#[must_use]
pub fn pack(words: &[WordHits]) -> Vec<u32> {
    let mut out = Vec::new();
    for word in words {
        out.extend([word.span.start as u32, word.span.end as u32, word.units.len() as u32]);
        out.extend(word.units.iter().map(|(unit, tier)| unit.pack(*tier)));
    }
    out
}

/// What [`pack`] packed; `None` for anything else.
#[must_use]
pub fn unpack(mut packed: &[u32]) -> Option<Vec<WordHits>> {
    let mut words = Vec::new();
    while let [start, end, count, rest @ ..] = packed {
        let (units, after) = rest.split_at_checked(*count as usize)?;
        let units = units.iter().map(|unit| Unit::unpack(*unit)).collect::<Option<_>>()?;
        words.push(WordHits { span: *start as usize..*end as usize, units });
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
    /// The territory; of several homonyms, the most populous.
    pub territory: Territory,
    /// The other territories of that name.
    pub others: Vec<Territory>,
}

/// A word of the keyword, looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
    /// True when the places found do without it, because none has all the words.
    pub missing: bool,
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
    /// Whether no place has all the words, so that the hits are partial and must be announced so.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.words.iter().any(|word| word.missing)
    }

    /// The words found in a place, each with where and how well.
    #[must_use]
    pub fn why(&self, engine: &Engine, place: usize) -> Vec<(Range<usize>, Match)> {
        let found = |word: &Word| Some((word.span.clone(), word.lookup.best(engine, place)?));
        let mut why: Vec<(Range<usize>, Match)> =
            self.words.iter().filter(|word| !word.missing).filter_map(found).collect();
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
    /// Needs and publics, each with the best tier at which the word evokes it.
    needs: TieredSet,
    publics: TieredSet,
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
        let mut networks = TieredSet::default();
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
                Unit::Need(number) => lookup.needs.insert(number, tier),
                Unit::Public(number) => lookup.publics.insert(number, tier),
                Unit::Network(number) => networks.insert(number, tier),
            }
        }
        for (number, structure) in directory.structures.iter().enumerate() {
            if let Some(tier) = networks.best(structure.networks) {
                improve(&mut lookup.structures, number, Match { tier, field: Field::Name });
            }
        }
        lookup
    }

    /// Whether a structure or a network is called so.
    fn is_in_names(&self) -> bool {
        let named = |found: &Match| found.field == Field::Name && found.tier <= Tier::Stem;
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
    without_beginnings(&mut words);
    let lookups: Vec<Lookup> = words.iter().map(|word| Lookup::new(engine, &word.units)).collect();
    let mut found = combine(engine, &lookups);
    if words.len() > 1 {
        let typed = place.as_ref().map_or_else(|| text.to_owned(), |(_, around)| without(text, around));
        mark_together(engine, &typed, &mut found.hits);
    }
    let place = place.map(|(place, _)| place);
    let named = |hit: &KeywordHit| hit.matched.field == Field::Name && hit.matched.tier != Tier::Typo;
    // Several words that are together the name of a structure or of a network ask for it.
    let all_found = lookups.len() > 1 && !found.missing.contains(&true);
    let is_name = all_found && found.hits.iter().any(named);
    let needs = if is_name { Vec::new() } else { evoked_needs(engine, &lookups) };
    let pairs = words.into_iter().zip(lookups).zip(&found.missing);
    let words: Vec<Word> =
        pairs.map(|((word, lookup), missing)| Word { span: word.span, missing: *missing, lookup }).collect();
    let hits = (!words.is_empty()).then_some(found.hits);
    Reading { place, words, hits, needs }
}

fn without(text: &str, span: &Range<usize>) -> String {
    format!("{} {}", &text[..span.start], &text[span.end..])
}

/// Notes the hits whose structure, or one of its networks, is called by the words together: « maison de
/// l’emploi » before « maison de l’information sur l’emploi ».
fn mark_together(engine: &Engine, typed: &str, hits: &mut [KeywordHit]) {
    // Without spaces, so that a forgotten apostrophe or hyphen makes no difference.
    let joined = |text: &str| fold(text).replace(' ', "");
    let typed = joined(typed);
    let has = |name: &str| joined(name).contains(&typed);
    let networks: IdSet = engine
        .taxonomies
        .networks
        .iter()
        .enumerate()
        .filter(|(_, network)| has(&network.entry.label) || has(&network.acronym))
        .map(|(id, _)| id)
        .collect();
    let mut last = None;
    for hit in hits.iter_mut().filter(|hit| hit.matched.field == Field::Name) {
        let number = engine.directory.places[hit.place].structure;
        let structure = &engine.directory.structures[number];
        // Places of one structure follow each other: its name is looked at once.
        let together = match last {
            Some((of, together)) if of == number => together,
            _ => structure.networks.intersects(networks) || has(&structure.name),
        };
        last = Some((number, together));
        hit.together = together;
    }
}

/// The first territory of `text` that is not made of the service's own words: « Cours » is a commune, but
/// « cours de français » asks for a course. With where it stands, the words that introduce it included.
fn named_place(engine: &Engine, text: &str, words: &[WordHits]) -> Option<(NamedPlace, Range<usize>)> {
    let folded = split(text);
    let letters: Vec<&str> = folded.iter().map(|word| word.folded.as_str()).collect();
    for spotted in engine.gazetteer.spot(&letters) {
        let bytes = |words: Range<usize>| folded[words.start].span.start..folded[words.end - 1].span.end;
        let name = letters[spotted.name.clone()].join(" ");
        let everyday = !spotted.introduced && letters.len() > 1 && EVERYDAY.contains(&format!(" {name} "));
        let span = bytes(spotted.name);
        let mut inside =
            words.iter().filter(|word| span.start <= word.span.start && word.span.end <= span.end).peekable();
        let vocabulary = inside.peek().is_some() && inside.all(is_vocabulary);
        let accepted = |territory: &Territory| match *territory {
            Territory::Commune(_) => !vocabulary && !everyday,
            // « pas cher » asks for no department where nobody receives anyone.
            Territory::Department(_) => engine
                .directory
                .places
                .iter()
                .any(|place| engine.gazetteer.contains(*territory, place.commune)),
            Territory::Epci(_) => true,
            // « Auvergne-Rhône-Alpes Orientation » is a network.
            Territory::Region(_) => !vocabulary,
        };
        let mut territories = spotted.territories.into_iter().filter(accepted);
        if let Some(territory) = territories.next() {
            let place = NamedPlace { span, territory, others: territories.collect() };
            return Some((place, bytes(spotted.words)));
        }
    }
    None
}

/// Whether a need, a public or a network is described with the word.
fn is_vocabulary(word: &WordHits) -> bool {
    word.units.iter().any(|(unit, tier)| {
        let entry = matches!(unit, Unit::Need(_) | Unit::Public(_) | Unit::Network(_));
        entry && matches!(tier, Tier::Exact | Tier::Stem)
    })
}

struct Combined {
    hits: Vec<KeywordHit>,
    /// Which words the hits do without.
    missing: Vec<bool>,
}

/// The places that have every word; when there is none, those whose words weigh most together, a word
/// weighing the more the fewer places have it.
fn combine(engine: &Engine, lookups: &[Lookup]) -> Combined {
    let places = engine.directory.places.len();
    let matches: Vec<Vec<Option<Match>>> =
        lookups.iter().map(|lookup| (0..places).map(|place| lookup.best(engine, place)).collect()).collect();
    let weights: Vec<u32> =
        matches.iter().map(|found| weight(found.iter().flatten().count(), places)).collect();
    let weight_of = |place: usize| -> u32 {
        matches
            .iter()
            .zip(&weights)
            .filter(|(found, _)| found[place].is_some())
            .map(|(_, weight)| weight)
            .sum()
    };
    let best = (0..places).map(weight_of).max().unwrap_or(0);
    let mut missing = vec![true; lookups.len()];
    let mut hits = Vec::new();
    for place in (0..places).filter(|place| best > 0 && weight_of(*place) == best) {
        for (missing, found) in missing.iter_mut().zip(&matches) {
            *missing &= found[place].is_none();
        }
        let worst = matches.iter().filter_map(|found| found[place]).max();
        hits.extend(worst.map(|matched| KeywordHit { place, matched, together: false }));
    }
    Combined { hits, missing }
}

/// How much a word tells, in thousandths of a bit. Never zero, so that a word that every place has counts
/// too; zero when none has it.
fn weight(count: usize, places: usize) -> u32 {
    if count == 0 {
        return 0;
    }
    // The logarithm is the same on every platform.
    libm::round(1000.0 * log2(1.0 + places as f64 / count as f64)) as u32
}

/// The needs that the words evoke: those that hold more than half of what the words tell, and nearly as
/// much as the best.
fn evoked_needs(engine: &Engine, lookups: &[Lookup]) -> Vec<usize> {
    let count = engine.taxonomies.needs.len();
    let mut scores = vec![0_u32; count];
    let mut total = 0;
    for lookup in lookups {
        let evoked: Vec<Option<Tier>> =
            (0..count).map(|need| lookup.needs.best([need].into_iter().collect())).collect();
        let found = evoked.iter().flatten().count();
        if found == 0 {
            // A word of names and of no need speaks against the reading as a need.
            total += if lookup.is_in_names() { weight(1, count) } else { 0 };
            continue;
        }
        let weight = weight(found, count);
        total += weight;
        for (score, tier) in scores.iter_mut().zip(evoked) {
            *score += match tier {
                Some(Tier::Exact | Tier::Stem) => weight,
                Some(Tier::Prefix) => weight / 4 * 3,
                Some(Tier::Typo) => weight / 3 * 2,
                None => 0,
            };
        }
    }
    let best = scores.iter().copied().max().unwrap_or(0);
    let enough = |need: &usize| {
        let score = scores[*need];
        score > 0 && 10 * score >= 8 * best && 2 * score > total
    };
    let mut needs: Vec<usize> = (0..count).filter(enough).collect();
    sort_by_key(&mut needs, |need| core::cmp::Reverse(scores[*need]));
    needs.truncate(NEEDS_PROPOSED);
    needs
}
