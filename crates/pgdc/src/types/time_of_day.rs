//! `time` and `timetz`, whole.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use super::ParseError;
use super::clock::{
    DAY, SECOND, is_offset, parse_clock, parse_clock_and_offset, write_clock, write_offset,
};
use super::wire::{BoxError, binary_format};

/// A time of day as PostgreSQL's `time` holds it: microseconds from 00:00:00 to 24:00:00, the end of the
/// day, which the usual Rust types do not have.
///
/// ```
/// use pgdc::types::TimeOfDay;
///
/// let noon = TimeOfDay::from_hms_micro(12, 0, 0, 250_000).unwrap();
/// assert_eq!(noon.to_string(), "12:00:00.25");
/// assert_eq!("24:00:00".parse(), Ok(TimeOfDay::END_OF_DAY));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TimeOfDay(i64);

impl TimeOfDay {
    /// 00:00:00.
    pub const MIDNIGHT: TimeOfDay = TimeOfDay(0);
    /// 24:00:00.
    pub const END_OF_DAY: TimeOfDay = TimeOfDay(DAY);

    /// The time that many microseconds after midnight. None beyond 24 hours.
    pub fn from_micros(micros: u64) -> Option<TimeOfDay> {
        i64::try_from(micros).ok().filter(|micros| *micros <= DAY).map(TimeOfDay)
    }

    /// The time of a clock. None unless it is at most 24:00:00, with minutes and seconds below 60 and
    /// microseconds below a million.
    pub fn from_hms_micro(hour: u8, minute: u8, second: u8, micro: u32) -> Option<TimeOfDay> {
        if minute >= 60 || second >= 60 || u64::from(micro) >= SECOND {
            return None;
        }
        let seconds = u64::from(hour) * 3600 + u64::from(minute) * 60 + u64::from(second);
        TimeOfDay::from_micros(seconds * SECOND + u64::from(micro))
    }

    /// Microseconds since midnight.
    pub fn micros(self) -> u64 {
        // Never negative.
        self.0.unsigned_abs()
    }

    /// Hour, minute, second and microsecond.
    pub fn hms_micro(self) -> (u8, u8, u8, u32) {
        let seconds = self.micros() / SECOND;
        // Each fits: an hour is at most 24.
        let part = |value: u64| value as u8;
        let micro = (self.micros() % SECOND) as u32;
        (part(seconds / 3600), part(seconds / 60 % 60), part(seconds % 60), micro)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_clock(f, self.micros())
    }
}

impl FromStr for TimeOfDay {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<TimeOfDay, ParseError> {
        parse_clock(text)
            .and_then(TimeOfDay::from_micros)
            .ok_or(ParseError::new("time", "hours, minutes and seconds, as in 04:05:06.789"))
    }
}

/// A time of day with an offset from UTC: PostgreSQL's `timetz`.
///
/// As on the server, two of them are ordered by the moment first, and by the offset, east before west,
/// where it is the same; they are equal when both parts are.
///
/// ```
/// use pgdc::types::{TimeOfDay, TimeTz};
///
/// let noon = TimeOfDay::from_hms_micro(12, 0, 0, 0).unwrap();
/// let time = TimeTz::new(noon, -12_600).unwrap();
/// assert_eq!(time.to_string(), "12:00:00-03:30");
/// assert_eq!("12:00:00-03:30".parse(), Ok(time));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct TimeTz {
    time: TimeOfDay,
    offset: i32,
}

impl TimeTz {
    /// A time on a clock that is `offset` seconds ahead of UTC, to the east. None unless the offset is
    /// less than 16 hours.
    pub fn new(time: TimeOfDay, offset: i32) -> Option<TimeTz> {
        is_offset(offset).then_some(TimeTz { time, offset })
    }

    /// The time on the clock.
    pub fn time(self) -> TimeOfDay {
        self.time
    }

    /// Seconds that the clock is ahead of UTC: positive to the east.
    pub fn offset(self) -> i32 {
        self.offset
    }

