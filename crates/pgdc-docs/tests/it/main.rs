//! Tests of the pages.

mod goldens;
mod hostile;
mod links;

use std::fs;
use std::path::{Path, PathBuf};

use pgdc_catalog::Catalog;

/// Of `fixtures/catalogs`.
const CASES: [&str; 5] = ["chinook", "forms", "hostile", "scoped", "several"];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

fn catalog(case: &str) -> Catalog {
    let path = fixtures().join(format!("catalogs/{case}.json"));
    serde_json::from_str(&fs::read_to_string(path).expect("a snapshot")).expect("a catalog")
}

/// Both forms, each with the ending of its file.
fn pages(catalog: &Catalog) -> [(&'static str, String); 2] {
    let title = "Tables & <views>";
    [("html", pgdc_docs::html(catalog, title)), ("md", pgdc_docs::markdown(catalog, title))]
}
