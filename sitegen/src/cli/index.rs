//! `sitegen index`: the index alone.

use super::{IndexArgs, print, warn};
use crate::check;
use crate::diagnostics::Failure;
use crate::french;
use crate::index;

pub(super) fn run(args: &IndexArgs) -> Result<(), Failure> {
    let (content, warnings) = check::load_or_fail(&args.content, args.date.resolve())?;
    warn(&warnings);
    let index = index::rebuild(&content, &args.out)?;
    let shard = &index.manifest.shards[0];
    print(&format!(
        "{}, {} dans {}\n",
        french::counted(shard.structures, "structure", "structures"),
        french::counted(shard.places, "lieu d’accueil", "lieux d’accueil"),
        args.out.display()
    ))
}
