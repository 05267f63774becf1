//! What Kaimu keeps: the only folder that knows how.
//!
//! A story asks for [`Store::read`] or [`Store::write`] and, inside, calls the small functions of the modules below,
//! each of which is one question or one change. Both databases run the same code (see [`connection`]).

pub mod audit;
pub mod audit_search;
pub mod checks;
mod connection;
pub mod identities;
pub mod invitations;
pub mod logout_tokens;
mod manager;
mod migrations;
pub mod pending_links;
pub mod rechecks;
mod row;
mod schema;
pub mod sessions;
pub mod sign_in_links;
pub mod sign_ins;
pub mod upstream_sessions;
pub mod user_admin;
pub mod user_details;
pub mod users;

use std::time::Duration;

pub use connection::{Connection, Lock};

use crate::domain::DatabaseUrl;

/// SQLite has one writer at a time; more connections than this only wait in another place.
const SQLITE_CONNECTIONS: u32 = 8;
/// How long a request waits for a free connection, or for a database that has gone.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(3);

/// How long a request waits for its work in all; the database's own limits are shorter.
const MAX_WAIT: Duration = Duration::from_secs(15);

/// The database, ready for use. Clones share one pool.
#[derive(Clone, Debug)]
pub struct Store {
    pool: r2d2::Pool<manager::Manager>,
}

/// Why the store could not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No connection could be made, or none became free in time.
    #[error("the database cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database refused a statement.
    #[error("the database refused a statement")]
    Query(#[from] diesel::result::Error),
    /// A row holds what our types do not allow.
    #[error("a row of {0} is damaged")]
    Damaged(&'static str),
    /// The migrations did not run.
    #[error("the migration of the database failed")]
    Migration(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A newer Kaimu has been here.
    #[error("the database has the migration {0}, which this version does not know: it was made by a newer Kaimu")]
    NewerDatabase(String),
    /// There is no database, or none of ours.
    #[error(
        "there is no database of Kaimu's here; start Kaimu, or run `kaimu migrate`, with the same configuration and in the same folder"
    )]
    NoDatabase,
    /// The database is older than this binary.
    #[error(
        "the database has not had the migration {0}: it belongs to an older Kaimu; start this one, or run `kaimu migrate`"
    )]
    OlderDatabase(String),
    /// The work did not come to an end.
    #[error("the work on the database took too long or was cut off")]
    CutOff,
}

impl Store {
    /// Opens the database (making the SQLite file and its folder if need be) and brings its tables up to date.
    /// `pool_size` is the most connections to Postgres.
    ///
    /// # Errors
    /// When the database cannot be reached, is newer than this binary, or a migration fails.
    pub fn open(url: &DatabaseUrl, pool_size: u32) -> Result<Self, StoreError> {
        let manager = manager::Manager::new(url.clone());
        manager::make_folder(url).map_err(unreachable)?;
        let mut first = r2d2::ManageConnection::connect(&manager).map_err(unreachable)?;
        migrations::run_pending(&mut first)?;
        let size = match url {
            DatabaseUrl::Postgres(_) => pool_size,
            DatabaseUrl::Sqlite(_) => SQLITE_CONNECTIONS,
        };
        Ok(Self::pool(url, size))
    }

    /// Opens a database that is there and up to date, and changes nothing about that: for commands beside the server.
    ///
    /// # Errors
    /// When there is none, it cannot be reached, or it is of another version than this binary.
    pub fn open_existing(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let Some(mut connection) = manager::look_at(url).map_err(unreachable)? else {
            return Err(StoreError::NoDatabase);
        };
        if !connection.has_tables()? {
            return Err(StoreError::NoDatabase);
        }
        migrations::check(&mut connection)?;
        Ok(Self::pool(url, 1))
    }

    fn pool(url: &DatabaseUrl, size: u32) -> Self {
        let pool = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .connection_timeout(CONNECTION_TIMEOUT)
            // The default writes every retry as an error; who waits for the connection reports the failure once.
            .error_handler(Box::new(r2d2::NopErrorHandler))
            .build_unchecked(manager::Manager::new(url.clone()));
        Self { pool }
    }

    /// Asks something of a database as it is: none is made, and nothing is migrated. `None` when there is nothing to ask.
    ///
    /// # Errors
    /// What `work` says, or that the database cannot be reached.
    pub fn inspect<T>(
        url: &DatabaseUrl,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let Some(mut connection) = manager::look_at(url).map_err(unreachable)? else { return Ok(None) };
        if connection.has_tables()? { work(&mut connection).map(Some) } else { Ok(None) }
    }

    /// Asks something before anybody is served, when waiting harms nobody.
    ///
    /// # Errors
    /// What `work` says, or that there is no connection.
    pub fn read_blocking<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        work(&mut *self.pool.get().map_err(unreachable)?)
    }

    /// Asks something, without a transaction.
    ///
    /// # Errors
    /// What `work` says, or that there is no connection.
    pub async fn read<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let pool = self.pool.clone();
        // Diesel blocks, so it runs where blocking harms nobody; and a person gets an answer whatever becomes of it.
        let work = tokio::task::spawn_blocking(move || work(&mut *pool.get().map_err(unreachable)?));
        match tokio::time::timeout(MAX_WAIT, work).await {
            Ok(Ok(result)) => result,
            _ => Err(StoreError::CutOff.into()),
        }
    }

    /// Changes something, in one transaction: all of it happens, or, after an error, nothing.
    ///
    /// # Errors
    /// What `work` says, or that there is no connection, or that the commit failed.
    pub async fn write<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.read(|connection| connection.transaction(work)).await
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read(Connection::ping).await
    }
}

fn unreachable(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::Unreachable(Box::new(error))
}
