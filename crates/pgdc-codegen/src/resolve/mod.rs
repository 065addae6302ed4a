//! From the catalog to the model: every decision is made here.

mod built_in;
mod docs;
mod made;
pub(crate) use built_in::TYPES;
pub(crate) use docs::code;
mod types;

use std::collections::BTreeSet;

use pgdc_catalog::{Attribute, Catalog, Generated, Identity, Relation, RelationKind, Schema, Type};

use crate::Diagnostic;
use crate::ident::{Names, constant_name, type_name, value_name};
use crate::model::{self, Column, Fill, Forms, Key, Model, Module};
use crate::overrides::Overrides;
use types::Types;

/// Names that generated modules use themselves, whether this one does or not: a table's name must not
/// depend on what other tables there are.
const TAKEN_TYPES: &[&str] = &[
    // pgdc's
    "Column",
    "Constraint",
    "Date",
    "Db",
    "Decimal",
    "Json",
    "Nullable",
    "OffsetDateTime",
    "PrimitiveDateTime",
    "Set",
    "Table",
    "Time",
    "Uuid",
    "With",
    // Rust's prelude
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// The methods of `Db` that are no tables.
const TAKEN_ACCESSORS: &[&str] = &["new", "on"];

type Selected<'c> = [(&'c Schema, Vec<&'c Relation>)];

pub(crate) fn resolve(
    catalog: &Catalog,
    selected: &Selected<'_>,
    overrides: &Overrides,
    diagnostics: &mut Vec<Diagnostic>,
) -> Model {
    let used = made::used(catalog, selected, overrides);
    let (mut modules, names) = lay_out(selected, &used, overrides);
    let places = made::name(catalog, &mut modules, names, &used, overrides);
    for (module, (_, relations)) in modules.iter_mut().zip(selected) {
        let types = Types { catalog, places: &places, overrides, module: module.name.as_ref() };
        for (relation, resolved) in relations.iter().zip(&mut module.relations) {
            resolved.columns = columns(relation, &types, diagnostics);
            resolved.key = key(relation, &types, resolved);
            resolved.constraints = constraints(relation, &resolved.columns);
        }
    }
    Model { modules }
}

/// The modules with their relations named, and the names left in each.
fn lay_out(
    selected: &Selected<'_>,
    used: &[&Type],
    overrides: &Overrides,
) -> (Vec<Module>, Vec<Names>) {
    let mut module_names = Names::default();
    // Schemas that only lend a type get a module too, where each schema has one.
    let asked: Vec<&str> = selected.iter().map(|(schema, _)| schema.name.as_str()).collect();
    let lenders: BTreeSet<&str> = used
        .iter()
        .map(|made| made.name.schema.as_str())
        .filter(|schema| !asked.contains(schema))
        .collect();
    let is_flat = selected.len() == 1;
    let mut name = |schema: &str| (!is_flat).then(|| module_names.take(&value_name(schema)));

    let mut modules = Vec::new();
    let mut names_left = Vec::new();
    for (schema, relations) in selected {
        let mut names = Names::reserving(TAKEN_TYPES);
        let mut accessors = Names::reserving(TAKEN_ACCESSORS);
        let relations = relations
            .iter()
            .map(|relation| name_relation(relation, overrides, &mut names, &mut accessors));
        modules.push(Module {
            schema: schema.name.clone(),
            name: name(&schema.name),
            // `initdb` gives every `public` the same comment, which says nothing.
            comment: docs::comment(
                schema.comment.as_ref().filter(|text| *text != "standard public schema"),
            ),
            relations: relations.collect(),
            enums: Vec::new(),
            composites: Vec::new(),
        });
        names_left.push(names);
    }
    if !is_flat {
        for schema in lenders {
            modules.push(Module {
                schema: schema.to_owned(),
                name: name(schema),
                comment: Vec::new(),
                relations: Vec::new(),
                enums: Vec::new(),
                composites: Vec::new(),
            });
            names_left.push(Names::reserving(TAKEN_TYPES));
        }
    }
    (modules, names_left)
}

/// The relation with its structs and its accessor named; the rest is filled in when all types are.
fn name_relation(
    relation: &Relation,
    overrides: &Overrides,
    names: &mut Names,
    accessors: &mut Names,
) -> model::Relation {
    let is_view = relation.kind.is_view();
    let new = |row: &str| format!("New{row}");
    let patch = |row: &str| format!("{row}Patch");
    // A name that was asked for is taken as it is.
    let asked_for = overrides.table_name(&relation.name);
    let name = asked_for.unwrap_or(&relation.name.name);
    let row = asked_for.map_or_else(|| type_name(name), ToOwned::to_owned);
    let row =
        names.take_all(&row, |row| vec![row.to_owned(), new(row), patch(row), format!("{row}Key")]);
    let form = |make: &dyn Fn(&str) -> String| crate::ident::ident(&make(&row.to_string()));
    let kind = match relation.kind {
        RelationKind::Table => "table",
        RelationKind::PartitionedTable => "partitioned table",
        RelationKind::View => "view",
        RelationKind::MaterializedView => "materialized view",
        RelationKind::ForeignTable => "foreign table",
    };
    model::Relation {
        schema: relation.name.schema.clone(),
        name: relation.name.name.clone(),
        title: format!("{kind} {}", docs::code(&relation.name.name)),
        comment: docs::comment(relation.comment.as_ref()),
        is_view,
        is_partitioned: relation.kind == RelationKind::PartitionedTable,
        accessor: accessors.take(&value_name(name)),
        forms: (!is_view).then(|| Forms { new: form(&new), patch: form(&patch) }),
        row,
        key: None,
        columns: Vec::new(),
        constraints: Vec::new(),
    }
}

fn columns(
    relation: &Relation,
    types: &Types<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Column> {
    let mut fields = Names::default();
    let mut constants = Names::default();
    let resolve = |attribute: &Attribute| {
        let mapped = types.column(&relation.name, attribute);
        if mapped.is_fallback {
            diagnostics.push(Diagnostic::TextFallback {
                relation: relation.name.clone(),
                column: attribute.name.clone(),
                sql_type: attribute.type_ref.sql.clone(),
            });
        }
        let asked_for = types.overrides.column_name(&relation.name, &attribute.name);
        let field = asked_for.map_or_else(|| value_name(&attribute.name), ToOwned::to_owned);
        let constant = constants.take(&constant_name(&field));
        let field = fields.take(&field);
        let mut docs = docs::comment(attribute.comment.as_ref());
        if !docs.is_empty() {
            docs.push(String::new());
        }
        docs.push(docs::facts(relation, attribute, &field));
        Column {
            name: attribute.name.clone(),
            constant,
            field,
            value: mapped.native.value,
            imports: mapped.native.imports,
            is_nullable: !attribute.not_null,
            docs,
            sql_type: attribute.type_ref.sql.clone(),
            transport: mapped.transport,
            not_null: attribute.not_null,
            fill: fill(attribute),
        }
    };
    relation.attributes.iter().map(resolve).collect()
}

fn fill(attribute: &Attribute) -> Fill {
    match (&attribute.generated, attribute.identity, &attribute.default) {
        (Some(Generated::Stored(sql) | Generated::Virtual(sql)), ..) => {
            Fill::Generated(sql.clone())
        }
        (None, Some(Identity::Always), _) => Fill::IdentityAlways,
        (None, Some(Identity::ByDefault), _) => Fill::IdentityByDefault,
        (None, None, Some(sql)) => Fill::Default(sql.clone()),
        (None, None, None) => Fill::Null,
    }
}

fn key(relation: &Relation, types: &Types<'_>, resolved: &model::Relation) -> Option<Key> {
    let names = &relation.primary_key()?.columns;
    let place = |name: &String| relation.attributes.iter().position(|a| a.name == *name);
    let columns: Vec<usize> = names.iter().filter_map(place).collect();
    let traits: Vec<_> = columns
        .iter()
        .map(|c| types.column(&relation.name, &relation.attributes[*c]).native.traits)
        .collect();
    let several = columns.len() > 1;
    Some(Key {
        name: several.then(|| crate::ident::ident(&format!("{}Key", resolved.row))),
        is_copy: traits.iter().all(|traits| traits.is_copy),
        is_eq: traits.iter().all(|traits| traits.is_eq),
        columns,
    })
}

/// Constants for what a write can break: keys, checks, exclusions and unique indexes.
fn constraints(relation: &Relation, columns: &[Column]) -> Vec<model::Constraint> {
    let mut names = Names::default();
    for column in columns {
        names.take(&column.constant.to_string());
    }
    let backed = |name: &str| relation.constraints.iter().any(|c| c.name == name);
    let constraints = relation.constraints.iter().map(|c| (&c.name, docs::constraint(c)));
    let indexes = relation
        .indexes
        .iter()
        .filter(|index| index.unique && !backed(&index.name))
        .map(|index| (&index.name, docs::unique_index(index)));
    constraints
        .chain(indexes)
        .map(|(name, doc)| model::Constraint {
            constant: names.take(&constant_name(name)),
            name: name.clone(),
            doc,
        })
        .collect()
}
