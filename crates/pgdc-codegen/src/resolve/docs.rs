//! What is said of a thing in its doc comment.
//!
//! Names, comments and expressions are the user's text: they come out as words or as code spans, and never
//! as markup, a link or a doc test.

use crate::ident::Ident;
use pgdc_catalog::{
    Attribute, Constraint, ConstraintKind, Generated, Identity, Index, Relation, Type, TypeKind,
};

use crate::plain::plain;

/// A comment as lines of documentation.
pub(super) fn comment(text: Option<&String>) -> Vec<String> {
    let lines = text.into_iter().flat_map(|text| text.lines());
    let mut lines: Vec<String> = lines.map(escape).collect();
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines
}

/// Text with everything that Markdown could take for markup escaped. Leading blanks go, since four of
/// them begin a code block, which rustdoc would compile.
fn escape(line: &str) -> String {
    let mut escaped = String::new();
    for c in plain(line).trim().chars() {
        match c {
            '\\' | '`' | '[' | ']' | '<' | '>' | '*' | '_' | '~' | '|' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    match escaped.chars().next() {
        Some('#' | '+' | '-' | '=') => format!("\\{escaped}"),
        _ => escaped,
    }
}

/// SQL as a code span, on one line.
pub(crate) fn code(sql: &str) -> String {
    let line = plain(sql).split_whitespace().collect::<Vec<_>>().join(" ");
    let longest_run = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest_run + 1);
    let pad =
        if line.starts_with('`') || line.ends_with('`') || line.is_empty() { " " } else { "" };
    format!("{fence}{pad}{line}{pad}{fence}")
}

/// The line of facts of a column: its name where the field has another, type, key, default, reference.
pub(super) fn facts(
    relation: &Relation,
    attribute: &Attribute,
    field: &Ident,
    in_scope: bool,
) -> String {
    let sql_type = in_schema(&attribute.type_ref.sql, &relation.name.schema);
    let mut facts: Vec<String> = other_name("Column", &attribute.name, field).into_iter().collect();
    facts.push(code(sql_type));
    facts.extend(in_scope.then(|| "scope".to_owned()));
    facts.extend(key_part(relation, attribute));
    facts.extend(fill(relation, attribute));
    for constraint in constraints_of(relation, attribute) {
        match &constraint.kind {
            ConstraintKind::ForeignKey(key) => {
                let place = constraint.columns.iter().position(|c| *c == attribute.name);
                let column = place.and_then(|place| key.columns.get(place));
                let table = match key.table.schema == relation.name.schema {
                    true => key.table.name.clone(),
                    false => key.table.to_string(),
                };
                let column = column.map_or(String::new(), |column| format!(".{column}"));
                facts.push(format!("references {}", code(&format!("{table}{column}"))));
            }
            ConstraintKind::Unique if constraint.columns.len() == 1 => {
                facts.push("unique".to_owned())
            }
            _ => {}
        }
    }
    format!("{}.", facts.join("; "))
}

/// What the thing is called in the database, where that is not its name in Rust.
pub(super) fn other_name(what: &str, name: &str, ident: &Ident) -> Option<String> {
    let is_same = ident.to_string().trim_start_matches("r#") == name;
    (!is_same).then(|| format!("{what} {}", code(name)))
}

fn key_part(relation: &Relation, attribute: &Attribute) -> Option<String> {
    let columns = &relation.primary_key()?.columns;
    let place = columns.iter().position(|column| *column == attribute.name)?;
    Some(match columns.len() {
        1 => "primary key".to_owned(),
        all => format!("primary key, part {} of {all}", place + 1),
    })
}

fn fill(relation: &Relation, attribute: &Attribute) -> Option<String> {
    match (&attribute.generated, attribute.identity, &attribute.default) {
        _ if super::is_read_only(relation, attribute) => Some("read-only".to_owned()),
        (Some(Generated::Stored(sql) | Generated::Virtual(sql)), ..) => {
            Some(format!("generated from {}", code(sql)))
        }
        (None, Some(Identity::Always), _) => Some("identity, always generated".to_owned()),
        (None, Some(Identity::ByDefault), _) => Some("identity".to_owned()),
        (None, None, Some(sql)) => {
            // `'open'::ticket_status`: the type was named already.
            let own_cast = format!("::{}", attribute.type_ref.sql);
            let sql = sql.strip_suffix(&own_cast).unwrap_or(sql);
            Some(format!("default {}", code(sql)))
        }
        (None, None, None) => None,
    }
}

fn constraints_of<'c>(
    relation: &'c Relation,
    attribute: &'c Attribute,
) -> impl Iterator<Item = &'c Constraint> {
    relation.constraints.iter().filter(|constraint| constraint.columns.contains(&attribute.name))
}

/// A type of the relation's own schema without the schema.
fn in_schema<'s>(sql: &'s str, schema: &str) -> &'s str {
    sql.strip_prefix(schema).and_then(|rest| rest.strip_prefix('.')).unwrap_or(sql)
}

