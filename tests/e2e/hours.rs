//! « Ouvert » and « fermé » as the widget says them, beside another reader of opening hours: opening_hours.js.

use std::collections::BTreeSet;
use std::path::Path;

use engine::Engine;
use engine::closures::Closures;
use engine::details::Details;
use engine::hours::{Hours, Moment, Status};
use serde_json::{Value, json};

use crate::environment;
use crate::node;
use crate::site::{DATE, files, sitegen_ok};

/// A moment on the clock of the territory: year, month, day, hour, minute.
type Instant = [i64; 5];

/// The days around which readers differ: changes of the clock, holidays, ends of years and months, weeks 52,
/// 53 and 1.
const DAYS: [[i64; 3]; 20] = [
    [2026, 1, 1],
    [2026, 2, 28],
    [2026, 3, 28],
    [2026, 3, 29],
    [2026, 4, 6],
    [2026, 5, 1],
    [2026, 5, 14],
    [2026, 7, 14],
    [2026, 8, 15],
    [2026, 10, 25],
    [2026, 11, 11],
    [2026, 12, 24],
    [2026, 12, 31],
    [2027, 1, 1],
    [2027, 1, 4],
    [2027, 3, 28],
    [2027, 3, 29],
    [2027, 5, 17],
    [2027, 10, 31],
    [2027, 12, 25],
];

/// Two hundred instants: five on each of those days, none in an hour that the clock skips or repeats, and a
/// hundred spread over both years.
fn instants() -> Vec<Instant> {
    let around = DAYS.iter().flat_map(|[year, month, day]| {
        [(0, 15), (8, 59), (9, 30), (14, 45), (18, 30)]
            .map(|(hour, minute)| [*year, *month, *day, hour, minute])
    });
    let spread = (0..100).map(|number| {
        // Steps that share no factor with days, weeks and months.
        let (month, day) = (number * 7 % 24, number * 11 % 28 + 1);
        [2026 + month / 12, month % 12 + 1, day, 7 + number * 5 % 13, number * 13 % 60]
    });
    around.chain(spread).collect()
}

/// Days since 1970-01-01 (Howard Hinnant, “chrono-compatible low-level date algorithms”).
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// What an index says of each distinct text of opening hours at each instant; texts of which it does not
/// know for sure are left out.
fn ours(index: &Path, instants: &[Instant]) -> Vec<(String, String)> {
    let found = files(index);
    let bundle = found.iter().find(|(name, _)| name.to_string_lossy().starts_with("details"));
    let details = Details::open(bundle.expect("a details bundle").1).expect("it opens");
    // Hours alone: two places with the same ones need not be closed on the same days.
    let hours = Hours { closures: Closures::default(), ..details.hours().clone() };
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for place in 0.. {
        let Some(record) = details.place(place) else { break };
        if record.hours.is_empty() || !seen.insert(record.hours.clone()) {
            continue;
        }
        let open = |[year, month, day, hour, minute]: &Instant| {
            let day = i32::try_from(days_since_epoch(*year, *month, *day)).expect("a day");
            let now = Moment { day, minute: u16::try_from(hour * 60 + minute).expect("a minute") };
            Some(if matches!(hours.status(place, now)?, Status::Open(_)) { '1' } else { '0' })
        };
        if let Some(states) = instants.iter().map(open).collect::<Option<String>>() {
            out.push((record.hours, states));
        }
    }
    out
}

/// What the other reader says.
fn theirs(hours: &[&str], instants: &[Instant]) -> Vec<Option<String>> {
    let package = environment::opening_hours();
    node::ask(
        "opening-hours/reader.cjs",
        &json!({ "package": package, "hours": hours, "instants": instants }),
    )
}

/// Where the other reader is wrong and we were checked by hand: after the short day of a change of the clock it
/// moves spans that pass midnight (opening_hours.js 3.15.0). Monday 29 March 2027 at 00:15, and whether it is
/// open then.
const CHECKED_BY_HAND: ([i64; 5], [(&str, char); 5]) = (
    [2027, 3, 29, 0, 15],
    [
        ("Su 23:30-00:30", '1'),
        ("Tu-Th 17:00-00:00; Fr-Sa 17:00-02:00; Su 14:00-20:00", '0'),
        ("Sa 21:00-05:00", '0'),
        ("2027 Mar 27 20:00-02:30", '0'),
        ("Fr,Sa 20:00-02:00", '0'),
    ],
);

