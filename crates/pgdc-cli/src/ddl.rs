//! `pgdc ddl`.

use anyhow::Result;

use crate::args::DdlArgs;
use crate::{Ended, report, settings};

pub(crate) fn run(args: &DdlArgs) -> Result<Ended> {
    let mut settings = settings::from_args(&args.source)?;
    settings::select(&mut settings, &args.selection);
    let script = settings.ddl()?;
    script.notes.iter().for_each(|text| report::note(text));
    script.unmade.iter().for_each(|text| report::warning(text));

    // The file that the settings name is the module's.
    let output = settings::output(args.out.as_ref(), None);
    let statements = report::count(script.statements, "statement");
    let about = format!("{statements} from {}", script.origin);
    report::write(output.as_deref(), &script.text, &about)?;
    Ok(Ended::Fine)
}
