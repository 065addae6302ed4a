//! A socket of our own, since that of tokio-postgres lets nobody come between.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio_postgres::Config;

use super::attempt::Address;

pub(super) struct Socket {
    stream: Stream,
    /// Whether it is closed only when the other side has closed it.
    is_patient: bool,
}

enum Stream {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
}

impl Socket {
    /// Connects, with the options of TCP that `config` has.
    pub(super) async fn connect(address: &Address, port: u16, config: &Config) -> io::Result<Self> {
        match address {
            Address::Tcp(ip) => {
                let stream = TcpStream::connect((*ip, port)).await?;
                set_options(&stream, config)?;
                Ok(Socket { stream: Stream::Tcp(stream), is_patient: false })
            }
            #[cfg(unix)]
            Address::Socket(folder) => {
                let path = folder.join(format!(".s.PGSQL.{port}"));
                let stream = Stream::Unix(UnixStream::connect(path).await?);
                Ok(Socket { stream, is_patient: false })
            }
            #[cfg(not(unix))]
            Address::Socket(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    /// The same, which is closed only when the other side has closed it, as libpq does after a request to cancel: by
    /// then the server has done with it, which else may hit the statement that is sent next; and pgbouncer 1.18
    /// ends itself where it meets a closed one.
    pub(super) fn patient(self) -> Self {
        Socket { is_patient: true, ..self }
    }
}

fn set_options(stream: &TcpStream, config: &Config) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    #[cfg(target_os = "linux")]
    if let Some(limit) = config.get_tcp_user_timeout() {
        socket.set_tcp_user_timeout(Some(*limit))?;
    }
    if !config.get_keepalives() {
        return Ok(());
    }
    let mut keepalive = TcpKeepalive::new().with_time(config.get_keepalives_idle());
    if let Some(interval) = config.get_keepalives_interval() {
        keepalive = keepalive.with_interval(interval);
    }
    if let Some(retries) = config.get_keepalives_retries() {
        keepalive = keepalive.with_retries(retries);
    }
    socket.set_tcp_keepalive(&keepalive)
}

/// The same call of whichever stream it is.
macro_rules! either {
    ($socket:expr, $stream:ident => $call:expr) => {
        match &mut $socket.stream {
            Stream::Tcp(stream) => {
                let $stream = Pin::new(stream);
                $call
            }
            #[cfg(unix)]
            Stream::Unix(stream) => {
                let $stream = Pin::new(stream);
                $call
            }
        }
    };
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        either!(self, stream => stream.poll_read(context, buffer))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        either!(self, stream => stream.poll_write(context, bytes))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        either!(self, stream => stream.poll_flush(context))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.is_patient {
            let mut byte = [0];
            let mut byte = ReadBuf::new(&mut byte);
            let read = ready!(self.as_mut().poll_read(context, &mut byte));
            self.is_patient = read.is_ok() && !byte.filled().is_empty();
        }
        either!(self, stream => stream.poll_shutdown(context))
    }
}
