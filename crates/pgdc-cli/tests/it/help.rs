//! The whole text of the help, as it teaches.

use crate::{fixtures, is_golden, run, text};

#[test]
fn help_is_golden() {
    let mut fine = true;
    for (name, args) in [
        ("pgdc", vec!["--help"]),
        ("generate", vec!["generate", "--help"]),
        ("check", vec!["check", "--help"]),
        ("diff", vec!["diff", "--help"]),
        ("completions", vec!["completions", "--help"]),
        ("man", vec!["man", "--help"]),
        ("snapshot", vec!["snapshot", "--help"]),
        ("inspect", vec!["inspect", "--help"]),
        ("rows", vec!["rows", "--help"]),
        ("copy", vec!["copy", "--help"]),
        ("copy_in", vec!["copy", "in", "--help"]),
        ("copy_out", vec!["copy", "out", "--help"]),
        ("lint", vec!["lint", "--help"]),
        ("rls", vec!["rls", "--help"]),
        ("ddl", vec!["ddl", "--help"]),
        ("docs", vec!["docs", "--help"]),
        ("init", vec!["init", "--help"]),
    ] {
        let output = run(&std::env::temp_dir(), &args);
        assert_eq!(output.status.code(), Some(0));
        fine &= is_golden(&fixtures().join(format!("help/{name}.txt")), &text(&output.stdout));
    }
    assert!(fine);
}
