//! Judged queries (`tests/relevance/`): what the first results are worth, family by family.
//!
//! `scores.md` holds what was reached. A change may raise a figure (write it down with
//! `AZIMUT_UPDATE_GOLDENS=1`), never lower one. Queries of `reel/` are judged on real rows, which are not in
//! git: their figures are printed only.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use engine::documents::{Asking, Document, Kind};
use engine::gazetteer::Territory;
use serde::Deserialize;
use sitegen::search::{Question, Request, Response, Searcher, iso_week};

use crate::environment;
use crate::site::{build_ok, content_with_real_rows};

/// A family of queries, one file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Family {
    #[serde(rename = "famille")]
    name: String,
    #[serde(rename = "requetes")]
    pub(crate) queries: Vec<Judged>,
}

/// A query and what answers it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Judged {
    /// The keyword.
    #[serde(rename = "mot", default)]
    pub(crate) keyword: String,
    /// The place field.
    #[serde(rename = "lieu")]
    pub(crate) near: Option<String>,
    #[serde(rename = "rayon_km")]
    radius_km: Option<f64>,
    #[serde(rename = "veut")]
    wanted: Wanted,
}

/// What a result must be: everything that is given.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Wanted {
    structures: Vec<String>,
    reseau: Option<String>,
    besoin: Option<String>,
    /// Any of these needs.
    besoins_ou: Vec<String>,
    public: Option<String>,
    commune: Option<String>,
    departement: Option<String>,
    /// The territory that must be understood: INSEE code, SIREN, code of a department, `R` and that of a region.
    compris: Option<String>,
    /// The need that must be proposed.
    propose: Option<String>,
    /// Nothing has all the words, and that is told.
    rien: bool,
}

/// The families of a folder, by name; a name may stand in several files.
pub(crate) fn families(folder: &Path) -> BTreeMap<String, Vec<Judged>> {
    let mut families: BTreeMap<String, Vec<Judged>> = BTreeMap::new();
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "toml"));
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a file");
        let family: Family =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        families.entry(family.name).or_default().extend(family.queries);
    }
    families
}

fn code(searcher: &Searcher, territory: Territory) -> String {
    let gazetteer = &searcher.engine.gazetteer;
    match territory {
        Territory::Commune(index) => gazetteer.communes()[index].insee.clone(),
        Territory::Epci(index) => gazetteer.epcis()[index].siren.clone(),
        Territory::Department(index) => gazetteer.departments()[index].code.clone(),
        Territory::Region(index) => format!("R{}", gazetteer.regions()[index].code),
    }
}

fn is_wanted(searcher: &Searcher, wanted: &Wanted, structure: usize, place: usize) -> bool {
    let engine = &searcher.engine;
    let structure = &engine.directory.structures[structure];
    let place = &engine.directory.places[place];
    let commune = &engine.gazetteer.communes()[place.commune];
    let lists = &engine.taxonomies;
    let has = |id: &Option<String>, test: &dyn Fn(&str) -> bool| id.as_deref().is_none_or(test);
    let need = |id: &str| place.profile.needs.contains(lists.need(id).expect("a need"));
    (wanted.structures.is_empty() || wanted.structures.contains(&structure.id))
        && has(&wanted.reseau, &|id| structure.networks.contains(lists.network(id).expect("a network")))
        && has(&wanted.besoin, &need)
        && (wanted.besoins_ou.is_empty() || wanted.besoins_ou.iter().any(|id| has(&Some(id.clone()), &need)))
        && has(&wanted.public, &|id| place.profile.publics.contains(lists.public(id).expect("a public")))
        && has(&wanted.commune, &|id| commune.insee == id)
        && has(&wanted.departement, &|id| engine.gazetteer.departments()[commune.department].code == id)
}

/// The structures that answer a query; `None` when something else is asked of the answer than structures.
pub(crate) fn wanted_structures(searcher: &Searcher, judged: &Judged) -> Option<BTreeSet<String>> {
    let wanted = &judged.wanted;
    if wanted.compris.is_some() || wanted.propose.is_some() || wanted.rien {
        return None;
    }
    let directory = &searcher.engine.directory;
    let places = directory.places.iter().enumerate();
    let right = places.filter(|(place, it)| is_wanted(searcher, wanted, it.structure, *place));
    Some(right.map(|(_, it)| directory.structures[it.structure].id.clone()).collect())
}

