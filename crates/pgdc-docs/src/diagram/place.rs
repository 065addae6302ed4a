//! How high up each slot of a layer stands: near to its neighbours, in its order, without overlapping another.

use super::order::Slot;

const SWEEPS: usize = 12;

/// The upper edge of each slot; the uppermost is at 0.
pub(super) fn place(slots: &[Slot], layers: &[Vec<usize>], heights: &[f64]) -> Vec<f64> {
    let mut tops = stacked(layers, heights);
    for sweep in 0..SWEEPS {
        let to_the_right = sweep % 2 == 0;
        for step in 0..layers.len() {
            let at = if to_the_right { step } else { layers.len() - 1 - step };
            // The last sweeps look at both sides.
            let of = |slot: usize| match (sweep + 2 >= SWEEPS, to_the_right) {
                (true, _) => [slots[slot].left.as_slice(), &slots[slot].right].concat(),
                (false, true) => slots[slot].left.clone(),
                (false, false) => slots[slot].right.clone(),
            };
            let middle = |slot: usize| tops[slot] + heights[slot] / 2.0;
            let wished = layers[at].iter().map(|&slot| {
                let others = of(slot);
                let sum: f64 = others.iter().map(|&other| middle(other)).sum();
                let wished =
                    if others.is_empty() { middle(slot) } else { sum / others.len() as f64 };
                wished - heights[slot] / 2.0
            });
            let wished: Vec<f64> = wished.collect();
            let placed = apart(&wished, &layers[at], heights);
            layers[at].iter().zip(placed).for_each(|(&slot, top)| tops[slot] = top);
        }
    }
    let uppermost = tops.iter().copied().fold(f64::INFINITY, f64::min);
    tops.iter().map(|top| top - uppermost).collect()
}

/// One below the other, the middles of all layers at one height.
fn stacked(layers: &[Vec<usize>], heights: &[f64]) -> Vec<f64> {
    let mut tops = vec![0.0; heights.len()];
    for layer in layers {
        let whole: f64 = layer.iter().map(|&slot| heights[slot]).sum();
        let mut top = -whole / 2.0;
        for &slot in layer {
            tops[slot] = top;
            top += heights[slot];
        }
    }
    tops
}

/// The tops nearest to those wished for, by least squares, that keep the order. Taken relative to a
/// stack without wishes they must only not decrease, which is solved by joining neighbours that would.
fn apart(wished: &[f64], layer: &[usize], heights: &[f64]) -> Vec<f64> {
    let mut stack = 0.0;
    let mut stacked = Vec::with_capacity(layer.len());
    // Each block: the sum of what its members wish, and their number.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for (&wish, &slot) in wished.iter().zip(layer) {
        stacked.push(stack);
        let mut block = (wish - stack, 1);
        while let Some(&(sum, count)) = blocks.last() {
            if sum / count as f64 <= block.0 / block.1 as f64 {
                break;
            }
            blocks.pop();
            block = (sum + block.0, count + block.1);
        }
        blocks.push(block);
        stack += heights[slot];
    }
    let shifts =
        blocks.iter().flat_map(|&(sum, count)| std::iter::repeat_n(sum / count as f64, count));
    shifts.zip(stacked).map(|(shift, top)| shift + top).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_met_as_far_as_nothing_overlaps() {
        assert_eq!(apart(&[0.0, 100.0], &[0, 1], &[10.0, 10.0]), [0.0, 100.0]);
        let both = apart(&[50.0, 50.0], &[0, 1], &[10.0, 10.0]);
        assert_eq!(both, [45.0, 55.0]);
    }
}
