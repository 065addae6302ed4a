//! Findings that people have looked at.

use std::collections::BTreeMap;

use crate::{Finding, Rule};

/// What is accepted: for each rule the relations by pattern, with the part of them after a colon where only that
/// is meant: `device`, `audit.*`, `device:device_pkey`.
pub type Accepted = BTreeMap<Rule, Vec<String>>;

/// Leaves out the findings that are accepted, and says how many these were.
///
/// # Errors
/// What is accepted and was not found, each as `rule: pattern`. It is gone, or never was.
pub fn accept(
    findings: Vec<Finding>,
    accepted: &Accepted,
) -> Result<(Vec<Finding>, usize), Vec<String>> {
    let patterns = accepted
        .iter()
        .flat_map(|(rule, patterns)| patterns.iter().map(move |pattern| (*rule, pattern.as_str())));
    let idle =
        patterns.filter(|(rule, pattern)| !findings.iter().any(|f| is_meant(f, *rule, pattern)));
    let idle: Vec<String> = idle.map(|(rule, pattern)| format!("{rule}: {pattern}")).collect();
    if !idle.is_empty() {
        return Err(idle);
    }
    let all = findings.len();
    let is_accepted = |finding: &Finding| {
        let patterns = accepted.get(&finding.rule).into_iter().flatten();
        patterns.into_iter().any(|pattern| is_meant(finding, finding.rule, pattern))
    };
    let left: Vec<Finding> = findings.into_iter().filter(|finding| !is_accepted(finding)).collect();
    let accepted = all - left.len();
    Ok((left, accepted))
}

fn is_meant(finding: &Finding, rule: Rule, pattern: &str) -> bool {
    if finding.rule != rule {
        return false;
    }
    let of_object = finding.object.as_deref().and_then(|object| {
        pattern.strip_suffix(object).and_then(|relation| relation.strip_suffix(':'))
    });
    finding.relation.matches(of_object.unwrap_or(pattern))
}
