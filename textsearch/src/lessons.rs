//! What a whole sentence asks for, learnt from sentences that say which need they tell of.
//!
//! No term stands in « je dors chez des potes depuis un mois », and yet everybody understands it. Editors write down
//! such sentences with the need that they tell of (`phrases.csv`); when the index is built, each word of them, and each
//! two that follow each other, is given a weight for the needs that it speaks for or against: a multinomial logistic
//! regression, trained by stochastic gradient descent in the order of a fixed pseudo-random generator, so that the
//! same sentences give the same bytes everywhere. The browser adds weights up; it knows none of the sentences.

use engine::Fault;
use engine::bundle::LESSONS;
use engine::codec::{Decoder, Encoder};

use crate::Result;
use crate::analysis::{stem, words};
use crate::terms::{hash, pair};

/// A sentence, and the needs that it tells of, the best first; none for one that asks for something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// As people type it.
    pub text: String,
    /// Indices into the taxonomy.
    pub needs: Vec<usize>,
}

/// Weights are whole quarters of a natural logarithm of odds.
const UNIT: f32 = 4.0;

/// How much less than the best a need may have to be told too: odds of one to four and a half.
const NEAR: i32 = 6;

/// What the best must have.
const LEAST: i32 = 4;

/// How many needs are told at most.
const MOST: usize = 3;

/// What the sentences taught.
#[derive(Debug, Default)]
pub(crate) struct Lessons {
    /// Number of needs; the class behind them is that of what asks for none.
    needs: usize,
    /// Hashes of words and pairs of words, sorted, each with where its weights end.
    features: Vec<(u32, usize)>,
    /// The need that each weight is of, for all of them, then the weights.
    weights: Vec<u8>,
}

impl Lessons {
    /// Reads the section; of `needs` in all.
    pub(crate) fn decode(section: &[u8], needs: usize) -> Result<Self> {
        let mut lessons = Self { needs, ..Self::default() };
        if section.is_empty() {
            return Ok(lessons);
        }
        let mut input = Decoder::new(LESSONS, section);
        let mut hash = 0_u32;
        for _ in 0..input.count() {
            hash = hash.wrapping_add(input.varint() as u32);
            lessons.features.push((hash, 0));
        }
        let mut count = 0;
        for feature in &mut lessons.features {
            count += usize::from(input.u8());
            feature.1 = count;
        }
        input.require(count <= section.len(), Fault::ManyUnits);
        for number in 0..2 * count.min(section.len()) {
            let byte = input.u8();
            input.require(number >= count || usize::from(byte) <= needs, Fault::ManyUnits);
            lessons.weights.push(byte);
        }
        input.finish()?;
        Ok(lessons)
    }

    /// The need and the weight of each weight of a feature.
    fn weights(&self, feature: u32) -> impl Iterator<Item = (usize, i32)> {
        let at = self.features.partition_point(|it| it.0 < feature);
        let range = match self.features.get(at) {
            Some((hash, end)) if *hash == feature => {
                at.checked_sub(1).map_or(0, |it| self.features[it].1)..*end
            }
            _ => 0..0,
        };
        let count = self.weights.len() / 2;
        range.map(move |it| (usize::from(self.weights[it]), i32::from(self.weights[count + it] as i8)))
    }

    /// Whether something was learnt of a word.
    pub(crate) fn knows(&self, stem: &str) -> bool {
        self.weights(hash(stem)).next().is_some()
    }

    /// The needs that a sentence tells of, by the stems of its words, the best first; none when it tells of nothing that
    /// was learnt.
    pub(crate) fn ask(&self, stems: &[String]) -> Vec<usize> {
        let mut scores = vec![0_i32; self.needs + 1];
        for feature in features(stems) {
            for (need, weight) in self.weights(feature) {
                scores[need] += weight;
            }
        }
        let mut least = LEAST.max(scores[self.needs] + 1);
        let mut told: Vec<usize> = Vec::new();
        while told.len() < MOST {
            let mut best = self.needs;
            for need in (0..self.needs).rev() {
                let enough = scores[need] >= least && (best == self.needs || scores[need] >= scores[best]);
                if enough && !told.contains(&need) {
                    best = need;
                }
            }
            if best == self.needs {
                break;
            }
            if told.is_empty() {
                least = scores[best] - NEAR;
            }
            told.push(best);
        }
        told
    }
}

/// Hashes of words and of each two that follow each other, each once.
fn features(stems: &[String]) -> Vec<u32> {
    let mut found = Vec::new();
    let mut add = |hash: u32| {
        if !found.contains(&hash) {
            found.push(hash);
        }
    };
    for (number, stem) in stems.iter().enumerate() {
        add(hash(stem));
        if let Some(next) = stems.get(number + 1) {
            add(hash(&pair(stem, next)));
        }
    }
    found
}

