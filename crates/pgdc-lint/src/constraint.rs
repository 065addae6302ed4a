//! Constraints and indexes written anew, with the scope column in them.

use pgdc_catalog::{
    Constraint, ConstraintKind, ForeignKey, Index, IndexKey, KeyAction, KeyMatch, QualifiedName,
    Relation,
};

use crate::sql::{Ident, list, literal, qualified};
use crate::tables::Tables;

/// A foreign key where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Reference<'c> {
    pub(crate) child: &'c Relation,
    pub(crate) constraint: &'c Constraint,
    pub(crate) key: &'c ForeignKey,
}

/// Every foreign key of the catalog, but for those that partitions take from their table.
pub(crate) fn references<'c>(tables: &Tables<'c>) -> Vec<Reference<'c>> {
    let own = tables.catalog.relations.iter().flat_map(|child| {
        child
            .constraints
            .iter()
            .filter(|c| !is_inherited(tables, child, c))
            .map(move |c| (child, c))
    });
    own.filter_map(|(child, constraint)| match &constraint.kind {
        ConstraintKind::ForeignKey(key) => Some(Reference { child, constraint, key }),
        _ => None,
    })
    .collect()
}

/// Whether a partition has the constraint from the table it is a part of, where alone it can be changed.
pub(crate) fn is_inherited(tables: &Tables<'_>, table: &Relation, constraint: &Constraint) -> bool {
    let of_whole = tables.whole(table).into_iter().flat_map(|whole| &whole.constraints);
    of_whole.into_iter().any(|c| c.kind == constraint.kind && c.columns == constraint.columns)
}

/// `ALTER TABLE … DROP CONSTRAINT …`.
pub(crate) fn drop_constraint(table: &QualifiedName, constraint: &Constraint) -> String {
    format!("ALTER TABLE {} DROP CONSTRAINT {}", qualified(table), Ident(&constraint.name))
}

/// Adds a primary key or unique constraint with `column` before its own, and its comment.
pub(crate) fn add_key(
    table: &QualifiedName,
    constraint: &Constraint,
    index: &Index,
    column: &str,
) -> Vec<String> {
    let kind = match constraint.kind {
        ConstraintKind::PrimaryKey => "PRIMARY KEY",
        _ if index.nulls_not_distinct => "UNIQUE NULLS NOT DISTINCT",
        _ => "UNIQUE",
    };
    let columns = list([column].into_iter().chain(constraint.columns.iter().map(String::as_str)));
    let period = if constraint.period { " WITHOUT OVERLAPS" } else { "" };
    let include = include(index, column);
    add(table, constraint, &format!("{kind} ({columns}{period}){include}"))
}

/// Adds a foreign key between scoped tables with their scope columns before its own, and its comment. None
/// where its meaning cannot be kept: where an action would set the scope column too, and where the scope column
/// would count for `MATCH FULL`.
pub(crate) fn add_reference(tables: &Tables<'_>, reference: Reference<'_>) -> Option<Vec<String>> {
    let Reference { child, constraint, key } = reference;
    let own = &tables.column(&child.name)?.name;
    let referenced = &tables.column(&key.table)?.name;
    let is_mispaired = constraint.columns.contains(own) || key.columns.contains(referenced);
    let all_or_none = key.matching == KeyMatch::Full && constraint.columns.len() > 1;
    let may_be_null =
        |column: &String| child.attribute(column).is_none_or(|attribute| !attribute.not_null);
    let sets = |action| matches!(action, KeyAction::SetNull | KeyAction::SetDefault);
    if is_mispaired
        || sets(key.on_update)
        || sets(key.on_delete) && tables.server_major() < 15
        || all_or_none && constraint.columns.iter().any(may_be_null)
    {
        return None;
    }
    let mut on_delete = action_words(key.on_delete).to_owned();
    if sets(key.on_delete) {
        let columns = list(constraint.columns.iter().map(String::as_str));
        on_delete.push_str(&format!(" ({columns})"));
    }
    let period = constraint.period;
    let definition = format!(
        "FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE {on_delete} ON UPDATE {}",
        with_scope(own, &constraint.columns, period),
        qualified(&key.table),
        with_scope(referenced, &key.columns, period),
        action_words(key.on_update),
    );
    Some(add(&child.name, constraint, &definition))
}

