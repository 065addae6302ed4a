//! A network that fails: it stands between client and server, and cuts, stalls, delays or garbles what passes, at
//! points drawn at random.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fastrand::Rng;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};

/// Where the server is.
#[derive(Clone)]
pub(super) enum Upstream {
    Socket(PathBuf),
    Tcp(String, u16),
}

/// How often something happens: once in so many, or never.
#[derive(Clone, Copy, Default)]
pub(super) struct Faults {
    /// Of chunks: the connection ends, perhaps in the middle of the chunk.
    pub(super) cut: Option<u32>,
    /// Of chunks: nothing passes any more, and nobody is told.
    pub(super) stall: Option<u32>,
    /// Of chunks: it passes up to 40 ms later.
    pub(super) delay: Option<u32>,
    /// Of the bytes that say a message's type and length: one bit is flipped.
    pub(super) header: Option<u32>,
    /// Of all bytes: one bit is flipped.
    pub(super) byte: Option<u32>,
}

pub(super) struct Proxy {
    pub(super) port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    upstream: Upstream,
    faults: Mutex<Faults>,
    rng: Mutex<Rng>,
    happened: AtomicU64,
}

impl Proxy {
    pub(super) async fn start(upstream: Upstream, seed: u64) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let shared = Arc::new(Shared {
            upstream,
            faults: Mutex::default(),
            rng: Mutex::new(Rng::with_seed(seed)),
            happened: AtomicU64::new(0),
        });
        let each = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let shared = Arc::clone(&each);
                // A connection that ends is what this is for.
                tokio::spawn(async move { drop(shared.serve(client).await) });
            }
        });
        Proxy { port, shared }
    }

    /// What happens from now on, on all connections.
    pub(super) fn set(&self, faults: Faults) {
        *self.shared.faults.lock().unwrap_or_else(PoisonError::into_inner) = faults;
    }

    /// How many faults there were.
    pub(super) fn happened(&self) -> u64 {
        self.shared.happened.load(Ordering::Relaxed)
    }
}

impl Shared {
    async fn serve(&self, client: TcpStream) -> io::Result<()> {
        client.set_nodelay(true)?;
        match &self.upstream {
            Upstream::Socket(folder) => {
                let server = UnixStream::connect(folder.join(".s.PGSQL.5433")).await?;
                self.pass(client, server).await
            }
            Upstream::Tcp(host, port) => {
                let server = TcpStream::connect((host.as_str(), *port)).await?;
                server.set_nodelay(true)?;
                self.pass(client, server).await
            }
        }
    }

    async fn pass(&self, client: TcpStream, server: impl AsyncRead + AsyncWrite) -> io::Result<()> {
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = tokio::io::split(server);
        tokio::try_join!(
            self.pump(from_client, to_server, Framing::of_client()),
            self.pump(from_server, to_client, Framing::of_server())
        )?;
        Ok(())
    }

    async fn pump(
        &self,
        mut from: impl AsyncRead + Unpin,
        mut to: impl AsyncWrite + Unpin,
        mut framing: Framing,
    ) -> io::Result<()> {
        let mut buffer = vec![0; 4096];
        loop {
            let read = from.read(&mut buffer).await?;
            if read == 0 {
                return to.shutdown().await;
            }
            let faults = *self.faults.lock().unwrap_or_else(PoisonError::into_inner);
            let chunk = &mut buffer[..read];
            self.garble(chunk, &mut framing, faults);
            if self.strikes(faults.delay) {
                tokio::time::sleep(Duration::from_millis(self.below(40).into())).await;
            }
            if self.strikes(faults.stall) {
                std::future::pending::<()>().await;
            }
            if self.strikes(faults.cut) {
                let rest = self.below(read as u32) as usize;
                to.write_all(&chunk[..rest]).await?;
                return Err(io::ErrorKind::ConnectionReset.into());
            }
            to.write_all(chunk).await?;
        }
    }

    fn garble(&self, chunk: &mut [u8], framing: &mut Framing, faults: Faults) {
        for byte in chunk {
            let is_header = framing.step(*byte);
            if self.strikes(faults.byte) || (is_header && self.strikes(faults.header)) {
                *byte ^= 1 << self.below(8);
            }
        }
    }

    fn strikes(&self, once_in: Option<u32>) -> bool {
        let strikes = once_in.is_some_and(|once_in| self.below(once_in) == 0);
        self.happened.fetch_add(u64::from(strikes), Ordering::Relaxed);
        strikes
    }

    fn below(&self, end: u32) -> u32 {
        self.rng.lock().unwrap_or_else(PoisonError::into_inner).u32(..end)
    }
}

/// Where in a stream of messages it is (PostgreSQL manual, "Message Formats"), without TLS.
struct Framing {
    /// Of the message that is passing: how long its header is, and how much of it has passed.
    header: usize,
    passed: usize,
    length: u32,
}

impl Framing {
    /// The first message of a client has no type.
    fn of_client() -> Self {
        Framing { header: 4, passed: 0, length: 0 }
    }

    fn of_server() -> Self {
        Framing { header: 5, passed: 0, length: 0 }
    }

    /// Whether the byte belongs to a header.
    fn step(&mut self, byte: u8) -> bool {
        let is_header = self.passed < self.header;
        if is_header && self.passed + 4 >= self.header {
            self.length = self.length << 8 | u32::from(byte);
        }
        self.passed += 1;
        // The length counts itself and not the type.
        if self.passed >= self.header && self.passed >= self.length as usize + self.header - 4 {
            *self = Framing::of_server();
        }
        is_header
    }
}
