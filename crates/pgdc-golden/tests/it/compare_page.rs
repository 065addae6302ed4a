//! The code of `docs/COMPARE.md` is that of `fixtures/compare`, which `pgdc-cli` builds and runs.

use crate::page::assert_holds;

#[test]
fn the_page_holds_the_code_that_is_compared() {
    let sources = [
        include_str!("../../../../fixtures/compare/pgdc/src/lib.rs"),
        include_str!("../../../../fixtures/compare/sea-orm/src/lib.rs"),
        include_str!("../../../../fixtures/compare/diesel/src/lib.rs"),
        include_str!("../../../../fixtures/compare/sqlx/src/lib.rs"),
        include_str!("../../../../fixtures/compare/clorinde/src/lib.rs"),
    ];
    assert_holds("docs/COMPARE.md", &sources.concat(), "// PAGE\n");

    let page = include_str!("../../../../docs/COMPARE.md");
    let queries = include_str!("../../../../fixtures/compare/clorinde/queries/ticket.sql");
    for query in queries.trim().split("\n\n") {
        assert!(page.contains(query), "docs/COMPARE.md lacks:\n{query}");
    }
}
