//! A stream to the server on which no statement has a name.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsStream};

use super::message::{self, Message};
use super::names::Names;

/// A stream to the server on which no statement has a name, whatever the client says.
pub(super) struct Unnamed<S> {
    stream: S,
    names: Names,
    /// Whether the session has begun, from when on messages have tags.
    has_begun: bool,
    /// From the client: what is no whole message yet, and what the server is to be sent.
    written: BytesMut,
    sending: BytesMut,
    /// From the server: what is no whole message yet, and what the client is to be told.
    received: BytesMut,
    telling: BytesMut,
}

/// How much may wait to be sent before the client has to.
const MOST: usize = 64 * 1024;
/// How much is read at once.
const PIECE: usize = 8 * 1024;

impl<S> Unnamed<S> {
    pub(super) fn new(stream: S) -> Self {
        let [written, sending, received, telling] = std::array::from_fn(|_| BytesMut::new());
        let names = Names::default();
        Unnamed { stream, names, has_begun: false, written, sending, received, telling }
    }

    /// The stream below, where no session has begun.
    #[cfg(feature = "tls")]
    pub(super) fn into_inner(self) -> S {
        self.stream
    }

    fn take_from_client(&mut self, bytes: &[u8]) {
        self.written.extend_from_slice(bytes);
        while !self.has_begun
            && let Some((code, whole)) = message::take_untagged(&mut self.written)
        {
            // The others ask for TLS. This one's upper half is the version of the protocol.
            self.has_begun = code >> 16 == 3;
            self.sending.extend_from_slice(&whole);
        }
        while self.has_begun
            && let Some(message) = Message::take(&mut self.written)
        {
            self.names.send(&message, &mut self.sending);
        }
    }

    fn take_from_server(&mut self, bytes: &[u8]) {
        if !self.has_begun {
            return self.telling.extend_from_slice(bytes);
        }
        self.received.extend_from_slice(bytes);
        while let Some(message) = Message::take(&mut self.received) {
            self.names.receive(&message, &mut self.telling);
            self.names.settle(&message, &mut self.sending);
        }
    }
}

impl<S: AsyncWrite + Unpin> Unnamed<S> {
    fn poll_send(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.sending.is_empty() {
            let sent = ready!(Pin::new(&mut self.stream).poll_write(context, &self.sending))?;
            if sent == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.sending.advance(sent);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Unnamed<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.sending.len() > MOST {
            ready!(self.poll_send(context))?;
        }
        self.take_from_client(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_send(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_send(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Unnamed<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // Who reads waits for an answer to what was written, flushed or not: a request for TLS is not.
        if let Poll::Ready(sent) = self.poll_send(context) {
            sent?;
        }
        while self.telling.is_empty() {
            let mut piece = [0; PIECE];
            let mut piece = ReadBuf::new(&mut piece);
            ready!(Pin::new(&mut self.stream).poll_read(context, &mut piece))?;
            if piece.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            self.take_from_server(piece.filled());
        }
        let told = buffer.remaining().min(self.telling.len());
        buffer.put_slice(&self.telling.split_to(told));
        Poll::Ready(Ok(()))
    }
}

impl<S: TlsStream + Unpin> TlsStream for Unnamed<S> {
    fn channel_binding(&self) -> ChannelBinding {
        self.stream.channel_binding()
    }
}
