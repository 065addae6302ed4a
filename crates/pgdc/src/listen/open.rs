//! A listener that is still to be opened.

use std::collections::BTreeSet;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::Listener;
use super::channel::Channel;
use super::ears::Ears;
use super::keeper::Keeper;
use crate::Config;
use crate::connect;
use crate::error::Result;

/// A listener that is still to be opened, by `.await`; made by [`Config::listen`].
#[must_use = "nothing is listened to before it is awaited"]
pub struct Listen {
    config: Config,
    channels: Vec<String>,
    keepalive: Duration,
    longest_pause: Duration,
}

/// How long an attempt to connect again may take, where `connect_timeout` does not say it.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

impl Config {
    /// Listens to channels, whose names are taken as they are: `Orders` is another channel than `orders`. There
    /// may be none yet. See [`Listener`].
    ///
    /// It is awaited, and then is a [`Listener`], which listens already: no message that is sent from now on is
    /// missed.
    ///
    /// # Errors
    /// When awaited: as for [`connect`](Config::connect), and where no channel can have such a name
    /// ([`is_refused`](crate::Error::is_refused)). The first attempt to connect is the only one.
    ///
    /// ```no_run
    /// # async fn f(config: pgdc::Config) -> pgdc::Result<()> {
    /// use std::time::Duration;
    ///
    /// let listener = config.listen(["orders"]).keepalive(Duration::from_secs(5)).await?;
    /// # Ok(()) }
    /// ```
    pub fn listen<C: Into<String>>(&self, channels: impl IntoIterator<Item = C>) -> Listen {
        Listen {
            config: self.clone(),
            channels: channels.into_iter().map(Into::into).collect(),
            keepalive: Duration::from_secs(15),
            longest_pause: Duration::from_secs(10),
        }
    }
}

impl Listen {
    /// After how long a silence the server is asked for a sign of life; 15 seconds by default. Where none comes
    /// within the same time again, the connection is taken for lost.
    pub fn keepalive(mut self, silence: Duration) -> Self {
        self.keepalive = silence;
        self
    }

    /// How long to wait at most between two attempts to connect again; 10 seconds by default. The first waits
    /// for up to 50 ms, each further one for twice as long, of which the second half is left to chance.
    pub fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest_pause = pause;
        self
    }

    async fn open(self) -> Result<Listener> {
        let channels: BTreeSet<Channel> =
            self.channels.into_iter().map(Channel::new).collect::<Result<_>>()?;
        let mut plan = connect::plan(&self.config)?;
        let ears = Ears::open(&plan, &channels, self.keepalive).await?;
        Arc::make_mut(&mut plan).connect_timeout.get_or_insert(CONNECT_TIMEOUT);
        let (events, heard) = mpsc::unbounded_channel();
        let (commands, asked) = mpsc::unbounded_channel();
        let keeper = Keeper {
            plan,
            channels,
            keepalive: self.keepalive,
            longest_pause: self.longest_pause,
            commands: asked,
            events,
        };
        Ok(Listener { events: heard, commands, keeper: tokio::spawn(keeper.run(ears)) })
    }
}

impl IntoFuture for Listen {
    type Output = Result<Listener>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.open())
    }
}

impl fmt::Debug for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listen")
            .field("config", &self.config)
            .field("channels", &self.channels)
            .finish_non_exhaustive()
    }
}
