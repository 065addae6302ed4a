//! The task of a listener: hears over one connection after the other.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::channel::Channel;
use super::ears::Ears;
use super::event::{Event, Gap};
use super::pause::pause;
use crate::config::plan::Plan;
use crate::error::{Error, Result};

/// What the listener is asked for while it listens, and where the answer goes.
pub(super) enum Command {
    Listen(Channel, Done),
    Unlisten(Channel, Done),
}

type Done = oneshot::Sender<Result<()>>;

pub(super) struct Keeper {
    pub(super) plan: Arc<Plan>,
    pub(super) channels: BTreeSet<Channel>,
    pub(super) keepalive: Duration,
    pub(super) longest_pause: Duration,
    pub(super) commands: UnboundedReceiver<Command>,
    pub(super) events: UnboundedSender<Result<Event>>,
}

/// What there is to do next.
enum Next {
    Tell(tokio_postgres::Notification),
    Obey(Command),
    Lost(Error),
    /// The listener was dropped, or the runtime ends.
    End,
}

impl Keeper {
    /// Ends with the listener, or where it is of no use to connect again.
    pub(super) async fn run(mut self, mut ears: Ears) {
        let mut waiting = Vec::new();
        while let Some(reason) = self.hear(&mut ears, &mut waiting).await {
            let lost = Instant::now();
            // What was heard before is on this side of the gap.
            while let Ok(Ok(notification)) = ears.heard.try_recv() {
                self.tell(Ok(Event::Notification(notification.into())));
            }
            drop(ears);
            ears = match self.reopen().await {
                Ok(ears) => ears,
                Err(error) => return self.tell(Err(error)),
            };
            self.tell(Ok(Event::Gap(Gap { reason, lasted: lost.elapsed() })));
            waiting.drain(..).for_each(|done| answer(done, Ok(())));
        }
    }

    /// Hears until the connection is lost, and returns why; none where there is nobody to hear for. Those whose
    /// commands the next connection fulfils are left `waiting`.
    async fn hear(&mut self, ears: &mut Ears, waiting: &mut Vec<Done>) -> Option<Error> {
        loop {
            let kept = match timeout(self.keepalive, self.next(ears)).await {
                Ok(Next::Tell(notification)) => {
                    self.tell(Ok(Event::Notification(notification.into())));
                    Ok(())
                }
                Ok(Next::Obey(command)) => self.obey(command, ears, waiting).await,
                Ok(Next::Lost(reason)) => Err(reason),
                Ok(Next::End) => return None,
                Err(_) => ears.send("", self.keepalive).await,
            };
            if let Err(reason) = kept {
                return Some(reason);
            }
        }
    }

    async fn next(&mut self, ears: &mut Ears) -> Next {
        poll_fn(|cx| {
            match ears.heard.poll_recv(cx) {
                Poll::Ready(Some(Ok(notification))) => {
                    return Poll::Ready(Next::Tell(notification));
                }
                Poll::Ready(Some(Err(reason))) => return Poll::Ready(Next::Lost(reason)),
                Poll::Ready(None) => return Poll::Ready(Next::End),
                Poll::Pending => {}
            }
            let command = self.commands.poll_recv(cx);
            command.map(|command| command.map_or(Next::End, Next::Obey))
        })
        .await
    }

    /// Fails where the connection is lost.
    async fn obey(
        &mut self,
        command: Command,
        ears: &mut Ears,
        waiting: &mut Vec<Done>,
    ) -> Result<()> {
        let (statement, channel, done) = match command {
            Command::Listen(channel, done) => {
                self.channels.insert(channel.clone());
                (format!("LISTEN {channel}"), Some(channel), done)
            }
            Command::Unlisten(channel, done) => {
                self.channels.remove(&channel);
                (format!("UNLISTEN {channel}"), None, done)
            }
        };
        match ears.send(&statement, self.keepalive).await {
            Err(error) if error.as_db_error().is_none() || error.is_closed() => {
                waiting.push(done);
                return Err(error);
            }
            Err(error) => {
                if let Some(channel) = channel {
                    self.channels.remove(&channel);
                }
                answer(done, Err(error));
            }
            Ok(()) => answer(done, Ok(())),
        }
        Ok(())
    }

    /// Connects again, as often as it takes.
    ///
    /// # Errors
    /// Waiting does not cure what is wrong.
    async fn reopen(&self) -> Result<Ears> {
        let mut attempt: u32 = 0;
        loop {
            attempt = attempt.saturating_add(1);
            sleep(pause(attempt, self.longest_pause, rand::random())).await;
            match Ears::open(&self.plan, &self.channels, self.keepalive).await {
                Err(error) if !error.is_incurable() => {}
                opened => return opened,
            }
        }
    }

    fn tell(&self, event: Result<Event>) {
        // The listener is gone, and this task about to be.
        let _ = self.events.send(event);
    }
}

fn answer(done: Done, outcome: Result<()>) {
    // Who asked may have stopped waiting.
    let _ = done.send(outcome);
}
