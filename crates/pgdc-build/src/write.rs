//! Files that are written whole or not at all.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::Error;

/// What became of a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// It was written.
    Written,
    /// It held the text already and was not touched.
    Unchanged,
}

/// How many bytes of a file are compared at once.
const PIECE: usize = 64 * 1024;

/// As many symbolic links in a row as Linux follows.
const LINKS: usize = 40;

/// Makes `path` hold `text`. A file that does so already is not touched, so that nothing is built anew
/// for its sake; any other is replaced in one step and keeps its permissions. A symbolic link stays one:
/// the file it leads to is written.
///
/// # Errors
/// The file cannot be read or written. Then it is as it was before, and nothing is left beside it. Of a process that
/// is killed meanwhile, the next one removes what is left.
pub fn write_if_changed(path: &Path, text: &str) -> Result<Outcome, Error> {
    let failed = |error| Error::caused(format!("cannot write {}", path.display()), error);
    let target = follow_links(path).map_err(failed)?;
    check_kind(path, &target)?;
    #[cfg(unix)]
    crate::beside::sweep(folder_of(&target));
    if holds(&target, text).map_err(failed)? {
        return Ok(Outcome::Unchanged);
    }
    replace(&target, text).map_err(|error| cannot_write(path, &target, error))?;
    Ok(Outcome::Written)
}

/// Makes `path` hold what `fill` writes, which may be long: a file that is there is replaced in one step, when all
/// is written. What is no file, such as a pipe, is written to as it is.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("albums.csv");
/// let rows = pgdc_build::write_whole(&path, |_| Ok(0))?;
/// assert!(rows == 0 && path.exists());
/// # Ok::<(), pgdc_build::Error>(())
/// ```
///
/// # Errors
/// The file cannot be written, or `fill` fails. Then it is as it was before, and nothing is left beside it. Of a
/// process that is killed meanwhile, the next one removes what is left.
pub fn write_whole<T>(
    path: &Path,
    fill: impl FnOnce(&mut dyn io::Write) -> Result<T, Error>,
) -> Result<T, Error> {
    // Of the path as it stands: the links of `/dev/stdout` end in something that has no name.
    let found = fs::metadata(path).ok();
    let cannot = |error| cannot_write(path, path, error);
    if found.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(cannot(io::ErrorKind::IsADirectory.into()));
    }
    if found.is_some_and(|found| !found.is_file()) {
        return fill(&mut File::options().write(true).open(path).map_err(cannot)?);
    }
    let target = follow_links(path).map_err(cannot)?;
    let cannot = |error| cannot_write(path, &target, error);
    #[cfg(unix)]
    crate::beside::sweep(folder_of(&target));
    let mut file = new_file(&target).map_err(cannot)?;
    let value = fill(file.as_file_mut())?;
    put(file, &target).map_err(cannot)?;
    Ok(value)
}

fn cannot_write(path: &Path, target: &Path, error: io::Error) -> Error {
    let error = Error::caused(format!("cannot write {}", path.display()), error);
    match folder_of(target).is_dir() {
        true => error,
        false => error.with_help(format!("make the folder {}", folder_of(target).display())),
    }
}

