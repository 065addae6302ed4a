//! The part of the process's environment that the search for binaries looks at, as plain data, so
//! that a test can make one up.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Variables, folders and what `pg_config` says.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings {
    /// `/`, or a made-up root in tests: system folders are searched below it.
    pub(crate) root: PathBuf,
    /// Where the search for `node_modules` starts its way up.
    pub(crate) current_dir: PathBuf,
    /// The environment variables.
    pub(crate) vars: BTreeMap<OsString, OsString>,
    /// The answer of `pg_config --bindir`.
    pub(crate) pg_config_bindir: Option<PathBuf>,
}

impl Surroundings {
    /// Those of this process.
    pub(crate) fn capture() -> Surroundings {
        let mut surroundings = Surroundings {
            root: PathBuf::from("/"),
            current_dir: std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/")),
            vars: std::env::vars_os().collect(),
            pg_config_bindir: None,
        };
        surroundings.pg_config_bindir =
            surroundings.program("pg_config").and_then(|program| ask_pg_config(&program));
        surroundings
    }

    /// The value of a variable that is set and not empty.
    pub(crate) fn var(&self, name: &str) -> Option<&OsStr> {
        self.vars.get(OsStr::new(name)).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }

    /// A variable that names a folder.
    pub(crate) fn folder(&self, name: &str) -> Option<PathBuf> {
        self.var(name).map(PathBuf::from)
    }

    /// The folders of `PATH`.
    pub(crate) fn path(&self) -> Vec<PathBuf> {
        self.var("PATH").map(|path| std::env::split_paths(path).collect()).unwrap_or_default()
    }

    /// The first program of this name on `PATH`.
    pub(crate) fn program(&self, name: &str) -> Option<PathBuf> {
        self.path().into_iter().map(|folder| folder.join(name)).find(|program| program.is_file())
    }
}

fn ask_pg_config(program: &Path) -> Option<PathBuf> {
    let output = Command::new(program)
        .arg("--bindir")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(text.trim_end()))
}

/// The variables that a server and its tools may see.
///
/// `PG*` would redirect them, and a locale that is not installed makes initdb fail. With the C locale
/// messages are English and sorting is the same everywhere.
pub(crate) fn server_vars(
    vars: impl IntoIterator<Item = (OsString, OsString)>,
) -> Vec<(OsString, OsString)> {
    let unwanted = |name: &OsStr| {
        let name = name.to_string_lossy();
        name.starts_with("PG") || name.starts_with("LC_") || name == "LANG" || name == "LANGUAGE"
    };
    vars.into_iter()
        .filter(|(name, _)| !unwanted(name))
        .filter(|(name, _)| name != "TZ")
        .chain([("LC_ALL".into(), "C".into()), ("TZ".into(), "UTC".into())])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connection_and_locale_variables_are_dropped() {
        let vars = [
            ("PATH", "/bin"),
            ("PGDATA", "/somewhere"),
            ("PGHOST", "production"),
            ("LANG", "xx_XX.UTF-8"),
            ("LC_ALL", "xx_XX.UTF-8"),
            ("LC_MESSAGES", "de_DE"),
            ("TZ", "Europe/Berlin"),
            ("LD_LIBRARY_PATH", "/opt/lib"),
        ];
        let kept = server_vars(vars.map(|(name, value)| (name.into(), value.into())));
        let expected =
            [("PATH", "/bin"), ("LD_LIBRARY_PATH", "/opt/lib"), ("LC_ALL", "C"), ("TZ", "UTC")];
        assert_eq!(kept, expected.map(|(name, value)| (name.into(), value.into())));
    }
}
