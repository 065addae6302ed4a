//! Tables of every sort, with all that is theirs alone.

use pgdc_catalog::{Catalog, Relation, RelationKind};

use crate::inherit::{self, Inherited};
use crate::sql::{Ident, foreign_options, qualified, with};
use crate::step::{Owner, Step};
use crate::{column, comment, constraint, index, sequence};

/// The table, and what follows as long as no other table is needed.
pub(crate) fn create(catalog: &Catalog, relation: &Relation) -> Vec<Step> {
    let inherited = Inherited::of(catalog, relation);
    let create = Step {
        object: format!("{} {}", noun(relation.kind).to_lowercase(), relation.name),
        owner: Owner::Relation(relation.name.clone()),
        sql: definition(catalog, relation, inherited.as_ref()),
    };
    let mut steps = vec![create];
    steps.extend(sequence::of_table(catalog, relation));
    steps.extend(constraint::after_table(relation));
    if inherited.is_none() {
        steps.extend(inherit::afterwards(relation));
    }
    steps.extend(index::create(relation));
    steps.extend(row_security(relation));
    steps.extend(comments(relation));
    steps
}

/// What the kind is called in `CREATE`, `COMMENT ON` and `DROP`.
pub(crate) fn noun(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Table | RelationKind::PartitionedTable => "TABLE",
        RelationKind::View => "VIEW",
        RelationKind::MaterializedView => "MATERIALIZED VIEW",
        RelationKind::ForeignTable => "FOREIGN TABLE",
    }
}

fn definition(catalog: &Catalog, relation: &Relation, inherited: Option<&Inherited<'_>>) -> String {
    let columns = relation.attributes.iter().skip(inherited.map_or(0, |found| found.columns));
    let columns = columns.map(|attribute| column::definition(catalog, relation, attribute));
    let lines: Vec<String> = columns.chain(constraint::within_table(relation, inherited)).collect();
    let body = match lines.is_empty() {
        true => "()".to_owned(),
        false => format!("(\n    {}\n)", lines.join(",\n    ")),
    };
    let unlogged = if relation.unlogged { "UNLOGGED " } else { "" };
    let (noun, name) = (noun(relation.kind), qualified(&relation.name));
    let mut sql = format!("CREATE {unlogged}{noun} {name} {body}");
    sql.push_str(&inherited.map(Inherited::clause).unwrap_or_default());
    if let Some(key) = &relation.partition_key {
        sql.push_str(&format!(" PARTITION BY {key}"));
    }
    if let Some(foreign) = &relation.foreign {
        let (server, options) = (Ident(&foreign.server), foreign_options(&foreign.options));
        sql.push_str(&format!(" SERVER {server}{options}"));
    }
    sql.push_str(&with(&relation.options));
    sql
}

fn row_security(relation: &Relation) -> impl Iterator<Item = Step> {
    let words = [(relation.row_security, "ENABLE"), (relation.force_row_security, "FORCE")];
    words.into_iter().filter(|(is_so, _)| *is_so).map(|(_, word)| Step {
        object: format!("row-level security of {}", relation.name),
        owner: Owner::Relation(relation.name.clone()),
        sql: format!("ALTER TABLE {} {word} ROW LEVEL SECURITY", qualified(&relation.name)),
    })
}

/// On the relation, its columns and its constraints, but for those on foreign keys, which are not there yet.
pub(crate) fn comments(relation: &Relation) -> Vec<Step> {
    let (owner, name) = (Owner::Relation(relation.name.clone()), qualified(&relation.name));
    let whole = relation.comment.iter();
    let whole =
        whole.map(|text| comment::step(&owner, noun(relation.kind), &name, &relation.name, text));
    let columns = relation.attributes.iter().filter_map(|column| {
        let (on, told) = (Ident(&column.name), format!("{}.{}", relation.name, column.name));
        let on = format!("{name}.{on}");
        Some(comment::step(&owner, "COLUMN", &on, &told, column.comment.as_ref()?))
    });
    whole.chain(columns).chain(constraint::comments(relation)).collect()
}
