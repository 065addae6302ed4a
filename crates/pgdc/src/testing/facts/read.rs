//! The facts, read from the catalog: by a handful of statements, however many tables.

use super::{Check, Column, Facts, Fill, ForeignKey, Form, Oid, Table, Type, Unique};
use crate::RelationName;
use crate::error::Result;
use crate::executor::Executor as _;
use crate::link::Link;
use crate::testing::check::Expr;

type RelationRow = (Oid, String, String, Option<String>, bool, Option<Oid>);
type ColumnRow = (Oid, String, Oid, i32, String, bool, String, Option<String>);
type TypeRow = (
    Oid,
    String,
    String,
    String,
    bool,
    Oid,
    i32,
    Vec<String>,
    Vec<String>,
    Vec<Oid>,
    Vec<i32>,
    Vec<String>,
);
type RuleRow = (Oid, String, String, Vec<String>, Oid, Vec<String>, Option<String>);

impl Facts {
    /// The identifiers of relations, in the order of their names.
    ///
    /// # Errors
    /// There is no such relation.
    pub(in crate::testing) async fn find(
        link: Link<'_>,
        names: &[RelationName],
    ) -> Result<Vec<Oid>> {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let text = "SELECT name::pg_catalog.regclass::pg_catalog.oid::pg_catalog.int8 \
                    FROM pg_catalog.unnest($1::pg_catalog.text[]) WITH ORDINALITY AS asked (name, place) \
                    ORDER BY place";
        link.sql(text, (names,)).items().await
    }

    /// Adds relations and all that they reference, unless they are known.
    ///
    /// # Errors
    /// The server's.
    pub(in crate::testing) async fn add(&mut self, link: Link<'_>, wanted: &[Oid]) -> Result<()> {
        if wanted.iter().all(|oid| self.tables.contains_key(oid)) {
            return Ok(());
        }
        let found = relations(link, wanted).await?;
        let leaves: Vec<(Oid, Oid)> =
            found.iter().filter_map(|row| Some((row.0, row.5?))).collect();
        let oids: Vec<Oid> = found.iter().map(|row| row.0).collect();
        for row in link.sql(include_str!("types.sql"), (oids.clone(),)).all::<TypeRow>().await? {
            self.types.insert(row.0, type_of(row));
        }
        self.tables.extend(found.into_iter().map(|row| (row.0, table_of(row))));
        for row in link.sql(include_str!("columns.sql"), (oids.clone(),)).all::<ColumnRow>().await?
        {
            self.add_column(row);
        }
        for row in link.sql(include_str!("rules.sql"), (oids.clone(),)).all::<RuleRow>().await? {
            self.add_rule(row);
        }
        for (whole, leaf) in leaves {
            self.join(whole, leaf);
        }
        for oid in oids {
            if let Some(table) = self.tables.get_mut(&oid) {
                table.keys.sort_by_key(|key| std::cmp::Reverse(key.columns.len()));
            }
        }
        Ok(())
    }

    /// What the rows of a partition must be, those of the whole table must be too, since they are put there.
    fn join(&mut self, whole: Oid, leaf: Oid) {
        let Some(mut table) = self.tables.remove(&whole) else { return };
        if let Some(leaf) = self.tables.get(&leaf) {
            let place = |place: &usize| table.place(&leaf.columns[*place].name);
            let places = |columns: &[usize]| columns.iter().filter_map(place).collect();
            let keys = leaf.keys.iter().map(|key| ForeignKey {
                name: key.name.clone(),
                columns: places(&key.columns),
                target: key.target,
                target_columns: key.target_columns.clone(),
            });
            let uniques = leaf.uniques.iter().map(|unique| Unique {
                name: unique.name.clone(),
                columns: places(&unique.columns),
                text: unique.text.clone(),
            });
            let (keys, uniques): (Vec<_>, Vec<_>) = (keys.collect(), uniques.collect());
            let checks = leaf
                .checks
                .iter()
                .filter(|check| table.checks.iter().all(|own| own.text != check.text));
            let checks: Vec<Check> = checks.cloned().collect();
            table.keys.extend(keys);
            table.uniques.extend(uniques);
            table.checks.extend(checks);
        }
        self.tables.insert(whole, table);
    }

    fn add_column(&mut self, row: ColumnRow) {
        let (table, name, ty, modifier, sql_type, not_null, fill, expression) = row;
        let not_null = not_null || self.refuses_null(ty);
        let fill = match (&*fill, expression) {
            ("generated", Some(text)) => Fill::Generated(text),
            ("identity", Some(text)) => Fill::Identity(text),
            (_, Some(text)) => Fill::Default(text),
            (_, None) => Fill::Null,
        };
        if let Some(table) = self.tables.get_mut(&table) {
            table.columns.push(Column { name, ty, modifier, sql_type, not_null, fill });
        }
    }

    fn add_rule(&mut self, row: RuleRow) {
        let (table, name, kind, columns, target, target_columns, text) = row;
        let Some(table) = self.tables.get_mut(&table) else { return };
        let text = text.unwrap_or_default();
        let places = |names: &[String]| names.iter().filter_map(|name| table.place(name)).collect();
        match &*kind {
            "c" => {
                let expr = Expr::parse(&text);
                table.checks.push(Check { name: Some(name), text, expr });
            }
            "f" => {
                let columns = places(&columns);
                table.keys.push(ForeignKey { name, columns, target, target_columns });
            }
            "x" => {
                let columns = places(&columns);
                table.uniques.push(Unique { name, columns, text });
            }
            _ => {
                let parts = columns.iter().flat_map(|key| Expr::parse(key).columns());
                let columns = places(&parts.collect::<Vec<_>>());
                table.uniques.push(Unique { name, columns, text });
            }
        }
    }
}

/// The relations, with all they reference, and the partitions where rows of theirs will be.
async fn relations(link: Link<'_>, wanted: &[Oid]) -> Result<Vec<RelationRow>> {
    let mut wanted = wanted.to_vec();
    loop {
        let text = include_str!("relations.sql");
        let found: Vec<RelationRow> = link.sql(text, (wanted.clone(),)).all().await?;
        let leaves = found.iter().filter_map(|row| row.5);
        let new: Vec<Oid> = leaves.filter(|leaf| found.iter().all(|row| row.0 != *leaf)).collect();
        if new.is_empty() {
            return Ok(found);
        }
        wanted.extend(new);
    }
}

fn table_of((_, schema, name, bounds, is_whole, leaf): RelationRow) -> Table {
    let check = |text: String| Check { name: None, expr: Expr::parse(&text), text };
    Table {
        name: RelationName::new(name).in_schema(schema),
        columns: Vec::new(),
        checks: bounds.map(check).into_iter().collect(),
        keys: Vec::new(),
        uniques: Vec::new(),
        is_hollow: is_whole && leaf.is_none(),
    }
}

fn type_of(row: TypeRow) -> Type {
    let (_, name, cast, kind, not_null, part, modifier, labels, fields, types, modifiers, checks) =
        row;
    let form = match &*kind {
        "e" => Form::Enum(labels),
        "d" => {
            let checks = checks.iter().map(|text| Expr::parse(text)).collect();
            Form::Domain { base: part, modifier, checks }
        }
        "a" => Form::Array(part),
        "c" => {
            let parts = types.into_iter().zip(modifiers);
            let fields = fields.into_iter().zip(parts);
            Form::Composite(fields.map(|(name, (ty, modifier))| (name, ty, modifier)).collect())
        }
        "r" => Form::Range(part),
        "m" => Form::Multirange(part),
        _ => Form::Base,
    };
    Type { name, cast, not_null, form }
}
