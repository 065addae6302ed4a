//! `pgdc snapshot`.

use std::io::Write as _;

use anyhow::Result;
use pgdc_build::{Written, snapshot, write_if_changed};

use crate::args::Snapshot;
use crate::module::Task;
use crate::report::{self, Outcome};

pub(crate) fn run(args: &Snapshot) -> Result<Outcome> {
    let mut task = Task::new(&args.module)?;
    // The file that pgdc.toml names is the module.
    if args.module.out.is_none() {
        task.file = None;
    }
    let read = task.read(false)?;
    let text = snapshot::text(&read.catalog)?;
    let Some(file) = &task.file else {
        std::io::stdout().write_all(text.as_bytes())?;
        return Ok(Outcome::Fine);
    };
    let state = match write_if_changed(file, &text)? {
        Written::Changed => "written",
        Written::Unchanged => "unchanged",
    };
    let relations = read.catalog.relations.len();
    report::line(&format!("{}: {state}, {relations} relations from {}", file.display(), read.from));
    Ok(Outcome::Fine)
}
