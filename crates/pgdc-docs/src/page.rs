//! What stands on a page, whatever it is written in.

use std::collections::{BTreeMap, BTreeSet};

use pgdc_catalog::{
    Attribute, Catalog, Constraint, ConstraintKind, ForeignKey, QualifiedName, Relation, Schema,
    Type, TypeKind, TypeRef,
};

use crate::facts::{self, Fact};

pub(crate) struct Page<'c> {
    pub(crate) title: &'c str,
    pub(crate) schemas: &'c [Schema],
    pub(crate) sections: Vec<Section<'c>>,
    pub(crate) types: Vec<TypeSection<'c>>,
}

/// A relation. Partitions have none: they are named where the table is that they are parts of.
pub(crate) struct Section<'c> {
    pub(crate) relation: &'c Relation,
    pub(crate) name: String,
    pub(crate) anchor: String,
    pub(crate) kind: &'static str,
    pub(crate) columns: Vec<Column<'c>>,
    pub(crate) keys: Vec<Fact<'c>>,
    pub(crate) references: Vec<Reference<'c>>,
    pub(crate) referenced_by: Vec<Reference<'c>>,
    pub(crate) indexes: Vec<Fact<'c>>,
    pub(crate) checks: Vec<Fact<'c>>,
    /// Lists of other relations under their headings.
    pub(crate) others: Vec<(&'static str, Vec<Link>)>,
}

pub(crate) struct Column<'c> {
    pub(crate) name: &'c str,
    pub(crate) type_link: Link,
    /// None where the database does not say, as for views.
    pub(crate) nullable: Option<bool>,
    /// What PostgreSQL fills in by itself.
    pub(crate) default: Option<String>,
    pub(crate) comment: Option<&'c str>,
    pub(crate) in_primary_key: bool,
    pub(crate) in_foreign_key: bool,
}

/// A foreign key, seen from one of its ends.
pub(crate) struct Reference<'c> {
    pub(crate) constraint: &'c Constraint,
    pub(crate) key: &'c ForeignKey,
    /// The relation at the other end.
    pub(crate) other: Link,
    /// The actions and what else is unusual of it, such as `on delete cascade`.
    pub(crate) rules: String,
}

/// A name, and where it leads on the page, if it stands there.
#[derive(Clone)]
pub(crate) struct Link {
    pub(crate) text: String,
    pub(crate) anchor: Option<String>,
}

/// An enum, domain, or other type that is no part of PostgreSQL.
pub(crate) struct TypeSection<'c> {
    pub(crate) name: String,
    pub(crate) anchor: String,
    pub(crate) kind: &'static str,
    pub(crate) comment: Option<&'c str>,
    /// Labels, fields or what else it consists of.
    pub(crate) parts: Vec<String>,
}

impl<'c> Page<'c> {
    pub(crate) fn new(catalog: &'c Catalog, title: &'c str) -> Self {
        let shown = catalog.relations.iter().filter(|relation| relation.partition_of.is_none());
        let links = Links {
            relations: shown.clone().map(|relation| &relation.name).collect(),
            types: catalog.types.iter().map(|of_user| &of_user.name).collect(),
            several: catalog.schemas.len() > 1,
        };
        let mut referencing = BTreeMap::<&QualifiedName, Vec<Reference<'c>>>::new();
        for relation in shown.clone() {
            for (constraint, key) in foreign_keys(relation) {
                let other = links.relation(&relation.name);
                let rules = facts::rules(constraint, key);
                let reference = Reference { constraint, key, other, rules };
                referencing.entry(&key.table).or_default().push(reference);
            }
        }
        let sections = shown.map(|relation| {
            let referenced_by = referencing.remove(&relation.name).unwrap_or_default();
            section(catalog, relation, referenced_by, &links)
        });
        let sections = sections.collect();
        let types = catalog.types.iter().map(|of_user| type_section(of_user, &links)).collect();
        Page { title, schemas: &catalog.schemas, sections, types }
    }

    /// Whether there is more than one schema, so that names need theirs.
    pub(crate) fn has_several_schemas(&self) -> bool {
        self.schemas.len() > 1
    }
}

fn section<'c>(
    catalog: &'c Catalog,
    relation: &'c Relation,
    referenced_by: Vec<Reference<'c>>,
    links: &Links<'c>,
) -> Section<'c> {
    let references = foreign_keys(relation).map(|(constraint, key)| Reference {
        constraint,
        key,
        other: links.relation(&key.table),
        rules: facts::rules(constraint, key),
    });
    Section {
        relation,
        name: links.name(&relation.name),
        anchor: anchor("", &relation.name),
        kind: facts::kind(relation.kind),
        columns: columns(catalog, relation, links),
        keys: facts::keys(relation),
        references: references.collect(),
        referenced_by,
        indexes: facts::indexes(relation),
        checks: facts::checks(relation),
        others: others(catalog, relation, links),
    }
}

