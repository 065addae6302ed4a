//! What a table says as facts of a database, named as the server would name them.

use pgdc_catalog::{
    Attribute, Catalog, Constraint, ConstraintKind, ForeignKey, Generated, Index, IndexKey,
    Relation, Schema,
};
use proc_macro2::Ident;
use syn::ext::IdentExt as _;

use crate::column::Column;
use crate::entries::unknown;
use crate::names::Names;
use crate::table::{Said, Table};

/// A database with nothing but the table.
///
/// # Errors
/// A part names a column that there is not, or two columns cannot be together.
pub(crate) fn catalog(table: &Table) -> syn::Result<Catalog> {
    check(table)?;
    let mut facts = Facts { table, names: Names::default(), relation: relation(table) };
    facts.of_columns();
    for said in &table.said {
        facts.say(said)?;
    }
    let schema = Schema { name: table.name.schema.clone(), comment: None };
    let mut catalog =
        Catalog { schemas: vec![schema], relations: vec![facts.relation], ..Catalog::default() };
    catalog.sort();
    Ok(catalog)
}

fn check(table: &Table) -> syn::Result<()> {
    let columns = || table.columns.iter();
    if let Some(second) = columns().filter(|column| column.identity.is_some()).nth(1) {
        let why = "a table has one identity column at most, and another one is before this";
        return Err(syn::Error::new(second.field.span(), why));
    }
    for (at, column) in columns().enumerate() {
        if columns().take(at).any(|before| before.name == column.name) {
            let why = format!("another field is the column `{}` already", column.name);
            return Err(syn::Error::new(column.field.span(), why));
        }
        let is_integer = ["int2", "int4", "int8"].contains(&column.sql_type.name.name.as_str());
        if column.identity.is_some() && !(is_integer && column.sql_type.dimensions == 0) {
            let why =
                format!("an identity column is an integer, and this is {}", column.sql_type.sql);
            return Err(syn::Error::new(column.field.span(), why));
        }
    }
    Ok(())
}

fn relation(table: &Table) -> Relation {
    let attributes = table.columns.iter().map(|column| Attribute {
        name: column.name.clone(),
        type_ref: column.sql_type.clone(),
        not_null: column.not_null,
        default: column.default.clone(),
        identity: column.identity,
        generated: column.generated.clone().map(Generated::Stored),
        comment: column.comment.clone(),
        ..Attribute::default()
    });
    Relation {
        name: table.name.clone(),
        comment: table.comment.clone(),
        attributes: attributes.collect(),
        ..Relation::default()
    }
}

struct Facts<'t> {
    table: &'t Table,
    names: Names,
    relation: Relation,
}

impl Facts<'_> {
    /// What the fields say, each of its column.
    fn of_columns(&mut self) {
        let table = self.table;
        let key = table.columns.iter().filter(|column| column.is_key);
        let key: Vec<String> = key.map(|column| column.name.clone()).collect();
        if !key.is_empty() {
            let name = self.name(&[], "pkey");
            self.indexed(ConstraintKind::PrimaryKey, name, key);
        }
        for column in &table.columns {
            let Column { name, is_unique, is_indexed, checks, references, .. } = column;
            let own = vec![name.clone()];
            if *is_unique {
                self.unique(own.clone());
            }
            if *is_indexed {
                self.index(own.clone());
            }
            for sql in checks {
                self.check(own.clone(), sql.clone());
            }
            if let Some(reference) = references {
                self.foreign_key(own, reference.foreign_key());
            }
        }
    }

    fn say(&mut self, said: &Said) -> syn::Result<()> {
        match said {
            Said::Unique(fields) => {
                let columns = self.columns(fields)?;
                self.unique(columns);
            }
            Said::Index(fields) => {
                let columns = self.columns(fields)?;
                self.index(columns);
            }
            Said::Check(sql) => self.check(Vec::new(), sql.value()),
            Said::ForeignKey(fields, reference) => {
                let columns = self.columns(fields)?;
                self.foreign_key(columns, reference.foreign_key());
            }
        }
        Ok(())
    }

    /// The columns of the fields.
    fn columns(&self, fields: &[Ident]) -> syn::Result<Vec<String>> {
        let column = |field: &Ident| {
            let found =
                self.table.columns.iter().find(|column| column.field.unraw() == field.unraw());
            found.map(|column| column.name.clone()).ok_or_else(|| {
                let fields =
                    self.table.columns.iter().map(|column| column.field.unraw().to_string());
                let fields: Vec<String> = fields.collect();
                let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
                unknown(field, "field", &fields)
            })
        };
        fields.iter().map(column).collect()
    }

    fn unique(&mut self, columns: Vec<String>) {
        let name = self.name(&columns, "key");
        self.indexed(ConstraintKind::Unique, name, columns);
    }

    /// A constraint with its index.
    fn indexed(&mut self, kind: ConstraintKind, name: String, columns: Vec<String>) {
        let index = index(name.clone(), &columns);
        self.relation.indexes.push(Index { unique: true, constraint: Some(name.clone()), ..index });
        self.relation.constraints.push(constraint(name, kind, columns));
    }

    fn index(&mut self, columns: Vec<String>) {
        let name = self.name(&columns, "idx");
        self.relation.indexes.push(index(name, &columns));
    }

    fn check(&mut self, columns: Vec<String>, sql: String) {
        let name = self.name(&columns, "check");
        self.relation.constraints.push(constraint(name, ConstraintKind::Check(sql), columns));
    }

    fn foreign_key(&mut self, columns: Vec<String>, key: ForeignKey) {
        let name = self.name(&columns, "fkey");
        self.relation.constraints.push(constraint(name, ConstraintKind::ForeignKey(key), columns));
    }

    fn name(&mut self, columns: &[String], label: &str) -> String {
        self.names.take(&self.table.name.name, columns, label)
    }
}

fn constraint(name: String, kind: ConstraintKind, columns: Vec<String>) -> Constraint {
    Constraint {
        name,
        kind,
        columns,
        deferrable: false,
        initially_deferred: false,
        not_valid: false,
        not_enforced: false,
        no_inherit: false,
        period: false,
        comment: None,
    }
}

fn index(name: String, columns: &[String]) -> Index {
    let keys = columns.iter();
    let keys = keys.map(|column| IndexKey { column: Some(column.clone()), ..IndexKey::default() });
    Index {
        name,
        method: "btree".to_owned(),
        keys: keys.collect(),
        immediate: true,
        valid: true,
        ..Index::default()
    }
}
