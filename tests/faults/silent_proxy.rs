//! A TCP proxy in front of Postgres that falls silent: it keeps its connections open and acknowledges every packet, and
//! passes nothing on. So does a load balancer whose backend has died.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::database::Database;

/// `ReadyForQuery` for a connection without a transaction, the last message of Postgres' handshake.
const READY_FOR_QUERY: &[u8] = b"Z\0\0\0\x05I";

/// The table of the migrations.
const MIGRATIONS_TABLE: &[u8] = b"__diesel_schema_migrations";

/// What Kaimu sends to hear which sessions other instances end.
const LISTEN: &[u8] = b"LISTEN kaimu_sessions";

pub struct SilentProxy {
    port: u16,
    /// The connections with a smaller number are silent.
    silent_before: watch::Sender<u64>,
    /// The number of the next connection.
    next: Arc<AtomicU64>,
    /// The number of bytes that clients sent while it was silent.
    swallowed: watch::Sender<usize>,
    /// Whether connections are silent on which Kaimu listens for notifications.
    silences_listeners: watch::Sender<bool>,
    /// Whether it falls silent for each connection after the handshake.
    loses: Arc<AtomicBool>,
    /// Whether it falls silent for each connection whose client asks which migrations there are.
    loses_at_migrations: Arc<AtomicBool>,
    /// How many connections it has lost in these ways.
    lost: watch::Sender<usize>,
}

impl SilentProxy {
    pub async fn before(database: &Database) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = database.server();
        let proxy = Self {
            port,
            silent_before: watch::Sender::new(0),
            next: Arc::default(),
            swallowed: watch::Sender::new(0),
            silences_listeners: watch::Sender::new(false),
            loses: Arc::default(),
            loses_at_migrations: Arc::default(),
            lost: watch::Sender::new(0),
        };
        let (silent_before, next, swallowed) =
            (proxy.silent_before.clone(), Arc::clone(&proxy.next), proxy.swallowed.clone());
        let (loses, lost) = (Arc::clone(&proxy.loses), proxy.lost.clone());
        let loses_at_migrations = Arc::clone(&proxy.loses_at_migrations);
        let silences_listeners = proxy.silences_listeners.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let speaks = Speaks {
                    number: next.fetch_add(1, Ordering::SeqCst),
                    silent_before: silent_before.subscribe(),
                    silences_listeners: silences_listeners.subscribe(),
                    is_listener: Arc::default(),
                    loses: Arc::clone(&loses),
                    loses_at_migrations: Arc::clone(&loses_at_migrations),
                    lost: lost.clone(),
                    is_lost: Arc::default(),
                };
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

    /// Falls silent for each new connection, as soon as its handshake is over. The handshake has to be without TLS.
    pub fn lose_connections_after_the_handshake(&self) {
        self.loses.store(true, Ordering::SeqCst);
    }

    /// Falls silent for each connection whose client asks which migrations there are. The client has to speak without TLS.
    pub fn lose_connections_at_the_migrations(&self) {
        self.loses_at_migrations.store(true, Ordering::SeqCst);
    }

    /// Loses no more connections. The lost ones stay silent for ever.
    pub fn keep_connections(&self) {
        self.loses.store(false, Ordering::SeqCst);
        self.loses_at_migrations.store(false, Ordering::SeqCst);
    }

    /// Waits until so many connections are lost.
    pub async fn has_lost(&self, connections: usize) {
        self.lost.subscribe().wait_for(|lost| *lost >= connections).await.unwrap();
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

    /// Passes nothing on, or what was sent meanwhile, on connections that listen for notifications.
    pub fn silence_listeners(&self, are_silent: bool) {
        self.silences_listeners.send_replace(are_silent);
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
    silences_listeners: watch::Receiver<bool>,
    is_listener: Arc<AtomicBool>,
    loses: Arc<AtomicBool>,
    loses_at_migrations: Arc<AtomicBool>,
    lost: watch::Sender<usize>,
    is_lost: Arc<AtomicBool>,
}

impl Speaks {
    fn now(&self) -> bool {
        self.number >= *self.silent_before.borrow()
    }

    /// Loses the connection after these bytes of the server, if they end the handshake.
    fn lose_after(&self, bytes: &[u8]) {
        if self.loses.load(Ordering::SeqCst) && bytes.ends_with(READY_FOR_QUERY) {
            self.lose();
        }
    }

    /// Loses the connection before these bytes of the client, if they ask about the table of the migrations.
    fn lose_before(&self, bytes: &[u8]) {
        let asks = bytes.windows(MIGRATIONS_TABLE.len()).any(|part| part == MIGRATIONS_TABLE);
        if self.loses_at_migrations.load(Ordering::SeqCst) && asks {
            self.lose();
        }
    }

    fn lose(&self) {
        if !self.is_lost.swap(true, Ordering::SeqCst) {
            self.lost.send_modify(|lost| *lost += 1);
        }
    }

    async fn again(&mut self) -> bool {
        if self.is_lost.load(Ordering::SeqCst) {
            return std::future::pending().await;
        }
        if self.is_listener.load(Ordering::SeqCst)
            && self.silences_listeners.wait_for(|are_silent| !are_silent).await.is_err()
        {
            return false;
        }
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
        if swallowed.is_some() {
            speaks.lose_before(&buffer[..length]);
            if buffer[..length].windows(LISTEN.len()).any(|window| window == LISTEN) {
                speaks.is_listener.store(true, Ordering::SeqCst);
            }
        }
        if !speaks.again().await {
            break;
        }
        if swallowed.is_none() {
            speaks.lose_after(&buffer[..length]);
        }
        if to.write_all(&buffer[..length]).await.is_err() {
            break;
        }
    }
}
