//! Pools under load while servers, connections and networks fail.
//!
//! What must hold: no call takes longer than its limits add up to, no read is wrong, no write that was reported
//! committed is missing, none that was reported undone is there, none is there twice, and afterwards the pool works
//! again by itself.

mod answers;
mod dropped;
mod exhausted;
pub(crate) mod load;
mod proxy;
mod restarts;
mod streams;
mod terminated;

/// The seed of this run: of the environment, or a new one. The same seed draws the same, but tasks meet the draws in
/// another order each time, so that a run is not repeated exactly.
pub(crate) fn seed(test: &str) -> u64 {
    let given = std::env::var("PGDC_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| fastrand::u64(..));
    println!("{test}: PGDC_TEST_SEED={seed}");
    seed
}
