//! Ten thousand operations of all kinds, through a pgbouncer with fewer server processes than clients.

use std::collections::BTreeMap;

use fastrand::Rng;
use pgdc::{Config, Error, Executor as _, Pool, set, unset};
use pgdc_golden::forms::{
    ArrayTypes, BaseTypes, BaseTypesPatch, CompositeTypes, Db, NewBaseTypes, Point3,
};

use super::bouncer::{Bouncer, SERVERS};
use super::rows::{array, base, colour, composite};
use crate::database;
use pgdc_server::Database;
use tokio::task::JoinSet;

const OPERATIONS: usize = 10_000;
const CONNECTIONS: usize = 8;
/// Each of the tasks has keys of its own.
const KEYS: i32 = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_thousand_mixed_operations_all_succeed() {
    assert!(CONNECTIONS > SERVERS as usize);
    let database = database("forms").await;
    let Some(bouncer) = Bouncer::start(&database) else { return };
    let pool = bouncer.config().transaction_pooler().pool(CONNECTIONS).unwrap();
    operate(&pool, &database, CONNECTIONS).await;
    assert_eq!(pool.status().size, CONNECTIONS);
}

/// The same where a connection to the pooler has several statements at a time.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn so_do_those_that_share_connections() {
    let database = database("forms").await;
    let Some(bouncer) = Bouncer::start(&database) else { return };
    let builder = Pool::builder(bouncer.config().transaction_pooler()).unwrap();
    let pool = builder.max_size(CONNECTIONS).shared(8).build().unwrap();
    operate(&pool, &database, 5 * CONNECTIONS).await;
    assert_eq!(pool.status().size, CONNECTIONS);
}

/// So many tasks do all that they do over the pool, and find what each of them has written.
pub(crate) async fn operate(pool: &Pool, database: &Database, tasks: usize) {
    let tasks: Vec<_> = (0..tasks)
        .map(|task| tokio::spawn(Task::new(task, pool.clone()).run(OPERATIONS / tasks)))
        .collect();
    let mut expected = Rows::default();
    for task in tasks {
        let rows = task.await.unwrap().unwrap();
        expected.bases.extend(rows.bases);
        expected.composites.extend(rows.composites);
        expected.arrays.extend(rows.arrays);
    }

    // Looked at without the pooler.
    let direct = Pool::with_config(database.config(), 1);
    let db = Db::new(&direct);
    let found = db.base_types().order_by(BaseTypes::ID.asc()).all().await.unwrap();
    assert!(found.iter().eq(expected.bases.values()));
    let found = db.composite_types().order_by(CompositeTypes::ID.asc()).all().await.unwrap();
    assert!(found.iter().eq(expected.composites.values()));
    let found = db.array_types().order_by(ArrayTypes::ID.asc()).all().await.unwrap();
    assert!(found.iter().eq(expected.arrays.values()));
    assert!(expected.bases.len() > 50 && expected.composites.len() > 50);
}

/// The test above has teeth: the same fails where statements have names.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_the_mode_it_fails_and_says_what_helps() {
    let database = database("forms").await;
    let Some(bouncer) = Bouncer::start(&database) else { return };
    let pool = bouncer.config().pool(CONNECTIONS).unwrap();
    let tasks = (0..CONNECTIONS).map(|task| Task::new(task, pool.clone()));
    let mut tasks: JoinSet<_> = tasks.map(|task| task.run(OPERATIONS / CONNECTIONS)).collect();
    // Not all of them: an answer that the pooler has counted to another client is waited for in vain.
    let failure = loop {
        let done = tasks.join_next().await.expect("a name that is not known").unwrap();
        if let Some(error) = done.err().filter(|error| is_of(error, "26000")) {
            break error.to_string();
        }
    };
    assert!(failure.ends_with("connect with pooler=transaction"), "{failure}");
}

#[test]
fn the_mode_is_a_key_of_connection_strings() {
    let config: Config = "host=db pooler=transaction".parse().unwrap();
    assert_eq!(config, "host=db".parse::<Config>().unwrap().transaction_pooler());
    let error = "pooler=session".parse::<Config>().unwrap_err();
    assert!(error.to_string().contains("one of none, transaction"), "{error}");
}

/// What is expected in the database.
#[derive(Default)]
struct Rows {
    bases: BTreeMap<i32, BaseTypes>,
    composites: BTreeMap<i32, CompositeTypes>,
    arrays: BTreeMap<i32, ArrayTypes>,
}

struct Task {
    pool: Pool,
    rows: Rows,
    first: i32,
    random: Rng,
}

