//! Which module everything is in, and what the structs of a relation are called.

use std::collections::BTreeSet;

use pgdc_catalog::{Relation, RelationKind, Schema, Type};

use super::scopes::{self, LevelNames};
use super::{Asked, Selected, docs};
use crate::ident::{Ident, Names, ident, type_name, value_name};
use crate::model::{self, Forms, Module};
use crate::overrides::Overrides;

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
    "Query",
    "Reference",
    "Set",
    "Table",
    "Time",
    "Uuid",
    "With",
    "column",
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
const TAKEN_ACCESSORS: &[&str] = &["new", "on", "verify_schema"];

/// What decides on names besides those in the catalog.
struct Naming<'a> {
    overrides: &'a Overrides,
    /// The names of types that no table may have.
    taken: Vec<String>,
}

fn taken_types(scope_names: &[LevelNames]) -> Vec<String> {
    let always = TAKEN_TYPES.iter().copied();
    let scoped = scopes::TAKEN_TYPES.iter().copied().filter(|_| !scope_names.is_empty());
    let levels = scope_names.iter().flat_map(LevelNames::types);
    always.chain(scoped).map(ToOwned::to_owned).chain(levels).collect()
}

/// The modules, with their relations named and all else still to be filled in.
pub(super) struct Layout<'c> {
    pub(super) parts: Vec<Part<'c>>,
}

/// A module and what it is made from.
pub(super) struct Part<'c> {
    pub(super) module: Module,
    /// In the order of the module's relations.
    pub(super) relations: Vec<&'c Relation>,
    /// The names of types that are taken in the module.
    pub(super) names: Names,
}

impl Layout<'_> {
    /// The place of the part that what belongs to the schema is in.
    pub(super) fn home(&self, schema: &str) -> usize {
        let is_home = |part: &Part<'_>| part.module.schemas.iter().any(|name| name == schema);
        self.parts.iter().position(is_home).unwrap_or(0)
    }
}

/// One module for all schemas, or one for each.
pub(super) fn lay_out<'c>(
    selected: &Selected<'c>,
    asked: &Asked<'_>,
    used: &[&Type],
    scope_names: &[LevelNames],
) -> Layout<'c> {
    let naming = Naming { overrides: asked.overrides, taken: taken_types(scope_names) };
    if asked.is_flat || selected.len() == 1 {
        let schemas = selected.iter().map(|(schema, _)| *schema).collect();
        let relations = selected.iter().flat_map(|(_, relations)| relations.clone()).collect();
        return Layout { parts: vec![part(None, schemas, relations, &naming)] };
    }
    let mut module_names = Names::default();
    let mut name = |schema: &str| Some(module_names.take(&value_name(schema)));
    let asked = selected.iter().map(|(schema, relations)| {
        part(name(&schema.name), vec![schema], relations.clone(), &naming)
    });
    let mut parts: Vec<Part<'_>> = asked.collect();
    // Schemas that only lend a type get a module too.
    let is_asked = |schema: &&str| selected.iter().any(|(asked, _)| asked.name == **schema);
    let lenders = used.iter().map(|made| made.name.schema.as_str());
    let lenders: BTreeSet<&str> = lenders.filter(|schema| !is_asked(schema)).collect();
    for schema in lenders {
        let mut part = part(name(schema), Vec::new(), Vec::new(), &naming);
        part.module.schemas.push(schema.to_owned());
        parts.push(part);
    }
    Layout { parts }
}

fn part<'c>(
    name: Option<Ident>,
    schemas: Vec<&Schema>,
    relations: Vec<&'c Relation>,
    naming: &Naming<'_>,
) -> Part<'c> {
    // `initdb` gives every `public` the same comment, which says nothing.
    let comment = match schemas.as_slice() {
        [only] => only.comment.as_ref().filter(|text| *text != "standard public schema"),
        _ => None,
    };
    let comment = docs::comment(comment);
    let schemas: Vec<String> = schemas.iter().map(|schema| schema.name.clone()).collect();
    let taken: Vec<&str> = naming.taken.iter().map(String::as_str).collect();
    let mut names = Names::reserving(&taken);
    let mut named = name_relations(&relations, naming, &mut names);
    if schemas.len() > 1 {
        let titles = named.iter_mut().zip(&relations);
        titles.for_each(|(named, relation)| {
            named.title = title(relation, &relation.name.to_string())
        });
    }
    let module = Module {
        schemas,
        name,
        comment,
        relations: named,
        enums: Vec::new(),
        composites: Vec::new(),
        newtypes: Vec::new(),
    };
    Part { module, relations, names }
}

