//! From a graph to places.

use std::collections::BTreeMap;

use super::graph::Graph;
use super::order::{Slot, order};
use super::pack::{SHAPE, pack};
use super::{layers, place};

/// Between the boxes of neighbouring layers, for lines.
const BETWEEN: i64 = 70;
/// Around everything.
const MARGIN: i64 = 14;
/// Above and below each box.
const AROUND: i64 = 11;
/// Room for a line that passes a layer.
const PASSING: f64 = 10.0;

#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) width: i64,
    pub(crate) height: i64,
    /// For each node.
    pub(crate) boxes: Vec<Rect>,
    /// For each edge.
    pub(crate) lines: Vec<Line>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rect {
    pub(crate) x: i64,
    pub(crate) y: i64,
    pub(crate) width: i64,
    pub(crate) height: i64,
}

/// From left to right through these points, which come in pairs: from the end of one pair to the begin of the next it
/// bends, within a pair it is straight.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) points: Vec<(i64, i64)>,
    /// Whether the left end is the one that references.
    pub(crate) is_turned: bool,
    /// Whether both ends are at one box, on its right side.
    pub(crate) is_loop: bool,
}

/// The same graph gives the same places.
pub(crate) fn lay_out(graph: &Graph) -> Layout {
    let groups = groups(graph);
    let parts: Vec<Part> = groups.iter().map(|group| part(graph, group)).collect();
    let sizes: Vec<(i64, i64)> = parts.iter().map(|part| (part.width, part.height)).collect();
    let places = pack(&sizes);
    let mut layout = Layout {
        boxes: vec![Rect::default(); graph.nodes.len()],
        lines: vec![Line::default(); graph.edges.len()],
        ..Layout::default()
    };
    for (part, (x, y)) in parts.into_iter().zip(places) {
        let (x, y) = (x + MARGIN, y + MARGIN);
        layout.width = layout.width.max(x + part.width + MARGIN);
        layout.height = layout.height.max(y + part.height + MARGIN);
        for (node, rect) in part.boxes {
            layout.boxes[node] = Rect { x: rect.x + x, y: rect.y + y, ..rect };
        }
        for (edge, mut line) in part.lines {
            line.points.iter_mut().for_each(|point| *point = (point.0 + x, point.1 + y));
            layout.lines[edge] = line;
        }
    }
    layout
}

/// The nodes that edges join, directly or by way of others.
fn groups(graph: &Graph) -> Vec<Vec<usize>> {
    let mut group_of: Vec<usize> = (0..graph.nodes.len()).collect();
    for edge in &graph.edges {
        let (kept, gone) = (group_of[edge.from], group_of[edge.to]);
        group_of.iter_mut().filter(|group| **group == gone).for_each(|group| *group = kept);
    }
    let mut groups = vec![Vec::new(); graph.nodes.len()];
    group_of.iter().enumerate().for_each(|(node, &group)| groups[group].push(node));
    groups.retain(|group| !group.is_empty());
    groups
}

struct Part {
    width: i64,
    height: i64,
    boxes: Vec<(usize, Rect)>,
    lines: Vec<(usize, Line)>,
}

/// What is known of an edge while its group is laid out.
struct Road {
    edge: usize,
    is_turned: bool,
    /// From its left box to its right one, those that it passes between them.
    slots: Vec<usize>,
}

fn part(graph: &Graph, group: &[usize]) -> Part {
    let own = |node: usize| group.binary_search(&node).ok();
    // What is referenced stands left.
    let ends = graph.edges.iter().enumerate();
    let ends: Vec<(usize, (usize, usize))> =
        ends.filter_map(|(at, edge)| Some((at, (own(edge.to)?, own(edge.from)?)))).collect();
    let (loops, ends): (Vec<_>, Vec<_>) = ends.into_iter().partition(|(_, (a, b))| a == b);
    let lines: Vec<(usize, usize)> = ends.iter().map(|(_, line)| *line).collect();
    let turned = layers::without_circles(group.len(), &lines);
    let turn = |((a, b), turned): ((usize, usize), &bool)| if *turned { (b, a) } else { (a, b) };
    let lines: Vec<(usize, usize)> = lines.into_iter().zip(&turned).map(turn).collect();

    let rects = group.iter().map(|&node| &graph.nodes[node]);
    let sizes: Vec<(i64, i64)> = rects.map(|node| (node.width(), node.height())).collect();
    let layer_of = layers::assign(&lines, &with_gaps(&sizes), highest(&sizes));

    let mut slots: Vec<Slot> =
        layer_of.iter().map(|&layer| Slot { layer, ..Slot::default() }).collect();
    let mut roads = Roads::default();
    let roads: Vec<Road> = ends
        .iter()
        .zip(&turned)
        .zip(&lines)
        .map(|((&(edge, _), &is_turned), &line)| {
            let port = left_port(graph, edge, is_turned);
            Road { edge, is_turned, slots: roads.add(&mut slots, line, port) }
        })
        .collect();
    let order = order(&slots);
    let room = |slot: usize| sizes.get(slot).map_or(PASSING, |size| (size.1 + 2 * AROUND) as f64);
    let heights: Vec<f64> = (0..slots.len()).map(room).collect();
    let tops = place::place(&slots, &order, &heights);

    // All boxes of a layer are as wide as its widest.
    let mut widths = vec![0; order.len()];
    for (node, (width, _)) in sizes.iter().enumerate() {
        widths[layer_of[node]] = widths[layer_of[node]].max(*width);
    }
    let lefts: Vec<i64> = widths
        .iter()
        .scan(0, |x, width| Some(std::mem::replace(x, *x + width + BETWEEN)))
        .collect();
    let rect = |slot: usize| {
        // A line is in the middle of its room.
        let (above, height) = match sizes.get(slot) {
            Some(&(_, height)) => (AROUND, height),
            None => ((PASSING / 2.0) as i64, 0),
        };
        let layer = slots[slot].layer;
        let y = tops[slot].round() as i64 + above;
        Rect { x: lefts[layer], y, width: widths[layer], height }
    };

    let mut drawn: Vec<(usize, Line)> =
        roads.iter().map(|road| (road.edge, line(graph, road, &rect))).collect();
    drawn.extend(loops.iter().map(|&(edge, (node, _))| (edge, loop_line(graph, edge, rect(node)))));
    let room_for_loops = if loops.is_empty() { 0 } else { LOOP };
    Part {
        width: lefts.iter().zip(&widths).map(|(x, width)| x + width).max().unwrap_or(0)
            + room_for_loops,
        height: (0..slots.len()).map(|slot| rect(slot).y + rect(slot).height).max().unwrap_or(0)
            + AROUND,
        boxes: group.iter().enumerate().map(|(slot, &node)| (node, rect(slot))).collect(),
        lines: drawn,
    }
}