pub(crate) fn foreign_keys(
    relation: &Relation,
) -> impl Iterator<Item = (&Constraint, &ForeignKey)> {
    relation.constraints.iter().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::ForeignKey(key) => Some((constraint, key)),
        _ => None,
    })
}

fn columns<'c>(catalog: &'c Catalog, relation: &'c Relation, links: &Links<'c>) -> Vec<Column<'c>> {
    let primary = relation.primary_key().map(|key| &key.columns);
    let foreign: BTreeSet<&String> =
        foreign_keys(relation).flat_map(|(constraint, _)| &constraint.columns).collect();
    let column = |attribute: &'c Attribute| Column {
        name: &attribute.name,
        type_link: links.of_type(&attribute.type_ref),
        nullable: (!relation.kind.is_view()).then(|| is_nullable(catalog, attribute)),
        default: facts::default(attribute),
        comment: attribute.comment.as_deref(),
        in_primary_key: primary.is_some_and(|key| key.contains(&attribute.name)),
        in_foreign_key: foreign.contains(&attribute.name),
    };
    relation.attributes.iter().map(column).collect()
}

/// A domain over a domain refuses NULL where any of them does.
fn is_nullable(catalog: &Catalog, attribute: &Attribute) -> bool {
    let mut type_ref = &attribute.type_ref;
    let mut refused = attribute.not_null;
    while let Some(TypeKind::Domain { base, not_null, .. }) =
        catalog.find_type(&type_ref.name).map(|found| &found.kind)
    {
        // NULL is no element, but may be the array.
        if type_ref.dimensions > 0 {
            break;
        }
        refused |= not_null;
        type_ref = base;
    }
    !refused
}

fn others(
    catalog: &Catalog,
    relation: &Relation,
    links: &Links<'_>,
) -> Vec<(&'static str, Vec<Link>)> {
    let name = &relation.name;
    let all = |wanted: &dyn Fn(&Relation) -> bool| {
        let found = catalog.relations.iter().filter(|other| wanted(other));
        found.map(|other| links.relation(&other.name)).collect::<Vec<_>>()
    };
    let named = |names: &[QualifiedName]| names.iter().map(|name| links.relation(name)).collect();
    let lists = [
        ("Reads", named(&relation.reads)),
        ("Read by", all(&|other| other.reads.contains(name))),
        ("Inherits from", named(&relation.inherits)),
        ("Inherited by", all(&|other| other.inherits.contains(name))),
        ("Partitions", all(&|other| other.partition_of.as_ref() == Some(name))),
    ];
    lists.into_iter().filter(|(_, list)| !list.is_empty()).collect()
}

fn type_section<'c>(of_user: &'c Type, links: &Links<'c>) -> TypeSection<'c> {
    TypeSection {
        name: links.name(&of_user.name),
        anchor: anchor("type:", &of_user.name),
        kind: facts::type_kind(of_user),
        comment: of_user.comment.as_deref(),
        parts: facts::type_parts(of_user),
    }
}

/// Which names have a place on the page.
struct Links<'c> {
    relations: BTreeSet<&'c QualifiedName>,
    types: BTreeSet<&'c QualifiedName>,
    several: bool,
}

impl Links<'_> {
    fn name(&self, name: &QualifiedName) -> String {
        if self.several { name.to_string() } else { name.name.clone() }
    }

    fn relation(&self, name: &QualifiedName) -> Link {
        match self.relations.contains(name) {
            true => Link { text: self.name(name), anchor: Some(anchor("", name)) },
            // What is not on the page may be of any schema.
            false => Link { text: name.to_string(), anchor: None },
        }
    }

    fn of_type(&self, type_ref: &TypeRef) -> Link {
        let is_known = self.types.contains(&type_ref.name);
        let anchor = is_known.then(|| anchor("type:", &type_ref.name));
        Link { text: type_ref.sql.clone(), anchor }
    }
}

/// Where a name stands on the page: an identifier that needs no escape in HTML, Markdown or an address. Different
/// names have different ones, since what is not a letter, digit or underscore is written as its number.
fn anchor(prefix: &str, name: &QualifiedName) -> String {
    let mut anchor = prefix.to_owned();
    for (part, end) in [(&name.schema, "."), (&name.name, "")] {
        for c in part.chars() {
            match c {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => anchor.push(c),
                c => anchor.push_str(&format!("-{:x}-", u32::from(c))),
            }
        }
        anchor.push_str(end);
    }
    anchor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_names_share_an_anchor() {
        let of = |schema: &str, name: &str| anchor("", &QualifiedName::new(schema, name));
        assert_eq!(of("public", "album"), "public.album");
        assert_eq!(of("a.b", "\"><é"), "a-2e-b.-22--3e--3c--e9-");
        assert_ne!(of("a", "-22-"), of("a", "\""));
        assert_ne!(of("a", "b.c"), of("a.b", "c"));
    }
}
