//! Keys, checks, exclusions and foreign keys.

use pgdc_catalog::{Constraint, ConstraintKind, ForeignKey, Index, KeyAction, KeyMatch, Relation};

use crate::comment;
use crate::inherit::Inherited;
use crate::sql::{Ident, list, qualified, with};
use crate::step::{Owner, Step};

/// Those that stand in `CREATE TABLE`, each as `CONSTRAINT … PRIMARY KEY (…)`.
pub(crate) fn within_table(
    relation: &Relation,
    inherited: Option<&Inherited<'_>>,
) -> impl Iterator<Item = String> {
    let mut own: Vec<&Constraint> = relation
        .constraints
        .iter()
        .filter(|c| !is_later(relation, c) && !inherited.is_some_and(|found| found.has(c)))
        .collect();
    // The primary key first, as people write it.
    own.sort_by_key(|constraint| constraint.kind != ConstraintKind::PrimaryKey);
    own.into_iter().map(|constraint| {
        format!("CONSTRAINT {} {}", Ident(&constraint.name), words(relation, constraint))
    })
}

/// Those that `CREATE TABLE` has no words for, or would leave out.
pub(crate) fn after_table(relation: &Relation) -> Vec<Step> {
    let later = relation.constraints.iter().filter(|c| is_later(relation, c) && !is_foreign_key(c));
    later.map(|constraint| add(relation, constraint, "constraint")).collect()
}

/// The foreign keys; the tables of all must be there before.
pub(crate) fn foreign_keys(relation: &Relation) -> Vec<Step> {
    let keys = relation.constraints.iter().filter(|c| is_foreign_key(c));
    keys.flat_map(|constraint| {
        let add = add(relation, constraint, "foreign key");
        std::iter::once(add).chain(comment(relation, constraint))
    })
    .collect()
}

/// The comments on all but foreign keys.
pub(crate) fn comments(relation: &Relation) -> impl Iterator<Item = Step> {
    let own = relation.constraints.iter().filter(|c| !is_foreign_key(c));
    own.filter_map(|constraint| comment(relation, constraint))
}

fn comment(relation: &Relation, constraint: &Constraint) -> Option<Step> {
    let on = format!("{} ON {}", Ident(&constraint.name), qualified(&relation.name));
    let told = format!("{} of {}", constraint.name, relation.name);
    let owner = Owner::Relation(relation.name.clone());
    Some(comment::step(&owner, "CONSTRAINT", &on, &told, constraint.comment.as_ref()?))
}

fn add(relation: &Relation, constraint: &Constraint, what: &str) -> Step {
    let not_valid = constraint.not_valid && !constraint.not_enforced;
    let not_valid = if not_valid { " NOT VALID" } else { "" };
    let (table, name) = (qualified(&relation.name), Ident(&constraint.name));
    Step {
        object: format!("{what} {} of {}", constraint.name, relation.name),
        owner: Owner::Relation(relation.name.clone()),
        sql: format!(
            "ALTER TABLE {table} ADD CONSTRAINT {name} {}{not_valid}",
            words(relation, constraint)
        ),
    }
}

fn is_foreign_key(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::ForeignKey(_))
}

/// Whether rows from before may break it, which `CREATE TABLE` has no words for; or another key has the same columns,
/// of which `CREATE TABLE` makes one alone.
fn is_later(relation: &Relation, constraint: &Constraint) -> bool {
    let is_unproven = constraint.not_valid && !constraint.not_enforced;
    let is_again = constraint.kind == ConstraintKind::Unique
        && relation.constraints.iter().any(|other| {
            other.columns == constraint.columns
                && (other.kind == ConstraintKind::PrimaryKey
                    || other.kind == ConstraintKind::Unique && other.name < constraint.name)
        });
    is_foreign_key(constraint) || is_unproven || is_again
}

/// What it is, behind its name.
fn words(relation: &Relation, constraint: &Constraint) -> String {
    let mut words = match &constraint.kind {
        ConstraintKind::PrimaryKey => key(relation, constraint, "PRIMARY KEY"),
        ConstraintKind::Unique => key(relation, constraint, "UNIQUE"),
        ConstraintKind::ForeignKey(target) => foreign_key(constraint, target),
        ConstraintKind::Check(expression) => format!("CHECK ({expression})"),
        // PostgreSQL's own words, to the end.
        ConstraintKind::Exclusion(definition) => return definition.clone(),
    };
    for (is_so, more) in [
        (constraint.no_inherit, " NO INHERIT"),
        (constraint.deferrable, " DEFERRABLE"),
        (constraint.initially_deferred, " INITIALLY DEFERRED"),
        (constraint.not_enforced, " NOT ENFORCED"),
    ] {
        words.push_str(if is_so { more } else { "" });
    }
    words
}

fn key(relation: &Relation, constraint: &Constraint, kind: &str) -> String {
    let index = relation.indexes.iter().find(|i| i.constraint.as_ref() == Some(&constraint.name));
    let has = |test: fn(&Index) -> bool| index.is_some_and(test);
    let nulls = if has(|index| index.nulls_not_distinct) { " NULLS NOT DISTINCT" } else { "" };
    let period = if constraint.period { " WITHOUT OVERLAPS" } else { "" };
    let include = index.map(crate::index::include).unwrap_or_default();
    let options = index.map(|index| with(&index.options)).unwrap_or_default();
    format!("{kind}{nulls} ({}{period}){include}{options}", list(&constraint.columns))
}

fn foreign_key(constraint: &Constraint, target: &ForeignKey) -> String {
    let mut words = format!(
        "FOREIGN KEY ({}) REFERENCES {} ({})",
        with_period(&constraint.columns, constraint.period),
        qualified(&target.table),
        with_period(&target.columns, constraint.period),
    );
    words.push_str(match target.matching {
        KeyMatch::Simple => "",
        KeyMatch::Full => " MATCH FULL",
    });
    if let Some(action) = action(target.on_update) {
        words.push_str(&format!(" ON UPDATE {action}"));
    }
    if let Some(action) = action(target.on_delete) {
        words.push_str(&format!(" ON DELETE {action}"));
        if !target.set_columns.is_empty() {
            words.push_str(&format!(" ({})", list(&target.set_columns)));
        }
    }
    words
}

/// The columns; of a temporal key, the last one is a period.
fn with_period(columns: &[String], period: bool) -> String {
    match columns.split_last() {
        Some((last, [])) if period => format!("PERIOD {}", Ident(last)),
        Some((last, before)) if period => format!("{}, PERIOD {}", list(before), Ident(last)),
        _ => list(columns),
    }
}

fn action(action: KeyAction) -> Option<&'static str> {
    match action {
        KeyAction::NoAction => None,
        KeyAction::Restrict => Some("RESTRICT"),
        KeyAction::Cascade => Some("CASCADE"),
        KeyAction::SetNull => Some("SET NULL"),
        KeyAction::SetDefault => Some("SET DEFAULT"),
    }
}