/// The rank of the first right answer, from 1.
fn rank(searcher: &Searcher, judged: &Judged) -> Option<usize> {
    let wanted = &judged.wanted;
    let response = answer(searcher, judged);
    let position = |index: Option<usize>| index.map(|index| index + 1);
    if let Some(expected) = &wanted.compris {
        let understood: Vec<Territory> = match &judged.near {
            Some(near) => {
                let suggestions = searcher.engine.gazetteer.suggest(near, 10);
                suggestions.into_iter().map(|it| it.territory).collect()
            }
            None => {
                let place = response.reading.place.iter();
                place.flat_map(|it| [it.territory].into_iter().chain(it.others.iter().copied())).collect()
            }
        };
        return position(understood.into_iter().position(|it| code(searcher, it) == *expected));
    }
    if let Some(need) = &wanted.propose {
        let need = searcher.engine.taxonomies.need(need).expect("a need");
        return position(response.reading.needs.iter().position(|it| *it == need));
    }
    if wanted.rien {
        return (response.answer.hits.is_empty() || response.is_partial()).then_some(1);
    }
    position(
        response.answer.hits.iter().position(|hit| is_wanted(searcher, wanted, hit.structure, hit.place)),
    )
}

fn answer(searcher: &Searcher, judged: &Judged) -> Response {
    let request = Request {
        words: judged.keyword.clone(),
        near: judged.near.clone(),
        radius_km: judged.radius_km,
        week: iso_week("2026-11-23".parse().expect("a date")),
        ..Request::default()
    };
    searcher.search(&request).expect("an answer")
}

/// How many per cent of the queries have a right answer first, among the first three, and the mean
/// reciprocal rank; by family. Prints the queries that miss.
fn scores(searcher: &Searcher, folder: &Path) -> BTreeMap<String, (usize, [f64; 3])> {
    let mut scores = BTreeMap::new();
    for (name, queries) in families(folder) {
        let mut sums = [0.0; 3];
        for judged in &queries {
            let rank = rank(searcher, judged);
            if rank.is_none_or(|rank| rank > 3) {
                println!("{name}: {:?} {:?} {:?}: {rank:?}", judged.keyword, judged.near, judged.wanted);
            }
            let Some(rank) = rank else { continue };
            sums[0] += f64::from(rank == 1);
            sums[1] += f64::from(rank <= 3);
            sums[2] += 1.0 / rank as f64;
        }
        let count = queries.len();
        scores.insert(name, (count, sums.map(|sum| (1000.0 * sum / count as f64).round() / 10.0)));
    }
    scores
}

fn table(scores: &BTreeMap<String, (usize, [f64; 3])>) -> String {
    let mut out = String::from(
        "# Pertinence\n\nRequêtes jugées de ce dossier sur l’annuaire de démonstration : part des requêtes dont une \
         bonne réponse vient en premier (hit@1), dans les trois premières (hit@3), et rang réciproque moyen (MRR), \
         en pour cent. Une modification ne peut que les relever.\n\n\
         | famille | requêtes | hit@1 | hit@3 | MRR |\n|---|---|---|---|---|\n",
    );
    for (name, (count, [first, three, mrr])) in scores {
        writeln!(out, "| {name} | {count} | {first:.1} | {three:.1} | {mrr:.1} |").expect("text");
    }
    out
}

fn parse(table: &str) -> BTreeMap<String, [f64; 3]> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, name, _, first, three, mrr, _] = cells.as_slice() else { return None };
        Some(((*name).to_owned(), [first.parse().ok()?, three.parse().ok()?, mrr.parse().ok()?]))
    };
    table.lines().filter_map(row).collect()
}

#[test]
fn judged_queries_find_what_was_meant() {
    let folder = environment::root().join("tests/relevance");
    let searcher = Searcher::open(&environment::index()).expect("the index");
    let scores = scores(&searcher, &folder);
    let found = table(&scores);
    println!("{found}");
    let file = folder.join("scores.md");
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    for (name, before) in parse(&kept) {
        let (_, now) = scores.get(&name).unwrap_or_else(|| panic!("the family {name} has gone"));
        let lower = before.iter().zip(now).any(|(before, now)| now < before);
        assert!(!lower, "{name} was {before:?} and is {now:?}: the queries that miss are printed above");
    }
    if std::env::var_os("AZIMUT_UPDATE_GOLDENS").is_some_and(|value| value == "1") {
        std::fs::write(&file, &found).expect("the snapshot");
    } else {
        assert!(found == kept, "better than scores.md: write it down with AZIMUT_UPDATE_GOLDENS=1");
    }
}

