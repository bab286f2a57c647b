//! `sitegen serve`: until Ctrl-C.

use super::{ServeArgs, print};
use crate::diagnostics::Failure;
use crate::serve;

pub(super) fn run(args: &ServeArgs) -> Result<(), Failure> {
    serve::until_interrupted(&args.dir, args.port, &args.under, |address| {
        let under = &args.under;
        print(&format!(
            "{} est servi sur http://{address}{under} (Ctrl-C pour arrêter)\n",
            args.dir.display()
        ))
    })?;
    print("Serveur arrêté.\n")
}
