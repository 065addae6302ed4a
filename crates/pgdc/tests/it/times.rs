//! Dates, times and intervals.

use pgdc::types::{Interval, PgDate, PgTimestamp, PgTimestamptz, TimeOfDay, TimeTz};
use pgdc_server::Server;

use crate::two_way::{Random, client, parsed, same_texts, two_way};

#[tokio::test]
async fn date() {
    let texts = [
        "infinity",
        "-infinity",
        "2000-01-01",
        "1999-12-31",
        "2024-02-29",
        "0001-01-01",
        "0001-12-31 BC",
        "0044-03-15 BC",
        "4714-11-24 BC",
        "9999-12-31",
        "10000-01-01",
        "5874897-12-31",
    ];
    two_way("date", &parsed::<PgDate>(&texts)).await;
}

#[tokio::test]
async fn time() {
    let texts =
        ["00:00:00", "12:34:56", "04:05:06.789", "23:59:59.999999", "00:00:00.000001", "24:00:00"];
    two_way("time", &parsed::<TimeOfDay>(&texts)).await;
    let texts = [
        "00:00:00+00",
        "12:34:56.5+02",
        "12:34:56-03:30",
        "24:00:00+15:59:59",
        "00:00:00-15:59:59",
        "01:02:03+00:00:01",
    ];
    two_way("timetz", &parsed::<TimeTz>(&texts)).await;
}

#[tokio::test]
async fn timestamp() {
    let texts = [
        "infinity",
        "-infinity",
        "2000-01-01 00:00:00",
        "1999-12-31 23:59:59.999999",
        "2024-02-29 04:05:06.789",
        "0001-01-01 00:00:00",
        "0044-03-15 12:00:00 BC",
        "4714-11-24 00:00:00 BC",
        "10000-01-01 00:00:00",
        "294276-12-31 23:59:59.999999",
    ];
    two_way("timestamp", &parsed::<PgTimestamp>(&texts)).await;
    let texts = [
        "infinity",
        "-infinity",
        "2000-01-01 00:00:00+00",
        "2024-02-29 04:05:06.789+00",
        "0044-03-15 12:00:00+00 BC",
        "4714-11-24 00:00:00+00 BC",
        "294276-12-31 23:59:59.999999+00",
    ];
    two_way("timestamptz", &parsed::<PgTimestamptz>(&texts)).await;
}

#[tokio::test]
async fn interval() {
    let mut texts = vec![
        "00:00:00",
        "-00:00:01",
        "00:00:00.000001",
        "1 year",
        "-1 years",
        "2 years",
        "1 mon",
        "1 year 2 mons",
        "-1 years -2 mons +3 days -04:05:06.7",
        "1 year 2 mons -3 days +04:05:06",
        "-1 days +00:00:01",
        "1 day",
        "-1 mons +1 day",
        "100:00:00",
        "178956970 years 7 mons",
        "-178956970 years -8 mons",
        "2147483647 days",
        "-2147483648 days",
    ];
    let major = Server::shared().version().major;
    if major >= 15 {
        // PostgreSQL 14 counts hours up to 2147483647 when it prints.
        texts.extend(["2562047788:00:54.775807", "-2562047788:00:54.775807"]);
    }
    if major >= 17 {
        texts.extend(["infinity", "-infinity"]);
    }
    two_way("interval", &parsed::<Interval>(&texts)).await;
}

/// The parts of an interval, and what the server makes of them.
#[tokio::test]
async fn intervals_of_random_parts() {
    let mut random = Random(1);
    let intervals: Vec<Interval> = (0..5000)
        .map(|_| Interval {
            months: random.within(-30, 30) as i32,
            days: random.within(-3, 3) as i32,
            microseconds: random.within(-2, 2) * random.within(0, 1_000_000_000_000),
        })
        .collect();
    same_texts("interval", &intervals).await;
}

#[tokio::test]
async fn random_days_of_the_whole_range() {
    let mut random = Random(2);
    let (first, last) = (PgDate::MIN.days().unwrap(), PgDate::MAX.days().unwrap());
    let mut days: Vec<i64> =
        (0..20_000).map(|_| random.within(first.into(), last.into())).collect();
    days.extend((0..20_000).map(|_| random.within(-800_000, 800_000)));
    days.extend([first, last].map(i64::from));
    let dates: Vec<PgDate> =
        days.iter().map(|days| PgDate::from_days(i32::try_from(*days).unwrap()).unwrap()).collect();
    same_texts("date", &dates).await;
}

#[tokio::test]
async fn random_moments_of_the_whole_range() {
    let mut random = Random(3);
    let (first, last) = (PgTimestamp::MIN.micros().unwrap(), PgTimestamp::MAX.micros().unwrap());
    let mut micros: Vec<i64> = (0..20_000).map(|_| random.within(first, last)).collect();
    micros.extend([first, -1, 0, last]);
    let moments: Vec<PgTimestamp> =
        micros.iter().map(|micros| PgTimestamp::from_micros(*micros).unwrap()).collect();
    same_texts("timestamp", &moments).await;
    let moments: Vec<PgTimestamptz> = moments.into_iter().map(PgTimestamptz::from_utc).collect();
    same_texts("timestamptz", &moments).await;
}

#[tokio::test]
async fn times_with_offsets_order_as_the_server_does() {
    let client = client("").await;
    let sql = "SELECT array_agg(t ORDER BY t) FROM unnest($1::timetz[]) t";
    let texts = [
        "10:00:00+00",
        "12:00:00+02",
        "09:00:00-01",
        "24:00:00+15:59:59",
        "00:00:00-15:59:59",
        "10:00:00.1+00",
    ];
    let mut times: Vec<TimeTz> = texts.iter().map(|text| text.parse().unwrap()).collect();
    let row = client.query_one(sql, &[&times]).await.unwrap();
    times.sort();
    assert_eq!(row.get::<_, Vec<TimeTz>>(0), times);
}

/// The zone of the session is a matter of the text alone.
#[tokio::test]
async fn moments_do_not_depend_on_the_zone_of_the_session() {
    let client = client("").await;
    client.batch_execute("SET TimeZone = '-05:30'").await.unwrap();
    let moment: PgTimestamptz = "2024-02-29 12:00:00+00".parse().unwrap();
    let row = client
        .query_one("SELECT $1::timestamptz, $1::timestamptz::text", &[&moment])
        .await
        .unwrap();
    assert_eq!(row.get::<_, PgTimestamptz>(0), moment);
    let text: &str = row.get(1);
    assert!(!text.ends_with("+00") && text.parse() == Ok(moment), "{text}");
}
