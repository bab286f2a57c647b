//! Work that is kept from one run to the next, in a folder that is generated and not published: bytes by name, which
//! count while they would be made from the same by the same program. Without the folder everything is made anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use sha2::{Digest as _, Sha256};

/// The folder, in that of the index.
pub(crate) const FOLDER: &str = ".garde";

/// Work of the run before.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// Nothing is kept without a folder, or by a program that cannot tell which one it is.
    place: Option<(PathBuf, String)>,
}

/// Size in bytes and time of the last change in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) size: u64,
    pub(crate) changed: u128,
}

impl State {
    /// Those of a file; `None` when it cannot be looked at.
    pub(crate) fn of(file: &Path) -> Option<Self> {
        let about = fs::metadata(file).ok()?;
        let changed = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
        Some(Self { size: about.len(), changed })
    }
}

/// Which program this is: another one may make other things of the same. `None` when it cannot tell.
pub(crate) fn program() -> Option<String> {
    let State { size, changed } = State::of(&std::env::current_exe().ok()?)?;
    Some(format!("{} {size} {changed}", env!("CARGO_PKG_VERSION")))
}

impl Kept {
    /// What is kept in the folder of an index.
    pub(crate) fn beside(index: &Path) -> Self {
        Self { place: program().map(|program| (index.join(FOLDER), program)) }
    }

    /// Nothing, ever.
    pub(crate) fn nothing() -> Self {
        Self { place: None }
    }

    /// What was made from these parts, or is made now. What cannot be kept is made again the next time.
    pub(crate) fn or_make<E>(
        &self,
        name: &str,
        parts: &[&[u8]],
        make: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, E> {
        if let Some(made) = self.get(name, parts) {
            return Ok(made);
        }
        let made = make()?;
        self.keep(name, parts, &made);
        Ok(made)
    }

    /// What was made from these parts by this program.
    pub(crate) fn get(&self, name: &str, parts: &[&[u8]]) -> Option<Vec<u8>> {
        let (folder, program) = self.place.as_ref()?;
        let bytes = fs::read(folder.join(name)).ok()?;
        let made = bytes.strip_prefix(key(program, parts).as_slice())?;
        // Half a file is none.
        let (made, sum) = made.split_last_chunk::<32>()?;
        (Sha256::digest(made).as_slice() == sum).then(|| made.to_vec())
    }

    /// Keeps what was made from these parts, in the place of what has this name.
    pub(crate) fn keep(&self, name: &str, parts: &[&[u8]], made: &[u8]) {
        let Some((folder, program)) = &self.place else { return };
        let whole = [key(program, parts).as_slice(), made, Sha256::digest(made).as_slice()].concat();
        let (file, aside) = (folder.join(name), folder.join(format!("{name}.tmp")));
        drop(
            fs::create_dir_all(folder)
                .and_then(|()| fs::write(&aside, whole))
                .and_then(|()| fs::rename(&aside, &file)),
        );
    }
}

/// What stands for the parts that something was made from, and for who made it.
fn key(program: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in [program.as_bytes()].iter().chain(parts) {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::convert::Infallible;
    use std::fs;

    use super::{FOLDER, Kept};

    #[test]
    fn what_is_made_from_the_same_is_made_once() {
        let dir = tempfile::tempdir().unwrap();
        let made = Cell::new(0);
        let ask = |kept: &Kept, parts: &[&[u8]]| {
            let make = || {
                made.set(made.get() + 1);
                Ok::<_, Infallible>(parts.concat())
            };
            assert_eq!(kept.or_make("a", parts, make).unwrap(), parts.concat());
            made.get()
        };
        let kept = Kept::beside(dir.path());
        assert_eq!(ask(&kept, &[b"one", b"two"]), 1);
        assert_eq!(ask(&kept, &[b"one", b"two"]), 1);
        assert_eq!(ask(&Kept::beside(dir.path()), &[b"one", b"two"]), 1, "the next run too");
        assert_eq!(ask(&kept, &[b"onet", b"wo"]), 2, "other parts");
        assert_eq!(ask(&kept, &[b"one", b"two"]), 3, "the last ones alone are kept");
        assert_eq!(ask(&Kept::nothing(), &[b"one", b"two"]), 4);
        let file = dir.path().join(FOLDER).join("a");
        let bytes = fs::read(&file).unwrap();
        for cut in 0..bytes.len() {
            fs::write(&file, &bytes[..cut]).unwrap();
            assert_eq!(ask(&kept, &[b"one", b"two"]), 5 + cut, "cut at {cut}");
        }
    }
}
