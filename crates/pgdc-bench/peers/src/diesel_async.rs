//! Diesel over diesel-async: one connection for calls one after the other, its deadpool where tasks share.

use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::deadpool::Pool;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl};
use pgdc_bench::AnyError;
use pgdc_bench::contestant::{Contestant, Outcome, Running, timed};
use pgdc_bench::given::Given;
use pgdc_bench::task::{Kind, POOL, TASKS, TENANT, Task, tenant_of};
use serde_json::Value;
use time::OffsetDateTime;
use tokio::sync::Mutex;

diesel::table! {
    event (id) {
        id -> Int8,
        tenant_id -> Int4,
        name -> Text,
        note -> Nullable<Text>,
        amount -> Float8,
        done -> Bool,
        meta -> Nullable<Jsonb>,
        created_at -> Timestamptz,
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = event, check_for_backend(diesel::pg::Pg))]
#[expect(dead_code, reason = "read, and not looked at")]
struct Event {
    id: i64,
    tenant_id: i32,
    name: String,
    note: Option<String>,
    amount: f64,
    done: bool,
    meta: Option<Value>,
    created_at: OffsetDateTime,
}

#[derive(Insertable)]
#[diesel(table_name = event)]
struct NewEvent<'a> {
    id: Option<i64>,
    tenant_id: i32,
    name: &'a str,
    note: Option<&'a str>,
    amount: f64,
    meta: Option<&'a Value>,
}

struct Diesel {
    connection: Mutex<AsyncPgConnection>,
    pool: Pool<AsyncPgConnection>,
}

pub async fn open(url: String) -> Result<Box<dyn Contestant>, AnyError> {
    let connection = Mutex::new(AsyncPgConnection::establish(&url).await?);
    let manager = AsyncDieselConnectionManager::new(url);
    Ok(Box::new(Diesel { connection, pool: Pool::builder(manager).max_size(POOL).build()? }))
}

impl Contestant for Diesel {
    fn run(&self, task: Task) -> Option<Running<'_>> {
        match task.kind {
            Kind::GetPooled | Kind::GetPooledInTurn => Some(Box::pin(timed(self.share(task)))),
            // It pipelines by `&AsyncPgConnection`; its COPY, its updates in bulk and its streams are left out.
            Kind::GetTogether => Some(Box::pin(async move {
                let connection = self.connection.lock().await;
                timed(together(&connection, task)).await
            })),
            Kind::GetGathered | Kind::CopyIn | Kind::UpdateMany | Kind::Stream => None,
            _ => {
                Some(Box::pin(async move { alone(&mut *self.connection.lock().await, task).await }))
            }
        }
    }
}

async fn get(connection: &mut AsyncPgConnection, id: i64) -> QueryResult<u64> {
    let found = event::table.find(id).select(Event::as_select()).first(connection).await;
    Ok(u64::from(std::hint::black_box(found.optional()?).is_some()))
}

/// Without tasks of tokio, since the connection is borrowed.
async fn together(connection: &AsyncPgConnection, task: Task) -> QueryResult<u64> {
    let tasks = (0..TASKS).map(|nth| async move {
        let (mut connection, mut rows) = (connection, 0);
        for id in task.ids_of(nth) {
            let found = event::table.find(id).select(Event::as_select());
            let found: QueryResult<Event> = found.first(&mut connection).await;
            rows += u64::from(std::hint::black_box(found.optional()?).is_some());
        }
        QueryResult::Ok(rows)
    });
    Ok(futures_util::future::try_join_all(tasks).await?.into_iter().sum())
}

impl Diesel {
    async fn share(&self, task: Task) -> Result<u64, AnyError> {
        let tasks: Vec<_> = (0..TASKS)
            .map(|nth| (self.pool.clone(), task.ids_of(nth)))
            .map(|(pool, ids)| {
                tokio::spawn(async move {
                    let mut rows = 0;
                    for id in ids {
                        rows += get(&mut *pool.get().await?, id).await?;
                    }
                    Ok::<_, AnyError>(rows)
                })
            })
            .collect();
        let mut rows = 0;
        for task in tasks {
            rows += task.await??;
        }
        Ok(rows)
    }
}

