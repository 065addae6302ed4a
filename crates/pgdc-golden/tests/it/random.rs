//! Random schemas: each generates, compiles with warnings denied, and gives its rows back as they were.
//!
//! `PGDC_RANDOM_TABLES` (300) and `PGDC_RANDOM_SEED` (1) say how many tables and which.

use std::process::Command;

#[test]
fn random_schemas_generate_compile_and_round_trip() {
    let setting =
        |name: &str, usual: &str| std::env::var(name).unwrap_or_else(|_| usual.to_owned());
    let tables = setting("PGDC_RANDOM_TABLES", "300");
    let seed = setting("PGDC_RANDOM_SEED", "1");
    let corpus = Command::new(env!("CARGO_BIN_EXE_corpus"))
        .args(["--random", &tables, &seed])
        .output()
        .expect("the corpus runs");
    let (stdout, stderr) =
        (String::from_utf8_lossy(&corpus.stdout), String::from_utf8_lossy(&corpus.stderr));
    assert!(corpus.status.success(), "seed {seed}:\n{stdout}\n{stderr}");
    println!("{stdout}");
}
