//! `pgdc generate`.

use anyhow::{Result, bail};
use pgdc_build::{Form, Outcome};

use crate::args::GenerateArgs;
use crate::{Ended, dependency, report, settings};

pub(crate) fn run(args: &GenerateArgs) -> Result<Ended> {
    let mut settings = settings::from_args(&args.source)?;
    settings::select(&mut settings, &args.selection);
    let module = settings.generate(Form::Module)?;
    report::notes_and_warnings(&module);

    let generated = &module.generated;
    let warnings = generated.diagnostics.iter().filter(|diagnostic| !diagnostic.is_note()).count();
    if args.strict && warnings > 0 {
        let warnings = report::count(warnings, "warning");
        bail!("{warnings}, and with --strict that is too many; nothing was written");
    }
    let tables = report::count(generated.tables, "table");
    let views = report::count(generated.views, "view");
    let about = format!("{tables}, {views} from {}", module.origin);
    let output = settings::output(args.out.as_ref(), settings.output);
    let outcome = report::write(output.as_deref(), &generated.text, &about)?;
    if outcome == Outcome::Written
        && let Some(advice) = dependency::advice(output.as_deref(), &generated.features)
    {
        report::note(&advice);
    }
    Ok(Ended::Fine)
}
