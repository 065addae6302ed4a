//! Foreign keys that do not hold a child to its parent's tenant.

use pgdc_catalog::{Attribute, KeyAction, QualifiedName};

use super::{finding, same_columns};
use crate::constraint::{Reference, add_reference, drop_constraint, references};
use crate::sql::{list, qualified};
use crate::tables::Tables;
use crate::{Finding, Rule, Severity};

pub(super) fn look(tables: &Tables<'_>, findings: &mut Vec<Finding>) {
    for reference in references(tables) {
        let Some(own) = tables.column(&reference.child.name) else { continue };
        let Some(referenced) = tables.column(&reference.key.table) else { continue };
        if !holds_scope(reference, own, referenced) {
            let mend = widen(tables, reference, referenced).unwrap_or_default();
            findings.push(Finding { mend, ..across(reference) });
        }
    }
}

fn holds_scope(reference: Reference<'_>, own: &Attribute, referenced: &Attribute) -> bool {
    let mut pairs = reference.constraint.columns.iter().zip(&reference.key.columns);
    pairs.any(|(a, b)| *a == own.name && *b == referenced.name)
}

fn across(reference: Reference<'_>) -> Finding {
    let Reference { child, constraint, key } = reference;
    let parent = &key.table;
    let actions = [("DELETE", key.on_delete), ("UPDATE", key.on_update)];
    let acting = |(event, action): &(&str, KeyAction)| {
        let passive = matches!(action, KeyAction::NoAction | KeyAction::Restrict);
        (!passive).then(|| format!("ON {event}"))
    };
    let acting: Vec<String> = actions.iter().filter_map(acting).collect();
    let (rule, why) = match acting.is_empty() {
        true => (
            Rule::ForeignKeyWithoutScope,
            format!("a row can reference a row of {parent} that is another tenant's"),
        ),
        false => (
            Rule::ActionAcrossScopes,
            format!(
                "a row can reference a row of {parent} that is another tenant's, and what that tenant does \
                 changes it ({})",
                acting.join(", ")
            ),
        ),
    };
    finding(Severity::Error, rule, child, Some(&constraint.name), why)
}

/// Puts the scope columns into the foreign key, and makes the unique index that it then needs.
fn widen(
    tables: &Tables<'_>,
    reference: Reference<'_>,
    referenced: &Attribute,
) -> Option<Vec<String>> {
    let Reference { child, constraint, key } = reference;
    let columns: Vec<&String> = [&referenced.name].into_iter().chain(&key.columns).collect();
    let mut statements = Vec::new();
    if !has_key(tables, &key.table, &columns) {
        if constraint.period {
            // Only a constraint serves a period, and which of the table's own to widen is for people to say.
            return None;
        }
        let columns = list(columns.into_iter().map(String::as_str));
        statements.push(format!("CREATE UNIQUE INDEX ON {} ({columns})", qualified(&key.table)));
    }
    statements.push(drop_constraint(&child.name, constraint));
    statements.extend(add_reference(tables, reference)?);
    Some(statements)
}

/// Whether a foreign key can reference these columns.
fn has_key(tables: &Tables<'_>, table: &QualifiedName, columns: &[&String]) -> bool {
    let indexes = tables.catalog.find_relation(table).into_iter().flat_map(|table| &table.indexes);
    indexes.into_iter().any(|index| {
        let is_whole = index.keys.iter().all(|key| key.column.is_some());
        let own = index.keys.iter().filter_map(|key| key.column.as_ref());
        let serves = index.unique && index.valid && index.immediate && index.predicate.is_none();
        serves && is_whole && same_columns(own, columns.iter().copied())
    })
}
