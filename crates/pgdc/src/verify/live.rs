//! The same facts as the database has them now.

use tokio_postgres::Row;
use tokio_postgres::types::FromSqlOwned;

use crate::error::{Error, Kind, Result};
use crate::link::{Block, Held, Link};
use crate::schema::facts::{Column, Composite, Enum, Facts, Fill, Name, Relation};
use crate::sql::Sql;

/// Texts of types and expressions depend on these settings; with an empty path, names have their schemas.
const SETTINGS: &str = "\
SELECT set_config('search_path', '', true), set_config('quote_all_identifiers', 'off', true),
       set_config('standard_conforming_strings', 'on', true), set_config('datestyle', 'ISO, MDY', true),
       set_config('intervalstyle', 'postgres', true), set_config('timezone', 'UTC', true),
       set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true),
       set_config('lc_monetary', 'C', true)";

/// The facts of what is in `known`, as far as it is there.
pub(super) async fn facts(link: Link<'_>, known: &Facts) -> Result<Facts> {
    let held = link.hold().await?;
    let block = Block::begin(&held).await?;
    let rows = fetch(&held, known).await?;
    // The settings end with the transaction; those within a savepoint with that, if it is undone.
    match held.is_transaction() {
        true => block.undo().await?,
        false => block.commit().await?,
    }
    let mut facts = Facts::default();
    for row in &rows {
        add(row, known, &mut facts)?;
    }
    Ok(facts)
}

async fn fetch(held: &Held<'_>, known: &Facts) -> Result<Vec<Row>> {
    held.in_time(held.client().batch_execute(SETTINGS)).await?;
    let (schemas, relations) = lists(known.relations.keys());
    let (type_schemas, types) = lists(known.enums.keys().chain(known.composites.keys()));
    let mut sql = Sql::new();
    sql.push(include_str!("live.sql"));
    let mut trace = held.trace(&sql);
    let statement = held.prepare(&sql).await?;
    let found = held
        .in_time(held.client().query(&statement, &[&schemas, &relations, &type_schemas, &types]))
        .await;
    match &found {
        Ok(rows) => trace.ended(rows.len() as u64),
        Err(error) => trace.failed(error),
    }
    found
}

/// The schemas, and the names in them.
fn lists<'n>(names: impl Iterator<Item = &'n Name>) -> (Vec<&'n str>, Vec<&'n str>) {
    names.map(|(schema, name)| (schema.as_str(), name.as_str())).unzip()
}

/// Adds what a row of `live.sql` says.
fn add(row: &Row, known: &Facts, facts: &mut Facts) -> Result<()> {
    let name: Name = (get(row, "schema")?, get(row, "name")?);
    let (names, types): (Vec<String>, Vec<String>) = (get(row, "names")?, get(row, "types")?);
    match get::<String>(row, "kind")?.as_str() {
        "Enum" => {
            let is_open = known.enums.get(&name).is_some_and(|known| known.is_open);
            facts.enums.insert(name, Enum { labels: names, is_open });
        }
        "Composite" => {
            let attributes = names.into_iter().zip(types).collect();
            facts.composites.insert(name, Composite { attributes });
        }
        kind => {
            let kind = kind.to_owned();
            let not_null: Vec<bool> = get(row, "not_null")?;
            let fills: Vec<String> = get(row, "fills")?;
            let expressions: Vec<Option<String>> = get(row, "expressions")?;
            let fills = fills.iter().zip(expressions).map(|(kind, sql)| fill(kind, sql));
            let facts_of = names.into_iter().zip(types).zip(not_null).zip(fills);
            let columns = facts_of
                .map(|(((name, sql_type), not_null), fill)| Column {
                    name,
                    sql_type,
                    not_null,
                    fill,
                })
                .collect();
            let constraints: Vec<String> = get(row, "constraints")?;
            let said: Vec<String> = get(row, "said")?;
            let constraints = constraints.into_iter().zip(said).collect();
            let (key, is_written) = (get(row, "key")?, get(row, "is_written")?);
            facts.relations.insert(name, Relation { kind, columns, key, constraints, is_written });
        }
    }
    Ok(())
}

fn fill(kind: &str, expression: Option<String>) -> Fill {
    match (kind, expression) {
        ("read-only", _) => Fill::ReadOnly,
        ("generated", Some(sql)) => Fill::Generated(sql),
        ("always", _) => Fill::IdentityAlways,
        ("by default", _) => Fill::IdentityByDefault,
        (_, Some(sql)) => Fill::Default(sql),
        (_, None) => Fill::Null,
    }
}

fn get<T: FromSqlOwned>(row: &Row, column: &'static str) -> Result<T> {
    row.try_get(column).map_err(|error| Error::new(Kind::Server(error)))
}
