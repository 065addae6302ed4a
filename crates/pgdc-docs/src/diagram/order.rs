//! In which order tables stand above each other, so that few lines cross.

/// How often the order is tried to be improved; the best one is kept.
const SWEEPS: usize = 16;

/// What stands in a layer: a table, or a line on its way to a layer further right.
#[derive(Clone, Debug, Default)]
pub(super) struct Slot {
    pub(super) layer: usize,
    /// Whether it is a line.
    pub(super) passes: bool,
    /// In the layer before.
    pub(super) left: Vec<usize>,
    /// In the layer after.
    pub(super) right: Vec<usize>,
}

/// The slots of each layer from top to bottom.
pub(super) fn order(slots: &[Slot]) -> Vec<Vec<usize>> {
    let count = slots.iter().map(|slot| slot.layer + 1).max().unwrap_or(0);
    let mut layers: Vec<Vec<usize>> = (0..count).map(|layer| at_first(slots, layer)).collect();
    let (mut best, mut fewest) = (layers.clone(), crossings(slots, &layers));
    for sweep in 0..SWEEPS {
        let to_the_right = sweep % 2 == 0;
        let mut places = places(slots.len(), &layers);
        for step in 0..count {
            let layer = if to_the_right { step } else { count - 1 - step };
            let neighbours =
                |slot: usize| if to_the_right { &slots[slot].left } else { &slots[slot].right };
            let mut weighed: Vec<(f64, usize)> = layers[layer]
                .iter()
                .map(|&slot| (mean(neighbours(slot), &places).unwrap_or(places[slot]), slot))
                .collect();
            weighed.sort_by(|(a, _), (b, _)| a.total_cmp(b));
            layers[layer] = weighed.into_iter().map(|(_, slot)| slot).collect();
            set_places(&mut places, &layers[layer]);
        }
        let found = crossings(slots, &layers);
        if found < fewest {
            (best, fewest) = (layers.clone(), found);
        }
    }
    best
}

/// Tables as they are listed, and lines through their midst, where branches are shortest.
fn at_first(slots: &[Slot], layer: usize) -> Vec<usize> {
    let of_layer = (0..slots.len()).filter(|&slot| slots[slot].layer == layer);
    let (lines, mut tables): (Vec<_>, Vec<_>) = of_layer.partition(|&slot| slots[slot].passes);
    let midst = tables.len() / 2;
    tables.splice(midst..midst, lines);
    tables
}

fn mean(neighbours: &[usize], places: &[f64]) -> Option<f64> {
    let sum: f64 = neighbours.iter().map(|&slot| places[slot]).sum();
    (!neighbours.is_empty()).then(|| sum / neighbours.len() as f64)
}

/// Where each slot stands in its layer, from 0 to 1.
fn places(count: usize, layers: &[Vec<usize>]) -> Vec<f64> {
    let mut places = vec![0.0; count];
    layers.iter().for_each(|layer| set_places(&mut places, layer));
    places
}

fn set_places(places: &mut [f64], layer: &[usize]) {
    for (place, &slot) in layer.iter().enumerate() {
        places[slot] = (place as f64 + 0.5) / layer.len() as f64;
    }
}

/// How many lines cross between neighbouring layers.
fn crossings(slots: &[Slot], layers: &[Vec<usize>]) -> usize {
    let mut ranks = vec![0; slots.len()];
    for layer in layers {
        layer.iter().enumerate().for_each(|(rank, &slot)| ranks[slot] = rank);
    }
    let mut crossed = 0;
    for layer in layers {
        // Lines from top to bottom by where they begin: those that end above an earlier one's end cross it.
        let mut ends = Vec::new();
        for &slot in layer {
            let mut own: Vec<usize> = slots[slot].right.iter().map(|&right| ranks[right]).collect();
            own.sort_unstable();
            crossed += own
                .iter()
                .map(|end| ends.iter().filter(|other| *other > end).count())
                .sum::<usize>();
            ends.extend(own);
        }
    }
    crossed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_need_not_cross_do_not() {
        // 0 → 3, 1 → 2: the right layer is turned round.
        let slot = |layer, left: &[usize], right: &[usize]| Slot {
            layer,
            passes: false,
            left: left.to_vec(),
            right: right.to_vec(),
        };
        let slots =
            [slot(0, &[], &[3]), slot(0, &[], &[2]), slot(1, &[1], &[]), slot(1, &[0], &[])];
        assert_eq!(crossings(&slots, &[vec![0, 1], vec![2, 3]]), 1);
        assert_eq!(crossings(&slots, &order(&slots)), 0);
    }
}
