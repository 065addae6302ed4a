//! A table as a queue of jobs, of which two tenants have the same numbers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use pgdc::{Claimed, Error, Pool, Query, set, unset};
use pgdc_golden::tickets::{
    Db, Device, NewTicket, NewTicketWatcher, Ticket, TicketPatch, TicketStatus,
};

use crate::pool;

async fn queue(numbers: i32) -> Pool {
    let pool = pool("tickets").await;
    let db = Db::new(&pool);
    for tenant_id in [7, 8] {
        let sql = format!("INSERT INTO tenant VALUES ({tenant_id}, '{tenant_id}')");
        pool.get().await.unwrap().batch_execute(&sql).await.unwrap();
        let new = |number| NewTicket { tenant_id, number, title: "to do".into() };
        db.ticket().insert_many((1..=numbers).map(new).collect()).await.unwrap();
    }
    pool
}

fn open<'e>(db: Db<'e>, tenant: i32) -> Query<'e, Ticket> {
    let mine = db.ticket().xtra(Ticket::TENANT_ID, tenant);
    mine.filter(Ticket::STATUS.eq(TicketStatus::Open)).order_by(Ticket::NUMBER)
}

fn done() -> TicketPatch {
    TicketPatch { status: set(TicketStatus::Done), ..unset() }
}

async fn titles(pool: &Pool, tenant: i32) -> Vec<(String, TicketStatus, i16)> {
    let mine = Db::new(pool).ticket().xtra(Ticket::TENANT_ID, tenant);
    let mine = mine.order_by(Ticket::NUMBER).all().await.unwrap();
    mine.into_iter().map(|ticket| (ticket.title, ticket.status, ticket.priority)).collect()
}

#[tokio::test]
async fn rows_are_locked_until_the_transaction_ends() {
    let pool = queue(3).await;
    let (mut one, mut two) = (pool.get().await.unwrap(), pool.get().await.unwrap());
    let (one, two) = (one.transaction().await.unwrap(), two.transaction().await.unwrap());
    let numbers = |tickets: Vec<Ticket>| {
        tickets.iter().map(|ticket| (ticket.tenant_id, ticket.number)).collect::<Vec<_>>()
    };
    let first = open(Db::new(&one), 7).claim(2).await.unwrap();
    assert_eq!(numbers(first), [(7, 1), (7, 2)]);
    // Of the rows of this tenant the third is left; those of the other were never locked.
    assert_eq!(numbers(open(Db::new(&two), 7).claim(5).await.unwrap()), [(7, 3)]);
    assert_eq!(numbers(open(Db::new(&two), 8).limit(1).claim(5).await.unwrap()), [(8, 1)]);
    assert_eq!(numbers(open(Db::new(&one), 8).claim(1).await.unwrap()), [(8, 2)]);
    one.rollback().await.unwrap();
    assert_eq!(numbers(open(Db::new(&two), 7).claim(5).await.unwrap()).len(), 3);
}

#[tokio::test]
async fn a_claim_needs_a_transaction_and_a_job_a_pool() {
    let pool = queue(1).await;
    let connection = pool.get().await.unwrap();
    for error in [
        open(Db::new(&pool), 7).claim(1).await.unwrap_err(),
        open(Db::new(&connection), 7).claim(1).await.unwrap_err(),
    ] {
        let text =
            "ticket: rows are claimed until the end of a transaction, and the handle is on none";
        assert_eq!(error.to_string(), text);
    }
    let work = async |_, _| Ok::<_, Error>(done());
    let error = open(Db::new(&connection), 7).claim_one(work, |_, _| done()).await.unwrap_err();
    assert_eq!(error.to_string(), "ticket: a job takes a connection, and the handle is on no pool");
    let refused = open(Db::new(&pool), 7).rows_where("true) or (true", ());
    assert!(refused.claim_one(work, |_, _| done()).await.unwrap_err().is_refused());
}

