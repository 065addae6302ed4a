//! From the list of types to tables with rows.

use std::collections::BTreeSet;

use super::case::{Case, Unwritable};
use super::forms::{Form, MADE, PLAIN, Shape, types};

/// A table with two columns for each of its forms of a type, of which one has a NOT NULL constraint.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) case: &'static Case,
    pub(super) forms: &'static [Form],
    /// By their keys. The first, of the key 0, has NULL wherever it may.
    pub(super) rows: Vec<Row>,
}

/// A row about one value in one form.
pub(super) struct Row {
    pub(super) form: Option<Form>,
    pub(super) shape: Shape,
    pub(super) value: &'static str,
    pub(super) becomes: Becomes,
}

/// What a value is after its way to Rust and back.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Becomes {
    Itself,
    Other(&'static str),
    /// There is no way: reading it is an error.
    Error,
    /// There is no way back: writing it is an error that says this.
    Stuck(&'static str),
}

/// The statements that make all types, and those for the tables.
pub(super) fn tables(cases: &[&'static Case]) -> (String, Vec<Table>) {
    let mut statements = BTreeSet::new();
    let (mut ddl, mut tables) = (String::new(), Vec::new());
    for (n, case) in cases.iter().enumerate() {
        for statement in case.setup.iter().filter(|statement| statements.insert(**statement)) {
            ddl.push_str(&format!("{statement};\n"));
        }
        ddl.push_str(&types(&prefix(n), case.sql));
        for (suffix, forms) in [("plain", PLAIN), ("made", MADE)] {
            let name = format!("{}_{suffix}", prefix(n));
            tables.push(Table { name, case, forms, rows: rows(case, forms) });
        }
    }
    ddl.extend(tables.iter().map(Table::ddl));
    (ddl, tables)
}

fn prefix(n: usize) -> String {
    format!("t{n:03}")
}

fn rows(case: &'static Case, forms: &[Form]) -> Vec<Row> {
    let ordinary = case.held[0];
    let nulls = Row { form: None, shape: Shape::Filled, value: ordinary, becomes: Becomes::Itself };
    let mut rows = vec![nulls];
    for &form in forms {
        let filled =
            |(value, becomes)| Row { form: Some(form), shape: Shape::Filled, value, becomes };
        let stuck = |value: &str| {
            let is_this = |stuck: &&Unwritable| stuck.0 == value && stuck.1.contains(&form);
            case.unwritable.iter().find(is_this)
        };
        let held = case.held.iter().map(|value| match stuck(value) {
            Some((_, _, message)) => (*value, Becomes::Stuck(message)),
            None => (*value, Becomes::Itself),
        });
        let changed = case.changed.iter().map(|(value, other)| (*value, Becomes::Other(other)));
        let refused = case.refused.iter().map(|value| (*value, Becomes::Error));
        rows.extend(held.chain(changed).chain(refused).map(filled));
        rows.extend(form.shapes().iter().map(|(shape, is_held)| {
            let becomes = if *is_held { Becomes::Itself } else { Becomes::Error };
            Row { form: Some(form), shape: *shape, value: ordinary, becomes }
        }));
    }
    rows
}

impl Table {
    fn prefix(&self) -> &str {
        self.name.split('_').next().unwrap_or_default()
    }

    /// The table, and one of the same columns for the rows as they should come back.
    fn ddl(&self) -> String {
        let columns = self.forms.iter().map(|form| {
            let (name, sql) = (form.name(), form.sql(self.prefix(), self.case.sql));
            format!(", \"{name}\" {sql}, {name}_required {sql} NOT NULL")
        });
        let columns: String = columns.collect();
        let name = &self.name;
        format!(
            "CREATE TABLE {name} (id integer PRIMARY KEY{columns});
             CREATE TABLE expected.{name} (LIKE {name});\n"
        )
    }

    /// The statements that insert the rows, and the rows as they should come back.
    pub(super) fn inserts(&self) -> String {
        self.inserts_into("public", false) + &self.inserts_into("expected", true)
    }

    fn inserts_into(&self, schema: &str, is_expected: bool) -> String {
        let rows = self.rows.iter().enumerate().map(|(id, row)| {
            let value = match row.becomes {
                Becomes::Other(other) if is_expected => other,
                _ => row.value,
            };
            format!(
                "({id}{})",
                self.forms.iter().map(|form| self.pair(row, *form, value)).collect::<String>()
            )
        });
        rows.map(|row| format!("INSERT INTO {schema}.{} VALUES {row};\n", self.name)).collect()
    }

    /// The values of a form's two columns.
    fn pair(&self, row: &Row, form: Form, value: &str) -> String {
        let expression = |shape, value: &str| {
            let value = format!("'{}'::{}", value.replace('\'', "''"), self.case.sql);
            form.expression(shape, self.prefix(), self.case.sql, &value)
        };
        let ordinary = expression(Shape::Filled, self.case.held[0]);
        if row.form != Some(form) {
            return format!(", NULL, {ordinary}");
        }
        let this = expression(row.shape, value);
        match row.becomes {
            // An error should be about the column in question.
            Becomes::Error | Becomes::Stuck(_) => format!(", {this}, {ordinary}"),
            _ => format!(", {this}, {this}"),
        }
    }

    /// What to call a row in a message.
    pub(super) fn describe(&self, id: usize) -> String {
        let Some(Row { form, shape, value, .. }) = self.rows.get(id) else {
            return format!("table {}, row {id}", self.name);
        };
        let form = form.map_or("NULL in every form", Form::name);
        format!("type {}, {form} ({shape:?}), value {value:?}", self.case.sql)
    }
}
