//! Notifications: a listener that outlives its connections, and says when it may have missed messages.

mod channel;
mod ears;
mod event;
mod keeper;
mod open;
mod pause;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::Stream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::error::{Error, Kind, Result};

use channel::Channel;
pub use event::{Event, Gap, Notification};
use keeper::Command;
pub use open::Listen;

/// Hears what is sent to channels by `NOTIFY`, over a connection of its own; made by
/// [`Config::listen`](crate::Config::listen). It is a [`Stream`] of `Result<Event>`.
///
/// A task of its own connects again whenever the connection is lost, and listens to the same channels. Then it
/// tells of an [`Event::Gap`], since the server keeps no messages for those who are not there: whoever acts on
/// messages looks now at the tables that they are about. Every message is told at most once, in the order in
/// which the server sent them, and stands on its side of the gap.
///
/// # When it ends
/// It goes on until it is dropped, however long there is no server. Only where connecting again is refused for a
/// reason that waiting does not cure is it told as an error, after which the stream ends: the login (SQLSTATE
/// class 28, a password that is asked for and not there), the database (3D000), the right to connect to it
/// (42501), files of TLS that cannot be read. Everything else is tried again.
///
/// # What it needs
/// A connection to the server itself: poolers that lend a connection for a transaction forget who listens, and a
/// standby has no notifications (`target_session_attrs=primary` finds the primary of several hosts). Events that
/// are not read yet are kept in memory, since a server whose listeners do not read has to keep them for all.
///
/// ```no_run
/// # async fn f() -> pgdc::Result<()> {
/// use pgdc::{Config, Event};
///
/// let mut listener = Config::from_env()?.listen(["orders", "stock"]).await?;
/// while let Some(event) = listener.next().await {
///     match event? {
///         Event::Notification(told) => println!("{}: {}", told.channel, told.payload),
///         Event::Gap(gap) => println!("messages may have been missed: {}", gap.reason),
///         _ => {}
///     }
/// }
/// # Ok(()) }
/// ```
pub struct Listener {
    events: UnboundedReceiver<Result<Event>>,
    commands: UnboundedSender<Command>,
    keeper: JoinHandle<()>,
}

impl Listener {
    /// The next event; none after an error. It can be dropped at any point: no event is lost.
    pub async fn next(&mut self) -> Option<Result<Event>> {
        self.events.recv().await
    }

    /// Listens to another channel too. When this returns, the server has heard of it; where the connection is
    /// lost meanwhile, it waits for the next one.
    ///
    /// # Errors
    /// No channel can have that name ([`is_refused`](Error::is_refused)): it is empty, longer than 63 bytes, or
    /// has a NUL in it. Or the server refuses it, or the listener has ended.
    pub async fn listen(&self, channel: impl Into<String>) -> Result<()> {
        let channel = Channel::new(channel.into())?;
        self.ask(|done| Command::Listen(channel, done)).await
    }

    /// Listens to a channel no more. What the server sent before is still told.
    ///
    /// # Errors
    /// As [`listen`](Listener::listen).
    pub async fn unlisten(&self, channel: impl Into<String>) -> Result<()> {
        let channel = Channel::new(channel.into())?;
        self.ask(|done| Command::Unlisten(channel, done)).await
    }

    async fn ask(
        &self,
        command: impl FnOnce(oneshot::Sender<Result<()>>) -> Command,
    ) -> Result<()> {
        let ended = || Error::new(Kind::ListenerEnded);
        let (done, answer) = oneshot::channel();
        self.commands.send(command(done)).map_err(|_| ended())?;
        answer.await.unwrap_or_else(|_| Err(ended()))
    }
}

impl Stream for Listener {
    type Item = Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(ready!(self.events.poll_recv(cx)))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.keeper.abort();
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener").field("ended", &self.events.is_closed()).finish_non_exhaustive()
    }
}
