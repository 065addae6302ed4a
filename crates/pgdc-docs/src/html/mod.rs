//! The page as HTML.
//!
//! maud escapes every text that is put in, and nothing goes round that but the two files of our own, style and script.

mod section;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::diagram::{self, Overview};
use crate::page::Page;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page's own rule for browsers: nothing is loaded, and no script runs but ours, which is known by its hash. What
/// a name or a comment smuggled in would do nothing, even if it could.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
    script-src 'sha256-PqlMEX6UMoPDe4XyFIQMwTIE7pKLOa31/k5XDT5yWPc='";

pub(crate) fn render(page: &Page<'_>) -> String {
    let overview = diagram::overview(page);
    let neighbourhoods = diagram::neighbourhoods(page);
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8"; "\n"
                meta http-equiv="Content-Security-Policy" content=(POLICY); "\n"
                meta name="viewport" content="width=device-width, initial-scale=1"; "\n"
                meta name="color-scheme" content="light dark"; "\n"
                title { (page.title) } "\n"
                style { (PreEscaped(STYLE)) }
            }
            body {
                (diagram::markers()) "\n"
                (contents(page)) "\n"
                main {
                    h1 { (page.title) } "\n"
                    (section::schemas(page))
                    @match overview {
                        Overview::Empty => {},
                        Overview::Drawn(overview) => (diagram_with_buttons(&overview)),
                        Overview::Crowded(count) => p.note {
                            (count) " tables are too many for one diagram: each has one of its neighbours."
                        },
                    }
                    @for (section, neighbourhood) in page.sections.iter().zip(neighbourhoods) {
                        (section::relation(section, neighbourhood)) "\n"
                    }
                    (section::types(page))
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    markup.into_string() + "\n"
}

/// The list at the side. The box is of use to the script alone, which shows it.
fn contents(page: &Page<'_>) -> Markup {
    html! {
        nav {
            input #search type="search" placeholder="Search" aria-label="Search tables, columns and comments" hidden; "\n"
            p #found role="status" hidden {}
            details #contents open {
                summary { (page.sections.len()) " relations" }
                ul {
                    @for section in &page.sections {
                        li { a href=(format!("#{}", section.anchor)) title=(section.kind) { (section.name) } } "\n"
                    }
                }
            }
        }
    }
}

fn diagram_with_buttons(overview: &Markup) -> Markup {
    html! {
        figure {
            div.buttons hidden {
                button type="button" data-zoom="out" title="Smaller" { "−" }
                button type="button" data-zoom="in" title="Larger" { "+" }
                button type="button" data-zoom="fit" { "Fit" }
            } "\n"
            div.pan { (overview) }
        }
        "\n"
    }
}
