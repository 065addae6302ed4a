//! A diagram as SVG that stands in a page: its style is the page's.

use maud::{Markup, html};

use super::graph::{Graph, HEADER, INDENT, Node, PADDING, ROW, cut};
use super::layout::{LOOP, Layout, Line, Rect};

pub(crate) fn render(graph: &Graph, layout: &Layout, title: &str) -> Markup {
    let view = format!("0 0 {} {}", layout.width, layout.height);
    html! {
        svg.diagram viewBox=(view) width=(layout.width) height=(layout.height) role="img" {
            title { (title) }
            g.lines {
                @for (edge, line) in graph.edges.iter().zip(&layout.lines) {
                    // The left end is the referenced one, unless the line is turned.
                    @let many = if edge.is_single { "url(#one)" } else { "url(#many)" };
                    @let ends = if line.is_turned { [many, "url(#one)"] } else { ["url(#one)", many] };
                    path d=(path(line)) marker-start=(ends[0]) marker-end=(ends[1]) {} "\n"
                }
            }
            @for (node, rect) in graph.nodes.iter().zip(&layout.boxes) { (table(node, *rect)) "\n" }
        }
    }
}

/// The marks at the ends of lines: a crow's foot where many rows reference, a bar where it is one.
pub(crate) fn markers() -> Markup {
    html! {
        svg width="0" height="0" aria-hidden="true" {
            defs {
                marker id="many" viewBox="0 0 12 12" refX="12" refY="6" markerWidth="12" markerHeight="12"
                    orient="auto-start-reverse" { path d="M12 1 L1 6 L12 11" {} }
                marker id="one" viewBox="0 0 12 12" refX="12" refY="6" markerWidth="12" markerHeight="12"
                    orient="auto-start-reverse" { path d="M6 1 L6 11" {} }
            }
        }
    }
}

fn path(line: &Line) -> String {
    let (first, rest) = match line.points.split_first() {
        Some((first, rest)) => (*first, rest),
        None => return String::new(),
    };
    let mut path = format!("M{} {}", first.0, first.1);
    let mut before = first;
    for (at, &(x, y)) in rest.iter().enumerate() {
        if line.is_loop {
            let out = x + LOOP;
            path.push_str(&format!("C{out} {} {out} {y} {x} {y}", before.1));
        } else if at % 2 == 0 {
            let middle = (before.0 + x) / 2;
            path.push_str(&format!("C{middle} {} {middle} {y} {x} {y}", before.1));
        } else {
            path.push_str(&format!("H{x}"));
        }
        before = (x, y);
    }
    path
}

fn table(node: &Node, rect: Rect) -> Markup {
    let text_at = rect.x + PADDING;
    html! {
        a href=(format!("#{}", node.anchor)) {
            g.focus[node.is_focus] {
                title { (node.name) }
                rect.box x=(rect.x) y=(rect.y) width=(rect.width) height=(rect.height) rx="4" {}
                @if rect.height > HEADER {
                    path.rule d=(format!("M{} {}h{}", rect.x, rect.y + HEADER, rect.width)) {}
                }
                text.name x=(text_at) y=(rect.y + HEADER / 2) { (cut(&node.name)) }
                @for (at, row) in node.rows.iter().enumerate() {
                    @let y = rect.y + HEADER + 3 + at as i64 * ROW + ROW / 2;
                    @let mark = if row.is_primary { "PK" } else if row.is_foreign { "FK" } else { "" };
                    text.mark x=(text_at) y=(y) { (mark) }
                    text x=(rect.x + INDENT) y=(y) { (cut(&row.name)) }
                }
                @if node.more > 0 {
                    @let y = rect.y + HEADER + 3 + node.rows.len() as i64 * ROW + ROW / 2;
                    text.mark x=(rect.x + INDENT) y=(y) { "+ " (node.more) " more" }
                }
            }
        }
    }
}
