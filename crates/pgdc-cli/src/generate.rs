//! `pgdc generate`.

use anyhow::{Result, bail};
use pgdc_build::{Form, Module, Outcome, Settings};

use crate::args::GenerateArgs;
use crate::{Ended, dependency, report, settings, watch};

pub(crate) fn run(args: &GenerateArgs) -> Result<Ended> {
    if args.watch.watch {
        return watch::run(args);
    }
    let settings = settings(args)?;
    let module = settings.generate(Form::Module)?;
    let outcome = write(args, &settings, &module)?;
    let output = settings::output(args.out.as_ref(), settings.output);
    if outcome == Outcome::Written
        && let Some(advice) = dependency::advice(output.as_deref(), &module.generated.features)
    {
        report::note(&advice);
    }
    Ok(Ended::Fine)
}

pub(crate) fn settings(args: &GenerateArgs) -> Result<Settings> {
    let mut settings = settings::from_args(&args.source)?;
    settings::select(&mut settings, &args.selection);
    settings.generate.ddl |= args.ddl;
    Ok(settings)
}

/// Says what there is to say of a module, and writes it.
pub(crate) fn write(args: &GenerateArgs, settings: &Settings, module: &Module) -> Result<Outcome> {
    report::notes_and_warnings(module);
    let generated = &module.generated;
    let warnings = generated.diagnostics.iter().filter(|diagnostic| !diagnostic.is_note()).count();
    if args.strict && warnings > 0 {
        let warnings = report::count(warnings, "warning");
        bail!("{warnings}, and with --strict that is too many; nothing was written");
    }
    let output = settings::output(args.out.as_ref(), settings.output.clone());
    report::write(output.as_deref(), &generated.text, &report::about(module))
}
