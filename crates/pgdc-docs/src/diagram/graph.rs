//! What is drawn: boxes with rows, and lines between rows.

use std::collections::BTreeMap;

use crate::page::{Page, Section};

/// More key columns of a table are counted, not listed.
const MOST_ROWS: usize = 12;
/// Longer names are cut, in characters; the whole name is shown where the pointer rests.
const LONGEST: usize = 32;

pub(crate) const HEADER: i64 = 26;
pub(crate) const ROW: i64 = 18;
/// Where the names of columns begin, right of their marks.
pub(crate) const INDENT: i64 = 32;
pub(crate) const PADDING: i64 = 10;
/// Of one character at the size that the style sheet sets, in tenths of a pixel.
const CHARACTER: i64 = 74;

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) anchor: String,
    pub(crate) rows: Vec<Row>,
    /// Key columns that are not listed.
    pub(crate) more: usize,
    /// Whether the diagram is about this table.
    pub(crate) is_focus: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) is_primary: bool,
    pub(crate) is_foreign: bool,
}

/// A foreign key. The rows are none where a column is not listed: the line then ends at the header.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) from_row: Option<usize>,
    pub(crate) to: usize,
    pub(crate) to_row: Option<usize>,
    /// Whether at most one row references each, since its columns are unique.
    pub(crate) is_single: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
}

impl Node {
    pub(crate) fn height(&self) -> i64 {
        let lines = self.rows.len() + usize::from(self.more > 0);
        let below = if lines > 0 { lines as i64 * ROW + 6 } else { 0 };
        HEADER + below
    }

    /// The width of its longest text, with what stands around.
    pub(crate) fn width(&self) -> i64 {
        let rows = self.rows.iter().map(|row| INDENT + text_width(&row.name));
        let widest = rows.chain([text_width(&self.name)]).max().unwrap_or_default();
        (widest + 2 * PADDING).max(90)
    }

    /// The middle of a row, or of the header, below the upper edge.
    pub(crate) fn port(&self, row: Option<usize>) -> i64 {
        row.map_or(HEADER / 2, |row| HEADER + 3 + row as i64 * ROW + ROW / 2)
    }
}

/// The text as it is drawn.
pub(crate) fn cut(name: &str) -> String {
    match name.chars().count() > LONGEST {
        true => name.chars().take(LONGEST - 1).chain(['…']).collect(),
        false => name.to_owned(),
    }
}

fn text_width(name: &str) -> i64 {
    // Letters of East Asia and pictures are twice as wide.
    let cells = cut(name).chars().map(|c| if c < '\u{1100}' { 1 } else { 2 }).sum::<i64>();
    cells * CHARACTER / 10
}

/// All tables of the page; views have no keys and are left out.
pub(crate) fn of_all(page: &Page<'_>) -> Graph {
    let tables: Vec<&Section<'_>> =
        page.sections.iter().filter(|section| !section.relation.kind.is_view()).collect();
    let nodes: Vec<Node> = tables.iter().map(|section| node(section)).collect();
    let places: BTreeMap<&str, usize> =
        tables.iter().enumerate().map(|(at, section)| (section.anchor.as_str(), at)).collect();
    let mut edges = Vec::new();
    for (from, section) in tables.iter().enumerate() {
        for reference in &section.references {
            let place = |anchor: &String| places.get(anchor.as_str()).copied();
            let Some(to) = reference.other.anchor.as_ref().and_then(place) else { continue };
            let columns = &reference.constraint.columns;
            let row = |node: &Node, name: Option<&String>| {
                node.rows.iter().position(|row| Some(&row.name) == name)
            };
            edges.push(Edge {
                from,
                from_row: row(&nodes[from], columns.first()),
                to,
                to_row: row(&nodes[to], reference.key.columns.first()),
                is_single: is_unique(section, columns),
            });
        }
    }
    Graph { nodes, edges }
}

fn node(section: &Section<'_>) -> Node {
    let keys =
        section.columns.iter().filter(|column| column.in_primary_key || column.in_foreign_key);
    let mut rows: Vec<Row> = keys
        .map(|column| Row {
            name: column.name.to_owned(),
            is_primary: column.in_primary_key,
            is_foreign: column.in_foreign_key,
        })
        .collect();
    let more = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    let (name, anchor) = (section.name.clone(), section.anchor.clone());
    Node { name, anchor, rows, more, is_focus: false }
}

/// Whether an index without a predicate lets no two rows have the same in these columns.
fn is_unique(section: &Section<'_>, columns: &[String]) -> bool {
    section.relation.indexes.iter().any(|index| {
        let keys = || index.keys.iter();
        index.unique
            && index.predicate.is_none()
            && keys().all(|key| key.column.as_ref().is_some_and(|name| columns.contains(name)))
    })
}

impl Graph {
    /// The part of a table and those that foreign keys join it to, with no more of their columns than what joins
    /// them; none where there are no others.
    pub(crate) fn around(&self, focus: usize) -> Option<Graph> {
        let touches = |edge: &&Edge| edge.from == focus || edge.to == focus;
        let edges: Vec<&Edge> = self.edges.iter().filter(touches).collect();
        let mut kept: Vec<usize> = edges.iter().flat_map(|edge| [edge.from, edge.to]).collect();
        kept.sort_unstable();
        kept.dedup();
        if kept.len() < 2 {
            return None;
        }
        let joins = |node: usize, row: usize| {
            edges.iter().any(|edge| {
                (edge.from, edge.from_row) == (node, Some(row))
                    || (edge.to, edge.to_row) == (node, Some(row))
            })
        };
        let rows =
            |node: usize| (0..self.nodes[node].rows.len()).filter(move |&row| joins(node, row));
        let place = |node: usize| kept.binary_search(&node).ok();
        let row = |node: usize, row: Option<usize>| rows(node).position(|kept| Some(kept) == row);
        let edges = edges.iter().filter_map(|edge| {
            Some(Edge {
                from: place(edge.from)?,
                from_row: row(edge.from, edge.from_row),
                to: place(edge.to)?,
                to_row: row(edge.to, edge.to_row),
                is_single: edge.is_single,
            })
        });
        let nodes = kept.iter().map(|&at| Node {
            rows: rows(at).map(|row| self.nodes[at].rows[row].clone()).collect(),
            more: 0,
            is_focus: at == focus,
            ..self.nodes[at].clone()
        });
        Some(Graph { nodes: nodes.collect(), edges: edges.collect() })
    }
}
