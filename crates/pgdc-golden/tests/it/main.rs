//! Tests that run the generated fixtures against a server.

mod chinook;

/// Every module that is generated from a fixture is compiled by this crate.
#[test]
fn every_generated_module_is_compiled() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/generated");
    let listed = include_str!("../../src/lib.rs");
    for entry in std::fs::read_dir(folder).expect("fixtures/generated") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy();
        assert!(listed.contains(&format!("generated/{name}\"]")), "src/lib.rs lacks {name}");
    }
}
