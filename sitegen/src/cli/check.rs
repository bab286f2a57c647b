//! `sitegen check`: the report is what was asked for, so it goes to the standard output.

use std::io;

use super::{CheckArgs, CheckFormat, print};
use crate::check;
use crate::diagnostics::Failure;
use crate::diagnostics::render::{Style, render, render_all};
use crate::french;

pub(super) fn run(args: &CheckArgs) -> Result<(), Failure> {
    let (content, diagnostics) = check::load(&args.content, args.date.resolve());
    let style = match args.format {
        CheckFormat::Json => Style::Json,
        CheckFormat::Text => Style::for_stream(&io::stdout()),
    };
    let report = if args.all { render_all(&diagnostics, style) } else { render(&diagnostics, style) };
    print(&report)?;
    match content {
        Some(content) if style != Style::Json => print(&format!(
            "{}, {} ; {}\n",
            french::counted(content.structures.len(), "structure", "structures"),
            french::counted(content.place_count(), "lieu d’accueil", "lieux d’accueil"),
            french::counted(
                content.members_only,
                "réservée aux membres, laissée de côté",
                "réservées aux membres, laissées de côté"
            )
        )),
        Some(_) => Ok(()),
        // Everything has been said.
        None => Err(Failure::other("")),
    }
}
