//! The images of texts.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, ImageReader, RgbImage};
use jiff::civil::date;
use tempfile::TempDir;

use super::closures::copy;
use super::{Built, build, minimal_dir, replace, sources};
use crate::check;
use crate::content::Content;

/// A photograph of that size, as a camera that is held upright writes it: lying on its side, with a note of that and of
/// where it was taken.
fn photograph(width: u32, height: u32) -> Vec<u8> {
    let pixels = RgbImage::from_fn(width, height, |x, y| image::Rgb([(x / 4) as u8, (y / 4) as u8, 90]));
    let mut jpeg = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    let jpeg = jpeg.into_inner();
    // Orientation 6: turned by a quarter; an artist, who stands for all that is told of people there.
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
    exif.extend([0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]);
    exif.extend([0x3b, 1, 2, 0, 4, 0, 0, 0]);
    exif.extend(b"GPS\0\0\0\0\0");
    let length = (exif.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

fn content(text: &str, files: &[(&str, Vec<u8>)]) -> Content {
    let dir = TempDir::new().unwrap();
    let content = dir.path().join("content");
    copy(&minimal_dir(), &content);
    std::fs::create_dir_all(content.join("fichiers")).unwrap();
    for (name, bytes) in files {
        std::fs::write(content.join("fichiers").join(name), bytes).unwrap();
    }
    std::fs::write(content.join("pages/vue.md"), format!("+++\ntitre = \"Vue\"\n+++\n\n{text}\n")).unwrap();
    let (content, diagnostics) = check::load(&content, date(2026, 11, 23));
    content.unwrap_or_else(|| panic!("{diagnostics}"))
}

/// Width and height of what is at a path.
fn size(built: &Built, path: &str) -> (u32, u32) {
    let reader = ImageReader::new(Cursor::new(&built.files[path])).with_guessed_format().unwrap();
    reader.into_dimensions().unwrap()
}

#[test]
fn images_are_published_upright_in_several_widths_without_what_the_camera_wrote() {
    let photo = photograph(2000, 1000);
    assert!(photo.windows(4).any(|it| it == b"GPS\0"));
    let built = build(&content("![La place](../fichiers/place.jpg)", &[("place.jpg", photo.clone())]));
    let images: Vec<&String> = built.files.keys().filter(|path| path.starts_with("images/")).collect();
    let ends = ["-360.webp", "-720.jpg", "-720.webp", "-1000.webp"];
    assert_eq!(images.len(), ends.len(), "{images:?}");
    for end in ends {
        let path = images.iter().find(|path| path.ends_with(end)).unwrap();
        let (width, height) = size(&built, path);
        assert!(height == 2 * width, "{path}: {width} × {height}");
        let bytes = &built.files[*path];
        assert!(bytes.len() < photo.len() && !bytes.windows(4).any(|it| it == b"GPS\0"), "{path}");
    }
    let page = built.text("vue/index.html");
    assert!(page.contains("width=\"1000\" height=\"2000\" alt=\"La place\""), "{page}");
    assert!(!built.files.contains_key("fichiers/place.jpg"), "the file itself is not published");
}

#[test]
fn a_small_drawing_is_not_blown_up_and_stays_transparent() {
    let mut png = Cursor::new(Vec::new());
    DynamicImage::new_rgba8(40, 20).write_to(&mut png, ImageFormat::Png).unwrap();
    let files = [("trait.png", png.into_inner())];
    let built =
        build(&content("![Un trait](../fichiers/trait.png) et [le même](../fichiers/trait.png)", &files));
    let images: Vec<&str> =
        built.files.keys().filter_map(|path| path.strip_prefix("images/trait-")).collect();
    assert_eq!(images.len(), 2, "{images:?}");
    for (end, kind) in [("-40.png", "png"), ("-40.webp", "webp")] {
        let image = images.iter().find(|path| path.ends_with(end)).unwrap_or_else(|| panic!("{kind}"));
        assert_eq!(size(&built, &format!("images/trait-{image}")), (40, 20));
    }
    assert!(built.files.contains_key("fichiers/trait.png"), "it is given to download too");
}

#[test]
fn what_cannot_be_read_to_its_end_is_told_and_the_site_before_stays() {
    let mut photo = photograph(800, 600);
    let whole = content("![La place](../fichiers/place.jpg)", &[("place.jpg", photo.clone())]);
    let dir = TempDir::new().unwrap();
    let options = sources(&whole, dir.path());
    let out = dir.path().join("dist");
    let report = replace(&whole, &options, &out).unwrap();
    assert_eq!(replace(&whole, &options, &out).unwrap(), report, "made once");
    photo.truncate(200);
    photo.extend([0; 50]);
    let mut broken = whole.clone();
    broken.images.insert("place.jpg".to_owned(), photo.into());
    let error = replace(&broken, &options, &out).unwrap_err().to_string();
    assert!(error.contains("fichiers/place.jpg"), "{error}");
    assert!(out.join("vue/index.html").exists());
}