/// How far a line from a box to itself reaches out.
pub(crate) const LOOP: i64 = 26;

fn with_gaps(sizes: &[(i64, i64)]) -> Vec<i64> {
    sizes.iter().map(|(_, height)| height + 2 * AROUND).collect()
}

/// How high layers may be for the whole to have about the shape wished for.
fn highest(sizes: &[(i64, i64)]) -> i64 {
    let whole: i64 = with_gaps(sizes).iter().sum();
    let width =
        sizes.iter().map(|(width, _)| width + BETWEEN).sum::<i64>() / sizes.len().max(1) as i64;
    let columns = (SHAPE * whole as f64 / width as f64).sqrt().max(1.0);
    (whole as f64 / columns * 1.15) as i64
}

/// The slots that lines pass on their way. Those that begin at one point share theirs, so that a table that all others
/// reference has one line on the way to them, with branches.
#[derive(Default)]
struct Roads(BTreeMap<(usize, i64, usize), usize>);

impl Roads {
    /// Puts a slot into each layer that a line passes, and joins them.
    fn add(
        &mut self,
        slots: &mut Vec<Slot>,
        (left, right): (usize, usize),
        port: i64,
    ) -> Vec<usize> {
        let passed = slots[left].layer + 1..slots[right].layer;
        let mut road = vec![left];
        for layer in passed {
            road.push(*self.0.entry((left, port, layer)).or_insert_with(|| {
                slots.push(Slot { layer, passes: true, ..Slot::default() });
                slots.len() - 1
            }));
        }
        road.push(right);
        for pair in road.windows(2) {
            if !slots[pair[0]].right.contains(&pair[1]) {
                slots[pair[0]].right.push(pair[1]);
                slots[pair[1]].left.push(pair[0]);
            }
        }
        road
    }
}

/// Where a line begins at its left box, below the upper edge.
fn left_port(graph: &Graph, edge: usize, is_turned: bool) -> i64 {
    let edge = &graph.edges[edge];
    match is_turned {
        true => graph.nodes[edge.from].port(edge.from_row),
        false => graph.nodes[edge.to].port(edge.to_row),
    }
}

fn line(graph: &Graph, road: &Road, rect: &impl Fn(usize) -> Rect) -> Line {
    let edge = &graph.edges[road.edge];
    let from = graph.nodes[edge.from].port(edge.from_row);
    let to = graph.nodes[edge.to].port(edge.to_row);
    let (left, right) = if road.is_turned { (from, to) } else { (to, from) };
    let last = road.slots.len() - 1;
    let points = road.slots.iter().enumerate().flat_map(|(at, &slot)| {
        let rect = rect(slot);
        let (begin, end) = (rect.x, rect.x + rect.width);
        match at {
            0 => vec![(end, rect.y + left)],
            _ if at == last => vec![(begin, rect.y + right)],
            _ => vec![(begin, rect.y), (end, rect.y)],
        }
    });
    Line { points: points.collect(), is_turned: road.is_turned, is_loop: false }
}

fn loop_line(graph: &Graph, edge: usize, rect: Rect) -> Line {
    let edge = &graph.edges[edge];
    let node = &graph.nodes[edge.from];
    let port = |row| (rect.x + rect.width, rect.y + node.port(row));
    let (mut to, from) = (port(edge.to_row), port(edge.from_row));
    // Both at one row would be no loop.
    if to == from {
        to = port(None);
    }
    Line { points: vec![to, from], is_turned: false, is_loop: true }
}