async fn alone(connection: &mut AsyncPgConnection, task: Task) -> Result<Outcome, AnyError> {
    let given = match task.kind {
        Kind::Get | Kind::List | Kind::ScopedGet | Kind::ScopedList | Kind::Delete => Vec::new(),
        _ => Given::all(task),
    };
    timed(run(connection, task, &given)).await
}

async fn run(connection: &mut AsyncPgConnection, task: Task, given: &[Given]) -> QueryResult<u64> {
    let mut rows = 0;
    match task.kind {
        Kind::List => {
            let list = event::table.filter(event::id.le(task.last_id()));
            rows = count(list.select(Event::as_select()).load(connection).await?);
        }
        Kind::ScopedList => {
            let list = event::table.filter(event::id.le(task.last_id_of_tenant()));
            let list = list.filter(event::tenant_id.eq(TENANT));
            rows = count(list.select(Event::as_select()).load(connection).await?);
        }
        Kind::ScopedGet => {
            for id in task.ids() {
                let found = event::table.find(id).filter(event::tenant_id.eq(tenant_of(id)));
                rows += count(found.select(Event::as_select()).load(connection).await?);
            }
        }
        Kind::Insert => {
            for row in given {
                let insert = diesel::insert_into(event::table).values(new(row, None));
                let found: Event =
                    insert.returning(Event::as_returning()).get_result(connection).await?;
                std::hint::black_box(found);
                rows += 1;
            }
        }
        Kind::Upsert => {
            for row in given {
                let upsert = diesel::insert_into(event::table)
                    .values(new(row, Some(row.id)))
                    .on_conflict(event::id)
                    .do_update()
                    .set((
                        event::tenant_id.eq(excluded(event::tenant_id)),
                        event::name.eq(excluded(event::name)),
                        event::note.eq(excluded(event::note)),
                        event::amount.eq(excluded(event::amount)),
                        event::meta.eq(excluded(event::meta)),
                    ));
                let found: Event =
                    upsert.returning(Event::as_returning()).get_result(connection).await?;
                std::hint::black_box(found);
                rows += 1;
            }
        }
        Kind::InsertMany | Kind::InsertManyReturning => {
            // No more than the protocol's parameters in one statement.
            for part in given.chunks(10_000) {
                let new: Vec<NewEvent<'_>> = part.iter().map(|row| new(row, None)).collect();
                let insert = diesel::insert_into(event::table).values(new);
                rows += match task.kind {
                    Kind::InsertMany => insert.execute(connection).await? as u64,
                    _ => {
                        let insert = insert.returning(Event::as_returning());
                        count(insert.get_results(connection).await?)
                    }
                };
            }
        }
        Kind::Update => {
            for row in given {
                let set = (event::note.eq(&row.note), event::amount.eq(row.amount));
                let update = diesel::update(event::table.find(row.id)).set(set);
                rows += update.execute(connection).await? as u64;
            }
        }
        Kind::Delete => {
            for id in task.written_ids() {
                rows += diesel::delete(event::table.find(id)).execute(connection).await? as u64;
            }
        }
        _ => {
            for id in task.ids() {
                rows += get(connection, id).await?;
            }
        }
    }
    Ok(rows)
}

fn new(row: &Given, id: Option<i64>) -> NewEvent<'_> {
    let Given { tenant_id, name, note, amount, meta, .. } = row;
    NewEvent {
        id,
        tenant_id: *tenant_id,
        name,
        note: note.as_deref(),
        amount: *amount,
        meta: meta.as_ref(),
    }
}

fn count(events: Vec<Event>) -> u64 {
    std::hint::black_box(events).len() as u64
}
