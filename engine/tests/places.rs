//! Places as people write them, over the whole gazetteer of the repository's content.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod territory;

use std::sync::LazyLock;

use azimut_engine::gazetteer::{Gazetteer, Resolution, Suggestion, Territory};
use azimut_engine::geo::Point;
use proptest::prelude::*;

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(territory::gazetteer);

fn name(territory: Territory) -> String {
    match territory {
        Territory::Commune(index) => {
            let commune = &GAZETTEER.communes()[index];
            format!("{} ({})", commune.name, GAZETTEER.departments()[commune.department].code)
        }
        other => GAZETTEER.name(other).to_owned(),
    }
}

fn names(territories: &[Territory]) -> String {
    territories.iter().map(|territory| name(*territory)).collect::<Vec<_>>().join(" + ")
}

fn resolved(typed: &str) -> String {
    match GAZETTEER.resolve(typed) {
        Resolution::Found(territory) => name(territory),
        Resolution::Postcode(code, communes) => {
            format!("{code}: {}", names(&communes.into_iter().map(Territory::Commune).collect::<Vec<_>>()))
        }
        Resolution::Ambiguous(several) => format!("? {}", names(&several)),
        Resolution::Unknown(near) => format!("! {}", names(&near)),
    }
}

fn check(typed: &str, expected: &str) {
    assert_eq!(resolved(typed), expected, "{typed:?}");
}

fn suggested(typed: &str) -> Vec<String> {
    GAZETTEER.suggest(typed, 7).iter().map(|it| name(it.territory)).collect()
}

/// The first suggestions are `expected`, in this order.
fn check_first(typed: &str, expected: &[&str]) {
    let found = suggested(typed);
    assert_eq!(found[..found.len().min(expected.len())], *expected, "{typed:?}");
}

fn check_spot(text: &str, expected: &[&str]) {
    let words: Vec<&str> = text.split(' ').collect();
    let found: Vec<String> = GAZETTEER
        .spot(&words)
        .into_iter()
        .map(|it| {
            let introduced = if it.introduced { "> " } else { "" };
            format!("{introduced}{} = {}", words[it.name].join(" "), names(&it.territories))
        })
        .collect();
    assert_eq!(found, expected, "{text:?}");
}

#[test]
fn spelling_does_not_matter() {
    check("le puy en velay", "Le Puy-en-Velay (43)");
    check("PUY EN VELAY", "Le Puy-en-Velay (43)");
    check("vals pres le puy", "Vals-près-le-Puy (43)");
    check("st just st rambert", "Saint-Just-Saint-Rambert (42)");
    check("romans s/ isere", "Romans-sur-Isère (26)");
    check("romans s isere", "Romans-sur-Isère (26)");
    check("Le Puy-en-Velay (43)", "Le Puy-en-Velay (43)");
    check("la chaise-dieu", "La Chaise-Dieu (43)");
    check("chaise dieu", "La Chaise-Dieu (43)");
    check("yssingeau", "Yssingeaux (43)");
}

#[test]
fn arrondissements_are_numbers_after_their_city() {
    check("lyon", "Lyon (69)");
    for third in ["Lyon 3", "lyon 3e", "lyon 3ème", "lyon 3eme arrondissement", "lyon 3 arr", "69003 lyon"] {
        check(third, "Lyon 3e Arrondissement (69)");
    }
    check("lyon 1", "Lyon 1er Arrondissement (69)");
    check("lyon 1er ardt", "Lyon 1er Arrondissement (69)");
    check("69003", "69003: Lyon 3e Arrondissement (69)");
    check("lyon 12", "! Lyon 2e Arrondissement (69) + Lyon 1er Arrondissement (69)");
    check_first("lyon 3", &["Lyon 3e Arrondissement (69)"]);
    check_first("lyon", &["Lyon (69)", "Lyon 3e Arrondissement (69)", "Lyon 7e Arrondissement (69)"]);
}

