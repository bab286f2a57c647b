//! `sitegen journal`: what has changed in the directory, written down for its readers.

use super::{JournalArgs, print, warn};
use crate::check;
use crate::diagnostics::Failure;
use crate::french;
use crate::journal::record;

pub(super) fn run(args: &JournalArgs) -> Result<(), Failure> {
    let day = args.date.resolve();
    let (now, warnings) = check::load_or_fail(&args.content, day)?;
    let before = check::load_or_fail(&args.before, day);
    if before.is_err() {
        // The problems name their files from the content: they are not those of today.
        eprintln!("dans le contenu d’avant, {} :", args.before.display());
    }
    let (before, _) = before?;
    warn(&warnings);
    let entries = record(&before, &now, &args.content, day)?;
    let mut out = String::new();
    for entry in &entries {
        let details = entry.details.as_ref().map(|text| format!(" – {text}")).unwrap_or_default();
        out.push_str(&format!("{} : {}{details}\n", entry.name, entry.what.title()));
    }
    out.push_str(&match entries.len() {
        0 => "rien n’a changé dans l’annuaire\n".to_owned(),
        count => {
            format!("{} dans journal.toml\n", french::counted(count, "changement noté", "changements notés"))
        }
    });
    print(&out)
}
