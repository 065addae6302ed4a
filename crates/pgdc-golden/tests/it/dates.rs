//! Dates as the types of the crates that the configuration can name.

use pgdc::types::{Multirange, Range, chrono, jiff};
use pgdc_golden::{dates_chrono, dates_jiff};

use crate::connect;

const ROW: &str = "INSERT INTO event VALUES (
    '2024-02-29', '2024-02-29 12:30:00.123456', '2024-02-29 12:30:00+02', '{2000-01-01 00:00Z, NULL}',
    '[2024-01-01 00:00Z, 2025-01-01 00:00Z)', '{[2024-01-01,2024-01-03)}')";

/// What the server has of the table, as text.
async fn as_text(connection: &pgdc::Connection) -> Vec<String> {
    let sql = "SELECT event::text FROM (SELECT to_jsonb(event) - 'day' AS event FROM event) AS e";
    let rows = connection.query(sql, &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn those_of_chrono() {
    use dates_chrono::{Db, Event};
    let connection = connect("dates_chrono").await;
    let db = Db::new(&connection);
    connection.batch_execute(ROW).await.unwrap();
    let day = chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let mut event = db.event().one(day).await.unwrap();
    let held: chrono::DateTime<chrono::Utc> = "2024-02-29T10:30:00Z".parse().unwrap();
    assert_eq!(event.held, Some(held));
    assert!(event.open.as_ref().is_some_and(|open| open.contains(&held)));
    assert_eq!(db.event().filter(Event::HELD.ge(held)).count().await.unwrap(), 1);

    event.day = day.succ_opt().unwrap();
    db.event().insert(event).await.unwrap();
    let texts = as_text(&connection).await;
    assert_eq!(texts[0], texts[1]);

    connection.batch_execute("UPDATE event SET held = 'infinity'").await.unwrap();
    let error = db.event().all().await.unwrap_err();
    assert!(error.to_string().contains("held"), "{error}");
}

#[tokio::test]
async fn those_of_jiff() {
    use dates_jiff::{Db, Event};
    let connection = connect("dates_jiff").await;
    let db = Db::new(&connection);
    connection.batch_execute(ROW).await.unwrap();
    let day = jiff::civil::date(2024, 2, 29);
    let mut event = db.event().one(day).await.unwrap();
    let held: jiff::Timestamp = "2024-02-29T10:30:00Z".parse().unwrap();
    assert_eq!(event.held, Some(held));
    let first = jiff::civil::date(2024, 1, 1);
    let days = Multirange::from(Range::from(first..jiff::civil::date(2024, 1, 3)));
    assert_eq!(event.days, Some(days));
    assert_eq!(db.event().filter(Event::HELD.ge(held)).count().await.unwrap(), 1);

    event.day = day.tomorrow().unwrap();
    db.event().insert(event).await.unwrap();
    let texts = as_text(&connection).await;
    assert_eq!(texts[0], texts[1]);

    connection.batch_execute("UPDATE event SET held = 'infinity'").await.unwrap();
    let error = db.event().all().await.unwrap_err();
    assert!(error.to_string().contains("held"), "{error}");
}
