//! Rectangles beside and below each other.

/// Of the whole: its width over its height.
pub(super) const SHAPE: f64 = 1.6;
const GAP: i64 = 36;

/// Where each rectangle of this width and height goes, in rows, the highest ones first.
pub(super) fn pack(sizes: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let area: i64 = sizes.iter().map(|(width, height)| (width + GAP) * (height + GAP)).sum();
    let widest = sizes.iter().map(|(width, _)| *width).max().unwrap_or_default();
    let width = widest.max((area as f64 * SHAPE).sqrt() as i64);
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(sizes[at].1));
    let mut places = vec![(0, 0); sizes.len()];
    let (mut x, mut y, mut row) = (0, 0, 0);
    for at in order {
        if x > 0 && x + sizes[at].0 > width {
            (x, y, row) = (0, y + row + GAP, 0);
        }
        places[at] = (x, y);
        x += sizes[at].0 + GAP;
        row = row.max(sizes[at].1);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rectangles_do_not_overlap() {
        let sizes = [(100, 50), (300, 200), (20, 20), (80, 50), (80, 50)];
        let places = pack(&sizes);
        for a in 0..sizes.len() {
            for b in 0..a {
                let beside = places[a].0 + sizes[a].0 <= places[b].0
                    || places[b].0 + sizes[b].0 <= places[a].0;
                let below = places[a].1 + sizes[a].1 <= places[b].1
                    || places[b].1 + sizes[b].1 <= places[a].1;
                assert!(beside || below, "{places:?}");
            }
        }
    }
}
