//! The pictures that messengers and social networks show of a page: one of the site, and one of each page that is known by
//! a title of its own and passed on.
//!
//! They are drawn from the template `partage.svg`, with fonts that the program carries, so that every machine draws the
//! same. Their names tell what they were made from: what the site before has of them is taken over.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use engine::geo::Point;
use engine::outline::WIDTH;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use resvg::tiny_skia::{Color, Pixmap, PremultipliedColorU8, Transform};
use resvg::usvg::{self, ImageHrefResolver, Tree, fontdb};
use serde::Serialize;

use super::error::PublishError;
use super::output::Output;
use super::views::Directory;
use super::views::resources::FOLDER as RESOURCES;
use crate::content::Content;
use crate::french;
use crate::index::hash;
use crate::templates;

/// In pixels, as social networks ask.
pub(super) const WIDE: u32 = 1200;
/// In pixels.
pub(super) const HIGH: u32 = 630;

const TEMPLATE: &str = "partage.svg";

/// What draws them; another way of drawing gives them other names.
const WAY: &str = "1";

const FONTS: [&[u8]; 2] = [
    include_bytes!("../../assets/polices/OpenSans-Regular.ttf"),
    include_bytes!("../../assets/polices/OpenSans-Bold.ttf"),
];

/// How large titles are set, the largest that fits is taken; in units of the picture, as everything here.
const SIZES: [usize; 3] = [76, 60, 48];
/// Width of a line: it may run over the edge of the map.
const LINE: f32 = 690.0;
/// Lines of a title, at most.
const LINES: usize = 5;
/// Room for the title, between the name of the site and the foot.
const ROOM: (usize, usize) = (180, 500);

/// The picture of each page.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    site: String,
    pages: BTreeMap<String, String>,
}

impl Pictures {
    /// The path of the picture of a page.
    pub(super) fn of(&self, page: &str) -> &str {
        self.pages.get(page).unwrap_or(&self.site)
    }
}

/// A picture to draw.
struct Card {
    /// The page; empty for the one of the site.
    page: String,
    /// What sort of page it is, above the title.
    kind: Option<String>,
    title: String,
}

/// The territory with its places.
#[derive(Serialize)]
struct Map {
    width: f64,
    height: f64,
    lines: String,
    points: String,
}

/// Draws those that the site before has not, on all processors, and writes them.
pub(super) fn publish(
    env: &Environment<'_>,
    site: &Value,
    directory: &Directory<'_>,
    output: &mut Output,
) -> Result<Pictures, PublishError> {
    let content = directory.content;
    let fonts = fonts();
    let map = Value::from(Serde(map(content)));
    let drawing = |kind: &Option<String>, size: usize, lines: &[String]| {
        let height = lines.len() * size * 6 / 5;
        let top = ROOM.0 + (ROOM.1 - ROOM.0).saturating_sub(height) / 2;
        let values = context! { site => site.clone(), map => map.clone(), kind => Serde(kind), lines => Serde(lines), size, top };
        let drawing = env.get_template(TEMPLATE).and_then(|template| template.render(values));
        drawing.map_err(|error| PublishError::template(TEMPLATE.to_owned(), error, &content.appearance))
    };
    // What they share: without a title, as what is in them of the site and of its own template.
    let mut shared = format!("{WAY}{}", templates::source(TEMPLATE).unwrap_or_default());
    for (_, text) in &content.appearance.templates {
        shared.push_str(text);
    }
    for kind in [None, Some(String::new())] {
        shared.push_str(&drawing(&kind, SIZES[0], &[])?);
    }
    let shared = hash(shared.as_bytes());
    let mut pictures = Pictures::default();
    let mut to_draw = Vec::new();
    for Card { page, kind, title } in cards(directory) {
        let name = format!("{shared}\n{}\n{title}", kind.as_deref().unwrap_or_default());
        let path = format!("assets/partage-{}.png", hash(name.as_bytes()));
        // Pages of one title share it.
        let is_known = output.files().contains_key(&path) || to_draw.iter().any(|(other, _)| *other == path);
        if !is_known && !output.take_over(&path)? {
            let (size, lines) = set(&title, &fonts);
            to_draw.push((path.clone(), drawing(&kind, size, &lines)?));
        }
        if page.is_empty() {
            pictures.site.clone_from(&path);
        }
        pictures.pages.insert(page, path);
    }
    for (path, png) in drawn(&to_draw, &fonts)? {
        output.write(&path, &png)?;
    }
    Ok(pictures)
}

