//! `pgdc check`.

use std::fs;

use anyhow::{Context as _, Result, bail};
use pgdc_build::{Form, normalise};
use similar::TextDiff;

use crate::args::CheckArgs;
use crate::{Ended, report, settings};

pub(crate) fn run(args: &CheckArgs) -> Result<Ended> {
    let mut settings = settings::from_args(&args.source)?;
    settings::select(&mut settings, &args.selection);
    let Some(path) = settings::output(args.out.as_ref(), settings.output.clone()) else {
        bail!("no file to check: give --out FILE, or `file` in [output] of pgdc.toml");
    };
    let name = path.display().to_string();
    let found = fs::read_to_string(&path).with_context(|| {
        format!("cannot read {name}, the file to check; `pgdc generate` writes it")
    })?;
    let module = settings.generate(Form::Module)?;
    report::notes_and_warnings(&module);

    let (found, wanted) = (normalise(&found), normalise(&module.generated.text));
    if found == wanted {
        report::result(&format!("{name}: nothing has changed"));
        return Ok(Ended::Fine);
    }
    report::print(&diff(&found, &wanted, &name, &module.origin))?;
    report::result(&format!("{name}: out of date; `pgdc generate` writes it anew"));
    Ok(Ended::Different)
}

/// What `pgdc generate` would change, in the form of `diff -u`.
fn diff(found: &str, wanted: &str, name: &str, origin: &str) -> String {
    let wanted_name = format!("{name} (from {origin})");
    TextDiff::from_lines(found, wanted).unified_diff().header(name, &wanted_name).to_string()
}