#[test]
fn departments_and_regions_have_names_numbers_and_former_names() {
    for cantal in
        ["Cantal", "15", "le cantal", "dept 15", "département du Cantal", "cantal 15", "Cantal (15)"]
    {
        check(cantal, "Cantal");
    }
    check("l’ardèche", "Ardèche");
    check("haute loire", "Haute-Loire");
    check("hte savoie", "Haute-Savoie");
    check("puy de dome 63", "Puy-de-Dôme");
    check("loire", "Loire");
    check("rhone", "Rhône");
    for region in ["Auvergne", "rhone alpes", "AURA", "ARA", "région auvergne", "auvergne-rhone-alpes"] {
        check(region, "Auvergne-Rhône-Alpes");
    }
    check("paca", "Provence-Alpes-Côte d'Azur");
    check("bourgogne", "Bourgogne-Franche-Comté");
    check("departement de la correze", "Corrèze");
    check("correze", "? Corrèze + Corrèze (19)");
    check_first("dept 15", &["Cantal"]);
    check_first("15", &["Cantal", "Aurillac (15)"]);
    check_first("savoie", &["Savoie", "Porte-de-Savoie (73)"]);
}

#[test]
fn an_epci_is_found_with_its_kind_or_without() {
    for typed in ["69M", "grand lyon", "le Grand Lyon", "Grand-Lyon", "métropole de lyon", "lyon métropole"]
    {
        check(typed, "Métropole de Lyon");
    }
    check("69D", "Rhône");
    let semene =
        ["CC Loire et Semène", "communauté de communes loire et semene", "com com de loire et semene"];
    for typed in semene.into_iter().chain(["comcom Loire et Semène", "loire et semène"]) {
        check(typed, "CC Loire et Semène");
    }
    let puy = ["agglo du puy", "agglomération du Puy", "communauté d'agglomération du Puy-en-Velay"];
    for typed in puy.into_iter().chain(["puy en velay agglo", "ca le puy en velay"]) {
        check(typed, "CA du Puy-en-Velay");
    }
    check("metropole de lyon", "Métropole de Lyon");
    check("saint etienne metropole", "Saint-Étienne Métropole");
    check("metropole saint etienne", "Saint-Étienne Métropole");
    check("clermont metropole", "Clermont Auvergne Métropole");
    check("loire forez agglo", "CA Loire Forez Agglomération (LFA)");
    check("capi", "CA Porte de l'Isère (CAPI)");
    check("CU Le Creusot", "CU Le Creusot Montceau-les-Mines");
    check("thonon", "Thonon-les-Bains (74)");
    check("thonon agglo", "CA Thonon Agglomération");
    check_first("thonon", &["Thonon-les-Bains (74)", "CA Thonon Agglomération"]);
    check_first("cc loire et", &["CC Loire et Semène", "CC Loire et Allier"]);
    check_first("agglo du", &[]);
}

#[test]
fn homonyms_are_told_apart_with_or_without_punctuation() {
    check("sainte croix", "? Sainte-Croix (12) + Sainte-Croix (01) + Sainte-Croix (26)");
    for typed in
        ["Sainte-Croix (26)", "Ste-Croix, Drôme", "ste croix 26", "sainte croix drome", "26 sainte croix"]
    {
        check(typed, "Sainte-Croix (26)");
    }
    for typed in
        ["ste croix 26150", "26150 sainte croix", "26 150 sainte croix", "sainte croix dans la drome"]
    {
        check(typed, "Sainte-Croix (26)");
    }
    check("Mercœur", "? Mercœur (19) + Mercœur (43)");
    check("saint jean le vieux isere", "Saint-Jean-le-Vieux (38)");
    check("saint just 63", "Saint-Just (63)");
    check("63 thiers", "Thiers (63)");
    check("thiers puy de dome", "Thiers (63)");
    check("lyon 69003", "Lyon 3e Arrondissement (69)");
    check("clermont 63", "Clermont-Ferrand (63)");
    check("clermont 74", "Clermont (74)");
    check("Brioude (haute", "Brioude (43)");
    check("43 000", &resolved("43000"));
    check_first("saint just loi", &["Saint-Just-Saint-Rambert (42)"]);
}

