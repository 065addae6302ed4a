//! Conversions to and from the types of the `jiff` crate.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};

use super::{ConvertError, Interval, PgDate, PgTimestamp, PgTimestamptz, TimeOfDay, TimeTz};

/// 2000-01-01, in seconds since 1970-01-01.
const EPOCH: i64 = 946_684_800;

impl TryFrom<PgDate> for Date {
    type Error = ConvertError;

    fn try_from(date: PgDate) -> Result<Date, ConvertError> {
        date_within(date, "jiff::civil::Date")
    }
}

impl TryFrom<Date> for PgDate {
    type Error = ConvertError;

    fn try_from(date: Date) -> Result<PgDate, ConvertError> {
        PgDate::from_ymd(date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
            .ok_or_else(|| {
                ConvertError::new(format!("year {} is out of range of date", date.year()))
            })
    }
}

impl TryFrom<TimeOfDay> for Time {
    type Error = ConvertError;

    fn try_from(time: TimeOfDay) -> Result<Time, ConvertError> {
        let (hour, minute, second, micro) = time.hms_micro();
        // Each fits: an hour is at most 24, a microsecond below a million.
        Time::new(hour as i8, minute as i8, second as i8, micro as i32 * 1000)
            .map_err(|_| ConvertError::new(format!("{time} is no jiff::civil::Time")))
    }
}

impl TryFrom<Time> for TimeOfDay {
    type Error = ConvertError;

    fn try_from(time: Time) -> Result<TimeOfDay, ConvertError> {
        if time.subsec_nanosecond() % 1000 != 0 {
            return Err(too_fine());
        }
        // None of them is negative.
        let part = i8::unsigned_abs;
        let micro = time.subsec_nanosecond().unsigned_abs() / 1000;
        TimeOfDay::from_hms_micro(
            part(time.hour()),
            part(time.minute()),
            part(time.second()),
            micro,
        )
        .ok_or(ConvertError::new("the jiff::civil::Time is out of range of time"))
    }
}

impl TryFrom<TimeTz> for (Time, Offset) {
    type Error = ConvertError;

    fn try_from(time: TimeTz) -> Result<(Time, Offset), ConvertError> {
        let offset = Offset::from_seconds(time.offset())
            .map_err(|_| ConvertError::new("the offset is out of range of jiff::tz::Offset"))?;
        Ok((time.time().try_into()?, offset))
    }
}

impl TryFrom<(Time, Offset)> for TimeTz {
    type Error = ConvertError;

    fn try_from((time, offset): (Time, Offset)) -> Result<TimeTz, ConvertError> {
        TimeTz::new(time.try_into()?, offset.seconds()).ok_or_else(|| {
            ConvertError::new(format!("the offset {offset} is out of range of timetz"))
        })
    }
}

impl TryFrom<PgTimestamp> for DateTime {
    type Error = ConvertError;

    fn try_from(at: PgTimestamp) -> Result<DateTime, ConvertError> {
        let Some((date, time)) = at.date_and_time() else {
            return Err(ConvertError::new(format!("{at} is no jiff::civil::DateTime")));
        };
        let date = date_within(date, "jiff::civil::DateTime")?;
        Ok(DateTime::from_parts(date, time.try_into()?))
    }
}

impl TryFrom<DateTime> for PgTimestamp {
    type Error = ConvertError;

    fn try_from(at: DateTime) -> Result<PgTimestamp, ConvertError> {
        PgTimestamp::new(at.date().try_into()?, at.time().try_into()?).ok_or_else(|| {
            ConvertError::new(format!("year {} is out of range of timestamp", at.year()))
        })
    }
}

impl TryFrom<PgTimestamptz> for Timestamp {
    type Error = ConvertError;

    fn try_from(moment: PgTimestamptz) -> Result<Timestamp, ConvertError> {
        let Some(micros) = moment.utc().micros() else {
            return Err(ConvertError::new(format!("{moment} is no jiff::Timestamp")));
        };
        let seconds = micros.div_euclid(1_000_000) + EPOCH;
        // Less than a second.
        let nanos = micros.rem_euclid(1_000_000) as i32 * 1000;
        Timestamp::new(seconds, nanos)
            .map_err(|_| ConvertError::new(format!("{moment} is out of range of jiff::Timestamp")))
    }
}

impl TryFrom<Timestamp> for PgTimestamptz {
    type Error = ConvertError;

