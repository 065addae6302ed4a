//! `interval`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use bytes::{Buf, BufMut, BytesMut};

use super::clock::{parse_clock, write_clock};
use super::wire::{BoxError, binary_format};
use super::{ConvertError, ParseError};

/// A span of time as PostgreSQL's `interval` holds it: months, days and microseconds kept apart, since
/// neither a month nor a day has one length.
///
/// Two of them are equal here when all three parts are. PostgreSQL compares them as if a month had 30 days
/// and a day 24 hours, so that `1 day` and `24:00:00` are equal to it; hence there is no order here.
///
/// From PostgreSQL 17 on, an interval can be infinite. The server marks that by the extremes of all three
/// parts, which older servers take for a very long span.
///
/// ```
/// use pgdc::types::Interval;
///
/// let interval = Interval { months: 14, days: -3, microseconds: 1_500_000 };
/// assert_eq!(interval.to_string(), "1 year 2 mons -3 days +00:00:01.5");
/// assert_eq!("1 year 2 mons -3 days +00:00:01.5".parse(), Ok(interval));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Interval {
    /// Months; twelve of them make a year.
    pub months: i32,
    /// Days.
    pub days: i32,
    /// Microseconds, which hours, minutes and seconds are made of.
    pub microseconds: i64,
}

impl Interval {
    /// `infinity`, from PostgreSQL 17 on.
    pub const INFINITY: Interval =
        Interval { months: i32::MAX, days: i32::MAX, microseconds: i64::MAX };
    /// `-infinity`, from PostgreSQL 17 on.
    pub const NEG_INFINITY: Interval =
        Interval { months: i32::MIN, days: i32::MIN, microseconds: i64::MIN };

    /// Whether this is neither `infinity` nor `-infinity`.
    pub fn is_finite(self) -> bool {
        self != Interval::INFINITY && self != Interval::NEG_INFINITY
    }

    /// The microseconds, when there is nothing else. `target` is a type that counts seconds alone.
    pub(super) fn microseconds_alone(self, target: &str) -> Result<i64, ConvertError> {
        let lost = match self {
            Interval { months: 0, days: 0, microseconds } => return Ok(microseconds),
            Interval { months: 0, .. } => "days, which can be of 23 to 25 hours",
            _ if self.is_finite() => "months, which can be of 28 to 31 days",
            _ => return Err(ConvertError::new(format!("{self} is no {target}"))),
        };
        Err(ConvertError::new(format!("an interval with {lost}, is no {target}")))
    }
}

impl fmt::Display for Interval {
    /// As the server prints it with `IntervalStyle` at `postgres`, its default.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Interval::INFINITY => return f.write_str("infinity"),
            Interval::NEG_INFINITY => return f.write_str("-infinity"),
            _ => {}
        }
        let mut first = true;
        // A part after a negative one carries its sign, even when that is a plus.
        let mut after_negative = false;
        for (value, unit) in
            [(self.months / 12, "year"), (self.months % 12, "mon"), (self.days, "day")]
        {
            if value != 0 {
                let space = if first { "" } else { " " };
                let plus = if after_negative && value > 0 { "+" } else { "" };
                let plural = if value == 1 { "" } else { "s" };
                write!(f, "{space}{plus}{value} {unit}{plural}")?;
                (first, after_negative) = (false, value < 0);
            }
        }
        if !first && self.microseconds == 0 {
            return Ok(());
        }
        let sign = match self.microseconds {
            ..0 => "-",
            _ if after_negative => "+",
            _ => "",
        };
        write!(f, "{}{sign}", if first { "" } else { " " })?;
        write_clock(f, self.microseconds.unsigned_abs())
    }
}

impl FromStr for Interval {
    type Err = ParseError;

    /// Takes what the server prints with `IntervalStyle` at `postgres`.
    fn from_str(text: &str) -> Result<Interval, ParseError> {
        let interval = match text {
            "infinity" => Some(Interval::INFINITY),
            "-infinity" => Some(Interval::NEG_INFINITY),
            _ => parse(text),
        };
        interval.ok_or(ParseError::new("interval", "parts as in 1 year 2 mons 3 days 04:05:06.789"))
    }
}