#[test]
fn first_words_are_the_city_that_everybody_means() {
    check("le puy", "Le Puy-en-Velay (43)");
    check("villefranche", "Villefranche-sur-Saône (69)");
    check("monistrol", "Monistrol-sur-Loire (43)");
    check("clermont", "? Clermont-Ferrand (63) + Clermont (74)");
    check("aix", "? Aix-les-Bains (73) + Aix (19)");
    check("vaulx", "? Vaulx-en-Velin (69) + Vaulx (74)");
    check("la tour", "? La Tour-du-Pin (38) + La Tour (74)");
    check("tour", "? La Tour-du-Pin (38) + La Tour-de-Salvagny (69) + La Tour-en-Jarez (42) + La Tour (74)");
    assert!(resolved("haute").starts_with('!'), "neither a department nor Haute-Rivoire");
    check("Paris", "Paris (75)");
    check_first("clermont", &["Clermont-Ferrand (63)", "Clermont (74)", "Clermont Auvergne Métropole"]);
    check_first("bourg", &["Bourg-en-Bresse (01)", "Bourgoin-Jallieu (38)", "Bourg-lès-Valence (26)"]);
    check_first("le pu", &["Le Puy-en-Velay (43)"]);
    check_first("vaulx", &["Vaulx-en-Velin (69)", "Vaulx (74)", "Vaulx-Milieu (38)"]);
    check_first("saint-pierre", &["Saint-Pierre (39)", "Saint-Pierre (15)", "Saint-Pierre-en-Faucigny (74)"]);
    check_first("la tour", &["La Tour-du-Pin (38)", "La Tour (74)"]);
    assert!(resolved("bel").starts_with('!'), "neither Bel-Air nor Belleville");
}

#[test]
fn towns_outside_are_known_by_their_names() {
    check("nantes", "Nantes (44)");
    check("Marseille", "Marseille (13)");
    check("genève", "Genève (CH)");
    check("Genève (CH)", "Genève (CH)");
    check("Nantes (44)", "Nantes (44)");
    check("nantes 44", "Nantes (44)");
    check("44000", "Loire-Atlantique, hors de ce territoire");
    check("aoste", "Aoste (38)");
    check("saint-denis", "? Saint-Denis (93) + Saint-Denis (30)");
    check("saint-nazaire", "? Saint-Nazaire (44) + Saint-Nazaire (30)");
    assert!(resolved("nante").starts_with("! "), "a choice");
    check_first("nantes", &["Nantes (44)", "Nantes-en-Ratier (38)"]);
    check_first("aix-en", &["Aix-en-Provence (13)"]);
    check_first("saint-é", &["Saint-Étienne (42)"]);
    let outside = |typed: &str| match GAZETTEER.resolve(typed) {
        Resolution::Found(territory) => GAZETTEER.is_outside(territory),
        _ => false,
    };
    assert!(outside("dijon") && outside("lausanne") && !outside("mâcon") && !outside("lyon 3e"));
    let context = GAZETTEER.suggest("toulouse", 1)[0].context.clone();
    assert_eq!(context, "Haute-Garonne, hors de ce territoire");
}

#[test]
fn former_communes_lead_to_todays() {
    check("bellegarde sur valserine", "Valserhône (01)");
    check("culoz", "Culoz-Béon (01)");
    check("belleville", "Belleville-en-Beaujolais (69)");
    check("treffort", "Treffort (38)");
    check("treffort 01", "Val-Revermont (01)");
    let matched = |typed: &str| GAZETTEER.suggest(typed, 1)[0].matched.clone();
    assert_eq!(matched("bellegarde sur v").as_deref(), Some("Bellegarde-sur-Valserine"));
    assert_eq!(matched("valserhone"), None);
    check_first("treffort", &["Treffort (38)", "Val-Revermont (01)"]);
}

