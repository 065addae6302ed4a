//! `date`, whole.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use super::ParseError;
use super::civil::Civil;
use super::wire::{BoxError, binary_format};

/// A date as PostgreSQL's `date` holds it: from 4714-11-24 BC to the end of the year 5874897, and `infinity`
/// and `-infinity`. The usual Rust types end at the year 9999 and have no infinity.
///
/// Dates are in the proleptic Gregorian calendar. In numbers the year 0 is 1 BC, -1 is 2 BC; in text they
/// are `0001-01-01 BC` and `0002-01-01 BC`.
///
/// ```
/// use pgdc::types::PgDate;
///
/// let ides = PgDate::from_ymd(-43, 3, 15).unwrap();
/// assert_eq!(ides.to_string(), "0044-03-15 BC");
/// assert!(ides > PgDate::NEG_INFINITY);
/// assert_eq!("infinity".parse(), Ok(PgDate::INFINITY));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct PgDate(i32);

impl PgDate {
    /// Later than every other date.
    pub const INFINITY: PgDate = PgDate(i32::MAX);
    /// Earlier than every other date.
    pub const NEG_INFINITY: PgDate = PgDate(i32::MIN);
    /// The first date: 4714-11-24 BC.
    pub const MIN: PgDate = PgDate(-2_451_545);
    /// The last date: 5874897-12-31.
    pub const MAX: PgDate = PgDate(2_145_031_948);

    /// A date by year, month and day. None when there is no such day, or PostgreSQL cannot hold it.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<PgDate> {
        Civil::new(i64::from(year), month, day).and_then(PgDate::from_civil)
    }

    /// The date that many days after 2000-01-01. None when PostgreSQL cannot hold it.
    pub fn from_days(days: i32) -> Option<PgDate> {
        Some(PgDate(days)).filter(|date| (PgDate::MIN..=PgDate::MAX).contains(date))
    }

    /// Days since 2000-01-01. None for the infinities.
    pub fn days(self) -> Option<i32> {
        self.is_finite().then_some(self.0)
    }

    /// Year, month and day. None for the infinities.
    pub fn ymd(self) -> Option<(i32, u8, u8)> {
        let date = self.civil()?;
        Some((i32::try_from(date.year).ok()?, date.month, date.day))
    }

    /// Whether this is neither `infinity` nor `-infinity`.
    pub fn is_finite(self) -> bool {
        self != PgDate::INFINITY && self != PgDate::NEG_INFINITY
    }

    pub(super) fn from_civil(date: Civil) -> Option<PgDate> {
        PgDate::from_days(i32::try_from(date.days()).ok()?)
    }

    fn civil(self) -> Option<Civil> {
        self.days().map(|days| Civil::from_days(i64::from(days)))
    }
}

impl fmt::Display for PgDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.civil() {
            Some(date) => write!(f, "{date}{}", date.era()),
            None if *self == PgDate::INFINITY => f.write_str("infinity"),
            None => f.write_str("-infinity"),
        }
    }
}

impl FromStr for PgDate {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<PgDate, ParseError> {
        let date = match text {
            "infinity" => Some(PgDate::INFINITY),
            "-infinity" => Some(PgDate::NEG_INFINITY),
            _ => {
                let (date, era) =
                    text.strip_suffix(" BC").map_or((text, false), |date| (date, true));
                Civil::parse(date, era).and_then(PgDate::from_civil)
            }
        };
        date.ok_or(ParseError::new(
            "date",
            "a day from 4714-11-24 BC on, as in 2024-02-29, or infinity",
        ))
    }
}

/// "date_send" and "date_recv" in the server's sources: days since 2000-01-01, the infinities at the ends
/// of the integers.
impl PgDate {
    fn decode(raw: &mut &[u8]) -> Result<PgDate, BoxError> {
        match PgDate(raw.try_get_i32()?) {
            infinite if !infinite.is_finite() => Ok(infinite),
            PgDate(days) => PgDate::from_days(days).ok_or("it is out of range".into()),
        }
    }

    fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_i32(self.0);
        Ok(())
    }
}

binary_format!(PgDate: DATE);

#[cfg(test)]
mod tests {
    use tokio_postgres::types::Type;

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn the_ends() {
        assert_eq!(PgDate::MIN.to_string(), "4714-11-24 BC");
        assert_eq!(PgDate::MAX.to_string(), "5874897-12-31");
        assert_eq!(PgDate::MAX.ymd(), Some((5_874_897, 12, 31)));
        for date in [PgDate::NEG_INFINITY, PgDate::MIN, PgDate::MAX, PgDate::INFINITY] {
            assert_eq!(date.to_string().parse(), Ok(date));
        }
        assert_eq!(PgDate::from_ymd(-4713, 11, 23), None);
        assert_eq!(PgDate::from_ymd(i32::MAX, 1, 1), None);
        assert_eq!(PgDate::from_days(i32::MAX), None);
        assert_eq!(PgDate::INFINITY.ymd(), None);
    }

    #[test]
    fn garbage_is_refused() {
        for text in [
            "",
            "2024-02-30",
            "0000-01-01",
            "24-01-01",
            "2024-1-1",
            "2024-01-01 AD",
            "+infinity",
            "4714-11-23 BC",
            "9999999-01-01",
            "2024-01-01-",
        ] {
            assert!(text.parse::<PgDate>().is_err(), "{text}");
        }
        let garbage: &[&[u8]] = &[&[0x7F, 0xFF, 0xFF, 0xFE], &[0x80, 0, 0, 1], b"123", b"12345"];
        assert_garbage_is_refused::<PgDate>(&Type::DATE, garbage);
    }
}
