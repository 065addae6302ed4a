//! What the page on performance says is what was measured.

use std::fs;
use std::path::{Path, PathBuf};

use pgdc_bench::report::Report;
use pgdc_bench::target::{TARGETS, Target};
use pgdc_bench::workload::{STREAM, WORKLOADS};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

fn report() -> Report {
    let text = fs::read_to_string(docs().join("performance.json")).expect("docs/performance.json");
    serde_json::from_str(&text).expect("a report")
}

/// `cargo run --release -p pgdc-bench -- --peers --python --compile --json docs/performance.json` prints the tables to put there.
#[test]
fn the_page_holds_the_tables_of_its_json() {
    let page = fs::read_to_string(docs().join("performance.md")).expect("docs/performance.md");
    let tables = report().to_markdown();
    assert!(page.contains(&tables), "docs/performance.md should hold:\n{tables}");
}

#[test]
fn every_target_is_about_a_workload() {
    let is_there = |id: &str| WORKLOADS.iter().chain([&STREAM]).any(|workload| workload.id == id);
    let is_compiled = |id: &str| ["C1", "C2", "G1", "G2"].contains(&id);
    let wrong = |target: &&Target| !is_there(target.workload) && !is_compiled(target.workload);
    assert!(TARGETS.iter().find(wrong).is_none());
}
