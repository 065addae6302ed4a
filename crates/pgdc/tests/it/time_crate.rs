//! The types of the `time` crate as values of columns, by the encoders of the wire library.

use pgdc::types::{
    Date, OffsetDateTime, PgDate, PgTimestamp, PgTimestamptz, PrimitiveDateTime, Time, TimeOfDay,
};
use time::UtcOffset;

use crate::held::{DATES, TIMESTAMPS, agree, in_utc, moments, read, refused, with, written};

/// What texts have that are beyond the crate's range.
const BEYOND: [&str; 6] = ["infinity", "10000-", "262142-", "262143-", "294276-", "5874897-"];

#[tokio::test]
async fn what_is_out_of_range_is_no_other_date() {
    let client = in_utc().await;
    assert_eq!(refused::<Date, _>(&client, "date", &DATES).await, with(&DATES, &BEYOND));
    assert_eq!(
        refused::<PrimitiveDateTime, _>(&client, "timestamp", &TIMESTAMPS).await,
        with(&TIMESTAMPS, &BEYOND)
    );
    let moments = moments();
    assert_eq!(
        refused::<OffsetDateTime, _>(&client, "timestamptz", &moments).await,
        with(&moments, &BEYOND)
    );
}

#[tokio::test]
async fn the_ends_of_the_types_are_written_or_refused() {
    let client = in_utc().await;
    let early = Err("date out of range".to_owned());
    assert_eq!(written(&client, "date", Date::MIN).await, early);
    assert_eq!(written(&client, "date", Date::MAX).await.unwrap(), "9999-12-31");
    let early = Err("timestamp out of range".to_owned());
    let (first, last) = (PrimitiveDateTime::MIN, PrimitiveDateTime::MAX);
    assert_eq!(written(&client, "timestamp", first).await, early);
    let text = "9999-12-31 23:59:59.999999";
    assert_eq!(written(&client, "timestamp", last).await.unwrap(), text);
    let (east, west) =
        (UtcOffset::from_hms(1, 0, 0).unwrap(), UtcOffset::from_hms(-1, 0, 0).unwrap());
    for offset in [UtcOffset::UTC, west] {
        assert_eq!(written(&client, "timestamptz", first.assume_offset(offset)).await, early);
    }
    for (offset, hour) in [(UtcOffset::UTC, 23), (east, 22)] {
        let text = format!("9999-12-31 {hour}:59:59.999999+00");
        let last = last.assume_offset(offset);
        assert_eq!(written(&client, "timestamptz", last).await.unwrap(), text);
    }
}

/// A limit that `pgdc::types` tells of.
#[tokio::test]
async fn what_is_finer_than_a_microsecond_is_cut_towards_2000() {
    let client = in_utc().await;
    for (year, text) in [(1999, "2000-01-01 00:00:00"), (2000, "2000-12-30 23:59:59.999999")] {
        let date = Date::from_ordinal_date(year, 365).unwrap();
        let at = date.with_hms_nano(23, 59, 59, 999_999_999).unwrap();
        assert_eq!(written(&client, "timestamp", at).await.unwrap(), text);
        let text = format!("{text}+00");
        assert_eq!(written(&client, "timestamptz", at.assume_utc()).await.unwrap(), text);
        assert!(PgTimestamp::try_from(at).is_err());
    }
    assert_eq!(written(&client, "time", Time::MAX).await.unwrap(), "23:59:59.999999");
}

/// A limit that `pgdc::types` tells of, and the reason why generated modules hold a [`TimeOfDay`].
#[tokio::test]
async fn the_end_of_the_day_is_read_as_its_beginning() {
    let client = in_utc().await;
    assert_eq!(read::<Time>(&client, "time", "24:00:00").await, Ok(Time::MIDNIGHT));
    let time: TimeOfDay = read(&client, "time", "24:00:00").await.unwrap();
    assert!(Time::try_from(time).is_err());
}

#[tokio::test]
async fn conversions_and_encoders_agree() {
    let client = in_utc().await;
    agree::<PgDate, Date>(&client, "date", "4714-11-24 BC", "9999-12-31").await;
    let (first, last) = ("4714-11-24 00:00:00 BC", "9999-12-31 23:59:59.999999");
    agree::<PgTimestamp, PrimitiveDateTime>(&client, "timestamp", first, last).await;
    let (first, last) = ("4714-11-24 00:00:00+00 BC", "9999-12-31 23:59:59.999999+00");
    agree::<PgTimestamptz, OffsetDateTime>(&client, "timestamptz", first, last).await;
    agree::<TimeOfDay, Time>(&client, "time", "00:00:00", "23:59:59.999999").await;
}