/// What a domain is.
pub(super) fn domain(found: &Type) -> String {
    let name = code(&found.name.name);
    let TypeKind::Domain { base, not_null, default, checks, .. } = &found.kind else {
        return format!("Type {name}.");
    };
    let mut facts = vec![format!("Domain {name} over {}", code(&base.sql))];
    facts.extend(not_null.then(|| "not null".to_owned()));
    facts.extend(default.as_ref().map(|sql| format!("default {}", code(sql))));
    facts.extend(checks.iter().map(|check| format!("check {}", code(&check.expression))));
    format!("{}.", facts.join("; "))
}

/// What a constraint is. `index` is the one that keeps it, where one does; `code` says how SQL is written.
pub(super) fn constraint(constraint: &Constraint, index: Option<&Index>, code: Code) -> String {
    let list = |names: &[String]| list_as(names, code);
    let columns = list(&constraint.columns);
    let what = match &constraint.kind {
        ConstraintKind::PrimaryKey => format!("Primary key ({columns})"),
        ConstraintKind::Unique => format!("Unique ({columns})"),
        ConstraintKind::ForeignKey(key) => {
            let table = code(&key.table.name);
            format!("Foreign key ({columns}) to {table} ({})", list(&key.columns))
        }
        ConstraintKind::Check(sql) => format!("Check {}", code(sql)),
        ConstraintKind::Exclusion(sql) => format!("Exclusion {}", code(sql)),
    };
    let is_deferred = constraint.initially_deferred;
    let facts = [
        ("without overlaps", constraint.period && index.is_some()),
        ("deferrable", constraint.deferrable && !is_deferred),
        ("deferred to the end of the transaction", is_deferred),
        ("not enforced", constraint.not_enforced),
        ("not valid for rows from before it", constraint.not_valid && !constraint.not_enforced),
    ];
    let facts = facts.into_iter().filter(|(_, holds)| *holds).map(|(fact, _)| fact.to_owned());
    sentence(what, facts.chain(index.into_iter().flat_map(|index| of_index(index, code))))
}

/// What a unique index is that belongs to no constraint.
pub(super) fn unique_index(index: &Index, code: Code) -> String {
    let keys = index.keys.iter().filter_map(|key| key.column.as_ref().or(key.expression.as_ref()));
    let keys: Vec<String> = keys.cloned().collect();
    let predicate =
        index.predicate.as_ref().map_or(String::new(), |sql| format!(" where {}", code(sql)));
    sentence(format!("Unique index ({}){predicate}", list_as(&keys, code)), of_index(index, code))
}

fn of_index(index: &Index, code: Code) -> impl Iterator<Item = String> {
    let nulls = index.nulls_not_distinct.then(|| "NULLs are not distinct".to_owned());
    let invalid = (!index.valid).then(|| "not valid".to_owned());
    let include =
        (!index.include.is_empty()).then(|| format!("includes {}", list_as(&index.include, code)));
    nulls.into_iter().chain(invalid).chain(include)
}

fn sentence(what: String, facts: impl Iterator<Item = String>) -> String {
    std::iter::once(what).chain(facts).collect::<Vec<_>>().join("; ")
}

/// How SQL is written in a text: as [`code`], or as it [`is`](as_is).
pub(super) type Code = fn(&str) -> String;

/// SQL in a text that is no documentation.
pub(super) fn as_is(sql: &str) -> String {
    sql.to_owned()
}

/// Names as code spans.
pub(super) fn list(names: &[String]) -> String {
    list_as(names, code)
}

fn list_as(names: &[String], code: Code) -> String {
    names.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_words_and_nothing_else() {
        let lines = |text: &str| comment(Some(&text.to_owned()));
        assert_eq!(lines("plain"), ["plain"]);
        assert_eq!(
            lines("    indented code\n```\nfn main() {}\n```"),
            ["indented code", "\\`\\`\\`", "fn main() {}", "\\`\\`\\`",]
        );
        assert_eq!(lines("[link](http://x) <b>"), ["\\[link\\](http://x) \\<b\\>"]);
        assert_eq!(lines("# title\n\n"), ["\\# title"]);
    }

    #[test]
    fn every_sort_of_unique_index_is_told_apart() {
        let index: Index = serde_json::from_str(
            r#"{"name": "i", "method": "btree", "keys": [{"column": "a"}, {"expression": "lower(b)"}],
                "include": ["c"], "predicate": "(NOT gone)", "unique": true,
                "nulls_not_distinct": true, "immediate": true, "valid": true}"#,
        )
        .unwrap();
        assert_eq!(
            unique_index(&index, code),
            "Unique index (`a`, `lower(b)`) where `(NOT gone)`; NULLs are not distinct; includes `c`"
        );
        let deferred: Constraint = serde_json::from_str(
            r#"{"name": "u", "kind": "unique", "columns": ["a"], "deferrable": true,
                "initially_deferred": true}"#,
        )
        .unwrap();
        assert_eq!(
            constraint(&deferred, Some(&index), code),
            "Unique (`a`); deferred to the end of the transaction; NULLs are not distinct; includes `c`"
        );
    }

    #[test]
    fn code_spans_hold_any_text() {
        assert_eq!(code("now()"), "`now()`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`a"), "`` `a ``");
        assert_eq!(code("a\nb"), "`a b`");
        assert_eq!(code("a\u{202e}b"), "`a\u{fffd}b`");
    }
}
