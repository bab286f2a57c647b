//! `sitegen template`: our templates, to begin one's own from.

use super::{TemplateArgs, print};
use crate::diagnostics::{Failure, did_you_mean};
use crate::templates;

pub(super) fn run(args: &TemplateArgs) -> Result<(), Failure> {
    let Some(name) = &args.name else {
        return print(&templates::names().map(|name| format!("{name}\n")).collect::<String>());
    };
    match templates::source(name) {
        Some(source) => print(source),
        None => {
            let hint = did_you_mean(name, templates::names()).map(|hint| format!(" ; {hint}"));
            let hint = hint.unwrap_or_default();
            Err(Failure::other(format!("« {name} » n’est pas un modèle de sitegen{hint}")))
        }
    }
}
