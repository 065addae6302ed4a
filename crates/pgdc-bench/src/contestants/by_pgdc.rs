//! pgdc, by the module that it generates from `fixtures/schemas/events.sql`.

use std::sync::Arc;

use futures_util::future::try_join_all;
use pgdc::{Connection, Executor, Pool, Result, Upserted, set, unset};

use crate::AnyError;
use crate::contestant::{Contestant, Outcome, Running, timed};
use crate::events::{Db, Event, EventPatch, NewEvent};
use crate::given::Given;
use crate::task::{Kind, POOL, TASKS, TENANT, Task, tenant_of};

struct Pgdc {
    connection: Arc<Connection>,
    /// Which gives a connection to one call at a time.
    in_turn: Arc<Pool>,
    /// Whose connections calls share.
    shared: Arc<Pool>,
}

pub(super) async fn open(url: String) -> Result<Box<dyn Contestant>, AnyError> {
    let connection = Arc::new(Connection::open(url.as_str()).await?);
    let in_turn = Arc::new(Pool::new(url.as_str(), POOL)?);
    let shared = Pool::builder(url.as_str())?.max_size(POOL).shared(TASKS).build()?;
    Ok(Box::new(Pgdc { connection, in_turn, shared: Arc::new(shared) }))
}

impl Contestant for Pgdc {
    fn run(&self, task: Task) -> Option<Running<'_>> {
        Some(match task.kind {
            Kind::Get => Box::pin(timed(get(&*self.connection, task.ids()))),
            Kind::GetTogether => Box::pin(timed(share(&self.connection, task))),
            Kind::GetGathered => Box::pin(timed(self.gather(task))),
            Kind::GetPooled => Box::pin(timed(share(&self.shared, task))),
            Kind::GetPooledInTurn => Box::pin(timed(share(&self.in_turn, task))),
            Kind::List => Box::pin(timed(self.list(task))),
            Kind::Stream => Box::pin(timed(self.stream(task))),
            Kind::ScopedGet => Box::pin(timed(self.scoped_get(task))),
            Kind::ScopedList => Box::pin(timed(self.scoped_list(task))),
            Kind::Insert => Box::pin(self.insert(task)),
            Kind::InsertMany => Box::pin(self.insert_many(task)),
            Kind::InsertManyReturning => Box::pin(self.insert_many_returning(task)),
            Kind::CopyIn => Box::pin(self.copy_in(task)),
            Kind::Update => Box::pin(self.update(task)),
            Kind::Upsert => Box::pin(self.upsert(task)),
            Kind::UpdateMany => Box::pin(self.update_many(task)),
            Kind::Delete => Box::pin(timed(self.delete(task))),
        })
    }
}

async fn get(exec: &impl Executor, ids: impl Iterator<Item = i64> + Send) -> Result<u64> {
    let events = Db::new(exec).event();
    let mut rows = 0;
    for id in ids {
        rows += u64::from(std::hint::black_box(events.get(id).await?).is_some());
    }
    Ok(rows)
}

/// The task in as many tasks of tokio, over one connection or pool.
async fn share<E>(exec: &Arc<E>, task: Task) -> Result<u64, AnyError>
where
    E: Executor + Send + Sync + 'static,
{
    let tasks: Vec<_> = (0..TASKS)
        .map(|nth| (exec.clone(), task.ids_of(nth)))
        .map(|(exec, ids)| tokio::spawn(async move { get(&*exec, ids).await }))
        .collect();
    let mut rows = 0;
    for task in tasks {
        rows += task.await??;
    }
    Ok(rows)
}

type Row = pgdc::With<NewEvent, EventPatch>;

fn new(given: Given) -> Row {
    let Given { tenant_id, name, note, amount, meta, .. } = given;
    NewEvent { tenant_id, name, amount }.with(EventPatch {
        note: set(note),
        meta: set(meta),
        ..unset()
    })
}

fn new_rows(task: Task) -> Vec<Row> {
    Given::all(task).into_iter().map(new).collect()
}

fn patches(task: Task) -> Vec<(i64, EventPatch)> {
    let patch =
        |given: Given| EventPatch { note: set(given.note), amount: set(given.amount), ..unset() };
    Given::all(task).into_iter().map(|given| (given.id, patch(given))).collect()
}

