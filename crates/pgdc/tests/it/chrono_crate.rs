//! The types of the `chrono` crate as values of columns, by the encoders of the wire library.

use pgdc::types::chrono::{
    DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _, Utc,
};
use pgdc::types::{PgDate, PgTimestamp, PgTimestamptz, TimeOfDay};

use crate::held::{DATES, TIMESTAMPS, agree, in_utc, moments, read, refused, with, written};

/// What texts have that are beyond the crate's range.
const BEYOND: [&str; 4] = ["infinity", "262143-", "294276-", "5874897-"];

#[tokio::test]
async fn what_is_out_of_range_is_no_other_date() {
    let client = in_utc().await;
    assert_eq!(refused::<NaiveDate, _>(&client, "date", &DATES).await, with(&DATES, &BEYOND));
    assert_eq!(
        refused::<NaiveDateTime, _>(&client, "timestamp", &TIMESTAMPS).await,
        with(&TIMESTAMPS, &BEYOND)
    );
    let moments = moments();
    assert_eq!(
        refused::<DateTime<Utc>, _>(&client, "timestamptz", &moments).await,
        with(&moments, &BEYOND)
    );
}

#[tokio::test]
async fn the_ends_of_the_types_are_written_or_refused() {
    let client = in_utc().await;
    let early = Err("date out of range".to_owned());
    assert_eq!(written(&client, "date", NaiveDate::MIN).await, early);
    assert_eq!(written(&client, "date", NaiveDate::MAX).await.unwrap(), "262142-12-31");
    let early = Err("timestamp out of range".to_owned());
    assert_eq!(written(&client, "timestamp", NaiveDateTime::MIN).await, early);
    let text = "262142-12-31 23:59:59.999999";
    assert_eq!(written(&client, "timestamp", NaiveDateTime::MAX).await.unwrap(), text);
    let text = "262142-12-31 23:59:59.999999+00";
    // Its local date may be beyond the ends of a NaiveDate.
    for seconds in [-57_600, 0, 57_600] {
        let offset = FixedOffset::east_opt(seconds).unwrap();
        let [first, last] = [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC]
            .map(|moment| moment.with_timezone(&offset));
        assert_eq!(written(&client, "timestamptz", first).await, early);
        assert_eq!(written(&client, "timestamptz", last).await.unwrap(), text);
    }
}

/// A limit that `pgdc::types` tells of.
#[tokio::test]
async fn what_is_finer_than_a_microsecond_is_cut_towards_2000() {
    let client = in_utc().await;
    for (year, text) in [(1999, "2000-01-01 00:00:00"), (2000, "2000-12-31 23:59:59.999999")] {
        let date = NaiveDate::from_ymd_opt(year, 12, 31).unwrap();
        let at = date.and_hms_nano_opt(23, 59, 59, 999_999_999).unwrap();
        assert_eq!(written(&client, "timestamp", at).await.unwrap(), text);
        let text = format!("{text}+00");
        assert_eq!(written(&client, "timestamptz", at.and_utc()).await.unwrap(), text);
        assert!(PgTimestamp::try_from(at).is_err());
    }
    let last = NaiveTime::from_hms_nano_opt(23, 59, 59, 999_999_999).unwrap();
    assert_eq!(written(&client, "time", last).await.unwrap(), "23:59:59.999999");
}

/// A limit that `pgdc::types` tells of. The server takes the text 23:59:60 for the same.
#[tokio::test]
async fn a_leap_second_is_written_as_what_follows_it() {
    let client = in_utc().await;
    let last = NaiveTime::from_hms_opt(23, 59, 59).unwrap();
    let leap = last.with_nanosecond(1_500_000_000).unwrap();
    let at = NaiveDate::from_ymd_opt(2016, 12, 31).unwrap().and_time(leap);
    assert_eq!(written(&client, "timestamp", at).await.unwrap(), "2017-01-01 00:00:00.5");
    assert_eq!(written(&client, "time", leap).await, Err("time out of range".to_owned()));
    let leap = last.with_nanosecond(1_000_000_000).unwrap();
    assert_eq!(written(&client, "time", leap).await.unwrap(), "24:00:00");
    assert!(TimeOfDay::try_from(leap).is_err());
}

/// A limit that `pgdc::types` tells of.
#[tokio::test]
async fn the_end_of_the_day_is_read_as_its_beginning() {
    let client = in_utc().await;
    assert_eq!(read::<NaiveTime>(&client, "time", "24:00:00").await, Ok(NaiveTime::MIN));
    let time: TimeOfDay = read(&client, "time", "24:00:00").await.unwrap();
    assert!(NaiveTime::try_from(time).is_err());
}

#[tokio::test]
async fn conversions_and_encoders_agree() {
    let client = in_utc().await;
    agree::<PgDate, NaiveDate>(&client, "date", "4714-11-24 BC", "262142-12-31").await;
    let (first, last) = ("4714-11-24 00:00:00 BC", "262142-12-31 23:59:59.999999");
    agree::<PgTimestamp, NaiveDateTime>(&client, "timestamp", first, last).await;
    let (first, last) = ("4714-11-24 00:00:00+00 BC", "262142-12-31 23:59:59.999999+00");
    agree::<PgTimestamptz, DateTime<Utc>>(&client, "timestamptz", first, last).await;
    agree::<TimeOfDay, NaiveTime>(&client, "time", "00:00:00", "23:59:59.999999").await;
}
