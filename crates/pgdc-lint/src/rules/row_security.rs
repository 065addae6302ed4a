//! Row-level security, the guard behind all others.

use pgdc_catalog::Relation;

use super::finding;
use crate::policy::{can_be_secured, secure};
use crate::sql::qualified;
use crate::tables::Tables;
use crate::{Finding, Rule, Severity};

pub(super) fn look(tables: &Tables<'_>, findings: &mut Vec<Finding>) {
    for (table, _) in tables.scoped().filter(|(table, _)| !tables.is_shared(&table.name)) {
        findings.extend(unguarded(tables, table));
    }
}

/// Partitions count: a statement that names one goes by its own policies.
fn unguarded(tables: &Tables<'_>, table: &Relation) -> Option<Finding> {
    let found = |severity, rule, why| finding(severity, rule, table, None, why);
    if !can_be_secured(table) {
        let why =
            "a foreign table has no row-level security: rows must be kept apart where they are";
        return Some(found(Severity::Warning, Rule::NoRowSecurity, why));
    }
    if !table.row_security {
        let why = "a statement that forgets the tenant reaches the rows of all: row-level security is off";
        let mend = secure(tables.division, table).to_vec();
        return Some(Finding { mend, ..found(Severity::Warning, Rule::NoRowSecurity, why) });
    }
    if !table.force_row_security {
        let why = "row-level security does not hold for the table's owner, which programs often connect as";
        let mend = vec![format!("ALTER TABLE {} FORCE ROW LEVEL SECURITY", qualified(&table.name))];
        return Some(Finding { mend, ..found(Severity::Warning, Rule::RowSecurityNotForced, why) });
    }
    None
}
