//! Conversions to and from the types of the `chrono` crate.

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone,
    Timelike, Utc,
};

use super::{ConvertError, Interval, PgDate, PgTimestamp, PgTimestamptz, TimeOfDay, TimeTz};

/// 2000-01-01 as chrono counts days: 0001-01-01 is the first.
const EPOCH: i32 = 730_120;

impl TryFrom<PgDate> for NaiveDate {
    type Error = ConvertError;

    fn try_from(date: PgDate) -> Result<NaiveDate, ConvertError> {
        date_within(date, "chrono::NaiveDate")
    }
}

impl TryFrom<NaiveDate> for PgDate {
    type Error = ConvertError;

    fn try_from(date: NaiveDate) -> Result<PgDate, ConvertError> {
        PgDate::from_days(date.num_days_from_ce() - EPOCH).ok_or_else(|| {
            ConvertError::new(format!("year {} is out of range of date", date.year()))
        })
    }
}

impl TryFrom<TimeOfDay> for NaiveTime {
    type Error = ConvertError;

    fn try_from(time: TimeOfDay) -> Result<NaiveTime, ConvertError> {
        let (hour, minute, second, micro) = time.hms_micro();
        NaiveTime::from_hms_micro_opt(hour.into(), minute.into(), second.into(), micro)
            .ok_or_else(|| ConvertError::new(format!("{time} is no chrono::NaiveTime")))
    }
}

impl TryFrom<NaiveTime> for TimeOfDay {
    type Error = ConvertError;

    fn try_from(time: NaiveTime) -> Result<TimeOfDay, ConvertError> {
        // Within a leap second chrono counts on, beyond a whole second of nanoseconds.
        if time.nanosecond() >= 1_000_000_000 {
            return Err(ConvertError::new("PostgreSQL holds no leap seconds"));
        }
        if !time.nanosecond().is_multiple_of(1000) {
            return Err(ConvertError::new(
                "PostgreSQL holds nothing finer than microseconds; call trunc_subsecs(6) first",
            ));
        }
        let seconds = u64::from(time.num_seconds_from_midnight());
        TimeOfDay::from_micros(seconds * 1_000_000 + u64::from(time.nanosecond() / 1000))
            .ok_or(ConvertError::new("the chrono::NaiveTime is out of range of time"))
    }
}

impl TryFrom<TimeTz> for (NaiveTime, FixedOffset) {
    type Error = ConvertError;

    fn try_from(time: TimeTz) -> Result<(NaiveTime, FixedOffset), ConvertError> {
        let offset = FixedOffset::east_opt(time.offset())
            .ok_or(ConvertError::new("the offset is out of range of chrono::FixedOffset"))?;
        Ok((time.time().try_into()?, offset))
    }
}

impl TryFrom<(NaiveTime, FixedOffset)> for TimeTz {
    type Error = ConvertError;

    fn try_from((time, offset): (NaiveTime, FixedOffset)) -> Result<TimeTz, ConvertError> {
        TimeTz::new(time.try_into()?, offset.local_minus_utc()).ok_or_else(|| {
            ConvertError::new(format!("the offset {offset} is out of range of timetz"))
        })
    }
}

impl TryFrom<PgTimestamp> for NaiveDateTime {
    type Error = ConvertError;

    fn try_from(at: PgTimestamp) -> Result<NaiveDateTime, ConvertError> {
        date_time_within(at, "chrono::NaiveDateTime")
    }
}

impl TryFrom<NaiveDateTime> for PgTimestamp {
    type Error = ConvertError;

    fn try_from(at: NaiveDateTime) -> Result<PgTimestamp, ConvertError> {
        PgTimestamp::new(at.date().try_into()?, at.time().try_into()?).ok_or_else(|| {
            ConvertError::new(format!("year {} is out of range of timestamp", at.year()))
        })
    }
}

impl TryFrom<PgTimestamptz> for DateTime<Utc> {
    type Error = ConvertError;

    fn try_from(moment: PgTimestamptz) -> Result<DateTime<Utc>, ConvertError> {
        Ok(date_time_within(moment.utc(), "chrono::DateTime")?.and_utc())
    }
}

impl<Tz: TimeZone> TryFrom<DateTime<Tz>> for PgTimestamptz {
    type Error = ConvertError;

    /// The moment; the time zone is not kept.
    fn try_from(moment: DateTime<Tz>) -> Result<PgTimestamptz, ConvertError> {
        Ok(PgTimestamptz::from_utc(moment.naive_utc().try_into()?))
    }
}

impl TryFrom<Interval> for TimeDelta {
    type Error = ConvertError;

    fn try_from(interval: Interval) -> Result<TimeDelta, ConvertError> {
        interval.microseconds_alone("chrono::TimeDelta").map(TimeDelta::microseconds)
    }
}

impl TryFrom<TimeDelta> for Interval {
    type Error = ConvertError;

