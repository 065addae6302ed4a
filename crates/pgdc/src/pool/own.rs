//! The connections of a pool of ours: how long they are waited for, and by whom they are shared.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use deadpool::managed::{self, Object, PoolError};

use super::gate::Gate;
use super::lease::Leased;
use super::manager::Manager;
use super::share::{Place, Share, Sharer};
use crate::error::{Error, Kind, Result};

/// The connections of a pool of ours, and the order in which they are lent.
#[derive(Clone)]
pub(super) struct Own {
    pub(super) pool: managed::Pool<Manager>,
    pub(super) gate: Arc<Gate>,
    /// Where several statements may use a connection at a time.
    pub(super) share: Option<Arc<Share>>,
}

/// The way to a connection that other statements use too.
#[derive(Clone, Copy)]
pub(crate) struct Sharing<'p> {
    pub(super) own: &'p Own,
    pub(super) share: &'p Arc<Share>,
}

impl Sharing<'_> {
    /// A place beside others, where nobody has to be waited for and no connection is free.
    pub(crate) fn join(self) -> Option<Sharer> {
        let joined = self.share.join_at_once(&self.own.gate)?;
        self.own.count_acquired();
        Some(joined)
    }

    /// A place on whichever connection has one first.
    pub(crate) async fn take(self) -> Result<Sharer> {
        self.own.in_time(self.take_in_turn()).await
    }

    async fn take_in_turn(self) -> Result<Sharer> {
        let Sharing { own, share } = self;
        match share.place(&own.gate).await? {
            Place::Beside(others) => Ok(others),
            Place::Free(pass) => {
                let object = own.object().await?;
                let metrics = Object::metrics(&object);
                let most = own.pool.manager().uses_left(&object, metrics);
                Ok(share.open(Leased::new(object, pass), most))
            }
        }
    }
}

impl Own {
    pub(super) async fn take(&self) -> Result<Leased> {
        self.in_time(self.take_in_turn()).await
    }

    /// What is waited for as long as the pool allows.
    async fn in_time<T>(&self, taking: impl Future<Output = Result<T>>) -> Result<T> {
        let manager = self.pool.manager();
        let taken = match manager.options().acquire_timeout {
            None => taking.await,
            Some(after) => match tokio::time::timeout(after, taking).await {
                Ok(taken) => taken,
                Err(_) => {
                    manager.counts.timed_out.fetch_add(1, Ordering::Relaxed);
                    let connections = self.pool.status().max_size;
                    Err(Error::new(Kind::PoolTimeout { after, connections }))
                }
            },
        };
        // No statement was sent yet.
        let taken = taken.map_err(Error::undone)?;
        self.count_acquired();
        Ok(taken)
    }

    fn count_acquired(&self) {
        self.pool.manager().counts.acquired.fetch_add(1, Ordering::Relaxed);
    }

    async fn take_in_turn(&self) -> Result<Leased> {
        let pass = match &self.share {
            None => self.gate.pass().await?,
            Some(share) => share.pass(&self.gate).await?,
        };
        Ok(Leased::new(self.object().await?, pass))
    }

    /// A connection, for whoever has passed the gate.
    async fn object(&self) -> Result<Object<Manager>> {
        self.pool.get().await.map_err(|error| match error {
            PoolError::Backend(error) => error,
            PoolError::Closed => Error::new(Kind::PoolClosed),
            other => Error::new(Kind::Pool(Box::new(other))),
        })
    }

    /// Those that are shared come back too, though others would come.
    pub(super) fn recall(&self) {
        if let Some(share) = &self.share {
            share.recall();
        }
    }

    pub(super) fn waiting(&self) -> usize {
        self.share.as_ref().map_or_else(|| self.gate.waiting(), |share| share.waiting())
    }
}