fn parse(text: &str) -> Option<Interval> {
    let mut interval = Interval::default();
    let mut words = text.split(' ');
    while let Some(word) = words.next() {
        if word.contains(':') {
            interval.microseconds = parse_signed_clock(word)?;
            return words.next().is_none().then_some(interval);
        }
        let number: i32 = word.parse().ok()?;
        let (part, size) = match words.next()? {
            "year" | "years" => (&mut interval.months, 12),
            "mon" | "mons" => (&mut interval.months, 1),
            "day" | "days" => (&mut interval.days, 1),
            _ => return None,
        };
        *part = part.checked_add(number.checked_mul(size)?)?;
    }
    Some(interval)
}

fn parse_signed_clock(text: &str) -> Option<i64> {
    match text.strip_prefix('-') {
        Some(clock) => 0_i64.checked_sub_unsigned(parse_clock(clock)?),
        None => i64::try_from(parse_clock(text.strip_prefix('+').unwrap_or(text))?).ok(),
    }
}

impl TryFrom<Duration> for Interval {
    type Error = ConvertError;

    fn try_from(duration: Duration) -> Result<Interval, ConvertError> {
        if !duration.subsec_nanos().is_multiple_of(1000) {
            return Err(ConvertError::new("an interval holds nothing finer than microseconds"));
        }
        i64::try_from(duration.as_micros())
            .map(|microseconds| Interval { microseconds, ..Interval::default() })
            .map_err(|_| ConvertError::new("the Duration is out of range of interval"))
    }
}

impl TryFrom<Interval> for Duration {
    type Error = ConvertError;

    fn try_from(interval: Interval) -> Result<Duration, ConvertError> {
        u64::try_from(interval.microseconds_alone("Duration")?)
            .map(Duration::from_micros)
            .map_err(|_| ConvertError::new("a negative interval is no Duration"))
    }
}

/// "interval_send" and "interval_recv" in the server's sources.
impl Interval {
    fn decode(raw: &mut &[u8]) -> Result<Interval, BoxError> {
        let microseconds = raw.try_get_i64()?;
        let days = raw.try_get_i32()?;
        Ok(Interval { months: raw.try_get_i32()?, days, microseconds })
    }

    fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_i64(self.microseconds);
        out.put_i32(self.days);
        out.put_i32(self.months);
        Ok(())
    }
}

binary_format!(Interval: INTERVAL);

#[cfg(test)]
mod tests {
    use tokio_postgres::types::Type;

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    fn micros(microseconds: i64) -> Interval {
        Interval { microseconds, ..Interval::default() }
    }

    #[test]
    fn the_text_round_trips() {
        let ends = [i32::MIN, -13, -12, -1, 0, 1, 11, 12, i32::MAX];
        for months in ends {
            for days in ends {
                for microseconds in [i64::MIN, -1, 0, 1, 3_600_000_000, i64::MAX] {
                    let interval = Interval { months, days, microseconds };
                    assert_eq!(interval.to_string().parse(), Ok(interval));
                }
            }
        }
    }

    #[test]
    fn durations() {
        assert_eq!(Interval::try_from(Duration::from_micros(7)), Ok(micros(7)));
        assert_eq!(Duration::try_from(micros(7)), Ok(Duration::from_micros(7)));
        assert!(Interval::try_from(Duration::from_nanos(1)).is_err());
        assert!(Interval::try_from(Duration::MAX).is_err());
        let error = |interval: Interval| Duration::try_from(interval).unwrap_err().to_string();
        assert_eq!(error(micros(-1)), "a negative interval is no Duration");
        assert_eq!(error(Interval::INFINITY), "infinity is no Duration");
        assert_eq!(
            error(Interval { months: 1, ..micros(0) }),
            "an interval with months, which can be of 28 to 31 days, is no Duration"
        );
    }

    #[test]
    fn garbage_is_refused() {
        for text in [
            "",
            " ",
            "1",
            "1 day ",
            "1 fortnight",
            "2147483648 days",
            "178956971 years",
            "00:00:00 1 day",
            "1 day 1:00:00",
            "--00:00:01",
            "2562047788:00:54.775808",
        ] {
            assert!(text.parse::<Interval>().is_err(), "{text}");
        }
        assert_garbage_is_refused::<Interval>(&Type::INTERVAL, &[&[1; 15], &[1; 17]]);
    }
}
