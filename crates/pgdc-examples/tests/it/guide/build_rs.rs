//! `docs/build-rs.md`: its code is that of a program which the tests of `pgdc-cli` build.

/// Each block of Rust stands in `fixtures/consumers/build_rs_snapshot`, word by word.
#[test]
fn the_page_holds_the_code_of_a_consumer() {
    let page = include_str!("../../../../../docs/build-rs.md");
    let build = include_str!("../../../../../fixtures/consumers/build_rs_snapshot/build.rs");
    let main = include_str!("../../../../../fixtures/consumers/build_rs_snapshot/src/main.rs");
    let blocks: Vec<&str> = page
        .split("```rust\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or_default())
        .collect();
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        let (_comment, code) = block.split_once('\n').unwrap();
        assert!(build.contains(code) || main.contains(code), "{block}");
    }
}
