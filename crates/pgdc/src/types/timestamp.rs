//! `timestamp`, whole.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use super::civil::Civil;
use super::clock::{DAY, parse_clock, write_clock, write_offset};
use super::wire::{BoxError, binary_format};
use super::{ParseError, PgDate, TimeOfDay};

/// A date and time without a time zone, as PostgreSQL's `timestamp` holds it: microseconds from
/// 4714-11-24 BC to the end of the year 294276, and `infinity` and `-infinity`. The usual Rust types end
/// at the year 9999 and have no infinity.
///
/// ```
/// use pgdc::types::{PgDate, PgTimestamp, TimeOfDay};
///
/// let date = PgDate::from_ymd(2024, 2, 29).unwrap();
/// let time = TimeOfDay::from_hms_micro(4, 5, 6, 789_000).unwrap();
/// let timestamp = PgTimestamp::new(date, time).unwrap();
/// assert_eq!(timestamp.to_string(), "2024-02-29 04:05:06.789");
/// assert_eq!("-infinity".parse(), Ok(PgTimestamp::NEG_INFINITY));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct PgTimestamp(i64);

impl PgTimestamp {
    /// Later than every other timestamp.
    pub const INFINITY: PgTimestamp = PgTimestamp(i64::MAX);
    /// Earlier than every other timestamp.
    pub const NEG_INFINITY: PgTimestamp = PgTimestamp(i64::MIN);
    /// The first: 4714-11-24 00:00:00 BC.
    pub const MIN: PgTimestamp = PgTimestamp(-211_813_488_000_000_000);
    /// The last: 294276-12-31 23:59:59.999999.
    pub const MAX: PgTimestamp = PgTimestamp(9_223_371_331_199_999_999);

    /// A time on a date; 24:00:00 is 00:00:00 of the next day. None for an infinite date, and when
    /// PostgreSQL cannot hold it.
    pub fn new(date: PgDate, time: TimeOfDay) -> Option<PgTimestamp> {
        let midnight = i64::from(date.days()?).checked_mul(DAY)?;
        PgTimestamp::from_micros(midnight.checked_add_unsigned(time.micros())?)
    }

    /// The moment that many microseconds after 2000-01-01 00:00:00. None when PostgreSQL cannot hold it.
    pub fn from_micros(micros: i64) -> Option<PgTimestamp> {
        Some(PgTimestamp(micros)).filter(|at| (PgTimestamp::MIN..=PgTimestamp::MAX).contains(at))
    }

    /// Microseconds since 2000-01-01 00:00:00. None for the infinities.
    pub fn micros(self) -> Option<i64> {
        self.is_finite().then_some(self.0)
    }

    /// The date and the time on it. None for the infinities.
    pub fn date_and_time(self) -> Option<(PgDate, TimeOfDay)> {
        let micros = self.micros()?;
        let days = i32::try_from(micros.div_euclid(DAY)).ok()?;
        let time = TimeOfDay::from_micros(micros.rem_euclid(DAY).unsigned_abs())?;
        Some((PgDate::from_days(days)?, time))
    }

    /// Whether this is neither `infinity` nor `-infinity`.
    pub fn is_finite(self) -> bool {
        self != PgTimestamp::INFINITY && self != PgTimestamp::NEG_INFINITY
    }

    /// Writes the text, with `offset` where the server puts it: before the era.
    pub(super) fn write(self, f: &mut fmt::Formatter<'_>, offset: Option<i32>) -> fmt::Result {
        let Some(micros) = self.micros() else {
            return f.write_str(if self.0 > 0 { "infinity" } else { "-infinity" });
        };
        let date = Civil::from_days(micros.div_euclid(DAY));
        write!(f, "{date} ")?;
        write_clock(f, micros.rem_euclid(DAY).unsigned_abs())?;
        if let Some(offset) = offset {
            write_offset(f, offset)?;
        }
        f.write_str(date.era())
    }

