//! A made-up machine in a temporary folder, with programs that are shell scripts.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::surroundings::Surroundings;

/// `usr`, `home`, `projects/app` (the current folder), `venv` and `path` (all of `PATH`) in one folder.
pub(crate) struct Machine(TempDir);

impl Machine {
    pub(crate) fn new() -> Machine {
        // Open to the user to whom root steps down.
        let everybody = Permissions::from_mode(0o755);
        let machine = Machine(tempfile::Builder::new().permissions(everybody).tempdir().unwrap());
        fs::create_dir(machine.at("path")).unwrap();
        fs::create_dir(machine.at("cache")).unwrap();
        machine
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.0.path().canonicalize().unwrap().join(path)
    }

    /// A program whose script follows the first line.
    pub(crate) fn program(&self, path: &str, script: &str) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
    }

    /// A folder with a `postgres` of this version and an `initdb` that fails.
    pub(crate) fn server(&self, bin: &str, version: &str) -> PathBuf {
        self.program(
            &format!("{bin}/postgres"),
            &format!("echo 'postgres (PostgreSQL) {version}'"),
        );
        self.program(&format!("{bin}/initdb"), "echo 'initdb: error: a fake' >&2; exit 1");
        self.at(bin)
    }

    pub(crate) fn link(&self, from: &str, to: &str) {
        symlink(self.at(from), self.at(to)).unwrap();
    }

    pub(crate) fn surroundings(&self) -> Surroundings {
        let var = |name: &str, path: &str| (name.into(), self.at(path).into_os_string());
        Surroundings {
            root: self.at(""),
            current_dir: self.at("projects/app"),
            vars: [
                var("PATH", "path"),
                var("HOME", "home"),
                var("VIRTUAL_ENV", "venv"),
                var("XDG_CACHE_HOME", "cache"),
            ]
            .into(),
            pg_config_bindir: None,
        }
    }

    /// A path or message of this machine with the machine's folder as `/`.
    pub(crate) fn relative(&self, text: &str) -> String {
        text.replace(
            &format!("{}/", Path::new(&self.at("")).display().to_string().trim_end_matches('/')),
            "/",
        )
    }
}
