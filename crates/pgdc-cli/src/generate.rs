//! `pgdc generate`.

use anyhow::Result;
use pgdc_build::Form;

use crate::args::GenerateArgs;
use crate::{Ended, report, settings};

pub(crate) fn run(args: &GenerateArgs) -> Result<Ended> {
    let mut settings = settings::from_args(&args.source)?;
    settings::select(&mut settings, &args.selection);
    let module = settings.generate(Form::Module)?;
    report::notes_and_warnings(&module);

    let generated = &module.generated;
    let tables = report::count(generated.tables, "table");
    let views = report::count(generated.views, "view");
    let about = format!("{tables}, {views} from {}", module.origin);
    let output = settings::output(args.out.as_ref(), settings.output);
    report::write(output.as_deref(), &generated.text, &about)?;
    Ok(Ended::Fine)
}
