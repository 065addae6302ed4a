//! How long to wait before the next attempt to connect.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(50);

/// Exponential up to `longest`, with jitter, so that those who lost the same server do not come back at once.
/// Attempts are counted from 1; `random` is less than 1.
pub(super) fn pause(attempt: u32, longest: Duration, random: f64) -> Duration {
    let doubled = FIRST.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
    doubled.min(longest).mul_f64(0.5 + random / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_the_longest() {
        let longest = Duration::from_secs(10);
        let shortest = |attempt| pause(attempt, longest, 0.0).as_millis();
        assert_eq!([1, 2, 3, 8, 9, u32::MAX].map(shortest), [25, 50, 100, 3200, 5000, 5000]);
        assert!(pause(1, longest, 0.999) > Duration::from_millis(49));
        assert!(pause(u32::MAX, Duration::MAX, 0.999) > Duration::from_secs(86_400));
    }
}