/// Queries of no family.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Free {
    #[serde(rename = "requetes")]
    queries: Vec<Judged>,
}

/// A query for resources and pages, with the addresses that answer it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Professional {
    #[serde(rename = "mot")]
    keyword: String,
    #[serde(rename = "veut")]
    wanted: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Professionals {
    #[serde(rename = "requetes")]
    queries: Vec<Professional>,
}

#[test]
fn resources_and_pages_are_found_by_what_professionals_type() {
    let searcher = Searcher::open(&environment::index()).expect("the index");
    let documents = &searcher.documents.as_ref().expect("documents").documents;
    let (mut first, mut third, mut count) = (0, 0, 0);
    for name in ["aveugle", "auteur"] {
        let path = environment::root().join(format!("tests/relevance/pro/{name}.toml"));
        let text = std::fs::read_to_string(&path).expect("a file");
        let file: Professionals = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        for query in file.queries {
            let found = searcher.documents(&query.keyword, &Asking::default()).expect("an answer");
            // Events have judged queries of their own.
            let found: Vec<&Document> =
                found.iter().map(|it| it.document).filter(|it| it.kind != Kind::Event).collect();
            for wanted in &query.wanted {
                let known = documents.iter().any(|document| document.address == *wanted);
                assert!(known, "{:?}: {wanted} is no document", query.keyword);
            }
            let rank = found.iter().position(|document| query.wanted.contains(&document.address));
            count += 1;
            first += usize::from(rank == Some(0));
            third += usize::from(rank.is_some_and(|rank| rank < 3));
            if rank.is_none_or(|rank| rank >= 3) {
                println!("{name}: {:?} {:?}: {rank:?}", query.keyword, query.wanted);
            }
        }
    }
    let share = |found: usize| 100.0 * found as f64 / count as f64;
    println!("{count} queries, hit@1 {:.1} %, hit@3 {:.1} %", share(first), share(third));
    assert!(count >= 60 && share(third) >= 95.0);
}

/// A query for events or trainings, on the day that the file says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Agenda {
    #[serde(rename = "mot")]
    keyword: String,
    #[serde(rename = "lieu")]
    near: Option<String>,
    #[serde(rename = "veut")]
    wanted: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Agendas {
    #[serde(rename = "requetes")]
    queries: Vec<Agenda>,
}

#[test]
fn events_are_found_by_what_people_type() {
    assert_found("evenements", &["aveugle", "aveugle-2", "auteur"], 30);
}

#[test]
fn trainings_are_found_by_what_professionals_type() {
    assert_found("formations", &["aveugle", "aveugle-2", "auteur"], 30);
}

/// Of at least so many queries in files of a folder, nineteen in twenty have a right answer in the first three.
fn assert_found(folder: &str, files: &[&str], least: usize) {
    let searcher = Searcher::open(&environment::index()).expect("the index");
    let documents = &searcher.documents.as_ref().expect("documents").documents;
    let (mut first, mut third, mut count) = (0, 0, 0);
    for name in files {
        let path = environment::root().join(format!("tests/relevance/{folder}/{name}.toml"));
        let text = std::fs::read_to_string(&path).expect("a file");
        let file: Agendas = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        for query in file.queries {
            let question = Question {
                words: query.keyword.clone(),
                near: query.near.clone(),
                everywhere: true,
                ..Question::new("2026-11-28".parse().expect("a day"))
            };
            let report = searcher.ask(&question).expect("an answer").json();
            let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
            let found = report["documents"].as_array().expect("documents");
            for wanted in &query.wanted {
                let known = documents.iter().any(|document| document.address == *wanted);
                assert!(known, "{:?}: {wanted} is no document", query.keyword);
            }
            let rank =
                found.iter().position(|it| query.wanted.iter().any(|wanted| it["address"] == **wanted));
            count += 1;
            first += usize::from(rank == Some(0));
            third += usize::from(rank.is_some_and(|rank| rank < 3));
            if rank.is_none_or(|rank| rank >= 3) {
                println!("{name}: {:?} {:?} {:?}: {rank:?}", query.keyword, query.near, query.wanted);
            }
        }
    }
    let share = |found: usize| 100.0 * found as f64 / count as f64;
    println!("{count} queries, hit@1 {:.1} %, hit@3 {:.1} %", share(first), share(third));
    assert!(count >= least && share(third) >= 95.0);
}

