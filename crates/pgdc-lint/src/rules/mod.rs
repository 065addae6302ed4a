//! What is looked for: a module for each part of a schema.

mod columns;
mod foreign_keys;
mod keys;
mod row_security;
mod views;

use std::cmp::Reverse;

use pgdc_catalog::{Catalog, Relation};
use pgdc_scope::Division;

use crate::tables::Tables;
use crate::{Finding, Refused, Rule, Scope, Severity};

/// Says what in the catalog undermines the scope, in the order of the relations, the worst first.
///
/// One statement may mend several findings, and some depend on each other: mend one, then look again.
///
/// # Errors
/// The declaration does not fit the catalog: every mistake is told.
pub fn lint(catalog: &Catalog, scope: &Scope) -> Result<Vec<Finding>, Refused> {
    let division = Division::new(catalog, scope)?;
    let mut findings = Vec::new();
    for level in 0..scope.levels().count() {
        let tables = Tables::new(&division, level);
        columns::look(&tables, &mut findings);
        keys::look(&tables, &mut findings);
        foreign_keys::look(&tables, &mut findings);
        if tables.is_outer() {
            row_security::look(&tables, &mut findings);
            views::look(&tables, &mut findings);
        }
    }
    let place = |f: &Finding| (f.relation.clone(), Reverse(f.severity), f.rule, f.object.clone());
    findings.sort_by_cached_key(place);
    Ok(findings)
}

/// A finding about a part of the relation that nothing is known to mend yet.
fn finding(
    severity: Severity,
    rule: Rule,
    relation: &Relation,
    object: Option<&str>,
    why: impl Into<String>,
) -> Finding {
    let (relation, object) = (relation.name.clone(), object.map(ToOwned::to_owned));
    Finding { severity, rule, relation, object, why: why.into(), mend: Vec::new() }
}

/// Whether two lists hold the same columns, in whatever order.
fn same_columns<'a>(
    a: impl IntoIterator<Item = &'a String>,
    b: impl IntoIterator<Item = &'a String>,
) -> bool {
    let (mut a, mut b): (Vec<_>, Vec<_>) = (a.into_iter().collect(), b.into_iter().collect());
    a.sort();
    b.sort();
    a == b
}