    fn order(self) -> (i64, i32) {
        (self.time.0 - i64::from(self.offset) * 1_000_000, -self.offset)
    }
}

impl Ord for TimeTz {
    fn cmp(&self, other: &TimeTz) -> Ordering {
        self.order().cmp(&other.order())
    }
}

impl PartialOrd for TimeTz {
    fn partial_cmp(&self, other: &TimeTz) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for TimeTz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.time)?;
        write_offset(f, self.offset)
    }
}

impl FromStr for TimeTz {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<TimeTz, ParseError> {
        parse_clock_and_offset(text)
            .and_then(|(micros, offset)| TimeTz::new(TimeOfDay::from_micros(micros)?, offset))
            .ok_or(ParseError::new("timetz", "a time and an offset, as in 04:05:06.789+02"))
    }
}

/// "time_send" and "time_recv" in the server's sources.
impl TimeOfDay {
    fn decode(raw: &mut &[u8]) -> Result<TimeOfDay, BoxError> {
        let micros = u64::try_from(raw.try_get_i64()?)?;
        TimeOfDay::from_micros(micros).ok_or("it is later than 24:00:00".into())
    }

    fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_i64(self.0);
        Ok(())
    }
}

/// "timetz_send" and "timetz_recv" in the server's sources, where offsets are positive to the west.
impl TimeTz {
    fn decode(raw: &mut &[u8]) -> Result<TimeTz, BoxError> {
        let time = TimeOfDay::decode(raw)?;
        let offset = raw.try_get_i32()?.checked_neg();
        offset
            .and_then(|offset| TimeTz::new(time, offset))
            .ok_or("its offset is out of range".into())
    }

    fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        self.time.encode(out)?;
        out.put_i32(-self.offset);
        Ok(())
    }
}

binary_format!(TimeOfDay: TIME);
binary_format!(TimeTz: TIMETZ);

#[cfg(test)]
mod tests {
    use tokio_postgres::types::Type;

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn parts_come_back() {
        let time = TimeOfDay::from_hms_micro(23, 59, 58, 7).unwrap();
        assert_eq!(time.hms_micro(), (23, 59, 58, 7));
        assert_eq!(time.to_string(), "23:59:58.000007");
        assert_eq!(TimeOfDay::END_OF_DAY.hms_micro(), (24, 0, 0, 0));
        for (h, m, s, us) in
            [(24, 0, 0, 1), (25, 0, 0, 0), (1, 60, 0, 0), (1, 0, 60, 0), (1, 0, 0, 1_000_000)]
        {
            assert_eq!(TimeOfDay::from_hms_micro(h, m, s, us), None);
        }
    }

    #[test]
    fn the_order_of_timetz_is_that_of_the_server() {
        let ascending = [
            "00:00:00+15:59:59",
            "12:00:00+02",
            "11:00:00+01",
            "10:00:00+00",
            "09:00:00-01",
            "10:00:01+00",
        ];
        let times = ascending.map(|text| text.parse::<TimeTz>().unwrap());
        assert!(times.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn garbage_is_refused() {
        for text in [
            "",
            "1:00:00",
            "24:00:01",
            "00:60:00",
            "00:00:60",
            "00:00",
            "00:00:00.",
            "00:00:00.1234567",
            "é0:00:00",
            "99999999999:00:00",
        ] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
        for text in [
            "00:00:00",
            "00:00:00+",
            "00:00:00+16",
            "00:00:00+1",
            "00:00:00+01:60",
            "00:00:00+01:00:00:00",
            "+01",
            "00:00:00+é",
        ] {
            assert!(text.parse::<TimeTz>().is_err(), "{text}");
        }
        let (late, early) = ([0x7F; 8], [0xFF; 8]);
        assert_garbage_is_refused::<TimeOfDay>(&Type::TIME, &[&late, &early, b"1234567", &[0; 9]]);
        let west = [0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0];
        assert_garbage_is_refused::<TimeTz>(
            &Type::TIMETZ,
            &[&west, &[0; 11], &[0; 13], &[0xFF; 12]],
        );
    }
}
