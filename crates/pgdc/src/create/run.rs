//! How the steps are run: what is there is found first, then each is sent by itself, so that an error names it.

use std::collections::HashSet;

use super::{CreateTables, DdlOwner, DdlStep, Present, settings};
use crate::error::Result;
use crate::ident::Ident;
use crate::link::{Block, Held};
use crate::sql::Sql;

pub(super) async fn run(create: CreateTables<'_>) -> Result<()> {
    let steps = create.steps();
    let held = create.link.hold().await?;
    let block = Block::begin(&held).await?;
    let before = settings::set(&held).await?;
    let there = there(&held, &steps).await?;
    if create.present == Present::Replaced {
        for sql in drops(&there, create.cascade) {
            let dropped = send(&held, &sql).await;
            dropped.map_err(|error| error.in_step("what replaces what is there"))?;
        }
    }
    let there: HashSet<DdlOwner> = there.into_iter().map(|(owner, _)| owner).collect();
    for step in steps.into_iter().filter(|step| is_sent(step, &there, create.present)) {
        send(&held, step.sql).await.map_err(|error| error.in_step(step.object))?;
    }
    settings::restore(&held, &before).await?;
    block.commit().await
}

/// Each owner that is there, once, in the order of the steps, with the letter of `there.sql`.
async fn there(held: &Held<'_>, steps: &[&DdlStep]) -> Result<Vec<(DdlOwner, String)>> {
    let mut seen = HashSet::new();
    let owners = steps.iter().map(|step| step.owner).filter(|owner| seen.insert(*owner));
    let owners: Vec<DdlOwner> = owners.collect();
    let kinds: Vec<&str> = owners.iter().map(|owner| owner.parts().0).collect();
    let schemas: Vec<&str> = owners.iter().map(|owner| owner.parts().1).collect();
    let names: Vec<&str> = owners.iter().map(|owner| owner.parts().2).collect();
    let mut sql = Sql::new();
    sql.push(include_str!("there.sql"));
    let mut trace = held.trace(&sql);
    let statement = held.prepare(&sql).await?;
    let found = held.in_time(held.client().query(&statement, &[&kinds, &schemas, &names])).await;
    let rows = found.inspect_err(|error| trace.failed(error))?;
    trace.ended(rows.len() as u64);
    let mut there = Vec::new();
    for (owner, row) in owners.into_iter().zip(&rows) {
        let kind: Option<String> = row.try_get(0)?;
        there.extend(kind.map(|kind| (owner, kind)));
    }
    Ok(there)
}

/// What several tables share is made once, and a table as it is asked for.
fn is_sent(step: &DdlStep, there: &HashSet<DdlOwner>, present: Present) -> bool {
    let is_there = there.contains(&step.owner);
    match step.owner {
        DdlOwner::Relation(..) => !is_there || present != Present::Kept,
        _ => !is_there,
    }
}

/// Statements that drop the relations that are there: views one after the other, those that read others first; then
/// tables together, which may reference each other.
fn drops(there: &[(DdlOwner, String)], cascade: bool) -> Vec<String> {
    let cascade = if cascade { " CASCADE" } else { "" };
    let of_kinds = |kinds: &'static [&str]| {
        let found = there.iter().rev().filter_map(move |(owner, kind)| match owner {
            DdlOwner::Relation(schema, name) if kinds.contains(&kind.as_str()) => {
                Some((kind.clone(), format!("{}.{}", Ident(schema), Ident(name))))
            }
            _ => None,
        });
        found.collect::<Vec<_>>()
    };
    let views = of_kinds(&["v", "m"]).into_iter().map(|(kind, name)| {
        let noun = if kind == "v" { "VIEW" } else { "MATERIALIZED VIEW" };
        format!("DROP {noun} IF EXISTS {name}{cascade}")
    });
    let tables = [("FOREIGN TABLE", of_kinds(&["f"])), ("TABLE", of_kinds(&["r", "p"]))];
    let tables = tables.into_iter().filter(|(_, found)| !found.is_empty()).map(|(noun, found)| {
        let names: Vec<String> = found.into_iter().map(|(_, name)| name).collect();
        // A cascade may have dropped some.
        format!("DROP {noun} IF EXISTS {}{cascade}", names.join(", "))
    });
    views.chain(tables).collect()
}

async fn send(held: &Held<'_>, text: &str) -> Result<()> {
    let mut sql = Sql::new();
    sql.push(text);
    let mut trace = held.trace(&sql);
    let done = held.in_time(held.client().batch_execute(sql.text())).await;
    match &done {
        Ok(()) => trace.ended(0),
        Err(error) => trace.failed(error),
    }
    done
}
