//! Tests of the binary.

mod check;
mod compare;
mod consumers;
mod copy;
mod ddl;
mod docs;
mod errors;
mod generate;
mod guide;
mod help;
mod init;
mod inspect;
mod interrupted;
mod lint;
mod load;
mod password;
mod rows;
mod shop;
mod watch;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn fixtures() -> PathBuf {
    repository().join("fixtures")
}

/// The binary in `folder`, with nothing in its environment that names a database or shapes its output.
fn pgdc(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pgdc"));
    command.current_dir(folder).stdin(Stdio::null());
    command.env_remove("DATABASE_URL").env_remove("COLUMNS");
    for (name, _) in std::env::vars_os() {
        let libpq = name.to_str().is_some_and(|n| n.starts_with("PG") && !n.starts_with("PGDC_"));
        if libpq {
            command.env_remove(name);
        }
    }
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    pgdc(folder).args(args).output().expect("pgdc runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// Whether the file at `path` holds `found`; with `UPDATE` set it is made to.
#[expect(clippy::print_stderr, reason = "it shows why a test fails")]
fn is_golden(path: &Path, found: &str) -> bool {
    let golden = fs::read_to_string(path).unwrap_or_default();
    if golden == found {
        return true;
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder of goldens");
        fs::write(path, found).expect("a writable golden");
        return true;
    }
    eprintln!(
        "{} differs; UPDATE=1 writes it\n--- golden\n{golden}--- found\n{found}",
        path.display()
    );
    false
}
