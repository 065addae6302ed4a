//! `pgdc lint`.

use anyhow::Result;
use pgdc_build::{Finding, Lint, Severity, findings_json};

use crate::args::LintArgs;
use crate::{Ended, report, settings};

pub(crate) fn run(args: &LintArgs) -> Result<Ended> {
    let mut settings = settings::from_args(&args.source)?;
    settings::overrule(&mut settings.generate.schemas, &args.namespace);
    let lint = settings.lint()?;
    lint.notes.iter().for_each(|text| report::note(text));

    let findings = &lint.findings;
    let text = if args.json { findings_json(findings)? } else { readable(findings) };
    report::print(&text)?;
    report::result(&summary(&lint));
    Ok(if findings.is_empty() { Ended::Fine } else { Ended::Different })
}

/// The findings under the names of their tables, each with the SQL that mends it.
fn readable(findings: &[Finding]) -> String {
    let tables = findings.chunk_by(|a, b| a.relation == b.relation);
    let sections = tables.map(|findings| {
        let name = findings[0].relation.to_string();
        findings.iter().fold(format!("{name}\n"), |text, finding| text + &entry(finding))
    });
    sections.collect::<Vec<_>>().join("\n")
}

fn entry(finding: &Finding) -> String {
    let object = finding.object.iter().map(|object| format!(" {object}"));
    let object: String = object.collect();
    let Finding { severity, rule, why, .. } = finding;
    let mut entry = format!("  {}{object}: {why} [{rule}]\n", word(*severity));
    for statement in &finding.mend {
        entry.push_str(&format!("    {statement};\n"));
    }
    entry
}

fn summary(lint: &Lint) -> String {
    let severities = [Severity::Error, Severity::Warning, Severity::Note];
    let counts = severities.map(|severity| {
        let number = lint.findings.iter().filter(|finding| finding.severity == severity).count();
        report::count(number, word(severity))
    });
    let accepted = match lint.accepted {
        0 => String::new(),
        number => format!(", {number} accepted"),
    };
    format!("{}: {}{accepted}", lint.origin, counts.join(", "))
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
