//! The types of the `jiff` crate as values of columns, by the encoders of the wire library.

use pgdc::types::jiff::civil::{Date, DateTime, Time, date};
use pgdc::types::jiff::{Timestamp, tz};
use pgdc::types::{PgDate, PgTimestamp, PgTimestamptz, TimeOfDay};

use crate::held::{DATES, TIMESTAMPS, agree, in_utc, moments, read, refused, with, written};

/// What texts have that are beyond the crate's range.
const BEYOND: [&str; 6] = ["infinity", "10000-", "262142-", "262143-", "294276-", "5874897-"];

#[tokio::test]
async fn what_is_out_of_range_is_no_other_date() {
    let client = in_utc().await;
    assert_eq!(refused::<Date, _>(&client, "date", &DATES).await, with(&DATES, &BEYOND));
    assert_eq!(
        refused::<DateTime, _>(&client, "timestamp", &TIMESTAMPS).await,
        with(&TIMESTAMPS, &BEYOND)
    );
    let moments = moments();
    assert_eq!(
        refused::<Timestamp, _>(&client, "timestamptz", &moments).await,
        with(&moments, &BEYOND)
    );
    let end = read::<Time>(&client, "time", "24:00:00").await;
    assert_eq!(end, Err("value too large to decode".to_owned()));
}

#[tokio::test]
async fn the_ends_of_the_types_are_written_or_refused() {
    let client = in_utc().await;
    let early = Err("date out of range".to_owned());
    assert_eq!(written(&client, "date", Date::MIN).await, early);
    assert_eq!(written(&client, "date", Date::MAX).await.unwrap(), "9999-12-31");
    let early = Err("timestamp out of range".to_owned());
    assert_eq!(written(&client, "timestamptz", Timestamp::MIN).await, early);
    let text = "9999-12-30 22:00:00.999999+00";
    assert_eq!(written(&client, "timestamptz", Timestamp::MAX).await.unwrap(), text);
    let far = Err("value too large to transmit".to_owned());
    assert_eq!(written(&client, "timestamp", DateTime::MIN).await, far);
    assert_eq!(written(&client, "timestamp", date(-4713, 11, 23).at(0, 0, 0, 0)).await, early);
}

/// A limit that `pgdc::types` tells of: the encoder counts by way of a [`Timestamp`], which ends a day
/// before a [`DateTime`].
#[tokio::test]
async fn the_last_day_is_read_and_not_written() {
    let client = in_utc().await;
    let last = date(9999, 12, 31).at(23, 59, 59, 999_999_000);
    let text = "9999-12-31 23:59:59.999999";
    assert_eq!(read(&client, "timestamp", text).await, Ok(last));
    let far = Err("value too large to transmit".to_owned());
    assert_eq!(written(&client, "timestamp", last).await, far);
    assert_eq!(written(&client, "timestamp", date(9999, 12, 30).at(22, 0, 1, 0)).await, far);
    let ours = PgTimestamp::try_from(last).unwrap();
    assert_eq!(written(&client, "timestamp", ours).await.unwrap(), text);
    let moment = format!("{text}+00");
    let error = read::<Timestamp>(&client, "timestamptz", &moment).await;
    assert_eq!(error, Err("value too large to decode".to_owned()));
}

/// A limit that `pgdc::types` tells of.
#[tokio::test]
async fn what_is_finer_than_a_microsecond_is_cut_towards_2000() {
    let client = in_utc().await;
    for (year, text) in [(1999, "2000-01-01 00:00:00"), (2000, "2000-12-31 23:59:59.999999")] {
        let at = date(year, 12, 31).at(23, 59, 59, 999_999_999);
        assert_eq!(written(&client, "timestamp", at).await.unwrap(), text);
        let moment = tz::Offset::UTC.to_timestamp(at).unwrap();
        let text = format!("{text}+00");
        assert_eq!(written(&client, "timestamptz", moment).await.unwrap(), text);
        assert!(PgTimestamptz::try_from(moment).is_err());
    }
    assert_eq!(written(&client, "time", Time::MAX).await.unwrap(), "23:59:59.999999");
}

#[tokio::test]
async fn conversions_and_encoders_agree() {
    let client = in_utc().await;
    agree::<PgDate, Date>(&client, "date", "4714-11-24 BC", "9999-12-31").await;
    let (first, last) = ("4714-11-24 00:00:00 BC", "9999-12-30 22:00:00.999999");
    agree::<PgTimestamp, DateTime>(&client, "timestamp", first, last).await;
    let (first, last) = ("4714-11-24 00:00:00+00 BC", "9999-12-30 22:00:00.999999+00");
    agree::<PgTimestamptz, Timestamp>(&client, "timestamptz", first, last).await;
    agree::<TimeOfDay, Time>(&client, "time", "00:00:00", "23:59:59.999999").await;
}
