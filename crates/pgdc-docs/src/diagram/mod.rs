//! Diagrams of tables and their foreign keys.
//!
//! A layout in layers, as Sugiyama's: tables stand in columns, each to the right of those that it references
//! ([`layers`]), in an order with few crossings ([`order`]), as near to their neighbours as there is room ([`place`]);
//! groups that nothing joins are laid out each by itself and packed into a rectangle ([`pack`]).

mod graph;
mod layers;
mod layout;
mod order;
mod pack;
mod place;
mod svg;

use maud::Markup;

pub(crate) use svg::markers;

use crate::page::Page;

/// Above this number of tables there is no diagram of all of them: nobody would find anything in it.
const MOST: usize = 150;
/// Above this number each table has a diagram of its neighbours, too.
const FEW: usize = 12;

/// All tables with their keys.
pub(crate) enum Overview {
    /// There are no tables.
    Empty,
    Drawn(Markup),
    /// There are this many, which is too many.
    Crowded(usize),
}

pub(crate) fn overview(page: &Page<'_>) -> Overview {
    let graph = graph::of_all(page);
    match graph.nodes.len() {
        0 => Overview::Empty,
        1..=MOST => Overview::Drawn(svg::render(&graph, &layout::lay_out(&graph), page.title)),
        count => Overview::Crowded(count),
    }
}

/// Each table of a large schema with those that it references and that reference it, in the order of the sections;
/// none where there is no such table.
pub(crate) fn neighbourhoods(page: &Page<'_>) -> Vec<Option<Markup>> {
    let graph = graph::of_all(page);
    let drawn = |section: &str| {
        let focus = graph.nodes.iter().position(|node| node.anchor == section)?;
        let part = graph.around(focus)?;
        let title = format!("{} and its neighbours", graph.nodes[focus].name);
        Some(svg::render(&part, &layout::lay_out(&part), &title))
    };
    match graph.nodes.len() > FEW {
        true => page.sections.iter().map(|section| drawn(&section.anchor)).collect(),
        false => page.sections.iter().map(|_| None).collect(),
    }
}