/// The texts on which both differ, each with the first instant.
fn differences(index: &Path) -> (usize, Vec<String>) {
    let instants = instants();
    assert_eq!(instants.iter().collect::<BTreeSet<_>>().len(), 200);
    let ours = ours(index, &instants);
    let texts: Vec<&str> = ours.iter().map(|(hours, _)| hours.as_str()).collect();
    let theirs = theirs(&texts, &instants);
    let mut found = Vec::new();
    for ((hours, own), other) in ours.iter().zip(theirs) {
        let mut other = other.unwrap_or_default();
        let (instant, checked) = CHECKED_BY_HAND;
        if let Some((_, state)) = checked.iter().find(|(text, _)| text == hours)
            && let Some(at) = instants.iter().position(|it| *it == instant)
        {
            other.replace_range(at..=at, &state.to_string());
        }
        if *own != other {
            let at = own.chars().zip(other.chars()).position(|(a, b)| a != b);
            found.push(format!(
                "{hours} at {:?}: {:?}",
                at.map(|at| instants[at]),
                at.map(|at| &own[at..=at])
            ));
        }
    }
    (ours.len(), found)
}

#[test]
fn open_now_agrees_with_another_reader_on_the_demonstration_directory() {
    let (known, differences) = differences(&environment::index());
    assert!(known > 100, "{known} distinct texts");
    assert!(differences.is_empty(), "{differences:#?}");
}

#[test]
fn open_now_agrees_with_another_reader_on_three_hundred_other_hours() {
    let list = std::fs::read_to_string(environment::root().join("tests/opening-hours/autres.txt"));
    let list = list.expect("the list");
    let folder = tempfile::tempdir().expect("a folder");
    let content = folder.path().join("content");
    crate::site::copy(&environment::root().join("tests/fixtures/minimal"), &content);
    let places = list.lines().enumerate().map(|(number, hours)| {
        let hours = toml::Value::from(hours);
        format!(
            "[[lieux]]\nnom = \"Permanence {number}\"\nadresse = \"3 avenue de l’Essai\"\ncode_postal = \"43000\"\n\
             commune = \"Le Puy-en-Velay\"\ninsee = \"43157\"\nlatitude = 45.0391\nlongitude = 3.8920\nhoraires = {hours}\n"
        )
    });
    let head =
        "nom = \"Essai\"\nreseaux = [\"cio\"]\nbesoins = [\"changer-de-metier\"]\nverifie_le = 2026-02-01\n";
    let record = format!("+++\n{head}{}+++\n", places.collect::<String>());
    std::fs::write(content.join("annuaire/essai.md"), record).expect("a record");
    let index = folder.path().join("index");
    let paths = [content.as_path(), index.as_path()].map(|path| path.to_str().expect("UTF-8"));
    sitegen_ok(["index", "--content", paths[0], "--out", paths[1], "--date", DATE]);
    let (known, differences) = differences(&index);
    assert!(known > 280, "{known} of 300");
    assert!(differences.is_empty(), "{differences:#?}");
}

/// The day, month and year of a number of days since 1970-01-01 (Howard Hinnant, as above).
fn date(day: i64) -> [i64; 3] {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day - era * 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let month_of_year = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month_of_year <= 2);
    [year, month_of_year, of_year - (153 * month + 2) / 5 + 1]
}

/// Opening hours and closures of a place, as its file in `content/` says them.
fn written(record: &toml::Table, place: &str) -> (String, Vec<Value>) {
    let places = record["lieux"].as_array().expect("places");
    let named = |(number, place): (usize, &toml::Value)| {
        let id = place.get("id").and_then(toml::Value::as_str);
        (id.map_or_else(|| format!("lieu-{}", number + 1), str::to_owned), place.clone())
    };
    let (_, place) = places.iter().enumerate().map(named).find(|(id, _)| id == place).expect("the place");
    let own = place.get("fermetures").into_iter().chain(record.get("fermetures"));
    let closures = own.flat_map(|list| list.as_array().expect("a list"));
    let day = |closure: &toml::Value, key: &str| closure.get(key).map(ToString::to_string);
    let closures = closures.map(|it| json!([day(it, "du"), day(it, "au")])).collect();
    (place.get("horaires").and_then(toml::Value::as_str).unwrap_or_default().to_owned(), closures)
}

