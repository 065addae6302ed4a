//! In which column a table stands.

use std::collections::BTreeSet;

/// Lines from a table to one that stands right of it, without those that would close a circle: these are turned.
/// What belongs to a line is `true` where it was turned.
pub(super) fn without_circles(count: usize, lines: &[(usize, usize)]) -> Vec<bool> {
    let mut right = vec![Vec::new(); count];
    for (line, &(from, to)) in lines.iter().enumerate() {
        right[from].push((line, to));
    }
    let mut turned = vec![false; lines.len()];
    let mut seen = vec![false; count];
    let mut on_road = vec![false; count];
    // Those that nothing is left of come first, so that lines of a circle are turned where it is entered last.
    let has_left: BTreeSet<usize> = lines.iter().map(|&(_, to)| to).collect();
    let (inner, outer): (Vec<_>, Vec<_>) = (0..count).partition(|node| has_left.contains(node));
    for start in outer.into_iter().chain(inner) {
        if seen[start] {
            continue;
        }
        let mut road = vec![(start, 0)];
        (seen[start], on_road[start]) = (true, true);
        while let Some((node, next)) = road.pop() {
            let Some(&(line, to)) = right[node].get(next) else {
                on_road[node] = false;
                continue;
            };
            road.push((node, next + 1));
            if on_road[to] {
                turned[line] = true;
            } else if !seen[to] {
                (seen[to], on_road[to]) = (true, true);
                road.push((to, 0));
            }
        }
    }
    turned
}

/// The layer of each table: right of all that its lines come from, and no layer higher than `most`, but for one
/// table that alone is. `lines` have no circles.
pub(super) fn assign(lines: &[(usize, usize)], heights: &[i64], most: i64) -> Vec<usize> {
    let count = heights.len();
    let (mut left, mut right) = (vec![Vec::new(); count], vec![Vec::new(); count]);
    for &(from, to) in lines {
        right[from].push(to);
        left[to].push(from);
    }
    let order = from_left(&left, &right);
    let mut layers = vec![0; count];
    let mut filled = Filled { heights: Vec::new(), most };
    for &node in &order {
        let lowest = left[node].iter().map(|&other| layers[other] + 1).max().unwrap_or(0);
        let layer = (lowest..).find(|&layer| filled.has_room(layer, heights[node]));
        layers[node] = layer.unwrap_or(lowest);
        filled.add(layers[node], heights[node]);
    }
    // Nearer to what stands right of them, those that have more there.
    for &node in order.iter().rev() {
        let Some(nearest) = right[node].iter().map(|&other| layers[other]).min() else { continue };
        if right[node].len() > left[node].len() {
            let rooms = (layers[node] + 1..nearest).rev();
            let room = rooms.into_iter().find(|&layer| filled.has_room(layer, heights[node]));
            if let Some(layer) = room {
                filled.add(layers[node], -heights[node]);
                filled.add(layer, heights[node]);
                layers[node] = layer;
            }
        }
    }
    without_gaps(&layers)
}

struct Filled {
    heights: Vec<i64>,
    most: i64,
}

impl Filled {
    fn has_room(&self, layer: usize, height: i64) -> bool {
        let used = self.heights.get(layer).copied().unwrap_or(0);
        used == 0 || used + height <= self.most
    }

    fn add(&mut self, layer: usize, height: i64) {
        if self.heights.len() <= layer {
            self.heights.resize(layer + 1, 0);
        }
        self.heights[layer] += height;
    }
}

/// Each after all that stand left of it; of those, the first that was listed.
fn from_left(left: &[Vec<usize>], right: &[Vec<usize>]) -> Vec<usize> {
    let mut missing: Vec<usize> = left.iter().map(Vec::len).collect();
    let mut ready: BTreeSet<usize> = (0..left.len()).filter(|&node| missing[node] == 0).collect();
    let mut order = Vec::with_capacity(left.len());
    while let Some(node) = ready.pop_first() {
        order.push(node);
        for &other in &right[node] {
            missing[other] -= 1;
            if missing[other] == 0 {
                ready.insert(other);
            }
        }
    }
    order
}

fn without_gaps(layers: &[usize]) -> Vec<usize> {
    let used: BTreeSet<usize> = layers.iter().copied().collect();
    layers.iter().map(|layer| used.range(..layer).count()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_cut_once() {
        let lines = [(0, 1), (1, 2), (2, 0), (0, 2)];
        let turned = without_circles(3, &lines);
        assert_eq!(turned.iter().filter(|turned| **turned).count(), 1);
    }

    #[test]
    fn lines_lead_to_the_right_and_layers_are_not_too_high() {
        let lines = [(0, 1), (0, 2), (0, 3), (3, 4)];
        let layers = assign(&lines, &[10; 5], 20);
        for (from, to) in lines {
            assert!(layers[from] < layers[to], "{layers:?}");
        }
        for layer in 0..5 {
            assert!(layers.iter().filter(|found| **found == layer).count() <= 2, "{layers:?}");
        }
    }
}