#[test]
fn typing_mistakes_count_when_nothing_else_answers() {
    for (typed, expected) in [
        ("briuode", "Brioude (43)"),
        ("saint etiene", "Saint-Étienne (42)"),
        ("st etiene 42", "Saint-Étienne (42)"),
        ("saint etiene loire", "Saint-Étienne (42)"),
        ("clermond ferrand", "Clermont-Ferrand (63)"),
        ("clermontferrand", "Clermont-Ferrand (63)"),
        ("annonai", "Annonay (07)"),
        ("grenobel", "Grenoble (38)"),
        ("montelimard", "Montélimar (26)"),
        ("thires 63", "Thiers (63)"),
        ("puy en vellay", "Le Puy-en-Velay (43)"),
        ("aggol du puy", "! "),
    ] {
        check(typed, expected);
    }
    check("bro", &resolved("BRO"));
    assert!(resolved("oulins").starts_with("! Moulins (03) + Oullins-Pierre-Bénite (69)"));
    check("atlantis", "! ");
    check("Atlantide", "! ");
    check("99999", "! ");
    check("", "! ");
    check_first("grnob", &["Grenoble (38)"]);
    check_first("clermomt", &["Clermont (74)", "Clermont-Ferrand (63)"]);
}

#[test]
fn places_are_spotted_among_other_words() {
    let puy =
        "Le Puy-en-Velay (43) + Espaly-Saint-Marcel (43) + Polignac (43) + Aiguilhe (43) + Ceyssac (43)";
    check_spot("cidff ambert", &["ambert = Ambert (63)"]);
    check_spot("vae a saint etienne", &["> saint etienne = Saint-Étienne (42)"]);
    check_spot("cio le puy en velay", &["le puy en velay = Le Puy-en-Velay (43)"]);
    check_spot("mission locale du puy", &["puy = Le Puy-en-Velay (43)"]);
    check_spot("cap petite enfance clermont", &["clermont = Clermont-Ferrand (63) + Clermont (74)"]);
    check_spot("apprentissage lyon 7", &["lyon 7 = Lyon 7e Arrondissement (69)"]);
    check_spot("lyon 3e arrondissement a pied", &["lyon 3e arrondissement = Lyon 3e Arrondissement (69)"]);
    check_spot("emploi 43000", &[&format!("43000 = {puy}")]);
    check_spot("emploi 43 000", &[&format!("43 000 = {puy}")]);
    check_spot("emploi auvergne rhone alpes", &["auvergne rhone alpes = Auvergne-Rhône-Alpes"]);
    check_spot("cc loire et semene emploi", &["cc loire et semene = CC Loire et Semène"]);
    check_spot("agglo du puy en velay", &["agglo du puy en velay = CA du Puy-en-Velay"]);
    check_spot("st chamond cio isere", &["st chamond = Saint-Chamond (42)", "isere = Isère"]);
    check_spot("bellegarde sur valserine", &["bellegarde sur valserine = Valserhône (01)"]);
    check_spot("cours de francais", &["cours = Cours (69)"]);
    check_spot("permis de conduire", &[]);
}

#[test]
fn prepositions_introduce_places() {
    check_spot("formation dans le cantal", &["> cantal = Cantal"]);
    check_spot("stage pres de brioude", &["> brioude = Brioude (43)"]);
    check_spot("aide a cote du puy", &["> puy = Le Puy-en-Velay (43)"]);
    check_spot("bafa a la tour du pin", &["> la tour du pin = La Tour-du-Pin (38)"]);
    check_spot("bafa au cheylard", &["> cheylard = Le Cheylard (07)"]);
    let spotted = GAZETTEER.spot(&["aide", "a", "cote", "du", "puy", "jeunes"]);
    assert_eq!((spotted[0].words.clone(), spotted[0].name.clone()), (1..5, 4..5));
}

