//! Tests of analysis, index and search, natively and on wasm32.

use engine::Tier;
use engine::documents::{Asking, Document};
use engine::keyword::{Unit, WordHits, pack, unpack};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::ages::ANY;
use crate::analysis::{query_words, stem, words};
use crate::lessons::{Lessons, learn};
use crate::{DocumentIndex, DocumentTexts, Example, KeywordIndex, Texts, build};

fn texts() -> Texts {
    let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Texts {
        names: own(&[
            "Mission Locale du Velay",
            "Maison de l’information M.I.F.E.",
            "CIDFF Ambert",
            "Cap emploi",
        ]),
        descriptions: own(&[
            "",
            "Pour la formation et l’emploi.",
            "Droits des femmes",
            "Sœurs et cœurs, avenir",
        ]),
        places: own(&["Le Puy-en-Velay", "Ambert", "Ambert", "Saugues"]),
        needs: own(&["Se reconvertir, école de la 2e chance", "Trouver un emploi"]),
        publics: own(&["", "Lycéens en seconde"]),
        networks: own(&["Mission Locale ML"]),
        ages: Vec::new(),
        everyday: vec!["cours".to_owned(), "vers".to_owned()],
        examples: Vec::new(),
    }
}

fn bundle() -> Vec<u8> {
    build(&texts(), 9).unwrap()
}

/// What each word of `text` is found in.
fn look_up(text: &str) -> Vec<Vec<(Unit, Tier)>> {
    let found = KeywordIndex::open(bundle()).unwrap().look_up(text).unwrap();
    found.words.into_iter().map(|word| word.units).collect()
}

fn check(text: &str, expected: &[&[(Unit, Tier)]]) {
    assert_eq!(look_up(text), expected, "{text:?}");
}

fn letters(words: Vec<engine::fold::Word>) -> Vec<String> {
    words.into_iter().map(|word| word.folded).collect()
}

#[wasm_bindgen_test(unsupported = test)]
fn everyday_words_are_told_and_never_corrected() {
    let index = KeywordIndex::open(bundle()).unwrap();
    let found = index.look_up("cours de formation").unwrap().words;
    assert_eq!(
        found.iter().filter(|word| !word.term).map(|word| word.everyday).collect::<Vec<_>>(),
        [true, false]
    );
    // « saugwes » is Saugues, unless it is a word.
    assert_eq!(look_up("saugwes"), [vec![(Unit::Place(3), Tier::Typo)]]);
    let mut texts = texts();
    texts.everyday.push("saugwes".to_owned());
    let index = KeywordIndex::open(build(&texts, 9).unwrap()).unwrap();
    assert_eq!(index.look_up("saugwes").unwrap().words[0].units, []);
}

#[wasm_bindgen_test(unsupported = test)]
fn french_is_cut_into_words() {
    let check = |text: &str, expected: &[&str]| assert_eq!(letters(words(text)), expected, "{text:?}");
    check("L’emploi d'insertion", &["emploi", "insertion"]);
    check("jusqu`au CŒUR", &["au", "coeur"]);
    check("la M.I.F.E. du Velay", &["la", "mife", "du", "velay"]);
    check("C.E.P. et V.A.E", &["cep", "et", "vae"]);
    check("Fin. Le début.", &["fin", "le", "debut"]);
    check("Saint-Étienne", &["saint", "etienne"]);
    check("aujourd’hui", &["aujourdhui"]);
    check(
        "l’entr'aide, la presqu`île, conseil de prud’hommes",
        &["entraide", "la", "presquile", "conseil", "de", "prudhommes"],
    );
    check("demandeur·euse d’emploi", &["demandeur", "emploi"]);
    check("étudiant.e.s, salarié-e-s, conseiller(ère)s", &["etudiants", "salaries", "conseillers"]);
    check("agriculteur/trice, apprenti(e)", &["agriculteur", "apprenti"]);
    check("rendez-vous, donne-le, peut-être", &["rendez", "vous", "donne", "le", "peut", "etre"]);
    check("site.fr. Le texte (e)", &["site", "fr", "le", "texte", "e"]);
    check("la 2ème chance, deuxièmes, 2nde, seconde, 1er", &["la", "2e", "chance", "2e", "2e", "2e", "1e"]);
    check("16-25 ans, A.B. c.d", &["16", "25", "ans", "ab", "cd"]);
    check("", &[]);
    check("!? …", &[]);
}

