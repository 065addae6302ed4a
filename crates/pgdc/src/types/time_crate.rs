//! Conversions to and from the types of the `time` crate.

use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use super::{ConvertError, Interval, PgDate, PgTimestamp, PgTimestamptz, TimeOfDay};

/// 2000-01-01 as a Julian day.
const EPOCH: i32 = 2_451_545;

impl TryFrom<PgDate> for Date {
    type Error = ConvertError;

    fn try_from(date: PgDate) -> Result<Date, ConvertError> {
        date_within(date, "time::Date")
    }
}

impl TryFrom<Date> for PgDate {
    type Error = ConvertError;

    fn try_from(date: Date) -> Result<PgDate, ConvertError> {
        PgDate::from_days(date.to_julian_day() - EPOCH).ok_or_else(|| {
            ConvertError::new(format!("year {} is out of range of date", date.year()))
        })
    }
}

impl TryFrom<TimeOfDay> for Time {
    type Error = ConvertError;

    fn try_from(time: TimeOfDay) -> Result<Time, ConvertError> {
        let (hour, minute, second, micro) = time.hms_micro();
        Time::from_hms_micro(hour, minute, second, micro)
            .map_err(|_| ConvertError::new(format!("{time} is no time::Time")))
    }
}

impl TryFrom<Time> for TimeOfDay {
    type Error = ConvertError;

    fn try_from(time: Time) -> Result<TimeOfDay, ConvertError> {
        if !time.nanosecond().is_multiple_of(1000) {
            return Err(ConvertError::new(
                "PostgreSQL holds nothing finer than microseconds; call truncate_to_microsecond() first",
            ));
        }
        let (hour, minute, second, micro) = time.as_hms_micro();
        TimeOfDay::from_hms_micro(hour, minute, second, micro)
            .ok_or(ConvertError::new("the time::Time is out of range of time"))
    }
}

impl TryFrom<PgTimestamp> for PrimitiveDateTime {
    type Error = ConvertError;

    fn try_from(at: PgTimestamp) -> Result<PrimitiveDateTime, ConvertError> {
        date_time_within(at, "time::PrimitiveDateTime")
    }
}

impl TryFrom<PrimitiveDateTime> for PgTimestamp {
    type Error = ConvertError;

    fn try_from(at: PrimitiveDateTime) -> Result<PgTimestamp, ConvertError> {
        PgTimestamp::new(at.date().try_into()?, at.time().try_into()?).ok_or_else(|| {
            ConvertError::new(format!("year {} is out of range of timestamp", at.year()))
        })
    }
}

impl TryFrom<PgTimestamptz> for OffsetDateTime {
    type Error = ConvertError;

    /// The moment in UTC.
    fn try_from(moment: PgTimestamptz) -> Result<OffsetDateTime, ConvertError> {
        Ok(date_time_within(moment.utc(), "time::OffsetDateTime")?.assume_utc())
    }
}

impl TryFrom<OffsetDateTime> for PgTimestamptz {
    type Error = ConvertError;

    /// The moment; the offset is not kept.
    fn try_from(moment: OffsetDateTime) -> Result<PgTimestamptz, ConvertError> {
        let utc = moment.checked_to_offset(UtcOffset::UTC).ok_or_else(|| {
            ConvertError::new(format!("year {} is out of range of timestamptz", moment.year()))
        })?;
        let utc = PrimitiveDateTime::new(utc.date(), utc.time());
        Ok(PgTimestamptz::from_utc(utc.try_into()?))
    }
}

impl TryFrom<Interval> for Duration {
    type Error = ConvertError;

    fn try_from(interval: Interval) -> Result<Duration, ConvertError> {
        interval.microseconds_alone("time::Duration").map(Duration::microseconds)
    }
}

impl TryFrom<Duration> for Interval {
    type Error = ConvertError;

    fn try_from(duration: Duration) -> Result<Interval, ConvertError> {
        if duration.subsec_nanoseconds() % 1000 != 0 {
            return Err(ConvertError::new("an interval holds nothing finer than microseconds"));
        }
        i64::try_from(duration.whole_microseconds())
            .map(|microseconds| Interval { microseconds, ..Interval::default() })
            .map_err(|_| ConvertError::new("the time::Duration is out of range of interval"))
    }
}

fn date_within(date: PgDate, target: &str) -> Result<Date, ConvertError> {
    let (Some(days), Some((year, ..))) = (date.days(), date.ymd()) else {
        return Err(ConvertError::new(format!("{date} is no {target}")));
    };
    // No overflow: PostgreSQL's last date is counted by Julian days too.
    Date::from_julian_day(days + EPOCH)
        .map_err(|_| ConvertError::new(format!("year {year} is out of range of {target}")))
}

fn date_time_within(at: PgTimestamp, target: &str) -> Result<PrimitiveDateTime, ConvertError> {
    let Some((date, time)) = at.date_and_time() else {
        return Err(ConvertError::new(format!("{at} is no {target}")));
    };
    Ok(PrimitiveDateTime::new(date_within(date, target)?, time.try_into()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::convert::testing::{pg, refused, there_and_back};

    #[test]
    fn what_both_hold_comes_back() {
        for text in ["2024-02-29", "0001-01-01 BC", "4714-11-24 BC", "9999-12-31"] {
            there_and_back::<PgDate, Date>(pg(text));
            there_and_back::<PgTimestamp, PrimitiveDateTime>(
                PgTimestamp::new(pg(text), pg("23:59:59.999999")).unwrap(),
            );
        }
        there_and_back::<TimeOfDay, Time>(pg("23:59:59.999999"));
        there_and_back::<PgTimestamptz, OffsetDateTime>(pg("1999-12-31 23:59:59.999999+00"));
        there_and_back::<Interval, Duration>(pg("-00:00:00.000001"));
        let noon = Time::from_hms(12, 0, 0).unwrap();
        assert_eq!(TimeOfDay::try_from(noon), Ok(pg("12:00:00")));
        assert_eq!(Date::try_from(PgDate::from_ymd(2024, 2, 29).unwrap()).unwrap().ordinal(), 60);
    }

    #[test]
    fn what_would_be_lost_is_said() {
        refused::<_, Date>(PgDate::INFINITY, "infinity is no time::Date");
        refused::<_, Date>(pg::<PgDate>("10000-01-01"), "year 10000 is out of range of time::Date");
        refused::<_, PgDate>(Date::MIN, "year -9999 is out of range of date");
        refused::<_, Time>(TimeOfDay::END_OF_DAY, "24:00:00 is no time::Time");
        refused::<_, OffsetDateTime>(
            PgTimestamptz::NEG_INFINITY,
            "-infinity is no time::OffsetDateTime",
        );
        refused::<_, PrimitiveDateTime>(
            PgTimestamp::MAX,
            "year 294276 is out of range of time::PrimitiveDateTime",
        );
        refused::<_, TimeOfDay>(
            Time::from_hms_nano(0, 0, 0, 1).unwrap(),
            "PostgreSQL holds nothing finer than microseconds; call truncate_to_microsecond() first",
        );
        refused::<_, Interval>(Duration::MAX, "an interval holds nothing finer than microseconds");
        refused::<_, Duration>(Interval::INFINITY, "infinity is no time::Duration");
    }
}