#[test]
fn a_name_and_what_tells_it_from_its_homonyms_are_one_place() {
    check_spot(
        "emploi sainte croix",
        &["sainte croix = Sainte-Croix (12) + Sainte-Croix (01) + Sainte-Croix (26)"],
    );
    check_spot("emploi sainte croix 26", &["sainte croix 26 = Sainte-Croix (26)"]);
    check_spot("ste croix drome emploi", &["ste croix drome = Sainte-Croix (26)"]);
    check_spot("emploi a brioude en haute loire", &["> brioude en haute loire = Brioude (43)"]);
    check_spot("43000 le puy", &["43000 le puy = Le Puy-en-Velay (43)"]);
    check_spot("lyon 69003", &["lyon 69003 = Lyon 3e Arrondissement (69)"]);
    check_spot("brioude 69", &["69 = Rhône", "brioude = Brioude (43)"]);
    check_spot("brioude issoire", &["issoire = Issoire (63)", "brioude = Brioude (43)"]);
}

#[test]
fn a_number_is_a_department_only_at_the_end_and_alone() {
    check_spot("mission locale 43", &["43 = Haute-Loire"]);
    check_spot("43", &["43 = Haute-Loire"]);
    check_spot("mission locale 01", &["01 = Ain"]);
    check_spot("mission locale 1", &[]);
    check_spot("43 mission locale", &[]);
    check_spot("moins de 26", &[]);
    check_spot("jeunes de 16 a 25", &[]);
    check_spot("16 25", &[]);
    check_spot("brioude 43 sans voiture", &["brioude 43 = Brioude (43)"]);
    check_spot("brioude 26 ans", &["brioude = Brioude (43)"]);
}

#[test]
fn a_point_has_a_commune_or_an_arrondissement() {
    let nearest = |longitude, latitude| {
        name(Territory::Commune(
            GAZETTEER.nearest_commune(Point::from_degrees(longitude, latitude).unwrap()).unwrap(),
        ))
    };
    assert_eq!(nearest(3.885, 45.043), "Le Puy-en-Velay (43)");
    assert_eq!(nearest(4.8357, 45.7640), "Lyon 1er Arrondissement (69)");
}

#[test]
fn every_label_finds_its_territory_again() {
    for index in 0..GAZETTEER.communes().len() {
        let territory = Territory::Commune(index);
        match GAZETTEER.resolve(&name(territory)) {
            Resolution::Found(found) => assert_eq!(found, territory, "{}", name(territory)),
            Resolution::Ambiguous(several) => assert!(several.contains(&territory), "{}", name(territory)),
            other => panic!("{}: {other:?}", name(territory)),
        }
    }
    let above = (0..GAZETTEER.epcis().len()).map(Territory::Epci);
    let above = above.chain((0..GAZETTEER.departments().len()).map(Territory::Department));
    for territory in above.chain((0..GAZETTEER.regions().len()).map(Territory::Region)) {
        match GAZETTEER.resolve(&name(territory)) {
            Resolution::Found(found) => assert_eq!(found, territory, "{}", name(territory)),
            // « Corrèze » is a commune too.
            Resolution::Ambiguous(several) => assert!(several.contains(&territory), "{}", name(territory)),
            other => panic!("{}: {other:?}", name(territory)),
        }
    }
}

/// Pieces of what people write, so that the random texts reach past the first letter.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "saint ",
        "le ",
        "43",
        " 3e arr",
        "agglo du ",
        "lyon",
        "(",
        ",",
        "puy",
        "dept ",
        "a ",
        "d'",
        "s/",
        " ",
    ];
    prop_oneof![prop::sample::select(pieces.to_vec()).prop_map(str::to_owned), "\\PC{0,12}"]
}

/// Names of communes and former communes, and the commune that bears it.
static NAMES: LazyLock<Vec<(String, usize)>> = LazyLock::new(|| {
    let communes = GAZETTEER.communes().iter().enumerate().map(|(index, it)| (it.name.clone(), index));
    communes.chain(territory::former(&GAZETTEER)).collect()
});

