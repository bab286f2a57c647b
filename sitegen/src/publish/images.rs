//! The images of texts: smaller, in a format that weighs little, without what a camera wrote into them.
//!
//! Each is published in a few widths as WebP, and once as JPEG, or as PNG when it lets something through, for browsers
//! older than 2020. Their names tell what they were made from, so that what the site before has of them is taken over.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader};

use super::error::PublishError;
use super::output::Output;
use crate::content::Content;
use crate::index::hash;
use crate::sources::downloads::FILES;

/// Where they stand.
const FOLDER: &str = "images";

/// Widths in pixels: a small phone, the column of text, the same on a dense screen.
const WIDTHS: [u32; 3] = [360, 720, 1440];

/// The width of the one for old browsers, at most.
const OLD: u32 = 720;

/// Out of 100.
const QUALITY: u8 = 78;

/// Part of the names: another way of making them gives others.
const WAY: &str = "1";

/// An image as pages show it.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    /// Each width with its address in the site, the smallest first.
    pub(super) sources: Vec<(u32, String)>,
    /// The one for old browsers.
    pub(super) old: String,
    /// In pixels, of the largest.
    pub(super) width: u32,
    /// In pixels, of the largest.
    pub(super) height: u32,
}

/// Writes those that public texts show, by the name of their file.
pub(super) fn publish(
    content: &Content,
    output: &mut Output,
) -> Result<BTreeMap<String, Picture>, PublishError> {
    let mut pictures = BTreeMap::new();
    for (name, bytes) in &content.images {
        let picture = picture(name, bytes, output)?;
        pictures.insert(name.clone(), picture);
    }
    Ok(pictures)
}

fn picture(name: &str, bytes: &[u8], output: &mut Output) -> Result<Picture, PublishError> {
    let unusable = |why: String| PublishError::Unusable(Path::new(FILES).join(name), why);
    let unreadable = |error: image::ImageError| unusable(error.to_string());
    let mut decoder = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| unusable(error.to_string()))?
        .into_decoder()
        .map_err(unreadable)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let (wide, high) = decoder.dimensions();
    let turned = matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let (wide, high) = if turned { (high, wide) } else { (wide, high) };
    let opaque = !decoder.color_type().has_alpha();
    let mut widths: Vec<u32> = WIDTHS.into_iter().filter(|width| *width < wide).collect();
    if widths.len() < WIDTHS.len() {
        widths.push(wide);
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let key = hash(&[bytes, WAY.as_bytes()].concat());
    let path = |width: u32, end: &str| format!("{FOLDER}/{stem}-{key}-{width}.{end}");
    let old_width = wide.min(OLD);
    let old = path(old_width, if opaque { "jpg" } else { "png" });
    let made: Vec<(u32, String)> = widths.iter().map(|width| (*width, path(*width, "webp"))).collect();

    // Only what the site before has not is decoded and made.
    let mut decoded: Option<DynamicImage> = None;
    let mut scaled = |width: u32, decoder: &mut Option<_>| -> Result<DynamicImage, PublishError> {
        if decoded.is_none()
            && let Some(decoder) = decoder.take()
        {
            let mut whole = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
            whole.apply_orientation(orientation);
            decoded = Some(whole);
        }
        let whole = decoded.as_ref().ok_or_else(|| unusable(String::new()))?;
        Ok(match width < wide {
            true => whole.resize_exact(width, scaled_height(width, wide, high), FilterType::Lanczos3),
            false => whole.clone(),
        })
    };
    let mut decoder = Some(decoder);
    for (width, path) in &made {
        let bytes = match output.before(path) {
            Some(bytes) => bytes,
            None => webp(&scaled(*width, &mut decoder)?, opaque),
        };
        output.write(path, &bytes)?;
    }
    let bytes = match output.before(&old) {
        Some(bytes) => bytes,
        None => for_old(&scaled(old_width, &mut decoder)?, opaque).map_err(unreadable)?,
    };
    output.write(&old, &bytes)?;
    let width = made.last().map_or(wide, |(width, _)| *width);
    Ok(Picture { sources: made, old, width, height: scaled_height(width, wide, high) })
}

/// The height of an image of this width, rounded, never nothing.
fn scaled_height(width: u32, wide: u32, high: u32) -> u32 {
    let height = (u64::from(width) * u64::from(high) + u64::from(wide) / 2) / u64::from(wide);
    u32::try_from(height.max(1)).unwrap_or(u32::MAX)
}

/// A photograph loses what the eye does not see; of a drawing, the lighter of both ways is taken.
fn webp(image: &DynamicImage, opaque: bool) -> Vec<u8> {
    let (lossy, lossless) = if opaque {
        let image = image.to_rgb8();
        let encoder = webp::Encoder::from_rgb(&image, image.width(), image.height());
        (encoder.encode(f32::from(QUALITY)).to_vec(), encoder.encode_lossless().to_vec())
    } else {
        let image = image.to_rgba8();
        let encoder = webp::Encoder::from_rgba(&image, image.width(), image.height());
        (encoder.encode(f32::from(QUALITY)).to_vec(), encoder.encode_lossless().to_vec())
    };
    if lossless.len() < lossy.len() { lossless } else { lossy }
}

fn for_old(image: &DynamicImage, opaque: bool) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    if opaque {
        image.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
    } else {
        image.to_rgba8().write_to(&mut bytes, ImageFormat::Png)?;
    }
    Ok(bytes.into_inner())
}
