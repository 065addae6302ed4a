//! What comes before what.

use std::collections::{BTreeMap, BTreeSet};

use pgdc_catalog::{Catalog, QualifiedName, Relation, Type, TypeKind};

use crate::is_given;

/// A type or relation. The two share their names: each relation has a type of its own name.
#[derive(Clone, Copy)]
pub(crate) enum Node<'c> {
    Type(&'c Type),
    Relation(&'c Relation),
}

impl<'c> Node<'c> {
    pub(crate) fn name(self) -> &'c QualifiedName {
        match self {
            Node::Type(found) => &found.name,
            Node::Relation(relation) => &relation.name,
        }
    }

    /// Whether a statement of its own makes it.
    pub(crate) fn is_made(self) -> bool {
        match self {
            Node::Type(found) => is_made(found),
            Node::Relation(_) => true,
        }
    }

    fn needs(self) -> Vec<&'c QualifiedName> {
        match self {
            Node::Type(found) => of_type(found),
            Node::Relation(relation) => {
                let types = relation.attributes.iter().map(|attribute| &attribute.type_ref.name);
                types.chain(&relation.inherits).chain(&relation.reads).collect()
            }
        }
    }
}

pub(crate) struct Order<'c> {
    pub(crate) nodes: Vec<Node<'c>>,
    /// Where the views begin, but for those whose rows are a column's type.
    pub(crate) before_views: usize,
}

/// Whether a type is made by itself: not by PostgreSQL, an extension, with its table, by functions, or with its range.
pub(crate) fn is_made(found: &Type) -> bool {
    let by_itself = !matches!(found.kind, TypeKind::Base | TypeKind::Multirange { .. });
    by_itself && found.extension.is_none() && !found.row_type && !is_given(&found.name.schema)
}

/// The types that a type consists of.
pub(crate) fn of_type(found: &Type) -> Vec<&QualifiedName> {
    match &found.kind {
        TypeKind::Base | TypeKind::Enum(_) => Vec::new(),
        TypeKind::Domain { base, .. } => vec![&base.name],
        TypeKind::Composite(fields) => fields.iter().map(|field| &field.type_ref.name).collect(),
        TypeKind::Range { subtype, .. } => vec![&subtype.name],
        TypeKind::Multirange { range } => vec![&range.name],
    }
}

/// Types, then tables, then views, each after what it needs.
pub(crate) fn order(catalog: &Catalog) -> Order<'_> {
    let types = catalog.types.iter().filter(|found| !found.row_type).map(Node::Type);
    let (views, tables): (Vec<_>, Vec<_>) =
        catalog.relations.iter().map(Node::Relation).partition(|node| match node {
            Node::Relation(relation) => relation.kind.is_view(),
            Node::Type(_) => false,
        });
    let first: Vec<Node<'_>> = types.chain(tables).collect();
    let by_name = first.iter().chain(&views).map(|node| (node.name(), *node)).collect();
    let mut walk = Walk { by_name, seen: BTreeSet::new(), nodes: Vec::new() };
    first.into_iter().for_each(|node| walk.visit(node));
    let before_views = walk.nodes.len();
    views.into_iter().for_each(|node| walk.visit(node));
    Order { nodes: walk.nodes, before_views }
}

struct Walk<'c> {
    by_name: BTreeMap<&'c QualifiedName, Node<'c>>,
    seen: BTreeSet<&'c QualifiedName>,
    nodes: Vec<Node<'c>>,
}

impl<'c> Walk<'c> {
    /// With a stack of its own: views upon views may be many.
    fn visit(&mut self, node: Node<'c>) {
        let mut stack = vec![(node, false)];
        while let Some((node, is_ready)) = stack.pop() {
            if is_ready {
                self.nodes.push(node);
            } else if self.seen.insert(node.name()) {
                stack.push((node, true));
                let needs = node.needs().into_iter().rev();
                stack.extend(needs.filter_map(|name| Some((*self.by_name.get(name)?, false))));
            }
        }
    }
}
