//! What errors answer.

use pgdc::{Error, Executor as _, MapConstraint as _, set, unset};
use pgdc_golden::tickets::{Db, Device, NewTicket, Ticket, TicketPatch};

use crate::connect;

#[derive(Debug)]
enum Problem {
    NoSuchTenant,
    NumberIsTaken,
    Database(Error),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Problem::Database(error)
    }
}

#[tokio::test]
async fn a_constraint_is_given_a_meaning() {
    let db = connect("tickets").await;
    db.batch_execute("INSERT INTO tenant VALUES (7, 'seven')").await.unwrap();
    let insert = async |tenant_id, priority: i16| -> Result<Ticket, Problem> {
        let new = NewTicket { tenant_id, number: 1, title: "t".into() };
        let new = new.with(TicketPatch { priority: set(priority), ..unset() });
        Db::new(&db)
            .ticket()
            .insert(new)
            .await
            .map_constraint(Ticket::TICKET_TENANT_ID_FKEY, || Problem::NoSuchTenant)
            .map_constraint(Ticket::TICKET_PKEY, || Problem::NumberIsTaken)
            .map_constraint(Device::DEVICE_PKEY, || unreachable!("of another table"))
            .other()
    };
    assert!(matches!(insert(9, 1).await, Err(Problem::NoSuchTenant)));
    assert!(matches!(insert(7, 1).await, Ok(Ticket { number: 1, .. })));
    assert!(matches!(insert(7, 1).await, Err(Problem::NumberIsTaken)));
    let Err(Problem::Database(error)) = insert(7, 9).await else { panic!("the check") };
    assert_eq!(error.constraint(), Some(Ticket::TICKET_PRIORITY_CHECK));
}

/// Each statement, the question that is answered with yes, and what the server's report names.
#[tokio::test]
async fn errors_answer_questions() {
    let db = connect("tickets").await;
    let setup = "INSERT INTO tenant VALUES (7, 'seven');
        CREATE TABLE stay (during int4range, EXCLUDE USING gist (during WITH &&));
        INSERT INTO stay VALUES ('[1,5]');
        CREATE ROLE nobody_at_all;";
    db.batch_execute(setup).await.unwrap();
    type Question = fn(&Error) -> bool;
    let questions: &[(&str, Question)] = &[
        ("unique", Error::is_unique_violation),
        ("foreign key", Error::is_foreign_key_violation),
        ("not null", Error::is_not_null_violation),
        ("check", Error::is_check_violation),
        ("exclusion", Error::is_exclusion_violation),
        ("data", Error::is_data_error),
        ("canceled", Error::is_canceled),
        ("lock", Error::is_lock_unavailable),
        ("undefined", Error::is_undefined),
        ("permission", Error::is_permission_denied),
        ("read only", Error::is_read_only),
        ("resources", Error::is_out_of_resources),
        ("retryable", Error::is_retryable),
    ];
    for (sql, expected, table, column) in [
        ("INSERT INTO tenant VALUES (7, 'x')", "unique", Some("tenant"), None),
        ("INSERT INTO ticket VALUES (1, 1, 'x')", "foreign key", Some("ticket"), None),
        ("INSERT INTO tenant VALUES (8, NULL)", "not null", Some("tenant"), Some("name")),
        ("INSERT INTO ticket VALUES (7, 1, 'x', 'open', 9)", "check", Some("ticket"), None),
        ("INSERT INTO stay VALUES ('[3,9]')", "exclusion", Some("stay"), None),
        ("SELECT 1 / 0", "data", None, None),
        ("SELECT 'x'::text::integer", "data", None, None),
        ("SELECT nothing FROM tenant", "undefined", None, None),
        ("SELECT * FROM nothing", "undefined", None, None),
        ("DO $$ BEGIN RAISE 'x' USING ERRCODE = '55P03'; END $$", "lock", None, None),
        ("DO $$ BEGIN RAISE 'x' USING ERRCODE = '53300'; END $$", "resources", None, None),
        ("DO $$ BEGIN RAISE 'x' USING ERRCODE = '40P01'; END $$", "retryable", None, None),
    ] {
        let error = db.sql(sql, ()).execute().await.unwrap_err();
        let yes: Vec<_> = questions.iter().filter(|(_, is)| is(&error)).map(|(q, _)| *q).collect();
        assert_eq!(yes, [expected], "{sql}: {error}");
        assert_eq!((error.table(), error.column()), (table, column), "{sql}");
        assert_eq!(error.is_constraint_violation(), table.is_some(), "{sql}");
    }
    db.batch_execute("SET statement_timeout = 20").await.unwrap();
    let error = db.sql("SELECT pg_sleep(9)", ()).execute().await.unwrap_err();
    assert!(error.is_canceled() && !error.is_closed(), "{error}");
    db.batch_execute("SET statement_timeout = 0; SET ROLE nobody_at_all").await.unwrap();
    let error = Db::new(&db).device().count().await.unwrap_err();
    assert!(error.is_permission_denied());
    assert_eq!(error.table(), Some("device"), "that of the handle");
    db.batch_execute("RESET ROLE; DROP ROLE nobody_at_all").await.unwrap();
}
