//! Connections over which several statements are on their way at a time.
//!
//! The first takes a connection from the pool, and whoever is the last to leave gives it back. Meanwhile others
//! join, unless somebody waits: then the connections run empty, and are served in the order of coming.

use std::pin::pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use futures_util::future::{Either, select};
use tokio::sync::Notify;

use super::gate::{Gate, Pass, Waiting};
use super::lease::Leased;
use crate::error::Result;
use crate::session::Session;

/// How many statements a connection takes until it goes back to the pool, which looks at its age: under load nobody
/// would be the last to leave.
const TURN: u64 = 1000;

/// The shared connections of a pool.
pub(super) struct Share {
    /// How many statements there may be on one of them.
    depth: usize,
    /// Those that take more statements.
    open: Mutex<Vec<Weak<Shared>>>,
    /// Who finds no place waits here; the first alone looks for one.
    line: tokio::sync::Mutex<()>,
    waiting: AtomicUsize,
    /// Told when a statement has left a connection, and when there is another connection.
    room: Notify,
}

/// A connection that is taken from the pool until the last who shares it drops it.
struct Shared {
    leased: Leased,
    /// To how many statements it was given, and to how many it may be.
    given: AtomicU64,
    most: u64,
}

/// A statement's place on a connection that others use too.
pub(crate) struct Sharer {
    // In this order: the place is free before the next is told.
    shared: Arc<Shared>,
    _bell: Bell,
}

/// Tells that there is room when it is dropped.
struct Bell(Arc<Share>);

/// Where a statement can go.
pub(super) enum Place {
    /// To a connection that others use.
    Beside(Sharer),
    /// To one that nobody uses, or that is still to be opened.
    Free(Pass),
}

impl Share {
    /// With so many statements on one connection.
    pub(super) fn new(depth: usize) -> Arc<Self> {
        Arc::new(Share {
            depth,
            open: Mutex::default(),
            line: tokio::sync::Mutex::default(),
            waiting: AtomicUsize::new(0),
            room: Notify::new(),
        })
    }

    /// How many wait for a connection, those who want it for themselves included.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// A place beside others, where no connection is free and nobody waits.
    pub(super) fn join_at_once(self: &Arc<Self>, gate: &Gate) -> Option<Sharer> {
        let joins = self.waiting() == 0 && gate.is_full();
        joins.then(|| self.join()).flatten()
    }

    /// A place, when its turn has come.
    pub(super) async fn place(self: &Arc<Self>, gate: &Arc<Gate>) -> Result<Place> {
        let _waiting = Waiting::new(&self.waiting);
        let _first = self.line.lock().await;
        loop {
            if let Some(pass) = gate.try_pass()? {
                return Ok(Place::Free(pass));
            }
            if let Some(sharer) = self.join() {
                return Ok(Place::Beside(sharer));
            }
            let pass = pin!(gate.pass());
            if let Either::Left((pass, _)) = select(pass, pin!(self.room.notified())).await {
                return Ok(Place::Free(pass?));
            }
        }
    }

    /// Leave to take a connection for oneself, when its turn has come.
    pub(super) async fn pass(&self, gate: &Arc<Gate>) -> Result<Pass> {
        let _waiting = Waiting::new(&self.waiting);
        let _first = self.line.lock().await;
        gate.pass().await
    }

    /// Shares a connection from now on, until it has been given to `most` statements.
    pub(super) fn open(self: &Arc<Self>, leased: Leased, most: Option<u64>) -> Sharer {
        let most = most.map_or(TURN, |most| most.min(TURN));
        let shared = Arc::new(Shared { leased, given: AtomicU64::new(1), most });
        let mut connections = self.connections();
        connections.retain(|connection| connection.strong_count() > 0);
        connections.push(Arc::downgrade(&shared));
        drop(connections);
        self.room.notify_one();
        self.sharer(shared)
    }

    /// No connection takes more statements: each goes back as soon as those that it has have ended.
    pub(super) fn recall(&self) {
        self.connections().clear();
    }

    /// A place on the connection with the fewest statements.
    fn join(self: &Arc<Self>) -> Option<Sharer> {
        let mut connections = self.connections();
        loop {
            let users = connections.iter().map(Weak::strong_count).enumerate();
            let (at, users) = users.min_by_key(|(_, users)| *users)?;
            if users >= self.depth {
                return None;
            }
            match connections[at].upgrade() {
                Some(shared) if shared.is_fit(users) => {
                    shared.given.fetch_add(1, Ordering::Relaxed);
                    return Some(self.sharer(shared));
                }
                // It has gone back, or does so as soon as its statements have ended.
                _ => drop(connections.swap_remove(at)),
            }
        }
    }

    fn sharer(self: &Arc<Self>, shared: Arc<Shared>) -> Sharer {
        Sharer { shared, _bell: Bell(Arc::clone(self)) }
    }

    fn connections(&self) -> MutexGuard<'_, Vec<Weak<Shared>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    /// Whether it may take one more statement beside those of so many users.
    fn is_fit(&self, users: usize) -> bool {
        let session = self.leased.session();
        // Of more statements than it has users, some were given up: the server may still be at what nobody waits for.
        let is_abandoned = usize::try_from(session.unanswered()).is_ok_and(|open| open > users);
        !is_abandoned && !session.is_over() && self.given.load(Ordering::Relaxed) < self.most
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.leased.add_uses(*self.given.get_mut() - 1);
    }
}

impl Sharer {
    pub(crate) fn session(&self) -> &Session {
        self.shared.leased.session()
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        self.0.room.notify_one();
    }
}
