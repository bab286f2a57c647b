//! `sitegen search`: one search, as the widget answers it.

use super::{SearchArgs, print};
use crate::diagnostics::Failure;
use crate::search::{Question, Searcher, iso_week};

pub(super) fn run(args: &SearchArgs) -> Result<(), Failure> {
    let searcher = Searcher::open(&args.index)?;
    let report = searcher.ask(&Question {
        words: args.words.join(" "),
        needs: args.needs.clone(),
        publics: args.publics.clone(),
        networks: args.networks.clone(),
        modes: args.modes.clone(),
        near: args.near.clone(),
        radius_km: args.radius,
        week: iso_week(args.date.resolve()),
        limit: args.limit,
        everywhere: args.everywhere,
        today: args.date.resolve(),
    })?;
    print(&if args.json { report.json() } else { report.text() })
}
