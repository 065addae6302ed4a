//! Records as tables for people.

use std::fmt::{self, Write as _};

use super::Record;

/// A text table with a line under its head.
pub(super) fn table(
    f: &mut fmt::Formatter<'_>,
    columns: &[String],
    records: &[Record],
) -> fmt::Result {
    // A value stays on its line.
    let one_line = |text: String| text.replace('\n', "↵").replace('\t', " ");
    let lines: Vec<Vec<String>> =
        records.iter().map(|record| record.texts().map(one_line).collect()).collect();
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(n, name)| {
            let values = lines.iter().filter_map(|line| line.get(n));
            values.chain([name]).map(|text| text.chars().count()).max().unwrap_or_default()
        })
        .collect();
    write_line(f, columns, &widths)?;
    let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    writeln!(f, "{}", rule.join("─┼─"))?;
    lines.iter().try_for_each(|line| write_line(f, line, &widths))?;
    let s = if lines.len() == 1 { "" } else { "s" };
    write!(f, "({} row{s})", lines.len())
}

fn write_line(f: &mut fmt::Formatter<'_>, texts: &[String], widths: &[usize]) -> fmt::Result {
    let padded = texts.iter().zip(widths).map(|(text, width)| format!("{text:<width$}"));
    writeln!(f, "{}", padded.collect::<Vec<_>>().join(" │ ").trim_end())
}

pub(super) fn html(columns: &[String], records: &[Record]) -> String {
    let mut html = String::from("<table><thead><tr>");
    for name in columns {
        let _ = write!(html, "<th>{}</th>", escaped(name));
    }
    html.push_str("</tr></thead><tbody>");
    for record in records {
        html.push_str("<tr>");
        for text in record.texts() {
            let _ = write!(html, "<td>{}</td>", escaped(&text));
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
    html
}

/// The text as HTML, in which a value cannot become markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
