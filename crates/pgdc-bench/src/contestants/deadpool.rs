//! deadpool-postgres as it is usually used: a client taken for each call, the statement looked up by its text, the rows
//! collected and then turned into structs. It has no bulk of its own.

use deadpool_postgres::{Client, Manager, Pool};
use tokio_postgres::NoTls;
use tokio_postgres::types::ToSql;

use crate::AnyError;
use crate::contestant::{Contestant, Outcome, Running, timed};
use crate::contestants::event;
use crate::given::{Event, Given};
use crate::task::{Kind, POOL, TASKS, TENANT, Task, tenant_of};

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

struct Deadpool(Pool);

pub(super) async fn open(url: String) -> Result<Box<dyn Contestant>, AnyError> {
    let pool = Pool::builder(Manager::new(url.parse()?, NoTls)).max_size(POOL).build()?;
    Ok(Box::new(Deadpool(pool)))
}

impl Contestant for Deadpool {
    fn run(&self, task: Task) -> Option<Running<'_>> {
        Some(match task.kind {
            Kind::Get => Box::pin(timed(get(&self.0, task.ids()))),
            // It knows one way.
            Kind::GetPooled | Kind::GetPooledInTurn => Box::pin(timed(self.share(task))),
            Kind::List => Box::pin(timed(async move { self.list(LIST, &[&task.last_id()]).await })),
            Kind::ScopedGet => Box::pin(timed(self.scoped_get(task))),
            Kind::ScopedList => Box::pin(timed(async move {
                self.list(SCOPED_LIST, &[&task.last_id_of_tenant(), &TENANT]).await
            })),
            Kind::Insert => Box::pin(self.insert(task)),
            Kind::Update => Box::pin(self.update(task)),
            Kind::Upsert => Box::pin(self.upsert(task)),
            Kind::Delete => Box::pin(timed(self.delete(task))),
            _ => return None,
        })
    }
}

async fn rows(
    client: &Client,
    text: &str,
    params: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Event>, AnyError> {
    let statement = client.prepare_cached(text).await?;
    let rows = client.query(&statement, params).await?;
    Ok(std::hint::black_box(rows.iter().map(event).collect()))
}

async fn get(pool: &Pool, ids: impl Iterator<Item = i64> + Send) -> Result<u64, AnyError> {
    let mut found = 0;
    for id in ids {
        found += rows(&pool.get().await?, GET, &[&id]).await?.len() as u64;
    }
    Ok(found)
}

impl Deadpool {
    async fn share(&self, task: Task) -> Result<u64, AnyError> {
        let pools = std::iter::repeat_with(|| self.0.clone()).take(TASKS);
        let tasks: Vec<_> = pools
            .enumerate()
            .map(|(nth, pool)| tokio::spawn(async move { get(&pool, task.ids_of(nth)).await }))
            .collect();
        let mut found = 0;
        for task in tasks {
            found += task.await??;
        }
        Ok(found)
    }

    async fn list(&self, text: &str, params: &[&(dyn ToSql + Sync)]) -> Result<u64, AnyError> {
        Ok(rows(&self.0.get().await?, text, params).await?.len() as u64)
    }

    async fn scoped_get(&self, task: Task) -> Result<u64, AnyError> {
        let mut found = 0;
        for id in task.ids() {
            found += self.list(SCOPED_GET, &[&id, &tenant_of(id)]).await?;
        }
        Ok(found)
    }

    async fn insert(&self, task: Task) -> Result<Outcome, AnyError> {
        let given = Given::all(task);
        timed(async {
            let mut inserted = 0;
            for Given { tenant_id, name, note, amount, meta, .. } in &given {
                inserted += self.list(INSERT, &[tenant_id, name, note, amount, meta]).await?;
            }
            Ok::<_, AnyError>(inserted)
        })
        .await
    }

    async fn upsert(&self, task: Task) -> Result<Outcome, AnyError> {
        let given = Given::all(task);
        timed(async {
            let mut written = 0;
            for Given { id, tenant_id, name, note, amount, meta } in &given {
                written += self.list(UPSERT, &[id, tenant_id, name, note, amount, meta]).await?;
            }
            Ok::<_, AnyError>(written)
        })
        .await
    }

    async fn update(&self, task: Task) -> Result<Outcome, AnyError> {
        let given = Given::all(task);
        timed(async {
            let mut written = 0;
            for Given { id, note, amount, .. } in &given {
                written += self.execute(UPDATE, &[id, note, amount]).await?;
            }
            Ok::<_, AnyError>(written)
        })
        .await
    }

    async fn delete(&self, task: Task) -> Result<u64, AnyError> {
        let mut deleted = 0;
        for id in task.written_ids() {
            deleted += self.execute(DELETE, &[&id]).await?;
        }
        Ok(deleted)
    }

    async fn execute(&self, text: &str, params: &[&(dyn ToSql + Sync)]) -> Result<u64, AnyError> {
        let client = self.0.get().await?;
        let statement = client.prepare_cached(text).await?;
        Ok(client.execute(&statement, params).await?)
    }
}
