//! Announcements, which events and trainings are: `fin-absente`, `fin-avant-debut`, `jour-ou-heure`,
//! `heure-inexistante`, `date-sans-lieu`, `hors-territoire`, `raison-absente`, `changement-inconnu`,
//! `changement-vide`, `recurrence-invalide`, `recurrence-et-etapes`, `inscription-tardive`, `changement-en-double`,
//! `changement-ambigu`, `changement-contradictoire`, `etape-en-double`, `cle-sans-effet`,
//! `changement-sans-date-de-mise-a-jour` (warning), and what other kinds share: ids, addresses, points, dates.

use jiff::civil::Date;
use jiff::tz::AmbiguousOffset;

use super::{
    Context, code_postal, coordonnees, courriel, dates, identifiants, insee, references, site_web, telephone,
};
use crate::content::gazetteer::LocalityRef;
use crate::content::recurrence;
use crate::diagnostics::{Diagnostic, Diagnostics, Located, Location, Severity};
use crate::sources::announcement::{AnnouncementDraft, ChangeDraft, SpanDraft, StopDraft, Stops, VenueDraft};
use crate::sources::moment::Moment;
use crate::sources::structures::Text;
use crate::sources::toml_reader::missing;

/// Checks an announcement.
pub(super) fn check(draft: &AnnouncementDraft, context: &Context<'_>, d: &mut Diagnostics) {
    identifiants::check_value(&draft.slug, d);
    references::check_about(&draft.themes, &draft.publics, &draft.networks, context.known, d);
    for link in draft.link.iter().chain(&draft.registration).chain(&draft.online) {
        site_web::check_value(link, d);
    }
    if let Some(email) = &draft.email {
        courriel::check_value(email, d);
    }
    if let Some(phone) = &draft.phone {
        telephone::check_value(phone, d);
    }
    dates::check_published(draft.published.as_ref(), draft.updated.as_ref(), context, d);
    check_places(draft, context, d);
    check_spans(draft, context, d);
    check_reasons(draft, d);
    check_changes(draft, context, d);
    check_without_effect(draft, d);
}

/// What is written and would be left aside without a word.
fn check_without_effect(draft: &AnnouncementDraft, d: &mut Diagnostics) {
    let mut aside = |at: &Location, key: &str, why: &str| d.push(without_effect(at, key, why));
    let off = |flag: &Option<Located<bool>>| flag.as_ref().is_some_and(|flag| flag.value);
    if !draft.stops.is_empty() {
        let touring = match draft.stops_are {
            Stops::Tour => "une tournée a ses dates et ses lieux dans [[etapes]]",
            Stops::Sessions => "chaque session a sa date et son lieu dans [[sessions]]",
        };
        if let Some(start) = &draft.span.start {
            aside(&start.at, "debut", touring);
        }
        if let Some(end) = &draft.span.end {
            aside(&end.at, "fin", touring);
        }
        if let Some(venue) = &draft.venue {
            aside(&venue.at, "lieu", touring);
        }
    }
    let reasons = draft.stops.iter().map(|stop| (&stop.reason, &stop.cancelled));
    for (reason, cancelled) in reasons.chain([(&draft.reason, &draft.cancelled)]) {
        if let Some(reason) = reason
            && !off(cancelled)
        {
            aside(&reason.at, "raison", "elle dit pourquoi c’est annulé : ajoutez `annule = true`");
        }
    }
    for (number, stop) in draft.stops.iter().enumerate() {
        let same = |other: &StopDraft| {
            let start = |it: &StopDraft| it.span.start.as_ref().map(|start| start.value);
            let town = |it: &StopDraft| {
                it.venue.as_ref().and_then(|venue| Some(venue.insee.as_ref()?.value.clone()))
            };
            start(other) == start(stop) && town(other) == town(stop)
        };
        let what = match draft.stops_are {
            Stops::Tour => "étapes",
            Stops::Sessions => "sessions",
        };
        if let Some(start) = &stop.span.start
            && draft.stops[..number].iter().any(same)
        {
            d.push(
                Diagnostic::error(
                    "etape-en-double",
                    &start.at,
                    format!("deux {what} le {} au même endroit", start.value),
                )
                .hint("donnez-leur des heures différentes, ou faites-en une seule".to_owned()),
            );
        }
    }
}

/// A key that would be left aside without a word.
pub(super) fn without_effect(at: &Location, key: &str, why: &str) -> Diagnostic {
    Diagnostic::error("cle-sans-effet", at, format!("« {key} » n’a pas d’effet ici")).hint(why.to_owned())
}

