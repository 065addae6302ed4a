//! What the catalog says of the tables that rows are made for.

mod read;

use std::collections::BTreeMap;

use crate::RelationName;
use crate::error::{Error, Kind, Result};
use crate::testing::check::Expr;

/// The identifier of a relation or type, on this server.
pub(super) type Oid = i64;

/// The tables that were asked for, with all that they reference.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) tables: BTreeMap<Oid, Table>,
    pub(super) types: BTreeMap<Oid, Type>,
}

/// A table, with what its rows must be.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: RelationName,
    pub(super) columns: Vec<Column>,
    /// The checks of the table, and that of its partition.
    pub(super) checks: Vec<Check>,
    /// The largest first, since those within it follow.
    pub(super) keys: Vec<ForeignKey>,
    pub(super) uniques: Vec<Unique>,
    /// A partitioned table that has no partition to hold a row.
    pub(super) is_hollow: bool,
}

/// A column. Columns are known by their places in [`Table::columns`].
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) ty: Oid,
    /// The modifier of its type, -1 for none.
    pub(super) modifier: i32,
    /// The type with its modifier: `numeric(10,2)`.
    pub(super) sql_type: String,
    pub(super) not_null: bool,
    pub(super) fill: Fill,
}

/// What the server writes where a row leaves a column out.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fill {
    Null,
    Default(String),
    /// The expression that takes the next value, since a row can name it all the same.
    Identity(String),
    Generated(String),
}

/// A condition on rows.
#[derive(Clone, Debug)]
pub(super) struct Check {
    /// As errors of the server name it; none of a partition's bounds.
    pub(super) name: Option<String>,
    pub(super) text: String,
    pub(super) expr: Expr,
}

/// A reference, by places of columns.
#[derive(Debug)]
pub(super) struct ForeignKey {
    pub(super) name: String,
    pub(super) columns: Vec<usize>,
    pub(super) target: Oid,
    pub(super) target_columns: Vec<String>,
}

/// A unique index or an exclusion constraint.
#[derive(Debug)]
pub(super) struct Unique {
    pub(super) name: String,
    /// The columns of its keys and in their expressions.
    pub(super) columns: Vec<usize>,
    pub(super) text: String,
}

/// A type, with what its values are made of.
#[derive(Debug)]
pub(super) struct Type {
    pub(super) name: String,
    /// As a cast spells it, without a modifier.
    pub(super) cast: String,
    pub(super) not_null: bool,
    pub(super) form: Form,
}

/// What sort of type it is.
#[derive(Debug)]
pub(super) enum Form {
    Base,
    Enum(Vec<String>),
    Domain {
        base: Oid,
        modifier: i32,
        checks: Vec<Expr>,
    },
    Array(Oid),
    /// The names, types and modifiers of its fields.
    Composite(Vec<(String, Oid, i32)>),
    Range(Oid),
    Multirange(Oid),
}

impl Table {
    /// The place of a column.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The columns that a check or unique index is about.
    pub(super) fn subjects(&self, constraint: &str) -> Option<Vec<usize>> {
        if let Some(unique) = self.uniques.iter().find(|unique| unique.name == constraint) {
            return Some(unique.columns.clone());
        }
        let check = self.checks.iter().find(|check| check.name.as_deref() == Some(constraint))?;
        Some(check.expr.columns().iter().filter_map(|name| self.place(name)).collect())
    }

    /// What a constraint or index says.
    pub(super) fn definition(&self, constraint: &str) -> Option<&str> {
        let check = self.checks.iter().find(|check| check.name.as_deref() == Some(constraint));
        let unique = || self.uniques.iter().find(|unique| unique.name == constraint);
        check.map(|check| &*check.text).or_else(|| unique().map(|unique| &*unique.text))
    }
}

impl Facts {
    /// # Errors
    /// It is not known, since it was dropped meanwhile.
    pub(super) fn table(&self, table: Oid) -> Result<&Table> {
        self.tables.get(&table).ok_or_else(|| Error::new(Kind::NotFound { key: None }))
    }

    /// The type below domains, with its modifier.
    pub(super) fn base(&self, ty: Oid, modifier: i32) -> Option<(&Type, i32)> {
        let found = self.types.get(&ty)?;
        match &found.form {
            Form::Domain { base, modifier, .. } => self.base(*base, *modifier),
            _ => Some((found, modifier)),
        }
    }

    /// Whether NULL is no value of the type.
    pub(super) fn refuses_null(&self, ty: Oid) -> bool {
        self.types.get(&ty).is_some_and(|found| {
            let below = match &found.form {
                Form::Domain { base, .. } => self.refuses_null(*base),
                _ => false,
            };
            found.not_null || below
        })
    }
}