/// What a relation would like to be called.
struct Wish<'c> {
    place: usize,
    relation: &'c Relation,
    /// The name that the structs and the method are made from.
    name: String,
    row: String,
    is_asked_for: bool,
}

/// The relations with their structs and their methods of `Db` named.
///
/// Names must stay as they are when another table is added. So a table called `new_zebra` gives way to the
/// `NewZebra` of the table `zebra`, though it comes before it.
fn name_relations(
    relations: &[&Relation],
    naming: &Naming<'_>,
    names: &mut Names,
) -> Vec<model::Relation> {
    let Naming { overrides, taken } = naming;
    let mut wishes = wishes(relations, overrides);
    let family = |row: &str| {
        let mut family = vec![row.to_owned(), new(row), patch(row), key(row)];
        // The key of the tenants' table is what the scope's values are already.
        let brand = brand(row);
        family.extend((overrides.branded_keys && !taken.contains(&brand)).then_some(brand));
        family
    };
    let forms: BTreeSet<String> =
        wishes.iter().flat_map(|wish| family(&wish.row).into_iter().skip(1)).collect();
    wishes.sort_by_key(|wish| (!wish.is_asked_for, forms.contains(&wish.row), wish.place));

    let mut accessors = Names::reserving(TAKEN_ACCESSORS);
    let mut named: Vec<(usize, model::Relation)> = Vec::new();
    for wish in wishes {
        let row = names.take_all(&wish.row, family).to_string();
        let accessor = accessors.take(&value_name(&wish.name));
        named.push((wish.place, relation(wish.relation, accessor, &row)));
    }
    named.sort_by_key(|(place, _)| *place);
    named.into_iter().map(|(_, relation)| relation).collect()
}

/// In a module of several schemas, a relation whose name an earlier schema has is called after its schema
/// too.
fn wishes<'c>(relations: &[&'c Relation], overrides: &Overrides) -> Vec<Wish<'c>> {
    let mut seen: Vec<(&str, String)> = Vec::new();
    let wish = |(place, relation): (usize, &&'c Relation)| {
        let schema = relation.name.schema.as_str();
        // A name that was asked for is taken as it is.
        let asked_for = overrides.table_name(&relation.name);
        let mut name = asked_for.unwrap_or(&relation.name.name).to_owned();
        let mut row = asked_for.map_or_else(|| type_name(&name), ToOwned::to_owned);
        if asked_for.is_none()
            && seen.iter().any(|(other, taken)| *other != schema && *taken == row)
        {
            name = format!("{schema}_{name}");
            row = type_name(&name);
        }
        seen.push((schema, row.clone()));
        Wish { place, relation, name, row, is_asked_for: asked_for.is_some() }
    };
    relations.iter().enumerate().map(wish).collect()
}

fn new(row: &str) -> String {
    format!("New{row}")
}

fn patch(row: &str) -> String {
    format!("{row}Patch")
}

/// The struct of a key of several columns.
pub(super) fn key(row: &str) -> String {
    format!("{row}Key")
}

/// The type of a key of one column, where keys have types of their own.
pub(super) fn brand(row: &str) -> String {
    format!("{row}Id")
}

/// The relation with its names; its columns are filled in when all types are named.
fn relation(relation: &Relation, accessor: Ident, row: &str) -> model::Relation {
    let is_written = !relation.kind.is_view() || relation.updatable_view;
    model::Relation {
        schema: relation.name.schema.clone(),
        name: relation.name.name.clone(),
        title: title(relation, &relation.name.name),
        comment: docs::comment(relation.comment.as_ref()),
        kind: relation.kind,
        accessor,
        forms: is_written.then(|| Forms { new: ident(&new(row)), patch: ident(&patch(row)) }),
        row: ident(row),
        key: None,
        access: model::Access::Open,
        columns: Vec::new(),
        constraints: Vec::new(),
        references: Vec::new(),
        roads: Vec::new(),
        finders: Vec::new(),
        arbiters: Vec::new(),
    }
}

/// What people call it.
fn title(relation: &Relation, name: &str) -> String {
    let kind = match relation.kind {
        RelationKind::Table => "table",
        RelationKind::PartitionedTable => "partitioned table",
        RelationKind::View => "view",
        RelationKind::MaterializedView => "materialized view",
        RelationKind::ForeignTable => "foreign table",
    };
    format!("{kind} {}", docs::code(name))
}
