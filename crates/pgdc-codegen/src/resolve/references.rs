//! Foreign keys as roads between rows: `track.album(…)` and `album.tracks(…)`; and unique indexes as ways to
//! one: `Tenant::by_name(…)`.

use std::collections::BTreeMap;

use crate::code::{Type, quote};
use crate::ident::Ident;
use pgdc_catalog::{Constraint, ConstraintKind, QualifiedName, Relation};

use super::layout::Layout;
use super::{docs, finders};
use crate::ident::{Names, constant_name, plural_name, reference_name, value_name};
use crate::model::{Access, Direction, Reference, Road};

/// Methods that rows have by traits, and which a road must not hide.
const TAKEN_METHODS: &[&str] = &[
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "eq",
    "fmt",
    "from",
    "into",
    "key",
    "ne",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
];

/// Where a relation is in the layout: its part, its place there.
type Spot = (usize, usize);

/// A foreign key between two relations that are generated.
struct Edge<'c> {
    child: Spot,
    parent: Spot,
    constraint: &'c Constraint,
    /// What the road to the parent is called.
    forward: String,
    pairs: Vec<(usize, usize)>,
}

/// Gives the rows their references, the methods that follow them in both directions, and the functions that
/// find one.
pub(super) fn fill(layout: &mut Layout<'_>, checks_parents: bool) {
    let edges = edges(layout);
    let mut names = names(layout);
    // All roads to parents first: a table that is added later must not take their names.
    for edge in &edges {
        let names = names.entry(edge.child).or_default();
        let constant = names.take(&format!("TO_{}", constant_name(&edge.forward)));
        let method = names.take(&edge.forward);
        let doc = format!(
            "The row of {} that {} references, among those of the handle.",
            title(layout, edge.parent),
            docs::list(&edge.constraint.columns)
        );
        let reference = (row(layout, edge.child, edge.child), constant.clone());
        let to_parent = road(layout, edge.child, edge.parent, method, doc, reference);
        let parent = row(layout, edge.child, edge.parent);
        let open_scope = if checks_parents { open_scope(layout, edge) } else { Vec::new() };
        let child = &mut layout.parts[edge.child.0].module.relations[edge.child.1];
        let doc = format!("{}.", docs::constraint(edge.constraint, None, docs::code));
        let pairs = edge.pairs.clone();
        child.references.push(Reference { constant, parent, pairs, doc, open_scope });
        child.roads.push(Road { direction: Direction::Parent, ..to_parent });
    }
    for edge in &edges {
        let constant = constant_of(layout, &edges, edge);
        let name = backward_name(layout, &edges, edge);
        let method = names.entry(edge.parent).or_default().take(&name);
        let doc = format!(
            "The rows of {} that reference this one by {}, among those of the handle.",
            title(layout, edge.child),
            docs::list(&edge.constraint.columns)
        );
        let reference = (row(layout, edge.parent, edge.child), constant);
        let to_children = road(layout, edge.parent, edge.child, method, doc, reference);
        layout.parts[edge.parent.0].module.relations[edge.parent.1].roads.push(to_children);
    }
    for (part_at, part) in layout.parts.iter_mut().enumerate() {
        for (at, relation) in part.relations.iter().enumerate() {
            let resolved = &mut part.module.relations[at];
            let names = names.entry((part_at, at)).or_default();
            resolved.finders = finders::finders(relation, resolved, names);
            resolved.arbiters = finders::arbiters(relation, names);
        }
    }
}

/// The scope columns of both sides that the foreign key does not compare.
fn open_scope(layout: &Layout<'_>, edge: &Edge<'_>) -> Vec<(usize, Ident)> {
    let at = |(part, at): Spot| &layout.parts[part].module.relations[at];
    let (child, parent) = (at(edge.child), at(edge.parent));
    let (Access::Scoped(own), Access::Scoped(theirs)) = (&child.access, &parent.access) else {
        return Vec::new();
    };
    let open = own.iter().filter_map(|(level, own)| {
        let (_, theirs) = theirs.iter().find(|(other, _)| other == level)?;
        let constant = parent.columns[*theirs].constant.clone();
        (!edge.pairs.contains(&(*own, *theirs))).then_some((*own, constant))
    });
    open.collect()
}

