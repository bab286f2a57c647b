//! The `sitegen` program.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Thousands of pages are made of small texts: the allocator of the C library takes a fifth of a build.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    sitegen::cli::main()
}
