//! Writes that fail leave everything as it was, and say what failed.

use pgdc::{set, unset};
use pgdc_golden::tickets::{
    Db, NewTenant, NewTicket, Ticket, TicketKey, TicketPatch, TicketStatus,
};
use tokio_postgres::error::SqlState;

use crate::connect;

#[tokio::test]
async fn an_error_names_table_operation_and_constraint() {
    let connection = connect("tickets").await;
    let db = Db::new(&connection);
    let new = NewTicket { tenant_id: 1, number: 1, title: "t".into() };
    let error = db.ticket().insert(new.clone()).await.unwrap_err();
    assert_eq!(error.constraint(), Some(Ticket::TICKET_TENANT_ID_FKEY));
    assert_eq!(
        error.to_string(),
        "ticket: insert failed: insert or update on table \"ticket\" violates foreign key constraint \
         \"ticket_tenant_id_fkey\" (23503)"
    );

    db.tenant().insert(NewTenant { tenant_id: 1, name: "one".into() }).await.unwrap();
    let high = new.clone().with(TicketPatch { priority: set(9), ..unset() });
    let error = db.ticket().insert(high).await.unwrap_err();
    assert_eq!(error.code(), Some(&SqlState::CHECK_VIOLATION));
    assert_eq!(error.constraint(), Some(Ticket::TICKET_PRIORITY_CHECK));
    assert!(!error.is_retryable() && !error.is_closed());
}

#[tokio::test]
async fn bulk_rows_are_all_written_or_none() {
    let connection = connect("tickets").await;
    let db = Db::new(&connection);
    db.tenant().insert(NewTenant { tenant_id: 1, name: "one".into() }).await.unwrap();
    let new = |number| NewTicket { tenant_id: 1, number, title: "t".into() };
    let wrong = vec![
        new(1).with(unset()),
        new(2).with(TicketPatch { status: set(TicketStatus::Done), ..unset() }),
        new(1).with(unset()),
    ];
    let error = db.ticket().insert_many(wrong).await.unwrap_err();
    assert_eq!(error.constraint(), Some(Ticket::TICKET_PKEY));
    assert_eq!(db.ticket().count().await.unwrap(), 0);
}

#[tokio::test]
async fn an_empty_patch_reads_the_row() {
    let connection = connect("tickets").await;
    let db = Db::new(&connection);
    db.tenant().insert(NewTenant { tenant_id: 1, name: "one".into() }).await.unwrap();
    let ticket = NewTicket { tenant_id: 1, number: 1, title: "t".into() };
    let ticket = db.ticket().insert(ticket).await.unwrap();
    let key = TicketKey { tenant_id: 1, number: 1 };
    assert_eq!(db.ticket().patch(key, unset()).await.unwrap(), ticket);
    assert!(
        db.ticket()
            .patch(TicketKey { number: 2, ..key }, unset())
            .await
            .unwrap_err()
            .is_not_found()
    );
}

#[tokio::test]
async fn a_closed_connection_is_told() {
    let connection = connect("tickets").await;
    let db = Db::new(&connection);
    let sql = "SELECT pg_terminate_backend(pg_backend_pid())";
    let _ = connection.batch_execute(sql).await;
    let error = db.tenant().count().await.unwrap_err();
    assert!(error.is_closed(), "{error}");
}
