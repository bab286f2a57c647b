//! The site: pages, what the widget downloads, and what hosts need, written into an empty folder that then
//! replaces the previous site whole.
//!
//! The same content gives the same bytes: nothing here reads the clock, and every list has an order of its
//! own. Pages link to each other by relative addresses, so that the site works in any folder of a host.

mod acronyms;
mod address;
mod calendar;
mod compressed;
mod download;
mod error;
mod feed;
mod feedback;
mod hosting;
mod html;
mod images;
mod json_ld;
pub mod letter;
mod markdown;
mod memory;
mod open_data;
mod output;
mod pack;
mod redirects;
mod sharing;
mod shell;
mod site_links;
mod tokens;
mod views;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use error::PublishError;
pub use shell::WidgetSources;
pub use site_links::LostLink;

use self::address::BaseUrl;
use self::html::Assets;
use self::memory::Memory;
use self::output::{Output, Previous};
use self::tokens::Tokens;
use self::views::Directory;
use crate::content::Content;
use crate::content::site::Site;
use crate::kept::{self, Kept};
use crate::sources::downloads::FILES;
use crate::swap::{Staging, files_of, swap_in, update};

/// The file by which we know our own folders.
const MARKER: &str = ".azimut-site";

/// What the widget downloads, by name; proof of our folders too, since a host may refuse files that begin with a dot.
const MANIFEST: &str = "azimut/manifest.json";

/// Elements, the frame of all pages, lists, and what single pages have; on paper, last.
const STYLE: &str = concat!(
    include_str!("../../assets/site/base.css"),
    include_str!("../../assets/site/frame.css"),
    include_str!("../../assets/site/lists.css"),
    include_str!("../../assets/site/pages.css"),
);
const ICON: &str = include_str!("../../assets/icone.svg");
/// What asks the questions of « Qui peut m’accompagner ? ».
const ORIENTATION: &str = include_str!("../../assets/orientation.js");

/// What stands in it for the script that decides, quotes included.
const GUIDANCE: &str = "\"__AZIMUT_GUIDANCE__\"";

/// What takes away from the sheet of a structure the dates that are over.
const DATES: &[u8] = include_bytes!("../../assets/dates.js");

/// What takes away from the pages of the agenda what is over.
const AGENDA: &[u8] = include_bytes!("../../assets/agenda.js");

/// What a site is made from, besides its content.
#[derive(Clone, Debug)]
pub struct SiteOptions {
    /// Address of the site, ending with `/`; it wins over the one in `site.toml`.
    pub base_url: String,
    /// Trunk's output: two modules, each `<name>.js` and `<name>_bg.wasm`; the name of the keyword module
    /// contains `textsearch`.
    pub widget_dir: PathBuf,
    /// The prebuilt index: `manifest.json` and bundles.
    pub index_dir: PathBuf,
    /// The loader and what it shows.
    pub widget: WidgetSources,
    /// The site before, when each file is to stand compressed beside itself; what it has of them is taken over.
    pub compressed_after: Option<PathBuf>,
}

