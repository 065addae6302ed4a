//! Numbers, dates and times: all that has an order and steps.

use super::Maker;
use crate::testing::check::Limits;
use crate::types::civil::Civil;

/// What numbers there are: of `unit` size, from `least` to `greatest`, in units.
pub(super) struct Numbers {
    /// How many of them are 1; of dates, a part of a day's seconds.
    pub(super) per_one: f64,
    pub(super) least: i128,
    pub(super) greatest: i128,
}

impl Numbers {
    /// With so many digits after the point.
    pub(super) fn with_scale(scale: u32, least: i128, greatest: i128) -> Self {
        Numbers { per_one: 10_f64.powi(scale.cast_signed()), least, greatest }
    }

    /// The one within the limits that `wish` is, or is near to.
    pub(super) fn within(&self, limits: &Limits, wish: i128, n: u64, unique: bool) -> i128 {
        let mut least = self.least;
        if let Some((min, beyond)) = limits.min {
            let min = min * self.per_one;
            let is_on = min.fract() == 0.0;
            least = least.max(min.ceil() as i128 + i128::from(beyond && is_on));
        }
        let mut greatest = self.greatest;
        if let Some((max, beyond)) = limits.max {
            let max = max * self.per_one;
            let is_on = max.fract() == 0.0;
            greatest = greatest.min(max.floor() as i128 - i128::from(beyond && is_on));
        }
        let span = (greatest - least + 1).max(1);
        if wish < least {
            let step = if unique { i128::from(n) } else { 0 };
            return least + step.rem_euclid(span);
        }
        if wish > greatest {
            return least + (wish - least).rem_euclid(span);
        }
        wish
    }
}

/// Between which numbers a column of that name usually is.
fn usual(name: &str) -> (i128, i128) {
    let name = name.to_lowercase();
    let known: [(&[&str], (i128, i128)); 10] = [
        (&["price", "cost", "amount", "total", "fee", "salary", "rate"], (5, 200)),
        (&["quantity", "qty", "count"], (1, 20)),
        (&["year"], (2000, 2025)),
        (&["month"], (1, 12)),
        (&["day"], (1, 28)),
        (&["hour"], (0, 23)),
        (&["percent", "pct", "discount"], (0, 30)),
        (&["rating", "score", "stars", "priority"], (1, 5)),
        (&["lat", "lon", "lng"], (1, 80)),
        (&["age"], (18, 80)),
    ];
    let is_part = |part: &str| name.split(|c: char| !c.is_alphanumeric()).any(|word| word == part);
    let found = known.iter().find(|(parts, _)| parts.iter().any(|part| is_part(part)));
    found.map_or((1, 100), |(_, range)| *range)
}

impl Maker<'_> {
    /// A number with so many digits after the point, between these, in units of the last digit.
    pub(super) fn number(
        &mut self,
        scale: u32,
        least: i128,
        greatest: i128,
        limits: &Limits,
    ) -> String {
        let one = 10_i128.pow(scale);
        let wish = if self.unique {
            i128::from(self.n) * one
        } else {
            let (from, to) = usual(self.name);
            let whole = from + i128::from(self.rng.below((to - from + 1) as u64));
            let part = if scale > 0 { i128::from(self.rng.below(100)) * one / 100 } else { 0 };
            whole * one + part
        };
        let numbers = Numbers::with_scale(scale, least, greatest);
        fixed(numbers.within(limits, wish, self.n, self.unique), scale)
    }

    /// A day since 1970.
    pub(super) fn date(&mut self, limits: &Limits) -> String {
        let numbers = Numbers { per_one: 1.0 / 86_400.0, least: -719_000, greatest: 2_932_896 };
        let wish = i128::from(self.start() + self.days());
        day(numbers.within(limits, wish, self.n, self.unique))
    }

    /// A second since 1970.
    pub(super) fn timestamp(&mut self, limits: &Limits) -> String {
        let numbers = Numbers { per_one: 1.0, least: -62_000_000_000, greatest: 253_402_300_799 };
        let seconds = 28_800 + self.rng.below(36_000);
        let wish = i128::from((self.start() + self.days()) * 86_400 + seconds);
        let second = numbers.within(limits, wish, self.n, self.unique);
        format!("{} {}", day(second.div_euclid(86_400)), clock(second.rem_euclid(86_400)))
    }

    /// A time of day.
    pub(super) fn time(&mut self) -> String {
        let second = if self.unique { self.n * 60 } else { 28_800 + self.rng.below(36_000) };
        clock(i128::from(second % 86_400))
    }

    fn days(&mut self) -> u64 {
        if self.unique { self.n } else { self.rng.below(365) }
    }

    /// The first day of 2024, or, for days of birth, of 1980.
    fn start(&self) -> u64 {
        if self.name.to_lowercase().contains("birth") { 3_652 } else { 19_723 }
    }
}

/// `1234` with two digits after the point is `12.34`.
fn fixed(number: i128, scale: u32) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let (number, one) = (number.unsigned_abs(), 10_u128.pow(scale));
    match scale {
        0 => format!("{sign}{number}"),
        _ => {
            let width = scale as usize;
            format!("{sign}{}.{:0width$}", number / one, number % one)
        }
    }
}

/// The date that many days after 1970-01-01.
fn day(days: i128) -> String {
    let date = Civil::from_days(i64::try_from(days).unwrap_or(0) - 10_957);
    format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)
}

fn clock(second: i128) -> String {
    format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
}
