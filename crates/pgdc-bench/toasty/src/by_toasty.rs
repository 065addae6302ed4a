//! toasty on a table that is there: one connection for calls one after the other, its pool where tasks share.

use pgdc_bench::AnyError;
use pgdc_bench::contestant::{Contestant, Outcome, Running, timed};
use pgdc_bench::given::Given;
use pgdc_bench::task::{Kind, POOL, TASKS, TENANT, Task, tenant_of};
use toasty::{Connection, Db, Error, Executor};
use tokio::sync::Mutex;

/// As its users would write it; without a migration, nothing is done to the table. It knows no default of the server: what is
/// not given is made here, `created_at` too.
#[derive(Debug, toasty::Model)]
#[table = "event"]
struct Event {
    #[key]
    #[auto]
    id: i64,
    tenant_id: i32,
    name: String,
    note: Option<String>,
    amount: f64,
    #[default(false)]
    done: bool,
    #[column(type = jsonb)]
    meta: Option<serde_json::Value>,
    #[auto]
    created_at: jiff::Timestamp,
}

/// Rows of one INSERT: each has seven parameters, of which the protocol takes 65,535, and more of them are no faster.
const PART: usize = 1000;

pub struct Toasty {
    connection: Mutex<Connection>,
    pool: Db,
}

pub async fn open(url: &str) -> Result<Toasty, AnyError> {
    let mut builder = Db::builder();
    // The connection for calls one after the other is the pool's.
    let pool = builder.models(toasty::models!(Event)).max_pool_size(POOL + 1).connect(url).await?;
    Ok(Toasty { connection: Mutex::new(pool.connection().await?), pool })
}

impl Contestant for Toasty {
    fn run(&self, task: Task) -> Option<Running<'_>> {
        Some(match task.kind {
            Kind::GetTogether
            | Kind::GetGathered
            | Kind::CopyIn
            | Kind::UpdateMany
            | Kind::Stream => return None,
            Kind::GetPooled | Kind::GetPooledInTurn => Box::pin(timed(self.share(task))),
            _ => Box::pin(async move { alone(&mut *self.connection.lock().await, task).await }),
        })
    }
}

impl Toasty {
    async fn share(&self, task: Task) -> Result<u64, AnyError> {
        let tasks: Vec<_> = (0..TASKS)
            .map(|nth| (self.pool.clone(), task.ids_of(nth)))
            .map(|(mut db, ids)| tokio::spawn(async move { get(&mut db, ids).await }))
            .collect();
        let mut rows = 0;
        for task in tasks {
            rows += task.await??;
        }
        Ok(rows)
    }
}

async fn get(db: &mut dyn Executor, ids: impl Iterator<Item = i64> + Send) -> Result<u64, Error> {
    let mut rows = 0;
    for id in ids {
        std::hint::black_box(Event::get_by_id(db, id).await?);
        rows += 1;
    }
    Ok(rows)
}

/// What is done on one connection.
async fn alone(db: &mut dyn Executor, task: Task) -> Result<Outcome, AnyError> {
    match task.kind {
        Kind::Get => timed(get(db, task.ids())).await,
        Kind::List | Kind::ScopedList | Kind::ScopedGet => timed(read(db, task)).await,
        Kind::Delete => timed(delete(db, task)).await,
        _ => {
            let given = Given::all(task);
            timed(write(db, task.kind, given)).await
        }
    }
}

async fn read(db: &mut dyn Executor, task: Task) -> Result<u64, Error> {
    let event = Event::fields();
    let mut rows = 0;
    match task.kind {
        Kind::List => {
            rows = count(Event::filter(event.id().le(task.last_id())).exec(db).await?);
        }
        Kind::ScopedList => {
            let until = event.id().le(task.last_id_of_tenant());
            let of_tenant = event.tenant_id().eq(TENANT);
            rows = count(Event::filter(until.and(of_tenant)).exec(db).await?);
        }
        _ => {
            for id in task.ids() {
                let of_tenant = event.tenant_id().eq(tenant_of(id));
                let found = Event::filter_by_id(id).filter(of_tenant).first().exec(db).await?;
                rows += u64::from(std::hint::black_box(found).is_some());
            }
        }
    }
    Ok(rows)
}

/// It does not say how many rows a delete deleted: what is counted are calls.
async fn delete(db: &mut dyn Executor, task: Task) -> Result<u64, Error> {
    let mut calls = 0;
    for id in task.written_ids() {
        Event::filter_by_id(id).delete().exec(db).await?;
        calls += 1;
    }
    Ok(calls)
}

async fn write(db: &mut dyn Executor, kind: Kind, given: Vec<Given>) -> Result<u64, Error> {
    let mut rows = 0;
    match kind {
        Kind::InsertMany | Kind::InsertManyReturning => {
            let mut given = given.into_iter().peekable();
            while given.peek().is_some() {
                let insert = given.by_ref().take(PART).map(new);
                let insert = insert.fold(Event::create_many(), |many, row| many.item(row));
                rows += count(insert.exec(db).await?);
            }
        }
        Kind::Update => {
            // It does not say how many rows an update wrote: what is counted are calls.
            for Given { id, note, amount, .. } in given {
                Event::filter_by_id(id).update().note(note).amount(amount).exec(db).await?;
                rows += 1;
            }
        }
        Kind::Upsert => {
            for Given { id, tenant_id, name, note, amount, meta } in given {
                let upsert = Event::upsert_by_id(id).tenant_id(tenant_id).name(name);
                let upsert = upsert.note(note).amount(amount).meta(meta);
                std::hint::black_box(upsert.exec(db).await?);
                rows += 1;
            }
        }
        _ => {
            for row in given {
                std::hint::black_box(new(row).exec(db).await?);
                rows += 1;
            }
        }
    }
    Ok(rows)
}

fn new(given: Given) -> <Event as toasty::schema::Model>::Create {
    let Given { tenant_id, name, note, amount, meta, .. } = given;
    Event::create().tenant_id(tenant_id).name(name).note(note).amount(amount).meta(meta)
}

fn count(events: Vec<Event>) -> u64 {
    std::hint::black_box(events).len() as u64
}
