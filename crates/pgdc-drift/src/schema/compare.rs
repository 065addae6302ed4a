//! Two sets of facts, side by side.

use std::collections::BTreeMap;

use super::facts::{Composite, Enum, Facts, Name, Relation};
use super::{Change, columns};

/// In what the database is not as the old module says, table by table; `new` are the facts of the module that
/// would be generated now.
pub(crate) fn changes(old: &Facts, new: &Facts) -> Vec<Change> {
    let names = Names::of(old, new);
    let mut found = Vec::new();
    for (name, pair) in pairs(&old.relations, &new.relations) {
        relation(&names.of_one(name), pair, &mut found);
    }
    for (name, pair) in pairs(&old.enums, &new.enums) {
        enumeration(&names.of_one(name), pair, &mut found);
    }
    for (name, pair) in pairs(&old.composites, &new.composites) {
        composite(&names.of_one(name), pair, &mut found);
    }
    found
}

/// How things are called: without the schema, where there is one alone.
struct Names {
    is_one_schema: bool,
}

impl Names {
    fn of(old: &Facts, new: &Facts) -> Self {
        let names = [old, new].into_iter().flat_map(|facts| facts.relations.keys());
        let mut schemas: Vec<&String> = names.map(|(schema, _)| schema).collect();
        schemas.sort();
        schemas.dedup();
        Names { is_one_schema: schemas.len() < 2 }
    }

    fn of_one(&self, (schema, name): &Name) -> String {
        if self.is_one_schema { name.clone() } else { format!("{schema}.{name}") }
    }
}

/// What is on one side, or on both.
enum Pair<'f, T> {
    Old(&'f T),
    New(&'f T),
    Both(&'f T, &'f T),
}

fn pairs<'f, K: Ord, T>(
    old: &'f BTreeMap<K, T>,
    new: &'f BTreeMap<K, T>,
) -> BTreeMap<&'f K, Pair<'f, T>> {
    let mut pairs: BTreeMap<&K, Pair<'_, T>> =
        old.iter().map(|(key, value)| (key, Pair::Old(value))).collect();
    for (key, value) in new {
        let pair = match old.get(key) {
            Some(old) => Pair::Both(old, value),
            None => Pair::New(value),
        };
        pairs.insert(key, pair);
    }
    pairs
}

fn relation(name: &str, pair: Pair<'_, Relation>, found: &mut Vec<Change>) {
    let (old, new) = match pair {
        Pair::Old(old) => {
            let what = if old.is_view() { "view removed" } else { "table removed" };
            found.push(Change::breaking(what, name, "every statement names it"));
            return;
        }
        Pair::New(new) => {
            let what = if new.is_view() { "view added" } else { "table added" };
            found.push(Change::safe(what, name));
            return;
        }
        Pair::Both(old, new) => (old, new),
    };
    if old.kind != new.kind {
        found.push(kind(name, old, new));
    } else if old.is_written && !new.is_written {
        found.push(Change::breaking("view cannot be written", name, "writes are refused"));
    }
    for column in &old.columns {
        match new.column(&column.name) {
            None => found.push(columns::removed(name, column)),
            Some(now) => found.extend(columns::changed(name, new, column, now)),
        }
    }
    let added = new.columns.iter().filter(|column| old.column(&column.name).is_none());
    found.extend(added.map(|column| columns::added(name, new, column)));
    if old.key != new.key {
        found.push(key(name, old, new));
    }
    for (constraint, pair) in pairs(&old.constraints, &new.constraints) {
        found.extend(self::constraint(name, constraint, &pair));
    }
}

fn kind(name: &str, old: &Relation, new: &Relation) -> Change {
    let detail = format!("{name} {} (was {})", new.kind, old.kind);
    let is_table = |kind: &str| matches!(kind, "Table" | "PartitionedTable");
    match is_table(&old.kind) && is_table(&new.kind) {
        // Whether an upsert inserted is asked in another way, of which the old module does not know.
        true if new.kind == "Table" => Change::safe("kind changed", detail),
        true => Change::breaking("kind changed", detail, "upserts ask for a system column"),
        false if old.is_view() && !old.is_written => Change::safe("kind changed", detail),
        false => Change::breaking("kind changed", detail, "it is written in another way"),
    }
}

fn key(name: &str, old: &Relation, new: &Relation) -> Change {
    let list = |key: &[String]| match key {
        [] => "none".to_owned(),
        key => key.join(", "),
    };
    let detail = format!("{name} ({}), was ({})", list(&new.key), list(&old.key));
    match old.key.is_empty() {
        true => Change::safe("primary key added", detail),
        false => Change::breaking("primary key changed", detail, "rows are found by the old key"),
    }
}

/// Primary keys are told by their columns. Others are told by what they are, their name aside where it is the
/// same.
fn constraint(table: &str, name: &str, pair: &Pair<'_, String>) -> Option<Change> {
    let is_key = |said: &str| said.starts_with("Primary key");
    let finds_rows = |said: &str| said.starts_with("Unique");
    let place = |said: &str| format!("{table}.{name}: {said}");
    match pair {
        Pair::Old(said) | Pair::New(said) if is_key(said) => None,
        Pair::Old(said) if finds_rows(said) => Some(Change::breaking(
            "constraint removed",
            place(said),
            "ON CONFLICT finds no unique index",
        )),
        Pair::Old(said) => Some(Change::safe("constraint removed", place(said))),
        Pair::New(said) => Some(Change::breaking(
            "constraint added",
            place(said),
            "rows that break it are refused",
        )),
        Pair::Both(old, new) if old == new || is_key(old) => None,
        Pair::Both(old, new) => {
            let detail = format!("{} (was {old})", place(new));
            let why = "rows that break it are refused";
            Some(Change::breaking("constraint changed", detail, why))
        }
    }
}

fn enumeration(name: &str, pair: Pair<'_, Enum>, found: &mut Vec<Change>) {
    let (old, new) = match pair {
        Pair::Old(_) => {
            found.push(Change::breaking("enum removed", name, "values of it are read and written"));
            return;
        }
        Pair::New(_) => return found.push(Change::safe("enum added", name)),
        Pair::Both(old, new) => (old, new),
    };
    for label in old.labels.iter().filter(|label| !new.labels.contains(label)) {
        let why = "it is refused where it is written";
        found.push(Change::breaking("label removed", format!("{name} '{label}'"), why));
    }
    for label in new.labels.iter().filter(|label| !old.labels.contains(label)) {
        let detail = format!("{name} '{label}'");
        found.push(match old.is_open {
            true => Change::safe("label added", detail),
            false => Change::breaking("label added", detail, "a row with it cannot be read"),
        });
    }
    let kept = |labels: &[String], other: &[String]| -> Vec<String> {
        labels.iter().filter(|label| other.contains(label)).cloned().collect()
    };
    if kept(&old.labels, &new.labels) != kept(&new.labels, &old.labels) {
        found.push(Change::safe("labels reordered", name));
    }
}

fn composite(name: &str, pair: Pair<'_, Composite>, found: &mut Vec<Change>) {
    let why = "values of it are read and written attribute by attribute";
    match pair {
        Pair::Old(_) => found.push(Change::breaking("composite type removed", name, why)),
        Pair::New(_) => found.push(Change::safe("composite type added", name)),
        Pair::Both(old, new) if old == new => {}
        Pair::Both(_, new) => {
            let list = new.attributes.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
            let detail = format!("{name} ({})", list.join(", "));
            found.push(Change::breaking("composite type changed", detail, why));
        }
    }
}
