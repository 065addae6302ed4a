//! tokio-postgres by hand: every statement prepared once, rows decoded by index while they arrive, bulk by binary COPY.

use std::pin::pin;
use std::sync::Arc;

use futures_util::TryStreamExt as _;
use serde_json::Value;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, NoTls, Statement};

use crate::AnyError;
use crate::contestant::{Contestant, Outcome, Running, timed};
use crate::contestants::event;
use crate::given::{Event, Given};
use crate::task::{Kind, POOL, TASKS, TENANT, Task, tenant_of};

const COLUMNS: &str = "id, tenant_id, name, note, amount, done, meta, created_at";
const COPY: &str = "COPY event (tenant_id, name, note, amount, meta) FROM STDIN (FORMAT binary)";
const TYPES: &[Type] = &[Type::INT4, Type::TEXT, Type::TEXT, Type::FLOAT8, Type::JSONB];

type Param<'p> = dyn ToSql + Sync + 'p;

struct Raw {
    /// The first is the one for calls that do not share.
    sessions: Vec<Arc<Session>>,
    list: Statement,
    scoped_get: Statement,
    scoped_list: Statement,
    insert: Statement,
    insert_many: Statement,
    update: Statement,
    upsert: Statement,
    update_many: Statement,
    delete: Statement,
}

struct Session {
    client: Client,
    get: Statement,
}

pub(super) async fn open(url: String) -> Result<Box<dyn Contestant>, AnyError> {
    let mut sessions = Vec::new();
    for _ in 0..POOL {
        sessions.push(Arc::new(Session::open(&url).await?));
    }
    let client = &sessions[0].client;
    let prepare = async |text: &str| client.prepare(&text.replace("COLUMNS", COLUMNS)).await;
    Ok(Box::new(Raw {
        list: prepare("SELECT COLUMNS FROM event WHERE id <= $1").await?,
        scoped_get: prepare("SELECT COLUMNS FROM event WHERE id = $1 AND tenant_id = $2").await?,
        scoped_list: prepare("SELECT COLUMNS FROM event WHERE id <= $1 AND tenant_id = $2").await?,
        insert: prepare(
            "INSERT INTO event (tenant_id, name, note, amount, meta) VALUES ($1, $2, $3, $4, $5)
             RETURNING COLUMNS",
        )
        .await?,
        insert_many: prepare(
            "INSERT INTO event (tenant_id, name, note, amount, meta)
             SELECT * FROM unnest($1::int4[], $2::text[], $3::text[], $4::float8[], $5::jsonb[])
             RETURNING COLUMNS",
        )
        .await?,
        update: prepare("UPDATE event SET note = $2, amount = $3 WHERE id = $1").await?,
        upsert: prepare(
            "INSERT INTO event (id, tenant_id, name, note, amount, meta)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (id) DO UPDATE SET tenant_id = excluded.tenant_id, name = excluded.name,
                 note = excluded.note, amount = excluded.amount, meta = excluded.meta
             RETURNING COLUMNS",
        )
        .await?,
        update_many: prepare(
            "UPDATE event SET note = new.note, amount = new.amount
             FROM unnest($1::int8[], $2::text[], $3::float8[]) AS new (id, note, amount)
             WHERE event.id = new.id",
        )
        .await?,
        delete: prepare("DELETE FROM event WHERE id = $1").await?,
        sessions,
    }))
}

impl Contestant for Raw {
    fn run(&self, task: Task) -> Option<Running<'_>> {
        Some(match task.kind {
            Kind::Get => Box::pin(timed(self.get(task))),
            Kind::GetTogether | Kind::GetGathered => {
                Box::pin(timed(share(&self.sessions[..1], task)))
            }
            // There is no pool to wait for: the floor of both.
            Kind::GetPooled | Kind::GetPooledInTurn => Box::pin(timed(share(&self.sessions, task))),
            Kind::List => Box::pin(timed(self.list(task))),
            Kind::ScopedGet => Box::pin(timed(self.scoped_get(task))),
            Kind::ScopedList => Box::pin(timed(self.scoped_list(task))),
            Kind::Insert => Box::pin(self.insert(task)),
            Kind::InsertMany | Kind::CopyIn => Box::pin(self.copy_in(task)),
            Kind::InsertManyReturning => Box::pin(self.insert_many(task)),
            Kind::Update => Box::pin(self.update(task)),
            Kind::Upsert => Box::pin(self.upsert(task)),
            Kind::UpdateMany => Box::pin(self.update_many(task)),
            Kind::Delete => Box::pin(timed(self.delete(task))),
            Kind::Stream => Box::pin(timed(self.stream(task))),
        })
    }
}

impl Session {
    async fn open(url: &str) -> Result<Session, Error> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        // What breaks it is told to the next call.
        tokio::spawn(async move { drop(connection.await) });
        let text = format!("SELECT {COLUMNS} FROM event WHERE id = $1");
        let get = client.prepare(&text).await?;
        Ok(Session { client, get })
    }

    async fn get(&self, ids: impl Iterator<Item = i64> + Send) -> Result<u64, Error> {
        let mut rows = 0;
        for id in ids {
            let row = self.client.query_opt(&self.get, &[&id]).await?;
            rows += u64::from(std::hint::black_box(row.map(|row| event(&row))).is_some());
        }
        Ok(rows)
    }
}

