//! Enums, domains, composite types and ranges.

use pgdc_catalog::{Field, QualifiedName, RangeParts, Type, TypeKind, TypeRef};

use crate::comment;
use crate::order::is_made;
use crate::sql::{Ident, collate, literal, qualified, type_name};
use crate::step::{Owner, Step};

/// The type with its comments; nothing for one that is made with something else.
pub(crate) fn create(found: &Type) -> Vec<Step> {
    if !is_made(found) {
        return Vec::new();
    }
    let (name, owner) = (qualified(&found.name), Owner::Type(found.name.clone()));
    let sql = match &found.kind {
        TypeKind::Enum(labels) => {
            let labels: Vec<String> = labels.iter().map(|label| literal(label)).collect();
            format!("CREATE TYPE {name} AS ENUM ({})", labels.join(", "))
        }
        TypeKind::Domain { .. } => format!("CREATE DOMAIN {name} AS {}", domain(&found.kind)),
        TypeKind::Composite(fields) => {
            let fields: Vec<String> = fields.iter().map(field).collect();
            format!("CREATE TYPE {name} AS ({})", fields.join(", "))
        }
        TypeKind::Range { subtype, made_by } => {
            format!("CREATE TYPE {name} AS RANGE ({})", range(subtype, made_by))
        }
        TypeKind::Base | TypeKind::Multirange { .. } => return Vec::new(),
    };
    let object = format!("type {}", found.name);
    let mut steps = vec![Step { object, owner: owner.clone(), sql }];
    let on_type = found.comment.iter();
    steps.extend(on_type.map(|text| comment::step(&owner, "TYPE", &name, &found.name, text)));
    if let TypeKind::Composite(fields) = &found.kind {
        steps.extend(fields.iter().filter_map(|field| {
            let (on, told) = (Ident(&field.name), format!("{}.{}", found.name, field.name));
            let on = format!("{name}.{on}");
            Some(comment::step(&owner, "COLUMN", &on, &told, field.comment.as_ref()?))
        }));
    }
    steps
}

fn domain(kind: &TypeKind) -> String {
    let TypeKind::Domain { base, collation, not_null, default, checks } = kind else {
        return String::new();
    };
    let mut sql = format!("{}{}", type_name(base), collate(collation.as_ref()));
    if let Some(default) = default {
        sql.push_str(&format!(" DEFAULT {default}"));
    }
    sql.push_str(if *not_null { " NOT NULL" } else { "" });
    for check in checks {
        sql.push_str(&format!(
            "\n    CONSTRAINT {} CHECK ({})",
            Ident(&check.name),
            check.expression
        ));
    }
    sql
}

fn field(field: &Field) -> String {
    let (name, sql_type) = (Ident(&field.name), type_name(&field.type_ref));
    format!("{name} {sql_type}{}", collate(field.collation.as_ref()))
}

/// But for the function that brings ranges into one form, which takes the type itself.
fn range(subtype: &TypeRef, made_by: &RangeParts) -> String {
    let part = |word: &str, name: Option<&QualifiedName>| {
        name.map(|name| format!(", {word} = {}", qualified(name))).unwrap_or_default()
    };
    let RangeParts { multirange, operator_class, collation, difference, .. } = made_by;
    format!(
        "SUBTYPE = {}{}{}{}{}",
        type_name(subtype),
        part("SUBTYPE_OPCLASS", operator_class.as_ref()),
        part("COLLATION", collation.as_ref()),
        part("SUBTYPE_DIFF", difference.as_ref()),
        part("MULTIRANGE_TYPE_NAME", multirange.as_ref()),
    )
}
