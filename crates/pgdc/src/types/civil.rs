//! Arithmetic of the proleptic Gregorian calendar, which PostgreSQL's dates are in: the rules of today for
//! all times, with a year 0, which people call 1 BC.

use std::fmt;

/// From 1 March of year 0 to 2000-01-01. Years that begin in March have the leap day at their end.
const EPOCH: i64 = 730_425;
const DAYS_IN_400_YEARS: i64 = 146_097;
/// When the last of them is no leap year.
const DAYS_IN_100_YEARS: i64 = 36_524;
const DAYS_IN_4_YEARS: i64 = 1_461;

/// A date as year, month and day. Displays as `0044-03-15`, without [the era](Civil::era).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Civil {
    /// 0 is 1 BC, -1 is 2 BC.
    pub(crate) year: i64,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

impl Civil {
    /// None when there is no such day.
    pub(crate) fn new(year: i64, month: u8, day: u8) -> Option<Civil> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Civil { year, month, day })
    }

    /// Days since 2000-01-01.
    pub(crate) fn days(self) -> i64 {
        let years = self.year - i64::from(self.month <= 2);
        let leap_days = years.div_euclid(4) - years.div_euclid(100) + years.div_euclid(400);
        let month = (i64::from(self.month) + 9) % 12;
        years * 365 + leap_days + days_before_month(month) + i64::from(self.day) - 1 - EPOCH
    }

    /// The date that many days after 2000-01-01.
    pub(crate) fn from_days(days: i64) -> Civil {
        let days = days + EPOCH;
        let (cycle, day) = (days.div_euclid(DAYS_IN_400_YEARS), days.rem_euclid(DAYS_IN_400_YEARS));
        // The last century of a cycle, and the last of four years, are longer than the others by the leap
        // day at their end, which must not begin another one.
        let century = (day / DAYS_IN_100_YEARS).min(3);
        let day = day - century * DAYS_IN_100_YEARS;
        let (fours, day) = (day / DAYS_IN_4_YEARS, day % DAYS_IN_4_YEARS);
        let year_of_four = (day / 365).min(3);
        let year = cycle * 400 + century * 100 + fours * 4 + year_of_four;
        let day_of_year = day - year_of_four * 365;
        let month = (day_of_year * 5 + 2) / 153;
        let day = day_of_year - days_before_month(month) + 1;
        let (month, next_year) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        // A month is at most 12, a day at most 31.
        Civil { year: year + next_year, month: month as u8, day: day as u8 }
    }

    /// What the server puts at the end of a text with this date.
    pub(crate) fn era(self) -> &'static str {
        if self.year > 0 { "" } else { " BC" }
    }

    /// Reads `0044-03-15`.
    pub(crate) fn parse(text: &str, before_christ: bool) -> Option<Civil> {
        let mut parts = text.split('-');
        let year: i64 = number(parts.next()?, 4..=7)?;
        let month = number(parts.next()?, 2..=2)?;
        let day = number(parts.next()?, 2..=2)?;
        if year == 0 || parts.next().is_some() {
            return None;
        }
        Civil::new(if before_christ { 1 - year } else { year }, month, day)
    }
}

impl fmt::Display for Civil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = if self.year > 0 { self.year } else { 1 - self.year };
        write!(f, "{year:04}-{:02}-{:02}", self.month, self.day)
    }
}

/// Days from 1 March to the first of a month, which is counted from March as 0: 31, 30, 31, 30, 31 again
/// and again, 153 days in five months.
fn days_before_month(month: i64) -> i64 {
    (month * 153 + 2) / 5
}

/// Decimal digits alone, as many as said.
pub(crate) fn number<T: std::str::FromStr>(
    text: &str,
    length: std::ops::RangeInclusive<usize>,
) -> Option<T> {
    let digits = length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_twelve_centuries() {
        let mut date = Civil { year: -400, month: 1, day: 1 };
        for days in date.days().. {
            assert_eq!((Civil::from_days(days), date.days()), (date, days));
            date = match (date.month, date.day) {
                (12, 31) => Civil { year: date.year + 1, month: 1, day: 1 },
                _ => Civil::new(date.year, date.month, date.day + 1).unwrap_or(Civil {
                    month: date.month + 1,
                    day: 1,
                    ..date
                }),
            };
            if date.year > 800 {
                break;
            }
        }
    }

    #[test]
    fn known_days() {
        for (days, text, era) in [
            (0, "2000-01-01", ""),
            (-1, "1999-12-31", ""),
            (59, "2000-02-29", ""),
            (-730_485, "0001-01-01", " BC"),
            (-730_120, "0001-12-31", " BC"),
            (-730_119, "0001-01-01", ""),
            (-2_451_545, "4714-11-24", " BC"),
        ] {
            let date = Civil::from_days(days);
            assert_eq!((date.to_string().as_str(), date.era()), (text, era), "{days}");
            assert_eq!(Civil::parse(text, !era.is_empty()), Some(date));
        }
    }

    #[test]
    fn days_that_do_not_exist() {
        for (year, month, day) in
            [(2023, 2, 29), (1900, 2, 29), (2024, 0, 1), (2024, 13, 1), (2024, 4, 31), (2024, 1, 0)]
        {
            assert_eq!(Civil::new(year, month, day), None);
        }
        assert!(Civil::new(0, 2, 29).is_some() && Civil::new(-4, 2, 29).is_some());
    }
}
