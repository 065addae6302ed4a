//! The unique index that rows are known by.

use std::borrow::Cow;

use super::CsvFault;
use crate::conflict::On;
use crate::error::Result;
use crate::{Executor as _, Link, Relation};

/// The columns and expressions of a unique index of $2 in schema $1 that is named $3, and its predicate; and its columns,
/// where it has nothing else.
const INDEX: &str = "
    SELECT string_agg(pg_catalog.pg_get_indexdef(i.indexrelid, n, true), ', ' ORDER BY n),
        pg_catalog.pg_get_expr(i.indpred, i.indrelid, true),
        CASE WHEN i.indexprs IS NULL AND i.indpred IS NULL THEN array_agg(a.attname::text ORDER BY n) END
    FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_class AS own ON own.oid = i.indexrelid
    JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
    JOIN pg_catalog.pg_namespace AS s ON s.oid = t.relnamespace
    CROSS JOIN LATERAL pg_catalog.generate_series(1, i.indnkeyatts::integer) AS n
    LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n - 1]
    WHERE i.indisunique AND s.nspname = $1::text AND t.relname = $2::text AND own.relname = $3::text
    GROUP BY i.indexrelid, i.indexprs, i.indpred, i.indrelid";

/// The index that has this name, by what it is made of, which serves where it is no constraint too.
pub(super) async fn index(link: Link<'_>, relation: &'static Relation, name: &str) -> Result<On> {
    let found: Option<Index> =
        link.sql(INDEX, (relation.schema, relation.name, name)).optional().await?;
    let Some((elements, predicate, columns)) = found else {
        return Err(CsvFault::NoIndex { name: name.to_owned() }.into());
    };
    let known = |name: &String| {
        let place = relation.columns.iter().position(|column| column.name() == name.as_str());
        place.and_then(|place| u16::try_from(place).ok())
    };
    // A column that the module does not know yet is one of an expression to it.
    match columns.and_then(|names| names.iter().map(known).collect::<Option<Vec<u16>>>()) {
        Some(columns) => Ok(On::Columns(columns)),
        None => {
            Ok(On::Index { elements: Cow::Owned(elements), predicate: predicate.map(Cow::Owned) })
        }
    }
}

type Index = (String, Option<String>, Option<Vec<String>>);

/// # Errors
/// Rows are known by a column that gets no value.
pub(super) fn check_given(
    relation: &'static Relation,
    on: &On,
    is_given: impl Fn(u16) -> bool,
) -> Result<()> {
    let columns = match on {
        On::PrimaryKey => relation.key,
        On::Columns(columns) => columns.as_slice(),
        On::Constraint(_) | On::Index { .. } => &[],
    };
    match columns.iter().find(|column| !is_given(**column)) {
        Some(column) => Err(CsvFault::NoKey { column: relation.column(*column).name() }.into()),
        None => Ok(()),
    }
}
