//! Chance that a seed repeats, on every machine and with every version: that of `rand` may change with its versions.

/// SplitMix64 (Steele, Lea and Flood, 2014).
#[derive(Clone, Debug)]
pub(super) struct Rng(u64);

impl Rng {
    /// For one row: its numbers do not depend on which rows were made before.
    pub(super) fn new(seed: u64, table: &str, row: u64, attempt: u32) -> Self {
        // FNV-1a of the name.
        let name = table.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut rng = Rng(seed ^ name);
        let start = rng.next() ^ row.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ u64::from(attempt);
        Rng(start)
    }

    /// For one part of the row, whatever the others take.
    pub(super) fn branch(&self, part: u64) -> Self {
        let mut rng = Rng(self.0 ^ (part + 1).wrapping_mul(0xd6e8_feb8_6659_fd93));
        Rng(rng.next())
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is more than 0.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    pub(super) fn pick<'l, T: ?Sized>(&mut self, list: &[&'l T]) -> Option<&'l T> {
        let at = self.below(list.len() as u64);
        list.get(usize::try_from(at).ok()?).copied()
    }
}