    fn try_from(delta: TimeDelta) -> Result<Interval, ConvertError> {
        if delta.subsec_nanos() % 1000 != 0 {
            return Err(ConvertError::new("an interval holds nothing finer than microseconds"));
        }
        delta
            .num_microseconds()
            .map(|microseconds| Interval { microseconds, ..Interval::default() })
            .ok_or(ConvertError::new("the chrono::TimeDelta is out of range of interval"))
    }
}

fn date_within(date: PgDate, target: &str) -> Result<NaiveDate, ConvertError> {
    let (Some(days), Some((year, ..))) = (date.days(), date.ymd()) else {
        return Err(ConvertError::new(format!("{date} is no {target}")));
    };
    // No overflow: PostgreSQL's last date is a million days from the end of the integers.
    NaiveDate::from_num_days_from_ce_opt(days + EPOCH)
        .ok_or_else(|| ConvertError::new(format!("year {year} is out of range of {target}")))
}

fn date_time_within(at: PgTimestamp, target: &str) -> Result<NaiveDateTime, ConvertError> {
    let Some((date, time)) = at.date_and_time() else {
        return Err(ConvertError::new(format!("{at} is no {target}")));
    };
    Ok(date_within(date, target)?.and_time(time.try_into()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::convert::testing::{pg, refused, there_and_back};

    #[test]
    fn what_both_hold_comes_back() {
        for text in [
            "2024-02-29",
            "0001-01-01",
            "0001-12-31 BC",
            "4714-11-24 BC",
            "9999-12-31",
            "262142-12-31",
        ] {
            there_and_back::<PgDate, NaiveDate>(pg(text));
            there_and_back::<PgTimestamp, NaiveDateTime>(
                PgTimestamp::new(pg(text), pg("23:59:59.999999")).unwrap(),
            );
        }
        there_and_back::<TimeOfDay, NaiveTime>(pg("23:59:59.999999"));
        there_and_back::<TimeTz, (NaiveTime, FixedOffset)>(pg("12:00:00-03:30"));
        there_and_back::<PgTimestamptz, DateTime<Utc>>(pg("1999-12-31 23:59:59.999999+00"));
        there_and_back::<Interval, TimeDelta>(pg("-00:00:00.000001"));
        for microseconds in [i64::MIN, i64::MAX] {
            there_and_back::<Interval, TimeDelta>(Interval { microseconds, ..Interval::default() });
        }
        there_and_back::<NaiveDate, PgDate>(NaiveDate::MAX);
        let date = NaiveDate::from_ymd_opt(-43, 3, 15).unwrap();
        let noon = date.and_hms_opt(12, 0, 0).unwrap();
        assert_eq!(PgTimestamp::try_from(noon), Ok(pg("0044-03-15 12:00:00 BC")));
        let east = FixedOffset::east_opt(3600).unwrap();
        let moment = noon.and_local_timezone(east).unwrap();
        assert_eq!(PgTimestamptz::try_from(moment), Ok(pg("0044-03-15 12:00:00+01 BC")));
        assert_eq!(TimeTz::try_from((noon.time(), east)), Ok(pg("12:00:00+01")));
    }

    #[test]
    fn what_would_be_lost_is_said() {
        refused::<_, NaiveDate>(PgDate::INFINITY, "infinity is no chrono::NaiveDate");
        refused::<_, NaiveDate>(PgDate::MAX, "year 5874897 is out of range of chrono::NaiveDate");
        refused::<_, PgDate>(NaiveDate::MIN, "year -262143 is out of range of date");
        refused::<_, NaiveTime>(TimeOfDay::END_OF_DAY, "24:00:00 is no chrono::NaiveTime");
        refused::<_, DateTime<Utc>>(
            PgTimestamptz::NEG_INFINITY,
            "-infinity is no chrono::DateTime",
        );
        refused::<_, NaiveDateTime>(
            PgTimestamp::MAX,
            "year 294276 is out of range of chrono::NaiveDateTime",
        );
        refused::<_, PgTimestamp>(NaiveDateTime::MIN, "year -262143 is out of range of date");
        let fine = "PostgreSQL holds nothing finer than microseconds; call trunc_subsecs(6) first";
        refused::<_, PgTimestamptz>(DateTime::<Utc>::MAX_UTC, fine);
        refused::<_, TimeOfDay>(NaiveTime::from_hms_nano_opt(0, 0, 0, 1).unwrap(), fine);
        refused::<_, TimeOfDay>(
            NaiveTime::from_hms_milli_opt(23, 59, 59, 1000).unwrap(),
            "PostgreSQL holds no leap seconds",
        );
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
        refused::<_, TimeTz>(
            (noon, FixedOffset::west_opt(57_600).unwrap()),
            "the offset -16:00 is out of range of timetz",
        );
        refused::<_, Interval>(
            TimeDelta::nanoseconds(1),
            "an interval holds nothing finer than microseconds",
        );
        refused::<_, Interval>(TimeDelta::MAX, "the chrono::TimeDelta is out of range of interval");
        refused::<_, TimeDelta>(Interval::INFINITY, "infinity is no chrono::TimeDelta");
        refused::<Interval, TimeDelta>(
            pg("1 day"),
            "an interval with days, which can be of 23 to 25 hours, is no chrono::TimeDelta",
        );
    }
}
