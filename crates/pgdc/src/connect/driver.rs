//! The task that drives a connection: the one place where what a server says by itself is read.

use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;
use tokio_postgres::{AsyncMessage, Client, Connection, Notification};

use super::road::Road;
use crate::error::{Error, Result};
use crate::hooks::Hooks;

/// A client, and the task that drives its connection.
pub(crate) struct Opened {
    pub(crate) client: Client,
    pub(crate) driver: JoinHandle<()>,
    pub(crate) manners: Manners,
    pub(crate) heard: Heard,
    /// Known once it is open.
    pub(crate) road: Option<Arc<Road>>,
}

impl Opened {
    /// The same, made by this road.
    pub(super) fn by(self, road: Road) -> Self {
        Opened { road: Some(Arc::new(road)), ..self }
    }
}

/// Notifications and, as the last thing, why the connection has ended, where that was not our doing. Who does
/// not listen drops it.
pub(crate) type Heard = UnboundedReceiver<Result<Notification>>;

/// Who is told of what, and not of what a connection does that the user did not ask for.
#[derive(Clone)]
pub(crate) struct Manners(Arc<State>);

struct State {
    hooks: Mutex<Hooks>,
    leaves: AtomicBool,
    is_quiet: AtomicBool,
}

impl State {
    /// They are called without the lock: a hook may ask for it too.
    fn hooks(&self) -> Hooks {
        self.hooks.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Manners {
    fn new(hooks: Hooks) -> Self {
        Manners(Arc::new(State {
            hooks: Mutex::new(hooks),
            leaves: AtomicBool::new(false),
            is_quiet: AtomicBool::new(false),
        }))
    }

    pub(crate) fn hooks(&self) -> MutexGuard<'_, Hooks> {
        self.0.hooks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on it ends by our doing.
    pub(crate) fn leave(&self) {
        self.0.leaves.store(true, Ordering::Release);
    }

    /// Notices are no news while this is held.
    pub(crate) fn quiet(&self) -> Quiet<'_> {
        self.0.is_quiet.store(true, Ordering::Release);
        Quiet(&self.0)
    }
}

/// Ends when it is dropped.
pub(crate) struct Quiet<'m>(&'m State);

impl Drop for Quiet<'_> {
    fn drop(&mut self) {
        self.0.is_quiet.store(false, Ordering::Release);
    }
}

/// Spawns the task, which ends with the connection. What ends it is reported to every call that is under way,
/// and to those who are told here.
pub(super) fn spawn<S, T>(
    (client, mut connection): (Client, Connection<S, T>),
    hooks: Hooks,
) -> Opened
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let manners = Manners::new(hooks);
    let state = Arc::clone(&manners.0);
    let (outlet, heard) = unbounded_channel();
    let driver = tokio::spawn(async move {
        while let Some(message) = poll_fn(|cx| connection.poll_message(cx)).await {
            match message {
                Ok(AsyncMessage::Notice(_)) if state.is_quiet.load(Ordering::Acquire) => {}
                Ok(AsyncMessage::Notice(notice)) => state.hooks().tell_notice(&notice),
                // Where nobody listens, it is meant for nobody.
                Ok(AsyncMessage::Notification(notification)) => drop(outlet.send(Ok(notification))),
                Ok(_) => {}
                // That a connection which is closed anyway was gone already is no news.
                Err(_) if state.leaves.load(Ordering::Acquire) => break,
                Err(error) => {
                    let error = Error::from(error);
                    state.hooks().tell_close(&error);
                    drop(outlet.send(Err(error)));
                    break;
                }
            }
        }
    });
    Opened { client, driver, manners, heard, road: None }
}
