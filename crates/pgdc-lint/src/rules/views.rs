//! Views over scoped tables.

use std::collections::BTreeSet;

use pgdc_catalog::{Attribute, QualifiedName, Relation, RelationKind};

use super::finding;
use crate::sql::qualified;
use crate::tables::Tables;
use crate::{Finding, Rule, Severity};

pub(super) fn look(tables: &Tables<'_>, findings: &mut Vec<Finding>) {
    let views = tables.catalog.relations.iter().filter(|relation| relation.kind.is_view());
    for view in views.filter(|view| !tables.is_shared(&view.name)) {
        let scoped = scoped_below(tables, view);
        let Some((table, _)) = scoped.first() else { continue };
        findings.extend(without_scope(view, table, &scoped));
        findings.extend(by_owner(tables, view, table));
    }
}

/// The scoped tables that a view reads, by itself or through other views.
fn scoped_below<'c>(
    tables: &Tables<'c>,
    view: &'c Relation,
) -> Vec<(&'c QualifiedName, &'c Attribute)> {
    let mut below = BTreeSet::new();
    let mut rest: Vec<&QualifiedName> = view.reads.iter().collect();
    while let Some(name) = rest.pop() {
        if below.insert(name) {
            rest.extend(tables.catalog.find_relation(name).into_iter().flat_map(|r| &r.reads));
        }
    }
    below.into_iter().filter_map(|name| Some((name, tables.column(name)?))).collect()
}

fn without_scope(
    view: &Relation,
    table: &QualifiedName,
    scoped: &[(&QualifiedName, &Attribute)],
) -> Option<Finding> {
    let shown = scoped.iter().any(|(_, column)| view.attribute(&column.name).is_some());
    let why = format!(
        "it reads {table} and shows no scope column to narrow it by: show the column, or list the view in \
         `shared` where its rows are no tenant's"
    );
    (!shown).then(|| finding(Severity::Warning, Rule::ViewWithoutScope, view, None, why))
}

fn by_owner(tables: &Tables<'_>, view: &Relation, table: &QualifiedName) -> Option<Finding> {
    if view.kind == RelationKind::MaterializedView {
        let why = format!(
            "it keeps rows of {table} and no policy can hold for it: grant it to nobody who acts for one \
             tenant, and list it in `shared`"
        );
        return Some(finding(Severity::Error, Rule::MaterializedView, view, None, why));
    }
    if view.security_invoker {
        return None;
    }
    let (severity, why) = match view.owner_bypasses_row_security {
        true => (
            Severity::Error,
            format!(
                "it reads {table} with the rights of its owner, whom no policy binds, so it shows the rows of \
                 every tenant"
            ),
        ),
        false => (
            Severity::Warning,
            format!("it reads {table} with the rights of its owner, not of whoever asks"),
        ),
    };
    let found = finding(severity, Rule::ViewByOwner, view, None, why);
    // Before PostgreSQL 15 only another owner helps.
    let mend = match tables.server_major() >= 15 {
        true => vec![format!("ALTER VIEW {} SET (security_invoker = true)", qualified(&view.name))],
        false => Vec::new(),
    };
    Some(Finding { mend, ..found })
}