/// What is wrong while the name is typed letter by letter, as it is, without accents and hyphens, and with « st ».
fn typed_on(name: &str, commune: usize) -> Option<String> {
    let today = GAZETTEER.communes()[commune].name == name;
    let plain = azimut_engine::fold::fold(name);
    let short = plain.replace("sainte ", "ste ").replace("saint ", "st ");
    for spelling in [name, &plain, &short] {
        let mut proposed = false;
        let ends = spelling.char_indices().skip(1).map(|(at, _)| at).chain([spelling.len()]);
        for end in ends {
            let typed = &spelling[..end];
            let is_it = |it: &Suggestion| {
                it.territory == Territory::Commune(commune) && (today || it.matched.as_deref() == Some(name))
            };
            let is_there = GAZETTEER.suggest(typed, 7).iter().any(is_it);
            if proposed && !is_there {
                return Some(format!("{spelling}: lost at {typed:?}"));
            }
            proposed |= is_there;
        }
        let bears = |index: usize| azimut_engine::fold::fold(&GAZETTEER.communes()[index].name) == plain;
        let is_right = |it: &Suggestion| match it.territory {
            Territory::Commune(index) => {
                bears(index) || it.matched.as_ref().is_some_and(|it| azimut_engine::fold::fold(it) == plain)
            }
            _ => false,
        };
        // Clermont-Ferrand comes before Clermont.
        let famous = |it: &Suggestion| match it.territory {
            Territory::Commune(index) => {
                GAZETTEER.communes()[index].population >= 5 * GAZETTEER.communes()[commune].population
            }
            // « Corrèze » is the department.
            _ => true,
        };
        let proposed = GAZETTEER.suggest(spelling, 7);
        let rank = proposed.iter().position(is_right);
        if !(rank == Some(0) || rank == Some(1) && famous(&proposed[0])) {
            return Some(format!("{spelling}: not first but {rank:?}"));
        }
    }
    None
}

#[test]
#[ignore = "a minute; some names of all are tried each time"]
fn every_name_that_is_proposed_stays_while_it_is_typed_on() {
    let wrong: Vec<String> = NAMES.iter().filter_map(|(name, commune)| typed_on(name, *commune)).collect();
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), NAMES.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_panics(pieces in prop::collection::vec(piece(), 0..8)) {
        let text = pieces.concat();
        core::hint::black_box((GAZETTEER.resolve(&text), GAZETTEER.suggest(&text, 7)));
        let folded = azimut_engine::fold::fold(&text);
        let words: Vec<&str> = folded.split(' ').collect();
        let mut taken = vec![false; words.len()];
        for spotted in GAZETTEER.spot(&words) {
            prop_assert!(!spotted.territories.is_empty());
            prop_assert!(spotted.words.start <= spotted.name.start && spotted.words.end == spotted.name.end);
            for word in spotted.words {
                prop_assert!(!core::mem::replace(&mut taken[word], true), "no word is in two places");
            }
        }
        let raw: Vec<&str> = pieces.iter().map(String::as_str).collect();
        core::hint::black_box(GAZETTEER.spot(&raw));
    }

    #[test]
    fn what_is_proposed_stays_while_its_name_is_typed_on(number in 0..100_000_usize) {
        let (name, commune) = &NAMES[number % NAMES.len()];
        prop_assert_eq!(typed_on(name, *commune), None);
    }

    #[test]
    fn a_beginning_of_a_name_proposes_it(commune in 0..5_000_usize, length in 3..40_usize) {
        let name: String = GAZETTEER.communes()[commune].name.chars().take(length).collect();
        let proposed = GAZETTEER.suggest(&name, usize::MAX);
        prop_assert!(proposed.iter().any(|it| it.territory == Territory::Commune(commune)), "{}", name);
    }
}
