//! The facts that a module was generated with.

use crate::relation::{ColumnDef, Fill, Relation};
use crate::schema::facts::{self, Composite, Enum, Facts};
use crate::type_def::{TypeDef, TypeParts};

pub(super) fn facts(relations: &[&Relation], types: &[TypeDef]) -> Facts {
    let mut facts = Facts::default();
    for known in relations {
        facts.relations.insert(name(known.schema, known.name), relation(known));
    }
    for known in types {
        let name = name(known.schema, known.name);
        match known.parts {
            TypeParts::Enum(labels) => {
                let (labels, is_open) = labels();
                facts.enums.insert(name, Enum { labels, is_open });
            }
            TypeParts::Composite(attributes) => {
                let attributes = attributes.iter().map(owned).collect();
                facts.composites.insert(name, Composite { attributes });
            }
        }
    }
    facts
}

/// What the settings of the generator said of the tables is so whatever the database says: that a column is
/// never NULL, what the key of a relation without a primary key is, that an enum has room for other labels.
pub(super) fn assume(relations: &[&Relation], old: &Facts, new: &mut Facts) {
    for known in relations {
        let name = name(known.schema, known.name);
        let (Some(old), Some(new)) = (old.relations.get(&name), new.relations.get_mut(&name))
        else {
            continue;
        };
        for column in known.columns.iter().filter(|column| column.facts().is_never_null) {
            let same = new.columns.iter_mut().find(|new| new.name == column.name());
            same.into_iter().for_each(|new| new.not_null = true);
        }
        if !old.constraints.values().any(|said| said.starts_with("Primary key"))
            && new.key.is_empty()
        {
            new.key.clone_from(&old.key);
        }
    }
}

fn relation(known: &Relation) -> facts::Relation {
    let names = known.key.iter().map(|at| known.column(*at).name().to_owned());
    facts::Relation {
        kind: format!("{:?}", known.kind),
        columns: known.columns.iter().map(column).collect(),
        key: names.collect(),
        constraints: known.constraints.iter().map(owned).collect(),
        is_written: known.is_written(),
    }
}

fn column(known: &ColumnDef) -> facts::Column {
    facts::Column {
        name: known.name().to_owned(),
        sql_type: known.sql_type().to_owned(),
        not_null: known.facts().not_null,
        fill: match known.facts().fill {
            Fill::Null => facts::Fill::Null,
            Fill::Default(sql) => facts::Fill::Default(sql.to_owned()),
            Fill::IdentityByDefault => facts::Fill::IdentityByDefault,
            Fill::IdentityAlways => facts::Fill::IdentityAlways,
            Fill::Generated(sql) => facts::Fill::Generated(sql.to_owned()),
            Fill::ReadOnly => facts::Fill::ReadOnly,
        },
    }
}

fn name(schema: &str, name: &str) -> facts::Name {
    (schema.to_owned(), name.to_owned())
}

fn owned((name, said): &(&str, &str)) -> (String, String) {
    ((*name).to_owned(), (*said).to_owned())
}