/// The pages that have a picture of their own, with their titles.
fn cards(directory: &Directory<'_>) -> Vec<Card> {
    let content = directory.content;
    let card = |page: String, kind: &str, title: &str| Card {
        page,
        kind: Some(french::text(kind)),
        title: french::text(title),
    };
    let mut cards =
        vec![Card { page: String::new(), kind: None, title: french::text(&content.site.description) }];
    let lists = &content.taxonomies;
    cards.extend(
        lists.needs.iter().map(|it| card(format!("besoins/{}/", it.id), "J’ai besoin de…", &it.title)),
    );
    cards.extend(lists.networks.iter().map(|it| card(format!("reseaux/{}/", it.id), "Réseau", &it.title)));
    cards.extend(directory.by_department().iter().map(|it| {
        card(format!("annuaire/departement/{}/", it.code), "Annuaire", &format!("{} ({})", it.name, it.code))
    }));
    cards.extend(content.pages.iter().map(|it| Card {
        page: format!("{}/", it.slug),
        kind: None,
        title: french::text(&it.title),
    }));
    cards.extend(
        content
            .resources
            .iter()
            .map(|it| card(format!("{RESOURCES}/{}/", it.slug), "Coin des pros", &it.title)),
    );
    cards.extend(content.events.iter().map(|it| card(it.path.clone(), it.what.title(), &it.title)));
    let trainings = content.trainings.iter().map(|it| &it.event);
    cards.extend(trainings.map(|it| card(it.path.clone(), "Formation de professionnels", &it.title)));
    cards
}

/// The territory; nothing without outlines.
fn map(content: &Content) -> Option<Map> {
    if content.outline.is_empty() {
        return None;
    }
    let map = content.outline.map();
    let mut points = String::new();
    for place in content.structures.iter().flat_map(|it| &it.places) {
        if let Some(point) = Point::from_degrees(place.longitude, place.latitude) {
            let (x, y) = map.project(point);
            // Writing to a string cannot fail.
            let _ = write!(points, "M{x:.0} {y:.0}h0");
        }
    }
    Some(Map { width: WIDTH, height: map.height.round(), lines: content.outline.path(&map), points })
}

fn fonts() -> Arc<fontdb::Database> {
    let mut fonts = fontdb::Database::new();
    for font in FONTS {
        fonts.load_font_data(font.to_vec());
    }
    Arc::new(fonts)
}

/// A title in lines, in the largest size in which it fits; one that is too long ends with dots.
fn set(title: &str, fonts: &Arc<fontdb::Database>) -> (usize, Vec<String>) {
    let mut last = (0, Vec::new());
    for size in SIZES {
        let lines = broken(title, size, fonts);
        if lines.len() <= LINES.min((ROOM.1 - ROOM.0) * 5 / 6 / size) {
            return (size, lines);
        }
        last = (size, lines);
    }
    let (size, mut lines) = last;
    lines.truncate(LINES);
    if let Some(line) = lines.last_mut() {
        line.push('…');
    }
    (size, lines)
}

/// Words in lines that are not too wide.
fn broken(title: &str, size: usize, fonts: &Arc<fontdb::Database>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in title.split([' ', '\n']).filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size, fonts) <= LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// How wide a text is, in bold.
fn width(text: &str, size: usize, fonts: &Arc<fontdb::Database>) -> f32 {
    let drawing = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\" font-family=\"Open Sans\"><text \
         font-weight=\"700\" font-size=\"{size}\">{}</text></svg>",
        templates::escape(text)
    );
    read(&drawing, fonts).map_or(0.0, |tree| tree.root().bounding_box().width())
}

