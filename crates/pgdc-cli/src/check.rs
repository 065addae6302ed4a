//! `pgdc check`.

use std::fs;
use std::io::Write as _;

use anyhow::{Context as _, Result, bail};
use pgdc_build::{Form, normalise};
use similar::TextDiff;

use crate::args::Check;
use crate::module::Task;
use crate::report::{self, Outcome};

pub(crate) fn run(args: &Check) -> Result<Outcome> {
    let task = Task::new(&args.module)?;
    let Some(file) = &task.file else {
        bail!("there is no file to check; name it by --out FILE, or under [output] in pgdc.toml");
    };
    let found =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let read = task.read(true)?;
    let generated = pgdc_codegen::generate(&read.catalog, &task.config, Form::Module)?;
    let (found, wanted) = (normalise(&found), normalise(&generated.text));
    let name = file.display().to_string();
    if found == wanted {
        report::line(&format!("{name}: nothing has changed"));
        return Ok(Outcome::Fine);
    }
    let diff = TextDiff::from_lines(&found, &wanted);
    let new = format!("{name} (from {})", read.from);
    write!(std::io::stdout(), "{}", diff.unified_diff().context_radius(3).header(&name, &new))?;
    report::line(&format!(
        "{name}: differs from the database; `pgdc generate` brings it up to date"
    ));
    Ok(Outcome::Different)
}