/// At every place of the demonstration directory, from every day of a year: holidays, changes of the clock and closures
/// included, the next opening is the one that another program finds from what editors wrote.
#[test]
fn the_next_opening_agrees_with_another_reader_over_a_year_at_every_place() {
    let found = files(&environment::index());
    let bundle = |kind: &str| {
        let found = found.iter().find(|(name, _)| name.to_string_lossy().starts_with(kind));
        found.expect("a bundle").1
    };
    let engine = Engine::open(bundle("base")).expect("it opens");
    let details = Details::open(bundle("details")).expect("it opens");
    let hours = details.hours();
    // An hour of the day that moves on, apart from those that the clock skips or repeats.
    let instants: Vec<Instant> = (0..365)
        .map(|number| {
            let [year, month, day] = date(i64::from(hours.first_day) + number);
            [year, month, day, 4 + number * 5 % 20, number * 13 % 60]
        })
        .collect();
    let moment = |[year, month, day, hour, minute]: &Instant| Moment {
        day: i32::try_from(days_since_epoch(*year, *month, *day)).expect("a day"),
        minute: u16::try_from(hour * 60 + minute).expect("a minute"),
    };
    let [year, ..] = instants[0];
    let mut asked = Vec::new();
    let mut ours = Vec::new();
    for structure in &engine.directory.structures {
        let path = environment::root().join(format!("content/annuaire/{}.md", structure.id));
        let text = std::fs::read_to_string(path).expect("a record");
        let record: toml::Table = text.split("+++").nth(1).expect("its head").parse().expect("TOML");
        for place in structure.places.clone() {
            let id = details.place(place).expect("a place").id;
            let (written, closures) = written(&record, &id);
            let said = |at: &Instant| {
                let now = moment(at);
                Some(match hours.status(place, now)? {
                    Status::Open(_) => json!("open"),
                    Status::Closed(None) => Value::Null,
                    Status::Closed(Some(next)) => {
                        let [year, month, day] = date(i64::from(next.day));
                        let (hour, minute) = (next.minute / 60, next.minute % 60);
                        json!(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"))
                    }
                })
            };
            // Hours that depend on an appointment are not known for sure, and nothing is said of them.
            let Some(all) = instants.iter().map(said).collect::<Option<Vec<Value>>>() else { continue };
            let place = format!("{}#{id}", structure.id);
            asked.push(json!({ "hours": written, "closures": closures }));
            ours.push((place, all));
        }
    }
    assert!(asked.len() > 800, "{} places", asked.len());
    assert!(asked.iter().filter(|place| place["closures"] != json!([])).count() > 50);
    // The same hours with the same closures are one question.
    let distinct: Vec<&Value> = asked
        .iter()
        .map(|it| (it.to_string(), it))
        .collect::<std::collections::BTreeMap<_, _>>()
        .into_values()
        .collect();
    let answers: Vec<Value> = node::ask(
        "opening-hours/next.cjs",
        &json!({
            "package": environment::opening_hours(),
            "places": distinct,
            "instants": instants,
            "until": [year + 2, 1, 1],
        }),
    );
    let mut wrong = Vec::new();
    for (question, (place, ours)) in asked.iter().zip(&ours) {
        let at = distinct.iter().position(|it| *it == question).expect("it was asked");
        let theirs = answers[at].as_array().unwrap_or_else(|| panic!("{question} is not read"));
        let differs = instants.iter().zip(ours.iter().zip(theirs)).find(|(_, (ours, theirs))| ours != theirs);
        wrong
            .extend(differs.map(|(at, (ours, theirs))| {
                format!("{place} from {at:?}: {ours}, not {theirs}; {question}")
            }));
    }
    assert!(wrong.is_empty(), "{} of {}: {:#?}", wrong.len(), ours.len(), &wrong[..wrong.len().min(5)]);
}
