//! The pages on the site itself: where everything is, and what it weighs.

use std::fs;
use std::io::{self, Write as _};
use std::panic::resume_unwind;
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::{Page, Printer};
use crate::french;
use crate::french::slug::slug;
use crate::publish::error::PublishError;
use crate::publish::views::resources::{FOLDER, Toolbox};
use crate::publish::views::{Directory, Named};

/// Where the page with the weights is.
pub(super) const WEIGHTS: &str = "sobriete";

/// Where the site map is.
pub(super) const PLAN: &str = "plan-du-site";

/// The slow network that times are told for, in bits a second.
const SLOW: usize = 512_000;

/// A part of the site map.
#[derive(Serialize)]
struct Part {
    title: &'static str,
    pages: Vec<Named>,
}

/// What a visit downloads.
#[derive(Serialize)]
struct Weight {
    what: String,
    /// Compressed, in kilobytes.
    weight: String,
    /// On a slow network.
    time: String,
}

/// Prints the page of weights; the others must be there already.
pub(super) fn print_weights(
    printer: &mut Printer<'_>,
    directory: &Directory<'_>,
) -> Result<(), PublishError> {
    let mut visits = vec![(
        "La page d’accueil, avec le style de toutes les pages".to_owned(),
        vec!["index.html".to_owned(), printer.style.clone()],
    )];
    if let Some(structure) = directory.content.structures.first() {
        let page = format!("annuaire/{}/index.html", structure.id);
        visits.push((format!("Une fiche de plus\u{a0}: {}", structure.name), vec![page]));
    }
    visits.push((
        "La recherche, jusqu’aux premiers résultats".to_owned(),
        ["azimut.js", "azimut/widget-", "azimut/base-"].map(str::to_owned).to_vec(),
    ));
    visits.push((
        "Ce qui vient ensuite, sans attendre\u{a0}: adresses, horaires, recherche par mot-clé".to_owned(),
        ["azimut/around-", "azimut/details-", "azimut/textsearch-", "azimut/text-"]
            .map(str::to_owned)
            .to_vec(),
    ));
    let weights: Vec<Weight> = visits
        .iter()
        .map(|(what, wanted)| printer.weight(what, wanted))
        .collect::<Result<_, PublishError>>()?;
    let page = Page {
        path: format!("{WEIGHTS}/"),
        template: "sobriete.html",
        section: WEIGHTS,
        title: printer.titled("Sobriété numérique"),
        description: "Ce que pèse ce site, mesuré à chaque construction, et ce qui le rend léger.".to_owned(),
    };
    printer.print(&page, context! { weights => Serde(weights), slow => SLOW / 1000 })
}

/// Prints the site map for people; search engines have theirs.
pub(super) fn print_plan(printer: &mut Printer<'_>, directory: &Directory<'_>) -> Result<(), PublishError> {
    let content = directory.content;
    let named = |id: String, title: &str| Named { id, title: french::text(title) };
    let mut parts = vec![Part {
        title: "Besoins",
        pages: content
            .taxonomies
            .needs
            .iter()
            .map(|it| named(format!("besoins/{}/", it.id), &it.title))
            .collect(),
    }];
    let departments = directory.by_department().iter();
    parts.push(Part {
        title: "Départements",
        pages: departments
            .map(|it| {
                named(format!("annuaire/departement/{}/", it.code), &format!("{} ({})", it.name, it.code))
            })
            .collect(),
    });
    let networks = content.taxonomies.networks.iter();
    parts.push(Part {
        title: "Réseaux",
        pages: networks.map(|it| named(format!("reseaux/{}/", it.id), &it.title)).collect(),
    });
    let toolbox = Toolbox::new(content);
    let resources = toolbox.in_force();
    parts.push(Part {
        title: "Coin des pros",
        pages: resources.map(|it| named(format!("{FOLDER}/{}/", it.slug), &it.title)).collect(),
    });
    let trainings = content.trainings.iter().map(|it| &it.event);
    parts.push(Part {
        title: "Formations de professionnels",
        pages: trainings.map(|it| named(it.path.clone(), &it.title)).collect(),
    });
    for part in &mut parts[3..] {
        part.pages.sort_by_cached_key(|page| slug(&page.title));
    }
    parts.retain(|part| !part.pages.is_empty());
    let page = Page {
        path: format!("{PLAN}/"),
        template: "plan.html",
        section: PLAN,
        title: printer.titled("Plan du site"),
        description: "Toutes les rubriques du site, sur une page.".to_owned(),
    };
    let communes = content.site.commune_pages;
    printer.print(&page, context! { parts => Serde(parts), communes })
}

impl Printer<'_> {
    /// What files weigh together, compressed as hosts do; each is named, or its beginning.
    fn weight(&self, what: &str, wanted: &[String]) -> Result<Weight, PublishError> {
        let is_wanted =
            |path: &&String| wanted.iter().any(|it| path == &it || it.ends_with('-') && path.starts_with(it));
        let files = self.output.files().keys().filter(is_wanted);
        let bytes: usize = thread::scope(|scope| {
            let sizes: Vec<_> = files.map(|path| scope.spawn(|| self.packed(path))).collect();
            // A thread that panics panics here.
            sizes
                .into_iter()
                .map(|size| size.join().unwrap_or_else(|cause| resume_unwind(cause)))
                .sum::<Result<_, _>>()
        })?;
        let tenths = (bytes * 80).div_ceil(SLOW);
        let time = format!("{},{}\u{a0}s", tenths / 10, tenths % 10);
        Ok(Weight { what: french::text(what), weight: format!("{}\u{a0}ko", bytes.div_ceil(1000)), time })
    }

    /// Size of a file that was written, compressed, in bytes.
    fn packed(&self, path: &str) -> Result<usize, PublishError> {
        let file = self.output.place_of(path);
        let content = fs::read(&file).map_err(PublishError::io("lecture de", &file))?;
        // A name without the digest in it.
        let (name, end) = (path.rsplit_once('-').map_or(path, |(name, _)| name), path.rsplit('.').next());
        let name = slug(&format!("{name} {}", end.unwrap_or_default()));
        let packed = self.kept.or_make(&format!("poids-{name}"), &[&content], || {
            packed(&content).map_err(PublishError::io("compression de", &file))
        })?;
        Ok(packed.iter().rev().fold(0, |all, byte| all << 8 | usize::from(*byte)))
    }
}

/// Size of what hosts send of a file, in bytes, the lowest byte first.
fn packed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::new(6));
    packed.write_all(bytes)?;
    packed.finish().map(|packed| (packed.len() as u64).to_le_bytes().to_vec())
}
