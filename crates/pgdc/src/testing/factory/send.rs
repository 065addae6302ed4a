//! The statements of factories. Values travel as text, which the server casts, so that no type needs a Rust type.

use std::fmt::Write as _;

use super::build::Draft;
use super::state::TextRow;
use crate::error::Result;
use crate::link::{Block, Link};
use crate::relation::Transport;
use crate::sql::Sql;
use crate::testing::facts::{Facts, Fill, Table};
use crate::values::{Assigned, Columns};
use crate::write_fault::WriteFault;
use crate::{Relation, Row};

/// How many rows of a table are looked at.
const MOST: usize = 100;

/// Inserts a row, and those that must be inserted with it: constraints look at the end of the statement. What the
/// server returns of the first: the columns of the relation, if it is said, and then all as texts.
pub(super) async fn insert(
    link: Link<'_>,
    facts: &Facts,
    draft: &Draft,
    with: &[Draft],
    relation: Option<&'static Relation>,
) -> Result<Option<tokio_postgres::Row>> {
    let mut sql = Sql::new();
    for (n, other) in with.iter().enumerate() {
        let _ = write!(sql, "{} w{n} AS (", if n > 0 { "," } else { "WITH" });
        write_insert(&mut sql, facts.table(other.table)?, facts, other);
        sql.push(")");
    }
    let table = facts.table(draft.table)?;
    write_insert(&mut sql, table, facts, draft);
    sql.push(" RETURNING ");
    for column in relation.iter().flat_map(|relation| relation.columns) {
        sql.push_name(column.name());
        if let Transport::Via(_) | Transport::Text { .. } = column.facts().transport {
            let _ = write!(sql, "::{}", column.parameter_type());
        }
        sql.push(", ");
    }
    write_texts(&mut sql, table);
    if !link.is_transaction() {
        return Ok(all(link, &sql).await?.pop());
    }
    let held = link.hold().await?;
    let savepoint = Block::begin(&held).await?;
    match all(link, &sql).await {
        Ok(mut rows) => {
            savepoint.commit().await?;
            Ok(rows.pop())
        }
        Err(error) => {
            savepoint.undo().await?;
            Err(error)
        }
    }
}

fn write_insert(sql: &mut Sql<'_>, table: &Table, facts: &Facts, draft: &Draft) {
    let _ = write!(sql, "INSERT INTO {}", table.name);
    if draft.values.is_empty() {
        return sql.push(" DEFAULT VALUES");
    }
    sql.push(" (");
    sql.list(", ", draft.values.keys(), |sql, place| sql.push_name(&table.columns[*place].name));
    sql.push(")");
    let is_identity = |place: &usize| matches!(table.columns[*place].fill, Fill::Identity(_));
    if draft.values.keys().any(is_identity) {
        sql.push(" OVERRIDING SYSTEM VALUE");
    }
    sql.push(" VALUES (");
    sql.list(", ", &draft.values, |sql, (place, text)| match text {
        None => sql.push("NULL"),
        Some(text) => {
            sql.bind_owned(text.clone());
            sql.push("::pg_catalog.text");
            if let Some(ty) = facts.types.get(&table.columns[*place].ty) {
                let _ = write!(sql, "::{}", ty.cast);
            }
        }
    });
    sql.push(")");
}

/// All columns, as an array of texts.
fn write_texts(sql: &mut Sql<'_>, table: &Table) {
    sql.push("ARRAY[");
    sql.list(", ", &table.columns, |sql, column| {
        sql.push_name(&column.name);
        sql.push("::pg_catalog.text");
    });
    sql.push("]::pg_catalog.text[]");
}

/// Some rows of a table, always the same, and how many there are.
pub(super) async fn rows(link: Link<'_>, table: &Table) -> Result<(Vec<TextRow>, u64)> {
    let mut sql = Sql::new();
    sql.push("SELECT ");
    write_texts(&mut sql, table);
    let _ =
        write!(sql, ", pg_catalog.count(*) OVER () FROM {} ORDER BY 1 LIMIT {MOST}", table.name);
    let found = all(link, &sql).await?;
    let count: i64 = found.first().map_or(Ok(0), |row| row.try_get(1))?;
    let rows: Result<Vec<TextRow>, _> = found.iter().map(|row| row.try_get(0)).collect();
    Ok((rows?, count.unsigned_abs()))
}

/// How many rows a table has.
pub(super) async fn count(link: Link<'_>, table: &Table) -> Result<u64> {
    let mut sql = Sql::new();
    let _ = write!(sql, "SELECT pg_catalog.count(*) FROM {}", table.name);
    let rows = all(link, &sql).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.try_get(0))?;
    Ok(count.unsigned_abs())
}

/// What a default gives, as the catalog prints it.
pub(super) async fn evaluate(link: Link<'_>, default: &str) -> Result<Option<String>> {
    let mut sql = Sql::new();
    let _ = write!(sql, "SELECT ({default})::pg_catalog.text");
    let rows = all(link, &sql).await?;
    Ok(rows.first().map_or(Ok(None), |row| row.try_get(0))?)
}

/// The values of a write as texts, each with the name of its column. Those that are to take their default are not
/// among them.
///
/// # Errors
/// An SQL value is refused.
pub(super) async fn texts<R: Row>(
    link: Link<'_>,
    given: &Columns<'_>,
) -> Result<Vec<(&'static str, Option<String>)>> {
    let mut sql = Sql::new();
    let mut names = Vec::new();
    for (column, value) in given.as_slice() {
        let column = R::RELATION.column(*column);
        if value.is_default() {
            continue;
        }
        sql.push(if names.is_empty() { "SELECT " } else { ", " });
        match value {
            Assigned::Sql(value) => {
                if let Some(refusal) = value.refusal() {
                    let (column, refusal) = (column.name(), refusal.clone());
                    return Err(WriteFault::Value { column, refusal }.into());
                }
                value.write(&mut sql);
            }
            value => {
                sql.bind_column(column, value.bound());
                if let Transport::Plain { .. } = column.facts().transport {
                    let _ = write!(sql, "::{}", column.parameter_type());
                }
            }
        }
        sql.push("::pg_catalog.text");
        names.push(column.name());
    }
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let rows = all(link, &sql).await?;
    let texts = names.into_iter().enumerate().map(|(place, name)| {
        let text = rows.first().map_or(Ok(None), |row| row.try_get(place))?;
        Ok((name, text))
    });
    texts.collect()
}

async fn all(link: Link<'_>, sql: &Sql<'_>) -> Result<Vec<tokio_postgres::Row>> {
    let mut rows = link.query(sql).await?;
    let mut all = Vec::new();
    while let Some(row) = rows.next().await? {
        all.push(row);
    }
    Ok(all)
}
