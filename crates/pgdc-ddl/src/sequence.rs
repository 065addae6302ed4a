//! Sequences: of their own, of serial columns, and of identity columns.

use pgdc_catalog::{Catalog, OwnedBy, QualifiedName, Relation, Sequence};

use crate::comment;
use crate::sql::{Ident, qualified};
use crate::step::{Owner, Step};

/// The sequence with its comment; that of an identity column is made with the column.
pub(crate) fn create(catalog: &Catalog, found: &Sequence) -> Vec<Step> {
    if is_identity(found) {
        return Vec::new();
    }
    let (name, owner) = (qualified(&found.name), owner(catalog, found));
    let mut sql = format!("CREATE SEQUENCE {name}");
    if found.data_type != "bigint" {
        sql.push_str(&format!(" AS {}", found.data_type));
    }
    options(found).iter().for_each(|option| sql.push_str(&format!(" {option}")));
    let object = format!("sequence {}", found.name);
    let create = Step { object, owner: owner.clone(), sql };
    let comment = found.comment.iter();
    let comment = comment.map(|text| comment::step(&owner, "SEQUENCE", &name, &found.name, text));
    std::iter::once(create).chain(comment).collect()
}

/// What follows once the table is there: whose the sequences are, and what the column could not say.
pub(crate) fn of_table(catalog: &Catalog, relation: &Relation) -> Vec<Step> {
    let of_table = catalog.sequences.iter().filter_map(|found| {
        let by = found.owned_by.as_ref()?;
        (by.table == relation.name).then_some((found, by))
    });
    of_table.flat_map(|(found, by)| after_table(relation, found, by)).collect()
}

fn after_table(relation: &Relation, found: &Sequence, by: &OwnedBy) -> Vec<Step> {
    let (name, owner) = (qualified(&found.name), Owner::Relation(relation.name.clone()));
    let step = |what: &str, sql| Step {
        object: format!("{what} of sequence {}", found.name),
        owner: owner.clone(),
        sql,
    };
    if !by.identity {
        let column = Ident(&by.column);
        let sql = format!("ALTER SEQUENCE {name} OWNED BY {}.{column}", qualified(&by.table));
        return vec![step("owner", sql)];
    }
    let column = relation.attribute(&by.column);
    // The column gives it its type, and another one must be said afterwards, with the limits that come with it.
    let is_other = column.is_some_and(|column| column.type_ref.sql != found.data_type);
    let retype = is_other.then(|| {
        let (min, max) = (found.min, found.max);
        let sql =
            format!("ALTER SEQUENCE {name} AS {} MINVALUE {min} MAXVALUE {max}", found.data_type);
        step("type", sql)
    });
    let comment = found.comment.iter();
    let comment = comment.map(|text| comment::step(&owner, "SEQUENCE", &name, &found.name, text));
    retype.into_iter().chain(comment).collect()
}

/// What stands in parentheses behind `AS IDENTITY`.
pub(crate) fn of_identity(catalog: &Catalog, relation: &Relation, column: &str) -> Option<String> {
    let found = catalog.sequences.iter().find(|found| {
        let by = found.owned_by.as_ref();
        by.is_some_and(|by| by.identity && by.table == relation.name && by.column == column)
    })?;
    let usual =
        QualifiedName::new(&relation.name.schema, format!("{}_{column}_seq", relation.name.name));
    let named = (found.name != usual).then(|| format!("SEQUENCE NAME {}", qualified(&found.name)));
    Some(named.into_iter().chain(options(found)).collect::<Vec<_>>().join(" "))
}

/// Whether the catalog has the sequence of an identity column; a partition may count by that of the whole.
pub(crate) fn has_identity(catalog: &Catalog, relation: &Relation, column: &str) -> bool {
    relation.partition_of.is_none() || of_identity(catalog, relation, column).is_some()
}

/// The sequences that defaults of the relation name and that are not its own.
pub(crate) fn named_by<'c>(
    catalog: &'c Catalog,
    relation: &'c Relation,
) -> impl Iterator<Item = &'c QualifiedName> {
    let free = catalog.sequences.iter().filter(|found| found.owned_by.is_none());
    let names = free.map(|found| &found.name);
    names.filter(|name| {
        let mut defaults = relation.attributes.iter().filter_map(|a| a.default.as_ref());
        defaults.any(|default| names_sequence(default, name))
    })
}

/// Whether a default names the sequence, as PostgreSQL prints it: quoted where it has to be.
fn names_sequence(default: &str, name: &QualifiedName) -> bool {
    let quoted = [Ident(&name.schema).to_string(), name.schema.clone()];
    quoted.iter().any(|schema| {
        let named = [Ident(&name.name).to_string(), name.name.clone()];
        named.iter().any(|named| {
            let text = format!("{schema}.{named}").replace('\'', "''");
            default.contains(&format!("'{text}'::regclass"))
        })
    })
}

fn is_identity(found: &Sequence) -> bool {
    found.owned_by.as_ref().is_some_and(|by| by.identity)
}

/// A sequence of a column goes with its table.
fn owner(catalog: &Catalog, found: &Sequence) -> Owner {
    let table = found.owned_by.as_ref().map(|by| &by.table);
    match table.filter(|table| catalog.find_relation(table).is_some()) {
        Some(table) => Owner::Relation(table.clone()),
        None => Owner::Sequence(found.name.clone()),
    }
}

/// What is not as PostgreSQL would choose it.
fn options(found: &Sequence) -> Vec<String> {
    let (lowest, highest) = match found.data_type.as_str() {
        "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
        "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    let ascends = found.increment > 0;
    let (min, max) = if ascends { (1, highest) } else { (lowest, -1) };
    let start = if ascends { found.min } else { found.max };
    [
        (found.start != start).then(|| format!("START WITH {}", found.start)),
        (found.increment != 1).then(|| format!("INCREMENT BY {}", found.increment)),
        (found.min != min).then(|| format!("MINVALUE {}", found.min)),
        (found.max != max).then(|| format!("MAXVALUE {}", found.max)),
        (found.cache != 1).then(|| format!("CACHE {}", found.cache)),
        found.cycle.then(|| "CYCLE".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_is_found_in_a_default_however_it_is_quoted() {
        let name = QualifiedName::new("public", "Odd 'seq'");
        assert!(names_sequence(r#"nextval('public."Odd ''seq''"'::regclass)"#, &name));
        assert!(!names_sequence("nextval('public.odd'::regclass)", &name));
        let plain = QualifiedName::new("public", "free");
        assert!(names_sequence("nextval('public.free'::regclass)", &plain));
        assert!(!names_sequence("nextval('public.free_2'::regclass)", &plain));
    }
}
