//! A table with as many columns as PostgreSQL allows.

use super::case::{Case, holds};
use super::tables::Table;

/// "MaxHeapAttributeNumber" in the server's sources.
const COLUMNS: i32 = 1600;

/// Small, for a row must fit into a page.
const CASE: &Case = &holds("smallint", &["1"]);

/// The table, every other column of which has a NOT NULL constraint, with three rows: one with NULL wherever
/// it may be, and two without.
pub(super) fn tables() -> (String, Vec<Table>) {
    let columns = (1..COLUMNS).map(|n| {
        let not_null = if n % 2 == 0 { " NOT NULL DEFAULT 7" } else { "" };
        format!(", c{n} {}{not_null}", CASE.sql)
    });
    let columns: String = columns.collect();
    let values = |factor| (1..COLUMNS).map(|n| format!(", {}", n * factor)).collect::<String>();
    let ddl = format!(
        "CREATE TABLE t_wide (id integer PRIMARY KEY{columns});
         INSERT INTO t_wide (id) VALUES (0);
         INSERT INTO t_wide VALUES (1{}), (2{});
         CREATE TABLE expected.t_wide AS TABLE t_wide;\n",
        values(1),
        values(-2)
    );
    (ddl, vec![Table { name: "t_wide".to_owned(), case: CASE, forms: &[], rows: Vec::new() }])
}
