//! A set of server binaries that runs.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::identity::Identity;

/// The version of a PostgreSQL server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVersion {
    /// The number that decides about features: 15 for 15.18, and for 15beta2.
    pub major: u32,
    /// The version as the server writes it, for example `15.18`.
    pub text: String,
}

impl fmt::Display for ServerVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl ServerVersion {
    /// Reads what `postgres --version` prints: `postgres (PostgreSQL) 15.18 (Debian 15.18-0)`.
    fn parse(line: &str) -> Option<ServerVersion> {
        let text = line.split_once("(PostgreSQL)")?.1.split_whitespace().next()?;
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        Some(ServerVersion { major: text[..digits].parse().ok()?, text: text.to_owned() })
    }
}

/// A folder with `postgres` and `initdb`, tried and of known version.
#[derive(Clone, Debug)]
pub(crate) struct Engine {
    pub(crate) bin: PathBuf,
    pub(crate) version: ServerVersion,
    /// The whole line of `postgres --version`, which tells one build from another.
    pub(crate) build: String,
}

impl Engine {
    /// Runs `postgres --version` as the server's user: whatever is missing (a library, the right to
    /// read) shows here. The error is the reason, for a reader.
    pub(crate) fn probe(bin: &Path, identity: &Identity) -> Result<Engine, String> {
        let program = bin.join("postgres");
        let output = identity.command(&program).arg("--version").output().map_err(|error| {
            match error.kind() {
                io::ErrorKind::PermissionDenied => {
                    format!("{} may not run {}", identity.name(), program.display())
                }
                _ => format!("{} does not run: {error}", program.display()),
            }
        })?;
        if !output.status.success() {
            let reason = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{} does not run: {}", program.display(), reason.trim()));
        }
        let build = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let version = ServerVersion::parse(&build)
            .ok_or_else(|| format!("{} --version says {build:?}", program.display()))?;
        Ok(Engine { bin: bin.to_path_buf(), version, build })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_every_vendor() {
        let cases = [
            ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15, "15.18"),
            ("postgres (PostgreSQL) 18.4", 18, "18.4"),
            ("postgres (PostgreSQL) 19beta2", 19, "19beta2"),
            ("postgres (PostgreSQL) 20devel", 20, "20devel"),
        ];
        for (line, major, text) in cases {
            let expected = ServerVersion { major, text: text.to_owned() };
            assert_eq!(ServerVersion::parse(line), Some(expected));
        }
        assert_eq!(ServerVersion::parse("something else"), None);
    }
}
