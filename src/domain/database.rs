//! Where the database is.

use std::path::PathBuf;

use secrecy::SecretString;

/// A database, by the scheme of its URL.
#[derive(Debug, Clone)]
pub enum DatabaseUrl {
    /// A Postgres server: the whole `postgres://…` URL, which may hold a password and is libpq's to read.
    Postgres(SecretString),
    /// An embedded SQLite file.
    Sqlite(PathBuf),
}
