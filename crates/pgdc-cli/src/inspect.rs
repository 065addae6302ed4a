//! `pgdc inspect`.

mod tree;

use anyhow::Result;
use indicatif::{HumanBytes, HumanCount};
use pgdc_build::{Inspected, Size, relations_json};
use pgdc_catalog::RelationKind;

use crate::args::InspectArgs;
use crate::shown::shown;
use crate::{Ended, grid, report, settings};

pub(crate) fn run(args: &InspectArgs) -> Result<Ended> {
    let mut settings = settings::from_args(&args.source)?;
    settings::overrule(&mut settings.generate.schemas, &args.namespace);
    let found = settings.inspect(&args.patterns)?;
    found.notes.iter().for_each(|text| report::note(text));
    if args.json {
        report::print(&relations_json(&found.relations)?)?;
    } else if args.table {
        report::print(&lines(&found.relations))?;
    } else {
        report::print_coloured(&tree::of(&found.relations))?;
    }
    let relations = report::count(found.relations.len(), "relation");
    report::result(&format!("{relations} from {}", found.origin));
    Ok(Ended::Fine)
}

/// One line a relation.
fn lines(relations: &[Inspected]) -> String {
    let header = [
        ("schema", false),
        ("name", false),
        ("kind", false),
        ("columns", true),
        ("rows", true),
        ("size", true),
    ];
    let header = header.map(|(name, is_number)| (name.to_owned(), is_number));
    let line = |Inspected { relation, size }: &Inspected| {
        vec![
            shown(&relation.name.schema),
            shown(&relation.name.name),
            kind(relation.kind).to_owned(),
            relation.attributes.len().to_string(),
            size.and_then(rows).unwrap_or_default(),
            size.map(bytes).unwrap_or_default(),
        ]
    };
    grid::ruled(&header, relations.iter().map(line).collect())
}

/// `~1,204`; none where the server never counted.
fn rows(size: Size) -> Option<String> {
    Some(format!("~{}", HumanCount(size.rows?.unsigned_abs())))
}

/// `64.00 KiB`
fn bytes(size: Size) -> String {
    HumanBytes(size.bytes.unsigned_abs()).to_string()
}

fn kind(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Table => "table",
        RelationKind::PartitionedTable => "partitioned table",
        RelationKind::View => "view",
        RelationKind::MaterializedView => "materialized view",
        RelationKind::ForeignTable => "foreign table",
    }
}