impl Pgdc {
    fn events(&self) -> pgdc::Table<'_, Event> {
        Db::new(&*self.connection).event()
    }

    async fn gather(&self, task: Task) -> Result<u64> {
        let loader = self.events().loader();
        let each = async |nth| {
            let mut rows = 0;
            for id in task.ids_of(nth) {
                rows += u64::from(std::hint::black_box(loader.get(id).await?).is_some());
            }
            Ok::<u64, pgdc::Error>(rows)
        };
        Ok(try_join_all((0..TASKS).map(each)).await?.into_iter().sum())
    }

    async fn list(&self, task: Task) -> Result<u64> {
        let rows = self.events().filter(Event::ID.le(task.last_id())).all().await?;
        Ok(std::hint::black_box(rows).len() as u64)
    }

    async fn stream(&self, task: Task) -> Result<u64> {
        let mut stream = self.events().filter(Event::ID.le(task.last_id())).stream();
        let mut rows = 0;
        while let Some(row) = stream.try_next().await? {
            std::hint::black_box(row);
            rows += 1;
        }
        Ok(rows)
    }

    async fn scoped_get(&self, task: Task) -> Result<u64> {
        let mut rows = 0;
        for id in task.ids() {
            let own = self.events().xtra(Event::TENANT_ID, tenant_of(id));
            rows += u64::from(std::hint::black_box(own.get(id).await?).is_some());
        }
        Ok(rows)
    }

    async fn scoped_list(&self, task: Task) -> Result<u64> {
        let own = self.events().xtra(Event::TENANT_ID, TENANT);
        let rows = own.filter(Event::ID.le(task.last_id_of_tenant())).all().await?;
        Ok(std::hint::black_box(rows).len() as u64)
    }

    async fn insert(&self, task: Task) -> Result<Outcome, AnyError> {
        let given = new_rows(task);
        timed(async {
            let mut rows = 0;
            for new in given {
                std::hint::black_box(self.events().insert(new).await?);
                rows += 1;
            }
            Ok::<_, pgdc::Error>(rows)
        })
        .await
    }

    async fn insert_many(&self, task: Task) -> Result<Outcome, AnyError> {
        let given = new_rows(task);
        timed(self.events().insert_many(given).count()).await
    }

    async fn insert_many_returning(&self, task: Task) -> Result<Outcome, AnyError> {
        let given = new_rows(task);
        timed(async {
            let rows = self.events().insert_many(given).await?;
            Ok::<_, pgdc::Error>(std::hint::black_box(rows).len() as u64)
        })
        .await
    }

    async fn copy_in(&self, task: Task) -> Result<Outcome, AnyError> {
        let given = new_rows(task);
        timed(self.events().copy_in(given)).await
    }

    async fn update(&self, task: Task) -> Result<Outcome, AnyError> {
        let patches = patches(task);
        timed(async {
            let mut rows = 0;
            for (id, patch) in patches {
                rows += self.events().patch(id, patch).count().await?;
            }
            Ok::<_, pgdc::Error>(rows)
        })
        .await
    }

    async fn upsert(&self, task: Task) -> Result<Outcome, AnyError> {
        let with_id = |given: Given| {
            let id = set(given.id);
            let pgdc::With(new, patch) = new(given);
            new.with(EventPatch { id, ..patch })
        };
        let given: Vec<Row> = Given::all(task).into_iter().map(with_id).collect();
        timed(async {
            let mut rows = 0;
            for new in given {
                let row: Upserted<Event> = self.events().upsert(new).await?;
                std::hint::black_box(row);
                rows += 1;
            }
            Ok::<_, pgdc::Error>(rows)
        })
        .await
    }

    async fn update_many(&self, task: Task) -> Result<Outcome, AnyError> {
        let patches = patches(task);
        timed(self.events().patch_many(patches).count()).await
    }

    async fn delete(&self, task: Task) -> Result<u64> {
        let mut rows = 0;
        for id in task.written_ids() {
            rows += self.events().delete(id).count().await?;
        }
        Ok(rows)
    }
}
