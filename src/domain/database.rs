//! The configured database.

use std::path::PathBuf;

use secrecy::SecretString;

/// The kind and place of a database, from its URL.
#[derive(Debug, Clone)]
pub enum DatabaseUrl {
    /// A Postgres server.
    Postgres(PostgresServer),
    /// The path of an SQLite file.
    Sqlite(PathBuf),
}

/// How to reach a Postgres server.
#[derive(Debug, Clone)]
pub struct PostgresServer {
    /// The whole `postgres://…` URL, which libpq reads. It may contain a password.
    pub url: SecretString,
    /// What stands between Kaimu and the server.
    pub pooler: Pooler,
}

/// What stands between Kaimu and a Postgres server (`database.pooler`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pooler {
    /// Nothing, or a pooler that keeps one server connection for each connection of Kaimu.
    None,
    /// A pooler that may use another server connection for each transaction. What is set for a connection, and statements
    /// prepared on it, may then meet those of another client.
    Transaction,
}
