//! The new file beside the old one, until it takes its place. A process that is killed leaves it there, and the
//! next one removes it: whoever writes such a file holds a lock on it.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use tempfile::NamedTempFile;

const PREFIX: &str = ".pgdc-";
const SUFFIX: &str = ".new";
/// Between the two, random letters.
const LETTERS: usize = 6;

/// Makes a file in the folder that is removed when it is dropped.
pub(crate) fn create(folder: &Path) -> io::Result<NamedTempFile> {
    loop {
        let file = tempfile::Builder::new()
            .prefix(PREFIX)
            .suffix(SUFFIX)
            .rand_bytes(LETTERS)
            // As for any new file: the umask takes its part. The default is for secrets, 0600.
            .permissions(fs::Permissions::from_mode(0o666))
            .tempfile_in(folder)
            // Tempfile's own text has the random name.
            .map_err(|error| io::Error::from(error.kind()))?;
        // Another process may have taken it for a leftover before it was locked. Where files cannot be locked, no
        // process removes what another has made.
        let is_locked = flock(file.as_file(), FlockOperation::LockExclusive).is_ok();
        if !is_locked || file.as_file().metadata()?.nlink() > 0 {
            return Ok(file);
        }
    }
}

/// Removes what killed processes left in the folder. One that stays is tried again by the next.
pub(crate) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && is_name(&entry.file_name().to_string_lossy()) && is_abandoned(&entry.path()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_name(name: &str) -> bool {
    let letters = name.strip_prefix(PREFIX).and_then(|name| name.strip_suffix(SUFFIX));
    letters.is_some_and(|letters| {
        letters.len() == LETTERS && letters.bytes().all(|letter| letter.is_ascii_alphanumeric())
    })
}

/// Whether no process holds the lock.
fn is_abandoned(path: &Path) -> bool {
    File::open(path)
        .is_ok_and(|file| flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_left_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let mine = create(folder.path()).unwrap();
        for name in [".pgdc-aB3dE6.new", ".pgdc-notes", ".pgdc-toolong.new", "db.rs"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        sweep(folder.path());
        let entries = fs::read_dir(folder.path()).unwrap();
        let mut left: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        left.sort();
        let mut expected: Vec<_> = [".pgdc-notes", ".pgdc-toolong.new", "db.rs"]
            .iter()
            .map(|name| folder.path().join(name))
            .chain([mine.path().to_owned()])
            .collect();
        expected.sort();
        assert_eq!(left, expected);
    }
}
