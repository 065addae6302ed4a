//! sqlx with `FromRow`: one connection for calls one after the other, which is faster than its pool; the pool where
//! tasks share.

use pgdc_bench::AnyError;
use pgdc_bench::contestant::{Contestant, Outcome, Running, timed};
use pgdc_bench::given::Given;
use pgdc_bench::task::{Kind, POOL, TASKS, TENANT, Task, tenant_of};
use serde_json::Value;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection as _, Error, PgConnection, PgExecutor, PgPool};
use time::OffsetDateTime;
use tokio::sync::Mutex;

const GET: &str =
    "SELECT id, tenant_id, name, note, amount, done, meta, created_at FROM event WHERE id = $1";
const LIST: &str =
    "SELECT id, tenant_id, name, note, amount, done, meta, created_at FROM event WHERE id <= $1";
const SCOPED_GET: &str =
    "SELECT id, tenant_id, name, note, amount, done, meta, created_at FROM event
    WHERE id = $1 AND tenant_id = $2";
const SCOPED_LIST: &str =
    "SELECT id, tenant_id, name, note, amount, done, meta, created_at FROM event
    WHERE id <= $1 AND tenant_id = $2";
const INSERT: &str =
    "INSERT INTO event (tenant_id, name, note, amount, meta) VALUES ($1, $2, $3, $4, $5)
    RETURNING id, tenant_id, name, note, amount, done, meta, created_at";
const INSERT_MANY: &str = "INSERT INTO event (tenant_id, name, note, amount, meta)
    SELECT * FROM unnest($1::int4[], $2::text[], $3::text[], $4::float8[], $5::jsonb[])";
const INSERT_MANY_RETURNING: &str = "INSERT INTO event (tenant_id, name, note, amount, meta)
    SELECT * FROM unnest($1::int4[], $2::text[], $3::text[], $4::float8[], $5::jsonb[])
    RETURNING id, tenant_id, name, note, amount, done, meta, created_at";
const UPDATE: &str = "UPDATE event SET note = $2, amount = $3 WHERE id = $1";
const UPSERT: &str = "INSERT INTO event (id, tenant_id, name, note, amount, meta)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (id) DO UPDATE SET tenant_id = excluded.tenant_id, name = excluded.name,
        note = excluded.note, amount = excluded.amount, meta = excluded.meta
    RETURNING id, tenant_id, name, note, amount, done, meta, created_at";
const UPDATE_MANY: &str = "UPDATE event SET note = new.note, amount = new.amount
    FROM unnest($1::int8[], $2::text[], $3::float8[]) AS new (id, note, amount) WHERE event.id = new.id";
const DELETE: &str = "DELETE FROM event WHERE id = $1";

#[derive(sqlx::FromRow)]
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

struct Sqlx {
    connection: Mutex<PgConnection>,
    pool: PgPool,
}

pub async fn open(url: String) -> Result<Box<dyn Contestant>, AnyError> {
    let connection = Mutex::new(PgConnection::connect(&url).await?);
    let pool = PgPoolOptions::new().max_connections(POOL as u32).connect(&url).await?;
    Ok(Box::new(Sqlx { connection, pool }))
}

impl Contestant for Sqlx {
    fn run(&self, task: Task) -> Option<Running<'_>> {
        match task.kind {
            Kind::GetPooled | Kind::GetPooledInTurn => Some(Box::pin(timed(self.share(task)))),
            // A connection of its own takes one call at a time; the rows of COPY are the program's to encode.
            Kind::GetTogether | Kind::GetGathered | Kind::CopyIn | Kind::Stream => None,
            _ => {
                Some(Box::pin(async move { alone(&mut *self.connection.lock().await, task).await }))
            }
        }
    }
}

async fn get(executor: impl PgExecutor<'_>, id: i64) -> Result<u64, Error> {
    let event: Option<Event> = sqlx::query_as(GET).bind(id).fetch_optional(executor).await?;
    Ok(u64::from(std::hint::black_box(event).is_some()))
}

