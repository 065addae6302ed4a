//! The scope column itself: there, not NULL, indexed.

use pgdc_catalog::{Attribute, Relation, RelationKind};

use super::finding;
use crate::sql::{Ident, qualified};
use crate::tables::Tables;
use crate::{Finding, Rule, Severity};

pub(super) fn look(tables: &Tables<'_>, findings: &mut Vec<Finding>) {
    // Partitions have their columns from the table they are parts of.
    let relations = tables.catalog.relations.iter();
    for table in relations.filter(|r| !r.kind.is_view() && tables.whole(r).is_none()) {
        match tables.column(&table.name) {
            None if !tables.is_outer() || tables.is_shared(&table.name) => {}
            None => findings.push(missing(tables, table)),
            Some(column) => {
                findings.extend(nullable(table, column));
                findings.extend(without_index(table, column));
            }
        }
    }
}

fn missing<'c>(tables: &Tables<'c>, table: &'c Relation) -> Finding {
    let column = tables.column_name(table);
    let why = format!(
        "no column `{column}` says whose a row is; where all tenants share the table, list it in `shared`"
    );
    let known = tables.scoped().find(|(_, attribute)| attribute.name == column);
    let add = known.map(|(_, attribute)| {
        let (table, column) = (qualified(&table.name), Ident(column));
        format!("ALTER TABLE {table} ADD COLUMN {column} {} NOT NULL", attribute.type_ref.sql)
    });
    let found = finding(Severity::Error, Rule::NoScopeColumn, table, None, why);
    Finding { mend: add.into_iter().collect(), ..found }
}

fn nullable(table: &Relation, column: &Attribute) -> Option<Finding> {
    let why = "a row without a tenant is nobody's, and no foreign key is checked for it";
    let found = finding(Severity::Error, Rule::NullableScope, table, Some(&column.name), why);
    let (name, column_name) = (qualified(&table.name), Ident(&column.name));
    let set = format!("ALTER TABLE {name} ALTER COLUMN {column_name} SET NOT NULL");
    (!column.not_null).then(|| Finding { mend: vec![set], ..found })
}

fn without_index(table: &Relation, column: &Attribute) -> Option<Finding> {
    let serves = |index: &pgdc_catalog::Index| {
        let first = index.keys.first().and_then(|key| key.column.as_ref());
        index.valid && index.predicate.is_none() && first == Some(&column.name)
    };
    if table.kind == RelationKind::ForeignTable || table.indexes.iter().any(serves) {
        return None;
    }
    let why = "every statement compares the scope column, and no index begins with it";
    let found = finding(Severity::Note, Rule::NoIndex, table, Some(&column.name), why);
    let create = format!("CREATE INDEX ON {} ({})", qualified(&table.name), Ident(&column.name));
    Some(Finding { mend: vec![create], ..found })
}