impl Task {
    fn new(number: usize, pool: Pool) -> Self {
        let first = i32::try_from(number).unwrap() * KEYS;
        let random = Rng::with_seed(number as u64);
        Task { pool, rows: Rows::default(), first, random }
    }

    async fn run(mut self, operations: usize) -> Result<Rows, Error> {
        for _ in 0..operations {
            let id = self.first + self.random.i32(0..KEYS);
            match self.random.u8(0..13) {
                0 => self.get(id).await?,
                1 => self.write_composite(id).await?,
                2 => self.write_array(id).await?,
                3 => self.upsert(id).await?,
                4 => self.update(id).await?,
                5 => self.patch(id).await?,
                6 => self.delete(id).await?,
                7 => self.filter().await?,
                8 => self.insert_many().await?,
                9 => self.sql(id).await?,
                10 => self.transact(id).await?,
                11 => self.copy_in().await?,
                _ => self.returning(id).await?,
            }
        }
        Ok(self.rows)
    }

    async fn get(&mut self, id: i32) -> Result<(), Error> {
        let db = Db::new(&self.pool);
        let (base, composite, array) = tokio::try_join!(
            db.base_types().get(id),
            db.composite_types().get(id),
            db.array_types().get(id)
        )?;
        assert_eq!(base.as_ref(), self.rows.bases.get(&id));
        assert_eq!(composite.as_ref(), self.rows.composites.get(&id));
        assert_eq!(array.as_ref(), self.rows.arrays.get(&id));
        Ok(())
    }

    async fn write_composite(&mut self, id: i32) -> Result<(), Error> {
        let row = composite(id, &mut self.random);
        let db = Db::new(&self.pool);
        let written = match self.rows.composites.contains_key(&id) {
            true => db.composite_types().update(&row).await?,
            false => db.composite_types().insert(row.clone()).await?,
        };
        assert_eq!(written, row);
        self.rows.composites.insert(id, row);
        Ok(())
    }

    async fn write_array(&mut self, id: i32) -> Result<(), Error> {
        let row = array(id, &mut self.random);
        let db = Db::new(&self.pool);
        assert_eq!(db.array_types().save(&row).await?.into_row(), row);
        self.rows.arrays.insert(id, row);
        Ok(())
    }

    async fn upsert(&mut self, id: i32) -> Result<(), Error> {
        let row = base(id, &mut self.random);
        let written = Db::new(&self.pool).base_types().upsert(row.clone()).await?;
        assert_eq!(written.is_inserted(), !self.rows.bases.contains_key(&id));
        self.rows.bases.insert(id, row);
        Ok(())
    }

    async fn update(&mut self, id: i32) -> Result<(), Error> {
        let row = base(id, &mut self.random);
        let written = Db::new(&self.pool).base_types().update(&row).await;
        match self.rows.bases.insert(id, row.clone()) {
            Some(_) => assert_eq!(written?, row),
            None => {
                self.rows.bases.remove(&id);
                refused(written, Error::is_not_found)?;
            }
        }
        Ok(())
    }

    async fn patch(&mut self, id: i32) -> Result<(), Error> {
        let colour = colour(&mut self.random);
        let patch = BaseTypesPatch { a_colour: set(Some(colour)), ..unset() };
        let patched = Db::new(&self.pool)
            .base_types()
            .filter(BaseTypes::ID.eq(id))
            .patch(patch)
            .count()
            .await?;
        if let Some(row) = self.rows.bases.get_mut(&id) {
            row.a_colour = Some(colour);
        }
        assert_eq!(patched, u64::from(self.rows.bases.contains_key(&id)));
        Ok(())
    }

    async fn delete(&mut self, id: i32) -> Result<(), Error> {
        let deleted = Db::new(&self.pool).base_types().delete(id).await;
        match self.rows.bases.remove(&id) {
            Some(row) => assert_eq!(deleted?, row),
            None => refused(deleted, Error::is_not_found)?,
        }
        Ok(())
    }

    async fn filter(&mut self) -> Result<(), Error> {
        let colour = colour(&mut self.random);
        let found = Db::new(&self.pool)
            .base_types()
            .filter(BaseTypes::ID.ge(self.first))
            .filter(BaseTypes::ID.lt(self.first + KEYS))
            .filter(BaseTypes::A_COLOUR.eq(colour))
            .filter(BaseTypes::AN_EMAIL.any_of(["a@b", "c@d"]))
            .order_by(BaseTypes::ID.asc())
            .all()
            .await?;
        let expected = self.rows.bases.values().filter(|row| row.a_colour == Some(colour));
        assert!(found.iter().eq(expected));
        Ok(())
    }

