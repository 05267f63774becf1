//! The configured database.

use std::path::PathBuf;

use secrecy::SecretString;

/// The kind and place of a database, from its URL.
#[derive(Debug, Clone)]
pub enum DatabaseUrl {
    /// A Postgres server: the whole `postgres://…` URL, which libpq reads. It may contain a password.
    Postgres(SecretString),
    /// The path of an SQLite file.
    Sqlite(PathBuf),
}
