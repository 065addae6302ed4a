//! Row-level security.

use pgdc_catalog::{Attribute, Catalog, Relation, RelationKind};
use pgdc_scope::{Division, Level};

use crate::sql::{Ident, literal, qualified, uncut_type};
use crate::tables::Tables;
use crate::{Refused, Scope};

/// The name of the policy on each table.
const POLICY: &str = "pgdc_scope";

/// The statements that make the server enforce the scope, in the order of the tables; they can be run again.
///
/// Each table that has a scope column lets a session reach the rows alone whose column equals the setting of
/// its level ([`Level::setting`]), for all commands and for the table's owner too. Without the setting there are
/// none. Where a table has columns of several levels, each must equal its setting.
/// Foreign tables have no row-level security and are left out.
///
/// # Errors
/// The declaration does not fit the catalog.
pub fn row_security(catalog: &Catalog, scope: &Scope) -> Result<Vec<String>, Refused> {
    let division = Division::new(catalog, scope)?;
    let tables = Tables::new(&division, 0);
    let secured = tables.scoped().filter(|(table, _)| can_be_secured(table));
    Ok(secured.flat_map(|(table, _)| secure(&division, table)).collect())
}

/// Whether the relation can have policies.
pub(crate) fn can_be_secured(table: &Relation) -> bool {
    matches!(table.kind, RelationKind::Table | RelationKind::PartitionedTable)
}

/// The statements for one table.
pub(crate) fn secure(division: &Division<'_>, table: &Relation) -> [String; 3] {
    let name = qualified(&table.name);
    let policy = Ident(POLICY);
    // One policy: the server lets a row pass that any of several allows.
    let columns = division.columns(&table.name);
    let conditions = columns.map(|(_, level, column)| comparison(division.catalog, level, column));
    let condition = conditions.collect::<Vec<_>>().join(" AND ");
    // Row-level security before the policy: half-way, no row is reached instead of every row.
    [
        format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"),
        format!("DROP POLICY IF EXISTS {policy} ON {name}"),
        format!(
            "CREATE POLICY {policy} ON {name} FOR ALL TO PUBLIC\n    USING ({condition})\n    WITH CHECK ({condition})"
        ),
    ]
}

fn comparison(catalog: &Catalog, level: &Level, column: &Attribute) -> String {
    format!(
        "{} = nullif(pg_catalog.current_setting({}, true), '')::{}",
        Ident(&column.name),
        literal(&level.setting),
        uncut_type(catalog, &column.type_ref),
    )
}