fn edges<'c>(layout: &Layout<'c>) -> Vec<Edge<'c>> {
    let mut spots = BTreeMap::<&QualifiedName, (Spot, &'c Relation)>::new();
    for (part_at, part) in layout.parts.iter().enumerate() {
        for (at, relation) in part.relations.iter().enumerate() {
            spots.insert(&relation.name, ((part_at, at), relation));
        }
    }
    let mut edges = Vec::new();
    for (child_spot, child) in spots.values() {
        for constraint in &child.constraints {
            let ConstraintKind::ForeignKey(key) = &constraint.kind else { continue };
            let Some((parent_spot, parent)) = spots.get(&key.table) else { continue };
            // A period is compared for overlap.
            if constraint.period {
                continue;
            }
            let place = |relation: &Relation, name: &String| {
                relation.attributes.iter().position(|attribute| attribute.name == *name)
            };
            let pairs = constraint.columns.iter().zip(&key.columns);
            let pairs = pairs.map(|(own, other)| Some((place(child, own)?, place(parent, other)?)));
            let Some(pairs) = pairs.collect::<Option<Vec<_>>>() else { continue };
            let forward = match constraint.columns.as_slice() {
                // What references by a column called `id` says nothing of what it is.
                [column] if reference_name(column) != "id" => reference_name(column),
                _ => value_name(&parent.name.name),
            };
            edges.push(Edge {
                child: *child_spot,
                parent: *parent_spot,
                constraint,
                forward,
                pairs,
            });
        }
    }
    edges
}

/// `tracks`; `employees_by_reports_to` where that would leave a doubt; `vip` where there is one at most.
fn backward_name(layout: &Layout<'_>, edges: &[Edge<'_>], edge: &Edge<'_>) -> String {
    let part = &layout.parts[edge.child.0];
    let relation = part.relations[edge.child.1];
    let accessor = part.module.relations[edge.child.1].accessor.to_string();
    let accessor = accessor.trim_start_matches("r#");
    let is_one = relation.constraints.iter().any(|constraint| {
        let is_unique =
            matches!(constraint.kind, ConstraintKind::PrimaryKey | ConstraintKind::Unique);
        is_unique
            && constraint.columns.iter().all(|column| edge.constraint.columns.contains(column))
    });
    let name = if is_one { accessor.to_owned() } else { plural_name(accessor) };
    let others = edges.iter().filter(|e| (e.child, e.parent) == (edge.child, edge.parent)).count();
    match others > 1 || edge.child == edge.parent {
        true => format!("{name}_by_{}", edge.forward),
        false => name,
    }
}

/// The names that each row has for constants and methods already. The two differ by their case, but not in
/// every script.
fn names(layout: &Layout<'_>) -> BTreeMap<Spot, Names> {
    let mut all = BTreeMap::new();
    for (part_at, part) in layout.parts.iter().enumerate() {
        for (at, relation) in part.module.relations.iter().enumerate() {
            let mut names = Names::reserving(TAKEN_METHODS);
            let columns = relation.columns.iter().map(|column| &column.constant);
            for constant in columns.chain(relation.constraints.iter().map(|c| &c.constant)) {
                names.take(&constant.to_string());
            }
            all.insert((part_at, at), names);
        }
    }
    all
}

/// The constant that the edge was given on its child.
fn constant_of(layout: &Layout<'_>, edges: &[Edge<'_>], edge: &Edge<'_>) -> Ident {
    let of_child = edges.iter().filter(|other| other.child == edge.child);
    let place = of_child.take_while(|other| !std::ptr::eq(*other, edge)).count();
    layout.parts[edge.child.0].module.relations[edge.child.1].references[place].constant.clone()
}

/// The method of a row of `from` that leads to those of `to`.
fn road(
    layout: &Layout<'_>,
    from: Spot,
    to: Spot,
    method: Ident,
    doc: String,
    reference: (Type, Ident),
) -> Road {
    let argument = layout.parts[to.0].module.relations[to.1].accessor.clone();
    let direction = Direction::Children;
    Road { method, argument, row: row(layout, from, to), doc, reference, direction }
}

fn title(layout: &Layout<'_>, spot: Spot) -> String {
    layout.parts[spot.0].module.relations[spot.1].title.clone()
}

/// The path of a row's struct, as it is written in the module of another relation.
fn row(layout: &Layout<'_>, from: Spot, to: Spot) -> Type {
    let part = &layout.parts[to.0].module;
    let row = &part.relations[to.1].row;
    match &part.name {
        Some(module) if from.0 != to.0 => quote!(super::#module::#row).kept(),
        _ => quote!(#row).kept(),
    }
}
