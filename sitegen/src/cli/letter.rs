//! `sitegen letter`: the monthly letter, as Markdown and as HTML for mail programs.

use super::{LetterArgs, print, warn};
use crate::check;
use crate::diagnostics::Failure;
use crate::french::io_reason;
use crate::publish::letter::letter;

pub(super) fn run(args: &LetterArgs) -> Result<(), Failure> {
    let (content, warnings) = check::load_or_fail(&args.content, args.date.resolve())?;
    warn(&warnings);
    let base_url = args.base_url.as_ref().unwrap_or(&content.site.url);
    let letter = letter(&content, base_url, args.month)?;
    let written = letter.write(&args.out).map_err(|fault| {
        Failure::other(format!("écriture dans {} : {}", args.out.display(), io_reason(&fault)))
    })?;
    print(&written.iter().map(|path| format!("{}\n", path.display())).collect::<String>())
}
