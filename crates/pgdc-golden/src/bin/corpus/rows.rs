//! Rows to be read: a few in every table, made by the server out of text.

use pgdc_catalog::{Attribute, Catalog, Relation, RelationKind};
use tokio_postgres::Client;

use crate::values::value;

/// Rows a table gets: one with every column set, one with every nullable column NULL.
const ROWS: usize = 2;

/// Fills every table without triggers and foreign keys. Returns what was refused.
pub(crate) async fn insert(
    client: &Client,
    catalog: &Catalog,
) -> Result<Vec<String>, tokio_postgres::Error> {
    client.batch_execute("SET session_replication_role = replica; SET search_path = ''").await?;
    let mut refused = Vec::new();
    for relation in &catalog.relations {
        let kinds = [RelationKind::Table, RelationKind::PartitionedTable];
        // The rows of children are seen through their parents, where they would be counted twice.
        let is_child = relation.partition_of.is_some() || !relation.inherits.is_empty();
        if !kinds.contains(&relation.kind) || is_child {
            continue;
        }
        for seed in 0..ROWS {
            match statement(catalog, relation, seed) {
                Ok(sql) => {
                    if let Err(error) = client.batch_execute(&sql).await {
                        let cause = error
                            .as_db_error()
                            .map_or(error.to_string(), |e| e.message().to_owned());
                        refused.push(format!("{}: {cause}", relation.name));
                    }
                }
                Err(attribute) => refused.push(format!(
                    "{}: no value is known for {} of type {}",
                    relation.name, attribute.name, attribute.type_ref.sql
                )),
            }
        }
    }
    Ok(refused)
}

fn statement<'r>(
    catalog: &Catalog,
    relation: &'r Relation,
    seed: usize,
) -> Result<String, &'r Attribute> {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let (mut columns, mut values) = (Vec::new(), Vec::new());
    for attribute in &relation.attributes {
        let is_free = !attribute.not_null && attribute.generated.is_none();
        if attribute.generated.is_some() || attribute.identity.is_some() {
            continue;
        }
        let value = match (seed % 2 == 1 && is_free, value(catalog, &attribute.type_ref, seed)) {
            (true, _) => "NULL".to_owned(),
            (false, Some(value)) => value,
            (false, None) if is_free => "NULL".to_owned(),
            (false, None) if attribute.default.is_some() => "DEFAULT".to_owned(),
            (false, None) => return Err(attribute),
        };
        columns.push(quoted(&attribute.name));
        values.push(value);
    }
    let table = format!("{}.{}", quoted(&relation.name.schema), quoted(&relation.name.name));
    if columns.is_empty() {
        return Ok(format!("INSERT INTO {table} DEFAULT VALUES"));
    }
    Ok(format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), values.join(", ")))
}
