//! One sequence: what is known of it, the statement that sets it, and what that says.

use std::fmt::Write as _;

use tokio_postgres::SimpleQueryRow;

use super::SequenceChange;
use crate::admin::{AdminFault, RelationName};
use crate::error::{Error, Kind, Result};
use crate::ident::{Ident, Literal};

/// A row of `sequences.sql`.
pub(super) type Found = (
    String,
    String,
    i64,
    i64,
    i64,
    i64,
    bool,
    i64,
    Vec<String>,
    Vec<String>,
    Vec<String>,
    Option<String>,
);

/// A sequence, and the columns that draw from it.
pub(super) struct Sequence {
    name: RelationName,
    columns: Vec<(RelationName, String)>,
    start: i64,
    increment: i64,
    min: i64,
    max: i64,
    cycle: bool,
    /// How many values a session takes at once.
    cache: i64,
}

impl Sequence {
    /// # Errors
    /// Rows of its tables may be hidden from the role.
    pub(super) fn new(found: Found) -> Result<Self> {
        let (
            schema,
            name,
            start,
            increment,
            min,
            max,
            cycle,
            cache,
            schemas,
            tables,
            columns,
            hidden,
        ) = found;
        if let Some(table) = hidden {
            return Err(AdminFault::HiddenRows { table }.into());
        }
        let tables = schemas.into_iter().zip(tables);
        let tables = tables.map(|(schema, table)| RelationName::new(table).in_schema(schema));
        Ok(Sequence {
            name: RelationName::new(name).in_schema(schema),
            columns: tables.zip(columns).collect(),
            start,
            increment,
            min,
            max,
            cycle,
            cache,
        })
    }

    /// The tables whose columns draw from it.
    pub(super) fn tables(&self) -> impl Iterator<Item = &RelationName> {
        self.columns.iter().map(|(table, _)| table)
    }

    /// Writes the statement that sets it where it is not right, and returns a row: where it stood (`last_value`,
    /// `is_called`), and the value in use that it goes on from, if there is one.
    pub(super) fn write(&self, text: &mut String) {
        let Sequence { name, start, cache, .. } = self;
        if *cache > 1 {
            // The sequence gets other files, by which sessions know that what they hold in advance is void.
            let _ = writeln!(text, "ALTER SEQUENCE {name} CACHE {cache};");
        }
        let literal = name.to_string();
        let literal = Literal(&literal);
        let _ = write!(
            text,
            "SELECT s.last_value, s.is_called, used.value, CASE WHEN (s.last_value, s.is_called) <> \
             (COALESCE(used.value, '{start}'::pg_catalog.int8), used.value IS NOT NULL) \
             THEN pg_catalog.setval({literal}::pg_catalog.regclass, \
             COALESCE(used.value, '{start}'::pg_catalog.int8), used.value IS NOT NULL) END \
             FROM {name} AS s, (SELECT {}(value) AS value FROM (",
            self.extreme()
        );
        for (n, (table, column)) in self.columns.iter().enumerate() {
            let union = if n > 0 { " UNION ALL " } else { "" };
            let (min, max, column) = (self.min, self.max, Ident(column));
            let _ = write!(
                text,
                "{union}SELECT {}({column})::pg_catalog.int8 AS value FROM {table} \
                 WHERE {column} BETWEEN '{min}'::pg_catalog.int8 AND '{max}'::pg_catalog.int8",
                self.extreme()
            );
        }
        text.push_str(") AS each) AS used;\n");
    }

    const fn extreme(&self) -> &'static str {
        match self.increment > 0 {
            true => "pg_catalog.max",
            false => "pg_catalog.min",
        }
    }

    /// What the statement changed, if anything.
    pub(super) fn change(self, row: &SimpleQueryRow) -> Result<Option<SequenceChange>> {
        let (last, is_called) =
            (number(row, 0)?.unwrap_or(self.start), row.try_get(1)? == Some("t"));
        let before = self.after(last, is_called);
        let after = match number(row, 2)? {
            Some(used) => self.after(used, true),
            None => Some(self.start),
        };
        let Sequence { name: sequence, columns, .. } = self;
        Ok((before != after).then_some(SequenceChange { sequence, columns, before, after }))
    }

    /// What it gives next.
    fn after(&self, last: i64, is_called: bool) -> Option<i64> {
        if !is_called {
            return Some(last);
        }
        let next = last.checked_add(self.increment);
        let begin = if self.increment > 0 { self.min } else { self.max };
        next.filter(|next| (self.min..=self.max).contains(next)).or(self.cycle.then_some(begin))
    }
}

/// A number that travels as text.
fn number(row: &SimpleQueryRow, at: usize) -> Result<Option<i64>> {
    let number = row.try_get(at)?.map(str::parse).transpose();
    number.map_err(|error: std::num::ParseIntError| {
        let column = row.columns().get(at).map_or("?", |column| column.name()).to_owned();
        Error::new(Kind::Decode { column, source: error.into() })
    })
}