    /// Reads the text, of whose part after the date `clock` makes microseconds and an offset.
    pub(super) fn parse(
        text: &str,
        clock: impl Fn(&str) -> Option<(u64, i32)>,
    ) -> Option<PgTimestamp> {
        match text {
            "infinity" => return Some(PgTimestamp::INFINITY),
            "-infinity" => return Some(PgTimestamp::NEG_INFINITY),
            _ => {}
        }
        let (text, era) = text.strip_suffix(" BC").map_or((text, false), |text| (text, true));
        let (date, rest) = text.split_once(' ')?;
        let (micros, offset) = clock(rest)?;
        let time = TimeOfDay::from_micros(micros)?;
        // Local times just outside the range can be UTC times within it.
        let local = i128::from(Civil::parse(date, era)?.days()) * i128::from(DAY)
            + i128::from(time.micros());
        let utc = local - i128::from(offset) * 1_000_000;
        PgTimestamp::from_micros(i64::try_from(utc).ok()?)
    }
}

impl fmt::Display for PgTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, None)
    }
}

impl FromStr for PgTimestamp {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<PgTimestamp, ParseError> {
        PgTimestamp::parse(text, |clock| Some((parse_clock(clock)?, 0))).ok_or(ParseError::new(
            "timestamp",
            "a date and time, as in 2024-02-29 04:05:06.789, or infinity",
        ))
    }
}

/// "timestamp_send" and "timestamp_recv" in the server's sources: microseconds since
/// 2000-01-01 00:00:00, the infinities at the ends of the integers.
impl PgTimestamp {
    pub(super) fn decode(raw: &mut &[u8]) -> Result<PgTimestamp, BoxError> {
        match PgTimestamp(raw.try_get_i64()?) {
            infinite if !infinite.is_finite() => Ok(infinite),
            PgTimestamp(micros) => {
                PgTimestamp::from_micros(micros).ok_or("it is out of range".into())
            }
        }
    }

    pub(super) fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_i64(self.0);
        Ok(())
    }
}

binary_format!(PgTimestamp: TIMESTAMP);

#[cfg(test)]
mod tests {
    use tokio_postgres::types::Type;

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn the_ends() {
        let ends =
            [PgTimestamp::NEG_INFINITY, PgTimestamp::MIN, PgTimestamp::MAX, PgTimestamp::INFINITY];
        for at in ends {
            assert_eq!(at.to_string().parse(), Ok(at));
        }
        assert_eq!(PgTimestamp::MIN.to_string(), "4714-11-24 00:00:00 BC");
        assert_eq!(PgTimestamp::MAX.to_string(), "294276-12-31 23:59:59.999999");
        assert_eq!(PgTimestamp::new(PgDate::MAX, TimeOfDay::MIDNIGHT), None);
        assert_eq!(PgTimestamp::new(PgDate::INFINITY, TimeOfDay::MIDNIGHT), None);
    }

    #[test]
    fn date_and_time_come_back() {
        let at: PgTimestamp = "0044-03-15 23:59:59.5 BC".parse().unwrap();
        let (date, time) = at.date_and_time().unwrap();
        assert_eq!((date.ymd(), time.to_string()), (Some((-43, 3, 15)), "23:59:59.5".into()));
        assert_eq!(PgTimestamp::new(date, time), Some(at));
        let next = PgTimestamp::new(date, TimeOfDay::END_OF_DAY).unwrap();
        assert_eq!(next.to_string(), "0044-03-16 00:00:00 BC");
    }

    #[test]
    fn garbage_is_refused() {
        for text in [
            "",
            "2024-02-29",
            "2024-02-29 ",
            "2024-02-29T00:00:00",
            "2024-02-29 24:00:01",
            "2024-02-30 00:00:00",
            "294277-01-01 00:00:00",
            "2024-02-29 00:00:00+00",
        ] {
            assert!(text.parse::<PgTimestamp>().is_err(), "{text}");
        }
        let late = (PgTimestamp::MAX.0 + 1).to_be_bytes();
        let early = (PgTimestamp::MIN.0 - 1).to_be_bytes();
        let garbage: &[&[u8]] = &[&late, &early, b"1234567", b"123456789"];
        assert_garbage_is_refused::<PgTimestamp>(&Type::TIMESTAMP, garbage);
    }
}
