//! A connection to a Postgres server, and the writes that wait for it.

use diesel::pg::Pg;
use diesel::query_builder::QueryFragment;
use diesel::{PgConnection, QueryResult};

use super::later_writes::LaterWrites;
use crate::domain::Pooler;

/// A connection to a Postgres server.
#[expect(missing_debug_implementations, reason = "Diesel's connections have none")]
pub struct PostgresConnection {
    connection: PgConnection,
    pooler: Pooler,
    later_writes: LaterWrites,
}

impl PostgresConnection {
    pub(super) fn new(connection: PgConnection, pooler: Pooler) -> Self {
        Self { connection, pooler, later_writes: LaterWrites::default() }
    }

    /// The connection, once it has sent the writes that wait: no statement runs before them.
    ///
    /// # Errors
    /// That of a write that waits.
    pub fn ready(&mut self) -> QueryResult<&mut PgConnection> {
        self.later_writes.send(&mut self.connection)?;
        Ok(&mut self.connection)
    }

    /// Sends this before the next statement, whose error is then that of this write, too.
    pub(super) fn write_later(&mut self, write: impl QueryFragment<Pg> + Send + 'static) -> QueryResult<()> {
        if self.later_writes.add(write) { self.later_writes.send(&mut self.connection) } else { Ok(()) }
    }

    /// The connection, to roll its transaction back. The writes that wait are forgotten.
    pub(super) fn forget_later_writes(&mut self) -> &mut PgConnection {
        self.later_writes.forget();
        &mut self.connection
    }

    /// What stands between Kaimu and the server.
    pub(super) fn pooler(&self) -> Pooler {
        self.pooler
    }

    /// The connection alone.
    pub(super) fn into_connection(self) -> PgConnection {
        self.connection
    }
}