fn check_places(draft: &AnnouncementDraft, context: &Context<'_>, d: &mut Diagnostics) {
    if draft.is_dated() && draft.venue.is_none() && draft.online.is_none() && draft.stops.is_empty() {
        let key = draft.stops_are.key();
        d.push(
            Diagnostic::error(
                "date-sans-lieu",
                draft.span.start.as_ref().map_or(&draft.slug.at, |start| &start.at),
                "on ne sait pas où cela se passe",
            )
            .expected(format!("une table [lieu], une adresse `en_ligne` ou des [[{key}]]")),
        );
    }
    for stop in draft.stops.iter().filter(|stop| stop.venue.is_none() && draft.online.is_none()) {
        d.push(
            Diagnostic::error("date-sans-lieu", &stop.at, "on ne sait pas où se passe cette session")
                .expected("`insee`, ou `en_ligne` en tête du fichier"),
        );
    }
    for venue in draft.venues() {
        check_venue(venue, context, d);
    }
    // A tour that is announced here comes here; a single event may lead further, and says so.
    let touring = draft.stops_are == Stops::Tour && !draft.stops.is_empty();
    let severity = if touring { Severity::Error } else { Severity::Warning };
    for venue in draft.venues() {
        check_territory(venue, severity, context, d);
    }
}

fn locality(venue: &VenueDraft, context: &Context<'_>) -> Option<LocalityRef> {
    context.gazetteer.find(venue.insee.as_ref()?.value.trim())
}

fn check_venue(venue: &VenueDraft, context: &Context<'_>, d: &mut Diagnostics) {
    if let Some(code) = &venue.insee {
        insee::check_former(code, context, d);
    }
    if let Some(code) = &venue.insee
        && !context.gazetteer.communes.is_empty()
        && locality(venue, context).is_none()
    {
        d.push(insee::unknown(code));
    }
    if let Some(postcode) = &venue.postcode
        && let Some(fault) = code_postal::fault(&postcode.value)
    {
        d.push(fault.at(&postcode.at));
    }
    match (&venue.latitude, &venue.longitude) {
        (Some(latitude), Some(longitude)) => {
            if let Some(fault) = coordonnees::fault(latitude.value, longitude.value) {
                d.push(fault.at(&latitude.at));
            } else if let Some(locality) = locality(venue, context) {
                let commune = (context.gazetteer.name(locality), context.gazetteer.point(locality));
                coordonnees::check_distance(latitude.value, longitude.value, commune, &latitude.at, d);
            }
        }
        (Some(only), None) => d.push(missing(&only.at, "longitude")),
        (None, Some(only)) => d.push(missing(&only.at, "latitude")),
        (None, None) => {}
    }
}

fn check_territory(venue: &VenueDraft, severity: Severity, context: &Context<'_>, d: &mut Diagnostics) {
    let (Some(code), Some(locality)) = (&venue.insee, locality(venue, context)) else { return };
    let department = &context.gazetteer.departments[context.gazetteer.commune_of(locality).department];
    if context.served.is_empty() || context.served.contains(&department.code) {
        return;
    }
    let name = context.gazetteer.name(locality);
    let message = format!("{name} ({}) n’est pas du territoire du site", department.code);
    let fault = Diagnostic::error("hors-territoire", &code.at, message);
    let served = context.served.join(", ");
    d.push(Diagnostic { severity, ..fault }.hint(format!("départements du site : {served}")));
}

fn check_spans(draft: &AnnouncementDraft, context: &Context<'_>, d: &mut Diagnostics) {
    let stops = draft.stops.iter().map(|stop| &stop.span);
    for span in [&draft.span].into_iter().chain(stops) {
        check_span(span, true, context, d);
    }
    for change in &draft.changes {
        check_span(&change.span, false, context, d);
    }
    check_rule(draft, context, d);
    if let (Some(last), Some(first)) = (&draft.register_until, last_start(draft))
        && last.value > first
    {
        let message = format!("on s’inscrirait jusqu’au {}, après le {first}", last.value);
        let expected = format!("un jour jusqu’au {first}");
        d.push(Diagnostic::error("inscription-tardive", &last.at, message).expected(expected));
    }
}