fn follow_links(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..LINKS {
        match fs::read_link(&target) {
            Ok(next) => target = folder_of(&target).join(next),
            Err(_) => return Ok(target),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

/// A folder cannot be replaced by a file, and what is neither must not be: `/dev/stdout`, a pipe.
fn check_kind(path: &Path, target: &Path) -> Result<(), Error> {
    let name = path.display();
    match fs::metadata(target) {
        Ok(found) if found.is_dir() => Err(Error::new(format!(
            "cannot write {name}: it is a folder"
        ))
        .with_help(format!("name the file in it, such as {}", path.join("db.rs").display()))),
        Ok(found) if !found.is_file() => {
            Err(Error::new(format!("cannot write {name}: it is no regular file"))
                .with_help("`-` is the standard output"))
        }
        _ => Ok(()),
    }
}

/// Compares piece by piece: a module may have a hundred megabytes, and is in memory once already.
fn holds(path: &Path, text: &str) -> io::Result<bool> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let mut piece = vec![0; PIECE];
    let mut rest = text.as_bytes();
    loop {
        let read = match file.read(&mut piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        match rest.strip_prefix(&piece[..read]) {
            Some(_) if read == 0 => return Ok(rest.is_empty()),
            Some(after) => rest = after,
            None => return Ok(false),
        }
    }
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut file = new_file(path)?;
    file.write_all(text.as_bytes())?;
    put(file, path)
}

/// The new file is made beside the old one, since a rename does not cross file systems.
fn new_file(path: &Path) -> io::Result<NamedTempFile> {
    let folder = folder_of(path);
    // The error of a missing folder would name the new file.
    fs::metadata(folder)?;
    #[cfg(unix)]
    {
        crate::beside::create(folder)
    }
    #[cfg(not(unix))]
    {
        NamedTempFile::new_in(folder)
    }
}

/// It takes the place of the old one.
fn put(file: NamedTempFile, path: &Path) -> io::Result<()> {
    if let Ok(old) = fs::metadata(path) {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    if cfg!(unix) {
        // The rename itself; a folder cannot be opened as a file elsewhere.
        File::open(folder_of(path))?.sync_all()?;
    }
    Ok(())
}

/// The folder of a file; of a bare name, the current one.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    fn entries(folder: &Path) -> usize {
        fs::read_dir(folder).expect("a folder").count()
    }

    #[test]
    fn an_equal_file_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("db.rs");
        assert_eq!(write_if_changed(&path, "a").unwrap(), Outcome::Written);
        let past = SystemTime::now() - Duration::from_secs(1000);
        File::options().write(true).open(&path).unwrap().set_modified(past).unwrap();
        assert_eq!(write_if_changed(&path, "a").unwrap(), Outcome::Unchanged);
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), past);
        assert_eq!(write_if_changed(&path, "b").unwrap(), Outcome::Written);
        assert_eq!(fs::read_to_string(&path).unwrap(), "b");
        for (text, outcome) in [
            ("x".repeat(PIECE * 2), Outcome::Written),
            ("x".repeat(PIECE * 2), Outcome::Unchanged),
            ("x".repeat(PIECE * 2) + "x", Outcome::Written),
            ("x".repeat(PIECE * 2), Outcome::Written),
            (String::new(), Outcome::Written),
            (String::new(), Outcome::Unchanged),
        ] {
            assert_eq!(write_if_changed(&path, &text).unwrap(), outcome);
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(entries(folder.path()), 1);
    }

    #[test]
    fn a_failure_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        // A folder cannot be replaced by a file.
        let path = folder.path().join("db.rs");
        fs::create_dir(&path).unwrap();
        assert!(write_if_changed(&path, "a").is_err());
        assert_eq!(entries(folder.path()), 1);

        let given_up = write_whole(&folder.path().join("a.csv"), |file| {
            file.write_all(b"half").unwrap();
            Err::<(), _>(Error::new("given up"))
        });
        assert!(given_up.is_err() && entries(folder.path()) == 1);
        assert!(write_whole(&path, |_| Ok(())).is_err(), "a folder");

        let error = write_if_changed(&folder.path().join("no/db.rs"), "a").unwrap_err();
        assert!(error.help().is_some_and(|help| help.ends_with("/no")), "{error:?}");
    }

    #[cfg(unix)]
    #[test]
    fn what_a_killed_process_left_is_removed_either_way() {
        let folder = tempfile::tempdir().unwrap();
        let (left, path) = (folder.path().join(".pgdc-aB3dE6.new"), folder.path().join("a"));
        fs::write(&left, "half").unwrap();
        write_if_changed(&path, "a").unwrap();
        assert!(!left.exists());
        fs::write(&left, "half").unwrap();
        write_whole(&path, |_| Ok(())).unwrap();
        assert_eq!(entries(folder.path()), 1);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.rs"), folder.path().join("db.rs"));
        symlink("real.rs", &link).unwrap();
        write_if_changed(&link, "a").unwrap();
        assert_ne!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        write_if_changed(&link, "b").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "b");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        symlink("loop.rs", folder.path().join("loop.rs")).unwrap();
        assert!(write_if_changed(&folder.path().join("loop.rs"), "a").is_err());
    }
}
