//! Pages of documentation whose code is that of a test.

/// Sees that `page`, a file of the repository, holds word by word what stands between the lines `mark` of `source`: each
/// such part is a block of its own. And that it holds no other block of Rust.
pub(crate) fn assert_holds(page: &str, source: &str, mark: &str) {
    let path = format!("{}/../../{page}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the page");
    let blocks: Vec<&str> = text
        .split("```rust\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or_default().trim())
        .collect();
    let parts: Vec<String> = source.split(mark).skip(1).step_by(2).map(without_indent).collect();
    for part in &parts {
        let has = blocks.join("\n--\n");
        assert!(blocks.contains(&part.as_str()), "{page} lacks:\n{part}\nIt has:\n{has}");
    }
    assert_eq!(parts.len(), blocks.len(), "blocks of {page} that nothing runs");
}

fn without_indent(part: &str) -> String {
    let indent = part.len() - part.trim_start_matches(' ').len();
    let line = |line: &str| line.get(indent..).unwrap_or_default().to_owned();
    part.lines().map(line).collect::<Vec<_>>().join("\n").trim().to_owned()
}
