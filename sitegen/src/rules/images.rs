//! The images of texts: `image-refusee`, `image-illisible`, `image-immense`, and what files to download are held to.

use std::io::Cursor;

use image::ImageReader;

use super::downloads;
use crate::diagnostics::{Diagnostic, Diagnostics, Located};

/// What can be shown.
const EXTENSIONS: [&str; 3] = ["jpg", "png", "webp"];

/// More than any camera of today takes, in pixels: a small file can claim to be a wall.
const IMMENSE: u64 = 120_000_000;

/// Checks an image that a text shows.
pub(super) fn check(name: &Located<String>, bytes: Option<&[u8]>, d: &mut Diagnostics) {
    let Some(bytes) = downloads::given(name, bytes, d) else { return };
    let error = |code, message: String| Diagnostic::error(code, &name.at, message);
    let extension = name.value.rsplit('.').next().unwrap_or_default();
    if !EXTENSIONS.contains(&extension) {
        d.push(
            error("image-refusee", format!("ce fichier n’est pas montré comme image : « {} »", name.value))
                .expected(format!("une image {}", EXTENSIONS.join(", ")))
                .hint("donnez-le à télécharger : `[…](../fichiers/…)`, sans `!`".to_owned()),
        );
        return;
    }
    let read = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(image::ImageError::from);
    match read.and_then(ImageReader::into_dimensions) {
        Ok((width, height)) if u64::from(width) * u64::from(height) > IMMENSE => d.push(
            error("image-immense", format!("image immense : « {} », {width} × {height}", name.value))
                .expected("au plus 120 millions de pixels"),
        ),
        Ok((0, _) | (_, 0)) => d.push(error("image-illisible", format!("image vide : « {} »", name.value))),
        Ok(_) => {}
        Err(_) => d.push(
            error("image-illisible", format!("image illisible : « {} »", name.value))
                .expected("un fichier JPEG, PNG ou WebP entier")
                .hint("ouvrez-la et enregistrez-la de nouveau".to_owned()),
        ),
    }
}
