//! The page as Markdown.

use crate::escape::{block, code, inline};
use crate::facts::Fact;
use crate::page::{Column, Link, Page, Reference, Section, TypeSection};

pub(crate) fn render(page: &Page<'_>) -> String {
    let mut blocks = vec![format!("# {}", inline(page.title))];
    for schema in page.schemas {
        if let Some(comment) = &schema.comment {
            let name =
                page.has_several_schemas().then(|| format!("{}: ", code(&schema.name, false)));
            blocks.push(name.unwrap_or_default() + &block(comment));
        }
    }
    blocks.push(contents(page));
    blocks.extend(page.sections.iter().map(section));
    if !page.types.is_empty() {
        blocks.push("## Types".to_owned());
        blocks.extend(page.types.iter().map(type_section));
    }
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n") + "\n"
}

fn contents(page: &Page<'_>) -> String {
    let rows = page.sections.iter().map(|section| {
        let link = link(&Link { text: section.name.clone(), anchor: Some(section.anchor.clone()) });
        let comment = section.relation.comment.as_deref().unwrap_or_default();
        format!("| {link} | {} | {} |", section.kind, inline(first_line(comment)))
    });
    table("| Relation | Kind | Comment |\n|---|---|---|", rows)
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default()
}

fn section(section: &Section<'_>) -> String {
    let heading = format!("<a id=\"{}\"></a>\n\n## {}", section.anchor, inline(&section.name));
    let mut kind = capitalised(section.kind);
    if section.relation.row_security {
        kind.push_str(", row-level security");
    }
    let comment = section.relation.comment.as_deref().map(block).unwrap_or_default();
    let columns = section.columns.iter().map(column);
    let head = "| Column | Type | Null | Default | Comment |\n|---|---|---|---|---|";
    let mut blocks = vec![heading, format!("{kind}."), comment, table(head, columns)];
    blocks.push(list("Keys", section.keys.iter().map(fact)));
    blocks.push(list("References", section.references.iter().map(reference_out)));
    blocks.push(list("Referenced by", section.referenced_by.iter().map(reference_in)));
    blocks.push(list("Indexes", section.indexes.iter().map(fact)));
    blocks.push(list("Checks", section.checks.iter().map(fact)));
    blocks.extend(section.others.iter().map(|(title, links)| list(title, links.iter().map(link))));
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n")
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

fn column(column: &Column<'_>) -> String {
    let key = match (column.in_primary_key, column.in_foreign_key) {
        (true, true) => " PK FK",
        (true, false) => " PK",
        (false, true) => " FK",
        (false, false) => "",
    };
    let nullable = match column.nullable {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let default = column.default.as_deref().map(|sql| code(sql, true)).unwrap_or_default();
    let comment = column.comment.map(inline).unwrap_or_default();
    let (name, type_link) = (code(column.name, true), link_in(&column.type_link, true));
    format!("| {name}{key} | {type_link} | {nullable} | {default} | {comment} |")
}

fn fact(fact: &Fact<'_>) -> String {
    with_comment(
        format!("{}: {}", code(fact.name, false), code(&fact.definition, false)),
        fact.comment,
    )
}

fn reference_out(reference: &Reference<'_>) -> String {
    let own = code(&reference.constraint.columns.join(", "), false);
    let other = code(&reference.key.columns.join(", "), false);
    written(reference, format!("{own} → {} {other}", link(&reference.other)))
}

fn reference_in(reference: &Reference<'_>) -> String {
    let own = code(&reference.key.columns.join(", "), false);
    let other = code(&reference.constraint.columns.join(", "), false);
    written(reference, format!("{} {other} → {own}", link(&reference.other)))
}

fn written(reference: &Reference<'_>, road: String) -> String {
    let name = code(&reference.constraint.name, false);
    let rules = match reference.rules.as_str() {
        "" => String::new(),
        rules => format!("; {rules}"),
    };
    with_comment(format!("{name}: {road}{rules}"), reference.constraint.comment.as_deref())
}

fn type_section(of_user: &TypeSection<'_>) -> String {
    let heading = format!("<a id=\"{}\"></a>\n\n### {}", of_user.anchor, inline(&of_user.name));
    let comment = of_user.comment.map(block).unwrap_or_default();
    let parts = of_user.parts.iter().map(|part| format!("- {}", code(part, false)));
    let parts = parts.collect::<Vec<_>>().join("\n");
    let mut blocks = vec![heading, format!("{}.", capitalised(of_user.kind)), comment, parts];
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n")
}

fn with_comment(text: String, comment: Option<&str>) -> String {
    match comment {
        Some(comment) => format!("{text}. {}", inline(comment)),
        None => text,
    }
}

fn link(to: &Link) -> String {
    link_in(to, false)
}

fn link_in(to: &Link, in_table: bool) -> String {
    let text = code(&to.text, in_table);
    match &to.anchor {
        Some(anchor) => format!("[{text}](#{anchor})"),
        None => text,
    }
}

fn table(head: &str, rows: impl Iterator<Item = String>) -> String {
    let rows: String = rows.map(|row| format!("\n{row}")).collect();
    if rows.is_empty() { String::new() } else { format!("{head}{rows}") }
}

fn list(title: &str, entries: impl Iterator<Item = String>) -> String {
    let entries: String = entries.map(|entry| format!("\n- {entry}")).collect();
    if entries.is_empty() { String::new() } else { format!("**{title}**\n{entries}") }
}
