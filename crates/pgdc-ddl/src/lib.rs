//! The DDL that makes what a catalog describes, as steps in the order in which they can be run.
//!
//! [`ddl`] writes schemas, extensions, types, sequences, tables with their keys, checks, indexes and comments,
//! foreign keys, partitions and views. What it cannot write stands in [`Ddl::unmade`]. [`Ddl::script`] is the whole as
//! a text for psql; [`narrowed`] leaves out what was not asked for.
//!
//! Owners, privileges, tablespaces, storage settings of columns, replica identity, and the names of NOT NULL constraints
//! are not part of a catalog, and so of none of this. Of a table that inherits, and whose columns do not stand in
//! the parents' order, each column is its own too: dropping it from the parent leaves it there.
//!
//! Pure: the same catalog gives the same text on every machine. `order` says what comes before what, the other
//! modules write one kind of object each.
//!
//! ```
//! use pgdc_catalog::{Attribute, Catalog, QualifiedName, Relation, TypeRef};
//!
//! let text = TypeRef { sql: "text".into(), ..TypeRef::default() };
//! let title = Attribute { name: "title".into(), type_ref: text, not_null: true, ..Attribute::default() };
//! let name = QualifiedName::new("public", "album");
//! let album = Relation { name, attributes: vec![title], ..Relation::default() };
//! let ddl = pgdc_ddl::ddl(&Catalog { relations: vec![album], ..Catalog::default() });
//! assert_eq!(ddl.steps[0].object, "table public.album");
//! assert_eq!(ddl.steps[0].sql, "CREATE TABLE \"public\".\"album\" (\n    \"title\" text NOT NULL\n)");
//! ```

mod column;
mod comment;
mod constraint;
mod index;
mod inherit;
mod narrow;
mod order;
mod partition;
mod script;
mod sequence;
pub mod sql;
mod step;
mod table;
mod types;
mod unmade;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use pgdc_catalog::Catalog;

use crate::order::Node;
use crate::sql::Ident;

pub use narrow::narrowed;
pub use step::{Ddl, Owner, Step, Uses};
pub use unmade::Unmade;

/// The schema that every database begins with.
const PUBLIC: &str = "public";

/// Writes the steps that make all that `catalog` holds in an empty database.
pub fn ddl(catalog: &Catalog) -> Ddl {
    let order = order::order(catalog);
    let mut steps = schemas(catalog, &order.nodes);
    steps.extend(catalog.extensions.iter().map(extension));
    steps.extend(catalog.sequences.iter().flat_map(|found| sequence::create(catalog, found)));
    let (first, views) = order.nodes.split_at(order.before_views);
    steps.extend(first.iter().flat_map(|node| node_steps(catalog, *node)));
    steps.extend(catalog.relations.iter().flat_map(constraint::foreign_keys));
    steps.extend(partition::attach(catalog));
    steps.extend(views.iter().flat_map(|node| node_steps(catalog, *node)));
    Ddl { steps, unmade: unmade::unmade(catalog), uses: uses(catalog) }
}

fn node_steps(catalog: &Catalog, node: Node<'_>) -> Vec<Step> {
    match node {
        Node::Type(found) => types::create(found),
        Node::Relation(relation) if relation.kind.is_view() => view::create(relation),
        Node::Relation(relation) => table::create(catalog, relation),
    }
}

/// Those asked for, and those that hold what the rest is made of.
fn schemas(catalog: &Catalog, nodes: &[Node<'_>]) -> Vec<Step> {
    let asked = catalog.schemas.iter().map(|schema| schema.name.as_str());
    let made = nodes.iter().filter(|node| node.is_made()).map(|node| node.name());
    let made = made.chain(catalog.sequences.iter().map(|sequence| &sequence.name));
    let made = made.map(|name| name.schema.as_str());
    let of_extensions = catalog.extensions.iter().map(|extension| extension.schema.as_str());
    let names: BTreeSet<&str> = asked.chain(made).chain(of_extensions).collect();
    let names = names.into_iter().filter(|name| !is_public_or_given(name));
    let steps = names.flat_map(|name| {
        let found = catalog.schemas.iter().find(|schema| schema.name == name);
        let comment = found.and_then(|schema| schema.comment.as_ref());
        let owner = Owner::Schema(name.to_owned());
        let sql = format!("CREATE SCHEMA IF NOT EXISTS {}", Ident(name));
        let create = Step { object: format!("schema {name}"), owner: owner.clone(), sql };
        let comment =
            comment.map(|text| comment::step(&owner, "SCHEMA", &Ident(name), &name, text));
        std::iter::once(create).chain(comment)
    });
    steps.collect()
}

/// Whether a new database has it: to make it anew would take rights that an ordinary role lacks. All but `public` hold
/// what PostgreSQL itself made.
fn is_public_or_given(schema: &str) -> bool {
    schema == PUBLIC || is_given(schema)
}

/// Whether what it holds is there in every database.
fn is_given(schema: &str) -> bool {
    schema == "pg_catalog" || schema == "information_schema"
}

fn extension(found: &pgdc_catalog::Extension) -> Step {
    let (name, schema) = (Ident(&found.name), Ident(&found.schema));
    Step {
        object: format!("extension {}", found.name),
        owner: Owner::Extension(found.name.clone()),
        sql: format!("CREATE EXTENSION IF NOT EXISTS {name} WITH SCHEMA {schema}"),
    }
}

/// What each relation takes of what several may share, and which partitions it has.
fn uses(catalog: &Catalog) -> Uses {
    let mut uses = BTreeMap::<Owner, BTreeSet<Owner>>::new();
    let mut add = |user: Owner, used: Owner| uses.entry(user).or_default().insert(used);
    for found in &catalog.types {
        for name in order::of_type(found) {
            add(Owner::Type(found.name.clone()), Owner::Type(name.clone()));
        }
        add(Owner::Type(found.name.clone()), Owner::Schema(found.name.schema.clone()));
    }
    for relation in &catalog.relations {
        let own = || Owner::Relation(relation.name.clone());
        add(own(), Owner::Schema(relation.name.schema.clone()));
        for extension in &catalog.extensions {
            add(own(), Owner::Extension(extension.name.clone()));
            add(Owner::Extension(extension.name.clone()), Owner::Schema(extension.schema.clone()));
        }
        for attribute in &relation.attributes {
            add(own(), Owner::Type(attribute.type_ref.name.clone()));
        }
        for name in sequence::named_by(catalog, relation) {
            add(own(), Owner::Sequence(name.clone()));
            add(Owner::Sequence(name.clone()), Owner::Schema(name.schema.clone()));
        }
        if let Some(whole) = &relation.partition_of {
            add(Owner::Relation(whole.clone()), own());
        }
    }
    Uses(uses)
}
