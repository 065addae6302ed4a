//! `pgdc snapshot`.

use anyhow::Result;
use pgdc_build::snapshot_text;

use crate::args::SnapshotArgs;
use crate::{Ended, report, settings};

pub(crate) fn run(args: &SnapshotArgs) -> Result<Ended> {
    let mut settings = settings::from_args(&args.source)?;
    settings::overrule(&mut settings.generate.schemas, &args.namespace);
    let reading = settings.read_catalog()?;
    reading.notes.iter().for_each(|text| report::note(text));

    let relations = report::count(reading.catalog.relations.len(), "relation");
    let about = format!("{relations} from {}", reading.origin);
    // The file that the settings name is the module's.
    let output = settings::output(args.out.as_ref(), None);
    report::write(output.as_deref(), &snapshot_text(&reading.catalog)?, &about)?;
    Ok(Ended::Fine)
}
