//! The folder in which templates and provisioned binaries are kept from one run to the next.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rustix::fs::{FlockOperation, flock};

use crate::Error;
use crate::identity::Identity;
use crate::surroundings::Surroundings;

/// How entries that are not finished are called.
const UNFINISHED: &str = "unfinished-";

/// A folder of entries that appear whole or not at all.
#[derive(Clone, Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The first usable of `$XDG_CACHE_HOME/pgdc`, `~/.cache/pgdc` and, for root,
    /// `/var/cache/pgdc`: the home of root is closed to the user that root steps down to.
    pub(crate) fn open(surroundings: &Surroundings, identity: &Identity) -> Result<Cache, Error> {
        let mut bases: Vec<PathBuf> = surroundings.folder("XDG_CACHE_HOME").into_iter().collect();
        bases.extend(surroundings.folder("HOME").map(|home| home.join(".cache")));
        bases.push(surroundings.root.join("var/cache"));
        bases
            .iter()
            .filter(|base| existing(base).is_some_and(|folder| identity.can_enter(folder)))
            .map(|base| base.join("pgdc"))
            .find(|folder| fs::create_dir_all(folder).is_ok() && tempfile::tempfile_in(folder).is_ok())
            .map(|folder| Cache { folder })
            .inspect(Cache::remove_leftovers)
            .ok_or_else(|| {
                let bases: Vec<String> =
                    bases.iter().map(|base| base.display().to_string()).collect();
                Error::new(format!(
                    "no folder for pgdc's cache can be written ({}); set XDG_CACHE_HOME to one that can",
                    bases.join(", ")
                ))
            })
    }

    /// The entry of this name, if it is there.
    pub(crate) fn find(&self, name: &str) -> Option<PathBuf> {
        Some(self.folder.join(name)).filter(|entry| entry.is_dir())
    }

    /// The entry of this name, made by `build` in an empty folder when it is not there. Of several
    /// processes that build the same entry one wins, and the others use its result.
    pub(crate) fn find_or_build<E: From<Error>>(
        &self,
        name: &str,
        build: impl FnOnce(&Path) -> Result<(), E>,
    ) -> Result<PathBuf, E> {
        if let Some(entry) = self.find(name) {
            return Ok(entry);
        }
        let failed = |error| {
            Error::caused(
                format!("cannot add {name} to the cache {}", self.folder.display()),
                error,
            )
        };
        let unfinished =
            tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(&self.folder).map_err(failed)?;
        // Held until it is finished, so that no other process takes it for a leftover.
        let _lock = lock(unfinished.path());
        build(unfinished.path())?;
        let entry = self.folder.join(name);
        match fs::rename(unfinished.path(), &entry) {
            Err(error) if !entry.is_dir() => Err(failed(error).into()),
            _ => Ok(entry),
        }
    }

    /// What a killed process left half built.
    fn remove_leftovers(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.filter_map(Result::ok) {
            if entry.file_name().to_string_lossy().starts_with(UNFINISHED)
                && age(&entry.path()) > A_MOMENT
                && lock(&entry.path()).is_some()
            {
                // A folder that stays is tried again at the next start.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// As long as it takes to lock a folder that was just made.
const A_MOMENT: Duration = Duration::from_secs(10);

/// The lock of a folder, if no other process has it.
fn lock(folder: &Path) -> Option<File> {
    let folder = File::open(folder).ok()?;
    flock(&folder, FlockOperation::NonBlockingLockExclusive).ok()?;
    Some(folder)
}

/// How long ago a path was last changed; zero when that cannot be told.
pub(crate) fn age(path: &Path) -> Duration {
    fs::symlink_metadata(path)
        .and_then(|metadata| metadata.modified())
        .ok()
        .and_then(|time| SystemTime::now().duration_since(time).ok())
        .unwrap_or_default()
}

fn existing(path: &Path) -> Option<&Path> {
    path.ancestors().find(|folder| folder.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache() -> (tempfile::TempDir, Cache) {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache { folder: folder.path().to_path_buf() };
        (folder, cache)
    }

    fn build(cache: &Cache, text: &str) -> PathBuf {
        cache
            .find_or_build::<Error>("entry", |folder| {
                fs::write(folder.join("file"), text).unwrap();
                Ok(())
            })
            .unwrap()
    }

    #[test]
    fn an_entry_is_built_once() {
        let (_folder, cache) = cache();
        build(&cache, "first");
        let entry = build(&cache, "second");
        assert_eq!(fs::read_to_string(entry.join("file")).unwrap(), "first");
    }

    #[test]
    fn a_failed_build_leaves_nothing() {
        let (folder, cache) = cache();
        let built = cache.find_or_build("entry", |_| Err(Error::new("broken")));
        assert_eq!(built.unwrap_err().to_string(), "broken");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn the_loser_of_a_race_uses_the_winners_entry() {
        let (folder, cache) = cache();
        let entry = cache
            .find_or_build::<Error>("entry", |_| {
                build(&cache, "winner");
                Ok(())
            })
            .unwrap();
        assert_eq!(fs::read_to_string(entry.join("file")).unwrap(), "winner");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
