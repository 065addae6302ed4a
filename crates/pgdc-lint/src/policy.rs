//! Row-level security.

use pgdc_catalog::{Attribute, Catalog, Relation, RelationKind};

use crate::sql::{Ident, literal, qualified, uncut_type};
use crate::tables::Tables;
use crate::{Refused, Scope};

/// The name of the policy on each table.
const POLICY: &str = "pgdc_scope";

/// The statements that make the server enforce the scope, in the order of the tables; they can be run again.
///
/// Each table that has the scope column lets a session reach the rows alone whose column equals the setting
/// [`Scope::setting`], for all commands and for the table's owner too. Without the setting there are none.
/// Foreign tables have no row-level security and are left out.
///
/// # Errors
/// The declaration does not fit the catalog.
pub fn row_security(catalog: &Catalog, scope: &Scope) -> Result<Vec<String>, Refused> {
    let tables = Tables::new(catalog, scope)?;
    let secured = tables.scoped().filter(|(table, _)| can_be_secured(table));
    Ok(secured.flat_map(|(table, column)| secure(&tables, table, column)).collect())
}

/// Whether the relation can have policies.
pub(crate) fn can_be_secured(table: &Relation) -> bool {
    matches!(table.kind, RelationKind::Table | RelationKind::PartitionedTable)
}

/// The statements for one table.
pub(crate) fn secure(tables: &Tables<'_>, table: &Relation, column: &Attribute) -> [String; 3] {
    let name = qualified(&table.name);
    let policy = Ident(POLICY);
    let condition = format!(
        "{} = nullif(pg_catalog.current_setting({}, true), '')::{}",
        Ident(&column.name),
        literal(&tables.scope.setting),
        uncut_type(tables.catalog, &column.type_ref),
    );
    // Row-level security before the policy: half-way, no row is reached instead of every row.
    [
        format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"),
        format!("DROP POLICY IF EXISTS {policy} ON {name}"),
        format!(
            "CREATE POLICY {policy} ON {name} FOR ALL TO PUBLIC\n    USING ({condition})\n    WITH CHECK ({condition})"
        ),
    ]
}
