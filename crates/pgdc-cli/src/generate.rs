//! `pgdc generate`.

use std::io::Write as _;

use anyhow::Result;
use pgdc_build::{Form, Generated, Written, write_if_changed};

use crate::args::Generate;
use crate::module::Task;
use crate::report::{self, Outcome};

pub(crate) fn run(args: &Generate) -> Result<Outcome> {
    let task = Task::new(&args.module)?;
    let read = task.read(args.quiet)?;
    let generated = pgdc_codegen::generate(&read.catalog, &task.config, Form::Module)?;
    if !args.quiet {
        report::diagnostics(&generated.diagnostics);
    }
    let Some(file) = &task.file else {
        std::io::stdout().write_all(generated.text.as_bytes())?;
        return Ok(Outcome::Fine);
    };
    let written = write_if_changed(file, &generated.text)?;
    if !args.quiet {
        let state = match written {
            Written::Changed => "written",
            Written::Unchanged => "unchanged",
        };
        report::line(&format!(
            "{}: {state}, {} from {}",
            file.display(),
            counts(&generated),
            read.from
        ));
    }
    Ok(Outcome::Fine)
}

fn counts(generated: &Generated) -> String {
    let plural = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let tables = plural(generated.tables, "table");
    match generated.views {
        0 => tables,
        views => format!("{tables} and {}", plural(views, "view")),
    }
}
