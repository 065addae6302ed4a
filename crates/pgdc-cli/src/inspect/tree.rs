//! Relations as trees: columns, keys and indexes under each.

use pgdc_build::Inspected;
use pgdc_catalog::{
    Attribute, Constraint, ConstraintKind, ForeignKey, Generated, Identity, Index, KeyAction,
    Relation,
};

use super::{bytes, kind, rows};
use crate::grid;
use crate::report::{BOLD, DIM, RESET};
use crate::shown::{shortened, shown};

/// A default, a check or a comment is shown up to here.
const LONGEST: usize = 100;

pub(super) fn of(relations: &[Inspected]) -> String {
    relations.iter().map(block).collect::<Vec<_>>().join("\n")
}

fn block(inspected: &Inspected) -> String {
    let relation = &inspected.relation;
    let columns = relation.attributes.iter().map(|attribute| column(relation, attribute));
    let mut lines = grid::plain(columns.collect());
    let mut constraints: Vec<&Constraint> = relation.constraints.iter().collect();
    constraints.sort_by_key(|constraint| place(&constraint.kind));
    lines.extend(constraints.into_iter().map(constraint));
    // The others are those of constraints.
    let own = relation.indexes.iter().filter(|index| index.constraint.is_none());
    lines.extend(own.map(index));
    let mut block = heading(inspected);
    let last = lines.len().saturating_sub(1);
    for (n, line) in lines.iter().enumerate() {
        let branch = if n == last { "└─" } else { "├─" };
        block.push_str(&format!("{DIM}{branch}{RESET}{line}\n"));
    }
    block
}

/// `public.album (table, ~347 rows, 64.00 KiB)`, and the comment.
fn heading(Inspected { relation, size }: &Inspected) -> String {
    let rows = size.and_then(rows).map(|rows| format!("{rows} rows"));
    let facts = [Some(kind(relation.kind).to_owned()), rows, size.map(bytes)];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let name = shown(&relation.name.to_string());
    let comment = relation.comment.as_ref().map(|text| format!(": {}", shortened(text, LONGEST)));
    format!(
        "{BOLD}{name}{RESET} {DIM}({}){RESET}{}\n",
        facts.join(", "),
        comment.unwrap_or_default()
    )
}

/// Name, type, and what else is to be said.
fn column(relation: &Relation, attribute: &Attribute) -> Vec<String> {
    let mut marks = Vec::new();
    if attribute.not_null {
        marks.push("not null".to_owned());
    }
    for constraint in &relation.constraints {
        marks.extend(mark(constraint, &attribute.name));
    }
    marks.extend(attribute.identity.map(|identity| match identity {
        Identity::Always => "identity always".to_owned(),
        Identity::ByDefault => "identity".to_owned(),
    }));
    marks.extend(attribute.generated.as_ref().map(|generated| match generated {
        Generated::Stored(sql) => format!("generated {}", shortened(sql, LONGEST)),
        Generated::Virtual(sql) => format!("virtual {}", shortened(sql, LONGEST)),
    }));
    let default = attribute.default.as_ref();
    marks.extend(default.map(|sql| format!("default {}", shortened(sql, LONGEST))));
    vec![shown(&attribute.name), shown(&attribute.type_ref.sql), marks.join(", ")]
}

/// What a constraint says of one of its columns.
fn mark(constraint: &Constraint, name: &str) -> Option<String> {
    let at = constraint.columns.iter().position(|column| column == name)?;
    let is_alone = constraint.columns.len() == 1;
    match &constraint.kind {
        ConstraintKind::PrimaryKey => Some("primary key".to_owned()),
        ConstraintKind::Unique if is_alone => Some("unique".to_owned()),
        ConstraintKind::ForeignKey(key) => {
            Some(format!("→ {}.{}", shown(&key.table.to_string()), shown(key.columns.get(at)?)))
        }
        _ => None,
    }
}

fn constraint(constraint: &Constraint) -> String {
    let columns = list(&constraint.columns);
    let what = match &constraint.kind {
        ConstraintKind::PrimaryKey => format!("primary key {columns}"),
        ConstraintKind::Unique => format!("unique {columns}"),
        ConstraintKind::ForeignKey(key) => foreign_key(key, &columns),
        ConstraintKind::Check(sql) => format!("check {}", shortened(sql, LONGEST)),
        ConstraintKind::Exclusion(sql) => shortened(sql, LONGEST),
    };
    let invalid = if constraint.not_valid { ", not valid" } else { "" };
    format!(" {what}{invalid} {DIM}{}{RESET}", shown(&constraint.name))
}

/// Keys stand first, and otherwise constraints in the order of their names.
fn place(kind: &ConstraintKind) -> u8 {
    match kind {
        ConstraintKind::PrimaryKey => 0,
        ConstraintKind::Unique => 1,
        ConstraintKind::ForeignKey(_) => 2,
        ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => 3,
    }
}

fn foreign_key(key: &ForeignKey, columns: &str) -> String {
    let action = |on: &str, action| match action {
        KeyAction::NoAction => String::new(),
        KeyAction::Restrict => format!(" on {on} restrict"),
        KeyAction::Cascade => format!(" on {on} cascade"),
        KeyAction::SetNull => format!(" on {on} set null"),
        KeyAction::SetDefault => format!(" on {on} set default"),
    };
    let target = shown(&key.table.to_string());
    let actions = action("delete", key.on_delete) + &action("update", key.on_update);
    format!("foreign key {columns} → {target} {}{actions}", list(&key.columns))
}

fn index(index: &Index) -> String {
    let keys = index.keys.iter().map(|key| {
        let what = key.column.as_deref().or(key.expression.as_deref()).unwrap_or_default();
        let order = if key.descending { " desc" } else { "" };
        shortened(what, LONGEST) + order
    });
    let unique = if index.unique { "unique " } else { "" };
    let keys = keys.collect::<Vec<_>>().join(", ");
    let filter = index.predicate.as_ref().map(|sql| format!(" where {}", shortened(sql, LONGEST)));
    let invalid = if index.valid { "" } else { ", not valid" };
    format!(
        " {unique}index {} ({keys}){}{invalid} {DIM}{}{RESET}",
        index.method,
        filter.unwrap_or_default(),
        shown(&index.name)
    )
}

fn list(names: &[String]) -> String {
    format!("({})", names.iter().map(|name| shown(name)).collect::<Vec<_>>().join(", "))
}
