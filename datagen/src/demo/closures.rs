//! When places of the demonstration are closed: each kind of closure, somewhere. Nothing here is drawn from the seed,
//! so that the rest of the directory stays what it is.

use toml::value::Datetime;

use super::front_matter::{Closure, Place, Structure};

/// The network whose seats close between the years.
const CLOSED_BETWEEN_THE_YEARS: &str = "cio";

/// Networks that receive people then.
const OPEN_BETWEEN_THE_YEARS: [&str; 3] = ["info-jeunes", "mission-locale", "france-travail"];

/// One permanence of so many has lost its room.
const WITHOUT_ROOM: usize = 97;

/// One permanence of so many is closed for works.
const IN_WORKS: usize = 61;

/// One permanence of so many closes for good after the winter.
const LAST_WINTER: usize = 149;

/// A structure that closed for good: the source of this one says where to go instead.
const FORMER: (&str, &str) = ("antenne-emploi-yssingeaux", "mission-locale-le-puy-en-velay");

/// Adds closures to the structures, and a structure that has closed for good.
pub(super) fn add(structures: &mut Vec<Structure>) -> anyhow::Result<()> {
    let open = structures.iter().filter(|it| OPEN_BETWEEN_THE_YEARS.contains(&it.reseaux[0]));
    let open: Vec<(Place, String)> = open.map(|it| (it.lieux[0].clone(), it.id.clone())).collect();
    for structure in structures.iter_mut().filter(|it| it.reseaux == [CLOSED_BETWEEN_THE_YEARS]) {
        let here = &structure.lieux[0];
        let near = open.iter().min_by(|a, b| apart(here, &a.0).total_cmp(&apart(here, &b.0)));
        structure.fermetures.push(Closure {
            au: Some(day("2027-01-03")?),
            vers: near.map(|(_, id)| id.clone()).into_iter().collect(),
            en_attendant: Some("Un message laissé par courriel reçoit sa réponse à la rentrée."),
            ..Closure::new(day("2026-12-19")?, "Vacances de fin d’année.")
        });
    }
    let mut permanences = 0;
    for structure in structures.iter_mut() {
        let seat = format!("{}#lieu-1", structure.id);
        for place in &mut structure.lieux[1..] {
            permanences += 1;
            if permanences % WITHOUT_ROOM == 0 {
                place.fermetures.push(Closure {
                    vers: vec![seat.clone()],
                    ..Closure::new(day("2026-10-05")?, "La salle n’est plus prêtée ; une autre est cherchée.")
                });
            } else if permanences % IN_WORKS == 0 {
                place.fermetures.push(Closure {
                    au: Some(day("2027-01-29")?),
                    vers: vec![seat.clone()],
                    ..Closure::new(day("2026-11-16")?, "Travaux dans le bâtiment.")
                });
            } else if permanences % LAST_WINTER == 0 {
                place.fermetures.push(Closure {
                    definitive: true,
                    vers: vec![seat.clone()],
                    ..Closure::new(day("2027-03-01")?, "La permanence rejoint le siège.")
                });
            }
        }
    }
    add_former(structures)
}

/// The structure that has closed for good, where the place that took over is.
fn add_former(structures: &mut Vec<Structure>) -> anyhow::Result<()> {
    let (id, heir) = FORMER;
    let Some(at) = structures.iter().position(|it| it.id == heir) else { return Ok(()) };
    let Some(number) = structures[at].lieux.iter().position(|place| place.commune == "Yssingeaux") else {
        return Ok(());
    };
    let heir = &structures[at];
    let place = &heir.lieux[number];
    let former = Structure {
        id: id.to_owned(),
        nom: "Antenne emploi des jeunes d’Yssingeaux".to_owned(),
        sigle: None,
        fermetures: vec![Closure {
            definitive: true,
            vers: vec![format!("{}#lieu-{}", heir.id, number + 1)],
            ..Closure::new(day("2026-06-30")?, "Une permanence a pris sa suite, dans la même ville.")
        }],
        lieux: vec![Place {
            nom: None,
            horaires: None,
            besoins: Vec::new(),
            niveaux: Vec::new(),
            fermetures: Vec::new(),
            ..place.clone()
        }],
        ..heir.clone()
    };
    structures.push(former);
    structures.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(())
}

/// How far two places are from each other, to compare with others nearby.
fn apart(one: &Place, other: &Place) -> f64 {
    let (north, east) = (one.latitude - other.latitude, one.longitude - other.longitude);
    north.hypot(east * one.latitude.to_radians().cos())
}

fn day(written: &str) -> anyhow::Result<Datetime> {
    Ok(written.parse()?)
}