    async fn insert_many(&mut self) -> Result<(), Error> {
        let rows = self.missing();
        assert_eq!(Db::new(&self.pool).base_types().insert_many(rows.clone()).await?, rows);
        self.rows.bases.extend(rows.into_iter().map(|row| (row.id, row)));
        Ok(())
    }

    /// Written whole, or not at all since the last one is there already.
    async fn copy_in(&mut self) -> Result<(), Error> {
        let mut rows = self.missing();
        let is_refused = self.random.bool() && !self.rows.bases.is_empty();
        rows.extend(self.rows.bases.values().take(usize::from(is_refused)).cloned());
        let copied = Db::new(&self.pool).base_types().copy_in(rows.clone()).await;
        if is_refused {
            return refused(copied, Error::is_unique_violation);
        }
        assert_eq!(copied?, rows.len() as u64);
        self.rows.bases.extend(rows.into_iter().map(|row| (row.id, row)));
        Ok(())
    }

    /// A few rows that are not there.
    fn missing(&mut self) -> Vec<BaseTypes> {
        let missing =
            (self.first..self.first + KEYS).filter(|id| !self.rows.bases.contains_key(id));
        missing.take(3).map(|id| base(id, &mut self.random)).collect()
    }

    /// Values of types that the server finds out, custom ones among them.
    async fn sql(&mut self, id: i32) -> Result<(), Error> {
        let Some(row) = self.rows.composites.get(&id) else { return Ok(()) };
        let text = "SELECT place, route, array_length(tags, 1)::bigint FROM composite_types \
                    WHERE id = ? AND place = ?::point3";
        let found: (Point3, Option<Vec<Option<Point3>>>, Option<i64>) =
            self.pool.sql(text, (id, row.place.clone())).one().await?;
        let tags = row.tags.as_ref().map(|tags| tags.len() as i64);
        assert_eq!(found, (row.place.clone(), row.route.clone(), tags.filter(|count| *count > 0)));
        Ok(())
    }

    async fn transact(&mut self, id: i32) -> Result<(), Error> {
        let row = base(id, &mut self.random);
        let keep = self.random.bool();
        let new = row.clone();
        let done: Result<(), Error> = self
            .pool
            .transact(async move |mut tx| {
                let own: i32 = tx.sql("SELECT pg_backend_pid()", ()).item().await?;
                Db::new(&tx).base_types().upsert(new.clone()).count().await?;
                let inner: Result<(), Error> = tx
                    .transact(async |nested| {
                        Db::new(&nested).base_types().delete(id).await?;
                        nested.sql("SELECT 1 FROM nowhere", ()).execute().await.map(drop)
                    })
                    .await;
                refused(inner, |error| is_of(error, "42P01"))?;
                assert_eq!(Db::new(&tx).base_types().one(id).await?, new);
                assert_eq!(tx.sql("SELECT pg_backend_pid()", ()).item::<i32>().await?, own);
                match keep {
                    true => Ok(()),
                    false => tx.sql("SELECT 1/0", ()).execute().await.map(drop),
                }
            })
            .await;
        match keep {
            true => {
                done?;
                self.rows.bases.insert(id, row);
            }
            false => refused(done, |error| is_of(error, "22012"))?,
        }
        Ok(())
    }

    /// The row is none of all columns, and its values come from the server.
    async fn returning(&mut self, id: i32) -> Result<(), Error> {
        let colour = colour(&mut self.random);
        let new =
            NewBaseTypes { id }.with(BaseTypesPatch { a_colour: set(Some(colour)), ..unset() });
        let written = Db::new(&self.pool).base_types().insert(new).await;
        if self.rows.bases.contains_key(&id) {
            return refused(written, Error::is_unique_violation);
        }
        assert_eq!(written?.a_colour, Some(colour));
        let row = base(id, &mut self.random);
        assert_eq!(Db::new(&self.pool).base_types().update(&row).await?, row);
        self.rows.bases.insert(id, row);
        Ok(())
    }
}

/// The operation was refused for the very reason; any other error is one.
fn refused<T>(done: Result<T, Error>, reason: impl Fn(&Error) -> bool) -> Result<(), Error> {
    match done {
        Err(error) if reason(&error) => Ok(()),
        Err(error) => Err(error),
        Ok(_) => panic!("it was to be refused"),
    }
}

fn is_of(error: &Error, code: &str) -> bool {
    error.code().is_some_and(|found| found.code() == code)
}
