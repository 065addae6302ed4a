//! Sends a statement and turns its rows into values while they arrive, never into a list of raw rows
//! first.

use tokio_postgres::types::FromSqlOwned;

use crate::error::{Error, Kind, Operation, Result};
use crate::link::{Link, Rows};
use crate::places::Places;
use crate::raise::told;
use crate::row::Fields;
use crate::sql::Sql;
use crate::{Keyed, Relation, Row};

/// Every row.
pub(crate) async fn all<R: Row>(
    link: &Link<'_>,
    sql: &Sql<'_>,
    operation: Operation,
) -> Result<Vec<R>> {
    let decode = |row: &tokio_postgres::Row| R::decode(&Fields::new(row, R::RELATION));
    each(link, sql, R::RELATION, operation, decode).await
}

/// The only row of a statement about one, if there is one.
pub(crate) async fn one<R: Row>(
    link: &Link<'_>,
    sql: &Sql<'_>,
    operation: Operation,
) -> Result<Option<R>> {
    let at = |error: Error| told(error, R::RELATION, operation);
    let mut rows = link.query_at_once(sql).await.map_err(at)?;
    let mut one = None;
    let decoded = rows.each(|row| {
        one = Some(R::decode(&Fields::new(row, R::RELATION))?);
        Ok(())
    });
    decoded.await.map_err(at)?;
    Ok(one)
}

/// What `decode` makes of every row.
pub(crate) async fn each<T>(
    link: &Link<'_>,
    sql: &Sql<'_>,
    relation: &'static Relation,
    operation: Operation,
    decode: impl Fn(&tokio_postgres::Row) -> Result<T>,
) -> Result<Vec<T>> {
    let at = |error: Error| told(error, relation, operation);
    let mut rows = link.query_at_once(sql).await.map_err(at)?;
    let mut all = Vec::new();
    let decoded = rows.each(|row| {
        all.push(decode(row)?);
        Ok(())
    });
    decoded.await.map_err(at)?;
    Ok(all)
}

/// How many rows a statement wrote: what it says in its only row, if it returns one.
pub(crate) async fn affected<R: Row>(
    link: &Link<'_>,
    sql: &Sql<'_>,
    operation: Operation,
) -> Result<u64> {
    written(link, sql, R::RELATION, operation).await
}

/// The same where the type of the rows is not known.
pub(crate) async fn written(
    link: &Link<'_>,
    sql: &Sql<'_>,
    relation: &'static Relation,
    operation: Operation,
) -> Result<u64> {
    let at = |error: Error| told(error, relation, operation);
    let mut rows = link.query_at_once(sql).await.map_err(at)?;
    let mut said = None;
    let read = rows.each(|row| {
        said = Some(row.try_get::<_, i64>(0)?.unsigned_abs());
        Ok(())
    });
    read.await.map_err(at)?;
    Ok(said.unwrap_or_else(|| rows.affected()))
}

/// The rows as they arrive.
pub(crate) async fn open<'e>(
    link: &Link<'e>,
    sql: &Sql<'_>,
    relation: &'static Relation,
) -> Result<Rows<'e>> {
    link.query(sql).await.map_err(|error| error.at(relation, Operation::Select))
}

/// For each of `keys` places, the row whose place was returned with it.
pub(crate) async fn by_places<R: Row>(
    link: &Link<'_>,
    sql: &Sql<'_>,
    keys: usize,
) -> Result<Vec<Option<R>>> {
    let decode = |row: &tokio_postgres::Row| {
        let place: i64 = extra(row)?;
        Ok((place, R::decode(&Fields::new(row, R::RELATION))?))
    };
    let found = each(link, sql, R::RELATION, Operation::Select, decode).await?;
    let mut placed: Vec<Option<R>> = std::iter::repeat_with(|| None).take(keys).collect();
    for (place, row) in found {
        let slot = usize::try_from(place - 1).ok().and_then(|place| placed.get_mut(place));
        if let Some(slot) = slot {
            *slot = Some(row);
        }
    }
    Ok(placed)
}

