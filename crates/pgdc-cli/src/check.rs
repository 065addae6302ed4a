//! `pgdc check`.

use std::fs;

use anyhow::{Context as _, Result, bail};
use pgdc_build::{Check, changes_json};
use similar::TextDiff;

use crate::args::CheckArgs;
use crate::{Ended, report, settings};

pub(crate) fn run(args: &CheckArgs) -> Result<Ended> {
    let mut settings = settings::from_args(&args.source)?;
    settings::select(&mut settings, &args.selection);
    settings.generate.ddl |= args.ddl;
    let Some(path) = settings::output(args.out.as_ref(), settings.output.clone()) else {
        bail!("no file to check: give --out FILE, or `file` in [output] of pgdc.toml");
    };
    let name = path.display().to_string();
    let found = fs::read_to_string(&path).with_context(|| {
        format!("cannot read {name}, the file to check; `pgdc generate` writes it")
    })?;
    let check = settings.check(&found)?;
    report::notes_and_warnings(&check.module);

    if args.json {
        report::print(&changes_json(&check.changes)?)?;
    }
    if check.is_same() {
        report::result(&format!("{name}: nothing has changed"));
        return Ok(Ended::Fine);
    }
    if !args.json {
        check.changes.iter().try_for_each(|change| report::print(&report::change(change)))?;
        // Where the database is as it was, the text is all there is to tell.
        if args.diff || check.changes.is_empty() {
            report::print(&diff(&check, &name))?;
        }
    }
    report::result(&format!("{name}: out of date; `pgdc generate` writes it anew"));
    Ok(Ended::Different)
}

/// What `pgdc generate` would change, in the form of `diff -u`.
fn diff(check: &Check, name: &str) -> String {
    let wanted_name = format!("{name} (from {})", check.module.origin);
    let diff = TextDiff::from_lines(&check.found, &check.wanted);
    diff.unified_diff().header(name, &wanted_name).to_string()
}
