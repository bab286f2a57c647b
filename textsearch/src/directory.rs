//! A read-only Tantivy directory over the bytes of a text bundle: files are slices, nothing is copied.

use core::ops::Range;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::Fault;
use engine::bundle::{AGES, EVERYDAY, FILES, LESSONS, Reader, TERMS, UNITS, file_tag};
use engine::codec::Decoder;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, OwnedBytes, WatchCallback, WatchHandle, WritePtr,
};

use crate::Result;

/// The files of a text bundle.
#[derive(Clone, Debug)]
pub(crate) struct BundleDirectory {
    bytes: OwnedBytes,
    files: Arc<[(String, Range<usize>)]>,
}

/// What a text bundle holds beside the files.
#[derive(Debug)]
pub(crate) struct Sides {
    /// The number that all bundles of one build share.
    pub(crate) generation: u64,
    /// The section that tells what each document stands for.
    pub(crate) units: Vec<u8>,
    /// The section of terms, empty when there is none.
    pub(crate) terms: Vec<u8>,
    /// The section of everyday words, empty when there is none.
    pub(crate) everyday: Vec<u8>,
    /// The section of what sentences ask for, empty when there is none.
    pub(crate) lessons: Vec<u8>,
    /// The section of the ages of publics, empty when there is none.
    pub(crate) ages: Vec<u8>,
}

impl BundleDirectory {
    /// Verifies the bundle and lists its files.
    pub(crate) fn open(bytes: Vec<u8>) -> Result<(Self, Sides)> {
        let reader = Reader::open(&bytes)?;
        let units = reader.section(UNITS)?.to_vec();
        let section = |tag| reader.section(tag).unwrap_or_default().to_vec();
        let sides = Sides {
            generation: reader.generation(),
            units,
            terms: section(TERMS),
            everyday: section(EVERYDAY),
            lessons: section(LESSONS),
            ages: section(AGES),
        };
        let mut input = Decoder::new(FILES, reader.section(FILES)?);
        let count = input.count();
        let names = input.column(count);
        let mut files = Vec::with_capacity(count);
        for (number, name) in names.into_iter().enumerate() {
            let Some(tag) = file_tag(number) else {
                input.fail(Fault::ManyFiles);
                break;
            };
            files.push((name.to_owned(), reader.range(tag)?));
        }
        input.finish()?;
        Ok((Self { bytes: OwnedBytes::new(bytes), files: files.into() }, sides))
    }

    fn file(&self, path: &Path) -> Option<OwnedBytes> {
        let found = self.files.iter().find(|(name, _)| Path::new(name) == path);
        found.map(|(_, range)| self.bytes.slice(range.clone()))
    }

    fn read(&self, path: &Path) -> core::result::Result<OwnedBytes, OpenReadError> {
        self.file(path).ok_or_else(|| OpenReadError::FileDoesNotExist(PathBuf::from(path)))
    }
}

fn read_only() -> io::Error {
    io::Error::from(io::ErrorKind::ReadOnlyFilesystem)
}

impl Directory for BundleDirectory {
    fn get_file_handle(&self, path: &Path) -> core::result::Result<Arc<dyn FileHandle>, OpenReadError> {
        Ok(Arc::new(self.read(path)?))
    }

    fn delete(&self, path: &Path) -> core::result::Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_owned() })
    }

    fn exists(&self, path: &Path) -> core::result::Result<bool, OpenReadError> {
        Ok(self.file(path).is_some())
    }

    fn open_write(&self, path: &Path) -> core::result::Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_owned() })
    }

    fn atomic_read(&self, path: &Path) -> core::result::Result<Vec<u8>, OpenReadError> {
        Ok(self.read(path)?.as_slice().to_vec())
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(read_only())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, _: &Lock) -> core::result::Result<DirectoryLock, LockError> {
        // Nobody writes, so there is nothing to guard.
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