fn add(table: &QualifiedName, constraint: &Constraint, definition: &str) -> Vec<String> {
    let (table, name) = (qualified(table), Ident(&constraint.name));
    let mut definition = format!("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}");
    for (is_so, words) in [
        (constraint.deferrable, " DEFERRABLE"),
        (constraint.initially_deferred, " INITIALLY DEFERRED"),
        (constraint.not_enforced, " NOT ENFORCED"),
        (constraint.not_valid && !constraint.not_enforced, " NOT VALID"),
    ] {
        definition.push_str(if is_so { words } else { "" });
    }
    let comment = constraint.comment.iter();
    let comment =
        comment.map(|text| format!("COMMENT ON CONSTRAINT {name} ON {table} IS {}", literal(text)));
    [definition].into_iter().chain(comment).collect()
}

/// The columns of a foreign key with the scope column first; a period stays last.
fn with_scope(scope: &str, columns: &[String], period: bool) -> String {
    let mut parts = vec![Ident(scope).to_string()];
    for (n, column) in columns.iter().enumerate() {
        let is_period = period && n + 1 == columns.len();
        parts.push(format!("{}{}", if is_period { "PERIOD " } else { "" }, Ident(column)));
    }
    parts.join(", ")
}

fn action_words(action: KeyAction) -> &'static str {
    match action {
        KeyAction::NoAction => "NO ACTION",
        KeyAction::Restrict => "RESTRICT",
        KeyAction::Cascade => "CASCADE",
        KeyAction::SetNull => "SET NULL",
        KeyAction::SetDefault => "SET DEFAULT",
    }
}

/// Drops a unique index and makes it again with `column` before its own keys, with its comment.
pub(crate) fn remake_index(table: &QualifiedName, index: &Index, column: &str) -> Vec<String> {
    let name = qualified(&QualifiedName::new(&table.schema, &index.name));
    let own = index.keys.iter().map(key_text);
    let keys: Vec<String> = [Ident(column).to_string()].into_iter().chain(own).collect();
    let nulls = if index.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
    let predicate = index.predicate.as_ref();
    let predicate = predicate.map(|sql| format!(" WHERE {sql}")).unwrap_or_default();
    let create = format!(
        "CREATE UNIQUE INDEX {} ON {} USING {} ({}){}{nulls}{predicate}",
        Ident(&index.name),
        qualified(table),
        Ident(&index.method),
        keys.join(", "),
        include(index, column),
    );
    let comment = index.comment.iter();
    let comment = comment.map(|text| format!("COMMENT ON INDEX {name} IS {}", literal(text)));
    [format!("DROP INDEX {name}"), create].into_iter().chain(comment).collect()
}

fn key_text(key: &IndexKey) -> String {
    let column = key.column.as_ref().map(|column| Ident(column).to_string());
    let mut text = column.or_else(|| key.expression.clone()).unwrap_or_default();
    if let Some(collation) = &key.collation {
        text.push_str(&format!(" COLLATE {}", qualified(collation)));
    }
    if let Some(class) = &key.operator_class {
        text.push_str(&format!(" {}", qualified(class)));
    }
    text.push_str(if key.descending { " DESC" } else { "" });
    match (key.descending, key.nulls_first) {
        (false, true) => text.push_str(" NULLS FIRST"),
        (true, false) => text.push_str(" NULLS LAST"),
        _ => {}
    }
    text
}

/// The columns besides the keys; the one that becomes a key is no longer one of them.
fn include(index: &Index, column: &str) -> String {
    let rest: Vec<&str> =
        index.include.iter().map(String::as_str).filter(|name| *name != column).collect();
    match rest.is_empty() {
        true => String::new(),
        false => format!(" INCLUDE ({})", list(rest)),
    }
}
