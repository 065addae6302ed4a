//! What the features promise.

use std::process::Command;

/// The crates that pgdc-build is built from with `features`.
fn crates_with(features: &str) -> String {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--package", "pgdc-build", "--edges", "normal"])
        .args(["--prefix", "none", "--features", features])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo tree");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn names(tree: &str, name: &str) -> bool {
    tree.lines().any(|line| line.split(' ').next() == Some(name))
}

#[test]
fn a_snapshot_needs_no_server_and_no_runtime() {
    let tree = crates_with("");
    assert!(names(&tree, "pgdc-codegen"));
    for absent in ["tokio", "tokio-postgres", "pgdc-server", "pgdc-introspect", "pgdc"] {
        assert!(!names(&tree, absent), "{absent} in\n{tree}");
    }
    let tree = crates_with("database");
    assert!(names(&tree, "tokio-postgres") && !names(&tree, "pgdc-server"));
    assert!(names(&crates_with("schema"), "pgdc-server"));
}
