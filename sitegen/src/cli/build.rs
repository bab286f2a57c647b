//! `sitegen build`: the index, then the site in the place of the previous one.

use std::panic::resume_unwind;
use std::thread;

use super::{BuildArgs, print, warn};
use crate::check;
use crate::diagnostics::Failure;
use crate::index;
use crate::publish::{self, SiteOptions, WidgetSources};

pub(super) fn run(args: &BuildArgs) -> Result<(), Failure> {
    let (content, mut warnings) = check::load_first(&args.content, args.date.resolve())?;
    // The site before is looked at meanwhile: it has thousands of folders.
    let (indexed, before, effects) = thread::scope(|scope| {
        let before = scope.spawn(|| publish::before(&args.out));
        let effects = scope.spawn(|| check::effects(&content));
        let indexed = index::rebuild(&content, &args.index);
        // A thread that panics panics here.
        let before = before.join().unwrap_or_else(|cause| resume_unwind(cause));
        (indexed, before, effects.join().unwrap_or_else(|cause| resume_unwind(cause)))
    });
    warnings.extend(effects);
    warn(&warnings);
    indexed?;
    let mut options = SiteOptions::new(&content.site, &args.widget, &args.index);
    if let Some(base_url) = &args.base_url {
        options.base_url.clone_from(base_url);
    }
    // Trunk's copies are the ones that the build has minified.
    options.widget = WidgetSources::read(&args.widget)?;
    options.compressed_after = args.compress.then(|| args.out.clone());
    let report = publish::replace_after(before?, &content, &options, &args.out)?;
    print(&format!(
        "{} pages, {} fichiers, {} ko dans {}\n",
        report.pages,
        report.files.len(),
        report.total_bytes().div_ceil(1000),
        args.out.display()
    ))
}