impl SiteOptions {
    /// Options for a site at the address that its content gives.
    #[must_use]
    pub fn new(site: &Site, widget_dir: &Path, index_dir: &Path) -> Self {
        Self {
            base_url: site.url.clone(),
            widget_dir: widget_dir.to_owned(),
            index_dir: index_dir.to_owned(),
            widget: WidgetSources::embedded(),
            compressed_after: None,
        }
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Number of HTML pages.
    pub pages: usize,
    /// Every file: path in the site to size in bytes.
    pub files: BTreeMap<String, usize>,
    /// Generation of the index, 16 hexadecimal digits.
    pub generation: String,
}

impl Report {
    /// Size of the whole site, in bytes.
    #[must_use]
    pub fn total_bytes(&self) -> usize {
        self.files.values().sum()
    }
}

/// Puts the site of a content in the place of the previous one, once all of it is there. Of a site of ours, only the files
/// that differ are written and put in place (see [`update`]).
///
/// # Errors
/// Those of [`site`], [`swap_in`] and [`update`]; but for those of the last one, the previous site is then untouched.
pub fn replace(content: &Content, options: &SiteOptions, out: &Path) -> Result<Report, PublishError> {
    replace_after(before(out)?, content, options, out)
}

/// The site that is in the place of the next one.
#[derive(Clone, Debug)]
pub struct Before(Option<Previous>);

/// Looks at the site in a folder; what is no site of ours is none.
///
/// # Errors
/// A folder of it cannot be read.
pub fn before(out: &Path) -> Result<Before, PublishError> {
    Ok(Before(match may_replace(out) {
        Ok(true) => files_of(out)?.map(|files| Previous { root: out.to_owned(), files }),
        _ => None,
    }))
}

/// The same as [`replace`], when the site before has been looked at.
///
/// # Errors
/// Those of [`replace`].
pub fn replace_after(
    Before(previous): Before,
    content: &Content,
    options: &SiteOptions,
    out: &Path,
) -> Result<Report, PublishError> {
    let staging = Staging::beside(out)?;
    let remembered = (options.index_dir.join(kept::FOLDER).join(memory::FILE), out.to_owned());
    let (report, memory) = write(content, options, staging.path(), previous.clone(), Some(&remembered))?;
    match previous {
        None => swap_in(staging.path(), out, &may_replace)?,
        Some(previous) => {
            update(staging.path(), out, &previous.files, |file| report.files.contains_key(file))?
        }
    }
    if let Some(memory) = memory {
        // The site is in place: what cannot be kept is made again the next time.
        drop(memory.write(&remembered.0, out));
    }
    Ok(report)
}

/// The style of the pages: the colours, our rules or the site's own, and what follows them.
fn style(content: &Content, tokens: &Tokens) -> String {
    let appearance = &content.appearance;
    let ours = tokens.for_pages();
    let style = appearance.style.as_deref().unwrap_or(STYLE);
    let added = appearance.added_style.as_ref().map(|added| format!("\n{added}")).unwrap_or_default();
    format!("{ours}{style}{added}")
}

/// An empty folder, or a site of ours.
fn may_replace(folder: &Path) -> io::Result<bool> {
    if folder.join(MARKER).is_file() || folder.join(MANIFEST).is_file() {
        return Ok(true);
    }
    Ok(folder.is_dir() && fs::read_dir(folder)?.next().is_none())
}

/// Writes the whole site into an empty folder (see [`Staging`]).
///
/// # Errors
/// The index or the widget is missing or does not fit, a record has a name that the site keeps for itself,
/// or a file cannot be written. What was written by then stays in `staging`.
pub fn site(content: &Content, options: &SiteOptions, staging: &Path) -> Result<Report, PublishError> {
    write(content, options, staging, None, None).map(|(report, _)| report)
}

/// The same, without the files that the site before has already. What pages were made from is read from the first path
/// that is `remembered`, for the site at the second.
fn write(
    content: &Content,
    options: &SiteOptions,
    staging: &Path,
    previous: Option<Previous>,
    remembered: Option<&(PathBuf, PathBuf)>,
) -> Result<(Report, Option<Memory>), PublishError> {
    let base = BaseUrl::parse(&options.base_url)?;
    html::check_names(content)?;
    let mut output = Output::create(staging)?.after(previous);
    let tokens = Tokens::parse(&options.widget.tokens)?;
    let download = download::publish(options, content, &base, &mut output)?;
    let outlines = match views::map::outlines(&content.outline) {
        Some(text) => Some(output.write_hashed("assets", "contours", "svg", text.as_bytes())?.path),
        None => None,
    };
    let orientation = match &download.guidance {
        Some(path) => {
            let script = download::filled(
                "orientation.js",
                ORIENTATION,
                GUIDANCE,
                &download::json(&format!("../{path}")),
            )?;
            output.write_hashed("assets", "orientation", "js", script.as_bytes())?.path
        }
        None => String::new(),
    };
    let rules = style(content, &tokens);
    let icon = content.appearance.icon.as_deref().unwrap_or(ICON);
    let assets = Assets {
        outlines,
        style: output.write_hashed("assets", "site", "css", rules.as_bytes())?.path,
        rules,
        icon: output.write_hashed("assets", "icone", "svg", icon.as_bytes())?.path,
        agenda: output.write_hashed("assets", "agenda", "js", AGENDA)?.path,
        orientation,
        guidance: download.guidance.clone().unwrap_or_default(),
        dates: output.write_hashed("assets", "dates", "js", DATES)?.path,
    };
    let pictures = images::publish(content, &mut output)?;
    let kept = if remembered.is_some() { Kept::beside(&options.index_dir) } else { Kept::nothing() };
    let making = html::Making { base: &base, assets: &assets, download: &download, remembered, kept: &kept };
    let listed = html::publish(&Directory::new(content, &kept), &making, pictures, &mut output)?;
    for (name, bytes) in &content.downloads {
        output.write(&format!("{FILES}/{name}"), bytes)?;
    }
    redirects::publish(content, &base, &mut output)?;
    hosting::publish(&base, &content.site, &assets.icon, &listed, &mut output)?;
    output.write(MARKER, b"azimut 1\n")?;
    if let Some(previous) = &options.compressed_after {
        compressed::publish(&mut output, previous)?;
    }
    let files = output.files().clone();
    site_links::check(content, &files)?;
    let pages = files.keys().filter(|path| path.ends_with(".html")).count();
    Ok((Report { pages, files, generation: download.generation }, output.into_memory()))
}