/// For each of `keys` places, the row whose key stands there.
pub(crate) async fn by_keys<R: Keyed>(
    link: &Link<'_>,
    sql: &Sql<'_>,
    keys: usize,
    places: &Places,
) -> Result<Vec<Option<R>>> {
    let at = |error: Error| told(error, R::RELATION, Operation::Select);
    let mut rows = link.query_at_once(sql).await.map_err(at)?;
    let mut placed: Vec<Option<R>> = std::iter::repeat_with(|| None).take(keys).collect();
    let decoded = rows.each(|row| {
        let decode = || R::decode(&Fields::new(row, R::RELATION));
        let first = decode()?;
        let mut own = places.of_row(row)?;
        let place = own.next();
        // A row of a key that was given twice is made twice, since rows may not be such that can be cloned.
        for again in own {
            placed[again] = Some(decode()?);
        }
        if let Some(place) = place {
            placed[place] = Some(first);
        }
        Ok(())
    });
    decoded.await.map_err(at)?;
    Ok(placed)
}

/// The rows of an insert, in the order in which they were given.
pub(crate) async fn inserted<R: Row>(link: &Link<'_>, sql: &Sql<'_>) -> Result<Vec<R>> {
    if sql.groups.len() <= 1 {
        return all(link, sql, Operation::Insert).await;
    }
    let decode = |row: &tokio_postgres::Row| R::decode(&Fields::new(row, R::RELATION));
    placed::<R, R>(link, sql, Operation::Insert, decode).await
}

/// The rows of an upsert, each with whether it was inserted; in the order in which they were given, unless a
/// condition may have left some out.
pub(crate) async fn upserted<R: Row>(link: &Link<'_>, sql: &Sql<'_>) -> Result<Vec<(R, bool)>> {
    placed::<R, _>(link, sql, Operation::Upsert, |row| {
        let is_inserted = row.try_get(R::RELATION.columns.len().max(1))?;
        Ok((R::decode(&Fields::new(row, R::RELATION))?, is_inserted))
    })
    .await
}

/// The rows of a statement of several groups, in the order in which they were given.
async fn placed<R: Row, T>(
    link: &Link<'_>,
    sql: &Sql<'_>,
    operation: Operation,
    decode: impl Fn(&tokio_postgres::Row) -> Result<T>,
) -> Result<Vec<T>> {
    let at = |error: Error| told(error, R::RELATION, operation);
    let mut rows = link.query_at_once(sql).await.map_err(at)?;
    let mut placed = Vec::new();
    let mut groups: Vec<_> = sql.groups.iter().map(|places| places.iter()).collect();
    let decoded = rows.each(|row| {
        let group: i32 = if groups.len() > 1 { extra(row)? } else { 0 };
        let place = usize::try_from(group).ok().and_then(|group| groups.get_mut(group)?.next());
        placed.push((place, decode(row)?));
        Ok(())
    });
    decoded.await.map_err(at)?;
    placed.sort_by_key(|(place, _)| *place);
    Ok(placed.into_iter().map(|(_, row)| row).collect())
}

/// Each row with the numbers of the given rows that it is related to.
pub(crate) async fn related<R: Row>(
    link: &Link<'_>,
    sql: &Sql<'_>,
) -> Result<Vec<(R, Vec<usize>)>> {
    let decode = |row: &tokio_postgres::Row| {
        let places: Vec<i64> = extra(row)?;
        let places = places.into_iter().filter_map(|place| usize::try_from(place).ok()).collect();
        Ok((R::decode(&Fields::new(row, R::RELATION))?, places))
    };
    each(link, sql, R::RELATION, Operation::Select, decode).await
}

/// The one value of a statement that returns one.
pub(crate) async fn scalar<T: FromSqlOwned>(
    link: &Link<'_>,
    sql: &Sql<'_>,
    relation: &'static Relation,
) -> Result<T> {
    let at = |error: Error| error.at(relation, Operation::Select);
    let mut rows = link.query_at_once(sql).await.map_err(at)?;
    let Some(row) = rows.next().await.map_err(at)? else {
        return Err(at(Error::new(Kind::NotFound { key: None })));
    };
    // There is no other, but only at the end is it known that nothing failed.
    while rows.next().await.map_err(at)?.is_some() {}
    row.try_get(0).map_err(|error| at(error.into()))
}

/// The column that a statement returns after those of the relation.
fn extra<T: FromSqlOwned>(row: &tokio_postgres::Row) -> Result<T> {
    Ok(row.try_get(row.len().saturating_sub(1))?)
}
