//! Sends a statement and turns its rows into values while they arrive, never into a list of raw rows
//! first.

use tokio_postgres::types::FromSqlOwned;

use crate::error::{Error, Kind, Operation, Result};
use crate::link::Link;
use crate::row::Fields;
use crate::sql::Sql;
use crate::{Relation, Row};

/// Every row.
pub(crate) async fn all<R: Row>(
    link: Link<'_>,
    sql: &Sql<'_>,
    operation: Operation,
) -> Result<Vec<R>> {
    let at = |error: Error| error.at(R::RELATION, operation);
    let mut rows = link.query(sql).await.map_err(at)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next().await.map_err(at)? {
        all.push(R::decode(&Fields::new(&row, R::RELATION)).map_err(at)?);
    }
    Ok(all)
}

/// The rows of an insert, in the order in which they were given.
pub(crate) async fn inserted<R: Row>(link: Link<'_>, sql: &Sql<'_>) -> Result<Vec<R>> {
    if sql.groups.len() <= 1 {
        return all(link, sql, Operation::Insert).await;
    }
    let at = |error: Error| error.at(R::RELATION, Operation::Insert);
    let mut rows = link.query(sql).await.map_err(at)?;
    let mut placed = Vec::new();
    let mut groups: Vec<_> = sql.groups.iter().map(|places| places.iter()).collect();
    while let Some(row) = rows.next().await.map_err(at)? {
        let group: i32 = extra(&row).map_err(at)?;
        let place = usize::try_from(group).ok().and_then(|group| groups.get_mut(group)?.next());
        placed.push((place, R::decode(&Fields::new(&row, R::RELATION)).map_err(at)?));
    }
    placed.sort_by_key(|(place, _)| *place);
    Ok(placed.into_iter().map(|(_, row)| row).collect())
}

/// The only row of an upsert, with whether it was inserted; none when the scope kept it from its row.
pub(crate) async fn upserted<R: Row>(link: Link<'_>, sql: &Sql<'_>) -> Result<Option<(R, bool)>> {
    let at = |error: Error| error.at(R::RELATION, Operation::Upsert);
    let mut rows = link.query(sql).await.map_err(at)?;
    let Some(row) = rows.next().await.map_err(at)? else { return Ok(None) };
    let inserted = extra(&row).map_err(at)?;
    Ok(Some((R::decode(&Fields::new(&row, R::RELATION)).map_err(at)?, inserted)))
}

/// Each row with the numbers of the given rows that it is related to.
pub(crate) async fn placed<R: Row>(link: Link<'_>, sql: &Sql<'_>) -> Result<Vec<(R, Vec<usize>)>> {
    let at = |error: Error| error.at(R::RELATION, Operation::Select);
    let mut rows = link.query(sql).await.map_err(at)?;
    let mut placed = Vec::new();
    while let Some(row) = rows.next().await.map_err(at)? {
        let places: Vec<i64> = extra(&row).map_err(at)?;
        let places = places.into_iter().filter_map(|place| usize::try_from(place).ok()).collect();
        placed.push((R::decode(&Fields::new(&row, R::RELATION)).map_err(at)?, places));
    }
    Ok(placed)
}

/// The one value of a statement that returns one.
pub(crate) async fn scalar<T: FromSqlOwned>(
    link: Link<'_>,
    sql: &Sql<'_>,
    relation: &'static Relation,
) -> Result<T> {
    let at = |error: Error| error.at(relation, Operation::Select);
    let mut rows = link.query(sql).await.map_err(at)?;
    let Some(row) = rows.next().await.map_err(at)? else {
        return Err(at(Error::new(Kind::NotFound { key: None })));
    };
    row.try_get(0).map_err(|error| at(error.into()))
}

/// The column that a statement returns after those of the relation.
fn extra<T: FromSqlOwned>(row: &tokio_postgres::Row) -> Result<T> {
    Ok(row.try_get(row.len().saturating_sub(1))?)
}