#[tokio::test]
async fn a_job_is_completed_or_fails_under_the_scope() {
    let pool = queue(2).await;
    let theirs = titles(&pool, 8).await;
    let watch = |number| NewTicketWatcher { tenant_id: 7, number, email: "w".into() };

    let claimed = open(Db::new(&pool), 7).claim_one(
        async |tx, job| {
            Db::new(&tx).ticket_watcher().insert(watch(job.number)).await?;
            Ok::<_, Error>(done())
        },
        |_, _| done(),
    );
    let Some(Claimed::Completed(ticket)) = claimed.await.unwrap() else { panic!("completed") };
    assert_eq!((ticket.tenant_id, ticket.number, ticket.status), (7, 1, TicketStatus::Done));
    assert_eq!(Db::new(&pool).ticket_watcher().count().await.unwrap(), 1);

    // A failure counts, and what was written on the way is undone, whatever the error was.
    for attempt in 4..=5 {
        let claimed = open(Db::new(&pool), 7).claim_one(
            async |tx, job| {
                Db::new(&tx).ticket_watcher().insert(watch(job.number)).await?;
                Db::new(&tx).ticket_watcher().insert(watch(job.number)).await?;
                Ok::<_, Error>(done())
            },
            |job, error: &Error| TicketPatch {
                priority: set(job.priority + 1),
                title: set(error.constraint().unwrap().name),
                ..unset()
            },
        );
        let Some(Claimed::Failed(ticket, error)) = claimed.await.unwrap() else { panic!("failed") };
        assert!(error.is_unique_violation());
        assert_eq!((ticket.number, ticket.priority), (2, attempt));
        assert_eq!(ticket.title, "ticket_watcher_pkey");
    }
    assert_eq!(Db::new(&pool).ticket_watcher().count().await.unwrap(), 1);
    assert_eq!(titles(&pool, 8).await, theirs, "the same numbers of the other tenant");

    // A patch that the scope or the server refuses leaves the job as it was.
    let mine = titles(&pool, 7).await;
    let moved = TicketPatch { tenant_id: set(8), ..done() };
    let work = async |_, _| Ok::<_, Error>(moved.clone());
    let error = open(Db::new(&pool), 7).claim_one(work, |_, _| done()).await.unwrap_err();
    assert!(error.is_scope_violation());
    let work = async |_, _| Ok::<_, Error>(TicketPatch { priority: set(9), ..unset() });
    let error = open(Db::new(&pool), 7).claim_one(work, |_, _| done()).await.unwrap_err();
    assert!(error.is_check_violation());
    assert_eq!(titles(&pool, 7).await, mine);

    // Nothing to do.
    let work = async |_, _| -> Result<_, Error> { panic!("there is no job") };
    let none = Db::new(&pool).device().filter(Device::TENANT_ID.eq(7));
    assert!(none.claim_one(work, |_, _| unset()).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_job_is_done_twice() {
    const JOBS: i32 = 200;
    let pool = queue(JOBS).await;
    let done_by = Arc::new(Mutex::new(BTreeMap::<i32, u32>::new()));
    let workers: Vec<_> = (0..8)
        .map(|_| {
            let (pool, done_by) = (pool.clone(), done_by.clone());
            tokio::spawn(async move {
                let mut count = 0;
                loop {
                    let claimed = open(Db::new(&pool), 7).claim_one(
                        async |tx, job| {
                            *done_by.lock().unwrap().entry(job.number).or_default() += 1;
                            tokio::task::yield_now().await;
                            Db::new(&tx).ticket().count().await?;
                            Ok::<_, Error>(done())
                        },
                        |_, _| done(),
                    );
                    match claimed.await.unwrap() {
                        Some(_) => count += 1,
                        None => return count,
                    }
                }
            })
        })
        .collect();
    let mut total = 0;
    for worker in workers {
        total += worker.await.unwrap();
    }
    assert_eq!(total, JOBS);
    assert!(titles(&pool, 8).await.iter().all(|(_, status, _)| *status == TicketStatus::Open));
    let done_by = done_by.lock().unwrap();
    assert!(done_by.len() == 200 && done_by.values().all(|times| *times == 1), "{done_by:?}");
}
