//! Why a command gives up, with its exit code: 1 when the content or the machine is at fault, 2 when the
//! command was written wrong.

use std::fmt;
use std::io;
use std::path::Path;

use super::Diagnostics;
use crate::french::io_reason;

/// Why a command gives up.
#[derive(Clone, Debug)]
pub struct Failure {
    code: u8,
    message: String,
    diagnostics: Diagnostics,
}

impl Failure {
    /// Errors in the content; they are shown, then their count.
    #[must_use]
    pub fn content(diagnostics: Diagnostics) -> Self {
        Self { code: 1, message: String::new(), diagnostics }
    }

    /// The command itself is wrong.
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self { code: 2, message: message.into(), diagnostics: Diagnostics::new() }
    }

    /// Something else, in French, without a full stop.
    #[must_use]
    pub fn other(message: impl Into<String>) -> Self {
        Self { code: 1, message: message.into(), diagnostics: Diagnostics::new() }
    }

    /// An input or output failure; `action` begins the sentence (« écriture de »).
    #[must_use]
    pub fn io(action: &str, path: &Path, fault: &io::Error) -> Self {
        Self::other(format!("{action} {} : {}", path.display(), io_reason(fault)))
    }

    /// The exit code of the program.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        self.code
    }

    /// The problems of the content, when that is what failed.
    #[must_use]
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.diagnostics.is_empty() { f.write_str(&self.message) } else { self.diagnostics.fmt(f) }
    }
}

impl std::error::Error for Failure {}
