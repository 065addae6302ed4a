use pgdc_catalog::{
    Constraint, ConstraintKind, ForeignKey, KeyAction, KeyMatch, QualifiedName, Relation,
};

use crate::Error;
use crate::query::{Columns, FromColumns, Query};
use crate::relations::Relations;

pub(crate) struct ConstraintRow {
    relation: u32,
    name: String,
    kind: String,
    columns: Vec<String>,
    deferrable: bool,
    initially_deferred: bool,
    not_valid: bool,
    not_enforced: bool,
    no_inherit: bool,
    period: bool,
    comment: Option<String>,
    target: Option<QualifiedName>,
    target_columns: Vec<String>,
    on_delete: String,
    set_columns: Vec<String>,
    on_update: String,
    matching: String,
    definition: Option<String>,
}

impl FromColumns for ConstraintRow {
    const QUERY: Query =
        Query { what: "constraints", sql: include_str!("queries/constraints.sql") };

    fn from_columns(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(ConstraintRow {
            relation: columns.take()?,
            name: columns.take()?,
            kind: columns.take()?,
            columns: columns.take()?,
            deferrable: columns.take()?,
            initially_deferred: columns.take()?,
            not_valid: columns.take()?,
            not_enforced: columns.take()?,
            no_inherit: columns.take()?,
            period: columns.take()?,
            comment: columns.take()?,
            target: columns.take_name()?,
            target_columns: columns.take()?,
            on_delete: columns.take()?,
            set_columns: columns.take()?,
            on_update: columns.take()?,
            matching: columns.take()?,
            definition: columns.take()?,
        })
    }
}

/// Gives each relation its constraints.
pub(crate) fn attach(rows: Vec<ConstraintRow>, relations: &mut Relations) -> Result<(), Error> {
    for row in rows {
        let Some(relation) = relations.get_mut(row.relation) else { continue };
        if row.kind == "n" {
            doubt_not_null(relation, &row.columns);
        } else {
            relation.constraints.push(constraint(row)?);
        }
    }
    Ok(())
}

/// `attnotnull` is also true for a NOT NULL that was added NOT VALID (PostgreSQL 18), but the rows from
/// before may hold NULL: whoever reads the column must expect it.
fn doubt_not_null(relation: &mut Relation, columns: &[String]) {
    for attribute in &mut relation.attributes {
        attribute.not_null &= !columns.contains(&attribute.name);
    }
}

fn constraint(row: ConstraintRow) -> Result<Constraint, Error> {
    let kind = match (row.kind.as_str(), row.target, row.definition) {
        ("p", ..) => ConstraintKind::PrimaryKey,
        ("u", ..) => ConstraintKind::Unique,
        ("f", Some(table), _) => ConstraintKind::ForeignKey(ForeignKey {
            table,
            columns: row.target_columns,
            on_delete: action(&row.on_delete)?,
            set_columns: row.set_columns,
            on_update: action(&row.on_update)?,
            matching: matching(&row.matching)?,
        }),
        ("c", _, Some(expression)) => ConstraintKind::Check(expression),
        ("x", _, Some(definition)) => ConstraintKind::Exclusion(definition),
        (other, ..) => return Err(Error::unexpected(ConstraintRow::QUERY.what, "contype", other)),
    };
    Ok(Constraint {
        name: row.name,
        kind,
        columns: row.columns,
        deferrable: row.deferrable,
        initially_deferred: row.initially_deferred,
        not_valid: row.not_valid,
        not_enforced: row.not_enforced,
        no_inherit: row.no_inherit,
        period: row.period,
        comment: row.comment,
    })
}

fn action(confdeltype: &str) -> Result<KeyAction, Error> {
    match confdeltype {
        "a" => Ok(KeyAction::NoAction),
        "r" => Ok(KeyAction::Restrict),
        "c" => Ok(KeyAction::Cascade),
        "n" => Ok(KeyAction::SetNull),
        "d" => Ok(KeyAction::SetDefault),
        other => Err(Error::unexpected(ConstraintRow::QUERY.what, "confdeltype", other)),
    }
}

fn matching(confmatchtype: &str) -> Result<KeyMatch, Error> {
    match confmatchtype {
        "s" => Ok(KeyMatch::Simple),
        "f" => Ok(KeyMatch::Full),
        other => Err(Error::unexpected(ConstraintRow::QUERY.what, "confmatchtype", other)),
    }
}