    fn try_from(moment: Timestamp) -> Result<PgTimestamptz, ConvertError> {
        if moment.subsec_nanosecond() % 1000 != 0 {
            return Err(too_fine());
        }
        // No overflow: a jiff::Timestamp ends with the year 9999.
        PgTimestamp::from_micros(moment.as_microsecond() - EPOCH * 1_000_000)
            .map(PgTimestamptz::from_utc)
            .ok_or_else(|| ConvertError::new(format!("{moment} is out of range of timestamptz")))
    }
}

impl TryFrom<Interval> for Span {
    type Error = ConvertError;

    /// Months, days and microseconds, as they are.
    fn try_from(interval: Interval) -> Result<Span, ConvertError> {
        if !interval.is_finite() {
            return Err(ConvertError::new(format!("{interval} is no jiff::Span")));
        }
        let Interval { months, days, microseconds } = interval;
        let signs = [i64::from(months), i64::from(days), microseconds].map(i64::signum);
        if signs.contains(&1) && signs.contains(&-1) {
            return Err(ConvertError::new(
                "an interval with parts of different signs is no jiff::Span, which has one sign",
            ));
        }
        Span::new()
            .try_months(months)
            .and_then(|span| span.try_days(days))
            .and_then(|span| span.try_microseconds(microseconds))
            .map_err(|error| ConvertError::new(format!("the interval is no jiff::Span: {error}")))
    }
}

impl TryFrom<Span> for Interval {
    type Error = ConvertError;

