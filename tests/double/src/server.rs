//! The HTTP server below everything else: one thread, one handler, any number of connections.
//!
//! Hyper reads the requests and writes the responses. What hyper refuses to send (raw bytes, half
//! a response, a body without an end) is written here, on the connection that hyper returns.

use std::future::pending;
use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{sleep, timeout};

use crate::request::Request;

/// How many connections are served at a time; more wait until one is closed.
pub const MAX_CONNECTIONS: usize = 1_024;

/// How large a request body may be, in bytes.
pub const MAX_BODY: usize = 16 << 20;

/// How long a client may take to send the head of a request, or its body.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// What the server does with a request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Sends a response.
    Respond(http::Response<Bytes>),
    /// Waits, then does something else.
    After(Duration, Box<Reply>),
    /// Writes raw bytes and keeps the connection open.
    Raw(Vec<u8>),
    /// Writes raw bytes one by one, with a pause before each.
    Drip(Vec<u8>, Duration),
    /// Writes raw bytes and closes the connection.
    Close(Vec<u8>),
    /// Responds with this status and a body that does not end.
    Endless(u16),
    /// Never responds.
    Hang,
}

/// Decides what to do with each request.
#[derive(Clone)]
enum Handler {
    /// In the thread of the server; it must not wait for anything.
    Quick(Arc<dyn Fn(Request) -> Reply + Send + Sync>),
    /// In a thread of its own for each request.
    Blocking(Arc<dyn Fn(Request) -> Reply + Send + Sync>),
}

impl Handler {
    async fn reply(&self, request: Request) -> Reply {
        match self {
            Self::Quick(handler) => handler(request),
            Self::Blocking(handler) => {
                let handler = Arc::clone(handler);
                let reply = tokio::task::spawn_blocking(move || handler(request)).await;
                // A handler that panics has no response.
                reply.unwrap_or(Reply::Close(Vec::new()))
            }
        }
    }
}

/// A running server on the loopback interface. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    /// Dropping it ends the thread.
    _stop: oneshot::Sender<()>,
}

impl Server {
    /// Starts a server on a port of `127.0.0.1`; 0 takes a free one. The handler runs in the thread
    /// of the server, so it must not wait for anything.
    ///
    /// # Errors
    ///
    /// If the port is taken, or the system refuses a socket or a thread.
    pub fn start(
        port: u16,
        handler: impl Fn(Request) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::run(port, Handler::Quick(Arc::new(handler)))
    }

    /// The same, with a thread for each request, so that the handler may wait.
    ///
    /// # Errors
    ///
    /// If the port is taken, or the system refuses a socket or a thread.
    pub fn start_blocking(
        port: u16,
        handler: impl Fn(Request) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::run(port, Handler::Blocking(Arc::new(handler)))
    }

    fn run(port: u16, handler: Handler) -> io::Result<Self> {
        let listener = StdListener::bind(("127.0.0.1", port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel::<()>();
        thread::Builder::new().name("double".to_owned()).spawn(move || {
            runtime.spawn(accept(listener, handler));
            // Ends when the sender is dropped; the runtime drops all connections then.
            let _ = runtime.block_on(stopped);
        })?;
        Ok(Self { address, _stop: stop })
    }

    /// The address of the server.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL of the server.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

async fn accept(listener: StdListener, handler: Handler) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    let permits = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    while let Ok(permit) = Arc::clone(&permits).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, _)) => {
                let handler = handler.clone();
                tokio::spawn(async move {
                    // A connection that fails concerns its client only.
                    let _ = connection(stream, &handler).await;
                    drop(permit);
                });
            }
            // Out of file descriptors, for instance: others are closed in the meantime.
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
}

/// Serves a connection until one side closes it.
async fn connection(stream: TcpStream, handler: &Handler) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut io = TokioIo::new(stream);
    loop {
        let raw = Arc::new(Mutex::new(None));
        let service = service_fn(|request| respond(request, handler.clone(), Arc::clone(&raw)));
        let mut connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(READ_TIMEOUT)
            .serve_connection(io, service);
        if pin!(&mut connection).await.is_ok() {
            return Ok(());
        }
        let parts = connection.into_parts();
        let reply = raw.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(reply) = reply else { return Ok(()) };
        let mut stream = parts.io.into_inner();
        // A request that was sent too early is lost with the buffer of hyper.
        if !write(&mut stream, reply).await? || !parts.read_buf.is_empty() {
            return stream.shutdown().await;
        }
        io = TokioIo::new(stream);
    }
}

/// What a service returns when its reply is not for hyper to write.
#[derive(Debug)]
struct Takeover;

impl std::fmt::Display for Takeover {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection is taken over")
    }
}

impl std::error::Error for Takeover {}

async fn respond(
    request: http::Request<Incoming>,
    handler: Handler,
    raw: Arc<Mutex<Option<Reply>>>,
) -> Result<http::Response<Full<Bytes>>, Takeover> {
    let at = Instant::now();
    let (head, body) = request.into_parts();
    if body.size_hint().lower() > MAX_BODY as u64 {
        return Ok(plain(413, "the request body is too large\n"));
    }
    let body = match timeout(READ_TIMEOUT, Limited::new(body, MAX_BODY).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(_)) => return Ok(plain(413, "the request body is too large or incomplete\n")),
        Err(_) => return Ok(plain(408, "the request body did not arrive in time\n")),
    };
    let mut reply = handler.reply(Request::new(at, &head, body)).await;
    loop {
        reply = match reply {
            Reply::After(pause, next) => {
                sleep(pause).await;
                *next
            }
            Reply::Respond(response) => return Ok(response.map(Full::new)),
            Reply::Hang => pending().await,
            other => {
                *raw.lock().unwrap_or_else(PoisonError::into_inner) = Some(other);
                return Err(Takeover);
            }
        }
    }
}

fn plain(status: u16, text: &'static str) -> http::Response<Full<Bytes>> {
    let mut response = http::Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    response.headers_mut().insert("connection", http::HeaderValue::from_static("close"));
    response
}

/// Writes a raw reply; whether the connection stays open.
async fn write(stream: &mut TcpStream, reply: Reply) -> io::Result<bool> {
    match reply {
        Reply::Raw(bytes) => {
            stream.write_all(&bytes).await?;
            Ok(true)
        }
        Reply::Drip(bytes, pause) => {
            for byte in bytes {
                sleep(pause).await;
                stream.write_all(&[byte]).await?;
            }
            Ok(true)
        }
        Reply::Close(bytes) => {
            stream.write_all(&bytes).await?;
            Ok(false)
        }
        Reply::Endless(status) => {
            let head = format!("HTTP/1.1 {status} X\r\ntransfer-encoding: chunked\r\n\r\n");
            let chunk = [b"400\r\n".as_slice(), &[b'x'; 1024], b"\r\n"].concat();
            stream.write_all(head.as_bytes()).await?;
            loop {
                stream.write_all(&chunk).await?;
            }
        }
        Reply::Respond(_) | Reply::After(..) | Reply::Hang => Ok(false),
    }
}
