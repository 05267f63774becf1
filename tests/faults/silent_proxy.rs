//! A TCP proxy in front of Postgres that falls silent: it keeps its connections open and acknowledges every packet, and
//! passes nothing on. So does a load balancer whose backend has died.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::database::Database;

pub struct SilentProxy {
    port: u16,
    /// The connections with a smaller number are silent.
    silent_before: watch::Sender<u64>,
    /// The number of the next connection.
    next: Arc<AtomicU64>,
    /// The number of bytes that clients sent while it was silent.
    swallowed: watch::Sender<usize>,
}

impl SilentProxy {
    pub async fn before(database: &Database) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = database.server();
        let proxy =
            Self { port, silent_before: watch::Sender::new(0), next: Arc::default(), swallowed: watch::Sender::new(0) };
        let (silent_before, next, swallowed) =
            (proxy.silent_before.clone(), Arc::clone(&proxy.next), proxy.swallowed.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let speaks =
                    Speaks { number: next.fetch_add(1, Ordering::SeqCst), silent_before: silent_before.subscribe() };
                let swallowed = swallowed.clone();
                tokio::spawn(async move {
                    let (from_client, to_client) = client.into_split();
                    let (from_server, to_server) = TcpStream::connect(server).await.unwrap().into_split();
                    tokio::join!(
                        pass_on(from_client, to_server, speaks.clone(), Some(swallowed)),
                        pass_on(from_server, to_client, speaks, None),
                    );
                });
            }
        });
        proxy
    }

    /// The database behind the proxy.
    pub fn database(&self, database: &Database) -> Database {
        database.at_port(self.port)
    }

    /// Passes nothing on from now on.
    pub fn fall_silent(&self) {
        self.silent_before.send_replace(u64::MAX);
    }

    /// Waits until a client sends something to the silent proxy.
    pub async fn swallows_a_question(&self) {
        self.swallowed.subscribe().wait_for(|bytes| *bytes > 0).await.unwrap();
    }

    /// Passes on what comes on new connections. The present ones stay silent for ever.
    pub fn serve_new_connections(&self) {
        self.silent_before.send_replace(self.next.load(Ordering::SeqCst));
    }

    /// Passes on what was sent meanwhile, and everything from now on.
    pub fn speak_again(&self) {
        self.silent_before.send_replace(0);
    }
}

/// Whether a connection passes on what it reads.
#[derive(Clone)]
struct Speaks {
    number: u64,
    silent_before: watch::Receiver<u64>,
}

impl Speaks {
    fn now(&self) -> bool {
        self.number >= *self.silent_before.borrow()
    }

    async fn again(&mut self) -> bool {
        let number = self.number;
        self.silent_before.wait_for(|before| number >= *before).await.is_ok()
    }
}

async fn pass_on(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut speaks: Speaks,
    swallowed: Option<watch::Sender<usize>>,
) {
    let mut buffer = vec![0; 16384];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        if let (false, Some(swallowed)) = (speaks.now(), &swallowed) {
            swallowed.send_modify(|bytes| *bytes += length);
        }
        if !speaks.again().await || to.write_all(&buffer[..length]).await.is_err() {
            break;
        }
    }
}
