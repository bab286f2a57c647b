//! Tests of analysis, index and search, natively and on wasm32.

use engine::Tier;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::analysis::{query_words, stem, words};
use crate::{KeywordIndex, build};

const PLACES: [&str; 4] = [
    "Mission Locale du Velay. Trouver un emploi, une formation. Le Puy-en-Velay",
    "Maison de l’information sur la formation et l’emploi M.I.F.E. Reconversion, VAE. Ambert",
    "CIDFF Ambert. Droits des femmes",
    "Cap emploi. Sœurs et cœurs. Métiers d’avenir",
];

fn bundle() -> Vec<u8> {
    build(PLACES.into_iter(), 9).unwrap()
}

fn check(text: &str, expected: &[(usize, Tier)]) {
    let index = KeywordIndex::open(bundle()).unwrap();
    let hits = index.search(text).unwrap();
    let hits: Vec<_> = hits.into_iter().map(|hit| (hit.place, hit.tier)).collect();
    assert_eq!(hits, expected, "{text:?}");
}

#[wasm_bindgen_test(unsupported = test)]
fn french_is_cut_into_words() {
    let check = |text: &str, expected: &[&str]| assert_eq!(words(text), expected, "{text:?}");
    check("L’emploi d'insertion", &["emploi", "insertion"]);
    check("jusqu`au CŒUR", &["au", "coeur"]);
    check("la M.I.F.E. du Velay", &["la", "mife", "du", "velay"]);
    check("C.E.P. et V.A.E", &["cep", "et", "vae"]);
    check("Fin. Le début.", &["fin", "le", "debut"]);
    check("Saint-Étienne", &["saint", "etienne"]);
    check("aujourd’hui", &["aujourd", "hui"]);
    check("", &[]);
    check("!? …", &[]);
}

#[wasm_bindgen_test(unsupported = test)]
fn a_sentence_keeps_what_it_asks_for() {
    assert_eq!(query_words("C'est quoi la VAE ?"), ["vae"]);
    assert_eq!(query_words("je veux changer de métier"), ["changer", "metier"]);
    assert_eq!(query_words("le"), ["le"]);
}

#[wasm_bindgen_test(unsupported = test)]
fn forms_of_a_word_share_a_stem_with_or_without_accents() {
    assert_eq!(stem("metiers"), stem("metier"));
    assert_eq!(stem("formations"), stem("formation"));
    assert_eq!(stem("femmes"), stem("femme"));
}

#[wasm_bindgen_test(unsupported = test)]
fn tiers_tell_how_a_word_matched() {
    check("emploi ", &[(0, Tier::Exact), (1, Tier::Exact), (3, Tier::Exact)]);
    check("emplois ", &[(0, Tier::Stem), (1, Tier::Stem), (3, Tier::Stem)]);
    check("reconv", &[(1, Tier::Prefix)]);
    check("reconv ", &[]);
    check("reconvertion ", &[(1, Tier::Typo)]);
    check("mife", &[(1, Tier::Exact)]);
    check("M.I.F.E.", &[(1, Tier::Exact)]);
    check("coeurs ", &[(3, Tier::Exact)]);
    check("avneir ", &[(3, Tier::Typo)]);
}

#[wasm_bindgen_test(unsupported = test)]
fn every_word_must_match() {
    check("cidff ambert", &[(2, Tier::Exact)]);
    check("formation ambert", &[(1, Tier::Exact)]);
    check("cidff velay ", &[]);
    check("fommation ambert ", &[(1, Tier::Typo)]);
}

#[wasm_bindgen_test(unsupported = test)]
fn odd_queries_are_answered() {
    let index = KeywordIndex::open(bundle()).unwrap();
    for text in ["", " ", "!!!", "\0\u{7}", "مرحبا", "😀😀", "AND OR NOT ( \" ~ *", &"a".repeat(10_000)]
    {
        assert!(index.search(text).unwrap().is_empty(), "{text:?}");
    }
    index.search(&"emploi ".repeat(2_000)).unwrap();
}

#[wasm_bindgen_test(unsupported = test)]
fn the_same_texts_give_the_same_bytes() {
    assert_eq!(bundle(), bundle());
}

#[wasm_bindgen_test(unsupported = test)]
fn damaged_bundles_are_typed_errors() {
    let whole = bundle();
    assert_eq!(KeywordIndex::open(whole.clone()).unwrap().generation(), 9);
    for length in [0, 1, 40, whole.len() / 2, whole.len() - 1] {
        assert!(KeywordIndex::open(whole[..length].to_vec()).unwrap_err().is_corrupt());
    }
    for position in (0..whole.len()).step_by(7) {
        let mut altered = whole.clone();
        altered[position] ^= 0x10;
        let error = KeywordIndex::open(altered).unwrap_err();
        assert!(error.is_corrupt() || error.is_incompatible());
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn an_empty_directory_has_an_index_too() {
    let index = KeywordIndex::open(build(core::iter::empty(), 1).unwrap()).unwrap();
    assert!(index.search("emploi").unwrap().is_empty());
}
