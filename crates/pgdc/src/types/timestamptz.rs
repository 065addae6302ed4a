//! `timestamptz`, whole.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::BytesMut;

use super::clock::parse_clock_and_offset;
use super::wire::{BoxError, binary_format};
use super::{ConvertError, ParseError, PgTimestamp};

/// 1970-01-01, in microseconds since 2000-01-01.
const UNIX_EPOCH_MICROS: i128 = -946_684_800_000_000;

/// A moment, as PostgreSQL's `timestamptz` holds it: a [`PgTimestamp`] in UTC. The server keeps no time
/// zone with it.
///
/// `Display` is in UTC, as the server prints it when its setting `TimeZone` is UTC; `FromStr` takes any
/// offset.
///
/// ```
/// use pgdc::types::PgTimestamptz;
///
/// let moment: PgTimestamptz = "2024-02-29 04:05:06.789+02".parse().unwrap();
/// assert_eq!(moment.to_string(), "2024-02-29 02:05:06.789+00");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct PgTimestamptz(PgTimestamp);

impl PgTimestamptz {
    /// Later than every other moment.
    pub const INFINITY: PgTimestamptz = PgTimestamptz(PgTimestamp::INFINITY);
    /// Earlier than every other moment.
    pub const NEG_INFINITY: PgTimestamptz = PgTimestamptz(PgTimestamp::NEG_INFINITY);
    /// The first: 4714-11-24 00:00:00 BC.
    pub const MIN: PgTimestamptz = PgTimestamptz(PgTimestamp::MIN);
    /// The last: 294276-12-31 23:59:59.999999.
    pub const MAX: PgTimestamptz = PgTimestamptz(PgTimestamp::MAX);

    /// The moment at which clocks in UTC show `utc`.
    pub fn from_utc(utc: PgTimestamp) -> PgTimestamptz {
        PgTimestamptz(utc)
    }

    /// What clocks in UTC show.
    pub fn utc(self) -> PgTimestamp {
        self.0
    }

    /// The moment of a clock of this machine, such as `SystemTime::now()`, without what is finer than a
    /// microsecond.
    ///
    /// # Errors
    /// PostgreSQL cannot hold it.
    pub fn truncating(time: SystemTime) -> Result<PgTimestamptz, ConvertError> {
        let nanos = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i128::try_from(after.as_nanos()),
            Err(before) => i128::try_from(before.duration().as_nanos()).map(|nanos| -nanos),
        };
        nanos
            .ok()
            .and_then(|nanos| i64::try_from(nanos.div_euclid(1000) + UNIX_EPOCH_MICROS).ok())
            .and_then(PgTimestamp::from_micros)
            .map(PgTimestamptz)
            .ok_or(ConvertError::new("the time is out of range of timestamptz"))
    }

    /// Whether this is neither `infinity` nor `-infinity`.
    pub fn is_finite(self) -> bool {
        self.0.is_finite()
    }
}

impl TryFrom<PgTimestamptz> for SystemTime {
    type Error = ConvertError;

    fn try_from(moment: PgTimestamptz) -> Result<SystemTime, ConvertError> {
        let since_2000 =
            moment.0.micros().ok_or(ConvertError::new(format!("{moment} is no SystemTime")))?;
        let since_1970 = i128::from(since_2000) - UNIX_EPOCH_MICROS;
        // The range of timestamptz is less than what a u64 counts.
        let distance = Duration::from_micros(since_1970.unsigned_abs() as u64);
        let time = if since_1970 < 0 {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        };
        time.ok_or(ConvertError::new("the moment is out of range of SystemTime"))
    }
}

impl fmt::Display for PgTimestamptz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, Some(0))
    }
}

impl FromStr for PgTimestamptz {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<PgTimestamptz, ParseError> {
        PgTimestamp::parse(text, parse_clock_and_offset).map(PgTimestamptz).ok_or(ParseError::new(
            "timestamptz",
            "a date, a time and an offset, as in 2024-02-29 04:05:06.789+00, or infinity",
        ))
    }
}

/// "timestamptz_send" and "timestamptz_recv" in the server's sources, which are those of `timestamp`.
impl PgTimestamptz {
    fn decode(raw: &mut &[u8]) -> Result<PgTimestamptz, BoxError> {
        PgTimestamp::decode(raw).map(PgTimestamptz)
    }

    fn encode(self, out: &mut BytesMut) -> Result<(), BoxError> {
        self.0.encode(out)
    }
}

binary_format!(PgTimestamptz: TIMESTAMPTZ);

#[cfg(test)]
mod tests {
    use tokio_postgres::types::Type;

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn system_times() {
        for (text, nanos) in
            [("1970-01-01 00:00:01.000001+00", 1_000_001_999), ("1970-01-01 00:00:00+00", 0)]
        {
            let moment =
                PgTimestamptz::truncating(UNIX_EPOCH + Duration::from_nanos(nanos)).unwrap();
            assert_eq!(moment.to_string(), text);
        }
        let before = PgTimestamptz::truncating(UNIX_EPOCH - Duration::from_nanos(1)).unwrap();
        assert_eq!(before.to_string(), "1969-12-31 23:59:59.999999+00");
        assert_eq!(SystemTime::try_from(before), Ok(UNIX_EPOCH - Duration::from_micros(1)));
        assert!(SystemTime::try_from(PgTimestamptz::INFINITY).is_err());
        for end in [PgTimestamptz::MIN, PgTimestamptz::MAX] {
            let time = SystemTime::try_from(end).unwrap();
            assert_eq!(PgTimestamptz::truncating(time), Ok(end));
        }
    }

    #[test]
    fn the_ends() {
        assert_eq!(PgTimestamptz::MIN.to_string(), "4714-11-24 00:00:00+00 BC");
        assert_eq!(PgTimestamptz::MAX.to_string(), "294276-12-31 23:59:59.999999+00");
        let infinities = [PgTimestamptz::NEG_INFINITY, PgTimestamptz::INFINITY];
        for end in infinities.into_iter().chain([PgTimestamptz::MIN, PgTimestamptz::MAX]) {
            assert_eq!(end.to_string().parse(), Ok(end));
        }
        // A local time after the last one of UTC.
        assert_eq!("294277-01-01 00:59:59.999999+01".parse(), Ok(PgTimestamptz::MAX));
    }

    #[test]
    fn garbage_is_refused() {
        for text in
            ["", "2024-02-29 00:00:00", "2024-02-29 00:00:00 UTC", "294276-12-31 23:59:59-01"]
        {
            assert!(text.parse::<PgTimestamptz>().is_err(), "{text}");
        }
        let beyond = [0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE];
        let garbage: &[&[u8]] = &[&beyond, b"1234567", b"123456789"];
        assert_garbage_is_refused::<PgTimestamptz>(&Type::TIMESTAMPTZ, garbage);
    }
}
