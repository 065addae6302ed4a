//! What is said to mistakes: `fixtures/errors/CASE` holds the arguments, the files they are about and the
//! text on standard error. `UPDATE=1` writes what is found instead. A case without arguments is run by a
//! test of its own.

use std::fs;
use std::path::Path;

use crate::{fixtures, is_golden, pgdc, text};

#[test]
fn mistakes_are_told_clearly_and_change_nothing() {
    let mut fine = true;
    let mut cases = 0;
    for entry in fs::read_dir(fixtures().join("errors")).expect("fixtures/errors") {
        let case = entry.expect("an entry").path();
        let Ok(args) = fs::read_to_string(case.join("args")) else { continue };
        let folder = tempfile::tempdir().expect("a folder");
        let inputs = copy(&case, folder.path());
        let mut command = pgdc(folder.path());
        if args.contains("--pg-bin") {
            // What is told of binaries depends on these too.
            command.env_remove("PGDC_PG_VERSION").env_remove("PGDC_OFFLINE");
        }
        let output = command.args(args.lines()).output().expect("pgdc runs");

        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{}: {stderr}", case.display());
        assert_eq!(text(&output.stdout), "", "{}", case.display());
        assert!(!stderr.contains("s3c"), "{}: {stderr}", case.display());
        let after = files(folder.path());
        assert_eq!(after, inputs, "{}: files were changed", case.display());
        fine &= is_golden(&case.join("stderr"), &stderr);
        cases += 1;
    }
    assert!(fine && cases >= 20, "{cases} cases");
}

/// Copies the files that a case is about, and returns what they hold.
fn copy(case: &Path, folder: &Path) -> Vec<(String, Vec<u8>)> {
    for (name, content) in files(case) {
        if name != "args" && name != "stderr" {
            fs::write(folder.join(name), content).expect("a copy");
        }
    }
    files(folder)
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry"))
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("readable"))
        })
        .collect();
    files.sort();
    files
}
