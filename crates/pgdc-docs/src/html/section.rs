//! What the page says of each relation and type.

use maud::{Markup, html};

use crate::facts::Fact;
use crate::page::{Column, Link, Page, Reference, Section};

/// The comments of the schemas.
pub(super) fn schemas(page: &Page<'_>) -> Markup {
    html! {
        @for schema in page.schemas {
            @if let Some(comment) = &schema.comment {
                p.comment {
                    @if page.has_several_schemas() { code { (schema.name) } ": " }
                    (comment)
                } "\n"
            }
        }
    }
}

// The script searches what has the class `s`.

pub(super) fn relation(section: &Section<'_>, neighbourhood: Option<Markup>) -> Markup {
    html! {
        section id=(section.anchor) {
            h2 { a.s href=(format!("#{}", section.anchor)) { (section.name) } " " small { (section.kind) } }
            @if section.relation.row_security { p { "Row-level security is on." } }
            @if let Some(comment) = &section.relation.comment { p.comment.s { (comment) } }
            "\n"
            @if !section.columns.is_empty() { (columns(&section.columns)) }
            (facts("Keys", &section.keys))
            (references("References", &section.references, true))
            (references("Referenced by", &section.referenced_by, false))
            (facts("Indexes", &section.indexes))
            (facts("Checks", &section.checks))
            @for (title, links) in &section.others {
                h3 { (title) }
                p { @for (at, to) in links.iter().enumerate() { @if at > 0 { ", " } (link(to)) } } "\n"
            }
            @if let Some(neighbourhood) = neighbourhood {
                details.neighbours {
                    summary { "Diagram" }
                    div.pan { (neighbourhood) }
                }
            }
        }
    }
}

fn columns(columns: &[Column<'_>]) -> Markup {
    let comments = columns.iter().any(|column| column.comment.is_some());
    html! {
        div.wide { table {
            thead { tr {
                th { "Column" } th { "Type" } th { "Null" } th { "Default" }
                @if comments { th { "Comment" } }
            } } "\n"
            tbody {
                @for column in columns {
                    tr {
                        td {
                            code.s { (column.name) }
                            @if column.in_primary_key { " " abbr title="in the primary key" { "PK" } }
                            @if column.in_foreign_key { " " abbr title="in a foreign key" { "FK" } }
                        }
                        td { (link(&column.type_link)) }
                        td { @match column.nullable { Some(true) => "yes", Some(false) => "no", None => "" } }
                        td { @if let Some(default) = &column.default { code { (default) } } }
                        @if comments { td.comment.s { @if let Some(comment) = column.comment { (comment) } } }
                    } "\n"
                }
            }
        } } "\n"
    }
}

fn facts(title: &str, facts: &[Fact<'_>]) -> Markup {
    html! {
        @if !facts.is_empty() {
            h3 { (title) }
            ul {
                @for fact in facts {
                    li { code { (fact.name) } ": " code { (fact.definition) } (comment(fact.comment)) } "\n"
                }
            }
        }
    }
}

fn references(title: &str, references: &[Reference<'_>], is_out: bool) -> Markup {
    html! {
        @if !references.is_empty() {
            h3 { (title) }
            ul {
                @for reference in references {
                    @let own = reference.constraint.columns.join(", ");
                    @let theirs = reference.key.columns.join(", ");
                    li {
                        @if is_out {
                            code { (own) } " → " (link(&reference.other)) " " code { (theirs) }
                        } @else {
                            (link(&reference.other)) " " code { (own) } " → " code { (theirs) }
                        }
                        @if !reference.rules.is_empty() { "; " (reference.rules) }
                        " (" code { (reference.constraint.name) } ")"
                        (comment(reference.constraint.comment.as_deref()))
                    } "\n"
                }
            }
        }
    }
}

pub(super) fn types(page: &Page<'_>) -> Markup {
    html! {
        @if !page.types.is_empty() {
            h2 { "Types" } "\n"
            @for of_user in &page.types {
                section id=(of_user.anchor) {
                    h3 { a.s href=(format!("#{}", of_user.anchor)) { (of_user.name) } " " small { (of_user.kind) } }
                    @if let Some(comment) = of_user.comment { p.comment.s { (comment) } }
                    ul.parts { @for part in &of_user.parts { li { code.s { (part) } } } }
                } "\n"
            }
        }
    }
}

fn comment(comment: Option<&str>) -> Markup {
    html! { @if let Some(comment) = comment { span.comment.s { " — " (comment) } } }
}

fn link(to: &Link) -> Markup {
    html! {
        @match &to.anchor {
            Some(anchor) => a href=(format!("#{anchor}")) { code { (to.text) } },
            None => code { (to.text) },
        }
    }
}