/// How often all sentences are gone through.
const ROUNDS: usize = 30;

/// How far a weight goes at first; less and less with each round.
const STEP: f32 = 0.1;

/// What pulls weights to nothing: those that say little become none.
const THRIFT: f32 = 0.5;

/// How many sentences must have a word, or two together, for it to be learnt.
const SEEN: usize = 3;

/// What is written down of the sentences that a need shares: how much of it is the first one's.
const FIRST: f32 = 0.65;

/// The section of what `examples` teach; empty when there are none. Of `needs` in all.
pub fn learn(examples: &[Example], needs: usize) -> Vec<u8> {
    let mut all: Vec<(Vec<u32>, &Example)> = Vec::new();
    for example in examples {
        let stems: Vec<String> = words(&example.text).iter().map(|word| stem(&word.folded)).collect();
        all.push((features(&stems), example));
    }
    let mut hashes: Vec<u32> = all.iter().flat_map(|(features, _)| features).copied().collect();
    hashes.sort_unstable();
    // What few sentences have teaches little of others.
    let often = hashes.chunk_by(|one, other| one == other).filter(|it| it.len() >= SEEN);
    let hashes: Vec<u32> = often.map(|it| it[0]).collect();
    let classes = needs + 1;
    let mut sentences: Vec<(Vec<usize>, &Example)> = Vec::new();
    for (features, example) in all {
        sentences.push((features.iter().filter_map(|it| hashes.binary_search(it).ok()).collect(), example));
    }
    let mut weights = vec![0_f32; hashes.len() * classes];
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    let mut random = 1_u64;
    for round in 0..ROUNDS {
        let step = STEP / (1.0 + round as f32 / 10.0);
        for at in (1..order.len()).rev() {
            // Knuth's generator: any would do, but always the same.
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, (random >> 33) as usize % (at + 1));
        }
        for sentence in &order {
            let (features, example) = &sentences[*sentence];
            descend(&mut weights, classes, features, &wanted(&example.needs, needs), step);
        }
        for weight in &mut weights {
            let less = (weight.abs() - THRIFT * step).max(0.0);
            *weight = weight.signum() * less;
        }
    }
    encode(&hashes, &weights, classes)
}

/// The part of each class in a sentence; nought is not written.
fn wanted(of: &[usize], needs: usize) -> Vec<(usize, f32)> {
    match of {
        [] => vec![(needs, 1.0)],
        [alone] => vec![(*alone, 1.0)],
        [first, others @ ..] => {
            let rest = (1.0 - FIRST) / others.len() as f32;
            core::iter::once((*first, FIRST)).chain(others.iter().map(|it| (*it, rest))).collect()
        }
    }
}

/// A step towards what a sentence wants.
fn descend(weights: &mut [f32], classes: usize, features: &[usize], wanted: &[(usize, f32)], step: f32) {
    let mut odds = vec![0_f32; classes];
    for feature in features {
        let row = &weights[feature * classes..][..classes];
        odds.iter_mut().zip(row).for_each(|(odds, weight)| *odds += weight);
    }
    let best = odds.iter().copied().fold(f32::MIN, f32::max);
    // The exponential is the same on every platform.
    odds.iter_mut().for_each(|it| *it = libm::expf(*it - best));
    let total: f32 = odds.iter().sum();
    odds.iter_mut().for_each(|it| *it /= total);
    for (class, part) in wanted {
        odds[*class] -= part;
    }
    for feature in features {
        let row = &mut weights[feature * classes..][..classes];
        row.iter_mut().zip(&odds).for_each(|(weight, error)| *weight -= step * error);
    }
}

/// Column by column: hashes, numbers of weights, their classes, their values.
fn encode(hashes: &[u32], weights: &[f32], classes: usize) -> Vec<u8> {
    let mut kept: Vec<(u32, Vec<(usize, i8)>)> = Vec::new();
    for (hash, row) in hashes.iter().zip(weights.chunks(classes)) {
        let rounded = |weight: &f32| (weight * UNIT).round().clamp(-127.0, 127.0) as i8;
        let told: Vec<(usize, i8)> = row.iter().map(rounded).enumerate().filter(|(_, it)| *it != 0).collect();
        if !told.is_empty() {
            kept.push((*hash, told));
        }
    }
    if kept.is_empty() {
        return Vec::new();
    }
    let mut section = Encoder::new();
    section.put_len(kept.len());
    let mut before = 0;
    for (hash, _) in &kept {
        section.put_len((hash - before) as usize);
        before = *hash;
    }
    kept.iter().for_each(|(_, told)| section.put_u8(told.len() as u8));
    let told = || kept.iter().flat_map(|(_, told)| told);
    told().for_each(|(class, _)| section.put_u8(*class as u8));
    told().for_each(|(_, weight)| section.put_u8(*weight as u8));
    section.finish()
}
