//! The private folder of one server: its data, socket and log. It lives in memory where it can.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::FlockOperation;
use tempfile::TempDir;

use crate::Error;
use crate::cache::age;
use crate::identity::Identity;
use crate::surroundings::Surroundings;

/// The port names the socket file. It is that of the addresses to listen on too, which are few.
pub(crate) const PORT: u16 = 5433;

const PREFIX: &str = "pgdc-";
const LOCK: &str = "lock";

/// The shortest limit of a socket's path among the systems that PostgreSQL runs on.
const MAX_SOCKET_PATH: usize = 103;

/// What a folder in memory must have free: a cluster takes 30 MB, the rest is for rows.
const MIN_FREE: u64 = 256 << 20;

/// A folder that goes away with its owner. Its lock file is held as long as the owner lives.
#[derive(Debug)]
pub(crate) struct WorkDir {
    folder: TempDir,
    _lock: File,
}

impl WorkDir {
    /// Makes a folder that belongs to the server's user, and removes those of owners that died.
    pub(crate) fn create(
        surroundings: &Surroundings,
        identity: &Identity,
    ) -> Result<WorkDir, Error> {
        let in_memory = [surroundings.folder("XDG_RUNTIME_DIR"), Some("/dev/shm".into())];
        let on_disk = [surroundings.folder("TMPDIR"), Some("/tmp".into())];
        let in_memory: Vec<PathBuf> = in_memory.into_iter().flatten().collect();
        let on_disk: Vec<PathBuf> = on_disk.into_iter().flatten().collect();

        for base in in_memory.iter().chain(&on_disk) {
            sweep(base, identity);
        }
        let roomy = in_memory.into_iter().filter(|base| free_space(base) >= MIN_FREE);
        let mut last_error = None;
        for base in roomy.chain(on_disk) {
            if socket_path(&base.join("pgdc-123456")).as_os_str().len() > MAX_SOCKET_PATH
                || !identity.can_write(&base)
            {
                continue;
            }
            match WorkDir::create_in(&base, identity) {
                Ok(folder) => return Ok(folder),
                Err(error) => last_error = Some(error),
            }
        }
        let message = format!(
            "no folder for a server's files: $XDG_RUNTIME_DIR, /dev/shm, $TMPDIR and /tmp are full, too long or closed to {}; \
             set TMPDIR to a folder that can be written",
            identity.name()
        );
        Err(match last_error {
            Some(error) => Error::caused(message, error),
            None => Error::new(message),
        })
    }

    fn create_in(base: &Path, identity: &Identity) -> io::Result<WorkDir> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(base)?;
        // Under its final name the lock file is locked from the first moment.
        let unlocked = folder.path().join("lock.new");
        let lock = File::create_new(&unlocked)?;
        rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
        fs::rename(&unlocked, folder.path().join(LOCK))?;
        identity.own(folder.path())?;
        Ok(WorkDir { folder, _lock: lock })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data")
    }
}

fn socket_path(folder: &Path) -> PathBuf {
    folder.join(format!(".s.PGSQL.{PORT}"))
}

fn free_space(folder: &Path) -> u64 {
    rustix::fs::statvfs(folder).map_or(0, |stat| stat.f_bavail.saturating_mul(stat.f_frsize))
}

/// Removes the folders of owners that died together with their supervisor.
fn sweep(base: &Path, identity: &Identity) {
    let Ok(entries) = fs::read_dir(base) else { return };
    for entry in entries.filter_map(Result::ok) {
        let folder = entry.path();
        if !entry.file_name().to_string_lossy().starts_with(PREFIX)
            || !is_ours(&folder, identity)
            || !is_abandoned(&folder)
        {
            continue;
        }
        match UnixStream::connect(socket_path(&folder)) {
            Ok(_) => stop(&folder, identity),
            // A folder that stays is tried again at the next start.
            Err(_) => drop(fs::remove_dir_all(&folder)),
        }
    }
}

fn is_ours(folder: &Path, identity: &Identity) -> bool {
    fs::symlink_metadata(folder).is_ok_and(|metadata| {
        let uid = metadata.uid();
        metadata.is_dir() && (uid == identity.uid() || uid == rustix::process::geteuid().as_raw())
    })
}

/// Whether no process holds the lock. A folder without a lock file may be about to get one.
fn is_abandoned(folder: &Path) -> bool {
    let lock = folder.join(LOCK);
    if !fs::symlink_metadata(&lock).is_ok_and(|metadata| metadata.is_file()) {
        return age(folder) > Duration::from_secs(3600);
    }
    File::open(&lock).is_ok_and(|lock| {
        rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok()
    })
}

/// Tells a server without an owner to stop; the next sweep removes its folder. The signal is sent as
/// the server's user, who can do no harm to others whatever the file says.
fn stop(folder: &Path, identity: &Identity) {
    let Ok(text) = fs::read_to_string(folder.join("data/postmaster.pid")) else { return };
    let Some(pid) = text.lines().next().filter(|pid| pid.parse::<u32>().is_ok()) else { return };
    // A server that ended by itself in the meantime is as good.
    let _ = identity.command(Path::new("/bin/sh")).args(["-c", "kill -QUIT \"$0\"", pid]).status();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn me() -> Identity {
        Identity::current().unwrap()
    }

    #[test]
    fn a_folder_in_use_survives_a_sweep_and_an_abandoned_one_does_not() {
        let base = tempfile::tempdir().unwrap();
        let used = WorkDir::create_in(base.path(), &me()).unwrap();
        let abandoned = base.path().join("pgdc-abandoned");
        fs::create_dir(&abandoned).unwrap();
        fs::write(abandoned.join(LOCK), "").unwrap();
        let young = base.path().join("pgdc-young");
        fs::create_dir(&young).unwrap();

        sweep(base.path(), &me());
        assert!(used.path().is_dir() && young.is_dir());
        assert!(!abandoned.exists());
    }

    #[test]
    fn a_link_is_never_followed() {
        let base = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join(LOCK), "").unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), base.path().join("pgdc-link")).unwrap();
        sweep(base.path(), &me());
        assert!(elsewhere.path().join(LOCK).exists());
    }
}
