//! toasty, in the process of a program that is a workspace of its own: `toasty/`.
//!
//! Its Cargo.lock cannot be that of the other peers: the drivers for SQLite of sqlx and of toasty, which neither of them uses
//! here, ask for two versions of a C library of which a Cargo.lock can hold one.

use std::path::PathBuf;
use std::process::Command;

use super::process;
use crate::AnyError;
use crate::contestant::{Contestant, Entry};
use crate::report::version_in;

/// Its version is not in the `Cargo.lock` of the others: see [`prepare`].
pub(crate) const TOASTY: Entry =
    Entry { name: NAME, packages: &[], open: |url| Box::pin(async move { open(&url) }) };

const NAME: &str = "toasty";
const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/toasty/Cargo.toml");
const LOCK: &str = include_str!("../../toasty/Cargo.lock");

/// Builds the program, and gives the version of toasty in it.
///
/// # Errors
/// It cannot be built.
pub(crate) fn prepare() -> Result<Option<(String, String)>, AnyError> {
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--release", "--locked", "--manifest-path", MANIFEST, "--target-dir"])
        .arg(target()?)
        .status()?;
    match status.success() {
        true => Ok(version_in(LOCK, NAME).map(|version| (NAME.to_owned(), version))),
        false => Err(format!("{MANIFEST} cannot be built: see above").into()),
    }
}

fn target() -> Result<PathBuf, AnyError> {
    Ok(std::env::current_exe()?.with_file_name("../bench-toasty"))
}

fn open(url: &str) -> Result<Box<dyn Contestant>, AnyError> {
    let program = target()?.join("release/pgdc-bench-toasty");
    process::start(NAME, Command::new(program).arg(url))
}
