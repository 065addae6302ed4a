//! The data folder of a new server: initdb takes half a second, a copy of its result 40 ms.

use std::fs::{self, Permissions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use crate::Error;
use crate::cache::Cache;
use crate::engine::Engine;
use crate::identity::Identity;

const INITDB: &[&str] =
    &["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "--wal-segsize=1"];

/// Makes `data`, a folder that is not there yet, by copying the template of these binaries; without
/// one, by initdb, whose result becomes the template.
pub(crate) fn fill(
    data: &Path,
    engine: &Engine,
    identity: &Identity,
    cache: Option<&Cache>,
) -> Result<(), Error> {
    let name = template_name(engine);
    if let Some(template) = cache.and_then(|cache| cache.find(&name)) {
        if copy_tree(&template.join("data"), data, identity).is_ok() {
            return Ok(());
        }
        // A template that cannot be copied only costs time.
        let _ = fs::remove_dir_all(data);
    }
    initdb(data, engine, identity)?;
    if let Some(cache) = cache {
        // The next start is slow again if this fails; this one is not touched.
        let _ = cache.find_or_build::<Error>(&name, |folder| {
            let keep_owner = Identity::caller();
            copy_tree(data, &folder.join("data"), &keep_owner)
                .map_err(|error| Error::caused("cannot copy the template", error))
        });
    }
    Ok(())
}

/// Differs whenever the binaries or our way of calling initdb do.
fn template_name(engine: &Engine) -> String {
    let changed = fs::metadata(engine.bin.join("postgres"))
        .map(|metadata| (metadata.mtime(), metadata.mtime_nsec()))
        .ok();
    let mut hasher = DefaultHasher::new();
    (&engine.build, &engine.bin, changed, INITDB).hash(&mut hasher);
    format!("template-{}-{:016x}", engine.version, hasher.finish())
}

fn initdb(data: &Path, engine: &Engine, identity: &Identity) -> Result<(), Error> {
    let program = engine.bin.join("initdb");
    let output = identity
        .command(&program)
        .args(INITDB)
        .arg("-D")
        .arg(data)
        .output()
        .map_err(|error| Error::caused(format!("cannot run {}", program.display()), error))?;
    if output.status.success() {
        return Ok(());
    }
    let reason = String::from_utf8_lossy(&output.stderr);
    Err(Error::new(format!("{} failed ({}): {}", program.display(), output.status, reason.trim())))
}

/// Copies files and folders, closed to everybody but the new owner as PostgreSQL demands.
pub(crate) fn copy_tree(from: &Path, to: &Path, owner: &Identity) -> io::Result<()> {
    fs::create_dir(to)?;
    fs::set_permissions(to, Permissions::from_mode(0o700))?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target, owner)?;
        } else {
            fs::copy(entry.path(), &target)?;
            owner.own(&target)?;
        }
    }
    owner.own(to)
}
