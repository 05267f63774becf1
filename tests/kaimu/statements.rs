//! A TCP proxy in front of Postgres that records the statements which pass (Postgres 15 manual, section 55.7).

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use crate::database::Database;

/// The statements that clients sent, in the order of their execution.
#[derive(Clone, Default)]
pub struct Statements {
    executed: Arc<Mutex<Vec<String>>>,
    prepared: Arc<Mutex<Vec<String>>>,
}

impl Statements {
    /// Starts to record, and returns the database behind the proxy.
    pub async fn of(database: &Database) -> (Self, Database) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (statements, server) = (Self::default(), database.server());
        let recorded = statements.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let statements = recorded.clone();
                tokio::spawn(async move {
                    let (from_client, mut to_client) = client.into_split();
                    let (mut from_server, to_server) = TcpStream::connect(server).await.unwrap().into_split();
                    let answers = tokio::spawn(async move { copy(&mut from_server, &mut to_client).await });
                    let _ = statements.pass_on(from_client, to_server).await; // the connection has ended
                    answers.abort();
                });
            }
        });
        // Messages under TLS cannot be read.
        (
            statements,
            database.at_port(port).with_parameter("sslmode", "disable").with_parameter("gssencmode", "disable"),
        )
    }

    /// The statements since the last call.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.executed.lock().unwrap())
    }

    /// The statements that were prepared since the last call.
    pub fn take_prepared(&self) -> Vec<String> {
        std::mem::take(&mut *self.prepared.lock().unwrap())
    }

    async fn pass_on(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) -> std::io::Result<()> {
        let mut prepared = HashMap::new();
        // The first message has no type.
        let mut has_type = false;
        loop {
            let kind = if has_type { from.read_u8().await? } else { 0 };
            let length = from.read_u32().await?;
            let mut content = vec![0; length as usize - size_of::<u32>()];
            from.read_exact(&mut content).await?;
            self.record(kind, &content, &mut prepared);
            if has_type {
                to.write_u8(kind).await?;
            }
            to.write_u32(length).await?;
            to.write_all(&content).await?;
            has_type = true;
        }
    }

    fn record(&self, kind: u8, content: &[u8], prepared: &mut HashMap<String, String>) {
        let texts: Vec<&[u8]> = content.splitn(3, |byte| *byte == 0).collect();
        let text = |position: usize| String::from_utf8_lossy(texts[position]).into_owned();
        let executed = match kind {
            b'Q' => text(0),
            // The portal, then the name of the prepared statement.
            b'B' => prepared[&text(1)].clone(),
            b'P' => {
                self.prepared.lock().unwrap().push(text(1));
                prepared.insert(text(0), text(1));
                return;
            }
            _ => return,
        };
        self.executed.lock().unwrap().push(executed);
    }
}
