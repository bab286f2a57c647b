//! Points: `point-hors-de-france`, `point-loin-de-la-commune` (warning).

use engine::geo::Point;

use super::{Context, Fault};
use crate::diagnostics::{Diagnostic, Diagnostics, Location};
use crate::sources::structures::StructureDraft;

/// The boxes that hold France, in degrees: south, north, west, east. Wide on purpose: they catch swapped or
/// misplaced digits; the distance to the commune catches the rest.
const FRANCE: &[(f64, f64, f64, f64)] = &[
    (41.2, 51.2, -5.3, 9.7),        // metropolitan France
    (15.8, 18.2, -63.3, -60.9),     // Guadeloupe, Saint-Martin, Saint-Barthélemy
    (14.3, 15.0, -61.3, -60.7),     // Martinique
    (2.0, 6.0, -54.8, -51.5),       // Guyane
    (-21.5, -20.8, 55.1, 55.9),     // La Réunion
    (-13.1, -12.5, 44.9, 45.4),     // Mayotte
    (46.7, 47.2, -56.5, -56.0),     // Saint-Pierre-et-Miquelon
    (-22.9, -19.4, 163.4, 168.3),   // Nouvelle-Calédonie
    (-28.0, -7.7, -155.0, -134.0),  // Polynésie française
    (-14.5, -13.1, -178.3, -176.0), // Wallis-et-Futuna
];

/// Communes are rarely wider than 30 km from their town hall, and real permanences lie inside: less would
/// point out the large mountain communes, more would let a neighbouring town pass.
const FAR_M: f64 = 30_000.0;

/// Checks the point of every place, alone and against its commune.
pub fn check(drafts: &[StructureDraft], context: &Context<'_>, d: &mut Diagnostics) {
    for place in drafts.iter().flat_map(|draft| &draft.places) {
        let (Some(latitude), Some(longitude)) = (&place.latitude, &place.longitude) else { continue };
        if let Some(fault) = fault(latitude.value, longitude.value) {
            d.push(fault.at(&latitude.at));
            continue;
        }
        let locality = place.insee.as_ref().and_then(|insee| context.gazetteer.find(insee.value.trim()));
        let Some(locality) = locality else { continue };
        let commune = (context.gazetteer.name(locality), context.gazetteer.point(locality));
        check_distance(latitude.value, longitude.value, commune, &latitude.at, d);
    }
}

/// Points out a point that lies far from its commune.
pub(super) fn check_distance(
    latitude: f64,
    longitude: f64,
    (name, centre): (&str, Option<Point>),
    at: &Location,
    d: &mut Diagnostics,
) {
    let (Some(point), Some(centre)) = (Point::from_degrees(longitude, latitude), centre) else { return };
    let distance = point.distance_m(centre);
    if distance > FAR_M {
        let message = format!("ce point est à {:.0} km de la commune ({name})", distance / 1000.0);
        d.push(
            Diagnostic::warning("point-loin-de-la-commune", at, message)
                .expected("moins de 30 km de la commune")
                .hint("vérifiez la latitude, la longitude et le code INSEE".to_owned()),
        );
    }
}

/// What is wrong with a pair of degrees.
#[must_use]
pub fn fault(latitude: f64, longitude: f64) -> Option<Fault> {
    if in_france(latitude, longitude) {
        return None;
    }
    Some(Fault {
        code: "point-hors-de-france",
        message: format!("ce point n’est pas en France : latitude {latitude}, longitude {longitude}"),
        expected: "des degrés décimaux, par exemple latitude = 45.04 et longitude = 3.88",
        hint: in_france(longitude, latitude)
            .then(|| "la latitude et la longitude semblent inversées".to_owned()),
    })
}

fn in_france(latitude: f64, longitude: f64) -> bool {
    FRANCE.iter().any(|&(south, north, west, east)| {
        (south..=north).contains(&latitude) && (west..=east).contains(&longitude)
    })
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn overseas_is_france_and_the_ocean_is_not() {
        assert_eq!(fault(45.04, 3.88), None);
        assert_eq!(fault(-21.0, 55.4), None);
        assert!(fault(0.0, 0.0).is_some());
        assert!(fault(f64::NAN, 3.0).is_some());
    }

    #[test]
    fn swapped_degrees_are_recognised() {
        assert!(fault(3.88, 45.04).unwrap().hint.unwrap().contains("inversées"));
    }
}
