//! The road to the server: which connection a statement goes over, and how it is sent.
//!
//! What is seldom waited for is `boxed`: a future with a type of its own would be moved about with that of each statement,
//! and the compiler would look into it once more for each function with a type parameter, to see that it is `Send`.

mod block;
mod guarded;
mod held;
mod rows;
mod turn;
mod wire;

use std::future::ready;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio_postgres::Client;

use crate::connect::Allowance;
use crate::error::{Error, Kind, Result};
use crate::observe::{Trace, Watch};
use crate::pool::{Sharer, Sharing, Taken};
use crate::sql::Sql;
use crate::transaction::Open;
use crate::{Connection, Pool};
pub(crate) use block::Block;
pub(crate) use held::Held;
pub(crate) use rows::Rows;
pub(crate) use wire::Prepared;
use wire::{InTransaction, Wire};

/// How statements are sent over an [`Executor`](crate::Executor). Opaque, and cheap to copy.
#[derive(Clone, Copy)]
pub struct Link<'e> {
    inner: Inner<'e>,
    /// Why the declared scope does not hold.
    unscoped: Option<&'static str>,
    /// How long each statement may take.
    limit: Option<Duration>,
}

#[derive(Clone, Copy)]
enum Inner<'e> {
    Direct(Wire<'e>),
    Pool(&'e Pool),
    Deadpool(&'e deadpool_postgres::Pool),
}

/// A connection held for as long as a statement's rows are read.
enum Lease<'e> {
    Borrowed(Wire<'e>),
    /// In a box, so that the futures of statements over one connection are no larger for it.
    Pooled(Box<Taken>, Option<&'e Watch>),
    /// One that others use too.
    Shared(Sharer, &'e Watch),
}

impl<'e> Link<'e> {
    const fn to(inner: Inner<'e>) -> Self {
        Link { inner, unscoped: None, limit: None }
    }

    /// The same, over which rows of every tenant are reached. The reason is told with each statement, to hooks
    /// ([`StatementEvent::unscoped`](crate::StatementEvent::unscoped)) and spans. For generated code.
    #[must_use]
    pub const fn unscoped(mut self, reason: &'static str) -> Self {
        self.unscoped = Some(reason);
        self
    }

    /// The same, over which no statement keeps its caller waiting for longer.
    #[must_use]
    pub(crate) const fn within(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    pub(crate) fn client(
        client: &'e Client,
        prepared: Prepared<'e>,
        watch: Option<&'e Watch>,
    ) -> Self {
        Link::to(Inner::Direct(Wire { client, prepared, transaction: InTransaction::No, watch }))
    }

    pub(crate) fn transaction(open: &'e Open) -> Self {
        Link::to(Inner::Direct(Wire {
            client: open.client(),
            prepared: open.prepared(),
            transaction: InTransaction::Ours(open),
            watch: Some(open.watch()),
        }))
    }

    /// A transaction of another crate.
    pub(crate) fn foreign_transaction(client: &'e Client, prepared: Prepared<'e>) -> Self {
        let transaction = InTransaction::Foreign;
        Link::to(Inner::Direct(Wire { client, prepared, transaction, watch: None }))
    }

    pub(crate) fn pool(pool: &'e Pool) -> Self {
        Link::to(Inner::Pool(pool))
    }

    pub(crate) fn deadpool(pool: &'e deadpool_postgres::Pool) -> Self {
        Link::to(Inner::Deadpool(pool))
    }

    /// Whether locks are kept for statements to come.
    pub(crate) fn is_transaction(self) -> bool {
        matches!(self.inner, Inner::Direct(wire) if !matches!(wire.transaction, InTransaction::No))
    }

    /// A connection of its own, out of the pool that statements go over.
    pub(crate) async fn connection(self) -> Result<Connection> {
        match self.inner {
            Inner::Pool(pool) => pool.get().await,
            Inner::Deadpool(pool) => Pool::from(pool.clone()).get().await,
            Inner::Direct(_) => Err(Error::new(Kind::NoPool)),
        }
    }

    async fn lease(self, allowance: &mut Allowance) -> Result<Lease<'e>> {
        match self.inner {
            Inner::Direct(wire) => Lease::borrowed(wire),
            Inner::Pool(pool) => {
                let taken = allowance.wait(pool.take()).await?;
                Ok(Lease::Pooled(Box::new(taken), Some(pool.watch())))
            }
            Inner::Deadpool(pool) => {
                let taken = allowance.wait(pool.get()).await?;
                Ok(Lease::Pooled(Box::new(Taken::Deadpool(taken)), None))
            }
        }
    }

    /// Sends the statement and returns its rows as they arrive. Who takes them at a pace of its own has the connection
    /// for itself.
    pub(crate) fn query(&self, sql: &Sql<'_>) -> impl Future<Output = Result<Rows<'e>>> {
        self.send(sql, false)
    }

    /// The same for who reads all rows at once, over a connection that others may use at the same time.
    pub(crate) fn query_at_once(&self, sql: &Sql<'_>) -> impl Future<Output = Result<Rows<'e>>> {
        self.send(sql, true)
    }

    /// The connections that the statement may share.
    fn sharing(&self, sql: &Sql<'_>) -> Option<Sharing<'e>> {
        let Inner::Pool(pool) = self.inner else { return None };
        let sharing = pool.sharing()?;
        (self.limit.is_none() && sql.stands_alone()).then_some(sharing)
    }

    async fn send(&self, sql: &Sql<'_>, is_at_once: bool) -> Result<Rows<'e>> {
        let mut allowance = Allowance::of(self.limit);
        let lease = match (self.inner, self.sharing(sql).filter(|_| is_at_once)) {
            (Inner::Direct(wire), _) => Lease::borrowed(wire)?,
            (Inner::Pool(pool), Some(sharing)) => match sharing.join() {
                Some(sharer) => Lease::Shared(sharer, pool.watch()),
                None => Lease::Shared(sharing.take().boxed().await?, pool.watch()),
            },
            _ => self.lease(&mut allowance).boxed().await?,
        };
        allowance = allowance.on(lease.watch().and_then(Watch::limit));
        let trace = Trace::start(lease.watch(), sql, self.unscoped);
        let sent = AtomicBool::new(false);
        let error = {
            let wire = lease.wire();
            wire.began();
            match allowance.wait(wire.start(sql, &sent)).await {
                Ok(started) => return Ok(Rows::new(started, trace, allowance, lease)),
                Err(error) => error,
            }
        };
        Err(lease.failed(error, allowance, trace, sent.into_inner()).boxed().await)
    }
}

impl<'e> Lease<'e> {
    fn borrowed(wire: Wire<'e>) -> Result<Self> {
        wire.check()?;
        Ok(Lease::Borrowed(wire))
    }

    /// The error of a statement that was not answered, when the connection is fit for the next one.
    async fn failed(
        self,
        error: Error,
        allowance: Allowance,
        mut trace: Trace<'_>,
        was_sent: bool,
    ) -> Error {
        let wire = self.wire();
        allowance.cancel_after(&error, wire.client, wire.session(), ready(())).await;
        wire.ended();
        let error = match was_sent {
            true => wire.failed(error),
            false => wire.failed(error).undone(),
        };
        trace.failed(&error);
        error
    }

    fn watch(&self) -> Option<&'e Watch> {
        match self {
            Lease::Borrowed(wire) => wire.watch,
            Lease::Pooled(_, watch) => *watch,
            Lease::Shared(_, watch) => Some(watch),
        }
    }

    fn wire(&self) -> Wire<'_> {
        match self {
            Lease::Borrowed(wire) => *wire,
            Lease::Pooled(taken, watch) => Wire {
                client: taken.client(),
                prepared: taken.prepared(),
                transaction: InTransaction::No,
                watch: *watch,
            },
            Lease::Shared(sharer, watch) => Wire {
                client: sharer.session().client(),
                prepared: Prepared::Own(sharer.session()),
                transaction: InTransaction::No,
                watch: Some(watch),
            },
        }
    }
}