/// Queries of the folder `libre`, of all sorts, written and judged by people who had not seen the program, kept apart
/// from those above: what a person has from the first three results, and whether it is said when there is nothing.
#[test]
fn free_queries_find_what_was_meant() {
    let searcher = Searcher::open(&environment::index()).expect("the index");
    let (mut asked, mut found, mut nothing, mut told) = (0, 0, 0, 0);
    for name in ["a", "b"] {
        let path = environment::root().join(format!("tests/relevance/libre/{name}.toml"));
        let text = std::fs::read_to_string(&path).expect("a file");
        let file: Free = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (mut first, mut third, mut count) = (0, 0, 0);
        for judged in file.queries {
            let rank = rank(&searcher, &judged);
            let right = rank.is_some_and(|rank| rank <= 3);
            if judged.wanted.rien {
                nothing += 1;
                told += usize::from(right);
            } else {
                count += 1;
                first += usize::from(rank == Some(1));
                third += usize::from(right);
            }
            if !right {
                println!("{name}: {:?} {:?} {:?}: {rank:?}", judged.keyword, judged.near, judged.wanted);
            }
        }
        println!("libre/{name}: {first} first, {third} in the first three of {count}");
        asked += count;
        found += third;
    }
    println!("libre: {found} of {asked} in the first three, {told} of {nothing} told to be nothing");
    assert!(100 * found >= 96 * asked && 100 * told >= 95 * nothing);
}

/// What the page on values promises of equality: a trade or a situation in the feminine finds what it finds in the
/// masculine.
#[test]
fn feminine_and_masculine_words_find_the_same() {
    let searcher = Searcher::open(&environment::index()).expect("the index");
    let found = |words: &str| {
        // A space ends the word: beginnings are another matter.
        let judged =
            Judged { keyword: format!("{words} "), near: None, radius_km: None, wanted: Wanted::default() };
        let response = answer(&searcher, &judged);
        let structures: BTreeSet<usize> = response.answer.hits.iter().map(|hit| hit.structure).collect();
        (structures, response.reading.needs)
    };
    let mut different = Vec::new();
    for (feminine, masculine) in [
        ("apprentie", "apprenti"),
        ("salariée", "salarié"),
        ("étudiante", "étudiant"),
        ("demandeuse d’emploi", "demandeur d’emploi"),
        ("conseillère", "conseiller"),
        ("lycéenne", "lycéen"),
        ("collégienne", "collégien"),
        ("cheffe d’entreprise", "chef d’entreprise"),
        ("travailleuse handicapée", "travailleur handicapé"),
        ("indépendante", "indépendant"),
        ("conseillère d’orientation", "conseiller d’orientation"),
        ("jeune diplômée", "jeune diplômé"),
        ("artisane", "artisan"),
        ("agricultrice", "agriculteur"),
        ("créatrice d’entreprise", "créateur d’entreprise"),
        ("entrepreneuse", "entrepreneur"),
    ] {
        let (one, other) = (found(feminine), found(masculine));
        assert!(!other.0.is_empty(), "{masculine} finds something");
        if one != other {
            different.push(format!("{feminine}: {}, {masculine}: {}", one.0.len(), other.0.len()));
        }
    }
    assert!(different.is_empty(), "{different:#?}");
}

#[test]
fn judged_queries_on_real_rows() {
    let Some(rows) = environment::real_rows() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let content = content_with_real_rows(&rows, folder.path());
    build_ok(&content, folder.path());
    let searcher = Searcher::open(&folder.path().join("index-data")).expect("the index");
    let scores = scores(&searcher, &environment::root().join("tests/relevance/reel"));
    println!("{}", table(&scores));
    let (found, all) = scores.values().fold((0.0, 0.0), |(found, all), (count, [_, three, _])| {
        (found + three * *count as f64, all + 100.0 * *count as f64)
    });
    assert!(
        found >= 0.9 * all,
        "nine in ten of the queries on real rows have a right answer in the first three"
    );
}
