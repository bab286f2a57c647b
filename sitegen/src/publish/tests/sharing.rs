//! The pictures that messengers show of pages.

use std::io::Cursor;

use image::ImageReader;

use super::appearance::own;
use super::{Built, build, fails_after, minimal};

/// The picture that a page names, in the site.
fn picture(built: &Built, page: &str) -> String {
    let html = built.text(page);
    let (_, rest) = html.split_once("<meta property=\"og:image\" content=\"").expect("a picture");
    let (address, _) = rest.split_once('"').unwrap();
    let path = address.strip_prefix("https://annuaire.example.org/").unwrap_or_else(|| panic!("{address}"));
    path.to_owned()
}

#[test]
fn each_page_has_a_picture_and_texts_have_their_own() {
    let built = build(&minimal());
    let site = picture(&built, "index.html");
    for page in ["annuaire/index.html", "annuaire/cio-exemple/index.html"] {
        assert_eq!(picture(&built, page), site, "{page}");
    }
    let mut seen = vec![site];
    for page in [
        "besoins/changer-de-metier/index.html",
        "reseaux/cio/index.html",
        "annuaire/departement/43/index.html",
        "a-propos/index.html",
    ] {
        let path = picture(&built, page);
        assert!(!seen.contains(&path), "{page} has its own");
        seen.push(path);
    }
    for path in seen {
        let bytes = &built.files[&path];
        assert!(bytes.len() < 60_000, "{path}: {} bytes", bytes.len());
        let image = ImageReader::with_format(Cursor::new(bytes), image::ImageFormat::Png).decode().unwrap();
        assert_eq!((image.width(), image.height()), (1200, 630));
        let colours: std::collections::BTreeSet<_> = image.to_rgb8().pixels().map(|it| it.0).collect();
        assert!(colours.contains(&[255, 255, 255]), "letters are drawn: {path}");
        assert!(colours.contains(&[0x0b, 0x4f, 0x5e]), "on our colour: {path}");
    }
    assert_eq!(build(&minimal()).files, built.files, "the same each time");
}

#[test]
fn a_title_as_long_as_one_likes_stays_in_the_picture() {
    let mut content = minimal();
    content.pages[0].title = "Anticonstitutionnellement ".repeat(40) + &"x".repeat(400) + " & <b>\"fin\"</b>";
    build(&content);
    content.pages[0].title = "Ouvrir 日本 \u{1f600} العربية".to_owned();
    build(&content);
}

#[test]
fn a_site_may_draw_its_own() {
    let mut content = minimal();
    let red = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"600\" height=\"315\"><rect width=\"600\" height=\"315\" \
               fill=\"#f00\"/><image href=\"/etc/hostname\" width=\"10\" height=\"10\"/></svg>";
    content.appearance = own(&[("partage.svg", red)]);
    let built = build(&content);
    let path = picture(&built, "a-propos/index.html");
    let image = image::load_from_memory(&built.files[&path]).unwrap().to_rgb8();
    assert!(image.pixels().all(|it| it.0 == [255, 0, 0]));

    for (text, said) in [
        ("<svg xmlns=\"http://www.w3.org/2000/svg\">", "partage.svg"),
        ("{{ titre }}", "apparence/partage.svg:1 : valeur inconnue"),
    ] {
        let error = fails_after(|content, _| content.appearance = own(&[("partage.svg", text)]));
        let message = error.to_string().replace(['\u{a0}', '\u{202f}'], " ");
        assert!(message.contains(said), "{message}");
    }
}
