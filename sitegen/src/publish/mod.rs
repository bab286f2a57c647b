//! The site: pages, what the widget downloads, and what hosts need, written into an empty folder that then
//! replaces the previous site whole.
//!
//! The same content gives the same bytes: nothing here reads the clock, and every list has an order of its
//! own. Pages link to each other by relative addresses, so that the site works in any folder of a host.

mod address;
mod download;
mod error;
mod french;
mod hosting;
pub mod hours;
mod json_ld;
mod markdown;
mod output;
mod pages;
mod shell;
mod swap;
mod templates;
mod views;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use error::PublishError;
pub use shell::WidgetSources;
pub use swap::{Staging, swap_in};

use self::address::BaseUrl;
use self::output::Output;
use self::pages::Assets;
use self::views::Directory;
use crate::cli::{BuildArgs, print};
use crate::content::model::Site;
use crate::content::{self, Content};
use crate::diagnostics::Origin;
use crate::failure::Failure;
use crate::index;

const STYLE: &[u8] = include_bytes!("../../assets/site.css");
const ICON: &[u8] = include_bytes!("../../assets/icone.svg");

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

/// `sitegen build`: the index, then the site in the place of the previous one.
///
/// # Errors
/// The problems of the content, or why the index or the site could not be written; the previous site is
/// then untouched.
pub fn build(args: &BuildArgs) -> Result<(), Failure> {
    let content = content::load_or_fail(&args.content, args.date.resolve())?;
    index::build(&content)?.write(&args.index)?;
    let mut options = SiteOptions::new(&content.site, &args.widget, &args.index);
    if let Some(base_url) = &args.base_url {
        options.base_url.clone_from(base_url);
    }
    // Trunk's copies are the ones that the build has minified.
    options.widget = WidgetSources::read(&args.widget)?;
    let staging = Staging::beside(&args.out)?;
    let report = site(&content, &options, staging.path())?;
    swap_in(staging.path(), &args.out)?;
    print(&format!(
        "{} pages, {} fichiers, {} ko dans {}\n",
        report.pages,
        report.files.len(),
        report.total_bytes().div_ceil(1000),
        args.out.display()
    ))
}

/// Writes the whole site into an empty folder (see [`Staging`]).
///
/// # Errors
/// The index or the widget is missing or does not fit, a record has a name that the site keeps for itself,
/// or a file cannot be written. What was written by then stays in `staging`.
pub fn site(content: &Content, options: &SiteOptions, staging: &Path) -> Result<Report, PublishError> {
    let base = BaseUrl::parse(&options.base_url)?;
    check_names(content)?;
    let mut output = Output::create(staging)?;
    let download = download::publish(options, content, &base, &mut output)?;
    let assets = Assets {
        style: output.write_hashed("assets", "site", "css", STYLE)?.path,
        icon: output.write_hashed("assets", "icone", "svg", ICON)?.path,
    };
    let listed = pages::publish(&Directory::new(content), &base, &assets, &download, &mut output)?;
    hosting::publish(&base, &listed, &mut output)?;
    output.write(swap::MARKER, b"azimut 1\n")?;
    let files = output.files().clone();
    let pages = files.keys().filter(|path| path.ends_with(".html")).count();
    Ok(Report { pages, files, generation: download.generation })
}

/// Records must not stand where the site puts something else.
fn check_names(content: &Content) -> Result<(), PublishError> {
    let refuse = |origin: &Origin, name: &str| Err(PublishError::Reserved(origin.clone(), name.to_owned()));
    for page in &content.pages {
        if pages::RESERVED.contains(&page.slug.as_str()) {
            return refuse(&page.origin, &page.slug);
        }
    }
    for structure in &content.structures {
        if pages::RESERVED_STRUCTURES.contains(&structure.id.as_str()) {
            return refuse(&structure.origin, &structure.id);
        }
    }
    Ok(())
}
