//! `pgdc rls`.

use anyhow::Result;

use crate::args::RlsArgs;
use crate::{Ended, report, settings};

/// What the policies do not hold for stands where they will be read.
const LIMITS: &str = "\
-- Row-level security by pgdc. Run it in one transaction (psql --single-transaction); it can be run again.
-- It does not hold for superusers and roles with BYPASSRLS, nor for views of such owners (but for those with
-- security_invoker), materialized views, TRUNCATE, and the server's own checks of foreign and unique keys.
-- COPY … FROM is refused where it applies. A permissive policy of your own on a table lets in what it allows.
";

pub(crate) fn run(args: &RlsArgs) -> Result<Ended> {
    let mut settings = settings::from_args(&args.source)?;
    settings::overrule(&mut settings.generate.schemas, &args.namespace);
    let security = settings.row_security()?;
    security.notes.iter().for_each(|text| report::note(text));

    let statements = security.statements.iter().map(|statement| format!("{statement};\n"));
    let text: String = [LIMITS.to_owned()].into_iter().chain(statements).collect();
    let output = settings::output(args.out.as_ref(), None);
    let about = format!("row-level security from {}", security.origin);
    report::write(output.as_deref(), &text, &about)?;
    Ok(Ended::Fine)
}