impl Sqlx {
    async fn share(&self, task: Task) -> Result<u64, AnyError> {
        let tasks: Vec<_> = (0..TASKS)
            .map(|nth| (self.pool.clone(), task.ids_of(nth)))
            .map(|(pool, ids)| {
                tokio::spawn(async move {
                    let mut rows = 0;
                    for id in ids {
                        rows += get(&pool, id).await?;
                    }
                    Ok::<_, Error>(rows)
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

/// What is done on one connection.
async fn alone(connection: &mut PgConnection, task: Task) -> Result<Outcome, AnyError> {
    let given = if reads(task.kind) { Vec::new() } else { Given::all(task) };
    timed(async {
        let mut rows = 0;
        match task.kind {
            Kind::List => {
                let list = sqlx::query_as(LIST).bind(task.last_id());
                rows = count(list.fetch_all(connection).await?);
            }
            Kind::ScopedList => {
                let list = sqlx::query_as(SCOPED_LIST).bind(task.last_id_of_tenant()).bind(TENANT);
                rows = count(list.fetch_all(connection).await?);
            }
            Kind::ScopedGet => {
                for id in task.ids() {
                    let found = sqlx::query_as(SCOPED_GET).bind(id).bind(tenant_of(id));
                    rows += count(found.fetch_all(&mut *connection).await?);
                }
            }
            Kind::Insert => {
                for row in &given {
                    let insert = sqlx::query_as(INSERT).bind(row.tenant_id).bind(&row.name);
                    let insert = insert.bind(&row.note).bind(row.amount).bind(&row.meta);
                    let event: Event = insert.fetch_one(&mut *connection).await?;
                    std::hint::black_box(event);
                    rows += 1;
                }
            }
            Kind::Upsert => {
                for row in &given {
                    let insert = sqlx::query_as(UPSERT).bind(row.id).bind(row.tenant_id);
                    let insert =
                        insert.bind(&row.name).bind(&row.note).bind(row.amount).bind(&row.meta);
                    let event: Event = insert.fetch_one(&mut *connection).await?;
                    std::hint::black_box(event);
                    rows += 1;
                }
            }
            Kind::InsertMany | Kind::InsertManyReturning => {
                let tenants: Vec<i32> = given.iter().map(|row| row.tenant_id).collect();
                let names: Vec<&str> = given.iter().map(|row| row.name.as_str()).collect();
                let notes: Vec<Option<&str>> =
                    given.iter().map(|row| row.note.as_deref()).collect();
                let amounts: Vec<f64> = given.iter().map(|row| row.amount).collect();
                let metas: Vec<Option<&Value>> =
                    given.iter().map(|row| row.meta.as_ref()).collect();
                if task.kind == Kind::InsertMany {
                    let insert = sqlx::query(INSERT_MANY).bind(tenants).bind(names).bind(notes);
                    let insert = insert.bind(amounts).bind(metas);
                    rows = insert.execute(connection).await?.rows_affected();
                } else {
                    let insert = sqlx::query_as(INSERT_MANY_RETURNING).bind(tenants).bind(names);
                    let insert = insert.bind(notes).bind(amounts).bind(metas);
                    rows = count(insert.fetch_all(connection).await?);
                }
            }
            Kind::Update => {
                for row in &given {
                    let update = sqlx::query(UPDATE).bind(row.id).bind(&row.note).bind(row.amount);
                    rows += update.execute(&mut *connection).await?.rows_affected();
                }
            }
            Kind::UpdateMany => {
                let ids: Vec<i64> = given.iter().map(|row| row.id).collect();
                let notes: Vec<Option<&str>> =
                    given.iter().map(|row| row.note.as_deref()).collect();
                let amounts: Vec<f64> = given.iter().map(|row| row.amount).collect();
                let update = sqlx::query(UPDATE_MANY).bind(ids).bind(notes).bind(amounts);
                rows = update.execute(connection).await?.rows_affected();
            }
            Kind::Delete => {
                for id in task.written_ids() {
                    let delete = sqlx::query(DELETE).bind(id);
                    rows += delete.execute(&mut *connection).await?.rows_affected();
                }
            }
            _ => {
                for id in task.ids() {
                    rows += get(&mut *connection, id).await?;
                }
            }
        }
        Ok::<_, Error>(rows)
    })
    .await
}

fn reads(kind: Kind) -> bool {
    matches!(kind, Kind::Get | Kind::List | Kind::ScopedGet | Kind::ScopedList)
}

fn count(events: Vec<Event>) -> u64 {
    std::hint::black_box(events).len() as u64
}