fn check_rule(draft: &AnnouncementDraft, context: &Context<'_>, d: &mut Diagnostics) {
    if let Some(rule) = &draft.recurrence {
        if !draft.stops.is_empty() {
            d.push(
                Diagnostic::error(
                    "recurrence-et-etapes",
                    &rule.at,
                    format!("des [[{}]] ne se répètent pas par une règle", draft.stops_are.key()),
                )
                .hint("écrivez chaque date dans une table à elle".to_owned()),
            );
        } else if let Some(start) = &draft.span.start {
            let fault = match recurrence::expand(&rule.value, start.value) {
                Ok(dates) => {
                    for date in dates.into_iter().skip(1) {
                        check_hour(&Located::new(date, rule.at.clone()), context, d);
                    }
                    return;
                }
                Err(fault) => fault,
            };
            d.push(
                Diagnostic::error("recurrence-invalide", &rule.at, fault.message())
                    .expected(
                        "une règle de la RFC 5545 qui finit, par exemple \"FREQ=MONTHLY;BYDAY=1TH;COUNT=6\"",
                    )
                    .hint(fault.hint()),
            );
        }
    }
}

/// The last day on which something begins, changes included; nothing when all of it is cancelled.
pub(super) fn last_start(draft: &AnnouncementDraft) -> Option<Date> {
    let becomes = |planned: Moment| {
        let change =
            draft.changes.iter().find(|it| it.date.as_ref().is_some_and(|date| date.value == planned));
        let off = change.is_some_and(|it| it.cancelled.as_ref().is_some_and(|flag| flag.value));
        let start = change.and_then(|it| it.span.start.as_ref()).map_or(planned, |start| start.value);
        (!off).then(|| start.day())
    };
    recurrence::planned(draft).into_iter().filter_map(becomes).max()
}

/// Whether an end is needed: with an hour, unless only the beginning moves.
fn check_span(span: &SpanDraft, whole: bool, context: &Context<'_>, d: &mut Diagnostics) {
    for moment in span.start.iter().chain(&span.end) {
        check_hour(moment, context, d);
    }
    let Some(start) = &span.start else { return };
    let Some(end) = &span.end else {
        if whole && start.value.time().is_some() {
            d.push(
                Diagnostic::error("fin-absente", &start.at, "on ne sait pas à quelle heure cela finit")
                    .hint("ajoutez `fin`".to_owned()),
            );
        }
        return;
    };
    if !start.value.is_like(end.value) {
        d.push(
            Diagnostic::error("jour-ou-heure", &end.at, "le début et la fin ne sont pas écrits de même")
                .expected("deux jours, ou deux jours avec leur heure"),
        );
    } else if end.value.end() <= start.value.start() {
        d.push(
            Diagnostic::error(
                "fin-avant-debut",
                &end.at,
                format!("finit le {} mais commence le {}", end.value, start.value),
            )
            .expected(format!("un moment après {}", start.value)),
        );
    }
}

/// In March one hour does not exist.
fn check_hour(moment: &Located<Moment>, context: &Context<'_>, d: &mut Diagnostics) {
    let Moment::Time(hour) = moment.value else { return };
    if matches!(context.zone.to_ambiguous_timestamp(hour).offset(), AmbiguousOffset::Gap { .. }) {
        d.push(
            Diagnostic::error(
                "heure-inexistante",
                &moment.at,
                format!("cette heure n’existe pas : {}", moment.value),
            )
            .hint("ce jour-là, on passe à l’heure d’été".to_owned()),
        );
    }
}

fn check_reasons(draft: &AnnouncementDraft, d: &mut Diagnostics) {
    let cancelled = |flag: &Option<Located<bool>>, reason: &Text, d: &mut Diagnostics| {
        if let Some(flag) = flag
            && flag.value
            && is_blank(reason)
        {
            d.push(no_reason("annulé sans dire pourquoi", &flag.at));
        }
    };
    cancelled(&draft.cancelled, &draft.reason, d);
    for stop in &draft.stops {
        cancelled(&stop.cancelled, &stop.reason, d);
    }
    for change in &draft.changes {
        match &change.cancelled {
            Some(flag) if flag.value => cancelled(&change.cancelled, &change.reason, d),
            _ if is_blank(&change.reason) => d.push(no_reason("changé sans dire pourquoi", &change.at)),
            _ => {}
        }
    }
}

fn no_reason(message: &str, at: &Location) -> Diagnostic {
    Diagnostic::error("raison-absente", at, message)
        .hint("ajoutez `raison`, une phrase pour qui avait prévu de venir".to_owned())
}

fn is_blank(text: &Text) -> bool {
    text.as_ref().is_none_or(|text| text.value.trim().is_empty())
}

