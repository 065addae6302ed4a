//! The library links of an npm package of PostgreSQL. A package cannot hold links, so it lists them
//! for an install script, which npm does not run.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Component, Path};

use serde_json::Value;

/// Makes the links of the package whose `native/bin` this is, and says whether any was made.
pub(crate) fn make_links(bin: &Path) -> bool {
    let Some((native, package)) = bin.parent().and_then(|native| Some((native, native.parent()?)))
    else {
        return false;
    };
    let list = fs::read(native.join("pg-symlinks.json")).ok();
    let Some(Value::Array(links)) = list.and_then(|list| serde_json::from_slice(&list).ok()) else {
        return false;
    };
    // The links are relative to the package, as both of their ends are.
    let made = links.iter().filter(|link| make_link(package, link).is_some());
    made.count() > 0
}

/// One entry: `{"source": "native/lib/libpq.so.5.18", "target": "native/lib/libpq.so.5"}`.
fn make_link(package: &Path, link: &Value) -> Option<()> {
    let end =
        |name: &str| link.get(name)?.as_str().map(Path::new).filter(|path| stays_inside(path));
    let (source, target) = (package.join(end("source")?), package.join(end("target")?));
    fs::create_dir_all(target.parent()?).ok()?;
    symlink(relative(&source, &target)?, &target).ok()
}

/// Whether a path cannot lead out of the folder it is joined to.
fn stays_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

/// The way from a link to what it points to: the package may be moved as a whole.
fn relative(source: &Path, link: &Path) -> Option<std::path::PathBuf> {
    let folder = link.parent()?;
    let common = folder.ancestors().find(|ancestor| source.starts_with(ancestor))?;
    let up = folder.strip_prefix(common).ok()?.components().map(|_| Component::ParentDir);
    Some(up.collect::<std::path::PathBuf>().join(source.strip_prefix(common).ok()?))
}
