//! Columns of tables.

use pgdc_catalog::{Attribute, Catalog, Generated, Identity, Relation};

use crate::sequence;
use crate::sql::{Ident, collate, foreign_options, type_name};

/// `"title" text COLLATE … DEFAULT … NOT NULL`.
pub(crate) fn definition(catalog: &Catalog, relation: &Relation, column: &Attribute) -> String {
    let mut sql = format!("{} {}", Ident(&column.name), type_name(&column.type_ref));
    sql.push_str(&foreign_options(&column.foreign_options));
    sql.push_str(&collate(column.collation.as_ref()));
    if let Some(default) = &column.default {
        sql.push_str(&format!(" DEFAULT {default}"));
    }
    match &column.generated {
        Some(Generated::Stored(from)) => {
            sql.push_str(&format!(" GENERATED ALWAYS AS ({from}) STORED"));
        }
        Some(Generated::Virtual(from)) => {
            sql.push_str(&format!(" GENERATED ALWAYS AS ({from}) VIRTUAL"));
        }
        None => {}
    }
    let own = column.identity.filter(|_| sequence::has_identity(catalog, relation, &column.name));
    if let Some(identity) = own {
        let when = match identity {
            Identity::Always => "ALWAYS",
            Identity::ByDefault => "BY DEFAULT",
        };
        sql.push_str(&format!(" GENERATED {when} AS IDENTITY"));
        let options = sequence::of_identity(catalog, relation, &column.name);
        if let Some(options) = options.filter(|options| !options.is_empty()) {
            sql.push_str(&format!(" ({options})"));
        }
    }
    sql.push_str(if column.not_null { " NOT NULL" } else { "" });
    sql
}
