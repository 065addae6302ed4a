//! What clorinde generates, for the queries of this table: a client of deadpool, `prepare_cached`, rows borrowed from the
//! wire and then turned into structs while they arrive.

use deadpool_postgres::{Client, Manager, Pool};
use futures_util::{StreamExt as _, TryStreamExt as _};
use pgdc_bench::AnyError;
use pgdc_bench::contestant::{Contestant, Outcome, Running, timed};
use pgdc_bench::given::{Event, Given};
use pgdc_bench::task::{Kind, POOL, TASKS, TENANT, Task, tenant_of};
use postgres_types::{Json, ToSql};
use serde_json::value::RawValue;
use time::OffsetDateTime;
use tokio_postgres::{NoTls, Row};

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
const UPDATE: &str = "UPDATE event SET note = $2, amount = $3 WHERE id = $1";
const UPSERT: &str = "INSERT INTO event (id, tenant_id, name, note, amount, meta)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (id) DO UPDATE SET tenant_id = excluded.tenant_id, name = excluded.name,
        note = excluded.note, amount = excluded.amount, meta = excluded.meta
    RETURNING id, tenant_id, name, note, amount, done, meta, created_at";
const DELETE: &str = "DELETE FROM event WHERE id = $1";

type Param<'p> = dyn ToSql + Sync + 'p;

struct EventBorrowed<'a> {
    id: i64,
    tenant_id: i32,
    name: &'a str,
    note: Option<&'a str>,
    amount: f64,
    done: bool,
    meta: Option<Json<&'a RawValue>>,
    created_at: OffsetDateTime,
}

fn extract(row: &Row) -> Result<EventBorrowed<'_>, tokio_postgres::Error> {
    Ok(EventBorrowed {
        id: row.try_get(0)?,
        tenant_id: row.try_get(1)?,
        name: row.try_get(2)?,
        note: row.try_get(3)?,
        amount: row.try_get(4)?,
        done: row.try_get(5)?,
        meta: row.try_get(6)?,
        created_at: row.try_get(7)?,
    })
}

impl From<EventBorrowed<'_>> for Event {
    fn from(row: EventBorrowed<'_>) -> Event {
        let EventBorrowed { id, tenant_id, name, note, amount, done, meta, created_at } = row;
        Event {
            id,
            tenant_id,
            name: name.into(),
            note: note.map(Into::into),
            amount,
            done,
            meta: meta.map(|v| serde_json::from_str(v.0.get()).unwrap()),
            created_at,
        }
    }
}

struct Clorinde(Pool);

pub async fn open(url: String) -> Result<Box<dyn Contestant>, AnyError> {
    let pool = Pool::builder(Manager::new(url.parse()?, NoTls)).max_size(POOL).build()?;
    Ok(Box::new(Clorinde(pool)))
}

impl Contestant for Clorinde {
    fn run(&self, task: Task) -> Option<Running<'_>> {
        Some(match task.kind {
            Kind::Get => Box::pin(timed(get(&self.0, task.ids()))),
            Kind::GetPooled | Kind::GetPooledInTurn => Box::pin(timed(self.share(task))),
            Kind::List => Box::pin(timed(async move { self.all(LIST, &[&task.last_id()]).await })),
            Kind::ScopedList => Box::pin(timed(async move {
                self.all(SCOPED_LIST, &[&task.last_id_of_tenant(), &TENANT]).await
            })),
            Kind::ScopedGet => Box::pin(timed(self.scoped_get(task))),
            Kind::Insert | Kind::Upsert | Kind::Update => Box::pin(self.write(task)),
            Kind::Delete => Box::pin(timed(self.delete(task))),
            // Its bulk is the SQL that its users write.
            _ => return None,
        })
    }
}

async fn opt(client: &Client, text: &str, params: &[&Param<'_>]) -> Result<u64, AnyError> {
    let statement = client.prepare_cached(text).await?;
    let row = client.query_opt(&statement, params).await?;
    let event = row.map(|row| extract(&row).map(Event::from)).transpose()?;
    Ok(u64::from(std::hint::black_box(event).is_some()))
}

async fn get(pool: &Pool, ids: impl Iterator<Item = i64> + Send) -> Result<u64, AnyError> {
    let mut rows = 0;
    for id in ids {
        rows += opt(&pool.get().await?, GET, &[&id]).await?;
    }
    Ok(rows)
}

impl Clorinde {
    async fn share(&self, task: Task) -> Result<u64, AnyError> {
        let tasks: Vec<_> = (0..TASKS)
            .map(|nth| (self.0.clone(), task.ids_of(nth)))
            .map(|(pool, ids)| tokio::spawn(async move { get(&pool, ids).await }))
            .collect();
        let mut rows = 0;
        for task in tasks {
            rows += task.await??;
        }
        Ok(rows)
    }

    async fn all(&self, text: &str, params: &[&Param<'_>]) -> Result<u64, AnyError> {
        let client = self.0.get().await?;
        let statement = client.prepare_cached(text).await?;
        let params = params.iter().map(|param| *param as &dyn ToSql);
        let stream = client.query_raw(&statement, params).await?;
        let events = stream.map(|row| row.and_then(|row| Ok(Event::from(extract(&row)?))));
        let events: Vec<Event> = events.try_collect().await?;
        Ok(std::hint::black_box(events).len() as u64)
    }

    async fn scoped_get(&self, task: Task) -> Result<u64, AnyError> {
        let mut rows = 0;
        for id in task.ids() {
            rows += opt(&self.0.get().await?, SCOPED_GET, &[&id, &tenant_of(id)]).await?;
        }
        Ok(rows)
    }

    async fn write(&self, task: Task) -> Result<Outcome, AnyError> {
        let given = Given::all(task);
        timed(async {
            let mut rows = 0;
            for Given { id, tenant_id, name, note, amount, meta } in &given {
                let client = self.0.get().await?;
                rows += match task.kind {
                    Kind::Insert => {
                        opt(&client, INSERT, &[tenant_id, name, note, amount, meta]).await?
                    }
                    Kind::Upsert => {
                        opt(&client, UPSERT, &[id, tenant_id, name, note, amount, meta]).await?
                    }
                    _ => {
                        let statement = client.prepare_cached(UPDATE).await?;
                        client.execute(&statement, &[id, note, amount]).await?
                    }
                };
            }
            Ok::<_, AnyError>(rows)
        })
        .await
    }

    async fn delete(&self, task: Task) -> Result<u64, AnyError> {
        let mut rows = 0;
        for id in task.written_ids() {
            let client = self.0.get().await?;
            let statement = client.prepare_cached(DELETE).await?;
            rows += client.execute(&statement, &[&id]).await?;
        }
        Ok(rows)
    }
}