    /// Twelve months for a year, seven days for a week, and microseconds for what is shorter than a day.
    fn try_from(span: Span) -> Result<Interval, ConvertError> {
        let months = i64::from(span.get_years()) * 12 + i64::from(span.get_months());
        let days = i64::from(span.get_weeks()) * 7 + i64::from(span.get_days());
        let seconds = i128::from(span.get_hours()) * 3600
            + i128::from(span.get_minutes()) * 60
            + i128::from(span.get_seconds());
        let nanoseconds = seconds * 1_000_000_000
            + i128::from(span.get_milliseconds()) * 1_000_000
            + i128::from(span.get_microseconds()) * 1000
            + i128::from(span.get_nanoseconds());
        if nanoseconds % 1000 != 0 {
            return Err(ConvertError::new("an interval holds nothing finer than microseconds"));
        }
        let out_of_range = |_| ConvertError::new("the jiff::Span is out of range of interval");
        Ok(Interval {
            months: i32::try_from(months).map_err(out_of_range)?,
            days: i32::try_from(days).map_err(out_of_range)?,
            microseconds: i64::try_from(nanoseconds / 1000).map_err(out_of_range)?,
        })
    }
}

fn date_within(date: PgDate, target: &str) -> Result<Date, ConvertError> {
    let Some((year, month, day)) = date.ymd() else {
        return Err(ConvertError::new(format!("{date} is no {target}")));
    };
    // A month is at most 12, a day at most 31.
    i16::try_from(year)
        .ok()
        .and_then(|year| Date::new(year, month as i8, day as i8).ok())
        .ok_or_else(|| ConvertError::new(format!("year {year} is out of range of {target}")))
}

fn too_fine() -> ConvertError {
    ConvertError::new(
        "PostgreSQL holds nothing finer than microseconds; call round(Unit::Microsecond) first",
    )
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;

    use super::*;
    use crate::types::convert::testing::{pg, refused, there_and_back};

    #[test]
    fn what_both_hold_comes_back() {
        for text in ["2024-02-29", "0001-01-01", "0001-12-31 BC", "4714-11-24 BC", "9999-12-31"] {
            there_and_back::<PgDate, Date>(pg(text));
            there_and_back::<PgTimestamp, DateTime>(
                PgTimestamp::new(pg(text), pg("23:59:59.999999")).unwrap(),
            );
        }
        there_and_back::<TimeOfDay, Time>(pg("23:59:59.999999"));
        there_and_back::<TimeTz, (Time, Offset)>(pg("12:00:00-03:30"));
        for text in [
            "1969-12-31 23:59:59.999999+00",
            "2024-02-29 12:00:00+00",
            "4714-11-24 00:00:00+00 BC",
            "9999-12-30 22:00:00.999999+00",
        ] {
            there_and_back::<PgTimestamptz, Timestamp>(pg(text));
        }
        for text in ["00:00:00", "1 year 2 mons 3 days 04:05:06.7", "-1 mons -1 days -00:00:01"] {
            there_and_back::<Interval, Span>(pg(text));
        }
        let ides: PgTimestamp = pg("0044-03-15 12:00:00.5 BC");
        let civil = jiff::civil::date(-43, 3, 15).at(12, 0, 0, 500_000_000);
        assert_eq!(DateTime::try_from(ides), Ok(civil));
        let moment: Timestamp = "2024-02-29T12:00:00+01:00".parse().unwrap();
        assert_eq!(PgTimestamptz::try_from(moment), Ok(pg("2024-02-29 12:00:00+01")));
    }

    #[test]
    fn every_unit_of_a_span_counts() {
        let span = 1.year().months(2).weeks(1).days(3).hours(4).minutes(5).seconds(6);
        let fine = span.milliseconds(7).microseconds(8).nanoseconds(9000);
        assert_eq!(Interval::try_from(fine), Ok(pg("1 year 2 mons 10 days 04:05:06.007017")));
        assert_eq!(Interval::try_from(-fine), Ok(pg("-1 years -2 mons -10 days -04:05:06.007017")));
        let interval: Interval = pg("14 mons 3 days");
        let span = Span::try_from(interval).unwrap();
        assert_eq!(span.fieldwise(), 14.months().days(3).fieldwise());
    }

    #[test]
    fn what_would_be_lost_is_said() {
        refused::<_, Date>(PgDate::INFINITY, "infinity is no jiff::civil::Date");
        for text in ["10000-01-01", "40000-01-01"] {
            let year = &text[..5];
            let message = format!("year {year} is out of range of jiff::civil::Date");
            refused::<_, Date>(pg::<PgDate>(text), &message);
        }
        refused::<_, PgDate>(Date::MIN, "year -9999 is out of range of date");
        refused::<_, Time>(TimeOfDay::END_OF_DAY, "24:00:00 is no jiff::civil::Time");
        refused::<_, Timestamp>(PgTimestamptz::NEG_INFINITY, "-infinity is no jiff::Timestamp");
        // A jiff::Timestamp leaves room for every offset.
        refused::<_, Timestamp>(
            pg::<PgTimestamptz>("9999-12-31 00:00:00+00"),
            "9999-12-31 00:00:00+00 is out of range of jiff::Timestamp",
        );
        refused::<_, Timestamp>(
            PgTimestamptz::MAX,
            "294276-12-31 23:59:59.999999+00 is out of range of jiff::Timestamp",
        );
        refused::<_, DateTime>(
            PgTimestamp::MAX,
            "year 294276 is out of range of jiff::civil::DateTime",
        );
        refused::<_, PgTimestamptz>(
            Timestamp::MIN,
            "-009999-01-02T01:59:59Z is out of range of timestamptz",
        );
        let fine =
            "PostgreSQL holds nothing finer than microseconds; call round(Unit::Microsecond) first";
        refused::<_, TimeOfDay>(Time::MAX, fine);
        refused::<_, PgTimestamp>(DateTime::MAX, fine);
        refused::<_, PgTimestamptz>(Timestamp::MAX, fine);
        refused::<_, TimeTz>(
            (Time::midnight(), Offset::from_seconds(57_600).unwrap()),
            "the offset +16 is out of range of timetz",
        );
        refused::<_, Interval>(1.nanosecond(), "an interval holds nothing finer than microseconds");
        refused::<_, Span>(Interval::INFINITY, "infinity is no jiff::Span");
        refused::<Interval, Span>(
            pg("1 mon -1 days"),
            "an interval with parts of different signs is no jiff::Span, which has one sign",
        );
        for long in [
            Interval { months: i32::MAX, ..Interval::default() },
            Interval { days: i32::MIN, ..Interval::default() },
            Interval { microseconds: i64::MAX, ..Interval::default() },
        ] {
            assert!(Span::try_from(long).is_err(), "{long}");
        }
    }
}