#[wasm_bindgen_test(unsupported = test)]
fn a_sentence_keeps_what_it_asks_for() {
    let check =
        |text: &str, expected: &[&str]| assert_eq!(letters(query_words(text, false)), expected, "{text:?}");
    check("C'est quoi la VAE ?", &["vae"]);
    check("je veux changer de métier", &["changer", "metier"]);
    check("le", &["le"]);
    check("au chômage depuis 2 ans", &["chomage"]);
    check("une AI à Thiers", &["ai", "thiers"]);
    check("J’AI PERDU MON EMPLOI", &["perdu", "emploi"]);
}

#[wasm_bindgen_test(unsupported = test)]
fn words_know_where_they_stand() {
    let text = "À l’école, M.I.F.E. CŒUR";
    let cut: Vec<_> = words(text).into_iter().map(|word| &text[word.span]).collect();
    assert_eq!(cut, ["À", "école", "M.I.F.E", "CŒUR"]);
}

#[wasm_bindgen_test(unsupported = test)]
fn forms_of_a_word_share_a_stem_with_or_without_accents() {
    assert_eq!(stem("metiers"), stem("metier"));
    assert_eq!(stem("formations"), stem("formation"));
    assert_eq!(stem("femmes"), stem("femme"));
}

#[wasm_bindgen_test(unsupported = test)]
fn words_of_other_things_have_another_stem() {
    assert_ne!(stem("licences"), stem("licencie"));
    assert_ne!(stem("face"), stem("fac"));
    assert_ne!(stem("medecine"), stem("medecin"));
    assert_eq!(stem("licences"), stem("licence"));
}

