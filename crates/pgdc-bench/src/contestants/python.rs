//! The libraries of Python, each in a process of its own that does what it is told: `python/contestant.py`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::process;
use crate::AnyError;
use crate::contestant::{Contestant, Entry};

/// They have no packages in the `Cargo.lock`: see [`prepare`].
pub(crate) const PYTHON: &[Entry] = &[
    Entry { name: "asyncpg", packages: &[], open: |url| Box::pin(async { open("asyncpg", url) }) },
    Entry {
        name: "fastasyncpg",
        packages: &[],
        open: |url| Box::pin(async { open("fastasyncpg", url) }),
    },
    Entry { name: "psycopg", packages: &[], open: |url| Box::pin(async { open("psycopg", url) }) },
    Entry {
        name: "tracktolib",
        packages: &[],
        open: |url| Box::pin(async { open("tracktolib", url) }),
    },
];

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/python/contestant.py");
const PACKAGES: [&str; 5] =
    ["asyncpg", "fastasyncpg", "psycopg[binary]", "tracktolib[pg]", "uvloop"];

/// Makes the virtual environment, where it is not there yet, and gives the versions of what is in it.
///
/// # Errors
/// There is no Python on this machine, or the packages cannot be had.
pub(crate) fn prepare() -> Result<BTreeMap<String, String>, AnyError> {
    let folder = environment()?;
    let run = |program: &Path, args: &[&str]| -> Result<String, AnyError> {
        let output = Command::new(program).args(args).output()?;
        match output.status.success() {
            true => Ok(String::from_utf8(output.stdout)?),
            false => Err(String::from_utf8_lossy(&output.stderr).into()),
        }
    };
    let python = folder.join("bin/python");
    if !python.exists() {
        run(Path::new("python3"), &["-m", "venv", &folder.to_string_lossy()])?;
    }
    run(&python, &[&["-m", "pip", "install", "--quiet"], &PACKAGES[..]].concat())?;
    let listed = run(&python, &["-m", "pip", "list", "--format", "freeze"])?;
    let wanted = PACKAGES.map(|package| package.split('[').next().unwrap_or(package));
    let versions = listed.lines().filter_map(|line| line.split_once("=="));
    let versions = versions.filter(|(package, _)| wanted.contains(package));
    Ok(versions.map(|(package, version)| (package.to_owned(), version.to_owned())).collect())
}

fn environment() -> Result<PathBuf, AnyError> {
    Ok(std::env::current_exe()?.with_file_name("../bench-python"))
}

fn open(library: &'static str, url: String) -> Result<Box<dyn Contestant>, AnyError> {
    let python = environment()?.join("bin/python");
    process::start(library, Command::new(python).args([SCRIPT, library, &url]))
}
