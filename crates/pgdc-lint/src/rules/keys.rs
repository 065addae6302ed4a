//! Keys without the scope column: what collides with a row of another tenant tells of it.

use pgdc_catalog::{Attribute, Constraint, ConstraintKind, Index, Relation};

use super::{finding, same_columns};
use crate::constraint::{
    add_key, add_reference, drop_constraint, is_inherited, references, remake_index,
};
use crate::tables::Tables;
use crate::{Finding, Rule, Severity};

pub(super) fn look(tables: &Tables<'_>, findings: &mut Vec<Finding>) {
    // Where each tenant has one row, other keys are names of tenants, which no two may share.
    let is_of_tenants = |table: &Relation, column: &Attribute| {
        let key = table.primary_key();
        key.is_some_and(|key| key.columns == [column.name.as_str()])
    };
    for (table, column) in tables.scoped().filter(|(table, column)| !is_of_tenants(table, column)) {
        let own = table.constraints.iter().filter(|c| !is_inherited(tables, table, c));
        for constraint in own.filter(|c| !c.columns.contains(&column.name)) {
            findings.extend(constraint_without(tables, table, column, constraint));
        }
        let own = table.indexes.iter().filter(|index| !is_of_whole(tables, table, index));
        for index in own.filter(|index| index.unique && index.constraint.is_none()) {
            if !index.keys.iter().any(|key| key.column.as_ref() == Some(&column.name)) {
                findings.push(index_without(table, column, index));
            }
        }
    }
}

fn constraint_without(
    tables: &Tables<'_>,
    table: &Relation,
    column: &Attribute,
    constraint: &Constraint,
) -> Option<Finding> {
    let mend = match constraint.kind {
        ConstraintKind::PrimaryKey | ConstraintKind::Unique => {
            widen(tables, table, column, constraint).unwrap_or_default()
        }
        // With the column it may need an extension (btree_gist), and its text is not ours to take apart.
        ConstraintKind::Exclusion(_) => Vec::new(),
        ConstraintKind::ForeignKey(_) | ConstraintKind::Check(_) => return None,
    };
    let columns: Vec<&String> = constraint.columns.iter().collect();
    Some(Finding { mend, ..collision(table, column, &constraint.name, &columns) })
}

fn index_without(table: &Relation, column: &Attribute, index: &Index) -> Finding {
    let columns: Vec<&String> = index.keys.iter().filter_map(|key| key.column.as_ref()).collect();
    let mend = remake_index(&table.name, index, &column.name);
    Finding { mend, ..collision(table, column, &index.name, &columns) }
}

fn collision(table: &Relation, column: &Attribute, key: &str, columns: &[&String]) -> Finding {
    let is_made = |name: &&String| table.attribute(name).is_some_and(is_made_by_server);
    let (severity, why) = match columns.iter().any(is_made) {
        true => (
            Severity::Note,
            format!(
                "values that the server makes do not collide by themselves, but one that is given tells by an \
                 error that another tenant has it; `{}` is not part of the key",
                column.name
            ),
        ),
        false => (
            Severity::Warning,
            format!(
                "a value that another tenant has is refused, which tells that it is there; `{}` is not part of \
                 the key",
                column.name
            ),
        ),
    };
    finding(severity, Rule::KeyWithoutScope, table, Some(key), why)
}

fn is_made_by_server(attribute: &Attribute) -> bool {
    let makes = |default: &String| default.starts_with("nextval(") || default.contains("uuid");
    attribute.identity.is_some() || attribute.default.as_ref().is_some_and(makes)
}

/// Puts the scope column into the key, and into the foreign keys that need it as it is. None where one of
/// these cannot have it.
fn widen(
    tables: &Tables<'_>,
    table: &Relation,
    column: &Attribute,
    constraint: &Constraint,
) -> Option<Vec<String>> {
    let index = table.indexes.iter().find(|i| i.constraint.as_ref() == Some(&constraint.name))?;
    let mut users = references(tables);
    users.retain(|user| {
        user.key.table == table.name && same_columns(&user.key.columns, &constraint.columns)
    });
    let mut statements: Vec<String> =
        users.iter().map(|user| drop_constraint(&user.child.name, user.constraint)).collect();
    statements.push(drop_constraint(&table.name, constraint));
    statements.extend(add_key(&table.name, constraint, index, &column.name));
    for user in users {
        statements.extend(add_reference(tables, user)?);
    }
    Some(statements)
}

/// Whether a partition has the unique index from the table it is a part of.
fn is_of_whole(tables: &Tables<'_>, table: &Relation, index: &Index) -> bool {
    let of_whole = tables.whole(table).into_iter().flat_map(|whole| &whole.indexes);
    of_whole.into_iter().any(|other| other.unique && other.keys == index.keys)
}