#[wasm_bindgen_test(unsupported = test)]
fn a_trade_or_a_situation_has_one_stem_in_the_feminine_and_in_the_masculine() {
    for (feminine, masculine) in [
        ("salariees", "salaries"),
        ("salariee", "salarie"),
        ("conseillere", "conseiller"),
        ("lyceenne", "lyceen"),
        ("agricultrice", "agriculteur"),
        ("demandeuse", "demandeur"),
        ("cheffe", "chef"),
        ("professionnelle", "professionnel"),
        ("etudiantes", "etudiants"),
        ("apprentie", "apprenti"),
        ("handicapee", "handicape"),
        ("diplomees", "diplomes"),
        ("ouvrieres", "ouvriers"),
    ] {
        assert_eq!(stem(feminine), stem(masculine), "{feminine}");
    }
    for (one, other) in [("ville", "vil"), ("annee", "an"), ("formatrice", "format")] {
        assert_ne!(stem(one), stem(other), "{one}");
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn documents_are_found_and_bad_bundles_are_refused() {
    let document = |title: &str| Document { title: title.to_owned(), ..Document::default() };
    let texts = |title: &str, about: &str, text: &str| DocumentTexts {
        title: title.to_owned(),
        about: about.to_owned(),
        text: text.to_owned(),
    };
    let documents = [document("Préparer une matinale"), document("Écrire simplement")];
    let both = vec![
        texts("Préparer une matinale", "rencontre entre professionnels", "écrire l’invitation"),
        texts("Écrire simplement", "langage clair", "des phrases courtes"),
    ];
    assert!(DocumentIndex::build(&documents, both[..1].to_vec(), 7).is_err(), "a text is missing");
    let bytes = DocumentIndex::build(&documents, both, 7).unwrap();
    let index = DocumentIndex::open(bytes.clone()).unwrap();
    let found = |text: &str| -> Vec<usize> {
        let found = index.search(text, &Asking::default()).unwrap();
        found.documents.iter().map(|it| it.document).collect()
    };
    assert_eq!(found("ecrir"), [1, 0], "the title first");
    assert_eq!(found("matinales "), [0]);
    assert_eq!(found("profesionnels "), [0], "a typing mistake");
    assert_eq!(found("xyzzyx "), [] as [usize; 0]);
    assert_eq!(found(""), [] as [usize; 0]);
    let marks = index.search("ecrire", &Asking::default()).unwrap().marks("Écrire");
    assert_eq!(marks.as_slice(), std::slice::from_ref(&(0..7)));
    for length in (0..bytes.len()).step_by(97) {
        assert!(DocumentIndex::open(bytes[..length].to_vec()).is_err(), "{length}");
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn tiers_tell_how_a_word_matched() {
    use Tier::{Exact, Prefix, Stem, Typo};
    use Unit::{Description, Name, Need, PartOfNeed, PartOfPublic, Place};
    check("emploi ", &[&[(Name(3), Exact), (Description(1), Exact), (PartOfNeed(1), Exact)]]);
    check("emplois ", &[&[(Name(3), Stem), (Description(1), Stem), (PartOfNeed(1), Stem)]]);
    check("reconv", &[&[(Need(0), Prefix)]]);
    check("reconv ", &[&[(Need(0), Prefix)]]);
    check("reconv zzz", &[&[(Need(0), Prefix)], &[]]);
    check("CPA", &[&[]]);
    check("CAPS", &[&[]]);
    check("reconvretir ", &[&[(Need(0), Typo)]]);
    check("mife", &[&[(Name(1), Exact)]]);
    check("M.I.F.E.", &[&[(Name(1), Exact)]]);
    check("coeurs ", &[&[(Description(3), Exact)]]);
    check("avneir ", &[&[(Description(3), Typo)]]);
    check("sauges", &[&[(Place(3), Typo)]]);
    check("2nde", &[&[(PartOfNeed(0), Exact), (PartOfPublic(1), Exact)]]);
}

#[wasm_bindgen_test(unsupported = test)]
fn a_mistake_is_forgiven_only_where_nothing_is_right() {
    assert_eq!(look_up("cap "), look_up("CAP "));
    // « ambert » is a word of the index, « amber » the beginning of one, with the space that phones add too.
    assert!(look_up("amber")[0].iter().all(|(_, tier)| *tier == Tier::Prefix));
    assert_eq!(look_up("amber "), look_up("amber"));
    assert!(look_up("ambret ")[0].iter().all(|(_, tier)| *tier == Tier::Typo));
}

#[wasm_bindgen_test(unsupported = test)]
fn compounds_are_taken_apart_and_put_together() {
    assert_eq!(look_up("capemploi"), look_up("cap emploi "));
    assert_eq!(look_up("recon vertir"), look_up("reconvertir "));
    assert_eq!(look_up("cap emploi ").len(), 2, "two words that are known stay two");
}

#[wasm_bindgen_test(unsupported = test)]
fn a_forgotten_apostrophe_does_no_harm() {
    assert_eq!(look_up("lemploi "), look_up("emploi "));
    assert_eq!(look_up("davenir "), look_up("d’avenir "));
}

#[wasm_bindgen_test(unsupported = test)]
fn what_matched_is_marked_in_the_original_text() {
    let check = |query: &str, text: &str, expected: &[&str]| {
        let found = KeywordIndex::open(bundle()).unwrap().look_up(query).unwrap();
        let marked: Vec<&str> = found.marks(text).into_iter().map(|span| &text[span]).collect();
        assert_eq!(marked, expected, "{query:?} in {text:?}");
    };
    check("emploi", "L’emploi, les EMPLOIS, l’employeur", &["emploi", "EMPLOIS"]);
    check("emplo", "L’emploi et l’employeur", &["emploi", "employeur"]);
    check("coeur", "Sœurs et cœurs", &["cœurs"]);
    check("mife", "la M.I.F.E. d’Ambert", &["M.I.F.E"]);
    check("avneir ", "l’avenir", &["avenir"]);
    check("", "rien", &[]);
}

#[wasm_bindgen_test(unsupported = test)]
fn weak_words_ask_beside_others_only() {
    let check = |text: &str, weak: bool, expected: &[&str]| {
        assert_eq!(letters(query_words(text, weak)), expected, "{text:?}");
    };
    check("sans emploi depuis des années", false, &["emploi"]);
    check("sans emploi depuis des années", true, &["sans", "emploi", "annees"]);
    check("une autre fois", false, &["autre", "fois"]);
    // Nothing has the other words.
    assert_eq!(look_up("jsp sans"), [vec![], vec![]]);
}

/// The terms in `text`, each with the units that have it.
fn terms_in(text: &str) -> Vec<(&str, Vec<(Unit, Tier)>)> {
    let texts = Texts {
        needs: vec![
            "Créer une entreprise\nmonter sa boîte\nboulot pour soi".to_owned(),
            "boulot\nsans emploi\ncoûte trop cher".to_owned(),
        ],
        publics: vec![String::new(), "Sans emploi\nCadres".to_owned()],
        networks: vec!["Mission Locale\nML".to_owned()],
        ..Texts::default()
    };
    let index = KeywordIndex::open(build(&texts, 1).unwrap()).unwrap();
    let found = index.look_up(text).unwrap().words.into_iter();
    found.filter(|word| word.term).map(|word| (&text[word.span], word.units)).collect()
}

#[wasm_bindgen_test(unsupported = test)]
fn words_that_are_a_term_together_are_told() {
    let need = |number, tier| (Unit::Need(number), tier);
    let exact = |number| vec![need(number, Tier::Exact)];
    assert_eq!(terms_in("je monte ma boîte"), [("monte ma boîte", exact(0))]);
    assert_eq!(terms_in("la boîte qui monte"), [], "the other way round");
    assert_eq!(terms_in("le boulot"), [("boulot", exact(1))], "a word alone, where it is the whole term");
    assert_eq!(terms_in("c’est cher"), [], "a part of a longer one");
    let without = vec![need(1, Tier::Exact), (Unit::Public(1), Tier::Exact)];
    assert_eq!(terms_in("je suis sans emploi"), [("sans emploi", without)], "with a weak word");
    assert_eq!(terms_in("mission locale"), [("mission locale", vec![(Unit::Network(0), Tier::Exact)])]);
    assert_eq!(terms_in("boulto"), [("boulto", vec![need(1, Tier::Typo)])], "a misspelt one");
    assert_eq!(terms_in("missionlocale").len(), 1, "two words that were typed as one");
    assert_eq!(terms_in("ml ML cadres").len(), 3);
}

#[wasm_bindgen_test(unsupported = test)]
fn odd_queries_are_answered() {
    let index = KeywordIndex::open(bundle()).unwrap();
    for text in ["", " ", "!!!", "\0\u{7}", "مرحبا", "😀😀", "AND OR NOT ( \" ~ *", &"a".repeat(10_000)]
    {
        let found = index.look_up(text).unwrap();
        assert!(found.words.iter().all(|word| word.units.is_empty()), "{text:?}");
    }
    assert_eq!(index.look_up(&"emploi ".repeat(2_000)).unwrap().words.len(), 16);
}

#[wasm_bindgen_test(unsupported = test)]
fn words_cross_the_border_unchanged() {
    let found = KeywordIndex::open(bundle()).unwrap().look_up("emploi ambert zzzz").unwrap().words;
    assert_eq!(unpack(&pack(&found)), Some(found));
    assert_eq!(unpack(&[]), Some(Vec::<WordHits>::new()));
    for damaged in [&[1][..], &[0, 1, 2, 0], &[0, 1, u32::MAX, 0]] {
        assert_eq!(unpack(damaged), None);
    }
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
    let index = KeywordIndex::open(build(&Texts::default(), 1).unwrap()).unwrap();
    assert!(index.look_up("emploi").unwrap().words[0].units.is_empty());
}

fn taught() -> Texts {
    let say = |text: &str, needs: &[usize]| Example { text: text.to_owned(), needs: needs.to_vec() };
    let mut texts = texts();
    texts.examples = vec![
        say("je dors chez des amis depuis un mois", &[0]),
        say("je dors dans ma voiture avec mon chien", &[0]),
        say("mon fils dors chez un copain en ce moment", &[0]),
        say("le patron ne veut plus de moi", &[1]),
        say("mon patron me met dehors demain", &[1]),
        say("depuis lundi je n’ai plus de patron", &[1]),
        say("quel dentiste me prendrait demain", &[]),
        say("mon dentiste est en vacances en ce moment", &[]),
        say("un dentiste qui parle à mon fils", &[]),
    ];
    texts
}

/// The needs that a text tells of as a whole.
fn told(index: &KeywordIndex, text: &str) -> Vec<Unit> {
    let found = index.look_up(text).unwrap().words;
    found
        .into_iter()
        .filter(|word| word.span.is_empty())
        .flat_map(|word| word.units)
        .map(|(unit, _)| unit)
        .collect()
}

#[wasm_bindgen_test(unsupported = test)]
fn sentences_teach_what_others_ask_for() {
    let index = KeywordIndex::open(build(&taught(), 9).unwrap()).unwrap();
    assert_eq!(told(&index, "ça fait dix jours que je dors dehors")[0], Unit::Need(0));
    assert_eq!(told(&index, "et si le patron ne me reprend pas")[0], Unit::Need(1));
    // What asks for something else, what nothing was learnt of, a few words, a name.
    assert_eq!(told(&index, "je veux voir un dentiste vite"), []);
    assert_eq!(told(&index, "il pleut encore et toujours ici"), []);
    assert_eq!(told(&index, "dormir dehors"), []);
    assert_eq!(told(&index, "maison du patron et de la formation"), []);
}

#[test]
fn the_same_sentences_give_the_same_bytes_and_none_give_none() {
    assert_eq!(build(&taught(), 9).unwrap(), build(&taught(), 9).unwrap());
    assert!(build(&taught(), 9).unwrap().len() > bundle().len());
    let none = KeywordIndex::open(bundle()).unwrap();
    assert_eq!(told(&none, "ça fait dix jours que je dors dehors"), []);
}

#[test]
fn lessons_that_make_no_sense_are_refused_and_never_panic() {
    let section = learn(&taught().examples, 2);
    assert!(Lessons::decode(&section, 2).is_ok());
    // Fewer needs than the weights speak of.
    assert!(Lessons::decode(&section, 0).unwrap_err().is_corrupt());
    let stems = ["je", "dor", "patron"].map(str::to_owned);
    for length in 0..section.len() {
        for byte in [0, 0x7f, 0xff] {
            let mut altered = section[..length].to_vec();
            altered.extend([byte; 3]);
            if let Ok(lessons) = Lessons::decode(&altered, 2) {
                assert!(lessons.ask(&stems).iter().all(|need| *need < 2));
            }
        }
    }
}

#[wasm_bindgen_test(unsupported = test)]
fn a_word_that_people_use_is_no_town_misspelt() {
    assert_eq!(look_up("saugwes"), [vec![(Unit::Place(3), Tier::Typo)]]);
    let mut texts = taught();
    for day in ["lundi", "mardi", "jeudi"] {
        let text = format!("mes saugwes sont fermés {day}");
        texts.examples.push(Example { text, needs: vec![1] });
    }
    let index = KeywordIndex::open(build(&texts, 9).unwrap()).unwrap();
    assert_eq!(index.look_up("saugwes").unwrap().words[0].units, []);
    // Three words of somebody who speaks of theirs are a sentence.
    assert_eq!(told(&index, "mes saugwes fermés")[0], Unit::Need(1));
    assert_eq!(told(&index, "les saugwes fermés"), []);
}

#[wasm_bindgen_test(unsupported = test)]
fn an_age_tells_which_publics_it_may_belong_to() {
    let mut texts = texts();
    texts.publics.push("Jeunes de 16 à 25 ans".to_owned());
    texts.ages = vec![ANY, (11, 20), (16, 25)];
    let index = KeywordIndex::open(build(&texts, 9).unwrap()).unwrap();
    let words = |text: &str| index.look_up(text).unwrap().words;
    let publics = |numbers: &[usize]| -> Vec<(Unit, Tier)> {
        numbers.iter().map(|number| (Unit::Public(*number), Tier::Exact)).collect()
    };
    let age = |text: &str| {
        let age = words(text).into_iter().find(|word| word.term && word.everyday)?;
        Some((text[age.span].to_owned(), age.units))
    };
    assert_eq!(age("j’ai 43 ans, une formation"), Some(("43 ans".to_owned(), publics(&[0]))));
    assert_eq!(age("formation 24ans"), Some(("24ans".to_owned(), publics(&[0, 2]))));
    // Everybody may be of that age, or none is told.
    assert_eq!(age("formation 18 ans"), None);
    assert_eq!(age("20 ans d’expérience"), None);
    // Its words are looked up no more, « 25 ans » of the young neither; when there are no others they ask for their own.
    let plain =
        |text: &str| words(text).into_iter().filter(|word| !word.term).map(|it| it.units).collect::<Vec<_>>();
    assert_eq!(plain("24ans formation"), plain("formation"));
    assert_eq!(plain("24 ans"), [publics(&[2])]);
    assert_eq!(plain("70 ans"), [publics(&[0])]);
    let without = KeywordIndex::open(bundle()).unwrap();
    assert!(without.look_up("j’ai 43 ans").unwrap().words.iter().all(|word| !word.everyday));
    let found = words("j’ai 43 ans, une formation");
    assert_eq!(unpack(&pack(&found)), Some(found));
}
