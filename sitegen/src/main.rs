//! The `sitegen` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    sitegen::cli::main()
}