/// The task in as many tasks of tokio, which share the sessions.
async fn share(sessions: &[Arc<Session>], task: Task) -> Result<u64, AnyError> {
    let sessions = sessions.iter().cycle().take(TASKS).cloned();
    let tasks: Vec<_> = sessions
        .enumerate()
        .map(|(nth, session)| tokio::spawn(async move { session.get(task.ids_of(nth)).await }))
        .collect();
    let mut rows = 0;
    for task in tasks {
        rows += task.await??;
    }
    Ok(rows)
}

impl Raw {
    fn client(&self) -> &Client {
        &self.sessions[0].client
    }

    async fn get(&self, task: Task) -> Result<u64, Error> {
        self.sessions[0].get(task.ids()).await
    }

    async fn scoped_get(&self, task: Task) -> Result<u64, Error> {
        let mut rows = 0;
        for id in task.ids() {
            let row = self.client().query_opt(&self.scoped_get, &[&id, &tenant_of(id)]).await?;
            rows += u64::from(std::hint::black_box(row.map(|row| event(&row))).is_some());
        }
        Ok(rows)
    }

    async fn list(&self, task: Task) -> Result<u64, Error> {
        Ok(self.collect(&self.list, &[&task.last_id()]).await?.len() as u64)
    }

    async fn scoped_list(&self, task: Task) -> Result<u64, Error> {
        let rows = self.collect(&self.scoped_list, &[&task.last_id_of_tenant(), &TENANT]).await?;
        Ok(rows.len() as u64)
    }

    async fn collect(
        &self,
        statement: &Statement,
        params: &[&Param<'_>],
    ) -> Result<Vec<Event>, Error> {
        let params = params.iter().map(|param| *param as &dyn ToSql);
        let mut stream = pin!(self.client().query_raw(statement, params).await?);
        let mut events = Vec::new();
        while let Some(row) = stream.try_next().await? {
            events.push(event(&row));
        }
        Ok(std::hint::black_box(events))
    }

    async fn stream(&self, task: Task) -> Result<u64, Error> {
        let mut stream = pin!(self.client().query_raw(&self.list, [&task.last_id()]).await?);
        let mut rows = 0;
        while let Some(row) = stream.try_next().await? {
            std::hint::black_box(event(&row));
            rows += 1;
        }
        Ok(rows)
    }

    async fn insert(&self, task: Task) -> Result<Outcome, AnyError> {
        let given = Given::all(task);
        timed(async {
            let mut rows = 0;
            for Given { tenant_id, name, note, amount, meta, .. } in &given {
                let params: [&Param<'_>; 5] = [tenant_id, name, note, amount, meta];
                let row = self.client().query_one(&self.insert, &params).await?;
                std::hint::black_box(event(&row));
                rows += 1;
            }
            Ok::<_, Error>(rows)
        })
        .await
    }

    async fn copy_in(&self, task: Task) -> Result<Outcome, AnyError> {
        let given = Given::all(task);
        timed(async {
            let sink = self.client().copy_in(COPY).await?;
            let mut writer = pin!(BinaryCopyInWriter::new(sink, TYPES));
            for Given { tenant_id, name, note, amount, meta, .. } in &given {
                writer.as_mut().write(&[tenant_id, name, note, amount, meta]).await?;
            }
            writer.finish().await
        })
        .await
    }

    async fn insert_many(&self, task: Task) -> Result<Outcome, AnyError> {
        let given = Given::all(task);
        timed(async {
            let tenants: Vec<i32> = given.iter().map(|row| row.tenant_id).collect();
            let names: Vec<&str> = given.iter().map(|row| row.name.as_str()).collect();
            let notes: Vec<Option<&str>> = given.iter().map(|row| row.note.as_deref()).collect();
            let amounts: Vec<f64> = given.iter().map(|row| row.amount).collect();
            let metas: Vec<Option<&Value>> = given.iter().map(|row| row.meta.as_ref()).collect();
            let params: [&Param<'_>; 5] = [&tenants, &names, &notes, &amounts, &metas];
            Ok::<_, Error>(self.collect(&self.insert_many, &params).await?.len() as u64)
        })
        .await
    }

    async fn update(&self, task: Task) -> Result<Outcome, AnyError> {
        let given = Given::all(task);
        timed(async {
            let mut rows = 0;
            for Given { id, note, amount, .. } in &given {
                rows += self.client().execute(&self.update, &[id, note, amount]).await?;
            }
            Ok::<_, Error>(rows)
        })
        .await
    }

    async fn upsert(&self, task: Task) -> Result<Outcome, AnyError> {
        let given = Given::all(task);
        timed(async {
            let mut rows = 0;
            for Given { id, tenant_id, name, note, amount, meta } in &given {
                let params: [&Param<'_>; 6] = [id, tenant_id, name, note, amount, meta];
                let row = self.client().query_one(&self.upsert, &params).await?;
                std::hint::black_box(event(&row));
                rows += 1;
            }
            Ok::<_, Error>(rows)
        })
        .await
    }

    async fn update_many(&self, task: Task) -> Result<Outcome, AnyError> {
        let given = Given::all(task);
        timed(async {
            let ids: Vec<i64> = given.iter().map(|row| row.id).collect();
            let notes: Vec<Option<&str>> = given.iter().map(|row| row.note.as_deref()).collect();
            let amounts: Vec<f64> = given.iter().map(|row| row.amount).collect();
            self.client().execute(&self.update_many, &[&ids, &notes, &amounts]).await
        })
        .await
    }

    async fn delete(&self, task: Task) -> Result<u64, Error> {
        let mut rows = 0;
        for id in task.written_ids() {
            rows += self.client().execute(&self.delete, &[&id]).await?;
        }
        Ok(rows)
    }
}