/// A drawing as it is drawn, which loads nothing.
fn read(drawing: &str, fonts: &Arc<fontdb::Database>) -> Result<Tree, usvg::Error> {
    let options = usvg::Options {
        fontdb: Arc::clone(fonts),
        font_family: "Open Sans".to_owned(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    Tree::from_str(drawing, &options)
}

/// Draws on all processors.
fn drawn(
    drawings: &[(String, String)],
    fonts: &Arc<fontdb::Database>,
) -> Result<Vec<(String, Vec<u8>)>, PublishError> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<(String, Vec<u8>)>, PublishError> {
        let mut made = Vec::new();
        while let Some((path, drawing)) = drawings.get(next.fetch_add(1, Ordering::Relaxed)) {
            let png = png(drawing, fonts)
                .map_err(|why| PublishError::Unusable(Path::new(TEMPLATE).to_owned(), why))?;
            made.push((path.clone(), png));
        }
        Ok(made)
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(drawings.len());
    let parts: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        // A worker that panics panics here.
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(|it| resume_unwind(it))).collect()
    });
    let mut all = Vec::with_capacity(drawings.len());
    for part in parts {
        all.extend(part?);
    }
    Ok(all)
}

fn png(drawing: &str, fonts: &Arc<fontdb::Database>) -> Result<Vec<u8>, String> {
    let tree = read(drawing, fonts).map_err(|error| error.to_string())?;
    let mut canvas = Pixmap::new(WIDE, HIGH).ok_or("pas de place pour l’image")?;
    // What the drawing lets through is white.
    canvas.fill(Color::WHITE);
    let (x, y) = (WIDE as f32 / tree.size().width(), HIGH as f32 / tree.size().height());
    resvg::render(&tree, Transform::from_scale(x, y), &mut canvas.as_mut());
    let (palette, pixels) = indexed(canvas.pixels());
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDE, HIGH);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
    written.map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// A drawing has few colours and what lies between them, which weighs four times as much as they do: those that are seen
/// most stand for the others that the eye cannot tell from them. Gives the colours, and each pixel as the number of one.
fn indexed(pixels: &[PremultipliedColorU8]) -> (Vec<[u8; 3]>, Vec<u8>) {
    /// Squared, over the three channels.
    const NEAR: u32 = 3 * 10 * 10;
    // Most pixels are as the one before.
    let mut runs = Vec::new();
    let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
    let mut start = 0;
    while start < pixels.len() {
        let pixel = pixels[start];
        let mut end = start + 1;
        while end < pixels.len() && pixels[end] == pixel {
            end += 1;
        }
        let colour = [pixel.red(), pixel.green(), pixel.blue()];
        *counts.entry(colour).or_default() += end - start;
        runs.push((colour, end - start));
        start = end;
    }
    let mut colours: Vec<([u8; 3], usize)> = counts.into_iter().collect();
    colours.sort_unstable_by_key(|(colour, count)| (usize::MAX - count, *colour));
    let mut palette: Vec<[u8; 3]> = Vec::new();
    let mut numbers: HashMap<[u8; 3], u8> = HashMap::new();
    for (colour, _) in colours {
        let far = |other: &[u8; 3]| -> u32 {
            colour.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2)).sum()
        };
        let nearest = palette.iter().map(far).enumerate().min_by_key(|(_, far)| *far);
        let number = match nearest {
            Some((index, far)) if far <= NEAR || palette.len() > usize::from(u8::MAX) => index,
            _ => {
                palette.push(colour);
                palette.len() - 1
            }
        };
        numbers.insert(colour, u8::try_from(number).unwrap_or(u8::MAX));
    }
    let mut numbered = Vec::with_capacity(pixels.len());
    for (colour, length) in runs {
        let number = numbers.get(&colour).copied().unwrap_or_default();
        numbered.resize(numbered.len() + length, number);
    }
    (palette, numbered)
}
