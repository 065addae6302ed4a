//! What a listener tells of.

use std::time::Duration;

use crate::error::Error;

/// What a [`Listener`](crate::Listener) tells of.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// A message was sent to one of its channels.
    Notification(Notification),
    /// Messages may have been missed.
    Gap(Gap),
}

/// A message that was sent to a channel.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Notification {
    /// The channel.
    pub channel: String,
    /// The text that was sent; empty where there was none.
    pub payload: String,
    /// The process of the server whose session sent it.
    pub process_id: i32,
}

impl Notification {
    /// The payload, read as JSON.
    ///
    /// # Errors
    /// It is no JSON, or not of a `T` ([`is_decode`](Error::is_decode)); the error names the channel.
    ///
    /// ```no_run
    /// # fn f(notification: pgdc::Notification) -> pgdc::Result<()> {
    /// #[derive(serde::Deserialize)]
    /// struct Placed {
    ///     order: i32,
    /// }
    /// let placed: Placed = notification.payload_as()?;
    /// println!("order {} was placed", placed.order);
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "json")]
    pub fn payload_as<T: serde::de::DeserializeOwned>(&self) -> crate::Result<T> {
        serde_json::from_str(&self.payload).map_err(|error| {
            let channel = self.channel.clone();
            Error::new(crate::error::Kind::Payload { channel, source: error })
        })
    }
}

impl From<tokio_postgres::Notification> for Notification {
    fn from(notification: tokio_postgres::Notification) -> Self {
        Notification {
            channel: notification.channel().to_owned(),
            payload: notification.payload().to_owned(),
            process_id: notification.process_id(),
        }
    }
}

/// The connection of a listener was lost. It is there again, and its channels are listened to again; messages
/// of the time between may have been missed.
#[derive(Debug)]
#[non_exhaustive]
pub struct Gap {
    /// Why the connection was lost.
    pub reason: Error,
    /// How long nobody listened, from when the loss was noticed. A connection that was cut off in silence was
    /// deaf before that, for up to twice the time of [`keepalive`](crate::Listen::keepalive).
    pub lasted: Duration,
}