fn check_changes(draft: &AnnouncementDraft, context: &Context<'_>, d: &mut Diagnostics) {
    let planned = recurrence::planned(draft);
    for (number, change) in draft.changes.iter().enumerate() {
        if let Some(date) = &change.date {
            if !planned.is_empty() && !planned.contains(&date.value) {
                d.push(
                    Diagnostic::error(
                        "changement-inconnu",
                        &date.at,
                        format!("rien n’était prévu le {}", date.value),
                    )
                    .expected("le début prévu d’une des dates")
                    .hint(nearest(date.value, &planned)),
                );
            }
            let insee = |it: &ChangeDraft| it.insee.as_ref().map(|code| code.value.clone());
            let same = |it: &ChangeDraft| {
                it.date.as_ref().is_some_and(|other| other.value == date.value) && insee(it) == insee(change)
            };
            check_which(draft, change, date, d);
            if draft.changes[..number].iter().any(same) {
                d.push(
                    Diagnostic::error(
                        "changement-en-double",
                        &date.at,
                        format!("deux changements pour le {}", date.value),
                    )
                    .hint("n’en gardez qu’un, qui dit ce qu’il en est".to_owned()),
                );
            }
            check_becomes(change, date.value, context, d);
        }
        if is_empty(change) {
            d.push(
                Diagnostic::error("changement-vide", &change.at, "ce changement ne change rien")
                    .expected("`annule = true`, `nouveau_debut` ou [changements.lieu]"),
            );
        }
        let off = change.cancelled.as_ref().filter(|flag| flag.value);
        if let Some(off) = off
            && (change.span.start.is_some() || change.span.end.is_some() || change.venue.is_some())
        {
            d.push(
                Diagnostic::error("changement-contradictoire", &off.at, "annulé et déplacé à la fois")
                    .hint("pour un report, gardez `nouveau_debut` et `raison`, sans `annule`".to_owned()),
            );
        }
    }
    let off = draft.cancelled.as_ref().filter(|flag| flag.value).map(|flag| &flag.at);
    let stop = draft.stops.iter().filter_map(|stop| stop.cancelled.as_ref()).find(|flag| flag.value);
    let first = draft.changes.first().map(|change| &change.at).or(off).or(stop.map(|flag| &flag.at));
    if let (Some(at), None) = (first, &draft.updated) {
        d.push(
            Diagnostic::warning(
                "changement-sans-date-de-mise-a-jour",
                at,
                "un changement sans `mis_a_jour_le`",
            )
            .hint("les agendas abonnés y voient que la date a changé".to_owned()),
        );
    }
}

/// When several begin together, a change says which one it is about.
fn check_which(draft: &AnnouncementDraft, change: &ChangeDraft, date: &Located<Moment>, d: &mut Diagnostics) {
    let stops = draft.stops.iter();
    let together: Vec<&StopDraft> = stops
        .filter(|stop| stop.span.start.as_ref().is_some_and(|start| start.value == date.value))
        .collect();
    let here = |code: &str| {
        let towns = together.iter().filter_map(|stop| stop.venue.as_ref()?.insee.as_ref());
        towns.map(|town| &town.value).any(|town| town == code)
    };
    match &change.insee {
        None if together.len() > 1 => d.push(
            Diagnostic::error(
                "changement-ambigu",
                &date.at,
                format!("{} dates commencent le {}", together.len(), date.value),
            )
            .hint("ajoutez `insee`, la commune prévue de celle qui change".to_owned()),
        ),
        Some(code) if !here(&code.value) => d.push(
            Diagnostic::error(
                "changement-inconnu",
                &code.at,
                format!("rien n’était prévu le {} dans la commune {}", date.value, code.value),
            )
            .expected("la commune prévue d’une des dates"),
        ),
        _ => {}
    }
}

/// What a date becomes must be a span as its event is.
fn check_becomes(change: &ChangeDraft, planned: Moment, context: &Context<'_>, d: &mut Diagnostics) {
    if let Some(start) = &change.span.start
        && !start.value.is_like(planned)
    {
        d.push(
            Diagnostic::error(
                "jour-ou-heure",
                &start.at,
                "ce début n’est pas écrit comme celui qui était prévu",
            )
            .expected(format!("comme {planned}")),
        );
    }
    // Without a new beginning, the new end belongs to the planned one; the span of both was looked at elsewhere.
    if let (None, Some(end)) = (&change.span.start, &change.span.end) {
        let start = Some(Located::new(planned, end.at.clone()));
        check_span(&SpanDraft { start, end: Some(end.clone()) }, false, context, d);
    }
}

fn is_empty(change: &ChangeDraft) -> bool {
    let cancelled = change.cancelled.as_ref().is_some_and(|flag| flag.value);
    !cancelled && change.span.start.is_none() && change.span.end.is_none() && change.venue.is_none()
}

fn nearest(date: Moment, planned: &[Moment]) -> Option<String> {
    let far = |it: &&Moment| it.start().duration_since(date.start()).abs();
    let nearest = planned.iter().min_by_key(far)?;
    Some(format!("vouliez-vous dire {nearest} ?"))
}
